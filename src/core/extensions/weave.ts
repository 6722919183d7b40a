/**
 * Weaves optional pages of the spec into a machine. The transitions of a page come before the figure's, its roles beside them,
 * and no rule of the figure is changed: a page has messages, roles, names and a state of its own.
 *
 * Where a page answers an event without a condition, the figure's own answer can no longer be taken. The page has to say which
 * of them it replaces; what it hides without a word, or claims to replace and does not, is a mistake that is named.
 */
import { createMachine } from 'xstate';
import { boxOf } from '../boxes.ts';
import { type ClauseId, clauseIds } from '../clauses.ts';
import { figureEvents, type LocalEventRows } from '../events.ts';
import { actionOf, guardOf, type MachineEvent, type RaftMachine, raftMachine, timersOf } from '../machine.ts';
import { figureMessages, type MessageRows } from '../messages.ts';
import type { Guard, Rule } from '../outcome.ts';
import { restart } from '../server.ts';
import { createStep, type StepFunction, step as shippedStep } from '../step.ts';
import type { Durable, ExtensionId, ExtensionStates, LocalEvent, Persist, Role, Server, TimerName } from '../types.ts';

/** A transition as it is written in a machine: a condition and what is done, by name, and the clauses that may act. */
export interface Transition {
  /** Absent: it is always taken, and no later one is. */
  readonly guard?: string;
  /** Absent: the role stays. */
  readonly target?: Role;
  /** The rules that are applied, one after the other. */
  readonly actions?: string | readonly string[];
  /** What happens, in words. */
  readonly description: string;
  /** What is known of it. */
  readonly meta: {
    /** The clauses that may act in it. */
    readonly clauses: readonly ClauseId[];
  };
}

/** By event, the transitions in the order in which they are tried. */
export type Answers = { readonly [E in MachineEvent['type']]?: Transition | readonly Transition[] };

/** A role as it is written in a machine. */
export interface RoleConfig {
  /** What the role is, in words. */
  readonly description: string;
  /** What happens by itself as soon as its condition holds. */
  readonly always?: Transition | readonly Transition[];
  /** What it answers to each event. */
  readonly on: Answers;
}

/** What a page adds to a transition of the figure or of another page. */
export interface Addition {
  /** The rules that are applied after its own, one after the other; before `handleAgain`, where that is its last. */
  readonly actions: string | readonly string[];
  /** The clauses that may act in them. */
  readonly clauses: readonly ClauseId[];
}

/** What a page puts into a machine. */
export interface Insertion {
  /** What it puts before the transitions of other roles. */
  readonly before?: Readonly<Partial<Record<Role, Answers>>>;
  /** What happens by itself in other roles as soon as its condition holds: before what happens so without the page. */
  readonly always?: Readonly<Partial<Record<Role, readonly Transition[]>>>;
  /** What it puts at the place of another transition, by the role, event and actions of that, as in `leader always begin`. */
  readonly instead?: Readonly<Record<string, Transition>>;
  /** What it adds to other transitions, by the role, event and first actions of those; several pages may add to one. */
  readonly adds?: Readonly<Record<string, Addition>>;
}

/** What a page puts into a machine that another page is woven into as well. */
export interface Together extends Insertion {
  /** Clauses of the page that no transition cites and that mean nothing without the other page, such as goals; absent: none. */
  readonly clauses?: readonly ClauseId[];
}

