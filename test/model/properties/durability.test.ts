import { describe, expect, test } from 'vitest';
import { matchIsTrue, sentIsDurable } from '../../../model/properties/durability.ts';
import { emptyLog } from '../../../src/core/log.ts';
import { durable } from '../../../src/core/server.ts';
import type { Effect, Message, Persist, Server } from '../../../src/core/types.ts';
import {
  appendEntries,
  appendReply,
  candidate,
  chunkOf,
  compacted,
  entriesOf,
  follower,
  leader,
  logOf,
  requestVote,
  send,
  snapshotOf,
  snapshotReply,
  voteReply,
} from '../../core/arrange.ts';
import { clusterOf, type Moment, sceneAt } from './scene.ts';

describe('SP-11', () => {
  const { id, check } = sentIsDurable();
  const out = { from: 'S1', to: 'S2', term: 2 };
  const vote: Persist = { type: 'persist', currentTerm: 2, votedFor: 'S2' };
  const candidacy: Persist = { type: 'persist', currentTerm: 2, votedFor: 'S1' };
  const entry: Persist = { type: 'persist', append: { firstIndex: 2, entries: entriesOf([2], 2) } };
  const one = follower({ log: logOf(1) });
  const two = follower({ currentTerm: 2, log: logOf(1, 2) });
  const stored = snapshotOf(2, 1, 'abc');

  test.each<[string, Server, Server, Message, readonly Persist[], string]>([
    [
      'a term',
      one,
      two,
      voteReply({ ...out, voteGranted: false }),
      [{ ...vote, votedFor: null }],
      'S1 sends RequestVoteReply of term 2 to S2 before the term, which is 1 there, is on its disk',
    ],
    [
      'a vote',
      follower({ currentTerm: 2 }),
      follower({ currentTerm: 2, votedFor: 'S2' }),
      voteReply(out),
      [vote],
      'S1 sends RequestVoteReply of term 2 to S2 before the vote for S2 is on its disk',
    ],
    [
      'a candidacy',
      follower({ currentTerm: 2 }),
      candidate({ currentTerm: 2 }),
      requestVote(out),
      [candidacy],
      'S1 sends RequestVote of term 2 to S2 before the vote for S1 is on its disk',
    ],
    [
      'an acknowledged entry',
      { ...one, currentTerm: 2 },
      two,
      appendReply({ ...out, matchIndex: 2 }),
      [entry],
      'S1 sends AppendEntriesReply of term 2 to S2 before entry 2 is on its disk',
    ],
    [
      'a replaced entry',
      { ...one, currentTerm: 2, log: logOf(1, 1) },
      two,
      appendReply({ ...out, matchIndex: 2 }),
      [{ ...entry, truncateFrom: 2 }],
      'S1 sends AppendEntriesReply of term 2 to S2 before entry 2 is on its disk',
    ],
    [
      "a leader's own entry",
      leader({ currentTerm: 2, log: logOf(1) }),
      leader({ currentTerm: 2, log: logOf(1, 2) }),
      appendEntries({ ...out, prevLogIndex: 1, prevLogTerm: 1, entries: entriesOf([2], 2) }),
      [entry],
      'S1 sends AppendEntries of term 2 to S2 before entry 2 is on its disk',
    ],
    [
      'a snapshot',
      follower({ currentTerm: 2 }),
      follower({ currentTerm: 2, log: emptyLog(2, 1) }),
      snapshotReply(stored, { ...out, done: true }),
      [{ type: 'persist', snapshot: stored }],
      'S1 acknowledges a snapshot before it is on its disk',
    ],
  ])('SP-11: ST-8: %s is on the disk before it is spoken of', (_what, before, after, message, writes, because) => {
    expect(id).toBe('SP-11');
    const broken = { because, clause: 'ST-8' };
    const early: readonly Effect[] = [send(message), ...writes];
    const inTime: readonly Effect[] = [...writes, send(message)];
    expect(check(sceneAt({ before, after, effects: inTime }))).toBe('holds');
    expect(check(sceneAt({ before, after, effects: early }))).toEqual(broken);
    expect(check(sceneAt({ before, after, effects: [send(message)] }))).toEqual(broken);
    expect(check(sceneAt({ before, after, effects: early, executed: 1, crashed: true }))).toEqual(broken);
    expect(check(sceneAt({ before, after, effects: early, executed: 0, crashed: true }))).toBe('not concerned');
  });

  test('SP-11: what promises nothing needs nothing but the term', () => {
    const before = follower({ currentTerm: 2 });
    for (const message of [
      voteReply({ ...out, voteGranted: false }),
      appendReply({ ...out, success: false }),
      snapshotReply(stored, { ...out, done: false }),
    ]) {
      expect(check(sceneAt({ before, effects: [send(message)] }))).toBe('holds');
    }
  });

  test('SP-11: D-7: a log that covers the snapshot is as good as the snapshot', () => {
    const before = follower({ currentTerm: 2, log: logOf(1, 1, 1) });
    expect(check(sceneAt({ before, effects: [send(snapshotReply(stored, { ...out, done: true }))] }))).toBe('holds');
    expect(
      check(
        sceneAt({
          before: follower({ currentTerm: 2, ...compacted(logOf(1, 1, 1), 3, 1) }),
          effects: [send(appendReply({ ...out, matchIndex: 2 }))],
        }),
      ),
    ).toBe('holds');
  });

  test('SP-11: the term on the disk is the term of the message, not only one as high', () => {
    const before = follower({ currentTerm: 3 });
    expect(check(sceneAt({ before, effects: [send(voteReply(out))] }))).toMatchObject({ clause: 'ST-8' });
  });
});

