import { describe, expect, test } from 'vitest';
import {
  appliedInOrder,
  commitMonotonic,
  commitsOwnTerm,
  committedIsDurable,
  indexesInOrder,
  leaderAppendOnly,
  leaderCompleteness,
  logMatching,
  matchMonotonic,
  snapshotIsPrefix,
  stateMachineSafety,
} from '../../../model/properties/logs.ts';
import type { Committed } from '../../../model/properties/property.ts';
import { append, emptyLog, type Log } from '../../../src/core/log.ts';
import { durable } from '../../../src/core/server.ts';
import type { Apply, Effect, Entry, Server } from '../../../src/core/types.ts';
import { candidate, compacted, entriesOf, follower, leader, logOf, snapshotOf } from '../../core/arrange.ts';
import { clusterOf, ghostOf, type Moment, sceneAt } from './scene.ts';

const as = (id: string) => ({ id, peers: ['S1', 'S2', 'S3'].filter((other) => other !== id) });
const spelt = (...entries: readonly (readonly [term: number, command: string])[]): Log =>
  append(
    emptyLog(),
    entries.map(([term, command]) => ({ term, command })),
  );
const apply = (index: number, term = 1, command = `${index}@${term}`): Apply => ({
  type: 'apply',
  index,
  term,
  command,
});

describe('SP-2', () => {
  const { id, check } = leaderAppendOnly();
  const leads = (log: Log, currentTerm = 2) => leader({ currentTerm, log });

  test('SP-2: a leader that changes an entry, or loses one, is noticed', () => {
    expect(id).toBe('SP-2');
    expect(check(sceneAt({ before: leads(logOf(1, 2)), after: leads(logOf(1, 2, 2)) }))).toBe('holds');
    expect(check(sceneAt({ before: leads(logOf(1, 1)), after: leads(logOf(1, 2)) }))).toEqual({
      because: 'S1 leads term 2 and has changed its entry 2',
    });
    expect(check(sceneAt({ before: leads(logOf(1, 1)), after: leads(logOf(1)) }))).toEqual({
      because: 'S1 leads term 2 and has changed its entry 2',
    });
    expect(check(sceneAt({ before: leads(spelt([1, 'x'])), after: leads(spelt([1, 'y'])) }))).toEqual({
      because: 'S1 leads term 2 and has changed its entry 1',
    });
  });

  test('SP-2: IS-13: what a snapshot replaces counts as kept', () => {
    const before = leads(logOf(1, 1, 1));
    expect(check(sceneAt({ before, after: { ...before, ...compacted(logOf(1, 1, 1), 2, 1) } }))).toBe('holds');
    expect(check(sceneAt({ before, after: { ...before, ...compacted(logOf(1, 1), 2, 1) } }))).toMatchObject({
      because: 'S1 leads term 2 and has changed its entry 3',
    });
  });

  test('SP-2: says nothing of a follower, of a leader that steps down, or of a step that was cut', () => {
    const [before, after] = [logOf(1, 1), logOf(1)];
    expect(check(sceneAt({ before: follower({ log: before }), after: follower({ log: after }) }))).toBe(
      'not concerned',
    );
    expect(check(sceneAt({ before: leads(before), after: follower({ log: after }) }))).toBe('not concerned');
    expect(check(sceneAt({ before: leads(before), after: leads(after, 3) }))).toBe('not concerned');
    expect(check(sceneAt({ before: leads(before), after: leads(after), crashed: true }))).toBe('not concerned');
  });
});

