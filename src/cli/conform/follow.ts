/** A recording, followed by the specification step by step. */

import { type RecordedTrace, recordedTrace } from '../../../model/runs/conform/recorded.ts';
import { nameOnly } from '../../../model/runs/conform/values.ts';
import { ExitCode, NoVerdict } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import type { QuintRefusal, Session } from '../../quint/index.ts';
import { count } from '../../text/numbers.ts';
import { oneLine, printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { formalSpec } from '../../verify/formal.ts';
import { recordingIn } from '../../verify/savedTrace.ts';

/** What `figure2 conform --trace FILE --json` prints. */
export interface FollowReport {
  readonly ok: boolean;
  readonly steps: number;
  readonly refused: {
    /** The line of the recording, counted from 1. */
    readonly step: number;
    readonly line: string;
    /** What the specification asks, where that is written, and both sides if it compares. */
    readonly conjunct: string;
    readonly where: string;
    readonly left?: unknown;
    readonly right?: unknown;
  } | null;
}

/** @throws UsageError when the file is no trace; NoVerdict when nothing happens in it. */
export const followFile = async (file: string, { json }: { readonly json?: boolean }): Promise<ExitCode> => {
  const { setting, trace } = recordingIn(file);
  const recorded = recordedTrace(setting, trace);
  if (recorded.steps.length === 0 && !recorded.stopped)
    throw new NoVerdict(
      `not decided: no step is recorded in ${printable(file)}; give a trace in which something happens`,
    );
  const report = follow((await formalSpec('following')).session(), recorded);
  if (json) printJson(report);
  else print(followText(report, file));
  return report.ok ? ExitCode.holds : ExitCode.violated;
};

/** The first step that the specification refuses, or that leads elsewhere than was recorded. */
export const follow = (session: Session, { ids, options, disks, steps, stopped }: RecordedTrace): FollowReport => {
  const [first] = ids;
  const nobody = {
    id: first ?? '',
    isUp: false,
    role: nameOnly('Follower'),
    currentTerm: 0,
    votedFor: '',
  };
  const seen = { ...nobody, snapshotIndex: 0, lastIndex: 0, commitIndex: 0 };
  session.act('init', { cluster: { ids, options, disks }, recorded: nameOnly('Beginning'), seen });
  for (const [taken, step] of steps.entries()) {
    const act = session.act('follow', { recorded: step.happened, seen: step.seen });
    const seenSo = act.ok ? session.check('agrees') : act;
    if (!seenSo.ok)
      return { ok: false, steps: taken, refused: { ...refusedBy(seenSo.refusal), step: step.place, line: step.line } };
  }
  if (!stopped) return { ok: true, steps: steps.length, refused: null };
  const { place, line, because } = stopped;
  return { ok: false, steps: steps.length, refused: { step: place, line, conjunct: because, where: 'the recording' } };
};

const refusedBy = ({ text, file, line, left, right }: QuintRefusal) => ({
  conjunct: oneLine(text),
  where: `${file}:${line}`,
  ...(left !== undefined && { left }),
  ...(right !== undefined && { right }),
});

const followText = ({ steps, refused }: FollowReport, file: string): string => {
  if (!refused) return `The specification allows all ${count(steps)} steps of ${printable(file)}.`;
  const { step, line, conjunct, where, left, right } = refused;
  return [
    `${colors.red(colors.bold('REJECTED'))} at step ${step} of ${printable(file)}, after ${count(steps)} that the specification allows`,
    `  ${printable(line)}`,
    `  ${printable(conjunct)}  is false (${where})`,
    ...(left === undefined ? [] : [`  left   ${printable(JSON.stringify(left))}`]),
    ...(right === undefined ? [] : [`  right  ${printable(JSON.stringify(right))}`]),
    `Again: ${commandLine(`conform --trace ${shellWord(file)}`, {})}`,
  ].join('\n');
};
