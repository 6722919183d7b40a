/** A chunk is said to be the last one although a single unit is left. */

import { mutant } from '../mutant.ts';
import { withMessages } from '../outcomes.ts';

/** The follower misses one unit, finds the checksum wrong and begins again, for ever. */
export const doneTooEarly = mutant(
  {
    id: 'done-too-early',
    title: 'A chunk is said to be the last one although a single unit is left',
    clause: 'IS-10',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      const next = step(server, event);
      const length = next.server.snapshot?.data.length ?? 0;
      return withMessages(next, (message) =>
        message.type === 'InstallSnapshot' && message.offset + message.data.length === length - 1
          ? { ...message, done: true }
          : message,
      );
    },
  },
);