describe('SP-3', () => {
  const gets = (server: string, log: Log, more: Partial<Moment> = {}) =>
    sceneAt({ before: follower(as(server)), after: follower({ ...as(server), log }), ...more });

  test('SP-3: two commands at one index and term are noticed', () => {
    const { id, check } = logMatching();
    expect(id).toBe('SP-3');
    expect(check(gets('S1', spelt([1, 'x'])))).toBe('holds');
    expect(check(gets('S2', spelt([1, 'x'])))).toBe('holds');
    expect(check(gets('S3', spelt([2, 'y'])))).toBe('holds');
    expect(check(gets('S3', spelt([1, 'y'])))).toEqual({ because: 'entry 1 of term 1 is "y" at S3 and "x" at S1' });
  });

  test('SP-3: two predecessors of one entry are noticed', () => {
    const { check } = logMatching();
    check(gets('S1', spelt([1, 'x'], [2, 'z'])));
    expect(check(gets('S2', spelt([1, 'x'], [2, 'z'])))).toBe('holds');
    expect(check(gets('S3', spelt([2, 'y'], [2, 'z'])))).toEqual({
      because: 'entry 2 of term 2 follows term 2 at S3 and term 1 at S1',
    });
  });

  test('SP-3: an entry that is gone long since still stands for what it stood for', () => {
    const { check } = logMatching();
    check(gets('S1', spelt([1, 'x'])));
    check(sceneAt({ before: follower({ log: spelt([1, 'x']) }), after: follower() }));
    expect(check(gets('S2', spelt([1, 'y'])))).toEqual({ because: 'entry 1 of term 1 is "y" at S2 and "x" at S1' });
  });

  test('SP-3: over a restart', () => {
    const { check, restarted } = logMatching();
    check(gets('S1', spelt([1, 'x'])));
    expect(restarted?.(follower({ ...as('S2'), log: spelt([1, 'x']) }), ghostOf())).toBe('holds');
    expect(restarted?.(follower({ ...as('S2'), log: spelt([1, 'y']) }), ghostOf())).toEqual({
      because: 'entry 1 of term 1 is "y" at S2 and "x" at S1',
    });
  });

  test('SP-3: the predecessor may be the last entry of a snapshot', () => {
    const { check } = logMatching();
    check(gets('S1', logOf(1, 2)));
    const behind = (term: number) => append(emptyLog(1, term), entriesOf([2], 2));
    expect(check(gets('S2', behind(1)))).toBe('holds');
    expect(check(gets('S3', behind(2)))).toEqual({
      because: 'entry 2 of term 2 follows term 2 at S3 and term 1 at S1',
    });
  });

  test('SP-3: an entry that was kept behind another snapshot is looked at again', () => {
    const { check } = logMatching();
    check(gets('S1', spelt([1, 'x'], [1, 'z'])));
    const behind = (term: number) => append(emptyLog(1, term), [{ term: 1, command: 'z' }]);
    const before = follower({ ...as('S3'), log: spelt([1, 'x'], [1, 'z']) });
    expect(check(sceneAt({ before, after: { ...before, log: behind(1) } }))).toBe('holds');
    expect(check(sceneAt({ before, after: { ...before, log: behind(2) } }))).toEqual({
      because: 'entry 2 of term 1 follows term 2 at S3 and term 1 at S1',
    });
  });

  test('SP-3: an entry that was kept behind one that was overwritten is looked at again', () => {
    const { check } = logMatching();
    check(gets('S1', spelt([1, 'x'], [1, 'z'])));
    const before = follower({ ...as('S3'), log: spelt([1, 'x'], [1, 'z']) });
    expect(check(sceneAt({ before, after: { ...before, log: spelt([2, 'y'], [1, 'z']) } }))).toEqual({
      because: 'entry 2 of term 1 follows term 2 at S3 and term 1 at S1',
    });
  });

  test('SP-3: what a step would have left is not looked at when the step was cut', () => {
    const { check } = logMatching();
    check(gets('S1', spelt([1, 'x'])));
    expect(check(gets('S2', spelt([1, 'y']), { crashed: true }))).toBe('not concerned');
  });
});

