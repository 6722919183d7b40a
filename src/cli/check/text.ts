/** The verdict of `figure2 check` for people. */
import { type Milestone, milestones } from '../../../model/runs/lockstep/milestones.ts';
import { faultKinds } from '../../../model/runs/torture/report.ts';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { colors } from '../../host/output.ts';
import { pairTable, table } from '../../host/table.ts';
import { count, duration, plural, tenth } from '../../text/numbers.ts';
import { commandLine } from '../../text/shell.ts';
import { type CheckReport, vacuousOf } from '../../verify/checkReport.ts';
import { protocolFlags, subjectWords } from '../../verify/protocolName.ts';
import type { ReportedViolation } from '../../verify/savedTrace.ts';
import { labWords } from '../../verify/words/lab.ts';
import { violationText } from '../../verify/words/violation.ts';

interface Headline {
  readonly seed: number;
  readonly budget: number;
  readonly workers: number;
  readonly protocolName: string | undefined;
}

/** Printed before anything else, so that a run that is stopped can be repeated. */
export const headline = ({ seed, budget, workers, protocolName }: Headline): string =>
  colors.bold(`Checking ${subjectWords(protocolName)}`) +
  `: seed ${seed}, budget ${duration(budget)}, ${plural(workers, 'worker')}\n`;

/** Printed as soon as something is broken: cutting its trace may take longer than finding it. */
export const foundText = ({ explanation, file, replay }: ReportedViolation): string => {
  const { violation, trace } = explanation;
  const where = file === null ? '' : ` (${plural(trace.length, 'action')}: ${file})`;
  return `Found a violation of ${violation.property} by ${violation.clause}${where}; its trace is being shrunk.\nAs it is: ${replay}`;
};

export const summary = (report: CheckReport, protocolName: string | undefined): string =>
  [
    overview(report),
    heading('Properties', 'how often each was checked'),
    propertyTable(report),
    heading('Clauses', 'how often each fired'),
    clauseTable(report),
    ...failedLabs(report, protocolName),
    ...changedWorlds(report, protocolName),
    ...report.violations.map(violationText),
    ...verdict(report),
  ].join('\n');

const heading = (title: string, what: string): string => `\n${colors.bold(title)} ${colors.dim(what)}`;

const milestoneWords: Readonly<Record<Milestone, string>> = {
  leader: 'a leader',
  commit: 'a commit',
  conflictTruncation: 'a conflict truncation',
  snapshotInstall: 'a snapshot install',
  leaderChangeWithTail: 'a leader change with an uncommitted tail',
};

const randomWords = ({ runs, firstSeed, lastSeed, steps }: CheckReport['random']): string => {
  const seeds = lastSeed === null ? '' : ` (seeds ${firstSeed} to ${lastSeed})`;
  return `${plural(runs, 'run')}${seeds}, ${count(steps)} steps compared with the reference model`;
};

const shareWords = ({ shares }: CheckReport['random']): string =>
  milestones.map((milestone) => `${milestoneWords[milestone]} ${tenth(shares[milestone] * 100)}%`).join(', ');

const exhaustiveWords = (worlds: CheckReport['exhaustive']): string => {
  const sum = (of: (world: CheckReport['exhaustive'][number]) => number): string =>
    count(worlds.reduce((total, world) => total + of(world), 0));
  const complete = worlds.filter((world) => world.complete).length;
  return `${complete} of ${plural(worlds.length, 'bounded world')} complete, ${sum(({ distinct }) => distinct)} distinct of ${sum(({ generated }) => generated)} generated`;
};

