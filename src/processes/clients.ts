/** Clients of a cluster of processes: each proposes one command after another, to whom it takes for the leader, and notes what it is told. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerId } from '../core/types.ts';
import type { Random } from '../sim/random.ts';
import type { Operation } from './history.ts';
import { commandText, type LedgerCommand } from './ledger.ts';
import type { ProcessCluster } from './processCluster.ts';

/** How long it may take a cluster that is well to acknowledge a command, in milliseconds. It decides nothing but when to give up. */
export const PATIENCE_MS = 60_000;

/** A cluster that is well again goes on all the same: whether it ever would can't be known. */
export class NoProgress extends Error {
  override readonly name = 'NoProgress';
}

/** How long a client waits when nobody takes its command, in milliseconds. */
const REST_MS = 10;

export class ProcessClients {
  readonly #cluster: ProcessCluster;
  readonly #history: Operation[] = [];
  readonly #running: Promise<void>[] = [];
  #moments = 0;
  #names = 0;
  #lastAcknowledged: Operation | undefined;
  #progress: (() => void)[] = [];
  #isOver = false;
  /** Who is taken for the leader. */
  #leader: ServerId;

  constructor(cluster: ProcessCluster) {
    this.#cluster = cluster;
    this.#leader = cluster.servers[0] ?? '';
  }

  /** What was seen up to now. */
  get history(): readonly Operation[] {
    return this.#history;
  }

  /** Lets so many clients begin. */
  begin(count: number, random: Random): void {
    for (let client = 0; client < count; client++) this.#running.push(this.#run(random.fork()));
  }

  /** A command that is proposed from now on is acknowledged. @throws NoProgress when none is for a long time. */
  async progress(): Promise<void> {
    const begin = this.#moments;
    const patience = setTimeout(() => this.#wake(), PATIENCE_MS);
    const since = performance.now();
    try {
      while (performance.now() - since < PATIENCE_MS) {
        await new Promise<void>((resolve) => this.#progress.push(resolve));
        if ((this.#lastAcknowledged?.begin ?? -1) >= begin) return;
      }
    } finally {
      clearTimeout(patience);
    }
    throw new NoProgress(
      `no command was acknowledged for ${PATIENCE_MS / 1000} s, though nothing is wrong with the cluster any more`,
    );
  }

  /** Lets the clients end their commands, and propose no more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
    this.#wake();
  }

  /** Proposes one command more. True: it was acknowledged. */
  propose(random: Random): Promise<boolean> {
    return this.#propose(commandText(this.#nextCommand(random)));
  }

  async #run(random: Random): Promise<void> {
    while (!this.#isOver) if (!(await this.propose(random))) await wait(REST_MS);
  }

  #nextCommand(random: Random): LedgerCommand {
    const name = `c${++this.#names}`;
    const verb = random.pick(['add', 'set', 'get'] as const);
    return { name, verb, argument: verb === 'get' ? '' : String(random.between(1, 1000)) };
  }

  async #propose(command: string): Promise<boolean> {
    const asked = this.#leader;
    const begin = this.#moments++;
    const server = this.#cluster.running(asked);
    const { outcome, leaderId } = (await server?.propose(command)) ?? {
      outcome: { kind: 'notApplied' },
      leaderId: null,
    };
    const end = outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : this.#moments++;
    const operation = { command, begin, end, outcome };
    this.#history.push(operation);
    if (outcome.kind === 'applied') {
      this.#lastAcknowledged = operation;
      this.#wake();
      return true;
    }
    if (this.#leader === asked) this.#leader = leaderId ?? this.#after(asked);
    return false;
  }

  /** The server that is asked after one that did not know better. */
  #after(id: ServerId): ServerId {
    const { servers } = this.#cluster;
    return servers[(servers.indexOf(id) + 1) % servers.length] ?? id;
  }

  #wake(): void {
    for (const told of this.#progress.splice(0)) told();
  }
}
