/**
 * Keeps the processes of submissions, in the thread that lends the others: it starts them, carries what they say, and ends
 * them, whatever becomes of the job, of its thread or of the grader. So none is left over.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { reasonOf } from '../../host/errors.ts';
import { Printed } from '../subjects/printed.ts';
import { programEnvironment } from './environment.ts';
import type { ProcessCommand, ProcessLine, ProcessNews, ProcessOrder } from './messages.ts';

/** So much may a process say between two things that it is told. */
const SAID_MAX = 16 * 1024 * 1024;

/** Whose outputs are still open so long after its end has left them to somebody else. */
const CLOSING_MS = 1000;

/** So often it is looked how much memory processes have. */
const LOOK_MS = 100;

/** What ends the grader, and would leave the processes alone. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A job's processes. */
export interface JobProcesses {
  /** To be sent to the thread of the job. */
  readonly line: ProcessLine;
  /** The job is over: its processes are ended. */
  readonly close: () => void;
  /** Has one of them had more memory than it may? Then it was ended. */
  readonly hasTooMuch: () => boolean;
}

export class ProcessKeeper {
  /** A folder for what is built; it need not be there. It goes when the keeper ends. */
  readonly scratch = join(tmpdir(), `figure2-programs-${randomUUID()}`);
  readonly #jobs = new Set<Job>();
  readonly #memoryMb: number;

  /** @param memoryMb - So much memory may a process have, where the system tells how much it has (Linux). */
  constructor(memoryMb = Number.POSITIVE_INFINITY) {
    this.#memoryMb = memoryMb;
    process.on('exit', this.#killAll);
    for (const signal of signals) process.on(signal, this.#interrupted);
  }

  /** A way to processes for one job. */
  open(): JobProcesses {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const job = new Job(port1, signal);
    this.#jobs.add(job);
    const timer = setInterval(() => job.expectMemory(this.#memoryMb), LOOK_MS).unref();
    return {
      line: { port: port2, signal },
      close: () => {
        clearInterval(timer);
        port1.close();
        job.killAll();
        this.#jobs.delete(job);
      },
      hasTooMuch: () => job.hasTooMuch,
    };
  }

  /** Ends all processes, and takes away what was built. */
  end(): void {
    process.off('exit', this.#killAll);
    for (const signal of signals) process.off(signal, this.#interrupted);
    this.#killAll();
  }

  readonly #killAll = (): void => {
    for (const job of this.#jobs) job.killAll();
    rmSync(this.scratch, { recursive: true, force: true });
  };

  /** Ends by the same signal, as if nobody had listened to it; but first the processes. */
  readonly #interrupted = (signal: NodeJS.Signals): void => {
    this.end();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
}

/** The processes of one job. */
class Job {
  /** A process had more memory than it may. */
  hasTooMuch = false;
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #processes = new Map<number, KeptProcess>();

  constructor(port: MessagePort, signal: SharedArrayBuffer) {
    this.#port = port;
    this.#signal = new Int32Array(signal);
    port.on('message', (order: ProcessOrder) => this.#obey(order));
    port.unref();
  }

  killAll(): void {
    for (const kept of this.#processes.values()) kept.kill();
    this.#processes.clear();
  }

  /** Ends processes that have more memory. */
  expectMemory(megabytes: number): void {
    for (const kept of this.#processes.values()) {
      if (kept.memoryMb <= megabytes) continue;
      this.hasTooMuch = true;
      kept.end(`has more than ${megabytes} MB of memory`);
    }
  }

  #obey(order: ProcessOrder): void {
    const { type, id } = order;
    if (type === 'start') this.#processes.set(id, new KeptProcess(id, order, (news) => this.#tell(news)));
    else if (type === 'write') this.#processes.get(id)?.write(order.text);
    else {
      this.#processes.get(id)?.kill();
      this.#processes.delete(id);
    }
  }

  #tell(news: ProcessNews): void {
    this.#port.postMessage(news);
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
  }
}

/** One process, with a group of its own: who ends it ends what it has started. */
class KeptProcess {
  readonly #id: number;
  readonly #tell: (news: ProcessNews) => void;
  readonly #printed = new Printed();
  readonly #child: ChildProcess | undefined;
  #said = 0;
  /** Nobody wants to hear of it any more. */
  #isOver = false;
  #isKilled = false;

  constructor(id: number, { command, folder }: ProcessCommand, tell: (news: ProcessNews) => void) {
    this.#id = id;
    this.#tell = tell;
    const [program = '', ...rest] = command;
    try {
      this.#child = spawn(program, rest, { cwd: folder, env: programEnvironment(), detached: true, stdio: 'pipe' });
    } catch (error) {
      this.#over(`can't be started: ${reasonOf(error)}`);
      return;
    }
    this.#listen(this.#child);
  }

  write(text: string): void {
    this.#said = 0;
    this.#child?.stdin?.write(text);
  }

  /** How much memory it has, in MB; 0: it is not known. */
  get memoryMb(): number {
    const { pid } = this.#child ?? {};
    if (pid === undefined || this.#isOver) return 0;
    try {
      const [, kilobytes = '0'] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1024;
    } catch {
      return 0; // it has ended, or there is no such file here
    }
  }

  /** Ends it, and says why. */
  end(because: string): void {
    this.#over(because);
  }

  /** Nothing more is heard of it. */
  kill(): void {
    this.#isOver = true;
    this.#killGroup();
    for (const stream of [this.#child?.stdin, this.#child?.stdout, this.#child?.stderr]) stream?.destroy();
  }

  /** Once, since another group may have its number later. */
  #killGroup(): void {
    const { pid } = this.#child ?? {};
    if (pid === undefined || this.#isKilled) return;
    this.#isKilled = true;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.#child?.kill('SIGKILL'); // there are no groups here, or nobody is left in it
    }
  }

  #listen(child: ChildProcess): void {
    child.on('error', (error) => this.#over(`can't be started: ${reasonOf(error)}`));
    child.stdin?.on('error', () => {}); // it reads no more: how it ends says why
    child.stderr?.on('data', (bytes: Buffer) => this.#printed.add(bytes));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    const end = (): void => this.#over(howEnded(child.exitCode, child.signalCode));
    child.on('close', end);
    child.on('exit', () => {
      this.#killGroup(); // those that it has started would keep its outputs open
      setTimeout(end, CLOSING_MS).unref();
    });
    child.stdout?.on('end', () => setTimeout(() => this.#over('has closed its standard output'), CLOSING_MS).unref());
  }

  #hear(text: string): void {
    if (this.#isOver) return;
    this.#said += text.length;
    if (this.#said > SAID_MAX) this.#over(`has said more than ${SAID_MAX / 1024 / 1024} MiB at once`);
    else this.#tell({ type: 'output', id: this.#id, text });
  }

  #over(because: string): void {
    if (this.#isOver) return;
    this.kill();
    this.#tell({ type: 'ended', id: this.#id, because, printed: this.#printed.text });
  }
}

const howEnded = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal === null) return `has ended itself with code ${code ?? 0}`;
  return `was ended by ${signal}`;
};
