/** A leader that steps down keeps the change that it was asked for. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { wovenMutant } from '../../mutant.ts';

/** When it leads again it adds whom nobody wants any more. */
export const keepsChange = wovenMutant(
  {
    id: 'keeps-change',
    title: 'A leader that steps down keeps the change that it was asked for',
    clause: 'MC-14',
    suite: 'own',
  },
  membership,
  { guards: { hasLostChange: () => false } },
);
