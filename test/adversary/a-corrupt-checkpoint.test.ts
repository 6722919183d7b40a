/**
 * The trick: a checkpoint of which one byte is another, so that a search goes on with fewer states than there were, or never ends;
 * one that is cut short, lacks a file, or has a file of another one; one of an earlier moment, of another model or another version.
 *
 * The right answer: refused in one line, and nothing of it is used; or harmless, which is that the count is the right one.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { spaceOf } from '../../src/check/explore/explore.ts';
import { type SharedTexts, sharedInterner, sharedTexts } from '../../src/check/explore/interner.ts';
import { interrupt, newControl, progressOf, Searcher } from '../../src/check/explore/search.ts';
import { Table, tableMemory } from '../../src/check/explore/table.ts';
import { BadCheckpoint, readCheckpoint, type SearchParts, writeCheckpoint } from '../../src/check/host/checkpoint.ts';

const scratch = mkdtempSync(join(tmpdir(), 'figure2-checkpoint-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A grid, walked upwards. */
const grid = (size: number, name = 'a grid') => ({
  name,
  initialStates: [[0, 0]],
  actions: () => [0, 1],
  next: (state: readonly number[], place: number) =>
    (state[place] as number) < size ? state.with(place, (state[place] as number) + 1) : undefined,
});

interface Search {
  readonly parts: SearchParts;
  /** Goes on until so many levels are complete, or to the end. @returns how many states there are. */
  readonly run: (levels?: number) => number;
}

const searchOf = (model: object, version = '1', isResumed = false): Search => {
  const texts: Record<string, SharedTexts> = {};
  const store = new ComponentStore((kind) => {
    texts[kind] ??= sharedTexts(4096, 65_536);
    return sharedInterner(texts[kind]);
  });
  const space = spaceOf(model, store);
  const table = new Table(tableMemory(space.width, 2 ** 20, true));
  const control = newControl({ width: space.width, threads: 1, isHasty: false, keepGoing: false, isShared: true });
  const run = (levels = Number.POSITIVE_INFINITY): number => {
    const searcher = new Searcher(space, table, control, 0);
    if (!isResumed) searcher.begin();
    searcher.run(() => {
      if (progressOf(control).depth >= levels) interrupt(control);
    });
    return progressOf(control).distinct;
  };
  return { parts: { space, args: { model: model.constructor.name }, version, texts, table, control }, run };
};

/** A checkpoint of some levels of a grid. */
const written = (folder: string, size: number, levels: number): string => {
  const path = join(scratch, folder);
  const search = searchOf(grid(size));
  search.run(levels);
  writeCheckpoint(path, search.parts);
  return path;
};

/** What comes of a search that goes on from there: a refusal, or how many states there are. */
const outcomeOf = (folder: string, size: number, version = '1', model: object = grid(size)): string | number =>
  outcomeFor(folder, searchOf(model, version, true));

const outcomeFor = (folder: string, { parts, run }: Search): string | number => {
  try {
    readCheckpoint(folder, parts);
  } catch (error) {
    if (!(error instanceof BadCheckpoint)) throw error;
    return error.message;
  }
  return run();
};

const copyOf = (folder: string, name: string): string => {
  const copy = join(scratch, name);
  cpSync(folder, copy, { recursive: true });
  return copy;
};

const fileIn = (folder: string, beginning: string): string =>
  join(folder, readdirSync(folder).find((file) => file.startsWith(beginning)) ?? '');

describe('one byte is another', () => {
  const flipped = (size: number, levels: number, step: number): void => {
    const folder = written(`flipped-${size}`, size, levels);
    const right = (size + 1) ** 2;
    expect(outcomeOf(folder, size)).toBe(right);
    let search = searchOf(grid(size), '1', true);
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      const bytes = readFileSync(path);
      for (let at = 0; at < bytes.length; at += step) {
        const other = Buffer.from(bytes);
        other[at] = (bytes[at] as number) ^ (1 + ((at * 7) % 255));
        writeFileSync(path, other);
        const outcome = outcomeFor(folder, search);
        if (outcome === right) search = searchOf(grid(size), '1', true);
        else expect(outcome, `${file}, byte ${at}`).toMatch(/^[^\n]*leave out --resume$/);
      }
      writeFileSync(path, bytes);
    }
    expect(outcomeOf(folder, size)).toBe(right);
  };

  test('each of a small checkpoint', () => flipped(3, 2, 1));

  test('every 97th of a larger one', () => flipped(40, 30, 97));

  test('the digit that made fewer states of it', () => {
    const folder = written('digit', 40, 30);
    const path = join(folder, 'checkpoint.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/"from": (\d+)/, (_, from: string) => `"from": ${Number(from) + 1}`),
    );
    expect(outcomeOf(folder, 40)).toMatch(/checkpoint\.json is corrupt/);
  });
});

describe('a file is another', () => {
  const files = ['rows-', 'parents-', 'used-', 'texts-', 'ends-', 'checkpoint'];

  test.each(files)('%s cut short, longer, empty or gone', (beginning) => {
    const folder = written('cut', 9, 6);
    const path = fileIn(folder, beginning);
    const bytes = readFileSync(path);
    truncateSync(path, bytes.length - 1);
    expect(outcomeOf(folder, 9)).toMatch(/cut short|corrupt|no checkpoint of this version/);
    writeFileSync(path, Buffer.concat([bytes, bytes.subarray(0, 4)]));
    expect(outcomeOf(folder, 9)).toMatch(/corrupt|no checkpoint of this version/);
    writeFileSync(path, '');
    expect(outcomeOf(folder, 9)).toMatch(/cut short|no checkpoint of this version/);
    rmSync(path);
    expect(outcomeOf(folder, 9)).toMatch(/can't read|there is no/);
  });

  test.each(files)('%s of a checkpoint of the same search, at another moment', (beginning) => {
    const [earlier, later] = [written('earlier', 9, 4), written('later', 9, 8)];
    const mixed = copyOf(later, `mixed-${beginning}`);
    cpSync(fileIn(earlier, beginning), fileIn(mixed, beginning));
    expect(outcomeOf(mixed, 9)).toMatch(/leave out --resume$/);
  });
});

describe('of another search', () => {
  test('of another version, another name, other arguments', () => {
    const folder = written('other', 9, 6);
    expect(outcomeOf(folder, 9, '2')).toMatch(/a checkpoint of figure2 1, and this is 2; leave out --resume$/);
    expect(outcomeOf(folder, 9, '1', grid(9, 'another'))).toMatch(/of another search/);
    expect(outcomeOf(folder, 9)).toBe(100);
  });
});

describe('a process that ends while it writes', () => {
  test('leaves the checkpoint before', () => {
    const [earlier, later] = [written('before', 9, 4), written('after', 9, 8)];
    // As far as it has come before the header is replaced: all other files, one of them not to its end.
    for (const file of readdirSync(later)) {
      if (file !== 'checkpoint.json') cpSync(join(later, file), join(earlier, file));
    }
    writeFileSync(join(earlier, 'checkpoint.json.new'), readFileSync(join(later, 'checkpoint.json')).subarray(0, 99));
    expect(outcomeOf(earlier, 9)).toBe(100);
  });

  test('a later checkpoint takes away what is left of earlier ones, and nothing else', () => {
    const folder = written('again', 9, 4);
    const before = readdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    written('again', 9, 8);
    expect(readdirSync(folder)).toHaveLength(before.length + 1);
    expect(outcomeOf(folder, 9)).toBe(100);
    expect(outcomeOf(folder, 9)).toBe(100);
  });
});
