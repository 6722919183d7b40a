/** A lab under the eyes of the monitor. */
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Counts, Violation } from '../../src/trace/recording.ts';
import { Monitor } from '../properties/index.ts';
import { type LabReport, runLab } from './labs/run.ts';

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
  /** How often a decision was taken otherwise than in the spec, by a protocol that may. */
  readonly decisions: Counts<ClauseId>;
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
  const { checked: properties, fired: clauses, decisions } = monitor;
  return { report, properties, clauses, decisions, ...(violation && { violation }) };
};
