import { describe, expect, test } from 'vitest';
import { compactTo, emptyLog } from '../../../src/core/log.ts';
import { step } from '../../../src/core/step.ts';
import type { Compact, Index, Server } from '../../../src/core/types.ts';
import { candidate, commandsOf, compacted, follower, leader, logOf, snapshotOf } from '../arrange.ts';

const log = logOf(1, 1, 2, 2, 3);
const applied = { currentTerm: 3, log, commitIndex: 4, lastApplied: 4 };

const compact = (index: Index): Compact => ({ type: 'compact', index, data: 'state' });

describe('compaction', () => {
  test.each([
    [1, 1],
    [3, 2],
    [4, 2],
  ])('IS-13, IS-14: up to index %i takes the place of the entries, in one write', (index, term) => {
    const before = follower(applied);
    const snapshot = snapshotOf(index, term, 'state');
    expect(step(before, compact(index))).toEqual({
      server: { ...before, log: compactTo(log, index, term), snapshot },
      effects: [{ type: 'persist', snapshot }],
      fired: ['IS-13', 'ST-8'],
    });
  });

  test('IS-13: leaves the entries behind it', () => {
    expect(commandsOf(step(follower(applied), compact(3)).server.log)).toEqual(['4@2', '5@3']);
  });

  test('IS-13, IS-14: of the whole log leaves its last index and term', () => {
    const before = follower({ ...applied, commitIndex: 5, lastApplied: 5 });
    expect(step(before, compact(5)).server.log).toEqual(emptyLog(5, 3));
  });

  test('IS-13: is done by every server for itself, and changes no role and no timer', () => {
    for (const before of [follower(applied), candidate(applied), leader(applied)]) {
      const after = step(before, compact(4));
      expect(after.server).toMatchObject({ role: before.role, commitIndex: 4, lastApplied: 4 });
      expect(after.effects).toHaveLength(1);
    }
  });

  test('IS-13: may follow another one', () => {
    const once = step(follower(applied), compact(2)).server;
    const twice = step(once, compact(3)).server;
    expect(twice).toEqual(step(follower(applied), compact(3)).server);
  });

  test('IS-10: at a leader leaves the transfers as they are, and keeps what they are of', () => {
    const before = leader({
      ...compacted(log, 2, 1),
      currentTerm: 3,
      commitIndex: 4,
      lastApplied: 4,
      followers: { S2: { nextIndex: 1, snapshotOffset: 8 }, S3: { nextIndex: 3, matchIndex: 2 } },
    });
    const once = step(before, compact(3)).server;
    expect(once.snapshotOffset).toEqual({ S2: 8, S3: 0 });
    expect(once.outgoingSnapshot).toEqual({ S2: before.snapshot, S3: null });
    const twice = step(once, compact(4)).server;
    expect(twice.outgoingSnapshot).toEqual({ S2: before.snapshot, S3: once.snapshot });
    expect(twice.outgoingSnapshot['S2']).toBe(before.snapshot);
  });

  test('IS-10: where nobody needs a snapshot, keeps none', () => {
    const before = leader({ ...compacted(log, 2, 1), currentTerm: 3, commitIndex: 4, lastApplied: 4 });
    expect(step(before, compact(4)).server.outgoingSnapshot).toEqual({ S2: null, S3: null });
    expect(step({ ...follower(applied), ...compacted(log, 2, 1) }, compact(4)).server.outgoingSnapshot).toEqual({});
  });

  const covered: Server = { ...follower(applied), ...compacted(log, 2, 1), commitIndex: 4, lastApplied: 4 };

  test.each([
    ['notApplied', 5],
    ['notApplied', 99],
    ['alreadyCompacted', 2],
    ['alreadyCompacted', 1],
    ['alreadyCompacted', 0],
    ['alreadyCompacted', -1],
  ] as const)('IS-13: is refused as %s at index %i, and changes nothing', (reason, index) => {
    const before = { ...covered, leaderId: 'S3' };
    const after = step(before, compact(index));
    expect(after).toEqual({
      server: before,
      effects: [{ type: 'reject', reason, leaderId: 'S3' }],
      fired: ['IS-13'],
    });
    expect(after.server).toBe(before);
  });

  test('IS-13: is refused at index 0 of a server that has applied nothing', () => {
    expect(step(follower(), compact(0)).effects).toMatchObject([{ reason: 'alreadyCompacted' }]);
    expect(step(follower(), compact(1)).effects).toMatchObject([{ reason: 'notApplied' }]);
  });
});
