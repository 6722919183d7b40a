/**
 * Tells a function that computes without end from one that is called again and again: each call is written down where another
 * thread sees it. So it does not matter how slow the machine is, nor how long all calls take together.
 */

import { secondsIn } from './seconds.ts';

/** Shared between threads: how often a call has begun or come to its end, and what the last one is, in words. */
export type Pulse = SharedArrayBuffer;

const MAX_WORDS = 200;
/** How often a call has begun or ended: odd while one goes on. Behind it how long the words are. */
const HEAD = Int32Array.BYTES_PER_ELEMENT * 2;

/** One of which nothing was called yet. */
export const createPulse = (): Pulse => new SharedArrayBuffer(HEAD + Uint16Array.BYTES_PER_ELEMENT * MAX_WORDS);

/** Calls functions so that others see it. They do not call each other. */
export class PulsingCalls {
  readonly #head: Int32Array;
  readonly #words: Uint16Array;

  constructor(pulse: Pulse) {
    this.#head = new Int32Array(pulse, 0, 2);
    this.#words = new Uint16Array(pulse, HEAD);
  }

  /** @param words what is called, for whoever has to say that it does not come to its end */
  call<Result>(words: string, act: () => Result): Result {
    const length = Math.min(words.length, MAX_WORDS);
    for (let place = 0; place < length; place++) this.#words[place] = words.charCodeAt(place);
    this.#head[1] = length;
    Atomics.add(this.#head, 0, 1);
    try {
      return act();
    } finally {
      Atomics.add(this.#head, 0, 1);
    }
  }
}

/** Where it may be said how long, in real time, one call may compute. */
const LIMIT_VARIABLE = 'FIGURE2_STEP_SECONDS';
/** No step takes a thousandth of it, and nothing but "no verdict" follows. */
const LIMIT_SECONDS = 25;

/**
 * How long one call may compute, in seconds of real time, and what is said to somebody whose calls take longer.
 *
 * @throws UsageError when FIGURE2_STEP_SECONDS is no number of seconds.
 */
export const stepPatience = (): { readonly seconds: number; readonly advice: string } => ({
  seconds: secondsIn(LIMIT_VARIABLE, LIMIT_SECONDS),
  advice: `mend it, or set ${LIMIT_VARIABLE} to more seconds`,
});

/** So often it is looked whether something has happened. Time in which nobody looks, since all stands still, does not count. */
const LOOK_MS = 250;

/**
 * Looks at calls until it is ended.
 *
 * @param onStuck told once, in words, which call has not come to its end within so many seconds as FIGURE2_STEP_SECONDS says, or 25
 * @returns ends it
 * @throws UsageError when FIGURE2_STEP_SECONDS is no number of seconds.
 */
export const watchPulse = (pulse: Pulse, onStuck: (words: string) => void): (() => void) => {
  const { seconds, advice } = stepPatience();
  return watchCount(new Int32Array(pulse, 0, 2), () => {
    onStuck(`${wordsOf(pulse)}, it computes for ${seconds} s and goes on; there is no verdict: ${advice}`);
  });
};

/** What the last call was, in words. */
export const wordsOf = (pulse: Pulse): string =>
  String.fromCharCode(...new Uint16Array(pulse, HEAD, new Int32Array(pulse, 0, 2)[1]));

/**
 * Looks at a count of calls, odd while one goes on, in the first word of what is shared, until it is ended.
 *
 * @param onStuck told once that a call has not come to its end in time
 * @returns ends it
 * @throws UsageError when FIGURE2_STEP_SECONDS is no number of seconds.
 */
export const watchCount = (head: Int32Array, onStuck: () => void): (() => void) => {
  const { seconds } = stepPatience();
  let seen = 0;
  let still = 0;
  const timer = setInterval(() => {
    const now = Atomics.load(head, 0);
    still = now === seen && now % 2 !== 0 ? still + LOOK_MS : 0;
    seen = now;
    if (still < seconds * 1000) return;
    clearInterval(timer);
    onStuck();
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
  };
};
