import { describe, expect, test } from 'vitest';
import { step } from '../../../src/core/step.ts';
import type { AppendEntries, AppendEntriesReply, Event, Server } from '../../../src/core/types.ts';
import {
  appendEntries,
  appendReply,
  armHeartbeatTimer,
  chunkOf,
  compacted,
  entriesOf,
  expectFired,
  expectIgnored,
  expectNotFired,
  kindsOf,
  leader,
  logOf,
  send,
  sent,
  sentTo,
  snapshotOf,
  termsOf,
} from '../arrange.ts';

const heartbeat: Event = { type: 'timeout', timer: 'heartbeat' };
const command: Event = { type: 'clientCommand', command: 'x' };

/** The leader of term 3 of five entries: 1 1 2 3 3. */
const of = (changes: Parameters<typeof leader>[0] = {}): Server =>
  leader({ currentTerm: 3, log: logOf(1, 1, 2, 3, 3), ...changes });

const toS2 = (changes: Partial<AppendEntries>): AppendEntries =>
  appendEntries({ from: 'S1', to: 'S2', term: 3, ...changes });

const reply = (changes: Partial<AppendEntriesReply>): AppendEntriesReply => appendReply({ term: 3, ...changes });

const rejection = (prevLogIndex: number, conflictTerm: number, conflictIndex: number): AppendEntriesReply =>
  reply({ success: false, prevLogIndex, conflictTerm, conflictIndex });

describe('a heartbeat', () => {
  test('RS-L-1, AE-6: goes to every follower, and the timer is armed again', () => {
    const pipelining = { nextIndex: 6, matchIndex: 3, pipelining: true };
    const before = of({ commitIndex: 2, lastApplied: 2, followers: { S2: pipelining, S3: pipelining } });
    const empty = { prevLogIndex: 5, prevLogTerm: 3, leaderCommit: 2 };
    expect(step(before, heartbeat)).toEqual({
      server: before,
      effects: [send(toS2(empty)), send(toS2({ ...empty, to: 'S3' })), armHeartbeatTimer],
      fired: ['RS-L-1', 'AE-6'],
    });
  });

  test('D-14, AE-6: is the probe again while the follower is probed, entries included', () => {
    const before = of({ followers: { S2: { nextIndex: 3 }, S3: { nextIndex: 1 } } });
    const after = step(before, heartbeat);
    expect(sent(after)).toEqual([
      toS2({ prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([2, 3], 3) }),
      toS2({ to: 'S3', prevLogIndex: 0, prevLogTerm: 0, entries: entriesOf([1, 1]) }),
    ]);
    expect(after.server).toEqual(before);
  });

  test('IS-9, RS-L-1: is the current chunk for a follower that needs the snapshot', () => {
    const before = of({
      ...compacted(logOf(1, 1, 2, 3, 3), 3, 2, 'abcdefghij'),
      followers: { S2: { nextIndex: 3, snapshotOffset: 4 }, S3: { nextIndex: 4 } },
    });
    const after = step(before, heartbeat);
    expect(sent(after)).toEqual([
      chunkOf(snapshotOf(3, 2, 'abcdefghij'), 4, 8, { from: 'S1', to: 'S2', term: 3 }),
      toS2({ to: 'S3', prevLogIndex: 3, prevLogTerm: 2, entries: entriesOf([3, 3], 4), leaderCommit: 3 }),
    ]);
    expectFired(after, 'RS-L-1', 'IS-9');
  });
});

