/**
 * Random runs of a protocol against the reference model. fast-check draws them, shrinks one that fails, and names it by a seed
 * and a path, from which it is made again. Pure: the same options give the same report.
 */
import fc from 'fast-check';
import type { ClauseId } from '../../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { randomOf } from '../../../src/sim/random.ts';
import type { Action } from '../../../src/trace/grammar.ts';
import type { Counts, Setting, Violation } from '../../../src/trace/recording.ts';
import type { Difference } from '../../oracle/difference.ts';
import { commandsOf } from './commands.ts';
import { Lockstep } from './lockstep.ts';
import { type Milestone, milestones } from './milestones.ts';
import { drawSwarm, isLong, type Swarm } from './swarm.ts';

export type { Milestone } from './milestones.ts';

/** What random runs are made from. */
export interface RandomOptions {
  /** All runs follow from it: a whole number from 0 on. */
  readonly seed: number;
  /** How many runs at most; they end with the first that fails. */
  readonly runs: number;
  /** What runs on every server; the shipped protocol if not given. */
  readonly protocol?: Protocol;
  /** Is a run that fails made smaller? Left out: it is, which takes several hundred runs more. */
  readonly shrinks?: boolean;
}

/** What random runs have found. */
export interface RandomReport {
  /** True: no run failed. */
  readonly ok: boolean;
  /** As it was given. */
  readonly seed: number;
  /** How many runs were made, the failing one included. */
  readonly runs: number;
  /** Steps of servers, each compared with the reference; those of shrinking are left out. */
  readonly steps: number;
  /** In how many runs each was seen. */
  readonly seen: Readonly<Record<Milestone, number>>;
  /** The same as shares of all runs, 0 .. 1. */
  readonly shares: Readonly<Record<Milestone, number>>;
  /** How often each clause fired. */
  readonly clauses: Counts<ClauseId>;
  /** How often each property was checked on something that could have broken it. */
  readonly properties: Counts<ClauseId>;
  /** How often a decision was taken otherwise than in the spec, by a protocol that may. */
  readonly decisions: Counts<ClauseId>;
  /** If one failed: the run that is left of it after shrinking, if it was shrunk. */
  readonly failure?: RandomFailure;
}

/** A run that fails; as it was shrunk, unless nobody wanted that. */
export interface RandomFailure {
  /** What does not hold. */
  readonly violation: Violation;
  /** Where the protocol left the reference, if it did. */
  readonly difference?: Difference;
  /** The cluster that it began with. */
  readonly setting: Setting;
  /** What happened, in order. */
  readonly actions: readonly Action[];
  /** Together with the seed: which run it is, and how it was shrunk. */
  readonly path: string;
}

type Run = readonly [Swarm, Iterable<fc.Command<Lockstep, Lockstep>>];

/** How many smaller runs are tried in place of one that fails, at most. What is left is cut further afterwards. */
const SHRINKS_MAX = 400;

/** Of one that begins with a long log: it takes long to try, and nothing of its beginning is left out. */
const SHRINKS_OF_LONG_MAX = 20;

const runsOf = (replayPath?: string): fc.Arbitrary<Run> =>
  fc.noShrink(fc.nat()).chain((number) => {
    const swarm = drawSwarm(randomOf(number));
    const run = fc.tuple(fc.constant(swarm), commandsOf(swarm, replayPath));
    return fc.limitShrink(run, isLong(swarm) ? SHRINKS_OF_LONG_MAX : SHRINKS_MAX);
  });

/** What fast-check is to do with the chances of small numbers: nothing, since they mean nothing here. */
const unbiased = true;

/**
 * Runs drawn at random, each step compared with the reference model; the first that fails is shrunk. The same options, the same
 * report.
 *
 * @example
 * ```ts
 * import { runRandom } from 'figure2/model';
 *
 * const { ok, runs } = runRandom({ seed: 1, runs: 5 });
 * console.log(ok, runs); // true 5
 * ```
 */
export const runRandom = ({ seed, runs, protocol = shippedProtocol, shrinks = true }: RandomOptions): RandomReport => {
  const total = new Total();
  let target: Violation | undefined;
  const property = fc.property(runsOf(), (run) => {
    const { lockstep, violation } = play(run, protocol);
    if (!target) total.add(lockstep);
    if (!violation) return;
    target ??= violation;
    if (violation.property === target.property && violation.clause === target.clause)
      throw new Failed(lockstep, violation);
  });
  const { counterexample, counterexamplePath, errorInstance } = fc.check(property, {
    seed,
    numRuns: runs,
    unbiased,
    endOnFailure: !shrinks,
  });
  const report = total.report(seed);
  if (!(errorInstance instanceof Failed)) {
    if (errorInstance) throw errorInstance as Error;
    return report;
  }
  const path = `${counterexamplePath}@${replayPathOf(counterexample?.[0][1])}`;
  return { ...report, ok: false, failure: failureOf(errorInstance, path) };
};

