/** The page that says which rules carry safety: of each clause, what falls first when it is left out or weakened by itself. */
import { fullEffort } from '../../../model/killMatrix/index.ts';
import { coreProperties } from '../../../model/properties/index.ts';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { plural } from '../../text/numbers.ts';
import { slugOf } from '../../text/slug.ts';
import { clauseLink, type Generated, markdownText } from '../generated.ts';
import { COMMAND, effort, type Measurements, measuredPath, searchedWorlds } from './measured.ts';
import { fallOf, harmIn, isOfFive, rowOf, type SafetyCost, type SafetyRow } from './rows.ts';
import { defectFiles, type WeakenedBox } from './weakenings.ts';
import { reasonOf, stories } from './words.ts';

export const safetyPagePath = 'docs/concepts/what-carries-safety.md';

/** The rows of each box. */
interface RowBox extends Pick<WeakenedBox, 'title' | 'isFigure'> {
  readonly rows: readonly SafetyRow[];
}

/** The page of what was measured. All defects have to be among it. */
export const safetyPage = (boxes: readonly WeakenedBox[], all: Measurements): Generated => {
  const rowBoxes = boxes.map(({ title, isFigure, weakenings }) => ({
    title,
    isFigure,
    rows: weakenings.map((weakening) => rowOf(weakening, all)),
  }));
  const figure = rowBoxes.filter(({ isFigure }) => isFigure);
  const text = [
    `<!-- Generated from ${measuredPath} by \`npm run fix\`. Do not edit. -->`,
    '# Which rules carry safety',
    introduction(figure.flatMap(({ rows }) => rows)),
    stories(rowBoxes.flatMap(({ rows }) => rows)),
    '## Box by box',
    LEGEND,
    ...figure.map(boxSection),
    '## Decisions on how to read the figures',
    'Where the figures leave a choice, a clause of [divergences](../../spec/divergences.md) decides. These are as easy to get wrong as the figures themselves.',
    ...rowBoxes.filter(({ isFigure }) => !isFigure).map(({ rows }) => tableOf(rows)),
    '## Why nothing falls',
    whySection(rowBoxes.flatMap(({ rows }) => rows)),
    '## What was searched',
    searchedSection(),
  ].join('\n\n');
  return { path: safetyPagePath, text: `${text}\n` };
};

/** The cost of a clause is that of its worst defect. */
const clausesThatCost = (rows: readonly SafetyRow[]): ReadonlyMap<ClauseId, SafetyCost> => {
  const costs: readonly SafetyCost[] = ['neither', 'progress', 'safety'];
  const byClause = new Map<ClauseId, SafetyCost>();
  for (const { clause, cost } of rows) {
    const worst = byClause.get(clause) ?? 'neither';
    byClause.set(clause, costs.indexOf(cost) > costs.indexOf(worst) ? cost : worst);
  }
  return byClause;
};

const introduction = (rows: readonly SafetyRow[]): string => {
  const costs = clausesThatCost(rows);
  const of = (cost: SafetyCost): readonly ClauseId[] => [...costs].flatMap(([id, its]) => (its === cost ? [id] : []));
  const [safety, progress, neither] = [of('safety'), of('progress'), of('neither')];
  const falls = new Map<ClauseId, number>();
  for (const { property } of new Map(rows.map((row) => [row.defect.id, fallOf(row)])).values())
    if (property) falls.set(property, (falls.get(property) ?? 0) + 1);
  const byProperty = [...falls]
    .sort(([, a], [, b]) => b - a)
    .map(([id, count]) => `${clauseLink(id)} ${count === 1 ? 'once' : `${count} times`}`);
  return `Figures 2 and 13 of the paper have ${costs.size} clauses here. Which of them keep Raft safe, and which only keep it going? Each was left out or
weakened by itself, in ${new Set(rows.map(({ defect }) => defect.id)).size} ways, and a search looked for the shortest run in which one of the five properties of Figure 3
is violated: ${fiveProperties()}.

- **${safety.length} carry safety**: ${listOf(safety)}.
- **${progress.length} carry progress only**: without them a cluster stands still, starves a follower, or elects for ever, and none of the five is violated: ${listOf(progress)}.
- **${neither.length} carry neither**, in the ways that were tried: ${listOf(neither)}. What they promise, other properties watch.

The property that falls first is ${byProperty.join(', ')}.`;
};

const fiveProperties = (): string =>
  coreProperties.map((id) => `${clauseLink(id)} ${clauses[id].title.split(':')[0] ?? ''}`).join(', ');

const listOf = (ids: readonly ClauseId[]): string => ids.map(clauseLink).join(' ');

