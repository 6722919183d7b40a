/**
 * What stands for each clause of the spec: the formal specification, the code, the tests, the stories and the defects. A clause
 * for which something is missing has a reason in spec/divergences.md, or it is a problem.
 */
import type { Clause } from '../core/clauses.ts';
import { slugOf } from '../text/slug.ts';
import type { Exception, Spec } from './clauses.ts';
import { experimentAnchor } from './experiments.ts';

/** A file of the repository: its path from the top, with slashes, and its text. */
export type CitingFile = { readonly path: string; readonly text: string };

/** The columns of the table. */
export const columns = ['formal', 'code', 'tests', 'stories', 'mutants'] as const;
export type TraceColumn = (typeof columns)[number];

/** A row of the table. */
export interface Trace extends Clause, Readonly<Record<TraceColumn, readonly string[]>> {
  readonly id: string;
  /** Its heading: a path from the top of the repository, with an anchor as GitHub makes it. */
  readonly spec: string;
  /** Why a column is empty, for each that is. */
  readonly reasons: Readonly<Partial<Record<TraceColumn, string>>>;
}

/** What is told of a defect here. */
export interface Breaking {
  readonly id: string;
  readonly clause: string;
}

export const traceabilityPath = 'docs/reference/traceability.md';

export const clausePagePath = 'docs/reference/clauses.md';

/** The same for programs. It is in the package, as the tests are not. */
export const traceabilityData = 'spec/traceability.json';

/** Looks for the ids of the spec in the files of the repository. */
export function traceClauses(spec: Spec, files: readonly CitingFile[], mutants: readonly Breaking[]): readonly Trace[] {
  return spec.clauses.map((clause) => {
    const isChecked = clause.page === 'properties.md' || (isOptional(clause) && clause.kind === 'property');
    const citing = (kept: (path: string) => boolean): readonly string[] =>
      files.filter((file) => kept(file.path) && cites(file, clause.id)).map(({ path }) => path);
    const cells = {
      formal: citing((path) => path === `spec/${formalFile(clause)}`),
      // A property must not be checked by what it is about.
      code: citing(isChecked ? isModel : isCode),
      tests: citing(isTest),
      stories: citing((path) => /^test\/scenarios\/.*\.raft$/.test(path)),
      mutants: mutants.filter((mutant) => mutant.clause === clause.id).map(({ id }) => id),
    };
    return {
      ...clause,
      spec: `spec/${clause.page}#${slugOf(`${clause.id} ${clause.title}`)}`,
      ...cells,
      reasons: reasonsFor(clause.id, cells, spec),
    };
  });
}

const isOptional = ({ page }: Clause): boolean => page.startsWith('extensions/');

/** The formal specification that has to name a clause, in the folder of the spec: an optional page has a file of its own. */
const formalFile = (clause: Clause): string => (isOptional(clause) ? clause.page.replace(/\.md$/, '.qnt') : 'raft.qnt');

/** Empty cells without a reason, and reasons for cells that are not empty. */
export function gapsIn(traces: readonly Trace[], spec: Spec): string[] {
  return traces.flatMap((trace) => {
    const empty = columns.filter((column) => trace[column].length === 0);
    const unexplained = empty.filter((column) => trace.reasons[column] === undefined);
    const needless = excusesFor(trace.id, spec).filter(({ of }) => !of.some((column) => empty.includes(column)));
    return [
      ...unexplained.map((column) => `${trace.id}: ${remedies[column](trace)}, or excuse it in spec/divergences.md`),
      ...needless.map(({ why }) => `${trace.id}: needs no excuse any more; take it out of spec/divergences.md: ${why}`),
    ];
  });
}

const remedies: Readonly<Record<TraceColumn, (clause: Clause) => string>> = {
  formal: (clause) => `${formalFile(clause)} does not name it; name it there`,
  code: () => 'no code cites it; cite it where it is implemented',
  tests: () => 'no test cites it; name it in the title of the test that would fail without it',
  stories: () => 'no golden script cites it; tell a story in which it acts',
  mutants: () => 'no defect breaks it; add one to model/mutants',
};

interface Excuse extends Exception {
  readonly of: readonly TraceColumn[];
}

function excusesFor(clause: string, spec: Spec): readonly Excuse[] {
  const lists: readonly (readonly [readonly Exception[], readonly TraceColumn[]])[] = [
    [spec.notFormal, ['formal']],
    [spec.notBroken, ['mutants']],
    [spec.notShown, ['stories']],
    [spec.withoutCode, columns],
    [spec.notCounted, columns],
  ];
  return lists.flatMap(([list, of]) =>
    list.filter(({ id }) => id === clause).map((exception) => ({ ...exception, of })),
  );
}

