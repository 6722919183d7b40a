/** Properties of configurations, of the page of membership: who knows of them, and who could be elected by them. */
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { PlacedConfiguration } from '../../src/core/extensions/membership.ts';
import type { Log } from '../../src/core/log.ts';
import type { Configuration } from '../../src/core/quorum.ts';
import type { Durable, Index, Server, ServerId } from '../../src/core/types.ts';
import { configurationsOn, heldConfiguration, membershipOf } from '../oracle/extensions/membershipFacts.ts';
import { termAt } from '../oracle/log.ts';
import { decideBy } from '../oracle/members.ts';
import { all, becameLeader, type CheckedProperty, type Committed, type Finding, verdict } from './property.ts';

/** A server and what it acts by: as it runs, or as it would come back. */
export interface Standpoint {
  readonly id: ServerId;
  readonly log: Log;
  readonly configurations: readonly PlacedConfiguration[];
}

/** What a server acts by; of one that is down, what its disk says. */
export const standpointOf = (server: Server | null, disk: Durable): Standpoint => ({
  id: disk.id,
  log: disk.log,
  configurations: server ? membershipOf(server).configurations : configurationsOn(disk),
});

const holds = ({ log }: Standpoint, { index, term }: PlacedConfiguration): boolean =>
  index <= log.snapshotIndex || termAt(log, index) === term;

const textOf = ({ members, oldMembers }: Configuration): string =>
  `{${members.join(' ')}}${oldMembers ? ` after {${oldMembers.join(' ')}}` : ''}`;

/** MC-20: a configuration that another one follows, and that is not on the disks of a quorum of its own. */
export const unknownBefore = (
  { id, configurations }: Standpoint,
  everybody: readonly Standpoint[],
): string | undefined => {
  for (const placed of configurations.slice(1, -1)) {
    const holders = everybody.filter((other) => holds(other, placed)).map((other) => other.id);
    if (decideBy(placed, holders)) continue;
    return `${id} acts by a later configuration than ${textOf(placed)} at index ${placed.index}, which only ${holders.join(' ')} have`;
  }
  return undefined;
};

const lastTermOf = ({ log }: Standpoint): number => termAt(log, log.lastIndex) ?? 0;

const isNoNewer = (voter: Standpoint, candidate: Standpoint): boolean => {
  const [its, own] = [lastTermOf(voter), lastTermOf(candidate)];
  return its < own || (its === own && voter.log.lastIndex <= candidate.log.lastIndex);
};

const actingOf = ({ configurations }: Standpoint): PlacedConfiguration =>
  configurations[configurations.length - 1] as PlacedConfiguration;

/** Who could vote for it, if all had their votes to give (RV-2). */
const votersOf = (candidate: Standpoint, everybody: readonly Standpoint[]): readonly ServerId[] =>
  everybody.filter((voter) => isNoNewer(voter, candidate)).map(({ id }) => id);

const subsetsOf = ([first, ...others]: readonly ServerId[]): readonly (readonly ServerId[])[] => {
  if (first === undefined) return [[]];
  const without = subsetsOf(others);
  return without.concat(without.map((some) => [first, ...some]));
};

/** MC-21: two servers that could be elected without anybody who votes for both. */
export const apart = (everybody: readonly Standpoint[]): string | undefined => {
  for (const one of everybody) {
    const voters = votersOf(one, everybody);
    if (!decideBy(actingOf(one), voters)) continue;
    for (const other of everybody) {
      if (other.id <= one.id) continue;
      const others = votersOf(other, everybody);
      const found = subsetsOf(voters).find(
        (some) =>
          decideBy(actingOf(one), some) &&
          decideBy(
            actingOf(other),
            others.filter((id) => !some.includes(id)),
          ),
      );
      if (found)
        return `${one.id} could be elected by ${found.join(' ')} of ${textOf(actingOf(one))}, and ${other.id} without them by ${textOf(actingOf(other))}`;
    }
  }
  return undefined;
};

/** The latest of the configurations that were committed; undefined: none was. */
export const latestCommitted = (
  committed: ReadonlyMap<Index, Committed>,
): (PlacedConfiguration & Pick<Committed, 'in'>) | undefined => {
  let latest: (PlacedConfiguration & Pick<Committed, 'in'>) | undefined;
  for (const [index, entry] of committed) {
    const configuration = heldConfiguration(entry);
    if (configuration && index > (latest?.index ?? 0))
      latest = { index, term: entry.term, in: entry.in, ...configuration };
  }
  return latest;
};

/** MC-22: a leader that a committed configuration has removed, and that does not have it. */
export const removedLeader = (
  { id, role, currentTerm, log }: Pick<Server, 'id' | 'role' | 'currentTerm' | 'log'>,
  latest: (PlacedConfiguration & Pick<Committed, 'in'>) | undefined,
): string | undefined => {
  if (role !== 'leader' || latest === undefined || latest.in >= currentTerm) return undefined;
  const { index, term, members, oldMembers = [] } = latest;
  if ([...members, ...oldMembers].includes(id) || index <= log.snapshotIndex || termAt(log, index) === term)
    return undefined;
  return `${id} leads term ${currentTerm}, and knows nothing of ${textOf(latest)}, which was committed in term ${latest.in} without it`;
};

const everybodyIn = (cluster: Cluster): readonly Standpoint[] =>
  cluster.ids.map((id) => standpointOf(cluster.server(id), cluster.disk(id)));

const asVerdict = (because: string | undefined): Finding => verdict(because === undefined, () => because ?? '');

/** MC-20 and MC-21, each asked when something is other on a disk or in what a server acts by. */
const ofEverybody = (
  id: 'MC-20' | 'MC-21',
  find: (everybody: readonly Standpoint[]) => string | undefined,
): CheckedProperty => ({
  id,
  check: ({ cluster, before, after, disk, diskBefore }) => {
    const { membership } = after.extensions ?? {};
    if (membership === undefined) return 'not concerned';
    if (disk.log === diskBefore.log && membership === before.extensions?.membership) return 'not concerned';
    const everybody = everybodyIn(cluster);
    return everybody.length < 2 ? 'not concerned' : asVerdict(find(everybody));
  },
});

/** MC-20 */
export const knownBefore = (): CheckedProperty =>
  ofEverybody('MC-20', (everybody) => {
    for (const one of everybody) {
      const because = unknownBefore(one, everybody);
      if (because !== undefined) return because;
    }
    return undefined;
  });

/** MC-21 */
export const quorumsMeet = (): CheckedProperty => ofEverybody('MC-21', apart);

/** MC-22 */
export const removedNotElected = (): CheckedProperty => ({
  id: 'MC-22',
  check: (scene) => {
    if (scene.after.extensions?.membership === undefined || !becameLeader(scene)) return 'not concerned';
    return all([asVerdict(removedLeader(scene.after, latestCommitted(scene.ghost.committed)))]);
  },
});
