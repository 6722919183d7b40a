/** A recording, held against the specification that the author of Raft has published. */

import { judgePublished, type PublishedVerdict } from '../../../model/published/judge.ts';
import { registeredChanges } from '../../../model/published/raftTla.ts';
import { publishedRunOf } from '../../../model/published/recorded.ts';
import type { Protocol } from '../../core/protocol.ts';
import { ExitCode, NoVerdict } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import type { Recording } from '../../trace/recording.ts';
import { loadProtocol, protocolFlags, wovenName } from '../../verify/protocolName.ts';
import { recordingIn } from '../../verify/savedTrace.ts';
import { judgeByTlc, type TlcFiles, type TlcVerdict } from '../../verify/tlc.ts';
import type { ConformFlags } from './flags.ts';

/**
 * Says whether the published specification allows what was recorded, as far as it has words for it.
 *
 * @throws UsageError when the file is no trace.
 */
export const judgeFile = async (file: string, flags: ConformFlags): Promise<ExitCode> => {
  const { json, protocolFile, tlc, tla } = flags;
  const recording = recordingIn(file);
  const protocol = await loadProtocol(protocolFile ?? wovenName(recording.setting.extensions));
  const isByTlc = tlc !== undefined && tla !== undefined;
  const verdict = isByTlc
    ? verdictOfTlc(recording, protocol, { jar: tlc, spec: tla })
    : judgePublished(recording, protocol);
  if (json) printJson({ ...verdict, ok: verdict.ok && verdict.steps > 0 });
  else print([...linesOf(verdict, file, flags), ...outsideLines(verdict)].join('\n'));
  if (!verdict.ok) return ExitCode.violated;
  // Nothing was said of a run that begins where the specification has no words.
  if (verdict.steps > 0) return ExitCode.holds;
  throw new NoVerdict(
    `not decided: raft.tla has words for no step of ${printable(file)}; give a trace of the figure alone`,
  );
};

type ByTlc = TlcVerdict & Pick<PublishedVerdict, 'outside'>;

const verdictOfTlc = (recording: Recording, protocol: Protocol, files: TlcFiles): ByTlc => {
  const { steps, outside } = publishedRunOf(recording, protocol);
  const nothing: TlcVerdict = { ok: true, steps: 0, asItStands: true, refused: null };
  const [verdict = nothing] = steps.length === 0 ? [] : judgeByTlc([{ ids: recording.setting.servers, steps }], files);
  return { ...verdict, outside };
};

const linesOf = (verdict: PublishedVerdict | ByTlc, file: string, flags: ConformFlags): readonly string[] =>
  'asItStands' in verdict ? tlcLines(verdict, file, flags) : verdictLines(verdict, file, flags.protocolFile);

const tlcLines = (
  { steps, refused, asItStands }: ByTlc,
  file: string,
  { tlc, tla, protocolFile }: ConformFlags,
): readonly string[] => {
  if (refused) {
    const again = { '--against': 'raft.tla', '--tlc': tlc, '--tla': tla, ...protocolFlags(protocolFile) };
    return [
      `${colors.red(colors.bold('REJECTED'))} by TLC at step ${refused.step} of ${printable(file)}: nothing that raft.tla allows comes to this`,
      `  ${printable(refused.line)}`,
      `Again: ${commandLine(`conform --trace ${shellWord(file)}`, again)}`,
    ];
  }
  if (steps === 0) return [`raft.tla says nothing of ${printable(file)}`];
  const how = asItStands ? 'as it stands' : 'but for what figure2 does otherwise on purpose';
  return [`By TLC, raft.tla allows ${plural(steps, 'step')} of ${printable(file)}, ${how}`];
};

const verdictLines = (
  { steps, refused, changes }: PublishedVerdict,
  file: string,
  protocolFile: string | undefined,
): readonly string[] => {
  if (refused) {
    const { step, line, parts } = refused;
    return [
      `${colors.red(colors.bold('REJECTED'))} at step ${step} of ${printable(file)}: nothing that raft.tla allows comes to this`,
      `  ${printable(line)}`,
      `  different whatever is done: ${parts.join(', ') || 'nothing by itself, only all of it together'}`,
      `Again: ${commandLine(`conform --trace ${shellWord(file)}`, { '--against': 'raft.tla', ...protocolFlags(protocolFile) })}`,
    ];
  }
  if (steps === 0) return [`raft.tla says nothing of ${printable(file)}`];
  const how = changes.length === 0 ? 'as it stands' : 'but for what figure2 does otherwise on purpose:';
  return [
    `raft.tla allows ${plural(steps, 'step')} of ${printable(file)}, ${how}`,
    ...changes.map((change) => `  ${change}: ${registeredChanges[change]}`),
  ];
};

const outsideLines = ({ outside }: Pick<PublishedVerdict, 'outside'>): readonly string[] =>
  outside ? [`From step ${outside.step} on it has no words (${outside.because}): ${printable(outside.line)}`] : [];