function reasonsFor(
  clause: string,
  cells: Readonly<Record<TraceColumn, readonly string[]>>,
  spec: Spec,
): Trace['reasons'] {
  const excuses = excusesFor(clause, spec);
  return Object.fromEntries(
    columns.flatMap((column) => {
      const excuse = cells[column].length > 0 ? undefined : excuses.find(({ of }) => of.includes(column));
      return excuse ? [[column, excuse.why]] : [];
    }),
  );
}

const isCode = (path: string): boolean => /^src\/(core|kv)\//.test(path) && path !== 'src/core/clauses.ts';

const isModel = (path: string): boolean => /^model\/(?!mutants\/|experiments\/)/.test(path);

/** Tests, but for those of the citations themselves. */
const isTest = (path: string): boolean =>
  /^test\/.*\.ts$/.test(path) && !/^test\/(docgen|docs|tidy|tooling|traceability)\b/.test(path);

function cites({ path, text }: CitingFile, id: string): boolean {
  // An invariant is a name of Quint, in which no hyphen may be.
  const words = path.endsWith('.qnt') ? text.replaceAll(/\b(SP)_(\d+)/g, '$1-$2') : text;
  return new RegExp(`(?<![\\w-])${id}(?!\\d)`).test(words);
}

/** So many files stand in a cell: tests of the code beside them before others, then those that speak of the fewest clauses. */
const SHOWN = 3;

/** The page. */
export function renderTraceability(traces: readonly Trace[]): string {
  const clausesOf = citationsOf(traces);
  const rows = traces.map((trace) => {
    const cells = columns.map((column) => cellOf(trace, column, clausesOf));
    return `| [${trace.id}](../../${trace.spec}) | ${cells.join(' | ')} |`;
  });
  return [
    '# Traceability',
    '',
    'Generated from the citations of clause ids in the whole repository; `npm run fix` writes it again. What stands for each clause:',
    'the formal specification, the code (for a property or goal, what checks it), the tests, the golden scripts in which it acts, and',
    'the seeded defects that break it. A cell without a file says why, in the words of [divergences.md](../../spec/divergences.md);',
    'one without a reason fails the build.',
    '',
    `Of many files a cell names ${SHOWN}: tests of the code that is named beside them, then those that speak of the fewest other clauses.`,
    '`figure2 docs AE-3` names all of them, and so does [traceability.json](../../spec/traceability.json).',
    '',
    '| Clause | Formal | Code | Tests | Stories | Defects |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Of how many clauses each file speaks. */
function citationsOf(traces: readonly Trace[]): ReadonlyMap<string, number> {
  const citations = new Map<string, number>();
  for (const path of traces.flatMap((trace) => columns.flatMap((column) => trace[column]))) {
    citations.set(path, (citations.get(path) ?? 0) + 1);
  }
  return citations;
}

function cellOf(trace: Trace, column: TraceColumn, citations: ReadonlyMap<string, number>): string {
  const found = trace[column];
  if (found.length === 0) return `*${trace.reasons[column] ?? ''}*`;
  if (column === 'mutants') return found.join(', ');
  const isItsTest = (path: string): boolean =>
    trace.code.some((code) => path === `test/${code.replace(/^src\//, '')}`.replace(/\.ts$/, '.test.ts'));
  const distance = (path: string): number => (isItsTest(path) ? 0 : (citations.get(path) ?? 0));
  const nearest = found.toSorted((a, b) => distance(a) - distance(b)).slice(0, SHOWN);
  const links = nearest.map((path) => `[${nameOf(path)}](../../${path})`).join(', ');
  return found.length > SHOWN ? `${found.length}, such as ${links}` : links;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/(\.test)?\.(ts|raft)$/, '');

/** The page of the clauses. */
export function renderClausePage(traces: readonly Trace[], experiments: readonly string[]): string {
  const rows = traces.map(({ id, title, kind, source, spec }) => {
    const experiment = experiments.includes(id) ? `[without it](${experimentAnchor(id)})` : '';
    return `| [${id}](../../${spec}) | ${title} | ${kind} | ${source} | ${experiment} |`;
  });
  return [
    '# Clauses',
    '',
    'Generated from the headings of [the spec](../../spec/README.md); `npm run fix` writes it again. "§" and "Figure" refer to the',
    'extended version of the paper. [Traceability](traceability.md) says where each clause is implemented and tested.',
    '',
    '| Clause | Title | Kind | Source | Experiment |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
