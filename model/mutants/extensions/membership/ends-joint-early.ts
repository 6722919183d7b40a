/** A leader ends a joint configuration when one follower has it. */
import { membership, membershipOf } from '../../../../src/core/extensions/membership.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

const isHeldByOne = (server: Server): boolean => {
  const acting = membershipOf(server).configurations.at(-1);
  return acting?.oldMembers !== undefined && Object.values(server.matchIndex).some((match) => match >= acting.index);
};

/** By the new members alone it then commits both, and the old ones elect another. */
export const endsJointEarly = wovenMutant(
  {
    id: 'ends-joint-early',
    title: 'A leader ends a joint configuration when one follower has it',
    clause: 'MC-10',
    suite: 'own',
  },
  membership,
  { guards: { isJointCommitted: isHeldByOne } },
);
