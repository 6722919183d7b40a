/**
 * Promises of a module that are rejected while nobody waits for them. Node ends a process for that, which here is a thread that has
 * others' runs to do; so they are gathered, and told when the run is over.
 */
import { setImmediate } from 'node:timers/promises';
import { reasonIn } from '../../../text/thrown.ts';

/** What a run has given, and the first promise that was rejected in it, in words. */
export interface HeardRun<Result> {
  readonly result: Result;
  readonly rejected: string | undefined;
}

/** Does a run that takes no turn of the event loop, and hears what was rejected in it. */
export const hearRejections = async <Result>(run: () => Result): Promise<HeardRun<Result>> => {
  const others = process.listeners('unhandledRejection');
  let rejected: string | undefined;
  const hear = (reason: unknown): void => {
    if (reason instanceof Error) return; // the host's own, which was thrown through the module: it ends the run by itself
    rejected ??= wordsOf(reason);
  };
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
  try {
    const result = run();
    await setImmediate();
    return { result, rejected };
  } finally {
    process.off('unhandledRejection', hear);
    for (const other of others) process.on('unhandledRejection', other);
  }
};

/** Errors of a context are none of ours, but they have the same fields. */
const wordsOf = (reason: unknown): string => {
  const { name, message } = (reason ?? {}) as Partial<Error>;
  const words = typeof message === 'string' ? `${name ?? 'Error'}: ${message}` : reasonIn(reason);
  return `a promise was rejected and nobody waited for it: ${words}`;
};
