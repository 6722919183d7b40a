/** A leader ignores the newer term of an AppendEntriesReply. */

import { mutant } from '../mutant.ts';
import { ignore } from '../outcomes.ts';

/** A deposed leader goes on believing in itself. */
export const ignoresNewerReply = mutant(
  {
    id: 'A22',
    title: 'A leader ignores the newer term of an AppendEntriesReply',
    clause: 'RS-A-2',
    suite: 'own',
    equivalent:
      'Nobody of a newer term acknowledges anything to it, so that it commits nothing more; and the next candidate or leader deposes it by a request.',
  },
  {
    step: (step) => (server, event) =>
      server.role === 'leader' && event.type === 'AppendEntriesReply' && event.term > server.currentTerm
        ? ignore(server)
        : step(server, event),
  },
);