const overview = ({ labs, exhaustive, torture, random }: CheckReport): string => {
  const { runs, firstSeed, lastSeed, steps, virtualSeconds, faults } = torture;
  const passed = labs.filter(({ ok }) => ok).length;
  const labSeconds = labs.reduce((sum, lab) => sum + lab.virtualSeconds, 0);
  const labSteps = labs.reduce((sum, lab) => sum + lab.events, 0);
  const seeds = lastSeed === null ? '' : ` (seeds ${firstSeed} to ${lastSeed})`;
  const kinds = faultKinds.map((kind) => `${kind} ${count(faults[kind] ?? 0)}`);
  return table(
    [{ title: '' }, { title: '' }],
    [
      [
        'Labs',
        `${passed} of ${labs.length} passed, ${count(labSteps)} steps, ${duration(labSeconds)} of virtual time${leftOutOf(labs)}`,
      ],
      ['Exhaustive', exhaustiveWords(exhaustive)],
      ['Explored', exhaustive.map(({ name, distinct }) => `${name} ${count(distinct)}`).join(', ')],
      ['Torture', `${plural(runs, 'run')}${seeds}, ${count(steps)} steps, ${duration(virtualSeconds)} of virtual time`],
      ['Faults', kinds.join(', ')],
      ['Random', randomWords(random)],
      ['Runs saw', shareWords(random)],
    ],
  );
};

/** NO-7: which labs went without which pages. */
const leftOutOf = (labs: CheckReport['labs']): string => {
  const counting = labs.filter(({ without = [] }) => without.length > 0);
  const pages = [...new Set(counting.flatMap(({ without = [] }) => without))];
  return counting.length === 0 ? '' : `; the ${counting.length} that count indexes, without ${pages.join(', ')} (NO-7)`;
};

const propertyTable = ({ properties }: CheckReport): string =>
  table(
    [{ title: '' }, { title: '' }, { title: '', align: 'right' }],
    properties.map(({ id, title, checked }) => [id, title, countOrRed(checked)]),
  );

const clauseTable = ({ clauses: fired }: CheckReport): string =>
  pairTable(Object.entries(fired).map(([id, number]) => [id, countOrRed(number)]));

const countOrRed = (number: number): string => (number === 0 ? colors.red('0') : count(number));

/** Worlds that are not as they are known to be, or were not seen to their end. */
const changedWorlds = ({ exhaustive, violations }: CheckReport, protocolName: string | undefined): readonly string[] =>
  exhaustive
    .filter(({ isChanged, complete }) => isChanged || (!complete && violations.length === 0))
    .flatMap(({ name, complete, distinct, depth, expected }) => [
      complete
        ? `\n${colors.red('CHANGED')} ${name}: ${count(distinct)} worlds in ${depth} levels, known are ${count(expected.distinct)} in ${expected.depth}`
        : `\n${colors.red('INCOMPLETE')} ${name}: the memory was used up after ${count(distinct)} worlds`,
      commandLine(`explore ${name}`, protocolFlags(protocolName)),
    ]);

const failedLabs = ({ labs, seed }: CheckReport, protocolName: string | undefined): readonly string[] =>
  labs
    .filter(({ ok }) => !ok)
    .flatMap((lab) => [
      `\n${colors.red('FAILED')} ${lab.name}: ${lab.because}`,
      `Until then: ${labWords(lab)}`,
      commandLine('lab', { '--only': lab.name, '--seed': seed, ...protocolFlags(protocolName) }),
    ]);

/** The last line is a command, when there is one that shows the failure again. */
const verdict = (report: CheckReport): readonly string[] => {
  const { ok, seconds, violations, decisions } = report;
  if (ok && decisions.length > 0) {
    const differs = decisions.map(({ id, title, steps }) => `  ${id} ${title}: in ${plural(steps, 'step')}`);
    const sentence = 'Every safety property and every goal held; these decisions differ from the spec';
    return [`\n${colors.green(colors.bold('PASS, with decisions of its own.'))} ${sentence}:`, ...differs];
  }
  if (ok) {
    const sentence = 'No property was violated, and every clause was exercised';
    return [`\n${colors.green(colors.bold('PASS.'))} ${sentence}, in ${duration(seconds)}.`];
  }
  const vacuous = vacuousOf(report);
  if (vacuous.length > 0) return [`\n${colors.red('The check is vacuous:')} never exercised: ${listOf(vacuous)}`];
  if (violations.length === 0) return [];
  return [`\n${colors.red(colors.bold('FAIL.'))} To reproduce:`, ...violations.map(({ replay }) => replay)];
};

const listOf = (ids: readonly ClauseId[]): string => ids.map((id) => `${id} (${clauses[id].title})`).join(', ');
