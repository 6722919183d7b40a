/** What `figure2 grade` prints for people. */
import { clauses } from '../../core/clauses.ts';
import { gradeChecks } from '../../grade/checks.ts';
import type { Grade } from '../../grade/grade.ts';
import { failureGroups } from '../../grade/groups.ts';
import { type GradeFinding, type GradeOutcome, isFault } from '../../grade/outcome.ts';
import { explanationCommand, repeatOf } from '../../grade/report/graded.ts';
import { colors } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { drawTerminal } from '../../trace/picture/terminal.ts';
import { paint } from '../../verify/words/violation.ts';

interface Circumstances {
  readonly seed: number;
  readonly seeds: number;
  /** Is every finding drawn, and not only the first? */
  readonly arePictured?: boolean;
}

const inColor = (outcome: GradeOutcome): string =>
  outcome === 'passed'
    ? colors.green(outcome)
    : outcome === 'failed' || outcome === 'broken'
      ? colors.red(outcome)
      : colors.yellow(outcome);

/** One submission: a line for each check, and below them what did not pass, with the command that repeats it. */
export const gradeText = (grade: Grade, { seed, seeds, arePictured = false }: Circumstances): string => {
  const { path, words, findings, limit } = grade;
  const checks = [...new Set(findings.map(({ check }) => check))];
  const rows = checks.map((check) => {
    const its = findings.filter((finding) => finding.check === check);
    const passed = its.filter(({ outcome }) => outcome === 'passed').length;
    const worst = its.find(({ outcome }) => outcome !== 'passed')?.outcome ?? 'passed';
    return [its[0]?.part ?? kindOf(check), check, inColor(worst), seeds === 1 ? '' : `${passed} of ${its.length}`];
  });
  const bad = checks.flatMap((check) =>
    findings.filter((finding) => finding.check === check && isFault(finding)).slice(0, 1),
  );
  const [first] = [...bad].sort((one, other) => rankOf(one) - rankOf(other)).filter(({ picture }) => picture);
  return [
    `${printable(path)}: ${words ?? 'not gradable'}`,
    table([{ title: '' }, { title: '' }, { title: '' }, { title: '', align: 'right' }], rows),
    ...bad.map((finding) => faultText(finding, path, arePictured || finding === first)),
    `\n${summary(findings)}, seed ${seed}`,
    ...(limit === undefined ? [] : [`${inColor('not checked')}: ${limit}`]),
  ].join('\n');
};

/** One that is broken explains itself best. */
const rankOf = ({ outcome }: GradeFinding): number => (outcome === 'broken' ? 0 : 1);

/** What happened, how it came to it if that is to be drawn, and the commands that say more. */
const faultText = (finding: GradeFinding, path: string, isPictured: boolean): string => {
  const { picture, clause } = finding;
  return [
    '',
    findingText(finding),
    ...(isPictured && picture ? [drawTerminal(picture, paint)] : []),
    ...(clause === undefined ? [] : [explanationCommand(clause)]),
    ...repeatOf(finding, path),
  ].join('\n');
};

const kindOf = (check: string): string => gradeChecks.find((one) => one.check === check)?.kind ?? '';

const findingText = ({ outcome, check, seed, because, clause }: GradeFinding): string => {
  const what = outcome === 'not gradable' ? '' : ` ${check}, seed ${seed}`;
  const rule = clause === undefined ? '' : `, breaks ${clause} (${clauses[clause].title})`;
  return `${inColor(outcome)}${what}${rule}: ${because.split('\n').map(printable).join('\n')}`;
};

const kinds = [
  ['scenario', 'run', 'runs'],
  ['wire', 'check of the wire', 'checks of the wire'],
  ['schedule', 'schedule', 'schedules'],
  ['crash point', 'kind of crash point', 'kinds of crash points'],
  ['robustness', 'check of robustness', 'checks of robustness'],
] as const;

/** How many passed of each kind, and what came of the others. */
const summary = (findings: readonly GradeFinding[]): string => {
  const numberOf = (outcome: GradeOutcome): number => findings.filter((finding) => finding.outcome === outcome).length;
  const passed = kinds.flatMap(([kind, one, many]) => {
    const its = findings.filter(({ check }) => kindOf(check) === kind);
    const passing = its.filter(({ outcome }) => outcome === 'passed').length;
    return its.length === 0 ? [] : [`${passing} of ${its.length} ${its.length === 1 ? one : many}`];
  });
  const others = (['failed', 'broken', 'not reached', 'not checked', 'not gradable'] as const)
    .filter((outcome) => numberOf(outcome) > 0)
    .map((outcome) => `${numberOf(outcome)} ${outcome}`);
  return [...(passed.length > 0 ? [`passed ${passed.join(', ')}`] : []), ...others].join('; ');
};

/** A class: a line for each submission. */
export const classText = (grades: readonly Grade[], { seed }: Circumstances): string => {
  const parts = [...new Set(grades.flatMap(({ findings }) => findings.flatMap(({ part }) => part ?? [])))].sort();
  const columns = [
    { title: 'submission' },
    ...parts.map((title) => ({ title, align: 'right' as const })),
    { title: '' },
  ];
  const rows = grades.map(({ path, findings, limit }) => [
    printable(path),
    ...parts.map((part) => {
      const its = findings.filter((finding) => finding.part === part);
      return its.length === 0 ? '' : `${its.filter(({ outcome }) => outcome === 'passed').length}/${its.length}`;
    }),
    summaryWord(findings, limit),
  ]);
  return `${table(columns, rows)}\n\n${plural(grades.length, 'submission')}, seed ${seed}`;
};

/** What a scenario could not show stands in its column; a check of the wire or a schedule that had nothing to judge says nothing. */
const summaryWord = (findings: readonly GradeFinding[], limit: string | undefined): string => {
  const worst = (['not gradable', 'broken', 'failed', 'not checked'] as const).find((outcome) =>
    findings.some(
      (finding) => finding.outcome === outcome && (outcome !== 'not checked' || finding.part !== undefined),
    ),
  );
  const first = findings.find(({ outcome }) => outcome === worst);
  const why =
    worst === 'not gradable' ? `: ${first?.because.split('\n')[0]}` : worst === 'broken' ? `: ${first?.clause}` : '';
  const word = worst === undefined ? inColor('passed') : `${inColor(worst)}${why}`;
  return limit === undefined ? word : `${word}; ${limit}`;
};

const GROUPS_MAX = 20;
const NAMES_MAX = 5;

/** What goes wrong in more than one submission of a class; empty: nothing does. */
export const groupsText = (grades: readonly Grade[]): string => {
  const groups = failureGroups(grades).filter(({ submissions }) => submissions.length > 1);
  const lines = groups.slice(0, GROUPS_MAX).map(({ words, submissions }) => {
    const more = submissions.length > NAMES_MAX ? ', …' : '';
    return `${printable(words)}\n  ${submissions.slice(0, NAMES_MAX).map(printable).join(', ')}${more}`;
  });
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
};
