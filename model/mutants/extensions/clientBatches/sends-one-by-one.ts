/** Each command of a batch is written and sent by itself. */
import { appendCommands, type ClientCommands, clientBatches } from '../../../../src/core/extensions/clientBatches.ts';
import { followedBy, withoutEffects } from '../../../../src/core/outcome.ts';
import { appendCommand, hasEntriesToSend, sendEntries } from '../../../../src/core/rules/leaders.ts';
import type { Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** A batch costs as many writes and messages as its commands one by one. */
export const sendsOneByOne = wovenMutant(
  {
    id: 'sends-one-by-one',
    title: 'Each command of a batch is written and sent by itself',
    clause: 'CB-2',
    suite: 'own',
  },
  clientBatches,
  {
    actions: {
      appendCommands: (server: Server, event: ClientCommands) => {
        const whole = appendCommands(server, event);
        if (!hasEntriesToSend(whole.server, event)) return whole;
        const begun = withoutEffects(server, 'CB-1', 'CB-2');
        return event.commands.reduce((so, command) => {
          const appended = followedBy(so, appendCommand(so.server, { type: 'clientCommand', command }));
          const { server: next } = appended;
          return hasEntriesToSend(next, event) ? followedBy(appended, sendEntries(next, event)) : appended;
        }, begun);
      },
    },
  },
);
