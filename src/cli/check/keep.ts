import { join } from 'node:path';
import type { Counterexample } from '../../../model/report.ts';
import { UsageError } from '../support/errors.ts';
import { writeText } from '../support/files.ts';
import { complain } from '../support/output.ts';
import { commandLine, replayCommand } from '../support/words.ts';
import type { ReportedViolation } from './report.ts';

interface Where {
  readonly traces: string | undefined;
  readonly protocol: string | undefined;
}

/** Writes the trace file of a violation. If that fails the violation is told all the same, with the command that finds it again. */
export const keep = async (counterexample: Counterexample, { traces, protocol }: Where): Promise<ReportedViolation> => {
  const { violation, foundBy, uncut, trace } = counterexample;
  const { writeTraceFile } = await import('../support/traceFile.ts');
  const file = join(traces ?? 'figure2-traces', `${violation.property}-${foundBy.seed}.itf.json`);
  const told = { ...violation, foundBy, uncut, lines: trace.map(({ line }) => line) };
  try {
    writeText(file, writeTraceFile(counterexample));
    return { ...told, file, replay: replayCommand(file, protocol) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    return { ...told, file: null, replay: commandLine('check', { '--seed': foundBy.seed, '--protocol': protocol }) };
  }
};
