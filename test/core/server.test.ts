import { describe, expect, test } from 'vitest';
import { append, compactTo, emptyLog } from '../../src/core/log.ts';
import { joinWrites } from '../../src/core/outcome.ts';
import { applyPersist, createServer, defaultOptions, durable, emptyDurable, restart } from '../../src/core/server.ts';
import { step } from '../../src/core/step.ts';
import type { Durable, Effect, Options } from '../../src/core/types.ts';
import { armElectionTimer, compacted, entriesOf, follower, leader, logOf, snapshotOf, termsOf } from './arrange.ts';

const servers = ['S1', 'S2', 'S3'];

describe('a server that has never run', () => {
  test('ST-1, ST-2, ST-3, ST-4, ST-5, ST-6, ST-7: begins with the initial values of Figure 2', () => {
    expect(createServer({ id: 'S2', servers: ['S3', 'S1', 'S2'] })).toEqual({
      id: 'S2',
      peers: ['S1', 'S3'],
      options: defaultOptions,
      currentTerm: 0,
      votedFor: null,
      log: emptyLog(),
      snapshot: null,
      role: 'follower',
      commitIndex: 0,
      lastApplied: 0,
      leaderId: null,
      votesGranted: [],
      nextIndex: {},
      matchIndex: {},
      pipelining: {},
      snapshotOffset: {},
      outgoingSnapshot: {},
      incomingSnapshot: null,
    });
  });

  test('D-17: may be alone', () => {
    expect(emptyDurable({ id: 'S1', servers: ['S1'] }).peers).toEqual([]);
  });

  test('D-15: takes some options and keeps the others', () => {
    expect(emptyDurable({ id: 'S1', servers, options: { maxEntriesPerAppend: 7 } }).options).toEqual({
      ...defaultOptions,
      maxEntriesPerAppend: 7,
    });
  });

  test.each([
    ['is no member', 'S4', servers, 'servers must name S4 exactly once: S1 S2 S3'],
    ['is a member twice', 'S1', ['S1', 'S1', 'S2'], 'servers must name S1 exactly once: S1 S1 S2'],
    ['has a peer twice', 'S1', ['S1', 'S2', 'S2'], 'servers names a server twice: S1 S2 S2'],
    ['is a member of nothing', 'S1', [], 'servers must name S1 exactly once: '],
  ])('D-17: throws if it %s', (_, id, members, message) => {
    expect(() => emptyDurable({ id, servers: members })).toThrow(message);
    expect(() => createServer({ id, servers: members })).toThrow(message);
  });

  test.each<[keyof Options, number]>([
    ['maxEntriesPerAppend', 0],
    ['maxInFlightEntries', -1],
    ['snapshotChunkLength', 1.5],
    ['snapshotChunkLength', Number.NaN],
    ['maxInFlightEntries', Number.POSITIVE_INFINITY],
  ])('D-15: throws if %s is %d', (name, value) => {
    const message = `${name} must be a whole number from 1 on, not ${value}`;
    expect(() => emptyDurable({ id: 'S1', servers, options: { [name]: value } })).toThrow(message);
  });
});

describe('a server that comes back', () => {
  const former = leader({
    currentTerm: 4,
    ...compacted(logOf(1, 1, 4, 4), 2, 1),
    commitIndex: 4,
    lastApplied: 4,
    incomingSnapshot: { lastIncludedIndex: 9, lastIncludedTerm: 4, checksum: 1, data: 'x' },
    followers: { S2: { matchIndex: 4, pipelining: true } },
  });

  test('ST-9: remembers what is durable, and has committed what its snapshot covers', () => {
    const server = restart(durable(former));
    expect(durable(server)).toEqual(durable(former));
    expect(server).toEqual({
      ...follower({ ...durable(former) }),
      commitIndex: 2,
      lastApplied: 2,
    });
  });

  test('ST-9: forgets the rest even if the storage is given as a whole server', () => {
    expect(restart(former)).toEqual(restart(durable(former)));
  });

  test('ST-9: restores the state machine from the snapshot, and waits to hear of a leader', () => {
    const server = restart(durable(former));
    const after = step(server, { type: 'start' });
    expect(after).toEqual({
      server,
      effects: [{ type: 'restoreSnapshot', snapshot: server.snapshot }, armElectionTimer],
      fired: ['ST-9'],
    });
    expect(after.server).toBe(server);
  });

  test('ST-9: has nothing to restore without a snapshot', () => {
    const server = restart({ ...durable(former), log: logOf(1, 2), snapshot: null });
    expect([server.commitIndex, server.lastApplied]).toEqual([0, 0]);
    expect(step(server, { type: 'start' }).effects).toEqual([armElectionTimer]);
  });

  test('ST-8: has in its storage nothing but what Figure 2 calls persistent, who it is, and its snapshot', () => {
    expect(Object.keys(durable(former))).toEqual([
      ...['id', 'peers', 'options'],
      ...['currentTerm', 'votedFor', 'log', 'snapshot'],
    ]);
  });
});

