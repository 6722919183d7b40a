// Room model/counterexample. How a violation is explained: replayed, cut, told.
// What may be touched here: what is left out, and how the rest is told. After each cut the same property falls by the
// same clause.

/** What `figure2 check` is made of: labs and torture under the eyes of the monitor, coverage, and counterexamples. */

import type { Cluster } from '../../src/cluster/cluster.ts';
import { clausesWith } from '../../src/core/boxes.ts';
import { type ClauseId, clauses, clausesNotCounted, clausesWithoutCode } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Counterexample, Counts, Setting, Violation } from '../../src/trace/recording.ts';
import { Monitor } from '../properties/index.ts';
import { type LabReport, runLab } from '../runs/labs/index.ts';
import { runTorture } from '../runs/torture/index.ts';
import { counterexampleOf } from './cut.ts';

/** A lab that was watched. */
export interface WatchedLab {
  /** What came of the lab. */
  readonly report: LabReport;
  /** The first safety property that does not hold, if one does not. */
  readonly violation?: Violation;
  /** How often each property was checked on something that could have broken it. */
  readonly properties: Counts<ClauseId>;
  /** How often each clause fired. */
  readonly clauses: Counts<ClauseId>;
}

/** Which lab is run, and on what. */
export interface LabOptions {
  /** One of `labNames`. */
  readonly name: string;
  /** Any whole number. Together with the name it decides everything. */
  readonly seed: number;
  /** What runs on the servers; the shipped protocol unless told. */
  readonly protocol?: Protocol;
  /** Called with every line of the trace. */
  readonly trace?: (line: string) => void;
}

/**
 * Runs a lab with the safety properties checked after every step.
 *
 * @example
 * ```ts
 * import { watchedLab } from 'figure2/model';
 *
 * const { report, violation } = watchedLab({ name: 'InitialElection3A', seed: 1 });
 * console.log(report.ok, report.peers, violation); // true 3 undefined
 * ```
 */
export const watchedLab = (options: LabOptions, begin: (cluster: Cluster) => void = () => undefined): WatchedLab => {
  const monitor = new Monitor();
  const { watcher } = monitor;
  const watch = {
    ...watcher,
    begin: (cluster: Cluster) => {
      watcher.begin(cluster);
      begin(cluster);
    },
  };
  const report = runLab({ ...options, watch });
  const violation = monitor.verdict;
  return { report, properties: monitor.checked, clauses: monitor.fired, ...(violation && { violation }) };
};

/**
 * The torture run of a seed as a counterexample; undefined if it violates nothing.
 *
 * @example
 * ```ts
 * import { explainTorture } from 'figure2/model';
 *
 * console.log(explainTorture(1)); // undefined
 * ```
 */
export const explainTorture = (seed: number, protocol?: Protocol): Counterexample | undefined => {
  const lines: string[] = [];
  const { violation, settings } = runTorture({
    seed,
    trace: (line) => lines.push(line),
    ...(protocol && { protocol }),
  });
  const { servers, options, snapshotLength } = settings;
  return (
    violation &&
    counterexampleOf({
      violation,
      setting: { servers, options, snapshotLength },
      foundBy: { engine: 'torture', seed },
      run: { lines },
      ...(protocol && { protocol }),
    })
  );
};

/**
 * A lab run as a counterexample; undefined if it violates no safety property, whether or not the lab was passed.
 *
 * @example
 * ```ts
 * import { explainLab, mutants } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol;
 * const { violation, trace = [] } = explainLab('FailNoAgree3B', 1, protocol) ?? {};
 * console.log(violation?.property, violation?.clause, trace.length); // SP-18 D-2 10
 * ```
 */
export const explainLab = (name: string, seed: number, protocol?: Protocol): Counterexample | undefined => {
  const lines: string[] = [];
  let setting: Setting = { servers: [], options: defaultOptions };
  const { violation } = watchedLab(
    { name, seed, trace: (line) => lines.push(line), ...(protocol && { protocol }) },
    (cluster) => {
      const { ids } = cluster;
      setting = { servers: ids, options: ids[0] === undefined ? defaultOptions : cluster.disk(ids[0]).options };
    },
  );
  return (
    violation &&
    counterexampleOf({
      violation,
      setting,
      foundBy: { engine: 'lab', name, seed },
      run: { lines },
      ...(protocol && { protocol }),
    })
  );
};

/** Which clauses a run has to have seen, and has not. */
export interface Coverage {
  /** True: nothing is missing. */
  readonly ok: boolean;
  /** What was never put to the test, in the order of the spec. */
  readonly missing: readonly ClauseId[];
}

/**
 * A run in which some clause never fired, or some property never had anything to check, proves less than it seems to.
 *
 * @example
 * ```ts
 * import { coverage, watchedLab } from 'figure2/model';
 *
 * const { clauses, properties } = watchedLab({ name: 'InitialElection3A', seed: 1 });
 * const { ok, missing } = coverage(clauses, properties);
 * console.log(ok, missing.includes('RS-L-2')); // false true
 * ```
 */
export const coverage = (
  fired: Counts<ClauseId>,
  properties: Counts<ClauseId>,
  extensions: readonly string[] = [],
): Coverage => {
  const missing = clausesWith(extensions).filter((id) => isCounted(id) && !(fired[id] ?? 0) && !(properties[id] ?? 0));
  return { ok: missing.length === 0, missing };
};

const isCounted = (id: ClauseId): boolean => !(id in clausesWithoutCode) && !(id in clausesNotCounted) && id in clauses;
