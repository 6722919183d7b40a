/**
 * Functions of a user's, called in this thread and at once, as a test does: one that computes without end is broken off, as an error
 * like any other. Another thread looks at the calls, and sends the signal that a script of Node's can be broken off by.
 */

import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { GuestFault } from './guest.ts';
import { stepPatience } from './pulse.ts';

/** What the thread that looks is given: where the calls are told, and where it says that one does not come to its end. */
export interface BreakerTask {
  readonly head: Int32Array;
  readonly verdict: Int32Array;
}

/** Where calls are told. */
export interface ToldCalls {
  /** Its first word says how often a call has begun or ended: odd while one goes on. */
  readonly head: Int32Array;
  /** What is called, beginning with whose it is. */
  readonly words: () => string;
  /** Where that is, for words that follow; left out: nothing is said of it. */
  readonly place?: () => string;
}

/** Scripts run among the globals of the thread, whatever globals a test runner gives to what it loads. */
const hand = new Script('(act) => { globalThis[Symbol.for("figure2.act")] = act; }').runInThisContext() as (
  act: (() => void) | undefined,
) => void;
const script = new Script('globalThis[Symbol.for("figure2.act")]()');

let breaker: Worker | undefined;

const startBreaker = (): Worker => {
  const worker = new Worker(new URL('./breaker.js', import.meta.url));
  worker.on('error', () => undefined); // nothing is broken off then
  worker.unref();
  return worker;
};

/**
 * Calls something that calls functions of a user's. From the sources, where there is no file for a thread, it is only called.
 *
 * @throws GuestFault when one of them has not come to an end within so many seconds as FIGURE2_STEP_SECONDS says, or 25; UsageError
 * when that is no number of seconds; and whatever it throws itself.
 */
export const withBreakOff = <Result>({ head, words, place = () => '' }: ToldCalls, act: () => Result): Result => {
  const { seconds, advice } = stepPatience();
  if (!import.meta.url.endsWith('.js')) return act();
  breaker ??= startBreaker();
  const verdict = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  breaker.postMessage({ head, verdict } satisfies BreakerTask);
  try {
    return runInScript(act);
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
    if (Atomics.load(verdict, 0) === 0) return interruptedByOthers(error);
    throw new GuestFault(
      `${words()} has not come to an end${place()}: it computes for ${seconds} s and goes on; ${advice}`,
    );
  } finally {
    breaker.postMessage(null);
  }
};

/** The only code that a thread may be made to leave from outside without being lost is a script. */
const runInScript = <Result>(act: () => Result): Result => {
  let result: { readonly value: Result } | undefined;
  hand(() => {
    hand(undefined);
    result = { value: act() };
  });
  script.runInThisContext({ breakOnSigint: true, displayErrors: false });
  return (result as unknown as { readonly value: Result }).value;
};

/** Somebody else wants the process to end: what is done for that is done, a turn later. */
const interruptedByOthers = (error: unknown): never => {
  setImmediate(() => process.kill(process.pid, 'SIGINT'));
  throw error;
};
