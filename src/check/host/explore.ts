// Room src/check/host. A search in threads, with progress, limits and checkpoints: what the engines need of Node.
// What may be touched here: threads, memory and files. One thread and many count the same worlds.

/** Explores a model with several threads on shared memory, with progress, time limit and checkpoints. */
import { Worker } from 'node:worker_threads';
import { ComponentStore } from '../explore/componentStore.ts';
import { AFTER_SEARCH, atWork } from '../explore/explore.ts';
import { ModelFault } from '../explore/fault.ts';
import type { Found } from '../explore/found.ts';
import { CALL_BYTES, type OngoingCall, ongoingCall } from '../explore/functionCalls.ts';
import { type SharedTexts, sharedInterner, sharedTexts } from '../explore/interner.ts';
import { MemoLog, type SharedMemoLog, sharedMemoLog } from '../explore/memoLog.ts';
import type { ExploreReport, PathStep } from '../explore/report.ts';
import {
  type Control,
  completeBlocks,
  Ended,
  endOf,
  goOn,
  hasBegun,
  interrupt,
  isHeld,
  newControl,
  progressOf,
  pulsesOf,
  type SearchProgress,
  wantHold,
} from '../explore/search.ts';
import { NotSymmetric, type Space } from '../explore/space.ts';
import { Table, type TableMemory, tableMemory } from '../explore/table.ts';
import { BadCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';

/** A module that makes a space of its arguments. Every thread imports it for itself, since functions can't be sent. */
export interface SpaceModule<Arguments> {
  readonly spaceFor: (args: Arguments, store: ComponentStore) => Space | Promise<Space>;
  /** Called in each thread when it has done its work. Throws what speaks against all that it has found. Left out: nothing does. */
  readonly expectSound?: () => void;
}

export interface HostOptions {
  /** The URL of a `SpaceModule`. */
  readonly module: string;
  /** Plain data for `spaceFor`. Part of what a checkpoint is recognized by. */
  readonly args: unknown;
  /** What searches. The other part; left out: no version is asked for. */
  readonly version?: string;
  readonly workers: number;
  /** Memory that may be used, in bytes, roughly. */
  readonly memoryBytes: number;
  /** Time after which the search ends, in seconds. Left out: none. */
  readonly budgetSeconds?: number;
  /** Go on to the end although a property is broken? Not with a checkpoint, which does not know what is broken already. */
  readonly keepGoing?: boolean;
  /** A folder for checkpoints. It is written now and then, and when the search ends before its time. */
  readonly checkpoint?: string;
  /** Go on from the checkpoint in that folder. */
  readonly resume?: boolean;
  /** How long one function may compute, in seconds, and what is said to somebody whose functions take longer. Left out: 25 s. */
  readonly patience?: { readonly seconds: number; readonly advice: string };
  readonly onProgress?: (progress: HostProgress) => void;
  /** Ends the search. */
  readonly signal?: AbortSignal;
}

export interface HostProgress extends SearchProgress {
  readonly seconds: number;
  readonly bytes: number;
}

export interface HostReport extends ExploreReport {
  readonly seconds: number;
  /** How often what the space counts has happened, in all threads. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a thread needs to take part. */
export interface ThreadData {
  readonly module: string;
  readonly args: unknown;
  readonly texts: Readonly<Record<string, SharedTexts>>;
  readonly memoLogs: readonly SharedMemoLog[];
  readonly table: TableMemory;
  readonly control: Control;
  /** Where the calls of a user's functions are told, of all threads. */
  readonly calls: SharedArrayBuffer;
  readonly thread: number;
  /** What this thread does before the search, and that it concludes; absent: another one does. */
  readonly lead?: 'begins' | 'resumes';
}

/** What a thread says at its end. */
export type ThreadReport =
  | { readonly found: readonly Found[]; readonly counts: Readonly<Record<string, number>> }
  | { readonly error: string; readonly kind: FailureKind; readonly path?: readonly PathStep[] | undefined };

/** Whose failure it is: of the model, of its symmetry, of the checkpoint, or of something else. */
export type FailureKind = 'model' | 'symmetry' | 'checkpoint' | 'other';

/** What the lead says of all that was found. */
export type Conclusions = ExploreReport | Extract<ThreadReport, { readonly error: string }>;

/** A thread that is asked to stop does so after the row that it expands. No function of a model takes as long. */
const STOP_MS = 5000;
/** Nor is a thread in one call, or at one state, for so long, of which only what is looked at counts. */
const PATIENCE = { seconds: 25, advice: 'mend it' };
const POLL_MS = 200;
/** What is computed after so many pairs each thread computes for itself. */
const MEMO_LOG_ENTRIES = 2 ** 24;
const CHECKPOINT_MS = 60_000;

/**
 * Explores every reachable state. Numbers of states are the same for any number of threads.
 *
 * @throws ModelFault, BadCheckpoint, and whatever `spaceFor` throws.
 */
export const exploreInThreads = async (options: HostOptions): Promise<HostReport> => {
  const { workers, memoryBytes, args, keepGoing = false } = options;
  if (keepGoing && options.checkpoint !== undefined)
    throw new Error('a checkpoint does not know what is broken already');
  const texts: Record<string, SharedTexts> = {};
  const { spaceFor } = (await import(options.module)) as SpaceModule<unknown>;
  const memoLogs: SharedMemoLog[] = [];
  const store = new ComponentStore(
    (kind) => {
      texts[kind] ??= sharedTexts(Math.min(2 ** 24, Math.ceil(memoryBytes / 128)), Math.ceil(memoryBytes / 8));
      return sharedInterner(texts[kind]);
    },
    (place) => {
      memoLogs[place] ??= sharedMemoLog(MEMO_LOG_ENTRIES);
      return new MemoLog(memoLogs[place]);
    },
  );
  const space = await spaceFor(args, store);
  const memory = tableMemory(space.width, memoryBytes, true);
  const control = newControl({ width: space.width, threads: workers, isHasty: false, keepGoing, isShared: true });
  const table = new Table(memory);
  const parts = { space, args, version: options.version ?? '', texts, table, control };
  const isResumed = options.resume === true && options.checkpoint !== undefined;
  if (isResumed) readCheckpoint(options.checkpoint, parts);
  const keep = (): void => {
    if (options.checkpoint && completeBlocks(control) > 0) writeCheckpoint(options.checkpoint, parts);
  };
  const calls = new SharedArrayBuffer(CALL_BYTES * workers);
  const watch = new Watch(options, {
    control,
    bytes: () => table.bytes,
    keep,
    calls,
    functionNames: space.calls?.names ?? [],
    atWork: () => atWork(space, control, memory),
  });
  const [lead, ...others] = Array.from({ length: workers }, (_, thread) => {
    const data = { module: options.module, args, texts, memoLogs, table: memory, control, calls, thread };
    return startThread(thread === 0 ? { ...data, lead: isResumed ? 'resumes' : 'begins' } : data);
  }) as [Thread, ...Thread[]];
  try {
    const ended = await watch.unlessStuck(Promise.all([lead, ...others].map(({ report }) => report)));
    watch.isConcluding = true;
    const stop = endOf(control);
    if (stop === Ended.memory || stop === Ended.interrupted) keep();
    const counts: Record<string, number> = {};
    for (const thread of ended) {
      for (const [name, count] of Object.entries(thread.counts)) counts[name] = (counts[name] ?? 0) + count;
    }
    const report = await watch.unlessStuck(lead.conclude(ended.flatMap(({ found }) => found)));
    return { ...report, seconds: watch.seconds, counts };
  } finally {
    watch.end();
    for (const { worker } of [lead, ...others]) void worker.terminate();
  }
};

interface Thread {
  readonly worker: Worker;
  readonly report: Promise<Extract<ThreadReport, { readonly found: unknown }>>;
  /** Only of the lead, after its report. */
  readonly conclude: (found: readonly Found[]) => Promise<ExploreReport>;
}

const startThread = (data: ThreadData): Thread => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), { workerData: data });
  const nextWord = async <T>(): Promise<Exclude<T, { readonly error: string }>> => {
    const told = await new Promise<T | Extract<ThreadReport, { readonly error: string }>>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () =>
        reject(new ModelFault('it has ended the thread that explores it; a model must not end the process')),
      );
    }).catch((error: unknown) => {
      interrupt(data.control, Ended.failed);
      throw error;
    });
    if (typeof told === 'object' && told !== null && 'error' in told) throw failureOf(told);
    return told as Exclude<T, { readonly error: string }>;
  };
  const report = nextWord<ThreadReport>();
  const conclude = (found: readonly Found[]): Promise<ExploreReport> => {
    worker.postMessage(found);
    return nextWord<Conclusions>();
  };
  return { worker, report, conclude };
};

