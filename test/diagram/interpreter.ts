/**
 * A machine read from the JSON of its picture, and nothing else: it moves as the document says, by the algorithm of SCXML as xstate
 * 5 has it. It shares no line with what draws, so that what a picture leaves out or says wrongly shows as another move.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface MachineEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
interface Args {
  readonly context: unknown;
  readonly event: MachineEvent;
}

/** What no document can hold: the functions that it names. */
export interface Functions {
  /** Guards by name, and guards that stand where they are used by the name of the function. */
  readonly guards: Readonly<Record<string, (args: Args, params: unknown) => boolean>>;
  /** What is computed: the type or name of guard or action, a dot, the field. */
  readonly computed?: Readonly<Record<string, (args: Args) => unknown>>;
  /** What `assign` computes in an action of that name. */
  readonly assignments?: Readonly<Record<string, (args: Args) => Fields>>;
  /** What `enqueueActions` collects by a function of that name. */
  readonly collects?: Readonly<Record<string, (args: Args) => readonly unknown[]>>;
  /** Delays that are functions, by name. */
  readonly delays?: Readonly<Record<string, (args: Args) => number>>;
}

type Guard =
  | { readonly not: Guard | string }
  | { readonly and: readonly (Guard | string)[] }
  | { readonly or: readonly (Guard | string)[] }
  | { readonly in: Json }
  | NamedFunction
  | { readonly name: string; readonly params?: Json; readonly computed?: readonly string[] };

interface NamedFunction {
  readonly function: string;
}

interface Action {
  readonly type: string;
  readonly function: string;
  readonly computed?: readonly string[];
  readonly [field: string]: unknown;
}

type Doing = Action | NamedFunction | string;

interface State {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly initial: { readonly target: string; readonly actions: readonly Doing[] } | null;
  readonly history: {
    readonly depth: string;
    readonly targets: readonly string[];
    readonly isBeginning: boolean;
  } | null;
  readonly entry: readonly Doing[];
  readonly exit: readonly Doing[];
  readonly delays: readonly { readonly delay: number | string; readonly event: string }[];
  readonly invoke: readonly { readonly id: string; readonly src: string }[];
  readonly output?: Json;
  readonly computed?: readonly string[];
}

interface Transition {
  readonly source: string;
  readonly targets: readonly string[];
  readonly descriptor: string;
  readonly to?: string;
  readonly place: number;
  readonly guard: Guard | string | null;
  readonly actions: readonly Doing[];
  readonly reenters: boolean;
}

interface Document {
  readonly definitions: {
    readonly guards: Readonly<Record<string, Guard | string>>;
    readonly actions: Readonly<Record<string, Action | string>>;
    readonly delays: Readonly<Record<string, number | { readonly function: string }>>;
  };
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
}

/** Where a machine stands. */
export interface Standing {
  /** The ids of the states that it is in, in the order in which they were entered. */
  readonly active: readonly string[];
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly context: unknown;
  readonly children: readonly string[];
  readonly status: 'active' | 'done' | 'error';
}

export interface Moved {
  readonly standing: Standing;
  /** The names of what was done, in order; of what xstate makes, also what is sent to whom when. */
  readonly done: readonly string[];
}

/** One event: what is done, what is still to be taken. */
class Step {
  active: string[];
  history: Record<string, readonly string[]>;
  context: unknown;
  children: string[];
  status: Standing['status'];
  readonly done: string[] = [];
  readonly queue: MachineEvent[] = [];
  changed = false;

  constructor({ active, history, context, children, status }: Standing) {
    this.active = [...active];
    this.history = { ...history };
    this.context = context;
    this.children = [...children];
    this.status = status;
  }
}

export class Interpreter {
  private readonly document: Document;
  private readonly functions: Functions;
  private readonly byId: ReadonlyMap<string, State>;
  private readonly order: ReadonlyMap<string, number>;

