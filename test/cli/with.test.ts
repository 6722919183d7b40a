import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { counterexampleOf } from '../../model/counterexample/cut.ts';
import { extensionMutants } from '../../model/mutants/extensions/index.ts';
import { brokenTorture } from '../../model/runs/torture/index.ts';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder } from './figure2.ts';

const folder = scratchFolder();
const run = (...args: readonly string[]) => figure2Here(folder, ...args);

describe('--with', () => {
  test.each([
    ['check', '--with', 'leases'],
    ['explore', 'elections', '--with', 'leases'],
    ['diagram', '--with', 'leases'],
    ['lab', '--with', 'leases'],
  ])('%s: a page that is not there is refused in a line, with the pages that are', async (...args) => {
    const { status, stderr } = await run(...args);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/there is no page leases; known are pre-vote/)),
    ]);
  });

  test('beside --protocol is refused: a module brings its own pages', async () => {
    const { status, stderr } = await run('check', '--with', 'pre-vote', '--protocol', './mine.ts');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/--with weaves pages into the shipped rules/)),
    ]);
  });

  test('draws the machine with the page, and the page alone', async () => {
    const { status, stdout } = await run('diagram', '--with', 'pre-vote', '--box', 'pre-vote');
    expect(status).toBe(0);
    expect(stdout).toContain('preCandidate');
    expect((await run('diagram')).stdout).not.toContain('preCandidate');
    const alone = await run('diagram', '--box', 'pre-vote');
    expect([alone.status, alone.stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/weave it in with --with pre-vote/)),
    ]);
  });

  test('explores the worlds of the page, which have it woven in unasked', () => {
    const { status, stdout } = figure2(folder, 'explore', 'pre-vote-return', '--workers', '1');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/PASS\. All 1,767 reachable states were seen/)]);
    expect(stdout).toMatch(/PV-7 +[1-9]/);
    const asked = figure2(folder, 'explore', 'pre-vote-return', '--with', 'pre-vote', '--workers', '1');
    expect([asked.status, asked.stdout.includes('1,767')]).toEqual([0, true]);
  });

  test('runs a lab', () => {
    const { status, stdout } = figure2(
      folder,
      'lab',
      '--with',
      'pre-vote',
      '--only',
      'InitialElection3A',
      '--seed',
      '1',
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining('InitialElection3A')]);
  });

  test('NO-7: a lab that counts indexes is run without no-ops, and says so', () => {
    const only = ['--only', 'BasicAgree3B', '--seed', '1'];
    const { status, stdout } = figure2(folder, 'lab', '--with', 'no-op', ...only);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1 lab of these ran without no-op: what counts indexes does \(NO-7\)$/m);
    expect(figure2(folder, 'lab', ...only).stdout).not.toContain('NO-7');
  });

  test('a trace file says which pages were woven in, and replay weaves them again', async () => {
    const protocol = extensionMutants['pre-vote'].find(({ id }) => id === 'raises-term')?.protocol;
    const found = protocol && brokenTorture(1, protocol);
    if (!found) throw new Error('nothing was found');
    const { violation, setting, lines } = found;
    const foundBy = { engine: 'torture', seed: 1 } as const;
    writeFileSync(
      join(folder, 'raised.itf.json'),
      writeTraceFile(counterexampleOf({ violation, setting, foundBy, run: { lines }, protocol })),
    );
    const { status, stdout, stderr } = await run('replay', 'raised.itf.json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/preCandidate/);
    expect(stdout).toMatch(/PASS\..*no longer does what the file tells of/);
  });
});
