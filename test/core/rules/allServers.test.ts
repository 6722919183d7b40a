import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import type { Message } from '../../../src/core/types.ts';
import {
  answer,
  appendEntries,
  appendReply,
  armElectionTimer,
  candidate,
  chunkOf,
  compacted,
  entriesOf,
  expectFired,
  expectIgnored,
  expectNotFired,
  follower,
  kindsOf,
  leader,
  logOf,
  requestVote,
  send,
  sent,
  snapshotOf,
  snapshotReply,
  stopHeartbeatTimer,
  voteReply,
} from '../arrange.ts';

const snapshot = snapshotOf(3, 1, 'abcdefgh');

const messagesOfTerm = (term: number): readonly Message[] => [
  requestVote({ term }),
  voteReply({ term, voteGranted: false }),
  appendEntries({ term }),
  appendReply({ term, success: false }),
  chunkOf(snapshot, 0, 4, { term }),
  snapshotReply(snapshot, { term }),
];

describe('a message of a newer term', () => {
  const servers = [
    follower({ currentTerm: 4, votedFor: 'S3', leaderId: 'S3' }),
    candidate({ currentTerm: 4, votesGranted: ['S1', 'S2'] }),
    leader({ currentTerm: 4 }),
  ];

  test.each(messagesOfTerm(5))('RS-A-2, ST-1, ST-2: is adopted by every role: $type', (message) => {
    for (const server of servers) {
      const { server: after, effects, fired } = step(server, message);
      const vote = message.type === 'RequestVote' ? 'S2' : null;
      expect(after).toMatchObject({ role: 'follower', currentTerm: 5, votedFor: vote, votesGranted: [] });
      expect(after).toMatchObject({ nextIndex: {}, matchIndex: {}, pipelining: {}, snapshotOffset: {} });
      expect(effects[0]).toEqual({ type: 'persist', currentTerm: 5, votedFor: vote });
      expect(fired[0]).toBe('RS-A-2');
      expect(fired.at(-1)).toBe('ST-8');
    }
  });

  test.each(messagesOfTerm(4))('RS-A-2: one of the same term is not newer: $type', (message) => {
    for (const server of servers) {
      const after = step(server, message);
      expect(after.server.currentTerm).toBe(4);
      expectNotFired(after, 'RS-A-2', 'ST-8');
    }
  });

  test('RS-A-2, CL-1: makes the server forget the leader it knew', () => {
    expect(step(follower({ leaderId: 'S3' }), voteReply({ term: 2 })).server.leaderId).toBeNull();
    expect(step(follower({ leaderId: 'S3' }), appendEntries({ term: 2 })).server.leaderId).toBe('S2');
  });

  test('RS-A-2, RS-F-3: makes a leader exchange its timers; the timer of others runs on', () => {
    const reply = voteReply({ term: 5, voteGranted: false });
    const write = { type: 'persist', currentTerm: 5, votedFor: null };
    expect(servers.map((server) => step(server, reply).effects)).toEqual([
      [write],
      [write],
      [write, stopHeartbeatTimer, armElectionTimer],
    ]);
  });

  test('RS-A-2, SP-2: leaves log, snapshot and what is committed and applied as they are', () => {
    const before = leader({ ...compacted(logOf(1, 1, 1), 2, 1), currentTerm: 4 });
    const { log, snapshot, commitIndex, lastApplied } = before;
    expect(step(before, voteReply({ term: 9 })).server).toMatchObject({ log, snapshot, commitIndex, lastApplied });
  });

  test('RS-A-2, ST-8: is written together with the vote that it is adopted for', () => {
    expect(step(candidate({ currentTerm: 4 }), requestVote({ term: 5 })).effects).toEqual([
      { type: 'persist', currentTerm: 5, votedFor: 'S2' },
      armElectionTimer,
      send(answer(voteReply({ term: 5 }))),
    ]);
  });

  test('RS-A-2, ST-8: is written together with the entries that come with it', () => {
    const entries = entriesOf([5]);
    expect(step(follower({ currentTerm: 4 }), appendEntries({ term: 5, entries })).effects[0]).toEqual({
      type: 'persist',
      currentTerm: 5,
      votedFor: null,
      append: { firstIndex: 1, entries },
    });
  });
});

describe('a request', () => {
  const log = logOf(1, 1, 1);
  const requests = (term: number): readonly Message[] => [
    requestVote({ term }),
    requestVote({ term, lastLogTerm: 9 }),
    appendEntries({ term }),
    appendEntries({ term, prevLogIndex: 9, prevLogTerm: 9 }),
    chunkOf(snapshot, 0, 4, { term }),
    chunkOf(snapshot, 4, 8, { term }),
    chunkOf(snapshot, 0, 8, { term }),
    chunkOf({ ...snapshot, checksum: 1 }, 0, 8, { term }),
  ];

  test('RS-F-1: gets exactly one reply, with the current term, from a follower', () => {
    for (const term of [2, 3, 4]) {
      for (const request of requests(term)) {
        const after = step(follower({ currentTerm: 3, log }), request);
        expect(sent(after)).toEqual([
          expect.objectContaining({ type: `${request.type}Reply`, from: 'S1', to: 'S2', term: Math.max(3, term) }),
        ]);
        expectFired(after, 'RS-F-1');
      }
    }
  });

  test('RS-F-1, D-19: gets one from candidates and leaders too, unless it comes from a second leader', () => {
    for (const request of [...requests(2), ...requests(4)]) {
      expect(sent(step(candidate({ currentTerm: 3, log }), request))).toHaveLength(1);
      expect(sent(step(leader({ currentTerm: 3, log }), request))).toHaveLength(1);
    }
    for (const request of requests(3)) {
      expect(sent(step(candidate({ currentTerm: 3, log }), request))).toHaveLength(1);
      expect(sent(step(leader({ currentTerm: 3, log }), request))).toHaveLength(request.type === 'RequestVote' ? 1 : 0);
    }
  });

  test('RS-F-1: replies get no reply', () => {
    const before = follower({ currentTerm: 3 });
    for (const message of messagesOfTerm(3).filter(({ type }) => type.endsWith('Reply'))) {
      expectIgnored(before, step(before, message));
    }
  });
});

