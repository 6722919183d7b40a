/** The transitions as they are read from a machine, beside xstate's own: each of them taken, of the figure and of a page woven in. */
import { describe, expect, test } from 'vitest';
import { and, assign, createMachine, raise, transition } from 'xstate';
import { preVote } from '../../src/core/extensions/preVote.ts';
import { weave } from '../../src/core/extensions/weave.ts';
import { type Context, type MachineEvent, type RaftMachine, raftMachine } from '../../src/core/machine.ts';
import { type Standing, transitionOf } from '../../src/core/transitions.ts';
import type { Role } from '../../src/core/types.ts';
import { follower } from './arrange.ts';

interface Row {
  readonly guard?: string;
}

interface State {
  readonly key: Role;
  readonly transitions: ReadonlyMap<string, readonly Row[]>;
  readonly always?: readonly Row[];
}

/** A transition, and which conditions make it the one that is taken. */
interface Case {
  readonly role: Role;
  readonly event: string;
  readonly place: number;
  readonly conditions: ReadonlyMap<string, boolean>;
}

const SEEDS = 12;
/** After so many rules no condition holds any more, so that each run comes to its end. */
const RULES_MAX = 8;

const statesOf = (machine: RaftMachine): readonly State[] =>
  Object.values(machine.states as unknown as Readonly<Record<string, State>>);

const casesOf = (machine: RaftMachine): readonly Case[] => {
  const shared = (machine.root.always ?? []) as unknown as readonly Row[];
  return statesOf(machine).flatMap(({ key, transitions, always = [] }) =>
    [...transitions, ['nothing', [...always, ...shared]] as const].flatMap(([event, rows]) =>
      rows.map((_, place): Case => {
        const names = rows.slice(0, place + 1).map(({ guard = '' }) => guard);
        const conditions = new Map(names.map((name, at) => [name, at === place]));
        return { role: key, event, place, conditions };
      }),
    ),
  );
};

/** A whole number that follows from a text and another number, and from nothing else. */
const mixed = (text: string, seed: number): number => {
  let hash = seed;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
};

interface Scene {
  readonly context: Context;
  readonly event: MachineEvent;
}

/** What conditions go by. */
interface Chance {
  one: Pick<Case, 'conditions'>;
  seed: number;
}

/** The same wiring: conditions hold as a case wants it first and by chance then, and each rule writes down its name and the event. */
const written = (machine: RaftMachine, chance: Chance): RaftMachine => {
  const { guards, actions } = machine.implementations as unknown as Readonly<
    Record<string, Readonly<Record<string, object>>>
  >;
  const holds =
    (name: string) =>
    ({ context: { fired } }: Scene): boolean => {
      const wanted = fired.length === 0 ? chance.one.conditions.get(name) : undefined;
      return wanted ?? (fired.length < RULES_MAX && mixed(`${name} ${fired.length}`, chance.seed) % 2 === 0);
    };
  const writes = (name: string) =>
    assign(({ context, event }: Scene) => ({
      ...context,
      fired: [...context.fired, `${name} at ${event.type}`] as never,
    }));
  const isRaise = (action: object): boolean => 'type' in action && action.type === 'xstate.raise';
  return machine.provide({
    guards: Object.fromEntries(Object.keys(guards ?? {}).map((name) => [name, holds(name)])),
    actions: Object.fromEntries(
      Object.entries(actions ?? {}).map(([name, action]) => [name, isRaise(action) ? action : writes(name)]),
    ),
  });
};

const context: Context = { server: follower(), effects: [], fired: [] };

const byXstate = (machine: RaftMachine, { role, event }: Case): Standing => {
  const start = machine.resolveState({ value: role, context });
  const [after] = transition(machine, start, { type: event } as never);
  return { value: after.value, context: after.context };
};

