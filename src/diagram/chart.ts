// Room src/diagram. Any machine of xstate as Mermaid, SVG, DOT and JSON.
// What may be touched here: how a chart is laid out and drawn. The same chart gives the same picture, byte for byte.

/** An xstate machine as plain data: what every picture of it is drawn from. Any machine of xstate 5, not only Raft's. */

/** A state, or the machine itself, which is the root. */
export interface ChartState {
  /** The path from the root, with dots; empty: the root. */
  readonly id: string;
  /** Its own name. */
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** null: the root. */
  readonly parent: string | null;
  /** The state in which it begins; null: it has none inside. */
  readonly initial: string | null;
  readonly description: string;
  /** Actions on entering and leaving it, and actors that live while it does. */
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invoke: readonly string[];
}

/** A transition. */
export interface ChartTransition {
  /** The source, the event and its place among the transitions of both, such as `follower.RequestVote.1`. */
  readonly id: string;
  readonly source: string;
  /** Empty: it changes no state. */
  readonly targets: readonly string[];
  /** What sets it off, in words: an event, `always`, `after 1000 ms`, `done`. */
  readonly event: string;
  /** Empty: none. */
  readonly guard: string;
  readonly actions: readonly string[];
  readonly description: string;
  /** The clauses that it cites in its `meta`. */
  readonly clauses: readonly string[];
  /** Does it leave its source and enter it again? */
  readonly reenters: boolean;
}

