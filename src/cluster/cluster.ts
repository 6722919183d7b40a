// Room src/cluster. Servers with their disks, their state machines and the messages between them; effects are executed
// here.
// What may be touched here: what a crash, a disk or a network may do. Every driver stands on it, so that the pinned
// counts show any change. It knows neither time nor chance.

/**
 * Servers and their disks, without time and without a network: one thing happens to one server at a time, and whoever drives
 * the cluster chooses which. The simulator drives it by a clock, a replay by a list of actions.
 *
 * The effects of a step are executed one by one, and a crash may come after any of them: what was written is on the disk,
 * what was sent is on its way, and nothing of the rest has happened.
 */
import type { PageEffect } from '../core/effects.ts';
import { append } from '../core/log.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { applyPersist, emptyDurable } from '../core/server.ts';
import type {
  Apply,
  ArmTimer,
  Durable,
  Effect,
  Event,
  ExtensionId,
  LocalEvent,
  Message,
  Options,
  Reject,
  Reply,
  RestoreSnapshot,
  Server,
  ServerId,
  StopTimer,
} from '../core/types.ts';
import type { Observation } from '../trace/observation.ts';
import type { Disk } from '../trace/recording.ts';
import { type CrashPoint, type Executor, execute, type Running, takeStep } from './executor.ts';
import { expectRestarted } from './given.ts';

/** An effect that starts timers or stops them. */
export type TimerEffect = ArmTimer | StopTimer;

/** Who wants to know what the servers do. Whatever is left out is not told. */
export interface Surroundings {
  readonly send?: ((message: Message) => void) | undefined;
  readonly timer?: ((id: ServerId, effect: TimerEffect) => void) | undefined;
  readonly apply?: ((id: ServerId, apply: Apply) => void) | undefined;
  readonly restore?: ((id: ServerId, restore: RestoreSnapshot) => void) | undefined;
  readonly answer?: ((id: ServerId, answer: Reply | Reject) => void) | undefined;
  /** What an optional page has a driver do. */
  readonly page?: ((id: ServerId, effect: PageEffect) => void) | undefined;
  /** After every write to a disk. */
  readonly persisted?: ((id: ServerId, disk: Durable) => void) | undefined;
  /** After a step that has written: what the server has to be told of it, at once or later, unless it crashes before. */
  readonly owes?: ((id: ServerId, event: LocalEvent) => void) | undefined;
  /** After every step, when its effects have been executed. */
  readonly observe?: ((observation: Observation) => void) | undefined;
  /** After a crash, in a step or between two. */
  readonly crashed?: ((id: ServerId) => void) | undefined;
  /** After a server has come back from its disk, before it is given `start`. */
  readonly restarted?: ((id: ServerId, server: Server) => void) | undefined;
}

/** Who looks on at a run. Nothing in it may change the run. */
export interface Watcher extends Surroundings {
  /** Before anything happens: the cluster that runs. */
  readonly begin?: ((cluster: Cluster) => void) | undefined;
  /** A line of the trace. Given only if asked for, since it costs. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** The storage of a server that has run before. */
const diskOf = (empty: Durable, disk: Disk | undefined): Durable =>
  disk ? { ...empty, currentTerm: disk.term, votedFor: disk.votedFor, log: append(empty.log, disk.entries) } : empty;

/** A server and its disk, which change in place. */
interface Place extends Running {
  server: Server | null;
  disk: Durable;
}

/** What is written changes the place; everything else is told. */
const executorFor = (surroundings: Surroundings): Executor<Place> => {
  const timer = ({ disk: { id } }: Place, effect: TimerEffect): void => surroundings.timer?.(id, effect);
  const answer = ({ disk: { id } }: Place, effect: Reply | Reject): void => surroundings.answer?.(id, effect);
  const page = ({ disk: { id } }: Place, effect: PageEffect): void => surroundings.page?.(id, effect);
  return {
    persist: (place, effect) => {
      place.disk = applyPersist(place.disk, effect);
      surroundings.persisted?.(place.disk.id, place.disk);
    },
    send: (_place, { message }) => surroundings.send?.(message),
    apply: ({ disk: { id } }, effect) => surroundings.apply?.(id, effect),
    restoreSnapshot: ({ disk: { id } }, effect) => surroundings.restore?.(id, effect),
    armTimer: timer,
    stopTimer: timer,
    reply: answer,
    reject: answer,
    answerRead: page,
    rejectRead: page,
  };
};

export interface ClusterOptions {
  readonly ids: readonly ServerId[];
  /** Disks that are not empty at first. */
  readonly disks?: readonly Disk[];
  readonly protocol?: Protocol;
  readonly options?: Partial<Options>;
}

export class Cluster {
  readonly ids: readonly ServerId[];
  readonly #protocol: Protocol;
  readonly #places: ReadonlyMap<ServerId, Place>;
  readonly #surroundings: Surroundings;
  readonly #executeOn: (place: Place, effect: Effect) => Place;

