import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Mutant, mutantOf, mutants, suites } from '../../../model/mutants/index.ts';
import { mutant, pair } from '../../../model/mutants/mutant.ts';
import { rowsWithoutMutant } from '../../../model/mutants/rows.ts';
import { type Config, configs } from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { boxOf, clausesWith } from '../../../src/core/boxes.ts';
import { type ClauseId, clauses, clausesNotCounted, clausesWithoutCode } from '../../../src/core/clauses.ts';
import { idProblems } from './ids.ts';

const folder = new URL('../../../model/mutants/', import.meta.url);
const boxFolders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'extensions')
  .map(({ name }) => name);
const files = boxFolders.flatMap((box) =>
  readdirSync(new URL(`${box}/`, folder))
    .filter((name) => name !== 'index.ts')
    .map((name) => `${box}/${name}`),
);

/** The mutant that a file exports, by the name of its export: a file holds one. */
const exportsOf = async (path: string): Promise<readonly (readonly [string, Mutant])[]> =>
  Object.entries((await import(new URL(path, folder).href)) as Record<string, Mutant>);

/** `retries-same-term` for `retriesSameTerm`. */
const slugOf = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** The rows of the catalogue of real bugs: Figure 2, Figure 13, persistence, timers; and those of optimisations. */
const ROWS = `
  A01 A02 A03 A04 A05 A06 A07 A09 A10 A11 A13 A14 A15 A16 A17 A18 A20 A21 A22 A23 A25 A26 A27 A28 A29 A30 A32 A33 A34 A35
  A39 A40 A41 A43 A45 A46 A47 A48 A49 A50 A53 A54 A55
  B01 B03 B04 B05 B06 B07 B08 B10 B11 B13 B14 B16 B17 B19 B20 B21 B22 B23 B24 B25
  C01 C02 C03 C04 C05 C07 C08 C09 C10 C11 C13 C14 C15 C16 C17 C18 C20 C21 C22 C23 C24
  D01 D02 D03 D05 D06 D07 D09 D10 D11 D12 D13 D14 D15 D16 D17
  E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E21 E22 E23 E24
`
  .trim()
  .split(/\s+/);

/** The suites of the catalogue, as far as their rows apply; the rest is `own` or `control`. */
const SUITES = {
  smoke: 'A01 A02 A05 A09 A13 A14 A16 A20 A26 A30 A32 A33 A40 A48 A50 B03 C01 C07',
  core: 'A03 A04 A07 A10 A11 A21 A25 A28 A34 A35 A41 A47 A49 B01 C02 C03 C04',
  hard: 'A06 A15 A23 A29 A43 A46 B04 B05 B07 B14 C05 C11',
};

/** Why a defect that is held out says nothing of what is found of others. */
const tuningProblem = ({ id, suite, source, harmfulSeed }: Mutant): string | undefined => {
  if (suite !== 'held-out') return undefined;
  if (!/^https:\/\/\S+\/(issues|pull)\/\d+$/.test(source ?? '')) return `${id} names no report`;
  if (harmfulSeed !== undefined) return `${id} has a seed of its own`;
  const isMadeFor = ({ madeFor }: Config): boolean =>
    madeFor !== undefined && 'defects' in madeFor && madeFor.defects.includes(id);
  return [...configs, ...directed].some(isMadeFor) ? `${id} has a world of its own` : undefined;
};

