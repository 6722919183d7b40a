/**
 * The trick: to give `explore` something else than a model, or a model with a mistake, from code and to the command.
 *
 * The right answer: one refusal for both doors, in the same words: what is wrong, and where. Nothing of it is explored.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explore, ModelFault } from '../../src/check/index.ts';
import { figure2Here, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const good = "name: 'm', initialStates: [0], actions: () => ['up'], next: (n) => (n < 3 ? n + 1 : undefined)";

const refused: readonly [string, string, RegExp][] = [
  ['a text', "'a model'", /^model: expected an object/],
  ['a promise', `Promise.resolve({ ${good} })`, /^model: expected an object, not a promise of one; await it/],
  ['nothing', 'null', /^model: expected an object/],
  ['a function', `() => ({ ${good} })`, /^model: expected an object/],
  ['a list', '[]', /^model/],
  ['no initial state', `{ ${good}, initialStates: [] }`, /^model.initialStates: expected at least one/],
  [
    'initial states that are a set',
    `{ ${good}, initialStates: new Set([0]) }`,
    /^model.initialStates: expected an array/,
  ],
  [
    'a kind with a mistake',
    `{ ${good}, properties: [{ name: 'p', kind: 'alway', holds: () => true }] }`,
    /kind: expected always/,
  ],
  [
    'a property without a function',
    `{ ${good}, properties: [{ name: 'p', kind: 'always' }] }`,
    /holds: expected a function/,
  ],
  [
    'holds for noDeadlock',
    `{ ${good}, properties: [{ name: 'p', kind: 'noDeadlock', holds: () => true }] }`,
    /say unless/,
  ],
  [
    'unless for always',
    `{ ${good}, properties: [{ name: 'p', kind: 'always', holds: () => true, unless: () => true }] }`,
    /unless is for/,
  ],
  ['properties that are no list', `{ ${good}, properties: {} }`, /^model.properties: expected an array/],
  ['an empty property', `{ ${good}, properties: [{}] }`, /^model.properties.0/],
  [
    'a field that throws',
    `{ ${good}, get within() { throw new Error('boom'); } }`,
    /^model: a field of it threw: boom/,
  ],
  [
    'an initial state that is not JSON',
    `{ ${good}, initialStates: [{ at: new Date(0) }] }`,
    /initial state 0 may hold JSON values only, but its at is a Date/,
  ],
];

test.each(refused)('%s', async (name, source, words) => {
  const file = `./${name.replaceAll(' ', '-')}.mjs`;
  const text = `export const model = ${source};`;
  writeFileSync(join(folder, file), text);
  const { model } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly model: never };
  let said = '';
  try {
    explore(model);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFault);
    said = (error as Error).message;
  }
  expect(said).toMatch(words);
  expect(await figure2Here(folder, 'explore', file)).toEqual({
    status: 2,
    stdout: '',
    stderr: `figure2: ${file}: ${said}\n`,
  });
});

const noOptions: readonly [string, unknown, RegExp][] = [
  ['nothing', null, /^options: expected an object; /],
  ['a list', [], /^options: expected an object; /],
  ['a name with a mistake', { keepgoing: true }, /^options: there is no keepgoing; known are .*keepGoing/],
  ['a text for a truth', { keepGoing: 'yes' }, /^options\.keepGoing: expected true or false/],
  ['no memory', { memoryBytes: Number.NaN }, /^options\.memoryBytes: expected a number of bytes/],
  ['no function', { isOver: true }, /^options\.isOver: expected a function/],
];

test.each(noOptions)('options that are none: %s', (_name, options, words) => {
  const model = {
    name: 'm',
    initialStates: [0],
    actions: () => ['up'],
    next: (n: number) => (n < 3 ? n + 1 : undefined),
  };
  let said: unknown;
  try {
    explore(model, options as never);
  } catch (error) {
    said = error;
  }
  expect(said).toBeInstanceOf(ModelFault);
  expect((said as Error).message).toMatch(words);
  expect(explore(model, { keepGoing: undefined } as never).distinct).toBe(4);
});

const useless: readonly [string, string, RegExp][] = [
  ['an async next', 'next: async (n) => n + 1', /model.next gave a promise/],
  [
    'an async holds',
    "properties: [{ name: 'p', kind: 'always', holds: async () => true }]",
    /holds \(p\) gave a promise/,
  ],
  ['an async within', 'within: async () => true', /model.within gave a promise/],
  [
    'a holds that gives nothing',
    "properties: [{ name: 'p', kind: 'always', holds: () => {} }]",
    /holds \(p\) gave undefined/,
  ],
  [
    'a holds that gives a text',
    "properties: [{ name: 'p', kind: 'always', holds: () => 'yes' }]",
    /holds \(p\) gave "yes"/,
  ],
  ['a generator', 'actions: function* () { yield 1; }', /model.actions gave .*must give an array/],
  ['NaN', 'next: () => ({ n: NaN })', /its n is NaN/],
  ['undefined in a state', 'next: () => ({ n: undefined })', /its n is of type undefined/],
  ['a function in a state', 'next: () => ({ n: [() => 1] })', /its n\.0 is of type function/],
  ['a state in itself', 'next: () => { const s = {}; s.s = s; return s; }', /contains itself/],
  ['a class', 'next: () => new (class Thing {})()', /it is a Thing/],
  ['a symbol', "next: () => ({ [Symbol('s')]: 1 })", /a symbol for a field/],
  ['a list with holes', 'next: () => [1, , 3]', /an array with holes/],
  ['a list with fields', "next: () => 'abc'.match(/b/)", /with fields of its own/],
  ['an action that is not JSON', 'actions: () => [() => 1]', /an action may hold JSON values only/],
];

test.each(useless)('%s', async (_name, field, words) => {
  const text = `export const model = { ${good}, ${field} };`;
  const { model } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly model: never };
  expect(() => explore(model)).toThrow(ModelFault);
  expect(() => explore(model)).toThrow(words);
});

test('-0 is 0', () => {
  const { distinct } = explore({
    name: 'zero',
    initialStates: [0],
    actions: () => ['negate', 'up'],
    next: (n: number, action) => (action === 'negate' ? -n : Math.min(n + 1, 1)),
    properties: [{ name: 'no -0', kind: 'step', holds: (_before, _action, after) => !Object.is(after, -0) }],
  });
  expect(distinct).toBe(3);
});
