/** Threads of a grader. One that computes without end is given up, and the next job gets a new one. */
import { Tinypool } from 'tinypool';
import { ProcessKeeper } from '../processes/keeper.ts';
import { beatsOf, createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type * as jobs from './worker.ts';

type Jobs = typeof jobs;
type JobName = { [Name in keyof Jobs]: Jobs[Name] extends (task: never) => unknown ? Name : never }[keyof Jobs];

/** A job in which nothing happened for long: what is graded computes without end. */
export class GivenUp extends Error {}

/** A submission has used up its time or its memory: what was asked is not checked, since another machine would give it more. */
export class LimitReached extends Error {}

/** What a pool may spend on what it runs. */
export interface PoolLimits {
  /** So much memory may the process of one server have, and so may each server of a module, in MB. */
  readonly memoryMb: number;
}

/** Where nothing else is said. */
const MEMORY_MB = 1024;

/** A thread has all servers of a run of a module, and the grader's own records of the run. */
const SERVERS_MAX = 8;

/** Threads that do the jobs of `worker.ts`. */
export interface GradePool {
  readonly workers: number;
  /**
   * @param limitMs so long, in real time, may a server compute at what it was given once.
   * @param isOver ends the job when it is aborted, with its reason.
   * @throws GivenUp when one computes longer; LimitReached when one has too much memory, or `isOver` says so.
   */
  readonly run: <Name extends JobName>(
    name: Name,
    task: Omit<Parameters<Jobs[Name]>[0], 'heartbeat' | 'processes' | 'scratch'>,
    limitMs: number,
    isOver?: AbortSignal,
  ) => Promise<Awaited<ReturnType<Jobs[Name]>>>;
}

/** So often it is looked whether something has happened. */
const LOOK_MS = 250;

/** Aborts when the heart has not beaten for so long. */
const watchHeart = (
  heartbeat: Heartbeat,
  limitMs: number,
): { readonly signal: AbortSignal; readonly end: () => void } => {
  const controller = new AbortController();
  let seen = 0;
  let still = 0;
  const timer = setInterval(() => {
    const beats = beatsOf(heartbeat);
    still = beats === seen ? still + LOOK_MS : 0;
    seen = beats;
    if (still >= limitMs) controller.abort();
  }, LOOK_MS);
  return {
    signal: controller.signal,
    end: () => {
      clearInterval(timer);
    },
  };
};

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Lends threads, and ends them afterwards. */
export const withGradePool = async <T>(
  workers: number,
  use: (pool: GradePool) => Promise<T>,
  { memoryMb }: PoolLimits = { memoryMb: MEMORY_MB },
): Promise<T> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const filename = new URL(`./worker.${extension}`, import.meta.url).href;
  const resourceLimits = { maxOldGenerationSizeMb: SERVERS_MAX * memoryMb };
  const threads = new Tinypool({ filename, minThreads: workers, maxThreads: workers, resourceLimits });
  const keeper = new ProcessKeeper(memoryMb);
  const tooMuch = `the limit of ${memoryMb} MB for a server was reached`;
  try {
    return await use({
      workers,
      run: async (name, task, limitMs, isOver) => {
        isOver?.throwIfAborted();
        const heartbeat = createHeartbeat();
        const heart = watchHeart(heartbeat, limitMs);
        const signal = isOver ? AbortSignal.any([heart.signal, isOver]) : heart.signal;
        const { line: processes, close, hasTooMuch } = keeper.open();
        const whole = { ...task, heartbeat, processes, scratch: keeper.scratch };
        try {
          const result = (await threads.run(whole, { name, signal, transferList: [processes.port] })) as never;
          if (hasTooMuch()) throw new LimitReached(tooMuch);
          return result;
        } catch (error) {
          if (isOver?.aborted) throw isOver.reason;
          if (isOutOfMemory(error)) throw new LimitReached(tooMuch);
          if (!heart.signal.aborted) throw error;
          throw new GivenUp(`a server has computed for ${limitMs / 1000} s of real time at one thing, and goes on`);
        } finally {
          heart.end();
          close();
        }
      },
    });
  } finally {
    keeper.end();
    await threads.destroy();
  }
};
