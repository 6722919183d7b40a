import { replay } from '../../../model/replay.ts';
import type { ReplayReport } from '../../../model/report.ts';
import { ExitCode, oneLine, UsageError } from '../support/errors.ts';
import { readText } from '../support/files.ts';
import { colors, print, printJson } from '../support/output.ts';
import { loadProtocol } from '../support/protocol.ts';
import { readTraceFile } from '../support/traceFile.ts';
import { clauseWords, plural } from '../support/words.ts';

export interface ReplayOptions {
  readonly protocol?: string;
  readonly json?: boolean;
}

export const replayFile = async (file: string, { protocol, json }: ReplayOptions): Promise<ExitCode> => {
  const read = readTraceFile(readText(file));
  if (!read.ok) {
    throw new UsageError(`${file} is no trace: ${oneLine(read.because)}; give a file that figure2 check has written`);
  }
  const report = replay(read.counterexample, await loadProtocol(protocol));
  if (json) printJson(documentOf(file, report));
  else print(textOf(report, protocol));
  return report.ok ? ExitCode.holds : ExitCode.violated;
};

const documentOf = (file: string, { ok, trace, violation, skipped }: ReplayReport): object => ({
  ok,
  file,
  lines: trace.map(({ line }) => line),
  skipped,
  ...(violation && { violation }),
});

const textOf = ({ trace, violation, skipped }: ReplayReport, protocol: string | undefined): string => {
  const leftOut = skipped === 0 ? [] : [`\n${plural(skipped, 'action')} of the file can't happen any more.`];
  const verdict = violation
    ? [
        `\n${colors.red(colors.bold('VIOLATED'))} ${clauseWords(violation.property)}`,
        ...(violation.clause === violation.property ? [] : [`Broken clause: ${clauseWords(violation.clause)}`]),
        violation.because,
      ]
    : [`\n${colors.green('It holds.')} ${protocol ?? "Today's code"} no longer does what the file tells of.`];
  return [...trace.map(({ line }) => line), ...leftOut, ...verdict].join('\n');
};
