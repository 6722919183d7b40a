import { describe, expect, test } from 'vitest';
import {
  emptyGhost,
  hasCommitted,
  lackedByLeader,
  unlikeBefore,
  type WorldGhost,
} from '../../../model/worlds/ghost.ts';
import { logMismatch } from '../../../model/worlds/pairwise.ts';
import { reportOf } from '../../../model/worlds/report.ts';
import { handle, type Node } from '../../../src/cluster/node.ts';
import { append, emptyLog } from '../../../src/core/log.ts';
import { durable } from '../../../src/core/server.ts';
import type { Server } from '../../../src/core/types.ts';
import { entriesOf, follower, leader, logOf } from '../../core/arrange.ts';

const nodeOf = (server: Server): Node => ({ server, disk: durable(server), state: '' });
const [first] = entriesOf([2]);
const committed: WorldGhost = { ...emptyGhost, committed: [null, first ? { ...first, in: 2 } : null] };

describe('SP-4 in a world', () => {
  const leads = (log: Server['log']) => lackedByLeader(nodeOf(leader({ currentTerm: 3, log })), committed);

  test('what a snapshot covers is there, if its last entry is the one that was committed', () => {
    expect(leads(emptyLog(1, 2))).toBe(undefined);
    expect(leads(emptyLog(2, 3))).toBe(undefined);
    expect(leads(emptyLog(1, 1))).toMatch(/lacks entry 1 of term 2, .* it has an entry of term 1 there/);
  });

  test('SP-14: nor is it on the disk, if it is another one', () => {
    expect(hasCommitted(nodeOf(follower({ log: emptyLog(1, 2) })), committed)).toBe(true);
    expect(hasCommitted(nodeOf(follower({ log: emptyLog(1, 1) })), committed)).toBe(false);
  });
});

describe('SP-3 in a world', () => {
  const between = (one: Server['log'], other: Server['log']) =>
    logMismatch(nodeOf(follower({ log: one })), nodeOf(follower({ id: 'S2', log: other })));

  test('what is kept behind a snapshot follows its last entry', () => {
    const behind = (term: number) => append(emptyLog(1, term), entriesOf([1], 2));
    expect(between(logOf(1, 1), behind(1))).toBe(undefined);
    expect(between(logOf(1, 1), behind(2))).toMatch(
      /the same entry 2, but before it one has term 1 and the other term 2/,
    );
  });

  test('what is kept behind an entry follows that entry', () => {
    expect(between(logOf(1, 1), append(logOf(2), entriesOf([1], 2)))).toMatch(/the same entry 2, but before it/);
  });
});

describe('SP-3 of a log and what logs once held', () => {
  const ghost: WorldGhost = { ...emptyGhost, logged: [null, { 1: { term: 1, before: 0, command: '1@1' } }] };
  const second = { ...ghost, logged: [...ghost.logged, { 2: { term: 2, before: 2, command: '2@2' } }] };

  test('the same entry is the same, another term is another entry', () => {
    expect(unlikeBefore(nodeOf(follower({ log: logOf(1) })), ghost)).toBeUndefined();
    expect(unlikeBefore(nodeOf(follower({ log: logOf(2) })), ghost)).toBeUndefined();
  });

  test('another command, or another entry before it, is noticed when nobody holds the old one any more', () => {
    const other = append(emptyLog(), [{ term: 1, command: 'y' }]);
    expect(unlikeBefore(nodeOf(follower({ log: other })), ghost)).toBe(
      'entry 1 of term 1 on S1 is "y", and was once "1@1"',
    );
    expect(unlikeBefore(nodeOf(follower({ log: logOf(1, 2) })), second)).toBe(
      'entry 2 of term 2 on S1 follows term 1, and once followed term 2',
    );
  });
});

test('what a broken step knows to be committed is what its log holds, however much it says', () => {
  const before = follower({ log: logOf(1, 1) });
  const { observation } = handle(
    nodeOf(before),
    { type: 'start' },
    {
      step: () => ({ server: { ...before, commitIndex: Number.POSITIVE_INFINITY }, effects: [], fired: [] }),
      restart: () => before,
    },
  );
  expect(observation && reportOf(observation).committed.map(({ index }) => index)).toEqual([1, 2]);
});