const failureOf = ({ error, kind, path }: Extract<ThreadReport, { readonly error: string }>): Error => {
  if (kind === 'model') return new ModelFault(error, path);
  if (kind === 'symmetry') return new NotSymmetric(error);
  return kind === 'checkpoint' ? new BadCheckpoint(error) : new Error(error);
};

/** What is watched of a search. */
interface Watched {
  readonly control: Control;
  readonly bytes: () => number;
  /** Writes a checkpoint. */
  readonly keep: () => void;
  /** Where the calls of a user's functions are told, and what the functions are called. */
  readonly calls: SharedArrayBuffer;
  readonly functionNames: readonly string[];
  /** Where a thread is that does not come to an end. */
  readonly atWork: () => string;
}

/** Looks at a search from time to time. */
class Watch {
  /** Is the search over, and what it has found being looked at? That has no measure but the budget. */
  isConcluding = false;
  /** Fails when the search does not come to an end: some function of the model runs in circles. */
  readonly #stuck: Promise<never>;
  readonly #options: HostOptions;
  readonly #watched: Watched;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #giveUp: (error: Error) => void = () => undefined;
  #kept = performance.now();
  /** What each thread was at, and for how long by now. */
  #pulses: readonly { readonly pulse: string; readonly stillMs: number }[] = [];
  #isStopped = false;
  /** Since when the search should be over. */
  #overdueSince: number | undefined;

