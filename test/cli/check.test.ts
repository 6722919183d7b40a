import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mutants } from '../../model/mutants/index.ts';
import { runRandom } from '../../model/runs/lockstep/index.ts';
import { milestones } from '../../model/runs/lockstep/milestones.ts';
import { faultKinds } from '../../model/runs/torture/report.ts';
import { headline, summary } from '../../src/cli/check/text.ts';
import { clauses } from '../../src/core/clauses.ts';
import type { CheckReport } from '../../src/verify/checkReport.ts';
import { type Ended, figure2, figure2Here, scratchFolder, writeMutant } from './figure2.ts';

const folder = scratchFolder();
const clauseId = z.enum(Object.keys(clauses) as [string, ...string[]]);

const moment = z.strictObject({ step: z.int(), server: z.string(), line: z.string() });
const telling = z.strictObject({
  property: clauseId,
  fell: moment,
  consequence: z.string(),
  clause: clauseId,
  broken: moment,
  what: z.string(),
  actual: z.string(),
  expected: z.string(),
  noReturn: moment.nullable(),
});

const verdict = z.strictObject({
  ok: z.boolean(),
  seed: z.int(),
  seconds: z.number(),
  labs: z.array(
    z.strictObject({
      name: z.string(),
      ok: z.boolean(),
      virtualSeconds: z.number(),
      peers: z.int(),
      rpcs: z.int(),
      bytes: z.int(),
      agreements: z.int(),
      events: z.int(),
      because: z.string().optional(),
    }),
  ),
  exhaustive: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      seconds: z.number(),
      expected: z.strictObject({ distinct: z.int(), depth: z.int() }),
      clauses: z.partialRecord(clauseId, z.int()),
      ok: z.boolean(),
      complete: z.boolean(),
      stopped: z.enum(['violation', 'memory', 'interrupted']).nullable(),
      distinct: z.int(),
      generated: z.int(),
      depth: z.int(),
      localSteps: z.int(),
      isChanged: z.boolean(),
    }),
  ),
  torture: z.strictObject({
    runs: z.int(),
    firstSeed: z.int(),
    lastSeed: z.int().nullable(),
    steps: z.int(),
    virtualSeconds: z.number(),
    faults: z.partialRecord(z.enum(faultKinds), z.int()),
  }),
  random: z.strictObject({
    runs: z.int(),
    firstSeed: z.int(),
    lastSeed: z.int().nullable(),
    steps: z.int(),
    shares: z.record(z.enum(milestones), z.number().min(0).max(1)),
  }),
  properties: z.array(z.strictObject({ id: clauseId, title: z.string(), checked: z.int() })),
  clauses: z.partialRecord(clauseId, z.int()),
  decisions: z.array(z.strictObject({ id: clauseId, title: z.string(), steps: z.int() })),
  violations: z.array(
    z.strictObject({
      class: z.enum(['safety', 'liveness', 'rule', 'decision']),
      property: clauseId,
      clause: clauseId,
      because: z.string(),
      step: z.int(),
      foundBy: z.strictObject({
        engine: z.enum(['torture', 'lab', 'exhaustive']),
        name: z.string().optional(),
        seed: z.int(),
      }),
      uncut: z.int(),
      lines: z.array(z.string()),
      telling: telling.nullable(),
      diagram: z.array(z.string()),
      file: z.string().nullable(),
      replay: z.string(),
    }),
  ),
});

const replayed = z.strictObject({
  ok: z.boolean(),
  file: z.string(),
  lines: z.array(z.string()),
  skipped: z.int(),
  violation: z.strictObject({ property: clauseId, clause: clauseId, because: z.string(), step: z.int() }).optional(),
  telling: telling.optional(),
});

describe('figure2 check', () => {
  const own = join(folder, 'own');
  let ended: Ended;
  beforeAll(() => {
    mkdirSync(own);
    ended = figure2(own, 'check', '--budget', '1s', '--seed', '7', '--json');
  });

  test('finds that the shipped Raft holds, however small the budget, with every clause exercised', () => {
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    const document = verdict.parse(JSON.parse(ended.stdout));
    expect(document).toMatchObject({ ok: true, seed: 7, violations: [], torture: { firstSeed: 7 } });
    expect(document.labs).toHaveLength(28);
    expect(document.torture.runs).toBeGreaterThanOrEqual(40);
    expect(document.torture.lastSeed).toBe(7 + document.torture.runs - 1);
    expect(document.random.runs).toBeGreaterThanOrEqual(200);
    expect(document.random.shares.leader).toBeGreaterThan(0.8);
    expect(Object.values(document.clauses)).not.toContain(0);
    expect(document.properties.map(({ checked }) => checked)).not.toContain(0);
    expect(existsSync(join(own, 'figure2-traces'))).toBe(false);
  });

  // What is told of rules that are wrong, below, is printed by the command itself.
  test('tells people what it did', () => {
    const about = { seed: 7, budget: 1, workers: 2, protocolName: undefined };
    expect(headline(about)).toBe('Checking the shipped Raft: seed 7, budget 1.0 s, 2 workers\n');
    const told = summary(JSON.parse(ended.stdout) as CheckReport, undefined);
    expect(told).toMatch(/^Labs +28 of 28 passed/m);
    expect(told).toMatch(/^Torture +\d+ runs \(seeds \d+ to \d+\), [\d,]+ steps/m);
    expect(told).toMatch(/^Faults +loss [1-9]/m);
    expect(told).toMatch(/^Random +\d+ runs \(seeds \d+ to \d+\), [\d,]+ steps compared with the reference model$/m);
    expect(told).toMatch(/^Runs saw +a leader [89]\d\.\d%, a commit /m);
    expect(told).toMatch(/^SP-1 +Election Safety.* [1-9][\d,]*$/m);
    expect(told).toMatch(/^PASS\./m);
  });
});

