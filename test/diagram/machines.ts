/** Forty machines that together have everything that xstate has, and the functions that no document of them can hold. */
import * as xstate from 'xstate';
import type { Functions } from './interpreter.ts';

/** xstate's types ask of which machine each part is; these parts are of many. */
const free = (make: unknown) => make as (...given: readonly unknown[]) => object;
const parts = {
  and: free(xstate.and),
  or: free(xstate.or),
  not: free(xstate.not),
  stateIn: free(xstate.stateIn),
  raise: free(xstate.raise),
  sendTo: free(xstate.sendTo),
  sendParent: free(xstate.sendParent),
  forwardTo: free(xstate.forwardTo),
  emit: free(xstate.emit),
  log: free(xstate.log),
  assign: free(xstate.assign),
  enqueueActions: free(xstate.enqueueActions),
  cancel: free(xstate.cancel),
  spawnChild: free(xstate.spawnChild),
  stopChild: free(xstate.stopChild),
};
const { and, or, not, stateIn, raise, sendTo, sendParent, forwardTo } = parts;
const { emit, log, assign, enqueueActions, cancel, spawnChild, stopChild } = parts;

export interface Known {
  readonly name: string;
  readonly machine: xstate.AnyStateMachine;
  readonly functions: Functions;
}

interface Asked {
  readonly yes?: readonly string[];
  readonly n?: number;
}
interface Args {
  readonly event: Asked;
}

/** A guard of this name holds if the event says so. */
const said =
  (name: string) =>
  ({ event }: Args): boolean =>
    event.yes?.includes(name) ?? false;

const names = ['a', 'b', 'c', 'd', 'p'];
const guards = {
  ...Object.fromEntries(names.map((name) => [name, said(name)])),
  never: () => false,
  atLeast: ({ event }: Args, params: unknown) => (event.n ?? 0) >= (params as { readonly n: number }).n,
};
const idle = xstate.fromCallback(() => undefined) as xstate.AnyActorLogic;
const actors = { child: idle, other: idle };
const delays = { soon: 50, late: () => 900 };

// functions that stand where they are used
const isOdd = ({ event }: Args): boolean => (event.n ?? 0) % 2 === 1;
const isFive = ({ event }: Args): boolean => event.n === 5;
const isThree = ({ event }: { readonly event: { readonly output?: Asked } }): boolean => event.output?.n === 3;
const ring = (): void => undefined;

const ownGuards: Functions['guards'] = { ...guards, isOdd, isFive, isThree } as Functions['guards'];
const lates = { late: () => 900 };

type Given = Partial<Omit<Functions, 'guards'>> & { readonly guards?: object; readonly actions?: object };

const known = (name: string, config: object, { guards: more = {}, actions = {}, ...given }: Given = {}): Known => ({
  name,
  machine: xstate.createMachine(
    { id: name, ...config } as never,
    { guards: { ...guards, ...more }, actors, delays, actions } as never,
  ),
  functions: { guards: { ...ownGuards, ...more }, delays: lates, ...given },
});

const leaf = { on: {} };
const two = { one: { on: { N: 'two' } }, two: { on: { N: 'one' } } };
const inner = { initial: 'one', states: two };
const noted = (entry: string, more: object = {}) => ({ entry: `+${entry}`, exit: `-${entry}`, ...more });

const combined = (guard: unknown) => ({
  initial: 'x',
  states: { x: { on: { E: { guard, target: 'y' } } }, y: { on: { E: 'x' } } },
});