  constructor(options: HostOptions, watched: Watched) {
    this.#options = options;
    this.#watched = watched;
    this.#stuck = new Promise((_resolve, reject) => {
      this.#giveUp = reject;
    });
    this.#stuck.catch(() => undefined); // it may come when nobody waits for it any more
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    if (options.signal?.aborted) this.#stop();
    options.signal?.addEventListener('abort', this.#stop, { once: true });
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** What work comes to, unless it does not come to an end. */
  unlessStuck<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined); // when it is given up first, nobody waits for it any more
    return Promise.race([work, this.#stuck]);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    if (!this.#isStopped) this.#overdueSince = performance.now();
    this.#isStopped = true;
    if (!this.isConcluding) interrupt(this.#watched.control);
  };

  #look(): void {
    const { onProgress, budgetSeconds } = this.#options;
    const progress = progressOf(this.#watched.control);
    onProgress?.({ ...progress, seconds: this.seconds, bytes: this.#watched.bytes() + progress.bytesBeside });
    if (budgetSeconds !== undefined && this.seconds > budgetSeconds) this.#endBudget(progress.depth > 0);
    try {
      this.#holdNowAndThen();
    } catch (error) {
      this.#giveUp(error as Error);
    }
    this.#lookForCircles();
  }

  /** The first level is seen in any case: without it there is nothing to tell, and nothing to go on from. */
  #endBudget(isSomethingSeen: boolean): void {
    if (isSomethingSeen) this.#stop();
    else if (hasBegun(this.#watched.control)) this.#overdueSince ??= performance.now();
  }

  /** Threads hold at the end of a level, so that a checkpoint can be written. */
  #holdNowAndThen(): void {
    if (this.#options.checkpoint === undefined) return;
    const { control, keep } = this.#watched;
    if (isHeld(control)) {
      keep();
      this.#kept = performance.now();
      goOn(control);
    } else if (performance.now() - this.#kept > CHECKPOINT_MS) wantHold(control);
  }

  #lookForCircles(): void {
    const { seconds, advice } = this.#options.patience ?? PATIENCE;
    const at = pulsesOf(this.#watched.control);
    this.#pulses = at.map((row, thread) => {
      const call = this.#callIn(thread);
      const pulse = [this.isConcluding ? '' : row, ...(call ? [call.count] : [])].join(' ').trim();
      const before = this.#pulses[thread];
      return { pulse, stillMs: pulse !== '' && pulse === before?.pulse ? before.stillMs + POLL_MS : 0 };
    });
    const isTooLate = performance.now() - (this.#overdueSince ?? Number.POSITIVE_INFINITY) > STOP_MS;
    const isStill = this.#pulses.some(({ stillMs }) => stillMs > seconds * 1000);
    if (!isTooLate && !isStill) return;
    const where = this.isConcluding ? AFTER_SEARCH : this.#watched.atWork();
    const what = `${this.#stillestFunction()} has not come to an end${where}`;
    this.#giveUp(new ModelFault(isStill ? `${what}: it computes for ${seconds} s and goes on; ${advice}` : what));
  }

  #callIn(thread: number): OngoingCall | undefined {
    return ongoingCall(this.#watched.calls, thread * CALL_BYTES);
  }

  /** The function that has computed for the longest time by now. */
  #stillestFunction(): string {
    const longest = Math.max(...this.#pulses.map(({ stillMs }) => stillMs));
    const thread = this.#pulses.findIndex(({ stillMs }) => stillMs === longest);
    const name = this.#watched.functionNames[this.#callIn(thread)?.number ?? -1];
    return name ?? 'a function of the model';
  }
}
