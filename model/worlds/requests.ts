/** What is asked of servers from outside: commands, batches, transfers, changes of members, reads. Each kind is paid from a budget of its own. */
import type { LocalEvent, ServerId } from '../../src/core/types.ts';
import type { Budget } from './budget.ts';

/** Requests of one kind, at one server. */
export interface Requests<T> {
  readonly kind: keyof Budget;
  /** Is it asked of a server that leads, or of any that knows a leader? */
  readonly asks: 'leader' | 'whoKnowsLeader';
  /** What may be asked next, by how many were asked before, wherever that was. None are empty. */
  readonly next: readonly (readonly T[])[];
}

/** What may be asked of a server in a world with such a budget, and with these lists of members; kinds of which there are none are left out. */
export const requestsAt = (
  id: ServerId,
  servers: readonly ServerId[],
  budget: Budget,
  changes: readonly (readonly ServerId[])[] = [],
): readonly Requests<LocalEvent>[] => {
  const inTurn = (
    kind: keyof Budget,
    choices: (place: number) => readonly LocalEvent[],
  ): readonly (readonly LocalEvent[])[] => Array.from({ length: budget[kind] }, (_, place) => choices(place + 1));
  const others = servers.filter((server) => server !== id);
  const all: readonly Requests<LocalEvent>[] = [
    {
      kind: 'clientCommands',
      asks: 'leader',
      next: inTurn('clientCommands', (number) => [{ type: 'clientCommand', command: `c${number}` }]),
    },
    {
      kind: 'clientBatches',
      asks: 'leader',
      next: inTurn('clientBatches', (number) => [
        { type: 'clientCommands', commands: [`b${2 * number - 1}`, `b${2 * number}`] },
      ]),
    },
    {
      kind: 'transfers',
      asks: 'leader',
      next: inTurn('transfers', () => others.map((target) => ({ type: 'transferLeadership', target }))),
    },
    {
      kind: 'changes',
      asks: 'leader',
      next: inTurn('changes', () => changes.map((members) => ({ type: 'changeMembership', members }))),
    },
    { kind: 'reads', asks: 'whoKnowsLeader', next: inTurn('reads', (number) => [{ type: 'read', id: `r${number}` }]) },
  ];
  return all.filter(({ next }) => next.length > 0);
};
