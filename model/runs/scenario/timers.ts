/** The timers of the servers in a script: there is no time in it, only what was started, stopped and has expired. */
import type { TimerEffect } from '../../../src/cluster/cluster.ts';
import type { ServerId, TimerName } from '../../../src/core/types.ts';

const nameOf = (id: ServerId, timer: TimerName): string => `${id} ${timer}`;

/** Knows which timers run, and which were restarted since a moment. */
export class ScriptTimers {
  readonly #running = new Set<string>();
  readonly #restarted = new Set<string>();

  /** From now on it counts what is restarted. */
  begin(): void {
    this.#restarted.clear();
  }

  /** A server has started a timer, or stopped it. */
  note(id: ServerId, { type, timer }: TimerEffect): void {
    const name = nameOf(id, timer);
    if (type === 'stopTimer') {
      this.#running.delete(name);
      return;
    }
    this.#running.add(name);
    this.#restarted.add(name);
  }

  /** A timer has expired: it does not run until it is started again. */
  expire(id: ServerId, timer: TimerName): void {
    this.#running.delete(nameOf(id, timer));
  }

  /** A server has crashed, and its timers with it. */
  crash(id: ServerId): void {
    for (const name of this.#running) if (name.startsWith(`${id} `)) this.#running.delete(name);
  }

  isRunning(id: ServerId, timer: TimerName): boolean {
    return this.#running.has(nameOf(id, timer));
  }

  wasRestarted(id: ServerId, timer: TimerName): boolean {
    return this.#restarted.has(nameOf(id, timer));
  }
}
