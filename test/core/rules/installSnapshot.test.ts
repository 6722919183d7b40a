import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../src/core/checksum.ts';
import { compactTo, emptyLog } from '../../../src/core/log.ts';
import { durable, restart } from '../../../src/core/server.ts';
import { step } from '../../../src/core/step.ts';
import type { InstallSnapshot, Message, Server } from '../../../src/core/types.ts';
import {
  appendReply,
  armElectionTimer,
  chunkOf,
  commandsOf,
  compacted,
  expectFired,
  expectIgnored,
  expectNotFired,
  follower,
  kindsOf,
  leader,
  logOf,
  send,
  sent,
  sentTo,
  snapshotOf,
  snapshotReply,
} from '../arrange.ts';

/** Up to index 4 of term 2, in three chunks: abcd efgh ij. */
const snapshot = snapshotOf(4, 2, 'abcdefghij');
const { lastIncludedIndex, lastIncludedTerm, checksum } = snapshot;

const first = chunkOf(snapshot, 0, 4, { term: 3 });
const second = chunkOf(snapshot, 4, 8, { term: 3 });
const third = chunkOf(snapshot, 8, 10, { term: 3 });
const whole = chunkOf(snapshot, 0, 10, { term: 3 });

/** What has arrived when so much has. */
const incoming = (data: string) => ({ lastIncludedIndex, lastIncludedTerm, checksum, data });

const reply = (offset: number, done = false) =>
  send(snapshotReply(snapshot, { from: 'S1', to: 'S2', term: 3, offset, done }));

const after = (server: Server, ...messages: readonly Message[]): Server =>
  messages.reduce((before, message) => step(before, message).server, server);

const before = follower({ currentTerm: 3, log: logOf(1), commitIndex: 1, lastApplied: 1 });

describe('a leader of an older term', () => {
  test('IS-1: is told the current term, and nothing else happens', () => {
    const collecting = { ...before, incomingSnapshot: incoming('abcd') };
    const refused = step(collecting, { ...second, term: 2 });
    expect(refused).toEqual({ server: collecting, effects: [reply(0)], fired: ['RS-F-1', 'IS-1'] });
    expect(refused.server).toBe(collecting);
  });

  test('IS-1: is refused even if it brings everything', () => {
    expect(step(before, { ...whole, term: 2 }).server).toBe(before);
  });
});