describe('SP-4', () => {
  const { id, check } = leaderCompleteness();
  const elected = (log: Log, ghost: Moment['ghost'], more: Partial<Moment> = {}) =>
    sceneAt({
      before: candidate({ ...as('S2'), currentTerm: 3, log }),
      after: leader({ ...as('S2'), currentTerm: 3, log }),
      ...(ghost && { ghost }),
      ...more,
    });
  const committed = ghostOf(entriesOf([1, 2]));

  test('SP-4: a leader that lacks what was committed is noticed', () => {
    expect(id).toBe('SP-4');
    expect(check(elected(logOf(1, 2), committed))).toBe('holds');
    expect(check(elected(logOf(1), committed))).toEqual({
      because:
        'S2 leads term 3 and lacks entry 2 of term 2, which S1 knew to be committed in term 2; it has no entry there',
    });
    expect(check(elected(logOf(1, 1), committed))).toEqual({
      because:
        'S2 leads term 3 and lacks entry 2 of term 2, which S1 knew to be committed in term 2; it has an entry of term 1 there',
    });
  });

  test('SP-4: what was committed in its own term or later is no concern of an election', () => {
    const later = ghostOf(entriesOf([1, 2]).map((entry) => ({ ...entry, in: 3 })));
    expect(check(elected(emptyLog(), later))).toBe('holds');
  });

  test('SP-4: what is in the snapshot is there', () => {
    expect(check(elected(emptyLog(2, 2), committed))).toBe('holds');
    expect(check(elected(emptyLog(3, 3), committed))).toBe('holds');
    expect(check(elected(emptyLog(2, 1), committed))).toMatchObject({
      because: expect.stringContaining('lacks entry 2 of term 2') as string,
    });
  });

  test('SP-4: who crashes in the step, or leads already, is not elected', () => {
    expect(check(elected(logOf(1), committed, { crashed: true }))).toBe('not concerned');
    expect(check(sceneAt({ before: leader(), after: leader(), ghost: committed }))).toBe('not concerned');
  });

  test('SP-4: an entry that an older leader commits after a newer one was elected is in the log of the newer one', () => {
    const property = leaderCompleteness();
    expect(property.check(elected(emptyLog(), ghostOf()))).toBe('holds');
    const newest = leader({ ...as('S2'), currentTerm: 3 });
    const older = leader({ currentTerm: 2, log: logOf(2), commitIndex: 1 });
    const scene = sceneAt({
      before: { ...older, commitIndex: 0 },
      after: older,
      ghost: ghostOf(entriesOf([2])),
      cluster: clusterOf([durable(older), durable(newest)], [older, newest]),
    });
    expect(property.check(scene)).toMatchObject({ because: expect.stringContaining('lacks entry 1') as string });
  });
});

describe('SP-5', () => {
  const applies = (server: string, ...effects: readonly Effect[]) => sceneAt({ before: follower(as(server)), effects });

  test('SP-5: two servers that apply different entries at one index are noticed', () => {
    const { id, check } = stateMachineSafety();
    expect(id).toBe('SP-5');
    expect(check(applies('S1', apply(1, 1, 'x')))).toBe('holds');
    expect(check(applies('S2', apply(1, 1, 'x')))).toBe('holds');
    expect(check(applies('S3', apply(1, 1, 'y')))).toEqual({
      because: 'S3 applies "y" of term 1 at index 1, S1 has applied "x" of term 1',
    });
    expect(check(applies('S3', apply(1, 2, 'x')))).toEqual({
      because: 'S3 applies "x" of term 2 at index 1, S1 has applied "x" of term 1',
    });
  });

  test('SP-5: the same server after a restart included', () => {
    const { check } = stateMachineSafety();
    check(applies('S1', apply(1, 1, 'x')));
    expect(check(applies('S1', apply(1, 1, 'x')))).toBe('holds');
    expect(check(applies('S1', apply(1, 1, 'y')))).toMatchObject({ because: expect.stringContaining('"y"') as string });
  });

  test('SP-5: what the crash has left out was not applied', () => {
    const { check } = stateMachineSafety();
    const effects = [apply(1, 1, 'x'), apply(2, 1, 'y')];
    expect(check(sceneAt({ before: follower(), effects, executed: 1, crashed: true }))).toBe('holds');
    expect(check(applies('S2', apply(2, 1, 'z')))).toBe('holds');
    expect(check(applies('S2', apply(1, 1, 'z')))).toMatchObject({ because: expect.stringContaining('"z"') as string });
  });
});

