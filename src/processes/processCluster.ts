/** A cluster of processes on this machine, with a bad link at hand between any two of them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerId } from '../core/types.ts';
import { AppliedRecord } from './appliedRecord.ts';
import type { NodeProcessSetting } from './nodeMessages.ts';
import { ServerProcess } from './serverProcess.ts';
import { type StreamWay, TcpProxy } from './tcpProxy.ts';

/** What a cluster of processes is made of. */
export interface ProcessClusterSetting extends Pick<NodeProcessSetting, 'servers' | 'options' | 'segmentBytes'> {
  /** Where its disks and journals are: a folder of its own. */
  readonly directory: string;
  /** The program of its servers; absent: the one of figure2. */
  readonly program?: string;
}

/** Where the journals of a cluster are, in its folder: all files there are journals. */
export const journalsIn = (directory: string): string => join(directory, 'journals');

/** Two servers: who calls, and who is called. */
type Pair = `${ServerId} ${ServerId}`;

const pair = (caller: ServerId, called: ServerId): Pair => `${caller} ${called}`;

export class ProcessCluster {
  /** What its servers have applied. */
  readonly applied: AppliedRecord = new AppliedRecord();
  readonly #setting: ProcessClusterSetting;
  readonly #links: ReadonlyMap<Pair, TcpProxy>;
  /** Under which port each server listens that was ever open. */
  readonly #ports: Map<ServerId, number>;
  readonly #running = new Map<ServerId, ServerProcess>();
  /** Those whose disk is full: they have to end. */
  readonly #full = new Set<ServerProcess>();
  readonly #faults: string[] = [];

  private constructor(
    setting: ProcessClusterSetting,
    links: ReadonlyMap<Pair, TcpProxy>,
    ports: Map<ServerId, number>,
  ) {
    this.#setting = setting;
    this.#links = links;
    this.#ports = ports;
  }

  /** Links between all servers; none is started. */
  static async open(setting: ProcessClusterSetting): Promise<ProcessCluster> {
    mkdirSync(journalsIn(setting.directory), { recursive: true });
    const links = new Map<Pair, TcpProxy>();
    const ports = new Map<ServerId, number>();
    for (const caller of setting.servers) {
      for (const called of setting.servers) {
        if (caller === called) continue;
        const target = () => ({ host: '127.0.0.1', port: ports.get(called) ?? 0 });
        links.set(pair(caller, called), await TcpProxy.open(target));
      }
    }
    return new ProcessCluster(setting, links, ports);
  }

  /** All members. */
  get servers(): readonly ServerId[] {
    return this.#setting.servers;
  }

  /** The server that runs under this name; undefined: it is down. */
  running(id: ServerId): ServerProcess | undefined {
    return this.#running.get(id);
  }

  /** Starts a server, and waits until it is open. @throws Error that says why it has ended instead. */
  async start(id: ServerId): Promise<ServerProcess> {
    const { servers, directory, options, segmentBytes, program } = this.#setting;
    const others = servers.filter((other) => other !== id);
    const server = new ServerProcess(
      {
        id,
        servers,
        options,
        segmentBytes,
        directory: join(directory, id),
        journal: join(journalsIn(directory), `${id}.trace`),
        ports: Object.fromEntries(others.map((other) => [other, this.#link(id, other).address.port])),
      },
      (applied) => this.applied.take(id, applied),
      program,
    );
    this.#running.set(id, server);
    void server.exited.then((because) => {
      if (this.#running.get(id) === server) this.#running.delete(id);
      if (because !== null && !this.#full.has(server)) this.#faults.push(`${id} has ended by itself: ${because}`);
    });
    try {
      this.#ports.set(id, await server.opened);
    } catch {
      throw new Error(`${id} does not start: ${(await server.exited) ?? 'its process has ended'}`);
    }
    return server;
  }

  /** Kills a server as a failure of the machine would: at once, wherever it is (SIGKILL). */
  async kill(id: ServerId): Promise<void> {
    const server = this.#running.get(id);
    server?.signal('SIGKILL');
    await server?.exited;
  }

  /**
   * Fills the disk of a server, and waits until it has ended.
   *
   * @returns the word with which it ended; null: it had none, or was killed meanwhile.
   */
  async fillDisk(id: ServerId): Promise<string | null> {
    const server = this.#running.get(id);
    if (!server) return null;
    this.#full.add(server);
    server.fillDisk();
    return server.exited;
  }

  /** The servers that have ended by themselves and should not have, each in one sentence. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Nothing passes from one server to the other, whoever has called. */
  cut(from: ServerId, to: ServerId): void {
    this.#spoil(from, to, (link, way) => link.cut(way));
  }

  /** All that passes from one server to the other is late and slow. */
  slow(from: ServerId, to: ServerId, delayMs: number, bytesPerSecond: number): void {
    this.#spoil(from, to, (link, way) => {
      link.delay(delayMs, way);
      link.throttle(bytesPerSecond, way);
    });
  }

  /** All links are good again. */
  heal(): void {
    for (const link of this.#links.values()) link.heal();
  }

  /** Ends all processes and links. What does not end when it is asked to is killed. */
  async close(): Promise<void> {
    const left = [...this.#running.values()];
    for (const server of left) {
      server.signal('SIGCONT');
      server.signal('SIGKILL');
    }
    await Promise.all(left.map(({ exited }) => exited));
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }

  /** What passes from one server to the other goes forth where it has called, and back where it was called. */
  #spoil(from: ServerId, to: ServerId, spoil: (link: TcpProxy, way: StreamWay) => void): void {
    spoil(this.#link(from, to), 'forth');
    spoil(this.#link(to, from), 'back');
  }

  #link(caller: ServerId, called: ServerId): TcpProxy {
    const link = this.#links.get(pair(caller, called));
    if (!link) throw new Error(`there is no link from ${caller} to ${called}`);
    return link;
  }
}
