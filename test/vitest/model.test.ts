import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/check/index.ts';
import { assertSafe, ExpectationFailed, type SafeOptions } from '../../src/vitest/index.ts';
import { twoPhaseCommitTuple } from '../check/explore/models/twoPhaseCommitTuple.ts';

type Properties = Model<number, string>['properties'];

/** Counts from 0 to 3. */
const counting = (properties: Properties = []): Model<number, string> => ({
  name: 'counting',
  initialStates: [0],
  actions: () => ['up'],
  properties,
  next: (state) => (state < 3 ? state + 1 : undefined),
  describe: (action) => `goes ${action}`,
});
const below = (limit: number): Properties => [
  { name: `below ${limit}`, kind: 'always', holds: (state) => state < limit },
];

const failureOf = (model: Model<number, string>, options?: SafeOptions): ExpectationFailed => {
  try {
    assertSafe(model, options);
  } catch (error) {
    if (error instanceof ExpectationFailed) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('assertSafe', () => {
  test('gives what was found when everything holds', () => {
    expect(assertSafe(counting(below(4)))).toMatchObject({ ok: true, distinct: 4, depth: 4 });
    expect(assertSafe(twoPhaseCommitTuple(2))).toMatchObject({ ok: true });
  });

  test('tells the broken property, why, the shortest path, what each step changed, and how to see it again', () => {
    const { message } = failureOf(counting(below(2)), { file: './my model.ts' });
    expect(message).toBe(
      `counting is not safe

  "below 2" (always) is broken: it is false in the last state of the path

  0  0
  1  goes up
       0 → 1
  2  goes up
       1 → 2

  3 states in 3 levels were seen. Nothing is left to chance: it is the same each time.
  To reproduce:
  figure2 explore './my model.ts'`,
    );
  });

  test('is an assertion error of whoever called it, with what was found', () => {
    const error = failureOf(counting(below(2)));
    expect(error).toMatchObject({ name: 'AssertionError', code: 'ERR_ASSERTION', report: { ok: false, distinct: 3 } });
    const [first = ''] = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
    expect(first).toMatch(/failureOf .*model\.test\.ts/);
  });

  test('tells a run that never gets there', () => {
    const nine: Properties = [{ name: 'nine', kind: 'eventually', holds: (state) => state === 9 }];
    expect(failureOf(counting(nine)).message).toContain(
      '"nine" (eventually) is broken: the run ends without it\n\n  0  0\n',
    );
    const round = { ...counting(nine), next: (state: number) => (state + 1) % 4 };
    expect(failureOf(round).message).toContain('This is the state after step 0 again, and so on for ever.');
  });

  test('refuses what tests nothing, unless that is allowed', () => {
    const never: Properties = [{ name: 'five', kind: 'sometimes', holds: (state) => state === 5 }];
    expect(failureOf(counting(never)).message).toContain('"five" (sometimes) was never seen');
    expect(failureOf(counting([])).message).toContain('the model has no properties');
    expect(assertSafe(counting(never), { allowVacuous: true }).ok).toBe(false);
    expect(assertSafe(counting([]), { allowVacuous: true }).ok).toBe(true);
  });

  test('refuses what was not seen to its end, unless that is allowed', () => {
    const endless = { ...counting(below(1e9)), next: (state: number) => state + 1 };
    const options = { maxStates: 1000 };
    expect(failureOf(endless, options).message).toMatch(
      /not every reachable state was seen, only .* states: .*maxStates/,
    );
    expect(failureOf(endless, { memoryBytes: 2 ** 20 }).message).toMatch(/the memory was used up; see memoryBytes/);
    expect(assertSafe(endless, { ...options, allowIncomplete: true }).complete).toBe(false);
  });

  test('refuses a number of states that is none', () => {
    expect(() => assertSafe(counting(below(4)), { maxStates: 0 })).toThrow(
      /^maxStates is 0; give a whole number from 1 /,
    );
  });

  test('refuses options that are none', () => {
    expect(() => assertSafe(counting(below(4)), { maxState: 9 } as never)).toThrow(
      /^there is no option maxState; known are .*maxStates/,
    );
    expect(() => assertSafe(counting(below(4)), null as never)).toThrow(/^the options are no object/);
  });

  test('what is allowed excuses nothing that is broken', () => {
    expect(failureOf(counting(below(2)), { allowVacuous: true, allowIncomplete: true }).message).toContain('is broken');
  });
});
