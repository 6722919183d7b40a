/** `figure2 grade` on rules on plain data, which need no compiler; on Go, see test/grade. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figure2, figure2Here, oneLineThat, scratchFolder, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'votes.mjs', 'A01');
const index = JSON.stringify(resolve('dist/src/index.js'));
writeFileSync(
  join(folder, 'good.mjs'),
  `import { restart, step } from ${index};\nexport const protocol = { step: (server, event) => step(server, event), restart };\n`,
);
writeFileSync(
  join(folder, 'stuck.mjs'),
  `import { restart, step } from ${index};
export const protocol = { step: (server, event) => { if (event.type === 'timeout') for (;;); return step(server, event); }, restart };
`,
);
writeFileSync(
  join(folder, 'silent.mjs'),
  `import { restart } from ${index};\nexport const protocol = { step: (server) => ({ server, effects: [], fired: [] }), restart };\n`,
);

describe('figure2 grade', () => {
  test('says of each scenario what came of it', () => {
    const { status, stdout, stderr } = figure2(folder, 'grade', 'good.mjs', '--only', '3A', '--seed', '1');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^good\.mjs: rules on plain data\n3A {2}InitialElection3A {2}passed\n/);
    expect(stdout).toMatch(/\n3 of 3 runs passed, seed 1\n$/);
  });

  test('says the same with one thread and with two', () => {
    const [one, two] = ['1', '2'].map(
      (workers) =>
        figure2(folder, 'grade', 'good.mjs', '--only', '3A', '--seed', '1', '--workers', workers, '--json').stdout,
    );
    expect(two).toBe(one);
  });

  test('runs nothing of a part of which the first scenario fails, and repeats what failed', () => {
    const { status, stdout } = figure2(folder, 'grade', 'silent.mjs', '--only', '3A', '--seed', '1');
    expect(status).toBe(1);
    expect(stdout).toMatch(/ManyElections3A +not checked/);
    expect(stdout).toMatch(
      /^failed InitialElection3A, seed 1: .*; no server ever sent an RPC, as in the skeleton of the lab$/m,
    );
    expect(stdout).toMatch(/^figure2 grade silent\.mjs --only InitialElection3A --seed 1$/m);
    expect(stdout).toMatch(/^0 of 3 runs passed, 1 failed, 2 not checked, seed 1$/m);
  });

  test('gives a run up that computes without end', () => {
    const args = ['grade', 'stuck.mjs', '--only', 'InitialElection3A', '--seed', '1', '--limit', '2'];
    const { status, stdout } = figure2(folder, ...args);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^failed InitialElection3A, seed 1: it has computed for 2 s of real time and has not come to an end$/m,
    );
  });

  test('grades a class with a line for each', () => {
    const { status, stdout } = figure2(
      folder,
      'grade',
      'good.mjs',
      'silent.mjs',
      'nothing',
      '--only',
      '3A',
      '--seed',
      '1',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^good\.mjs +3\/3 +passed$/m);
    expect(stdout).toMatch(/^silent\.mjs +0\/3 +failed$/m);
    expect(stdout).toMatch(/^nothing +not gradable: nothing is no folder; give the folder of a submission$/m);
  });

  test.each([
    [['good.mjs', '--only', '3E'], /no scenario is called 3E; --only takes 3A/],
    [[], /missing required argument/],
  ])('%j is refused', async (args, words) => {
    expect(await figure2Here(folder, 'grade', ...args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as unknown,
    });
  });

  test('says what is missing where there is no compiler', () => {
    const { status, stderr } = figure2(process.cwd(), 'grade', 'test/grade/submissions/good', '--go', 'no-such-go');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/no-such-go can't be run; install Go 1\.24/)),
    ]);
  });
});