export interface Chart {
  readonly name: string;
  /** The root first, then in document order. */
  readonly states: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

/** What is read of a machine. xstate's own types differ between its versions; a machine may come with its own copy of xstate. */
interface MachineLike {
  readonly id: string;
  readonly root: NodeLike;
}

interface NodeLike {
  /** Unique in the machine. */
  readonly id: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly type: ChartState['kind'];
  readonly parent?: NodeLike;
  readonly initial?: { readonly target?: readonly NodeLike[] };
  readonly states: Readonly<Record<string, NodeLike>>;
  readonly description?: string;
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
  readonly invoke: readonly { readonly src?: unknown; readonly id: string }[];
  readonly transitions: ReadonlyMap<string, readonly TransitionLike[]>;
  readonly always?: readonly TransitionLike[];
}

interface TransitionLike {
  readonly eventType: string;
  readonly source: NodeLike;
  readonly target?: readonly NodeLike[];
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
  readonly description?: string;
  readonly meta?: { readonly clauses?: unknown };
  readonly reenter: boolean;
}

/** Is it a machine of xstate 5? */
export const isMachine = (value: unknown): value is MachineLike => {
  const { root, id } = (value ?? {}) as Partial<MachineLike>;
  return typeof id === 'string' && root?.transitions instanceof Map && Array.isArray(root.path);
};

/** Reads a machine. Nothing in it is run. */
export const chartOf = (machine: unknown): Chart => {
  if (!isMachine(machine)) throw new Error('this is no machine of xstate 5');
  const nodes = withinOf(machine.root);
  return {
    name: machine.id,
    states: nodes.map(stateOf),
    transitions: nodes.flatMap((node) =>
      transitionsOf(node).map(({ id, transition }) => chartTransition(id, transition)),
    ),
  };
};

/** The ids of the transitions of a machine, by the objects that xstate selects when it takes them. */
export const transitionIds = (machine: unknown): ReadonlyMap<unknown, string> =>
  new Map(
    isMachine(machine)
      ? withinOf(machine.root).flatMap((node) => transitionsOf(node).map(({ id, transition }) => [transition, id]))
      : [],
  );

const withinOf = (node: NodeLike): readonly NodeLike[] => [node, ...Object.values(node.states).flatMap(withinOf)];

/** Dots stand between the parts of the path; one within a part is marked. */
const idOf = ({ path }: NodeLike): string => path.map((part) => part.replaceAll(/[.\\]/g, String.raw`\$&`)).join('.');

const stateOf = (node: NodeLike): ChartState => {
  const initial = node.type === 'compound' ? node.initial?.target?.[0] : undefined;
  return {
    id: idOf(node),
    name: node.key,
    kind: node.type,
    parent: node.parent ? idOf(node.parent) : null,
    initial: initial ? idOf(initial) : null,
    description: node.description ?? '',
    entry: node.entry.flatMap(actionText),
    exit: node.exit.flatMap(actionText),
    invoke: node.invoke.map(({ id }) => actorText(node, id)),
  };
};

/** The transitions of a node, each with its id: those without an event first, since they are asked after every other. */
const transitionsOf = (node: NodeLike): readonly { readonly id: string; readonly transition: TransitionLike }[] => {
  const prefix = node.path.length === 0 ? '' : `${idOf(node)}.`;
  const always = (node.always ?? []).map((transition, place) => ({ id: `${prefix}always.${place}`, transition }));
  const byEvent = [...node.transitions].flatMap(([event, transitions]) =>
    transitions.map((transition, place) => ({ id: `${prefix}${event}.${place}`, transition })),
  );
  return [...always, ...byEvent];
};

const chartTransition = (id: string, transition: TransitionLike): ChartTransition => {
  const { source, target = [], guard, actions, description = '', meta, reenter } = transition;
  const cited: unknown = meta?.clauses;
  return {
    id,
    source: idOf(source),
    targets: target.map(idOf),
    event: eventText(transition),
    guard: guardText(guard),
    actions: actions.flatMap(actionText),
    description,
    clauses: Array.isArray(cited) ? cited.filter((clause) => typeof clause === 'string') : [],
    reenters: reenter,
  };
};

/** xstate names the events of its own making by what they are about. */
const eventText = ({ eventType, source }: TransitionLike): string => {
  if (eventType === '') return 'always';
  if (eventType === '*') return 'any event';
  const after = /^xstate\.after\.(.+)$/.exec(eventType)?.[1];
  if (after !== undefined)
    return delayText(
      after,
      withinOf(source).map((node) => node.id),
    );
  const [, what, of] = /^xstate\.(done|error|snapshot)\.(?:state\.|actor\.)?(.+)$/.exec(eventType) ?? [];
  if (what === undefined || of === undefined) return eventType;
  return of === source.id ? what : `${what} ${actorText(source, of)}`;
};

/** An actor by its name; those without one are counted. */
const actorText = ({ invoke }: NodeLike, id: string): string => {
  const place = invoke.findIndex((actor) => actor.id === id);
  const actor = invoke[place];
  if (!actor) return id;
  const isNamed = !/^(?:\d+\.|xstate\.)/.test(actor.id);
  if (isNamed) return actor.id;
  return isName(actor.src) ? actor.src : `actor ${place + 1}`;
};

const isName = (src: unknown): src is string => typeof src === 'string' && !src.startsWith('xstate.');

/** `1000.light.green` is the delay, then the node's own id. */
const delayText = (after: string, ids: readonly string[]): string => {
  const owner = ids.find((id) => after.endsWith(`.${id}`)) ?? '';
  const delay = owner === '' ? after : after.slice(0, -owner.length - 1);
  return /^\d+(?:\.\d+)?$/.test(delay) ? `after ${delay} ms` : `after ${delay}`;
};

/** What a guard is called: by name, or as it is put together; a function without a name is `(function)`. */
const guardText = (guard: unknown): string => {
  if (guard === undefined || guard === null) return '';
  if (typeof guard === 'string') return guard;
  const { type, params, guards, stateValue, name } = guard as {
    readonly type?: unknown;
    readonly params?: unknown;
    readonly guards?: readonly unknown[];
    readonly stateValue?: unknown;
    readonly name?: string;
  };
  if (typeof type === 'string') return params === undefined ? type : `${type} ${valueText(params)}`;
  if (stateValue !== undefined) return `in ${typeof stateValue === 'string' ? stateValue : JSON.stringify(stateValue)}`;
  if (guards) return combine(name ?? '', guards.map(guardText));
  return nameOf(name);
};

const combine = (how: string, guards: readonly string[]): string => {
  if (how === 'not') return `not ${guards.join(' ')}`;
  return guards.map((guard) => (/ (?:and|or) /.test(guard) ? `(${guard})` : guard)).join(` ${how || 'and'} `);
};

/** Parameters as JSON; those that a function gives are not known. */
const valueText = (params: unknown): string => (typeof params === 'function' ? '(…)' : JSON.stringify(params));

/** What an action is called; a function that xstate made of `assign`, `raise` and the like by that. */
const actionText = (action: unknown): readonly string[] => {
  if (typeof action === 'string') return [action];
  if (isOfDelay(action)) return [];
  if (action === null || (typeof action !== 'object' && typeof action !== 'function')) return [];
  const { type, name } = action as { readonly type?: unknown; readonly name?: string };
  return [typeof type === 'string' ? type.replace(/^xstate\./, '') : nameOf(name)];
};

/** xstate times a delayed transition by actions of its own making; the transition tells it already. */
const isOfDelay = (action: unknown): boolean => {
  const { event, sendId } = (action ?? {}) as {
    readonly event?: { readonly type?: unknown };
    readonly sendId?: unknown;
  };
  return [event?.type, sendId].some((id) => typeof id === 'string' && id.startsWith('xstate.after.'));
};

/** A function that stands where it is used has the name of the field that it stands in, which tells nothing. */
const nameOf = (name = ''): string => (['', 'guard', 'actions', 'entry', 'exit'].includes(name) ? '(function)' : name);
