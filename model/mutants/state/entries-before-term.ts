/** Entries are written and acknowledged before the newer term that came with them is on the disk. */

import type { Effect } from '../../../src/core/types.ts';
import { mutant } from '../mutant.ts';

/** A server that crashes in between has acknowledged entries of a term that it does not know, and takes older ones again. */
export const entriesBeforeTerm = mutant(
  {
    id: 'C05',
    title: 'Entries are written and acknowledged before the newer term that came with them is on the disk',
    clause: 'ST-8',
    suite: 'hard',
    shortest: 28,
  },
  {
    step: (step) => (server, event) => {
      const next = step(server, event);
      return { ...next, effects: [...next.effects.map(withoutTerm), ...next.effects.flatMap(termAlone)] };
    },
  },
);

const bringsBoth = (effect: Effect) =>
  effect.type === 'persist' && effect.append !== undefined && effect.currentTerm !== undefined;

const withoutTerm = (effect: Effect): Effect => {
  if (effect.type !== 'persist' || !bringsBoth(effect)) return effect;
  const { currentTerm: _term, votedFor: _vote, ...rest } = effect;
  return rest;
};

const termAlone = (effect: Effect): readonly Effect[] => {
  if (effect.type !== 'persist' || !bringsBoth(effect)) return [];
  const { type, currentTerm = 0, votedFor = null } = effect;
  return [{ type, currentTerm, votedFor }];
};
