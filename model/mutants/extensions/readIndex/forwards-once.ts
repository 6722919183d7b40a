/** A follower sends each request once. */
import { readIndex } from '../../../../src/core/extensions/readIndex.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A request that is lost is never answered. */
export const forwardsOnce = wovenMutant(
  {
    id: 'forwards-once',
    title: 'A follower sends each request once',
    clause: 'RI-9',
    suite: 'own',
  },
  readIndex,
  {
    actions: { forwardAgain: (server: Server) => withoutEffects(server) },
  },
);
