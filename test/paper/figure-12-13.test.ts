/** §7: log compaction (Figure 12) and InstallSnapshot (Figure 13). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { step } from '../../src/core/step.ts';
import type { Message, Options } from '../../src/core/types.ts';
import { expectFired, follower, logOf, termsOf } from '../core/arrange.ts';
import { among, Cluster, to, type Where } from '../support/cluster.ts';

const options: Options = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 10 };

const chunks: Where = ({ type }) => type === 'InstallSnapshot';

/** One command for each letter. */
const letters = (text: string): readonly string[] => text.split('');

/** S3 has been down while S1 and S2 committed `a` to `h`, and S1 has compacted all of it. */
const lagging = () => {
  const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'], options });
  cluster.elect('S1');
  cluster.deliver();
  cluster.crash('S3');
  cluster.command('S1', ...letters('abcdefgh'));
  cluster.deliver();
  cluster.compact('S1');
  cluster.restart('S3');
  return cluster;
};

const heartbeats = (cluster: Cluster, count: number) => {
  for (let times = 0; times < count; times++) {
    cluster.heartbeat('S1');
    cluster.deliver();
  }
};

const fired = (cluster: Cluster) => new Set(cluster.visits.flatMap(({ after }) => after.fired));

describe('Figure 12', () => {
  /**
   * ```text
   *   index     1    2    3    4    5    6    7
   *   term      1    1    1    2    3    3    3
   *   before  [x=3][y=1][y=9][x=2][x=0][y=7][x=5]
   *   after   [ up to 5, of term 3; x=0 y=9  ][y=7][x=5]
   * ```
   */
  test('IS-13, IS-14: a snapshot takes the place of the committed entries 1 to 5', () => {
    const server = follower({ currentTerm: 3, log: logOf(1, 1, 1, 2, 3, 3, 3), commitIndex: 5, lastApplied: 5 });
    const after = step(server, { type: 'compact', index: 5, data: 'x=0 y=9' });
    expect(after.server.snapshot).toMatchObject({ lastIncludedIndex: 5, lastIncludedTerm: 3, data: 'x=0 y=9' });
    expect(after.server.log).toMatchObject({ snapshotIndex: 5, snapshotTerm: 3, lastIndex: 7 });
    expect(termsOf(after.server.log)).toEqual([3, 3]);
    expect(step(after.server, { type: 'compact', index: 6, data: '' }).effects).toMatchObject([
      { reason: 'notApplied' },
    ]);
  });

  test('ST-9, IS-13: a server that restarts goes on from its snapshot', () => {
    const cluster = lagging();
    cluster.crash('S1');
    cluster.restart('S1');
    expect(cluster.state('S1')).toEqual(letters('abcdefgh'));
    expect(cluster.server('S1')).toMatchObject({ commitIndex: 8, lastApplied: 8 });
  });

  test('IS-13, ST-8: the entries are never gone before the snapshot is there, wherever the server crashes', () => {
    for (const effects of [0, 1]) {
      const cluster = lagging();
      cluster.command('S1', 'i');
      cluster.deliver();
      cluster.handle('S1', { type: 'compact', index: 9, data: '["a to i"]' }, effects);
      const { log, snapshot } = cluster.storage('S1');
      expect([snapshot?.lastIncludedIndex, log.snapshotIndex, log.lastIndex]).toEqual(
        effects === 0 ? [8, 8, 9] : [9, 9, 9],
      );
    }
  });
});

