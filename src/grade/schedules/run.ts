/** Plays a directed schedule on a program, and says what came of it. */
import { LabFailure, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import type { GradeFinding } from '../outcome.ts';
import { breachPicture, failurePicture, withPicture } from '../recording/ofFinding.ts';
import type { RunRecording } from '../recording/recorder.ts';
import { WireChecks } from '../wire/checks.ts';
import { watchedProgram } from '../wire/watch.ts';
import { blamedProgram, SubjectThrew } from './blame.ts';
import { ServerClocks } from './clocks.ts';
import type { DirectedSchedule, ScheduledPlay, StageScript } from './schedule.ts';
import { NotReached, Stage, type StageOptions } from './stage.ts';

/** A schedule that is not reached is tried with so many seeds. */
const TRIES = 4;

/** Where each server has a clock of its own, little is left to chance. */
const TRIES_WITH_CLOCKS = 2;

/** Who has not come to it in so much virtual time will not come to it in other runs either. */
const PATIENCE_MS = 20_000;

/** None takes so much virtual time. */
const LIMIT_MS = 240_000;

/** Which schedule is played, and on what. */
export interface ScheduleRun {
  readonly schedule: DirectedSchedule;
  readonly program: SubjectProgram;
  /** Any whole number. Where a schedule is not reached, those after it are tried. */
  readonly seed: number;
}

/**
 * Plays a schedule. `broken`: a check of the wire fell, whether or not the schedule came to its end. `failed`: a server has ended
 * or can't be run on. `not reached`: with no seed it came to what it is for.
 */
export const runSchedule = ({ schedule, program, seed }: ScheduleRun): GradeFinding => {
  let finding = playAll(schedule, program, seed);
  const { because } = finding;
  const tries = schedule.hasOwnClocks ? TRIES_WITH_CLOCKS : TRIES;
  let tried = 1;
  for (; tried < tries && isWorthAnother(finding); tried++) finding = playAll(schedule, program, seed + tried);
  if (finding.outcome !== 'not reached' || tried === 1) return finding;
  return { ...finding, seed, because: `${because} (nor with the seeds up to ${seed + tried - 1})` };
};

const isWorthAnother = ({ outcome, atMs = 0 }: GradeFinding): boolean =>
  outcome === 'not reached' && atMs < PATIENCE_MS;

/** What comes of a schedule is the worst that comes of its plays. */
const playAll = (schedule: DirectedSchedule, program: SubjectProgram, seed: number): GradeFinding => {
  const findings: GradeFinding[] = [];
  for (const play of schedule.plays) {
    const finding = findingOf(schedule, play, program, seed);
    findings.push(finding);
    if (finding.outcome === 'not reached' && !isWorthAnother(finding)) break;
  }
  const worst = (['broken', 'failed', 'not reached'] as const)
    .map((outcome) => findings.find((finding) => finding.outcome === outcome))
    .find((finding) => finding !== undefined);
  return worst ?? { outcome: 'passed', check: schedule.id, because: '', seed };
};

/** One play. The rule that it is about is named if the play shows it, and if the same is not broken without what it does. */
const findingOf = (
  schedule: DirectedSchedule,
  { script, clause, hasControl = false }: ScheduledPlay,
  program: SubjectProgram,
  seed: number,
): GradeFinding => {
  const { id: check, title, shownBy } = schedule;
  const { end, broken, atMs, cruxMs, recording } = playOnce(schedule, script, { program, seed });
  const shown = shownBy
    .map((name) => broken.find((finding) => finding.check === name && (finding.atMs ?? 0) >= cruxMs))
    .find((finding) => finding !== undefined);
  const isSoAnyway = (): boolean =>
    playOnce(schedule, script, { program, seed, isControl: true }).broken.some(
      (finding) => finding.check === shown?.check,
    );
  if (shown && !(hasControl && isSoAnyway())) {
    const rule = clause ?? shown.clause;
    const told = {
      ...shown,
      check,
      wire: shown.check,
      ...(rule && { clause: rule }),
      because: `${title} ${sentence(shown.because)}`,
    };
    return withPicture(told, breachPicture(recording, { ...told, check: shown.check, because: shown.because }, check));
  }
  const found = shown ?? broken.at(0);
  if (found) return withPicture({ ...found, check, wire: found.check }, breachPicture(recording, found, check));
  const finding = { check, seed, ...end, ...(end.outcome !== 'passed' && { atMs }) };
  return end.outcome === 'failed' ? withPicture(finding, failurePicture(recording, finding)) : finding;
};

interface Played {
  readonly end: Pick<GradeFinding, 'outcome' | 'because'>;
  readonly broken: readonly GradeFinding[];
  readonly recording: RunRecording;
  readonly atMs: number;
  /** Infinity: the schedule did not come to its point. */
  readonly cruxMs: number;
}

const playOnce = (
  { servers, hasOwnClocks = false }: DirectedSchedule,
  script: StageScript,
  { program, ...rest }: Omit<StageOptions, 'servers' | 'clocks'>,
): Played => {
  const checks = new WireChecks({ seed: rest.seed });
  const clocks = hasOwnClocks ? new ServerClocks() : undefined;
  const watched = watchedProgram(clocks?.programUnder(program) ?? program, checks);
  const stage = new Stage({ servers, program: blamedProgram(watched), clocks, ...rest });
  const end = endOf(stage, script);
  const cruxMs = stage.cruxMs ?? Number.POSITIVE_INFINITY;
  return { end, broken: checks.broken, recording: checks.recording, atMs: stage.nowMs, cruxMs };
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const endOf = (stage: Stage, script: StageScript): Pick<GradeFinding, 'outcome' | 'because'> => {
  try {
    if (stage.play(script(stage), LIMIT_MS)) return { outcome: 'passed', because: '' };
    return { outcome: 'not reached', because: `the schedule did not end in ${LIMIT_MS / 1000} s` };
  } catch (error) {
    if (error instanceof NotReached) return { outcome: 'not reached', because: error.message };
    if (error instanceof LabFailure || error instanceof SubjectThrew)
      return { outcome: 'failed', because: error.message };
    throw error;
  }
};
