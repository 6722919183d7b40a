import type { Model } from '../../../../src/check/explore/model.ts';

interface State {
  /** For each philosopher the forks in hand: 2 means eating. */
  readonly forks: readonly (0 | 1 | 2)[];
  /** For each fork who has it. */
  readonly heldBy: readonly (number | null)[];
}

type Action = { readonly type: 'take' | 'putDown'; readonly who: number };

export interface DiningOptions {
  readonly philosophers: number;
  /** Does the last one take the other fork first? */
  readonly lastIsLeftHanded: boolean;
  readonly strength: 'weak' | 'strong';
}

/** Dijkstra's philosophers. They take one fork after the other, eat, and put both down. */
export const diningPhilosophers = ({
  philosophers,
  lastIsLeftHanded,
  strength,
}: DiningOptions): Model<State, Action> => {
  const forksOf = (who: number): readonly [number, number] => {
    const [right, left] = [who, (who + 1) % philosophers];
    return lastIsLeftHanded && who === philosophers - 1 ? [left, right] : [right, left];
  };
  const people = Array.from({ length: philosophers }, (_, who) => who);
  return {
    name: `${philosophers} dining philosophers`,
    initialStates: [{ forks: people.map(() => 0), heldBy: people.map(() => null) }],
    actions: () => people.flatMap((who) => (['take', 'putDown'] as const).map((type) => ({ type, who }))),
    next: ({ forks, heldBy }, { type, who }) => {
      const [first, second] = forksOf(who);
      const inHand = forks[who];
      if (type === 'putDown') {
        return inHand === 2
          ? { forks: forks.with(who, 0), heldBy: heldBy.with(first, null).with(second, null) }
          : undefined;
      }
      const wanted = inHand === 0 ? first : second;
      if (inHand === 2 || heldBy[wanted] !== null) return undefined;
      return { forks: forks.with(who, inHand === 0 ? 1 : 2), heldBy: heldBy.with(wanted, who) };
    },
    properties: [
      { name: 'someone eats', kind: 'eventually', holds: ({ forks }) => forks.includes(2) },
      { name: 'the first eats', kind: 'eventually', holds: ({ forks }) => forks[0] === 2 },
    ],
    fairness: people.map((who) => ({
      name: `philosopher ${who}`,
      strength,
      includes: (action) => action.who === who,
    })),
  };
};
