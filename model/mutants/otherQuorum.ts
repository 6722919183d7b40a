/** A leader or candidate that counts by another configuration than the one that it acts by. */
import {
  type ChangeMembership,
  membership,
  membershipOf,
  withMembership,
} from '../../src/core/extensions/membership.ts';
import { weave } from '../../src/core/extensions/weave.ts';
import { actionOf, guardOf, raftMachine } from '../../src/core/machine.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Configuration } from '../../src/core/quorum.ts';
import { hasMajority } from '../../src/core/rules/candidates.ts';
import { advanceCommitIndex, canCommit } from '../../src/core/rules/leaders.ts';
import type { Event, Server } from '../../src/core/types.ts';
import type { About, WovenMutant } from './mutant.ts';

/** Who counts, given what is acted by and whom the leader brings level. */
export type Counting = (acting: Configuration, change: ChangeMembership['members']) => Configuration;

/** A defect by which votes and copies are countingServer so. */
export const countingMutant = (about: About, counting: Counting): WovenMutant => {
  const countingServer = (server: Server): Server => {
    const state = membershipOf(server);
    const acting = state.configurations.at(-1);
    if (!acting) return server;
    const { index, term } = acting;
    const other = { index, term, ...counting(acting, state.change ?? []) };
    return withMembership(server, { ...state, configurations: [...state.configurations.slice(0, -1), other] });
  };
  const commit = (server: Server, event: Event): Outcome => {
    const done = advanceCommitIndex(countingServer(server), event);
    return { ...done, server: withMembership(done.server, membershipOf(server)) };
  };
  const figure = raftMachine.provide({
    guards: {
      hasMajority: guardOf((server: Server, event: Event) => hasMajority(countingServer(server), event)),
      canCommit: guardOf((server: Server, event: Event) => canCommit(countingServer(server), event)),
    },
    actions: { advanceCommitIndex: actionOf(commit) },
  });
  return { ...about, page: membership, protocol: weave([membership], figure) };
};
