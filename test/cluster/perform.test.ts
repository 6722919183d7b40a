import { describe, expect, test } from 'vitest';
import { Cluster } from '../../src/cluster/cluster.ts';
import { perform } from '../../src/cluster/perform.ts';
import type { StepAction } from '../../src/trace/grammar.ts';
import { chunkOf, requestVote, snapshotOf } from '../core/arrange.ts';

const clusterOf = (...started: readonly string[]): Cluster => {
  const cluster = new Cluster({ ids: ['S1', 'S2', 'S3'] });
  for (const id of started) perform({ type: 'restart', id }, cluster);
  return cluster;
};

const timeout: StepAction = { type: 'event', id: 'S1', event: { type: 'timeout', timer: 'election' } };

describe('an action', () => {
  test('starts, stops and moves servers', () => {
    const cluster = clusterOf('S1', 'S2');
    expect(perform(timeout, cluster)).toMatchObject({ id: 'S1', after: { role: 'candidate' }, crashed: false });
    const message = requestVote({ from: 'S1', to: 'S2', term: 1, candidateId: 'S1' });
    expect(perform({ type: 'deliver', message }, cluster)).toMatchObject({ id: 'S2', event: message });
    perform({ type: 'crash', id: 'S1' }, cluster);
    expect(cluster.running.map(({ id, votedFor }) => [id, votedFor])).toEqual([['S2', 'S1']]);
  });

  test('may be cut by a crash, where it says so or where whoever drives says so', () => {
    expect(perform({ ...timeout, crashAfter: 1 }, clusterOf('S1'))).toMatchObject({ executed: 1, crashed: true });
    const chosen = perform({ ...timeout, crashAfter: 1 }, clusterOf('S1'), () => 0);
    expect(chosen).toMatchObject({ executed: 0, crashed: true });
  });

  test('D-12: may be the arrival of a corrupted message', () => {
    const message = chunkOf(snapshotOf(1, 1, 'abcd'), 0, 4, { from: 'S1', to: 'S2' });
    const seen = perform({ type: 'deliver', message, corrupted: true }, clusterOf('S2'));
    expect(seen?.event).toEqual({ ...message, data: '`bcd' });
  });

  test('that loses a message means nothing to servers', () => {
    const cluster = clusterOf('S1');
    const before = cluster.server('S1');
    expect(perform({ type: 'lose', message: requestVote({ to: 'S1' }) }, cluster)).toBeUndefined();
    expect(cluster.server('S1')).toBe(before);
  });

  test('is no step of a server that is down', () => {
    expect(() => perform(timeout, clusterOf())).toThrow("S1 is down and can't handle timeout");
  });
});
