/** The loading of a user's module. */

import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { reasonIn } from '../text/thrown.ts';
import { UsageError } from './errors.ts';
import { expectRegularFile, readText } from './files.ts';
import { expectNoFault, GuestFault, receiveGuests } from './guest.ts';
import { divertOutput } from './output.ts';
import { secondsIn } from './seconds.ts';
import type { TrialOutcome } from './translation.ts';
import { allowTypeScript, shareTranslations } from './typescript.ts';

type Exports = Readonly<Record<string, unknown>>;

/** Where it may be said how long a module may take to load. */
const LIMIT_VARIABLE = 'FIGURE2_LOAD_SECONDS';
const LIMIT_SECONDS = 30;

/**
 * What a user's module exports. It may be TypeScript. What it prints goes to standard error.
 *
 * @throws UsageError when it can't be read or does not run; GuestFault, which is one, when it ends the process, or does not
 * finish loading within the seconds that FIGURE2_LOAD_SECONDS says, or 30.
 */
export const importModule = async (file: string): Promise<Exports> => {
  expectRegularFile(file);
  readText(file);
  if (isMainThread) await tryModule(file);
  if (isBuilt()) receiveGuests(file);
  else divertOutput(); // from the sources tests run many commands in one process, which is not to be changed for all of them
  const exports = await importHere(file);
  expectNoFault();
  return exports;
};

/**
 * Loads a module in a thread of its own, to see whether it can be. Threads import at once what the main thread has tried before;
 * whoever opens a module in a thread first tries it there.
 *
 * @throws UsageError and GuestFault as `importModule` does.
 */
export const tryModule = async (file: string): Promise<void> => {
  expectRegularFile(file);
  readText(file);
  if (isBuilt()) await tryInThread(file);
};

/** Imports a module into this thread. */
export const importHere = async (file: string): Promise<Exports> => {
  if (/\.[mc]?ts$/.test(file)) allowTypeScript(file);
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Exports;
  } catch (error) {
    if (error instanceof GuestFault || error instanceof UsageError) throw error;
    throw new UsageError(`can't load ${file}: ${reasonIn(error)}`);
  }
};

/**
 * What is made of an export of a module, by reading it: a getter or a proxy of the module's may throw.
 *
 * @throws UsageError that names the file.
 */
export const readExport = <Result>(file: string, what: string, read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${what} can't be read: ${reasonIn(error)}; export plain values`);
  }
};

/** A thread needs a file that Node runs as it is. */
const isBuilt = (): boolean => import.meta.url.endsWith('.js');

const known = new Set<string>();

/** A module is tried once: a thread can be given up, and this one can't. */
const tryInThread = async (file: string): Promise<void> => {
  const path = resolve(file);
  if (known.has(path)) return;
  const seconds = secondsIn(LIMIT_VARIABLE, LIMIT_SECONDS);
  const worker = new Worker(new URL('./trial.js', import.meta.url), { workerData: { file } });
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    const { problem, made } = await Promise.race([
      once(worker, 'message', { signal: limit }).then(([outcome]) => outcome as TrialOutcome),
      once(worker, 'exit', { signal: limit }).then(() => ({
        problem: `${file} does not finish loading: it waits for what never comes`,
        made: new Map(),
      })),
    ]);
    if (problem !== null) throw problem.startsWith(`can't`) ? new UsageError(problem) : new GuestFault(problem);
    shareTranslations(made);
    known.add(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (limit.aborted) {
      throw new GuestFault(
        `${file} has not finished loading within ${seconds} s; mend it, or set ${LIMIT_VARIABLE} to more seconds`,
      );
    }
    throw new GuestFault(`${file} fails while it loads: ${reasonIn(error)}`);
  } finally {
    await worker.terminate();
  }
};
