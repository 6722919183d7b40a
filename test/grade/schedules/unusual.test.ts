/** The directed schedules on submissions in Go that are right and unusual. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import { schedules } from '../../../src/grade/schedules/index.ts';
import { changedGo, findingOf, hasGo } from './submissions.ts';

type Changes = readonly (readonly [string, string])[];

const withoutHints: Changes = [
  ['\t\treply.ConflictNext = rf.lastIndex() + 1\n', '\t\treply.ConflictNext = max(1, prev)\n'],
  ['\t\treply.ConflictNext = first\n', '\t\tfirst = max(1, prev)\n\t\treply.ConflictNext = first\n'],
];

const atHeartbeats: Changes = [['\trf.persist()\n\trf.sendAll()\n', '\trf.persist()\n']];

const slow: Changes = [
  ['electionAtLeast = 400', 'electionAtLeast = 1000'],
  ['electionSpread  = 400', 'electionSpread  = 1000'],
];

/** A leader waits for the answer to an append before it sends the next one to that server. */
const oneAtATime: Changes = [
  ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tbusy        []bool\n'],
  [
    '\trf.nextIndex, rf.matchIndex = make',
    '\trf.busy = make([]bool, len(rf.peers))\n\trf.nextIndex, rf.matchIndex = make',
  ],
  [
    '\t\tprev := rf.nextIndex[peer] - 1\n',
    '\t\tif rf.busy[peer] {\n\t\t\tcontinue\n\t\t}\n\t\trf.busy[peer] = true\n\t\tprev := rf.nextIndex[peer] - 1\n',
  ],
  [
    '\tif !rf.peers[peer].Call("Raft.AppendEntries", &args, &reply) {\n\t\treturn\n\t}\n\trf.mu.Lock()\n\tdefer rf.mu.Unlock()\n',
    '\tisAnswered := rf.peers[peer].Call("Raft.AppendEntries", &args, &reply)\n\trf.mu.Lock()\n\tdefer rf.mu.Unlock()\n' +
      '\tif rf.leads(args.Term) {\n\t\trf.busy[peer] = false\n\t}\n\tif !isAnswered {\n\t\treturn\n\t}\n',
  ],
];

/** A leader begins its term with an entry of its own. */
const withNoOp: Changes = [
  [
    '\tterm := rf.currentTerm\n',
    '\tterm := rf.currentTerm\n\trf.log = append(rf.log, Entry{term, nil})\n\trf.persist()\n',
  ],
];

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test.each([
    ['without hints at conflicts', withoutHints],
    ['that sends entries with heartbeats only', atHeartbeats],
    ['with long election timeouts', slow],
    ['that waits for each answer', oneAtATime],
  ])('%s stands all of them', (_, changes) => {
    const program = changedGo(...changes);
    for (const { id } of schedules) expect(findingOf(id, program)).toMatchObject({ outcome: 'passed', check: id });
  });

  test('that begins a term with an entry of its own stands all but Figure 8, which it does not come to', () => {
    const program = changedGo(...withNoOp);
    for (const { id } of schedules) {
      const finding = findingOf(id, program);
      if (id !== 'figure-8') expect(finding).toMatchObject({ outcome: 'passed', check: id });
      else {
        expect(finding.outcome).toBe('not reached');
        expect(finding.because).toMatch(/^S1 begins its term with an entry of its own, which it may count/);
      }
    }
  });
});
