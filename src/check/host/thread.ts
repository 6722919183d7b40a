/** One thread of a search: the other end of `explore.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ComponentStore } from '../explore/componentStore.ts';
import { sharedInterner } from '../explore/interner.ts';
import { MemoLog } from '../explore/memoLog.ts';
import { Ended, interrupt, Searcher } from '../explore/search.ts';
import { NotSymmetric } from '../explore/space.ts';
import { Table } from '../explore/table.ts';
import type { SpaceModule, ThreadData, ThreadReport } from './explore.ts';

const work = async ({ module, args, texts, memoLogs, table, control, thread }: ThreadData): Promise<ThreadReport> => {
  try {
    const { spaceFor } = (await import(module)) as SpaceModule<unknown>;
    const disagree = (what: string): never => {
      throw new Error(`the threads disagree on what the model is made of: ${what}`);
    };
    const store = new ComponentStore(
      (kind) => sharedInterner(texts[kind] ?? disagree(kind)),
      (place) => new MemoLog(memoLogs[place] ?? disagree(`function ${place}`)),
    );
    const space = await spaceFor(args, store);
    const searcher = new Searcher(space, new Table(table), control, thread);
    searcher.run(() => undefined);
    return { found: [...searcher.found.values()], counts: space.counts?.() ?? {} };
  } catch (error) {
    interrupt(control, Ended.failed);
    return { error: error instanceof Error ? error.message : String(error), isRefusal: error instanceof NotSymmetric };
  }
};

parentPort?.postMessage(await work(workerData as ThreadData));
