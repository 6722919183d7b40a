import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Mutant, mutants } from '../../../model/mutants/index.ts';
import { runTorture } from '../../../model/torture/index.ts';
import { clauses } from '../../../src/core/clauses.ts';

const folder = new URL('../../../model/mutants/', import.meta.url);
const files = readdirSync(folder).filter((name) => name !== 'index.ts' && name !== 'mutant.ts');

describe('the list of mutants', () => {
  test('holds each id and each title once', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ title }) => title)).size).toBe(mutants.length);
  });

  test('holds the one mutant of each file, and no other', async () => {
    const exported: unknown[] = [];
    for (const name of files) {
      const module = (await import(new URL(name, folder).href)) as Record<string, unknown>;
      expect([name, Object.keys(module).length]).toEqual([name, 1]);
      exported.push(...Object.values(module));
    }
    expect(exported.length).toBe(mutants.length);
    expect(new Set<unknown>(mutants)).toEqual(new Set(exported));
    for (const mutant of mutants) expect(exported.filter((other) => other === mutant).length).toBe(1);
  });

  test('names files by ids', () => {
    const ids = mutants.map(({ id }) => id.replace('-', '').toLowerCase()).sort();
    expect(files.map((name) => name.split('-')[0] ?? '').sort()).toEqual(ids);
  });

  test.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s breaks a clause that exists',
    (_id, { clause, title }) => {
      expect(Object.hasOwn(clauses, clause)).toBe(true);
      expect(title).toMatch(/^\S.*[^.]$/);
    },
  );

  test.each(files)('%s says in a sentence what comes of it', (name) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).toMatch(/\/\*\* .+\. \*\/\nexport const/);
  });
});

/** Within so many seeds each of them is found: several times what it takes today. */
const SEEDS = 80;

/** Where to begin with those that only rare runs show, so that this test does not take too long. */
const FIRST: Readonly<Record<string, number>> = { A03: 50, A15: 10, A27: 50, A34: 15 };

const killed = ({ id, protocol }: Mutant) => {
  const first = FIRST[id] ?? 1;
  for (let seed = first; seed < first + SEEDS; seed++) {
    const { violation } = runTorture({ seed, protocol });
    if (violation) return violation;
  }
  return undefined;
};

describe('the checker finds', () => {
  test.each(mutants.map((mutant) => [mutant.id, mutant.clause, mutant.title, mutant] as const))(
    '%s: %s: %s',
    (_id, clause, _title, mutant) => {
      const violation = killed(mutant);
      expect(violation?.clause).toBe(clause);
      expect(violation?.because).not.toBe('');
    },
  );
});
