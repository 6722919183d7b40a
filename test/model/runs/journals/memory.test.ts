/** What is kept of journals while they are held against the figure does not grow with them. Counted after a garbage collection, and by no clock. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { JournalFile } from '../../../../model/runs/journals/source.ts';
import { validateJournals } from '../../../../model/runs/journals/validation.ts';
import type { ServerId } from '../../../../src/core/types.ts';
import { filesOf, type Recorded, type RecordedRun, recordedRun } from './arrange.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const heldBytes = (): number => {
  collect();
  return getHeapStatistics().used_heap_size;
};

/** A kill every quarter of a second, a state of 20,000 characters at each server every tenth, and commands of a thousand. */
const run: RecordedRun = {
  seed: 7,
  virtualMs: 12_000,
  killEveryMs: 250,
  compactEveryMs: 33,
  commandEveryMs: 10,
  commandLength: 1000,
  linesAFile: 2000,
  stateLength: 20_000,
};

/** Of all lines: from so many on all that is bounded is full. */
const SETTLED = 0.4;
const LOOKS = 4;

type Journals = ReadonlyMap<ServerId, readonly JournalFile[]>;

/** The journals, and who is told of each line that is taken from them. */
const toldOf = (journals: Journals, told: (line: string) => void): Journals => {
  const reads = function* (lines: JournalFile['lines']): Generator<string, string> {
    for (;;) {
      const { done, value } = lines.next();
      if (done === true) return value;
      told(value);
      yield value;
    }
  };
  return new Map(
    [...journals].map(([id, files]) => [id, files.map((file) => ({ ...file, lines: reads(file.lines) }))]),
  );
};

/** As they are read from files: a text that was put together takes less room once somebody has looked at it. */
const flat = (recorded: Recorded): Recorded =>
  Object.fromEntries(
    Object.entries(recorded).map(([id, files]) => [
      id,
      files.map((lines) => lines.map((line) => Buffer.from(line).toString())),
    ]),
  );

/** By how many bytes a line what is held grows behind the point where it should not, and the verdict. */
const growthOf = (watch: (line: string) => unknown = () => undefined) => {
  const recorded = flat(recordedRun(run));
  const total = Object.values(recorded)
    .flat()
    .reduce((sum, lines) => sum + lines.length - 1, 0);
  const looks: number[] = [];
  let taken = 0;
  const journals = toldOf(filesOf(recorded), (line) => {
    watch(line);
    if (++taken >= total * (SETTLED + ((1 - SETTLED) / LOOKS) * looks.length)) looks.push(heldBytes());
  });
  const verdict = validateJournals({ journals });
  const growth = ((looks.at(-1) ?? 0) - (looks[0] ?? 0)) / ((total * (1 - SETTLED) * (looks.length - 1)) / LOOKS);
  return { verdict, total, growth, looks, recorded }; // which stays where it is, so that it is no part of what changes
};

/** A line has some 150 characters, and what is remembered of an entry or a message takes more. */
const BYTES_A_LINE = 100;

test('what is kept does not grow with the number of lines, terms, elections, snapshots and kills', () => {
  const { verdict, total, growth, looks, recorded } = growthOf();
  expect(Object.keys(recorded)).toHaveLength(3);
  expect(verdict.refusal).toBeUndefined();
  expect(verdict.ok).toBe(true);
  expect(total).toBeGreaterThan(5000);
  expect(growth, looks.join(' ')).toBeLessThan(BYTES_A_LINE);
});

test('the same measurement sees one that keeps what it has read', () => {
  const kept: string[] = [];
  const { growth, recorded } = growthOf((line) => kept.push(Buffer.from(line).toString()));
  expect(kept.length).toBeGreaterThan(5000);
  expect(growth).toBeGreaterThan(5 * BYTES_A_LINE);
  expect(Object.keys(recorded)).toHaveLength(3);
});
