/** The catalogue of faults and of unusual submissions, and the page about it. What comes of them takes long and is not looked at here. */
import { describe, expect, test } from 'vitest';
import { labNames } from '../../../model/index.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { type GradeFinding, partOf } from '../../../src/grade/outcome.ts';
import { trials } from '../../../src/grade/trials.ts';
import { faults } from './faults/index.ts';
import { variants } from './index.ts';
import { graderPage, graderProblem } from './page.ts';
import { unusual } from './unusual.ts';
import { goodText, type SeededFault, textOf, type Variant } from './variant.ts';

const withoutTabs = (text: string): string => text.replaceAll('\t', '');

describe('the catalogue', () => {
  test('changes the good submission in one place for each change', () => {
    const texts = variants.map((variant) => textOf(variant));
    expect(new Set(texts).size).toBe(variants.length);
    expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
    expect(texts[0]).toBe(goodText());
  });

  const wrong: readonly [string, Partial<Variant>, RegExp][] = [
    ['stands nowhere', { changes: [['no such text', '']] }, /x: "no such text" stands 0 times in the submission/],
    ['stands twice', { changes: [['return', '']] }, /x: "return" stands \d\d times in the submission, not once/],
    ['is no word there', { changes: [], renames: [['Nobody', 'Who']] }, /x: there is no word Nobody/],
  ];
  test.each(wrong)('refuses a text that %s', (_, change, words) => {
    expect(() => textOf({ id: 'x', words: '', changes: [], ...change })).toThrow(words);
  });

  test('has faults of each box, the three that were found in public ones, and many ways to be right', () => {
    expect(faults.length).toBeGreaterThanOrEqual(40);
    expect(unusual.length).toBeGreaterThanOrEqual(12);
    const ofFigures = Object.entries(clauses).filter(([, { page }]) => ['figure2.md', 'snapshots.md'].includes(page));
    for (const box of new Set(ofFigures.map(([id]) => id.replace(/-\d+$/, ''))))
      expect(faults.filter(({ clause }) => clause.startsWith(`${box}-`)).length).toBeGreaterThan(1);
    expect(faults.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['vote-freed-by-leading', 'log-cut-always', 'terms-not-looked-at']),
    );
  });

  test('names rows of the kill matrix that there are', () => {
    const rows = new Set(mutants.map(({ id }) => id));
    for (const { row } of faults) if (row !== undefined) expect(rows).toContain(row);
  });
});

const findings = (outcome: GradeFinding['outcome'], check: string, scenario = true): GradeFinding => ({
  outcome,
  check,
  because: 'as it is',
  seed: 1,
  ...(scenario && { part: partOf(check) }),
});

const passed = labNames.map((name) => findings('passed', name));

const tried = trials.flatMap(({ checks }) => checks.map(({ check }) => findings('passed', check, false)));

const passing = [...passed, findings('passed', 'W1', false), findings('passed', 'figure-8', false), ...tried];

const pageOf = (outcomes: Readonly<Record<string, readonly GradeFinding[]>>): string =>
  graderPage({
    faults: faults.map((variant) => ({ variant, findings: outcomes[variant.id] })),
    unusual: unusual.map((variant) => ({ variant, findings: outcomes[variant.id] })),
    determinism: [],
    speed: [],
  });

describe('the page', () => {
  const broken = (check: string, clause: ClauseId) => ({ ...findings('broken', check, false), clause });
  const page = pageOf({
    'vote-forgotten': passing,
    'old-term-counted': [broken('figure-8', 'RS-L-4'), ...tried],
    'vote-saved-late': [broken('derived-a14', 'ST-8'), ...tried],
    'entries-unsaved': [findings('passed', 'figure-8', false), broken('crash-at-save', 'ST-8')],
    'commit-stuck': [
      ...passing.map((one) => (one.check === 'Figure83C' ? findings('failed', 'Figure83C') : one)),
      findings('passed', 'figure-8', false),
    ],
    'one-vote-too-few': [...passed, broken('W4', 'RS-C-2'), ...tried],
    'vote-unsaved': [findings('passed', 'figure-8', false)],
    'asks-itself': passing,
    'no-hints': [...passing, broken('W2', 'RV-2')],
  });

  test('counts each fault where it is shown first, and names what is let pass', () => {
    expect(page).toContain('\n| Faults that break safety | 6 | 1 | 1 | 1 | 0 | 0 | 1 | 1 | 1 |\n');
    expect(page).toContain('\n| Faults that hinder progress | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 |\n');
    expect(page).toContain('\n- **vote-forgotten** ([ST-2]');
    expect(page).toMatch(/\n\| old-term-counted \|.* \| figure-8 \(\[RS-L-4\].*\) \| {2}\| {2}\| not asked \| {2}\|\n/);
    expect(page).toContain('| 27 of 28, first Figure83C |');
  });

  test('names who is told a fault and has none, and who was not graded', () => {
    expect(page).toContain('these are told a fault: no-hints.');
    expect(page).toMatch(/\nNot graded yet: .*\bterm-unsaved\b/);
    expect(page).toContain('Not asked all yet: vote-unsaved.');
    expect(page).toContain('were not asked all: vote-unsaved.');
    expect(pageOf({ 'asks-itself': passing })).toContain('Of 1 submissions that are right and unusual none is told');
  });

  const [first, ...others] = faults;
  if (!first) throw new Error('there are no faults');
  const stale: readonly [string, string | undefined, readonly SeededFault[], RegExp][] = [
    ['is missing', undefined, faults, /grader\.md is missing; make it with node --import/],
    ['was edited', page.replace('first Figure83C', 'first Persist13C'), faults, /was edited/],
    ['lacks a fault', page, [...faults, { ...first, id: 'another' }], /\(new: another\)/],
    ['has one that is gone', page, others, new RegExp(`\\(gone: ${first.id}\\)`)],
    ['has one that is told otherwise', page, [{ ...first, words: 'Another.' }, ...others], /\(changed: term-unsaved\)/],
    ['has one whose text is another', page, [{ ...first, changes: [] }, ...others], /\(changed: term-unsaved\)/],
  ];
  test.each(stale)('is refused when it %s', (_, text, its, words) => {
    expect(graderProblem(text, its)).toMatch(words);
  });

  test('and not when it is as it was written', () => {
    expect(graderProblem(page)).toBeUndefined();
    expect(withoutTabs(page)).toBe(page);
  });
});
