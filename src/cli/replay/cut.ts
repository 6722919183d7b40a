/** Cuts a trace that was saved further, says what has become of it, and keeps it where that is asked for. */
import { type CutAgain, cutAgain } from '../../../model/counterexample/cutAgain.ts';
import { isGoal } from '../../../model/counterexample/replay.ts';
import type { Protocol } from '../../core/protocol.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { expectWritableFile, writeText } from '../../host/files.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { count, plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { type Counterexample, isCounterexample, type Recording } from '../../trace/recording.ts';
import { writeTraceFile } from '../../trace/traceFile.ts';
import type { ReplayOptions } from './options.ts';

/** Ten times as many as a check takes: here somebody waits for nothing else. */
const USUAL_WORK = 1_000_000;

/** By so much more is what was not enough. */
const MORE = 10;

/** @throws UsageError when there is nothing to cut in the file, or options exclude each other. */
export const cutFurther = (
  file: string,
  recording: Recording,
  protocol: Protocol,
  options: ReplayOptions,
): ExitCode => {
  expectAlone(options);
  const { out, json } = options;
  if (out !== undefined) expectWritableFile('--out', out);
  const maxWork = typeof options.cut === 'number' ? options.cut : USUAL_WORK;
  const cut = cutAgain(cuttable(file, recording), protocol, maxWork);
  if (cut && out !== undefined) writeText(out, writeTraceFile(cut.counterexample));
  if (json) printJson(documentOf(file, cut, options));
  else if (cut) print(textOf(file, cut, maxWork, options));
  else print(`${colors.green('Not violated.')} ${file} violates nothing, so that there is nothing to shrink.`);
  return cut ? ExitCode.violated : ExitCode.holds;
};

const expectAlone = ({ step, ui, format, saveTest }: ReplayOptions): void => {
  const given = [step && '--step', ui && '--ui', format && '--format', saveTest && '--save-test'];
  const other = given.find((flag) => typeof flag === 'string');
  if (other !== undefined)
    throw new UsageError(`--cut and ${other} exclude each other; cut first with --out FILE, then replay that`);
};

const cuttable = (file: string, recording: Recording): Counterexample => {
  if (!isCounterexample(recording)) throw new UsageError(`${file} tells of no violation: there is nothing to cut`);
  if (!isGoal(recording)) return recording;
  throw new UsageError(`${file} shows the end of a run in which a goal was missed, of which nothing can happen alone`);
};

/** The flags that name the protocol again. */
const flagsOf = ({ protocolFile, decisions }: ReplayOptions): Readonly<Record<string, string | undefined>> => ({
  '--protocol': protocolFile,
  '--decisions': decisions,
});

const textOf = (file: string, cut: CutAgain, maxWork: number, options: ReplayOptions): string => {
  const { counterexample, before, after, work, isBounded } = cut;
  const kept = options.out ?? file;
  const { property, clause } = counterexample.violation;
  const more = commandLine(`replay ${shellWord(kept)}`, {
    '--cut': maxWork * MORE,
    '--out': options.out,
    ...flagsOf(options),
  });
  return [
    ...counterexample.trace.map(({ line }) => printable(line)),
    '',
    `${plural(before, 'action')} before, ${count(after)} after; ${count(work)} were replayed for that. ${property} is violated through ${clause}.`,
    ...(isBounded
      ? ['That is as many as were allowed, and more may go:', more]
      : ['Nothing more was found that it does not need. To reproduce:']),
    ...(isBounded ? [] : [commandLine(`replay ${shellWord(kept)}`, flagsOf(options))]),
  ].join('\n');
};

const documentOf = (file: string, cut: CutAgain | undefined, { out }: ReplayOptions): object => {
  if (!cut) return { ok: true, file };
  const { counterexample, ...measures } = cut;
  const { violation, trace } = counterexample;
  return {
    ok: false,
    file,
    ...(out !== undefined && { out }),
    ...measures,
    lines: trace.map(({ line }) => line),
    violation,
  };
};
