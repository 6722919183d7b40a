/** A leader that takes a command changes an entry far back in its log. */

import { append, entriesBetween, entryAt, truncateFrom } from '../../../src/core/log.ts';
import { appendCommand } from '../../../src/core/rules/leaders.ts';
import type { ClientCommand, Entry, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** In the second full leaf of 32 entries: whoever compares logs and skips a leaf does not see it. */
const CHANGED = 40;

/** What is shown to have been there is something else from then on. */
export const rewritesOldLeaf = mutant(
  {
    id: 'rewrites-old-leaf',
    title: 'A leader that takes a command changes an entry far back in its log',
    clause: 'RS-L-2',
    suite: 'own',
  },
  {
    actions: {
      appendCommand: (server: Server, event: ClientCommand) => {
        const taken = appendCommand(server, event);
        const { log } = taken.server;
        const entry = entryAt(log, CHANGED);
        if (!entry || !('command' in entry) || log.lastIndex % 64 !== 0) return taken;
        const changed: Entry = { ...entry, command: `${entry.command}'` };
        const rest = entriesBetween(log, CHANGED + 1, log.lastIndex);
        return withServer(taken, { log: append(truncateFrom(log, CHANGED), [changed, ...rest]) });
      },
    },
  },
);
