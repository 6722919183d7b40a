/** §5.5 Follower and candidate crashes; §5.6 what has to be on the disk. */
import { describe, expect, test } from 'vitest';
import { commandsOf } from '../core/arrange.ts';
import { Cluster } from '../support/cluster.ts';

describe('§5.5', () => {
  test('RS-L-1, RS-L-3: requests to a server that is down are repeated until it answers', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.crash('S3');
    cluster.elect('S1', 'S2');
    cluster.command('S1', 'x');
    for (let times = 0; times < 3; times++) {
      cluster.heartbeat('S1');
      cluster.deliver();
    }
    cluster.restart('S3');
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(cluster.state('S3')).toEqual(['x']);
  });

  test('AE-4, AE-7: a request that was carried out but not answered is carried out again without harm', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.deliver();
    cluster.crash('S3');
    cluster.command('S1', 'x');
    cluster.deliverOnce();
    cluster.lose(); // the answer of S2
    cluster.heartbeat('S1');
    cluster.deliver();
    cluster.heartbeat('S1');
    cluster.deliver();
    expect(commandsOf(cluster.server('S2').log)).toEqual(['x']);
    expect(cluster.server('S1').matchIndex['S2']).toBe(1);
  });

  test('RS-C-1, ST-9: a candidate that crashes is a follower of the same term when it is back', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.timeout('S1');
    cluster.crash('S1');
    cluster.restart('S1');
    expect(cluster.server('S1')).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 'S1', votesGranted: [] });
    cluster.deliver();
    expect(cluster.roles()).toEqual(['follower', 'follower', 'follower']);
  });
});

describe('§5.6', () => {
  test('ST-3, ST-4, ST-5, ST-9: all crash; the log is there again, and is applied again once it is known to be committed', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.deliver();
    cluster.command('S1', 'x', 'y');
    cluster.deliver();
    for (const id of cluster.ids) cluster.crash(id);
    for (const id of cluster.ids) cluster.restart(id);
    expect(cluster.ids.map((id) => cluster.server(id).commitIndex)).toEqual([0, 0, 0]);
    expect(cluster.ids.map((id) => cluster.server(id).log.lastIndex)).toEqual([2, 2, 2]);
    cluster.elect('S3');
    cluster.deliver();
    expect(cluster.state('S3')).toEqual([]); // D-16: nothing of term 2 has been committed yet
    cluster.command('S3', 'z');
    cluster.deliver();
    expect(cluster.state('S3')).toEqual(['x', 'y', 'z']);
  });
});
