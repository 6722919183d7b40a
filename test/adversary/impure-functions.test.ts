/**
 * The trick: functions that remember. A `next` that counts its calls, tosses a coin, shows each state only once or runs dry after a
 * while; a bound, a property, a renaming or initial states that are others each time; a module that is another one in each thread.
 *
 * The right answer: refused, with the name of the function and the state. A sample of all that is computed is computed twice, and
 * the sample depends on no clock and no dice.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explore, type Model, type TupleModel } from '../../src/check/index.ts';
import { figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const counting = (changes: Partial<Model<number, string>>): Model<number, string> => ({
  name: 'counting',
  initialStates: [0],
  actions: () => ['up', 'twice'],
  next: (n, action) => (n < 500 ? n + (action === 'up' ? 1 : 2) : undefined),
  properties: [{ name: 'low', kind: 'always', holds: (n) => n < 900 }],
  ...changes,
});

let calls = 0;
const everySecond = (): boolean => calls++ % 2 === 0;

const seen = new Set<number>();
const isNew = (n: number): boolean => !seen.has(n) && seen.add(n).has(n);

let fuel = 700;
const hasFuel = (): boolean => fuel-- > 0;

describe('a function that remembers', () => {
  test.each<[string, Partial<Model<number, string>>, RegExp]>([
    ['next counts', { next: (n) => (everySecond() ? n + 1 : undefined) }, /^model\.next \(of "up"\) is not pure/],
    ['next shows a state once', { next: (n) => (n < 9 && isNew(n) ? n + 1 : undefined) }, /^model\.next/],
    ['next runs dry', { next: (n) => (n < 5000 && hasFuel() ? n + 1 : undefined) }, /not pure|not the same each time/],
    ['actions', { actions: () => (everySecond() ? ['up'] : []) }, /^model\.actions is not pure/],
    ['within', { within: () => everySecond() }, /not pure|not the same/],
    [
      'always',
      { properties: [{ name: 'p', kind: 'sometimes', holds: everySecond }] },
      /^model\.properties \(p\)\.holds is not pure/,
    ],
    ['rename', { symmetry: { renamings: 1, rename: (n) => (everySecond() ? n : n + 1) } }, /rename|no group|different/],
  ])('%s', (_name, changes, words) => {
    expect(() => explore(counting(changes))).toThrow(words);
  });

  test('initial states', () => {
    const model = {
      ...counting({}),
      get initialStates() {
        return [calls++];
      },
    };
    expect(() => explore(model)).toThrow(/^model\.initialStates are not the same each time/);
  });

  test('a rule of a tuple', () => {
    const model: TupleModel = {
      name: 'a tuple',
      places: ['a'],
      initialStates: [[0]],
      rules: [{ name: 'up', at: [0], step: (n: number) => (everySecond() ? [[n + 1]] : []) }],
    };
    expect(() => explore(model)).toThrow(/^model\.rules \(up\)\.step is not pure/);
  });

  test('what is pure is not refused', () => {
    expect(explore(counting({}))).toMatchObject({ ok: true, distinct: 502 });
  });
});

/** Each thread says that it takes part, and none goes on before there are two: then both have had some of the work. */
const meeting = `import { readdirSync, writeFileSync } from 'node:fs';
import { threadId, workerData } from 'node:worker_threads';
const folder = new URL('.', import.meta.url);
const clock = new Int32Array(new SharedArrayBuffer(4));
let hasMet = workerData?.control === undefined;
const meet = () => {
  hasMet = true;
  writeFileSync(new URL('takes-part-' + threadId, folder), '');
  for (let looks = 0; looks < 4000 && readdirSync(folder).filter((name) => name.startsWith('takes-part')).length < 2; looks++)
    Atomics.wait(clock, 0, 0, 5);
};`;

test('a module that is another one in each thread', () => {
  writeFileSync(
    join(folder, 'thread.mjs'),
    `${meeting}
export const model = { name: 'm', initialStates: Array.from({ length: 40000 }, (_, n) => 10 * n), actions: () => ['up'],
next: (n) => { if (!hasMet) meet(); return n % 10 < 5 ? n + 1 + (threadId % 2) : undefined; } };`,
  );
  const { status, stdout, stderr } = figure2(folder, 'explore', './thread.mjs', '--json', '--workers', '2');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(oneLineThat(/the model is not the same each time/));
});
