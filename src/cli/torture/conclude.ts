/** What a torture of processes comes to: its verdict in words, what is kept of it, and the exit code. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../host/errors.ts';
import { colors, complain, print, printJson } from '../../host/output.ts';
import type { FireReport } from '../../processes/underFire.ts';
import { plural } from '../../text/numbers.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import type { ValidatedJournals } from '../../verify/journals.ts';
import type { TortureFlags } from './flags.ts';

/** A torture that is over. */
export interface EndedTorture {
  readonly options: TortureFlags;
  /** What clients saw. */
  readonly report: FireReport;
  /** What the servers did, held against the figure. */
  readonly journals: ValidatedJournals;
  /** Disks and journals; gone afterwards if it holds and nobody has asked for them. */
  readonly directory: string;
  readonly seconds: number;
  /** Of the servers. */
  readonly electionTimeoutMs: number;
}

/** What is said of journals of which nothing can be: what clients saw is told all the same. */
export const unreadJournals = (undecided: string): ValidatedJournals => ({
  ok: false,
  steps: 0,
  arrivals: 0,
  before: 0,
  late: 0,
  byContractsAlone: 0,
  properties: {},
  notAsked: [],
  files: {},
  undecided,
});

/** Says what came of it. Where nothing is broken, and what the servers did is not decided, there is no verdict. */
export const conclude = (ended: EndedTorture): ExitCode => {
  const { options, report, journals, directory, seconds } = ended;
  const { undecided, refusal } = journals;
  const isBroken = report.objections.length > 0 || refusal !== undefined;
  const ok = !isBroken && undecided === undefined;
  const isKept = options.out !== undefined || !ok;
  if (!isKept) rmSync(directory, { recursive: true });
  if (options.json) printJson({ ok, seconds, ...report, journals, directory: isKept ? directory : null });
  else
    print([...measures(ended), ...(isKept ? [`Disks and journals: ${directory}`] : []), ...closing(ended)].join('\n'));
  if (isBroken) return ExitCode.violated;
  if (undecided === undefined) return ExitCode.holds;
  complain(`not decided, as to what the servers did: ${undecided}; disks and journals: ${directory}`);
  return ExitCode.misused;
};

const measures = ({ options, report, seconds, electionTimeoutMs }: EndedTorture): readonly string[] => {
  const { seed, kills, faults, commands, recoveries } = report;
  const longest = Math.max(0, ...recoveries);
  const late = recoveries.filter((recovery) => recovery > 2 * electionTimeoutMs).length;
  return [
    `${options.servers} servers, ${options.clients} clients, seed ${seed}: ${kills} kills in ${faults} faults, ${seconds.toFixed(1)} s`,
    `${commands.applied} commands acknowledged, ${commands.notApplied} rejected, ${commands.unknown} without an answer`,
    `a command was acknowledged again at most ${longest.toFixed(0)} ms after a fault; ${late} of ${faults} times it took more than two election timeouts of ${electionTimeoutMs} ms`,
  ];
};

const closing = (ended: EndedTorture): readonly string[] => {
  const { objections } = ended.report;
  const { refusal, undecided, steps } = ended.journals;
  if (objections.length > 0 || refusal !== undefined) return brokenLines(ended);
  const seen = 'no acknowledged command is lost, and all servers have applied the same';
  if (undecided !== undefined) return [`Of what clients saw: ${seen}.`];
  return [`Figure 2 allows all ${plural(steps, 'step')} that the servers have recorded`, `PASS: ${seen}.`];
};

const brokenLines = ({ options, report, journals: { refusal }, directory }: EndedTorture): readonly string[] => [
  ...report.objections.map((objection) => `${colors.red(colors.bold('VIOLATED'))} ${objection}`),
  ...(refusal === undefined
    ? []
    : [`${colors.red(colors.bold('REJECTED'))} ${refusal.file}:${refusal.line} ${refusal.clause}: ${refusal.because}`]),
  `Again: ${commandLine('torture', { '--kills': options.kills, '--servers': options.servers, '--clients': options.clients, '--seed': report.seed })}    (what the operating system does in between is its own)`,
  `What each server did: ${commandLine(`replay --validate ${shellWord(join(directory, 'journals'))}/*`, {})}`,
];
