/** From every state of the invariant one step of every kind: is each state after it one of the invariant, too? */
import type { Protocol } from '../../src/core/protocol.ts';
import { durable } from '../../src/core/server.ts';
import type { Durable, Effect, Event, Message, Server, ServerId } from '../../src/core/types.ts';
import { type BackgroundCount, backgroundsOf } from './backgrounds.ts';
import type { Conjunct, RunningServer } from './conjuncts.ts';
import { Facts } from './facts.ts';
import { type Background, remember } from './past.ts';
import { type Bounds, localEventsOf, messagesOf, runningsOf } from './space.ts';

/** A step from a state of the invariant to one that is none. */
export interface Leaving {
  readonly before: Facts;
  readonly running: RunningServer;
  readonly event: Event;
  readonly after: Facts;
  /** The conjunct that is false after the step. */
  readonly conjunct: string;
  /** Of what it is false: a server, or a message; undefined: of the disks and the past. */
  readonly of?: RunningServer | Message;
}

/** What an induction has looked at. */
export interface InductionCount extends BackgroundCount {
  backgrounds: number;
  runnings: number;
  messages: number;
  steps: number;
}

/** What came of it. */
export interface Induction {
  readonly count: Readonly<InductionCount>;
  /** Undefined: no step leaves the invariant, as far as was looked. */
  readonly leaving?: Leaving;
  /** Were all backgrounds within the bounds looked at? */
  readonly isWhole: boolean;
}

/** What may be chosen. */
export interface InductionOptions {
  readonly bounds: Bounds;
  readonly conjuncts: readonly Conjunct[];
  readonly protocol: Pick<Protocol, 'step' | 'restart'>;
  /** Asked before each background, by its place: false leaves this one out; undefined ends the search. */
  readonly takes?: (place: number) => boolean | undefined;
  /** Disks and pasts to begin with; absent: all within the bounds of which the conjuncts are true. */
  readonly backgrounds?: readonly Background[];
}

/** What becomes of a running server by one event, and of the same server if it crashes once it has written and comes back. */
interface Outcome {
  readonly running: RunningServer;
  readonly restarted: RunningServer;
  readonly sent: readonly Message[];
  /** ST-8: is everything written before anything else is done? */
  readonly isWrittenFirst: boolean;
  /** What the disk holds by now, and whether its server leads; null: disks and past are as they were. */
  readonly change: string | null;
}

/** A background, and what is true in it of servers and messages: asked once for each. */
interface Judged {
  readonly facts: Facts;
  readonly servers: Map<RunningServer, string | null>;
  readonly messages: Map<Message, string | null>;
  /** What is false of the disks and the past; null: nothing. */
  readonly cluster: string | null;
}

const machineAfter = (machine: string, effects: readonly Effect[]): string =>
  effects.reduce((held, effect) => {
    if (effect.type === 'apply') return held + effect.command;
    return effect.type === 'restoreSnapshot' ? effect.snapshot.data : held;
  }, machine);

/** A step that writes nothing and elects nobody changes neither disks nor past. */
const changeOf = (before: Server, after: Server): string | null => {
  const disk = JSON.stringify(durable(after));
  const isElected = after.role === 'leader' && before.role !== 'leader';
  return !isElected && disk === JSON.stringify(durable(before)) ? null : `${after.role === 'leader'} ${disk}`;
};

const isTimer = ({ type }: Effect): boolean => type === 'armTimer' || type === 'stopTimer';

const isWrittenFirst = (effects: readonly Effect[]): boolean => {
  const done = effects.filter((effect) => !isTimer(effect)).map(({ type }) => type === 'persist');
  return done.lastIndexOf(true) <= 0;
};

const isArrival = (event: Event): event is Message => 'from' in event;

