/** A write of an older term counts. */
import { parallelWrite, type WrittenEntries, writtenIndexOf } from '../../../../src/core/extensions/parallelWrite.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A leader that leads again takes the place of an entry that it gave up for that of a new one. */
export const countsOldWrite = wovenMutant(
  {
    id: 'counts-old-write',
    title: 'A write of an older term counts',
    clause: 'PW-5',
    suite: 'own',
  },
  parallelWrite,
  {
    guards: {
      isOwnWrite: (server: Server, { index }: WrittenEntries) => {
        const known = writtenIndexOf(server);
        return known !== null && index > known;
      },
    },
  },
);
