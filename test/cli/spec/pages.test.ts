/** The stories of the optional pages end as told, and a fault in a page's formal text is told by one of them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSpec } from '../../../src/quint/index.ts';
import { playPageStories } from '../../../src/verify/formal.ts';

const fileOf = (page: string): string => `spec/extensions/${page}.qnt`;

test('the stories of the optional pages, CB-1 to CB-4, CQ-1 to CQ-12, LT-1 to LT-9, NO-1 to NO-7, PV-1 to PV-10, PW-1 to PW-6, RI-1 to RI-14, end as told', async () => {
  const pages = await playPageStories();
  expect(pages.map(({ extension, stories }) => [extension, stories.map(({ name }) => name)])).toEqual([
    ['check-quorum', ['countsTest', 'deafLeaderTest', 'returnTest', 'leaseTest', 'foreignTest', 'preVoteTest']],
    ['client-batches', ['batchTest', 'boundsTest', 'refusalTest', 'crashTest']],
    [
      'leadership-transfer',
      [
        ...['transferTest', 'behindTest', 'givesUpTest', 'refusalTest', 'lateTest'],
        ...['foreignTest', 'newerTermTest', 'snapshotTest', 'deposedTest', 'besideTest'],
      ],
    ],
    [
      'no-op',
      [
        ...['firstEntryTest', 'olderEntryTest', 'eachLeaderTest', 'replacedTest', 'aloneTest'],
        ...['crashBeforeWriteTest', 'twiceTest', 'snapshotTest'],
      ],
    ],
    [
      'parallel-write',
      ['ownWriteTest', 'withoutLeaderTest', 'orderTest', 'aloneTest', 'crashBeforeWriteTest', 'lateWordTest'],
    ],
    [
      'pre-vote',
      [
        ...['preMajorityTest', 'returningServerTest', 'heardLeaderTest', 'olderLogTest', 'olderTermTest'],
        ...['retryTest', 'candidateAsksTest', 'yieldsTest'],
      ],
    ],
    [
      'read-index',
      [
        ...['ownTermTest', 'togetherTest', 'lateAnswerTest', 'oldCheckTest', 'lostCheckTest'],
        ...['followerTest', 'lostRequestTest', 'withoutLeaderTest', 'crashTest', 'aloneTest'],
      ],
    ],
  ]);
  expect(pages.flatMap(({ stories }) => stories.filter(({ ok }) => !ok))).toEqual([]);
});

test.each([
  [
    'pre-vote',
    'PV-2: who asks raises its term',
    'leaderId: nobody }\n',
    'leaderId: nobody, currentTerm: self.currentTerm + 1 }\n',
    ['preMajorityTest', 'disks.get("S1") == emptyDisk'],
  ],
  [
    'pre-vote',
    'PV-8: who grants restarts its timer',
    'woven.out.by(if (isOld)',
    'woven.out.restartsElectionTimer().by(if (isOld)',
    ['preMajorityTest', 'outcome.electionTimer == Kept'],
  ],
  [
    'pre-vote',
    'PV-9: two pre-votes of five are enough',
    'if (not(self.isMajority(woven.',
    'if (woven.asked != [] and not(self.isMajority(woven.',
    ['retryTest', 'preVotesOf("S1") == Set("S1", "S2")'],
  ],
  [
    'pre-vote',
    'PV-1: a crash keeps the pre-votes',
    'crashes(id), pageBecomes(id, notAsking)',
    'crashes(id), pageBecomes(id, preVotes.get(id))',
    ['retryTest', 'not(isPreCandidate("S1"))'],
  ],
  [
    'client-batches',
    'CB-3: whoever is asked appends',
    'else if (self.role == Leader)\n      out.becomes',
    'else if (self.role != Candidate)\n      out.becomes',
    ['refusalTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'client-batches',
    'CB-2: nothing is sent',
    'pure val sent = out.sendEntries()',
    'pure val sent = out',
    ['batchTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'no-op',
    'NO-1: nothing is appended',
    'out.becomes({ ...self, log: self.log.append({ term: self.currentTerm, command: noCommand }) })',
    'out.becomes(self)',
    ['firstEntryTest', 'commandsOf("S1") == [noCommand]'],
  ],
  [
    'no-op',
    'NO-3: an old no-op is enough',
    'self.role != Leader) out.appendNoOp()',
    'self.role != Leader and not(self.endsWithNoOp())) out.appendNoOp()',
    ['eachLeaderTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'no-op',
    'NO-5: it is given to the state machine',
    '| Apply(a) => not(isOfNoOp(a.index))',
    '| Apply(_) => true',
    ['firstEntryTest', 'outcome.told == []'],
  ],
  [
    'parallel-write',
    'PW-3: a leader counts what it has not written',
    'pure val own = if (writtenIndex == allWritten) self.lastIndex() else writtenIndex',
    'pure val own = self.lastIndex()',
    ['ownWriteTest', 'committedAt("S1") == 0'],
  ],
  [
    'parallel-write',
    'PW-5: a write of another term counts',
    'self.role == Leader and term == self.currentTerm and writtenIndex',
    'self.role == Leader and term >= 0 and writtenIndex',
    ['lateWordTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'parallel-write',
    'PW-6: what it waits for is kept',
    'else out.by(Set("PW-6")), writtenIndex: allWritten',
    'else out.by(Set("PW-6")), writtenIndex: writtenIndex',
    ['lateWordTest', 'written.get("S1") == allWritten'],
  ],
  [
    'read-index',
    'RI-3: a leader begins a round before it knows what is committed',
    'if (reads != [] and not(reads.isUnderWay()) and answered.out.server.knowsCommitted())',
    'if (reads != [] and not(reads.isUnderWay()))',
    ['ownTermTest', 'readMessages == Set()'],
  ],
  [
    'read-index',
    'RI-6, RI-14: an answer to an earlier round counts for the one that is under way',
    'answered: state.answered.put(from, round)',
    'answered: state.answered.put(from, state.round)',
    ['lateAnswerTest', 'shown == Set()'],
  ],
  [
    'read-index',
    'RI-13: reads are kept when the leader is lost',
    '...reading, state: noReads,',
    '...reading, state: reading.state,',
    ['lateAnswerTest', 'roundOf("S1") == 0'],
  ],
  [
    'check-quorum',
    'CQ-6: who steps down keeps its leader',
    'unchanged({ ...self.followerState(), leaderId: nobody }).by(Set("CQ-6"))',
    'unchanged(self.followerState()).by(Set("CQ-6"))',
    ['deafLeaderTest', 'now.leaderId == nobody'],
  ],
  [
    'check-quorum',
    'CQ-7: a deposed leader keeps whom it has heard',
    'else if (isDeposed) Set()',
    'else if (isDeposed) contact.heardFrom',
    ['returnTest', 'heardBy("S1") == Set()'],
  ],
  [
    'check-quorum',
    'CQ-2: a lease holds without a leader',
    'self.role == Follower and self.leaderId != nobody and contact.leaseRuns',
    'contact.leaseRuns',
    ['leaseTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'check-quorum',
    'CQ-4: an answer of a stranger counts',
    'if (not(self.isListenedTo(what))) self.step(what).kept(contact)',
    'if (self.isListenedTo(what) and contact == noContact and self.role == Leader) self.step(what).kept(contact)',
    ['foreignTest', 'heardBy("S1") == Set("S1")'],
  ],
  [
    'check-quorum',
    'CQ-12: a pre-vote of a newer term is heeded',
    'if (isRequest and asking::termOfPreVote(message) > self.currentTerm and',
    'if (isRequest and asking::termOfPreVote(message) < self.currentTerm and',
    ['preVoteTest', 'answers(9).out.fired == Set("CQ-12")'],
  ],
  [
    'leadership-transfer',
    'LT-3: a leader that hands over takes commands',
    'if (transferee != nobody and event.isCommand()) self.rejects',
    'if (transferee == self.id and event.isCommand()) self.rejects',
    ['transferTest', 'clauses.subseteq(outcome.fired)'],
  ],
  [
    'leadership-transfer',
    'LT-4: whoever is behind is asked',
    'if (self.matchIndex.get(handing.transferee) != self.lastIndex()) handing',
    'if (handing.transferee == nobody) handing',
    ['behindTest', 'said == []'],
  ],
  [
    'leadership-transfer',
    'LT-5: a TimeoutNow of an older term is obeyed',
    'if (term == out.server.currentTerm and out.server.role == Follower) handing.takesOver()',
    'if (out.server.role == Follower) handing.takesOver()',
    ['lateTest', 'now == was'],
  ],
  [
    'leadership-transfer',
    'LT-7: a deposed leader keeps its target',
    'else { ...handing, transferee: nobody, transferTimer: Stopped }',
    'else { ...handing, transferee: handing.transferee, transferTimer: Stopped }',
    ['deposedTest', 'transfereeOf("S1") == nobody'],
  ],
])('a fault is told by a story of %s: %s', (page, _, from, to, [story = '', text]) => {
  const source = readFileSync(fileOf(page), 'utf8');
  expect(source.split(from)).toHaveLength(2);
  const main = `${page.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())}Stories`;
  const [played] = loadSpec(fileOf(page), main, source.replace(from, to), 'names').test(new RegExp(`^${story}$`));
  expect(played).toMatchObject({ name: story, ok: false, refusal: { text } });
});
