/** Loads a module in a thread of its own, to see whether it can be: one that ends its thread, or never comes to an end, does no harm. */

import { parentPort, workerData } from 'node:worker_threads';
import { reasonIn } from '../text/thrown.ts';
import { receiveGuests } from './guest.ts';
import { importHere } from './module.ts';
import type { TrialOutcome } from './translation.ts';
import { translationsMade } from './typescript.ts';

const { file } = workerData as { readonly file: string };

const tell = (problem: string | null): void =>
  parentPort?.postMessage({ problem, made: translationsMade() } satisfies TrialOutcome);

try {
  receiveGuests(file);
  await importHere(file);
  tell(null);
} catch (error) {
  tell(reasonIn(error));
}