/** An optional page of the spec, as rules and wiring. */
export interface Extension extends Insertion {
  /** Which page it is. */
  readonly id: ExtensionId;
  /** Its own messages; the figure's keep their fields. */
  readonly messages: Partial<MessageRows>;
  /** Its own local events; the figure's keep their fields. Absent: it has none. */
  readonly events?: Partial<LocalEventRows>;
  /** Its own conditions, by names that the figure does not have. */
  readonly guards: Readonly<Record<string, Guard<never>>>;
  /** Its own rules, by names that the figure does not have. */
  readonly actions: Readonly<Record<string, Rule<never>>>;
  /** Its own roles. */
  readonly roles: Readonly<Partial<Record<Role, RoleConfig>>>;
  /** What it puts before the transitions of other roles; empty: nothing. */
  readonly before: Readonly<Partial<Record<Role, Answers>>>;
  /** What it puts into a machine that another page is woven into as well, before it or after it. */
  readonly beside?: Readonly<Partial<Record<ExtensionId, Together>>>;
  /** The transitions that can no longer be taken because of it: role, event and actions, as in `candidate start begin`. */
  readonly replaces: readonly string[];
  /** What a server knows of it that has just started. It is volatile; the page's own rules say when it is forgotten. */
  readonly initial: ExtensionStates[ExtensionId];
  /** The same where it depends on what is on the disk of the server, as it comes back from it; absent: it does not. */
  readonly comeBack?: (server: Server) => ExtensionStates[ExtensionId];
  /** What the server has to be told once a write of its own is done, if anything; absent: nothing ever. `server` as its step left it. */
  readonly afterWrite?: (server: Server, write: Persist) => LocalEvent | undefined;
}

/** A protocol with optional pages. */
export interface Woven {
  /** The figure's machine with the pages in it. */
  readonly machine: RaftMachine;
  /** One step of it. */
  readonly step: StepFunction;
  /** ST-9, and what the pages know at first. */
  readonly restart: (storage: Durable) => Server;
  /** The timers of each role. */
  readonly timersIn: (role: Role) => readonly TimerName[];
  /** What a driver has to tell a server once a write of one of its steps is done; `server` as that step left it. */
  readonly afterWrite: (server: Server, write: Persist) => readonly LocalEvent[];
  /** Which pages it has, in the order in which they were woven: the last one's transitions come first. */
  readonly extensions: readonly ExtensionId[];
  /**
   * The clauses that may act in a step: the figure's and the pages', without those whose every transition was replaced, and
   * without those that mean nothing but beside a page that is not woven in.
   */
  readonly clauses: readonly ClauseId[];
}

interface Config {
  readonly initial: string;
  readonly always?: Transition | readonly Transition[];
  readonly states: Readonly<Record<string, RoleConfig>>;
}

/**
 * The protocol of a machine with these pages.
 *
 * @throws Error when a page is not what it says: when it takes a name of the figure or of another page, uses one that nobody has,
 * answers what is never sent, brings a message that nobody answers, hides a transition that it does not claim to replace, or
 * claims to replace one that is still taken.
 *
 * @example
 * ```ts
 * import { createServer, durable, preVote, weave } from 'figure2';
 *
 * const { step, restart } = weave([preVote]);
 * const before = restart(durable(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] })));
 * const { server, fired } = step(before, { type: 'timeout', timer: 'election' });
 * console.log(server.role, server.currentTerm, fired.join(' ')); // preCandidate 0 PV-2 PV-3
 * ```
 */
export const weave = (extensions: readonly Extension[], figure: RaftMachine = raftMachine): Woven => {
  const ids: readonly string[] = extensions.map(({ id }) => id);
  const twice = extensions.find(({ id }, place) => ids.indexOf(id) < place);
  if (twice !== undefined) fail(twice, 'is woven twice');
  const messages = extensions.reduce(withMessages, figureMessages);
  extensions.reduce(withEvents, figureEvents);
  const machine = extensions.reduce(
    (before, page, place) => wovenInto(before, page, extensions.slice(0, place)),
    figure,
  );
  const initial = Object.fromEntries(extensions.map((page) => [page.id, page.initial]));
  const dependent = extensions.flatMap(({ id, comeBack }) => (comeBack ? [{ id, comeBack }] : []));
  const comeBack = (storage: Durable): Server => {
    const server: Server = { ...restart(storage), extensions: initial };
    if (dependent.length === 0) return server;
    const known = Object.fromEntries(dependent.map((page) => [page.id, page.comeBack(server)]));
    return { ...server, extensions: { ...initial, ...known } };
  };
  return {
    machine,
    step: machine === raftMachine ? shippedStep : createStep(machine, messages),
    restart: extensions.length === 0 ? restart : comeBack,
    timersIn: timersOf(machine),
    afterWrite: (server, write) => extensions.flatMap((page) => page.afterWrite?.(server, write) ?? []),
    extensions: extensions.map(({ id }) => id),
    clauses: clausesOf(extensions, figure, machine),
  };
};

