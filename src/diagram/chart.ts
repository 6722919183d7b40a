// Room src/diagram. Any machine of xstate as Mermaid, SVG, DOT and JSON.
// What may be touched here: how a chart is laid out and drawn. The same chart gives the same picture, byte for byte.

/**
 * An xstate machine as plain data: what every picture of it is drawn from, and what `--format json` prints. Any machine of xstate 5,
 * not only Raft's. What it says is enough to move as the machine does, given the functions that it names.
 */

/** A value as JSON. What is no data in it, such as a function, is a text that says so. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** What says of its fields which of them a function computes when it is used; those are left out. */
export interface Computing {
  /** Absent: none. */
  readonly computed?: readonly string[];
}

/** A guard: by name, with parameters, put together from others, about the state that the machine is in, or a function. */
export type ChartGuard =
  | string
  | ({ readonly name: string; readonly params?: PlainValue } & Computing)
  | { readonly not: ChartGuard }
  | { readonly and: readonly ChartGuard[] }
  | { readonly or: readonly ChartGuard[] }
  | { readonly in: PlainValue }
  | ChartFunction;

/** A function that stands where it is used, with its own name, which may be empty or that of the field that it stands in. */
export interface ChartFunction {
  readonly function: string;
}

/**
 * An action: by name, with `params`, a function, or one that xstate makes, whose type begins with `xstate.` and whose fields are those
 * of xstate: `event`, `to`, `delay` in milliseconds or by name, `id`, `sendId`, `src`, `assignment`, and so on.
 */
export type ChartAction =
  | string
  | ({ readonly type: string; readonly [field: string]: PlainValue | undefined } & Computing)
  | ChartFunction;

/** An actor that lives while a state does. */
export interface ChartActor extends Computing {
  /** Unique in the machine: what `xstate.done.actor.` and the like are followed by. */
  readonly id: string;
  /** What it runs; `xstate.invoke.` and the rest: logic that stands where it is used. */
  readonly src: string;
  /** What it is called in words. */
  readonly name: string;
  readonly input?: PlainValue;
  readonly systemId?: string;
}

/** Where a state with others inside begins. */
export interface ChartBeginning {
  readonly target: string;
  /** What is done on the way. */
  readonly actions: readonly ChartAction[];
  readonly description: string;
  readonly meta: PlainValue;
}

/** What a history state leads to. */
export interface ChartHistory {
  /** Shallow: the child that was left last; deep: all that was left within. */
  readonly depth: 'shallow' | 'deep';
  /** Where it leads as long as there is no history. */
  readonly targets: readonly string[];
  /** Nobody said where: it is where its parent begins, and what is done on the way there is done. */
  readonly isBeginning: boolean;
}

/** A delay that runs from when a state is entered until it is left. */
export interface ChartDelay {
  /** In milliseconds, or the name of one. */
  readonly delay: number | string;
  /** The event that it raises. */
  readonly event: string;
}

/** A state, or the machine itself, which is the root. */
export interface ChartState extends Computing {
  /** The path from the root, with dots; empty: the root. */
  readonly id: string;
  /** What xstate calls it: what the event of its end is named after, and what is meant by a target that begins with `#`. */
  readonly uid: string;
  /** Its own name. */
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** null: the root. */
  readonly parent: string | null;
  /** null: there is no single state inside in which it begins. */
  readonly initial: ChartBeginning | null;
  /** null: it is no history state. */
  readonly history: ChartHistory | null;
  readonly description: string;
  readonly tags: readonly string[];
  /** Actions on entering and leaving it; on entering, its delays and its actors begin after them, in their order. */
  readonly entry: readonly ChartAction[];
  readonly exit: readonly ChartAction[];
  readonly delays: readonly ChartDelay[];
  readonly invoke: readonly ChartActor[];
  /** What is given when it is reached, of a final state, or of the root. Absent: nothing. */
  readonly output?: PlainValue;
  readonly meta: PlainValue;
}

/**
 * What a transition does to its source: `forbidden`, nothing at all, and no state around is asked; `handled`, no state changes;
 * `stays`, it names its own source, which has no states inside; `resets`, it names its own source, the states inside begin anew; `within`,
 * it leads to states inside of its source; `reenters`, the source is left and entered again; `leads`, elsewhere.
 */
export type TransitionKind = 'forbidden' | 'handled' | 'stays' | 'resets' | 'within' | 'reenters' | 'leads';

/** A transition. */
export interface ChartTransition {
  /** The source, the event and its place among the transitions of both, such as `follower.RequestVote.1`. */
  readonly id: string;
  readonly source: string;
  /** Empty: it changes no state. */
  readonly targets: readonly string[];
  readonly kind: TransitionKind;
  /** What sets it off, in words: an event, `always`, `after 1000 ms`, `done`. */
  readonly event: string;
  /** The same as xstate has it; empty: always. It may end in `.*`, or be `*`. */
  readonly descriptor: string;
  /** Of a route: the event has to say so in its field `to`. Absent: it is none. */
  readonly to?: string;
  /** Of those of one source and event, the first whose guard holds is taken; counted from 1. */
  readonly place: number;
  /** How many there are. */
  readonly alternatives: number;
  /** One before it has no guard: it is never taken. */
  readonly isShadowed: boolean;
  /** null: none. */
  readonly guard: ChartGuard | null;
  readonly actions: readonly ChartAction[];
  readonly description: string;
  /** The clauses that it cites in its `meta`. */
  readonly clauses: readonly string[];
  readonly meta: PlainValue;
  /** Does it ask to leave its source and enter it again? */
  readonly reenters: boolean;
}

/** What names stand for, where that is more than a function. */
export interface ChartDefinitions {
  readonly guards: Readonly<Record<string, ChartGuard>>;
  readonly actions: Readonly<Record<string, ChartAction>>;
  /** In milliseconds, or a function. */
  readonly delays: Readonly<Record<string, number | ChartFunction>>;
}

export interface Chart {
  readonly name: string;
  readonly definitions: ChartDefinitions;
  /** The root first, then in document order. */
  readonly states: readonly ChartState[];
  /** By source, in the order of the states. */
  readonly transitions: readonly ChartTransition[];
}
