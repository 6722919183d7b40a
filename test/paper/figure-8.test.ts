/**
 * Figure 8: why a leader does not commit entries of earlier terms by counting (§5.4.2). Numbers are terms; `*` leads.
 *
 * ```text
 *          (a)        (b)        (c)          (d)        (e)
 *   index  1 2        1 2        1 2 3        1 2        1 2 3
 *
 *   S1     1 2  *     1 2        1 2 4  *     1 3        1 2 4  *
 *   S2     1 2        1 2        1 2          1 3        1 2 4
 *   S3     1          1          1 2          1 3        1 2 4
 *   S4     1          1          1            1 3        1
 *   S5     1          1 3  *     1 3          1 3  *     1 3
 * ```
 *
 * In (c) index 2 of term 2 is on a majority. It may still be overwritten, as in (d), unless an entry of term 4 is on a
 * majority, too, as in (e).
 */
import { describe, expect, test } from 'vitest';
import { logOf, termsOf } from '../core/arrange.ts';
import { among, Cluster, committed } from '../support/cluster.ts';

const servers = ['S1', 'S2', 'S3', 'S4', 'S5'];

const logs = (cluster: Cluster) => servers.map((id) => termsOf(cluster.storage(id).log).join(' '));

const a = () => {
  const storages = Object.fromEntries(servers.map((id) => [id, { currentTerm: 1, log: logOf(1) }]));
  const cluster = new Cluster({ servers, storages });
  cluster.elect('S1');
  cluster.deliver();
  cluster.command('S1', '2@2');
  cluster.deliverOnce(among('S1', 'S2'));
  cluster.lose();
  return cluster;
};

const b = () => {
  const cluster = a();
  cluster.crash('S1');
  cluster.elect('S5', 'S3', 'S4');
  cluster.command('S5', '2@3');
  cluster.lose();
  return cluster;
};

const c = () => {
  const cluster = b();
  cluster.crash('S5');
  cluster.restart('S1');
  cluster.timeout('S1'); // term 3, in which S3 and S4 have voted for S5
  cluster.lose();
  cluster.elect('S1', 'S2', 'S3');
  cluster.deliver(among('S1', 'S2', 'S3'));
  cluster.lose();
  cluster.command('S1', '3@4');
  return cluster;
};

const d = () => {
  const cluster = c();
  cluster.crash('S1');
  cluster.lose();
  cluster.restart('S5');
  cluster.timeout('S5'); // term 4, in which S2 and S3 have voted for S1
  cluster.lose();
  cluster.elect('S5', 'S2', 'S3', 'S4');
  cluster.restart('S1');
  cluster.command('S5', '3@5');
  cluster.deliver();
  cluster.heartbeat('S5');
  cluster.deliver();
  return cluster;
};

const e = () => {
  const cluster = c();
  cluster.deliver(among('S1', 'S2', 'S3'));
  cluster.crash('S1');
  cluster.lose();
  cluster.restart('S5');
  return cluster;
};

describe('Figure 8', () => {
  test('RV-2, RV-4, D-3: is reached as the paper says', () => {
    expect(logs(a())).toEqual(['1 2', '1 2', '1', '1', '1']);
    expect(logs(b())).toEqual(['1 2', '1 2', '1', '1', '1 3']);
    expect(logs(c())).toEqual(['1 2 4', '1 2', '1 2', '1', '1 3']);
    expect([a(), b(), c()].map((cluster) => cluster.ids.find((id) => leads(cluster, id)))).toEqual(['S1', 'S5', 'S1']);
    expect([a().server('S1'), b().server('S5'), c().server('S1')].map(({ currentTerm }) => currentTerm)).toEqual([
      ...[2, 3, 4],
    ]);
  });

  test('RS-L-4: in (c) the entry of term 2 is on a majority, and not committed', () => {
    const cluster = c();
    expect(cluster.server('S1').matchIndex).toMatchObject({ S2: 2, S3: 2 });
    expect(committed(cluster)).toBe(0);
    expect(cluster.visits.flatMap(({ after }) => after.effects).filter(({ type }) => type === 'apply')).toEqual([]);
  });

  test('RS-L-4, AE-3: in (d) it is overwritten, and nothing that was committed is lost', () => {
    const cluster = d();
    expect(logs(cluster)).toEqual(['1 3 5', '1 3 5', '1 3 5', '1 3 5', '1 3 5']);
    const applied = cluster.visits.flatMap(({ after: { effects } }) =>
      effects.flatMap((effect) => (effect.type === 'apply' ? [`${effect.index}: ${effect.command}`] : [])),
    );
    expect([...new Set(applied)]).toEqual(['1: 1@1', '2: 2@3', '3: 3@5']);
    expect(servers.map((id) => cluster.server(id).commitIndex)).toEqual([3, 3, 3, 3, 3]);
  });

  test('RS-L-4, RV-4, D-3: in (e) it is committed together with the one of term 4, and S5 cannot win', () => {
    const cluster = e();
    expect(logs(cluster)).toEqual(['1 2 4', '1 2 4', '1 2 4', '1', '1 3']);
    expect(cluster.visits.some(({ after }) => after.server.commitIndex === 3)).toBe(true);
    for (let times = 0; times < 5; times++) {
      cluster.timeout('S5');
      cluster.deliver();
      expect(cluster.server('S5').role).not.toBe('leader');
    }
    expect(servers.filter((id) => cluster.isUp(id) && cluster.server(id).votedFor === 'S5')).toEqual(['S4', 'S5']);
  });

  test('SP-4: in (e) whoever wins brings the committed entries to all', () => {
    const cluster = e();
    cluster.timeout('S5');
    cluster.deliver();
    cluster.elect('S2', 'S3', 'S4');
    cluster.restart('S1');
    cluster.command('S2', '4');
    cluster.deliver();
    cluster.heartbeat('S2');
    cluster.deliver();
    expect(servers.map((id) => cluster.state(id).join(' '))).toEqual(servers.map(() => '1@1 2@2 3@4 4'));
  });
});

function leads(cluster: Cluster, id: string): boolean {
  return cluster.isUp(id) && cluster.server(id).role === 'leader' && cluster.server(id).log.lastIndex > 1;
}