const configOf = (machine: RaftMachine): Config => machine.config as unknown as Config;

const wovenInto = (machine: RaftMachine, page: Extension, earlier: readonly Extension[]): RaftMachine => {
  const { guards, actions } = machine.implementations;
  claim(page, 'role', page.roles, configOf(machine).states);
  claim(page, 'condition', page.guards, guards);
  claim(page, 'rule', page.actions, actions);
  const config = [
    ...earlier.map(({ id }) => page.beside?.[id] ?? {}),
    ...earlier.map(({ beside }) => beside?.[page.id] ?? {}),
  ].reduce((so, insertion) => withInsertion(so, page, insertion), withPage(configOf(machine), page));
  checkEvents(page, configOf(machine), config);
  const hidden = hiddenTransitions(config);
  const silently = hidden.filter((name) => !page.replaces.includes(name));
  if (silently.length > 0) fail(page, `hides ${silently.join(', ')}; say so in its replaces, or give it a condition`);
  const claimed = page.replaces.filter((name) => !hidden.includes(name));
  if (claimed.length > 0) fail(page, `replaces ${claimed.join(', ')}, which can still be taken or is not there`);
  const woven = {
    ...machine.implementations,
    guards: { ...guards, ...mapValues(page.guards, (guard) => guardOf(guard as Guard)) },
    actions: { ...actions, ...mapValues(page.actions, (rule) => actionOf(rule as Rule)) },
  };
  const named = transitionsOf(config).flatMap(({ transition: { guard, actions, target } }) => [
    ...listOf(target).filter((role) => !Object.hasOwn(config.states, role)),
    ...listOf(guard).filter((name) => !Object.hasOwn(woven.guards, name)),
    ...listOf(actions).filter((name) => !Object.hasOwn(woven.actions, name)),
  ]);
  if (named.length > 0) fail(page, `uses ${named.join(', ')}, which nobody defines`);
  return createMachine(withoutHidden(config) as never, woven as never) as unknown as RaftMachine;
};

const withMessages = (rows: Partial<MessageRows>, page: Extension): Partial<MessageRows> => {
  claim(page, 'message', page.messages, rows);
  return { ...rows, ...page.messages };
};

const withEvents = (rows: Partial<LocalEventRows>, page: Extension): Partial<LocalEventRows> => {
  const { events = {} } = page;
  claim(page, 'event', events, rows);
  return { ...rows, ...events };
};

/** A page answers what there is: events of the figure and of earlier pages, timers, and its own messages, all of them. */
const checkEvents = (page: Extension, before: Config, after: Config): void => {
  const own = [...Object.keys(page.messages), ...Object.keys(page.events ?? {})];
  const known = new Set([...eventsOf(before), ...own]);
  const answered = eventsOf(after);
  const strange = answered.filter((event) => !known.has(event) && !event.startsWith('timeout.'));
  if (strange.length > 0)
    fail(page, `answers ${strange.join(', ')}, which is neither an event nor one of its messages`);
  const unheard = own.filter((type) => !answered.includes(type));
  if (unheard.length > 0) fail(page, `brings ${unheard.join(', ')}, which no role answers`);
};

const eventsOf = ({ states }: Config): readonly string[] => [
  ...new Set(Object.values(states).flatMap(({ on }) => Object.keys(on))),
];

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

const claim = (page: Extension, what: string, own: object, taken: object): void => {
  const twice = Object.keys(own).filter((name) => Object.hasOwn(taken, name));
  if (twice.length > 0)
    fail(page, `has a ${what} ${twice.join(', ')} that is there already; give it a name of its own`);
};

const fail = ({ id }: Extension, sentence: string): never => {
  throw new Error(`the page ${id} ${sentence}`);
};

