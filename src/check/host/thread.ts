/** One thread of a search: the other end of `explore.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ComponentStore } from '../explore/componentStore.ts';
import { reportOf } from '../explore/explore.ts';
import { ModelFault } from '../explore/fault.ts';
import type { Found } from '../explore/found.ts';
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

const makeSpace = async ({ module, args, texts, memoLogs }: ThreadData): Promise<Space> => {
  const { spaceFor } = (await import(module)) as SpaceModule<unknown>;
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
  const message = error instanceof Error ? error.message : String(error);
  return { error: message, kind: kindOf(error), ...(error instanceof ModelFault && { path: error.path }) };
};

const kindOf = (error: unknown): FailureKind => {
  if (error instanceof BadCheckpoint) return 'checkpoint';
  if (error instanceof NotSymmetric) return 'symmetry';
  return error instanceof ModelFault ? 'model' : 'other';
};

const work = async (): Promise<void> => {
  try {
    const space = await makeSpace(data);
    if (lead)
      parentPort?.once('message', (found: readonly Found[]) =>
        parentPort?.postMessage(answer(() => conclude(space, found))),
      );
    parentPort?.postMessage(search(space));
  } catch (error) {
    parentPort?.postMessage(failureIn(error));
  }
};

const answer = <T>(ask: () => T): T | Extract<ThreadReport, { readonly error: string }> => {
  try {
    return ask();
  } catch (error) {
    return failureIn(error);
  }
};

await work();
