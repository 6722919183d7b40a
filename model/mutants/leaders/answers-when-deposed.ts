/** A leader that steps down answers the clients that wait. */

import { lastIndex, termAt } from '../../../src/core/log.ts';
import { stepDown } from '../../../src/core/rules/allServers.ts';
import type { Effect, Message, Server } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** They are told of success, and their commands may be overwritten. */
export const answersWhenDeposed = mutant(
  {
    id: 'answers-when-deposed',
    title: 'A leader that steps down answers the clients that wait',
    clause: 'RS-L-2',
    suite: 'held-out',
    source: 'https://github.com/redpanda-data/redpanda/pull/3003',
  },
  {
    actions: {
      stepDown: (server: Server, message: Message) => {
        const down = stepDown(server, message);
        return { ...down, effects: [...down.effects, ...answers(server)] };
      },
    },
  },
);

const answers = ({ log, lastApplied, currentTerm: term }: Server): readonly Effect[] =>
  Array.from({ length: lastIndex(log) - lastApplied }, (_, place) => lastApplied + 1 + place)
    .filter((index) => termAt(log, index) === term)
    .map((index) => ({ type: 'reply', index, term }));
