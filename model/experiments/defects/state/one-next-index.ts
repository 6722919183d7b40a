/** A leader has one nextIndex for all followers. */

import type { Outcome } from '../../../../src/core/outcome.ts';
import { advanceFollower, backUp, sendEntries } from '../../../../src/core/rules/leaders.ts';
import { nextIndexOf } from '../../../../src/core/rules/progress.ts';
import type { AppendEntriesReply, Event, Index, Server } from '../../../../src/core/types.ts';
import { mutant } from '../../../mutants/mutant.ts';
import { withServer } from '../../../mutants/outcomes.ts';

const withOneIndex = (outcome: Outcome, nextIndex: Index): Outcome =>
  withServer(outcome, { nextIndex: Object.fromEntries(outcome.server.peers.map((peer) => [peer, nextIndex])) });

/** Whoever answers moves it for the others as well. */
const moveAll = (outcome: Outcome, { from }: AppendEntriesReply): Outcome =>
  withOneIndex(outcome, nextIndexOf(outcome.server, from));

export const oneNextIndex = mutant(
  { id: 'one-next-index', title: 'A leader has one nextIndex for all followers', clause: 'ST-6', suite: 'own' },
  {
    actions: {
      advanceFollower: (server: Server, reply: AppendEntriesReply) => moveAll(advanceFollower(server, reply), reply),
      backUp: (server: Server, reply: AppendEntriesReply) => moveAll(backUp(server, reply), reply),
      sendEntries: (server: Server, event: Event) => {
        const sent = sendEntries(server, event);
        return withOneIndex(sent, Math.max(...server.peers.map((peer) => nextIndexOf(sent.server, peer))));
      },
    },
  },
);
