/** A write counts for one entry more than it has. */
import {
  parallelWrite,
  parallelWriteRules,
  type WrittenEntries,
} from '../../../../src/core/extensions/parallelWrite.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The entry after those of the write is counted while it is only sent. */
export const countsOneMore = wovenMutant(
  {
    id: 'counts-one-more',
    title: 'A write counts for one entry more than it has',
    clause: 'PW-4',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      countOwnWrite: (server: Server, event: WrittenEntries) =>
        parallelWriteRules.countOwnWrite(server, { ...event, index: event.index + 1 }),
    },
  },
);
