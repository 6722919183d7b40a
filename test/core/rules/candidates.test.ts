import { describe, expect, test } from 'vitest';
import { createServer } from '../../../src/core/server.ts';
import { step } from '../../../src/core/step.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import {
  appendEntries,
  armElectionTimer,
  armHeartbeatTimer,
  candidate,
  chunkOf,
  compacted,
  entriesOf,
  expectFired,
  expectIgnored,
  follower,
  kindsOf,
  leader,
  logOf,
  requestVote,
  send,
  sent,
  snapshotOf,
  stopElectionTimer,
  voteReply,
} from '../arrange.ts';

const timeout: Event = { type: 'timeout', timer: 'election' };
const log = logOf(1, 1, 2);

const request = (term: number, to: string) =>
  requestVote({ from: 'S1', to, term, candidateId: 'S1', lastLogIndex: 3, lastLogTerm: 2 });

describe('an election', () => {
  test('RS-F-2, RS-C-1, RV-3, ST-1, ST-2: begins when a follower hears nothing', () => {
    const before = follower({ currentTerm: 3, log, votedFor: 'S3', leaderId: 'S3' });
    expect(step(before, timeout)).toEqual({
      server: candidate({ currentTerm: 4, log }),
      effects: [
        { type: 'persist', currentTerm: 4, votedFor: 'S1' },
        armElectionTimer,
        send(request(4, 'S2')),
        send(request(4, 'S3')),
      ],
      fired: ['RS-F-2', 'RS-C-1', 'RV-3', 'ST-8'],
    });
  });

  test('RS-C-4, RS-C-1, RV-3: begins again when nobody has won; the votes of before are forgotten', () => {
    const five = { ...candidate({ currentTerm: 4, log, votesGranted: ['S1', 'S2'] }), peers: ['S2', 'S3', 'S4', 'S5'] };
    const after = step(five, timeout);
    expect(after.server).toEqual({ ...five, currentTerm: 5, votesGranted: ['S1'] });
    expect(kindsOf(after)).toEqual(['persist', 'armTimer election', 'send', 'send', 'send', 'send']);
    expect(sent(after)).toContainEqual(request(5, 'S5'));
    expect(after.fired).toEqual(['RS-C-4', 'RS-C-1', 'RV-3', 'ST-8']);
  });

  test('RS-F-2: is none of the leader: its timeout changes nothing', () => {
    const before = leader({ log });
    expectIgnored(before, step(before, timeout));
  });

  test('RV-3: asks with zeros if the log has never held anything', () => {
    expect(sent(step(follower(), timeout))).toMatchObject([
      { to: 'S2', lastLogIndex: 0, lastLogTerm: 0 },
      { to: 'S3', lastLogIndex: 0, lastLogTerm: 0 },
    ]);
  });

  test('RV-3, IS-14: asks with the end of the snapshot if that is the end of the log', () => {
    const before = follower({ currentTerm: 3, ...compacted(log, 3, 2) });
    expect(sent(step(before, timeout))).toMatchObject([{ lastLogIndex: 3, lastLogTerm: 2 }, { to: 'S3' }]);
  });
});

