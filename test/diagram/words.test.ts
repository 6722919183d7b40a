import { describe, expect, test } from 'vitest';
import {
  and,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import { drawChartMermaid } from '../../src/diagram/mermaid.ts';
import { chartOf } from '../../src/diagram/readMachine.ts';
import { readAction, readGuard } from '../../src/diagram/wiring.ts';
import { actionText, guardText } from '../../src/diagram/words.ts';

/** xstate's types ask of which machine an action is. */
const free = (make: unknown) => make as (...given: readonly unknown[]) => unknown;
const nothing = { guards: {}, actions: {}, delays: {} };
const isLate = (): boolean => true;

describe('a guard in words', () => {
  test.each(
    [
      [not(and(['a', 'b'])), 'not (a and b)'],
      [not(or(['a', not('b')])), 'not (a or not b)'],
      [not(not('a')), 'not not a'],
      [and(['a', or(['b', and(['c', 'd'])])]), 'a and (b or (c and d))'],
      [or([and(['a', 'b']), 'c']), '(a and b) or c'],
      [and([or(['a'])]), 'a'],
      [and([]), 'true'],
      [or([]), 'false'],
      [not(stateIn('red.walk')), 'not in red.walk'],
      [stateIn({ red: 'walk' }), 'in {"red":"walk"}'],
      [{ type: 'atLeast', params: { n: 3 } }, 'atLeast {"n":3}'],
      [{ type: 'atLeast', params: () => ({ n: 3 }) }, 'atLeast (…)'],
      [{ type: 'plain' }, 'plain'],
      [isLate, 'isLate()'],
      [not(() => true), 'not (function)'],
      ['a and b', '"a and b"'],
      [and(['not a', 'b']), '"not a" and b'],
    ].map(([guard, words]) => ({ guard, words })),
  )('$words', ({ guard, words }) => {
    expect(guardText(readGuard(guard), nothing)).toBe(words);
  });

  test('that has a name, with what the name stands for', () => {
    const chart = chartOf(
      setup({ guards: { a: () => true, b: () => true, both: and(['a', 'b']) } }).createMachine({
        on: { E: { guard: not('both' as never), actions: [] } },
      }),
    );
    expect(guardText(chart.transitions[0]?.guard ?? null, chart.definitions)).toBe('not both (= a and b)');
  });
});

describe('an action in words', () => {
  const logic = fromPromise(() => Promise.resolve());
  test.each(
    [
      ['ring', 'ring'],
      [{ type: 'ring', params: { times: 2 } }, 'ring {"times":2}'],
      [{ type: 'ring', params: () => 2 }, 'ring (…)'],
      [isLate, 'isLate()'],
      [() => undefined, '(function)'],
      [raise({ type: 'GO' }), 'raise GO'],
      [free(raise)({ type: 'GO', n: 1 }, { delay: 100, id: 'soon' }), 'raise GO {"n":1} after 100 ms as soon'],
      [free(raise)({ type: 'GO' }, { delay: 'late' }), 'raise GO after late'],
      [raise(() => ({ type: 'GO' }), { delay: () => 5 }), 'raise (…) after (…)'],
      [raise(({ event }) => event), 'raise the same event'],
      [free(sendTo)('kid', { type: 'GO' }, { delay: 10, id: 'i' }), 'sendTo kid: GO after 10 ms as i'],
      [free(sendTo)(() => ({}), { type: 'GO' }), 'sendTo (…): GO'],
      [sendParent({ type: 'GO' }), 'sendParent GO'],
      [forwardTo('kid'), 'forwardTo kid'],
      [free(emit)({ type: 'shown', n: 1 }), 'emit shown {"n":1}'],
      [cancel('i'), 'cancel i'],
      [free(spawnChild)('kid', { id: 'k', input: { n: 1 } }), 'spawnChild kid as k with {"n":1}'],
      [spawnChild(createMachine({ id: 'light' })), 'spawnChild "(light)"'],
      [spawnChild(logic), 'spawnChild "(logic)"'],
      [stopChild('k'), 'stopChild k'],
      [log('hello', 'here'), 'log here "hello"'],
      [log(() => 'x'), 'log (…)'],
      [free(assign)({ count: 1, name: () => 'x' }), 'assign {count: 1, name}'],
      [assign(() => ({})), 'assign'],
      [enqueueActions(() => undefined), 'enqueueActions (function)'],
    ].map(([action, words]) => ({ action, words })),
  )('$words', ({ action, words }) => {
    expect(actionText(readAction(action), nothing)).toBe(words);
  });
});

test('whatever stands in a machine can be drawn, and nothing of it is run', () => {
  const around: Record<string, unknown> = {
    size: 1n,
    when: new Date(0),
    many: new Map([['a', new Set([1])]]),
    not: Number.NaN,
  };
  around['self'] = around;
  Object.defineProperty(around, 'trap', { enumerable: true, get: () => expect.unreachable() });
  const machine = createMachine({
    meta: around,
    entry: { type: 'go', params: around },
    output: around,
    after: { Infinity: { actions: 'never' } },
  } as never);
  const chart = chartOf(machine);
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  expect(drawChartMermaid(chart)).toContain('go');
});
