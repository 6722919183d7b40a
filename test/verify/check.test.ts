import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../model/counterexample/discovery.ts';
import { labNames } from '../../model/runs/labs/index.ts';
import { configOf, configs } from '../../model/worlds/configs/index.ts';
import { summary } from '../../src/cli/check/text.ts';
import { type ClauseId, clauseIds } from '../../src/core/clauses.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Explanation } from '../../src/trace/explanation.ts';
import { readTraceFile } from '../../src/trace/traceFile.ts';
import { type CheckReport, noVerdictOn } from '../../src/verify/checkReport.ts';
import { verifyOn } from '../../src/verify/index.ts';
import type { ExploredWorld } from '../../src/verify/parts/exhaustive.ts';
import { allRandomRuns, type RandomBatch } from '../../src/verify/parts/random.ts';
import { type RunsTask, type Torture, type TortureBatch, tortureAll } from '../../src/verify/parts/torture.ts';
import { configsFor } from '../../src/verify/plan.ts';
import { saveTrace } from '../../src/verify/savedTrace.ts';
import { onThreads } from '../../src/verify/threads/onThreads.ts';
import type { Pool } from '../../src/verify/threads/pool.ts';
import { noRandomRuns, noTorture, type RandomTotals, type TortureTotals } from '../../src/verify/totals.ts';

const all = (ids: readonly ClauseId[]) => Object.fromEntries(ids.map((id) => [id, 1]));

interface Fakes {
  readonly workers?: number;
  readonly torture?: (task: RunsTask) => TortureBatch | Promise<TortureBatch>;
  readonly random?: (task: RunsTask) => RandomBatch | Promise<RandomBatch>;
  readonly failingLab?: string;
  readonly world?: Partial<ExploredWorld>;
}

/** A world that pretends to be as it is known to be. */
const worldOf = (name: string, world: Partial<ExploredWorld> = {}): ExploredWorld => {
  const { title, expected } = configOf(name);
  const counted = { ok: true, complete: true, stopped: null, ...expected, generated: 9, localSteps: 3 } as const;
  return { name, title, seconds: 1, expected, clauses: {}, broken: null, ...counted, ...world };
};

/** Threads that only pretend to have run something, in which everything was seen but what is named. */
const poolWithout = (missing: readonly ClauseId[], fakes: Fakes = {}): Pool => {
  const seen = all(clauseIds.filter((id) => !missing.includes(id)));
  const jobs: Record<string, (task: never) => unknown> = {
    watchLab: ({ name }: { readonly name: string }) => ({
      report: {
        name,
        ok: name !== fakes.failingLab,
        virtualSeconds: 1,
        peers: 3,
        rpcs: 1,
        bytes: 1,
        agreements: 1,
        events: 1,
        ...(name === fakes.failingLab && { because: 'it was late' }),
      },
      properties: seen,
      clauses: seen,
      decisions: {},
    }),
    exploreConfig: ({ name }: { readonly name: string }) => worldOf(name, fakes.world),
    random:
      fakes.random ??
      (({ runs }: RunsTask) => ({ totals: { ...noRandomRuns, seeds: 1, runs, clauses: seen }, broken: undefined })),
    torture: fakes.torture ?? (({ runs }: RunsTask) => ({ totals: { ...noTorture, runs }, brokenSeed: undefined })),
  };
  return {
    workers: fakes.workers ?? 2,
    run: (name, task) => Promise.resolve(jobs[name]?.(task as never)) as never,
  };
};

const progress = { show: () => undefined, end: () => undefined };
const verifyWith = (pool: Pool) =>
  verifyOn(pool, { progress, seed: 5, budget: 0, traces: undefined, protocolName: undefined });

