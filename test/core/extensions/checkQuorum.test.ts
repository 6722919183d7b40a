import { describe, expect, test } from 'vitest';
import { type CheckQuorumState, checkQuorum, contactOf } from '../../../src/core/extensions/checkQuorum.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { timers } from '../../../src/core/extensions/timers.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import { createServer, durable } from '../../../src/core/server.ts';
import type { ExtensionId, Message, Server, TimerName } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const protocol = weave([checkQuorum]);
const { step } = protocol;

const withPage = (server: Server, state: Partial<CheckQuorumState>): Server => ({
  ...server,
  extensions: { 'check-quorum': { heardFrom: [], leaseRuns: false, ...state } },
});
const leader = (heardFrom: readonly string[] = ['S1'], changes: Parameters<typeof arrange.leader>[0] = {}): Server =>
  withPage(arrange.leader(changes), { heardFrom });
/** A follower that hears S2. */
const hearing = (changes: Partial<Server> = {}): Server =>
  withPage(arrange.follower({ leaderId: 'S2', ...changes }), { leaseRuns: true });
const timeout = (timer: TimerName) => ({ type: 'timeout', timer }) as const;
const five = ['S2', 'S3', 'S4', 'S5'];

test('CQ-1, CQ-2: a server that starts has heard nobody', () => {
  const storage = durable(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] }));
  expect(contactOf(protocol.restart(storage))).toEqual({ heardFrom: [], leaseRuns: false });
});

test('CQ-3, CQ-8: its timers run for an election timeout, and for the shortest of them', () => {
  expect([timers.quorum, timers.lease]).toMatchObject([
    { clause: 'CQ-3', length: 'electionTimeout' },
    { clause: 'CQ-8', length: 'minimumElectionTimeout' },
  ]);
});

describe('a leader', () => {
  test('CQ-3, CQ-1: begins to count at itself, and looks at it after a timeout', () => {
    const done = step(withPage(arrange.candidate(), {}), arrange.voteReply());
    expect(done.server.role).toBe('leader');
    expect(contactOf(done.server).heardFrom).toEqual(['S1']);
    expect(arrange.kindsOf(done)).toEqual([
      ...['stopTimer election', 'send', 'send', 'armTimer heartbeat', 'armTimer quorum'],
    ]);
    arrange.expectFired(done, 'RS-C-2', 'CQ-3');
  });

  test.each<[string, Message]>([
    ['accepted', arrange.appendReply()],
    ['rejected', arrange.appendReply({ success: false, prevLogIndex: 0 })],
    ['that its chunk has come', arrange.snapshotReply({ lastIncludedIndex: 1, checksum: 0 })],
  ])('CQ-4: hears a follower that says %s, and does what it did before', (_, reply) => {
    const done = step(leader(), reply);
    const without = weave([]).step(arrange.leader(), reply);
    expect(contactOf(done.server).heardFrom).toEqual(['S1', 'S2']);
    expect({ ...done.server, extensions: undefined }).toEqual({ ...without.server, extensions: undefined });
    expect(done.effects).toEqual(without.effects);
    expect(done.fired).toEqual(['CQ-4', ...without.fired]);
  });

  test('CQ-4, CQ-1: counts a follower once', () => {
    const done = step(leader(['S1', 'S2']), arrange.appendReply());
    expect(contactOf(done.server).heardFrom).toEqual(['S1', 'S2']);
    arrange.expectNotFired(done, 'CQ-4');
  });

  test('CQ-4: does not count answers of older terms, nor votes', () => {
    const before = leader(['S1'], { currentTerm: 3 });
    arrange.expectIgnored(before, step(before, arrange.appendReply({ term: 2 })));
    arrange.expectIgnored(before, step(before, arrange.voteReply({ term: 3 })));
  });

  test('CQ-5: that a majority has answered counts anew', () => {
    const done = step(leader(['S1', 'S3']), timeout('quorum'));
    expect([done.server.role, contactOf(done.server).heardFrom]).toEqual(['leader', ['S1']]);
    expect(arrange.kindsOf(done)).toEqual(['armTimer quorum']);
    expect(done.fired).toEqual(['CQ-5']);
  });

  test('CQ-5: that is alone in its cluster is a majority', () => {
    expect(step(leader(['S1'], { peers: [] }), timeout('quorum')).server.role).toBe('leader');
  });

  test('CQ-6: that no majority has answered follows nobody, in the same term and with the same vote', () => {
    const { server, ...done } = step(leader(['S1', 'S2'], { peers: five }), timeout('quorum'));
    expect(server).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 'S1', leaderId: null });
    expect([server.nextIndex, server.matchIndex, contactOf(server).heardFrom]).toEqual([{}, {}, []]);
    expect(arrange.kindsOf({ server, ...done })).toEqual(['stopTimer heartbeat', 'armTimer election']);
    expect(done.fired).toEqual(['CQ-6']);
  });

  test('CQ-6: that has stepped down tells clients that nobody is known to lead, and leads no more in its term', () => {
    const down = step(leader(), timeout('quorum')).server;
    const asked = step(down, { type: 'clientCommand', command: 'x' });
    expect(asked.effects).toEqual([{ type: 'reject', reason: 'notLeader', leaderId: null }]);
    expect(step(down, arrange.appendReply()).server).toBe(down);
    expect(step(down, timeout('election')).server.currentTerm).toBe(2);
  });

  test.each<[string, Message]>([
    ['a leader', arrange.appendEntries({ term: 2 })],
    ['a snapshot', arrange.chunkOf(arrange.snapshotOf(1, 1, 'a'), 0, 1, { term: 2 })],
    ['a rejection', arrange.appendReply({ term: 2, success: false })],
    ['an answer about a snapshot', arrange.snapshotReply({ lastIncludedIndex: 1, checksum: 0 }, { term: 2 })],
    ['a voter', arrange.voteReply({ term: 2, voteGranted: false })],
  ])('CQ-7, CQ-11: steps down for %s of a newer term, and forgets whom it has heard', (_, message) => {
    const done = step(leader(['S1', 'S2', 'S3']), message);
    expect(done.server).toMatchObject({ role: 'follower', currentTerm: 2 });
    expect(contactOf(done.server).heardFrom).toEqual([]);
    expect(arrange.kindsOf(done)).toContain('stopTimer quorum');
    arrange.expectFired(done, 'RS-A-2', 'CQ-7', 'CQ-11');
  });

  test('CQ-10: takes no notice of a candidate of a newer term', () => {
    const before = leader();
    arrange.expectIgnored(before, step(before, arrange.requestVote({ term: 9 })), 'CQ-10');
  });

  test('CQ-10, RV-1, RV-4: answers candidates of its own term and of older ones', () => {
    expect(arrange.sent(step(leader(), arrange.requestVote({ term: 1 })))).toMatchObject([{ voteGranted: false }]);
    expect(arrange.sent(step(leader(), arrange.requestVote({ term: 0 })))).toMatchObject([{ term: 1 }]);
  });
});

