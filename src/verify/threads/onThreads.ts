/** The parts of a check, done by threads. */
import type { AnyPart, Asking } from '../part.ts';
import type { Pool } from './pool.ts';

/** Has the parts done by threads, each of which loads the protocol from its file for itself; undefined: the shipped one. */
export const onThreads = async <Outcome>(
  asking: Asking<Outcome>,
  pool: Pool,
  protocolName: string | undefined,
): Promise<Outcome> => {
  let asked = asking.next([]);
  while (!asked.done) {
    const attempted = await resultsOnThreads(asked.value, pool, protocolName).then(
      (results) => ({ results }),
      (error: unknown) => ({ error }),
    );
    asked = 'results' in attempted ? asking.next(attempted.results) : asking.throw(attempted.error);
  }
  return asked.value;
};

/**
 * A task that has begun is always finished, and tasks begin in the order of their places. So the first that breaks something is
 * among those that were done, however many threads there are; what was done after it is left out.
 */
const resultsOnThreads = async (
  { job, taskAt, isLast, isOver, onTask, onResult }: AnyPart,
  pool: Pool,
  protocolName: string | undefined,
): Promise<readonly unknown[]> => {
  const results: unknown[] = [];
  let begun = 0;
  let isEnded = false;
  const lane = async (): Promise<void> => {
    while (!isEnded && !isOver()) {
      const place = begun++;
      const task = taskAt(place);
      if (!task) return;
      onTask?.(task);
      const result: unknown = await pool.run(job, { ...task, protocolName });
      results[place] = result;
      onResult?.(result);
      if (isLast(result)) isEnded = true;
    }
  };
  await Promise.all(Array.from({ length: pool.workers }, lane));
  const last = results.findIndex(isLast);
  return last === -1 ? results : results.slice(0, last + 1);
};
