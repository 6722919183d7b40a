import type { Model } from '../../../../src/check/explore/model.ts';

interface State {
  readonly holder: number;
  readonly isWorking: boolean;
}

type Action = 'work' | 'rest' | 'pass';

/** A token that goes round. Whoever has it may work and rest for ever, unless passing it on is fair. */
export const tokenRing = (size: number, isFair: boolean): Model<State, Action> => ({
  name: `a ring of ${size}`,
  initialStates: [{ holder: 0, isWorking: false }],
  actions: () => ['work', 'rest', 'pass'],
  next: ({ holder }, action) =>
    action === 'pass' ? { holder: (holder + 1) % size, isWorking: false } : { holder, isWorking: action === 'work' },
  properties: [
    {
      name: 'comes round',
      kind: 'eventually',
      whenever: ({ holder }) => holder === 0,
      holds: ({ holder }) => holder === size - 1,
    },
  ],
  fairness: isFair ? [{ name: 'pass', strength: 'weak', includes: (action) => action === 'pass' }] : [],
});
