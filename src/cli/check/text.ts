/** The verdict of `figure2 check` for people. */
import { faultKinds } from '../../../model/report.ts';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { colors } from '../support/output.ts';
import { table } from '../support/table.ts';
import { clauseWords, commandLine, count, duration, plural } from '../support/words.ts';
import { type CheckReport, type ReportedViolation, vacuousOf } from './report.ts';

interface Headline {
  readonly seed: number;
  readonly budget: number;
  readonly workers: number;
  readonly protocol: string | undefined;
}

/** Printed before anything else, so that a run that is stopped can be repeated. */
export const headline = ({ seed, budget, workers, protocol }: Headline): string =>
  colors.bold(`Checking ${protocol ?? 'the shipped Raft'}`) +
  `: seed ${seed}, budget ${duration(budget)}, ${plural(workers, 'worker')}\n`;

export const summary = (report: CheckReport, protocol: string | undefined): string =>
  [
    overview(report),
    heading('Properties', 'how often each was checked'),
    propertyTable(report),
    heading('Clauses', 'how often each fired'),
    clauseTable(report),
    ...failedLabs(report, protocol),
    ...report.violations.map(violationText),
    ...verdict(report),
  ].join('\n');

const heading = (title: string, what: string): string => `\n${colors.bold(title)} ${colors.dim(what)}`;

const overview = ({ labs, torture }: CheckReport): string => {
  const { runs, firstSeed, lastSeed, steps, virtualSeconds, faults } = torture;
  const passed = labs.filter(({ ok }) => ok).length;
  const labSeconds = labs.reduce((sum, lab) => sum + lab.virtualSeconds, 0);
  const labSteps = labs.reduce((sum, lab) => sum + lab.events, 0);
  const seeds = lastSeed === null ? '' : ` (seeds ${firstSeed} to ${lastSeed})`;
  const kinds = faultKinds.map((kind) => `${kind} ${count(faults[kind] ?? 0)}`);
  return table(
    [{ title: '' }, { title: '' }],
    [
      ['Labs', `${passed} of ${labs.length} passed, ${count(labSteps)} steps, ${duration(labSeconds)} of virtual time`],
      ['Torture', `${plural(runs, 'run')}${seeds}, ${count(steps)} steps, ${duration(virtualSeconds)} of virtual time`],
      ['Faults', kinds.join(', ')],
    ],
  );
};

const propertyTable = ({ properties }: CheckReport): string =>
  table(
    [{ title: '' }, { title: '' }, { title: '', align: 'right' }],
    properties.map(({ id, title, checked }) => [id, title, countOrRed(checked)]),
  );

const PAIRS_A_ROW = 6;

const clauseTable = ({ clauses: fired }: CheckReport): string => {
  const pairs = Object.entries(fired).map(([id, number]) => [id, countOrRed(number)]);
  const height = Math.ceil(pairs.length / PAIRS_A_ROW);
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: PAIRS_A_ROW }, (_, column) => pairs[column * height + row] ?? ['', '']).flat(),
  );
  const columns = Array.from({ length: PAIRS_A_ROW }, () => [{ title: '' }, { title: '', align: 'right' } as const]);
  return table(columns.flat(), rows);
};

const countOrRed = (number: number): string => (number === 0 ? colors.red('0') : count(number));

const failedLabs = ({ labs, seed }: CheckReport, protocol: string | undefined): readonly string[] =>
  labs
    .filter(({ ok }) => !ok)
    .flatMap(({ name, because }) => [
      `\n${colors.red('FAILED')} ${name}: ${because}`,
      commandLine('lab', { '--only': name, '--seed': seed, '--protocol': protocol }),
    ]);

const violationText = ({ property, clause, because, foundBy, uncut, lines, file }: ReportedViolation): string =>
  [
    `\n${colors.red(colors.bold('VIOLATED'))} ${clauseWords(property)}`,
    ...(clause === property ? [] : [`Broken clause: ${clauseWords(clause)}`]),
    because,
    `\nFound by ${foundBy.name ?? 'torture'}, seed ${foundBy.seed}, after ${plural(uncut, 'action')}; what matters of it:\n`,
    ...lines,
    ...(file === null ? [] : [`\nTrace file: ${file}`]),
  ].join('\n');

/** The last line is a command, when there is one that shows the failure again. */
const verdict = (report: CheckReport): readonly string[] => {
  const { ok, seconds, violations, labs } = report;
  if (ok) {
    const sentence = 'No property was violated, and every clause was put to the test';
    return [`\n${colors.green(colors.bold('It holds.'))} ${sentence}, in ${duration(seconds)}.`];
  }
  const vacuous = vacuousOf(report);
  if (vacuous.length > 0) return [`\n${colors.red('The check is vacuous:')} never put to the test: ${listOf(vacuous)}`];
  if (labs.some((lab) => !lab.ok) && violations.length === 0) return [];
  return [
    `\n${colors.red(colors.bold('It does not hold.'))} To see it again:`,
    ...violations.map(({ replay }) => replay),
  ];
};

const listOf = (ids: readonly ClauseId[]): string => ids.map((id) => `${id} (${clauses[id].title})`).join(', ');