  constructor(json: string, functions: Functions) {
    this.document = JSON.parse(json) as Document;
    this.functions = functions;
    this.byId = new Map(this.document.states.map((state) => [state.id, state]));
    this.order = new Map(this.document.states.map(({ id }, place) => [id, place]));
  }

  /** Every descriptor of an event that it knows. */
  get descriptors(): readonly string[] {
    return [...new Set(this.document.transitions.map(({ descriptor }) => descriptor))].filter((name) => name !== '');
  }

  /** The ids of states that routes may be asked for. */
  get routes(): readonly string[] {
    return this.document.transitions.flatMap(({ to }) => to ?? []);
  }

  start(context: unknown): Moved {
    const step = new Step({ active: [''], history: {}, context, children: [], status: 'active' });
    const event = { type: 'xstate.init' };
    const targets = this.beginning('');
    this.enter(step, event, [{ source: '', targets, reenters: true, actions: [] }], true);
    return this.settle(step, event);
  }

  /** As if it had come into a state of this name, which is one of the root's. */
  at(name: string, context: unknown): Standing {
    return { active: ['', name], history: {}, context, children: [], status: 'active' };
  }

  move(standing: Standing, event: MachineEvent): Moved {
    const step = new Step(standing);
    const selected = this.selectWithin(step, '', event);
    if (event.type.startsWith('xstate.error.actor') && selected.length === 0) {
      for (const _ of step.children.splice(0)) step.done.push('xstate.stopChild');
      step.status = 'error';
      return this.moved(step);
    }
    this.micro(step, event, selected);
    return this.settle(step, event);
  }

  value(active: readonly string[], id = ''): Json {
    const inside = active.filter((one) => this.state(one).parent === id);
    const [first] = inside;
    const { kind } = this.state(id);
    if (kind === 'compound' && first !== undefined && !this.hasChildren(first)) return this.state(first).name;
    return Object.fromEntries(inside.map((one) => [this.state(one).name, this.value(active, one)]));
  }

  private hasChildren(id: string): boolean {
    return ['compound', 'parallel'].includes(this.state(id).kind);
  }

  private state(id: string): State {
    const found = this.byId.get(id);
    if (!found) throw new Error(`the picture has no state ${id}`);
    return found;
  }

  private childrenOf(id: string): readonly State[] {
    return this.document.states.filter(({ parent, kind }) => parent === id && kind !== 'history');
  }

  private above(id: string, until?: string): readonly string[] {
    const found: string[] = [];
    if (id === until) return found;
    for (let at = this.state(id).parent; at !== null && at !== until; at = this.state(at).parent) found.push(at);
    return found;
  }

  private isBelow(id: string, outer: string): boolean {
    return this.above(id).includes(outer);
  }

  // what is taken

  private selectWithin(step: Step, id: string, event: MachineEvent): readonly Transition[] {
    const inside = step.active.filter((one) => this.state(one).parent === id);
    const inner = inside.flatMap((one) => this.selectWithin(step, one, event));
    if (inner.length > 0) return inner;
    const own = this.document.transitions.filter(({ source, descriptor }) => source === id && descriptor !== '');
    const names = [...new Set(own.map(({ descriptor }) => descriptor))];
    const wild = names
      .filter((name) => name !== event.type && matches(event.type, name))
      .sort((one, other) => other.length - one.length);
    return this.firstOf(
      step,
      [event.type, ...wild].flatMap((name) => this.alternatives(own, name)),
      event,
    );
  }

  private alternatives(transitions: readonly Transition[], descriptor: string): readonly Transition[] {
    return transitions.filter((one) => one.descriptor === descriptor).sort((one, other) => one.place - other.place);
  }

  private firstOf(step: Step, candidates: readonly Transition[], event: MachineEvent): readonly Transition[] {
    const found = candidates.find(
      ({ to, guard }) => (to === undefined || event['to'] === to) && (guard === null || this.holds(step, guard, event)),
    );
    return found ? [found] : [];
  }

