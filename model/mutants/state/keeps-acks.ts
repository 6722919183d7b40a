/** A leader counts the acknowledgements of its last leadership. */

import { adoptTerm, stepDown } from '../../../src/core/rules/allServers.ts';
import { becomeLeader } from '../../../src/core/rules/candidates.ts';
import type { Event, Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** The entries for which they were given may have been replaced since. */
export const keepsAcks = mutant(
  {
    id: 'keeps-acks',
    title: 'A leader counts the acknowledgements of its last leadership',
    clause: 'ST-7',
    suite: 'held-out',
    harm: 'Three servers: S2 acknowledges two entries of S1 and loses them to S3, whose one entry S1 gets as well. S1 leads again, and its second entry is committed by the acknowledgement of before, on S1 alone: when S1 has crashed, another command is applied at that index (SP-5). A torture run, seed 145, stands still (LP-2).',
    source: 'https://github.com/nats-io/nats-server/pull/6512',
  },
  {
    actions: {
      adoptTerm: (server: Server, message: Message) => withServer(adoptTerm(server, message), acksOf(server)),
      stepDown: (server: Server, message: Message) => withServer(stepDown(server, message), acksOf(server)),
      becomeLeader: (server: Server, event: Event) => {
        const led = becomeLeader(server, event);
        return withServer(led, { matchIndex: { ...led.server.matchIndex, ...server.matchIndex } });
      },
    },
  },
);

const acksOf = ({ matchIndex }: Server): Partial<Server> => ({ matchIndex });