describe('the verdict', () => {
  test('waits for strangers in random runs, and for nobody else there', async () => {
    const withoutStrangers = await verifyWith(poolWithout(['D-23'], { workers: 1 }));
    expect(withoutStrangers).toMatchObject({ ok: false, torture: { runs: 40 }, random: { runs: 1000 } });
    const withoutOthers = await verifyWith(poolWithout(['D-7'], { workers: 1 }));
    expect(withoutOthers).toMatchObject({ ok: false, torture: { runs: 400 }, random: { runs: 200 } });
  });

  test('is green when everything was seen, after the fewest runs that will do', async () => {
    const report = await verifyWith(poolWithout([], { workers: 1 }));
    expect(report).toMatchObject({ ok: true, torture: { runs: 40, firstSeed: 5, lastSeed: 44 } });
    expect(report.random).toMatchObject({ runs: 200, firstSeed: 5, lastSeed: 8 });
    expect(report.labs.map(({ name }) => name)).toEqual(labNames);
    expect(summary(report, undefined)).toMatch(/\nPASS\. [^\n]*$/);
  });

  test('is red as vacuous when a clause never fired, even after many more runs', async () => {
    const report = await verifyWith(poolWithout(['AE-3'], { workers: 1 }));
    expect(report).toMatchObject({ ok: false, violations: [], clauses: { 'AE-3': 0 }, torture: { runs: 400 } });
    expect(summary(report, undefined)).toMatch(/\nThe check is vacuous: never exercised: AE-3 \([^\n]*\)$/);
  });

  test('is red as vacuous when a property was never checked', async () => {
    const report = await verifyWith(poolWithout(['SP-4']));
    expect(report.ok).toBe(false);
    expect(report.properties.find(({ id }) => id === 'SP-4')).toMatchObject({ checked: 0 });
    expect(summary(report, undefined)).toMatch(/\nThe check is vacuous: never exercised: SP-4 \([^\n]*\)$/);
  });

  test('is red when a lab failed without breaking a property, and ends with the command that repeats it', async () => {
    const report = await verifyWith(poolWithout([], { failingLab: 'Backup3B' }));
    expect(report).toMatchObject({ ok: false, violations: [] });
    expect(summary(report, undefined)).toMatch(
      /FAILED Backup3B: it was late\nUntil then: 1 step, .*\nfigure2 lab --only Backup3B --seed 5$/,
    );
  });
});

describe('exhaustive exploration', () => {
  test('takes more worlds the larger the budget is, the small ones first', () => {
    const [small, large, huge] = [configsFor(1, 1), configsFor(300, 2), configsFor(360_000, 8)];
    expect(small.length).toBeGreaterThan(4);
    expect(large).toEqual(expect.arrayContaining([...small]));
    expect(large.length).toBeGreaterThan(small.length);
    expect(huge).not.toContain('two-leaders');
  });

  test('takes with optional pages those of the same pages, in whatever order they are woven', () => {
    const names = configsFor(60, 2, ['client-batches', 'parallel-write']);
    expect(names).toEqual(['parallel-write-alone', 'pair-client-batches-parallel-write']);
    expect(configsFor(60, 2, ['parallel-write', 'client-batches'])).toEqual(names);
    expect(configsFor(60, 2, ['parallel-write'])).toContain('parallel-write-crash');
  });

  test('by default takes those that the documentation says', () => {
    const left = configs.map(({ name }) => name).filter((name) => !configsFor(60, 2).includes(name));
    expect(left).toEqual(['elections-5', 'conflicts', 'two-leaders']);
    const page = readFileSync(new URL('../../docs/concepts/model-checking.md', import.meta.url), 'utf8');
    expect(page).toContain(`all but \`${left.slice(0, -1).join('`, `')}\` and \`${left.at(-1)}\` by default`);
  });

  test('is told, world by world', async () => {
    const report = await verifyWith(poolWithout([]));
    expect(report.exhaustive.map(({ name }) => name)).toEqual(configsFor(0, 2));
    expect(report.exhaustive.every(({ ok, isChanged }) => ok && !isChanged)).toBe(true);
    expect(summary(report, undefined)).toMatch(/^Exhaustive +(\d+) of \1 bounded worlds complete, /m);
  });

  test('is red when a world has another size than it is known to have', async () => {
    const report = await verifyWith(poolWithout([], { world: { depth: 99 } }));
    expect(report).toMatchObject({ ok: false, violations: [] });
    expect(summary(report, undefined)).toMatch(
      /CHANGED [^\n]* in 99 levels, known are [^\n]*\nfigure2 explore [\w-]+$/,
    );
  });

  test('is red when the memory was used up', async () => {
    const world = { ok: false, complete: false, stopped: 'memory' } as const;
    const report = await verifyWith(poolWithout([], { world }));
    expect(report).toMatchObject({ ok: false, violations: [] });
    expect(noVerdictOn(report)).toMatch(
      /^no verdict: the memory was used up in [\w-]+ before every world was seen; try /,
    );
    expect(noVerdictOn(await verifyWith(poolWithout([], { world, failingLab: 'Backup3B' })))).toBeUndefined();
    expect(summary(report, undefined)).toMatch(
      /INCOMPLETE [^\n]* the memory was used up[^\n]*\nfigure2 explore [\w-]+$/,
    );
  });
});

