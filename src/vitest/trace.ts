/** Expects that a counterexample that was saved does no harm any more. */

import { stripVTControlCharacters } from 'node:util';
import { explainRun } from '../../model/counterexample/explanation.ts';
import { replay } from '../../model/counterexample/replay.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { readText } from '../host/files.ts';
import type { ReplayReport } from '../trace/recording.ts';
import { readTraceFile } from '../trace/traceFile.ts';
import { withDecisions } from '../verify/protocolName.ts';
import { lines } from '../verify/report/judgement.ts';
import { replayCommand } from '../verify/words/clauses.ts';
import { diagramLines, violationLines } from '../verify/words/violation.ts';
import { ExpectationFailed, indent } from './failure.ts';
import { expectKnown } from './options.ts';
import { judgedAs, withProtocol } from './protocolCalls.ts';

/** What a counterexample is replayed on. */
export interface FixedOptions {
  /** Left out: the shipped protocol. */
  readonly protocol?: Protocol;
  /** `differ`: it may decide otherwise where others do (spec/divergences.md). Left out: it may not. */
  readonly decisions?: 'differ';
  /** The module that exports the protocol as `protocol`, for the command that replays a violation. */
  readonly file?: string;
}

const known: Readonly<Record<keyof FixedOptions, true>> = { protocol: true, decisions: true, file: true };

/**
 * Expects that a counterexample that was saved does no harm any more: a trace file of `figure2 check` becomes a test that stays.
 *
 * @param path of the trace file, from the folder in which the tests run.
 * @returns what came of the replay.
 * @throws ExpectationFailed with the property and the clause that are broken, and the trace; or when nothing of the trace can
 * happen any more, so that it tests nothing. RangeError when an option is none. Error when the file can't be read or is no trace; GuestFault when the protocol
 * tries to end the process, or when one step computes for so many seconds as FIGURE2_STEP_SECONDS says, or 25.
 *
 * @example
 * ```ts of="../../docs/guides/ci-example/test/safe.test.ts"
 * test('the vote that was forgotten', () => {
 *   assertFixed('traces/forgotten-vote.itf.json', { protocol, file: './src/raft.ts' });
 * });
 * ```
 */
export const assertFixed = (path: string, options: FixedOptions = {}): ReplayReport => {
  expectKnown(options, known);
  const { protocol: rules = shippedProtocol, file, decisions } = options;
  const protocol = judgedAs(rules, decisions);
  const read = readTraceFile(readText(path));
  if (!read.ok) throw new Error(`${path} is no trace: ${read.because}; give a file that figure2 has written`);
  const { recording } = read;
  const report = withProtocol(protocol, file, (told) => replay(recording, told));
  const { ok, violation, trace } = report;
  if (ok && trace.length > 0) return report;
  if (!violation) {
    throw new ExpectationFailed(`${path} tests nothing: nothing of it can happen any more`, report, assertFixed);
  }
  const explained = withProtocol(protocol, file, (told) => explainRun({ ...recording, violation, trace }, told));
  const diagram = diagramLines(explained);
  const message = [
    `${path} is not fixed`,
    ...indent(stripVTControlCharacters(violationLines(violation, explained.cause).join('\n')).split('\n')),
    '',
    ...indent(lines(trace.map(({ line }) => line))),
    ...(diagram.length === 0 ? [] : ['', ...indent(diagram)]),
    '',
    ...indent(['To reproduce:', replayCommand(path, withDecisions(file, decisions))]),
  ];
  throw new ExpectationFailed(message.join('\n'), report, assertFixed);
};