describe('the list of mutants', () => {
  test('holds each id and each title once', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ title }) => title)).size).toBe(mutants.length);
  });

  test('finds a mutant by its id', () => {
    for (const mutant of mutants) expect(mutantOf(mutant.id)).toBe(mutant);
    expect(mutantOf('A00')).toBeUndefined();
  });

  test('holds the one mutant of each file, and no other', async () => {
    const exported: unknown[] = [];
    for (const path of files) {
      const found = await exportsOf(path);
      expect([path, found.length]).toEqual([path, 1]);
      exported.push(...found.map(([, mutant]) => mutant));
    }
    expect(exported.length).toBe(mutants.length);
    expect(new Set<unknown>(mutants)).toEqual(new Set(exported));
    for (const mutant of mutants) expect(exported.filter((other) => other === mutant).length).toBe(1);
  });

  test.each(files)('%s is named by its export', async (path) => {
    const [[name] = ['nothing']] = await exportsOf(path);
    expect(path.replace(/^.*\//, '')).toBe(`${slugOf(name)}.ts`);
  });

  test('has ids that are taken for nothing else', async () => {
    const named = await Promise.all(
      files.map(async (path) => (await exportsOf(path)).map(([name, { id }]) => ({ id, slug: slugOf(name) }))),
    );
    expect(idProblems(named.flat())).toEqual([]);
  });

  test('has one folder for each box, which holds what breaks a clause of the box', async () => {
    const titles: string[] = [];
    for (const box of boxFolders) {
      const found = await Promise.all(files.filter((path) => path.startsWith(`${box}/`)).map(exportsOf));
      const broken = new Set(found.flat().map(([, { clause }]) => boxOf(clause).title));
      expect([box, [...broken]]).toEqual([box, [expect.any(String)]]);
      titles.push(...broken);
    }
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('is sorted by suite and id', () => {
    const keys = mutants.map(({ suite, id }) => `${suites.indexOf(suite)} ${id}`);
    expect(keys).toEqual([...keys].sort());
  });

  test('has the suites of the catalogue', () => {
    for (const [suite, ids] of Object.entries(SUITES)) {
      expect([suite, mutants.filter((mutant) => mutant.suite === suite).map(({ id }) => id)]).toEqual([
        suite,
        ids.split(' '),
      ]);
    }
  });

  test.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s breaks a clause that exists',
    (_id, { clause, title }) => {
      expect(Object.hasOwn(clauses, clause)).toBe(true);
      expect(title).toMatch(/^\S.*[^.]$/);
    },
  );

  test('gives an argument for each control', () => {
    const controls = mutants.filter(({ suite }) => suite === 'control');
    expect(controls.length).toBeGreaterThanOrEqual(6);
    for (const { id, equivalent } of mutants)
      if (equivalent !== undefined) expect([id, equivalent]).toEqual([id, expect.stringMatching(/^\S.{30,}\.$/)]);
    expect(controls.filter(({ equivalent }) => equivalent === undefined)).toEqual([]);
  });

  test('holds out twenty or more that others have reported, and nothing is laid out for them', () => {
    const heldOut = mutants.filter(({ suite }) => suite === 'held-out');
    expect(heldOut.length).toBeGreaterThanOrEqual(20);
    expect(mutants.flatMap((mutant) => tuningProblem(mutant) ?? [])).toEqual([]);
    expect(new Set(heldOut.map(({ source }) => source)).size).toBe(heldOut.length);
  });

  test('tells what is tuned, or has no source', () => {
    const [heldOut] = mutants.filter(({ suite }) => suite === 'held-out');
    const known = mutantOf('A46');
    if (!heldOut || !known) throw new Error('there is none');
    const { source, ...unsourced } = heldOut;
    expect(source).toMatch(/^https:/);
    expect(tuningProblem(unsourced)).toBe(`${heldOut.id} names no report`);
    expect(tuningProblem({ ...heldOut, harmfulSeed: 7 })).toBe(`${heldOut.id} has a seed of its own`);
    expect(tuningProblem({ ...heldOut, id: 'A46' })).toBe('A46 has a world of its own');
    expect(tuningProblem({ ...known, suite: 'held-out', source: 'https://github.com/a/b/issues/1' })).toBe(
      'A46 has a world of its own',
    );
  });

  test.each(files)('%s opens with the title, and says in a sentence what comes of it', async (path) => {
    const text = readFileSync(new URL(path, folder), 'utf8');
    const [[, mutant] = []] = await exportsOf(path);
    expect(text.slice(0, text.indexOf('\n'))).toBe(`/** ${mutant?.title ?? ''}. */`);
    expect(text).toMatch(/\/\*\* .+\. \*\/\nexport const/);
  });
});

describe('mutants cover', () => {
  test('every clause that has code and counts', () => {
    const broken = new Set(mutants.map(({ clause }) => clause));
    const isProperty = (id: ClauseId): boolean => clauses[id].page === 'properties.md';
    const hasNone = clausesWith([]).filter(
      (id) => !broken.has(id) && !isProperty(id) && !(id in clausesWithoutCode) && !(id in clausesNotCounted),
    );
    expect(hasNone).toEqual([]);
  });

  test('every row of the catalogue, or say why not', () => {
    expect(ROWS.length).toBe(113);
    const missing = ROWS.filter((row) => mutantOf(row) === undefined && !Object.hasOwn(rowsWithoutMutant, row));
    expect(missing).toEqual([]);
  });

  test('no row that is said to have none', () => {
    const reasons = Object.entries(rowsWithoutMutant);
    expect(reasons.filter(([row]) => !ROWS.includes(row) || mutantOf(row) !== undefined)).toEqual([]);
    for (const [row, reason] of reasons) expect([row, reason]).toEqual([row, expect.stringMatching(/^\S.{20,}\.$/)]);
  });
});

describe('an id is refused', () => {
  const slug = 'answers-nothing';

  test.each([
    [['D-10'], 'D-10: reads like the id of a clause'],
    [['D-10'], 'D-10: is no row of the catalogue; name it as its file, answers-nothing'],
    [['rs-f-1'], 'rs-f-1: reads like the id of a clause'],
    [['answers-something'], 'answers-something: is no row of the catalogue; name it as its file, answers-nothing'],
    [['answers-nothing-in-particular'], 'answers-nothing-in-particular: has 29 characters; at most 20'],
    [['D10', 'd-10'], 'D10: differs from d-10 by nothing but case and hyphens'],
  ])('%s', (ids, problem) => {
    expect(idProblems(ids.map((id) => ({ id, slug })))).toContain(problem);
  });

  test('but not a row of the catalogue, nor the name of a file', () => {
    expect(idProblems([slug, 'D10', 'D11'].map((id) => ({ id, slug })))).toEqual([]);
  });
});

describe('a pair', () => {
  const about = { title: 'a', clause: 'RV-2', suite: 'own' } as const;

  test('is both defects, and says that it is compound', () => {
    const both = pair(
      { id: 'XX', ...about },
      mutant({ id: 'X', ...about }, { guards: { canCommit: () => false } }),
      mutant({ id: 'Y', ...about }, { guards: { canCompact: () => false }, actions: {} }),
    );
    expect(both.compound).toBe(true);
    expect(Object.keys(both.changes.guards ?? {})).toEqual(['canCommit', 'canCompact']);
  });

  test('of defects that replace the same is refused', () => {
    const one = mutant({ id: 'X', ...about }, { guards: { canCommit: () => false } });
    expect(() => pair({ id: 'XX', ...about }, one, one)).toThrow('XX: both defects replace canCommit');
  });
});
