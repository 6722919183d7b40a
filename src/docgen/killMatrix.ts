/**
 * The page that shows the kill matrix. A long run makes it; what it was made from stands at its end, so that it can't get old
 * unnoticed.
 */
import {
  type Cell,
  conditions,
  detectorNames,
  type Effort,
  fullEffort,
  generalWorlds,
  type Matrix,
  type MatrixRow,
  matrixOf,
  type Score,
  secondsToKill,
  worldsFor,
} from '../../model/killMatrix/index.ts';
import { mutants as allMutants, type Mutant, type Suite, suites } from '../../model/mutants/index.ts';
import type { Config } from '../../model/worlds/configs/index.ts';
import { digest, type Ingredients, sealedProblem, sealPage } from './sealed.ts';

export const killMatrixPath = 'docs/reference/kill-matrix.md';

export const killMatrixCommand = `npm run figure2 -- mutants --markdown ${killMatrixPath}`;

/** The page of a matrix. The rows are those of all mutants. */
export const killMatrixPage = (rows: readonly MatrixRow[], effort: Effort = fullEffort): string => {
  const matrix = matrixOf(rows);
  const sections = [
    introduction(effort),
    `Result\n\n${result(matrix)}`,
    ...suites.map((suite) => suiteSection(suite, suiteTable(suite, rows))),
    labSection(matrix),
    ...wordSections(rows),
  ];
  return sealPage(sections.join(BETWEEN_SECTIONS), digests(allMutants, effort));
};

/** What is said of a defect and no run measures. */
type ToldDefect = Pick<MatrixRow, 'id' | 'title' | 'equivalent' | 'decision' | 'harm' | 'source'>;

const BETWEEN_SECTIONS = '\n\n## ';

/** The sections that no run is needed for, at the end of the page. */
const wordSections = (mutants: readonly ToldDefect[]): readonly string[] => [
  `Why some do no harm\n\n${equivalentSection(mutants)}`,
  `Harm that a run of its own shows\n\n${harmSection(mutants)}`,
  `Under which conditions\n\n${conditionSection()}`,
];

/**
 * The text of the page with what is said of the mutants and the detectors now; what was measured of them stays. Where it has other
 * sections than a page of today, only its introduction is told anew: it has to be made again anyway.
 */
export const retellKillMatrix = (text: string, mutants: readonly ToldDefect[] = allMutants): string => {
  const [, measured = '', ...sections] = text.trimEnd().split(BETWEEN_SECTIONS);
  const isOfToday = sections.length === suites.length + 1 + wordSections(mutants).length;
  if (!isOfToday) return `${[introduction(fullEffort), measured, ...sections].join(BETWEEN_SECTIONS)}\n\n`;
  const tables = sections.slice(0, suites.length);
  const labs = sections.slice(suites.length, suites.length + 1);
  const told = [
    introduction(fullEffort),
    measured,
    ...tables.map((section, place) => retellSuite(section, suites[place] ?? 'own', mutants)),
    ...labs,
    ...wordSections(mutants),
  ];
  return `${told.join(BETWEEN_SECTIONS)}\n\n`;
};

const retellSuite = (section: string, suite: Suite, mutants: readonly ToldDefect[]): string => {
  const byId = new Map(mutants.map((one) => [one.id, one]));
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  const told = rows.map((row) => {
    const [first = '', clause = '', title = '', ...cells] = row.split(BETWEEN_CELLS);
    const about = byId.get(first.slice('| '.length));
    return [first, clause, about ? cellText(titleOf(about)) : title, ...cells].join(BETWEEN_CELLS);
  });
  return suiteSection(suite, told.join('\n'));
};

/**
 * What is wrong with the page, in a sentence; undefined: it is the page of these mutants, as a run has written it. That tells
 * whoever forgets to make it anew, and whoever edits it; it is no protection from one who computes the checksum too.
 */
export const killMatrixProblem = (page: string | undefined, mutants = allMutants): string | undefined =>
  sealedProblem({ path: killMatrixPath, command: killMatrixCommand, page, ingredients: digests(mutants, fullEffort) });

