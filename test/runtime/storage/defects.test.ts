/** The checks of the storage turn red on a storage with a mistake. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type StorageDefect, storageWith } from './support/defects.ts';
import { diskAfter, flipEverywhere } from './support/flips.ts';
import { cutEverywhere } from './support/power.ts';
import { batchesOf } from './support/writes.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-defects-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seed = 7;
const batches = batchesOf({ seed, records: 150, longest: 1500, snapshotAfter: 12 });

interface DefectCase extends StorageDefect {
  /** What the storage does wrong. */
  readonly mistake: string;
  /** What is said when it is caught. */
  readonly words: RegExp;
  /** Is it caught only when the restart is cut too? */
  readonly isNested?: boolean;
}

/** Mistakes that a loss of power shows. */
const ofPower: readonly DefectCase[] = [
  {
    mistake: 'acknowledges before it syncs',
    file: 'logWriter.ts',
    from: "this.#options.isEachDurable ? 'writeThrough' : 'write'",
    to: "'write'",
    words: /a restart (?:sees|fails)/,
  },
  {
    mistake: 'does not sync the directory when a segment has got its name',
    file: 'logWriter.ts',
    from: 'await files.syncDirectory(directory);',
    to: '',
    words: /a restart sees|is missing/,
  },
  {
    mistake: 'does not sync the directory when a snapshot has got its name',
    file: 'snapshots.ts',
    from: 'await files.syncDirectory(this.#directory);',
    to: '',
    words: /snapshot-\d+ is corrupt: it is missing/,
  },
  {
    mistake: 'does not sync a snapshot before it gets its name',
    file: 'snapshots.ts',
    from: 'await file.sync();',
    to: '',
    words: /snapshot-\d+ (?:at byte \d+ )?is corrupt/,
  },
  {
    mistake: 'writes zeros over an old segment before its name is gone',
    file: 'spares.ts',
    from: 'await files.syncDirectory(directory);',
    to: '',
    words: /segment-\d+ at byte \d+ is corrupt/,
  },
  {
    mistake: 'uses an old segment without filling it with zeros',
    file: 'spares.ts',
    from: "await this.#fill(path, 'write', size);",
    to: '',
    words: /segment-\d+ at byte \d+ is corrupt/,
  },
  {
    mistake: 'removes a snapshot before the log names the next',
    file: 'fileStorage.ts',
    from: 'mark = await this.#writeSnapshot(snapshot);',
    to: 'await this.#removeOld(await snapshots.name((mark = await this.#writeSnapshot(snapshot))));',
    words: /it is missing, but the log names it/,
  },
  {
    mistake: 'takes a torn write for a corrupt log',
    file: 'frame.ts',
    from: 'if (isLost(file, sector)) isTorn = true;\n    else',
    to: '',
    words: /a restart fails: .*a sector is not stamped/,
  },
  {
    mistake: 'does not fill with zeros what a torn write has left',
    file: 'logWriter.ts',
    from: 'if (isTorn) await writeZeros(file, to, size - to);',
    to: '',
    words: /after the first write after the restart: a restart/,
  },
  {
    mistake: 'does not make durable again what it has found',
    file: 'logWriter.ts',
    from: 'await writeAll(file, last, from);\n      await file.sync();',
    to: '',
    words: /after the restart/,
  },
  {
    mistake: 'does not make the end of the segment before durable again',
    file: 'logWriter.ts',
    from: 'if (before) await (await this.#writeAgain(segment - 1, before)).close();',
    to: '',
    words: /it does not come to its end/,
  },
  {
    mistake: 'removes what nobody needs before it is sure of what it needs',
    file: 'recovery.ts',
    from: 'begun: begun.map(segmentNames.of),\n    leftovers: [',
    to: 'leftovers: [],\n    begun: [...begun.map(segmentNames.of),',
    words: /snapshot-\d+ is corrupt: it is missing/,
    isNested: true,
  },
  {
    mistake: 'says that a segment goes on before the next one is there',
    file: 'logWriter.ts',
    from: 'const segment = (last?.segment ?? 0) + 1;',
    to: 'const segment = (last?.segment ?? 0) + 1; if (last) await this.#endSegment(last);',
    words: /the log goes on in it, says segment \d+, but it is missing/,
  },
  {
    mistake: 'goes on in a segment before it says so in the last',
    file: 'logWriter.ts',
    from: 'if (last) await this.#endSegment(last);',
    to: '',
    words: /it does not come to its end/,
  },
];

/** Mistakes that a changed byte shows. */
const ofBytes: readonly DefectCase[] = [
  {
    mistake: 'does not look at the checksum of a frame',
    file: 'frame.ts',
    from: 'if (frame.readUInt32LE(end) !== lastOf(frame))',
    to: 'if (frame.length < end)',
    words: /byte \d+ of \S+ with 1: a restart sees/,
  },
  {
    mistake: 'does not look at the check of a length',
    file: 'frame.ts',
    from: 'file.readUInt32LE(at + 4) !== checkOf(search.segment, search.number, length)',
    to: 'length === 0',
    words: /byte \d+ of \S+ with 1: a restart sees/,
  },
  {
    mistake: 'takes a corrupt end for a torn one',
    file: 'frame.ts',
    from: 'return corrupt(offsetOf(place), `the checksum of',
    to: "return place > 0 ? { type: 'torn' } : corrupt(offsetOf(place), `the checksum of",
    words: /byte \d+ of \S+ with 1: a restart sees/,
  },
];

describe('a storage that', () => {
  it.each(ofPower)(
    '$mistake is caught when the power goes',
    async ({ mistake, words, isNested = false, ...defect }) => {
      const { make } = await storageWith(defect, join(folder, mistake.replaceAll(' ', '-')));
      const trial = { make, batches, segmentBytes: 4096, seed, exhaustiveUpTo: 4, isNested };
      await expect(cutEverywhere(trial)).rejects.toThrow(words);
    },
  );

  it.each(ofBytes)('$mistake is caught when a byte changes', async ({ mistake, words, ...defect }) => {
    const { make, look } = await storageWith(defect, join(folder, mistake.replaceAll(' ', '-')));
    const disk = await diskAfter(make, batchesOf({ seed, records: 30, longest: 300, snapshotAfter: 15 }), 4096);
    await expect(flipEverywhere(disk, look, [1])).rejects.toThrow(words);
  });
});
