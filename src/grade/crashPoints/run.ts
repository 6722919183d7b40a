/** Crashes a program at each of its crash points, and says what came of it. */
import { LabFailure, nameOf, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { plural } from '../../text/numbers.ts';
import type { GradeFinding } from '../outcome.ts';
import { recordedWords } from '../recording/messageWords.ts';
import { breachPicture, failurePicture, withPicture } from '../recording/ofFinding.ts';
import type { RunRecording } from '../recording/recorder.ts';
import { blamedProgram, SubjectThrew } from '../schedules/blame.ts';
import { NotReached, type OnStage, Stage } from '../schedules/stage.ts';
import { WireChecks } from '../wire/checks.ts';
import { viewOf } from '../wire/view.ts';
import { watchedProgram } from '../wire/watch.ts';
import { type CrashPlace, type ServerOutput, ServerOutputs } from './outputs.ts';
import { type CrashKind, crashPointsOf, type ServerCrashPoint } from './points.ts';
import { type CrashScene, crashScenes } from './scenes.ts';

/** The checks, in the order in which they are told. */
export const crashChecks = { save: 'crash-at-save', reply: 'crash-at-reply' } as const satisfies Record<
  CrashKind,
  string
>;

/** No run takes so much virtual time. */
const LIMIT_MS = 60_000;

/** A scene that does not come about with one seed is tried with the next. */
const TRIES = 2;

/** What came of a crash at one point. */
interface PointResult {
  readonly kind: CrashKind;
  /** Absent: nothing is wrong, or it could not be judged. */
  readonly finding?: GradeFinding;
  readonly isJudged: boolean;
}

/** What crashes, and who is told of each point at which it shows. */
interface CrashRun {
  readonly program: SubjectProgram;
  readonly seed: number;
  readonly onFinding?: (finding: GradeFinding) => void;
}

/** One finding for each kind of crash: the first that is broken, or failed, and at how many points it is so. */
export const runCrashPoints = ({ program, seed, onFinding }: CrashRun): readonly GradeFinding[] => {
  const results = crashScenes.flatMap((scene) => resultsOf(scene, program, seed));
  for (const { finding } of results) if (finding) onFinding?.(finding);
  return (['save', 'reply'] as const).map((kind) => findingOf(kind, results, seed));
};

const findingOf = (kind: CrashKind, results: readonly PointResult[], seed: number): GradeFinding => {
  const check = crashChecks[kind];
  const its = results.filter((result) => result.kind === kind);
  const judged = its.filter(({ isJudged }) => isJudged);
  for (const outcome of ['broken', 'failed'] as const) {
    const bad = judged.flatMap(({ finding }) => (finding?.outcome === outcome ? [finding] : []));
    // a disk that does not change tells less than what comes of it
    const worst = bad.find(({ clause }) => clause !== 'ST-8') ?? bad[0];
    if (!worst) continue;
    const how = `${worst.because} (so at ${bad.length} of ${plural(judged.length, 'such point')})`;
    return { ...worst, because: how };
  }
  if (judged.length > 0) return { outcome: 'passed', check, because: '', seed };
  const because = `no server came to a ${kind} at which it could crash`;
  return { outcome: 'not reached', check, because, seed };
};

/** The scene without a crash, and then once for each point in it. What is broken without a crash is told by other checks. */
const resultsOf = (scene: CrashScene, program: SubjectProgram, seed: number): readonly PointResult[] => {
  for (let tried = 0; tried < TRIES; tried++) {
    const its = seed + tried;
    const base = playScene(scene, { program, seed: its });
    if (base.end !== 'played') continue;
    const points = crashPointsOf(base.outputs.all, base.stage.sent, base.from);
    return points.map((point) => resultAt(scene, point, { program, seed: its }));
  }
  return [];
};

interface PointSetting {
  readonly program: SubjectProgram;
  readonly seed: number;
}

/** Is it broken, or thrown, too if nobody crashes there, and all else is done? */
const isSoAnyway = (scene: CrashScene, place: ServerCrashPoint, setting: PointSetting, check?: string): boolean => {
  const { checks, end } = playScene(scene, { ...setting, place, isControl: true });
  return check === undefined ? isFailure(end) : checks.broken.some((one) => one.check === check);
};

const isFailure = (end: PlayedScene['end']): end is Error => end instanceof Error && !(end instanceof NotReached);

const resultAt = (scene: CrashScene, point: ServerCrashPoint, setting: PointSetting): PointResult => {
  const { kind } = point;
  const { seed } = setting;
  const { outputs, checks, end } = playScene(scene, { ...setting, place: point });
  if (!outputs.hasCome) return { kind, isJudged: false };
  const { recording } = checks;
  const check = crashChecks[kind];
  const where = `While ${scene.words}, ${pointWords(point)}.`;
  const found = checks.broken.find((one) => !isSoAnyway(scene, point, setting, one.check));
  if (found) {
    const because = `${where} ${sentence(found.because)}`;
    const picture = breachPicture(recording, found, check);
    return { kind, isJudged: true, finding: withPicture({ ...found, check, because }, picture) };
  }
  if (isFailure(end) && !isSoAnyway(scene, point, setting)) {
    const because = `${where} ${sentence(end.message)}`;
    return { kind, isJudged: true, finding: failureOf(recording, { check, because, seed }) };
  }
  return { kind, isJudged: true };
};

const failureOf = (recording: RunRecording, about: Pick<GradeFinding, 'check' | 'because' | 'seed'>): GradeFinding =>
  withPicture({ outcome: 'failed', ...about }, failurePicture(recording, about));

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** As in `S2 crashed at 492 ms right after RequestVoteReply term=1 granted left for S1`. */
const pointWords = ({ output, side, isBeforeSave }: ServerCrashPoint): string => {
  const { server, atMs } = output;
  const next = isBeforeSave ? ' and before it saved' : '';
  return `${nameOf(server)} crashed at ${Number(atMs.toFixed(3))} ms right ${side} ${outputWords(output)}${next}`;
};

const outputWords = ({ packet }: ServerOutput): string => {
  if (!packet) return 'it saved';
  const message = viewOf(packet);
  const { entries: _, ...rest } = message;
  return `${recordedWords({ ...rest, length: 0 }, true)} left for ${nameOf(packet.to)}`;
};

interface PlayedScene {
  readonly outputs: ServerOutputs;
  readonly checks: WireChecks;
  readonly stage: Stage;
  /** How many things servers had done when the scene began. */
  readonly from: number;
  /** What it was ended by. */
  readonly end: 'played' | Error;
}

const playScene = (
  scene: CrashScene,
  { program, seed, place, isControl }: PointSetting & { readonly place?: CrashPlace; readonly isControl?: boolean },
): PlayedScene => {
  const outputs = new ServerOutputs(place, isControl);
  const checks = new WireChecks({ seed });
  let crash: (server: number) => void = () => undefined;
  const counted = outputs.programUnder(program, (server) => {
    crash(server);
  });
  const stage = new Stage({ servers: 3, program: blamedProgram(watchedProgram(counted, checks)), seed });
  crash = (server) => {
    stage.crashHere(server);
  };
  let from = 0;
  const script = function* (): OnStage<void> {
    yield* scene.prepare(stage);
    from = outputs.all.length;
    yield* untilCrash(scene.play(stage), outputs);
    if (place && outputs.hasCome) yield* scene.sequel(stage, place.output.server);
  };
  const end = endOf(stage, script());
  return { outputs, checks, stage, from, end };
};

/** Plays on until somebody has come to where he crashes. */
const untilCrash = function* (play: OnStage<void>, outputs: ServerOutputs): OnStage<void> {
  for (let next = play.next(); next.done !== true && !outputs.hasCome; next = play.next()) yield next.value;
};

const endOf = (stage: Stage, script: OnStage<void>): PlayedScene['end'] => {
  try {
    if (stage.play(script, LIMIT_MS)) return 'played';
    return new NotReached(`it did not end in ${LIMIT_MS / 1000} s`);
  } catch (error) {
    if (error instanceof NotReached || error instanceof LabFailure || error instanceof SubjectThrew) return error;
    throw error;
  }
};
