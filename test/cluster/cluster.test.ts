import { describe, expect, test } from 'vitest';
import { Cluster, type Surroundings } from '../../src/cluster/cluster.ts';
import type { CrashPoint } from '../../src/cluster/executor.ts';
import { append, emptyLog } from '../../src/core/log.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Effect, Message, Server, ServerId } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { entriesOf, follower, kindOf, requestVote, send, snapshotOf } from '../core/arrange.ts';

/** Everything that a cluster tells its surroundings, as it happens. */
class Diary {
  readonly lines: string[] = [];
  readonly sent: Message[] = [];
  readonly observations: Observation[] = [];

  readonly surroundings: Surroundings = {
    send: (message) => {
      this.sent.push(message);
      this.lines.push(`send ${message.type} to ${message.to}`);
    },
    timer: (id, effect) => this.lines.push(`${id} ${kindOf(effect)}`),
    apply: (id, { index, command }) => this.lines.push(`${id} applies ${index} ${command}`),
    restore: (id, { snapshot }) => this.lines.push(`${id} restores ${snapshot.lastIncludedIndex}`),
    answer: (id, { type }) => this.lines.push(`${id} ${type}`),
    observe: (observation) => {
      this.observations.push(observation);
      this.lines.push(`${observation.id} did ${observation.event.type}`);
    },
    crashed: (id) => this.lines.push(`${id} crashed`),
    restarted: (id) => this.lines.push(`${id} restarted`),
  };
}

const ids = ['S1', 'S2', 'S3'];

const clusterOf = (protocol?: Protocol) => {
  const diary = new Diary();
  return { diary, cluster: new Cluster({ ids, ...(protocol && { protocol }) }, diary.surroundings) };
};

/** One effect of each kind. */
const effects: readonly Effect[] = [
  { type: 'persist', currentTerm: 2, votedFor: 'S2' },
  send(requestVote({ from: 'S1', to: 'S2' })),
  { type: 'persist', append: { firstIndex: 1, entries: entriesOf([2]) } },
  { type: 'apply', index: 1, term: 2, command: 'x' },
  { type: 'restoreSnapshot', snapshot: snapshotOf(1, 1, 'x') },
  { type: 'reply', index: 1, term: 2 },
  { type: 'reject', reason: 'notLeader', leaderId: null },
  { type: 'armTimer', timer: 'election' },
  { type: 'armTimer', timer: 'heartbeat' },
  { type: 'stopTimer', timer: 'election' },
];
const told = [
  'send RequestVote to S2',
  'S1 applies 1 x',
  'S1 restores 1',
  'S1 reply',
  'S1 reject',
  'S1 armTimer election',
  'S1 armTimer heartbeat',
  'S1 stopTimer election',
];
/** How many lines of `told` are said after so many effects. */
const saidAfter = (executed: number): number =>
  effects.slice(0, executed).filter(({ type }) => type !== 'persist').length;

const after: Server = follower({ currentTerm: 2, votedFor: 'S2', log: append(emptyLog(), entriesOf([2])) });
const scripted: Protocol = {
  restart: shippedProtocol.restart,
  step: (server, event) =>
    event.type === 'timeout' && event.timer === 'election'
      ? { server: after, effects, fired: ['RS-F-2'] }
      : { server, effects: [], fired: [] },
};

const handled = (crashAfter?: CrashPoint) => {
  const { cluster, diary } = clusterOf(scripted);
  cluster.restart('S1');
  diary.lines.length = 0;
  const observation = cluster.handle('S1', { type: 'timeout', timer: 'election' }, crashAfter);
  return { cluster, diary, observation };
};

