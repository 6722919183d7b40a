/** What a rule gives: the server after it, effects, and the clauses that fired. */

import type { ClauseId } from './clauses.ts';
import { figureEffects } from './effects.ts';
import type { Effect, Event, Message, Persist, Send, Server } from './types.ts';

/** What one rule makes of a server: the part of a `Step` that this rule is responsible for. */
export interface Outcome {
  readonly server: Server;
  readonly effects: readonly Effect[];
  readonly fired: readonly ClauseId[];
}

/** A rule of the paper as a function: what it does to a server when its condition holds. */
export type Rule<E extends Event = Event> = (server: Server, event: E) => Outcome;

/** A condition of a rule. */
export type Guard<E extends Event = Event> = (server: Server, event: E) => boolean;

/** One outcome after another, the second having begun where the first ended: the first itself, where nothing came of the second. */
export const followedBy = (first: Outcome, second: Outcome): Outcome =>
  second.server === first.server && second.effects.length === 0 && second.fired.length === 0
    ? first
    : {
        server: second.server,
        effects: first.effects.length === 0 ? second.effects : [...first.effects, ...second.effects],
        fired: first.fired.length === 0 ? second.fired : [...first.fired, ...second.fired],
      };

/** Nothing is to be done: there is the server, and the clauses that were followed. */
export const withoutEffects = (server: Server, ...fired: ClauseId[]): Outcome => ({ server, effects: [], fired });

export const send = (message: Message): Send => ({ type: 'send', message });

/** ST-1, ST-2: term and vote are written together, since a vote means nothing without its term. */
export const persistVote = ({ currentTerm, votedFor }: Server): Persist => ({ type: 'persist', currentTerm, votedFor });

/** Is it a timer, or for a page's clients? It says nothing that a write has to come before, nor one that it has to come after. */
const isPassed = ({ type }: Effect): boolean =>
  type === 'armTimer' || type === 'stopTimer' || !(figureEffects as readonly string[]).includes(type);

/**
 * Brings the writes of one step together: a later write joins an earlier one when nothing but timers and effects of pages lies between them. It
 * only ever makes a write happen earlier, so it can't make a send depend on a write that comes after it (ST-8).
 */
export const joinWrites = (effects: readonly Effect[]): readonly Effect[] => {
  let writes = 0;
  for (const { type } of effects) if (type === 'persist') writes++;
  if (writes < 2) return effects;
  const joined: Effect[] = [];
  let open = -1; // where the write is that a later one may join
  for (const effect of effects) {
    const earlier = joined[open];
    if (effect.type === 'persist' && earlier?.type === 'persist' && canJoin(earlier, effect)) {
      joined[open] = { ...earlier, ...effect };
    } else {
      joined.push(effect);
      if (effect.type === 'persist') open = joined.length - 1;
      else if (!isPassed(effect)) open = -1;
    }
  }
  return joined;
};

/** Writes of term and vote join anything; two writes to the log stay apart. */
const canJoin = (earlier: Persist, later: Persist): boolean => !writesLog(earlier) || !writesLog(later);

const writesLog = ({ snapshot, truncateFrom, append }: Persist): boolean =>
  snapshot !== undefined || truncateFrom !== undefined || append !== undefined;