describe('a snapshot that arrives in chunks', () => {
  test('IS-2, IS-3, IS-4, RS-F-3, D-11: begins with offset 0; the answer says what comes next', () => {
    expect(step(before, first)).toEqual({
      server: { ...before, leaderId: 'S2', incomingSnapshot: incoming('abcd') },
      effects: [armElectionTimer, reply(4)],
      fired: ['RS-F-1', 'RS-F-3', 'IS-2', 'IS-3', 'IS-4'],
    });
  });

  test('IS-3, IS-4: goes on at its offset', () => {
    const next = step(after(before, first), second);
    expect(next.server.incomingSnapshot).toEqual(incoming('abcdefgh'));
    expect(next.effects).toEqual([armElectionTimer, reply(8)]);
    expectFired(next, 'IS-3', 'IS-4');
    expectNotFired(next, 'IS-2');
  });

  test('IS-4: touches nothing but itself until it is complete', () => {
    const { log, commitIndex, lastApplied, snapshot } = before;
    expect(after(before, first, second)).toMatchObject({ log, commitIndex, lastApplied, snapshot });
    expect(durable(after(before, first, second))).toEqual(durable(before));
  });

  test('IS-5, IS-7, IS-8, ST-8: is saved, then restored, then acknowledged', () => {
    const installed = step(after(before, first, second), third);
    expect(installed).toEqual({
      server: {
        ...before,
        leaderId: 'S2',
        snapshot,
        log: emptyLog(4, 2),
        commitIndex: 4,
        lastApplied: 4,
        incomingSnapshot: null,
      },
      effects: [
        { type: 'persist', snapshot },
        { type: 'restoreSnapshot', snapshot },
        armElectionTimer,
        reply(10, true),
      ],
      fired: ['RS-F-1', 'RS-F-3', 'IS-3', 'D-12', 'IS-5', 'IS-7', 'IS-8', 'ST-8'],
    });
  });

  test('IS-2, IS-5: may come in one piece, or hold nothing at all', () => {
    const installed = step(before, whole);
    expect(installed.server).toMatchObject({ snapshot, lastApplied: 4, incomingSnapshot: null });
    expectFired(installed, 'IS-2', 'IS-3', 'IS-5');
    const nothing = snapshotOf(4, 2, '');
    expect(step(before, chunkOf(nothing, 0, 0, { term: 3 })).server).toMatchObject({
      snapshot: nothing,
      lastApplied: 4,
    });
  });

  test.each<[string, readonly InstallSnapshot[], number, string]>([
    ['the first one twice', [first, first], 4, 'abcd'],
    ['the second one twice', [first, second, second], 8, 'abcdefgh'],
    ['the first one again after the second', [first, second, first], 8, 'abcdefgh'],
    ['the second one without the first', [second], 0, ''],
    ['the last one without the second', [first, third], 4, 'abcd'],
    ['the last one alone', [third], 0, ''],
  ])('IS-3: takes no chunk twice and leaves no gap: %s', (_, chunks, offset, data) => {
    const server = after(before, ...chunks.slice(0, -1));
    const { server: next, effects } = step(server, chunks.at(-1) as InstallSnapshot);
    expect(next.incomingSnapshot).toEqual(data === '' ? null : incoming(data));
    expect(effects).toEqual([armElectionTimer, reply(offset)]);
    expect(after(next, first, second, third).snapshot).toEqual(snapshot);
  });

  test('IS-3: is complete however the chunks are cut', () => {
    const server = after(before, chunkOf(snapshot, 0, 1, { term: 3 }), chunkOf(snapshot, 1, 9, { term: 3 }));
    expect(after(server, chunkOf(snapshot, 9, 10, { term: 3 })).snapshot).toEqual(snapshot);
  });

  test('D-18: may be cut between the halves of a character', () => {
    const smile = snapshotOf(4, 2, 'a\ud83d\ude00');
    const server = after(before, chunkOf(smile, 0, 2, { term: 3 }), chunkOf(smile, 2, 3, { term: 3 }));
    expect(server.snapshot).toEqual(smile);
  });

  test('IS-2, ST-9: is lost in a crash; the answer to the next chunk asks for the beginning', () => {
    const restarted = restart(durable(after(before, first)));
    expect(restarted.incomingSnapshot).toBeNull();
    expect(step(restarted, second).effects).toEqual([armElectionTimer, reply(0)]);
    expect(after(restarted, second, first, second, third).snapshot).toEqual(snapshot);
  });

  test.each([
    ['index', snapshotOf(5, 2, 'abcdefghij')],
    ['term', snapshotOf(4, 3, 'abcdefghij')],
    ['data', snapshotOf(4, 2, 'ABCDEFGHIJ')],
  ])('D-12, IS-2: is not mixed with one of another %s', (_, other) => {
    const begun = after(before, first);
    const middle = step(begun, chunkOf(other, 4, 8, { term: 3 }));
    expect(middle.server.incomingSnapshot?.data).toBe('abcd'); // a late chunk costs nothing
    expect(sent(middle)).toMatchObject([{ offset: 0, done: false, checksum: other.checksum }]);
    const beginning = step(begun, chunkOf(other, 0, 4, { term: 3 }));
    expect(beginning.server.incomingSnapshot?.data).toBe(other.data.slice(0, 4));
    expect(after(beginning.server, chunkOf(other, 4, 10, { term: 3 })).snapshot).toEqual(other);
  });

  test('D-12: is gone on with by the next leader, if it sends the same one', () => {
    const fromS3 = { term: 4, from: 'S3', leaderId: 'S3' };
    expect(after(before, first, { ...second, ...fromS3 }, { ...third, ...fromS3 }).snapshot).toEqual(snapshot);
  });

  test('IS-12: is thrown away if its checksum does not fit, and asked for again', () => {
    const corrupted = { ...second, data: 'efXh' };
    const discarded = step(after(before, first, corrupted), third);
    expect(discarded).toEqual({
      server: { ...before, leaderId: 'S2', incomingSnapshot: null },
      effects: [armElectionTimer, reply(0)],
      fired: ['RS-F-1', 'RS-F-3', 'D-12', 'IS-12'],
    });
    expect(after(discarded.server, first, second, third).snapshot).toEqual(snapshot);
  });

  test('IS-12: one that comes in one piece is checked, too', () => {
    expect(kindsOf(step(before, { ...whole, data: 'abcdefghiX' }))).toEqual(['armTimer election', 'send']);
    expectFired(step(before, { ...whole, checksum: checksum ^ 1 }), 'IS-12');
  });
});