describe('a command', () => {
  test('RS-L-2, RS-L-3, ST-3: is written, then sent to the followers that are known to keep up', () => {
    const before = of({ commitIndex: 5, lastApplied: 5, followers: { S2: { matchIndex: 5, pipelining: true } } });
    const entries = [{ term: 3, command: 'x' }];
    const after = step(before, command);
    expect(termsOf(after.server.log)).toEqual([1, 1, 2, 3, 3, 3]);
    expect(after.effects).toEqual([
      { type: 'persist', append: { firstIndex: 6, entries } },
      send(toS2({ prevLogIndex: 5, prevLogTerm: 3, entries, leaderCommit: 5 })),
    ]);
    expect(after.fired).toEqual(['RS-L-2', 'RS-L-3', 'AE-6', 'D-14', 'D-15', 'ST-8']);
    expect(after.server.nextIndex).toEqual({ S2: 7, S3: 6 });
  });

  test('D-14: is not sent ahead to a follower that is probed', () => {
    const after = step(of(), command);
    expect(kindsOf(after)).toEqual(['persist']);
    expect(after.server.nextIndex).toEqual({ S2: 6, S3: 6 });
  });

  test('RS-L-2, RS-L-4: is not committed, and not answered, by the leader alone', () => {
    expect(step(of(), command).server.commitIndex).toBe(0);
    expect(kindsOf(step(of(), command))).not.toContain('reply');
  });

  test('RS-L-2, RS-L-4, RS-A-1: is committed and answered at once in a cluster of one', () => {
    const after = step(leader({ peers: [] }), command);
    expect(after.effects).toEqual([
      { type: 'persist', append: { firstIndex: 1, entries: [{ term: 1, command: 'x' }] } },
      { type: 'apply', index: 1, term: 1, command: 'x' },
      { type: 'reply', index: 1, term: 1 },
    ]);
  });
});