/** Guards: put together, about states, with parameters, functions. */
const ofGuards: readonly Known[] = [
  known('not-and', combined(not(and(['a', 'b'])))),
  known('not-or', combined(and(['a', not(or(['b', not('c')]))]))),
  known('mixed', combined(or([and(['a', 'b']), and([not('c'), or(['d', 'a'])])]))),
  known('empty', {
    initial: 'x',
    states: {
      x: {
        on: {
          E: [
            { guard: or([]), target: 'z' },
            { guard: and([]), target: 'y' },
          ],
        },
      },
      y: { on: { E: 'x' } },
      z: leaf,
    },
  }),
  known('functions', combined(and([isOdd, not(isFive), { type: 'atLeast', params: { n: 3 } }]))),
  known(
    'params',
    {
      initial: 'x',
      states: {
        x: {
          on: {
            E: [
              { guard: { type: 'atLeast', params: { n: 8 } }, target: 'y' },
              {
                guard: { type: 'atLeast', params: ({ event }: Args) => ({ n: (event.yes?.length ?? 0) + 3 }) },
                target: 'z',
              },
            ],
          },
        },
        y: { on: { E: 'x' } },
        z: { on: { E: 'x' } },
      },
    },
    { computed: { 'atLeast.params': ({ event }) => ({ n: ((event as Asked).yes?.length ?? 0) + 3 }) } },
  ),
  known('state-in', {
    type: 'parallel',
    states: {
      l: { initial: 'one', states: { one: { id: 'uno', on: { N: 'two' } }, two: { on: { N: 'one' } } } },
      r: {
        initial: 'x',
        states: {
          x: {
            on: { E: { guard: stateIn({ l: 'two' }), target: 'y' }, F: { guard: not(stateIn('#uno')), target: 'y' } },
          },
          y: {
            on: { E: { guard: and([stateIn('l.one'), 'a']), target: 'x' }, F: { guard: stateIn('l'), target: 'x' } },
          },
        },
      },
    },
  }),
  known('named-guards', combined('whole'), { guards: { whole: and(['a', not('b')]) } }),
];

/** Targets: itself, its own inside, around, several; handled and forbidden. */
const ofTargets: readonly Known[] = [
  known('three-meanings', {
    initial: 'p',
    states: {
      p: noted('p', {
        ...inner,
        on: { HANDLED: { actions: 'h' }, FORBIDDEN: undefined, RESETS: 'p', REENTERS: { target: 'p', reenter: true } },
      }),
      q: leaf,
    },
    on: { FORBIDDEN: { target: '.q' }, HANDLED: '.q' },
  }),
  known('atomic-itself', {
    initial: 'x',
    states: {
      x: noted('x', {
        on: { S: 'x', A: { target: 'x', actions: 's' }, R: { target: 'x', reenter: true }, F: {}, G: { guard: 'a' } },
      }),
    },
    on: { F: { actions: 'outer' }, G: { actions: 'outer' }, S: { actions: 'outer' } },
  }),
  known('parallel-itself', {
    initial: 'p',
    states: {
      p: noted('p', {
        type: 'parallel',
        on: { RESETS: 'p', REENTERS: { target: 'p', reenter: true } },
        states: { l: noted('l', inner), r: inner },
      }),
    },
  }),
  known('own-inside', {
    initial: 'p',
    states: {
      p: noted('p', {
        initial: 'x',
        on: { IN: '.y', AGAIN: { target: '.y', reenter: true } },
        states: { x: noted('x'), y: noted('y', { on: { E: 'x' } }) },
      }),
    },
  }),
  known('root-arrows', {
    ...noted('root'),
    initial: 'x',
    on: { IN: '.y', AGAIN: { target: '.x', reenter: true }, SELF: '#root-arrows', H: { actions: 'h' } },
    states: {
      x: noted('x', { on: { UP: '#root-arrows' } }),
      y: noted('y', { on: { UP: { target: '#root-arrows', reenter: true } } }),
    },
  }),
  known('upwards', {
    initial: 'p',
    states: {
      p: noted('p', {
        initial: 'x',
        states: { x: noted('x', { on: { UP: '#around', OUT: '#upwards.q' } }), y: noted('y') },
        id: 'around',
        on: { IN: '.y' },
      }),
      q: noted('q', { on: { BACK: '#around.y' } }),
    },
  }),
  known('several-targets', {
    initial: 'x',
    states: {
      x: { on: { GO: { target: ['p.l.two', 'p.r.two'], actions: 'go' } } },
      p: noted('p', {
        type: 'parallel',
        on: { BACK: '#several-targets.x', BOTH: { target: ['.l.one', '.r.two'] }, ONE: { target: '.l.two' } },
        states: { l: noted('l', inner), r: noted('r', inner) },
      }),
    },
  }),
  known('beginnings', {
    initial: { target: 'p', actions: ['begin', { type: 'with', params: { n: 1 } }] },
    states: {
      p: noted('p', {
        initial: { target: 'x', actions: 'inner' },
        on: { R: 'p', DEEP: '.y' },
        states: { x: noted('x', { on: { OUT: '#beginnings.q' } }), y: noted('y', { on: { OUT: '#beginnings.q' } }) },
      }),
      q: { on: { IN: 'p', DEEP: 'p.y' } },
    },
  }),
];

