/** Robustness: what stands copies, losses and crashes at random, what does not, and that it counts for nothing but a bonus. */
import { expect, test } from 'vitest';
import { mutantOf } from '../../../model/mutants/index.ts';
import { figure2Program, type LabPacket, runLab, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { pointsOf } from '../../../src/grade/points.ts';
import { runRobustness } from '../../../src/grade/robustness/run.ts';
import { readRubric } from '../../../src/grade/rubric.ts';
import { asked, rubric, rubricOf } from '../arrange.ts';

const mutated = (id: string): SubjectProgram => figure2Program({ protocol: mutantOf(id)?.protocol });

/** Panics at a request that comes a second time, which never happens in the course. */
const panicsAtCopies: SubjectProgram = (run) => {
  const boot = figure2Program({})(run);
  const seen = new WeakSet<LabPacket>();
  return (server, saved, host) => {
    const subject = boot(server, saved, host);
    return {
      ...subject,
      deliver: (packet) => {
        if (seen.has(packet)) throw new Error('panic: runtime error: slice bounds out of range [:-2]');
        seen.add(packet);
        subject.deliver(packet);
      },
    };
  };
};

test.each([1, 3, 5, 7, 9])('the shipped protocol stands it, with seed %i', (seed) => {
  expect(runRobustness({ program: figure2Program({}), seed })).toEqual({
    outcome: 'passed',
    check: 'robustness',
    because: '',
    seed,
  });
});

test('a panic at a copy is told as a failure of robustness, and the course never sees it', () => {
  const finding = runRobustness({ program: panicsAtCopies, seed: 1 });
  expect(finding).toMatchObject({ outcome: 'failed', check: 'robustness' });
  expect(finding.because).toMatch(/^panic: .* \(under faults at random, with \d+ messages that came once more\)$/);
  expect(finding.picture?.rows.at(-1)?.label).toMatch(/, once more$/);
  expect(runLab({ name: 'BasicAgree3B', seed: 1, program: panicsAtCopies })).toMatchObject({ ok: true });
});

test.each([
  ['A28', 'SP-5', /index \d+ all servers apply one command/],
  ['B07', 'SP-17', /a snapshot took it back/],
  ['A01', 'RV-2', /has one vote in term/],
])('%s is broken', (id, clause, words) => {
  const finding = runRobustness({ program: mutated(id), seed: 1 });
  expect(finding).toMatchObject({ outcome: 'broken', check: 'robustness', clause });
  expect(finding.because).toMatch(words);
});

test('who never elects a leader fails when all faults have ended', () => {
  expect(runRobustness({ program: mutated('A05'), seed: 1 })).toMatchObject({
    outcome: 'failed',
    because: expect.stringMatching(/^no command came through in 10 s after all faults had ended/) as unknown,
  });
});

test('the same seed gives the same finding', () => {
  const finding = (seed: number) => runRobustness({ program: mutated('A28'), seed });
  expect(finding(1)).toEqual(finding(1));
});

test('it takes no points, and gives none but as a bonus', () => {
  const broken = { outcome: 'broken' as const, check: 'robustness', because: 'x', seed: 1 };
  const passed = { outcome: 'passed' as const, check: 'robustness', because: '', seed: 1 };
  expect(pointsOf([broken], rubric, asked).deductions).toEqual([]);
  expect(pointsOf([{ ...broken, check: 'W3' }], rubric, asked).deductions).toHaveLength(1);
  expect(pointsOf([passed], rubric, asked)).toMatchObject({ score: 0, bonus: 0 });
  const withBonus = rubricOf({ title: 'x', parts: { '3A': 10 }, broken: 5, robustness: { robustness: 3 } });
  expect(pointsOf([passed], withBonus, asked)).toMatchObject({ bonus: 3, bonusMax: 3, max: 10 });
  expect(pointsOf([broken], withBonus, asked)).toMatchObject({ bonus: 0, score: 0, deductions: [] });
  const wrong = readRubric(JSON.stringify({ title: 'x', parts: { '3A': 10 }, checks: { robustness: 3 } }));
  expect(wrong).toEqual({
    ok: false,
    because: 'checks.robustness: expected it under robustness, since it can only be a bonus',
  });
});