const withPage = (config: Config, page: Extension): Config => {
  const { states, ...rest } = withInsertion(config, page, page);
  return { ...rest, states: { ...states, ...page.roles } };
};

const withInsertion = (config: Config, page: Extension, insertion: Insertion): Config => {
  const { before = {}, always: byItself = {}, instead = {}, adds = {} } = insertion;
  checkPlaces(config, page, insertion);
  const added = Object.entries(adds);
  const at = (place: string, answers: Transition | readonly Transition[] | undefined): readonly Transition[] =>
    placesIn(place, answers).map((found) => {
      const additions = added.flatMap(([name, addition]) => (beginsWith(found, name) ? [addition] : []));
      return additions.reduce(withAddition, instead[nameOf(found)] ?? found.transition);
    });
  const states = Object.entries(config.states).map(([name, role]) => {
    const kept = Object.entries(role.on).map(([event, answers]) => [event, at(`${name} ${event}`, answers)] as const);
    const own = Object.entries(before[name as Role] ?? {}).map(([event, answers]) => {
      const later = kept.find(([its]) => its === event)?.[1] ?? [];
      return [event, putFirst(listOf(answers), later)] as const;
    });
    const always = putFirst(byItself[name as Role] ?? [], at(`${name} always`, role.always));
    return [
      name,
      { ...role, ...(always.length > 0 && { always }), on: Object.fromEntries([...kept, ...own]) },
    ] as const;
  });
  const always = config.always === undefined ? {} : { always: at('always', config.always) };
  return { ...config, ...always, states: Object.fromEntries(states) };
};

/** These before those. One that is among those already, where another page was put before it, is moved with what was added to it. */
const putFirst = (own: readonly Transition[], later: readonly Transition[]): readonly Transition[] => {
  const isSame = (one: Transition) => (other: Transition) =>
    one.guard === other.guard && one.description === other.description;
  const first = own.map((one) => later.find(isSame(one)) ?? one);
  return [...first, ...later.filter((other) => !first.includes(other))];
};

/** A page says where it puts something, and there has to be such a place. */
const checkPlaces = (config: Config, page: Extension, insertion: Insertion): void => {
  const { before = {}, always = {}, instead = {}, adds = {} } = insertion;
  const strange = Object.keys({ ...before, ...always }).filter((role) => !Object.hasOwn(config.states, role));
  if (strange.length > 0) fail(page, `puts transitions before ${strange.join(', ')}, which is no role`);
  const there = transitionsOf(config);
  const names = there.map(nameOf);
  const missing = Object.keys(instead).filter((name) => !names.includes(name));
  if (missing.length > 0) fail(page, `has something instead of ${missing.join(', ')}, which is not there`);
  const nowhere = Object.keys(adds).filter((name) => !there.some((found) => beginsWith(found, name)));
  if (nowhere.length > 0) fail(page, `adds something to ${nowhere.join(', ')}, which is not there`);
};

/** Is it the transition of this name, whatever pages have added to it? */
const beginsWith = (place: Place, name: string): boolean => `${nameOf(place)} `.startsWith(`${name} `);

const HANDLE_AGAIN = 'handleAgain';

const withAddition = (transition: Transition, { actions, clauses }: Addition): Transition => {
  const own = listOf(transition.actions);
  const again = own.at(-1) === HANDLE_AGAIN ? [HANDLE_AGAIN] : [];
  return {
    ...transition,
    actions: [...own.slice(0, own.length - again.length), ...listOf(actions), ...again],
    meta: { clauses: [...transition.meta.clauses, ...clauses.filter((id) => !transition.meta.clauses.includes(id))] },
  };
};

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
};

interface Place {
  /** Role and event, or `always`. */
  readonly place: string;
  readonly transition: Transition;
  /** Does another one, without a condition, come before it? */
  readonly isHidden: boolean;
}

const placesIn = (place: string, answers: Transition | readonly Transition[] | undefined): readonly Place[] => {
  const list = listOf(answers);
  const last = list.findIndex(({ guard }) => guard === undefined);
  return list.map((transition, rank) => ({ place, transition, isHidden: last >= 0 && rank > last }));
};