  private selectAlways(step: Step, event: MachineEvent): readonly Transition[] {
    const found = new Set<Transition>();
    for (const id of step.active.filter((one) => !this.hasChildren(one))) {
      for (const one of [id, ...this.above(id)]) {
        const own = this.document.transitions.filter(({ source }) => source === one);
        const [taken] = this.firstOf(step, this.alternatives(own, ''), event);
        if (!taken) continue;
        found.add(taken);
        break;
      }
    }
    return this.withoutConflicts(step, [...found]);
  }

  private holds(step: Step, guard: Guard | string, event: MachineEvent): boolean {
    const args = { context: step.context, event };
    if (typeof guard === 'string') return this.named(step, guard, undefined, event);
    if ('not' in guard) return !this.holds(step, guard.not, event);
    if ('and' in guard) return guard.and.every((one) => this.holds(step, one, event));
    if ('or' in guard) return guard.or.some((one) => this.holds(step, one, event));
    if ('in' in guard) return this.isIn(step, guard.in);
    if ('function' in guard) return this.named(step, guard.function, undefined, event);
    const params = guard.computed !== undefined ? this.compute(`${guard.name}.params`, args) : guard.params;
    return this.named(step, guard.name, params, event);
  }

  private named(step: Step, name: string, params: unknown, event: MachineEvent): boolean {
    const meaning = this.document.definitions.guards[name];
    if (meaning !== undefined) return this.holds(step, meaning, event);
    const test = this.functions.guards[name];
    if (!test) throw new Error(`nobody gave the guard ${name}`);
    return test({ context: step.context, event }, params);
  }

  private isIn(step: Step, what: Json): boolean {
    if (typeof what === 'string' && what.startsWith('#')) {
      return step.active.some((id) => this.state(id).uid === what.slice(1));
    }
    const asked = typeof what === 'string' ? valueOfPath(what.split('.')) : what;
    return includes(asked, this.value(step.active));
  }

  private compute(name: string, args: Args): unknown {
    const found = this.functions.computed?.[name];
    if (!found) throw new Error(`nobody gave what computes ${name}`);
    return found(args);
  }

  // how it is taken

  private settle(step: Step, first: MachineEvent): Moved {
    let event = first;
    let asksAlways = true;
    while (step.status === 'active') {
      let taken: readonly Transition[] = asksAlways ? this.selectAlways(step, event) : [];
      const isAlways = taken.length > 0;
      if (!isAlways) {
        const next = step.queue.shift();
        if (!next) break;
        event = next;
        taken = this.selectWithin(step, '', event);
      }
      step.changed = false;
      this.micro(step, event, taken);
      // an eventless transition that changed nothing would be taken for ever
      asksAlways = !isAlways || step.changed;
    }
    if (step.status !== 'active') for (const _ of step.children.splice(0)) step.done.push('xstate.stopChild');
    return this.moved(step);
  }

  private moved(step: Step): Moved {
    const { active, history, context, children, status, done } = step;
    return { standing: { active, history, context, children, status }, done };
  }

  private micro(step: Step, event: MachineEvent, transitions: readonly Taking[]): void {
    if (transitions.length === 0) return;
    const taken = this.withoutConflicts(step, transitions);
    const before = new Set(step.active);
    this.leave(step, event, taken);
    for (const { actions } of taken) this.act(step, event, actions);
    this.enter(step, event, taken, false);
    if (step.active.length !== before.size || step.active.some((id) => !before.has(id))) step.changed = true;
  }

  private withoutConflicts<T extends Taking>(step: Step, transitions: readonly T[]): readonly T[] {
    let kept: T[] = [];
    for (const one of transitions) {
      const left = this.leftBy(step, [one]);
      const rivals = kept.filter((other) => this.leftBy(step, [other]).some((id) => left.includes(id)));
      const yielding = rivals.findIndex((other) => !this.isBelow(one.source, other.source));
      if (yielding >= 0) continue;
      kept = [...kept.filter((other) => !rivals.includes(other)), one];
    }
    return kept;
  }