describe('Figure 13', () => {
  test('IS-9, IS-10, IS-2, IS-3, IS-4, IS-5, IS-7, IS-8, IS-11: a follower that is far behind gets the snapshot in chunks', () => {
    const cluster = lagging();
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
    expect(cluster.storage('S3').snapshot).toEqual(cluster.storage('S1').snapshot);
    expect(cluster.server('S1')).toMatchObject({ matchIndex: { S3: 8 }, nextIndex: { S3: 9 } });
    const offsets = cluster.visits.flatMap(({ event }) => (event.type === 'InstallSnapshot' ? [event.offset] : []));
    expect(offsets).toEqual([0, 10, 20, 30]);
  });

  test('IS-11, RS-L-3: the entries behind the snapshot follow it', () => {
    const cluster = lagging();
    cluster.command('S1', 'i', 'j', 'k');
    heartbeats(cluster, 2);
    expect(cluster.state('S3')).toEqual(letters('abcdefghijk'));
  });

  test('IS-10: a chunk that is lost is sent again with the next heartbeat', () => {
    const cluster = lagging();
    for (let lost = 0; lost < 4; lost++) {
      cluster.heartbeat('S1');
      cluster.deliver((message) => !chunks(message));
      expect(cluster.messages.filter(chunks)).toHaveLength(1);
      cluster.lose();
      cluster.heartbeat('S1');
      cluster.deliverOnce();
      cluster.deliverOnce();
      cluster.lose();
    }
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
  });

  test('IS-3, D-11: chunks that arrive twice, and late, do no harm', () => {
    const cluster = lagging();
    const seen: Message[] = [];
    cluster.heartbeat('S1');
    for (let rounds = 0; rounds < 20; rounds++) {
      seen.push(...cluster.messages);
      cluster.messages = [...cluster.messages, ...cluster.messages];
      cluster.deliverOnce();
    }
    cluster.messages = [...seen].reverse();
    cluster.deliver();
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
  });

  test('IS-2, ST-9, IS-10: a follower that restarts in the middle gets it from the beginning', () => {
    const cluster = lagging();
    cluster.heartbeat('S1');
    for (let rounds = 0; rounds < 4; rounds++) cluster.deliverOnce();
    expect(cluster.server('S3').incomingSnapshot?.data.length).toBe(20);
    cluster.crash('S3');
    cluster.restart('S3');
    cluster.lose();
    expect(cluster.server('S3').incomingSnapshot).toBeNull();
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
  });

  test('IS-10, D-12: a leader that compacts in the middle sends the newer snapshot from its beginning', () => {
    const cluster = lagging();
    cluster.heartbeat('S1');
    for (let rounds = 0; rounds < 4; rounds++) cluster.deliverOnce();
    expect(cluster.server('S3').incomingSnapshot?.lastIncludedIndex).toBe(8);
    cluster.command('S1', 'i');
    cluster.deliver(among('S1', 'S2'));
    cluster.compact('S1');
    heartbeats(cluster, 2);
    expect(cluster.storage('S3').snapshot?.lastIncludedIndex).toBe(9);
    expect(cluster.state('S3')).toEqual(letters('abcdefghi'));
  });

  test('IS-2, D-12: a new leader in the middle sends its own, and the two are not mixed', () => {
    const cluster = lagging();
    cluster.command('S1', 'i');
    cluster.deliver(among('S1', 'S2'));
    cluster.heartbeat('S1');
    cluster.deliver(among('S1', 'S2'));
    cluster.compact('S2');
    for (let rounds = 0; rounds < 4; rounds++) cluster.deliverOnce();
    cluster.crash('S1');
    cluster.lose();
    cluster.elect('S2', 'S3');
    cluster.deliver();
    cluster.heartbeat('S2');
    cluster.deliver();
    expect(cluster.storage('S3').snapshot).toEqual(cluster.storage('S2').snapshot);
    expect(cluster.state('S3')).toEqual(letters('abcdefghi'));
  });

  test('IS-12: one that was corrupted on its way is not restored, and sent again', () => {
    const cluster = lagging();
    cluster.heartbeat('S1');
    for (let rounds = 0; rounds < 20; rounds++) {
      cluster.messages = cluster.messages.map((message) =>
        message.type === 'InstallSnapshot' && message.offset === 10 ? { ...message, data: '?'.repeat(10) } : message,
      );
      cluster.deliverOnce();
    }
    expect(fired(cluster)).toContain('IS-12');
    expect(cluster.state('S3')).toEqual([]);
    cluster.lose();
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
  });

  test('D-7, D-8, IS-6: one that comes late, to a follower that has the entries, keeps them', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'], options: { ...options, snapshotChunkLength: 1000 } });
    cluster.elect('S1');
    cluster.deliver();
    cluster.command('S1', 'a', 'b', 'c');
    cluster.deliver(); // S3 has the entries, and does not know yet that they are committed
    const late = snapshotAt(cluster, 2);
    const after = cluster.handle('S3', late);
    expectFired(after, 'IS-6', 'D-8', 'IS-8');
    expect(cluster.server('S3').log.lastIndex).toBe(3);
    cluster.lose(to('S1'));
    heartbeats(cluster, 1);
    expect(cluster.state('S3')).toEqual(['a', 'b', 'c']);
    expectFired(cluster.handle('S3', late), 'D-7');
    expect(cluster.state('S3')).toEqual(['a', 'b', 'c']);
  });

  test('IS-7: one takes away what a follower had of a term that lost', () => {
    const cluster = new Cluster({
      servers: ['S1', 'S2', 'S3'],
      options,
      storages: { S3: { currentTerm: 1, log: logOf(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) }, S1: { currentTerm: 1 } },
    });
    cluster.elect('S1', 'S2');
    cluster.command('S1', ...letters('abcdefgh'));
    cluster.deliver(among('S1', 'S2'));
    cluster.compact('S1');
    cluster.lose();
    heartbeats(cluster, 3);
    expect(fired(cluster)).toContain('IS-7');
    expect(cluster.state('S3')).toEqual(letters('abcdefgh'));
  });

  test('IS-3, IS-10, D-11, D-12: it arrives through any network, whoever compacts or restarts in the middle', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 80, size: 'max' }), (choices) => {
        const cluster = lagging();
        for (const choice of choices) disturb(cluster, choice % 10, Math.floor(choice / 10));
        cluster.lose();
        heartbeats(cluster, 20);
        expect(cluster.state('S3')).toEqual(cluster.state('S1'));
        expect(cluster.server('S3').commitIndex).toBe(cluster.server('S1').commitIndex);
        expect(cluster.state('S1').length).toBeGreaterThanOrEqual(8);
      }),
      { numRuns: 100 },
    );
  });
});

