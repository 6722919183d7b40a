/** A leader writes its entries before it sends them. */
import { parallelWrite, parallelWriteRules } from '../../../../src/core/extensions/parallelWrite.ts';
import type { ClientCommand, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A command waits for two writes, one after the other. */
export const writesFirst = wovenMutant(
  {
    id: 'writes-first',
    title: 'A leader writes its entries before it sends them',
    clause: 'PW-2',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      appendAhead: (server: Server, event: ClientCommand) => {
        const ahead = parallelWriteRules.appendAhead(server, event);
        return { ...ahead, effects: [...ahead.effects].reverse() };
      },
    },
  },
);