const transitionsOf = ({ always, states }: Config): readonly Place[] => [
  ...placesIn('always', always),
  ...Object.entries(states).flatMap(([role, state]) => [
    ...placesIn(`${role} always`, state.always),
    ...Object.entries(state.on).flatMap(([event, answers]) => placesIn(`${role} ${event}`, answers)),
  ]),
];

const nameOf = ({ place, transition }: Place): string => [place, ...listOf(transition.actions)].join(' ');

/**
 * The transitions of a machine that can never be taken, since one without a condition stands before them; and all transitions of
 * a role that nothing leads to. Named by role, event and actions.
 *
 * @example
 * ```ts
 * import { hiddenTransitions, preVote, weave } from 'figure2';
 *
 * // What a page hides is left out of the machine that it is woven into.
 * console.log(hiddenTransitions(weave([preVote]).machine.config)); // []
 * ```
 */
export const hiddenTransitions = (config: RaftMachine['config'] | Config): readonly string[] => {
  const whole = config as unknown as Config;
  const places = transitionsOf(whole);
  const reached = rolesReached(whole);
  const isReached = ({ place }: Place): boolean => place === 'always' || reached.has(place.split(' ')[0] ?? '');
  return places.filter((place) => place.isHidden || !isReached(place)).map(nameOf);
};

const rolesReached = (config: Config): ReadonlySet<string> => {
  const open = transitionsOf(config).filter(({ isHidden }) => !isHidden);
  const reached = new Set([config.initial]);
  for (const role of reached) {
    for (const { place, transition } of open) {
      if (place.startsWith(`${role} `) && transition.target !== undefined) reached.add(transition.target);
    }
  }
  return reached;
};

const withoutHidden = (config: Config): Config => {
  const visibleOf = (answers: Transition | readonly Transition[] | undefined): readonly Transition[] =>
    placesIn('', answers).flatMap(({ transition, isHidden }) => (isHidden ? [] : [transition]));
  const reached = rolesReached(config);
  const states = Object.entries(config.states)
    .filter(([name]) => reached.has(name))
    .map(([name, role]) => {
      const on = Object.entries(role.on).map(([event, answers]) => [event, visibleOf(answers)] as const);
      return [name, { ...role, always: visibleOf(role.always), on: Object.fromEntries(on) }] as const;
    });
  return { ...config, states: Object.fromEntries(states) };
};

const clausesOf = (
  extensions: readonly Extension[],
  figure: RaftMachine,
  machine: RaftMachine,
): readonly ClauseId[] => {
  const citedIn = (of: RaftMachine): ReadonlySet<ClauseId> =>
    new Set(transitionsOf(configOf(of)).flatMap(({ transition }) => transition.meta.clauses));
  const still = citedIn(machine);
  const replaced = [...citedIn(figure)].filter((id) => !still.has(id));
  const pages: readonly string[] = extensions.map(({ id }) => id);
  const absent = extensions.flatMap(({ beside = {} }) =>
    Object.entries(beside).flatMap(([id, together]) => (pages.includes(id) ? [] : clausesIn(together))),
  );
  return clauseIds.filter((id) => {
    const { extension } = boxOf(id);
    if (replaced.includes(id) || (absent.includes(id) && !still.has(id))) return false;
    return extension === undefined || pages.includes(extension);
  });
};

/** What a page has only beside another one. */
const clausesIn = ({
  before = {},
  always = {},
  instead = {},
  adds = {},
  clauses = [],
}: Together): readonly ClauseId[] => [
  ...clauses,
  ...Object.values(always).flatMap((transitions) => transitions.flatMap(({ meta }) => meta.clauses)),
  ...Object.values(before).flatMap((answers) =>
    Object.values(answers).flatMap((transitions) => listOf(transitions).flatMap(({ meta }) => meta.clauses)),
  ),
  ...Object.values(instead).flatMap(({ meta }) => meta.clauses),
  ...Object.values(adds).flatMap((addition) => addition.clauses),
];