describe('a check that is to keep going', () => {
  const world = { ok: false, complete: false, stopped: 'violation', broken: [] } as const;
  const explanationOf = (origin: Origin): Explanation => ({
    violation: {
      property: 'SP-18',
      clause: origin.engine === 'torture' ? 'RV-2' : 'AE-4',
      because: 'it is so',
      step: 1,
    },
    setting: { servers: ['S1'], options: defaultOptions },
    foundBy: { engine: origin.engine, seed: 'seed' in origin ? origin.seed : 0 },
    trace: [{ line: 'S1 restart', servers: { S1: { role: 'follower' } as never } }],
    uncut: 1,
    steps: [],
    cause: null,
  });
  const told = async (keepGoing: boolean): Promise<CheckReport> => {
    const pool = poolWithout([], {
      world,
      torture: ({ seed, runs }) => ({ totals: { ...noTorture, runs }, brokenSeed: seed }),
      random: ({ seed, runs }) => ({ totals: { ...noRandomRuns, seeds: 1, runs }, broken: { seed, path: '0' } }),
    });
    const explaining: Pool = {
      ...pool,
      run: (name, task) =>
        name === 'tellUncut' || name === 'explain'
          ? (Promise.resolve(explanationOf(task as unknown as Origin)) as never)
          : pool.run(name, task),
    };
    const traces = mkdtempSync(join(tmpdir(), 'figure2-keep-going-'));
    const options = { progress, seed: 5, budget: 0, traces, protocolName: undefined, keepGoing };
    return verifyOn(explaining, options).finally(() => rmSync(traces, { recursive: true }));
  };

  test('does all parts, and tells each violation once, in a file of its own', async () => {
    const { ok, violations, exhaustive, torture, random } = await told(true);
    expect(ok).toBe(false);
    expect(exhaustive.length).toBeGreaterThan(1);
    expect([torture.runs > 0, random.runs > 0]).toEqual([true, true]);
    expect(violations.map(({ explanation: { violation } }) => violation.clause)).toEqual(['AE-4', 'RV-2']);
    expect(new Set(violations.map(({ file }) => file)).size).toBe(2);
  });

  test('ends with the first violation if it is not to', async () => {
    const { ok, violations, torture, random } = await told(false);
    expect([ok, torture.runs, random.runs]).toEqual([false, 0, 0]);
    expect(violations.map(({ explanation: { violation } }) => violation.clause)).toEqual(['AE-4']);
  });
});

describe('torture', () => {
  const tortureWith = (pool: Pool, how: Partial<Torture>) => {
    const plan = { seed: 3, runsABatch: 4, isEnough: () => false, onProgress: () => undefined };
    return onThreads(tortureAll({ ...plan, ...how }), pool, undefined);
  };

  /** Seeds from 30 on break a property; batches of later seeds are done sooner. */
  const slowly = async ({ seed, runs }: RunsTask): Promise<TortureBatch> => {
    await new Promise((done) => setTimeout(done, Math.max(0, 60 - seed)));
    const broken = Array.from({ length: runs }, (_, k) => seed + k).find((one) => one >= 30);
    const made = broken === undefined ? runs : broken - seed + 1;
    return { totals: { ...noTorture, runs: made, steps: made * 10 }, brokenSeed: broken };
  };

  test.each([1, 2, 3, 8])('finds the lowest seed with %i workers, and counts the runs up to it', async (workers) => {
    const shown: TortureTotals[] = [];
    const pool = poolWithout([], { workers, torture: slowly });
    const onProgress = (totals: TortureTotals): void => void shown.push(totals);
    const result = await tortureWith(pool, { isEnough: () => false, onProgress });
    expect(result).toEqual({ totals: { ...noTorture, runs: 28, steps: 280 }, brokenSeed: 30 });
    expect(shown.length).toBeGreaterThan(0);
  });

  test('ends when enough has been done', async () => {
    const isEnough = ({ runs }: TortureTotals): boolean => runs >= 10;
    const pool = poolWithout([], { workers: 1 });
    const result = await tortureWith(pool, { isEnough });
    expect(result).toEqual({ totals: { ...noTorture, runs: 12 }, brokenSeed: undefined });
  });
});

