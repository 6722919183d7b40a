/** leaderId is not cleared when the term rises. */

import type { Rule } from '../../../src/core/outcome.ts';
import { adoptTerm, stepDown } from '../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withServer } from '../outcomes.ts';

const keepingLeader = (rule: Rule<Message>) => (server: Server, message: Message) =>
  withServer(rule(server, message), { leaderId: server.leaderId });

/** Two servers send a client to each other. */
export const keepsLeaderHint = mutant(
  {
    id: 'D15',
    title: 'leaderId is not cleared when the term rises',
    clause: 'RS-A-2',
    suite: 'own',
    equivalent: 'leaderId is for clients only; no rule for servers looks at it.',
  },
  { actions: { adoptTerm: keepingLeader(adoptTerm), stepDown: keepingLeader(stepDown) } },
);
