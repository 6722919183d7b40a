/**
 * Tries: a goal that is asked for in no state, a goal under symmetry, fairness that names no action, goals of models that never move,
 * fairness for actions that change nothing.
 * Right: what nobody has asked for is not decided, and neither is a goal under symmetry; fairness that names nothing excuses nothing,
 * and a run that stands still does not arrive.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explore, type Model, type TupleModel } from '../../src/check/index.ts';
import { assertSafe } from '../../src/vitest/index.ts';
import { figure2Warm, oneLineThat, scratchFolder } from '../cli/figure2.ts';

const folder = scratchFolder();

/** Two counters up to 2, which may be renamed. */
const pair: Model<readonly [number, number], 0 | 1> = {
  name: 'a pair',
  initialStates: [[0, 0]],
  actions: () => [0, 1],
  next: (state, place) => {
    const [one, other] = state.map((value, number) => Math.min(2, value + (number === place ? 1 : 0)));
    return [one ?? 0, other ?? 0];
  },
  symmetry: { renamings: 1, rename: ([one, other]) => [other, one] },
};

const full = {
  name: 'both are full',
  kind: 'eventually',
  holds: ([one, other]: readonly [number, number]) => one + other === 4,
} as const;
const asked = (isAsked: (sum: number) => boolean) =>
  ({ ...full, whenever: ([one, other]: readonly [number, number]) => isAsked(one + other) }) as const;

describe('a goal that is asked for', () => {
  test('in some states holds from there on', () => {
    expect(explore({ ...pair, properties: [asked((sum) => sum === 3)] })).toMatchObject({
      ok: true,
      properties: [{ ok: true }],
    });
  });

  test('in none was put to no test', async () => {
    const never = { ...pair, properties: [asked((sum) => sum > 4)] };
    const { ok, properties } = explore(never);
    expect([ok, properties]).toMatchObject([
      false,
      [{ ok: null, because: expect.stringMatching(/asked for in no state/) as string }],
    ]);
    expect(() => assertSafe(never)).toThrow(/asked for in no state/);
    writeFileSync(
      join(folder, 'never.mjs'),
      `export const model = { name: 'm', initialStates: [0], actions: () => ['up'], next: (n) => (n + 1) % 3,
properties: [{ name: 'goal', kind: 'eventually', holds: (n) => n === 0, whenever: (n) => n === 7 }] };`,
    );
    const { status, stdout, stderr } = await figure2Warm(folder, 'explore', './never.mjs');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/"goal" is not decided: it is asked for in no state/)),
    ]);
    expect(stdout).not.toMatch(/PASS/);
  });

  test('only where nobody gets is not the same as in some unreachable state beside', () => {
    expect(explore({ ...pair, properties: [asked((sum) => sum > 3)] })).toMatchObject({ ok: true });
  });
});

describe('a goal under symmetry', () => {
  test('takes the symmetry away', () => {
    expect(explore({ ...pair, properties: [full] })).toMatchObject({ ok: true, symmetry: 1, distinct: 9 });
  });

  test.each([
    ['whenever', asked((sum) => sum === 1)],
    ['from the beginning', full],
  ])('is not decided where that is asked for: %s', (_, goal) => {
    const fairness = [{ name: 'first', strength: 'strong', includes: (place: 0 | 1) => place === 0 }] as const;
    const report = explore({ ...pair, properties: [goal], fairness }, { symmetry: true });
    expect(report).toMatchObject({ ok: false, symmetry: 2, distinct: 6 });
    expect(report.properties).toMatchObject([{ ok: null, because: expect.stringMatching(/under symmetry/) as string }]);
  });
});

/** Goes round between 0 and 1, from where 2 can always be reached; there it may stay. */
const round: Model<number, 'round' | 'out' | 'stay'> = {
  name: 'round and out',
  initialStates: [0],
  actions: (n) => (n === 2 ? ['stay'] : ['round', 'out', 'stay']),
  next: (n, action) => (action === 'round' ? 1 - n : action === 'out' ? 2 : n),
  properties: [{ name: 'is out', kind: 'eventually', holds: (n) => n === 2 }],
};

const fairTo = (name: string, strength: 'weak' | 'strong') => [
  { name, strength, includes: (action: string) => action === name },
];

describe('fairness', () => {
  test.each([
    ['none', [], false],
    ['to what gets out', fairTo('out', 'weak'), true],
    ['to an action that there is not', fairTo('Out', 'strong'), false],
    ['to steps that change nothing', fairTo('stay', 'strong'), false],
    ['to what goes round', fairTo('round', 'strong'), false],
  ] as const)('%s', (_, fairness, ok) => {
    expect(explore({ ...round, fairness })).toMatchObject({ ok, properties: [{ ok }] });
  });

  test('moves no model that can not move', () => {
    const still = { ...round, actions: () => ['stay'] as const, fairness: fairTo('stay', 'strong') };
    expect(explore(still)).toMatchObject({ ok: false, vacuous: expect.any(String) as string });
    const stops = { ...round, next: (n: number) => (n === 0 ? 1 : n), fairness: fairTo('out', 'strong') };
    expect(explore(stops).properties).toMatchObject([{ ok: false, because: 'the run ends without it' }]);
  });

  test('of a model of tuples that can not move', () => {
    const still: TupleModel = {
      name: 'still',
      places: ['n'],
      initialStates: [[0]],
      rules: [{ name: 'stay', at: [0], step: (n: number) => [[n]] }],
      fairness: fairTo('stay', 'strong'),
      properties: [{ name: 'is 1', kind: 'eventually', at: [[0]], holds: (n: number) => n === 1 }],
    };
    expect(explore(still)).toMatchObject({ ok: false, properties: [{ ok: false }] });
  });
});
