/** Parallel write (spec/extensions/parallel-write.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type { Index } from '../../../src/core/types.ts';
import { lastIndex, type ReferencePage, type ReferenceSelf } from '../reference.ts';

/** PW-1 */
const writtenIndexOf = (self: ReferenceSelf): Index | null => self.extensions?.['parallel-write']?.writtenIndex ?? null;

const keep = (self: ReferenceSelf, writtenIndex: Index | null): void => {
  self.extensions = { ...self.extensions, 'parallel-write': { writtenIndex } };
};

/** The page of parallel write in the reference model. */
export const parallelWriteReference: ReferencePage = {
  initial: { writtenIndex: null },
  messages: [],
  receive: () => false,
  happen: (self, event, out) => {
    const written = writtenIndexOf(self);
    if (event.type === 'written') {
      const isOwn = self.role === 'leader' && event.term === self.currentTerm; // PW-5
      const known = Math.max(written ?? 0, event.index);
      if (isOwn && written !== null) keep(self, known >= lastIndex(self) ? null : known); // PW-4
      return true;
    }
    const isAsked = event.type === 'clientCommand' || (event.type === 'clientCommands' && event.commands.length > 0);
    if (isAsked && self.role === 'leader') {
      keep(self, written ?? lastIndex(self)); // PW-1
      out.isWrittenLast = true; // PW-2
    }
    return false;
  },
  ownIndex: (self) => writtenIndexOf(self) ?? lastIndex(self), // PW-3
  settle: (self) => {
    const written = writtenIndexOf(self);
    if (self.role !== 'leader' || (written !== null && written >= lastIndex(self))) keep(self, null); // PW-6, PW-4
  },
};
