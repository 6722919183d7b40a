/** A leader sends entries when a client's command arrives, and at no other time. */

import { hasEntriesToSend } from '../../../../src/core/rules/leaders.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withMessages } from '../../../mutants/outcomes.ts';

/** Its heartbeats are empty, and so is what it sends when it goes back. */
export const sendsOnce = mutant(
  {
    id: 'sends-once',
    title: "A leader sends entries only when a client's command arrives",
    clause: 'RS-L-3',
    suite: 'own',
  },
  {
    guards: {
      hasEntriesToSend: (server: Server, event: Event) =>
        event.type === 'clientCommand' && hasEntriesToSend(server, event),
    },
    step: (step) => (server, event) =>
      event.type === 'clientCommand'
        ? step(server, event)
        : withMessages(step(server, event), (message) =>
            message.type === 'AppendEntries' ? { ...message, entries: [] } : message,
          ),
  },
);
