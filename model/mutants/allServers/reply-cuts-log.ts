/** An answer of a newer term makes a server discard what it does not know to be committed. */

import { truncateFrom } from '../../../src/core/log.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { adoptTerm, stepDown } from '../../../src/core/rules/allServers.ts';
import type { Message, Persist, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

/** What it had counted itself for is gone, and nobody had said that it conflicts. */
export const replyCutsLog = mutant(
  {
    id: 'reply-cuts-log',
    title: 'An answer of a newer term makes a server discard what it does not know to be committed',
    clause: 'RS-A-2',
    suite: 'held-out',
    source: 'https://github.com/nats-io/nats-server/pull/5689',
  },
  {
    actions: {
      adoptTerm: (server: Server, message: Message) => cut(adoptTerm(server, message), message),
      stepDown: (server: Server, message: Message) => cut(stepDown(server, message), message),
    },
  },
);

const cut = (outcome: Outcome, { type }: Message): Outcome => {
  const { log, commitIndex } = outcome.server;
  if (type !== 'AppendEntriesReply' || log.lastIndex === commitIndex) return outcome;
  const write: Persist = { type: 'persist', truncateFrom: commitIndex + 1 };
  return {
    ...withServer(outcome, { log: truncateFrom(log, commitIndex + 1) }),
    effects: [...outcome.effects, write],
  };
};
