/** What the verbs of the command line have in common: how they are declared, and the flags that mean the same everywhere. */
import { type Command, Option } from 'commander';
import { extensionIds } from '../../core/extensions/index.ts';
import type { ExitCode } from '../../host/errors.ts';
import { defaultWorkers } from '../../verify/seeds.ts';
import { readSeed, readWorkers } from './values.ts';

/** Adds a verb to the program. The verb loads its work only when it is asked for, and calls `end` with the verdict. */
export type Declare = (program: Command, end: (code: ExitCode) => void) => void;

/** Lines for the end of a help text. */
export const examples = (...lines: readonly string[]): string =>
  ['\nExamples:', ...lines.map((line) => `  ${line}`)].join('\n');

export const seedOption = (): Option =>
  new Option('--seed <S>', 'a whole number from which all chance follows (default: drawn, and printed)').argParser(
    readSeed,
  );

export const workersOption = (): Option =>
  new Option('--workers <W>', 'threads to work on; they change the time it takes and nothing else')
    .argParser(readWorkers)
    .default(defaultWorkers(), 'one for each processor');

export const protocolOption = (): Option => {
  const option = new Option(
    '--protocol <FILE>',
    'try the rules in this module instead of the shipped ones; it exports `protocol`, a { step, restart }',
  );
  // among the flags of a verb it stands as what it is: the path of a file
  option.attributeName = () => 'protocolFile';
  return option;
};

export const withOption = (): Option =>
  new Option(
    '--with <PAGES>',
    `weave optional pages of the spec into the shipped rules, with commas between them: ${extensionIds.join(', ')}`,
  );

export const jsonOption = (): Option => new Option('--json', 'print one JSON document instead of text');
