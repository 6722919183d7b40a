import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import {
  answer,
  armElectionTimer,
  candidate,
  compacted,
  expectFired,
  expectNotFired,
  follower,
  leader,
  logOf,
  requestVote,
  send,
  sent,
  voteReply,
} from '../arrange.ts';

const grant = (term: number) => send(answer(voteReply({ term })));
const refusal = (term: number) => send(answer(voteReply({ term, voteGranted: false })));

describe('a candidate of an older term', () => {
  test('RV-1: is told the current term, and nothing else happens', () => {
    for (const before of [follower({ currentTerm: 3 }), candidate({ currentTerm: 3 }), leader({ currentTerm: 3 })]) {
      const after = step(before, requestVote({ term: 2, lastLogIndex: 9, lastLogTerm: 2 }));
      expect(after).toEqual({ server: before, effects: [refusal(3)], fired: ['RS-F-1', 'RV-1'] });
      expect(after.server).toBe(before);
    }
  });

  test('RV-1: is refused even by the server that voted for it', () => {
    const before = follower({ currentTerm: 3, votedFor: 'S2' });
    expect(step(before, requestVote({ term: 2 })).effects).toEqual([refusal(3)]);
  });
});

describe('a vote', () => {
  test('RV-2, RS-F-3, ST-2: is granted if it is free: written, then the timer restarted, then sent', () => {
    expect(step(follower({ currentTerm: 3 }), requestVote({ term: 3 }))).toEqual({
      server: follower({ currentTerm: 3, votedFor: 'S2' }),
      effects: [{ type: 'persist', currentTerm: 3, votedFor: 'S2' }, armElectionTimer, grant(3)],
      fired: ['RS-F-1', 'RV-2', 'RS-F-3', 'ST-8'],
    });
  });

  test('D-5: is granted again to the same candidate, with nothing to write', () => {
    const before = follower({ currentTerm: 3, votedFor: 'S2' });
    const after = step(before, requestVote({ term: 3 }));
    expect(after).toEqual({
      server: before,
      effects: [armElectionTimer, grant(3)],
      fired: ['RS-F-1', 'RV-2', 'RS-F-3', 'D-5'],
    });
    expect(after.server).toBe(before);
  });

  test('D-5: is not granted again if the log comparison does not hold this time', () => {
    const before = follower({ currentTerm: 3, votedFor: 'S2', log: logOf(1) });
    const after = step(before, requestVote({ term: 3 }));
    expect(after.effects).toEqual([refusal(3)]);
    expectNotFired(after, 'D-5', 'RV-2', 'RS-F-3');
  });

  test('RV-4: is refused if it went to another, and the timer runs on', () => {
    const before = follower({ currentTerm: 3, votedFor: 'S3' });
    const after = step(before, requestVote({ term: 3, lastLogIndex: 9, lastLogTerm: 3 }));
    expect(after).toEqual({ server: before, effects: [refusal(3)], fired: ['RS-F-1', 'RV-4'] });
    expect(after.server).toBe(before);
  });

  test('RV-4: is refused by the candidates and the leader of the term, who voted for themselves', () => {
    for (const before of [candidate({ currentTerm: 3 }), leader({ currentTerm: 3 })]) {
      const after = step(before, requestVote({ term: 3, lastLogIndex: 9, lastLogTerm: 3 }));
      expect(after).toEqual({ server: before, effects: [refusal(3)], fired: ['RS-F-1', 'RV-4'] });
    }
  });

  test('RV-4, RS-F-3: a refusal for an old log leaves the vote free, after a newer term too', () => {
    const before = follower({ currentTerm: 3, log: logOf(1, 1) });
    expect(step(before, requestVote({ term: 3, lastLogIndex: 1, lastLogTerm: 1 })).server.votedFor).toBeNull();
    expect(step(before, requestVote({ term: 4, lastLogIndex: 1, lastLogTerm: 1 }))).toMatchObject({
      server: { currentTerm: 4, votedFor: null },
      effects: [{ type: 'persist', currentTerm: 4, votedFor: null }, refusal(4)],
      fired: ['RS-A-2', 'RS-F-1', 'RV-4', 'ST-8'],
    });
  });

  test('ST-2, D-4: is given once in a term', () => {
    const voted = step(follower(), requestVote({ from: 'S2' })).server;
    const after = step(voted, requestVote({ from: 'S3' }));
    expect(after.server.votedFor).toBe('S2');
    expect(sent(after)).toEqual([voteReply({ from: 'S1', to: 'S3', voteGranted: false })]);
  });

  test('ST-2: is given to the candidate that the message names', () => {
    expect(step(follower(), requestVote({ from: 'S3' })).server.votedFor).toBe('S3');
  });
});

describe('a log that is at least as up-to-date', () => {
  const log = logOf(1, 3, 3); // ends with term 3 at index 3

  test.each([
    ['the same last entry', 3, 3, true],
    ['a longer log of the same last term', 4, 3, true],
    ['a shorter log of the same last term', 2, 3, false],
    ['an empty log', 0, 0, false],
  ])('RV-2, RV-4: %s', (_, lastLogIndex, lastLogTerm, voteGranted) => {
    const after = step(follower({ currentTerm: 5, log }), requestVote({ term: 5, lastLogIndex, lastLogTerm }));
    expect(sent(after)).toMatchObject([{ voteGranted }]);
    expectNotFired(after, 'D-3');
  });

  test.each([
    ['a later last term, though the log is shorter', 1, 4, true],
    ['an earlier last term, though the log is longer', 99, 2, false],
  ])('D-3: %s', (_, lastLogIndex, lastLogTerm, voteGranted) => {
    const after = step(follower({ currentTerm: 5, log }), requestVote({ term: 5, lastLogIndex, lastLogTerm }));
    expect(sent(after)).toMatchObject([{ voteGranted }]);
    expectFired(after, 'D-3');
  });

  test.each([
    ['a later last term and a log as long', 3, 4, true],
    ['an earlier last term and a log as long', 3, 2, false],
    ['a later last term and a longer log', 4, 4, true],
    ['an earlier last term and a shorter log', 2, 2, false],
  ])('RV-2, RV-4: %s', (_, lastLogIndex, lastLogTerm, voteGranted) => {
    const after = step(follower({ currentTerm: 5, log }), requestVote({ term: 5, lastLogIndex, lastLogTerm }));
    expect(sent(after)).toMatchObject([{ voteGranted }]);
    expectNotFired(after, 'D-3');
  });

  test('RV-2: an empty log is up to date with an empty one', () => {
    expect(sent(step(follower(), requestVote()))).toMatchObject([{ voteGranted: true }]);
  });

  test('IS-14: a log that is all snapshot ends where the snapshot ends', () => {
    const before = follower({ currentTerm: 5, ...compacted(log, 3, 3) });
    const granted = (lastLogIndex: number, lastLogTerm: number) =>
      sent(step(before, requestVote({ term: 5, lastLogIndex, lastLogTerm })));
    expect(granted(3, 3)).toMatchObject([{ voteGranted: true }]);
    expect(granted(2, 3)).toMatchObject([{ voteGranted: false }]);
    expect(granted(9, 2)).toMatchObject([{ voteGranted: false }]);
  });

  test('D-3: whether the entries are committed plays no part', () => {
    const before = follower({ currentTerm: 5, log, commitIndex: 3, lastApplied: 3 });
    expect(sent(step(before, requestVote({ term: 5, lastLogIndex: 1, lastLogTerm: 4 })))).toMatchObject([
      { voteGranted: true },
    ]);
  });
});
