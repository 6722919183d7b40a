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
import type { Declare } from './support/verb.ts';

/** The verbs by their names, in the order of the help. What a verb says of itself is loaded when somebody wants to hear it. */
const verbs: Readonly<Record<string, () => Promise<Declare>>> = {
  check: async () => (await import('./check/verb.ts')).declareCheck,
  conform: async () => (await import('./conform/verb.ts')).declareConform,
  diagram: async () => (await import('./diagram/verb.ts')).declareDiagram,
  docs: async () => (await import('./docs/verb.ts')).declareDocs,
  explore: async () => (await import('./explore/verb.ts')).declareExplore,
  grade: async () => (await import('./grade/verb.ts')).declareGrade,
  lab: async () => (await import('./lab/verb.ts')).declareLab,
  mutants: async () => (await import('./mutants/verb.ts')).declareMutants,
  predict: async () => (await import('./predict/verb.ts')).declarePredict,
  replay: async () => (await import('./replay/verb.ts')).declareReplay,
  spec: async () => (await import('./spec/verb.ts')).declareSpec,
  study: async () => (await import('./study/verb.ts')).declareStudy,
  torture: async () => (await import('./torture/verb.ts')).declareTorture,
  wal: async () => (await import('./wal/verb.ts')).declareWal,
  without: async () => (await import('./without/verb.ts')).declareWithout,
};

/** A command line that begins with a verb needs that one; who asks for help, or misspells a verb, is told of all of them. */
const neededFor = ([first = '']: readonly string[]): readonly string[] => {
  if (first === '--version' || first === '-V') return [];
  return Object.hasOwn(verbs, first) ? [first] : Object.keys(verbs);
};

/** Runs the command line and says how it went: 0 it holds, 1 it does not, 2 it was asked for wrongly. Never throws. */
export const run = async (args: readonly string[]): Promise<ExitCode> => {
  watchOutput();
  let code: ExitCode = ExitCode.holds;
  const end = (verdict: ExitCode): void => {
    code = verdict;
  };
  holdDocuments();
  try {
    const program = await createProgram(end, neededFor(args));
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

/** The command with these verbs, or with all of them. `end` is told how a verb went. */
export const createProgram = async (
  end: (code: ExitCode) => void,
  names: readonly string[] = Object.keys(verbs),
): Promise<Command> => {
  const program = new Command('figure2')
    .description("Raft as the paper's Figure 2 states it, clause by clause, and the tools that check it.")
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(usageLine(text)) })
    .addHelpText(
      'after',
      '\nExit code: 0 pass, 1 a violation or a failure was found, 2 bad usage, bad input or no verdict.',
    );
  for (const name of names) (await verbs[name]?.())?.(program, end);
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
