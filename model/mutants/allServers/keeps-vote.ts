/** votedFor is not cleared when the term rises. */

import type { Rule } from '../../../src/core/outcome.ts';
import { adoptTerm, stepDown } from '../../../src/core/rules/allServers.ts';
import type { Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { withVote } from '../outcomes.ts';

const keepingVote = (rule: Rule<Message>) => (server: Server, message: Message) =>
  withVote(rule(server, message), { votedFor: server.votedFor });

/** Once each server has voted it denies everybody else its vote for good. */
export const keepsVote = mutant(
  { id: 'A10', title: 'votedFor is not cleared when the term rises', clause: 'RS-A-2', suite: 'core' },
  { actions: { adoptTerm: keepingVote(adoptTerm), stepDown: keepingVote(stepDown) } },
);
