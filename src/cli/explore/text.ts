/** What `figure2 explore` found, for people. */
import type { ExploreReport, PropertyReport } from '../../check/explore/report.ts';
import { colors } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { count, duration, plural } from '../../text/numbers.ts';
import { outcomeWords, pathLines } from '../../verify/words/exploration.ts';

type Explored = ExploreReport & { readonly seconds: number };

/** What may be concluded. */
export interface Matter {
  /** What a complete exploration without violation has checked, and what it has not; one sentence each. */
  readonly checked: string;
  readonly notChecked: string;
  /** The command that goes on where a search was stopped, when there is a checkpoint. */
  readonly resume: string | undefined;
  /** What a property says, by its name. */
  readonly titleOf?: (name: string) => string;
  /** Shown below the properties. */
  readonly sections?: readonly string[];
  /** Shown in place of the paths of what is broken. */
  readonly stories?: readonly string[];
  /** The command that shows a violation again. */
  readonly replay?: string;
  /** Why all this is no success, although everything holds. */
  readonly objection?: string | undefined;
}

export const headline = (name: string, workers: number): string =>
  `${colors.bold(`Exploring ${name}`)}: ${plural(workers, 'worker')}\n`;

export const summary = (report: Explored, matter: Matter): string =>
  [
    numbers(report),
    ...(report.properties.length === 0 ? [] : ['', colors.bold('Properties'), propertyTable(report, matter)]),
    ...(matter.sections ?? []),
    ...(matter.stories ?? report.properties.filter(({ ok }) => ok === false).map(brokenText)),
    '',
    ...verdict(report, matter),
  ].join('\n');

const numbers = (report: Explored): string => {
  const { distinct, generated, deadlocks, depth, seconds, symmetry, localSteps, bytesPerState } = report;
  const renamings = symmetry > 1 ? `, ${plural(symmetry, 'renaming')} counted as one` : '';
  return table(
    [{ title: '' }, { title: '' }],
    [
      ['States', `${count(distinct)} distinct of ${count(generated)} generated${renamings}`],
      ['Ends', `${plural(deadlocks, 'state')} without a way on`],
      ['Depth', `${plural(depth, 'level')}, the initial states included`],
      ['Work', `${plural(localSteps, 'local step')}, ${bytesPerState} bytes a state, ${duration(seconds)}`],
    ],
  );
};

const propertyTable = ({ properties }: Explored, { titleOf = (name) => name }: Matter): string =>
  table(
    [{ title: '' }, { title: '' }, { title: '' }],
    properties.map((property) => [property.kind, titleOf(property.name), outcome(property)]),
  );

const outcome = (property: PropertyReport): string => {
  const words = outcomeWords(property);
  if (property.ok === null) return colors.yellow(words);
  return property.ok ? words : colors.red(words);
};

const brokenText = (property: PropertyReport): string => {
  const { name, because = '' } = property;
  const path = pathLines(property);
  const ending = path.length === 0 ? [] : ['', ...path];
  return [`\n${colors.red(colors.bold('BROKEN'))} ${name}: ${because}`, ...ending].join('\n');
};

const STOPPED = {
  violation: 'a violation was found',
  memory: 'the memory budget was used up',
  interrupted: 'the search was ended before its time',
} as const;

const verdict = (report: Explored, { checked, notChecked, resume, replay, objection }: Matter): readonly string[] => {
  const { ok, complete, stopped, vacuous, depth, distinct, properties } = report;
  const broken = properties.filter((property) => property.ok === false).map(({ name }) => name);
  if (broken.length > 0) {
    const again = replay === undefined ? [] : ['To reproduce:', replay];
    const open = stopped === 'violation' ? properties.filter((property) => property.ok === null).length : 0;
    const rest = open === 0 ? '' : ` Not decided for that reason: ${open}; --keep-going decides each.`;
    return [`${colors.red(colors.bold('FAIL.'))} Broken: ${broken.join(', ')}.${rest}`, ...again];
  }
  const scope = complete
    ? `${distinct === 1 ? 'The one reachable state was' : `All ${count(distinct)} reachable states were`} seen.`
    : `${plural(depth, 'level')} complete; then ${STOPPED[stopped ?? 'interrupted']}.`;
  const goOn = complete || resume === undefined ? [] : [`Go on with: ${resume}`];
  if (objection !== undefined) return [`${colors.red(colors.bold('Not as it should be.'))} ${scope} ${objection}`];
  if (vacuous !== null) return [`${colors.yellow(colors.bold('No verdict:'))} ${vacuous}. ${scope}`];
  if (!ok) return [`${colors.yellow(colors.bold('Not decided.'))} ${scope}`, ...goOn];
  if (properties.length === 0) return [`The model has no properties. ${scope}`, ...goOn];
  const told = complete ? [`Within these bounds: ${checked}`, `Beyond them: ${notChecked}`] : [];
  return [`${colors.green(colors.bold('PASS.'))} ${scope}`, ...told, ...goOn];
};