  /** A state around all that changes, which itself does not; undefined: there is none. */
  private domain(step: Step, { source, targets, reenters }: Taking): string | undefined {
    const real = this.realTargets(step, targets);
    if (!reenters && real.every((id) => id === source || this.isBelow(id, source))) return source;
    const all = [...real, source];
    const common = this.above(all[0] ?? source).find((id) => all.slice(1).every((one) => this.isBelow(one, id)));
    return common ?? (reenters ? undefined : '');
  }

  private realTargets(step: Step, targets: readonly string[]): readonly string[] {
    const found = targets.flatMap((id): readonly string[] => {
      const { history } = this.state(id);
      if (history === null) return [id];
      return step.history[id] ?? this.realTargets(step, history.targets);
    });
    return [...new Set(found)];
  }

  private leftBy(step: Step, transitions: readonly Taking[]): readonly string[] {
    const left = new Set<string>();
    for (const one of transitions) {
      if (one.targets.length === 0) continue;
      const domain = this.domain(step, one);
      for (const id of step.active) if (domain === undefined || this.isBelow(id, domain)) left.add(id);
    }
    return [...left].sort((one, other) => this.place(other) - this.place(one));
  }

  private place(id: string): number {
    return this.order.get(id) ?? -1;
  }

  private leave(step: Step, event: MachineEvent, transitions: readonly Taking[]): void {
    const left = this.leftBy(step, transitions);
    const active = [...step.active];
    for (const id of left) {
      for (const { id: name, history } of this.document.states.filter(({ parent }) => parent === id)) {
        if (history === null) continue;
        step.changed = true;
        step.history[name] = active.filter((one) =>
          history.depth === 'deep' ? !this.hasChildren(one) && this.isBelow(one, id) : this.state(one).parent === id,
        );
      }
    }
    for (const id of left) {
      const { exit, invoke } = this.state(id);
      this.act(step, event, exit);
      this.stopDelays(step, id);
      for (const actor of invoke) this.stopChild(step, actor.id);
      step.active = step.active.filter((one) => one !== id);
    }
  }

  private stopDelays(step: Step, id: string): void {
    for (const delay of this.state(id).delays) step.done.push(`xstate.cancel ${delay.event}`);
  }

  private stopChild(step: Step, id: string): void {
    step.changed = true;
    step.done.push('xstate.stopChild');
    step.children = step.children.filter((one) => one !== id);
  }

  private beginning(id: string): readonly string[] {
    const { kind, initial } = this.state(id);
    if (kind === 'compound' && initial) return [id, ...this.beginning(initial.target)];
    return kind === 'parallel' ? [id, ...this.childrenOf(id).flatMap((one) => this.beginning(one.id))] : [id];
  }

  private enter(step: Step, event: MachineEvent, transitions: readonly Taking[], isStart: boolean): void {
    const entering = new Entering();
    for (const one of transitions) this.collect(step, one, entering);
    if (isStart) entering.begins.add('');
    const ended = new Set<string>();
    for (const id of [...entering.states].sort((one, other) => this.place(one) - this.place(other))) {
      if (!step.active.includes(id)) step.active.push(id);
      const { entry, delays, invoke, initial, kind } = this.state(id);
      this.act(step, event, entry);
      for (const { delay, event: name } of delays) {
        this.raise(step, { type: name }, this.duration(step, event, delay));
      }
      for (const actor of invoke) this.spawn(step, actor.id);
      if (entering.begins.has(id)) this.act(step, event, initial?.actions ?? []);
      if (kind === 'final') this.end(step, event, id, ended);
    }
    if (step.status !== 'done') return;
    for (const id of [...step.active].sort((one, other) => this.place(other) - this.place(one))) {
      this.act(step, event, this.state(id).exit);
      this.stopDelays(step, id);
    }
  }