describe('what a snapshot makes of the log', () => {
  const installed = (server: Server) => step(server, whole);

  test('IS-6, D-8, IS-8: one that ends inside keeps what follows, and still resets the state machine', () => {
    const server = follower({ currentTerm: 3, log: logOf(1, 1, 2, 2, 2, 3), commitIndex: 3, lastApplied: 3 });
    const kept = installed(server);
    expect(kept.server.log).toEqual(compactTo(server.log, 4, 2));
    expect(commandsOf(kept.server.log)).toEqual(['5@2', '6@3']);
    expect(kept.server).toMatchObject({ commitIndex: 4, lastApplied: 4 });
    expect(kept.effects.slice(0, 2)).toEqual([
      { type: 'persist', snapshot },
      { type: 'restoreSnapshot', snapshot },
    ]);
    expectFired(kept, 'IS-6', 'D-8', 'IS-8');
    expectNotFired(kept, 'IS-7');
  });

  test('IS-6: one that ends where the log ends leaves nothing behind it', () => {
    const kept = installed(follower({ currentTerm: 3, log: logOf(1, 1, 2, 2) }));
    expect(kept.server.log).toEqual(emptyLog(4, 2));
    expectFired(kept, 'IS-6', 'D-8');
  });

  test('IS-7: one whose last entry conflicts takes all of the log, and what follows it, too', () => {
    const discarded = installed(follower({ currentTerm: 3, log: logOf(1, 1, 1, 1, 1, 1) }));
    expect(discarded.server.log).toEqual(emptyLog(4, 2));
    expect(discarded.effects[0]).toEqual({ type: 'persist', snapshot, truncateFrom: 5 });
    expectFired(discarded, 'IS-7', 'IS-8');
    expectNotFired(discarded, 'IS-6', 'D-8');
  });

  test('IS-7: one past the end takes all of it', () => {
    const discarded = installed(follower({ currentTerm: 3, log: logOf(1, 1, 2) }));
    expect(discarded.server.log).toEqual(emptyLog(4, 2));
    expect(discarded.effects[0]).toEqual({ type: 'persist', snapshot });
    expectFired(discarded, 'IS-7');
  });

  test('IS-5: takes the place of an older snapshot', () => {
    const server = follower({ currentTerm: 3, ...compacted(logOf(1, 1, 2), 2, 1) });
    expect(installed(server).server).toMatchObject({ snapshot, log: emptyLog(4, 2) });
  });

  test.each([
    ['ahead of commitIndex by one', 3, 'IS-8'],
    ['at commitIndex', 4, 'D-7'],
    ['behind commitIndex', 5, 'D-7'],
  ] as const)('D-7, IS-5: one %s', (_, commitIndex, clause) => {
    const server = follower({ currentTerm: 3, log: logOf(1, 1, 2, 2, 2), commitIndex, lastApplied: commitIndex });
    expectFired(installed(server), clause);
    expect(installed(server).server.lastApplied).toBe(Math.max(4, commitIndex));
  });

  test('D-7: one that is committed already is acknowledged at any chunk, and ignored', () => {
    const server = follower({ currentTerm: 3, log: logOf(1, 1, 2, 2), commitIndex: 4, lastApplied: 4 });
    for (const [chunk, offset] of [
      [first, 4],
      [second, 8],
      [third, 10],
      [whole, 10],
    ] as const) {
      expect(step(server, chunk)).toEqual({
        server: { ...server, leaderId: 'S2' },
        effects: [armElectionTimer, reply(offset, true)],
        fired: ['RS-F-1', 'RS-F-3', 'D-7'],
      });
    }
  });

  test('D-7: the last chunk that arrives twice is acknowledged twice', () => {
    const installed = after(before, first, second, third);
    expect(step(installed, third).effects).toEqual([armElectionTimer, reply(10, true)]);
  });
});