const remembering = (history: object) => ({
  initial: 'q',
  states: {
    p: noted('p', {
      initial: { target: 'x', actions: 'begin' },
      on: { OUT: 'q', RESET: 'p' },
      states: {
        x: noted('x', { on: { N: 'y' } }),
        y: noted('y', { initial: 'one', on: { N: 'x' }, states: { one: { on: { M: 'two' } }, two: noted('two') } }),
        h: { type: 'history', ...history },
      },
    }),
    q: noted('q', { on: { BACK: 'p.h', IN: 'p' } }),
  },
});

/** History: shallow and deep, with a default and without, of regions, as a beginning. */
const ofHistory: readonly Known[] = [
  known('shallow', remembering({})),
  known('deep', remembering({ history: 'deep' })),
  known('shallow-default', remembering({ target: 'y' })),
  known('deep-default', remembering({ history: 'deep', target: 'y.two' })),
  known('parallel-history', {
    initial: 'q',
    states: {
      p: noted('p', {
        type: 'parallel',
        on: { OUT: 'q' },
        states: {
          l: inner,
          r: inner,
          h: { type: 'history', history: 'deep' },
          s: { type: 'history', target: ['#parallel-history.p.l.two', 'r'] },
        },
      }),
      q: { on: { BACK: 'p.h', SHALLOW: 'p.s' } },
    },
  }),
  known('history-first', {
    initial: 'q',
    states: {
      p: {
        initial: 'h',
        on: { OUT: 'q' },
        states: { x: noted('x', { on: { N: 'y' } }), y: noted('y'), h: { type: 'history', target: 'x' } },
      },
      q: { on: { IN: 'p' } },
    },
  }),
];

/** Which transition: order, else, wildcards, eventless, raised. */
const ofChoice: readonly Known[] = [
  known('alternatives', {
    initial: 'x',
    states: {
      x: {
        on: {
          E: [{ guard: 'a', target: 'y' }, { guard: 'b', actions: 'second' }, { target: 'z' }, { actions: 'never' }],
        },
      },
      y: { on: { E: 'x' } },
      z: { on: { E: [{ guard: 'c' }, { target: 'x' }] } },
    },
    on: { E: { actions: 'outer' } },
  }),
  known('wildcards', {
    initial: 'x',
    states: {
      x: {
        on: {
          'k.*': { guard: 'a', target: 'y' },
          'k.l.*': { guard: 'b', actions: 'longer' },
          'k.l': { guard: 'c', actions: 'exact' },
          '*': { actions: 'star' },
        },
      },
      y: { on: { 'k.l': 'x', none: [] } },
    },
    on: { '*': { actions: 'outer' } },
  }),
  known('always', {
    initial: 'x',
    states: {
      x: { on: { E: 'y' } },
      y: { always: [{ guard: 'a', target: 'z' }, { guard: 'b', target: 'x' }, { actions: 'stuck' }], on: { E: 'x' } },
      z: noted('z', { always: { guard: not('d'), target: 'x', actions: 'on' } }),
    },
    always: { guard: 'c', actions: 'everywhere' },
  }),
  known('raises', {
    initial: 'x',
    states: {
      x: { entry: raise({ type: 'GO', yes: ['a'] }), on: { GO: { guard: 'a', target: 'y' }, E: 'x' } },
      y: {
        exit: raise({ type: 'BYE' }),
        on: {
          E: 'x',
          GO: {
            actions: [
              raise({ type: 'E' }, { delay: 100 }),
              raise({ type: 'E' }, { delay: 'soon' }),
              raise({ type: 'E' }, { delay: 'late', id: 'l' }),
              cancel('l'),
            ],
          },
        },
      },
    },
    on: { BYE: { actions: 'bye' } },
  }),
  known('parallel-choice', {
    type: 'parallel',
    states: {
      l: noted('l', {
        initial: 'one',
        states: { one: { on: { E: 'two', X: { actions: 'lx' } } }, two: { on: { E: 'one' } } },
        on: { R: { target: 'l', reenter: true } },
      }),
      r: noted('r', {
        initial: 'one',
        states: {
          one: { on: { E: { target: 'two', actions: 're' }, X: { actions: 'rx' } } },
          two: { on: { E: 'one', OUT: '#parallel-choice.l.two' } },
        },
      }),
      atom: { on: { E: { actions: 'ae' }, X: { guard: 'a', actions: 'ax' } } },
    },
    on: { X: { actions: 'root' } },
  }),
  known('conflict', {
    initial: 'p',
    states: {
      p: {
        type: 'parallel',
        on: { OUT: 'q' },
        states: {
          l: { initial: 'one', states: { one: { on: { E: '#conflict.q' } } } },
          r: { initial: 'one', states: { one: { on: { E: 'two' } }, two: { on: { E: '#conflict.q' } } } },
        },
      },
      q: { on: { E: 'p' } },
    },
  }),
  known('routes', {
    initial: 'x',
    states: {
      x: { id: 'x', route: {} },
      y: {
        id: 'y',
        route: { guard: 'a', actions: 'routed' },
        initial: 'one',
        states: { one: {}, two: { id: 'two', route: {} } },
      },
    },
  }),
];