  /** All servers are down at first; `restart` starts them. */
  constructor({ ids, protocol, options, disks = [] }: ClusterOptions, surroundings: Surroundings = {}) {
    this.ids = ids;
    this.#protocol = protocol ?? shippedProtocol;
    this.#surroundings = surroundings;
    const executor = executorFor(surroundings);
    this.#executeOn = (place, effect) => {
      execute(place, effect, executor);
      return place;
    };
    this.#places = new Map(
      ids.map((id) => {
        const empty = emptyDurable({ id, servers: ids, options: options ?? {} });
        return [
          id,
          {
            server: null,
            disk: diskOf(
              empty,
              disks.find((disk) => disk.id === id),
            ),
          },
        ];
      }),
    );
  }

  /** Does its protocol take other decisions than the spec, where it may? */
  get decisionsDiffer(): boolean {
    return this.#protocol.decisions === 'differ';
  }

  /** The optional pages of its protocol. */
  get extensions(): readonly ExtensionId[] {
    return this.#protocol.extensions ?? [];
  }

  /** The server as it is; null: down. */
  server(id: ServerId): Server | null {
    return this.#place(id).server;
  }

  disk(id: ServerId): Durable {
    return this.#place(id).disk;
  }

  /** Is it running? Who is no member never is: a protocol may send to anybody. */
  isUp(id: ServerId): boolean {
    return (this.#places.get(id)?.server ?? null) !== null;
  }

  /** The servers that are up, by id. */
  get running(): readonly Server[] {
    const running: Server[] = [];
    for (const { server } of this.#places.values()) if (server) running.push(server);
    return running;
  }

  /**
   * Gives an event to a server that is up. With `crashAfter` the server crashes when so many effects have been executed, or
   * at the end if there are fewer; the number may be chosen in view of the effects.
   */
  handle(id: ServerId, event: Event, crashAfter?: CrashPoint): Observation {
    const place = this.#place(id);
    const { observation, owed } = takeStep(place, { event, protocol: this.#protocol, crashAfter }, this.#executeOn);
    const { after, crashed } = observation;
    place.server = crashed ? null : after;
    this.#surroundings.observe?.(observation);
    if (crashed) this.#surroundings.crashed?.(id);
    for (const told of owed) this.#surroundings.owes?.(id, told);
    return observation;
  }

  /** The server is what it is said to be, whatever it was: for whoever looks on from the middle of a run. Nobody is told. */
  adopt(id: ServerId, server: Server | null, disk: Durable): void {
    const place = this.#place(id);
    place.server = server;
    place.disk = disk;
  }

  /** Everything but the disk is lost. */
  crash(id: ServerId): void {
    this.#place(id).server = null;
    this.#surroundings.crashed?.(id);
  }

  /** The server comes back from its disk. */
  restart(id: ServerId): void {
    const place = this.#place(id);
    const server = this.#protocol.restart(place.disk);
    expectRestarted(server, id);
    place.server = server;
    this.#surroundings.restarted?.(id, server);
    this.handle(id, { type: 'start' });
  }

  #place(id: ServerId): Place {
    const place = this.#places.get(id);
    if (!place) throw new Error(`there is no server ${id}, only ${this.ids.join(' ')}`);
    return place;
  }
}
