/** The flags that mean the same in several verbs: each is declared here, once, beside what stands behind it. */
import { Option } from 'commander';
import { extensionIds } from '../../core/extensions/index.ts';
import { ALL_PAGES } from '../../verify/pages.ts';
import type { WantedReport } from '../../verify/report/wanted.ts';
import { defaultWorkers } from '../../verify/seeds.ts';
import { readCount, readPort, readReport, readSeed, readSpecSeed, readWorkers } from './values.ts';

/** What a verb is given when these flags are on its command line. */
export interface SharedFlags {
  readonly seed?: number;
  readonly workers: number;
  readonly protocolFile?: string;
  /** Names of optional pages, with commas between them. */
  readonly with?: string;
  readonly decisions?: 'differ';
  /** A folder. */
  readonly traces?: string;
  /** How many steps a random trace of the specification has. */
  readonly steps: number;
  readonly out?: string;
  readonly port?: number;
  readonly report?: readonly WantedReport[];
  readonly json?: boolean;
}

/** From which all chance follows; of random traces of the formal specification, `specSeedOption`. */
export const seedOption = (): Option => seedBy(readSeed, 'all randomness');

export const specSeedOption = (): Option => seedBy(readSpecSeed, 'all randomness');

/** Of processes, whose every step nobody can order. */
export const faultSeedOption = (): Option => seedBy(readSeed, 'the faults and the load');

const seedBy = (read: (text: string) => unknown, what: string): Option =>
  new Option('--seed <S>', `an integer, the seed of ${what} (default: drawn, and printed)`).argParser(read);

/** The same where a run without it is always the same. */
export const fixedSeedOption = (): Option =>
  new Option('--seed <S>', 'an integer, the seed of all randomness').argParser(readSeed).default(1);

export const workersOption = (): Option =>
  new Option(
    '--workers <W>',
    'worker threads; they change the time it takes, or how far a budget goes, and nothing else',
  )
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

/** @param what it does in this verb */
export const withOption = (what = 'weave optional pages of the spec into the shipped rules'): Option =>
  new Option('--with <PAGES>', `${what}, with commas between them: ${extensionIds.join(', ')}, or ${ALL_PAGES}`);

export const decisionsOption = (): Option =>
  new Option(
    '--decisions <differ>',
    'let the protocol decide otherwise where spec/divergences.md says that others do; the properties are asked all the same',
  ).choices(['differ']);

/** @param what it comes to in this verb */
export const keepGoingOption = (what: string): Option => new Option('--keep-going', what);

export const tracesFolderOption = (): Option =>
  new Option('--traces <DIR>', 'where the trace of a violation goes (default: figure2-traces)');

export const stepsOption = (): Option =>
  new Option('--steps <M>', 'how many steps each of them has').argParser(readCount).default(50);

export const outFileOption = (): Option => new Option('--out <FILE>', 'write there what would be printed');

export const portOption = (): Option =>
  new Option('--port <P>', 'where --ui listens (default: a port that is free)').argParser(readPort);

export const reportOption = (): Option =>
  new Option(
    '--report <NAME[=FILE]>',
    'a report for CI: github, junit or sarif, such as junit=results.xml; may be given several times',
  ).argParser(readReport);

export const jsonOption = (): Option => new Option('--json', 'print one JSON document instead of text');
