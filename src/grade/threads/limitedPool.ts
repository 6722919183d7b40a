/** A pool as one submission has it: with a limit on the time of all its jobs together, and a memory of the limit that was reached. */
import { type GradePool, LimitReached } from './pool.ts';

/** Threads for one submission. */
export interface LimitedPool extends GradePool {
  /** The limit that was reached, in words; undefined: none was. */
  readonly reached: string | undefined;
  /** The submission is graded. */
  readonly end: () => void;
}

/** Jobs that go on when the time is up are ended, and none begins after it. Left out: there is no limit on the time. */
export const limitedPool = ({ workers, run }: GradePool, seconds: number | undefined): LimitedPool => {
  const controller = new AbortController();
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          controller.abort(new LimitReached(`the limit of ${seconds} s for the whole submission was reached`));
        }, seconds * 1000);
  let reached: string | undefined;
  return {
    workers,
    run: (name, task, limitMs) =>
      run(name, task, limitMs, controller.signal).catch((error: unknown) => {
        if (error instanceof LimitReached) reached ??= error.message;
        throw error;
      }),
    get reached() {
      return reached;
    },
    end: () => {
      clearTimeout(timer);
    },
  };
};
