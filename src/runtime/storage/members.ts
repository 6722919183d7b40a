/** For which members of a cluster a storage is written: they are the same at each start. */
import type { Durable, ServerId } from '../../core/types.ts';

/** All members of a server's cluster, sorted. */
export const membersOf = ({ id, peers }: Pick<Durable, 'id' | 'peers'>): readonly ServerId[] => [id, ...peers].sort();

/** Why a storage that was written for some members can't be opened for others, and how to mend it; undefined: they are the same. Both are sorted. */
export const objectionToMembers = (
  what: string,
  members: readonly ServerId[],
  given: readonly ServerId[],
): string | undefined => {
  const [was, is] = [members.join(' '), given.join(' ')];
  if (was === is) return undefined;
  return `${what} was written for the servers ${was}, and is opened for ${is}; open it with the servers that it was written for: members can't be changed by a restart`;
};
