import { describe, expect, test } from 'vitest';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { type ReadIndexState, readIndex, type WaitingRead } from '../../../src/core/extensions/readIndex.ts';
import { weave } from '../../../src/core/extensions/weave.ts';
import { createServer, durable } from '../../../src/core/server.ts';
import type { Effect, Event, ExtensionId, Message, Server, Step } from '../../../src/core/types.ts';
import * as arrange from '../arrange.ts';

const protocol = weave([readIndex]);
const { step } = protocol;

const nothing: ReadIndexState = { reads: [], round: 0, answered: {} };
const read = (id: string): Event => ({ type: 'read', id });
const waiting = (id: string, changes: Partial<WaitingRead> = {}): WaitingRead => ({
  id,
  from: 'S1',
  round: 0,
  index: null,
  ...changes,
});
const withPage = (server: Server, state: Partial<ReadIndexState> = {}): Server => ({
  ...server,
  extensions: { 'read-index': { ...nothing, ...state } },
});
const caughtUp = { nextIndex: 3, matchIndex: 2, pipelining: true };
/** It leads term 1 and has committed two entries of it. */
const leader = (state: Partial<ReadIndexState> = {}, changes: Parameters<typeof arrange.leader>[0] = {}): Server =>
  withPage(
    arrange.leader({
      log: arrange.logOf(1, 1),
      commitIndex: 2,
      lastApplied: 2,
      followers: { S2: caughtUp, S3: caughtUp },
      ...changes,
    }),
    state,
  );
const follower = (state: Partial<ReadIndexState> = {}, changes: Partial<Server> = {}): Server =>
  withPage(
    arrange.follower({ log: arrange.logOf(1, 1), leaderId: 'S2', commitIndex: 1, lastApplied: 1, ...changes }),
    state,
  );
const underWay = (round: number, ...ids: readonly string[]): Partial<ReadIndexState> => ({
  round,
  reads: ids.map((id) => waiting(id, { round, index: 2 })),
});

const check = (round: number, term = 1): Message => ({ type: 'ReadIndexCheck', from: 'S2', to: 'S1', term, round });
const answer = (round: number, from = 'S2', term = 1): Message => ({
  type: 'ReadIndexCheckReply',
  from,
  to: 'S1',
  term,
  round,
});
const request = (id: string, term = 1): Message => ({ type: 'ReadIndexRequest', from: 'S2', to: 'S1', term, id });
const indexOf = (id: string, index: number, term = 1): Message => ({
  type: 'ReadIndexReply',
  from: 'S2',
  to: 'S1',
  term,
  id,
  index,
});
const stateOf = ({ extensions }: Server): ReadIndexState => extensions?.['read-index'] ?? nothing;
const after = (before: Server, ...events: readonly Event[]): Step =>
  events.reduce<Step>((so, event) => step(so.server, event), { server: before, effects: [], fired: [] });
const told = ({ effects }: Step): readonly Effect[] =>
  effects.filter(({ type }) => type === 'answerRead' || type === 'rejectRead');
const sentOf = (type: Message['type'], { effects }: Step): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' && effect.message.type === type ? [effect.message] : []));

test('RI-1: a server that starts keeps nothing', () => {
  const storage = durable(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] }));
  expect(stateOf(protocol.restart(storage))).toEqual(nothing);
});