describe('a follower', () => {
  test.each<[string, Message]>([
    ['entries', arrange.appendEntries()],
    ['entries that do not fit', arrange.appendEntries({ prevLogIndex: 7, prevLogTerm: 1 })],
    ['a chunk', arrange.chunkOf(arrange.snapshotOf(3, 1, 'abcdef'), 0, 4)],
    ['a whole snapshot', arrange.chunkOf(arrange.snapshotOf(3, 1, 'abc'), 0)],
    ['a corrupt snapshot', arrange.chunkOf({ ...arrange.snapshotOf(3, 1, 'abc'), checksum: 1 }, 0)],
  ])('CQ-8, CQ-2: that gets %s from its leader starts its lease', (_, message) => {
    const done = step(withPage(arrange.follower(), {}), message);
    expect(contactOf(done.server).leaseRuns).toBe(true);
    expect(arrange.kindsOf(done).at(-1)).toBe('armTimer lease');
    arrange.expectFired(done, 'CQ-8', 'RS-F-3');
    expect(arrange.kindsOf(step(done.server, message))).toContain('armTimer lease');
  });

  test('CQ-8: that gets entries of an older term, or votes, starts none', () => {
    const before = withPage(arrange.follower({ currentTerm: 2 }), {});
    for (const message of [arrange.appendEntries(), arrange.requestVote({ term: 3 })])
      expect(contactOf(step(before, message).server).leaseRuns).toBe(false);
  });

  test('CQ-9: listens to candidates again once the lease has expired, and still knows its leader', () => {
    const done = step(hearing(), timeout('lease'));
    expect([contactOf(done.server).leaseRuns, done.server.leaderId, done.effects]).toEqual([false, 'S2', []]);
    expect(done.fired).toEqual(['CQ-9']);
    expect(arrange.sent(step(done.server, arrange.requestVote({ from: 'S3', term: 9 })))).toMatchObject([
      { term: 9, voteGranted: true },
    ]);
    arrange.expectIgnored(done.server, step(done.server, timeout('lease')));
  });

  test('CQ-9: has its lease run out in whatever role it is by then', () => {
    for (const server of [arrange.candidate(), arrange.leader()])
      expect(contactOf(step(withPage(server, { leaseRuns: true }), timeout('lease')).server).leaseRuns).toBe(false);
  });

  test('CQ-10: that hears a leader takes no notice of a candidate of a newer term', () => {
    const before = hearing();
    arrange.expectIgnored(before, step(before, arrange.requestVote({ term: 9 })), 'CQ-10');
  });

  test('CQ-2, CQ-10: that knows no leader obeys, whether the timer runs or not', () => {
    const done = step(hearing({ leaderId: null }), arrange.requestVote({ term: 9 }));
    expect(done.server).toMatchObject({ currentTerm: 9, votedFor: 'S2' });
  });

  test('CQ-10: answers candidates of its own term', () => {
    expect(arrange.sent(step(hearing(), arrange.requestVote({ from: 'S3' })))).toHaveLength(1);
  });

  test('CQ-11: that hears a leader follows the leader of a newer term, and learns of one from replies', () => {
    const newer = step(hearing(), arrange.appendEntries({ from: 'S3', term: 2 })).server;
    expect(newer).toMatchObject({ currentTerm: 2, leaderId: 'S3' });
    expect(step(hearing(), arrange.voteReply({ term: 2 })).server).toMatchObject({ currentTerm: 2, leaderId: null });
  });
});

