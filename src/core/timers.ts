/**
 * The table of timers: a server may have any number of them run at a time, each under a name. Which one it arms or stops, and
 * when, is the protocol's affair; how long one runs is the driver's.
 *
 * The rows here are those of the figure. An optional page of the spec adds timers as it adds messages: it declares their names in
 * `TimerNames` (`declare module '../types.ts'`) and is named in `extensions/timers.ts`.
 */
import type { ClauseId } from './clauses.ts';
import type { ArmTimer, StopTimer, TimerName } from './types.ts';

/**
 * How long a timer runs: an election timeout, drawn anew each time (§5.2); the shortest that can be drawn; or the interval of
 * heartbeats, which is shorter than both.
 */
export type TimerLength = 'electionTimeout' | 'minimumElectionTimeout' | 'heartbeatInterval';

/** What is known of a timer but the rules that arm it. */
export interface TimerRow {
  /** What it is for, in one sentence. */
  readonly description: string;
  /** The clause that arms it. */
  readonly clause: ClauseId;
  /** How long it runs: see `TimerLength`. */
  readonly length: TimerLength;
}

/** The rows of some timers, by their names. */
export type TimerRows<T extends TimerName = TimerName> = { readonly [K in T]: TimerRow };

/** The timers of Figure 2. */
export const figureTimers = {
  election: {
    description: 'Followers and candidates: how long to wait for a leader before starting an election',
    clause: 'RS-F-3',
    length: 'electionTimeout',
  },
  heartbeat: {
    description: 'Leaders: how long to wait before the followers are reminded',
    clause: 'RS-L-1',
    length: 'heartbeatInterval',
  },
} as const satisfies Partial<TimerRows>;

/** (Re)starts a timer. */
export const armTimer = (timer: TimerName): ArmTimer => ({ type: 'armTimer', timer });

/** Stops a timer, whether it runs or not. */
export const stopTimer = (timer: TimerName): StopTimer => ({ type: 'stopTimer', timer });
