/** A vote is sent before it is on the disk. */

import { grantVote } from '../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';
import { writesLast } from '../outcomes.ts';

/** A server votes, crashes, and votes again in the same term. */
export const grantsBeforeWrite = mutant(
  { id: 'C09', title: 'A vote is sent before it is on the disk', clause: 'ST-8', suite: 'own', shortest: 7 },
  { actions: { grantVote: (server: Server, request: RequestVote) => writesLast(grantVote(server, request)) } },
);