  private end(step: Step, event: MachineEvent, id: string, ended: Set<string>): void {
    const { parent } = this.state(id);
    const around = parent === null ? undefined : this.state(parent);
    if (around?.kind === 'compound') step.queue.push(this.doneEvent(step, event, around, id));
    let outer: string | null | undefined = around?.kind === 'parallel' ? around.id : around?.parent;
    while (outer !== null && outer !== undefined && this.state(outer).kind === 'parallel' && !ended.has(outer)) {
      if (!this.isEnded(step, outer)) break;
      ended.add(outer);
      step.queue.push({ type: `xstate.done.state.${this.state(outer).uid}` });
      outer = this.state(outer).parent;
    }
    if (outer === null || outer === undefined) step.status = 'done';
  }

  private doneEvent(step: Step, event: MachineEvent, parent: State, id: string): MachineEvent {
    const { output, computed = [] } = this.state(id);
    const given = computed.includes('output') ? this.compute(`${id}.output`, { context: step.context, event }) : output;
    return { type: `xstate.done.state.${parent.uid}`, output: given };
  }

  private isEnded(step: Step, id: string): boolean {
    const { kind } = this.state(id);
    const inside = this.childrenOf(id);
    if (kind === 'compound') return inside.some((one) => one.kind === 'final' && step.active.includes(one.id));
    return kind === 'parallel' ? inside.every((one) => this.isEnded(step, one.id)) : kind === 'final';
  }

  private collect(step: Step, transition: Taking, entering: Entering): void {
    const { source, targets, reenters } = transition;
    const domain = this.domain(step, transition);
    for (const target of targets) {
      if (this.state(target).history === null && (source !== target || source !== domain || reenters))
        entering.both(target);
      this.below(step, target, entering);
    }
    for (const target of this.realTargets(step, targets)) {
      const outer = [...this.above(target, domain)];
      if (domain !== undefined && this.state(domain).kind === 'parallel') outer.push(domain);
      this.around(step, outer, source === '' && reenters ? undefined : domain, entering);
    }
  }

  private below(step: Step, id: string, entering: Entering): void {
    const { history, parent, kind, initial } = this.state(id);
    if (history !== null) {
      const remembered = step.history[id];
      const targets = remembered ?? history.targets;
      for (const target of targets) {
        entering.states.add(target);
        const begins = history.isBeginning && parent !== null && this.state(parent).kind === 'compound';
        if (!remembered && begins) entering.begins.add(parent);
        this.below(step, target, entering);
      }
      for (const target of targets) this.around(step, this.above(target, parent ?? undefined), undefined, entering);
    } else if (kind === 'compound' && initial) {
      if (this.state(initial.target).history === null) entering.both(initial.target);
      this.below(step, initial.target, entering);
      this.around(step, this.above(initial.target, id), undefined, entering);
    } else if (kind === 'parallel') {
      for (const child of this.childrenOf(id)) {
        if ([...entering.states].some((one) => this.isBelow(one, child.id))) continue;
        entering.both(child.id);
        this.below(step, child.id, entering);
      }
    }
  }

  private around(step: Step, outer: readonly string[], limit: string | undefined, entering: Entering): void {
    for (const id of outer) {
      if (limit === undefined || this.isBelow(id, limit)) entering.states.add(id);
      if (this.state(id).kind !== 'parallel') continue;
      for (const child of this.childrenOf(id)) {
        if ([...entering.states].some((one) => this.isBelow(one, child.id))) continue;
        entering.states.add(child.id);
        this.below(step, child.id, entering);
      }
    }
  }

  // what is done

  private act(step: Step, event: MachineEvent, actions: readonly Doing[]): void {
    for (const action of actions) this.actOne(step, event, action);
  }

  private actOne(step: Step, event: MachineEvent, action: Doing): void {
    if (typeof action === 'object' && !('type' in action)) {
      step.done.push(action.function === '' ? '(anonymous)' : action.function);
      return;
    }
    const type = typeof action === 'string' ? action : action.type;
    const meaning = this.document.definitions.actions[type];
    if (meaning !== undefined) this.builtIn(step, event, meaning as Action, type);
    else if (type.startsWith('xstate.')) this.builtIn(step, event, action as Action, type);
    else step.done.push(type);
  }

