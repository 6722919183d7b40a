import { describe, expect, test } from 'vitest';
import { type PreVote, type PreVoteReply, preVote, preVotesOf } from '../../../src/core/extensions/preVote.ts';
import { type Answers, type Transition, weave } from '../../../src/core/extensions/weave.ts';
import { raftMachine } from '../../../src/core/machine.ts';
import { durable } from '../../../src/core/server.ts';
import type { Server } from '../../../src/core/types.ts';
import { among, Cluster } from '../../support/cluster.ts';
import * as arrange from '../arrange.ts';

const protocol = weave([preVote]);
const { step } = protocol;
const timeout = { type: 'timeout', timer: 'election' } as const;

const withPage = (server: Server, ...preVotesGranted: readonly string[]): Server => ({
  ...server,
  extensions: { 'pre-vote': { preVotesGranted } },
});
const follower = (changes: Partial<Server> = {}): Server => withPage(arrange.follower(changes));
const candidate = (changes: Partial<Server> = {}): Server => withPage(arrange.candidate(changes));
const leader = (changes: Partial<Server> = {}): Server => withPage(arrange.leader(changes));
const preCandidate = (changes: Partial<Server> = {}, ...preVotes: readonly string[]): Server =>
  withPage(arrange.follower({ role: 'preCandidate', ...changes }), 'S1', ...preVotes);

const question = (changes: Partial<PreVote> = {}): PreVote => ({
  type: 'PreVote',
  from: 'S2',
  to: 'S1',
  term: 1,
  candidateId: changes.from ?? 'S2',
  lastLogIndex: 0,
  lastLogTerm: 0,
  ...changes,
});
const preVoteReply = (changes: Partial<PreVoteReply> = {}): PreVoteReply => ({
  type: 'PreVoteReply',
  from: 'S2',
  to: 'S1',
  term: 1,
  preVoteGranted: true,
  ...changes,
});
const answered = (before: Server, message: PreVote) => {
  const { server, effects, fired } = step(before, message);
  return { server, sent: effects.map((effect) => (effect.type === 'send' ? effect.message : effect)), fired };
};

describe('an election timeout', () => {
  const log = arrange.logOf(1, 1);

  test.each([
    ['a follower', follower({ log, leaderId: 'S2', votedFor: 'S2' }), 'PV-2'],
    ['a candidate', candidate({ log, votesGranted: ['S1', 'S3'] }), 'PV-2'],
    ['a pre-candidate', preCandidate({ log, votedFor: 'S2' }, 'S3'), 'PV-4'],
  ])('PV-2, PV-3, PV-4: lets %s ask, in its term and without a write', (_, before, clause) => {
    const { server, effects, fired } = step(before, timeout);
    expect(server).toEqual({ ...preCandidate({ log, votedFor: before.votedFor }) });
    expect([server.currentTerm, server.leaderId, server.votesGranted]).toEqual([1, null, []]);
    const message = { type: 'PreVote', from: 'S1', term: 1, candidateId: 'S1', lastLogIndex: 2, lastLogTerm: 1 };
    expect(effects).toEqual([
      arrange.armElectionTimer,
      ...['S2', 'S3'].map((receiver) => ({ type: 'send', message: { ...message, to: receiver } })),
    ]);
    expect(fired).toEqual([clause, 'PV-3']);
  });

  test('PV-9: makes a server that is alone leader at once', () => {
    const { server, fired } = step({ ...follower(), peers: [] }, timeout);
    expect([server.role, server.currentTerm, preVotesOf(server)]).toEqual(['leader', 2, []]);
    expect(fired).toEqual(['PV-2', 'PV-9', 'RS-F-2', 'RS-C-1', 'RS-C-2', 'RS-L-1', 'ST-8']);
  });

  test('PV-2: means nothing to a leader', () => {
    const before = leader();
    expect(step(before, timeout).server).toBe(before);
  });
});