describe('SP-8 and SP-9', () => {
  const at = (commitIndex: number) => follower({ log: logOf(1, 1, 1), commitIndex });
  const knows = (matchIndex: number, currentTerm = 1) =>
    leader({ currentTerm, log: logOf(1, 1, 1), followers: { S2: { matchIndex }, S3: { matchIndex: 1 } } });

  test('SP-8: D-6: a commitIndex that falls is noticed', () => {
    const { id, check } = commitMonotonic();
    expect(id).toBe('SP-8');
    expect(check(sceneAt({ before: at(1), after: at(3) }))).toBe('holds');
    expect(check(sceneAt({ before: at(3), after: at(1) }))).toEqual({
      because: 'the commitIndex of S1 falls from 3 to 1',
      clause: 'D-6',
    });
    expect(check(sceneAt({ before: at(3), after: at(1), crashed: true }))).toBe('not concerned');
  });

  test('SP-9: D-6: a matchIndex that falls is noticed', () => {
    const { id, check } = matchMonotonic();
    expect(id).toBe('SP-9');
    expect(check(sceneAt({ before: knows(1), after: knows(3) }))).toBe('holds');
    expect(check(sceneAt({ before: knows(3), after: knows(1) }))).toEqual({
      because: 'the matchIndex of S1 for S2 falls from 3 to 1',
      clause: 'D-6',
    });
    expect(check(sceneAt({ before: knows(3), after: { ...knows(3), matchIndex: {} } }))).toMatchObject({
      clause: 'D-6',
    });
  });

  test('SP-9: a new leadership begins again, and a step that was cut is not looked at', () => {
    const { check } = matchMonotonic();
    expect(check(sceneAt({ before: knows(3), after: knows(0, 2) }))).toBe('not concerned');
    expect(check(sceneAt({ before: knows(3), after: follower() }))).toBe('not concerned');
    expect(check(sceneAt({ before: knows(3), after: knows(1), crashed: true }))).toBe('not concerned');
  });
});

describe('SP-10', () => {
  const { id, check } = indexesInOrder();
  const knows = (nextIndex: number, matchIndex: number) =>
    leader({ log: logOf(1, 1), followers: { S2: { nextIndex, matchIndex } } });

  test.each<[string, Server, string]>([
    [
      'lastApplied <= commitIndex',
      follower({ log: logOf(1, 1), commitIndex: 1, lastApplied: 2 }),
      'S1 has snapshot 0, lastApplied 2, commitIndex 1 and last index 2',
    ],
    [
      'commitIndex <= last index',
      follower({ log: logOf(1), commitIndex: 2 }),
      'S1 has snapshot 0, lastApplied 0, commitIndex 2 and last index 1',
    ],
    ['matchIndex < nextIndex', knows(1, 1), 'S1 has matchIndex 1 and nextIndex 1 for S2, and last index 2'],
    ['nextIndex <= last index + 1', knows(4, 1), 'S1 has matchIndex 1 and nextIndex 4 for S2, and last index 2'],
  ])('SP-10: %s', (_what, after, because) => {
    expect(id).toBe('SP-10');
    expect(check(sceneAt({ before: follower(), after }))).toEqual({ because: `${because}, which are not in order` });
    expect(check(sceneAt({ before: follower(), after, crashed: true }))).toBe('not concerned');
  });

  test('SP-10: holds at the bounds', () => {
    expect(check(sceneAt({ before: follower({ log: logOf(1, 1), commitIndex: 2, lastApplied: 2 }) }))).toBe('holds');
    expect(check(sceneAt({ before: knows(3, 2) }))).toBe('holds');
    expect(check(sceneAt({ before: knows(1, 0) }))).toBe('holds');
  });

  test('SP-10: lastIncludedIndex <= lastApplied', () => {
    const before = follower({ ...compacted(logOf(1, 1, 1), 2, 1), commitIndex: 3, lastApplied: 1 });
    expect(check(sceneAt({ before }))).toMatchObject({ because: expect.any(String) as string });
  });
});

describe('SP-12', () => {
  const { id, check } = commitsOwnTerm();
  const commits = (commitIndex: number) => leader({ currentTerm: 2, log: logOf(1, 1, 2), commitIndex });

  test('SP-12: RS-L-4: a leader that commits an entry of an earlier term is noticed', () => {
    expect(id).toBe('SP-12');
    expect(check(sceneAt({ before: commits(0), after: commits(3) }))).toBe('holds');
    expect(check(sceneAt({ before: commits(0), after: commits(2) }))).toEqual({
      because: 'S1 leads term 2 and commits entry 2 of term 1 by counting',
      clause: 'RS-L-4',
    });
  });

  test('SP-12: a follower may; and a step that was cut is not looked at', () => {
    const after = follower({ currentTerm: 2, log: logOf(1, 1, 2), commitIndex: 2 });
    expect(check(sceneAt({ before: { ...after, commitIndex: 0 }, after }))).toBe('not concerned');
    expect(check(sceneAt({ before: commits(0), after: commits(2), crashed: true }))).toBe('not concerned');
    expect(check(sceneAt({ before: commits(2) }))).toBe('not concerned');
  });
});

