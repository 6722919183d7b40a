/**
 * The trick: input that only a broken leader, or a server with another disk than its own, can send: an entry that conflicts with
 * an applied one, a snapshot of a newer term than its leader's; and a server that comes back with an empty disk.
 *
 * The right answer: no step throws. What is written says before anything is done that a leader contradicts what is committed, so
 * that a driver can stop and lose nothing (D-21); whoever has lost its disk is not taken for caught up (D-20, D-6).
 */
import { expect, test } from 'vitest';
import { runTorture } from '../../model/runs/torture/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { emptyDurable, restart } from '../../src/core/server.ts';
import { step } from '../../src/core/step.ts';
import type { Persist, Server, Step } from '../../src/core/types.ts';
import {
  appendEntries,
  appendReply,
  chunkOf,
  entriesOf,
  follower,
  leader,
  logOf,
  requestVote,
  snapshotOf,
} from '../core/arrange.ts';

const before = follower({ currentTerm: 3, log: logOf(1, 1, 2), commitIndex: 2, lastApplied: 2 });

/** What D-21 says that a driver may look for, before it executes anything. */
const contradicts = ({ commitIndex }: Server, { server, effects }: Step): boolean =>
  effects.some(
    (effect) =>
      effect.type === 'persist' &&
      ((effect.truncateFrom ?? Number.POSITIVE_INFINITY) <= commitIndex ||
        (effect.snapshot?.lastIncludedTerm ?? 0) > server.currentTerm),
  );

const firstWrite = ({ effects }: Step): Persist | undefined => {
  const [first] = effects;
  return first?.type === 'persist' ? first : undefined;
};

test('D-21: an entry that conflicts with an applied one is written, and its write says so before all else', () => {
  const after = step(before, appendEntries({ term: 3, prevLogIndex: 1, prevLogTerm: 1, entries: entriesOf([3], 2) }));
  expect(firstWrite(after)?.truncateFrom).toBe(2);
  expect(contradicts(before, after)).toBe(true);
  expect(after.server).toMatchObject({ commitIndex: 2, lastApplied: 2 });
});

test('D-21: a snapshot of a newer term than its leader is installed, and its write says so before all else', () => {
  const after = step(before, { ...chunkOf(snapshotOf(3, 7, 'x'), 0), term: 3 });
  expect(firstWrite(after)?.snapshot?.lastIncludedTerm).toBe(7);
  expect(contradicts(before, after)).toBe(true);
});

test.each([
  [
    'an uncommitted entry that conflicts',
    appendEntries({ term: 3, prevLogIndex: 2, prevLogTerm: 1, entries: entriesOf([3], 3) }),
  ],
  ['a snapshot of its own term', { ...chunkOf(snapshotOf(3, 3, 'x'), 0), term: 3 }],
])('D-21: %s is no contradiction', (_what, message) => {
  expect(contradicts(before, step(before, message))).toBe(false);
});

test('D-21: no step of a correct cluster contradicts what is committed', () => {
  let steps = 0;
  const watched: Protocol = {
    ...shippedProtocol,
    step: (server, event) => {
      const after = shippedProtocol.step(server, event);
      if (contradicts(server, after)) throw new Error(`${server.id} is contradicted by ${JSON.stringify(event)}`);
      steps++;
      return after;
    },
  };
  for (const seed of [2, 7, 12]) expect(runTorture({ seed, protocol: watched }).violation).toBeUndefined();
  expect(steps).toBeGreaterThan(1000);
});

test('D-20, D-6: who comes back with an empty disk may vote twice, and is never caught up by the leader that knew it', () => {
  const empty = restart(emptyDurable({ id: 'S1', servers: ['S1', 'S2', 'S3'] }));
  const vote = step(empty, requestVote({ from: 'S3', term: 3 }));
  expect(vote.server.votedFor).toBe('S3');
  const leading = leader({
    currentTerm: 3,
    log: logOf(1, 1, 2),
    followers: { S2: { nextIndex: 4, matchIndex: 3, pipelining: true } },
  });
  const rejection = appendReply({ term: 3, success: false, prevLogIndex: 3, matchIndex: 0, conflictIndex: 1 });
  expect(step(leading, rejection)).toEqual({ server: leading, effects: [], fired: ['D-6'] });
});
