/** A follower keeps what is for its state machine, and discards a no-op that it has acknowledged. */
import { kindOf } from '../../../../src/core/entries.ts';
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import { entryAt, lastIndex, truncateFrom } from '../../../../src/core/log.ts';
import type { AppendEntries, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The leader counts it for an index at which it has nothing. */
export const skipsNoOp = wovenMutant(
  {
    id: 'skips-no-op',
    title: 'A follower discards a no-op that it has acknowledged',
    clause: 'NO-4',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      takeNoOp: (server: Server, event: AppendEntries) => {
        const last = entryAt(server.log, lastIndex(server.log));
        const isNews = last && kindOf(last) === 'noOp' && server.commitIndex < lastIndex(server.log);
        const kept = isNews ? { ...server, log: truncateFrom(server.log, lastIndex(server.log)) } : server;
        return noOpRules.takeNoOp(kept, event);
      },
    },
  },
);
