/** One server of a submission in Go, from its start to its crash: one instance of its module, which the host steps. */

import type {
  ClaimedState,
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectRun,
} from '../../../../model/runs/labs/index.ts';
import { nameOf } from '../../../../model/runs/labs/index.ts';
import { ServerEnded } from '../serverEnded.ts';
import type { WirePacket } from '../wirePacket.ts';
import { Exited, Wasi } from './wasi.ts';
import { Instance, Module, RuntimeError, type WasmMemory, type WasmModule } from './webAssembly.ts';

/** How the Go side numbers what a server does (replacements/figure2/host.go). */
const does = ['request', 'reply', 'save', 'command', 'snapshot', 'result'] as const;

/** And what it may take. */
const takes = ['setup', 'state', 'snapshot', 'item'] as const;

/** And what happens to it (replacements/figure2/serve.go). */
const items = ['request', 'reply', 'start', 'state', 'snapshot'] as const;
type Item = (typeof items)[number];

/** The server crashes here, as it was told to. */
class Crash extends Error {}

interface Exports {
  readonly memory: WasmMemory;
  readonly _initialize: () => void;
  readonly boot: (untilNs: bigint) => void;
  readonly advance: (untilNs: bigint) => void;
}

/** Goroutines that are ready run while everybody sleeps for so long. */
const MOMENT_NS = 1000n;

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

const SYSTEM = 'wasi_snapshot_preview1';

const systemImports = (module: WasmModule): readonly string[] =>
  Module.imports(module).flatMap((one) => (one.module === SYSTEM ? [one.name] : []));

/** What a server is started with. */
export interface InstanceOptions {
  readonly module: WasmModule;
  readonly server: number;
  readonly saved: Saved | null;
  readonly host: SubjectHost;
  readonly run: SubjectRun;
}

export class GoInstance implements Subject {
  readonly #options: InstanceOptions;
  readonly #wasi: Wasi;
  readonly #exports: Exports;
  readonly #inbox: Uint8Array[] = [];
  readonly #results = new Map<number, { readonly index: number; readonly term: number; readonly isLeader: boolean }>();
  readonly #bornMs: number;
  #asked = 0;
  #crashAfter = Number.POSITIVE_INFINITY;
  #isDown = false;

