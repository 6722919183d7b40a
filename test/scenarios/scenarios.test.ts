import { describe, expect, test } from 'vitest';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import { type ClauseId, clauseIds, clauses } from '../../src/core/clauses.ts';
import { modeOf, problemOf, scenarios } from './golden.ts';

/** Clauses that are rules or decisions and yet are never in a step's `fired`. */
const neverFire: Readonly<Partial<Record<ClauseId, string>>> = {
  'CL-3': 'is acted by as the clauses of an optional page',
  'D-16': 'is the absence of something',
  'D-17': 'is the absence of something',
  'D-18': 'is a representation',
  'D-19': 'is about two leaders of one term, who can not be',
  'D-20': 'is what a driver owes',
  'NO-7': 'is about whoever counts indexes',
  'MC-3': 'says what a disk holds at first',
  'MC-18': 'is the absence of a question',
  'MC-19': 'is acted by as CQ-10, beside check quorum',
  'D-21': 'is about a leader that contradicts what is committed, who can not be',
};

const all = scenarios();
const mode = modeOf(process.env);
const titleOf = (text: string): string => text.split('\n', 1)[0]?.replace(/^# /, '') ?? '';

describe('the scripts', () => {
  for (const scenario of all) {
    test(`scenario ${scenario.name}: ${titleOf(scenario.text)}`, () => {
      const problem = problemOf(scenario, mode);
      if (problem !== undefined) expect.fail(problem);
    });
  }

  test('are at least 32, each with a title of its own', () => {
    expect(all.length).toBeGreaterThanOrEqual(32);
    const titles = all.map(({ text }) => titleOf(text));
    expect(titles.filter((title, place) => titles.indexOf(title) !== place)).toEqual([]);
  });

  test('show every clause that can act', () => {
    const fired = new Set(all.flatMap(({ file, text }) => [...runScript(parseScript(file, text)).fired]));
    const rules = clauseIds.filter((id) => ['receiver rule', 'sender rule', 'decision'].includes(clauses[id].kind));
    expect(
      rules.filter((id) => !fired.has(id) && neverFire[id] === undefined),
      'not shown',
    ).toEqual([]);
    expect(
      [...fired].filter((id) => neverFire[id] !== undefined),
      'acted after all',
    ).toEqual([]);
  });
});
