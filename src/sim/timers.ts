/** How long the timers of servers run. */
import { timers } from '../core/extensions/timers.ts';
import type { TimerLength } from '../core/timers.ts';
import type { TimerName } from '../core/types.ts';
import type { Random } from './random.ts';

/** How long the timers of the servers run. */
export interface Timing {
  /** T: an election timeout is drawn anew each time from T .. T + `electionTimeoutSpreadMs`. */
  readonly electionTimeoutMs: number;
  readonly electionTimeoutSpreadMs: number;
  readonly heartbeatIntervalMs: number;
}

/** How long each kind of timer runs, in milliseconds; an election timeout alone draws something. */
const lengths: Readonly<Record<TimerLength, (timing: Timing, random: Random) => number>> = {
  electionTimeout: ({ electionTimeoutMs, electionTimeoutSpreadMs }, random) =>
    electionTimeoutMs + random.between(0, Math.round(electionTimeoutSpreadMs * 1000)) / 1000,
  minimumElectionTimeout: ({ electionTimeoutMs }) => electionTimeoutMs,
  heartbeatInterval: ({ heartbeatIntervalMs }) => heartbeatIntervalMs,
};

/** Draws how long a timer runs that is armed now, in milliseconds. */
export const timerMs = (timer: TimerName, timing: Timing, random: Random): number =>
  lengths[timers[timer].length](timing, random);
