/**
 * Tries: a protocol that says by itself that its decisions may differ, so that contracts and reference are not asked and much that
 * is broken is no violation.
 * Right: how strictly something is judged is said by whoever asks for the verdict: one line, exit code 2, in every verb and in tests.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { mutantOf } from '../../model/mutants/index.ts';
import { shippedProtocol } from '../../src/core/protocol.ts';
import { checkProtocol } from '../../src/vitest/index.ts';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

const write = (name: string, field: string): string => {
  const shipped = `import { shippedProtocol } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};`;
  writeFileSync(join(folder, name), `${shipped}\nexport const protocol = { ...shippedProtocol, ${field} };\n`);
  return `./${name}`;
};
const lenient = write('lenient.mjs', "decisions: 'differ'");

const verbs: readonly (readonly string[])[] = [
  ['check', '--budget', '1s', '--seed', '1'],
  ['lab', '--only', 'InitialElection3A'],
  ['explore', 'elections'],
  ['replay', '--seed', '1', '--path', '0@'],
  ['conform', '--traces', '1'],
];

test.each(verbs)('%s', async (...args) => {
  const { status, stdout, stderr } = await figure2Here(folder, ...args, '--protocol', lenient);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(oneLineThat(/lenient\.mjs: .*decisions.*--decisions differ/)),
  ]);
  expect(stdout).not.toMatch(/PASS/);
});

test.each(["decisions: 'same'", 'decisions: null', 'get decisions() { throw 1; }'])(
  'nor anything else: %s',
  async (field) => {
    const file = write(`other-${field.length}.mjs`, field);
    const { status, stderr } = await figure2Here(folder, 'replay', '--seed', '1', '--path', '0@', '--protocol', file);
    expect([status, stderr]).toEqual([2, expect.stringMatching(oneLineThat(/other-\d+\.mjs: /))]);
  },
);

test('is said on the command line, or as an option of a test', async () => {
  const plain = write('plain.mjs', 'decisions: undefined');
  const said = ['--protocol', plain, '--decisions', 'differ'];
  expect(await figure2Here(folder, 'replay', '--seed', '1', '--path', '0@', ...said)).toMatchObject({ status: 0 });
});

test('in a test the protocol has no say either', () => {
  const little = { labs: [], worlds: [], tortureRuns: 1, randomRuns: 0, allowVacuous: true };
  const rules = mutantOf('repeats-chunks')?.protocol ?? shippedProtocol;
  expect(() => checkProtocol({ ...rules, decisions: 'differ' }, little)).toThrow(/decisions.*option/);
  expect(checkProtocol({ ...shippedProtocol, decisions: 'differ' }, { ...little, decisions: 'differ' })).toMatchObject({
    ok: true,
  });
});
