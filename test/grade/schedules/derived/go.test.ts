/** The derived schedules on submissions in Go. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import { derivedSchedules } from '../../../../src/grade/schedules/index.ts';
import { isNightly } from '../../../support/nightly.ts';
import { findingOf } from '../programs.ts';
import { type Changes, changedGo, hasGo, oneAtATime, withNoOp } from '../submissions.ts';

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test.skipIf(!isNightly).each([
    ['that waits for each answer', oneAtATime],
    ['that begins a term with an entry of its own', withNoOp],
  ])('%s is right: it stands what it comes to (at night)', (_, changes) => {
    const program = changedGo(...changes);
    const findings = derivedSchedules.map(({ id }) => findingOf(id, program));
    expect(findings.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached')).toEqual([]);
    for (const { outcome, because } of findings)
      if (outcome === 'not reached') expect(because).toMatch(/^step \d+ of \d+, .+: .+/);
    const reached = findings.filter(({ outcome }) => outcome === 'passed');
    expect(reached.length).toBeGreaterThan(0.7 * derivedSchedules.length);
  });

  const faults: readonly (readonly [string, string, Changes])[] = [
    [
      'the log is cut at prevLogIndex by every append',
      'derived-a28',
      [
        [
          '\tfor place, entry := range entries {\n',
          '\trf.log = rf.log[:prev-rf.snapIndex+1]\n\tfor place, entry := range entries {\n',
        ],
      ],
    ],
    [
      'logs are not compared',
      'derived-c20',
      [
        [
          'if args.LastLogTerm < last || (args.LastLogTerm == last && args.LastLogIndex < rf.lastIndex()) {',
          'if last < 0 {',
        ],
      ],
    ],
    [
      'votes of older terms count',
      'derived-a14',
      [
        [
          'if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term || !reply.VoteGranted {',
          'if rf.role != candidate || !reply.VoteGranted {',
        ],
      ],
    ],
    ['entries of older terms are counted', 'derived-a46', [[' && rf.termAt(agreed) == rf.currentTerm {', ' {']]],
  ];

  test.each(faults)('is found when %s, by %s', (_, id, changes) => {
    expect(findingOf(id, changedGo(...changes))).toMatchObject({ outcome: 'broken', check: id });
  });
});
