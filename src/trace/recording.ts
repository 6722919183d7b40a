/** What happened to a cluster and what was found wrong in it: plain data, the same for a screen, a file and a program. */
import type { ClauseId } from '../core/clauses.ts';
import type { Entry, ExtensionId, Index, Options, Role, Server, ServerId, Term } from '../core/types.ts';

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

/** A server in a few words; null: it is down. */
export const summaryOf = (server: Server | null): ServerSummary =>
  server === null
    ? { role: 'down', currentTerm: 0, votedFor: null, snapshotIndex: 0, lastIndex: 0, commitIndex: 0 }
    : {
        role: server.role,
        currentTerm: server.currentTerm,
        votedFor: server.votedFor,
        snapshotIndex: server.log.snapshotIndex,
        lastIndex: server.log.lastIndex,
        commitIndex: server.commitIndex,
      };

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

/** What is on a disk before the server starts for the first time: of `Durable`, what matters. */
export interface Disk {
  /** Whose disk it is. */
  readonly id: ServerId;
  /** ST-1 */
  readonly term: Term;
  /** ST-2 */
  readonly votedFor: ServerId | null;
  /** From index 1 on. */
  readonly entries: readonly Entry[];
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
  /** The optional pages that were woven in; absent: none. */
  readonly extensions?: readonly ExtensionId[];
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
