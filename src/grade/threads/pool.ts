/** Threads of a grader. One that computes without end is given up, and the next job gets a new one. */
import { Tinypool } from 'tinypool';
import type * as jobs from './worker.ts';

type Jobs = typeof jobs;
type JobName = { [Name in keyof Jobs]: Jobs[Name] extends (task: never) => unknown ? Name : never }[keyof Jobs];

/** A job that has not come to an end. What is graded computes without end, or the machine is slow. */
export class GivenUp extends Error {}

/** Threads that do the jobs of `worker.ts`. */
export interface GradePool {
  readonly workers: number;
  /** @throws GivenUp when it has not come to an end in time. */
  readonly run: <Name extends JobName>(
    name: Name,
    task: Parameters<Jobs[Name]>[0],
    limitMs: number,
  ) => Promise<Awaited<ReturnType<Jobs[Name]>>>;
}

/** Lends threads, and ends them afterwards. */
export const withGradePool = async <T>(workers: number, use: (pool: GradePool) => Promise<T>): Promise<T> => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const filename = new URL(`./worker.${extension}`, import.meta.url).href;
  const threads = new Tinypool({ filename, minThreads: workers, maxThreads: workers });
  try {
    return await use({
      workers,
      run: async (name, task, limitMs) => {
        const signal = AbortSignal.timeout(limitMs);
        try {
          return (await threads.run(task, { name, signal })) as never;
        } catch (error) {
          if (!signal.aborted) throw error;
          throw new GivenUp(`it has computed for ${limitMs / 1000} s of real time and has not come to an end`);
        }
      },
    });
  } finally {
    await threads.destroy();
  }
};
