import { describe, expect, test } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { raftMachine } from '../../src/core/machine.ts';
import type { Chart } from '../../src/diagram/chart.ts';
import { chartOf, isMachine, transitionIds } from '../../src/diagram/readMachine.ts';
import { guardText } from '../../src/diagram/words.ts';
import { crossing } from './crossing.ts';

const transition = ({ transitions }: Chart, id: string) => transitions.find((one) => one.id === id);

describe('the chart of Raft', () => {
  const chart = chartOf(raftMachine);

  test('has the roles, and a transition for each of the machine', () => {
    expect(chart.states.map(({ id, kind, parent }) => [id, kind, parent])).toEqual([
      ['', 'compound', null],
      ['follower', 'atomic', ''],
      ['candidate', 'atomic', ''],
      ['leader', 'atomic', ''],
    ]);
    expect(chart.transitions.length).toBe(transitionIds(raftMachine).size);
    expect(new Set(chart.transitions.map(({ id }) => id)).size).toBe(chart.transitions.length);
  });

  test('RV-2: tells event, guard, action and clauses', () => {
    expect(transition(chart, 'follower.RequestVote.2')).toEqual({
      id: 'follower.RequestVote.2',
      source: 'follower',
      targets: [],
      kind: 'handled',
      event: 'RequestVote',
      descriptor: 'RequestVote',
      place: 3,
      alternatives: 4,
      isShadowed: false,
      guard: 'canGrantVote',
      actions: ['grantVote'],
      description: 'The vote is free and the candidate is up to date',
      reenters: false,
      clauses: ['RV-2', 'RS-F-1', 'RS-F-3', 'D-3', 'D-5'],
      meta: { clauses: ['RV-2', 'RS-F-1', 'RS-F-3', 'D-3', 'D-5'] },
    });
  });

  test('each transition cites a clause and says in words what it is', () => {
    const silent = chart.transitions.filter(({ clauses, description }) => clauses.length === 0 || description === '');
    expect(silent).toEqual([]);
  });
});

describe('the chart of any machine', () => {
  const chart = chartOf(crossing);
  const words = (id: string) => {
    const { event, guard = null, targets } = transition(chart, id) ?? {};
    return { event, guard: guardText(guard, chart.definitions), targets };
  };

  test.each([
    ['POWER_OUT.0', { event: 'POWER_OUT', guard: '', targets: ['off'] }],
    ['*.0', { event: 'any event', guard: '', targets: [] }],
    ['green.PEDESTRIAN.*.0', { event: 'PEDESTRIAN.*', guard: 'isDay and not isBusy', targets: ['yellow'] }],
    ['green.xstate.after.1000.crossing.green.0', { event: 'after 1000 ms', guard: '', targets: ['yellow'] }],
    [
      'yellow.xstate.after.caution.crossing.yellow.0',
      { event: 'after caution', guard: 'isSafe or in green', targets: ['red'] },
    ],
    ['red.xstate.done.state.crossing.red.0', { event: 'done', guard: '', targets: ['green'] }],
    ['red.wait.TICK.0', { event: 'TICK', guard: '(function)', targets: ['red.wait'] }],
    ['red.RESUME.0', { event: 'RESUME', guard: '', targets: ['red.back'] }],
    ['off.REPAIR.0', { event: 'REPAIR', guard: '', targets: ['off.left.b', 'off.right.d'] }],
    ['off.right.c.always.0', { event: 'always', guard: 'isLate', targets: ['off.right.d'] }],
  ])('%s', (id, expected) => {
    expect(words(id)).toEqual(expected);
  });

  test('tells actors, parameters and parts with dots apart', () => {
    const odd = chartOf(
      createMachine({
        initial: 'a',
        invoke: [
          { src: 'one', onDone: { actions: 'x' } },
          { id: 'two', src: 'second', onSnapshot: { actions: 'y' } },
        ],
        states: {
          a: {
            on: {
              E: [
                { guard: { type: 'p', params: { n: 1 } }, target: 'b' },
                { guard: { type: 'p', params: { n: 2 } }, target: 'b' },
              ],
            },
          },
          b: { after: { 0.5: 'end' } },
          'a.b': { id: 'odd', on: { E: 'end' } },
          end: {},
        },
      }),
    );
    expect(odd.transitions.map(({ event, guard }) => [event, guardText(guard, odd.definitions)])).toEqual([
      ['done one', ''],
      ['snapshot two', ''],
      ['E', 'p {"n":1}'],
      ['E', 'p {"n":2}'],
      ['after 0.5 ms', ''],
      ['E', ''],
    ]);
    expect(odd.states.map(({ id }) => id)).toEqual(['', 'a', 'b', String.raw`a\.b`, 'end']);
  });

  test('has states of each kind, with what they do on the way in and out', () => {
    const stateOf = (id: string) => chart.states.find((state) => state.id === id);
    expect(stateOf('red.stop')?.kind).toBe('final');
    expect(stateOf('red.back')?.kind).toBe('history');
    expect(stateOf('off')).toMatchObject({ kind: 'parallel', initial: null });
    expect(stateOf('red')).toMatchObject({
      kind: 'compound',
      initial: { target: 'red.walk' },
      invoke: [{ name: 'camera' }],
    });
    expect(stateOf('green')).toMatchObject({
      entry: ['countCars'],
      exit: ['store', { type: 'report', params: { to: 'office' } }],
    });
  });

  test('takes of the clauses only what can be one', () => {
    expect(transition(chart, 'yellow.xstate.after.caution.crossing.yellow.0')?.clauses).toEqual(['AE-3']);
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  });
});

describe('what is no machine', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an actor', createActor(createMachine({}))],
    ['a configuration', { id: 'a', initial: 'b', states: { b: {} } }],
    ['an object that looks like one', { id: 'a', root: { transitions: {} } }],
  ])('%s', (_, value) => {
    expect(isMachine(value)).toBe(false);
    expect(() => chartOf(value)).toThrow('this is no machine of xstate 5');
  });
});
