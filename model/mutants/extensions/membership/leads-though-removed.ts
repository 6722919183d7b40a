/** A leader that was removed leads on. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { wovenMutant } from '../../mutant.ts';

/** It is to be switched off, and nobody else leads when it is. */
export const leadsThoughRemoved = wovenMutant(
  {
    id: 'leads-though-removed',
    title: 'A leader that was removed leads on',
    clause: 'MC-11',
    suite: 'own',
  },
  membership,
  { guards: { hasLeft: () => false } },
);
