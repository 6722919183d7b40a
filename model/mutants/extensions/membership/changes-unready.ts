/** A new leader changes the members before it has committed anything. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { wovenMutant } from '../../mutant.ts';

/** It may not know of the configuration that is committed. */
export const changesUnready = wovenMutant(
  {
    id: 'changes-unready',
    title: 'A new leader changes the members before it has committed anything',
    clause: 'MC-13',
    suite: 'own',
  },
  membership,
  { guards: { isNotReady: () => false } },
);
