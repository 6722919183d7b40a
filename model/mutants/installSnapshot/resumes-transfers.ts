/** A leader goes on with the transfers of its last leadership. */

import { adoptTerm, stepDown } from '../../../src/core/rules/allServers.ts';
import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The follower may have thrown away what had arrived, or got another snapshot since. */
export const resumesTransfers = mutant(
  {
    id: 'resumes-transfers',
    title: 'A leader goes on with the transfers of its last leadership',
    clause: 'IS-10',
    suite: 'held-out',
    equivalent:
      'The answer to a chunk names the place that the follower has reached (D-11), from which the leader goes on, and a snapshot that is covered already is answered as taken.',
    source: 'https://github.com/scylladb/scylladb/pull/29357',
  },
  {
    actions: {
      adoptTerm: (server: Server, message: Message) => withServer(adoptTerm(server, message), transfersOf(server)),
      stepDown: (server: Server, message: Message) => withServer(stepDown(server, message), transfersOf(server)),
      becomeLeader: (server: Server, event: Event) => {
        const led = becomeLeader(server, event);
        return withServer(led, {
          snapshotOffset: { ...led.server.snapshotOffset, ...server.snapshotOffset },
          outgoingSnapshot: { ...led.server.outgoingSnapshot, ...server.outgoingSnapshot },
        });
      },
    },
  },
);

const transfersOf = ({ snapshotOffset, outgoingSnapshot }: Server): Partial<Server> => ({
  snapshotOffset,
  outgoingSnapshot,
});
