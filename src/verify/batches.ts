/** A part of a check: batches of runs, on all workers, until enough has been done or something is broken. */
export interface Work<Batch> {
  readonly workers: number;
  /** Does the batch at a place, counted from 0. */
  readonly run: (place: number) => Promise<Batch>;
  readonly isBroken: (batch: Batch) => boolean;
  /** Has enough been done? */
  readonly isOver: () => boolean;
}

/**
 * A batch that has begun is always finished, and batches begin in the order of their places. So the first that breaks something
 * is among those that were done, however many workers there are; what was done after it is left out.
 */
export const inBatches = async <Batch>({ workers, run, isBroken, isOver }: Work<Batch>): Promise<readonly Batch[]> => {
  const batches: Batch[] = [];
  let begun = 0;
  let isEnded = false;
  const lane = async (): Promise<void> => {
    while (!isEnded && !isOver()) {
      const place = begun++;
      const batch = await run(place);
      batches[place] = batch;
      if (isBroken(batch)) isEnded = true;
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
  const last = batches.findIndex(isBroken);
  return last === -1 ? batches : batches.slice(0, last + 1);
};
