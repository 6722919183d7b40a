import type { Model } from '../../../../src/check/explore/model.ts';

interface State {
  readonly at: readonly ('away' | 'wanting' | 'waiting' | 'critical')[];
  readonly flags: readonly boolean[];
  readonly turn: number;
}

type Action = { readonly type: 'want' | 'yield' | 'enter' | 'leave'; readonly process: number };

type Model2 = Model<State, Action>;

/** How a process may enter the critical section. */
type Gate = (state: State, process: number) => boolean;

const gates = {
  /** Peterson's algorithm: the other one does not want in, or it is my turn. */
  peterson: ({ flags, turn }, process) => !flags[1 - process] || turn === process,
  /** Flags alone: both may wait for each other for ever. */
  flags: ({ flags }, process) => !flags[1 - process],
  /** A semaphore: whoever finds nobody inside. */
  semaphore: ({ at }) => !at.includes('critical'),
} as const satisfies Record<string, Gate>;

/** Two processes that want to be alone in a critical section, and may stay away from it for ever. */
export const mutualExclusion = (
  gate: keyof typeof gates,
  strength: 'weak' | 'strong' | 'none',
): Model<State, Action> => ({
  name: `mutual exclusion by ${gate}, fairness ${strength}`,
  initialStates: [{ at: ['away', 'away'], flags: [false, false], turn: 0 }],
  actions: ({ at }) =>
    [...at.keys()].flatMap((process) =>
      (['want', 'yield', 'enter', 'leave'] as const).map((type) => ({ type, process })),
    ),
  next: (state, { type, process }) => {
    const { at, flags } = state;
    const go = (from: State['at'][number], to: State['at'][number], changed: Partial<State> = {}): State | undefined =>
      at[process] === from ? { ...state, ...changed, at: at.with(process, to) } : undefined;
    switch (type) {
      case 'want':
        return go('away', 'wanting', { flags: flags.with(process, true) });
      case 'yield':
        return go('wanting', 'waiting', { turn: 1 - process });
      case 'enter':
        return gates[gate](state, process) ? go('waiting', 'critical') : undefined;
      case 'leave':
        return go('critical', 'away', { flags: flags.with(process, false) });
    }
  },
  properties: [
    { name: 'alone', kind: 'always', holds: ({ at }) => at.filter((place) => place === 'critical').length < 2 },
    {
      name: 'gets in',
      kind: 'eventually',
      whenever: ({ at }) => at[0] === 'waiting',
      holds: ({ at }) => at[0] === 'critical',
    },
  ] satisfies Model2['properties'],
  fairness:
    strength === 'none'
      ? []
      : [0, 1].map((process) => ({
          name: `process ${process}`,
          strength,
          includes: (action: Action) => action.process === process && action.type !== 'want',
        })),
});
