/**
 * The derived schedules: their file, and the page that says which defect each of them was derived from and which it finds. A long run
 * makes both; what they were made from stands at the end of the page, so that they can't get old unnoticed.
 */
import type { Mutant } from '../../model/mutants/index.ts';
import type { Derivation } from '../grade/schedules/derived/derive.ts';
import type { DerivedSchedule } from '../grade/schedules/derived/script.ts';
import { titleOf } from '../grade/schedules/derived/words.ts';
import { wireCheckNames } from '../grade/wire/rules.ts';
import { plural } from '../text/numbers.ts';
import { clauseLink, markdownText } from './generated.ts';
import { mutantDigest } from './killMatrix.ts';
import { digest, type Ingredients, sealedProblem, sealPage } from './sealed.ts';

export const derivedPagePath = 'docs/reference/derived-schedules.md';
export const derivedScriptsPath = 'src/grade/schedules/derived/scripts.ts';

export const deriveCommand = 'npm run derive';

/** What came of one defect that breaks safety. */
export interface DerivedRow {
  readonly mutant: Mutant;
  readonly derivation: Derivation;
  /** What comes of its schedule on a correct submission in Go. */
  readonly onGood: string;
  /** The kept schedules that find it. */
  readonly foundBy: readonly string[];
}

/** The file of the kept schedules, one a line. */
export const renderDerivedScripts = (kept: readonly DerivedSchedule[]): string =>
  [
    `// Derived from the counterexamples of seeded defects by \`${deriveCommand}\`. Do not edit.`,
    '',
    "import type { DerivedSchedule } from './script.ts';",
    '',
    '/** A few schedules that together find every defect that any of them finds. */',
    '// biome-ignore format: one a line',
    'export const derivedScripts: readonly DerivedSchedule[] = [',
    ...kept.map((schedule) => `  ${JSON.stringify(schedule)},`),
    '];',
    '',
  ].join('\n');

const introduction = [
  '# Derived schedules',
  '',
  `Made by \`${deriveCommand}\`, in some minutes. Do not edit.`,
  '',
  'Each defect of the [kill matrix](kill-matrix.md) that violates a safety property has a counterexample: the shortest that a bounded world',
  'or a torture run shows, shrunk. Here it is told from outside (who starts an election, which message comes, is lost or comes again,',
  'who crashes as what leaves it), played on hosted servers, and looked at by the [checks of the wire](wire-checks.md). What the shipped',
  'protocol and the defect have in common in it are the premises: a submission with which a premise does not hold has not reached the schedule.',
  '',
];

const keptLine = ({ id, script, finds }: DerivedSchedule): string =>
  `- **${id}** (${script.servers} servers) ${markdownText(titleOf(script))} ${endWords(script.sequel.side)} It finds ${finds.join(', ')}.`;

/** The text of the page with what is told of the schedules in the words of today; what was found by them stays. */
export const retellDerived = (text: string, kept: readonly DerivedSchedule[]): string => {
  const lines = text.split('\n');
  const told = lines.map((line) => {
    const id = /^- \*\*(\S+)\*\* \(/.exec(line)?.[1];
    const schedule = kept.find((one) => one.id === id);
    return schedule ? keptLine(schedule) : line;
  });
  return [...introduction, ...told.slice(told.indexOf('|  |  |'))].join('\n');
};

/** The page. */
export const renderDerivedPage = (rows: readonly DerivedRow[], kept: readonly DerivedSchedule[]): string => {
  const told = rows.filter(({ derivation }) => derivation.schedule);
  const found = rows.filter(({ foundBy }) => foundBy.length > 0);
  const own = rows.filter(({ derivation }) => derivation.isFound);
  const body = [
    ...introduction,
    '|  |  |',
    '| --- | --- |',
    `| Defects that break safety | ${rows.length} |`,
    `| Of these, with a schedule | ${told.length} |`,
    `| Broken by their own schedule | ${own.length} |`,
    `| Broken by one that is kept | ${found.length} |`,
    `| Schedules kept, and played by \`figure2 grade\` | ${kept.length} |`,
    `| Of these, stood by the correct submission in Go of the tests | ${kept.filter(({ mutant }) => rows.find((row) => row.mutant.id === mutant)?.onGood === 'passed').length} |`,
    '',
    '## The schedules that are kept',
    '',
    `They are few, so that all can be played on each submission: together they find every defect that any derived one finds. ${plural(kept.length, 'schedule')}:`,
    '',
    ...kept.map(keptLine),
    '',
    '## By defect',
    '',
    '*Shown by*: the checks of the wire that fall when servers with the defect are played by its own schedule. *Correct submission*: what comes of',
    'that schedule on the correct submission in Go of the tests. A defect without a schedule, or which is not seen, says why.',
    '',
    '| Defect | Clause | Property | Steps | Shown by | Correct submission | Found by |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(rowOf),
  ].join('\n');
  return sealPage(
    body,
    ingredients(
      rows.map(({ mutant }) => mutant),
      kept,
    ),
  );
};

const rowOf = ({ mutant, derivation, onGood, foundBy }: DerivedRow): string => {
  const { schedule, isFound, because } = derivation;
  const shown = isFound ? (schedule?.shownBy.join(' ') ?? '') || 'a server that gives up' : markdownText(because);
  return `| ${[
    mutant.id,
    clauseLink(mutant.clause),
    schedule ? clauseLink(schedule.property) : '',
    schedule ? String(schedule.script.steps.length) : '',
    shown,
    onGood,
    foundBy.join(' '),
  ].join(' | ')} |`;
};

const endWords = (side: readonly number[]): string =>
  side.length === 0
    ? ''
    : `Then ${side.map((server) => `S${server + 1}`).join(' ')} go on, S${(side[0] ?? 0) + 1} first.`;

/** What is wrong with the page or the file, in a sentence; undefined: they are what a run has written, for these defects. */
export const derivedProblem = (
  page: string | undefined,
  scripts: string | undefined,
  mutants: readonly Mutant[],
  kept: readonly DerivedSchedule[],
): string | undefined => {
  const made = { path: derivedPagePath, command: deriveCommand };
  const problem = sealedProblem({ ...made, page, ingredients: ingredients(mutants, kept) });
  if (problem !== undefined) return problem;
  if (scripts === undefined) return `${derivedScriptsPath} is missing; make it with ${deriveCommand}`;
  return scripts === renderDerivedScripts(kept)
    ? undefined
    : `${derivedScriptsPath} was edited; make it anew with ${deriveCommand}`;
};

const ingredients = (mutants: readonly Mutant[], kept: readonly DerivedSchedule[]): Ingredients =>
  new Map([
    ...mutants.map((mutant) => [mutant.id, mutantDigest(mutant)] as const),
    ['kept', digest([kept, wireCheckNames])],
  ]);

/** The defects that break safety, by the page of the kill matrix. */
export const breakSafety = (killMatrix: string, mutants: readonly Mutant[]): readonly Mutant[] => {
  const ids = new Set([...killMatrix.matchAll(/^\| (\S+) \|.*\| killed by safety \|/gm)].map(([, id]) => id));
  return mutants.filter(({ id }) => ids.has(id));
};
