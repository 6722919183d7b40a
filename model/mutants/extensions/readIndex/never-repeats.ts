/** A leader sends each check once. */
import { readIndex } from '../../../../src/core/extensions/readIndex.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A check that is lost holds back its reads for ever, and all that come after them. */
export const neverRepeats = wovenMutant(
  {
    id: 'never-repeats',
    title: 'A leader sends each check once',
    clause: 'RI-8',
    suite: 'own',
  },
  readIndex,
  {
    actions: { repeatRound: (server: Server) => withoutEffects(server) },
  },
);
