/** A follower acts by a configuration when it is committed, not when it is appended. */
import {
  membership,
  membershipOf,
  membershipRules,
  withMembership,
} from '../../../../src/core/extensions/membership.ts';
import type { AppendEntries, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The old members elect one leader while the new ones have another. */
export const actsWhenCommitted = wovenMutant(
  {
    id: 'acts-when-committed',
    title: 'A follower acts by a configuration when it is committed, not when it is appended',
    clause: 'MC-4',
    suite: 'own',
  },
  membership,
  {
    actions: {
      followLog: (server: Server, event: AppendEntries) => {
        const followed = membershipRules.followLog(server, event);
        const { configurations, ...rest } = membershipOf(followed.server);
        const known = configurations.filter(({ index }) => index <= server.commitIndex);
        const next = withMembership(followed.server, { ...rest, configurations: known });
        return { ...followed, server: known.length === configurations.length ? followed.server : next };
      },
    },
  },
);