describe('SP-14', () => {
  const disk = (id: string, log: Log) => durable(follower({ ...as(id), log }));
  const committed = ghostOf(entriesOf([1, 1]));
  const held = (...logs: readonly [Log, Log, Log]) =>
    sceneAt({
      before: follower(),
      ghost: committed,
      cluster: clusterOf([disk('S1', logs[0]), disk('S2', logs[1]), disk('S3', logs[2])]),
    });

  test('SP-14: an entry that is committed and not on the disks of a majority is noticed', () => {
    expect(committedIsDurable().id).toBe('SP-14');
    expect(committedIsDurable().check(held(logOf(1, 1), logOf(1, 1), emptyLog()))).toBe('holds');
    expect(committedIsDurable().check(held(logOf(1, 1), logOf(1), emptyLog()))).toEqual({
      because: 'entry 2 of term 1 is committed, but the disks of S2 S3 lack it',
    });
    expect(committedIsDurable().check(held(logOf(1, 1), logOf(1, 2), emptyLog()))).toEqual({
      because: 'entry 2 of term 1 is committed, but the disks of S2 S3 lack it',
    });
  });

  test('SP-14: a snapshot holds what it covers', () => {
    expect(committedIsDurable().check(held(logOf(1, 1), emptyLog(2, 1), emptyLog()))).toBe('holds');
  });

  test('SP-14: half of the servers are no majority', () => {
    const disks = ['S1', 'S2', 'S3', 'S4'].map((id, place) => disk(id, place < 2 ? logOf(1, 1) : logOf(1)));
    const scene = sceneAt({ before: follower(), ghost: committed, cluster: clusterOf(disks) });
    expect(committedIsDurable().check(scene)).toEqual({
      because: 'entry 2 of term 1 is committed, but the disks of S3 S4 lack it',
    });
  });

  test('SP-14: a disk that loses the entry later on is noticed', () => {
    const { check } = committedIsDurable();
    expect(check(held(logOf(1, 1), logOf(1, 1), emptyLog()))).toBe('holds');
    const cut = sceneAt({
      before: follower({ ...as('S2'), log: logOf(1, 1) }),
      after: follower({ ...as('S2'), log: logOf(1) }),
      ghost: committed,
      cluster: clusterOf([disk('S1', logOf(1, 1)), disk('S2', logOf(1)), disk('S3', emptyLog())]),
    });
    expect(check(cut)).toEqual({ because: 'entry 2 of term 1 is committed, but the disks of S2 S3 lack it' });
  });

  test('SP-14: says nothing while nothing is committed, or nothing has changed', () => {
    const { check } = committedIsDurable();
    expect(check(sceneAt({ before: follower() }))).toBe('not concerned');
    expect(check(held(logOf(1, 1), logOf(1, 1), emptyLog()))).toBe('holds');
    expect(check(held(logOf(1, 1), logOf(1, 1), emptyLog()))).toBe('not concerned');
  });
});

