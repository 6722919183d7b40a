/** A new leader takes all that stands before its no-op for committed. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import { lastIndex } from '../../../../src/core/log.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Nobody else may have it, and the next leader replaces it. */
export const commitsAtOnce = wovenMutant(
  {
    id: 'commits-at-once',
    title: 'A new leader takes all that stands before its no-op for committed',
    clause: 'NO-4',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      appendNoOp: (server: Server, event: Event) => {
        const appended = noOpRules.appendNoOp(server, event);
        return { ...appended, server: { ...appended.server, commitIndex: lastIndex(server.log) } };
      },
    },
  },
);
