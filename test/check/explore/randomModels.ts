/** Small models that mean nothing, for comparing the explorer with the naive search. */
import fc from 'fast-check';
import type { Model, TupleModel } from '../../../src/check/explore/model.ts';
import { permutations } from '../../../src/check/explore/permutations.ts';

/** A number for each of three alike processes. */
export type State = readonly [number, number, number];

const values = 3;
const value = fc.nat(values - 1);

/** What a process may become: the value it must have, the value that some other one must have, and what it turns into. */
interface Move {
  readonly own: number;
  readonly other: number;
  readonly into: readonly number[];
}

const moves = fc.array(fc.record({ own: value, other: value, into: fc.array(value, { minLength: 1, maxLength: 2 }) }), {
  minLength: 4,
  maxLength: 9,
});

const processes = [0, 1, 2] as const;
const [, ...orders] = permutations(processes.length);

export interface Action {
  readonly move: number;
  readonly process: number;
}

const outcomes = (move: Move | undefined, state: State, process: number): readonly State[] => {
  if (!move || state[process] !== move.own) return [];
  if (!state.some((own, other) => other !== process && own === move.other)) return [];
  return move.into.map((into) => state.with(process, into) as unknown as State);
};

/** Models with symmetry, properties of all kinds but `eventually`, and sometimes a bound. */
export const symmetricModels: fc.Arbitrary<Model<State, Action>> = fc
  .record({
    initial: fc.tuple(value, value, value),
    moves,
    bad: fc.tuple(value, value, value),
    wanted: fc.nat(values * processes.length),
    jump: fc.tuple(value, value),
    bound: fc.option(fc.integer({ min: 3, max: 6 }), { nil: undefined }),
  })
  .map(({ initial, moves: list, bad, wanted, jump, bound }) => ({
    name: 'a random model',
    initialStates: [initial],
    actions: (state) => list.flatMap((_, move) => [...state.keys()].map((process) => ({ move, process }))),
    next: (state, { move, process }) => ({ anyOf: outcomes(list[move], state, process) }),
    properties: [
      {
        name: 'never these',
        kind: 'always',
        holds: (state) => state.toSorted().join() !== bad.toSorted().join(),
      },
      { name: 'the sum', kind: 'sometimes', holds: (state) => state[0] + state[1] + state[2] === wanted },
      {
        name: 'no such jump',
        kind: 'step',
        holds: (before, { process }, after) => !(before[process] === jump[0] && after[process] === jump[1]),
      },
    ],
    ...(bound !== undefined && { within: (state: State) => state[0] + state[1] + state[2] <= bound }),
    symmetry: {
      renamings: orders.length,
      rename: (state, renaming) => (orders[renaming] ?? []).map((place) => state[place]) as unknown as State,
    },
  }));

/** Tuples of three places, with rules that touch one, two or all of them. */
export const tupleModels: fc.Arbitrary<TupleModel> = fc
  .record({
    initial: fc.uniqueArray(fc.tuple(value, value, value), {
      minLength: 1,
      maxLength: 2,
      comparator: (a, b) => a.join() === b.join(),
    }),
    rules: fc.array(
      fc.record({
        at: fc.shuffledSubarray([...processes], { minLength: 1 }),
        from: fc.tuple(value, value, value),
        outcomes: fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    bad: fc.tuple(value, value),
    wanted: value,
  })
  .map(({ initial, rules, bad, wanted }) => ({
    name: 'a random tuple',
    places: ['a', 'b', 'c'],
    initialStates: initial,
    rules: rules.map(({ at, from, outcomes: into }, number) => ({
      name: `rule ${number}`,
      at,
      step: (...components: readonly number[]) =>
        components[0] === from[0] ? into.map((outcome) => outcome.slice(0, at.length)) : [],
    })),
    properties: [
      {
        name: 'never both',
        kind: 'always',
        at: [
          [0, 1],
          [1, 2],
        ],
        holds: (one: number, other: number) => !(one === bad[0] && other === bad[1]),
      },
      { name: 'somewhere', kind: 'sometimes', at: [[0], [2]], holds: (one: number) => one === wanted },
    ],
  }));
