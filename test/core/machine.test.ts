import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClauseId, clauseIds } from '../../src/core/clauses.ts';
import { guards, machineEventOf, raftMachine } from '../../src/core/machine.ts';
import { figureMessages } from '../../src/core/messages.ts';
import type { Event, Role } from '../../src/core/types.ts';
import { visitsOf, walks } from './walk.ts';

/** A transition as it is written in the machine. */
interface Transition {
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly target?: unknown;
  readonly description?: unknown;
  readonly meta?: { readonly clauses?: readonly ClauseId[] };
}

interface State {
  readonly description?: unknown;
  readonly always?: OneOrMore<Transition>;
  readonly on?: Readonly<Record<string, OneOrMore<Transition>>>;
}

type OneOrMore<T> = T | readonly T[];

const root = raftMachine.config as unknown as State & { readonly states: Readonly<Record<Role, State>> };
const states = Object.entries(root.states) as [Role, State][];

const handled = (state: State): [string, Transition][] =>
  Object.entries(state.on ?? {}).flatMap(([event, transitions]) =>
    listOf(transitions).map((transition): [string, Transition] => [event, transition]),
  );

const transitions: readonly [string, Transition][] = [
  ...listOf(root.always).map((transition): [string, Transition] => ['always', transition]),
  ...states.flatMap(([role, state]) => [
    ...listOf(state.always).map((transition): [string, Transition] => [`${role} always`, transition]),
    ...handled(state).map(([event, transition]): [string, Transition] => [`${role} ${event}`, transition]),
  ]),
];

describe('the machine', () => {
  test('RS-C-2, RS-C-3, RS-F-2, RS-A-2: has the arrows of Figure 4, and no other', () => {
    const arrows = states.flatMap(([role, state]) =>
      [...listOf(state.always), ...handled(state).map(([, transition]) => transition)]
        .filter(({ target }) => target !== undefined && target !== role)
        .map(({ target }) => `${role} -> ${String(target)}`),
    );
    expect([...new Set(arrows)].sort()).toEqual([
      'candidate -> follower',
      'candidate -> leader',
      'follower -> candidate',
      'leader -> follower',
    ]);
    expect(raftMachine.config.initial).toBe('follower');
  });

  test.each(transitions)('ST-8: %s says what it does, by name, and which clauses it follows', (_, transition) => {
    const { guard, actions, description, meta } = transition;
    const names = [...listOf(guard), ...listOf(actions)];
    expect(names.filter((name) => typeof name !== 'string')).toEqual([]);
    expect(description).toEqual(expect.stringMatching(/^[A-Z].{5,}/));
    expect(meta?.clauses?.length).toBeGreaterThan(0);
    expect((meta?.clauses ?? []).filter((id) => !clauseIds.includes(id))).toEqual([]);
  });

  test('ST-8: uses every guard and every action that it has, and has every one that it uses', () => {
    const used = (of: (transition: Transition) => unknown) =>
      [...new Set(transitions.flatMap(([, transition]) => listOf(of(transition))))].sort();
    expect(used(({ guard }) => guard)).toEqual(Object.keys(raftMachine.implementations.guards).sort());
    expect(used(({ actions }) => actions)).toEqual(Object.keys(raftMachine.implementations.actions).sort());
    expect(Object.keys(guards).sort()).toEqual(Object.keys(raftMachine.implementations.guards).sort());
  });

  test('RS-F-1: lets every role hear every message', () => {
    const messages = Object.keys(figureMessages);
    for (const [role, state] of states) {
      const heard = handled(state).map(([event]) => event);
      expect(
        messages.filter((name) => !heard.includes(name)),
        role,
      ).toEqual([]);
    }
  });

  test('RS-A-2: lets a newer term come first, in every role and for every message', () => {
    for (const [, state] of states) {
      for (const [event, all] of Object.entries(state.on ?? {})) {
        if (!/^[A-Z]/.test(event)) continue;
        expect(listOf(all)[0]).toMatchObject({ guard: 'hasNewerTerm', target: 'follower' });
      }
    }
  });

  test('ST-9: knows no time and starts nothing', () => {
    expect(JSON.stringify(raftMachine.config)).not.toMatch(/"(after|invoke|spawn|delay|entry|exit)"/);
    expect(raftMachine.implementations.delays).toEqual({});
    expect(raftMachine.implementations.actors).toEqual({});
  });
});

describe('the clauses that a step names', () => {
  test('ST-8: are among those that the transitions for its event cite', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk)) {
          const cited = clausesFor(before.role, event);
          expect(after.fired.filter((id) => !cited.has(id))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the role', () => {
  test('RS-A-2, RS-C-2: is written by no rule', () => {
    const folder = new URL('../../src/core/rules/', import.meta.url);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(5);
    const writes = files.filter((file) =>
      /\brole\b\s*[:=]|\brole\b\s*,/.test(readFileSync(new URL(file, folder), 'utf8')),
    );
    expect(writes).toEqual([]);
  });
});

/** What a step may cite: its event in its role and, handled again, as a follower; what follows by itself; and the write. */
function clausesFor(role: Role, event: Event): ReadonlySet<ClauseId> {
  const { type } = machineEventOf(event);
  const possible = transitions.filter(([when]) => {
    return when.endsWith('always') || when === `${role} ${type}` || when === `follower ${type}`;
  });
  return new Set([...possible.flatMap(([, { meta }]) => meta?.clauses ?? []), 'ST-8']);
}

function listOf<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
