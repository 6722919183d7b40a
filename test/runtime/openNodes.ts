/** A cluster of nodes within the test's own process, with short timeouts. */

import { linkBetween } from '../../src/cluster/links.ts';
import type { ServerId } from '../../src/core/types.ts';
import {
  type MemoryNetwork,
  memoryNetwork,
  memoryStorage,
  type NodeConfiguration,
  RaftNode,
  type StateMachine,
  type Storage,
} from '../../src/runtime/index.ts';

/** Short, since everything is in one process; long enough for a busy machine. */
export const quick = { electionTimeoutMs: 200, heartbeatMs: 20 };

/** A list of all commands that were applied; it answers with the whole list. */
export class CommandList implements StateMachine<string> {
  commands: string[] = [];

  apply(command: string): string {
    this.commands.push(command);
    return this.commands.join(' ');
  }

  snapshot(): string {
    return JSON.stringify(this.commands);
  }

  restore(data: string): void {
    this.commands = JSON.parse(data) as string[];
  }
}

/** A server of such a cluster, over its restarts. */
export interface OpenNode {
  readonly id: ServerId;
  readonly node: RaftNode<string>;
  readonly list: CommandList;
  readonly storage: Storage;
}

/** What is said of each server. */
type OptionsOf = (id: ServerId) => Partial<NodeConfiguration<string>>;

/** Nodes that are open, until the test is over. */
export class OpenNodes implements AsyncDisposable {
  readonly servers: readonly ServerId[];
  readonly network: MemoryNetwork = memoryNetwork();
  readonly #options: OptionsOf;
  readonly #open = new Map<ServerId, OpenNode>();

  constructor(size: number, options: Partial<NodeConfiguration<string>> | OptionsOf = {}) {
    this.servers = Array.from({ length: size }, (_, place) => `S${place + 1}`);
    this.#options = typeof options === 'function' ? options : () => options;
  }

  static async of(size: number, options: Partial<NodeConfiguration<string>> | OptionsOf = {}): Promise<OpenNodes> {
    const nodes = new OpenNodes(size, options);
    for (const id of nodes.servers) await nodes.open(id);
    return nodes;
  }

  async open(id: ServerId, storage: Storage = this.#open.get(id)?.storage ?? memoryStorage()): Promise<OpenNode> {
    const list = new CommandList();
    const node = await RaftNode.open<string>({
      ...quick,
      id,
      servers: this.servers,
      storage,
      transport: this.network.transport(),
      stateMachine: list,
      ...this.#options(id),
    });
    const opened = { id, node, list, storage };
    this.#open.set(id, opened);
    return opened;
  }

  at(id: ServerId): OpenNode {
    const found = this.#open.get(id);
    if (!found) throw new Error(`${id} was never opened`);
    return found;
  }

  /** The one that leads in the newest term, as soon as there is one. */
  async leader(among: readonly ServerId[] = this.servers): Promise<OpenNode> {
    for (;;) {
      const leading = among.map((id) => this.at(id)).filter(({ node }) => node.status().role === 'leader');
      const [newest] = leading.sort((a, b) => b.node.status().currentTerm - a.node.status().currentTerm);
      if (newest) return newest;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The servers but one. */
  but(id: ServerId): readonly ServerId[] {
    return this.servers.filter((other) => other !== id);
  }

  cutOff(id: ServerId): void {
    this.network.cut(this.but(id).map((other) => linkBetween(id, other)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ node }) => node.close()));
  }
}

/** Waits until something is so. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};