const introduction = ({ seed, labSeeds, randomRuns, tortureRuns, maxWorlds, specTraces }: Effort): string =>
  `# The kill matrix

What is a checker worth that has never found anything? This page says what ours finds. Each defect below is one that somebody
has made, or could: the shipped Raft with one rule, guard, order of effects or restart replaced (\`model/mutants/\`). Each
detector looks for each of them:

- **labs**: the assertions of the 28 lab scenarios, and nothing else; run ${labSeeds === 1 ? 'once' : `${labSeeds} times`}
- **random**: ${number(randomRuns)} runs of fast-check against the reference model
- **healing**: ${tortureRuns} torture runs with every property, each healed at its end, with the goals LP-1 to LP-4
- **general**: the bounded worlds that begin cold and were made for no defect, with every property and the reference model, up to ${number(maxWorlds)} distinct worlds in each
- **directed**: the same in worlds that begin after a script, which was written for defects or clauses
- **core**: worlds of both kinds and the torture runs again, with the five properties of Figure 3 (SP-1 to SP-5) and nothing else
- **conformance**: the stories of the formal specification and ${number(specTraces)} of its random traces, played on the code

Some worlds are not among those of *general*, *directed* and *core*: those of one and of two servers, and those that were made for defects of
compaction. Only the search for [what carries safety](../concepts/what-carries-safety.md) looks there, and that page says what it finds;
[bounded worlds](configurations.md) has them at its end.

A cell names the property that was violated, after how many steps of servers (in *general*, *directed* and *core*: distinct worlds, then steps), and
how long it took; "survived": the detector saw nothing, "never activated": and in no step did the defect act. *reference* is a difference from the reference model, SP-18 a step that does
not do what its clause says. *Shrunk* is the number of actions in the shortest trace from a bounded world, shrunk, *known* that of the shortest scenario
known for a safety property of the paper: a trace is shorter where another property tells sooner.

**Harm is measured.** A defect does harm if a safety property (SP-1 to SP-17, SP-19) or a goal is violated because of it in some run of some detector. Where none
does, it *hinders progress* if a lab waited in vain for it or counted too many messages, and is a *different decision* if only its contract or
the reference tells it apart and an argument says why; *killed by difference* is what does harm in a
run of its own, of which a section below tells, or is not decided yet. *Equivalent* is an
argument that is tested: the detector *core* ran with the defect in hundreds of thousands of worlds and in all torture runs, in steps in which it acted, and SP-1 to
SP-5 and the goals held. It may break a promise between servers (SP-6 to SP-17) that another rule makes harmless; the row says which.

**Held out** are defects for which nothing was made: no world, script, random run or oracle was written or changed for them.
They were reported to other Rafts, and are told here in our words. They are counted apart; one that survives stays as it is, and is named.

Made by \`${killMatrixCommand}\` with seed ${seed}; times are those of the machine that made it.`;

const result = (matrix: Matrix): string => {
  const { total, killed, survived, notActivated, equivalent, falselyKilled, untested, scores } = matrix;
  const { hinders, decisions, medianSecondsToKill } = matrix;
  const known = matrix.mutants.filter(({ suite }) => suite !== 'held-out');
  return table(
    ['', ''],
    [
      ['Defects', number(total)],
      ['Killed', `${killed} (${kindsOf(known)})`],
      ['Survived', idsOrNone(survived)],
      ['Not activated', idsOrNone(notActivated)],
      ['Equivalent', `${equivalent.length}`],
      ['Killed although equivalent', idsOrNone(falselyKilled)],
      ['Equivalent, and in no run of core', idsOrNone(untested)],
      ['Hinder progress', idsOrNone(hinders)],
      ['Different decisions', idsOrNone(decisions)],
      ['Score of all properties and the reference', scoreWords(scores.all)],
      ['General worlds alone', scoreWords(scores.general)],
      ['Score of SP-1 to SP-5 alone', scoreWords(scores.core)],
      ...heldOutLines(matrix),
      ['Time to kill, of the fastest detector', `median ${seconds(medianSecondsToKill ?? 0)}, ${slowestWords(matrix)}`],
    ],
  );
};

const kindsOf = (rows: readonly MatrixRow[]): string => {
  const of = (kind: string): number => rows.filter(({ outcome }) => outcome === `killed by ${kind}`).length;
  return ['safety', 'liveness', 'difference'].map((kind) => `by ${kind} ${of(kind)}`).join(', ');
};

const heldOutLines = ({ heldOut, mutants }: Matrix): readonly (readonly [string, string])[] => {
  const { total, scores, survived, notActivated, byDifference, hinders, decisions, equivalent } = heldOut;
  const rows = mutants.filter(({ suite }) => suite === 'held-out');
  return [
    ['Held out', `${total}`],
    ['Held out: killed', `${scoreWords(scores.all)} (${kindsOf(rows)})`],
    ['Held out: survived', idsOrNone([...survived, ...notActivated])],
    ['Held out: told apart, and not seen to do harm', idsOrNone([...byDifference, ...hinders, ...decisions])],
    ['Held out: equivalent', idsOrNone(equivalent)],
    ['Held out: general worlds alone', scoreWords(scores.general)],
    ['Held out: SP-1 to SP-5 alone', scoreWords(scores.core)],
  ];
};

const idsOrNone = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));

const scoreWords = ({ killed, of }: Score): string => `${killed} of ${of} that do harm`;

const slowestWords = ({ mutants }: Matrix): string => {
  const times = mutants.map((row) => ({ id: row.id, time: secondsToKill(row) ?? 0 }));
  const { id = '', time = 0 } = times.sort((a, b) => b.time - a.time)[0] ?? {};
  return `at most ${seconds(time)} (${id})`;
};

