/** A recording, held against the specification that the author of Raft has published. */

import { judgePublished, type PublishedVerdict } from '../../../model/published/judge.ts';
import { registeredChanges } from '../../../model/published/raftTla.ts';
import { ExitCode } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { loadProtocol, protocolFlags, wovenName } from '../../verify/protocolName.ts';
import { recordingIn } from '../../verify/savedTrace.ts';
import type { ConformFlags } from './flags.ts';

/**
 * Says whether the published specification allows what was recorded, as far as it has words for it.
 *
 * @throws UsageError when the file is no trace.
 */
export const judgeFile = async (file: string, { json, protocolFile }: ConformFlags): Promise<ExitCode> => {
  const recording = recordingIn(file);
  const protocol = await loadProtocol(protocolFile ?? wovenName(recording.setting.extensions));
  const verdict = judgePublished(recording, protocol);
  if (json) printJson(verdict);
  else print([...verdictLines(verdict, file, protocolFile), ...outsideLines(verdict)].join('\n'));
  if (!verdict.ok) return ExitCode.violated;
  // Nothing was said of a run that begins where the specification has no words.
  return verdict.steps === 0 ? ExitCode.misused : ExitCode.holds;
};

const verdictLines = (
  { steps, refused, changes }: PublishedVerdict,
  file: string,
  protocolFile: string | undefined,
): readonly string[] => {
  if (refused) {
    const { step, line, parts } = refused;
    return [
      `${colors.red(colors.bold('REFUSED'))} at step ${step} of ${printable(file)}: nothing that raft.tla allows comes to this`,
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

const outsideLines = ({ outside }: PublishedVerdict): readonly string[] =>
  outside ? [`From step ${outside.step} on it has no words (${outside.because}): ${printable(outside.line)}`] : [];
