/** The list of checks. */
import { expect, test } from 'vitest';
import { labNames } from '../../model/index.ts';
import { gradeChecks } from '../../src/grade/checks.ts';
import { scenarioWords } from '../../src/grade/scenarios.ts';

test('each check is listed once, and says what it does', () => {
  const names = gradeChecks.map(({ check }) => check);
  expect(new Set(names).size).toBe(names.length);
  for (const { words } of gradeChecks) expect(words).toMatch(/^[A-Z].{20,}\.$/);
});

test('each scenario of the course has its words, and nothing else has', () => {
  expect(Object.keys(scenarioWords)).toEqual(labNames);
});
