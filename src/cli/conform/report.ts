/** The report of `conform`, as a document and as text. */

import type { TraceDifference } from '../../../model/runs/conform/play.ts';
import { colors } from '../../host/output.ts';
import { pairTable } from '../../host/table.ts';
import { count, duration, plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { clauseWords } from '../../verify/words/clauses.ts';

/** What `figure2 conform --json` prints. */
export interface ConformReport {
  readonly ok: boolean;
  readonly seed: string;
  readonly seconds: number;
  readonly stories: number;
  readonly traces: number;
  /** Of stories and random traces together. */
  readonly steps: number;
  /** In how many traces each clause acted. */
  readonly clauses: Readonly<Record<string, number>>;
  /** Clauses that acted nowhere: they were not exercised. */
  readonly idle: readonly string[];
  readonly difference:
    | (TraceDifference & {
        /** Where it was found, in words. */
        readonly trace: string;
        /** The command that finds it again. */
        readonly again: string;
      })
    | null;
}

export const reportText = (report: ConformReport): string => {
  const { ok, stories, traces, steps, clauses, idle, difference, seconds } = report;
  return [
    `Stories     ${count(stories)} played on the implementation and on the reference model`,
    `Random      ${plural(traces, 'trace')}; ${count(steps)} steps compared in all`,
    ...(difference
      ? differenceLines(difference)
      : [
          `\n${colors.bold('Clauses')} ${colors.dim('in how many traces each acted')}`,
          pairTable(Object.entries(clauses).map(([id, number]) => [id, count(number)])),
        ]),
    ...(idle.length > 0 ? [`\n${colors.red('VACUOUS')} these clauses acted in no trace: ${idle.join(' ')}`] : []),
    ok ? `\nThey agree, in ${duration(seconds)}.` : '\nThey do not agree.',
  ].join('\n');
};

const differenceLines = (difference: NonNullable<ConformReport['difference']>): readonly string[] => {
  const { step, action, specAction, picks, who, otherAgrees, variable, spec, actual, clause, trace, again } =
    difference;
  const chosen = Object.entries(picks).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const other = who === 'implementation' ? 'the reference model' : 'the implementation';
  return [
    `\n${colors.red(colors.bold('DIFFERENT'))} at step ${step} of ${trace}: the ${who === 'implementation' ? who : 'reference model'} is not where the specification is`,
    `  ${printable(action)}`,
    ...(specAction === ''
      ? []
      : [`  by the action ${specAction}${chosen.length > 0 ? `, with ${printable(chosen.join(', '))}` : ''}`]),
    `  ${variable} is         ${colors.red(printable(actual))}`,
    `  ${variable} should be  ${printable(spec)}`,
    `  ${other} ${otherAgrees ? 'agrees with the specification' : 'does not agree with the specification either'}`,
    `Clause: ${clauseWords(clause)}`,
    `Again: ${again}`,
  ];
};
