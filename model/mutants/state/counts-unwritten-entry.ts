/** A leader counts its own entries before they are on its disk. */

import { entriesBetween, firstIndexOfTerm } from '../../../src/core/log.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { stepDown } from '../../../src/core/rules/allServers.ts';
import { appendCommand, heartbeat } from '../../../src/core/rules/leaders.ts';
import type { ClientCommand, Message, Persist, Server, Timeout } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** What the leader has appended is written when its heartbeat timer runs out, or when it steps down. */
const withWrite = ({ log, currentTerm }: Server, outcome: Outcome): Outcome => {
  const firstIndex = firstIndexOfTerm(log, currentTerm);
  if (firstIndex === undefined) return outcome;
  const write: Persist = {
    type: 'persist',
    append: { firstIndex, entries: entriesBetween(log, firstIndex, log.lastIndex) },
  };
  return { ...outcome, effects: [write, ...outcome.effects] };
};

/** It crashes and loses what it has committed with the others. */
export const countsUnwrittenEntry = mutant(
  {
    id: 'C04',
    title: 'A leader counts its own entries before they are on its disk',
    clause: 'ST-8',
    suite: 'core',
    shortest: 11,
  },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => ({ ...appendCommand(server, event), effects: [] }),
      heartbeat: (server: Server, event: Timeout) => withWrite(server, heartbeat(server, event)),
      stepDown: (server: Server, message: Message) => withWrite(server, stepDown(server, message)),
    },
  },
);
