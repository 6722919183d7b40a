/** Explores a model with several threads on shared memory, with progress, time limit and checkpoints. */
import { Worker } from 'node:worker_threads';
import { type SharedTexts, sharedDictionary, sharedTexts } from '../explore/dictionary.ts';
import { reportOf } from '../explore/explore.ts';
import { Kit } from '../explore/kit.ts';
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
  type Progress,
  progressOf,
  Searcher,
  wantHold,
} from '../explore/search.ts';
import { NotSymmetric, type Space } from '../explore/space.ts';
import { Table, type TableMemory, tableMemory } from '../explore/table.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';

/** A module that makes a space of its arguments. Every thread imports it for itself, since functions can't be sent. */
export interface SpaceModule<Arguments> {
  readonly spaceFor: (args: Arguments, kit: Kit) => Space | Promise<Space>;
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

export interface HostProgress extends Progress {
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
  readonly table: TableMemory;
  readonly control: Control;
  readonly thread: number;
}

/** What a thread says at its end. */
export type ThreadReport =
  | { readonly found: readonly Found[]; readonly counts: Readonly<Record<string, number>> }
  | { readonly error: string; readonly isRefusal: boolean };

const POLL_MS = 200;
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
  const kit = new Kit((kind) => {
    texts[kind] ??= sharedTexts(Math.min(2 ** 24, Math.ceil(memoryBytes / 128)), Math.ceil(memoryBytes / 8));
    return sharedDictionary(texts[kind]);
  });
  const space = await spaceFor(args, kit);
  const memory = tableMemory(space.width, memoryBytes, true);
  const control = newControl(workers, false, true);
  const table = new Table(memory);
  const parts = { space, args, texts, table, control };
  const start = performance.now();
  const earlier = options.resume && options.checkpoint ? readCheckpoint(options.checkpoint, parts) : undefined;
  const first = new Searcher(space, table, control, 0);
  if (earlier) first.revisit();
  else first.begin();
  const threads = Array.from({ length: workers }, (_, thread) =>
    startThread({ module: options.module, args, texts, table: memory, control, thread }),
  );
  const watch = watching(
    options,
    control,
    () => table.bytes,
    start,
    () => {
      if (options.checkpoint) writeCheckpoint(options.checkpoint, parts);
    },
  );
  const ended = await Promise.all(threads.map(({ report }) => report)).finally(() => {
    watch.end();
    for (const { worker } of threads) void worker.terminate();
  });
  const stop = endOf(control);
  if (options.checkpoint && (stop === Ended.memory || stop === Ended.interrupted))
    writeCheckpoint(options.checkpoint, parts);
  const found = [...first.found.values(), ...ended.flatMap((thread) => thread.found)];
  const counts: Record<string, number> = {};
  for (const thread of ended) {
    for (const [name, count] of Object.entries(thread.counts)) counts[name] = (counts[name] ?? 0) + count;
  }
  return { ...reportOf(space, table, control, found), seconds: (performance.now() - start) / 1000, counts };
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
    const failed = (error: Error): void => {
      if (hasTold) return;
      interrupt(data.control, Ended.failed);
      reject(error);
    };
    worker.once('error', failed);
    worker.once('exit', () => failed(new Error('a thread of the search has ended without a word')));
  });
  return { worker, report };
};

/** Looks at a search from time to time. */
const watching = (
  { onProgress, budgetSeconds, signal, checkpoint }: HostOptions,
  control: Control,
  bytes: () => number,
  start: number,
  keep: () => void,
): { readonly end: () => void } => {
  let kept = performance.now();
  const stop = (): void => interrupt(control);
  const look = (): void => {
    const seconds = (performance.now() - start) / 1000;
    const progress = progressOf(control);
    onProgress?.({ ...progress, seconds, bytes: bytes() + progress.bytesBeside });
    if (budgetSeconds !== undefined && seconds > budgetSeconds) stop();
    if (checkpoint === undefined) return;
    if (isHeld(control)) {
      keep();
      kept = performance.now();
      goOn(control);
    } else if (performance.now() - kept > CHECKPOINT_MS) wantHold(control);
  };
  const timer = setInterval(look, POLL_MS);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    end: () => {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
    },
  };
};
