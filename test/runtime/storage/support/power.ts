/** Runs of a storage in which the power goes at every call, and what a restart sees then. */
import { applyPersist } from '../../../../src/core/server.ts';
import type { Durable, Persist } from '../../../../src/core/types.ts';
import type { FileStorageOptions, FileStorageParts } from '../../../../src/runtime/storage/fileStorage.ts';
import { type Storage, StorageFault } from '../../../../src/runtime/storage/storage.ts';
import { type Behaviour, type Call, MemoryDisk, type RemainsBound } from './memoryDisk.ts';
import { type Batch, type Dice, diceFrom, empty, owner, statesAfter, stateText } from './writes.ts';

/** Makes a storage on some files. */
export type MakeStorage = (options: FileStorageOptions, parts: FileStorageParts) => Storage;

/** One that this process may always have. */
const lock = () => Promise.resolve({ release: () => Promise.resolve() });

/** What is tried. */
export interface Trial {
  readonly make: MakeStorage;
  readonly batches: readonly Batch[];
  readonly segmentBytes: number;
  readonly sync?: FileStorageOptions['sync'];
  readonly seed: number;
  /** Sectors and names of which every combination of losses is tried. */
  readonly exhaustiveUpTo: number;
  /** Is the restart itself cut at every call too? */
  readonly isNested: boolean;
  /** What the disk does beside. */
  readonly behaviour?: Behaviour;
}

/** What was tried. */
export interface TrialTotals {
  cuts: number;
  disks: number;
  restarts: number;
}

export const storageOn = (
  { make, segmentBytes, sync = 'always' }: Pick<Trial, 'make' | 'segmentBytes' | 'sync'>,
  files: MemoryDisk,
): Storage => make({ directory: '/d', segmentBytes, sync, spareSegments: 1 }, { files, lock });

/** Files that a restart reads. */
export const isRead = (name: string): boolean => /^(?:segment|snapshot)-/.test(name);

/** Writes all batches to a storage, and cuts the power at each of its calls. Throws where a restart sees anything else than it has to. */
export const cutEverywhere = async (trial: Trial): Promise<TrialTotals> => {
  const states = statesAfter(trial.batches);
  const totals = { cuts: 0, disks: 0, restarts: 0 };
  const restarts = new Restarts(trial, totals);
  let acknowledged = 0;
  /** Up to here nothing may be lost: all that was acknowledged or, when not each write is synced, up to the last snapshot. */
  let certain = 0;
  let isWriting = false;
  const disk: MemoryDisk = new MemoryDisk({
    ...trial.behaviour,
    during: async (call, index) => {
      totals.cuts++;
      const expected = states.slice(certain, acknowledged + (isWriting ? 2 : 1));
      await restarts.judge(
        disk,
        expected,
        `at call ${index}, ${call.name} ${call.file}, with ${acknowledged} batches acknowledged`,
      );
    },
  });
  const storage = storageOn(trial, disk);
  const dice = diceFrom(trial.seed);
  await storage.open(owner, empty);
  for (const batch of trial.batches) {
    if (dice(2) === 0) for (const { snapshot } of batch) if (snapshot) await storage.prepare(snapshot);
    isWriting = true;
    await storage.write(batch);
    isWriting = false;
    acknowledged++;
    if (trial.sync !== 'never' || batch.some(({ snapshot }) => snapshot)) certain = acknowledged;
  }
  await storage.close();
  return totals;
};

/** What restarts see of disks. */
class Restarts {
  readonly #trial: Trial;
  readonly #totals: TrialTotals;
  readonly #bound: RemainsBound;
  /** What was seen of disks that were tried already. */
  #seen = new Map<string, string>();

  constructor(trial: Trial, totals: TrialTotals) {
    this.#trial = trial;
    this.#totals = totals;
    const dice: Dice = diceFrom(trial.seed + 1);
    this.#bound = { exhaustiveUpTo: trial.exhaustiveUpTo, dice, isOfInterest: isRead };
  }

