/** Looks at the calls of another thread, and breaks off the one that does not come to its end: the other end of `breakOff.ts`. */

import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { BreakerTask } from './breakOff.ts';
import { watchCount } from './pulse.ts';

let end: () => void = () => undefined;

/** On Windows the signal ends the process before anything can be said of it. */
const sayBefore = (): void => {
  if (process.platform === 'win32') writeSync(2, 'figure2: a function that is tested has not come to an end\n');
};

parentPort?.on('message', (task: BreakerTask | null) => {
  end();
  end = () => undefined;
  if (task === null) return;
  const { head, verdict } = task;
  end = watchCount(head, () => {
    Atomics.store(verdict, 0, 1);
    sayBefore();
    process.kill(process.pid, 'SIGINT');
  });
});
