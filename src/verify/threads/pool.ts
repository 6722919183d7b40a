/** Threads that share the work of a check. */

import { Tinypool } from 'tinypool';
import { NoVerdict } from '../../host/errors.ts';
import { GuestFault } from '../../host/guest.ts';
import { createPulse, type Pulse, watchPulse } from '../../host/pulse.ts';
import { reasonIn } from '../../text/thrown.ts';
import { pathIn } from '../protocolName.ts';
import type * as jobs from './worker.ts';

type Jobs = typeof jobs;

/** Threads that do the jobs of `worker.ts`. */
export interface Pool {
  readonly workers: number;
  readonly run: <Name extends keyof Jobs>(
    name: Name,
    task: Omit<Parameters<Jobs[Name]>[0], 'pulse'>,
    /** When it is given up. */
    limitMs?: number,
  ) => Promise<Awaited<ReturnType<Jobs[Name]>>>;
}

/**
 * A guard, from which nothing but "no verdict" follows: no job takes a tenth of it, unless the code under test has so many steps
 * taken; that one step runs in circles is seen before.
 */
const JOB_LIMIT_MS = 180_000;

/** A job that was given up. The message says which. */
class Stuck extends NoVerdict {
  constructor(name: string, task: object, limitMs: number) {
    const what = `${name} has not come to an end within ${limitMs / 1000} s: ${JSON.stringify(task)}`;
    super(
      `no verdict, since ${what}; a step of the protocol may run in circles, or the machine is slow: then try again`,
    );
  }
}

/** Lends a pool, and ends its threads afterwards. */
export const withPool = async <T>(workers: number, use: (pool: Pool) => Promise<T>): Promise<T> => {
  const threads = new Tinypool({ filename: workerFile(), minThreads: workers, maxThreads: workers });
  const pool: Pool = {
    workers,
    run: async (name, task, limitMs = JOB_LIMIT_MS) => {
      const limit = AbortSignal.timeout(limitMs);
      const { pulse, stuck, end } = watchSteps();
      try {
        const signal = AbortSignal.any([limit, stuck]);
        return (await threads.run({ ...task, pulse }, { name, signal })) as never;
      } catch (error) {
        if (stuck.aborted) throw stuck.reason;
        if (!limit.aborted) throw faultOf(task, error);
        throw new Stuck(name, task, limitMs);
      } finally {
        end();
      }
    },
  };
  try {
    return await use(pool);
  } finally {
    await threads.destroy();
  }
};

/** A pulse for a job, and what aborts, with the reason, when one step of it does not come to its end. */
const watchSteps = (): { readonly pulse: Pulse; readonly stuck: AbortSignal; readonly end: () => void } => {
  const pulse = createPulse();
  const controller = new AbortController();
  const end = watchPulse(pulse, (words) => {
    controller.abort(new NoVerdict(words));
  });
  return { pulse, stuck: controller.signal, end };
};

/** What goes wrong in a thread is about the user's file, if there is one. Classes of errors do not get out of threads. */
const faultOf = (task: object, error: unknown): unknown => {
  const file = pathIn((task as { readonly protocolName?: string }).protocolName);
  if (file === undefined) return error;
  const reason = reasonIn(error);
  return new GuestFault(reason.includes(file) ? reason : `${file}: ${reason}`);
};

/** The built file when this one is built, and the source when this one is run as it is. */
const workerFile = (): string => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./worker.${extension}`, import.meta.url).href;
};

/** Does a job for each item, as many at a time as there are workers, and gives the results in the order of the items. */
export const mapInOrder = async <Item, Result>(
  workers: number,
  items: readonly Item[],
  job: (item: Item, place: number) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [place, item] of queue) results[place] = await job(item, place);
  };
  await Promise.all(Array.from({ length: workers }, lane));
  return results;
};
