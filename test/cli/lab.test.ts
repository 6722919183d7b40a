import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { figure2, scratchFolder, shell, writeMutant } from './figure2.ts';

const folder = scratchFolder();

const lab = {
  name: z.string(),
  ok: z.boolean(),
  virtualSeconds: z.number(),
  seconds: z.number(),
  rpcs: z.int(),
  bytes: z.int(),
  agreements: z.int(),
  steps: z.int(),
  because: z.string().optional(),
};
const documentOf = (test: z.ZodType<{ readonly name: string; readonly ok: boolean }>) =>
  z.strictObject({
    ok: z.boolean(),
    seed: z.int(),
    seconds: z.number(),
    tests: z.array(test),
    digest: z.string().regex(/^[\da-f]{64}$/),
    violation: z.looseObject({ property: z.string(), clause: z.string(), replay: z.string() }).optional(),
  });
const one = documentOf(z.strictObject(lab));
const many = documentOf(z.strictObject({ ...lab, seed: z.int() }));

describe('figure2 lab', () => {
  test('prints a line for each test, and how many passed', () => {
    const { status, stdout, stderr } = figure2(folder, 'lab', '--only', '3a', '--seed', '5');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^test +time \(s\) +peers +RPCs +bytes +agreements\n/);
    expect(stdout).toMatch(/^ManyElections3A +ok +\d+\.\d +7 /m);
    expect(stdout).toMatch(/^3 of 3 runs passed, .* of virtual time in .*, seed 5\n$/m);
  });

  test('draws a seed and says which', () => {
    expect(figure2(folder, 'lab', '--only', 'InitialElection3A').stdout).toMatch(/, seed \d+\n$/);
  });

  test('prints one JSON document', () => {
    const { status, stdout, stderr } = figure2(folder, 'lab', '--seed', '5', '--only', '3B', '--json');
    expect([status, stderr]).toEqual([0, '']);
    const document = one.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ ok: true, seed: 5 });
    expect(document.tests).toHaveLength(10);
  });

  test('gives the same digest for the same seeds, however many workers there are', () => {
    const digest = (seed: string, workers: string): string => {
      const flags = ['--only', '3A', '--seeds', '3', '--seed', seed, '--workers', workers, '--json'];
      const document = many.parse(JSON.parse(figure2(folder, 'lab', ...flags).stdout));
      expect(document.tests).toHaveLength(9);
      return document.digest;
    };
    const first = digest('5', '1');
    expect(digest('5', '3')).toBe(first);
    expect(digest('6', '3')).not.toBe(first);
  });

  test('goes on with seed 0 after the last seed', () => {
    const run = figure2(folder, 'lab', '--only', 'InitialElection3A', '--seed', '2147483647', '--seeds', '2', '--json');
    const { tests } = many.parse(JSON.parse(run.stdout));
    expect(tests).toMatchObject([{ seed: 2147483647 }, { seed: 0 }]);
  });

  test('counts the seeds of each test', () => {
    const { status, stdout } = figure2(folder, 'lab', '--only', '3A', '--seed', '1', '--seeds', '2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ReElection3A +ok +2 of 2 +\d/m);
    expect(stdout).toMatch(/, seeds 1 to 2 \(2\)\n$/);
  });

  test('lets a protocol decide otherwise, also in the command that shows the failure again', () => {
    writeMutant(folder, 'never.mjs', 'A49');
    const flags = ['--seed', '1', '--protocol', 'never.mjs', '--decisions', 'differ', '--only', 'Rejoin3B'];
    const { status, stdout } = figure2(folder, 'lab', ...flags, '--traces', 'kept');
    const again = 'figure2 replay kept/SP-18-1.itf.json --protocol never.mjs --decisions differ';
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, again]);
    expect(shell(folder, again).status).toBe(1);
  });

  test('turns red for rules that are wrong, and says how to repeat each failure', () => {
    writeMutant(folder, 'backs up never.mjs', 'A49');
    const flags = ['--seed', '1', '--protocol', 'backs up never.mjs', '--only', 'Rejoin3B'];
    const { status, stdout } = figure2(folder, 'lab', ...flags, '--seeds', '2');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAILED Rejoin3B, seed 1: \w/m);
    expect(stdout).toMatch(/^Until then: [\d,]+ steps, [\d,]+ RPCs, .* of virtual time$/m);
    expect(stdout).toMatch(/^figure2 lab --only Rejoin3B --seed 1 --protocol 'backs up never.mjs'$/m);
    expect(stdout).toMatch(/^Broken clause: RS-L-6 /m);
    const replay = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(replay).toMatch(/^figure2 replay figure2-traces\/SP-18-1.itf.json --protocol 'backs up never.mjs'$/);
    expect(shell(folder, replay)).toMatchObject({ status: 1, stdout: expect.stringContaining('RS-L-6') as unknown });
    const again = figure2(folder, 'lab', ...flags, '--json');
    expect(again.status).toBe(1);
    expect(one.parse(JSON.parse(again.stdout))).toMatchObject({
      ok: false,
      tests: [{ ok: false }],
      violation: { property: 'SP-18', clause: 'RS-L-6' },
    });
  });
});
