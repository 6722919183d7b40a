/** The directed schedules. */
import { fiveSchedules } from './five.ts';
import { logSchedules } from './logs.ts';
import type { DirectedSchedule } from './schedule.ts';
import { voteSchedules } from './votes.ts';

export { runSchedule } from './run.ts';
export type { DirectedSchedule } from './schedule.ts';

/** All of them. */
export const schedules: readonly DirectedSchedule[] = [...voteSchedules, ...logSchedules, ...fiveSchedules];
