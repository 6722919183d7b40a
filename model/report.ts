/** What the engines report: plain data, the same for a screen, a file and a program. */
import type { ClauseId } from '../src/core/clauses.ts';
import type { Index, Options, Role, ServerId, Term } from '../src/core/types.ts';
import type { Disk } from '../src/sim/cluster.ts';

/** The faults that a simulation injects, by kind. */
export const faultKinds = [
  'loss',
  'duplication',
  'reordering',
  'corruption',
  'partition',
  'oneWayPartition',
  'crash',
  'crashDuringStep',
  'lostWrite',
  'majorityCrash',
] as const;
/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number];

/** How often something happened, by its name. */
export type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** A property does not hold. */
export interface Violation {
  /** The property that does not hold: SP-* or LP-*. */
  readonly property: ClauseId;
  /** The clause that was broken first, where that is known; otherwise the property itself. */
  readonly clause: ClauseId;
  /** What is wrong: which servers, which index, which two values. One sentence. */
  readonly because: string;
  /** The step, counted from 1, after which it did not hold. */
  readonly step: number;
}

/** What was drawn from the seed for one run. */
export interface TortureSettings {
  /** All servers, from one to seven. */
  readonly servers: readonly ServerId[];
  /** Bounds of what they send. */
  readonly options: Options;
  /** T: election timeouts are drawn from T to 2T, in milliseconds. */
  readonly electionTimeoutMs: number;
  /** Time between heartbeats, in milliseconds. */
  readonly heartbeatIntervalMs: number;
  /** The most that may happen of each kind; a run survives all of it. */
  readonly budget: Counts<FaultKind>;
  /** Servers that stay down while the others heal: fewer than half. */
  readonly permanentlyDown: readonly ServerId[];
  /** How long a snapshot of the tortured state machine is, in UTF-16 code units. */
  readonly snapshotLength: number;
}

/** One seeded run: first faults, then healing. */
export interface TortureReport {
  /** True: no property is violated, and the healed cluster came to life. */
  readonly ok: boolean;
  /** As it was given. */
  readonly seed: number;
  /** What was drawn from the seed. */
  readonly settings: TortureSettings;
  /** Steps taken by all servers. */
  readonly steps: number;
  /** How long it took by the simulated clock. */
  readonly virtualSeconds: number;
  /** How often each fault happened. */
  readonly faults: Counts<FaultKind>;
  /** How often each property was checked on something that could have broken it. */
  readonly properties: Counts<ClauseId>;
  /** How often each clause fired. */
  readonly clauses: Counts<ClauseId>;
  /** The first property that does not hold, if one does not. */
  readonly violation?: Violation;
}

/** A server in a few words, after an action. */
export interface ServerSummary {
  /** `down`: it has crashed. */
  readonly role: Role | 'down';
  /** ST-1 */
  readonly currentTerm: Term;
  /** ST-2 */
  readonly votedFor: ServerId | null;
  /** The last index that its snapshot stands for; 0: it has none. */
  readonly snapshotIndex: Index;
  /** The last index of its log. */
  readonly lastIndex: Index;
  /** ST-4 */
  readonly commitIndex: Index;
}

/** An action of a trace, as a line of the one grammar, and every server after it. */
export interface TraceStep {
  /** In the grammar of traces. */
  readonly line: string;
  /** Every server after the action, by its id. */
  readonly servers: Readonly<Record<ServerId, ServerSummary>>;
}

/** Where something was found. */
export interface FoundBy {
  /** Which engine found it. */
  readonly engine: 'torture' | 'lab' | 'random' | 'exhaustive';
  /** The lab's name, or the bounded world's. */
  readonly name?: string;
  /** 0 where nothing was left to chance. */
  readonly seed: number;
  /** Where fast-check's shrinking ended, for going straight there. */
  readonly path?: string;
}

/** What a cluster was when a trace began. */
export interface Setting {
  /** All members. */
  readonly servers: readonly ServerId[];
  /** Bounds of what they send. */
  readonly options: Options;
  /** Disks that were not empty. */
  readonly disks?: readonly Disk[];
  /** Only where the tortured state machine ran: see `TortureSettings`. */
  readonly snapshotLength?: number;
}

/** What happened to a cluster, from its beginning on. */
export interface Recording {
  /** Where it began. */
  readonly setting: Setting;
  /** The actions of these lines replay it. */
  readonly trace: readonly TraceStep[];
}

/** A run that breaks a property, cut to what matters. */
export interface Counterexample extends Recording {
  /** Of a goal (LP-*) the trace only shows the end of the run; its seed replays it. */
  readonly violation: Violation;
  /** By which engine, and how to find it again. */
  readonly foundBy: FoundBy;
  /** How many actions the run had before it was cut. */
  readonly uncut: number;
}

/**
 * Is it known of this recording that something is wrong in it?
 *
 * @example
 * ```ts
 * import { explainLab, isCounterexample, mutants } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol;
 * const found = explainLab('FailNoAgree3B', 1, protocol);
 * console.log(found && isCounterexample(found)); // true
 * ```
 */
export const isCounterexample = (recording: Recording | Counterexample): recording is Counterexample =>
  'violation' in recording;

/** What a replay of a recording on the present code gives. */
export interface ReplayReport {
  /** True: no property is violated (any more). */
  readonly ok: boolean;
  /** What happened on the present code. */
  readonly trace: readonly TraceStep[];
  /** The first property that does not hold, if one does not. */
  readonly violation?: Violation;
  /** Actions of the file that can't happen on the present code, such as the arrival of a message that was never sent. */
  readonly skipped: number;
}