describe('random runs', () => {
  /** From a seed on the fourth run of each fails; batches of later seeds are done sooner. */
  const failingFrom =
    (first: number) =>
    async ({ seed, runs }: RunsTask): Promise<RandomBatch> => {
      await new Promise((done) => setTimeout(done, Math.max(0, 60 - 4 * seed)));
      const isBroken = seed >= first;
      const made = isBroken ? 4 : runs;
      const totals = { ...noRandomRuns, seeds: 1, runs: made, steps: made * 10, seen: { leader: made - 1 } };
      return { totals, broken: isBroken ? { seed, path: '3@A:B' } : undefined };
    };

  test.each([1, 2, 3, 8])('find the lowest seed with %i workers, and count the runs up to it', async (workers) => {
    const shown: RandomTotals[] = [];
    const pool = poolWithout([], { workers, random: failingFrom(9) });
    const onProgress = (totals: RandomTotals): void => void shown.push(totals);
    const result = await onThreads(
      allRandomRuns({ seed: 5, runsASeed: 50, isEnough: () => false, onProgress }),
      pool,
      undefined,
    );
    expect(result).toEqual({
      totals: { ...noRandomRuns, seeds: 5, runs: 204, steps: 2040, seen: { leader: 199 } },
      broken: { seed: 9, path: '3@A:B' },
    });
    expect(shown.length).toBeGreaterThan(0);
  });

  test('are not made after a property was broken', async () => {
    const broken = { totals: { ...noTorture, runs: 1 }, brokenSeed: 5 };
    const report = await verifyWith(poolWithout([], { torture: () => broken }));
    expect(report).toMatchObject({ ok: false, random: { runs: 0, lastSeed: null, shares: { leader: 0 } } });
  });

  test('make the verdict red when one fails', async () => {
    const report = await verifyWith(poolWithout([], { random: failingFrom(7), workers: 1 }));
    expect(report).toMatchObject({ ok: false, random: { lastSeed: 7, shares: { leader: 101 / 104 } } });
    expect(summary(report, undefined)).toMatch(/^Random +104 runs \(seeds 5 to 7\), 1,040 steps compared/m);
    expect(summary(report, undefined)).toMatch(/^Runs saw +a leader 97\.1%, a commit 0\.0%, /m);
  });
});

describe('a violation that no trace shows', () => {
  test('is found again by its seed and its path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'figure2-keep-'));
    const explanation: Explanation = {
      violation: { property: 'SP-18', clause: 'D-23', because: 'it listens to S99', step: 3 },
      setting: { servers: ['S1'], options: defaultOptions },
      foundBy: { engine: 'random', seed: 9, path: '3:0@A:B' },
      trace: [{ line: 'S1 restart', servers: {} }],
      uncut: 1,
      steps: [],
      cause: null,
    };
    const kept = saveTrace(explanation, { traces: folder, protocolName: 'mine.ts' });
    const read = readTraceFile(readFileSync(kept.file ?? '', 'utf8'));
    expect(read).toMatchObject({ ok: true, recording: { foundBy: explanation.foundBy } });
    expect(kept.replay).toBe('figure2 replay --seed 9 --path 3:0@A:B --protocol mine.ts');
    const summary = {
      role: 'down',
      currentTerm: 0,
      votedFor: null,
      snapshotIndex: 0,
      lastIndex: 0,
      commitIndex: 0,
    } as const;
    const shown = { ...explanation, trace: [{ line: 'S1 restart', servers: { S1: summary } }] };
    expect(saveTrace(shown, { traces: folder, protocolName: undefined }).replay).toMatch(
      /^figure2 replay .*\.itf\.json$/,
    );
    rmSync(folder, { recursive: true });
  });
});
