/** §5.1 Raft basics: roles and terms. */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../support/cluster.ts';

describe('§5.1', () => {
  test('ST-9, RS-F-1: servers begin as followers and send nothing by themselves', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    expect(cluster.roles()).toEqual(['follower', 'follower', 'follower']);
    expect(cluster.messages).toEqual([]);
  });

  test('ST-1, RS-A-2: terms are exchanged with every message, and the smaller one is given up', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    for (let term = 1; term <= 5; term++) cluster.timeout('S1');
    cluster.deliver();
    expect(cluster.ids.map((id) => cluster.server(id).currentTerm)).toEqual([5, 5, 5]);
  });

  test('RS-A-2: a leader that finds its term over steps down', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.lose();
    cluster.elect('S2', 'S3');
    expect(cluster.roles()).toEqual(['leader', 'leader', 'follower']);
    expect([cluster.server('S1').currentTerm, cluster.server('S2').currentTerm]).toEqual([1, 2]);
    cluster.deliver();
    expect(cluster.roles()).toEqual(['follower', 'leader', 'follower']);
  });

  test('AE-1, RV-1: requests of an old term are refused by those who know a newer one', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.deliver();
    cluster.command('S1', 'old');
    cluster.elect('S2', 'S3');
    cluster.deliver();
    expect(cluster.server('S3').log.lastIndex).toBe(0);
    expect(cluster.server('S1')).toMatchObject({ role: 'follower', currentTerm: 2, commitIndex: 0 });
  });

  test('ST-1, ST-2, ST-9: term and vote survive a crash', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.timeout('S1');
    cluster.deliverOnce();
    cluster.crash('S2');
    cluster.restart('S2');
    expect(cluster.server('S2')).toMatchObject({ currentTerm: 1, votedFor: 'S1', leaderId: null });
  });
});
