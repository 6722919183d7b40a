/** A configuration is given to the state machine as a command. */
import { membership, membershipRules } from '../../../../src/core/extensions/membership.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** The state machine can not read it. */
export const appliesMembers = wovenMutant(
  {
    id: 'applies-members',
    title: 'A configuration is given to the state machine as a command',
    clause: 'MC-15',
    suite: 'own',
  },
  membership,
  {
    actions: {
      passConfiguration: (server: Server, event: Event) => {
        const passed = membershipRules.passConfiguration(server, event);
        const { lastApplied: index, currentTerm: term } = server;
        const effects = [{ type: 'apply', index, term, command: '' } as const];
        return passed.fired.length === 0 ? passed : { ...passed, effects };
      },
    },
  },
);
