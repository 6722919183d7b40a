/** A follower acts by a configuration that it has deleted. */
import { membership, membershipRules } from '../../../../src/core/extensions/membership.ts';
import type { AppendEntries, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It counts servers that were never added. */
export const keepsDeleted = wovenMutant(
  {
    id: 'keeps-deleted',
    title: 'A follower acts by a configuration that it has deleted',
    clause: 'MC-5',
    suite: 'own',
  },
  membership,
  {
    actions: {
      followLog: (server: Server, event: AppendEntries) => {
        const followed = membershipRules.followLog(server, event);
        return followed.fired.includes('MC-5') ? { ...followed, server } : followed;
      },
    },
  },
);