describe('a step of the cluster', () => {
  test('executes its effects in order, and then the server is the one after the step', () => {
    const { cluster, diary, observation } = handled();
    expect(diary.lines).toEqual([...told, 'S1 did timeout']);
    expect(cluster.server('S1')).toBe(after);
    expect(cluster.disk('S1')).toMatchObject({ currentTerm: 2, votedFor: 'S2', log: after.log });
    expect(observation).toMatchObject({ executed: effects.length, crashed: false, fired: ['RS-F-2'] });
    expect(observation.diskBefore.currentTerm).toBe(0);
    expect(observation.disk).toBe(cluster.disk('S1'));
  });

  test.each(effects.map((_, count) => count).concat(effects.length))(
    'ST-8: a crash after %i effects leaves these and no others',
    (count) => {
      const { cluster, diary, observation } = handled(count);
      const said = told.slice(0, saidAfter(count));
      expect(diary.lines).toEqual([...said, 'S1 did timeout', 'S1 crashed']);
      expect(cluster.server('S1')).toBeNull();
      expect(cluster.isUp('S1')).toBe(false);
      expect(cluster.disk('S1')).toMatchObject({
        currentTerm: count >= 1 ? 2 : 0,
        votedFor: count >= 1 ? 'S2' : null,
        log: count >= 3 ? after.log : emptyLog(),
      });
      expect(observation).toMatchObject({ executed: count, crashed: true, after });
    },
  );

  test('a crash after more effects than there are comes at the end', () => {
    const { cluster, observation } = handled(99);
    expect(observation).toMatchObject({ executed: effects.length, crashed: true });
    expect(cluster.isUp('S1')).toBe(false);
  });

  test('the place of the crash may be chosen in view of the effects', () => {
    const { observation } = handled((all) => all.findIndex(({ type }) => type === 'apply'));
    expect(observation).toMatchObject({ executed: 3, crashed: true });
  });
});

describe('servers', () => {
  test('are down until they are started, and each start is a restart', () => {
    const { cluster, diary } = clusterOf();
    expect(ids.map((id) => cluster.server(id))).toEqual([null, null, null]);
    expect(cluster.running).toEqual([]);
    cluster.restart('S2');
    expect(cluster.running.map(({ id }) => id)).toEqual(['S2']);
    expect(diary.lines).toEqual(['S2 restarted', 'S2 armTimer election', 'S2 did start']);
  });

  test('ST-9: come back from the disk with what was written, and nothing else', () => {
    const { cluster } = clusterOf();
    cluster.restart('S1');
    cluster.handle('S1', { type: 'timeout', timer: 'election' });
    expect(cluster.server('S1')).toMatchObject({ role: 'candidate', votesGranted: ['S1'] });
    cluster.crash('S1');
    expect(cluster.server('S1')).toBeNull();
    cluster.restart('S1');
    expect(cluster.server('S1')).toEqual(shippedProtocol.restart(cluster.disk('S1')));
    expect(cluster.server('S1')).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 'S1', votesGranted: [] });
  });

  test('that are down take no event', () => {
    const { cluster } = clusterOf();
    expect(() => cluster.handle('S1', { type: 'timeout', timer: 'election' })).toThrow(
      "S1 is down and can't handle timeout",
    );
  });

  test('that do not exist are a mistake of the programmer', () => {
    const { cluster } = clusterOf();
    const unknown: ServerId = 'S9';
    expect(() => cluster.server(unknown)).toThrow('there is no server S9, only S1 S2 S3');
    expect(() => cluster.restart(unknown)).toThrow('there is no server S9, only S1 S2 S3');
  });

  test('run the protocol that was given, step and restart', () => {
    const { cluster } = clusterOf({
      ...scripted,
      restart: (storage) => ({ ...shippedProtocol.restart(storage), lastApplied: 7 }),
    });
    cluster.restart('S1');
    expect(cluster.server('S1')?.lastApplied).toBe(7);
  });

  test('send to others without changing them: delivery is up to the surroundings', () => {
    const { cluster, diary } = clusterOf();
    for (const id of ids) cluster.restart(id);
    cluster.handle('S1', { type: 'timeout', timer: 'election' });
    expect(diary.sent.map(({ to }) => to)).toEqual(['S2', 'S3']);
    expect(cluster.server('S2')?.currentTerm).toBe(0);
    for (const message of [...diary.sent]) cluster.handle(message.to, message);
    expect(cluster.server('S2')).toMatchObject({ currentTerm: 1, votedFor: 'S1' });
    const vote = diary.sent.find(({ type, from }) => type === 'RequestVoteReply' && from === 'S2');
    if (!vote) throw new Error('S2 has not voted');
    cluster.handle('S1', vote);
    expect(cluster.server('S1')?.role).toBe('leader');
  });
});
