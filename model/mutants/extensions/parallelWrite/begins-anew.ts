/** Each command begins to count at the end of the log. */
import { parallelWrite, parallelWriteRules, withWritten } from '../../../../src/core/extensions/parallelWrite.ts';
import type { ClientCommand, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Entries that are still being written are taken for written as soon as others follow them. */
export const beginsAnew = wovenMutant(
  {
    id: 'begins-anew',
    title: 'Each command begins to count at the end of the log',
    clause: 'PW-1',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      appendAhead: (server: Server, event: ClientCommand) =>
        parallelWriteRules.appendAhead(withWritten(server, { writtenIndex: null }), event),
    },
  },
);
