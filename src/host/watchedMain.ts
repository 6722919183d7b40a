/** The calls of this thread, looked at by another one: a thread that computes without end can't look at itself. */
import { Worker } from 'node:worker_threads';
import { blameGuest } from './guest.ts';
import { createPulse, PulsingCalls } from './pulse.ts';

/** What the thread that looks is given. */
export interface WatcherData {
  readonly pulse: SharedArrayBuffer;
}

interface Watched {
  readonly calls: PulsingCalls;
  readonly watcher: Worker;
}

let watched: Watched | undefined;

/**
 * Calls a function of a user's in the main thread. One that does not come to its end is broken off, and told as what a guest must
 * not do; from the sources, where tests run many commands in one process, it is only called.
 *
 * @param words what is called, beginning with the file
 */
export const callWatched = <Result>(words: string, act: () => Result): Result => {
  if (!import.meta.url.endsWith('.js')) return act();
  watched ??= startWatcher();
  const { calls, watcher } = watched;
  watcher.ref(); // what is broken off gets to no end of it, and this thread lives until it is told
  try {
    return calls.call(words, act);
  } finally {
    watcher.unref();
  }
};

const startWatcher = (): Watched => {
  const pulse = createPulse();
  const watcher = new Worker(new URL('./watcher.js', import.meta.url), { workerData: { pulse } satisfies WatcherData });
  watcher.once('message', (words: string) => {
    // it ends first: Node says so where a process exits while an inspector is connected
    void watcher.terminate().then(() => {
      blameGuest(words);
    });
  });
  watcher.on('error', () => undefined); // a Node without an inspector: nothing is broken off
  return { calls: new PulsingCalls(pulse), watcher };
};
