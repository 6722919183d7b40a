import { describe, expect, test } from 'vitest';
import { explore } from '../../../src/check/explore/explore.ts';
import type { Model, TupleModel } from '../../../src/check/explore/model.ts';

/** Up to 3, and from there on to nothing. */
const stairs: Model<number, string> = {
  name: 'stairs',
  initialStates: [0],
  actions: () => ['up'],
  next: (n) => (n < 3 ? n + 1 : undefined),
  properties: [{ name: 'goes on', kind: 'noDeadlock' }],
};

describe('noDeadlock', () => {
  test('is broken by a state without a way on, with a shortest path to it', () => {
    const { ok, properties } = explore(stairs);
    expect(ok).toBe(false);
    expect(properties).toMatchObject([{ ok: false, because: expect.stringMatching(/nothing can happen/) as string }]);
    expect(properties[0]?.path?.map(({ state }) => state)).toEqual([0, 1, 2, 3]);
  });

  test('is broken by an initial state', () => {
    expect(explore({ ...stairs, actions: () => [] }).properties[0]?.path).toEqual([{ action: null, state: 0 }]);
  });

  test('holds where a run may end', () => {
    const ends = { name: 'goes on', kind: 'noDeadlock', unless: (n: number) => n === 3 } as const;
    expect(explore({ ...stairs, properties: [ends] })).toMatchObject({ ok: true, deadlocks: 1 });
    expect(explore({ ...stairs, properties: [{ ...ends, unless: (n: number) => n === 2 }] }).ok).toBe(false);
  });

  test('a step back to the same state and one out of the bound are ways on', () => {
    expect(explore({ ...stairs, next: (n) => Math.min(n + 1, 3) })).toMatchObject({ ok: true, deadlocks: 0 });
    expect(explore({ ...stairs, next: (n) => n + 1, within: (n) => n < 3 })).toMatchObject({ ok: true, deadlocks: 0 });
  });

  test('of tuples', () => {
    const model: TupleModel = {
      name: 'two stairs',
      places: ['a', 'b'],
      initialStates: [[0, 0]],
      rules: [0, 1].map((at) => ({ name: `up ${at}`, at: [at], step: (n: number) => (n < 2 ? [[n + 1]] : []) })),
      properties: [{ name: 'goes on', kind: 'noDeadlock' }],
    };
    const { properties } = explore(model);
    expect(properties[0]?.path?.at(-1)?.state).toEqual({ a: 2, b: 2 });
  });
});

test('states without a way on are counted, asked for or not', () => {
  expect(explore({ ...stairs, properties: [] })).toMatchObject({ ok: true, deadlocks: 1 });
  expect(explore({ ...stairs, initialStates: [0, 7, 8], properties: [] })).toMatchObject({ deadlocks: 3 });
});