/** Ends, delays, actors. */
const ofTime: readonly Known[] = [
  known('ends', {
    initial: 'p',
    states: {
      p: noted('p', {
        initial: 'x',
        onDone: [
          { guard: isThree, target: 'q', actions: 'three' },
          { target: 'p', actions: 'again' },
        ],
        states: {
          x: { on: { E: 'end', F: 'other' } },
          end: noted('end', { type: 'final', output: { n: 3 } }),
          other: { type: 'final' },
        },
      }),
      q: { on: { E: 'over', F: 'p' } },
      over: { type: 'final', exit: 'late', output: 'bye' },
    },
    output: { all: true },
  }),
  known('parallel-ends', {
    initial: 'p',
    states: {
      p: {
        type: 'parallel',
        onDone: 'q',
        states: {
          l: { initial: 'x', states: { x: { on: { E: 'e' } }, e: { type: 'final' } } },
          r: { initial: 'x', onDone: { actions: 'right' }, states: { x: { on: { F: 'e' } }, e: { type: 'final' } } },
        },
      },
      q: { on: { E: 'p' } },
    },
  }),
  known('root-parallel-ends', {
    type: 'parallel',
    exit: 'gone',
    states: {
      l: { initial: 'x', states: { x: { on: { E: 'e' } }, e: { type: 'final' } } },
      r: { type: 'parallel', states: { i: { initial: 'x', states: { x: { on: { F: 'e' } }, e: { type: 'final' } } } } },
    },
  }),
  known('after', {
    initial: 'x',
    after: { 5000: { actions: 'old' } },
    states: {
      x: noted('x', {
        after: {
          1000: 'y',
          soon: [{ guard: 'a', target: 'y' }, { actions: 'waits' }],
          late: { target: 'x', reenter: true },
        },
      }),
      y: { after: { late: 'x' }, on: { E: 'x' } },
    },
  }),
  known('missing-delay', { initial: 'x', states: { x: { on: { E: 'y' } }, y: { after: { nobodyKnows: 'x' } } } }),
  known('invokes', {
    initial: 'x',
    invoke: { src: 'other', id: 'always-there', onError: { actions: 'broken' } },
    states: {
      x: noted('x', {
        invoke: [
          {
            src: 'child',
            onDone: { target: 'y', actions: 'kept' },
            onError: [{ guard: 'a', target: 'x' }, 'y'],
            onSnapshot: { actions: 'seen' },
          },
          { src: 'child', id: 'second', input: { n: 1 }, systemId: 'sys' },
        ],
        on: { OUT: 'y' },
      }),
      y: { on: { E: 'x' } },
    },
  }),
];