describe('a leader that sends its snapshot', () => {
  /** The leader of term 3 with index 1 to 4 in its snapshot, 5 and 6 behind it. */
  const of = (changes: Parameters<typeof leader>[0] = {}): Server =>
    leader({ currentTerm: 3, ...compacted(logOf(1, 1, 2, 2, 3, 3), 4, 2), ...changes });
  const ours = (offset: number, end: number) => chunkOf(snapshot, offset, end, { term: 3, from: 'S1', to: 'S2' });
  const wants = (offset: number, changes = {}) => snapshotReply(snapshot, { term: 3, offset, ...changes });
  const lagging = of({ followers: { S2: { nextIndex: 2 } } });

  test('IS-9: sends entries as soon as the one before them is the last of the snapshot', () => {
    const kinds = [4, 5].map((nextIndex) => {
      const [message] = sentTo(
        'S2',
        step(of({ followers: { S2: { nextIndex } } }), { type: 'timeout', timer: 'heartbeat' }),
      );
      return message?.type;
    });
    expect(kinds).toEqual(['InstallSnapshot', 'AppendEntries']);
  });

  test('IS-9, D-14: sends no entries ahead while the follower needs the snapshot', () => {
    const server = of({ followers: { S2: { nextIndex: 4, matchIndex: 3, pipelining: true } } });
    expect(sentTo('S2', step(server, { type: 'clientCommand', command: 'x' }))).toEqual([]);
    expect(sentTo('S2', step(server, { type: 'timeout', timer: 'heartbeat' }))).toEqual([ours(0, 4)]);
  });

  test('IS-10, D-11: sends the next chunk when the last was acknowledged, and marks the last one', () => {
    const one = step(lagging, wants(4));
    expect(one.server.snapshotOffset['S2']).toBe(4);
    expect(one.effects).toEqual([send(ours(4, 8))]);
    expect(one.fired).toEqual(['IS-10', 'D-11']);
    const two = step(one.server, wants(8));
    expect(two.effects).toEqual([send({ ...ours(8, 10), done: true })]);
    expect(sent(one)).toMatchObject([{ done: false }]);
  });

  test('IS-10: the last chunk may be a full one', () => {
    const server = of({ options: { ...lagging.options, snapshotChunkLength: 5 }, followers: { S2: { nextIndex: 2 } } });
    expect(sent(step(server, wants(5)))).toMatchObject([{ data: 'fghij', done: true }]);
  });

  test('IS-10: goes back to what the follower asks for, after a restart of it or a corrupted chunk', () => {
    const server = of({ followers: { S2: { nextIndex: 2, snapshotOffset: 8 } } });
    expect(step(server, wants(0)).effects).toEqual([send(ours(0, 4))]);
  });

  test('IS-10, D-22: sends an unanswered chunk again with the next heartbeat, not before', () => {
    const server = of({ followers: { S2: { nextIndex: 2, snapshotOffset: 4 } } });
    expectIgnored(server, step(server, wants(4)), 'D-22');
    expect(sentTo('S2', step(server, { type: 'timeout', timer: 'heartbeat' }))).toEqual([ours(4, 8)]);
  });

  test.each([
    ['of an older term', { term: 2 }],
    ['about another index', { lastIncludedIndex: 3 }],
    ['about other data', { checksum: checksum ^ 1 }],
  ])('IS-10, D-11, D-6: ignores an answer %s', (_, changes) => {
    expectIgnored(lagging, step(lagging, wants(4, changes)));
  });

  test('D-22: an answer that arrives twice brings one chunk, from the beginning of a transfer to its end', () => {
    let server = lagging;
    const chunks: unknown[] = [];
    for (const offset of [0, 0, 4, 4, 8, 8]) {
      const made = step(server, wants(offset));
      chunks.push(...sent(made));
      server = made.server;
    }
    expect(chunks).toEqual([ours(4, 8), { ...ours(8, 10), done: true }]);
  });

  test('IS-10: ignores an answer of a follower that needs no snapshot any more', () => {
    const server = of({ followers: { S2: { nextIndex: 7, matchIndex: 4, pipelining: true } } });
    expectIgnored(server, step(server, wants(4)));
  });

  test('IS-11, RS-L-3: goes on with entries when the follower has it', () => {
    const done = step(of({ followers: { S2: { nextIndex: 2, snapshotOffset: 8 } } }), wants(10, { done: true }));
    expect(done.server).toMatchObject({
      matchIndex: { S2: 4 },
      nextIndex: { S2: 7 },
      pipelining: { S2: true },
      snapshotOffset: { S2: 0 },
    });
    expect(sent(done)).toMatchObject([{ type: 'AppendEntries', prevLogIndex: 4, prevLogTerm: 2 }]);
    expectFired(done, 'IS-11', 'RS-L-3');
  });

  test('IS-11, ST-7: never goes back, and never past what the answer names', () => {
    const ahead = of({ followers: { S2: { nextIndex: 7, matchIndex: 4, pipelining: true } } });
    expect(step(ahead, wants(10, { done: true }))).toEqual({ server: ahead, effects: [], fired: ['D-6'] });
    const older = step(lagging, wants(10, { done: true, lastIncludedIndex: 2 }));
    expect(older.server).toMatchObject({ matchIndex: { S2: 2 }, nextIndex: { S2: 3 } });
    expect(sent(older)).toEqual([]);
  });

  test('IS-11, D-6: an acknowledgement of an older term is ignored', () => {
    expectIgnored(lagging, step(lagging, wants(10, { term: 2, done: true })));
  });

  test('IS-11, RS-L-4: counts towards a majority', () => {
    const server = of({ log: compactTo(logOf(1, 1, 2, 3, 3, 3), 4, 3), commitIndex: 4, lastApplied: 4 });
    const counted = step(
      { ...server, nextIndex: { S2: 5, S3: 5 } },
      appendReply({ term: 3, prevLogIndex: 4, matchIndex: 6 }),
    );
    expect(counted.server.commitIndex).toBe(6);
  });

  describe('that has made a newer one in the middle of a transfer', () => {
    const server = of({ commitIndex: 6, lastApplied: 6, followers: { S2: { nextIndex: 2, snapshotOffset: 4 } } });
    const newer = step(server, { type: 'compact', index: 6, data: 'klmnopqrst' }).server;
    const beat = { type: 'timeout', timer: 'heartbeat' } as const;
    const first = { lastIncludedIndex: 6, offset: 0, data: 'klmn' };

    test('IS-10: goes on with the one that the transfer began with', () => {
      expect(sentTo('S2', step(newer, beat))).toEqual([ours(4, 8)]);
      const next = step(newer, wants(8));
      expect(next.effects).toEqual([send({ ...ours(8, 10), done: true })]);
      expect(next.server.outgoingSnapshot['S2']).toBe(server.snapshot);
    });

    test('IS-10, D-11: does not go on from what is said of the newer one', () => {
      expectIgnored(newer, step(newer, wants(8, { lastIncludedIndex: 6, checksum: crc32c('klmnopqrst') })));
    });

    test('IS-10, IS-9: when the transfer ends, begins with the newest one', () => {
      const done = step(newer, wants(10, { done: true })).server;
      expect(done).toMatchObject({ matchIndex: { S2: 4 }, snapshotOffset: { S2: 0 }, outgoingSnapshot: { S2: null } });
      expect(sentTo('S2', step(done, beat))).toMatchObject([first]);
    });

    test('IS-10: when the follower has to begin again, begins with the newest one', () => {
      const again = step(newer, wants(0));
      expect(sent(again)).toMatchObject([first]);
      expect(again.server).toMatchObject({ snapshotOffset: { S2: 0 }, outgoingSnapshot: { S2: null } });
    });

    test('IS-10, RS-L-5: goes on while the follower is known to have less than what is in it', () => {
      const late = step(newer, appendReply({ term: 3, prevLogIndex: 1, matchIndex: 2 }));
      expect(late.server).toMatchObject({ matchIndex: { S2: 2 }, nextIndex: { S2: 3 }, snapshotOffset: { S2: 4 } });
      expect(sent(step(late.server, wants(8)))).toEqual([{ ...ours(8, 10), done: true }]);
    });

    test('RS-A-2, IS-10: forgets it when it leads no longer', () => {
      expect(step(newer, appendReply({ term: 4 })).server.outgoingSnapshot).toEqual({});
    });
  });
});
