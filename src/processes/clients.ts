/** Clients of a cluster of processes: each proposes one command after another, to whom it takes for the leader, and notes what it is told. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerId } from '../core/types.ts';
import type { Random } from '../sim/random.ts';
import type { Operation } from './history.ts';
import { commandText, type LedgerCommand } from './ledger.ts';
import type { ProcessCluster } from './processCluster.ts';
import type { ServerProcess, ToldOutcome } from './serverProcess.ts';

/** How long it may take a cluster that is well to acknowledge a command, in milliseconds. It decides nothing but when to give up. */
export const PATIENCE_MS = 60_000;

/** A cluster that is well again goes on all the same: whether it ever would can't be known. */
export class NoProgress extends Error {
  override readonly name = 'NoProgress';
}

/** The server that was asked is down. */
const NOBODY: ToldOutcome = { outcome: { kind: 'notApplied' }, leaderId: null };

/** How long a client waits when nobody takes its command, in milliseconds. */
const REST_MS = 10;

/** Who can be asked: all servers, and those of them that run. */
export interface ServersToAsk extends Pick<ProcessCluster, 'servers'> {
  readonly running: (id: ServerId) => Pick<ServerProcess, 'propose'> | undefined;
}

export class ProcessClients {
  readonly #cluster: ServersToAsk;
  readonly #history: Operation[] = [];
  readonly #running: Promise<void>[] = [];
  #moments = 0;
  #names = 0;
  #isOver = false;
  /** Who is taken for the leader. */
  #leader: ServerId;

  constructor(cluster: ServersToAsk) {
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

  /**
   * A command that is proposed from now on is acknowledged. All servers are asked, again and again, and nobody's answer is waited for: so what is
   * seen is the cluster, and not the patience of a client with a server that was paused or cut off.
   *
   * @throws NoProgress when none is for a long time.
   */
  async progress(random: Random): Promise<void> {
    let [isAcknowledged, wake] = [false, (): void => undefined];
    const acknowledged = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const ask = async (id: ServerId): Promise<void> => {
      const { outcome } = await this.#ask(id, commandText(this.#nextCommand(random)));
      if (outcome.kind !== 'applied') return;
      isAcknowledged = true;
      wake();
    };
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      this.#running.push(...this.#cluster.servers.map(ask));
      await Promise.race([acknowledged, wait(REST_MS)]);
      if (isAcknowledged) return;
    }
    throw new NoProgress(
      `no command was acknowledged for ${PATIENCE_MS / 1000} s, though nothing is wrong with the cluster any more`,
    );
  }

  /** Lets the clients end their commands, and propose no more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
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
    const { outcome, leaderId } = await this.#ask(asked, command);
    if (outcome.kind === 'applied') return true;
    if (this.#leader === asked) this.#leader = leaderId ?? this.#after(asked);
    return false;
  }

  /** Proposes a command to a server, and notes what it is told. */
  async #ask(id: ServerId, command: string): Promise<ToldOutcome> {
    const begin = this.#moments++;
    const told = (await this.#cluster.running(id)?.propose(command)) ?? NOBODY;
    const end = told.outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : this.#moments++;
    this.#history.push({ command, begin, end, outcome: told.outcome });
    return told;
  }

  /** The server that is asked after one that did not know better. */
  #after(id: ServerId): ServerId {
    const { servers } = this.#cluster;
    return servers[(servers.indexOf(id) + 1) % servers.length] ?? id;
  }
}