describe('SP-15', () => {
  const committed = ghostOf(entriesOf([1, 1]));
  const { id, check } = snapshotIsPrefix((index) => (index === 2 ? 'state 2' : undefined));
  const keeps = (snapshot: Server['snapshot'], more: Partial<Moment> = {}) =>
    sceneAt({ before: follower(), after: follower({ snapshot }), ghost: committed, ...more });

  test.each([
    ['IS-13', snapshotOf(3, 1, 'x'), 'the snapshot of S1 that ends at 3 covers what nobody has committed'],
    ['IS-14', snapshotOf(2, 7, 'state 2'), 'the snapshot of S1 that ends at 2 says term 7, committed is term 1'],
    [
      undefined,
      snapshotOf(2, 1, 'state 3'),
      'the snapshot of S1 that ends at 2 is not the state after that prefix: it is "state 3", not "state 2"',
    ],
  ] as const)('SP-15: %s', (clause, snapshot, because) => {
    expect(id).toBe('SP-15');
    const broken = { because, ...(clause && { clause }) };
    expect(check(keeps(snapshot))).toEqual(broken);
    const restore: Effect = { type: 'restoreSnapshot', snapshot };
    expect(check(sceneAt({ before: follower(), effects: [restore], ghost: committed }))).toEqual(broken);
    const cut = { before: follower(), effects: [restore], ghost: committed, crashed: true };
    expect(check(sceneAt(cut))).toEqual(broken);
    expect(check(sceneAt({ ...cut, executed: 0 }))).toBe('not concerned');
    expect(check(keeps(snapshot, { crashed: true }))).toBe('not concerned');
    const sends = { before: follower(), after: follower({ outgoingSnapshot: { S2: snapshot } }), ghost: committed };
    expect(check(sceneAt(sends))).toEqual(broken);
  });

  test('SP-15: holds for the state after that prefix, and for one that nobody can compute', () => {
    expect(check(keeps(snapshotOf(2, 1, 'state 2')))).toBe('holds');
    expect(check(keeps(snapshotOf(1, 1, 'any')))).toBe('holds');
    expect(check(keeps(null))).toBe('not concerned');
  });

  test('SP-15: a snapshot that was saved by a step that was cut afterwards', () => {
    const snapshot = snapshotOf(2, 1, 'state 3');
    const after = follower({ snapshot });
    const scene = keeps(snapshot, { effects: [{ type: 'persist', snapshot }], crashed: true, disk: durable(after) });
    expect(check(scene)).toMatchObject({ because: expect.any(String) as string });
  });
});