describe('a write', () => {
  const storage: Durable = {
    ...emptyDurable({ id: 'S1', servers }),
    currentTerm: 3,
    votedFor: 'S2',
    log: logOf(1, 1, 3),
  };
  const entries = entriesOf([3, 3], 3);

  test('ST-8: changes what it names and leaves the rest', () => {
    expect(applyPersist(storage, { type: 'persist' })).toEqual(storage);
    expect(applyPersist(storage, { type: 'persist', currentTerm: 4, votedFor: null })).toEqual({
      ...storage,
      currentTerm: 4,
      votedFor: null,
    });
  });

  test('AE-3, AE-4: cuts the log and appends to it', () => {
    const cut = applyPersist(storage, { type: 'persist', truncateFrom: 2 });
    expect(termsOf(cut.log)).toEqual([1]);
    const appended = applyPersist(storage, { type: 'persist', truncateFrom: 3, append: { firstIndex: 3, entries } });
    expect(appended.log).toEqual(append(logOf(1, 1), entries));
  });

  test('AE-4: appends where it says, whatever was there', () => {
    const write = { type: 'persist', append: { firstIndex: 3, entries } } as const;
    expect(applyPersist(applyPersist(storage, write), write).log).toEqual(append(logOf(1, 1), entries));
  });

  test('IS-5, IS-7: takes the snapshot first, then the truncation, then the entries', () => {
    const snapshot = snapshotOf(2, 2, 'data');
    expect(applyPersist(storage, { type: 'persist', snapshot })).toEqual({
      ...storage,
      snapshot,
      log: compactTo(logOf(1, 2, 3), 2, 2),
    });
    const all = { type: 'persist', snapshot, truncateFrom: 3, append: { firstIndex: 3, entries } } as const;
    expect(applyPersist(storage, all).log).toEqual(append(emptyLog(2, 2), entries));
  });
});

describe('the writes of one step', () => {
  const vote: Effect = { type: 'persist', currentTerm: 2, votedFor: null };
  const entries: Effect = { type: 'persist', append: { firstIndex: 1, entries: entriesOf([2]) } };
  const cut: Effect = { type: 'persist', truncateFrom: 1 };
  const reject: Effect = { type: 'reject', reason: 'notLeader', leaderId: null };

  test('ST-8: become one if only timers lie between them', () => {
    expect(joinWrites([vote, armElectionTimer, entries, reject])).toEqual([
      { ...vote, ...entries },
      armElectionTimer,
      reject,
    ]);
    expect(joinWrites([entries, vote])).toEqual([{ ...entries, ...vote }]);
  });

  test('ST-8: stay apart if anything else lies between them, or if both are about the log', () => {
    expect(joinWrites([vote, reject, entries])).toEqual([vote, reject, entries]);
    expect(joinWrites([cut, entries])).toEqual([cut, entries]);
    expect(joinWrites([vote, cut, entries])).toEqual([{ ...vote, ...cut }, entries]);
  });

  test('ST-8: of which there is one or none stay as they are', () => {
    const effects = [armElectionTimer, vote, reject];
    expect(joinWrites(effects)).toBe(effects);
  });
});
