/** Newcomers become members before they have caught up. */
import { membership, membershipOf } from '../../../../src/core/extensions/membership.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Until they have, one failure more stops all. */
export const joinsTooSoon = wovenMutant(
  {
    id: 'joins-too-soon',
    title: 'Newcomers become members before they have caught up',
    clause: 'MC-9',
    suite: 'own',
  },
  membership,
  { guards: { haveCaughtUp: (server: Server) => membershipOf(server).change !== null } },
);