/** What is different in a machine from what xstate does with another one. */
const differences = (machine: RaftMachine, other: RaftMachine = machine): readonly string[] => {
  const chance: Chance = { one: { conditions: new Map() }, seed: 0 };
  const ours = transitionOf(written(machine, chance));
  const theirs = written(other, chance);
  const found: string[] = [];
  for (const one of casesOf(other)) {
    for (let seed = 0; seed < SEEDS; seed++) {
      Object.assign(chance, { one, seed });
      const { value, context: mine } = ours({ value: one.role, context }, { type: one.event } as never);
      const wanted = byXstate(theirs, one);
      const isSame = JSON.stringify([value, mine]) === JSON.stringify([wanted.value, wanted.context]);
      if (!isSame) found.push(`${one.role} ${one.event} ${one.place}, seed ${seed}`);
    }
  }
  return found;
};

const states = raftMachine.config.states as unknown as Readonly<Record<Role, { readonly on: object }>>;

const withFollower = (on: object): RaftMachine => {
  const { config, implementations } = raftMachine;
  const follower = { ...states.follower, on: { ...states.follower.on, ...on } };
  const changed = { ...config, states: { ...states, follower } };
  return createMachine(changed as never, implementations as never) as unknown as RaftMachine;
};

describe('each transition does what it does in xstate', () => {
  test.each([
    ['of the figure', raftMachine, 50],
    ['with a page woven in', weave([preVote]).machine, 70],
  ])('%s', (_, machine, least) => {
    expect(casesOf(machine).length).toBeGreaterThan(least);
    expect(differences(machine)).toEqual([]);
  });

  test('and it is seen where one comes in another order, leads elsewhere or does something else', () => {
    const { RequestVote } = states.follower.on as { readonly RequestVote: readonly object[] };
    const [first, ...others] = RequestVote;
    for (const wrong of [
      [...others, first],
      [{ ...first, target: 'candidate' }, ...others],
      [{ ...first, actions: ['adoptTerm'] }, ...others],
      [{ ...first, actions: ['stepDown', 'handleAgain'] }, ...others],
    ])
      expect(differences(withFollower({ RequestVote: wrong }), raftMachine)).toContainEqual(
        expect.stringMatching(/^follower RequestVote /),
      );
  });
});

describe('a machine that does more than its transitions say is refused', () => {
  const nothing = assign({});
  test.each<[string, object, RegExp]>([
    ['on entry', { entry: nothing }, /the state follower does more than its transitions say/],
    ['on exit', { exit: nothing }, /the state follower does more than its transitions say/],
    ['in a state within', { initial: 'a', states: { a: {} } }, /the state follower does more/],
    ['at any event', { on: { '*': { actions: assign(() => ({})) } } }, /the state follower does more/],
    [
      'by an action that is none',
      { on: { start: { actions: () => undefined } } },
      /is neither assign by a function nor raise/,
    ],
    ['by fields', { on: { start: { actions: nothing } } }, /is neither assign by a function nor raise/],
    [
      'later',
      { on: { start: { actions: raise({ type: 'start' }, { delay: 5 }) } } },
      /is neither assign .* nor raise at once/,
    ],
    ['by a name of nobody', { on: { start: { actions: 'unheard' } } }, /the action unheard is neither/],
    ['under conditions put together', { on: { start: { guard: and(['a', 'b']) } } }, /is no plain function/],
    [
      'under a condition of nobody',
      { on: { start: { guard: 'unheard' } } },
      /the condition unheard is no plain function/,
    ],
  ])('%s', (_, state, words) => {
    const machine = createMachine({ initial: 'follower', states: { follower: state } } as never);
    expect(() => transitionOf(machine as unknown as RaftMachine)).toThrow(words);
  });
});

test('rules that do not come to rest are told', () => {
  const again = { always: { actions: assign(() => ({})) } };
  const machine = createMachine({
    initial: 'follower',
    states: { follower: again },
    options: { maxIterations: 7 },
  } as never);
  const endless = transitionOf(machine as unknown as RaftMachine);
  expect(() => endless({ value: 'follower', context }, { type: 'start' })).toThrow(/more than 7 of them in a row/);
});