describe('SP-13', () => {
  const { id, check } = matchIsTrue();
  const others = { id: 'S2', peers: ['S1', 'S3'] };
  const s3 = durable(follower({ id: 'S3', peers: ['S1', 'S2'] }));
  const leading = (matchIndex: number) => leader({ log: logOf(1, 1, 1), followers: { S2: { matchIndex } } });
  const learns = (matchIndex: number, disk: Server, more: Partial<Moment> = {}) =>
    sceneAt({
      before: leading(0),
      after: leading(matchIndex),
      cluster: clusterOf([durable(leading(0)), durable(disk), s3]),
      ...more,
    });

  test('SP-13: a leader that believes too much of a follower is noticed', () => {
    expect(id).toBe('SP-13');
    const holder = follower({ ...others, log: logOf(1, 1) });
    expect(check(learns(2, holder))).toBe('holds');
    expect(check(learns(3, holder))).toEqual({
      because: 'S1 has matchIndex 3 for S2, where it has an entry of term 1 and the disk of S2 has no entry',
    });
  });

  test('SP-13: the entry has to be the same', () => {
    expect(check(learns(2, follower({ ...others, currentTerm: 1, log: logOf(0, 0) })))).toMatchObject({
      because: expect.stringContaining('an entry of term 1 and the disk of S2 has an entry of term 0') as string,
    });
  });

  test('SP-13: a follower that loses what it has acknowledged is noticed', () => {
    const before = follower({ ...others, log: logOf(1, 1, 1) });
    const cut = follower({ ...others, log: logOf(1) });
    const cluster = clusterOf([durable(leading(3)), durable(cut), s3], [leading(3)]);
    expect(check(sceneAt({ before, after: cut, cluster }))).toEqual({
      because: 'S1 has matchIndex 3 for S2, where it has an entry of term 1 and the disk of S2 has no entry',
    });
    const more = follower({ ...others, log: logOf(1, 1, 1, 1) });
    expect(check(sceneAt({ before, after: more, cluster }))).toBe('holds');
  });

  test('SP-13: a follower of a newer term owes this leader nothing', () => {
    expect(check(learns(3, follower({ ...others, currentTerm: 2 })))).toBe('not concerned');
  });

  test('SP-13: what a snapshot covers counts as held', () => {
    expect(check(learns(2, follower({ ...others, ...compacted(logOf(1, 1, 1), 2, 1) })))).toBe('not concerned');
  });

  test('SP-13: what a leader would have believed is not looked at when the step was cut', () => {
    expect(check(learns(3, follower(others), { crashed: true, executed: 0 }))).toBe('not concerned');
  });

  test('SP-13: says nothing of a step that changes neither', () => {
    expect(check(sceneAt({ before: leading(3), effects: [send(chunkOf(snapshotOf(1, 1, 'x'), 0, 1))] }))).toBe(
      'not concerned',
    );
  });
});
