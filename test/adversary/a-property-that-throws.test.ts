/**
 * The trick: a function of a model that throws, but only in a state that is far away.
 *
 * The right answer: one line says which function, what it threw, in which state and after what; for people the path stands above it,
 * step by step. It is no verdict, and no error of figure2.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explore, ModelFault } from '../../src/check/index.ts';
import { figure2, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const boom = "throw new Error('boom')";

const models: readonly [string, string, number, RegExp][] = [
  [
    'holds',
    `properties: [{ name: 'p', kind: 'always', holds: ({ n }) => { if (n === 3) ${boom}; return true; } }]`,
    3,
    /model\.properties\.0\.holds \(p\) threw: boom; in the state {"n":3}, after "up", "up", "up"/,
  ],
  [
    'of a step',
    `properties: [{ name: 'p', kind: 'step', holds: (_, __, { n }) => { if (n === 3) ${boom}; return true; } }]`,
    2,
    /in the state {"n":2}, after "up", "up"/,
  ],
  [
    'next',
    `next: ({ n }) => { if (n === 2) ${boom}; return { n: n + 1 }; }`,
    2,
    /model\.next threw: boom; in the state {"n":2}, after/,
  ],
  [
    'actions',
    `actions: ({ n }) => { if (n === 1) ${boom}; return ['up']; }`,
    1,
    /model\.actions threw: boom; in the state {"n":1}, after "up"/,
  ],
  [
    'within',
    `within: ({ n }) => { if (n === 2) ${boom}; return true; }`,
    2,
    /model\.within threw: boom; in the state {"n":2}/,
  ],
  ['an initial state', `within: () => { ${boom}; }`, 0, /model\.within threw: boom; in the (initial )?state {"n":0}/],
  [
    'unless',
    `properties: [{ name: 'p', kind: 'noDeadlock', unless: () => { ${boom}; } }]`,
    5,
    /unless \(p\) threw: boom; in the (initial )?state {"n":/,
  ],
  [
    'not JSON',
    'next: ({ n }) => ({ n: n === 2 ? undefined : n + 1 })',
    2,
    /its n is of type undefined; in the state {"n":2}/,
  ],
];

test.each(models)('%s', async (name, field, length, words) => {
  const text = `export const model = { name: 'm', initialStates: [{ n: 0 }], actions: () => ['up'],
next: ({ n }) => (n < 5 ? { n: n + 1 } : undefined), ${field} };`;
  const { model } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly model: never };
  try {
    explore(model);
    throw new Error('not refused');
  } catch (error) {
    const fault = error as ModelFault;
    expect(fault.message).toMatch(words);
    expect(fault).toBeInstanceOf(ModelFault);
    if (fault.path && name !== 'unless') expect(fault.path).toHaveLength(length + 1);
  }
  const file = `./${name.replaceAll(/\W/g, '-')}.mjs`;
  writeFileSync(join(folder, file), text);
  const { status, stderr } = figure2(folder, 'explore', file, '--json', '--workers', '2');
  expect(status).toBe(2);
  expect(stderr).toMatch(oneLineThat(words));
});

test('for people, with the path', () => {
  const { status, stdout } = figure2(folder, 'explore', './holds.mjs');
  expect(status).toBe(2);
  expect(stdout).toContain('0  {"n":0}\n1  "up"\n     n: 0 → 1\n2  "up"\n     n: 1 → 2\n3  "up"\n     n: 2 → 3\n');
});
