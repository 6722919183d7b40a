/** The directed schedules on a submission in Go, good and with seeded faults. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { runSchedule, schedules, writtenSchedules } from '../../../src/grade/schedules/index.ts';
import { isNightly } from '../../support/nightly.ts';
import { findingOf } from './programs.ts';
import { goVariant, hasGo } from './submissions.ts';

/** Which schedules show a fault of the catalogue, by which rule and in which words. */
type Fault = readonly [string, Readonly<Record<string, readonly [string, RegExp]>>];

const diverged = /[Aa]t index \d+ all servers apply one command, but S1 applied \d+ /;

const faults: readonly Fault[] = [
  [
    'vote-freed-by-leading',
    {
      'leader-asked': [
        'RV-2',
        /S1 has one vote in term \d+, but it voted for itself at [\d.]+ ms and for S3 at [\d.]+ ms/,
      ],
      'leader-asked-on': ['SP-1', diverged],
    },
  ],
  ['log-cut-always', { 'short-append': ['AE-3', diverged], 'old-heartbeat': ['AE-3', diverged] }],
  ['old-successes-counted', { 'stale-success': ['RS-L-3', diverged] }],
  [
    'old-votes-counted',
    {
      'stale-vote': [
        'RS-C-2',
        /S1 leads term \d+ .*, but until then it had 1 of 3 votes \(S1\), where a majority is 2/,
      ],
    },
  ],
  [
    'vote-unsaved',
    { 'vote-crash': ['ST-2', /S2 has one vote in term \d+, but it voted for S1 .* after a restart, for S3/] },
  ],
  [
    'own-vote-unsaved',
    {
      'candidate-crash': ['RS-C-1', /S1 has one vote in term \d+, but it voted for itself .* after a restart, for S3/],
    },
  ],
  [
    'vote-freed-by-refusal',
    { 'refused-again': ['RV-4', /S2 has one vote in term \d+, but it voted for S1 .* and for S3/] },
  ],
  ['entries-unsaved', { 'append-crash': ['ST-8', diverged] }],
  ['logs-not-compared', { 'leader-crash': ['RV-2', diverged], 'short-append': ['SP-5', diverged] }],
  ['old-term-counted', { 'figure-8': ['RS-L-4', diverged] }],
  [
    'snapshot-goes-back',
    { 'old-snapshot': ['IS-6', /S2 had applied up to index 8, but .* a snapshot took it back to index 6/] },
  ],
  ['boundary-term-current', { 'snapshot-in-newer-term': ['IS-14', diverged] }],
];

/** So many of them are tried in each run of the tests: those that real submissions had. */
const ALWAYS = 4;

let mute: SubjectProgram | undefined;

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test('that is good stands all of them', () => {
    const program = goVariant('good');
    const findings = schedules.map((schedule) => runSchedule({ schedule, program, seed: 1 }));
    // a few of the derived ones need what no RPC does, such as a reply that comes twice
    const others = findings.filter(({ outcome }) => outcome !== 'passed');
    expect(others.filter(({ check }) => writtenSchedules.some(({ id }) => id === check))).toEqual([]);
    for (const { outcome, because } of others) {
      expect(outcome).toBe('not reached');
      expect(because).toMatch(/^step \d+ of \d+, .+: .+/);
    }
    expect(others.length).toBeLessThan(4);
  });

  const expectFound = (...[id, expected]: Fault): void => {
    const program = goVariant(id);
    for (const [check, [clause, words]] of Object.entries(expected)) {
      const finding = findingOf(check, program);
      expect(finding).toMatchObject({ outcome: 'broken', check, clause });
      expect(finding.because).toMatch(words);
    }
  };

  test.each(faults.slice(0, ALWAYS))('%s is found', expectFound);

  test.skipIf(!isNightly).each(faults.slice(ALWAYS))('%s is found (at night)', expectFound);

  test.each(['leader-asked', 'stale-vote', 'old-snapshot'])('that answers nothing does not reach %s', (id) => {
    mute ??= goVariant('good', [
      '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (',
      '\tselect {}\n\tif (',
    ]);
    expect(findingOf(id, mute)).toMatchObject({ outcome: 'not reached', check: id });
  });
});
