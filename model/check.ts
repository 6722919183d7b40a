/** What `figure2 check` is made of: labs and torture under the eyes of the monitor, coverage, and counterexamples. */
import { shrink } from '../src/check/shrink.ts';
import { type ClauseId, clauseIds, clauses, clausesNotCounted, clausesWithoutCode } from '../src/core/clauses.ts';
import { defaultOptions } from '../src/core/server.ts';
import type { ServerId } from '../src/core/types.ts';
import type { Cluster, Protocol } from '../src/sim/cluster.ts';
import type { Action } from '../src/sim/trace.ts';
import { type LabReport, runLab } from './labs/index.ts';
import { Monitor } from './properties/index.ts';
import { actionsOf, replayActions, traceOf } from './replay.ts';
import type { Counterexample, Counts, FoundBy, Setting, TraceStep, Violation } from './report.ts';
import { runTorture } from './torture/index.ts';

/** A lab that was watched. */
export interface WatchedLab {
  readonly report: LabReport;
  readonly violation?: Violation;
  readonly properties: Counts<ClauseId>;
  readonly clauses: Counts<ClauseId>;
}

export interface LabOptions {
  readonly name: string;
  readonly seed: number;
  readonly protocol?: Protocol;
  readonly trace?: (line: string) => void;
}

/** Runs a lab with the safety properties checked after every step. */
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

/** How many actions are replayed to cut a counterexample, at most: a bound on the time that it takes. */
const MAX_WORK = 400_000;

/** How often what is left of a counterexample is cut again, at most. */
const MAX_ROUNDS = 3;

/** How much of a run is shown when it can't be cut: the end, where a goal was missed. */
const TAIL = 40;

const cut = (
  violation: Violation,
  setting: Setting,
  foundBy: FoundBy,
  lines: readonly string[],
  protocol?: Protocol,
): Counterexample => {
  const ofActions = lines.filter((line) => !line.startsWith('#'));
  const about = { foundBy, setting, uncut: ofActions.length };
  const uncut = ofActions.slice(-TAIL).map((line): TraceStep => ({ line, servers: {} }));
  const under = { setting, ...(protocol && { protocol }) };
  const first = replayActions({ ...under, actions: actionsOf(ofActions) });
  // A goal is missed in time; without time, it is the broken clause that can be shown.
  const target = first.violation;
  if (target?.clause !== violation.clause) return { ...about, violation, trace: uncut };
  const isSame = (actions: readonly Action[]): boolean => {
    const found = replayActions({ ...under, actions }).violation;
    return found?.property === target.property && found.clause === target.clause;
  };
  const really = (actions: readonly Action[]): readonly Action[] => replayActions({ ...under, actions }).done;
  const kept = smallest(withoutBystanders(first.done, setting, isSame), isSame, really);
  const final = traceOf({ ...under, actions: kept });
  return { ...about, violation: final.violation ?? violation, trace: final.trace };
};

/**
 * While a trace is cut, a message may come to stand for an older one. What really happened then takes the place of what was
 * asked for; and as more may be spared of it, it is cut again.
 */
const smallest = (
  actions: readonly Action[],
  isSame: (candidate: readonly Action[]) => boolean,
  really: (candidate: readonly Action[]) => readonly Action[],
): readonly Action[] => {
  let kept = actions;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const smaller = really(shrink(kept, isSame, { maxWork: MAX_WORK }));
    const isSettled = round > 0 && smaller.length === kept.length;
    kept = smaller;
    if (isSettled) break;
  }
  return kept;
};

/** Without what happens to servers, and without kinds of events, that the failure does not need at all. */
const withoutBystanders = (
  actions: readonly Action[],
  { servers }: Setting,
  isSame: (candidate: readonly Action[]) => boolean,
): readonly Action[] => {
  const concerns = (action: Action, id: ServerId): boolean =>
    'id' in action ? action.id === id : action.message.from === id || action.message.to === id;
  const kind = (action: Action): string =>
    action.type === 'event' ? action.event.type : action.type === 'deliver' ? action.message.type : action.type;
  const tests: ((action: Action) => boolean)[] = [
    ...servers.map((id) => (action: Action) => concerns(action, id)),
    ...[...new Set(actions.map(kind))].map((name) => (action: Action) => kind(action) === name),
  ];
  return tests.reduce<readonly Action[]>((kept, isBystander) => {
    const candidate = kept.filter((action) => !isBystander(action));
    return candidate.length < kept.length && isSame(candidate) ? candidate : kept;
  }, actions);
};

/** The torture run of a seed as a counterexample; undefined if it violates nothing. */
export const explainTorture = (seed: number, protocol?: Protocol): Counterexample | undefined => {
  const lines: string[] = [];
  const { violation, settings } = runTorture({
    seed,
    trace: (line) => lines.push(line),
    ...(protocol && { protocol }),
  });
  const { servers, options, snapshotLength } = settings;
  return (
    violation && cut(violation, { servers, options, snapshotLength }, { engine: 'torture', seed }, lines, protocol)
  );
};

/** A lab run as a counterexample; undefined if it violates no safety property, whether or not the lab was passed. */
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
  return violation && cut(violation, setting, { engine: 'lab', name, seed }, lines, protocol);
};

/** Which clauses a run has to have seen, and has not. */
export interface Coverage {
  readonly ok: boolean;
  readonly missing: readonly ClauseId[];
}

/** A run in which some clause never fired, or some property never had anything to check, proves less than it seems to. */
export const coverage = (fired: Counts<ClauseId>, properties: Counts<ClauseId>): Coverage => {
  const missing = clauseIds.filter((id) => isCounted(id) && !(fired[id] ?? 0) && !(properties[id] ?? 0));
  return { ok: missing.length === 0, missing };
};

const isCounted = (id: ClauseId): boolean => !(id in clausesWithoutCode) && !(id in clausesNotCounted) && id in clauses;