describe('figure2 check with rules that are wrong', () => {
  writeMutant(folder, 'votes.ts', 'A01');

  test('names property and clause, shows the trace, and ends with the command that replays it', () => {
    const { status, stdout } = figure2(folder, 'check', '--seed', '7', '--protocol', './votes.ts');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Checking \.\/votes\.ts: seed 7, budget \d+\.\d \w+, \d+ workers?\n/);
    expect(stdout).toMatch(/^Labs +\d+ of \d+ passed/m);
    expect(stdout).toMatch(/^SP-7 +At most one vote/m);
    expect(stdout).toMatch(/^VIOLATED SP-7 At most one vote per server per term \(spec\/properties.md\)$/m);
    expect(stdout).toMatch(/^Broken clause: RV-2 .* \(spec\/figure2.md\)$/m);
    expect(stdout).toMatch(/^Step \d+: S\d breaks RV-2$/m);
    expect(stdout).toMatch(/^ +✗ RV-2 broken: votedFor is "S\d", not "S\d"$/m);
    expect(stdout).toMatch(/^S\d → S\d RequestVote .* \| \w+@.*\[.*RV-2.*\]$/m);
    expect(stdout).toMatch(/\nfigure2 replay figure2-traces\/SP-7-\d+\.itf\.json --protocol \.\/votes\.ts\n$/);
  });

  // What is asked below has nothing to do with how a module is loaded, which takes longer in TypeScript.
  writeMutant(folder, 'votes.mjs', 'A01');

  const judged = new Map<string, z.infer<typeof verdict>>();

  /** The same seed and the same files each time. */
  const judge = (workers: string): z.infer<typeof verdict> => {
    const known = judged.get(workers);
    if (known) return known;
    const flags = ['--seed', '8', '--protocol', 'votes.mjs', '--traces', 'deep/er', '--workers', workers, '--json'];
    const { status, stdout, stderr } = figure2(folder, 'check', ...flags);
    expect([status, stderr]).toEqual([1, '']);
    const document = verdict.parse(JSON.parse(stdout));
    judged.set(workers, document);
    return document;
  };

  test('writes a trace that replays, and that the shipped Raft survives', async () => {
    const { ok, violations } = judge('1');
    const { file, lines } = violations[0] ?? {};
    expect([ok, violations.length, file]).toEqual([false, 1, expect.stringMatching(/^deep\/er\/SP-7-/)]);

    const red = figure2(folder, 'replay', file ?? '', '--protocol', 'votes.mjs');
    expect(red.status).toBe(1);
    for (const line of lines ?? ['']) expect(red.stdout).toContain(`${line}\n`);
    expect(red.stdout).toMatch(/^VIOLATED SP-7 /m);
    const green = await figure2Here(folder, 'replay', file ?? '');
    expect(green.status).toBe(0);
    expect(green.stdout).toMatch(/^PASS\. Today's code no longer does what the file tells of\.$/m);

    const redJson = await figure2Here(folder, 'replay', file ?? '', '--protocol', 'votes.mjs', '--json');
    expect(redJson).toMatchObject({ status: 1, stderr: '' });
    const { violation } = replayed.parse(JSON.parse(redJson.stdout));
    expect(violation).toMatchObject({ property: 'SP-7', clause: 'RV-2' });
    const greenJson = replayed.parse(JSON.parse((await figure2Here(folder, 'replay', file ?? '', '--json')).stdout));
    expect([greenJson.ok, greenJson.violation]).toEqual([true, undefined]);
  });

  test('finds the same however many workers there are', () => {
    const [one, three] = [judge('1'), judge('3')];
    expect(three.violations).toHaveLength(1);
    expect(three).toEqual({ ...one, seconds: three.seconds });
  });
});

describe('figure2 replay of a random run', () => {
  writeMutant(folder, 'counts.mjs', 'A15');
  const protocol = mutants.find(({ id }) => id === 'A15')?.protocol;
  const path = runRandom({ seed: 1, runs: 1000, ...(protocol && { protocol }) }).failure?.path ?? '';
  const again = ['replay', '--seed', '1', '--path', path];

  test('shows it as it shows a trace file, on the rules that fail and on the shipped ones', async () => {
    const red = figure2(folder, ...again, '--protocol', 'counts.mjs');
    expect([red.status, red.stderr]).toEqual([1, '']);
    expect(red.stdout).toMatch(/^S\d → S\d RequestVoteReply .* \| leader@.*$/m);
    expect(red.stdout).toMatch(/^Broken clause: RS-C-2 /m);
    const green = await figure2Here(folder, ...again);
    expect([green.status, green.stderr]).toEqual([0, '']);
    expect(green.stdout).toMatch(/^S\d → S\d RequestVoteReply .* \| /m);
    expect(green.stdout).toMatch(/^PASS\. Today's code breaks nothing in this run\.$/m);
  });

  test('as a document', async () => {
    const red = await figure2Here(folder, ...again, '--protocol', 'counts.mjs', '--json');
    const document = JSON.parse(red.stdout) as Record<string, unknown>;
    expect(document).toMatchObject({ ok: false, seed: 1, path, skipped: 0, violation: { clause: 'RS-C-2' } });
    expect(JSON.parse((await figure2Here(folder, ...again, '--json')).stdout)).toMatchObject({
      ok: true,
      seed: 1,
      path,
    });
  });
});
