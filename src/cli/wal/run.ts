/** What the verb `wal` does. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { entryAt } from '../../core/log.ts';
import { emptyDurable } from '../../core/server.ts';
import { ExitCode, reasonOf, UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { CorruptStorage } from '../../runtime/storage/fault.ts';
import { fileStorage } from '../../runtime/storage/fileStorage.ts';
import { processUsing } from '../../runtime/storage/lock.ts';
import type { Recovered } from '../../runtime/storage/recovery.ts';
import { StorageFault } from '../../runtime/storage/storage.ts';
import { plural } from '../../text/numbers.ts';
import type { SharedFlags } from '../support/options.ts';
import { readDirectory, readFile, type WalReader, type WalRecord } from './read.ts';

export interface WalFlags extends Pick<SharedFlags, 'json'> {
  readonly repair?: boolean;
}

/** Reads a storage, and says how it is. */
export const wal = async (path: string, { json = false, repair = false }: WalFlags): Promise<ExitCode> => {
  const isDirectory = expectThere(path);
  if (repair && !isDirectory) throw new UsageError(`--repair takes the directory of a storage, not ${path}`);
  const records: WalRecord[] = [];
  const reader = json ? { segment: () => undefined, record: (record: WalRecord) => records.push(record) } : printer;
  try {
    const found = isDirectory ? await inDirectory(path, reader, repair) : { words: await inFile(path, reader) };
    if (json) printJson({ ok: true, path, records, ...found.document });
    else print(found.words);
    return ExitCode.holds;
  } catch (error) {
    if (!(error instanceof CorruptStorage)) throw asUsage(error);
    if (json) printJson({ ok: false, path, records, because: error.message });
    else print(error.message);
    return ExitCode.violated;
  }
};

/** Is it a directory? */
const expectThere = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(
      `can't read ${path}: ${reasonOf(error)}; give the directory of a storage, or one of its files`,
    );
  }
};

/** What the user can mend; all else is as it is. */
const asUsage = (error: unknown): unknown => {
  if (error instanceof StorageFault) return new UsageError(error.message);
  return (error as NodeJS.ErrnoException).code === undefined ? error : new UsageError(reasonOf(error));
};

const printer: WalReader = {
  segment: (_, path, { owner, members, firstFrame }) =>
    print(
      `${basename(path)}: server ${owner.id} of cluster ${owner.cluster}${members ? ` of ${members.join(' ')}` : ''}, from frame ${firstFrame} on`,
    ),
  record: ({ frame, offset, record }) => print(`  ${frame} at ${offset}: ${record}`),
};

/** What was found, in words and for programs. */
interface WalFinding {
  readonly words: string;
  readonly document?: object;
}

const inFile = async (path: string, reader: WalReader): Promise<string> => {
  const words = await readFile(path, reader);
  if (words === undefined)
    throw new UsageError(
      `${path} is no file of a storage: they are called segment-… and snapshot-…, and lie in a directory`,
    );
  return words;
};

const inDirectory = async (path: string, reader: WalReader, isRepair: boolean): Promise<WalFinding> => {
  const recovered = await readDirectory(path, reader);
  if (!recovered) throw new UsageError(`${path} holds no log; give the directory of a storage`);
  const pid = await processUsing(path);
  if (isRepair) await cutAsRestart(path, recovered);
  const { isTorn } = recovered.end;
  return {
    words: [
      ...(isTorn ? [isRepair ? CUT : TORN] : isRepair ? ['There is nothing to repair.'] : []),
      restartWords(recovered),
      ...(pid === undefined || isRepair
        ? []
        : [`Process ${pid} has it open: what it was writing may look as if it were not whole.`]),
    ].join('\n'),
    document: { torn: isTorn && !isRepair, ...documentOf(recovered), ...(pid !== undefined && { usedBy: pid }) },
  };
};

const TORN = 'Behind the last frame is a write that was never whole, and was not acknowledged; a restart cuts it off.';
const CUT = 'Behind the last frame was a write that was never whole, and was not acknowledged: it has been cut off.';

/** Opens and closes the storage: what a restart does, and no more. */
const cutAsRestart = async (directory: string, { owner, members = [owner.id], end }: Recovered): Promise<void> => {
  const sync = end.isEachDurable ? 'always' : 'never';
  const storage = fileStorage({ directory, sync, spareSegments: 0 });
  await storage.open(owner, emptyDurable({ id: owner.id, servers: members }));
  await storage.close();
};

const restartWords = ({ state, segments, mark }: Recovered): string => {
  const { currentTerm, votedFor, log } = state;
  const first = log.snapshotIndex + 1;
  const entries = entryAt(log, first) ? `entries ${first}..${log.lastIndex}` : 'no entries';
  const saved = mark ? `snapshot ${mark.lastIncludedIndex}@${mark.lastIncludedTerm}` : 'no snapshot';
  return `A restart sees: term=${currentTerm} vote=${votedFor ?? 'none'}, ${entries}, ${saved}; ${plural(segments.length, 'segment')}, whole.`;
};

const documentOf = ({ owner, members, state, segments, mark }: Recovered): object => ({
  cluster: owner.cluster,
  server: owner.id,
  members: members ?? null,
  segments: segments.map(({ number }) => number),
  restart: {
    currentTerm: state.currentTerm,
    votedFor: state.votedFor,
    snapshotIndex: state.log.snapshotIndex,
    snapshotTerm: state.log.snapshotTerm,
    lastIndex: state.log.lastIndex,
    snapshot: mark,
  },
});
