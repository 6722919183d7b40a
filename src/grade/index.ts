// Room src/grade. Other people's Rafts, held to the same rules: what a submission is and how it is run (subjects/), what is read
// of its messages (wire/), what is done to it on purpose (schedules/), and what is said of it.
// What may be touched here: a kind of subject, a check of the wire, a schedule, a report. The verdict rests on what the host saw:
// bytes, saves, applied commands; never on what a submission says of itself.

/** The grader. */
export { buildGo, type GoBuild, GoMissing } from './subjects/go/build.ts';
export { goProgram } from './subjects/go/program.ts';
export { WireChecks } from './wire/checks.ts';
export { watchedProgram } from './wire/watch.ts';
