/** A leader treats replies of older terms as replies of its own. */

import type { AppendEntriesReply, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** What a follower had in another term counts as an acknowledgement of what the leader has now. */
export const acceptsOldReplies = mutant(
  {
    id: 'A43',
    title: 'A leader treats replies of older terms as replies of its own',
    clause: 'D-6',
    suite: 'hard',
    shortest: 39,
  },
  { guards: { isSuccess: (_server: Server, { success }: AppendEntriesReply) => success } },
);
