/** Who decides and who is spoken to, as the oracles reckon: by what a server says of itself, counted head by head. */
import type { Configuration } from '../../src/core/quorum.ts';
import type { Server, ServerId } from '../../src/core/types.ts';

type Member = Pick<Server, 'id' | 'peers' | 'extensions'>;

/** The configuration by which a server acts. */
export const configurationOf = ({ id, peers, extensions }: Member): Configuration => {
  const known = extensions?.membership?.configurations ?? [];
  return known[known.length - 1] ?? { members: [id, ...peers] };
};

/** All others of its configuration, and those that it was asked to bring level, sorted. */
export const othersOf = ({ id, peers, extensions }: Member): readonly ServerId[] => {
  if (extensions?.membership === undefined) return peers;
  const { members, oldMembers = [] } = configurationOf({ id, peers, extensions });
  const all = new Set([...members, ...oldMembers, ...(extensions.membership.change ?? [])]);
  all.delete(id);
  return [...all].sort();
};

/** Are more than half of each list among these? */
export const decideBy = ({ members, oldMembers }: Configuration, ids: readonly ServerId[]): boolean =>
  [members, oldMembers ?? members].every((list) => list.filter((id) => ids.includes(id)).length * 2 > list.length);

/** Do these decide at this server? */
export const decide = (server: Member, ids: readonly ServerId[]): boolean => decideBy(configurationOf(server), ids);
