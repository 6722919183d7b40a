/** Who decides in a cluster, and what a majority of them agrees on. */
import type { Index, Server, ServerId } from './types.ts';

/**
 * The servers that decide. While a cluster goes from one set of members to another these are two sets, and a decision needs a
 * majority of each (§6, joint consensus); until then there is one (D-17).
 */
export interface Configuration {
  /** The members, each once, at least one. */
  readonly members: readonly ServerId[];
  /** Joint: the members before the change, each once, at least one. */
  readonly oldMembers?: readonly ServerId[];
}

/** How many of `size` servers are a majority: any two majorities share a server. */
const majority = (size: number): number => Math.floor(size / 2) + 1;

const holdsMajority = (members: readonly ServerId[], votes: readonly ServerId[]): boolean => {
  let count = 0;
  for (const member of members) if (votes.includes(member)) count++;
  return count >= majority(members.length);
};

/** Do the servers that have voted decide? A server counts once, and one that is no member does not count. */
export const hasQuorum = ({ members, oldMembers }: Configuration, votes: readonly ServerId[]): boolean =>
  holdsMajority(members, votes) && (oldMembers === undefined || holdsMajority(oldMembers, votes));

const agreedBy = (members: readonly ServerId[], match: (member: ServerId) => Index): Index =>
  members.map(match).sort((a, b) => b - a)[majority(members.length) - 1] ?? 0;

/** The highest index up to which enough members have the log to decide, given up to where each of them has it. */
export const agreedIndex = ({ members, oldMembers }: Configuration, match: (member: ServerId) => Index): Index => {
  const agreed = agreedBy(members, match);
  return oldMembers === undefined ? agreed : Math.min(agreed, agreedBy(oldMembers, match));
};

/** All servers that a server was given, itself included, sorted: whoever is no member may become one. */
export const givenServers = ({ id, peers }: Pick<Server, 'id' | 'peers'>): readonly ServerId[] => [id, ...peers].sort();

/**
 * The configuration by which a server acts: the latest of those that it keeps, where a page lets members change; otherwise the one
 * that it was started with (D-17).
 */
export const configurationOf = ({
  id,
  peers,
  extensions,
}: Pick<Server, 'id' | 'peers' | 'extensions'>): Configuration =>
  extensions?.membership?.configurations.at(-1) ?? { members: [id, ...peers] };

/** The servers that a server speaks to, sorted: all others of its configuration, and whom it helps to catch up. */
export const othersOf = ({ peers, extensions }: Pick<Server, 'peers' | 'extensions'>): readonly ServerId[] =>
  extensions?.membership?.others ?? peers;
