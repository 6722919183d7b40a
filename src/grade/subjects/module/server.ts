/** One server of a module in the lab's shape, from its start to its crash: it lives in a context of its own, which is let go. */
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
import type { Random } from '../../../sim/random.ts';
import { excerpt, oneLine } from '../../../text/printable.ts';
import { ServerEnded } from '../serverEnded.ts';
import type { WirePacket } from '../wirePacket.ts';
import { type ModuleContext, openContext } from './context.ts';
import type { ModuleDoor, ModuleHost } from './door.ts';
import type { ModuleFiles } from './files.ts';

/** Numbers of chance have so many values. */
const FINE = 0x8000_0000;

/** A sentence is no longer. */
const REASON_MAX = 300;

/** What a server is started with. */
export interface ModuleServerOptions {
  readonly files: ModuleFiles;
  readonly server: number;
  readonly saved: Saved | null;
  readonly host: SubjectHost;
  readonly run: SubjectRun;
}

export class ModuleServer implements Subject {
  readonly #options: ModuleServerOptions;
  readonly #random: Random;
  readonly #context: ModuleContext | undefined;
  /** What it has saved, or found on its disk. */
  #snapshot: string | null;
  #crashAfter = Number.POSITIVE_INFINITY;
  #isDown = false;
  /** What it has thrown. */
  #threw: string | undefined;

  constructor(options: ModuleServerOptions) {
    const { files, server, saved, run } = options;
    this.#options = options;
    this.#random = run.random.fork();
    this.#snapshot = saved?.snapshot ?? null;
    this.#context = this.#opened(files);
    this.#tell((door) => door.boot(run.servers, server, saved?.raftState ?? '', this.#snapshot));
  }

  start(command: string): Started {
    const { index, term, isLeader } = this.#ask('start', (door) => door.start(command));
    return { index, term, isLeader };
  }

  state(): ClaimedState {
    const { term, isLeader } = this.#ask('getState', (door) => door.state());
    return { term, isLeader };
  }

  snapshot(index: number, data: string): void {
    this.#tell((door) => door.snapshot(index, data));
  }

  deliver(packet: LabPacket): void {
    const { type, from, call = 0, bytes, method } = packet as WirePacket;
    if (type === 'request') this.#tell((door) => door.deliver(from, call, method, bytes));
    else this.#tell((door) => door.answer(call, bytes));
  }

  unanswered(_to: number, call: number): void {
    this.#tell((door) => door.answer(call, undefined));
  }

  advance(): void {
    this.#tell(() => {});
  }

  crash(): void {
    this.#isDown = true;
  }

  crashWithin(outputs: number): void {
    this.#crashAfter = outputs;
  }

  #opened(files: ModuleFiles): ModuleContext | undefined {
    try {
      return openContext(files, this.#door());
    } catch (error) {
      this.#threw = `threw while it was loaded: ${error instanceof Error ? error.message : wordsOf(error)}`;
      return undefined;
    }
  }

  #ask(name: string, question: (door: ModuleDoor) => void): Started {
    const given = this.#tell(question);
    const nothing: Started = { index: 0, term: 0, isLeader: false };
    if (this.#isDown) return nothing;
    if (given === undefined) throw this.#ended(`has not answered ${name}`);
    const { index = 0, term, isLeader } = (JSON.parse(given) ?? {}) as Partial<Started>;
    if (!Number.isSafeInteger(index) || !Number.isSafeInteger(term) || typeof isLeader !== 'boolean')
      throw this.#ended(`answered ${name} with ${excerpt(given)}, which has no whole term and no isLeader`);
    return { index, term: term ?? 0, isLeader };
  }

  /** Lets it do something, and all that follows from it at this moment. */
  #tell(work: (door: ModuleDoor) => void): string | undefined {
    if (this.#isDown) return undefined;
    this.#expectNothingThrown();
    const { door, settle } = this.#context as ModuleContext;
    work(door);
    settle();
    const given = door.given();
    while (this.#isSound() && door.dueMs() <= this.#options.run.nowMs()) {
      door.timer();
      settle();
    }
    this.#expectNothingThrown();
    if (!this.#isSound()) return undefined;
    if (this.#crashAfter !== Number.POSITIVE_INFINITY) this.#crashHere();
    else this.#options.host.wakeAt(door.dueMs());
    return given;
  }

  /** It is up, and has thrown nothing. */
  #isSound(): boolean {
    return !this.#isDown && this.#threw === undefined;
  }

  #expectNothingThrown(): void {
    if (this.#threw !== undefined && !this.#isDown) throw this.#ended(this.#threw);
  }

  /** What it does from now on goes nowhere, and it is never called again. */
  #crashHere(): void {
    this.#isDown = true;
    this.#options.host.crashed();
  }

  #ended(because: string): ServerEnded {
    this.#isDown = true;
    return new ServerEnded(`${nameOf(this.#options.server)} ${excerpt(oneLine(because), REASON_MAX)}`);
  }

  /** Does one of its outputs, unless it has crashed before. */
  #output(work: () => void): void {
    if (this.#isDown) return;
    if (this.#crashAfter-- <= 0) this.#crashHere();
    else work();
  }

  #door(): ModuleHost {
    const { host, server, run } = this.#options;
    const send = (type: LabPacket['type'], to: number, call: number, method: string, bytes: string): void => {
      const packet: WirePacket = { type, from: server, to, call, method, bytes, view: bytes };
      this.#output(() => host.send(packet));
    };
    return {
      nowMs: run.nowMs,
      random: () => this.#random.between(0, FINE - 1) / FINE,
      request: (to, call, method, args) => send('request', to, call, method, args),
      reply: (to, call, method, reply) => send('reply', to, call, method, reply),
      save: (raftState, snapshot) =>
        this.#output(() => {
          this.#snapshot = snapshot ?? this.#snapshot;
          host.save({ raftState, snapshot: this.#snapshot });
        }),
      applyCommand: (index, command) => this.#output(() => host.apply({ type: 'command', index, command })),
      applySnapshot: (index, data) => this.#output(() => host.apply({ type: 'snapshot', index, data })),
      threw: (because) => {
        this.#threw ??= because;
      },
    };
  }
}

/** Errors of a context are none of ours. */
const wordsOf = (error: unknown): string => String((error as { readonly message?: unknown } | null)?.message ?? error);
