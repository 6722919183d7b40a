/** The report of `spec`, as a document and as text. */

import { colors } from '../../host/output.ts';
import { pairTable } from '../../host/table.ts';
import { count, duration, plural, tenth } from '../../text/numbers.ts';

/** In what share of the traces something is seen, and in how many it has to be. */
export interface Floor {
  readonly name: string;
  readonly share: number;
  readonly floor: number;
  readonly ok: boolean;
}

/** What `figure2 spec --json` prints. */
export interface SpecReport {
  readonly ok: boolean;
  readonly seed: string;
  readonly seconds: number;
  readonly stories: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly where?: string;
    readonly because?: string;
  }[];
  /** The stories of each optional page. */
  readonly pages: readonly {
    /** Its name, such as `pre-vote`. */
    readonly extension: string;
    readonly stories: SpecReport['stories'];
  }[];
  readonly random: {
    readonly traces: number;
    readonly steps: number;
    readonly floors: readonly Floor[];
    /** In how many traces each clause acted. */
    readonly clauses: Readonly<Record<string, number>>;
    readonly violation: {
      /** A clause, such as SP-1. */
      readonly invariant: string;
      /** The first part of it that is false, as it is written. */
      readonly conjunct: string;
      readonly where: string;
      readonly step: number;
      readonly again: string;
    } | null;
  };
}

type Stories = SpecReport['stories'];

const endAsTold = (stories: Stories): string =>
  `${stories.filter((story) => story.ok).length} of ${count(stories.length)} end as told`;

export const reportText = ({ ok, stories, pages, random, seconds }: SpecReport): string => {
  const { traces, steps, floors, clauses, violation } = random;
  return [
    'Types       they fit, or nothing below would have run',
    `Stories     ${endAsTold(stories)}`,
    ...pages.map((page) => `Page        ${page.extension}: ${endAsTold(page.stories)}`),
    `Random      ${plural(traces, 'trace')}, ${count(steps)} steps, every invariant looked at after each`,
    ...floors.map(
      ({ name, share, floor, ok: isEnough }) =>
        `Witness     ${name} in ${tenth(share * 100)}% of the traces, at least ${tenth(floor * 100)}% expected${isEnough ? '' : `: ${colors.red('too few')}`}`,
    ),
    `\n${colors.bold('Clauses')} ${colors.dim('in how many random traces each acted; what is rare at random the stories show')}`,
    pairTable(Object.entries(clauses).map(([id, number]) => [id, count(number)])),
    ...[...stories, ...pages.flatMap((page) => page.stories)].flatMap((story) =>
      story.ok ? [] : [`\n${colors.red('FAILED')} ${story.name}, ${story.where}\n  ${story.because}`],
    ),
    ...(violation
      ? [
          `\n${colors.red('VIOLATED')} ${violation.invariant} after step ${violation.step} (${violation.where})\n  ${violation.conjunct}\nAgain: ${violation.again}`,
        ]
      : []),
    ok ? `\nPASS, in ${duration(seconds)}.` : '\nFAIL.',
  ].join('\n');
};
