/**
 * The trick: a symmetry that there is not. A `rename` that is no permutation, so that states fall together which have nothing in
 * common; one that is a permutation under which a property, a step, the bound or the way on changes, if only in one state of many.
 *
 * The right answer: refused, with the two states that differ. A symmetry is held against the model wherever it is used, by every
 * kind of property; what really is symmetric is explored with as few states as before.
 */
import { describe, expect, test } from 'vitest';
import { explore, type Model, permutations } from '../../src/check/index.ts';

type Triple = readonly [number, number, number];

const [, ...orders] = permutations(3);

/** Three counters, alike, that go up to 3 each: 64 states, 20 up to renaming. */
const alike: Model<Triple, number> = {
  name: 'three counters',
  initialStates: [[0, 0, 0]],
  actions: () => [0, 1, 2],
  next: (state, which) =>
    (state[which] as number) < 3 ? (state.with(which, (state[which] as number) + 1) as never) : undefined,
  properties: [
    { name: 'within', kind: 'always', holds: (state) => state.every((n) => n <= 3) },
    { name: 'up', kind: 'step', holds: (before, _which, after) => sum(after) === sum(before) + 1 },
    { name: 'all', kind: 'sometimes', holds: (state) => sum(state) === 9 },
    { name: 'no end but the last', kind: 'noDeadlock', unless: (state) => sum(state) === 9 },
  ],
  symmetry: {
    renamings: orders.length,
    rename: (state, renaming) => (orders[renaming] ?? []).map((place) => state[place]) as unknown as Triple,
  },
};

const sum = (state: Triple): number => state[0] + state[1] + state[2];

/** One state of its orbit alone. */
const isOdd = (state: Triple): boolean => state.join() === '2,0,1';

test('three counters are symmetric', () => {
  expect(explore(alike)).toMatchObject({ ok: true, symmetry: 6, distinct: 20, deadlocks: 1 });
  expect(explore(alike, { symmetry: false })).toMatchObject({ ok: true, distinct: 64, deadlocks: 1 });
});

describe('a rename that is no permutation', () => {
  test.each<[string, (state: Triple) => Triple]>([
    ['forgets', () => [0, 0, 0]],
    ['copies', ([one, , three]) => [one, one, three]],
    ['sorts', (state) => state.toSorted() as unknown as Triple],
    ['goes down', ([one, two, three]) => [Math.max(0, one - 1), two, three]],
    ['turns round, without the other way', ([one, two, three]) => [two, three, one]],
  ])('%s', (_name, rename) => {
    expect(() => explore({ ...alike, properties: [], symmetry: { renamings: 1, rename } })).toThrow(
      /the renamings are no group/,
    );
  });
});

describe('one state of its orbit is another than the rest', () => {
  const properties = alike.properties ?? [];

  test.each<[string, Partial<Model<Triple, number>>, RegExp]>([
    ['for always', { properties: [{ name: 'odd', kind: 'always', holds: (state) => !isOdd(state) }] }, /^odd tells/],
    ['for sometimes', { properties: [{ name: 'odd', kind: 'sometimes', holds: isOdd }] }, /^odd tells/],
    [
      'for step',
      { properties: [{ name: 'odd', kind: 'step', holds: (_before, _which, after) => !isOdd(after) }] },
      /different successors/,
    ],
    [
      'for noDeadlock',
      { properties: [{ name: 'odd', kind: 'noDeadlock', unless: (state) => sum(state) === 9 || isOdd(state) }] },
      /^odd tells/,
    ],
    ['for within', { within: (state) => !isOdd(state) }, /model\.within tells|different successors/],
    [
      'in what it leads to',
      { next: (state, which) => (isOdd(state) ? undefined : alike.next(state, which)) },
      /different successors/,
    ],
    ['in what is possible', { actions: (state) => (isOdd(state) ? [0] : [0, 1, 2]) }, /different successors/],
  ])('%s', (_name, changes, words) => {
    const model = { ...alike, properties, ...changes };
    expect(() => explore(model)).toThrow(words);
    expect(() => explore(model, { symmetry: false })).not.toThrow();
  });
});

test('a symmetry that is asked for where there is none is refused', () => {
  const { symmetry: _, ...without } = alike;
  expect(() => explore(without, { symmetry: true })).toThrow(/the model has no symmetry/);
});