class Failed extends Error {
  readonly lockstep: Lockstep;
  readonly violation: Violation;

  constructor(lockstep: Lockstep, violation: Violation) {
    super(violation.because);
    this.lockstep = lockstep;
    this.violation = violation;
  }
}

const play = ([swarm, commands]: Run, protocol: Protocol, trace?: (line: string) => void) => {
  const lockstep = new Lockstep(swarm, protocol, trace);
  fc.modelRun(() => ({ model: lockstep, real: lockstep }), commands);
  return { lockstep, violation: lockstep.conclude() };
};

const failureOf = ({ lockstep, violation }: Omit<Failed, keyof Error>, path: string): RandomFailure => {
  const { swarm, actions, difference } = lockstep;
  const { servers, options, snapshotLength } = swarm;
  return { violation, ...(difference && { difference }), setting: { servers, options, snapshotLength }, actions, path };
};

/** What fast-check notes down while it shrinks commands is found in what it prints of them. */
const replayPathOf = (commands: unknown): string => /replayPath="([^"]*)"/.exec(String(commands))?.[1] ?? '';

/** What many runs add up to. */
class Total {
  readonly #seen = Object.fromEntries(milestones.map((milestone) => [milestone, 0])) as Record<Milestone, number>;
  readonly #clauses: Partial<Record<ClauseId, number>> = {};
  readonly #properties: Partial<Record<ClauseId, number>> = {};
  readonly #decisions: Partial<Record<ClauseId, number>> = {};
  #runs = 0;
  #steps = 0;

  add({ monitor, milestones: { seen } }: Lockstep): void {
    this.#runs++;
    this.#steps += monitor.steps;
    for (const milestone of seen) this.#seen[milestone]++;
    addCounts(this.#clauses, monitor.fired);
    addCounts(this.#properties, monitor.checked);
    addCounts(this.#decisions, monitor.decisions);
  }

  report(seed: number): RandomReport {
    const runs = this.#runs;
    const shares = Object.fromEntries(
      milestones.map((milestone) => [milestone, runs === 0 ? 0 : this.#seen[milestone] / runs]),
    );
    return {
      ok: true,
      seed,
      runs,
      steps: this.#steps,
      seen: this.#seen,
      shares: shares as Record<Milestone, number>,
      clauses: this.#clauses,
      properties: this.#properties,
      decisions: this.#decisions,
    };
  }
}

const addCounts = (sum: Partial<Record<ClauseId, number>>, counts: Counts<ClauseId>): void => {
  for (const [id, count] of Object.entries(counts) as [ClauseId, number][]) sum[id] = (sum[id] ?? 0) + count;
};

/** A run that was made again. */
export interface RandomReplay {
  /** The first property that does not hold, if one does not. */
  readonly violation?: Violation;
  /** Where the protocol left the reference, if it did. */
  readonly difference?: Difference;
  /** The cluster that it began with. */
  readonly setting: Setting;
  /** What happened, in order. */
  readonly actions: readonly Action[];
  /** Every action with what came of it; partitions as comments. */
  readonly lines: readonly string[];
}

/**
 * Makes one run again: exactly that which a seed and a path name, on the present code or on another protocol.
 *
 * @returns undefined when the path names no run.
 *
 * @example
 * ```ts
 * import { mutants, replayRandom, runRandom, shippedProtocol } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol ?? shippedProtocol;
 * const { failure } = runRandom({ seed: 1, runs: 50, protocol });
 * console.log(failure && replayRandom(1, failure.path, protocol)?.violation?.clause); // D-2
 * console.log(failure && replayRandom(1, failure.path)?.violation); // undefined
 * ```
 */
export const replayRandom = (seed: number, path: string, protocol = shippedProtocol): RandomReplay | undefined => {
  const run = runAt(seed, path);
  if (!run) return undefined;
  const lines: string[] = [];
  const { lockstep, violation } = play(run, protocol, (line) => lines.push(line));
  const { setting, actions, difference } = failureOf({ lockstep, violation: undefined as never }, path);
  return { setting, actions, lines, ...(violation && { violation }), ...(difference && { difference }) };
};

/** A path of fast-check's, and after an @ what it noted down of the commands. Nothing in it is longer than a run can make it. */
const runAt = (seed: number, path: string): Run | undefined => {
  const [, place, replayPath] = /^(\d{1,6}(?::\d{1,6}){0,400})(?:@([\w+/:]{0,100000}))?$/.exec(path) ?? [];
  if (place === undefined) return undefined;
  try {
    return fc.sample(runsOf(replayPath), { seed, path: place, numRuns: 1, unbiased })[0];
  } catch {
    return undefined; // fast-check throws when it comes to a place that is not there
  }
};
