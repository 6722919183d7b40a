import { ofItf } from '@informalsystems/quint/dist/src/itf.js';
import { rv } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSpec, toItf } from '../../src/quint/index.ts';
import { quickRecord, slowRecord } from '../../src/quint/records.ts';
import { compare, decode, encode, type Value } from '../../src/quint/values.ts';

const mapOf = (keys: readonly Value[], held: readonly Value[]): Value => ({
  map: keys.map((key, place) => [key, held[place] ?? 0] as const),
});

const inOrder = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc
    .uniqueArray(value, { maxLength: 4, comparator: (one, other) => compare(one, other) === 0 })
    .map((elements) => elements.toSorted(compare));

/** Tells how to make values of some type, in the form in which they come back: sets and keys without doubles, in order. */
const { type } = fc.letrec<{ type: fc.Arbitrary<Value> }>((tie) => {
  const inner = tie('type');
  const pair = fc.tuple(inner, inner);
  const recordOf = ([a, b]: readonly [fc.Arbitrary<Value>, fc.Arbitrary<Value>]) => fc.record({ a, b });
  return {
    type: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<fc.Arbitrary<Value>[]>(fc.boolean(), fc.maxSafeInteger(), fc.string({ maxLength: 3 })),
      inner.map((value) => fc.array(value, { maxLength: 4 })),
      inner.map((value) => inOrder(value).map((set): Value => ({ set }))),
      pair.map((parts) => fc.tuple(...parts).map((tuple): Value => ({ tuple }))),
      pair.map(([key, value]) =>
        fc
          .tuple(inOrder(key), fc.array(value, { minLength: 4, maxLength: 4 }))
          .map(([keys, held]) => mapOf(keys, held)),
      ),
      pair.map((parts) => recordOf(parts)),
      inner.map((value) =>
        fc.oneof(
          fc.constant<Value>({ tag: 'Nothing', value: {} }),
          value.map((held): Value => ({ tag: 'Something', value: held })),
        ),
      ),
    ),
  };
});
const values = type.chain((value) => value);
const pairs = type.chain((value) => fc.tuple(value, value));

describe('values', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
    );
  });

  test('are equal for Quint when, and only when, they are equal here', () => {
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(encode(one).equals(encode(one))).toBe(true);
        expect(encode(one).equals(encode(other))).toBe(compare(one, other) === 0);
      }),
    );
  });

  test('of sets and maps have one order', () => {
    expect(decode(encode({ set: [10, 9, 1, 9] }))).toEqual({ set: [1, 9, 10] });
    const map = { map: [['b', 1] as const, ['a', 2] as const] };
    expect(decode(encode(map))).toEqual({
      map: [
        ['a', 2],
        ['b', 1],
      ],
    });
    expect(decode(rv.mkInterval(3, 5))).toEqual({ set: [3, 4, 5] });
    expect(decode(rv.mkPowerset(rv.mkInterval(1, 2)))).toEqual({
      set: [{ set: [1, 2] }, { set: [1] }, { set: [2] }, { set: [] }],
    });
  });

  test('that are not plain are refused', () => {
    expect(() => decode(rv.mkInt(2n ** 53n))).toThrow('9007199254740992 is too big a number; stay below 2^53');
    expect(() => decode(rv.mkInfSet('Int'))).toThrow('a set without end is no value');
    expect(() => encode(2 ** 53)).toThrow('9007199254740992 is no whole number below 2^53');
    const misleading = rv.mkRecord([['set', rv.mkList([])]]);
    expect(() => decode(misleading)).toThrow("a record of set can't be told from a value of another kind");
  });
});

describe('a record that is made quickly', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'Z', '10', '9', 'aa');
  const entries = fc.array(fc.tuple(name, fc.integer().map(encode)), { maxLength: 8 });

  test('is the one that is made slowly', () => {
    fc.assert(
      fc.property(entries, name, (made, changed) => {
        const [quick, slow] = [quickRecord(made), slowRecord(made)];
        expect([...quick.toOrderedMap()]).toEqual([...slow.toOrderedMap()]);
        expect(quick.equals(slow) && quick.hashCode() === slow.hashCode()).toBe(true);
        const other = quickRecord(quick.toOrderedMap().set(changed, rv.mkInt(7)));
        expect([...other.toOrderedMap()]).toEqual([
          ...slowRecord(slow.toOrderedMap().set(changed, rv.mkInt(7))).toOrderedMap(),
        ]);
      }),
    );
  });

  test('and no other one', () => {
    expect(quickRecord([['a', rv.mkInt(1)]]).equals(slowRecord([['a', rv.mkInt(2)]]))).toBe(false);
    expect(quickRecord([['a', rv.mkInt(1)]]).equals(slowRecord([['b', rv.mkInt(1)]]))).toBe(false);
  });
});

describe('a trace in the Informal Trace Format', () => {
  const options = { init: 'init', step: 'step', invariants: [], witnesses: [], traces: 1, steps: 8, seed: 2 };
  const trace = loadSpec('test/quint/counter.qnt', 'small').run(options).traces[0] ?? { seed: 0n, states: [] };

  test('is read by quint as what it was', () => {
    const document = JSON.parse(JSON.stringify(toItf(trace, 'counter.qnt'))) as Parameters<typeof ofItf>[0];
    expect(document.vars).toEqual(['count', 'states', 'done', 'note', 'mbt::actionTaken', 'mbt::nondetPicks']);
    const read = ofItf(document).map((state) => decode(rv.fromQuintEx(state)));
    expect(read).toEqual(
      trace.states.map(({ vars, action, picks: { worker } }) => ({
        ...vars,
        'mbt::actionTaken': action,
        'mbt::nondetPicks': {
          worker: worker === undefined ? { tag: 'None', value: {} } : { tag: 'Some', value: worker },
        },
      })),
    );
  });

  test('has the forms of the format', () => {
    expect(toItf(trace, 'counter.qnt').states[0]).toEqual({
      '#meta': { index: 0 },
      count: { '#bigint': '0' },
      states: { '#map': ['ann', 'bob', 'cid'].map((worker) => [worker, { tag: 'Idle', value: { '#tup': [] } }]) },
      done: [],
      note: { '#tup': [{ '#bigint': '0' }, { '#set': [] }] },
      'mbt::actionTaken': 'init',
      'mbt::nondetPicks': { worker: { tag: 'None', value: { '#tup': [] } } },
    });
  });
});
