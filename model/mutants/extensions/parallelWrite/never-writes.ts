/** A leader sends its entries and does not write them. */
import { parallelWrite, parallelWriteRules } from '../../../../src/core/extensions/parallelWrite.ts';
import type { ClientCommand, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** It comes back from its disk with a hole in its log. */
export const neverWrites = wovenMutant(
  {
    id: 'never-writes',
    title: 'A leader sends its entries and does not write them',
    clause: 'PW-2',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      appendAhead: (server: Server, event: ClientCommand) => {
        const ahead = parallelWriteRules.appendAhead(server, event);
        return { ...ahead, effects: ahead.effects.filter(({ type }) => type !== 'persist') };
      },
    },
  },
);
