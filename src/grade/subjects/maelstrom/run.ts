/**
 * A run of a Maelstrom binary, in real time: its nodes are started, clients write and read, and whoever leads is cut off now and then.
 * Only what passes between the nodes is judged; no run can be done again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf } from '../../../../model/runs/labs/index.ts';
import { type Random, randomOf } from '../../../sim/random.ts';
import { excerpt } from '../../../text/printable.ts';
import type { GradeFinding } from '../../outcome.ts';
import { LiveProcesses } from '../../processes/live.ts';
import type { ProcessCommand, ProcessLine } from '../../processes/messages.ts';
import { WireChecks } from '../../wire/checks.ts';
import { viewOf } from '../../wire/view.ts';
import type { WirePacket } from '../wirePacket.ts';
import { type MaelstromMessage, nodeName, packetOf, readMaelstrom, serverOf } from './message.ts';

const SERVERS = 5;
/** Nodes may take so long until they are ready. */
const READY_MS = 20_000;
/** So long is a run, once they are. */
const RUN_MS = 12_000;
/** A client asks so often. */
const CLIENT_MS = 40;
/** So often whoever leads is cut off, and for so long. */
const CUT_EVERY_MS = 3_000;
const CUT_MS = 1_500;
/** A message takes from 1 ms to so long. */
const DELAY_MAX_MS = 5;

/** What a run is made of. */
export interface MaelstromOptions {
  readonly program: ProcessCommand;
  readonly processes: ProcessLine;
  /** What clients ask and how long messages take follows from it; the rest is the machine's. */
  readonly seed: number;
  /** Is called whenever a node has said something. */
  readonly beat: () => void;
  /** So long is the run, once all nodes are ready. */
  readonly runMs?: number;
}

/** What came of a run. */
export interface MaelstromResult {
  readonly wire: readonly GradeFinding[];
  /** Why it has ended before its time, in a sentence; undefined: it has not. */
  readonly because: string | undefined;
}

/** Runs a binary once. */
export const runMaelstrom = async (options: MaelstromOptions): Promise<MaelstromResult> => {
  const run = new MaelstromRun(options);
  try {
    await run.play();
  } finally {
    run.end();
  }
  return { wire: run.findings, because: run.because };
};

class MaelstromRun {
  /** Why it can't go on. */
  because: string | undefined;
  readonly #options: MaelstromOptions;
  readonly #random: Random;
  readonly #checks: WireChecks;
  readonly #processes: LiveProcesses;
  readonly #startedMs = performance.now();
  readonly #ready = new Set<number>();
  #cut: number | undefined;
  /** Who has sent entries last. */
  #leader: number | undefined;
  #asked = 0;
  #isOver = false;

  constructor(options: MaelstromOptions) {
    const { processes, program, seed } = options;
    this.#options = options;
    this.#random = randomOf(seed);
    this.#checks = new WireChecks({ seed });
    this.#processes = new LiveProcesses(processes, {
      line: (id, line) => this.#hear(id, line),
      ended: (id, because) => this.#fail(`${nameOf(id)} ${because}`),
    });
    this.#checks.opened(SERVERS);
    const names = this.#servers.map(nodeName);
    for (const server of this.#servers) {
      this.#processes.start(server, program);
      this.#checks.booted(server, null, 0);
      this.#tell(server, 'c0', { type: 'init', node_id: nodeName(server), node_ids: names });
    }
  }

  /** What came of the checks; nothing is saved on a disk that could be seen. */
  get findings(): readonly GradeFinding[] {
    return this.#checks.findings.map((finding) => {
      if (finding.check === 'W8')
        return { ...finding, outcome: 'not checked', because: 'a Maelstrom node has no disk that could be seen' };
      if (finding.outcome !== 'broken') return finding;
      return { ...finding, because: `${finding.because} (in real time: not replayable)` };
    });
  }

  async play(): Promise<void> {
    const { runMs = RUN_MS } = this.#options;
    await this.#until(READY_MS, () => this.#ready.size === SERVERS);
    const late = this.#servers.find((server) => !this.#ready.has(server));
    if (late !== undefined) this.#fail(`${nameOf(late)} has not answered init in ${READY_MS / 1000} s`);
    const beganMs = this.#nowMs;
    await this.#until(runMs, () => {
      this.#ask();
      const sinceMs = this.#nowMs - beganMs;
      const isCutting = sinceMs > CUT_EVERY_MS && sinceMs % CUT_EVERY_MS < CUT_MS;
      this.#cut = isCutting ? (this.#cut ?? this.#leader) : undefined;
      return false;
    });
  }

  end(): void {
    this.#isOver = true;
    this.#processes.end();
  }

  get #servers(): readonly number[] {
    return Array.from({ length: SERVERS }, (_, server) => server);
  }

  get #nowMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** Waits so long, or until it is so, or until the run can't go on. */
  async #until(limitMs: number, isSo: () => boolean): Promise<void> {
    const endMs = this.#nowMs + limitMs;
    while (this.because === undefined && this.#nowMs < endMs && !isSo()) await sleep(CLIENT_MS);
  }

  #fail(because: string): void {
    if (!this.#isOver) this.because ??= because;
  }

  /** A client asks some node, as the workload lin-kv does. */
  #ask(): void {
    const key = this.#random.between(0, 4);
    const [value, other] = [this.#random.between(0, 9), this.#random.between(0, 9)];
    const body = this.#random.pick([
      { type: 'read', key },
      { type: 'write', key, value },
      { type: 'cas', key, from: other, to: value },
    ]);
    this.#tell(this.#random.between(0, SERVERS - 1), `c${this.#random.between(1, 3)}`, body);
  }

  #tell(server: number, client: string, body: object): void {
    const message = { src: client, dest: nodeName(server), body: { ...body, msg_id: ++this.#asked } };
    this.#processes.write(server, `${JSON.stringify(message)}\n`);
  }

  #hear(from: number, line: string): void {
    if (this.#isOver) return;
    this.#options.beat();
    const message = readMaelstrom(line);
    if (!message) {
      this.#fail(`${nameOf(from)} said ${excerpt(line)}, which is no message of Maelstrom`);
      return;
    }
    if (message.body.type === 'init_ok') this.#ready.add(from);
    const to = serverOf(message.dest, SERVERS);
    if (to !== undefined) this.#carry(message, packetOf(message, from, to));
  }

  #carry(message: MaelstromMessage, packet: WirePacket): void {
    const { from, to } = packet;
    this.#checks.sent(packet, this.#nowMs);
    if (packet.type === 'request' && viewOf(packet).kind === 'append') this.#leader = from;
    setTimeout(
      () => {
        if (this.#isOver || this.#cut === from || this.#cut === to) return;
        this.#checks.delivered(packet, this.#nowMs);
        this.#processes.write(to, `${JSON.stringify(message)}\n`);
      },
      this.#random.between(1, DELAY_MAX_MS),
    );
  }
}