describe('a vote that a candidate gets', () => {
  const five = (votesGranted: readonly string[]): Server => ({
    ...candidate({ currentTerm: 4, log, votesGranted }),
    peers: ['S2', 'S3', 'S4', 'S5'],
  });

  test('RS-C-2: is counted; one less than a majority does not lead', () => {
    const after = step(five(['S1']), voteReply({ from: 'S3', term: 4 }));
    expect(after).toEqual({ server: five(['S1', 'S3']), effects: [], fired: ['RS-C-2'] });
  });

  test('RS-C-2: is kept in sorted order, so that the order of arrival makes no difference', () => {
    expect(step(five(['S1', 'S3']), voteReply({ from: 'S2', term: 4 })).server.role).toBe('leader');
    const six = { ...five(['S1', 'S3']), peers: ['S2', 'S3', 'S4', 'S5', 'S6'] };
    expect(step(six, voteReply({ from: 'S2', term: 4 })).server.votesGranted).toEqual(['S1', 'S2', 'S3']);
  });

  test('RS-C-2, D-6: counts once, however often it arrives', () => {
    const before = five(['S1', 'S3']);
    const after = step(before, voteReply({ from: 'S3', term: 4 }));
    expect(after).toEqual({ server: before, effects: [], fired: ['D-6'] });
  });

  test.each([
    ['a refusal', { term: 4, voteGranted: false }],
    ['a vote of an older term', { term: 3 }],
    ['a refusal of an older term', { term: 3, voteGranted: false }],
  ])('RS-C-2, D-6: is not %s', (_, reply) => {
    const before = candidate({ currentTerm: 4 });
    expectIgnored(before, step(before, voteReply(reply)));
  });

  test('RS-C-2, RS-L-1, AE-6, ST-6, ST-7: makes it leader with a majority', () => {
    const before = candidate({ currentTerm: 4, log, commitIndex: 1, lastApplied: 1 });
    const heartbeat = (to: string) =>
      send(appendEntries({ from: 'S1', to, term: 4, prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 1 }));
    expect(step(before, voteReply({ term: 4 }))).toEqual({
      server: leader({
        currentTerm: 4,
        log,
        commitIndex: 1,
        lastApplied: 1,
        followers: { S2: { nextIndex: 4, matchIndex: 0 }, S3: { nextIndex: 4, matchIndex: 0 } },
      }),
      effects: [stopElectionTimer, heartbeat('S2'), heartbeat('S3'), armHeartbeatTimer],
      fired: ['RS-C-2', 'RS-L-1', 'AE-6'],
    });
  });

  test('D-16: changes nothing in the log of the new leader', () => {
    const after = step(candidate({ currentTerm: 4, log }), voteReply({ term: 4 }));
    expect(after.server.log).toBe(log);
    expect(kindsOf(after)).not.toContain('persist');
  });

  test('IS-14, AE-6: a new leader whose log is all snapshot begins behind it', () => {
    const before = candidate({ currentTerm: 4, ...compacted(log, 3, 2) });
    const after = step(before, voteReply({ term: 4 }));
    expect(after.server.nextIndex).toEqual({ S2: 4, S3: 4 });
    expect(sent(after)).toMatchObject([{ type: 'AppendEntries', prevLogIndex: 3, prevLogTerm: 2 }, { to: 'S3' }]);
  });

  test('RS-C-2: makes two of two leader, but not one of two', () => {
    const two = step(createServer({ id: 'S1', servers: ['S1', 'S2'] }), timeout);
    expect(two.server.role).toBe('candidate');
    expect(step(two.server, voteReply()).server.role).toBe('leader');
  });

  test('RS-C-1, RS-C-2: is its own in a cluster of one, which it leads at once', () => {
    const after = step(createServer({ id: 'S1', servers: ['S1'] }), timeout);
    expect(after.server).toMatchObject({ role: 'leader', currentTerm: 1, votedFor: 'S1', leaderId: 'S1' });
    expect(kindsOf(after)).toEqual(['persist', 'armTimer election', 'stopTimer election', 'armTimer heartbeat']);
  });

  test('D-6: comes too late for a leader or a follower', () => {
    for (const before of [leader({ currentTerm: 4 }), follower({ currentTerm: 4 })]) {
      expectIgnored(before, step(before, voteReply({ term: 4 })));
    }
  });
});

describe('a candidate that hears of the leader of its term', () => {
  const before = candidate({ currentTerm: 4, log, votesGranted: ['S1'] });
  const snapshot = snapshotOf(5, 2, 'abcdefgh');

  test('RS-C-3, D-4, RS-F-3: follows it, keeps its vote, and takes the message as a follower', () => {
    const entries = entriesOf([4], 4);
    const after = step(before, appendEntries({ term: 4, prevLogIndex: 3, prevLogTerm: 2, entries }));
    expect(after.server).toMatchObject({
      role: 'follower',
      currentTerm: 4,
      votedFor: 'S1',
      votesGranted: [],
      leaderId: 'S2',
      log: logOf(1, 1, 2, 4),
    });
    expect(kindsOf(after)).toEqual(['persist', 'armTimer election', 'send']);
    expect(after.fired.slice(0, 2)).toEqual(['RS-C-3', 'D-4']);
    expectFired(after, 'AE-4', 'AE-7', 'RS-F-3');
  });

  test('RS-C-3: follows it even if its entries do not fit', () => {
    const after = step(before, appendEntries({ term: 4, prevLogIndex: 9, prevLogTerm: 4 }));
    expect(after.server).toMatchObject({ role: 'follower', votedFor: 'S1', leaderId: 'S2' });
    expectFired(after, 'RS-C-3', 'D-4', 'AE-2', 'RS-F-3');
  });

  test('RS-C-3: follows it if it sends a snapshot', () => {
    const after = step(before, chunkOf(snapshot, 0, 4, { term: 4 }));
    expect(after.server).toMatchObject({ role: 'follower', votedFor: 'S1', leaderId: 'S2' });
    expectFired(after, 'RS-C-3', 'D-4', 'IS-4', 'RS-F-3');
  });

  test('RS-C-3, AE-1, IS-1: does not follow the leader of an older term', () => {
    for (const message of [appendEntries({ term: 3 }), chunkOf(snapshot, 0, 4, { term: 3 })]) {
      const after = step(before, message);
      expect(after.server).toBe(before);
      expect(kindsOf(after)).toEqual(['send']);
    }
  });

  test('D-4: does not vote again in the term in which it stood', () => {
    const yielded = step(before, appendEntries({ term: 4, prevLogIndex: 3, prevLogTerm: 2 })).server;
    const after = step(yielded, requestVote({ from: 'S3', term: 4, lastLogIndex: 9, lastLogTerm: 4 }));
    expect(sent(after)).toMatchObject([{ to: 'S3', voteGranted: false }]);
  });
});
