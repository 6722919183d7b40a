/** The arithmetic of points. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labNames } from '../../model/index.ts';
import type { GradeFinding, GradeOutcome } from '../../src/grade/outcome.ts';
import { pointsOf } from '../../src/grade/points.ts';
import { asked, failing, good, hostile, rubricOf, unfit } from './arrange.ts';

const outcome = fc.constantFrom<GradeOutcome>(
  'passed',
  'failed',
  'broken',
  'not reached',
  'not checked',
  'not gradable',
);
const points = fc.integer({ min: 0, max: 400 }).map((quarters) => quarters / 4);
const rubrics = fc
  .record({
    parts: fc.record({ '3A': points, '3B': points, '3C': points, '3D': points }),
    checks: fc.dictionary(fc.constantFrom('W1', 'W2', 'leader-asked'), points),
    robustness: fc.dictionary(fc.constantFrom('old-heartbeat', 'old-snapshot'), points),
    broken: points,
    perSeed: fc.boolean(),
    hiddenSeeds: fc.subarray([7, 8]),
    rounding: fc.constantFrom(0.01, 0.25, 1, 5),
  })
  .filter(({ parts }) => Object.values(parts).some((one) => one > 0))
  .map((document) => rubricOf({ title: 'x', ...document }));
const findings = fc.array(
  fc.record({
    outcome,
    check: fc.constantFrom(...labNames, 'W1', 'W2', 'W3', 'leader-asked', 'old-heartbeat'),
    because: fc.constant('so'),
    seed: fc.constantFrom(1, 2, 7, 8),
  }),
  { maxLength: 120 },
);
/** Each check once with each seed. */
const distinct = (some: readonly GradeFinding[]): readonly GradeFinding[] => [
  ...new Map(some.map((finding) => [`${finding.check} ${finding.seed}`, finding])).values(),
];
const ask = { scenarios: labNames, seeds: [1, 2] };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('points', () => {
  test('are never above the maximum nor below nothing, and are the sum of what their items have', () => {
    fc.assert(
      fc.property(rubrics, findings, (rubric, some) => {
        const { items, deductions, score, max, bonus, bonusMax } = pointsOf(distinct(some), rubric, ask);
        for (const item of items) {
          expect(item.points).toBeGreaterThanOrEqual(0);
          expect(item.points).toBeLessThanOrEqual(item.max);
          expect(item.passed).toBeLessThanOrEqual(item.runs);
        }
        const counted = items.filter(({ worth }) => worth !== 'robustness');
        expect(max).toBeCloseTo(sum(Object.values({ ...rubric.parts, ...rubric.checks }).map((one = 0) => one)), 5);
        expect(max).toBeCloseTo(sum(counted.map((item) => item.max)), 5);
        expect(bonusMax).toBeCloseTo(sum(Object.values(rubric.robustness)), 5);
        expect([score >= 0, score <= max, bonus >= 0, bonus <= bonusMax]).toEqual([true, true, true, true]);
        const exact = sum(counted.map((item) => item.points)) - sum(deductions.map((one) => one.points));
        expect(Math.abs(score - Math.max(0, exact))).toBeLessThanOrEqual(rubric.rounding / 2 + 1e-6);
      }),
    );
  });

  test('are only for what passed', () => {
    fc.assert(
      fc.property(rubrics, outcome, (rubric, one) => {
        fc.pre(one !== 'passed');
        const everything = [...labNames, 'W1', 'leader-asked', 'old-heartbeat', 'old-snapshot'].flatMap((check) =>
          [1, 2, 7, 8].map((seed): GradeFinding => ({ outcome: one, check, because: 'so', seed })),
        );
        const { score, bonus } = pointsOf(everything, rubric, ask);
        expect([score, bonus]).toEqual([0, 0]);
      }),
    );
  });

  test('do not fall when a run that did not pass passes', () => {
    fc.assert(
      fc.property(rubrics, findings, fc.nat(), (rubric, some, at) => {
        const before = distinct(some);
        fc.pre(before.length > 0);
        const after = before.map((one, place) =>
          place === at % before.length ? { ...one, outcome: 'passed' as const } : one,
        );
        expect(pointsOf(after, rubric, ask).score).toBeGreaterThanOrEqual(pointsOf(before, rubric, ask).score);
      }),
    );
  });

  test('of all that passed are all', () => {
    expect(good.points).toMatchObject({ score: 110, max: 110, bonus: 5, bonusMax: 5, deductions: [] });
  });

  test('are counted as the rubric says', () => {
    const share = 30 / 10 / 2;
    const { items, deductions, score } = failing.points;
    expect(score).toBeCloseTo(110 - 2 * share - 25 / 8 / 2 - 6 - 4 - 10, 2);
    expect(deductions).toEqual([{ check: 'W1', points: 10, isHidden: false }]);
    const told = items
      .filter((item) => item.outcome !== 'passed')
      .map((item) => [item.check, item.isHidden, item.outcome]);
    expect(told).toEqual([
      ['Backup3B', false, 'failed'],
      ['Count3B', true, 'failed'],
      ['Figure83C', false, 'not checked'],
      ['W1', false, 'broken'],
      ['leader-asked', false, 'not reached'],
    ]);
  });

  test('of a scenario are those of the seeds that passed, or all or nothing', () => {
    const some: readonly GradeFinding[] = [1, 2].map((seed) => ({
      outcome: seed === 1 ? 'passed' : 'failed',
      check: 'ReElection3A',
      because: 'so',
      seed,
    }));
    const scoreWith = (perSeed: boolean): number =>
      pointsOf(some, rubricOf({ title: 'x', scenarios: { ReElection3A: 10 }, perSeed }), ask).score;
    expect([scoreWith(true), scoreWith(false)]).toEqual([5, 0]);
  });

  test('of a check that found something broken are none, however many of its runs passed', () => {
    const some: readonly GradeFinding[] = [1, 2].map((seed) => ({
      outcome: seed === 1 ? 'passed' : 'broken',
      check: 'W1',
      because: 'so',
      seed,
    }));
    const { score, items } = pointsOf(some, rubricOf({ title: 'x', parts: { '3A': 5 }, checks: { W1: 10 } }), ask);
    expect([score, items.find(({ check }) => check === 'W1')?.points]).toEqual([0, 0]);
  });

  test('of a check that looked on in many runs are those of the runs in which there was something to check', () => {
    const some = (...outcomes: readonly GradeOutcome[]): readonly GradeFinding[] =>
      outcomes.map((its) => ({ outcome: its, check: 'W1', because: '', seed: 1 }));
    const scoreOf = (...outcomes: readonly GradeOutcome[]): number =>
      pointsOf(some(...outcomes), rubricOf({ title: 'x', checks: { W1: 8 } }), ask).score;
    expect(scoreOf('not checked', 'passed', 'not checked', 'passed')).toBe(8);
    expect(scoreOf('not checked', 'passed', 'not reached')).toBe(4);
    expect(scoreOf('not checked', 'not checked')).toBe(0);
  });

  test('are not rounded above the maximum', () => {
    const rounded = rubricOf({ title: 'x', checks: { W1: 13 }, rounding: 5 });
    const { score } = pointsOf([{ outcome: 'passed', check: 'W1', because: '', seed: 1 }], rounded, ask);
    expect(score).toBe(13);
  });

  test('of what was not run are none, and it is told as that', () => {
    const { items, score, max } = pointsOf([], rubricOf({ title: 'x', parts: { '3A': 9 }, checks: { W1: 1 } }), asked);
    expect([score, max]).toEqual([0, 10]);
    expect(new Set(items.map((item) => item.outcome))).toEqual(new Set(['not checked']));
    expect(items.map(({ check }) => check)).toContain('W1');
  });

  test('of what can not be run are none', () => {
    expect(unfit.points).toMatchObject({ score: 0, max: 110, bonus: 0 });
    expect(new Set(unfit.points.items.map((item) => item.outcome))).toEqual(new Set(['not gradable']));
  });

  test('of hidden seeds stand for themselves', () => {
    const hidden = hostile.points.items.filter(({ isHidden }) => isHidden);
    expect(hidden.map(({ runs }) => runs)).toEqual(labNames.map(() => 1));
    expect(hidden.every(({ outcome: its }) => its === 'passed')).toBe(true);
  });
});
