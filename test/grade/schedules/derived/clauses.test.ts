/** What is said of the defects that derived schedules find, without loading them. */
import { expect, test } from 'vitest';
import { mutantOf, mutants } from '../../../../model/mutants/index.ts';
import { renderDerivedClauses } from '../../../../src/docgen/derivedClauses.ts';
import { foundClauses } from '../../../../src/grade/schedules/derived/clauses.ts';
import { derivedScripts } from '../../../../src/grade/schedules/derived/scripts.ts';

const finds = new Set(derivedScripts.flatMap((script) => script.finds));

test('has the clause of each defect that is found, and of no other', () => {
  expect(new Set(foundClauses.keys())).toEqual(finds);
  for (const id of finds) expect([id, foundClauses.get(id)]).toEqual([id, mutantOf(id)?.clause]);
});

test('a defect that breaks another clause makes another table', () => {
  const [first, ...others] = mutants.filter(({ id }) => finds.has(id));
  if (!first) throw new Error('no defect is found');
  const changed = [{ ...first, clause: 'RS-L-6' as const }, ...others];
  expect(renderDerivedClauses(derivedScripts, changed)).not.toBe(renderDerivedClauses(derivedScripts, mutants));
});