describe('a question', () => {
  test.each([
    ['a follower that hears nobody', follower()],
    ['a follower that has voted', follower({ votedFor: 'S3' })],
    ['a candidate', candidate()],
    ['another pre-candidate', preCandidate()],
  ])('PV-6, PV-8: is granted by %s, which changes in nothing', (_, before) => {
    const { server, sent, fired } = answered(before, question());
    expect(server).toBe(before);
    expect(sent).toEqual([{ type: 'PreVoteReply', from: 'S1', to: 'S2', term: 1, preVoteGranted: true }]);
    expect(fired).toEqual(['PV-6', 'PV-8']);
  });

  test('PV-8: is granted to one after the other', () => {
    const before = follower();
    const first = answered(before, question());
    expect(answered(first.server, question({ from: 'S3' })).sent).toMatchObject([{ to: 'S3', preVoteGranted: true }]);
  });

  test.each([
    ['a follower that hears a leader', follower({ leaderId: 'S3' }), {}],
    ['a leader', leader(), {}],
    ['a server with a longer log', follower({ log: arrange.logOf(1, 1) }), { lastLogIndex: 1, lastLogTerm: 1 }],
    [
      'a server with a later last term',
      follower({ currentTerm: 2, log: arrange.logOf(2) }),
      { term: 2, lastLogIndex: 5, lastLogTerm: 1 },
    ],
    ['a pre-candidate with a longer log', preCandidate({ log: arrange.logOf(1) }), {}],
  ])('PV-7: is refused by %s, which changes in nothing', (_, before, changes) => {
    const { server, sent, fired } = answered(before, question(changes));
    expect(server).toBe(before);
    expect(sent).toMatchObject([{ type: 'PreVoteReply', term: before.currentTerm, preVoteGranted: false }]);
    expect(fired).toEqual(['PV-7']);
  });

  test.each([
    ['a follower', follower({ currentTerm: 3 })],
    ['a candidate', candidate({ currentTerm: 3 })],
    ['a pre-candidate', preCandidate({ currentTerm: 3 })],
    ['a leader', leader({ currentTerm: 3 })],
  ])('PV-5: of an older term is refused by %s, which says its own', (_, before) => {
    const { server, sent, fired } = answered(before, question());
    expect(server).toBe(before);
    expect(sent).toMatchObject([{ term: 3, preVoteGranted: false }]);
    expect(fired).toEqual(['PV-5']);
  });

  test.each([
    ['a follower that heard a leader', follower({ leaderId: 'S3', votedFor: 'S3' })],
    ['a candidate', candidate()],
    ['a pre-candidate', preCandidate({}, 'S3')],
    ['a leader', leader()],
  ])('PV-3, RS-A-2: of a newer term is answered in it by %s, as a follower', (_, before) => {
    const { server, sent, fired } = answered(before, question({ term: 2 }));
    expect(server).toMatchObject({ role: 'follower', currentTerm: 2, votedFor: null, leaderId: null });
    expect(preVotesOf(server)).toEqual([]);
    expect(sent.at(-1)).toMatchObject({ type: 'PreVoteReply', term: 2, preVoteGranted: true });
    expect(fired).toEqual(['RS-A-2', 'PV-6', 'PV-8', 'ST-8']);
  });
});

describe('an answer', () => {
  const five = (...preVotes: readonly string[]) => preCandidate({ peers: ['S2', 'S3', 'S4', 'S5'] }, ...preVotes);

  test('PV-9: is counted once for each server, and makes a candidate when a majority is reached', () => {
    const first = step(five(), preVoteReply({ from: 'S3' }));
    expect([first.server.role, preVotesOf(first.server), first.fired]).toEqual([
      'preCandidate',
      ['S1', 'S3'],
      ['PV-9'],
    ]);
    const again = step(first.server, preVoteReply({ from: 'S3' }));
    expect([again.server, again.fired]).toEqual([first.server, ['D-6']]);
    const { server, effects, fired } = step(first.server, preVoteReply());
    expect(server).toMatchObject({ role: 'candidate', currentTerm: 2, votedFor: 'S1', votesGranted: ['S1'] });
    expect(preVotesOf(server)).toEqual([]);
    expect(effects.slice(0, 2)).toEqual([
      { type: 'persist', currentTerm: 2, votedFor: 'S1' },
      arrange.armElectionTimer,
    ]);
    expect(effects.slice(2)).toMatchObject(
      ['S2', 'S3', 'S4', 'S5'].map((to) => ({ message: { type: 'RequestVote', to } })),
    );
    expect(fired).toEqual(['PV-9', 'RS-F-2', 'RS-C-1', 'RV-3', 'ST-8']);
  });

  test.each([
    ['a refusal', preCandidate(), preVoteReply({ preVoteGranted: false })],
    ['one of an older term', preCandidate({ currentTerm: 2 }), preVoteReply()],
    ['one that comes to a follower', follower(), preVoteReply()],
    ['one that comes to a candidate', candidate(), preVoteReply()],
    ['one that comes to a leader', leader(), preVoteReply()],
    ['a vote for an earlier candidacy', preCandidate({ votedFor: 'S1' }), arrange.voteReply()],
  ])('PV-9: brings nothing: %s', (_, before, message) => {
    expect(step(before, message)).toEqual({ server: before, effects: [], fired: [] });
  });

  test('PV-5, RS-A-2: of a newer term is adopted', () => {
    const { server } = step(preCandidate(), preVoteReply({ term: 4, preVoteGranted: false }));
    expect(server).toMatchObject({ role: 'follower', currentTerm: 4, votedFor: null });
    expect(preVotesOf(server)).toEqual([]);
  });
});

