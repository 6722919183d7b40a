/** Every timer that a trace may speak of: those of the figure and those of the optional pages. A page adds its rows here. */
import { figureTimers, type TimerRows } from '../timers.ts';
import type { TimerName } from '../types.ts';
import { checkQuorumTimers } from './checkQuorum.ts';
import { leadershipTransferTimers } from './leadershipTransfer.ts';

export const timers: TimerRows = { ...figureTimers, ...checkQuorumTimers, ...leadershipTransferTimers };

/** The names of all timers, in the order of the table. */
export const timerNames = Object.keys(timers) as readonly TimerName[];
