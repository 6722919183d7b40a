/** An index is kept although all of the log is written. */
import { parallelWrite, type WrittenEntries, withWritten } from '../../../../src/core/extensions/parallelWrite.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The next entries are counted as written from an index beyond what the leader knew before them. */
export const keepsIndexAtEnd = wovenMutant(
  {
    id: 'keeps-index-at-end',
    title: 'An index is kept although all of the log is written',
    clause: 'PW-4',
    suite: 'own',
  },
  parallelWrite,
  {
    actions: {
      countOwnWrite: (server: Server, { index }: WrittenEntries) =>
        withoutEffects(withWritten(server, { writtenIndex: index }), 'PW-4'),
    },
  },
);
