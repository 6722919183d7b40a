/** Reads a machine of xstate 5 into a chart. Nothing of the machine is run. */
import type {
  Chart,
  ChartActor,
  ChartDefinitions,
  ChartDelay,
  ChartHistory,
  ChartState,
  ChartTransition,
  TransitionKind,
} from './chart.ts';
import { describeFields, plainOf } from './plain.ts';
import { readAction, readGuard } from './wiring.ts';

/** What is read of a machine. xstate's own types differ between its versions; a machine may come with its own copy of xstate. */
interface MachineLike {
  readonly id: string;
  readonly root: NodeLike;
  readonly implementations?: Readonly<
    Partial<Record<'guards' | 'actions' | 'delays', Readonly<Record<string, unknown>>>>
  >;
}

interface NodeLike {
  /** Unique in the machine. */
  readonly id: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly type: ChartState['kind'];
  readonly parent?: NodeLike;
  readonly config: { readonly after?: Readonly<Record<string, unknown>>; readonly target?: unknown };
  readonly initial?: InitialLike;
  readonly history?: unknown;
  readonly states: Readonly<Record<string, NodeLike>>;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
  readonly invoke: readonly ActorLike[];
  readonly output?: unknown;
  readonly meta?: unknown;
  readonly transitions: ReadonlyMap<string, readonly TransitionLike[]>;
  readonly always?: readonly TransitionLike[];
}

interface ActorLike {
  readonly id: string;
  readonly src?: unknown;
  readonly input?: unknown;
  readonly systemId?: string;
}

interface InitialLike {
  readonly target?: readonly NodeLike[];
  readonly actions: readonly unknown[];
  readonly description?: string;
  readonly meta?: unknown;
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
  readonly delay?: number | string;
}

/** A transition among those of its source and event, of which the first whose guard holds is taken. */
interface Alternative {
  readonly id: string;
  readonly transition: TransitionLike;
  readonly place: number;
  readonly among: readonly TransitionLike[];
}

/** Is it a machine of xstate 5? */
export const isMachine = (value: unknown): value is MachineLike => {
  const { root, id } = (value ?? {}) as Partial<MachineLike>;
  return typeof id === 'string' && root?.transitions instanceof Map && Array.isArray(root.path);
};

/**
 * The machine as a chart.
 *
 * @throws Error when it is no machine of xstate 5.
 */
export const chartOf = (machine: unknown): Chart => {
  if (!isMachine(machine)) throw new Error('this is no machine of xstate 5');
  const nodes = withinOf(machine.root);
  return {
    name: machine.id,
    definitions: definitionsOf(machine),
    states: nodes.map((node) => stateOf(node, machine.root)),
    transitions: nodes.flatMap((node) => alternativesOf(node).map(chartTransition)),
  };
};

/** The ids of the transitions of a machine, by the objects that xstate selects when it takes them. */
export const transitionIds = (machine: unknown): ReadonlyMap<unknown, string> =>
  new Map(
    isMachine(machine)
      ? withinOf(machine.root).flatMap((node) => alternativesOf(node).map(({ id, transition }) => [transition, id]))
      : [],
  );

const withinOf = (node: NodeLike): readonly NodeLike[] => [node, ...Object.values(node.states).flatMap(withinOf)];

/** Dots stand between the parts of the path; one within a part is marked, and so is a part that is empty. */
const idOf = ({ path }: NodeLike): string =>
  path.map((part) => (part === '' ? '\\' : part.replaceAll(/[.\\]/g, String.raw`\$&`))).join('.');

/** What names stand for that is more than a function: an action of xstate's own, a guard put together from others, a delay. */
const definitionsOf = ({
  implementations: { guards = {}, actions = {}, delays = {} } = {},
}: MachineLike): ChartDefinitions => ({
  guards: pick(guards, (guard) => {
    const read = readGuard(guard);
    return read === null || (typeof read === 'object' && 'function' in read) ? undefined : read;
  }),
  actions: pick(actions, (action) => {
    const read = readAction(action);
    return typeof read === 'object' && 'type' in read ? read : undefined;
  }),
  delays: pick(delays, (delay) => {
    if (typeof delay === 'function') return { function: delay.name };
    return typeof delay === 'number' && Number.isFinite(delay) ? delay : undefined;
  }),
});

const pick = <T>(named: Readonly<Record<string, unknown>>, read: (value: unknown) => T | undefined) =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, value]): [string, T][] => {
      const found = read(value);
      return found === undefined ? [] : [[name, found]];
    }),
  );

const stateOf = (node: NodeLike, root: NodeLike): ChartState => {
  const { type, initial, meta, output } = node;
  const [target] = initial?.target ?? [];
  const delays = delaysOf(node);
  return {
    id: idOf(node),
    uid: node.id,
    name: node.key,
    kind: type,
    parent: node.parent ? idOf(node.parent) : null,
    initial:
      type === 'compound' && initial && target
        ? {
            target: idOf(target),
            actions: initial.actions.map(readAction),
            description: initial.description ?? '',
            meta: plainOf(initial.meta),
          }
        : null,
    history: type === 'history' ? historyOf(node, root) : null,
    description: node.description ?? '',
    tags: node.tags,
    // xstate times a delayed transition by actions of its own making, the last ones
    entry: node.entry.slice(0, node.entry.length - delays.length).map(readAction),
    exit: node.exit.slice(0, node.exit.length - delays.length).map(readAction),
    delays,
    invoke: node.invoke.map((actor) => actorOf(node, actor)),
    ...describeFields({ output }),
    meta: plainOf(meta),
  };
};

const delaysOf = ({ id, config: { after = {} } }: NodeLike): readonly ChartDelay[] =>
  Object.keys(after).map((key) => {
    const delay = delayOf(key);
    return { delay, event: `xstate.after.${delay}.${id}` };
  });