describe('beside pre-vote', () => {
  const preVoteOf = (changes: Partial<Message> = {}): Message =>
    ({ ...arrange.requestVote({ from: 'S3' }), type: 'PreVote', ...changes }) as Message;

  describe.each<[string, readonly ExtensionId[]]>([
    ['after', ['pre-vote', 'check-quorum']],
    ['before', ['check-quorum', 'pre-vote']],
  ])('woven %s it', (_, pages) => {
    const woven = protocolWith(pages);
    const both = (server: Server, preVotesGranted: readonly string[] = []): Server => ({
      ...server,
      extensions: { ...server.extensions, 'pre-vote': { preVotesGranted } },
    });

    test('CQ-12: a pre-vote of a newer term is ignored by who hears a leader, and by a leader', () => {
      for (const before of [both(hearing()), both(leader())])
        arrange.expectIgnored(before, woven.step(before, preVoteOf({ term: 9 })), 'CQ-12');
    });

    test('CQ-12, PV-7, PV-5: one of the same term or of an older one is rejected aloud', () => {
      for (const term of [0, 1])
        expect(arrange.sent(woven.step(both(hearing()), preVoteOf({ term })))).toMatchObject([
          { type: 'PreVoteReply', term: 1, preVoteGranted: false },
        ]);
    });

    test('CQ-6, PV-6: a leader that has stepped down grants pre-votes at once', () => {
      const down = woven.step(both(leader()), timeout('quorum')).server;
      expect(arrange.sent(woven.step(down, preVoteOf()))).toMatchObject([{ preVoteGranted: true }]);
    });

    test('CQ-7: a leader steps down for the answer to a pre-vote of a newer term', () => {
      const reply = { type: 'PreVoteReply', from: 'S2', to: 'S1', term: 2, preVoteGranted: false } as const;
      const done = woven.step(both(leader()), reply);
      expect([done.server.role, contactOf(done.server).heardFrom]).toEqual(['follower', []]);
      arrange.expectFired(done, 'CQ-7', 'CQ-11');
    });

    test('CQ-2, PV-2: a server that asks hears nobody, and its lease runs out like any other', () => {
      const asks = woven.step(both(hearing()), timeout('election')).server;
      expect(asks.role).toBe('preCandidate');
      expect(woven.step(asks, arrange.requestVote({ term: 9 })).server.currentTerm).toBe(9);
      expect(contactOf(woven.step(asks, timeout('lease')).server).leaseRuns).toBe(false);
    });

    test('CQ-12, CQ-13: has clauses that mean nothing without it', () => {
      expect(woven.clauses.filter((id) => !protocol.clauses.includes(id) && id.startsWith('CQ-'))).toEqual([
        'CQ-12',
        'CQ-13',
      ]);
    });
  });
});

test.each<[string, readonly ExtensionId[]]>([
  ['after', ['parallel-write', 'check-quorum']],
  ['before', ['check-quorum', 'parallel-write']],
])('CQ-6, PW-6: a leader that steps down forgets its writes, with the page woven %s parallel write', (_, pages) => {
  const before = { ...leader(), extensions: { ...leader().extensions, 'parallel-write': { writtenIndex: 0 } } };
  const done = protocolWith(pages).step(before, timeout('quorum'));
  expect(done.server.extensions?.['parallel-write']).toEqual({ writtenIndex: null });
  expect(done.fired).toEqual(['CQ-6', 'PW-6']);
});
