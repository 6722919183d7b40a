/** §5.3 Log replication. */
import { describe, expect, test } from 'vitest';
import { commandsOf, smallOptions } from '../core/arrange.ts';
import { among, Cluster, to } from '../support/cluster.ts';

const led = () => {
  const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'], options: smallOptions });
  cluster.elect('S1');
  cluster.deliver();
  return cluster;
};

const logs = (cluster: Cluster) => cluster.ids.map((id) => commandsOf(cluster.storage(id).log).join(' '));

describe('§5.3', () => {
  test('RS-L-2, RS-L-3, RS-L-4, RS-L-5, AE-4, AE-7: a command is copied, committed, applied and answered', () => {
    const cluster = led();
    cluster.command('S1', 'x');
    cluster.deliver();
    expect(logs(cluster)).toEqual(['x', 'x', 'x']);
    expect(cluster.state('S1')).toEqual(['x']);
    expect(cluster.answers).toEqual([{ type: 'reply', index: 1, term: 1 }]);
  });

  test('AE-5, RS-A-1, RS-L-1: followers learn of the commit with the next heartbeat, and apply', () => {
    const cluster = led();
    cluster.command('S1', 'x', 'y');
    cluster.deliver();
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(cluster.ids.map((id) => cluster.state(id))).toEqual([
      ['x', 'y'],
      ['x', 'y'],
      ['x', 'y'],
    ]);
  });

  test('RS-L-4: a majority is enough; the slow server catches up later', () => {
    const cluster = led();
    cluster.crash('S3');
    cluster.command('S1', 'x', 'y', 'z');
    cluster.deliver();
    expect(cluster.state('S1')).toEqual(['x', 'y', 'z']);
    cluster.restart('S3');
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(logs(cluster)).toEqual(['x y z', 'x y z', 'x y z']);
  });

  test('RS-L-4, RS-L-2: without a majority nothing is committed and nobody is answered', () => {
    const cluster = led();
    cluster.crash('S2');
    cluster.crash('S3');
    cluster.command('S1', 'x');
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(cluster.server('S1').commitIndex).toBe(0);
    expect(cluster.answers).toEqual([]);
  });

  test('RS-L-3, RS-L-6, D-14: what was lost is found out and sent again', () => {
    const cluster = led();
    cluster.command('S1', 'x');
    cluster.lose();
    cluster.command('S1', 'y');
    cluster.lose(to('S3'));
    cluster.deliver();
    expect(logs(cluster)).toEqual(['x y', 'x y', '']);
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(logs(cluster)).toEqual(['x y', 'x y', 'x y']);
  });

  test('AE-4, D-6, D-10: messages that arrive twice, and in the wrong order, change nothing', () => {
    const cluster = led();
    cluster.command('S1', 'a', 'b', 'c');
    cluster.messages = [...cluster.messages, ...cluster.messages].reverse();
    cluster.deliver();
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(logs(cluster)).toEqual(['a b c', 'a b c', 'a b c']);
    expect(cluster.state('S3')).toEqual(['a', 'b', 'c']);
  });

  test('AE-3, AE-2, RS-L-6: what a leader left behind alone is overwritten by the next', () => {
    const cluster = led();
    cluster.command('S1', 'lost', 'lost too');
    cluster.lose();
    cluster.elect('S2', 'S3');
    cluster.command('S2', 'kept');
    cluster.deliver(among('S2', 'S3'));
    expect(logs(cluster)).toEqual(['lost lost too', 'kept', 'kept']);
    cluster.heartbeat('S2');
    cluster.deliver();
    expect(logs(cluster)).toEqual(['kept', 'kept', 'kept']);
    expect(cluster.state('S1')).toEqual(['kept']);
  });

  test('D-15: a log of any length is brought over in bounded messages', () => {
    const cluster = led();
    cluster.crash('S3');
    const commands = Array.from({ length: 100 }, (_, position) => `c${position}`);
    cluster.command('S1', ...commands);
    cluster.deliver();
    cluster.restart('S3');
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(commandsOf(cluster.server('S3').log)).toEqual(commands);
    const counts = cluster.visits.map(({ event }) => (event.type === 'AppendEntries' ? event.entries.length : 0));
    expect(Math.max(...counts)).toBe(smallOptions.maxEntriesPerAppend);
  });

  test('CL-1: a follower sends the client to the leader', () => {
    const cluster = led();
    cluster.command('S2', 'x');
    expect(cluster.answers).toEqual([{ type: 'reject', reason: 'notLeader', leaderId: 'S1' }]);
    expect(logs(cluster)).toEqual(['', '', '']);
  });

  test('ST-8, AE-7: entries are on the disk before they are acknowledged, wherever the follower crashes', () => {
    for (let effects = 0; effects <= 3; effects++) {
      const cluster = led();
      cluster.command('S1', 'x');
      const [request] = cluster.messages.filter(to('S2'));
      cluster.lose();
      if (request) cluster.handle('S2', request, effects);
      const acknowledged = cluster.messages.length > 0;
      expect([acknowledged, logs(cluster)[1]]).toEqual([effects === 3, effects === 0 ? '' : 'x']);
    }
  });
});
