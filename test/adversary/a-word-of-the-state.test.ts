/**
 * The trick: a state with a field that means something to somebody: `anyOf` to what reads `next`, `then` to promises, `toJSON` to
 * JSON, `kind`, `ok` and `because` to verdicts, `places` to models, `__proto__` and `constructor` to the language.
 *
 * The right answer: no word of the state is reserved. Each state is seen, whatever its fields are called; where a record may be a
 * state or a choice among states, `anyOf` says which, and what is not clear is refused.
 */
import { describe, expect, test } from 'vitest';
import { anyOf, explore, type Model } from '../../src/check/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Counts to 3 in a field beside others. */
const counting = (field: string, value: unknown): Model<Fields, string> => ({
  name: `a field named ${field}`,
  initialStates: [record(field, value, 0)],
  actions: () => ['up'],
  next: ({ n }) => (n === 3 ? undefined : record(field, value, (n as number) + 1)),
  properties: [{ name: 'below 3', kind: 'always', holds: ({ n }) => (n as number) < 3 }],
});

/** As JSON has it: also `__proto__` is a field like any other. */
const record = (field: string, value: unknown, n: number): Fields =>
  JSON.parse(`{${JSON.stringify(field)}:${JSON.stringify(value)},"n":${n}}`) as Fields;

const words = [
  'anyOf',
  'then',
  'toJSON',
  'kind',
  'ok',
  'because',
  'type',
  'places',
  'length',
  '__proto__',
  'constructor',
];

test.each(words.flatMap((word) => [[], [1], {}, 3, null].map((value) => [word, value] as const)))(
  '%s: %j',
  (word, value) => {
    const { ok, properties } = explore(counting(word, value));
    expect(ok).toBe(false);
    expect(properties[0]?.path?.map(({ state }) => (state as Fields)['n'])).toEqual([0, 1, 2, 3]);
  },
);

describe('a state that is nothing but { anyOf }', () => {
  interface Pile {
    readonly anyOf: readonly string[];
  }

  const pile = (next: Model<Pile, string>['next']): Model<Pile, string> => ({
    name: 'a pile',
    initialStates: [{ anyOf: [] }],
    actions: ({ anyOf: coins }) => (coins.length < 2 ? ['put'] : []),
    next,
    properties: [{ name: 'no two', kind: 'always', holds: ({ anyOf: coins }) => coins.length < 2 }],
  });

  test('is a state', () => {
    const { ok, distinct } = explore(pile(({ anyOf: coins }) => ({ anyOf: [...coins, 'coin'] })));
    expect([ok, distinct]).toEqual([false, 3]);
  });

  test('is chosen among with anyOf', () => {
    const model = pile(({ anyOf: coins }) => anyOf(['heads', 'tails'].map((side) => ({ anyOf: [...coins, side] }))));
    expect(explore({ ...model, properties: [] }).distinct).toBe(7);
    expect(explore(model).ok).toBe(false);
  });

  test('is refused where it may be a choice as well', () => {
    const unclear = pile(({ anyOf: coins }) => ({ anyOf: [{ anyOf: [...coins, 'coin'] }] }));
    expect(() => explore(unclear)).toThrow(/may be a state or a choice among states; import \{ anyOf \}/);
    const later: Model<object, string> = {
      name: 'from nothing',
      initialStates: [{}],
      actions: () => ['put'],
      next: () => ({ anyOf: ['coin'] }),
      properties: [{ name: 'none', kind: 'always', holds: (state) => !('anyOf' in state) }],
    };
    expect(() => explore(later)).toThrow(/may be a state or a choice/);
    expect(explore({ ...later, next: () => anyOf<object>([{ anyOf: ['coin'] }]) }).ok).toBe(false);
  });
});

test('a choice as it was always written stays one', () => {
  const { distinct, properties } = explore({
    name: 'dice',
    initialStates: [{ n: 0 }],
    actions: ({ n }) => (n === 0 ? ['throw'] : []),
    next: () => ({ anyOf: [1, 2, 3, 4, 5, 6].map((n) => ({ n })) }),
    properties: [{ name: 'a six', kind: 'sometimes', holds: ({ n }: { readonly n: number }) => n === 6 }],
  });
  expect([distinct, properties[0]?.ok]).toEqual([7, true]);
});
