/** Looks at the calls of the main thread, and breaks off the one that does not come to its end: the other end of `watchedMain.ts`. */

import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { watchPulse } from './pulse.ts';
import type { WatcherData } from './watchedMain.ts';

watchPulse((workerData as WatcherData).pulse, (words) => {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution');
  parentPort?.postMessage(words);
});
