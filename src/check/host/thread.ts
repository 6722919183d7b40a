/** One thread of a search: the other end of `explore.ts`. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { reasonIn } from '../../text/thrown.ts';
import { ComponentStore } from '../explore/componentStore.ts';
import { reportOf } from '../explore/explore.ts';
import { ModelFault } from '../explore/fault.ts';
import type { Found } from '../explore/found.ts';
import { CALL_BYTES } from '../explore/functionCalls.ts';
import { sharedInterner } from '../explore/interner.ts';
import { MemoLog } from '../explore/memoLog.ts';
import { recheck } from '../explore/recheck.ts';
import { Ended, expandedBlocks, interrupt, Searcher } from '../explore/search.ts';
import { NotSymmetric, type Space } from '../explore/space.ts';
import { Table } from '../explore/table.ts';
import { BadCheckpoint } from './checkpoint.ts';
import type { Conclusions, FailureKind, SpaceModule, ThreadData, ThreadReport } from './explore.ts';

const data = workerData as ThreadData;
const { control, lead } = data;
const table = new Table(data.table);

const makeSpace = async ({ args, texts, memoLogs }: ThreadData, { spaceFor }: SpaceModule<unknown>): Promise<Space> => {
  const disagree = (what: string): never => {
    throw new Error(`the threads disagree on what the model is made of: ${what}`);
  };
  const store = new ComponentStore(
    (kind) => sharedInterner(texts[kind] ?? disagree(kind)),
    (place) => new MemoLog(memoLogs[place] ?? disagree(`function ${place}`)),
  );
  return spaceFor(args, store);
};

const search = (space: Space): ThreadReport => {
  const searcher = new Searcher(space, table, control, data.thread);
  if (lead === 'begins') searcher.begin();
  if (lead === 'resumes') {
    expectSameModel(space);
    searcher.revisit();
  }
  searcher.run(() => undefined);
  return { found: [...searcher.found.values()], counts: space.counts?.() ?? {} };
};

/** A checkpoint knows the file of a model, but not all that the file imports. */
const expectSameModel = (space: Space): void => {
  try {
    recheck(space, table, control, expandedBlocks(control));
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    throw new BadCheckpoint(`the checkpoint is of another model than this one (${error.message}); leave out --resume`);
  }
};

const conclude = (space: Space, found: readonly Found[]): Conclusions => {
  recheck(space, table, control);
  return reportOf(space, table, control, found);
};

const failureIn = (error: unknown): Extract<ThreadReport, { readonly error: string }> => {
  interrupt(control, Ended.failed);
  const message = reasonIn(error);
  return { error: message, kind: kindOf(error), ...(error instanceof ModelFault && { path: error.path }) };
};

const kindOf = (error: unknown): FailureKind => {
  if (error instanceof BadCheckpoint) return 'checkpoint';
  if (error instanceof NotSymmetric) return 'symmetry';
  return error instanceof ModelFault ? 'model' : 'other';
};

const work = async (): Promise<void> => {
  try {
    const module = (await import(data.module)) as SpaceModule<unknown>;
    const space = await makeSpace(data, module);
    space.calls?.tellIn(data.calls, data.thread * CALL_BYTES);
    if (lead) parentPort?.once('message', (found: readonly Found[]) => void tell(() => conclude(space, found), module));
    await tell(() => search(space), module);
  } catch (error) {
    parentPort?.postMessage(failureIn(error));
  }
};

/** Says what has come of something, or what has failed; a promise of the model's that fails is told a turn later. */
const tell = async (act: () => ThreadReport | Conclusions, { expectSound }: SpaceModule<unknown>): Promise<void> => {
  try {
    const told = act();
    await nextTurn();
    expectSound?.();
    parentPort?.postMessage(told);
  } catch (error) {
    parentPort?.postMessage(failureIn(error));
  }
};

await work();
