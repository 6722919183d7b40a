/** A machine of somebody's, with everything that xstate has: to be drawn, never to be run. */
import { and, createMachine, not, or, stateIn } from 'xstate';

export const crossing = createMachine({
  id: 'crossing',
  description: 'A crossing',
  initial: 'green',
  on: { POWER_OUT: '.off', '*': { actions: 'ignore' } },
  states: {
    green: {
      entry: 'countCars',
      exit: ['store', { type: 'report', params: { to: 'office' } }],
      after: { 1000: 'yellow' },
      on: { 'PEDESTRIAN.*': { guard: and(['isDay', not('isBusy')]), target: 'yellow', description: 'Somebody waits' } },
    },
    yellow: {
      after: { caution: { target: 'red', guard: or(['isSafe', stateIn('green')]), meta: { clauses: ['AE-3', 7] } } },
    },
    red: {
      initial: 'walk',
      invoke: { src: 'camera', onDone: { actions: 'keep' }, onError: 'off' },
      onDone: 'green',
      on: { RESUME: '.back' },
      states: {
        walk: { on: { TICK: 'wait', '<b>&"\'</b>': 'wait' } },
        wait: { on: { TICK: { target: 'wait', reenter: true, guard: () => true }, STOP: 'stop', STAY: 'wait' } },
        stop: { type: 'final' },
        back: { type: 'history', history: 'deep' },
      },
    },
    off: {
      type: 'parallel',
      on: { REPAIR: { target: ['off.left.b', 'off.right.d'] }, END: 'green' },
      states: {
        left: { initial: 'a', states: { a: { on: { X: 'b' } }, b: {} } },
        right: { initial: 'c', states: { c: { always: { target: 'd', guard: 'isLate' } }, d: {} } },
      },
    },
  },
});
