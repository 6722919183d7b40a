/** What a write of a storage costs beside the floor: overwriting a file, synced. And how long a start takes. */
import {
  closeSync,
  constants,
  fdatasync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  write,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { emptyDurable } from '../../src/core/server.ts';
import { fileStorage, type SyncPolicy } from '../../src/runtime/storage/fileStorage.ts';
import { median, type Result, short, times } from './measure.ts';

const ROUNDS = 15;
const ROUND_MS = 200;
const FILE_BYTES = 2 ** 24;
const FRAME_BYTES = 140;
const ENTRIES = 100_000;
const command = 'x'.repeat(100);
const owner = { cluster: 'bench', id: 'S1' };
const empty = emptyDurable({ id: 'S1', servers: ['S1'] });

const writeAt: (file: number, bytes: Buffer, offset: number, length: number, position: number) => Promise<unknown> =
  promisify(write);
const sync = promisify(fdatasync);

/** Does one thing after the other for a while. */
const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < ROUND_MS; done++) await work();
  return (1000 * done) / (performance.now() - start);
};

/** Overwrites a file of zeros, a frame each time. */
const overwriting = (path: string, flags: number, after: (file: number) => Promise<unknown>) => {
  writeFileSync(path, Buffer.alloc(FILE_BYTES));
  const file = openSync(path, constants.O_RDWR | flags);
  fsyncSync(file);
  const bytes = Buffer.alloc(FRAME_BYTES, 'x');
  let at = 0;
  return {
    work: async () => {
      at = (at + FRAME_BYTES) % (FILE_BYTES - FRAME_BYTES);
      await writeAt(file, bytes, 0, bytes.length, at);
      await after(file);
    },
    close: () => closeSync(file),
  };
};

const storing = async (directory: string, policy: SyncPolicy) => {
  const storage = fileStorage({ directory, sync: policy });
  await storage.open(owner, empty);
  let firstIndex = 1;
  return {
    work: () =>
      storage.write([{ type: 'persist', append: { firstIndex: firstIndex++, entries: [{ term: 1, command }] } }]),
    close: storage.close,
  };
};

const rates = async (folder: string): Promise<Readonly<Record<string, number>>> => {
  const lanes = {
    'overwrite with O_DSYNC': overwriting(join(folder, 'a'), constants.O_DSYNC, () => Promise.resolve()),
    'overwrite, fdatasync': overwriting(join(folder, 'b'), 0, sync),
    'storage, always': await storing(join(folder, 'always'), 'always'),
    'storage, never': await storing(join(folder, 'never'), 'never'),
  };
  const rounds: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, { work }] of Object.entries(lanes)) {
      rounds[name] ??= [];
      rounds[name].push(await perSecond(work));
    }
  for (const { close } of Object.values(lanes)) await close();
  return Object.fromEntries(Object.entries(rounds).map(([name, each]) => [name, median(each)]));
};

/** Milliseconds in which a storage with many entries is open, as the clock has it and of the processor. */
const start = async (directory: string): Promise<{ milliseconds: number; ofCpu: number }> => {
  const storage = fileStorage({ directory, sync: 'never' });
  await storage.open(owner, empty);
  for (let firstIndex = 1; firstIndex <= ENTRIES; firstIndex += 10)
    await storage.write([
      { type: 'persist', append: { firstIndex, entries: Array.from({ length: 10 }, () => ({ term: 1, command })) } },
    ]);
  const runs: { readonly milliseconds: number; readonly ofCpu: number }[] = [];
  for (let run = 0; run < 5; run++) {
    await storage.close();
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await storage.open(owner, empty);
    const { user, system } = process.cpuUsage(cpu);
    runs.push({ milliseconds: performance.now() - began, ofCpu: (user + system) / 1000 });
  }
  await storage.close();
  return {
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    ofCpu: median(runs.map(({ ofCpu }) => ofCpu)),
  };
};

export const benchStorage = async (): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-bench-'));
  try {
    const perSecondOf = await rates(folder);
    const opened = await start(join(folder, 'start'));
    const floor = perSecondOf['overwrite with O_DSYNC'] ?? Number.NaN;
    const load = loadavg()[0] ?? Number.NaN;
    return {
      numbers: { load, perSecond: perSecondOf, start: { entries: ENTRIES, ...opened } },
      lines: [
        `one write of ${FRAME_BYTES} bytes at a time, in turns, load ${short(load)}:`,
        ...Object.entries(perSecondOf).map(
          ([name, rate]) => `  ${name.padEnd(24)} ${short(rate)}/s, ${times(floor / rate)} the time of the floor`,
        ),
        `start with ${short(ENTRIES)} entries: ${short(opened.milliseconds)} ms, ${short(opened.ofCpu)} ms of CPU`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
