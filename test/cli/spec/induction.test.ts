/** What `figure2 spec --inductive` says. */
import { describe, expect, test } from 'vitest';
import { type InductionReport, inductionText } from '../../../src/cli/spec/induction.ts';
import { figure2Warm, oneLineThat, scratchFolder } from '../figure2.ts';

const folder = scratchFolder();

const good: InductionReport = {
  ok: true,
  noVerdict: null,
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
    [
      'when there is no verdict',
      { ok: false, noVerdict: 'the budget was over' },
      /^No verdict: the budget was over\.$/m,
    ],
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

describe('an induction', () => {
  test('that is not over when its budget is decides nothing', async () => {
    const { status, stdout, stderr } = await figure2Warm(folder, 'spec', '--inductive', '--budget', '1s', '--json');
    expect(stderr).toMatch(
      oneLineThat(/no verdict: the budget was over before every state was taken; give it more time/),
    );
    expect([status, JSON.parse(stdout)]).toMatchObject([2, { ok: false, isWhole: false, leaving: null }]);
  });

  test('of a sample is one', async () => {
    const { status, stdout, stderr } = await figure2Warm(folder, 'spec', '--inductive', '--every', '9973');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^No step of these states leaves it, in/m);
  });
});
