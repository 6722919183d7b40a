/** Threads of a grader. One that computes without end is given up, and the next job gets a new one. */
import { Tinypool } from 'tinypool';
import { ProcessKeeper } from '../processes/keeper.ts';
import { beatsOf, createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type * as jobs from './worker.ts';

type Jobs = typeof jobs;
type JobName = { [Name in keyof Jobs]: Jobs[Name] extends (task: never) => unknown ? Name : never }[keyof Jobs];

/** A job in which nothing happened for long: what is graded computes without end. */
export class GivenUp extends Error {}

/** Threads that do the jobs of `worker.ts`. */
export interface GradePool {
  readonly workers: number;
  /**
   * @param limitMs so long, in real time, may a server compute at what it was given once.
   * @throws GivenUp when one computes longer.
   */
  readonly run: <Name extends JobName>(
    name: Name,
    task: Omit<Parameters<Jobs[Name]>[0], 'heartbeat' | 'processes' | 'scratch'>,
    limitMs: number,
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

/** Lends threads, and ends them afterwards. */
export const withGradePool = async <T>(workers: number, use: (pool: GradePool) => Promise<T>): Promise<T> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const filename = new URL(`./worker.${extension}`, import.meta.url).href;
  const threads = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  const keeper = new ProcessKeeper();
  try {
    return await use({
      workers,
      run: async (name, task, limitMs) => {
        const heartbeat = createHeartbeat();
        const { signal, end } = watchHeart(heartbeat, limitMs);
        const { line: processes, close } = keeper.open();
        const whole = { ...task, heartbeat, processes, scratch: keeper.scratch };
        try {
          return (await threads.run(whole, { name, signal, transferList: [processes.port] })) as never;
        } catch (error) {
          if (!signal.aborted) throw error;
          throw new GivenUp(`a server has computed for ${limitMs / 1000} s of real time at one thing, and goes on`);
        } finally {
          end();
          close();
        }
      },
    });
  } finally {
    keeper.end();
    await threads.destroy();
  }
};
