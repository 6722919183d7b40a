/** A batch of no commands is appended like any other. */
import { clientBatches } from '../../../../../src/core/extensions/clientBatches.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** A leader writes no entries, and whoever does not lead rejects what nobody has asked for. */
export const writesNothing = wovenMutant(
  {
    id: 'writes-nothing',
    title: 'A batch of no commands is appended or rejected like any other',
    clause: 'CB-4',
    suite: 'own',
  },
  clientBatches,
  { guards: { hasNoCommands: () => false } },
);
