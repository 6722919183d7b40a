/** What the oracles know of configurations (spec/extensions/membership.md): where they stand, read off entries and snapshots. */
import type { MembershipState, PlacedConfiguration } from '../../../src/core/extensions/membership.ts';
import type { Configuration } from '../../../src/core/quorum.ts';
import type { Durable, Entry, Server, ServerId, Snapshot } from '../../../src/core/types.ts';
import { crc32c } from '../checksum.ts';
import { entriesBetween, entryAt } from '../log.ts';
import { configurationOf } from '../members.ts';

const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string');

/** A configuration and nothing else of the value; undefined: it is none. */
const asConfiguration = (value: unknown): Configuration | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { members, oldMembers } = value as Partial<Configuration>;
  if (members === undefined || !isList(members)) return undefined;
  if (oldMembers === undefined) return { members };
  return isList(oldMembers) ? { members, oldMembers } : undefined;
};

/** The configuration that an entry holds. */
export const heldConfiguration = (entry: Entry | undefined): Configuration | undefined =>
  entry !== undefined && 'configuration' in entry ? asConfiguration(entry.configuration) : undefined;

/** MC-16: a snapshot's data, cut behind the first line if that is a configuration. */
export const readData = (data: string): { readonly configuration: Configuration | undefined; readonly own: string } => {
  const [line = '', ...rest] = data.split('\n');
  let configuration: Configuration | undefined;
  if (rest.length > 0 && line.startsWith('{')) {
    try {
      configuration = asConfiguration(JSON.parse(line));
    } catch {
      configuration = undefined;
    }
  }
  return { configuration, own: configuration === undefined ? data : rest.join('\n') };
};

/** MC-17: the snapshot as the state machine is given it. */
export const ownPartOf = (snapshot: Snapshot): Snapshot => {
  const data = readData(snapshot.data).own;
  return { ...snapshot, data, checksum: crc32c(data) };
};

/** MC-16 */
export const writeData = ({ members, oldMembers }: Configuration, data: string): string =>
  `${JSON.stringify(oldMembers === undefined ? { members } : { members, oldMembers })}\n${data}`;

/** MC-3, MC-17: the configuration with which a log begins. */
export const firstConfiguration = (
  { id, peers }: Pick<Server, 'id' | 'peers'>,
  snapshot: Snapshot | null,
  first: Entry | undefined,
): PlacedConfiguration => {
  const held = snapshot === null ? heldConfiguration(first) : readData(snapshot.data).configuration;
  const { lastIncludedIndex: index = 0, lastIncludedTerm: term = 0 } = snapshot ?? {};
  return { index, term, ...(held ?? { members: [id, ...peers].sort() }) };
};

export const isJoint = ({ oldMembers }: Configuration): boolean => oldMembers !== undefined;

/** MC-1, MC-2, MC-7: what is kept, with all that follows from it. */
export const membershipWith = (
  id: ServerId,
  configurations: readonly PlacedConfiguration[],
  change: readonly ServerId[] | null,
): MembershipState => {
  const { members, oldMembers = [] } = configurations[configurations.length - 1] as PlacedConfiguration;
  const others = new Set([...members, ...oldMembers, ...(change ?? [])]);
  others.delete(id);
  return { configurations, change, others: [...others].sort() };
};

/** MC-1, MC-2 */
export const membershipOf = ({ extensions }: Pick<Server, 'extensions'>): MembershipState =>
  extensions?.membership ?? { configurations: [], change: null, others: [] };

/** The configuration that is acted by. */
export const actingIn = (server: Pick<Server, 'id' | 'peers' | 'extensions'>): PlacedConfiguration => {
  const { configurations } = membershipOf(server);
  return configurations[configurations.length - 1] ?? { index: 0, term: 0, ...configurationOf(server) };
};

/** MC-12: is it out, as far as it knows? */
export const isOut = (server: Pick<Server, 'id' | 'peers' | 'extensions' | 'commitIndex'>): boolean => {
  const acting = actingIn(server);
  return !isJoint(acting) && acting.index <= server.commitIndex && !acting.members.includes(server.id);
};

/** Is it the same list, whatever the order? */
export const sameServers = (some: readonly ServerId[], others: readonly ServerId[] | null): boolean =>
  others !== null && [...some].sort().join(' ') === [...others].sort().join(' ');

/** The configurations that a server would know that comes back from this disk. */
export const configurationsOn = (disk: Durable): readonly PlacedConfiguration[] => {
  const { log, snapshot } = disk;
  const first = firstConfiguration(disk, snapshot, entryAt(log, 1));
  const from = Math.max(log.snapshotIndex, 1) + 1;
  const later = entriesBetween(log, from, log.lastIndex).flatMap((entry, place) => {
    const configuration = heldConfiguration(entry);
    return configuration ? [{ index: from + place, term: entry.term, ...configuration }] : [];
  });
  return [first, ...later];
};
