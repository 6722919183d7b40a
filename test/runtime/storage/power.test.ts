/** The storage in a directory, when the power goes: at every call, whatever is lost, a restart sees what was acknowledged. */
import { describe, expect, it } from 'vitest';
import { fileStorage } from '../../../src/runtime/storage/fileStorage.ts';
import { isNightly } from '../../support/nightly.ts';
import { cutEverywhere, failAt, type Trial } from './support/power.ts';
import { batchesOf } from './support/writes.ts';

const seed = 7;

const trialOf = (records: number, more: Partial<Trial> = {}): Trial => ({
  make: fileStorage,
  batches: batchesOf({ seed, records, longest: 1500, snapshotAfter: 12 }),
  segmentBytes: 4096,
  seed,
  exhaustiveUpTo: 8,
  isNested: false,
  ...more,
});

describe('when the power goes', () => {
  it('at any call of many writes, a restart sees what was acknowledged', async () => {
    const totals = await cutEverywhere(trialOf(isNightly ? 2000 : 300));
    if (isNightly) console.log(totals);
    expect(totals.cuts).toBeGreaterThan(200);
  });

  it('at any call of a restart too, the next one sees the same', async () => {
    const totals = await cutEverywhere(trialOf(isNightly ? 300 : 25, { isNested: true }));
    if (isNightly) console.log(totals);
    expect(totals.restarts).toBeGreaterThan(totals.disks);
  });

  it('with writes that are not synced, a restart sees some first of them, and all up to the last snapshot', async () => {
    const totals = await cutEverywhere(trialOf(isNightly ? 300 : 60, { sync: 'never', exhaustiveUpTo: 6 }));
    if (isNightly) console.log(totals);
    expect(totals.disks).toBeGreaterThan(1000);
  });

  it('in a write that the system does in pieces, a restart sees what was acknowledged', async () => {
    const totals = await cutEverywhere(
      trialOf(isNightly ? 300 : 40, { behaviour: { writesAtMost: 100 }, exhaustiveUpTo: 4 }),
    );
    if (isNightly) console.log(totals);
    expect(totals.cuts).toBeGreaterThan(150);
  });

  it.each(['EIO', 'ENOSPC'])(
    'a call that fails with %s ends the storage, and a restart sees what was acknowledged',
    async (code) => {
      const trial = trialOf(isNightly ? 300 : 60);
      const outcomes = { failed: 0, 'not needed': 0 };
      for (let call = 0; ; call++) {
        const outcome = await failAt(trial, call, code);
        if (outcome === 'not reached') break;
        outcomes[outcome]++;
      }
      if (isNightly) console.log(outcomes);
      expect(outcomes.failed).toBeGreaterThan(50);
    },
  );
});
