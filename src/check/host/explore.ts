// Room src/check/host. A search in threads, with progress, limits and checkpoints: what the engines need of Node.
// What may be touched here: threads, memory and files. One thread and many count the same worlds.

/** Explores a model with several threads on shared memory, with progress, time limit and checkpoints. */
import { Worker } from 'node:worker_threads';
import { ComponentStore } from '../explore/componentStore.ts';
import { reportOf } from '../explore/explore.ts';
import { type SharedTexts, sharedInterner, sharedTexts } from '../explore/interner.ts';
import { MemoLog, type SharedMemoLog, sharedMemoLog } from '../explore/memoLog.ts';
import type { ExploreReport } from '../explore/report.ts';
import {
  type Control,
  Ended,
  endOf,
  type Found,
  goOn,
  interrupt,
  isHeld,
  newControl,
  progressOf,
  Searcher,
  type SearchProgress,
  wantHold,
} from '../explore/search.ts';
import { NotSymmetric, type Space } from '../explore/space.ts';
import { Table, type TableMemory, tableMemory } from '../explore/table.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';

/** A module that makes a space of its arguments. Every thread imports it for itself, since functions can't be sent. */
export interface SpaceModule<Arguments> {
  readonly spaceFor: (args: Arguments, store: ComponentStore) => Space | Promise<Space>;
}

export interface HostOptions {
  /** The URL of a `SpaceModule`. */
  readonly module: string;
  /** Plain data for `spaceFor`. Part of what a checkpoint is recognized by. */
  readonly args: unknown;
  readonly workers: number;
  /** Memory that may be used, in bytes, roughly. */
  readonly memoryBytes: number;
  /** Time after which the search ends, in seconds. Left out: none. */
  readonly budgetSeconds?: number;
  /** A folder for checkpoints. It is written now and then, and when the search ends before its time. */
  readonly checkpoint?: string;
  /** Go on from the checkpoint in that folder. */
  readonly resume?: boolean;
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
  readonly thread: number;
}

/** What a thread says at its end. */
export type ThreadReport =
  | { readonly found: readonly Found[]; readonly counts: Readonly<Record<string, number>> }
  | { readonly error: string; readonly isRefusal: boolean };

/** A thread that is asked to stop does so after its block; a block without an end never does. */
const STOP_MS = 30_000;
/** No block takes as long. */
const STILL_MS = 180_000;
const POLL_MS = 200;
/** What is computed after so many pairs each thread computes for itself. */
const MEMO_LOG_ENTRIES = 2 ** 24;
const CHECKPOINT_MS = 60_000;

/**
 * Explores every reachable state. Numbers of states are the same for any number of threads.
 *
 * @throws NotSymmetric, BadCheckpoint, and whatever the model's own functions throw.
 */
export const exploreInThreads = async (options: HostOptions): Promise<HostReport> => {
  const { workers, memoryBytes, args } = options;
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
  const control = newControl(workers, false, true);
  const table = new Table(memory);
  const parts = { space, args, texts, table, control };
  const earlier = options.resume && options.checkpoint ? readCheckpoint(options.checkpoint, parts) : undefined;
  const first = new Searcher(space, table, control, 0);
  if (earlier) first.revisit();
  else first.begin();
  const threads = Array.from({ length: workers }, (_, thread) =>
    startThread({ module: options.module, args, texts, memoLogs, table: memory, control, thread }),
  );
  const keep = (): void => {
    if (options.checkpoint) writeCheckpoint(options.checkpoint, parts);
  };
  const watch = new Watch(options, control, () => table.bytes, keep);
  const ending = Promise.all(threads.map(({ report }) => report));
  ending.catch(() => undefined); // when the search is given up first, nobody waits for its threads any more
  const ended = await Promise.race([ending, watch.stuck]).finally(() => {
    watch.end();
    for (const { worker } of threads) void worker.terminate();
  });
  const stop = endOf(control);
  if (stop === Ended.memory || stop === Ended.interrupted) keep();
  const found = [...first.found.values(), ...ended.flatMap((thread) => thread.found)];
  const counts: Record<string, number> = {};
  for (const thread of ended) {
    for (const [name, count] of Object.entries(thread.counts)) counts[name] = (counts[name] ?? 0) + count;
  }
  return { ...reportOf(space, table, control, found), seconds: watch.seconds, counts };
};

interface Thread {
  readonly worker: Worker;
  readonly report: Promise<Extract<ThreadReport, { readonly found: unknown }>>;
}

const startThread = (data: ThreadData): Thread => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), { workerData: data });
  const report = new Promise<Extract<ThreadReport, { readonly found: unknown }>>((resolve, reject) => {
    let hasTold = false;
    worker.once('message', (told: ThreadReport) => {
      hasTold = true;
      if ('found' in told) resolve(told);
      else reject(told.isRefusal ? new NotSymmetric(told.error) : new Error(told.error));
    });
    const fail = (error: Error): void => {
      if (hasTold) return;
      interrupt(data.control, Ended.failed);
      reject(error);
    };
    worker.once('error', fail);
    worker.once('exit', () => fail(new Error('a thread of the search has ended without a word')));
  });
  return { worker, report };
};

/** Looks at a search from time to time. */
class Watch {
  /** Fails when the search does not come to an end: some function of the model runs in circles. */
  readonly stuck: Promise<never>;
  readonly #options: HostOptions;
  readonly #control: Control;
  readonly #bytes: () => number;
  readonly #keep: () => void;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #giveUp: (error: Error) => void = () => undefined;
  #kept = performance.now();
  #lastProgress = performance.now();
  #lastGenerated = -1;
  #stoppedAt: number | undefined;

  constructor(options: HostOptions, control: Control, bytes: () => number, keep: () => void) {
    this.#options = options;
    this.#control = control;
    this.#bytes = bytes;
    this.#keep = keep;
    this.stuck = new Promise((_resolve, reject) => {
      this.#giveUp = reject;
    });
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    if (options.signal?.aborted) this.#stop();
    options.signal?.addEventListener('abort', this.#stop, { once: true });
  }

  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    this.#stoppedAt ??= performance.now();
    interrupt(this.#control);
  };

  #look(): void {
    const { onProgress, budgetSeconds } = this.#options;
    const progress = progressOf(this.#control);
    onProgress?.({ ...progress, seconds: this.seconds, bytes: this.#bytes() + progress.bytesBeside });
    if (budgetSeconds !== undefined && this.seconds > budgetSeconds) this.#stop();
    this.#holdNowAndThen();
    this.#lookForCircles(progress.generated);
  }

  /** Threads hold at the end of a level, so that a checkpoint can be written. */
  #holdNowAndThen(): void {
    if (this.#options.checkpoint === undefined) return;
    if (isHeld(this.#control)) {
      this.#keep();
      this.#kept = performance.now();
      goOn(this.#control);
    } else if (performance.now() - this.#kept > CHECKPOINT_MS) wantHold(this.#control);
  }

  #lookForCircles(generated: number): void {
    const now = performance.now();
    if (generated !== this.#lastGenerated) {
      this.#lastGenerated = generated;
      this.#lastProgress = now;
    }
    const isTooLate = now - (this.#stoppedAt ?? now) > STOP_MS;
    if (isTooLate || now - this.#lastProgress > STILL_MS) {
      this.#giveUp(new Error('a function of the model has not come to an end'));
    }
  }
}
