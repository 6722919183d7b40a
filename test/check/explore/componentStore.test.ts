import { describe, expect, test } from 'vitest';
import { NotJson } from '../../../src/check/explore/canonical.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';

describe('components', () => {
  test('equal values have one number, of each kind its own', () => {
    const store = new ComponentStore(privateInterner);
    const servers = store.component<{ readonly term: number; readonly log: readonly string[] }>('server');
    const messages = store.component<string>('message');
    expect(servers.numberOf({ term: 1, log: [] })).toBe(0);
    expect(servers.numberOf({ term: 2, log: [] })).toBe(1);
    expect(servers.numberOf({ log: [], term: 1 })).toBe(0);
    expect(messages.numberOf('a')).toBe(0);
    expect(servers.valueOf(1)).toEqual({ term: 2, log: [] });
    expect(servers.textOf(1)).toBe('{"log":[],"term":2}');
  });

  test('a number of another thread has its value, too', () => {
    const interner = privateInterner();
    const [one, other] = [
      new ComponentStore(() => interner).component('x'),
      new ComponentStore(() => interner).component('x'),
    ];
    expect(other.valueOf(one.numberOf({ a: [1] }))).toEqual({ a: [1] });
  });

  test('has the same form whoever was the first to have it: frozen, fields in order, equal parts one object', () => {
    const interner = privateInterner();
    const [one, other] = [
      new ComponentStore(() => interner).component('x'),
      new ComponentStore(() => interner).component('x'),
    ];
    const given = { b: [-0, { z: 1, a: 2 }], a: [0, { a: 2, z: 1 }], ['__proto__']: null };
    const number = one.numberOf(given);
    const [kept, read] = [one.valueOf(number) as typeof given, other.valueOf(number)];
    expect(JSON.stringify(kept)).toBe('{"__proto__":null,"a":[0,{"a":2,"z":1}],"b":[0,{"a":2,"z":1}]}');
    expect(JSON.stringify(read)).toBe(JSON.stringify(kept));
    expect(kept.a).toBe(kept.b);
    expect(() => kept.a.push(1)).toThrow(/not extensible/);
    expect(Object.isFrozen(given)).toBe(false);
  });

  test('parts that were kept may be put together anew', () => {
    const component = new ComponentStore(privateInterner).component<{ readonly [name: string]: readonly number[] }>(
      'x',
    );
    const { a = [] } = component.valueOf(component.numberOf({ a: [1, 2] }));
    const number = component.numberOf({ c: a, b: [...a, 3] });
    expect(component.textOf(number)).toBe('{"b":[1,2,3],"c":[1,2]}');
    expect(component.valueOf(number)['c']).toBe(a);
  });

  test('what is not JSON is refused', () => {
    const component = new ComponentStore(privateInterner).component('x');
    expect(() => component.numberOf({ a: new Set() })).toThrow(NotJson);
  });
});

describe('what is remembered', () => {
  test('is computed once for each pair; local steps are counted, others are not', () => {
    const store = new ComponentStore(privateInterner);
    const asked: string[] = [];
    const add = store.memoize((a, b) => asked.push(`${a}+${b}`) && a + b, true);
    const double = store.memoize((a) => 2 * a);
    expect([add(1, 2), add(2, 1), add(1, 2), double(4, 0)]).toEqual([3, 3, 3, 8]);
    expect(asked).toEqual(['1+2', '2+1']);
    expect(store.localSteps).toBe(2);
  });

  test('takes memory', () => {
    const store = new ComponentStore(privateInterner);
    const before = store.bytes;
    store.component('x').numberOf('a text');
    const withText = store.bytes;
    store.memoize((a) => a)(1, 1);
    expect([withText > before, store.bytes > withText]).toEqual([true, true]);
  });
});
