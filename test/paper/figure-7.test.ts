/**
 * Figure 7: what the logs may look like when the leader of term 8 comes to power.
 *
 * ```text
 *   index    1  2  3  4  5  6  7  8  9 10 11 12
 *
 *   leader   1  1  1  4  4  5  5  6  6  6
 *
 *   (a)      1  1  1  4  4  5  5  6  6            lacks an entry
 *   (b)      1  1  1  4                           lacks many
 *   (c)      1  1  1  4  4  5  5  6  6  6  6      has one too many
 *   (d)      1  1  1  4  4  5  5  6  6  6  7  7   has two too many, of a newer term
 *   (e)      1  1  1  4  4  4  4                  both lacks some and has some too many
 *   (f)      1  1  1  2  2  2  3  3  3  3  3      both, over two terms
 * ```
 */
import { describe, expect, test } from 'vitest';
import type { Term } from '../../src/core/types.ts';
import { logOf, termsOf } from '../core/arrange.ts';
import { Cluster } from '../support/cluster.ts';

const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];

const followerTerms: Readonly<Record<string, readonly Term[]>> = {
  a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
  b: [1, 1, 1, 4],
  c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  e: [1, 1, 1, 4, 4, 4, 4],
  f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
};

const followers = Object.keys(followerTerms);

const figure7 = () =>
  new Cluster({
    servers: ['leader', ...followers],
    storages: Object.fromEntries(
      Object.entries({ leader: leaderTerms, ...followerTerms }).map(([id, terms]) => [
        id,
        { currentTerm: 7, log: logOf(...terms) },
      ]),
    ),
  });

const elected = () => {
  const cluster = figure7();
  cluster.elect('leader');
  cluster.deliver();
  return cluster;
};

describe('Figure 7', () => {
  test('D-3, RV-2, RV-4: the leader gets the votes of a, b, e and f; c and d are ahead of it', () => {
    const cluster = figure7();
    cluster.elect('leader');
    expect(cluster.server('leader').currentTerm).toBe(8);
    expect(followers.filter((id) => cluster.server(id).votedFor === 'leader')).toEqual(['a', 'b', 'e', 'f']);
  });

  test('AE-2, AE-3, AE-4, RS-L-5, RS-L-6: every follower comes to hold what the leader holds', () => {
    const cluster = elected();
    for (const id of followers) {
      expect(termsOf(cluster.server(id).log).slice(0, 10), id).toEqual(leaderTerms);
      expect(cluster.server('leader').matchIndex[id], id).toBe(10);
    }
  });

  test('D-2, RS-L-4: what c and d have too many stays for now, and nothing is committed by counting', () => {
    const cluster = elected();
    expect(followers.map((id) => cluster.server(id).log.lastIndex)).toEqual([10, 10, 11, 12, 10, 10]);
    expect(cluster.server('leader').commitIndex).toBe(0);
  });

  test('AE-3, RS-L-4, AE-5: with the first entry of term 8 all logs are the same, and committed', () => {
    const cluster = elected();
    cluster.command('leader', '11@8');
    cluster.deliver();
    cluster.heartbeat('leader');
    cluster.deliver();
    for (const id of cluster.ids) {
      expect(cluster.server(id).log, id).toEqual(logOf(...leaderTerms, 8));
      expect(cluster.server(id), id).toMatchObject({ commitIndex: 11, lastApplied: 11 });
    }
  });

  test('D-9: going back takes one rejection for each term that differs, not one for each entry', () => {
    const rejections = elected().visits.flatMap(({ event }) =>
      event.type === 'AppendEntriesReply' && !event.success ? [event.from] : [],
    );
    const counts = followers.map((id) => rejections.filter((from) => from === id).length);
    expect(counts).toEqual([1, 1, 0, 0, 2, 2]);
  });
});