/** The message that a leader would send that had compacted up to `index`. */
function snapshotAt(cluster: Cluster, index: number): Message {
  const leader = cluster.server('S1');
  const data = JSON.stringify(cluster.state('S1').slice(0, index));
  const { server } = step(leader, { type: 'compact', index, data });
  const behind = { ...server, nextIndex: { ...server.nextIndex, S3: 1 } };
  const { effects } = step(behind, { type: 'timeout', timer: 'heartbeat' });
  const message = effects.flatMap((effect) =>
    effect.type === 'send' && chunks(effect.message) ? [effect.message] : [],
  );
  if (message[0] === undefined) throw new Error('the leader sends a snapshot to a follower that needs one');
  return message[0];
}

/** One thing that a network, a client or a crash of S3 can do to the transfer. */
function disturb(cluster: Cluster, action: number, what: number): void {
  const { messages } = cluster;
  const chosen = messages[what % Math.max(1, messages.length)];
  const others = messages.filter((message) => message !== chosen);
  if (action <= 4 && chosen) {
    cluster.messages = others;
    cluster.handle(chosen.to, chosen);
  } else if (action === 5) cluster.messages = others;
  else if (action === 6 && chosen) cluster.messages = [...messages, chosen];
  else if (action === 7) cluster.heartbeat('S1');
  else if (action === 8 && what % 2 === 0) cluster.command('S1', `${what}@1`);
  else if (action === 8) cluster.compact('S1');
  else if (what % 4 === 0) {
    cluster.crash('S3');
    cluster.restart('S3');
  }
}
