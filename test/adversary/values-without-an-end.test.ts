/**
 * Tries: a step, a restart or a model that gives what nobody can look at to its end: what holds itself, is nested without an end, is small
 * as a graph and endless as a tree, is longer than any memory, or goes on behind getters and proxies.
 * Right: one line that says where, exit code 2, after bounded work; never a violation, and never a check that does not end.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTorture } from '../../model/runs/torture/index.ts';
import { anyOf, explore, type Model, ModelFault, type TupleModel } from '../../src/check/index.ts';
import { Boundless } from '../../src/cluster/bounds.ts';
import { askTwice } from '../../src/cluster/purity.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { emptyDurable } from '../../src/core/server.ts';
import { assertSafe } from '../../src/vitest/index.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';

/** What is hidden in what is given; `own` is what it is hidden in, `before` what the step was given. */
type Hide = (own: Record<string, unknown>, before: unknown) => unknown;

const nested = (depth: number): unknown => {
  let value: unknown = 'the end';
  for (let left = depth; left > 0; left--) value = { inside: value };
  return value;
};
const doubled = (times: number): unknown => {
  let value: unknown = {};
  for (let left = times; left > 0; left--) value = [value, value];
  return value;
};
const endlessGetter = (): unknown => ({
  get more() {
    return endlessGetter();
  },
});
const endlessProxy = (): unknown => new Proxy({ more: 1 }, { get: () => endlessProxy() });
const endlessFields = (): unknown => {
  let named = 0;
  const names = new Proxy<string[]>([], { get: (_, name) => (name === 'length' ? 2 ** 40 : `k${named++}`) });
  const getOwnPropertyDescriptor = () => ({ enumerable: true, configurable: true, value: 1 });
  return new Proxy({}, { getOwnPropertyDescriptor, ownKeys: () => names });
};
const endlessList = (): unknown =>
  new Proxy<unknown[]>([], {
    get: (own, name) => (name === 'length' ? 4e9 : ((Reflect.get(own, name) as unknown) ?? 1)),
  });
const ofOne = (make: () => unknown): Hide => {
  const value = make();
  return () => value;
};

const circle = 'holds itself';
const deep = 'is nested more than 1000 deep';
const much = 'holds more than 1000000 values';

const hidden: Readonly<Record<string, readonly [Hide, string]>> = {
  'itself, three times': [(own) => Object.assign(own, { x: own, y: own }), circle],
  'what it was given, three times': [(own, before) => Object.assign(own, { x: before, y: before }).x, much],
  'a circle that is the same each time': [
    ofOne(() => {
      const ring: unknown[] = [];
      ring.push(ring, ring);
      return ring;
    }),
    circle,
  ],
  'something 100,000 deep': [() => nested(100_000), deep],
  'the same 100,000 deep': [ofOne(() => nested(100_000)), deep],
  'what doubles a hundred times': [() => doubled(100), much],
  'the same, doubled a hundred times': [ofOne(() => doubled(100)), much],
  'a list of four thousand million holes': [(): unknown => new Array(4e9), much],
  'a hundred million bytes': [ofOne(() => new Uint8Array(1e8)), much],
  'a getter without an end': [endlessGetter, deep],
  'a proxy without an end': [endlessProxy, deep],
  'a getter that throws': [
    () => ({
      get no(): never {
        throw new Error('not you');
      },
    }),
    "can't be read: not you",
  ],
  'a proxy that was revoked': [
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    "can't be read: ",
  ],
};