describe('SP-17', () => {
  const reached = (effects: readonly Effect[]): number =>
    effects.reduce((last, effect) => {
      if (effect.type === 'restoreSnapshot') return effect.snapshot.lastIncludedIndex;
      return effect.type === 'apply' ? effect.index : last;
    }, 0);
  const applies = (...effects: readonly Effect[]) =>
    sceneAt({ before: follower(), after: follower({ lastApplied: reached(effects) }), effects });
  const restores = (index: number): Effect => ({ type: 'restoreSnapshot', snapshot: snapshotOf(index, 1, 'x') });

  test.each<[string, readonly Effect[], string, string]>([
    ['an entry that is left out', [apply(1), apply(3)], 'S1 applies 3 after 1', 'RS-A-1'],
    ['an entry that is applied twice', [apply(1), apply(1)], 'S1 applies 1 after 1', 'RS-A-1'],
    ['entries in another order', [apply(1), apply(2), apply(1)], 'S1 applies 1 after 2', 'RS-A-1'],
    ['a beginning that is left out', [apply(2)], 'S1 applies 2 after 0', 'RS-A-1'],
    ['an entry that the snapshot holds', [restores(3), apply(3)], 'S1 applies 3 after 3', 'RS-A-1'],
    ['an older snapshot', [restores(3), restores(2)], 'S1 restores a snapshot that ends at 2 after 3', 'IS-8'],
  ])('SP-17: %s', (_what, effects, because, clause) => {
    expect(appliedInOrder().id).toBe('SP-17');
    expect(appliedInOrder().check(applies(...effects))).toEqual({ because, clause });
    const { check } = appliedInOrder();
    const [last, ...findings] = effects.map((effect) => check(applies(effect))).reverse();
    expect(last).toEqual({ because, clause });
    for (const finding of findings) expect(finding).not.toEqual({ because, clause });
  });

  test('SP-17: holds for one after the other, from the snapshot on', () => {
    const { check } = appliedInOrder();
    expect(check(applies(restores(3), apply(4), apply(5), restores(7), restores(7), apply(8)))).toBe('holds');
    expect(appliedInOrder().check(applies())).toBe('not concerned');
  });

  test('SP-17: ST-5: lastApplied says where the state machine is', () => {
    const after = follower({ lastApplied: 2 });
    const broken = { because: 'S1 has lastApplied 2, and its state machine has come to 1', clause: 'ST-5' };
    expect(appliedInOrder().check(sceneAt({ before: follower(), after, effects: [apply(1)] }))).toEqual(broken);
    const crashed = sceneAt({ before: follower(), after, effects: [apply(1)], crashed: true });
    expect(appliedInOrder().check(crashed)).toBe('holds');
  });

  test('SP-17: recalls from lastApplied what was applied before, and from a restart that nothing was', () => {
    const before = follower({ lastApplied: 4 });
    const { check, recall, restarted } = appliedInOrder();
    recall?.(before, durable(before));
    expect(check(sceneAt({ before, after: follower({ lastApplied: 5 }), effects: [apply(5)] }))).toBe('holds');
    recall?.(before, durable(before));
    expect(check(sceneAt({ before, effects: [apply(4)] }))).toMatchObject({ because: 'S1 applies 4 after 4' });
    recall?.(before, durable(before));
    restarted?.(before, ghostOf());
    expect(check(sceneAt({ before, event: { type: 'start' } }))).toMatchObject({ clause: 'ST-5' });
  });

  describe('where entries hold no command', () => {
    const own: Entry = { term: 1, noOp: true };
    const log = append(emptyLog(), [own, { term: 1, command: '2@1' }, own, own, { term: 1, command: '5@1' }, own]);
    const passes = (lastApplied: number, ...effects: readonly Effect[]) =>
      sceneAt({ before: follower({ log }), after: follower({ log, lastApplied }), effects });

    test('SP-17: NO-5: they are passed, and each command is applied', () => {
      expect(appliedInOrder().check(passes(6, apply(2), apply(5)))).toBe('holds');
      expect(appliedInOrder().check(passes(1))).toBe('holds');
      const { check } = appliedInOrder();
      expect([passes(1), passes(2, apply(2)), passes(4), passes(6, apply(5))].map(check)).toEqual(
        Array(4).fill('holds'),
      );
    });

    test.each<[string, number, readonly Effect[], string, string]>([
      [
        'a command that is left out before them',
        4,
        [],
        'S1 has lastApplied 4, and its state machine has come to 0',
        'ST-5',
      ],
      ['a command that is left out between them', 6, [apply(5)], 'S1 applies 5 after 0', 'RS-A-1'],
      [
        'a command that is left out at the end',
        6,
        [apply(2)],
        'S1 has lastApplied 6, and its state machine has come to 2',
        'ST-5',
      ],
      [
        'lastApplied that stays behind',
        1,
        [apply(2)],
        'S1 has lastApplied 1, and its state machine has come to 2',
        'ST-5',
      ],
      [
        'what the log does not hold',
        7,
        [apply(2), apply(5)],
        'S1 has lastApplied 7, and its state machine has come to 5',
        'ST-5',
      ],
    ])('SP-17: not: %s', (_what, lastApplied, effects, because, clause) => {
      expect(appliedInOrder().check(passes(lastApplied, ...effects))).toEqual({ because, clause });
    });

    test('SP-5: NO-5: nothing is applied where an entry without a command is committed', () => {
      const committed = new Map([[1, { ...own, by: 'S2', in: 1 }]]);
      const { check } = stateMachineSafety();
      const scene = { ...passes(1, apply(1)), ghost: { committed, lastIndex: 1 } };
      expect(check(scene)).toEqual({
        because: 'S1 applies "1@1" at index 1, where an entry that holds no command is committed',
      });
      const unknown = new Map([[1, { term: 1, by: 'S2', in: 1 } as unknown as Committed]]);
      expect(check({ ...scene, ghost: { committed: unknown, lastIndex: 1 } })).toBe('holds');
    });
  });

  test('SP-17: a restart begins again', () => {
    const { check, restarted } = appliedInOrder();
    check(applies(apply(1), apply(2)));
    expect(restarted?.(follower(), ghostOf())).toBe('not concerned');
    expect(check(applies(apply(1)))).toBe('holds');
  });

  test('SP-17: what the crash has left out was not applied', () => {
    const { check } = appliedInOrder();
    const effects = [apply(1), apply(3)];
    expect(check(sceneAt({ before: follower(), effects, executed: 1, crashed: true }))).toBe('holds');
  });
});
