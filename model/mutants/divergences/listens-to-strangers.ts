/** A server accepts messages from servers that are no members. */

import { mutant } from '../mutant.ts';
import { isMessage } from '../outcomes.ts';

/** It adopts the term of a stranger, counts its vote and gives it its own. */
export const listensToStrangers = mutant(
  {
    id: 'listens-to-strangers',
    title: 'A server accepts messages from servers that are no members',
    clause: 'D-23',
    suite: 'own',
  },
  {
    step: (step) => (server, event) => {
      if (!isMessage(event) || event.from === server.id || server.peers.includes(event.from))
        return step(server, event);
      const given = step({ ...server, peers: [...server.peers, event.from].sort() }, { ...event, to: server.id });
      return { ...given, server: { ...given.server, peers: server.peers } };
    },
  },
);