  private builtIn(step: Step, event: MachineEvent, action: Action, name: string): void {
    const args = { context: step.context, event };
    const field = (one: string): unknown => {
      if (!(action.computed ?? []).includes(one)) return action[one];
      return action['forwards'] === true && one === 'event' ? event : this.compute(`${name}.${one}`, args);
    };
    const delay = this.duration(step, event, field('delay') as number | string | undefined);
    const sent = field('event') as MachineEvent;
    switch (action.type) {
      case 'xstate.raise':
        this.raise(step, sent, delay);
        break;
      case 'xstate.sendTo':
        step.done.push(words(action.type, field('to'), sent.type, delay));
        break;
      case 'xstate.emit':
        step.done.push(words(action.type, sent.type));
        break;
      case 'xstate.cancel':
        step.done.push(words(action.type, field('sendId')));
        break;
      case 'xstate.spawnChild':
        this.spawn(step, String(field('id')));
        break;
      case 'xstate.stopChild':
        this.stopChild(step, String(field('actorRef')));
        break;
      case 'xstate.assign':
        this.assign(step, args, action, name);
        break;
      case 'xstate.enqueueActions':
        this.act(step, event, (this.functions.collects?.[action.function]?.(args) ?? []) as readonly Doing[]);
        break;
      default:
        step.done.push(words(action.type, field('label'), field('value')));
    }
  }

  private assign(step: Step, args: Args, { assignment, computed = [] }: Action, name: string): void {
    step.changed = true;
    const whole = computed.includes('assignment') ? (this.functions.assignments?.[name]?.(args) ?? {}) : {};
    const parts = computed
      .filter((one) => one.startsWith('assignment.'))
      .map((one) => [one.slice('assignment.'.length), this.compute(`${name}.${one}`, args)]);
    step.context = { ...(step.context as Fields), ...whole, ...(assignment as Fields), ...Object.fromEntries(parts) };
  }

  private raise(step: Step, raised: MachineEvent, delay: number | undefined): void {
    if (delay === undefined) step.queue.push(raised);
    step.done.push(words('xstate.raise', raised.type, delay));
  }

  private spawn(step: Step, id: string): void {
    step.changed = true;
    step.children = [...step.children.filter((one) => one !== id), id];
    step.done.push(words('xstate.spawnChild', id));
  }

  private duration(step: Step, event: MachineEvent, delay: number | string | undefined): number | undefined {
    if (typeof delay !== 'string') return delay;
    const known = this.document.definitions.delays[delay];
    if (typeof known === 'number') return known;
    return known === undefined ? undefined : this.functions.delays?.[delay]?.({ context: step.context, event });
  }
}

/** A transition, or the beginning, which is one from nowhere. */
type Taking = Pick<Transition, 'source' | 'targets' | 'reenters' | 'actions'>;

/** The states that are entered, and those among them whose beginning is gone through. */
class Entering {
  readonly states = new Set<string>();
  readonly begins = new Set<string>();

  both(id: string): void {
    this.states.add(id);
    this.begins.add(id);
  }
}

export const words = (...parts: readonly unknown[]): string =>
  parts
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');

/** Does a descriptor with a star mean an event? */
const matches = (type: string, descriptor: string): boolean => {
  if (descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const stem = descriptor.slice(0, -2);
  return type === stem || type.startsWith(`${stem}.`);
};

const valueOfPath = ([first = '', ...rest]: readonly string[]): Json =>
  rest.length === 0 ? first : { [first]: valueOfPath(rest) };

/** Is what is asked for a part of a value? */
const includes = (asked: Json, value: Json): boolean => {
  if (typeof asked === 'string') {
    return typeof value === 'string' ? asked === value : typeof value === 'object' && value !== null && asked in value;
  }
  if (typeof value !== 'object' || value === null || typeof asked !== 'object' || asked === null) return false;
  return Object.entries(asked).every(
    ([name, inner]) => name in value && includes(inner, (value as Fields)[name] as Json),
  );
};
