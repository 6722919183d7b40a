/**
 * The trick: a space that is empty, since every initial state is outside of the bound; one in which nothing is ever possible; one
 * in which every step leads back to where it began.
 *
 * The right answer: no verdict, and never a green light: `ok` is false, the report says why, and the command ends with 2.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explore, type Model } from '../../src/check/index.ts';
import { assertSafe } from '../../src/vitest/index.ts';
import { figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const counting: Model<number, string> = {
  name: 'counting',
  initialStates: [0, 1],
  actions: () => ['up'],
  next: (n) => (n < 3 ? n + 1 : undefined),
  properties: [{ name: 'low', kind: 'always', holds: (n) => n < 9 }],
};

const nothing: readonly [string, Partial<Model<number, string>>, RegExp][] = [
  ['no state is within the bound', { within: () => false }, /no initial one is within the bound/],
  ['there are no actions', { actions: () => [] }, /nothing ever happens/],
  ['no action is possible', { next: () => undefined }, /nothing ever happens/],
  ['no action chooses anything', { next: () => ({ anyOf: [] }) }, /nothing ever happens/],
  ['every step leads back', { next: (n) => n }, /nothing ever happens/],
];

test.each(nothing)('%s', (_name, changes, words) => {
  const report = explore({ ...counting, ...changes });
  expect(report).toMatchObject({ ok: false, complete: true, vacuous: expect.stringMatching(words) as string });
  expect(report.properties).toEqual([
    { name: 'low', kind: 'always', ok: null, because: expect.stringMatching(words) as string },
  ]);
  expect(() => assertSafe({ ...counting, ...changes })).toThrow(words);
  expect(assertSafe({ ...counting, ...changes }, { allowVacuous: true }).ok).toBe(false);
});

test('what is seen in a space in which nothing happens was seen; where there is no state nothing was', () => {
  const seen = { name: 'begins at 0', kind: 'sometimes', holds: (n: number) => n === 0 } as const;
  const still = { ...counting, actions: () => [], properties: [seen] };
  expect(explore(still).properties).toMatchObject([{ ok: true, path: [{ state: 0 }] }]);
  expect(explore({ ...still, within: () => false }).properties).toMatchObject([{ ok: null }]);
});

test('what happens at all is something', () => {
  expect(explore(counting)).toMatchObject({ ok: true, vacuous: null });
  expect(explore({ ...counting, next: (n) => 1 - n })).toMatchObject({
    ok: true,
    vacuous: null,
    distinct: 2,
    depth: 1,
  });
  expect(explore({ ...counting, within: (n) => n < 2 })).toMatchObject({
    ok: true,
    vacuous: null,
    distinct: 2,
    depth: 1,
  });
});

test('what is broken in an initial state is broken', () => {
  const report = explore({
    ...counting,
    actions: () => [],
    properties: [{ name: 'never', kind: 'always', holds: () => false }],
  });
  expect(report.properties).toMatchObject([{ ok: false, path: [{ state: 0 }] }]);
});

test.each([
  ['empty', 'within: () => false', /no verdict: there is no state/],
  ['still', 'actions: () => []', /no verdict: nothing ever happens/],
])('the command says so: %s', (name, field, words) => {
  writeFileSync(
    join(folder, `${name}.mjs`),
    `export const model = { name: 'm', initialStates: [0], actions: () => ['up'], next: (n) => (n < 3 ? n + 1 : undefined),
properties: [{ name: 'p', kind: 'always', holds: () => true }], ${field} };`,
  );
  const { status, stdout, stderr } = figure2(folder, 'explore', `./${name}.mjs`);
  expect(status).toBe(2);
  expect(stderr).toMatch(oneLineThat(words));
  expect(stdout).toMatch(/^No verdict: /m);
  expect(stdout).toMatch(/always +p +not decided: /);
  expect(stdout).not.toMatch(/holds/i);
});