const { step, restart } = shippedProtocol;
const inStep = (hide: Hide): Protocol => ({
  ...shippedProtocol,
  step: (server, event) => {
    const given = step(server, event);
    const own: Record<string, unknown> = { ...given.server };
    own['extra'] = hide(own, server);
    return { ...given, server: own as never };
  },
});
const inLog = (hide: Hide): Protocol => ({
  ...shippedProtocol,
  step: (server, event) => {
    const given = step(server, event);
    const root = hide({}, server);
    return { ...given, server: { ...given.server, log: { ...given.server.log, root: root as never } } };
  },
});
const inRestart = (hide: Hide): Protocol => ({
  ...shippedProtocol,
  restart: (disk) => {
    const own: Record<string, unknown> = { ...restart(disk) };
    own['extra'] = hide(own, own);
    return own as never;
  },
});
const inEffects = (hide: Hide): Protocol => ({
  ...shippedProtocol,
  step: (server, event) => {
    const effect: Record<string, unknown> = { type: 'telephone' };
    effect['number'] = hide(effect, effect);
    return { ...step(server, event), effects: [effect as never] };
  },
});

const told = (protocol: Protocol): unknown => {
  try {
    return runTorture({ seed: 1, protocol: askTwice(protocol) }).violation;
  } catch (error) {
    return error;
  }
};

const expectTold = (protocol: Protocol, words: string): void => {
  const error = told(protocol);
  expect(error).toBeInstanceOf(Boundless);
  const { message } = error as Error;
  expect(message).toMatch(/^asked for the (step|restart) of S\d[^\n]*; give plain values that come to an end$/);
  expect(message).toContain(words);
  expect(message.length).toBeLessThan(400);
};

describe.each(Object.entries(hidden))('%s', (name, [hide, words]) => {
  test('in what a step gives', () => expectTold(inStep(hide), words));
  const sameAgain = name.startsWith('what it was given') ? circle : words;
  test('in an effect', () => expectTold(inEffects(hide), sameAgain));
  test('in what a restart gives', () => expectTold(inRestart(hide), sameAgain));
});

const own = Object.entries(hidden).filter(([name]) => !/^(itself|what it was)/.test(name));
test.each(own)('in the tree of a log: %s', (_, [hide, words]) => expectTold(inLog(hide), words));

/** What a model is refused with. */
const faultOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ModelFault) return error.message;
    throw error;
  }
  return 'no fault';
};

/** What is wrong with a state, an action or a list of a model's that can't be looked at to its end. */
const inModels: Readonly<Record<string, readonly [() => unknown, RegExp]>> = {
  'itself, three times': [
    () => {
      const own: Record<string, unknown> = {};
      return Object.assign(own, { x: own, y: own });
    },
    /contains itself/,
  ],
  'something 100,000 deep': [() => nested(100_000), /nested too deeply/],
  'what doubles a hundred times': [() => doubled(100), /more than 1000000 values/],
  'a list of four thousand million holes': [(): unknown => new Array(4e9), /more than 1000000 values/],
  'a list that is as long as it is asked for': [endlessList, /more than 1000000 values/],
  'a getter without an end': [endlessGetter, /nested too deeply/],
  'a proxy without an end': [endlessProxy, /nested too deeply/],
  'a proxy whose fields have no end': [endlessFields, /too many fields/],
  'doubled, and a Map at its end': [() => [doubled(15), doubled(15), new Map()], /its \S*2 is a Map/],
  'a Map under what doubles': [
    () => {
      let value: unknown = new Map();
      for (let left = 100; left > 0; left--) value = [value, value];
      return value;
    },
    /its \S*0(\.0){99} is a Map/,
  ],
};

describe.each(Object.entries(inModels))('in a model: %s', (_, [make, words]) => {
  const plain: Model<unknown, unknown> = {
    name: 'm',
    initialStates: [0],
    actions: () => ['up'],
    next: (n) => (typeof n === 'number' && n < 5 ? n + 1 : undefined),
    properties: [{ name: 'p', kind: 'always', holds: () => true }],
  };
  const expectRefused = (model: Model<unknown, unknown> | TupleModel): void => {
    expect(faultOf(() => assertSafe(model))).toMatch(words);
  };
  test('a state', () => expectRefused({ ...plain, next: (n) => (n === 3 ? { is: make() } : (n as number) + 1) }));
  test('a state among several', () => expectRefused({ ...plain, next: () => anyOf([1, make()]) }));
  test('an initial state', () => expectRefused({ ...plain, initialStates: [0, make()] }));
  test('an action', () => expectRefused({ ...plain, actions: () => ['up', make()] }));
  test('a renaming', () => expectRefused({ ...plain, symmetry: { renamings: 1, rename: make } }));
  const step = () => [[make()]] as const;
  test('a component', () =>
    expectRefused({ name: 't', places: ['a'], initialStates: [[0]], rules: [{ name: 'r', at: [0], step }] }));
});

