import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extensionMutants } from '../../../model/mutants/extensions/index.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { boxOf } from '../../../src/core/boxes.ts';
import { clauseIds } from '../../../src/core/clauses.ts';
import { extensionIds } from '../../../src/core/extensions/index.ts';
import { idProblems } from './ids.ts';

/** The first seed of torture that shows a defect; all others show in the first. */
const SEEDS: Readonly<Record<string, number>> = {
  'binds-by-its-vote': 2,
  'grants-to-old-log': 2,
  'grants-beside-leader': 4,
  'counts-twice': 41,
  'stays-pre-candidate': 58,
  'sends-one-by-one': 2,
  'keeps-old-index': 9,
  'counts-old-write': 88,
};

describe.each(extensionIds)('the defects of %s', (extension) => {
  const all = extensionMutants[extension];

  test('are those of its folder, and have ids that are taken for nothing else', () => {
    const name = extension.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const folder = new URL(`../../../model/mutants/extensions/${name}/`, import.meta.url);
    const slugs = readdirSync(folder).filter((file) => file !== 'index.ts');
    expect(all.map(({ id }) => `${id}.ts`)).toEqual(slugs.sort());
    expect(idProblems([...mutants, ...all].map(({ id }) => ({ id, slug: id }))).filter(isOurs)).toEqual([]);
    function isOurs(problem: string): boolean {
      return all.some(({ id }) => problem.startsWith(`${id}:`));
    }
  });

  test('break every clause of the page, and no other', () => {
    const clauses = clauseIds.filter((id) => boxOf(id).extension === extension);
    const broken = new Set(all.map(({ clause }) => clause));
    expect(clauses.filter((id) => !broken.has(id))).toEqual([]);
    expect([...broken].filter((id) => !clauses.includes(id))).toEqual([]);
  });

  test.each(all.map((mutant) => [mutant.id, mutant] as const))('%s dies by its clause', (id, { clause, protocol }) => {
    const { violation } = runTorture({ seed: SEEDS[id] ?? 1, protocol });
    expect(violation?.clause).toBe(clause);
  });
});
