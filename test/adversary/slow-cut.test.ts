/**
 * Tries to turn a violation into none, or into another, by a trace that takes too long to cut: the thread that cuts it is given up. The
 * right answer: the violation is told as it was found, with its property, its clause, its own seed and a trace that replays.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tellUncut } from '../../model/counterexample/explanation.ts';
import { replay } from '../../model/counterexample/replay.ts';
import { mutantOf } from '../../model/mutants/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { readTraceFile } from '../../src/trace/traceFile.ts';
import { check } from '../../src/verify/check.ts';
import { countedPlan } from '../../src/verify/plan.ts';
import type { ReportedViolation } from '../../src/verify/savedTrace.ts';
import { saveTrace } from '../../src/verify/savedTrace.ts';
import { onThreads } from '../../src/verify/threads/onThreads.ts';
import type { Pool } from '../../src/verify/threads/pool.ts';
import { noTorture } from '../../src/verify/totals.ts';

const protocol: Protocol = mutantOf('A05')?.protocol ?? shippedProtocol;
const SEED = 2;

/** Threads of which those that cut are given up. */
const pool: Pool = {
  workers: 1,
  run: (name, task) => {
    if (name === 'explain') return Promise.reject(new Error('explain has not come to an end'));
    const results = {
      torture: { totals: noTorture, brokenSeed: SEED },
      tellUncut: tellUncut(task as never, protocol),
    };
    return Promise.resolve(results[name as keyof typeof results]) as never;
  },
};

const folder = mkdtempSync(join(tmpdir(), 'figure2-slow-cut-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a violation whose trace is not cut', () => {
  test('is told as it was found', async () => {
    const told: ReportedViolation[] = [];
    const counted = countedPlan({
      seed: SEED,
      labs: [],
      worlds: [],
      tortureRuns: 1,
      tortureRunsMax: 1,
      randomRuns: 1,
      allowVacuous: true,
    });
    const where = { traces: folder, protocolName: './votes.ts' };
    const plan = {
      ...counted,
      onViolation: (uncut: ReportedViolation['explanation']) => void told.push(saveTrace(uncut, where)),
    };
    const { explanations } = await onThreads(check(plan), pool, undefined);
    expect(explanations).toHaveLength(1);
    expect(explanations[0]).toMatchObject({
      violation: { property: 'SP-18', clause: 'RV-2' },
      foundBy: { engine: 'torture', seed: SEED },
    });
    const file = told[0]?.file ?? '';
    expect(told).toHaveLength(1);
    expect(told[0]?.replay).toBe(`figure2 replay ${file} --protocol ./votes.ts`);
    const read = readTraceFile(readFileSync(file, 'utf8'));
    if (!read.ok) throw new Error(read.because);
    expect(replay(read.recording, protocol)).toMatchObject({ ok: false, skipped: 0, violation: { clause: 'RV-2' } });
  });
});