const promises: Readonly<Record<Suite, string>> = {
  smoke: 'Killed in a few random runs.',
  core: 'Killed when three servers are explored exhaustively.',
  hard: 'What needs deep bounds, or worlds that begin where it can show.',
  own: 'The other rows of the catalogue of real bugs, and one defect at least for every clause that had none.',
  control: 'What looks like a defect and does no harm. SP-1 to SP-5 must hold.',
  'held-out': 'What other Rafts were reported to do wrong, and nothing here was made for.',
};

const suiteSection = (suite: Suite, itsTable: string): string => `${suite}\n\n${promises[suite]}\n\n${itsTable}`;

const suiteTable = (suite: Suite, rows: readonly MatrixRow[]): string => {
  const titles = ['Id', 'Clause', 'Defect', 'Outcome', ...detectorNames, 'Shrunk', 'Known'];
  const cells = rows
    .filter((row) => row.suite === suite)
    .map((row) => [
      ...[row.id, row.clause, titleOf(row), row.outcome ?? 'not decided'],
      ...detectorNames.map((name) => cellWords(row.by[name])),
      ...[row.length, row.shortest].map((length) => `${length ?? ''}`),
    ]);
  return table(titles, cells);
};

const titleOf = ({ title, source }: ToldDefect): string => (source === undefined ? title : `[${title}](${source})`);

const cellWords = (cell: Cell | undefined): string => {
  if (!cell) return '';
  const { kill, work, isActivated } = cell;
  if (!kill) return isActivated ? 'survived' : 'survived, never activated';
  const { property, where } = kill;
  const world = ['general', 'directed', 'core'].includes(cell.detector) ? ` in ${where}` : '';
  return `${property}${world} after ${number(work)}, ${seconds(cell.seconds)}`;
};

const labSection = ({ livesThroughLabs, scores }: Matrix): string =>
  `What survives the labs alone\n\n${livesThroughLabs.length} of ${scores.all.of} defects that do harm. They are the reason to check by model:\n\n${livesThroughLabs.join(', ')}`;

const equivalentSection = (rows: readonly ToldDefect[]): string =>
  rows
    .flatMap(({ id, title, equivalent, decision }) => {
      const argument = equivalent ?? decision;
      return argument === undefined ? [] : [`- **${id}** ${title}. ${argument}`];
    })
    .join('\n');

const harmSection = (rows: readonly ToldDefect[]): string => {
  const told = rows.flatMap(({ id, title, harm }) => (harm === undefined ? [] : [`- **${id}** ${title}. ${harm}`]));
  return `No detector plays it; [a test](../../test/model/mutants/heldOut.test.ts) does.\n\n${told.join('\n')}`;
};

const conditionSection = (): string => {
  const all = conditions();
  const rows = detectorNames.map((name) => {
    const { servers, batches, inFlight, oracles } = all[name];
    return [name, ...[servers, batches, inFlight].map((values) => values.join(', ')), oracles];
  });
  return `Whether a defect does harm depends on them, so that a score is worth little without them.\n\n${table(
    [
      'Detector',
      'Servers',
      'Entries in a message, at most',
      'Entries in flight, at most (1: no pipelining)',
      'Oracles',
    ],
    rows,
  )}`;
};

const number = (value: number): string => value.toLocaleString('en-US');

const seconds = (value: number): string => `${value.toFixed(1)} s`;

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cellText).join(BETWEEN_CELLS)} |`)
    .join('\n');

const BETWEEN_CELLS = ' | ';

const cellText = (text: string): string => text.replaceAll('|', '\\|');

/** Of each mutant, what it is and replaces, and the worlds in which it is looked for; and how hard it is. */
const digests = (mutants: readonly Mutant[], effort: Effort): Ingredients =>
  new Map([
    ...mutants.map((mutant) => [mutant.id, mutantDigest(mutant)] as const),
    ['detectors', digest({ effort, conditions: conditions() })],
  ]);

/**
 * Tells a defect, and the worlds in which it is looked for, from what they were before. In which words it is told does not matter: no run
 * depends on them, and {@link retellKillMatrix} brings them up to date.
 */
export const mutantDigest = (mutant: Mutant): string => digest(ingredients(mutant));

/** What a defect can meet in a world. */
export const boundsOf = ({ name, servers, options, budget, crashPoints, start }: Config): object => ({
  name,
  servers,
  options,
  budget,
  crashPoints,
  start,
});

const ingredients = (mutant: Mutant): unknown => {
  const { id, clause, suite, shortest, equivalent, decision, harm, harmfulSeed, compound, changes } = mutant;
  const { guards = {}, actions = {}, ...others } = changes;
  const worlds = [...worldsFor(mutant), ...generalWorlds()].map(boundsOf);
  const replaced = [guards, actions, others].map(Object.keys);
  const argued = [equivalent, decision, harm].map((argument) => argument !== undefined);
  return { id, clause, suite, shortest, argued, harmfulSeed, compound, replaced, worlds };
};
