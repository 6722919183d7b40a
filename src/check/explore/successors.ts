/** What an action may lead to: one state, a choice among several, or nothing. */

import { ModelFault } from './fault.ts';
import type { Successors } from './model.ts';

/** So many states, actions or outcomes may be in one list: whoever gives more does not come to an end. */
export const MAX_LENGTH = 1_000_000;

/** Known by name, so that another copy of this module makes the same. */
const CHOICE = Symbol.for('figure2.anyOf');

/**
 * A choice among states, for `next` of a model. A record `{ anyOf: [...] }` means the same, unless a state of the model may look
 * like that itself: then this says which of the two it is, and `anyOf([state])` is that one state.
 *
 * @example
 * ```ts
 * import { anyOf, explore } from 'figure2/check';
 *
 * const { distinct } = explore({
 *   name: 'a coin on a pile',
 *   initialStates: [{ anyOf: ['heads'] }],
 *   actions: ({ anyOf: pile }) => (pile.length < 2 ? ['toss'] : []),
 *   next: ({ anyOf: pile }) => anyOf(['heads', 'tails'].map((side) => ({ anyOf: [...pile, side] }))),
 * });
 * console.log(distinct); // 3
 * ```
 */
export const anyOf = <State>(states: readonly State[]): Successors<State> =>
  Object.assign({ anyOf: states }, { [CHOICE]: true });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Looks like a choice that was written as a plain record. */
const looksLikeChoice = (value: unknown): value is { readonly anyOf: readonly unknown[] } => {
  if (!isRecord(value) || !Array.isArray(value['anyOf'])) return false;
  const { length } = Object.keys(value);
  return length === 1;
};

/** Reads what `next` gives, for a model with these initial states. */
export const successorsReader = <State>(
  initialStates: readonly State[],
): ((next: State | Successors<State> | undefined) => readonly State[]) => {
  const isOwn = initialStates.some(looksLikeChoice);
  const areRecords = initialStates.every(isRecord);
  return (next) => {
    if (next === undefined) return [];
    if (typeof next !== 'object' || next === null) return [next];
    if (CHOICE in next) return membersOf(next as Successors<State>);
    if (!looksLikeChoice(next)) return [next];
    const members = membersOf(next);
    const isClear = isOwn ? !members.some(looksLikeChoice) : !areRecords || members.every(isRecord);
    if (!isClear) {
      throw new ModelFault(
        "model.next gave { anyOf: [...] }, which may be a state or a choice among states; import { anyOf } from 'figure2/check' and give anyOf([...])",
      );
    }
    return isOwn ? [next as State] : members;
  };
};

/** Copied, so that nobody asks for them again. */
const membersOf = <State>({ anyOf: members }: Successors<State>): readonly State[] => {
  if (Array.isArray(members) && members.length <= MAX_LENGTH) return [...(members as readonly State[])];
  throw new ModelFault(`model.next gave a choice among states that is no array of at most ${MAX_LENGTH} members`);
};