describe('lists of a model that have no end', () => {
  const plain: Model<unknown, unknown> = { name: 'm', initialStates: [0], actions: () => ['up'], next: () => 1 };
  test.each<readonly [string, Model<unknown, unknown> | TupleModel]>([
    ['of actions', { ...plain, actions: () => endlessList() as readonly unknown[] }],
    ['of states', { ...plain, next: () => anyOf(endlessList() as readonly unknown[]) }],
    ['of states, as a record', { ...plain, next: () => ({ anyOf: endlessList() as readonly unknown[] }) }],
    [
      'of outcomes',
      {
        name: 't',
        places: ['a'],
        initialStates: [[0]],
        rules: [{ name: 'r', at: [0], step: () => endlessList() as readonly (readonly unknown[])[] }],
      },
    ],
  ])('%s', (_, model) => {
    expect(faultOf(() => explore(model))).toMatch(/at most 1000000 /);
  });
});

test('a state that is another one each time it is read is none, also when it is not in the sample', () => {
  let reads = 0;
  const model: Model<unknown, unknown> = {
    name: 'm',
    initialStates: [0],
    actions: () => ['up'],
    next: (n) => {
      if (n === 200)
        return {
          get x() {
            return reads++ % 2;
          },
        };
      return typeof n === 'number' ? n + 1 : undefined;
    },
    properties: [{ name: 'p', kind: 'always', holds: () => true }],
  };
  expect(() => explore(model)).toThrow(/^a state is another one each time it is read/);
});

describe('what is large and ends is no objection', () => {
  test.each<readonly [string, Hide]>([
    ['something 900 deep', () => nested(900)],
    ['the same thing a thousand times', (): unknown => new Array(1000).fill({ a: 1 })],
    [
      'a getter that ends',
      () => ({
        get now() {
          return 1;
        },
      }),
    ],
  ])('%s', (_, hide) => {
    const { step: asked, restart: begin } = askTwice(inStep(hide));
    const server = begin(emptyDurable({ id: 'S1', servers: ['S1', 'S2'] }));
    const { server: after } = asked(server, { type: 'start' });
    expect(asked(after, { type: 'timeout', timer: 'election' }).server.role).toBe('candidate');
  });
});

describe('the command', () => {
  const folder = scratchFolder();
  const write = (name: string, act: string): string => {
    writeFileSync(
      join(folder, name),
      `import { shippedProtocol } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};
export const protocol = { ...shippedProtocol, step: (server, event) => {
  const given = shippedProtocol.step(server, event);
  const own = { ...given.server };
  ${act}
  return { ...given, server: own };
} };
`,
    );
    return `./${name}`;
  };
  const files = [
    ['circle.mjs', write('circle.mjs', 'own.a = own.b = own.c = own;')],
    ['shared.mjs', write('shared.mjs', 'own.a = own.b = own.c = server;')],
  ] as const;

  test.each(files)('lab ends by itself: %s', (name, file) => {
    const { status, stdout, stderr } = figure2(
      folder,
      'lab',
      '--only',
      '3A',
      '--seed',
      '1',
      '--json',
      '--protocol',
      file,
    );
    expect(stderr).toMatch(oneLineThat(new RegExp(`${name}: asked for the step of S\\d`)));
    expect([status, stdout]).toEqual([2, '']);
  });

  test.each(files)('replay, in its own thread: %s', async (_, file) => {
    const { status, stderr } = await figure2Here(folder, 'replay', '--seed', '1', '--path', '0@', '--protocol', file);
    expect(stderr).toMatch(oneLineThat(/asked for the (step|restart)/));
    expect(status).toBe(2);
  });
});
