// Room src/verify. What `figure2 check` does, whoever asks: plan, parts, threads, totals, verdict, reports.
// What may be touched here: the parts of a check and its verdict. Flags and help stay in src/cli, so that a library can
// call this.

import { askTwice } from '../cluster/purity.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { defaultOptions } from '../core/server.ts';
import type { Progress } from '../host/progress.ts';
import { commandLine } from '../text/shell.ts';
import { check, type Findings, nothingFound } from './check.ts';
import { type CheckReport, reportOf } from './checkReport.ts';
import { inThisThread } from './inThisThread.ts';
import { type Plan, timedPlan } from './plan.ts';
/** What `figure2 check` does, for whoever asks: on threads and by the clock, or in this thread and counted. */
import { extensionsIn, protocolFlags } from './protocolName.ts';
import { type ReportedViolation, saveTrace } from './savedTrace.ts';
import { onThreads } from './threads/onThreads.ts';
import { type Pool, Stuck, withPool } from './threads/pool.ts';

export interface VerifyOptions {
  readonly seed: number;
  /** In seconds. */
  readonly budget: number;
  /** How many threads. */
  readonly workers: number;
  /** Where trace files go; undefined: `figure2-traces`. */
  readonly traces: string | undefined;
  /** Its file, or the pages that are woven in; undefined: the shipped protocol. */
  readonly protocolName: string | undefined;
  readonly progress: Pick<Progress, 'show'>;
}

/** Checks a protocol on threads, as long as the budget lasts. The verdict comes also of one that does not come to an end. */
export const verify = (options: VerifyOptions): Promise<CheckReport> =>
  withPool(options.workers, (pool) => verifyOn(pool, options));

/** The same on threads that are there. */
export const verifyOn = async (pool: Pool, options: Omit<VerifyOptions, 'workers'>): Promise<CheckReport> => {
  const { seed, budget, protocolName, progress } = options;
  const start = performance.now();
  const secondsSoFar = (): number => (performance.now() - start) / 1000;
  const plan = timedPlan({
    seed,
    budget,
    workers: pool.workers,
    secondsSoFar,
    onProgress: progress.show,
    extensions: extensionsIn(protocolName),
  });
  try {
    const findings = await onThreads(check(plan), pool, protocolName);
    const { explanation } = findings;
    const violations = explanation ? [saveTrace(explanation, options)] : [];
    return reportOf({ findings, violations, seed, protocolName, seconds: secondsSoFar() });
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    const violations = [stuckIn(options, error)];
    const report = reportOf({ findings: nothingFound, violations, seed, protocolName, seconds: secondsSoFar() });
    return { ...report, ok: false };
  }
};

/** SP-18: a step that does not end does not do what its clauses say. There is no trace of what never ended. */
const stuckIn = (
  { seed, protocolName }: Pick<VerifyOptions, 'seed' | 'protocolName'>,
  { message }: Stuck,
): ReportedViolation => ({
  explanation: {
    violation: { property: 'SP-18', clause: 'SP-18', because: message, step: 0 },
    setting: { servers: [], options: defaultOptions },
    foundBy: { engine: 'torture', seed },
    trace: [],
    uncut: 0,
    steps: [],
    cause: null,
  },
  file: null,
  replay: commandLine('check', { '--seed': seed, ...protocolFlags(protocolName) }),
});

/** Checks a protocol that is at hand, in this thread. One that does not come to an end makes this one go on for ever. */
export const verifyHere = (protocol: Protocol, plan: Plan): Findings =>
  inThisThread(check(plan), protocol === shippedProtocol ? protocol : askTwice(protocol));
