/** What submissions of a class have in common. */
import { expect, test } from 'vitest';
import type { Grade } from '../../src/grade/grade.ts';
import { failureGroups } from '../../src/grade/groups.ts';
import type { GradeFinding } from '../../src/grade/outcome.ts';

const grade = (path: string, ...findings: readonly GradeFinding[]): Grade => ({ path, findings });
const broken = (because: string): GradeFinding => ({
  outcome: 'broken',
  check: 'W1',
  clause: 'RV-2',
  because,
  seed: 1,
});
const failed = (because: string): GradeFinding => ({ outcome: 'failed', check: 'Backup3B', because, seed: 1 });
const unfit = (because: string): GradeFinding => ({ outcome: 'not gradable', check: 'build', because, seed: 0 });

test('similar failures are one group, the largest first, and each submission counts once', () => {
  const groups = failureGroups([
    grade('a', broken('S1 voted for S2 and S3'), broken('S2 voted for S1 and S3')),
    grade('b', broken('quite other words'), failed('2 of 3 servers agreed in 10 s')),
    grade('c', failed('1 of 3 servers agreed in 10 s'), { ...failed('x'), outcome: 'not checked' }),
    grade('d', failed('nobody was elected'), { ...failed(''), outcome: 'passed' }),
    grade('e', broken('S1')),
    grade('f', unfit('f is no folder')),
    grade('g', unfit('g is no folder')),
  ]);
  expect(groups.map(({ words, submissions }) => [words, submissions.join('')])).toEqual([
    ['3 submissions break RV-2 (W1)', 'abe'],
    ['2 submissions fail Backup3B, such as: 2 of 3 servers agreed in 10 s', 'bc'],
    ['2 submissions are not gradable, such as: f is no folder', 'fg'],
    ['1 submission fails Backup3B, such as: nobody was elected', 'd'],
  ]);
});

test('of a schedule it is told which check of the wire shows it, and the rule that it is about', () => {
  const finding: GradeFinding = { ...broken('S1 voted twice'), check: 'leader-asked', wire: 'W1' };
  const [group] = failureGroups([grade('a', finding), grade('b', finding)]);
  expect(group?.words).toBe('2 submissions break RV-2 (W1) by schedule leader-asked');
});
