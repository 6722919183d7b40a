/**
 * Virtual time: a queue of what will happen, and a clock that leaps to the next of it. It knows nothing of what happens.
 *
 * Time is counted in whole microseconds inside and in milliseconds outside.
 */
import { Queue } from './queue.ts';

/** A thread of things to do. It yields the milliseconds to sleep. */
export type Schedule = Generator<number, void, void>;

/** Virtual time stands still: so many things happened at one instant. */
const MAX_EVENTS_AN_INSTANT = 100_000;

export class VirtualTime {
  readonly #queue = new Queue<() => void>();
  #now = 0;
  #atThisInstant = 0;

  get nowMs(): number {
    return this.#now / 1000;
  }

  /** Does something after a while; at once if the while is negative. */
  after(delayMs: number, what: () => void): void {
    this.#queue.add(this.#now + Math.max(0, Math.round(delayMs * 1000)), what);
  }

  /** Runs a script beside everything else. */
  spawn(script: Schedule): void {
    const { done, value } = script.next();
    if (!done) this.after(value, () => this.spawn(script));
  }

  /** Runs a script until it ends; false: it has not by this moment. */
  runScript(script: Schedule, limitMs: number): boolean {
    let isOver = false;
    this.spawn(
      (function* () {
        yield* script;
        isOver = true;
      })(),
    );
    return this.runUntil(limitMs, () => isOver);
  }

  /**
   * Lets time pass until this moment, or until `isOver` says so; says which. A moment that has passed leaves time alone.
   *
   * @throws Error when time stands still.
   */
  runUntil(endMs: number, isOver: () => boolean = () => false): boolean {
    const end = Math.round(endMs * 1000);
    while (!isOver()) {
      if (this.#queue.nextTime > end) {
        this.#now = Math.max(this.#now, end);
        return false;
      }
      this.#advanceTo(this.#queue.nextTime);
      this.#queue.take()?.();
    }
    return true;
  }

  #advanceTo(time: number): void {
    this.#atThisInstant = time === this.#now ? this.#atThisInstant + 1 : 0;
    if (this.#atThisInstant > MAX_EVENTS_AN_INSTANT) {
      throw new Error(`time stands still at ${this.nowMs} ms: a loop without a delay`);
    }
    this.#now = time;
  }
}
