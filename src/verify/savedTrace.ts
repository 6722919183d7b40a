/** Trace files: what one holds, that of a violation, and the command that shows it again. */

import { join } from 'node:path';
import { isGoal } from '../../model/counterexample/replay.ts';
import { UsageError } from '../host/errors.ts';
import { beginningOf, readText, writeText } from '../host/files.ts';
import { complain } from '../host/output.ts';
import { oneLine } from '../text/printable.ts';
import { commandLine, shellWord } from '../text/shell.ts';
import type { Explanation } from '../trace/explanation.ts';
import { isJournal } from '../trace/journal.ts';
import type { FoundBy, Recording } from '../trace/recording.ts';
import { readTraceFile, writeTraceFile } from '../trace/traceFile.ts';
import { protocolFlags } from './protocolName.ts';
import { replayCommand } from './words/clauses.ts';

/**
 * The recording that a trace file holds.
 *
 * @throws UsageError when the file is no trace.
 */
export const recordingIn = (file: string): Recording => {
  if (isJournal(beginningOf(file)))
    throw new UsageError(
      `${file} is the journal of one node, which may begin anywhere; figure2 replay --validate holds it against Figure 2`,
    );
  const read = readTraceFile(readText(file));
  if (read.ok) return read.recording;
  throw new UsageError(`${file} is no trace: ${oneLine(read.because)}; give a file that figure2 has written`);
};

/** A violation, explained, and how to see it again. */
export interface ReportedViolation {
  readonly explanation: Explanation;
  /** The trace file; null: it could not be written, or there is no trace. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

interface Where {
  readonly traces: string | undefined;
  readonly protocolName: string | undefined;
  /** Is it one of several, which may have broken the same property by other clauses? */
  readonly keepGoing?: boolean;
}

/** Writes the trace file of a violation. If that fails the violation is told all the same, with the command that finds it again. */
export const saveTrace = (explanation: Explanation, { traces, protocolName, keepGoing }: Where): ReportedViolation => {
  const { violation, foundBy, trace } = explanation;
  const what = keepGoing ? `${violation.property}-${violation.clause}` : violation.property;
  const file = join(traces ?? 'figure2-traces', `${what}-${placeOf(foundBy)}.itf.json`);
  try {
    writeText(file, writeTraceFile(explanation));
    // Of a goal that was missed the file says by which seed it is missed again.
    const isTold = isGoal(explanation) || trace.some(({ servers }) => Object.keys(servers).length > 0);
    return {
      explanation,
      file,
      replay: isTold ? replayCommand(file, protocolName) : againCommand(foundBy, protocolName),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    return { explanation, file: null, replay: againCommand(foundBy, protocolName) };
  }
};

/** The command that finds a violation again, where no trace file shows it. */
const againCommand = ({ engine, name = '', seed, path }: FoundBy, protocolName: string | undefined): string => {
  const flags = protocolFlags(protocolName);
  if (engine === 'exhaustive') return commandLine(`explore ${shellWord(name)}`, flags);
  if (engine === 'random') return commandLine('replay', { '--seed': seed, '--path': path, ...flags });
  return commandLine('check', { '--seed': seed, ...flags });
};

/** What tells a file from others about the same property. */
const placeOf = ({ engine, name, seed }: FoundBy): string | number =>
  engine === 'exhaustive' ? (name ?? engine) : seed;
