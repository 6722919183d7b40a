/**
 * The other end of every server's apply channel, and the course's checks on what comes out of it. A command is committed,
 * for the labs, when a server has delivered it.
 */
import { fail, nameOf } from './failure.ts';
import type { ApplyMessage } from './subject.ts';

/** How often the service on top takes a snapshot: at 9, 19, 29 and so on. */
const SNAPSHOT_INTERVAL = 10;

/** What one server has delivered. */
interface Delivered {
  /** Commands by index. A restart does not forget them, a snapshot replaces them. */
  commands: (string | null | undefined)[];
  /** The last index delivered since the server was started; checked only in the labs with snapshots. */
  lastApplied: number;
}

/** How many servers have ever delivered an index, and what. */
export interface CommittedCommand {
  readonly count: number;
  readonly command?: string;
}

export class Applier {
  readonly #servers: readonly Delivered[];
  readonly #withSnapshots: boolean;

  constructor(servers: number, withSnapshots: boolean) {
    this.#servers = Array.from({ length: servers }, () => ({ commands: [], lastApplied: 0 }));
    this.#withSnapshots = withSnapshots;
  }

  /** A server begins anew, with what the snapshot on its disk holds. */
  booting(server: number, snapshot: string | null): void {
    this.#of(server).lastApplied = 0;
    if (snapshot === null) return;
    const { lastIncludedIndex: index } =
      decode(snapshot) ?? fail(`${nameOf(server)} has saved a snapshot that can't be read`);
    this.#restore(server, index, snapshot);
  }

  /** Takes what a server delivers. The bytes of a snapshot come back when it is time to take one. */
  deliver(server: number, message: ApplyMessage): string | undefined {
    if (message.type === 'command') return this.#apply(server, message.index, message.command);
    this.#restore(server, message.index, message.data);
    return undefined;
  }

  #apply(server: number, index: number, command: string): string | undefined {
    const delivered = this.#of(server);
    const { commands, lastApplied } = delivered;
    if (this.#withSnapshots && index !== lastApplied + 1) {
      fail(`${nameOf(server)} applied out of order: index ${lastApplied + 1} was next, and index ${index} came`);
    }
    this.#compare(server, index, command);
    if (index > 1 && commands[index - 1] === undefined) {
      fail(`${nameOf(server)} applied out of order: index ${index} came, and index ${index - 1} never did`);
    }
    commands[index] = command;
    delivered.lastApplied = index;
    if (!this.#withSnapshots || (index + 1) % SNAPSHOT_INTERVAL !== 0) return undefined;
    return JSON.stringify({ lastIncludedIndex: index, commands: commands.slice(0, index + 1) });
  }

  /** Takes a snapshot in place of everything before. As in the course, it may go back. */
  #restore(server: number, index: number, data: string): void {
    const name = nameOf(server);
    const content = decode(data) ?? fail(`${name} delivered a snapshot that can't be read, at index ${index}`);
    if (content.lastIncludedIndex !== index) {
      fail(`${name} delivered a snapshot as of index ${index}, but it holds ${content.lastIncludedIndex}`);
    }
    const delivered = this.#of(server);
    delivered.commands = [...content.commands];
    delivered.lastApplied = index;
  }

  /** The course's nCommitted. */
  committed(index: number): CommittedCommand {
    let count = 0;
    let first: Applied | undefined;
    for (const [server, { commands }] of this.#servers.entries()) {
      const command = commands[index];
      if (typeof command !== 'string') continue;
      if (first && first.command !== command) fail(differ(index, first, { server, command }));
      first ??= { server, command };
      count++;
    }
    return { count, ...(first && { command: first.command }) };
  }

  #compare(server: number, index: number, command: string): void {
    for (const [other, { commands }] of this.#servers.entries()) {
      const old = commands[index];
      if (typeof old === 'string' && old !== command) {
        fail(differ(index, { server: other, command: old }, { server, command }));
      }
    }
  }

  #of(server: number): Delivered {
    return this.#servers[server] ?? fail(`there is no server ${server}`);
  }
}

interface Applied {
  readonly server: number;
  readonly command: string;
}

const differ = (index: number, one: Applied, other: Applied): string =>
  `at index ${index} all servers must apply the same command, ` +
  `but ${nameOf(one.server)} applied ${short(one.command)} and ${nameOf(other.server)} ${short(other.command)}`;

/** A command as the reader of a failure wants it. */
export const short = (command: string): string => (command.length > 40 ? `${command.slice(0, 37)}...` : command);

interface Content {
  readonly lastIncludedIndex: number;
  readonly commands: readonly (string | null)[];
}

const decode = (data: string): Content | undefined => {
  try {
    const content = JSON.parse(data) as Partial<Content> | null;
    const isContent = typeof content?.lastIncludedIndex === 'number' && Array.isArray(content.commands);
    return isContent ? (content as Content) : undefined;
  } catch {
    return undefined;
  }
};