describe('a read at a leader', () => {
  test('RI-2, RI-4: is noted, and all others are asked', () => {
    const stepped = step(leader(), read('r1'));
    expect(stateOf(stepped.server)).toEqual({ ...nothing, ...underWay(1, 'r1') });
    expect(sentOf('ReadIndexCheck', stepped)).toMatchObject([
      { to: 'S2', round: 1, term: 1 },
      { to: 'S3', round: 1, term: 1 },
    ]);
    expect(told(stepped)).toEqual([]);
    expect(stepped.fired).toEqual(['RI-2', 'RI-4']);
  });

  test('RI-2: waits once, however often it is asked for', () => {
    const before = leader(underWay(1, 'r1'));
    arrange.expectIgnored(before, step(before, read('r1')), 'RI-2');
  });

  test('RI-3: waits while no entry of its own term is committed, and asks in the step that commits one', () => {
    const sent = { nextIndex: 4, matchIndex: 2, pipelining: true };
    const before = leader({}, { currentTerm: 2, log: arrange.logOf(1, 1, 2), followers: { S2: sent, S3: sent } });
    const asked = step(before, read('r1'));
    expect(asked.fired).toEqual(['RI-2', 'RI-3']);
    expect(asked.effects).toEqual([]);
    expect(stateOf(asked.server).reads).toEqual([waiting('r1')]);
    const reply = arrange.appendReply({ from: 'S2', term: 2, matchIndex: 3, prevLogIndex: 3 });
    const committed = step(asked.server, reply);
    expect(committed.fired).toEqual(['RS-L-5', 'RS-L-4', 'RI-4', 'RS-A-1']);
    expect(stateOf(committed.server).reads).toEqual([waiting('r1', { round: 1, index: 3 })]);
    expect(sentOf('ReadIndexCheck', committed)).toHaveLength(2);
  });

  test('RI-3: of a snapshot that ends with an entry of its own term, that is committed', () => {
    const before = leader({}, arrange.compacted(arrange.logOf(1, 1), 2, 1));
    expect(step(before, read('r1')).fired).toEqual(['RI-2', 'RI-4']);
  });

  test('RI-4: waits for the next round while one is under way, and goes with others', () => {
    const asked = after(leader(), read('r1'), read('r2'), read('r3'));
    expect(stateOf(asked.server).reads.map(({ round }) => round)).toEqual([1, 0, 0]);
    const answered = step(asked.server, answer(1));
    expect(told(answered)).toEqual([{ type: 'answerRead', id: 'r1', index: 2 }]);
    expect(stateOf(answered.server)).toEqual({ ...nothing, ...underWay(2, 'r2', 'r3') });
    expect(told(step(answered.server, answer(2, 'S3')))).toHaveLength(2);
  });

  test('RI-7, RI-6: is answered when a majority has answered its round', () => {
    const five = leader(underWay(1, 'r1'), { peers: ['S2', 'S3', 'S4', 'S5'] });
    const one = step(five, answer(1));
    expect([told(one), one.fired]).toEqual([[], ['RI-6']]);
    const two = step(one.server, answer(1, 'S4'));
    expect(told(two)).toEqual([{ type: 'answerRead', id: 'r1', index: 2 }]);
    expect(two.fired).toEqual(['RI-6', 'RI-7']);
    expect(stateOf(two.server)).toEqual({ ...nothing, round: 1 });
  });

  test('RI-7: is answered at once by a server that is alone', () => {
    const alone = leader({}, { peers: [], followers: {} });
    const stepped = step(alone, read('r1'));
    expect(stepped.effects).toEqual([{ type: 'answerRead', id: 'r1', index: 2 }]);
    expect(stepped.fired).toEqual(['RI-2', 'RI-4', 'RI-7']);
  });

  test('RI-7: is answered after what it has to show is applied', () => {
    const alone = leader({}, { peers: [], followers: {}, currentTerm: 2, log: arrange.logOf(1, 1) });
    const { effects } = after(alone, read('r1'), { type: 'clientCommand', command: 'x' });
    expect(effects.map(({ type }) => type)).toEqual(['persist', 'apply', 'reply', 'answerRead']);
  });
});

describe('an answer to a check', () => {
  const five = { peers: ['S2', 'S3', 'S4', 'S5'] };

  test.each<[string, Server, Message]>([
    ['that comes twice', leader({ ...underWay(1, 'r1'), answered: { S2: 1 } }, five), answer(1)],
    ['to an earlier round than was answered', leader({ ...underWay(3, 'r1'), answered: { S2: 2 } }, five), answer(1)],
    ['of an older term', leader(underWay(1, 'r1'), { ...five, currentTerm: 2 }), answer(1, 'S2', 1)],
    ['with no round', leader(underWay(1, 'r1'), five), answer(0)],
    ['when no read waits', leader({ round: 1 }), answer(1)],
    [
      'when no read waits for a round',
      leader({ round: 1, reads: [waiting('r2')] }, { currentTerm: 2 }),
      answer(1, 'S2', 2),
    ],
    ['at a follower', follower(), answer(1)],
  ])('RI-6: changes nothing %s', (_, before, message) => {
    const stepped = step(before, message);
    expect([stepped.server, stepped.effects, stepped.fired]).toEqual([before, [], []]);
  });

  test('RI-6: to an earlier round counts for its reads, and not for those of a later one', () => {
    const reads = [waiting('r1', { round: 1, index: 2 }), waiting('r2', { round: 2, index: 2 })];
    const stepped = step(leader({ round: 2, reads }), answer(1));
    expect(told(stepped)).toEqual([{ type: 'answerRead', id: 'r1', index: 2 }]);
    expect(stateOf(stepped.server)).toMatchObject({ reads: [{ id: 'r2' }], answered: { S2: 1 } });
    expect(told(step(stepped.server, answer(1, 'S3')))).toEqual([]);
  });

  test('RI-6: to a later round counts for earlier reads too', () => {
    const reads = [waiting('r1', { round: 1, index: 2 }), waiting('r2', { round: 2, index: 2 })];
    expect(told(step(leader({ round: 2, reads }), answer(2)))).toHaveLength(2);
  });
});

