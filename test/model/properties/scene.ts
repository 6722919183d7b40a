/** Hand-made moments of a run, for properties to look at. */
import type { Committed, Finding, Ghost, Scene } from '../../../model/properties/property.ts';
import { durable } from '../../../src/core/server.ts';
import type { Durable, Entry, Index, Server, ServerId } from '../../../src/core/types.ts';
import type { Cluster } from '../../../src/sim/cluster.ts';

/** A cluster of which only this is known: who is up, and what is on the disks. */
export const clusterOf = (
  disks: readonly Durable[],
  running: readonly Server[] = [],
): Cluster =>
  ({
    ids: disks.map(({ id }) => id),
    running,
    disk: (id: ServerId) => disks.find((disk) => disk.id === id),
  }) as unknown as Cluster;

/** What was ever committed: the entries from index 1 on, known in these terms by S1. */
export const ghostOf = (entries: readonly (Entry & { readonly in?: number })[]): Ghost => {
  const committed = entries.map((entry): Committed => ({ by: 'S1', in: entry.in ?? entry.term, ...entry }));
  return { committed: [undefined, ...committed], lastIndex: committed.length };
};

/** A step from one server to another; what is not said follows from the two. */
export const sceneOf = (given: Partial<Scene> & Pick<Scene, 'before'>): Scene => {
  const after = given.after ?? given.before;
  const effects = given.effects ?? [];
  return {
    id: after.id,
    event: { type: 'heartbeatTimeout' },
    after,
    effects,
    fired: [],
    diskBefore: durable(given.before),
    disk: durable(given.crashed ? given.before : after),
    executed: effects.length,
    crashed: false,
    cluster: clusterOf([]),
    ghost: ghostOf([]),
    ...given,
  };
};

/** What is wrong; undefined: nothing. */
export const brokenOf = (finding: Finding) => (typeof finding === 'object' ? finding : undefined);

export const indexes = (from: Index, to: Index): readonly Index[] =>
  Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
