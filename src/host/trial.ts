/** Loads a module in a thread of its own, to see whether it can be: one that ends its thread, or never comes to an end, does no harm. */

import { parentPort, workerData } from 'node:worker_threads';
import { reasonIn } from '../text/thrown.ts';
import { receiveGuests } from './guest.ts';
import { importHere } from './module.ts';

const { file } = workerData as { readonly file: string };

try {
  receiveGuests(file);
  await importHere(file);
  parentPort?.postMessage(null);
} catch (error) {
  parentPort?.postMessage(reasonIn(error));
}
