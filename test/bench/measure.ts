/**
 * Measures in CPU time, not by the clock: what others do on the machine then hardly shows. What is to be compared runs in
 * turns, a short batch each, so that whatever disturbs one disturbs all; the median of the batches is taken.
 */

/** Seconds of CPU that a piece of work takes. */
export const cpuSeconds = (work: () => void): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

const BATCH_SECONDS = 0.004;
const WARM_UP_BATCHES = 20;
const BATCHES = 40;

/** How many calls make a batch. */
const batchOf = (work: () => void): number => {
  for (let calls = 1; ; calls *= 2) if (cpuSeconds(() => repeat(calls, work)) >= BATCH_SECONDS) return calls;
};

const repeat = (calls: number, work: () => void): void => {
  for (let call = 0; call < calls; call++) work();
};

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Microseconds for one call of each. */
export const race = <Name extends string>(works: Readonly<Record<Name, () => void>>): Record<Name, number> => {
  const lanes = Object.entries<() => void>(works).map(([name, work]) => {
    for (let batch = 0; batch < WARM_UP_BATCHES; batch++) repeat(batchOf(work), work);
    return { name, work, calls: batchOf(work), micros: [] as number[] };
  });
  for (let batch = 0; batch < BATCHES; batch++) {
    for (const { work, calls, micros } of lanes) micros.push((1e6 * cpuSeconds(() => repeat(calls, work))) / calls);
  }
  return Object.fromEntries(lanes.map(({ name, micros }) => [name, median(micros)])) as Record<Name, number>;
};

/** Megabytes in use after everything that can be freed was freed; undefined without node's --expose-gc. */
export const heapMegabytes = (): number | undefined => {
  if (!globalThis.gc) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** A benchmark's numbers as a document, and as the lines that a person reads. */
export interface Result {
  readonly numbers: unknown;
  readonly lines: readonly string[];
}

/** A number with about three digits. */
export const short = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export const times = (value: number): string => `${value >= 100 ? Math.round(value) : value.toPrecision(2)}x`;
