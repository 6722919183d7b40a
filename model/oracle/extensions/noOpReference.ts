/** No-op (spec/extensions/no-op.md), written a second time, as the reference model is: slow, obvious, for itself. */
import { othersOf } from '../members.ts';
import type { ReferencePage } from '../reference.ts';

/** The page of no-ops in the reference model. What becomes of the entry is the figure's affair (NO-4, NO-5, NO-6). */
export const noOpReference: ReferencePage = {
  initial: {},
  messages: [],
  receive: () => false,
  happen: () => false,
  lead: (self, out) => {
    self.log.push({ term: self.currentTerm, noOp: true }); // NO-1, NO-3
    out.isWrittenLast = othersOf(self).length > 0; // NO-2: the heartbeats are out
  },
  settle: () => undefined,
};
