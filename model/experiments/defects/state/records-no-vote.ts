/** A voter does not write down whom it has voted for. */

import { grantVote } from '../../../../src/core/rules/requestVote.ts';
import type { RequestVote, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { without } from '../../../mutants/outcomes.ts';

/** The vote is free again as soon as it is given. */
export const recordsNoVote = mutant(
  {
    id: 'records-no-vote',
    title: 'A voter does not write down whom it has voted for',
    clause: 'ST-2',
    suite: 'own',
  },
  {
    actions: {
      grantVote: (server: Server, request: RequestVote) => ({
        ...without(grantVote(server, request), ({ type }) => type === 'persist'),
        server,
      }),
    },
  },
);
