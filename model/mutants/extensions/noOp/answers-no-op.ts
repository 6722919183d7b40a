/** A leader answers a client for its no-op. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Whoever waits for the first answer of the term takes it for its own. */
export const answersNoOp = wovenMutant(
  {
    id: 'answers-no-op',
    title: 'A leader answers a client for its no-op',
    clause: 'NO-6',
    suite: 'own',
  },
  noOp,
  {
    actions: {
      passOwnNoOp: (server: Server, event: Event) => {
        const passed = noOpRules.passOwnNoOp(server, event);
        const { lastApplied: index, currentTerm: term } = server;
        return passed.fired.length === 0 ? passed : { ...passed, effects: [{ type: 'reply', index, term }] };
      },
    },
  },
);