  constructor(options: InstanceOptions) {
    const { module, run } = options;
    this.#options = options;
    this.#wasi = new Wasi(run.random.fork(), systemImports(module));
    this.#bornMs = run.nowMs();
    const { exports } = new Instance(module, {
      [SYSTEM]: this.#wasi.imports,
      figure2: { emit: this.#emit, take: this.#take },
    });
    this.#exports = exports as unknown as Exports;
    this.#wasi.memory = this.#exports.memory;
    this.#turn(() => {
      this.#exports._initialize();
      this.#exports.boot(this.#untilNs());
    });
  }

  start(command: string): Started {
    const asked = this.#ask('start', command);
    return asked ?? { index: 0, term: 0, isLeader: false };
  }

  state(): ClaimedState {
    return this.#ask('state', '') ?? { term: 0, isLeader: false };
  }

  snapshot(index: number, data: string): void {
    this.#happen('snapshot', [index, 0, 0], '', data);
  }

  deliver(packet: LabPacket): void {
    const { type, from, call = 0, bytes, method } = packet as WirePacket;
    if (type === 'request') this.#happen('request', [from, call, 0], method, bytes);
    else this.#happen('reply', [from, call, 1], '', bytes);
  }

  unanswered(to: number, call: number): void {
    this.#happen('reply', [to, call, 0], '', '');
  }

  advance(): void {
    this.#turn(() => this.#exports.advance(this.#untilNs()));
  }

  crash(): void {
    this.#isDown = true;
  }

  crashWithin(outputs: number): void {
    this.#crashAfter = outputs;
  }

  /** What it has printed so far. */
  get printed(): string {
    return this.#wasi.printed.text;
  }

  /** Its own clock is a little ahead of the host's when several things happen to it at one moment. */
  #untilNs(): bigint {
    const due = BigInt(Math.round((this.#options.run.nowMs() - this.#bornMs) * 1e6));
    const { nowNs } = this.#wasi;
    return due > nowNs ? due : nowNs + MOMENT_NS;
  }

  #ask(kind: 'start' | 'state', bytes: string) {
    const id = ++this.#asked;
    this.#happen(kind, [id, 0, 0], '', bytes);
    const result = this.#results.get(id);
    this.#results.delete(id);
    return result;
  }

  #happen(kind: Item, numbers: readonly [number, number, number], name: string, bytes: string): void {
    const body = Buffer.from(kind === 'start' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes, 'latin1'));
    const item = Buffer.alloc(20 + name.length + body.length);
    const header = Uint32Array.of(items.indexOf(kind), ...numbers, name.length);
    for (const [place, value] of header.entries()) item.writeUInt32LE(value, 4 * place);
    item.write(name, 20, 'latin1');
    body.copy(item, 20 + name.length);
    this.#inbox.push(item);
    this.advance();
  }

  /** Lets it do something. Whatever it throws there ends it; a crash that was asked for is no fault. */
  #turn(work: () => void): void {
    if (this.#isDown) return;
    this.#wasi.turn();
    try {
      work();
    } catch (error) {
      this.#isDown = true;
      if (!(error instanceof Crash)) throw this.#explained(error);
      this.#options.host.crashed();
      return;
    }
    if (this.#crashAfter !== Number.POSITIVE_INFINITY) this.#crashNow();
    else this.#options.host.wakeAt(Math.floor(this.#options.run.nowMs()) + 1);
  }

  /** What it was told to do was less than what it was to crash after: it crashes at the end. */
  #crashNow(): void {
    this.#isDown = true;
    this.#options.host.crashed();
  }

  /** Go says why it gives up on its error output, and then ends the module or can't go on. */
  #explained(error: unknown): unknown {
    const name = nameOf(this.#options.server);
    const line = /^(?:panic|fatal error|runtime): ?.*$/m.exec(this.printed)?.[0];
    if (error instanceof Exited) {
      const last = line ?? this.printed.trim().split('\n').at(-1);
      return new ServerEnded(`${name} has ended itself with code ${error.code}${last ? `: ${last}` : ''}`);
    }
    if (error instanceof RangeError) return new ServerEnded(`${name} calls itself too deep: ${error.message}`);
    if (error instanceof RuntimeError) return new ServerEnded(`${name} has given up: ${line ?? error.message}`);
    return error;
  }

  readonly #bytes = (at: number, length: number): Uint8Array => new Uint8Array(this.#exports.memory.buffer, at, length);

  readonly #emit = (kind: number, a: number, b: number, c: number, ...spans: readonly number[]): void => {
    const what = does[kind];
    if (what !== 'result' && this.#crashAfter-- <= 0) throw new Crash();
    const [first, second, third] = [0, 2, 4].map((place) => this.#bytes(spans[place] ?? 0, spans[place + 1] ?? 0)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const { host, server } = this.#options;
    switch (what) {
      case 'request':
      case 'reply': {
        const packet: WirePacket = {
          type: what,
          from: server,
          to: a,
          call: b,
          method: latin(first),
          bytes: latin(second),
          view: Buffer.from(third).toString('utf8'),
        };
        host.send(packet);
        return;
      }
      case 'save':
        host.save({ raftState: latin(first), snapshot: a === 1 ? latin(second) : null });
        return;
      case 'command':
        host.apply({ type: 'command', index: a | 0, command: Buffer.from(first).toString('utf8') });
        return;
      case 'snapshot':
        host.apply({ type: 'snapshot', index: a | 0, data: latin(first) });
        return;
      case 'result':
        this.#results.set(a, { index: b | 0, term: Number(latin(third)), isLeader: c === 1 });
        return;
      case undefined:
        throw new ServerEnded(`${nameOf(server)} does what no server can do (${kind})`);
    }
  };

  readonly #take = (kind: number, into: number, room: number): number => {
    const bytes = this.#offered(takes[kind]);
    if (!bytes) return -1;
    if (bytes.length <= room) {
      this.#bytes(into, bytes.length).set(bytes);
      if (takes[kind] === 'item') this.#inbox.shift();
    }
    return bytes.length;
  };

  #offered(what: (typeof takes)[number] | undefined): Uint8Array | undefined {
    const { saved, run, server } = this.#options;
    switch (what) {
      case 'setup': {
        const setup = Buffer.alloc(8);
        setup.writeUInt32LE(run.servers, 0);
        setup.writeUInt32LE(server, 4);
        return setup;
      }
      case 'state':
        return saved ? Buffer.from(saved.raftState, 'latin1') : undefined;
      case 'snapshot':
        return saved?.snapshot === null || !saved ? undefined : Buffer.from(saved.snapshot, 'latin1');
      case 'item':
        return this.#inbox[0];
      case undefined:
        return undefined;
    }
  }
}