const collect = {
  some: ({ event }: { event: object }) => (((event as Asked).n ?? 0) > 5 ? ['many', 'more'] : ['few']),
};

/** What actions send to whom. */
const ofActions: readonly Known[] = [
  known(
    'sends',
    {
      initial: 'x',
      invoke: { src: 'child', id: 'kid' },
      states: {
        x: {
          entry: [sendTo('kid', { type: 'HELLO', n: 1 }), emit({ type: 'shown', n: 2 }), log('here', 'label')],
          on: {
            E: {
              target: 'y',
              actions: [
                sendTo('kid', { type: 'LATER' }, { delay: 'soon', id: 'l' }),
                forwardTo('kid'),
                sendTo('kid', () => ({ type: 'DYNAMIC' }), { delay: 10 }),
              ],
            },
            F: { guard: 'never', actions: sendParent({ type: 'UP' }) },
          },
        },
        y: { exit: [cancel('l')], on: { E: 'x' } },
      },
    },
    { computed: { 'xstate.sendTo.event': () => ({ type: 'DYNAMIC' }) } },
  ),
  known('spawns', {
    initial: 'x',
    states: {
      x: { on: { E: { target: 'y', actions: spawnChild('child', { id: 'kid', input: { n: 1 } }) } } },
      y: {
        on: {
          E: { target: 'x', actions: stopChild('kid') },
          END: 'end',
          AGAIN: { actions: spawnChild('other', { id: 'kid2' }) },
        },
      },
      end: { type: 'final' },
    },
  }),
  known(
    'assigns',
    {
      context: { count: 0, name: '' },
      initial: 'x',
      states: {
        x: { on: { E: { target: 'y', actions: assign({ count: 4, name: 'four' }) }, F: { actions: 'reset' } } },
        y: { always: { guard: 'isFour', target: 'z', actions: ['was', assign({ count: 0 })] } },
        z: { on: { E: 'x' } },
      },
    },
    {
      guards: { isFour: ({ context }: { context: { count: number } }) => context.count === 4 },
      actions: { reset: assign({ count: 0 }) },
    },
  ),
  known(
    'enqueues',
    {
      initial: 'x',
      states: {
        x: {
          entry: ['first', { type: 'second', params: { to: 'office' } }, ring],
          on: {
            E: {
              target: 'y',
              actions: enqueueActions(function some({
                enqueue,
                event,
              }: {
                enqueue: (one: string) => void;
                event: object;
              }) {
                for (const one of collect.some({ event })) enqueue(one);
              }),
            },
          },
        },
        y: { on: { E: { target: 'x', actions: ['ping', 'pong'] } } },
      },
      on: { PONG: { actions: 'heard' } },
    },
    { collects: collect, actions: { ping: raise({ type: 'PONG' }), pong: emit({ type: 'pong' }) } },
  ),
];

/** What there is besides. */
const ofRest: readonly Known[] = [
  known('stateless', {
    on: { E: [{ guard: 'a', actions: 'yes' }, { actions: 'no' }], F: undefined },
    entry: 'begin',
    invoke: { src: 'child' },
  }),
  known('notes', {
    description: 'What is known',
    tags: ['whole'],
    meta: { page: 1 },
    initial: 'x',
    states: {
      x: {
        description: 'The first',
        tags: ['t1', 't2'],
        meta: { page: 2 },
        on: {
          E: { target: String.raw`y\.z`, description: 'A step', meta: { page: 3 } },
          F: [{ guard: 'a', description: 'nothing', meta: { why: 'x' } }],
        },
      },
      'y.z': { tags: 't3', on: { E: 'x' } },
    },
  }),
];

