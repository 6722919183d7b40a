/** §5.2 Leader election. */
import { describe, expect, test } from 'vitest';
import type { ServerId } from '../../src/core/types.ts';
import { among, Cluster, to } from '../support/cluster.ts';

const ofFive = () => new Cluster({ servers: ['S1', 'S2', 'S3', 'S4', 'S5'] });

const votes = (cluster: Cluster) => cluster.ids.map((id) => cluster.server(id).votedFor);

describe('§5.2', () => {
  test('RS-F-2, RS-C-1, RS-C-2, RV-2, RS-L-1: a candidate with the votes of a majority leads, and all follow it', () => {
    const cluster = ofFive();
    cluster.timeout('S3');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['follower', 'follower', 'leader', 'follower', 'follower']);
    expect(votes(cluster)).toEqual(['S3', 'S3', 'S3', 'S3', 'S3']);
    expect(cluster.ids.map((id) => cluster.server(id).leaderId)).toEqual(['S3', 'S3', 'S3', 'S3', 'S3']);
  });

  test('RS-C-2: two votes of five do not lead, three do', () => {
    const cluster = ofFive();
    cluster.timeout('S1');
    cluster.deliver(among('S1', 'S2'));
    expect(cluster.server('S1').role).toBe('candidate');
    cluster.deliver(among('S1', 'S3'));
    expect(cluster.server('S1').role).toBe('leader');
  });

  test('ST-2, RV-4: of two candidates in a term one at most wins', () => {
    const cluster = ofFive();
    cluster.timeout('S1');
    cluster.timeout('S2');
    cluster.deliver(among('S1', 'S3', 'S4'));
    cluster.deliver((message) => message.type !== 'AppendEntries');
    expect(cluster.roles()).toEqual(['leader', 'candidate', 'follower', 'follower', 'follower']);
    expect(votes(cluster)).toEqual(['S1', 'S2', 'S1', 'S1', 'S1']);
  });

  test('RS-C-3, D-4: the other one follows when it hears of the leader', () => {
    const cluster = ofFive();
    cluster.timeout('S1');
    cluster.timeout('S2');
    cluster.deliver(among('S1', 'S3', 'S4'));
    cluster.deliver(to('S2'));
    expect(cluster.server('S2')).toMatchObject({ role: 'follower', leaderId: 'S1', votedFor: 'S2' });
  });

  test('RS-C-4: a split vote is over when somebody tries again', () => {
    const cluster = ofFive();
    const [one, two, three]: readonly ServerId[][] = [['S1', 'S4'], ['S2', 'S5'], ['S3']];
    for (const group of [one, two, three]) cluster.timeout(group?.[0] ?? '');
    cluster.deliver(among(...(one ?? [])));
    cluster.deliver(among(...(two ?? [])));
    cluster.deliver();
    expect(cluster.roles()).toEqual(['candidate', 'candidate', 'candidate', 'follower', 'follower']);
    cluster.timeout('S2');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['follower', 'leader', 'follower', 'follower', 'follower']);
    expect(cluster.server('S2').currentTerm).toBe(2);
  });

  test('D-5: a vote whose answer was lost is given again', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.timeout('S1');
    const requests = cluster.messages;
    cluster.crash('S3');
    cluster.deliverOnce();
    cluster.lose();
    cluster.messages = requests;
    cluster.deliver();
    expect(cluster.server('S1').role).toBe('leader');
  });

  test('RS-F-2, RS-L-1: a leader that crashes is replaced, and follows when it is back', () => {
    const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
    cluster.elect('S1');
    cluster.deliver();
    cluster.crash('S1');
    cluster.elect('S2');
    cluster.deliver();
    cluster.restart('S1');
    cluster.heartbeat('S2');
    cluster.deliver();
    expect(cluster.roles()).toEqual(['follower', 'leader', 'follower']);
    expect(cluster.server('S1')).toMatchObject({ currentTerm: 2, leaderId: 'S2' });
  });

  test('ST-8, ST-2: a vote is on the disk before it is given, wherever the voter crashes', () => {
    for (let effects = 0; effects <= 3; effects++) {
      const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
      cluster.timeout('S1');
      const [request] = cluster.messages.filter(to('S2'));
      if (request) cluster.handle('S2', request, effects);
      cluster.restart('S2');
      const gave = cluster.messages.some(({ type }) => type === 'RequestVoteReply');
      const remembers = cluster.server('S2').votedFor === 'S1';
      expect(gave && !remembers).toBe(false);
      expect([gave, remembers]).toEqual([effects === 3, effects >= 1]);
    }
  });

  test('ST-8, RS-C-1: so is the vote of a candidate for itself', () => {
    for (let effects = 0; effects <= 4; effects++) {
      const cluster = new Cluster({ servers: ['S1', 'S2', 'S3'] });
      cluster.handle('S1', { type: 'timeout', timer: 'election' }, effects);
      cluster.restart('S1');
      expect(cluster.server('S1').votedFor).toBe(effects === 0 ? null : 'S1');
      expect(cluster.messages).toHaveLength(Math.max(0, effects - 2));
    }
  });
});