describe('a check', () => {
  test.each<[string, Server]>([
    ['follower', follower()],
    ['candidate', withPage(arrange.candidate())],
  ])('RI-5: is answered by a %s of its term, which stays as it is', (_, before) => {
    const stepped = step(before, check(4));
    expect(stepped.server).toBe(before);
    expect(stepped.effects).toEqual([
      { type: 'send', message: { type: 'ReadIndexCheckReply', from: 'S1', to: 'S2', term: 1, round: 4 } },
    ]);
    expect(stepped.fired).toEqual(['RI-5']);
  });

  test.each<[string, Server]>([
    ['follower', follower({}, { currentTerm: 2 })],
    ['leader', leader({}, { currentTerm: 2 })],
  ])('RI-5: of an older term is answered by a %s with the newer one, and with no round', (_, before) => {
    const { effects } = step(before, check(4));
    expect(effects).toMatchObject([{ message: { type: 'ReadIndexCheckReply', term: 2, round: 0 } }]);
  });

  test('RI-5, RS-A-2: of a newer term is answered in it', () => {
    const stepped = step(follower(), check(1, 3));
    expect(stepped.server).toMatchObject({ currentTerm: 3, leaderId: null });
    expect(sentOf('ReadIndexCheckReply', stepped)).toMatchObject([{ term: 3, round: 1 }]);
  });

  test('RI-5, D-19: of another leader of its own term is not answered by a leader', () => {
    const before = leader();
    expect(step(before, check(1)).effects).toEqual([]);
  });
});

describe('a heartbeat', () => {
  const beat: Event = { type: 'timeout', timer: 'heartbeat' };

  test('RI-8: brings a new round while a read waits for one, and takes the others along', () => {
    const stepped = after(leader(), read('r1'), read('r2'), beat);
    expect(stateOf(stepped.server)).toMatchObject({
      round: 2,
      reads: [
        { id: 'r1', round: 1 },
        { id: 'r2', round: 2, index: 2 },
      ],
    });
    expect(sentOf('ReadIndexCheck', stepped)).toMatchObject([{ round: 2 }, { round: 2 }]);
    expect(stepped.fired).toEqual(['RS-L-1', 'AE-6', 'RI-8']);
  });

  test.each<[string, Server]>([
    ['no read waits', leader({ round: 3 })],
    ['reads wait for an entry of its term', leader({ reads: [waiting('r1')] }, { currentTerm: 2 })],
  ])('RI-8: brings none while %s', (_, before) => {
    const stepped = step(before, beat);
    expect(sentOf('ReadIndexCheck', stepped)).toEqual([]);
    expect(stepped.fired).not.toContain('RI-8');
  });
});

