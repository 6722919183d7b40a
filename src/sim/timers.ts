/** How long the timers of servers run. */
import type { Random } from './random.ts';

/** How long the timers of the servers run. */
export interface Timing {
  /** T: an election timeout is drawn anew each time from T .. T + `electionTimeoutSpreadMs`. */
  readonly electionTimeoutMs: number;
  readonly electionTimeoutSpreadMs: number;
  readonly heartbeatIntervalMs: number;
}

/** Draws how long a timer runs that is armed now, in milliseconds; a heartbeat timer draws nothing. */
export const timerMs = (effect: 'armElectionTimer' | 'armHeartbeatTimer', timing: Timing, random: Random): number =>
  effect === 'armElectionTimer'
    ? timing.electionTimeoutMs + random.between(0, Math.round(timing.electionTimeoutSpreadMs * 1000)) / 1000
    : timing.heartbeatIntervalMs;