describe('a pre-candidate', () => {
  const five = { peers: ['S2', 'S3', 'S4', 'S5'] };
  const before = preCandidate(five, 'S3');

  test.each([
    ['entries', arrange.appendEntries(), 'AE-7'],
    ['a chunk of a snapshot', arrange.chunkOf(arrange.snapshotOf(3, 1, 'abcdefgh'), 0, 4), 'IS-4'],
    ['a request for a vote that it grants', arrange.requestVote(), 'RV-2'],
  ])('PV-10: follows when it gets %s', (_, message, clause) => {
    const { server, fired } = step(before, message);
    expect([server.role, preVotesOf(server)]).toEqual(['follower', []]);
    expect(fired[0]).toBe('PV-10');
    expect(fired).toContain(clause);
    expect(fired).toContain('RS-F-3');
  });

  test.each([
    ['a vote when its own is given away', { votedFor: 'S3' }, arrange.requestVote(), 'RV-4'],
    ['a candidate that is behind', { log: arrange.logOf(1) }, arrange.requestVote(), 'RV-4'],
    ['an old candidate', {}, arrange.requestVote({ term: 0 }), 'RV-1'],
    ['an old leader', {}, arrange.appendEntries({ term: 0 }), 'AE-1'],
    ['the snapshot of an old leader', {}, arrange.chunkOf(arrange.snapshotOf(3, 1, 'ab'), 0, 2, { term: 0 }), 'IS-1'],
    ['a command', {}, { type: 'clientCommand', command: 'x' }, 'CL-1'],
    ['to compact what was not applied', {}, { type: 'compact', index: 1, data: '' }, 'IS-13'],
  ] as const)('RS-F-1: refuses as a candidate does: %s', (_, changes, event, clause) => {
    const refusing = preCandidate({ ...five, ...changes }, 'S3');
    const { server, fired } = step(refusing, event);
    expect(server).toEqual(refusing);
    expect(fired).toContain(clause);
  });

  test('ST-9, PV-1: knows nothing of its question after a crash', () => {
    const server = protocol.restart(durable(before));
    expect([server.role, preVotesOf(server)]).toEqual(['follower', []]);
  });
});

describe('a cluster', () => {
  const clusterOf = (...servers: readonly string[]) => new Cluster({ servers, protocol });

  test('PV-2: is not disturbed by a server that was cut off and returns', () => {
    const cluster = clusterOf('S1', 'S2', 'S3');
    cluster.timeout('S1');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['leader', 'follower', 'follower']);
    for (let times = 0; times < 5; times++) cluster.timeout('S3');
    expect(cluster.server('S3')).toMatchObject({ role: 'preCandidate', currentTerm: 1 });
    cluster.deliver();
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['leader', 'follower', 'follower']);
    expect(cluster.ids.map((id) => cluster.server(id).currentTerm)).toEqual([1, 1, 1]);
  });

  test('PV-4, PV-6: elects a new leader when timers of a majority have run out, whoever asked first', () => {
    const cluster = clusterOf('S1', 'S2', 'S3');
    cluster.timeout('S1');
    cluster.deliver();
    cluster.crash('S1');
    cluster.timeout('S2');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['down', 'preCandidate', 'follower']);
    cluster.timeout('S3');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['down', 'follower', 'leader']);
  });

  test('PV-5: locks out neither the better log of the older term nor the newer term of the worse log', () => {
    const cluster = new Cluster({
      servers: ['S1', 'S2', 'S3'],
      protocol,
      storages: { S2: { currentTerm: 1, log: arrange.logOf(1, 1) }, S3: { currentTerm: 3, log: arrange.logOf(1) } },
    });
    cluster.crash('S1');
    cluster.timeout('S3');
    cluster.timeout('S2');
    cluster.deliver(among('S2', 'S3'));
    cluster.timeout('S2');
    cluster.deliver(among('S2', 'S3'));
    expect(cluster.roles()).toEqual(['down', 'leader', 'follower']);
    expect(cluster.server('S2').currentTerm).toBe(4);
  });

  test('PV-3, RS-A-2: takes back a server whose term is newer than the leader’s, by one change of leader', () => {
    const cluster = new Cluster({
      servers: ['S1', 'S2', 'S3'],
      protocol,
      storages: { S3: { currentTerm: 7, votedFor: 'S3' } },
    });
    cluster.timeout('S1');
    cluster.deliver(among('S1', 'S2'));
    expect(cluster.server('S1')).toMatchObject({ role: 'leader', currentTerm: 1 });
    cluster.lose();
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(cluster.server('S1')).toMatchObject({ role: 'follower', currentTerm: 7 });
    for (const id of ['S2', 'S1']) {
      cluster.timeout(id);
      cluster.deliver();
    }
    expect(cluster.roles()).toEqual(['leader', 'follower', 'follower']);
    expect(cluster.server('S1').currentTerm).toBe(8);
  });
});

describe('the wiring', () => {
  interface Wiring {
    readonly on?: Answers;
    readonly always?: Transition | readonly Transition[];
  }
  const transitionsIn = (roles: readonly Wiring[]): readonly Transition[] =>
    roles.flatMap(({ on = {}, always = [] }) => [...Object.values(on), always].flat());

  test('takes the transitions of the figure from the figure, and writes none of them again', () => {
    const figure = transitionsIn(Object.values(raftMachine.config.states ?? {}) as readonly Wiring[]);
    const own = transitionsIn([
      ...Object.values(preVote.roles),
      ...Object.values(preVote.before).map((on) => ({ on })),
    ]);
    const copies = own.filter((one) => figure.some((other) => JSON.stringify(other) === JSON.stringify(one)));
    expect(copies.length).toBeGreaterThan(8);
    expect(copies.filter((one) => !figure.includes(one)).map(({ description }) => description)).toEqual([]);
  });
});
