/** A server that is out stands for election. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { wovenMutant } from '../../mutant.ts';

/** Term after term it deposes a leader that works. */
export const standsThoughOut = wovenMutant(
  {
    id: 'stands-though-out',
    title: 'A server that is out stands for election',
    clause: 'MC-12',
    suite: 'own',
  },
  membership,
  { guards: { isOut: () => false } },
);
