/** The directed schedules on a submission in Go, good and with seeded faults. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { runSchedule, schedules, writtenSchedules } from '../../../src/grade/schedules/index.ts';
import { isNightly } from '../../support/nightly.ts';
import { findingOf } from './programs.ts';
import { changedGo, goodGo, hasGo } from './submissions.ts';

/** What is replaced, by what, and which schedules show it by which rule and in which words. */
type Fault = readonly [string, string, string, Readonly<Record<string, readonly [string, RegExp]>>];

const diverged = /[Aa]t index \d+ all servers apply one command, but S1 applied \d+ /;

const faults: readonly Fault[] = [
  [
    'its vote is forgotten when it becomes leader',
    '\trf.role = leader\n',
    '\trf.role, rf.votedFor = leader, -1\n',
    {
      'leader-asked': [
        'RV-2',
        /S1 has one vote in term \d+, but it voted for itself at [\d.]+ ms and for S3 at [\d.]+ ms/,
      ],
      'leader-asked-on': ['SP-1', diverged],
    },
  ],
  [
    'the log is cut at prevLogIndex by every append',
    '\tfor place, entry := range entries {\n',
    '\trf.log = rf.log[:prev-rf.snapIndex+1]\n\tfor place, entry := range entries {\n',
    { 'short-append': ['AE-3', diverged], 'old-heartbeat': ['AE-3', diverged] },
  ],
  [
    'replies to appends of older terms count',
    'if !rf.leads(args.Term) || reply.Term != args.Term {',
    'if rf.role != leader {',
    { 'stale-success': ['RS-L-3', diverged] },
  ],
  [
    'votes of older terms count',
    'if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term || !reply.VoteGranted {',
    'if rf.role != candidate || !reply.VoteGranted {',
    {
      'stale-vote': [
        'RS-C-2',
        /S1 leads term \d+ .*, but until then it had 1 of 3 votes \(S1\), where a majority is 2/,
      ],
    },
  ],
  [
    'a vote is not saved',
    '\trf.votedFor = args.CandidateId\n\trf.persist()\n',
    '\trf.votedFor = args.CandidateId\n',
    { 'vote-crash': ['ST-2', /S2 has one vote in term \d+, but it voted for S1 .* after a restart, for S3/] },
  ],
  [
    'the vote for itself is not saved',
    'rf.votedFor, rf.role = rf.me, candidate\n\trf.persist()\n',
    'rf.votedFor, rf.role = -1, candidate\n\trf.persist()\n\trf.votedFor = rf.me\n',
    {
      'candidate-crash': ['RS-C-1', /S1 has one vote in term \d+, but it voted for itself .* after a restart, for S3/],
    },
  ],
  [
    'entries are not saved before they are acknowledged',
    'rf.log = append(kept, entries[place:]...)\n\t\t\trf.persist()\n',
    'rf.log = append(kept, entries[place:]...)\n',
    { 'append-crash': ['ST-8', diverged] },
  ],
  [
    'logs are not compared',
    'if args.LastLogTerm < last || (args.LastLogTerm == last && args.LastLogIndex < rf.lastIndex()) {',
    'if last < 0 {',
    { 'leader-crash': ['RV-2', diverged], 'short-append': ['SP-5', diverged] },
  ],
  [
    'entries of older terms are counted',
    ' && rf.termAt(agreed) == rf.currentTerm {',
    ' {',
    { 'figure-8': ['RS-L-4', diverged] },
  ],
  [
    'a snapshot is installed over a newer state',
    '\tif index <= rf.commitIndex {\n\t\treturn\n\t}\n\trest',
    '\trest',
    { 'old-snapshot': ['IS-6', /S2 had applied up to index 8, but .* a snapshot took it back to index 6/] },
  ],
];

/** So many of them are tried in each run of the tests: those that real submissions had. */
const ALWAYS = 4;

let mute: SubjectProgram | undefined;

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test('that is good stands all of them', () => {
    const program = goodGo();
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

  const expectFound = (...[, from, to, expected]: Fault): void => {
    const program = changedGo([from, to]);
    for (const [id, [clause, words]] of Object.entries(expected)) {
      const finding = findingOf(id, program);
      expect(finding).toMatchObject({ outcome: 'broken', check: id, clause });
      expect(finding.because).toMatch(words);
    }
  };

  test.each(faults.slice(0, ALWAYS))('is found when %s', expectFound);

  test.skipIf(!isNightly).each(faults.slice(ALWAYS))('is found when %s (at night)', expectFound);

  test.each(['leader-asked', 'stale-vote', 'old-snapshot'])('that answers nothing does not reach %s', (id) => {
    mute ??= changedGo(['\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (', '\tselect {}\n\tif (']);
    expect(findingOf(id, mute)).toMatchObject({ outcome: 'not reached', check: id });
  });
});
