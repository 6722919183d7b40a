/**
 * What a machine does with an event, read from the machine once: its transitions by role and event, each with its condition and
 * its rules at hand.
 *
 * xstate's own `transition()` finds that anew at each call, among nested states, history and actors, of which a machine of a
 * server has none; it takes several times as long as the rules themselves. A test holds that both give the same.
 */

import type { Context, MachineEvent, RaftMachine } from './machine.ts';
import type { Role } from './types.ts';

/** Where a server is in its machine, and what has come of the event by now. */
export interface Standing {
  readonly value: Role;
  readonly context: Context;
}

interface Scene {
  readonly context: Context;
  readonly event: MachineEvent;
}

type Condition = (scene: Scene) => boolean;

/** What xstate makes of `assign` and of `raise`: functions with what they were given beside them. */
interface Action {
  readonly type?: unknown;
  readonly assignment?: unknown;
  readonly event?: unknown;
  readonly delay?: unknown;
}

/** One of the two that a rule may be. */
type Act =
  | { readonly assignment: (scene: Scene) => Partial<Context> }
  | { readonly raised: (scene: Scene) => MachineEvent };

interface Row {
  /** undefined: it is always taken. */
  readonly guard: Condition | undefined;
  /** undefined: the role stays. */
  readonly target: Role | undefined;
  readonly acts: readonly Act[];
  /** Does it change the context? */
  readonly assigns: boolean;
}

/** The transitions out of one role, those of the whole machine last. */
interface Rows {
  readonly on: ReadonlyMap<string, readonly Row[]>;
  /** Those without an event. */
  readonly always: readonly Row[];
}

/** A state of a machine, as far as it is read here. */
interface Node {
  readonly key: string;
  readonly type: string;
  readonly transitions: ReadonlyMap<string, readonly Definition[]>;
  readonly always?: readonly Definition[];
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
  readonly invoke: readonly unknown[];
}

interface Definition {
  readonly guard?: unknown;
  readonly target?: readonly Node[];
  readonly actions: readonly unknown[];
}

type Named = Readonly<Record<string, unknown>>;

/**
 * What the machine does, as a function.
 *
 * @throws Error when the machine has something that its transitions do not tell, such as an action on entry, or one that is
 * neither `assign` nor `raise`.
 */
export const transitionOf = (machine: RaftMachine): ((before: Standing, event: MachineEvent) => Standing) => {
  const rows = rowsOf(machine);
  const limit = (machine.options as { readonly maxIterations?: number } | undefined)?.maxIterations ?? Infinity;
  return (before, event) => {
    const run = new Run(rows, before);
    run.answer(event);
    run.settle(limit);
    return run.standing;
  };
};

/** An event, what it raises, and what follows without an event, until nothing more does. */
class Run {
  standing: Standing;
  readonly #rows: ReadonlyMap<Role, Rows>;
  readonly #raised: MachineEvent[] = [];
  /** Conditions and rules see the last event, also where they need none. */
  #event: MachineEvent | undefined;

  constructor(rows: ReadonlyMap<Role, Rows>, before: Standing) {
    this.#rows = rows;
    this.standing = before;
  }

  answer(event: MachineEvent): void {
    this.#event = event;
    const row = this.#firstOf(this.#here.on.get(event.type));
    if (row) this.#take(row);
  }

  /** @throws Error when it takes more transitions and events than the machine allows. */
  settle(limit: number): void {
    let mayGoOn = true;
    for (let count = 1; ; count++) {
      if (count > limit)
        throw new Error(`the rules do not come to rest: there are more than ${limit} of them in a row`);
      const row = mayGoOn ? this.#firstOf(this.#here.always) : undefined;
      if (row) mayGoOn = this.#take(row);
      else {
        const next = this.#raised.shift();
        if (!next) return;
        this.answer(next);
        mayGoOn = true;
      }
    }
  }

  get #here(): Rows {
    const rows = this.#rows.get(this.standing.value);
    if (!rows) throw new Error(`the machine has no role ${this.standing.value}`);
    return rows;
  }

  get #scene(): Scene {
    return { context: this.standing.context, event: this.#event as MachineEvent };
  }

  #firstOf(rows: readonly Row[] | undefined): Row | undefined {
    if (!rows) return undefined;
    const scene = this.#scene;
    for (const row of rows) if (row.guard === undefined || row.guard(scene)) return row;
    return undefined;
  }

  /** @returns whether something is other than before. */
  #take({ target, acts, assigns }: Row): boolean {
    const { value } = this.standing;
    for (const act of acts) {
      const scene = this.#scene;
      if ('raised' in act) this.#raised.push(act.raised(scene));
      else {
        const given = act.assignment(scene);
        if (given !== scene.context) this.standing = { value, context: { ...scene.context, ...given } };
      }
    }
    const isMoved = target !== undefined && target !== value;
    if (isMoved) this.standing = { value: target, context: this.standing.context };
    return assigns || isMoved;
  }
}

const rowsOf = (machine: RaftMachine): ReadonlyMap<Role, Rows> => {
  const { guards, actions } = machine.implementations as unknown as { readonly guards: Named; readonly actions: Named };
  const rowOf = ({ guard, target, actions: names }: Definition): Row => {
    const acts = names.map((name) => actOf(typeof name === 'string' ? actions[name] : name, name));
    return {
      guard: guard === undefined ? undefined : conditionOf(typeof guard === 'string' ? guards[guard] : guard, guard),
      target: target?.[0]?.key as Role | undefined,
      acts,
      assigns: acts.some((act) => 'assignment' in act),
    };
  };
  const root = machine.root as unknown as Node;
  expectPlain(root, 'compound');
  const shared = (root.always ?? []).map(rowOf);
  return new Map(
    Object.values(machine.states as unknown as Readonly<Record<Role, Node>>).map((state) => {
      expectPlain(state, 'atomic');
      const events = new Set([...state.transitions.keys(), ...root.transitions.keys()]);
      const on = [...events].map((event) => {
        const all = [...(state.transitions.get(event) ?? []), ...(root.transitions.get(event) ?? [])];
        return [event, all.map(rowOf)] as const;
      });
      return [state.key as Role, { on: new Map(on), always: [...(state.always ?? []).map(rowOf), ...shared] }];
    }),
  );
};

const expectPlain = ({ key, type, entry, exit, invoke, transitions }: Node, expected: string): void => {
  const patterns = [...transitions.keys()].filter((event) => event.endsWith('*'));
  if (type === expected && entry.length + exit.length + invoke.length + patterns.length === 0) return;
  throw new Error(
    `the state ${key} does more than its transitions say: a role is atomic and only answers events by name`,
  );
};

const conditionOf = (guard: unknown, name: unknown): Condition => {
  if (typeof guard === 'function' && !('check' in guard)) return guard as Condition; // xstate's own have a check
  throw new Error(`the condition ${typeof name === 'string' ? name : ''} is no plain function`);
};

const actOf = (action: unknown, name: unknown): Act => {
  const { type, assignment, event, delay } = (action ?? {}) as Action;
  if (type === 'xstate.assign' && typeof assignment === 'function')
    return { assignment: assignment as (scene: Scene) => Partial<Context> };
  if (type === 'xstate.raise' && delay === undefined)
    return {
      raised: typeof event === 'function' ? (event as (scene: Scene) => MachineEvent) : () => event as MachineEvent,
    };
  throw new Error(
    `the action ${typeof name === 'string' ? name : ''} is neither assign by a function nor raise at once`,
  );
};
