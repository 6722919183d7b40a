import { describe, expect, test } from 'vitest';
import type { GradeFinding } from '../../../src/grade/outcome.ts';
import { repeatOf } from '../../../src/grade/report/graded.ts';

const finding: GradeFinding = { outcome: 'broken', check: 'W1', scenario: 'Figure83C', because: 'so', seed: 7 };

describe('the command that shows a fault again', () => {
  test('of a check of the wire plays the scenario in which it was seen', () => {
    expect(repeatOf(finding, 'lab of ann')).toEqual(["figure2 grade 'lab of ann' --only Figure83C --seed 7"]);
  });

  test('of a schedule plays that', () => {
    const { scenario: _, ...schedule } = { ...finding, check: 'leader-asked' };
    expect(repeatOf(schedule, 'ann')).toEqual(['figure2 grade ann --only leader-asked --seed 7']);
  });

  test('keeps a long path whole', () => {
    const path = `/class/${'a'.repeat(300)}`;
    expect(repeatOf(finding, path)).toEqual([`figure2 grade ${path} --only Figure83C --seed 7`]);
  });

  test.each(['passed', 'not reached', 'not checked', 'not gradable'] as const)('is none when it is %s', (outcome) => {
    expect(repeatOf({ ...finding, outcome }, 'ann')).toEqual([]);
  });
});
