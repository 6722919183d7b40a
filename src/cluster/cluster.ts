/**
 * Servers and their disks, without time and without a network: one thing happens to one server at a time, and whoever drives
 * the cluster chooses which. The simulator drives it by a clock, a replay by a list of actions.
 *
 * The effects of a step are executed one by one, and a crash may come after any of them: what was written is on the disk,
 * what was sent is on its way, and nothing of the rest has happened.
 */
import { append } from '../core/log.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { applyPersist, emptyDurable } from '../core/server.ts';
import type {
  Apply,
  Durable,
  Effect,
  Event,
  Message,
  Options,
  Reject,
  Reply,
  RestoreSnapshot,
  Server,
  ServerId,
} from '../core/types.ts';
import type { Observation } from '../trace/observation.ts';
import type { Disk } from '../trace/recording.ts';

/** After how many of a step's effects the server crashes. */
export type CrashPoint = number | ((effects: readonly Effect[]) => number);

/** Who wants to know what the servers do. */
export interface Surroundings {
  readonly send: (message: Message) => void;
  readonly timer: (id: ServerId, effect: 'armElectionTimer' | 'armHeartbeatTimer' | 'disarmTimers') => void;
  readonly apply: (id: ServerId, apply: Apply) => void;
  readonly restore: (id: ServerId, restore: RestoreSnapshot) => void;
  readonly answer: (id: ServerId, answer: Reply | Reject) => void;
  /** After every step, when its effects have been executed. */
  readonly observe: (observation: Observation) => void;
  /** After a crash between two steps. */
  readonly crashed: (id: ServerId) => void;
  /** After a server has come back from its disk, before it is given `start`. */
  readonly restarted: (id: ServerId, server: Server) => void;
}

/** The storage of a server that has run before. */
const written = (empty: Durable, disk: Disk | undefined): Durable =>
  disk ? { ...empty, currentTerm: disk.term, votedFor: disk.votedFor, log: append(empty.log, disk.entries) } : empty;

interface Node {
  /** null: down. */
  server: Server | null;
  disk: Durable;
}

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
  readonly #nodes: ReadonlyMap<ServerId, Node>;
  readonly #surroundings: Surroundings;

  /** All servers are down at first; `restart` starts them. */
  constructor({ ids, protocol, options, disks = [] }: ClusterOptions, surroundings: Surroundings) {
    this.ids = ids;
    this.#protocol = protocol ?? shippedProtocol;
    this.#surroundings = surroundings;
    this.#nodes = new Map(
      ids.map((id) => {
        const empty = emptyDurable({ id, servers: ids, options: options ?? {} });
        return [
          id,
          {
            server: null,
            disk: written(
              empty,
              disks.find((disk) => disk.id === id),
            ),
          },
        ];
      }),
    );
  }

  /** The server as it is; null: down. */
  server(id: ServerId): Server | null {
    return this.#node(id).server;
  }

  disk(id: ServerId): Durable {
    return this.#node(id).disk;
  }

  isUp(id: ServerId): boolean {
    return this.#node(id).server !== null;
  }

  /** The servers that are up, by id. */
  get running(): readonly Server[] {
    const running: Server[] = [];
    for (const { server } of this.#nodes.values()) if (server) running.push(server);
    return running;
  }

  /**
   * Gives an event to a server that is up. With `crashAfter` the server crashes when so many effects have been executed, or
   * at the end if there are fewer; the number may be chosen in view of the effects.
   */
  handle(id: ServerId, event: Event, crashAfter?: CrashPoint): Observation {
    const node = this.#node(id);
    const before = node.server;
    if (before === null) throw new Error(`${id} is down and can't handle ${event.type}`);
    const diskBefore = node.disk;
    const { server: after, effects, fired } = this.#protocol.step(before, event);
    const point = typeof crashAfter === 'function' ? crashAfter(effects) : (crashAfter ?? effects.length);
    const executed = Math.min(point, effects.length);
    for (const effect of effects.slice(0, executed)) this.#execute(id, node, effect);
    const crashed = crashAfter !== undefined;
    node.server = crashed ? null : after;
    const { disk } = node;
    const observation = { id, event, before, after, effects, fired, diskBefore, disk, executed, crashed };
    this.#surroundings.observe(observation);
    if (crashed) this.#surroundings.crashed(id);
    return observation;
  }

  /** Everything but the disk is lost. */
  crash(id: ServerId): void {
    this.#node(id).server = null;
    this.#surroundings.crashed(id);
  }

  /** The server comes back from its disk. */
  restart(id: ServerId): void {
    const node = this.#node(id);
    node.server = this.#protocol.restart(node.disk);
    this.#surroundings.restarted(id, node.server);
    this.handle(id, { type: 'start' });
  }

  #execute(id: ServerId, node: Node, effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        node.disk = applyPersist(node.disk, effect);
        return;
      case 'send':
        this.#surroundings.send(effect.message);
        return;
      case 'armElectionTimer':
      case 'armHeartbeatTimer':
      case 'disarmTimers':
        this.#surroundings.timer(id, effect.type);
        return;
      case 'apply':
        this.#surroundings.apply(id, effect);
        return;
      case 'restoreSnapshot':
        this.#surroundings.restore(id, effect);
        return;
      case 'reply':
      case 'reject':
        this.#surroundings.answer(id, effect);
    }
  }

  #node(id: ServerId): Node {
    const node = this.#nodes.get(id);
    if (!node) throw new Error(`there is no server ${id}, only ${this.ids.join(' ')}`);
    return node;
  }
}
