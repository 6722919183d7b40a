/** Client batches (spec/extensions/client-batches.md), written a second time, as the reference model is: slow, obvious, for itself. */
import type { ReferencePage } from '../reference.ts';

/** The page of client batches in the reference model. */
export const clientBatchesReference: ReferencePage = {
  initial: {},
  messages: [],
  receive: () => false,
  happen: (self, event, out) => {
    if (event.type !== 'clientCommands') return false;
    const { commands } = event;
    if (self.role === 'leader') {
      for (const command of commands) self.log.push({ term: self.currentTerm, command }); // CB-1; CB-2: sent when the step is over
    } else if (commands.length > 0) {
      out.outputs.push({ type: 'reject', reason: 'notLeader', leaderId: self.leaderId }); // CB-3
    }
    return true; // CB-4
  },
  settle: () => undefined,
};
