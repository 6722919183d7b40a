import { describe, expect, test } from 'vitest';
import { explore } from '../../../src/check/explore/explore.ts';
import type { AnyProperty, Model } from '../../../src/check/explore/model.ts';

/** Counts to 9, and stays there. */
const counter: Model<number, string> = {
  name: 'counter',
  initialStates: [0],
  actions: () => ['up'],
  next: (n) => Math.min(n + 1, 9),
};

const properties: readonly AnyProperty<number, string>[] = [
  { name: 'never 2', kind: 'always', holds: (n) => n !== 2 },
  { name: 'never 7', kind: 'always', holds: (n) => n !== 7 },
  { name: 'below 10', kind: 'always', holds: (n) => n < 10 },
  { name: 'is 8', kind: 'sometimes', holds: (n) => n === 8 },
  { name: 'is 12', kind: 'sometimes', holds: (n) => n === 12 },
  { name: 'gets to 9', kind: 'eventually', holds: (n) => n === 9 },
  { name: 'goes on', kind: 'noDeadlock' },
  { name: 'never from 5 to 6', kind: 'step', holds: (before, _, after) => !(before === 5 && after === 6) },
];

const verdicts = (keepGoing: boolean) =>
  explore({ ...counter, properties }, { keepGoing }).properties.map(({ ok }) => ok);

describe('one property is broken', () => {
  test('the search ends there, and what it leaves open is not decided', () => {
    expect(verdicts(false)).toEqual([false, null, null, null, null, null, null, null]);
  });

  test('each is decided for itself, if the search is to go on', () => {
    expect(verdicts(true)).toEqual([false, false, true, true, false, true, true, false]);
    const {
      ok,
      complete,
      stopped,
      distinct,
      properties: told,
    } = explore({ ...counter, properties }, { keepGoing: true });
    expect({ ok, complete, stopped, distinct }).toEqual({ ok: false, complete: true, stopped: null, distinct: 10 });
    expect(told.map(({ path }) => path?.length)).toEqual([3, 8, undefined, 9, undefined, undefined, undefined, 7]);
  });

  test('each is what it is alone', () => {
    const alone = properties.map((property) => explore({ ...counter, properties: [property] }).properties[0]);
    expect(explore({ ...counter, properties }, { keepGoing: true }).properties).toEqual(alone);
  });

  test('what is not broken holds, whether the search is to go on or not', () => {
    const held = properties.slice(2, 4);
    expect(explore({ ...counter, properties: held }, { keepGoing: true })).toEqual(
      explore({ ...counter, properties: held }),
    );
  });
});
