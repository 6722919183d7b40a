/** How long the timers of servers run. */
import { timers } from '../core/extensions/timers.ts';
import type { TimerName } from '../core/types.ts';
import type { Random } from './random.ts';

/** How long the timers of the servers run. */
export interface Timing {
  /** T: an election timeout is drawn anew each time from T .. T + `electionTimeoutSpreadMs`. */
  readonly electionTimeoutMs: number;
  readonly electionTimeoutSpreadMs: number;
  readonly heartbeatIntervalMs: number;
}

/** Draws how long a timer runs that is armed now, in milliseconds; one that runs for an interval of heartbeats draws nothing. */
export const timerMs = (timer: TimerName, timing: Timing, random: Random): number =>
  timers[timer].length === 'electionTimeout'
    ? timing.electionTimeoutMs + random.between(0, Math.round(timing.electionTimeoutSpreadMs * 1000)) / 1000
    : timing.heartbeatIntervalMs;