/** Things put together that seldom meet: guards about other regions, history of history, targets by id, choices of one delay. */
const ofMeetings: readonly Known[] = [
  known('parallel-remembers', {
    type: 'parallel',
    states: {
      p: {
        initial: 'in',
        on: { OUT: '.out', DEEP: '.h', SHALLOW: '.s' },
        states: {
          in: { initial: 'q', states: { q: inner, r: { on: { N: 'q' } } }, on: { R: '.r' } },
          out: { on: { BACK: 'h', SB: 's' } },
          h: { type: 'history', history: 'deep', target: 'in.r' },
          s: { type: 'history' },
        },
      },
      w: {
        initial: 'x',
        states: {
          x: { on: { N: { guard: not(stateIn({ p: 'out' })), target: 'y' } } },
          y: { on: { N: { guard: or([stateIn('#parallel-remembers.p.in.r'), 'a']), target: 'x' } } },
        },
      },
    },
  }),
  known('parts-of-wildcards', {
    initial: 's',
    on: { '*': '.z', 'a.*': { guard: 'a', target: '.t' } },
    states: {
      s: { on: { 'a.b.*': 't', 'a.b': { guard: 'b', target: 'u' }, 'a.*': [{ guard: 'c', target: 'u' }, {}] } },
      t: { on: { '*': { guard: not('d'), target: 's', reenter: true } } },
      u: { on: { 'a.b.c': undefined, 'x.*': 's' } },
      z: { on: { '*': 's' } },
    },
  }),
  known('delays-that-compete', {
    initial: 's',
    states: {
      s: {
        after: {
          late: [{ guard: 'a', target: 't' }, { target: 'u' }],
          50: { guard: or(['a', not('b')]), target: 'u' },
        },
      },
      t: { initial: 'i', after: { late: '.j', 1000: 's' }, states: { i: { after: { soon: 'j' } }, j: leaf } },
      u: { after: { 10: { target: 'u', reenter: true }, soon: 's' } },
    },
  }),
  known('across-regions', {
    type: 'parallel',
    states: {
      l: {
        initial: 'a',
        states: {
          a: { id: 'la', on: { X: ['#lb', '#rb'], Y: '#ra' } },
          b: { id: 'lb', on: { X: '#la', Z: { target: ['#la', '#rb'], guard: or([stateIn('#ra'), 'a']) } } },
        },
      },
      r: {
        initial: 'a',
        states: {
          a: { id: 'ra', on: { X: { guard: 'b', target: '#rb' } } },
          b: { id: 'rb', on: { Y: '#la' }, initial: 'k', states: { k: { on: { N: 'l' } }, l: { on: { Y: '#ra' } } } },
        },
      },
    },
  }),
  known('always-over-regions', {
    type: 'parallel',
    states: {
      l: {
        initial: 'a',
        states: {
          a: { on: { N: 'b' } },
          b: {
            always: [
              { guard: stateIn({ r: 'y' }), target: 'c' },
              { guard: 'a', target: 'a' },
            ],
          },
          c: { on: { N: 'a' } },
        },
      },
      r: {
        initial: 'x',
        states: {
          x: { on: { N: { guard: 'b', target: 'y' }, M: 'y' } },
          y: {
            always: { guard: and([stateIn('#always-over-regions.l.c'), or(['c', 'd'])]), target: 'x' },
            on: { M: 'x' },
          },
        },
      },
    },
  }),
  known('history-of-history', {
    initial: 'o',
    states: {
      o: { on: { I: 'c', H: '#hh', G: 'c.g' } },
      c: {
        initial: 'a',
        on: { O: 'o' },
        states: {
          g: { type: 'history', target: 'b' },
          hh: { id: 'hh', type: 'history', history: 'deep', target: '#history-of-history.c.b.v' },
          a: { initial: 'i', states: { i: { on: { N: 'j' } }, j: { on: { N: '#history-of-history.c.b' } } } },
          b: {
            type: 'parallel',
            states: { u: { initial: 'k', states: { k: { on: { N: 'l' } }, l: { on: { O: '#hh' } } } }, v: inner },
          },
        },
      },
    },
  }),
];

export const machines: readonly Known[] = [
  ...ofGuards,
  ...ofTargets,
  ...ofHistory,
  ...ofChoice,
  ...ofTime,
  ...ofActions,
  ...ofRest,
  ...ofMeetings,
];