/** What xstate takes for a number is one of milliseconds; JSON has none that never comes. */
const delayOf = (key: string): number | string => (Number.isFinite(Number(key)) ? Number(key) : key);

const actorOf = (node: NodeLike, actor: ActorLike): ChartActor => {
  const { id, src, input, systemId } = actor;
  return { id, src: String(src), name: actorName(node, id), ...describeFields({ input, systemId }) };
};

const historyOf = (node: NodeLike, root: NodeLike): ChartHistory => {
  const depth = node.history === 'deep' ? 'deep' : 'shallow';
  const { parent, config } = node;
  const given = config.target === undefined || config.target === '' ? [] : [config.target].flat();
  if (given.length > 0) {
    return { depth, targets: given.map((target) => idOf(resolve(target, parent ?? root, root))), isBeginning: false };
  }
  const targets = parent?.type === 'parallel' ? [parent] : (parent?.initial?.target ?? []);
  return { depth, targets: targets.map(idOf), isBeginning: true };
};

/** The state that a target is, as xstate finds it: from the state that has this id, or from the one around. */
const resolve = (target: unknown, from: NodeLike, root: NodeLike): NodeLike => {
  if (typeof target !== 'string') return target as NodeLike;
  const keys = [...target.matchAll(/((?:\\.|[^.\\])*)(?:\.|$)/gsu)].map(([, key = '']) =>
    key.replaceAll(/\\(.)/gs, '$1'),
  );
  const [first = ''] = keys;
  if (!first.startsWith('#')) return descend(from, keys);
  const owner = withinOf(root).find(({ id }) => id === target.slice(1) || id === first.slice(1));
  return owner ? descend(owner, owner.id === target.slice(1) ? [] : keys.slice(1)) : from;
};

const descend = (from: NodeLike, keys: readonly string[]): NodeLike => {
  const [key = '', ...rest] = keys;
  // an empty key ends the way
  const next = key === '' ? undefined : from.states[key];
  return next ? descend(next, rest) : from;
};

/** The transitions of a node: those without an event first, since they are asked after every other. */
const alternativesOf = (node: NodeLike): readonly Alternative[] => {
  const prefix = node.path.length === 0 ? '' : `${idOf(node)}.`;
  const lists: readonly (readonly [string, readonly TransitionLike[]])[] = [
    ['always', node.always ?? []],
    ...node.transitions,
  ];
  return lists.flatMap(([event, among]) =>
    among.map((transition, place) => ({ id: `${prefix}${event}.${place}`, transition, place, among })),
  );
};

const ROUTE = 'xstate.route';

const chartTransition = ({ id, transition, place, among }: Alternative): ChartTransition => {
  const { source, target = [], actions, description = '', meta, reenter, eventType } = transition;
  const cited: unknown = meta?.clauses;
  const common = {
    id,
    source: idOf(source),
    targets: target.map(idOf),
    kind: kindOf(transition),
    event: eventText(transition),
    descriptor: eventType,
    actions: actions.map(readAction),
    description,
    clauses: Array.isArray(cited) ? cited.filter((clause) => typeof clause === 'string') : [],
    meta: plainOf(meta),
    reenters: reenter,
  };
  const guard = readGuard(transition.guard);
  // a route asks by a guard of its own whether it is meant, then by the one that was given
  if (eventType === ROUTE) {
    const given = guard !== null && typeof guard === 'object' && 'and' in guard ? (guard.and[1] ?? null) : null;
    return { ...common, to: `#${target[0]?.id ?? ''}`, place: 1, alternatives: 1, isShadowed: false, guard: given };
  }
  const isShadowed = among.slice(0, place).some((earlier) => earlier.guard === undefined || earlier.guard === null);
  return { ...common, place: place + 1, alternatives: among.length, isShadowed, guard };
};

const kindOf = ({ source, target = [], actions, reenter }: TransitionLike): TransitionKind => {
  if (target.length === 0) return actions.length === 0 ? 'forbidden' : 'handled';
  if (!target.every((node) => isWithin(node, source))) return 'leads';
  if (reenter) return 'reenters';
  if (!target.every((node) => node === source)) return 'within';
  return source.type === 'compound' || source.type === 'parallel' ? 'resets' : 'stays';
};

const isWithin = (node: NodeLike | undefined, around: NodeLike): boolean =>
  node !== undefined && (node === around || isWithin(node.parent, around));

/** xstate names the events of its own making by what they are about. */
const eventText = ({ eventType, source, delay, target = [] }: TransitionLike): string => {
  if (eventType === '') return 'always';
  if (eventType === '*') return 'any event';
  if (delay !== undefined) return typeof delay === 'number' ? `after ${delay} ms` : `after ${delay}`;
  if (eventType === ROUTE) return `route to #${target[0]?.id ?? ''}`;
  const state = /^xstate\.done\.state\.(.+)$/.exec(eventType)?.[1];
  if (state !== undefined) return state === source.id ? 'done' : `done ${state}`;
  const [, what, actor] = /^xstate\.(done|error|snapshot)\.(?:actor\.)?(.+)$/.exec(eventType) ?? [];
  return what === undefined || actor === undefined ? eventType : `${what} ${actorName(source, actor)}`;
};

/** An actor by its name; those without one by what they run, or counted. */
const actorName = ({ invoke, id: node }: NodeLike, id: string): string => {
  const place = invoke.findIndex((actor) => actor.id === id);
  const actor = invoke[place];
  if (!actor || actor.id !== `${place}.${node}`) return id;
  const isAlone = invoke.filter(({ src }) => src === actor.src).length === 1;
  const { src } = actor;
  return typeof src === 'string' && !src.startsWith('xstate.') && isAlone ? src : `actor ${place + 1}`;
};
