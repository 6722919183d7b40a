/**
 * The timers of a node: deadlines of a monotonic clock. One that has run out is told after the sockets were read, and may be taken back by
 * what they held: a process that stood still must not depose a leader whose heartbeats lie in its socket.
 */
import { timerNames, timers } from '../core/extensions/timers.ts';
import type { TimerLength } from '../core/timers.ts';
import type { TimerName } from '../core/types.ts';

/** How many milliseconds each timer runs, drawn anew each time it is armed. */
export type Durations = { readonly [Name in TimerName]: () => number };

/** How many milliseconds a timer runs, by the kind of its length. */
export type Lengths = { readonly [Kind in TimerLength]: () => number };

/** How long each timer runs, by the table of timers. */
export const durationsOf = (lengths: Lengths): Durations =>
  Object.fromEntries(timerNames.map((name) => [name, lengths[timers[name].length]])) as Durations;

interface Timer {
  /** On the monotonic clock; undefined: it is stopped. */
  deadline: number | undefined;
  /** The operating system's, which may wake up before the deadline; undefined: there is none. */
  alarm: NodeJS.Timeout | undefined;
}

export class Timers {
  readonly #timers = new Map<TimerName, Timer>();
  readonly #durations: Durations;
  readonly #ranOut: (timer: TimerName) => void;

  /** @param ranOut is called when a timer has run out and the sockets were read since. */
  constructor(durations: Durations, ranOut: (timer: TimerName) => void) {
    this.#durations = durations;
    this.#ranOut = ranOut;
  }

  /** (Re)starts a timer. An alarm that is set already is left, since most timers are armed again long before they run out. */
  arm(name: TimerName): void {
    const timer = this.#timerOf(name);
    const deadline = performance.now() + this.#durations[name]();
    const isEarlier = timer.deadline === undefined || deadline < timer.deadline;
    timer.deadline = deadline;
    if (isEarlier || timer.alarm === undefined) this.#setAlarm(name, timer, deadline);
  }

  /** Stops a timer, whether it runs or not. */
  stop(name: TimerName): void {
    const timer = this.#timerOf(name);
    clearTimeout(timer.alarm);
    timer.deadline = undefined;
    timer.alarm = undefined;
  }

  /** Has it run out, and was not armed again since? */
  isOver(name: TimerName): boolean {
    const { deadline } = this.#timerOf(name);
    return deadline !== undefined && performance.now() >= deadline;
  }

  /** Stops all of them. */
  stopAll(): void {
    for (const name of this.#timers.keys()) this.stop(name);
  }

  #timerOf(name: TimerName): Timer {
    const known = this.#timers.get(name);
    if (known) return known;
    const timer: Timer = { deadline: undefined, alarm: undefined };
    this.#timers.set(name, timer);
    return timer;
  }

  #setAlarm(name: TimerName, timer: Timer, deadline: number): void {
    clearTimeout(timer.alarm);
    timer.alarm = setTimeout(() => this.#ring(name, timer), Math.max(1, Math.ceil(deadline - performance.now())));
  }

  /** The first turn of the loop reads what lies in the sockets, and the second comes after whatever that has set off. */
  #ring(name: TimerName, timer: Timer): void {
    timer.alarm = undefined;
    if (timer.deadline === undefined) return;
    if (!this.isOver(name)) this.#setAlarm(name, timer, timer.deadline);
    else setImmediate(() => setImmediate(() => this.isOver(name) && this.#ranOut(name)));
  }
}
