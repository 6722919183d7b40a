/**
 * Pages woven in one order and in another: the machine is the same, but for the order in which the rules that several pages have added
 * to one transition are applied, which is that of the pages.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extensionIds, extensions } from '../../../src/core/extensions/index.ts';
import { type Extension, type Transition, weave } from '../../../src/core/extensions/weave.ts';
import type { RaftMachine } from '../../../src/core/machine.ts';
import { withoutEffects } from '../../../src/core/outcome.ts';
import type { Effect, ExtensionId, Step } from '../../../src/core/types.ts';
import { visitsOf, walks } from '../walk.ts';

type Several = Transition | readonly Transition[] | undefined;

interface Shape {
  readonly always?: Several;
  readonly states: Readonly<
    Record<string, { readonly always?: Several; readonly on: Readonly<Record<string, Several>> }>
  >;
}

/** The first action is the transition's own; what pages have added stands behind it, in whatever order. */
const told = ({ guard, target, actions = [], meta }: Transition): string => {
  const [own = '', ...added] = [actions].flat();
  return [guard ?? '', target ?? '', own, ...added.sort(), '|', ...[...meta.clauses].sort()].join(' ');
};

const listOf = (several: Several): readonly string[] => ([several ?? []].flat() as readonly Transition[]).map(told);

/** By role and event, its transitions in the order in which they are tried. */
const shapeOf = ({ config }: RaftMachine): Readonly<Record<string, readonly string[]>> => {
  const { always, states } = config as unknown as Shape;
  const rows = Object.entries(states).flatMap(([role, state]) => [
    [`${role} always`, listOf(state.always)] as const,
    ...Object.entries(state.on).map(([event, answers]) => [`${role} ${event}`, listOf(answers)] as const),
  ]);
  return Object.fromEntries([['always', listOf(always)] as const, ...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const ordersOf = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((first) => ordersOf(list.filter((other) => other !== first)).map((rest) => [first, ...rest]));

const subsets = (size: number, from: readonly ExtensionId[] = extensionIds): readonly (readonly ExtensionId[])[] =>
  size === 0
    ? [[]]
    : from.flatMap((first, place) => subsets(size - 1, from.slice(place + 1)).map((rest) => [first, ...rest]));

/** How the machines of the other orders differ from that of the first; empty: not at all. */
const differencesIn = (pages: readonly Extension[]): readonly string[] => {
  const [first, ...others] = ordersOf(pages).map((order) => shapeOf(weave(order).machine));
  return others.flatMap((other) =>
    Object.keys({ ...first, ...other }).filter((place) => first?.[place]?.join() !== other[place]?.join()),
  );
};

describe('in whatever order they are woven', () => {
  test.each(extensionIds)('%s and any other page make the same machine', (page) => {
    for (const pair of subsets(2).filter(([first]) => first === page))
      expect([pair, differencesIn(pair.map((id) => extensions[id]))]).toEqual([pair, []]);
  });

  test.each(extensionIds)('%s and any two other pages make the same machine', (page) => {
    for (const triple of subsets(3).filter(([first]) => first === page))
      expect([triple, differencesIn(triple.map((id) => extensions[id]))]).toEqual([triple, []]);
  });

  test('two pages that answer one event before each other do not, and that is seen', () => {
    const cited = { description: 'Something happens', meta: { clauses: ['NO-1'] } } as const;
    const rival = (id: ExtensionId, guard: string, action: string): Extension => ({
      id,
      messages: {},
      roles: {},
      replaces: [],
      initial: extensions[id].initial,
      guards: { [guard]: () => true },
      actions: { [action]: withoutEffects },
      before: { leader: { clientCommand: { guard, actions: action, ...cited } } },
    });
    expect(differencesIn([rival('no-op', 'mayOne', 'one'), rival('pre-vote', 'mayOther', 'other')])).toEqual([
      'leader clientCommand',
    ]);
  });
});

/** The same effects; writes keep their order, and every message the writes that come before it. */
const essence = ({ server, effects, fired }: Step) => ({
  server: { ...server, extensions: sorted(Object.entries(server.extensions ?? {})) },
  effects: sorted(effects.filter(({ type }) => type !== 'persist')),
  writes: effects.filter(({ type }): boolean => type === 'persist'),
  unwritten: sorted(effects.slice(0, effects.findIndex(({ type }) => type === 'persist') + 1).filter(isSend)),
  fired: [...fired].sort(),
});

const isSend = ({ type }: Effect): boolean => type === 'send';

const sorted = (list: readonly unknown[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort();

describe('a step of all pages', () => {
  const inOrder = weave(extensionIds.map((id) => extensions[id]));
  const reversed = weave(extensionIds.toReversed().map((id) => extensions[id]));

  test('is the same if they are woven the other way round', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk, inOrder))
          expect(essence(reversed.step(before, event))).toEqual(essence(after));
      }),
      { numRuns: 15 },
    );
  });
});