/** The search: of each background all that may run and be under way, and of each pair of these one step. */
class Search {
  readonly #options: InductionOptions;
  readonly count: InductionCount = { looked: 0, backgrounds: 0, runnings: 0, messages: 0, steps: 0 };
  readonly #universe: ReadonlyMap<ServerId, readonly Message[]>;
  readonly #runnings = new Map<string, readonly RunningServer[]>();
  readonly #events = new Map<RunningServer, readonly Event[]>();
  readonly #outcomes = new Map<RunningServer, Map<Event, Outcome | null>>();
  readonly #interned = new Map<string, RunningServer>();
  readonly #sent = new Map<string, Message>();

  constructor(options: InductionOptions) {
    this.#options = options;
    const all = messagesOf(options.bounds);
    for (const message of all) this.#sent.set(JSON.stringify(message), message);
    this.#universe = new Map(options.bounds.servers.map((id) => [id, all.filter(({ to }) => to === id)]));
  }

  leavingFrom(facts: Facts): Leaving | undefined {
    const before = this.#judged(facts);
    if (before.cluster !== null) return undefined; // it is no state of the invariant
    this.count.backgrounds++;
    const { servers } = this.#options.bounds;
    const runnings = new Map(servers.map((id) => [id, this.#runningsIn(before, id)]));
    const arriving = new Map(
      servers.map((id) => [
        id,
        (this.#universe.get(id) ?? []).filter((each) => this.#ofMessage(before, each) === null),
      ]),
    );
    for (const id of servers) {
      this.count.runnings += runnings.get(id)?.length ?? 0;
      this.count.messages += arriving.get(id)?.length ?? 0;
    }
    const steps = new Steps(this, before, runnings, arriving);
    for (const id of servers) {
      const leaving = this.#leavingAtStart(before, id);
      if (leaving) return leaving;
    }
    for (const id of servers)
      for (const running of runnings.get(id) ?? []) {
        for (const event of this.#localEvents(running)) {
          const leaving = steps.leaving(running, event);
          if (leaving) return leaving;
        }
        for (const message of arriving.get(id) ?? []) {
          const leaving = steps.leaving(running, message);
          if (leaving) return leaving;
        }
      }
    return undefined;
  }

  /** A server that is down comes back. */
  #leavingAtStart(before: Judged, id: ServerId): Leaving | undefined {
    const disk = before.facts.background.disks[id];
    if (!disk) return undefined;
    this.count.steps++;
    const running = this.#restarted(disk);
    const conjunct = this.ofServer(before, running);
    const { facts } = before;
    return conjunct === null
      ? undefined
      : { before: facts, running, event: { type: 'start' }, after: facts, conjunct, of: running };
  }

  #runningsIn(judged: Judged, id: ServerId): readonly RunningServer[] {
    const disk = judged.facts.background.disks[id];
    if (!disk) return [];
    const key = JSON.stringify(disk);
    const all = this.#runnings.get(key) ?? runningsOf(this.#options.bounds, disk).map((each) => this.#intern(each));
    this.#runnings.set(key, all);
    return all.filter((running) => this.ofServer(judged, running) === null);
  }

  #intern(running: RunningServer): RunningServer {
    const key = JSON.stringify(running);
    const known = this.#interned.get(key);
    if (known) return known;
    this.#interned.set(key, running);
    return running;
  }

  #localEvents(running: RunningServer): readonly Event[] {
    const known = this.#events.get(running) ?? localEventsOf(running);
    this.#events.set(running, known);
    return known;
  }

