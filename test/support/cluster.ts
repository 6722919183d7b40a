import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { applyPersist, emptyDurable } from '../../src/core/server.ts';
import type {
  Durable,
  Effect,
  Event,
  Index,
  Message,
  Options,
  Reject,
  Reply,
  Role,
  Server,
  ServerId,
  Step,
} from '../../src/core/types.ts';

/** Which messages an operation on the network is about. */
export type Where = (message: Message) => boolean;

export const every: Where = () => true;

/** The messages that these servers send to each other. */
export const among =
  (...ids: readonly ServerId[]): Where =>
  ({ from, to }) =>
    ids.includes(from) && ids.includes(to);

export const to =
  (id: ServerId): Where =>
  (message) =>
    message.to === id;

/** One step that a server of the cluster took. */
export interface Visit {
  readonly before: Server;
  readonly event: Event;
  readonly after: Step;
}

/** What a cluster begins with: the members, what they may send, and what is on the disks of some of them. */
export interface Beginning {
  readonly servers: readonly ServerId[];
  readonly options?: Partial<Options>;
  readonly storages?: Readonly<Record<ServerId, Partial<Durable>>>;
  /** The shipped protocol, unless another one is given. */
  readonly protocol?: Protocol;
}

const deliveriesMax = 10_000;

/**
 * A few servers, their disks and the messages between them, without time: the test says what happens, in which order. The
 * state machine of each server is the list of the commands it has applied, and a snapshot is that list as JSON.
 */
export class Cluster {
  readonly ids: readonly ServerId[];
  /** The messages under way, in the order in which they were sent. */
  messages: readonly Message[] = [];
  /** Every step, in order. */
  readonly visits: Visit[] = [];
  /** What clients were told, in order. */
  readonly answers: (Reply | Reject)[] = [];
  readonly #storages = new Map<ServerId, Durable>();
  readonly #running = new Map<ServerId, Server>();
  readonly #states = new Map<ServerId, readonly string[]>();
  readonly #protocol: Protocol;

  constructor({ servers, options = {}, storages = {}, protocol = shippedProtocol }: Beginning) {
    this.ids = servers;
    this.#protocol = protocol;
    for (const id of servers) {
      this.#storages.set(id, { ...emptyDurable({ id, servers, options }), ...storages[id] });
      this.restart(id);
    }
  }

  /** A server that is up. */
  server(id: ServerId): Server {
    return found(this.#running.get(id), `${id} is down`);
  }

  storage(id: ServerId): Durable {
    return found(this.#storages.get(id), `${id} is no member`);
  }

  /** The commands that are in the state machine of a server. */
  state(id: ServerId): readonly string[] {
    return this.#states.get(id) ?? [];
  }

  isUp(id: ServerId): boolean {
    return this.#running.has(id);
  }

  roles(): readonly (Role | 'down')[] {
    return this.ids.map((id) => this.#running.get(id)?.role ?? 'down');
  }

  /** Lets a server take an event; with `effects`, it crashes after having carried out so many of them. */
  handle(id: ServerId, event: Event, effects?: number): Step {
    const before = this.server(id);
    const after = this.#protocol.step(before, event);
    this.visits.push({ before, event, after });
    for (const effect of after.effects.slice(0, effects)) this.#carryOut(id, effect);
    if (effects === undefined) this.#running.set(id, after.server);
    else this.crash(id);
    return after;
  }

  /** Lets the election timer of a server run out. */
  timeout(id: ServerId): Step {
    return this.handle(id, { type: 'timeout', timer: 'election' });
  }

  heartbeat(id: ServerId): Step {
    return this.handle(id, { type: 'timeout', timer: 'heartbeat' });
  }

  command(id: ServerId, ...commands: readonly string[]): void {
    for (const command of commands) this.handle(id, { type: 'clientCommand', command });
  }

  /** Lets a server write down its state machine as it is. */
  compact(id: ServerId): Step {
    const index = this.server(id).lastApplied;
    return this.handle(id, { type: 'compact', index, data: JSON.stringify(this.state(id)) });
  }

  crash(id: ServerId): void {
    this.#running.delete(id);
    this.#states.delete(id);
  }

  restart(id: ServerId): void {
    this.#running.set(id, this.#protocol.restart(this.storage(id)));
    this.handle(id, { type: 'start' });
  }

  /** Delivers the messages that match and are under way now, in order; those to a server that is down are lost. */
  deliverOnce(where: Where = every): number {
    const chosen = this.messages.filter(where);
    this.lose(where);
    for (const message of chosen) if (this.isUp(message.to)) this.handle(message.to, message);
    return chosen.length;
  }

  /** Delivers the messages that match, and those sent in answer, until none is left. */
  deliver(where: Where = every): void {
    let deliveries = 0;
    for (let count = -1; count !== 0; deliveries += count) {
      count = this.deliverOnce(where);
      if (deliveries > deliveriesMax) throw new Error(`still talking after ${deliveriesMax} messages`);
    }
  }

  lose(where: Where = every): void {
    this.messages = this.messages.filter((message) => !where(message));
  }

  /** Makes a server leader with the votes of these others, whatever else is under way. */
  elect(id: ServerId, ...voters: readonly ServerId[]): void {
    const others = voters.length > 0 ? voters : this.ids.filter((other) => other !== id && this.isUp(other));
    this.timeout(id);
    this.deliver(
      (message) =>
        (message.type === 'RequestVote' || message.type === 'RequestVoteReply') && among(id, ...others)(message),
    );
    if (this.server(id).role !== 'leader') throw new Error(`${id} is ${this.server(id).role}, not leader`);
  }

  #carryOut(id: ServerId, effect: Effect): void {
    if (effect.type === 'persist') this.#storages.set(id, applyPersist(this.storage(id), effect));
    else if (effect.type === 'send') this.messages = [...this.messages, effect.message];
    else if (effect.type === 'apply') this.#states.set(id, [...this.state(id), effect.command]);
    else if (effect.type === 'restoreSnapshot') this.#states.set(id, stateOf(effect.snapshot.data));
    else if (effect.type === 'reply' || effect.type === 'reject') this.answers.push(effect);
  }
}

/** The highest index that is committed, as far as any server knows. */
export const committed = (cluster: Cluster): Index =>
  Math.max(...cluster.ids.filter((id) => cluster.isUp(id)).map((id) => cluster.server(id).commitIndex));

const stateOf = (data: string): readonly string[] => JSON.parse(data) as readonly string[];

const found = <T>(value: T | undefined, otherwise: string): T => {
  if (value === undefined) throw new Error(otherwise);
  return value;
};
