/** A leader counts its own copy before it has written it. */
import { parallelWrite } from '../../../../src/core/extensions/parallelWrite.ts';
import { withoutEffects } from '../../../../src/core/outcome.ts';
import { advanceCommitIndex, canCommit } from '../../../../src/core/rules/leaders.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** What was committed by the leader and one other is lost with the leader. */
export const countsAtOnce = wovenMutant(
  {
    id: 'counts-at-once',
    title: 'A leader counts its own copy before it has written it',
    clause: 'PW-3',
    suite: 'own',
  },
  parallelWrite,
  {
    guards: { canCommitDurable: canCommit },
    actions: {
      commitDurable: (server: Server, event: Event) =>
        withoutEffects(advanceCommitIndex(server, event).server, 'RS-L-4', 'PW-3'),
    },
  },
);
