/** What `figure2 spec --inductive` says. */
import { describe, expect, test } from 'vitest';
import { type InductionReport, inductionText } from '../../../src/cli/spec/induction.ts';

const good: InductionReport = {
  ok: true,
  bounds: { servers: ['S1', 'S2', 'S3'], terms: 2, entries: 1, snapshots: true },
  every: 1,
  seconds: 44,
  count: { looked: 361_577, backgrounds: 10_671, runnings: 318_649, messages: 3_875_066, steps: 38_952_228 },
  isWhole: true,
  leaving: null,
};

describe('what figure2 spec --inductive says', () => {
  test('when no step leaves the invariant', () => {
    const text = inductionText(good);
    expect(text).toMatch(/^Bounds {6}3 servers, terms up to 2, logs of up to 1 entry, with snapshots$/m);
    expect(text).toMatch(/^States {6}361,577 combinations .* 10,671 were taken/m);
    expect(text).toMatch(/^It is inductive within the bounds, in 44\.0 s\.$/m);
    expect(text).not.toContain('VIOLATED');
  });

  test.each([
    ['of a sample', { every: 401 }, /^No step of these states leaves it, in/m],
    ['when the budget was over', { isWhole: false }, /^No step had left it when the budget was over, in/m],
  ])('%s', (_, part, words) => {
    expect(inductionText({ ...good, ...part })).toMatch(words);
  });

  test('of a step that leaves it', () => {
    const leaving = {
      conjunct: 'oneVote',
      says: 'A server has voted for one candidate in a term',
      server: 'S3 follower@2',
      event: 'S2 → S3 RequestVote',
      of: null,
      before: { past: { votes: [], leaderships: [], acceptances: [] }, disks: {} },
    };
    const text = inductionText({ ...good, ok: false, isWhole: false, leaving });
    expect(text).toMatch(/^VIOLATED oneVote: A server has voted/m);
    expect(text).toMatch(/^ {2}of the disks and the past$/m);
    expect(text).toMatch(/^It is not inductive\.$/m);
  });
});