describe('a second leader of one term', () => {
  test('D-19: means nothing to the first', () => {
    const before = leader({ currentTerm: 3, log: logOf(1, 3) });
    for (const message of [appendEntries({ term: 3, entries: entriesOf([3]) }), chunkOf(snapshot, 0, 8, { term: 3 })]) {
      const after = step(before, message);
      expect(after.server).toBe(before);
      expect(after.effects).toEqual([]);
    }
  });
});

describe('what is committed', () => {
  const log = logOf(1, 1, 2, 2);

  test('RS-A-1, ST-5: is applied in order, each entry once, none left out', () => {
    const before = follower({ currentTerm: 2, log, commitIndex: 1, lastApplied: 1 });
    const after = step(before, appendEntries({ term: 2, prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 3 }));
    expect(after.server).toMatchObject({ commitIndex: 3, lastApplied: 3 });
    expect(after.effects.filter(({ type }) => type === 'apply')).toEqual([
      { type: 'apply', index: 2, term: 1, command: '2@1' },
      { type: 'apply', index: 3, term: 2, command: '3@2' },
    ]);
    expectFired(after, 'RS-A-1');
  });

  test('RS-A-1: is not applied again', () => {
    const before = follower({ currentTerm: 2, log, commitIndex: 3, lastApplied: 3 });
    const after = step(before, appendEntries({ term: 2, prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 3 }));
    expect(kindsOf(after)).not.toContain('apply');
    expectNotFired(after, 'RS-A-1');
  });

  test('RS-A-1, ST-8: is written before it is applied', () => {
    const entries = entriesOf([1, 1]);
    const after = step(follower(), appendEntries({ entries, leaderCommit: 2 }));
    expect(kindsOf(after)).toEqual(['persist', 'armTimer election', 'send', 'apply', 'apply']);
  });

  test('RS-A-1, RS-L-2: is answered by the leader if it is of its own term', () => {
    const before = leader({ currentTerm: 2, log, followers: { S2: { nextIndex: 5, pipelining: true } } });
    const after = step(before, appendReply({ term: 2, prevLogIndex: 2, matchIndex: 4 }));
    expect(after.effects).toEqual([
      { type: 'apply', index: 1, term: 1, command: '1@1' },
      { type: 'apply', index: 2, term: 1, command: '2@1' },
      { type: 'apply', index: 3, term: 2, command: '3@2' },
      { type: 'reply', index: 3, term: 2 },
      { type: 'apply', index: 4, term: 2, command: '4@2' },
      { type: 'reply', index: 4, term: 2 },
    ]);
  });

  test('RS-L-2: is answered by nobody who does not lead', () => {
    const after = step(follower(), appendEntries({ entries: entriesOf([1]), leaderCommit: 1 }));
    expect(kindsOf(after)).not.toContain('reply');
  });
});

describe('a client that asks a server that does not lead', () => {
  const command = { type: 'clientCommand', command: 'x' } as const;

  test.each([
    ['a follower that knows the leader', follower({ leaderId: 'S3' }), 'S3'],
    ['a follower that does not', follower(), null],
    ['a candidate', candidate(), null],
  ])('CL-1: is refused by %s', (_, before, leaderId) => {
    const after = step(before, command);
    expect(after).toEqual({
      server: before,
      effects: [{ type: 'reject', reason: 'notLeader', leaderId }],
      fired: ['CL-1'],
    });
    expect(after.server).toBe(before);
  });

  test('CL-1: learns of the sender of AppendEntries and of InstallSnapshot, not of a candidate', () => {
    expect(step(follower(), appendEntries({ from: 'S3' })).server.leaderId).toBe('S3');
    expect(step(follower(), appendEntries({ from: 'S3', prevLogIndex: 9, prevLogTerm: 9 })).server.leaderId).toBe('S3');
    expect(step(follower(), chunkOf(snapshot, 0, 4, { from: 'S3' })).server.leaderId).toBe('S3');
    expect(step(follower(), requestVote({ from: 'S3' })).server.leaderId).toBeNull();
    expect(step(follower({ currentTerm: 2 }), appendEntries({ from: 'S3' })).server.leaderId).toBeNull();
  });

  test('CL-1: is not refused by a leader', () => {
    expect(kindsOf(step(leader(), command))).toEqual(['persist']);
  });
});
