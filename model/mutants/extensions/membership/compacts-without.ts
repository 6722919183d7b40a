/** A snapshot does not carry the configuration. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { compact } from '../../../../src/core/rules/compaction.ts';
import { wovenMutant } from '../../mutant.ts';

/** Who comes back with it, or gets it, takes the first members for the present ones. */
export const compactsWithout = wovenMutant(
  {
    id: 'compacts-without',
    title: 'A snapshot does not carry the configuration',
    clause: 'MC-16',
    suite: 'own',
  },
  membership,
  { actions: { compactMembers: compact } },
);
