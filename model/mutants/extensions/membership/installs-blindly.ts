/** Who installs a snapshot does not read its configuration. */
import {
  membership,
  membershipOf,
  membershipRules,
  withMembership,
} from '../../../../src/core/extensions/membership.ts';
import type { InstallSnapshot, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A newcomer takes itself for no member, and never stands. */
export const installsBlindly = wovenMutant(
  {
    id: 'installs-blindly',
    title: 'Who installs a snapshot does not read its configuration',
    clause: 'MC-17',
    suite: 'own',
  },
  membership,
  {
    actions: {
      installMembers: (before: Server, event: InstallSnapshot) => {
        const { server, ...rest } = membershipRules.installMembers(before, event);
        return { ...rest, server: withMembership(server, membershipOf(before)) };
      },
    },
  },
);
