/** The command line with all its verbs, and how it ends. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { Boundless } from '../cluster/bounds.ts';
import { ExitCode, NoVerdict, UsageError } from '../host/errors.ts';
import { expectNoFault, guestFault } from '../host/guest.ts';
import { complain, holdDocuments, outputFailed, releaseDocuments, watchOutput } from '../host/output.ts';
import { version } from '../host/version.ts';
import { oneLine } from '../text/printable.ts';
import { reasonIn } from '../text/thrown.ts';
import { declareCheck } from './check/verb.ts';
import { declareConform } from './conform/verb.ts';
import { declareDiagram } from './diagram/verb.ts';
import { declareDocs } from './docs/verb.ts';
import { declareExplore } from './explore/verb.ts';
import { declareGrade } from './grade/verb.ts';
import { declareLab } from './lab/verb.ts';
import { declareMutants } from './mutants/verb.ts';
import { declareReplay } from './replay/verb.ts';
import { declareSpec } from './spec/verb.ts';
import { declareStudy } from './study/verb.ts';

/** Runs the command line and says how it went: 0 it holds, 1 it does not, 2 it was asked for wrongly. Never throws. */
export const run = async (args: readonly string[]): Promise<ExitCode> => {
  watchOutput();
  let code: ExitCode = ExitCode.holds;
  const program = createProgram((verdict) => {
    code = verdict;
  });
  holdDocuments();
  try {
    if (args.length === 0) program.outputHelp();
    else await Promise.race([program.parseAsync(args, { from: 'user' }), guestFault]);
    await nextTurn(); // in which is told what failed where nobody waits
    expectNoFault();
    releaseDocuments(true);
  } catch (error) {
    releaseDocuments(false);
    code = explain(error);
  }
  return outputFailed() ? ExitCode.misused : code;
};

/** The command with its verbs. `end` is told how a verb went. */
export const createProgram = (end: (code: ExitCode) => void): Command => {
  const program = new Command('figure2')
    .description("Raft as the paper's Figure 2 states it, clause by clause, and the tools that check it.")
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(usageLine(text)) })
    .addHelpText('after', '\nExit code: 0 it holds, 1 a violation or a failure was found, 2 bad usage or bad input.');
  const verbs = [
    declareCheck,
    declareConform,
    declareDiagram,
    declareDocs,
    declareExplore,
    declareGrade,
    declareLab,
    declareMutants,
    declareReplay,
    declareSpec,
    declareStudy,
  ];
  for (const declare of verbs) declare(program, end);
  return program;
};

/** Commander's own words, on one line. */
const usageLine = (text: string): string =>
  `${oneLine(text.replace(/^error: /, '')).replace(/\.$/, '')}; --help shows examples`;

const explain = (error: unknown): ExitCode => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.holds : ExitCode.misused;
  const isExpected = [UsageError, NoVerdict, Boundless].some((kind) => error instanceof kind);
  complain(
    isExpected ? oneLine((error as Error).message) : `something unforeseen, please report it: ${reasonIn(error)}`,
  );
  return ExitCode.misused;
};