  async judge(disk: MemoryDisk, expected: readonly string[], when: string): Promise<void> {
    if (this.#seen.size > 10_000) this.#seen = new Map();
    await this.#restart(disk.withoutLoss, expected, when);
    for (const left of disk.remains(this.#bound)) {
      this.#totals.disks++;
      const digest = left.digest(isRead);
      const state = this.#seen.get(digest) ?? (await this.#restart(left, expected, when));
      this.#seen.set(digest, state);
      this.#expect(expected, state, when);
    }
  }

  /** What a restart sees. From then on it is durable; and a restart that is cut is as if it had not been. */
  async #restart(left: MemoryDisk, expected: readonly string[], when: string): Promise<string> {
    const { state, disk, storage, durable } = await this.#open(left.withoutLoss, when);
    this.#expect(expected, state, when);
    await this.#expectOfAll(disk.withoutLoss, [state], `${when}, and after the restart`);
    const write: Persist = { type: 'persist', currentTerm: durable.currentTerm + 1, votedFor: null };
    await storage.write([write]);
    if (this.#trial.sync === 'never') await storage.close(); // which syncs
    const next = await this.#open(disk.withAllLost, `${when}, and after the first write after the restart`);
    this.#expect(
      [stateText(applyPersist(durable, write))],
      next.state,
      `${when}, and after the first write after the restart`,
    );
    if (this.#trial.isNested) {
      const cut: MemoryDisk = left.behaving({
        during: async ({ name, file }) => {
          if (name !== 'read') await this.#expectOfAll(cut, expected, `${when}, and at ${name} ${file} of the restart`);
        },
      });
      await storageOn(this.#trial, cut).open(owner, empty);
    }
    return state;
  }

  async #expectOfAll(disk: MemoryDisk, expected: readonly string[], when: string): Promise<void> {
    for (const left of disk.remains(this.#bound)) this.#expect(expected, (await this.#open(left, when)).state, when);
  }

  #expect(expected: readonly string[], state: string, when: string): void {
    if (!expected.includes(state)) throw new Error(`${when}: a restart sees ${state} and not ${expected.join(' or ')}`);
  }

  async #open(
    disk: MemoryDisk,
    when: string,
  ): Promise<{ state: string; disk: MemoryDisk; storage: Storage; durable: Durable }> {
    this.#totals.restarts++;
    try {
      const storage = storageOn(this.#trial, disk);
      const durable = await storage.open(owner, empty);
      return { state: stateText(durable), disk, storage, durable };
    } catch (error) {
      throw new Error(`${when}: a restart fails: ${String(error)}`, { cause: error });
    }
  }
}

/** Writes all batches to a storage of which one call fails. Throws when that is not told, or a restart sees anything else than it has to. */
export const failAt = async (
  trial: Trial,
  failing: number,
  code: string,
): Promise<'failed' | 'not needed' | 'not reached'> => {
  const states = statesAfter(trial.batches);
  let failed: Call | undefined;
  const disk = new MemoryDisk({
    failure: (call, index) => {
      if (index !== failing) return undefined;
      failed = call;
      return code;
    },
  });
  const storage = storageOn(trial, disk);
  let acknowledged = 0;
  let fault: unknown;
  try {
    await storage.open(owner, empty);
    for (const batch of trial.batches) {
      await storage.write(batch);
      acknowledged++;
    }
  } catch (error) {
    fault = error;
  }
  const when = `${code} at call ${failing}, ${failed?.name ?? ''} ${failed?.file ?? ''}`;
  if (fault) await expectUseless(storage, fault, trial.batches, when);
  await storage.close();
  const expected = states.slice(acknowledged, acknowledged + (fault ? 2 : 1));
  for (const left of [disk.withoutLoss, disk.withAllLost]) {
    const state = stateText(await storageOn(trial, left).open(owner, empty));
    if (!expected.includes(state)) throw new Error(`${when}: a restart sees ${state} and not ${expected.join(' or ')}`);
  }
  if (!failed) return 'not reached';
  return fault ? 'failed' : 'not needed';
};

/** After a failure, every call fails for the same reason. */
const expectUseless = async (
  storage: Storage,
  fault: unknown,
  batches: readonly Batch[],
  when: string,
): Promise<void> => {
  if (!(fault instanceof StorageFault))
    throw new Error(`${when}: ends with ${String(fault)}, which is no StorageFault`);
  if (fault.message.includes('\n')) throw new Error(`${when}: is told in more than one line`);
  const again = await storage.write(batches[0] ?? []).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(again instanceof StorageFault)) throw new Error(`${when}: the storage can be written to after its failure`);
};
