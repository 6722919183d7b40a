/** A leader does not say what precedes the entries that it sends. */

import { lastIndex, lastTerm } from '../../../../src/core/log.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withMessages } from '../../../mutants/outcomes.ts';

/** A follower can only put them at the end of its own log. */
export const hidesPredecessor = mutant(
  {
    id: 'hides-predecessor',
    title: 'A leader does not say what precedes the entries that it sends',
    clause: 'AE-6',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      const { log } = server;
      const read =
        event.type === 'AppendEntries' ? { ...event, prevLogIndex: lastIndex(log), prevLogTerm: lastTerm(log) } : event;
      return withMessages(step(server, read), (message) =>
        message.type === 'AppendEntries' ? { ...message, prevLogIndex: 0, prevLogTerm: 0 } : message,
      );
    },
  },
);
