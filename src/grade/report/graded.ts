/** What a report is made of, and how a check is told in it. What a submission printed comes into a report through here alone. */
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { plural } from '../../text/numbers.ts';
import { clip, printable } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import type { Grade } from '../grade.ts';
import { type GradeFinding, isFault } from '../outcome.ts';
import type { Deduction, GradePoints, PointsItem } from '../points.ts';
import type { Rubric } from '../rubric.ts';

/** A submission with its points. */
export interface GradedSubmission {
  /** By which staff know it. */
  readonly name: string;
  readonly grade: Grade;
  readonly points: GradePoints;
}

/** What reports say beside the grades. */
export interface GradeCircumstances {
  readonly rubric: Rubric;
  readonly version: string;
  /** When the report was made, in ISO 8601. */
  readonly time: string;
  /** What the written spec says of a clause, in Markdown. */
  readonly clauseText: (id: ClauseId) => string;
  /** Variables by which a platform says whose submission it is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** So much may a submission have printed into a report, in characters, over all its checks. */
const PRINTED_MAX = 120_000;
const TEXT_MAX = 2000;
const LINES_MAX = 40;

/** No path of an operating system is longer; a command with a clipped one would repeat nothing. */
const PATH_MAX = 4096;

/** Lines of unknown origin: no character that a reader could obey, and not too many of them. */
export const safeText = (text: string, max = TEXT_MAX): string =>
  clip(text.split('\n').slice(0, LINES_MAX).map(printable).join('\n'), max);

/** The same on one line. */
export const safeLine = (text: string, max = 200): string => clip(printable(text.split('\n')[0] ?? ''), max);

/** How long what is told of one check of so many may be, so that a report keeps within the limits of its readers. */
export const textMaxOf = ({ items }: GradePoints): number =>
  Math.min(TEXT_MAX, Math.floor(PRINTED_MAX / Math.max(1, items.length)));

/** A number of points, as a person would write it. */
export const shortPoints = (points: number): number => Number(points.toFixed(2));

const pointsInWords = (points: number): string => `${shortPoints(points)} point${points === 1 ? '' : 's'}`;

/** Score and bonus. */
export const totalOf = ({ score, bonus }: GradePoints): number => Number((score + bonus).toFixed(6));

/** The name of an item, and whether its seeds are the hidden ones. */
export const titleOf = ({ check, isHidden }: PointsItem): string => (isHidden ? `${check}, hidden seeds` : check);

/** What came of a check, for its student: of hidden runs nothing but how many passed. */
export const toldToStudent = (item: PointsItem, path: string, max: number): string =>
  item.isHidden ? `${item.passed} of ${plural(item.runs, 'hidden run')} passed` : toldToStaff(item, path, max);

/** What came of a check, in full. */
const toldToStaff = (item: PointsItem, path: string, max: number): string => {
  const { worst } = item;
  const told = sentenceOf(item, max);
  return worst ? [told, ...ruleOf(worst), ...repeatOf(worst, path)].join('\n') : told;
};

/** What happened, and how many runs passed. */
export const sentenceOf = ({ outcome, passed, runs, worst }: PointsItem, max: number): string => {
  const ran = `${passed} of ${plural(runs, 'run')} passed`;
  if (outcome === 'passed') return ran;
  if (!worst) return 'not checked: it was not run';
  return [safeText(`${outcome}: ${worst.because}`, max), ...(outcome === 'not gradable' ? [] : [ran])].join('\n');
};

const ruleOf = ({ clause }: GradeFinding): readonly string[] =>
  clause === undefined
    ? []
    : [
        `It breaks ${clause}: ${clauses[clause].title} (${clauses[clause].source}); ${explanationCommand(clause)} says more`,
      ];

/** The command that says what a clause asks, and which checks hold a submission to it. */
export const explanationCommand = (id: ClauseId): string => commandLine('grade', { '--explain': id });

/** What went wrong and may be shown to students: of each check the first run that was as bad as its outcome. */
export const shownFaults = ({ points }: GradedSubmission): readonly GradeFinding[] =>
  points.items.flatMap(({ isHidden, worst }) => (!isHidden && worst && isFault(worst) ? [worst] : []));

/** The command that shows a fault again: of a check of the wire, the scenario in which it was seen; empty: there is none. */
export const repeatOf = ({ outcome, check, scenario = check, seed }: GradeFinding, path: string): readonly string[] =>
  outcome === 'failed' || outcome === 'broken'
    ? [commandLine(`grade ${shellWord(safeLine(path, PATH_MAX))}`, { '--only': scenario, '--seed': seed })]
    : [];

/** What a broken property costs. */
export const toldDeduction = ({ check, points }: Deduction): string =>
  `${check} is broken, which takes ${pointsInWords(points)}`;

/** Why a submission could not be run; undefined: it could. */
export const unfitBecause = ({ grade }: GradedSubmission): string | undefined =>
  grade.findings.find(({ outcome }) => outcome === 'not gradable')?.because;

/** In one line what a submission got. */
export const summaryLine = (graded: GradedSubmission, title: string): string => {
  const { score, max, bonus } = graded.points;
  const extra = bonus > 0 ? `, and ${shortPoints(bonus)} for robustness` : '';
  const unfit = unfitBecause(graded) === undefined ? '' : ' (not gradable)';
  return `${title}: ${shortPoints(score)} of ${pointsInWords(max)}${extra}${unfit}`;
};
