/** What the verbs of the command line have in common: how they are declared. */
import type { Command } from 'commander';
import type { ExitCode } from '../../host/errors.ts';

/** Adds a verb to the program. The verb loads its work only when it is asked for, and calls `end` with the verdict. */
export type Declare = (program: Command, end: (code: ExitCode) => void) => void;

/** Lines for the end of a help text. */
export const examples = (...lines: readonly string[]): string =>
  ['\nExamples:', ...lines.map((line) => `  ${line}`)].join('\n');
