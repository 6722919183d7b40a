import { describe, expect, test } from 'vitest';
import { explore } from '../../../src/check/explore/explore.ts';
import type { Model } from '../../../src/check/explore/model.ts';
import { NotSymmetric } from '../../../src/check/explore/space.ts';
import { publishedRaft } from './models/publishedRaft.ts';

type Pair = readonly [number, number];

/** Two counters that go up to 2, alike. */
const alike: Model<Pair, 0 | 1> = {
  name: 'two counters',
  initialStates: [[0, 0]],
  actions: () => [0, 1],
  next: (state, which) => (state[which] < 2 ? (state.with(which, state[which] + 1) as unknown as Pair) : undefined),
  symmetry: { renamings: 1, rename: ([one, other]) => [other, one] },
};

const refusal = (changes: Partial<Model<Pair, 0 | 1>>): string => {
  try {
    explore({ ...alike, ...changes });
    return 'not refused';
  } catch (error) {
    if (error instanceof NotSymmetric) return error.message;
    throw error;
  }
};

describe('a symmetry that there is', () => {
  test('is used: six of nine states', () => {
    expect(explore(alike)).toMatchObject({ ok: true, symmetry: 2, distinct: 6, depth: 5 });
    expect(explore(alike, { symmetry: false })).toMatchObject({ ok: true, symmetry: 1, distinct: 9, depth: 5 });
    expect(refusal({})).toBe('not refused');
  });
});

describe('a symmetry that there is not, is refused:', () => {
  test('what happens depends on who it is', () => {
    const next = (state: Pair, which: 0 | 1): Pair | undefined =>
      which === 0 && state[1] === 0 && state[0] === 1 ? undefined : (alike.next(state, which) as Pair | undefined);
    expect(refusal({ next })).toMatch(/^renamings of each other have different successors: \[/);
  });

  test('a property asks who it is', () => {
    const properties = [{ name: 'first', kind: 'always', holds: ([one]: Pair) => one < 9 }] as const;
    expect(refusal({ properties })).toBe('not refused');
    const tells = [{ name: 'the first leads', kind: 'sometimes', holds: ([one, other]: Pair) => one > other }] as const;
    expect(refusal({ properties: tells })).toMatch(/^the first leads tells renamings of each other apart: \[/);
  });

  test('the renamings are no group', () => {
    const rename = ([one]: Pair): Pair => [one, one];
    expect(refusal({ symmetry: { renamings: 1, rename } })).toMatch(/^the renamings are no group/);
  });

  test('a model of Raft in which one server never stands for election', () => {
    const raft = publishedRaft({ servers: 2, values: 1, maxTerm: 2, maxLog: 1, maxInFlight: 1, maxMultiplicity: 1 });
    const isTimeoutOfFirst = (action: unknown): boolean => /Timeout.*\b0\b/.test(JSON.stringify(action));
    const without0: typeof raft = {
      ...raft,
      actions: (state) => raft.actions(state).filter((action) => !isTimeoutOfFirst(action)),
    };
    expect(() => explore(without0)).toThrow(NotSymmetric);
    const apart = explore(without0, { symmetry: false });
    expect(apart.distinct).toBeLessThan(1645);
  });
});
