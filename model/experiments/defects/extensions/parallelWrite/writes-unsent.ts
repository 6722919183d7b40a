/** A leader writes only what it could not send. */
import { parallelWrite, parallelWriteRules } from '../../../../../src/core/extensions/parallelWrite.ts';
import type { ClientCommand, Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** It takes what it has sent for written, since others write it. */
export const writesUnsent = wovenMutant(
  {
    id: 'writes-unsent',
    title: 'A leader does not write the entries that it has sent',
    clause: 'PW-2',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      appendAhead: (server: Server, event: ClientCommand) => {
        const ahead = parallelWriteRules.appendAhead(server, event);
        const isSent = ahead.effects.some(({ type }) => type === 'send');
        return isSent ? { ...ahead, effects: ahead.effects.filter(({ type }) => type !== 'persist') } : ahead;
      },
    },
  },
);
