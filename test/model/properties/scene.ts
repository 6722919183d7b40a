/** Hand-made moments of a run, for properties to look at. */
import { type Committed, type Ghost, type Scene, sceneOf } from '../../../model/properties/property.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { durable } from '../../../src/core/server.ts';
import type { Durable, Entry, Server, ServerId } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';

/** A cluster of which only this is known: what is on the disks, and who is up. */
export const clusterOf = (disks: readonly Durable[], running: readonly Server[] = []): Cluster =>
  ({
    ids: disks.map(({ id }) => id),
    running,
    disk: (id: ServerId) => disks.find((disk) => disk.id === id),
  }) as unknown as Cluster;

/** What was ever committed: the entries from index 1 on; S1 knew it in the term of the entry, or in another. */
export const ghostOf = (entries: readonly (Entry & { readonly in?: number })[] = []): Ghost => {
  const committed = entries.map((entry): Committed => ({ by: 'S1', in: entry.in ?? entry.term, ...entry }));
  return { committed: new Map(committed.map((entry, place) => [place + 1, entry])), lastIndex: committed.length };
};

export type Moment = Partial<Observation> &
  Pick<Observation, 'before'> & { readonly cluster?: Cluster; readonly ghost?: Ghost };

/** A step from one server to another; what is not said follows from the two. */
export const sceneAt = ({ cluster = clusterOf([]), ghost = ghostOf(), ...given }: Moment): Scene => {
  const after = given.after ?? given.before;
  const effects = given.effects ?? [];
  const observation: Observation = {
    id: after.id,
    event: { type: 'timeout', timer: 'heartbeat' },
    after,
    effects,
    fired: [],
    diskBefore: durable(given.before),
    disk: durable(given.crashed ? given.before : after),
    executed: effects.length,
    crashed: false,
    ...given,
  };
  return sceneOf(observation, cluster, ghost);
};