const LEGEND = `*Falls first*: of the five, the one that the shortest run violates. *Steps*: the events of that run from a cold start: timeouts, commands, arrivals, crashes, restarts;
first starts and losses are not counted. Where it says "at most", a shorter run may exist. *Servers*: the smallest cluster in which one was
found. *World*: the [bounded world](../reference/configurations.md) that shows it, or the seed of a random run. *Run*: the experiment that plays a run with this defect.`;

const boxSection = ({ title, rows }: RowBox): string => `### ${title}\n\n${tableOf(rows)}`;

const tableOf = (rows: readonly SafetyRow[]): string => {
  const files = defectFiles();
  let last: ClauseId | undefined;
  const lines = rows.map((row) => {
    const { clause, defect, isExperiment } = row;
    const title = clause === last ? '' : `${clauseLink(clause)} ${markdownText(clauses[clause].title)}`;
    last = clause;
    const { property, steps, isShortest, servers, where } = fallOf(row);
    const named = `[${defect.id}](../../${files.get(defect.id) ?? ''}) ${markdownText(defect.title)}`;
    const cells = [
      title,
      named,
      property ? clauseLink(property) : missedIn(row),
      steps === null ? '' : `${isShortest ? '' : 'at most '}${steps}`,
      servers === null ? '' : `${servers}`,
      where,
      isExperiment ? runLinks(clause) : '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| Clause | Left out or weakened | Falls first | Steps | Servers | World | Run |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
};

/** The run, and its picture. */
const runLinks = (clause: ClauseId): string =>
  `[run](../reference/experiments.md#${slugOf(`Without ${clause}`)}) [picture](../reference/experiments/${clause}.svg)`;

/** What a row says where none of the five falls: the goals that are missed, or the other properties that fall. */
const missedIn = ({ cost, measured: { torture }, claims, matrix, defect }: SafetyRow): string => {
  const all = [torture?.property, harmIn(defect), ...claims, ...(matrix?.properties ?? [])];
  const isWanted = (id = ''): boolean => (cost === 'progress' ? /^LP-/ : /^SP-/).test(id) && !isOfFive(id);
  const told = [...new Set(all.filter(isWanted))].slice(0, TOLD).map((id = '') => clauseLink(id));
  const why = `[none](#${slugOf('Why nothing falls')})`;
  if (cost === 'progress') return `${why}; ${told.join(' ') || 'no progress'}`;
  return told.length > 0 ? `${why}; ${told.join(' ')}` : why;
};

/** So many other properties are named. */
const TOLD = 2;

const whySection = (rows: readonly SafetyRow[]): string => {
  const byDefect = new Map(rows.filter(({ cost }) => cost !== 'safety').map((row) => [row.defect.id, row]));
  const lines = [...byDefect.values()].map((row) => {
    const { states, worlds, isInMatrix } = row.measured;
    const also = isInMatrix ? ', and those of the kill matrix' : '';
    const seen = `${plural(states, 'state')} of ${plural(worlds, 'world')}${also}`;
    return `- **${row.defect.id}** ${markdownText(row.defect.title)}. ${reasonOf(row)} *${seen}*`;
  });
  return `A search within bounds is no proof; where there is an argument, it stands here.\n\n${lines.join('\n')}`;
};

const grouped = new Intl.NumberFormat('en-US');

const searchedSection = (): string => {
  const sizes = [...new Set(searchedWorlds.map(({ servers }) => servers.length))].sort((a, b) => a - b);
  const list = sizes.map((size) => {
    const names = searchedWorlds.flatMap(({ name, servers }) => (servers.length === size ? [name] : []));
    return `- of ${plural(size, 'server')}: ${names.join(', ')}`;
  });
  const { maxStates, maxFurtherStates, maxColdStates } = effort;
  return `Every defect was looked for breadth first, with the five properties and nothing else, in [bounded worlds](../reference/configurations.md), those of the fewest servers first; of
each the ${grouped.format(maxStates)} states nearest to its start, which is all of most. Once something had fallen, a shorter run was looked for in the other worlds of
the same size, in ${grouped.format(maxFurtherStates)} states of each. A run that begins with a world's script was shrunk, and a shorter one with as many events of each kind was looked for
from a cold start, in ${grouped.format(maxColdStates)} states: where that is less than all that could be shorter, it says "at most". A defect that survives the detector *core* of the [kill matrix](../reference/kill-matrix.md) was looked for there, in ${grouped.format(fullEffort.maxWorlds)} states of each
world and ${fullEffort.tortureRuns} torture runs, and here in the smallest worlds.

${list.join('\n')}

\`npm run safety\` measures all anew, \`${COMMAND}\` what has changed. \`npm run verify\` says if anything has, and
[a test](../../test/docgen/safety.test.ts) measures a few rows again.`;
};
