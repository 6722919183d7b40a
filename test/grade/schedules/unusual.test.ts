/** The directed schedules on submissions in Go that are right and unusual. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import { writtenSchedules } from '../../../src/grade/schedules/index.ts';
import { isNightly } from '../../support/nightly.ts';
import { findingOf } from './programs.ts';
import { goVariant, hasGo, withNoOp } from './submissions.ts';

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test.skipIf(!isNightly).each(['no-hints', 'batches', 'long-timeouts', 'one-at-a-time'])(
    '%s stands all of them (at night)',
    (variant) => {
      const program = goVariant(variant);
      for (const { id } of writtenSchedules)
        expect(findingOf(id, program)).toMatchObject({ outcome: 'passed', check: id });
    },
  );

  test('that begins a term with an entry of its own stands all but Figure 8, which it does not come to', () => {
    const program = goVariant('good', withNoOp);
    for (const { id } of writtenSchedules) {
      const finding = findingOf(id, program);
      if (id !== 'figure-8') expect(finding).toMatchObject({ outcome: 'passed', check: id });
      else {
        expect(finding.outcome).toBe('not reached');
        expect(finding.because).toMatch(/^S1 begins its term with an entry of its own, which it may count/);
      }
    }
  });
});