  /** What the step makes of the server; null: nothing. */
  outcome(running: RunningServer, event: Event): Outcome | null {
    const known = this.#outcomes.get(running) ?? new Map<Event, Outcome | null>();
    this.#outcomes.set(running, known);
    const found = known.get(event);
    if (found !== undefined) return found;
    const { server, effects } = this.#options.protocol.step(running.server, event);
    const sent = effects.flatMap((effect) => (effect.type === 'send' ? [this.#known(effect.message)] : []));
    const machine = machineAfter(running.machine, effects);
    const isIdle = server === running.server && sent.length === 0 && machine === running.machine;
    const next = this.#intern({ server, machine });
    const restarted = this.#restarted(server);
    const outcome = isIdle
      ? null
      : {
          running: next,
          restarted,
          sent,
          isWrittenFirst: isWrittenFirst(effects),
          change: changeOf(running.server, server),
        };
    known.set(event, outcome);
    return outcome;
  }

  /** ST-9: what comes back with this disk. */
  #restarted(disk: Durable): RunningServer {
    const { step, restart } = this.#options.protocol;
    const { server: started, effects } = step(restart(durable(disk)), { type: 'start' });
    return this.#intern({ server: started, machine: machineAfter('', effects) });
  }

  #known(message: Message): Message {
    const key = JSON.stringify(message);
    const known = this.#sent.get(key);
    if (known) return known;
    this.#sent.set(key, message);
    return message;
  }

  #judged(facts: Facts): Judged {
    let cluster: string | null = null;
    for (const conjunct of this.#options.conjuncts) {
      if (conjunct.of === 'cluster' && !conjunct.holds(facts)) cluster ??= conjunct.name;
      if (conjunct.of === 'disk' && !facts.ids.every((id) => conjunct.holds(facts, id))) cluster ??= conjunct.name;
    }
    return { facts, servers: new Map(), messages: new Map(), cluster };
  }

  judgedAfter(before: Judged, server: Server): Judged {
    return this.#judged(new Facts(remember(before.facts.background, server)));
  }

  /** What is false of a running server; null: nothing. */
  ofServer({ facts, servers }: Judged, running: RunningServer): string | null {
    const known = servers.get(running);
    if (known !== undefined) return known;
    let found: string | null = null;
    for (const conjunct of this.#options.conjuncts)
      if (conjunct.of === 'server' && found === null && !conjunct.holds(facts, running)) found = conjunct.name;
    servers.set(running, found);
    return found;
  }

  #ofMessage({ facts, messages }: Judged, message: Message): string | null {
    const known = messages.get(message);
    if (known !== undefined) return known;
    let found: string | null = null;
    for (const conjunct of this.#options.conjuncts)
      if (conjunct.of === 'message' && found === null && !conjunct.holds(facts, message)) found = conjunct.name;
    messages.set(message, found);
    return found;
  }

  ofMessage(judged: Judged, message: Message): string | null {
    return this.#ofMessage(judged, message);
  }

  ofSender(running: RunningServer, message: Message): string | null {
    for (const conjunct of this.#options.conjuncts)
      if (conjunct.of === 'sender' && !conjunct.holds(running, message)) return conjunct.name;
    return null;
  }
}

/** What is false, and of what. */
type Falsehood = Pick<Leaving, 'conjunct' | 'of'>;

/** The steps from one background. */
class Steps {
  readonly #search: Search;
  readonly #before: Judged;
  readonly #runnings: ReadonlyMap<ServerId, readonly RunningServer[]>;
  readonly #arriving: ReadonlyMap<ServerId, readonly Message[]>;
  readonly #after = new Map<string, Judged>();
  readonly #bystanders = new Map<Judged, Falsehood | null>();
  /** What candidates have sent, which their own state must not contradict. */
  readonly #requests: ReadonlyMap<ServerId, readonly Message[]>;

  constructor(
    search: Search,
    before: Judged,
    runnings: ReadonlyMap<ServerId, readonly RunningServer[]>,
    arriving: ReadonlyMap<ServerId, readonly Message[]>,
  ) {
    this.#search = search;
    this.#before = before;
    this.#runnings = runnings;
    this.#arriving = arriving;
    const requests = [...arriving.values()].flat().filter(({ type }) => type === 'RequestVote');
    this.#requests = new Map([...runnings.keys()].map((id) => [id, requests.filter(({ from }) => from === id)]));
  }

  leaving(running: RunningServer, event: Event): Leaving | undefined {
    const outcome = this.#search.outcome(running, event);
    this.#search.count.steps++;
    if (outcome === null) return undefined;
    const after = this.#judgedAfter(outcome);
    const found =
      this.#ofDisks(after) ??
      this.#ofActing(after, outcome) ??
      this.#ofSenders(running, event, outcome) ??
      this.#ofOthers(after, running, event);
    return found ? { before: this.#before.facts, running, event, after: after.facts, ...found } : undefined;
  }

  #judgedAfter({ running: { server }, change }: Outcome): Judged {
    if (change === null) return this.#before;
    const known = this.#after.get(change) ?? this.#search.judgedAfter(this.#before, server);
    this.#after.set(change, known);
    return known;
  }

  #ofDisks({ cluster }: Judged): Falsehood | undefined {
    return cluster === null ? undefined : { conjunct: cluster };
  }

  /** Of the server that acts, also where it has crashed behind its write, and of what it sends. */
  #ofActing(after: Judged, { running, restarted, sent, isWrittenFirst }: Outcome): Falsehood | undefined {
    if (!isWrittenFirst) return { conjunct: 'writtenFirst', of: running };
    for (const each of [running, restarted]) {
      const conjunct = this.#search.ofServer(after, each);
      if (conjunct !== null) return { conjunct, of: each };
    }
    for (const message of sent) {
      const wrong = this.#search.ofMessage(after, message) ?? this.#search.ofSender(running, message);
      if (wrong !== null) return { conjunct: wrong, of: message };
    }
    return undefined;
  }

