// Room src/sim. Virtual time and chance: timers, delays and faults from one seed.
// What may be touched here: what is due next. Equal seeds give equal runs: there is no clock, and no dice but those of
// the seed.

/**
 * A cluster in virtual time: timers, a network, and scripts that make things happen. Everything that is left to chance is
 * drawn from one seed, so that equal options give equal runs, event for event.
 */

import type { Cluster, ClusterOptions, Surroundings, TimerEffect, Watcher } from '../cluster/cluster.ts';
import { corrupt } from '../cluster/corrupt.ts';
import type { CrashPoint } from '../cluster/executor.ts';
import type { Event, LocalEvent, Message, ServerId, TimerName } from '../core/types.ts';
import type { StepAction } from '../trace/grammar.ts';
import type { Observation } from '../trace/observation.ts';
import { type Random, randomOf } from './random.ts';
import { type Schedule, VirtualTime } from './time.ts';
import { type Timing, timerMs } from './timers.ts';
import { TracedCluster } from './tracedCluster.ts';

/** What becomes of a message: one delivery for each delay, in milliseconds; none: it is lost. */
export interface Routing {
  readonly route: (message: Message, random: Random) => readonly Delivery[];
  /** Asked again on arrival: is there still a way? */
  readonly admits: (message: Message) => boolean;
}

export interface Delivery {
  readonly delayMs: number;
  /** Does it arrive with its snapshot data corrupted? */
  readonly corrupted?: boolean;
}

export interface SimulatorOptions extends ClusterOptions {
  readonly seed: number;
  readonly timing: Timing;
  readonly network: Routing;
  readonly watcher?: Watcher;
  /** Asked before each step but `start`, which belongs to the restart: is the server to crash in the middle of it? */
  readonly crashPoint?: (id: ServerId, event: Event) => CrashPoint | undefined;
}

/** Most writes take no longer, in milliseconds. */
const USUAL_WRITE_MS = 20;
/** And some, while the disk is busy, no longer than this. */
const SLOW_WRITE_MS = 5000;
const SLOW_WRITE_CHANCE = 0.1;

export class Simulator {
  /** For scripts. Timers and network draw from sources of their own. */
  readonly random: Random;
  readonly #timing: Timing;
  readonly #network: Routing;
  readonly #watcher: Watcher;
  readonly #crashPoint: SimulatorOptions['crashPoint'];
  readonly #timerRandom: Random;
  readonly #networkRandom: Random;
  readonly #diskRandom: Random;
  readonly #time = new VirtualTime();
  readonly #traced: TracedCluster;
  /** The timers that run, each with the number under which it was armed. */
  readonly #timers = new Map<ServerId, Map<TimerName, number>>();
  /** How often each server has crashed. */
  readonly #crashes = new Map<ServerId, number>();
  #generation = 0;

  constructor(options: SimulatorOptions) {
    const random = randomOf(options.seed);
    this.random = random.fork();
    this.#timerRandom = random.fork();
    this.#networkRandom = random.fork();
    this.#diskRandom = random.fork();
    this.#timing = options.timing;
    this.#network = options.network;
    this.#watcher = options.watcher ?? {};
    this.#crashPoint = options.crashPoint;
    this.#traced = new TracedCluster(options, this.#surroundings(), {
      nowMs: () => this.nowMs,
      trace: this.#watcher.trace,
    });
    this.#watcher.begin?.(this.cluster);
  }

  get cluster(): Cluster {
    return this.#traced.cluster;
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  /** Steps begun so far, by all servers, `start` among them. */
  get events(): number {
    return this.#traced.events;
  }

  /** Does something after a while; at once if the while is negative. */
  after(delayMs: number, what: () => void): void {
    this.#time.after(delayMs, what);
  }

  /** Runs a script beside everything else. */
  spawn(script: Schedule): void {
    this.#time.spawn(script);
  }

  /** Lets time pass until this moment, or until `isOver` says so; says which. A moment that has passed leaves time alone. */
  runUntil(endMs: number, isOver?: () => boolean): boolean {
    return this.#time.runUntil(endMs, isOver);
  }

  /** Gives an event to a server; nothing when it is down. */
  handle(id: ServerId, event: LocalEvent): Observation | undefined {
    if (!this.cluster.isUp(id)) return undefined;
    return this.#step({ type: 'event', id, event }, id, event);
  }

  crash(id: ServerId): void {
    this.#traced.crash(id);
  }

  restart(id: ServerId): void {
    this.#traced.restart(id);
  }

  #step(action: StepAction, id: ServerId, event: Event): Observation {
    return this.#traced.step(action, id, event, this.#crashPoint?.(id, event));
  }

  #surroundings(): Surroundings {
    const watcher = this.#watcher;
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
      apply: watcher.apply,
      restore: watcher.restore,
      answer: watcher.answer,
      persisted: watcher.persisted,
      owes: (id, event) => {
        this.#tell(id, event);
        watcher.owes?.(id, event);
      },
      observe: watcher.observe,
      crashed: (id) => {
        this.#timers.delete(id);
        this.#crashes.set(id, (this.#crashes.get(id) ?? 0) + 1);
        watcher.crashed?.(id);
      },
      restarted: watcher.restarted,
    };
  }

  #deliver(message: Message, corrupted: boolean): void {
    if (!this.cluster.isUp(message.to) || !this.#network.admits(message)) return;
    const action: StepAction = corrupted ? { type: 'deliver', message, corrupted } : { type: 'deliver', message };
    this.#step(action, message.to, corrupted ? corrupt(message) : message);
  }

  /** A write takes a while, and who has crashed meanwhile is told of nothing. */
  #tell(id: ServerId, event: LocalEvent): void {
    const crashes = this.#crashes.get(id);
    const maxMs = this.#diskRandom.chance(SLOW_WRITE_CHANCE) ? SLOW_WRITE_MS : USUAL_WRITE_MS;
    this.after(this.#diskRandom.between(0, maxMs * 1000) / 1000, () => {
      if (this.#crashes.get(id) === crashes) this.handle(id, event);
    });
  }

  #arm(id: ServerId, { type, timer }: TimerEffect): void {
    const timers = this.#timersOf(id);
    timers.delete(timer);
    if (type === 'stopTimer') return;
    const generation = ++this.#generation;
    timers.set(timer, generation);
    this.after(timerMs(timer, this.#timing, this.#timerRandom), () => {
      if (this.#timers.get(id)?.get(timer) !== generation) return;
      timers.delete(timer);
      this.handle(id, { type: 'timeout', timer });
    });
  }

  #timersOf(id: ServerId): Map<TimerName, number> {
    const known = this.#timers.get(id);
    if (known) return known;
    const timers = new Map<TimerName, number>();
    this.#timers.set(id, timers);
    return timers;
  }
}
