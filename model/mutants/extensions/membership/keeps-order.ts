/** A leader notes the members in the order in which they were given. */
import {
  type ChangeMembership,
  membership,
  membershipOf,
  membershipRules,
  withMembership,
} from '../../../../src/core/extensions/membership.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** What is asked for twice in two orders are two changes. */
export const keepsOrder = wovenMutant(
  {
    id: 'keeps-order',
    title: 'A leader notes the members in the order in which they were given',
    clause: 'MC-2',
    suite: 'own',
  },
  membership,
  {
    actions: {
      noteChange: (server: Server, event: ChangeMembership) => {
        const noted = membershipRules.noteChange(server, event);
        const state = membershipOf(noted.server);
        const change = state.change && event.members;
        return { ...noted, server: withMembership(noted.server, { ...state, change }) };
      },
    },
  },
);
