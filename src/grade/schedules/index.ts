/** The directed schedules. */
import { derivedSchedules } from './derived/index.ts';
import { fiveSchedules } from './five.ts';
import { logSchedules } from './logs.ts';
import type { DirectedSchedule } from './schedule.ts';
import { voteSchedules } from './votes.ts';

export { derivedSchedules } from './derived/index.ts';
export { runSchedule } from './run.ts';
export type { DirectedSchedule } from './schedule.ts';

/** Those that somebody has thought of. */
export const writtenSchedules: readonly DirectedSchedule[] = [...voteSchedules, ...logSchedules, ...fiveSchedules];

/** All of them: also those that were derived from the counterexamples of seeded defects. */
export const schedules: readonly DirectedSchedule[] = [...writtenSchedules, ...derivedSchedules];