describe('what is under way', () => {
  const ten = logOf(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

  test('D-15, RS-L-3: is cut into messages of maxEntriesPerAppend, maxInFlightEntries ahead at most', () => {
    const before = of({ log: ten, followers: { S2: { nextIndex: 1 } } });
    const after = step(before, reply({ matchIndex: 0 }));
    expect(sent(after)).toEqual([
      toS2({ entries: entriesOf([1, 1]) }),
      toS2({ prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([1, 1], 3) }),
    ]);
    expect(after.server).toMatchObject({ nextIndex: { S2: 5 }, matchIndex: { S2: 0 }, pipelining: { S2: true } });
    expect(after.fired).toContain('D-15');
  });

  test('D-15: goes on as acknowledgements make room', () => {
    const before = of({ log: ten, followers: { S2: { nextIndex: 5, matchIndex: 0, pipelining: true } } });
    expect(sent(step(before, command))).toEqual([]);
    const after = step(before, reply({ matchIndex: 1 }));
    expect(sent(after)).toEqual([toS2({ prevLogIndex: 4, prevLogTerm: 1, entries: entriesOf([1], 5) })]);
    expect(after.server.nextIndex['S2']).toBe(6);
  });

  test('D-15: leaves heartbeats empty when the limit is reached', () => {
    const before = of({ log: ten, followers: { S2: { nextIndex: 5, matchIndex: 0, pipelining: true } } });
    expect(sentTo('S2', step(before, heartbeat))).toEqual([toS2({ prevLogIndex: 4, prevLogTerm: 1 })]);
  });

  test('D-15: is at most maxEntriesPerAppend in a probe, too', () => {
    const before = of({ log: ten, followers: { S2: { nextIndex: 4 } } });
    expect(sentTo('S2', step(before, heartbeat))).toMatchObject([{ entries: entriesOf([1, 1], 4) }]);
  });
});

describe('a success', () => {
  test('RS-L-5, ST-6, ST-7, D-10: moves matchIndex to what the reply says, not to the end of the log', () => {
    const before = of({ followers: { S2: { nextIndex: 6, matchIndex: 1, pipelining: true } } });
    const after = step(before, reply({ prevLogIndex: 1, matchIndex: 3 }));
    expect(after.server).toMatchObject({ nextIndex: { S2: 6 }, matchIndex: { S2: 3 } });
    expectFired(after, 'RS-L-5');
    expect(sent(after)).toEqual([]);
  });

  test('RS-L-5, D-14: turns probing into pipelining, and what is left is sent', () => {
    const before = of({ followers: { S2: { nextIndex: 3 } } });
    const after = step(before, reply({ prevLogIndex: 2, matchIndex: 4 }));
    expect(after.server).toMatchObject({ nextIndex: { S2: 6 }, matchIndex: { S2: 4 }, pipelining: { S2: true } });
    expect(sent(after)).toEqual([toS2({ prevLogIndex: 4, prevLogTerm: 3, entries: entriesOf([3], 5) })]);
    expectFired(after, 'RS-L-5', 'RS-L-3', 'D-14');
  });

  test('D-6: that says no more than is known moves nothing', () => {
    const before = of({ followers: { S2: { nextIndex: 6, matchIndex: 3, pipelining: true } } });
    for (const matchIndex of [3, 2, 0]) {
      const after = step(before, reply({ matchIndex }));
      expect(after.server).toBe(before);
      expect(after).toEqual({ server: before, effects: [], fired: ['D-6'] });
    }
  });

  test('D-6: of an older term is ignored', () => {
    const before = of();
    expectIgnored(before, step(before, reply({ term: 2, matchIndex: 5 })));
  });

  test.each([
    ['no more than is known', 3],
    ['more than was known', 4],
  ])('D-6, RS-L-5: a late one that says %s does not take nextIndex back from where the probe is', (_, matchIndex) => {
    const before = of({ followers: { S2: { nextIndex: 6, matchIndex: 3 } } });
    const after = step(before, reply({ prevLogIndex: 2, matchIndex }));
    expect(after.server).toMatchObject({ matchIndex: { S2: matchIndex }, nextIndex: { S2: 6 } });
    expect(sent(after)).toEqual([]); // nothing that was sent before
  });
});

describe('a rejection', () => {
  test('RS-L-6, D-9, AE-6: goes back to the first index that the follower names, and probes from there at once', () => {
    const before = of();
    const after = step(before, rejection(5, 0, 3));
    expect(after.server).toEqual(of({ followers: { S2: { nextIndex: 3 } } }));
    expect(after.effects).toEqual([send(toS2({ prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([2, 3], 3) }))]);
    expect(after.fired).toEqual(['RS-L-6', 'D-9', 'AE-6']);
  });

  test.each([
    ['goes behind its own last entry of the conflicting term', 5, 1, 1, 3],
    ['goes to where a term begins that it does not have', 5, 4, 2, 2],
    ['never goes above the place that was rejected', 5, 3, 4, 5],
    ['never goes above it for a log that is said to be longer', 5, 0, 99, 5],
    ['goes to the beginning', 5, 4, 1, 1],
  ])('RS-L-6, D-9: %s', (_, prevLogIndex, conflictTerm, conflictIndex, nextIndex) => {
    const after = step(of(), rejection(prevLogIndex, conflictTerm, conflictIndex));
    expect(after.server.nextIndex['S2']).toBe(nextIndex);
  });

  test('RS-L-6: never goes below what the follower has acknowledged', () => {
    const before = of({ followers: { S2: { nextIndex: 6, matchIndex: 3, pipelining: true } } });
    const after = step(before, rejection(5, 0, 1));
    expect(after.server).toMatchObject({ nextIndex: { S2: 4 }, matchIndex: { S2: 3 }, pipelining: { S2: false } });
    expectFired(after, 'RS-L-6');
  });

  test('D-14: turns pipelining into probing: one message, and nextIndex stays until it is answered', () => {
    const before = of({ followers: { S2: { nextIndex: 6, matchIndex: 1, pipelining: true } } });
    const after = step(before, rejection(4, 0, 3));
    expect(sent(after)).toEqual([toS2({ prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([2, 3], 3) })]);
    expect(after.server).toMatchObject({ nextIndex: { S2: 3 }, pipelining: { S2: false } });
    expect(sentTo('S2', step(after.server, command))).toEqual([]);
  });

  test.each([
    ['at what was acknowledged', { nextIndex: 6, matchIndex: 3, pipelining: true }, 3],
    ['below what was acknowledged', { nextIndex: 6, matchIndex: 3, pipelining: true }, 2],
    ['that answers a probe before this one', { nextIndex: 3, matchIndex: 0 }, 4],
    ['below this probe', { nextIndex: 5, matchIndex: 0 }, 3],
    ['of what has not been sent', { nextIndex: 5, matchIndex: 0, pipelining: true }, 5],
  ])('D-6: is old, and ignored, %s', (_, progress, prevLogIndex) => {
    const before = of({ followers: { S2: progress } });
    const after = step(before, rejection(prevLogIndex, 0, 1));
    expect(after.server).toBe(before);
    expect(after).toEqual({ server: before, effects: [], fired: ['D-6'] });
  });

  test('D-6: of an older term is ignored', () => {
    const before = of();
    expectIgnored(before, step(before, reply({ term: 2, success: false, prevLogIndex: 5 })));
  });

  test('IS-9: sends the snapshot if what the follower lacks is in it', () => {
    const before = of({ ...compacted(logOf(1, 1, 2, 3, 3), 3, 2, 'abcdefghij') });
    const chunk = chunkOf(snapshotOf(3, 2, 'abcdefghij'), 0, 4, { from: 'S1', to: 'S2', term: 3 });
    const lacks = step(before, rejection(5, 0, 3));
    expect(lacks.effects).toEqual([send(chunk)]);
    expect(lacks.fired).toEqual(['RS-L-6', 'D-9', 'IS-9']);
    const has = step(before, rejection(5, 0, 4));
    expect(sent(has)).toMatchObject([{ type: 'AppendEntries', prevLogIndex: 3, prevLogTerm: 2 }]);
    expectNotFired(has, 'IS-9');
  });
});

describe('commitment', () => {
  const five = (matchIndex: readonly number[], changes: Partial<Server> = {}) => {
    const peers = ['S2', 'S3', 'S4', 'S5'];
    const followers = Object.fromEntries(
      peers.map((peer, i) => [peer, { nextIndex: 6, matchIndex: matchIndex[i] ?? 0, pipelining: true }]),
    );
    return of({ peers, followers, ...changes });
  };

  test.each([
    ['a minority', [0, 0, 0, 0], 4, 0],
    ['two of five', [0, 0, 0, 0], 5, 0],
    ['three of five', [0, 5, 0, 0], 5, 5],
    ['three of five, to different lengths', [0, 4, 0, 0], 5, 4],
    ['all of five', [0, 5, 5, 4], 5, 5],
  ])('RS-L-4: %s', (_, known, matchIndex, commitIndex) => {
    const after = step(five(known), reply({ matchIndex }));
    expect(after.server).toMatchObject({ commitIndex, lastApplied: commitIndex });
    if (commitIndex > 0) expectFired(after, 'RS-L-4', 'RS-A-1');
    else expectNotFired(after, 'RS-L-4', 'RS-A-1');
  });

  test('RS-L-4: an entry of an earlier term is not committed by counting, on however many servers it is', () => {
    const after = step(five([0, 3, 3, 3]), reply({ matchIndex: 3 }));
    expect(after.server.commitIndex).toBe(0);
    expectNotFired(after, 'RS-L-4');
  });

  test('RS-L-4: it is committed together with one of the current term behind it', () => {
    const after = step(five([0, 4, 3, 3]), reply({ matchIndex: 4 }));
    expect(after.server.commitIndex).toBe(4);
    expect(after.effects.filter(({ type }) => type === 'apply')).toHaveLength(4);
  });

  test('RS-L-4: commitIndex does not go back, and nothing is done twice', () => {
    const after = step(five([0, 4, 0, 0], { commitIndex: 5, lastApplied: 5 }), reply({ matchIndex: 4 }));
    expect(after.server.commitIndex).toBe(5);
    expectNotFired(after, 'RS-L-4', 'RS-A-1');
  });

  test('RS-L-4, AE-5: the followers learn of it with the next message', () => {
    const { server } = step(five([0, 5, 0, 0]), reply({ matchIndex: 5 }));
    expect(sent(step(server, heartbeat))).toMatchObject([
      ...[{ leaderCommit: 5 }, { leaderCommit: 5 }],
      ...[{ leaderCommit: 5 }, { leaderCommit: 5 }],
    ]);
  });
});
