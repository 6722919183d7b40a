// Room src/verify. What `figure2 check` does, whoever asks: plan, parts, threads, totals, verdict, reports.
// What may be touched here: the parts of a check and its verdict. Flags and help stay in src/cli, so that a library can
// call this.

import { askTwice } from '../cluster/purity.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import type { Progress } from '../host/progress.ts';
import { check, type Findings } from './check.ts';
import { type CheckReport, reportOf } from './checkReport.ts';
import { inThisThread } from './inThisThread.ts';
import { type Plan, timedPlan } from './plan.ts';
/** What `figure2 check` does, for whoever asks: on threads and by the clock, or in this thread and counted. */
import { extensionsIn } from './protocolName.ts';
import { type ReportedViolation, saveTrace } from './savedTrace.ts';
import { onThreads } from './threads/onThreads.ts';
import { type Pool, withPool } from './threads/pool.ts';

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
  /** Do all parts although one has broken something, and tell each violation? Left out: no. */
  readonly keepGoing?: boolean;
  readonly progress: Pick<Progress, 'show'>;
  /** Told of a violation at once, with its trace as it was found. What is reported in the end has it cut. */
  readonly onViolation?: (uncut: ReportedViolation) => void;
}

/**
 * Checks a protocol on threads, as long as the budget lasts.
 *
 * @throws NoVerdict when some piece of it does not come to an end: then there is no verdict.
 */
export const verify = (options: VerifyOptions): Promise<CheckReport> =>
  withPool(options.workers, (pool) => verifyOn(pool, options));

/** The same on threads that are there. */
export const verifyOn = async (pool: Pool, options: Omit<VerifyOptions, 'workers'>): Promise<CheckReport> => {
  const { seed, budget, protocolName, progress, keepGoing = false } = options;
  const start = performance.now();
  const secondsSoFar = (): number => (performance.now() - start) / 1000;
  const plan = timedPlan({
    seed,
    budget,
    keepGoing,
    workers: pool.workers,
    secondsSoFar,
    onProgress: progress.show,
    onViolation: (uncut) => options.onViolation?.(saveTrace(uncut, options)),
    extensions: extensionsIn(protocolName),
  });
  const findings = await onThreads(check(plan), pool, protocolName);
  const violations = findings.explanations.map((explanation) => saveTrace(explanation, options));
  return reportOf({ findings, violations, seed, protocolName, seconds: secondsSoFar() });
};

/** Checks a protocol that is at hand, in this thread. One that does not come to an end makes this one go on for ever. */
export const verifyHere = (protocol: Protocol, plan: Plan): Findings =>
  inThisThread(check(plan), protocol === shippedProtocol ? protocol : askTwice(protocol));