  /** Of the server that acts and what it has sent before. */
  #ofSenders(running: RunningServer, event: Event, outcome: Outcome): Falsehood | undefined {
    if (outcome.running.server.role !== 'candidate') return undefined;
    for (const message of this.#requests.get(running.server.id) ?? []) {
      if (message === event || this.#search.ofSender(running, message) !== null) continue;
      const conjunct = this.#search.ofSender(outcome.running, message);
      if (conjunct !== null) return { conjunct, of: message };
    }
    return undefined;
  }

  /** Of the others, and of what is under way. A message that has arrived tells of its sender, if that is among them. */
  #ofOthers(after: Judged, { server: { id } }: RunningServer, event: Event): Falsehood | undefined {
    if (after === this.#before) return undefined;
    const found = this.#ofMessages(after);
    if (found) return found;
    const sender = isArrival(event) && event.type === 'RequestVote' ? event : undefined;
    for (const [other, runnings] of this.#runnings) {
      if (other === id) continue;
      for (const running of runnings) {
        const conjunct = this.#search.ofServer(after, running);
        if (conjunct === null || (sender && this.#search.ofSender(running, sender) !== null)) continue;
        return { conjunct, of: running };
      }
    }
    return undefined;
  }

  #ofMessages(after: Judged): Falsehood | undefined {
    const known = this.#bystanders.get(after);
    if (known !== undefined) return known ?? undefined;
    let found: Falsehood | null = null;
    for (const messages of this.#arriving.values())
      for (const message of messages) {
        const conjunct: string | null = found ? null : this.#search.ofMessage(after, message);
        if (conjunct !== null) found = { conjunct, of: message };
      }
    this.#bystanders.set(after, found);
    return found ?? undefined;
  }
}

/** Takes each step from each state of the invariant within bounds. It ends with the first that leaves it. */
export const checkInduction = (options: InductionOptions): Induction => {
  const search = new Search(options);
  let place = -1;
  const given = options.backgrounds?.map((background) => new Facts(background));
  for (const facts of given ?? backgroundsOf(options.bounds, options.conjuncts, search.count)) {
    place++;
    const takes = options.takes?.(place) ?? (options.takes ? undefined : true);
    if (takes === undefined) return { count: search.count, isWhole: false };
    if (!takes) continue;
    const leaving = search.leavingFrom(facts);
    if (leaving) return { count: search.count, leaving, isWhole: false };
  }
  return { count: search.count, isWhole: true };
};
