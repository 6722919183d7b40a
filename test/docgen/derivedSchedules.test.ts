/** The page and the file of the derived schedules: they are refused when they are old or were edited. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Mutant, mutants } from '../../model/mutants/index.ts';
import {
  breakSafety,
  derivedPagePath,
  derivedProblem,
  derivedScriptsPath,
  renderDerivedScripts,
  retellDerived,
} from '../../src/docgen/derivedSchedules.ts';
import { killMatrixPath } from '../../src/docgen/killMatrix.ts';
import { derivedScripts } from '../../src/grade/schedules/derived/scripts.ts';

const page = readFileSync(derivedPagePath, 'utf8');
const scripts = readFileSync(derivedScriptsPath, 'utf8');
const wanted = breakSafety(readFileSync(killMatrixPath, 'utf8'), mutants);

test('they are those of these defects', () => {
  expect(wanted.length).toBeGreaterThan(50);
  expect(derivedProblem(page, scripts, wanted, derivedScripts)).toBeUndefined();
});

test('what is missing or was edited is refused', () => {
  expect(derivedProblem(undefined, scripts, wanted, derivedScripts)).toMatch(/is missing; make it with npm run derive/);
  expect(derivedProblem(page.replace('Derived', 'Invented'), scripts, wanted, derivedScripts)).toMatch(/was edited/);
  expect(derivedProblem(page, scripts.replace('stand', 'sit'), wanted, derivedScripts)).toMatch(/was edited/);
});

test('what was made from other defects or schedules is refused', () => {
  const [first, ...others] = wanted as readonly [Mutant, ...Mutant[]];
  const old = /was made from something else \(.*\); make it anew with npm run derive/;
  expect(derivedProblem(page, scripts, others, derivedScripts)).toMatch(old);
  expect(derivedProblem(page, scripts, [{ ...first, clause: 'SP-1' }, ...others], derivedScripts)).toMatch(old);
  const fewer = derivedScripts.slice(1);
  expect(derivedProblem(page, renderDerivedScripts(fewer), wanted, fewer)).toMatch(old);
});

test('the defects that break safety are read from the kill matrix', () => {
  const matrix = '| A01 | RV-2 | x | killed by safety | y |\n| A05 | RV-2 | x | killed by liveness | y |';
  expect(breakSafety(matrix, mutants).map(({ id }) => id)).toEqual(['A01']);
});

test('the page tells each kept schedule in the words of today, and what it finds as it was', () => {
  const body = page.slice(0, page.indexOf('<!-- Made from'));
  expect(retellDerived(body, derivedScripts)).toBe(body);
  const old = body.replaceAll(' becomes a candidate in term ', ' stands in term ').replace('# Derived', '# Old');
  expect(old).not.toBe(body);
  expect(retellDerived(old, derivedScripts)).toBe(body);
  const measured = body.replaceAll(' | passed | ', ' | failed | ');
  expect(retellDerived(measured, derivedScripts)).toBe(measured);
});
