/**
 * A cluster in virtual time: timers, a network, and scripts that make things happen. Everything that is left to chance is
 * drawn from one seed, so that equal options give equal runs, event for event.
 *
 * Time is counted in whole microseconds inside and in milliseconds outside.
 */

import { Cluster, type ClusterOptions, type CrashPoint, type Surroundings } from '../cluster/cluster.ts';
import type { Event, Message, ServerId } from '../core/types.ts';
import { type Action, formatLine, type LocalEvent, type StepAction } from '../trace/grammar.ts';
import type { Observation } from '../trace/observation.ts';
import { Queue } from './queue.ts';
import { type Random, randomOf } from './random.ts';

/** How long the timers of the servers run. */
export interface Timing {
  /** T: an election timeout is drawn anew each time from T .. T + `electionTimeoutSpreadMs`. */
  readonly electionTimeoutMs: number;
  readonly electionTimeoutSpreadMs: number;
  readonly heartbeatIntervalMs: number;
}

/** What becomes of a message: one delivery for each delay, in milliseconds; none: it is lost. */
export interface Network {
  readonly route: (message: Message, random: Random) => readonly Delivery[];
  /** Asked again on arrival: is there still a way? */
  readonly admits: (message: Message) => boolean;
}

export interface Delivery {
  readonly delayMs: number;
  /** Does it arrive with its snapshot data damaged? */
  readonly corrupted?: boolean;
}

/** Who wants to know what happens in a simulation. Nothing in it may change the simulation but through the simulator. */
export interface Watcher extends Partial<Surroundings> {
  /** Before anything happens: the cluster that is simulated. */
  readonly begin?: (cluster: Cluster) => void;
  /** A line of the trace. Given only if asked for, since it costs. */
  readonly trace?: (line: string) => void;
}

export interface SimulatorOptions extends ClusterOptions {
  readonly seed: number;
  readonly timing: Timing;
  readonly network: Network;
  readonly watcher?: Watcher;
  /** Asked before each step but `start`, which belongs to the restart: is the server to crash in the middle of it? */
  readonly crashPoint?: (id: ServerId, event: Event) => CrashPoint | undefined;
}

/** A thread of things to do. It yields the milliseconds to sleep. */
export type Script = Generator<number, void, void>;

/** Virtual time stands still: so many things happened at one instant. */
const MAX_EVENTS_AN_INSTANT = 100_000;

export class Simulator {
  readonly cluster: Cluster;
  /** For scripts. Timers and network draw from sources of their own. */
  readonly random: Random;
  readonly #timing: Timing;
  readonly #network: Network;
  readonly #watcher: Watcher;
  readonly #crashPoint: SimulatorOptions['crashPoint'];
  readonly #timerRandom: Random;
  readonly #networkRandom: Random;
  readonly #queue = new Queue<() => void>();
  readonly #timers = new Map<ServerId, number>();
  #now = 0;
  #generation = 0;
  #atThisInstant = 0;
  #events = 0;

  constructor(options: SimulatorOptions) {
    const random = randomOf(options.seed);
    this.random = random.fork();
    this.#timerRandom = random.fork();
    this.#networkRandom = random.fork();
    this.#timing = options.timing;
    this.#network = options.network;
    this.#watcher = options.watcher ?? {};
    this.#crashPoint = options.crashPoint;
    this.cluster = new Cluster(options, this.#surroundings());
    this.#watcher.begin?.(this.cluster);
  }

  get nowMs(): number {
    return this.#now / 1000;
  }

  /** Steps begun so far, by all servers, `start` among them. */
  get events(): number {
    return this.#events;
  }

  /** Does something after a while; at once if the while is negative. */
  after(delayMs: number, what: () => void): void {
    this.#queue.add(this.#now + Math.max(0, Math.round(delayMs * 1000)), what);
  }

  /** Runs a script beside everything else. */
  spawn(script: Script): void {
    const { done, value } = script.next();
    if (!done) this.after(value, () => this.spawn(script));
  }

  /** Lets time pass until this moment, or until `isOver` says so; says which. A moment that has passed leaves time alone. */
  runUntil(endMs: number, isOver: () => boolean = () => false): boolean {
    const end = Math.round(endMs * 1000);
    while (!isOver()) {
      if (this.#queue.nextTime > end) {
        this.#now = Math.max(this.#now, end);
        return false;
      }
      this.#advanceTo(this.#queue.nextTime);
      this.#queue.take()?.();
    }
    return true;
  }

  /** Gives an event to a server; nothing when it is down. */
  handle(id: ServerId, event: LocalEvent): Observation | undefined {
    if (!this.cluster.isUp(id)) return undefined;
    return this.#step({ type: 'event', id, event }, id, event);
  }

  crash(id: ServerId): void {
    if (!this.cluster.isUp(id)) return;
    this.cluster.crash(id);
    this.#trace({ type: 'crash', id });
  }

  restart(id: ServerId): void {
    if (this.cluster.isUp(id)) return;
    this.#events++;
    try {
      this.cluster.restart(id);
    } finally {
      this.#trace({ type: 'restart', id });
    }
  }

  #step(action: StepAction, id: ServerId, event: Event): Observation {
    this.#events++;
    const crashAfter = this.#crashPoint?.(id, event);
    const observation = this.#handle(action, id, event, crashAfter);
    this.#trace(crashAfter === undefined ? action : { ...action, crashAfter: observation.executed }, observation);
    return observation;
  }

