/** What a bounded world is called, what exploring it proves, and what it does not. */
import type { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import type { ExtensionId, Options, ServerId } from '../../../src/core/types.ts';
import { type Budget, noBudget } from '../budget.ts';
import type { Oracles } from '../oracles.ts';
import { World } from '../world.ts';

/**
 * What a world was made to show: clauses and properties, or defects by their ids. It shows others as well, but was not written
 * without knowing of these.
 */
export type MadeFor = { readonly clauses: readonly ClauseId[] } | { readonly defects: readonly string[] };

export interface Config {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  readonly servers: readonly ServerId[];
  readonly options?: Partial<Options>;
  /** The optional pages that are woven into the shipped protocol; left out: none. */
  readonly extensions?: readonly ExtensionId[];
  /** With the page membership: the members at first (MC-3); left out: all servers. */
  readonly firstMembers?: readonly ServerId[];
  /** With the page membership: the lists of members that may be asked for; left out: none. */
  readonly changes?: readonly (readonly ServerId[])[];
  /** What may happen, and how often. */
  readonly budget: Partial<Budget>;
  readonly crashPoints?: 'between' | 'everywhere';
  /** Does a driver also ask for compactions that a server has to refuse: of what is compacted, or not applied? */
  readonly asksWrongly?: boolean;
  /** What has happened before: see `WorldOptions`. Left out: nothing but that all servers have started. */
  readonly start?: readonly string[];
  /** What its script was written for. Left out: it is a general world, which begins cold and was made for no defect. */
  readonly madeFor?: MadeFor;
  /** May worlds that differ only by names of servers count as one? The counts below are with it. */
  readonly symmetry?: boolean;
  /** What holds in every world that can be reached. */
  readonly proves: string;
  /** What lies beyond the bounds. */
  readonly doesNot: string;
  /** For the shipped protocol. A change of either is a change of the protocol or of the world, and has to be explained. */
  readonly expected: { readonly distinct: number; readonly depth: number };
}

/** Does it begin cold, made for nothing in particular? */
export const isGeneral = ({ madeFor }: Config): boolean => madeFor === undefined;

export const three: readonly ServerId[] = ['S1', 'S2', 'S3'];
export const five: readonly ServerId[] = ['S1', 'S2', 'S3', 'S4', 'S5'];

/** A server stands for election and is given these votes; the messages to others stay in flight. */
export const elect = (id: ServerId, ...voters: readonly ServerId[]): readonly string[] => [
  `${id} timeout election`,
  ...voters.flatMap((voter) => [`${id} → ${voter} RequestVote`, `${voter} → ${id} RequestVoteReply`]),
];

/** With pre-vote: a server asks these, and is elected by them; the messages to others stay in flight. */
export const electWithPreVote = (id: ServerId, ...voters: readonly ServerId[]): readonly string[] => [
  `${id} timeout election`,
  ...voters.flatMap((voter) => [
    `${id} → ${voter} PreVote`,
    `${voter} → ${id} PreVoteReply`,
    `${id} → ${voter} RequestVote`,
    `${voter} → ${id} RequestVoteReply`,
  ]),
];

/** A follower gets the leader's entries, and the leader its answer. */
export const replicate = (leader: ServerId, ...followers: readonly ServerId[]): readonly string[] =>
  followers.flatMap((follower) => [
    `${leader} → ${follower} AppendEntries`,
    `${follower} → ${leader} AppendEntriesReply`,
  ]);

export interface ConfigOptions {
  readonly protocol?: Protocol;
  readonly oracles?: Oracles;
  /** Left out: as the config says. */
  readonly symmetry?: boolean;
}

/** The world of a config, as one thread's space. */
export const worldOf = (
  config: Config,
  store: ComponentStore,
  { protocol, oracles, symmetry }: ConfigOptions = {},
): World => {
  const { name, servers, options, budget, crashPoints = 'between', start, extensions, asksWrongly } = config;
  const { firstMembers, changes } = config;
  const woven = protocol ?? (extensions && protocolWith(extensions));
  return new World(
    {
      name,
      servers,
      crashPoints,
      budget: { ...noBudget, ...budget },
      ...(options && { options }),
      ...(start && { start }),
      ...(firstMembers && { firstMembers }),
      ...(changes && { changes }),
      ...(asksWrongly && { asksWrongly }),
      ...(woven && { protocol: woven }),
      ...(oracles && { oracles }),
      symmetry: symmetry ?? config.symmetry ?? false,
    },
    store,
  );
};