describe('a read at a follower', () => {
  test('RI-9: is forwarded to the leader that it knows', () => {
    const stepped = step(follower(), read('r1'));
    expect(stateOf(stepped.server).reads).toEqual([waiting('r1')]);
    expect(stepped.effects).toEqual([
      { type: 'send', message: { type: 'ReadIndexRequest', from: 'S1', to: 'S2', term: 1, id: 'r1' } },
    ]);
    expect(stepped.fired).toEqual(['RI-9']);
    arrange.expectIgnored(stepped.server, step(stepped.server, read('r1')), 'RI-9');
  });

  test('RI-9: is forwarded again at a heartbeat, until its index is known', () => {
    const before = follower({ reads: [waiting('r1', { index: 2 }), waiting('r2')] });
    const stepped = step(before, arrange.appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 1 }));
    expect(sentOf('ReadIndexRequest', stepped)).toMatchObject([{ to: 'S2', id: 'r2' }]);
    expect(stepped.fired).toContain('RI-9');
  });

  test.each<[string, Message]>([
    ['entries', arrange.appendEntries({ prevLogIndex: 2, prevLogTerm: 1, entries: arrange.entriesOf([1], 3) })],
    ['a heartbeat that it rejects', arrange.appendEntries({ prevLogIndex: 9, prevLogTerm: 1 })],
  ])('RI-9: is not forwarded again at %s', (_, message) => {
    expect(sentOf('ReadIndexRequest', step(follower({ reads: [waiting('r1')] }), message))).toEqual([]);
  });

  test('RI-11: is answered when it has applied up to the index that it is told', () => {
    const noted = step(follower({ reads: [waiting('r1')] }), indexOf('r1', 2));
    expect([noted.effects, noted.fired]).toEqual([[], ['RI-11']]);
    const applied = step(noted.server, arrange.appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }));
    expect(applied.effects.slice(-2)).toMatchObject([
      { type: 'apply', index: 2 },
      { type: 'answerRead', id: 'r1', index: 2 },
    ]);
    expect(applied.fired).toContain('RI-11');
    expect(stateOf(applied.server)).toEqual(nothing);
  });

  test('RI-11: is answered at once where that is applied, and when a snapshot brings it', () => {
    expect(told(step(follower({ reads: [waiting('r1')] }), indexOf('r1', 1)))).toHaveLength(1);
    const snapshot = arrange.snapshotOf(5, 1, 'ab');
    const installed = step(follower({ reads: [waiting('r1', { index: 4 })] }), arrange.chunkOf(snapshot, 0));
    expect(installed.effects.at(-1)).toEqual({ type: 'answerRead', id: 'r1', index: 4 });
  });

  test.each<[string, Server, Message]>([
    ['of a read that does not wait', follower(), indexOf('r1', 1)],
    ['of a read whose index is known', follower({ reads: [waiting('r1', { index: 2 })] }), indexOf('r1', 1)],
    ['of an older term', follower({ reads: [waiting('r1')] }, { currentTerm: 2 }), indexOf('r1', 1)],
    ['at a candidate', withPage(arrange.candidate()), indexOf('r1', 1)],
  ])('RI-11: an index %s changes nothing', (_, before, message) => {
    const stepped = step(before, message);
    expect([stepped.server, stepped.effects, stepped.fired]).toEqual([before, [], []]);
  });
});

describe('the request of a follower', () => {
  test('RI-10: is a read of the leader, and answered to the follower', () => {
    const asked = step(leader(), request('r1'));
    expect(stateOf(asked.server).reads).toEqual([waiting('r1', { from: 'S2', round: 1, index: 2 })]);
    expect(asked.fired).toEqual(['RI-10', 'RI-4']);
    const answered = step(asked.server, answer(1, 'S3'));
    expect(sentOf('ReadIndexReply', answered)).toMatchObject([{ to: 'S2', id: 'r1', index: 2 }]);
    expect(told(answered)).toEqual([]);
  });

  test('RI-10: waits once, beside a read of the same name here', () => {
    const { server } = after(leader(), request('r1'), request('r1'), read('r1'));
    expect(stateOf(server).reads.map(({ id, from }) => [id, from])).toEqual([
      ['r1', 'S2'],
      ['r1', 'S1'],
    ]);
  });

  test('RI-10, RI-3: waits as well', () => {
    const before = leader({}, { currentTerm: 2 });
    expect(step(before, request('r1', 2)).fired).toEqual(['RI-10', 'RI-3']);
  });

  test.each<[string, Server, Message]>([
    ['of an older term', leader({}, { currentTerm: 2 }), request('r1')],
    ['at a follower', follower(), request('r1')],
  ])('RI-10: changes nothing %s', (_, before, message) => {
    const stepped = step(before, message);
    expect([stepped.server, stepped.effects, stepped.fired]).toEqual([before, [], []]);
  });
});