  /** A step that throws has its line too, or else nothing could replay it. */
  #handle(action: StepAction, id: ServerId, event: Event, crashAfter: CrashPoint | undefined): Observation {
    try {
      return this.cluster.handle(id, event, crashAfter);
    } catch (error) {
      this.#trace(typeof crashAfter === 'number' ? { ...action, crashAfter } : action);
      throw error;
    }
  }

  #trace(action: Action, observation?: Observation): void {
    if (!this.#watcher.trace) return;
    const { after, fired, crashed } = observation ?? {};
    const outcome = after && fired && { server: crashed ? null : after, fired };
    this.#watcher.trace(formatLine({ timeMs: this.nowMs, action, ...(outcome && { outcome }) }));
  }

  #advanceTo(time: number): void {
    this.#atThisInstant = time === this.#now ? this.#atThisInstant + 1 : 0;
    if (this.#atThisInstant > MAX_EVENTS_AN_INSTANT) {
      throw new Error(`time stands still at ${this.nowMs} ms: a loop without a delay`);
    }
    this.#now = time;
  }

  #surroundings(): Surroundings {
    const watcher = this.#watcher;
    const ignore = (): void => undefined;
    return {
      send: (message) => {
        watcher.send?.(message);
        for (const delivery of this.#network.route(message, this.#networkRandom)) {
          this.after(delivery.delayMs, () => this.#deliver(message, delivery.corrupted ?? false));
        }
      },
      timer: (id, effect) => {
        this.#arm(id, effect);
        watcher.timer?.(id, effect);
      },
      apply: watcher.apply ?? ignore,
      restore: watcher.restore ?? ignore,
      answer: watcher.answer ?? ignore,
      observe: watcher.observe ?? ignore,
      crashed: (id) => {
        this.#timers.delete(id);
        watcher.crashed?.(id);
      },
      restarted: watcher.restarted ?? ignore,
    };
  }

  #deliver(message: Message, corrupted: boolean): void {
    if (!this.cluster.isUp(message.to) || !this.#network.admits(message)) return;
    const action: StepAction = corrupted ? { type: 'deliver', message, corrupted } : { type: 'deliver', message };
    this.#step(action, message.to, corrupted ? corrupt(message) : message);
  }

  /** One timer runs at a time; arming one leaves the other alone only if it is the same. */
  #arm(id: ServerId, effect: 'armElectionTimer' | 'armHeartbeatTimer' | 'disarmTimers'): void {
    const generation = ++this.#generation;
    this.#timers.set(id, generation);
    if (effect === 'disarmTimers') return;
    const { electionTimeoutMs, electionTimeoutSpreadMs, heartbeatIntervalMs } = this.#timing;
    const isElection = effect === 'armElectionTimer';
    const spreadUs = Math.round(electionTimeoutSpreadMs * 1000);
    const delayMs = isElection
      ? electionTimeoutMs + this.#timerRandom.between(0, spreadUs) / 1000
      : heartbeatIntervalMs;
    this.after(delayMs, () => {
      if (this.#timers.get(id) !== generation) return;
      this.handle(id, { type: isElection ? 'electionTimeout' : 'heartbeatTimeout' });
    });
  }
}

/** A message as damaged storage or transport would deliver it. Only snapshot data has a checksum of Raft's own (D-12). */
export const corrupt = (message: Message): Message =>
  message.type === 'InstallSnapshot' && message.data.length > 0
    ? { ...message, data: flipFirst(message.data) }
    : message;

const flipFirst = (data: string): string => String.fromCharCode(data.charCodeAt(0) ^ 1) + data.slice(1);
