/** A million entries with compaction on: does the time of an entry grow, or the memory? */
import { append, compactTo, emptyLog, type Log } from '../../src/core/log.ts';
import { createServer } from '../../src/core/server.ts';
import { step } from '../../src/core/step.ts';
import type { Entry, Event } from '../../src/core/types.ts';
import { cpuSeconds, heapMegabytes, type Result, race, short, times } from './measure.ts';

const ENTRIES = 1_000_000;
const COMPACT_EVERY = 10_000;
const TENTH = ENTRIES / 10;

interface Tenth {
  readonly microsPerEntry: number;
  readonly heapMegabytes: number | undefined;
}

/** Adds a million entries by the hands of `add`, which is given the index of each. */
const inTenths = (add: (index: number) => void): readonly Tenth[] =>
  Array.from({ length: 10 }, (_, tenth) => {
    const seconds = cpuSeconds(() => {
      for (let index = tenth * TENTH + 1; index <= (tenth + 1) * TENTH; index++) add(index);
    });
    return { microsPerEntry: (1e6 * seconds) / TENTH, heapMegabytes: heapMegabytes() };
  });

const throughStep = (): readonly Tenth[] => {
  let server = createServer({ id: 'S1', servers: ['S1'] });
  const handle = (event: Event): void => {
    server = step(server, event).server;
  };
  handle({ type: 'start' });
  handle({ type: 'timeout', timer: 'election' });
  return inTenths((index) => {
    handle({ type: 'clientCommand', command: `set x ${index}` });
    if (index % COMPACT_EVERY === 0) handle({ type: 'compact', index, data: `x ${index}` });
  });
};

const throughLog = (): readonly Tenth[] => {
  let log: Log = emptyLog();
  return inTenths((index) => {
    log = append(log, [{ term: 1, command: `set x ${index}` }]);
    if (index % COMPACT_EVERY === 0) log = compactTo(log, index - 1, 1);
  });
};

/** One entry more in a log of ten thousand, beside an array that is copied to keep the old one. */
const besideCopying = () => {
  const entry: Entry = { term: 1, command: 'set x 1' };
  const entries = new Array<Entry>(COMPACT_EVERY).fill(entry);
  const log = append(emptyLog(), entries);
  return race({ log: () => void append(log, [entry]), copied: () => [...entries, entry] });
};

const line = (name: string, tenths: readonly Tenth[]): string => {
  const first = tenths[0];
  const last = tenths.at(-1);
  const micros = tenths.map(({ microsPerEntry }) => short(microsPerEntry));
  const growth = (last?.microsPerEntry ?? 0) / (first?.microsPerEntry ?? 0);
  const heaps = tenths.flatMap((tenth) => tenth.heapMegabytes ?? []);
  const heap =
    heaps.length === 0
      ? 'not measured without --expose-gc'
      : `${heaps.map((megabytes) => megabytes.toFixed(1)).join(' ')} MB (${times((heaps.at(-1) ?? 0) / (heaps[0] ?? 0))})`;
  return `${name}: us an entry in each tenth ${micros.join(' ')} (last / first ${times(growth)}); heap after each ${heap}`;
};

export const benchLog = (): Result => {
  const viaStep = throughStep();
  const alone = throughLog();
  const append10k = besideCopying();
  return {
    numbers: { throughStep: viaStep, logAlone: alone, appendAt10kMicros: append10k },
    lines: [
      line('a million commands through step(), 1 server', viaStep),
      line('a million entries into the log alone', alone),
      `one entry onto 10,000: ${short(append10k.log)} us, copying an array ${short(append10k.copied)} us (${times(append10k.copied / append10k.log)})`,
    ],
  };
};