describe('without a leader', () => {
  test.each<[string, Server]>([
    ['follower', follower({}, { leaderId: null })],
    ['candidate', withPage(arrange.candidate())],
  ])('RI-12: a read is rejected by a %s', (_, before) => {
    const stepped = step(before, read('r1'));
    expect(stepped.server).toBe(before);
    expect([stepped.effects, stepped.fired]).toEqual([[{ type: 'rejectRead', id: 'r1' }], ['RI-12']]);
  });

  test.each<[string, Message]>([
    ['RequestVote', arrange.requestVote({ term: 2 })],
    ['AppendEntries', arrange.appendEntries({ term: 2, prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 })],
    ['AppendEntriesReply', arrange.appendReply({ term: 2 })],
    ['ReadIndexCheck', check(1, 2)],
    ['ReadIndexCheckReply', answer(0, 'S2', 2)],
    ['ReadIndexRequest', request('r2', 2)],
    ['ReadIndexReply', indexOf('r1', 2, 2)],
  ])('RI-13: a deposed leader rejects its reads at %s, and forgets those of others', (_, message) => {
    const reads = [
      waiting('r1', { round: 1, index: 2 }),
      waiting('f1', { from: 'S3', round: 1, index: 2 }),
      waiting('r2'),
    ];
    const stepped = step(leader({ round: 1, reads, answered: {} }), message);
    expect(stepped.server.role).toBe('follower');
    expect(told(stepped)).toEqual([
      { type: 'rejectRead', id: 'r1' },
      { type: 'rejectRead', id: 'r2' },
    ]);
    expect(stateOf(stepped.server)).toEqual(nothing);
    expect(stepped.fired.slice(0, 2)).toEqual(['RS-A-2', 'RI-13']);
  });

  test('RI-1: a deposed leader begins its rounds anew, and keeps no answer', () => {
    const stepped = step(leader({ round: 7, answered: { S2: 7 } }), arrange.requestVote({ term: 2 }));
    expect(stateOf(stepped.server)).toEqual(nothing);
    expect(stepped.fired).not.toContain('RI-13');
  });

  test('RI-13: a follower rejects its reads when it stands for election, and answers none later', () => {
    const stepped = step(follower({ reads: [waiting('r1')] }), { type: 'timeout', timer: 'election' });
    expect(told(stepped)).toEqual([{ type: 'rejectRead', id: 'r1' }]);
    expect(stepped.fired).toContain('RI-13');
    expect(told(step(stepped.server, indexOf('r1', 1)))).toEqual([]);
  });

  test('RI-13, ST-8: a read is rejected behind the write of the term', () => {
    const { effects } = step(
      leader(underWay(1, 'r1')),
      arrange.requestVote({ term: 2, lastLogIndex: 2, lastLogTerm: 1 }),
    );
    expect(effects.map(({ type }) => type)).toEqual([
      'persist',
      'stopTimer',
      'armTimer',
      'rejectRead',
      'armTimer',
      'send',
    ]);
  });
});

describe.each<[string, readonly ExtensionId[]]>([
  ['after', ['pre-vote', 'client-batches', 'parallel-write', 'read-index']],
  ['before', ['read-index', 'parallel-write', 'client-batches', 'pre-vote']],
])('woven %s the other pages', (_, pages) => {
  const all = protocolWith(pages);
  const withAll = (
    server: Server,
    reads: Partial<ReadIndexState> = {},
    writtenIndex: number | null = null,
  ): Server => ({
    ...server,
    extensions: {
      'pre-vote': { preVotesGranted: [] },
      'client-batches': {},
      'parallel-write': { writtenIndex },
      'read-index': { ...nothing, ...reads },
    },
  });

  test('RI-13, PV-2: a follower that asks for pre-votes rejects its reads, and RI-12 new ones', () => {
    const asked = all.step(withAll(follower(), { reads: [waiting('r1')] }), { type: 'timeout', timer: 'election' });
    expect(asked.server.role).toBe('preCandidate');
    expect(told(asked)).toEqual([{ type: 'rejectRead', id: 'r1' }]);
    expect(all.step(asked.server, read('r2')).fired).toEqual(['RI-12']);
  });

  test('RI-5, RS-A-2: a pre-candidate that hears of a newer term forgets its pre-votes', () => {
    const asked = all.step(withAll(follower()), { type: 'timeout', timer: 'election' }).server;
    const { server } = all.step(asked, check(1, 2));
    expect([server.role, server.extensions?.['pre-vote']]).toEqual(['follower', { preVotesGranted: [] }]);
  });

  test.each([check(1, 2), answer(0, 'S2', 2), request('r1', 2), indexOf('r1', 1, 2)])(
    'RI-13, PW-6: a leader that steps down by $type forgets which of its writes it waits for',
    (message) => {
      const { server, fired } = all.step(withAll(leader(), {}, 1), message);
      expect(server.extensions?.['parallel-write']).toEqual({ writtenIndex: null });
      expect(fired).toContain('PW-6');
    },
  );
});
