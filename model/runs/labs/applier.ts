/**
 * The other end of every server's apply channel, and the course's checks on what comes out of it. A command is committed,
 * for the labs, when a server has delivered it.
 */
import type { Apply, Index, ServerId, Snapshot } from '../../../src/core/types.ts';
import { fail } from './failure.ts';

/** How often the service on top takes a snapshot: at 9, 19, 29 and so on. */
const SNAPSHOT_INTERVAL = 10;

/** What one server has delivered. */
interface Delivered {
  /** Commands by index. A restart does not forget them, a snapshot replaces them. */
  commands: (string | null | undefined)[];
  /** The last index delivered since the server was started; checked only in the labs with snapshots. */
  lastApplied: Index;
}

/** How many servers have ever delivered an index, and what. */
export interface Committed {
  readonly count: number;
  readonly command?: string;
}

export class Applier {
  readonly #servers: ReadonlyMap<ServerId, Delivered>;
  readonly #withSnapshots: boolean;

  constructor(ids: readonly ServerId[], withSnapshots: boolean) {
    this.#servers = new Map(ids.map((id) => [id, { commands: [], lastApplied: 0 }]));
    this.#withSnapshots = withSnapshots;
  }

  /** A server begins anew, with what its snapshot holds. */
  restarted(id: ServerId, snapshot: Snapshot | null): void {
    this.#of(id).lastApplied = 0;
    if (snapshot !== null) this.restore(id, snapshot);
  }

  /** Takes a command. The bytes of a snapshot come back when it is time to take one. */
  apply(id: ServerId, { index, command }: Apply): string | undefined {
    const delivered = this.#of(id);
    const { commands, lastApplied } = delivered;
    if (this.#withSnapshots && index !== lastApplied + 1) {
      fail(`${id} applied out of order: index ${lastApplied + 1} was next, and index ${index} came`);
    }
    this.#compare(id, index, command);
    if (index > 1 && commands[index - 1] === undefined) {
      fail(`${id} applied out of order: index ${index} came, and index ${index - 1} never did`);
    }
    commands[index] = command;
    delivered.lastApplied = index;
    if (!this.#withSnapshots || (index + 1) % SNAPSHOT_INTERVAL !== 0) return undefined;
    return JSON.stringify({ lastIncludedIndex: index, commands: commands.slice(0, index + 1) });
  }

  /** Takes a snapshot in place of everything before. As in the course, it may go back. */
  restore(id: ServerId, { lastIncludedIndex, data }: Snapshot): void {
    const content =
      decode(data) ?? fail(`${id} delivered a snapshot that can't be read, at index ${lastIncludedIndex}`);
    if (content.lastIncludedIndex !== lastIncludedIndex) {
      fail(`${id} delivered a snapshot as of index ${lastIncludedIndex}, but it holds ${content.lastIncludedIndex}`);
    }
    const delivered = this.#of(id);
    delivered.commands = [...content.commands];
    delivered.lastApplied = lastIncludedIndex;
  }

  /** The course's nCommitted. */
  committed(index: Index): Committed {
    let count = 0;
    let first: { readonly id: ServerId; readonly command: string } | undefined;
    for (const [id, { commands }] of this.#servers) {
      const command = commands[index];
      if (typeof command !== 'string') continue;
      if (first && first.command !== command) fail(differ(index, first.id, first.command, id, command));
      first ??= { id, command };
      count++;
    }
    return { count, ...(first && { command: first.command }) };
  }

  #compare(id: ServerId, index: Index, command: string): void {
    for (const [other, { commands }] of this.#servers) {
      const old = commands[index];
      if (typeof old === 'string' && old !== command) fail(differ(index, other, old, id, command));
    }
  }

  #of(id: ServerId): Delivered {
    return this.#servers.get(id) ?? fail(`there is no server ${id}`);
  }
}

const differ = (index: Index, one: ServerId, hers: string, other: ServerId, his: string): string =>
  `at index ${index} all servers must apply the same command, but ${one} applied ${short(hers)} and ${other} ${short(his)}`;

/** A command as the reader of a failure wants it. */
export const short = (command: string): string => (command.length > 40 ? `${command.slice(0, 37)}...` : command);

interface Content {
  readonly lastIncludedIndex: Index;
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
