import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK, Table, TableFull, tableMemory } from '../../../src/check/explore/table.ts';

const MEGABYTE = 2 ** 20;
const row = (...numbers: readonly number[]): Int32Array => Int32Array.from(numbers);

/** The number of the row; -1: it was known. */
const add = (table: Table, one: Int32Array, parent: number): number => {
  let added = -1;
  table.addAll(one, Int32Array.of(parent), 1, (_place, number) => {
    added = number;
  });
  return added;
};

describe.each([
  ['of one thread', false],
  ['of several', true],
])('a table %s', (_, isShared) => {
  const create = (bytes = 8 * MEGABYTE): Table => new Table(tableMemory(2, bytes, isShared));

  test('takes each row once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.nat(3)), { maxLength: 700 }), (rows) => {
        const table = create();
        const known = new Map<string, number>();
        for (const numbers of rows) {
          const key = numbers.join();
          const number = add(table, row(...numbers), -1);
          expect(number === -1).toBe(known.has(key));
          if (number !== -1) known.set(key, number);
        }
        for (const [key, number] of known) {
          const numbers = key.split(',').map(Number);
          expect(table.find(row(...numbers))).toBe(number);
          expect([...table.memory.rows.subarray(2 * number, 2 * number + 2)]).toEqual(numbers);
        }
        expect(table.find(row(7, -7))).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });

  test('takes a batch as it takes its rows one by one', () => {
    const rows = fc.array(fc.tuple(fc.nat(20), fc.nat(3)), { minLength: 1, maxLength: BLOCK });
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 5 }), (batches) => {
        const [table, other] = [create(), create()];
        for (const batch of batches) {
          const parents = Int32Array.from(batch.keys());
          const added: (readonly [number, number])[] = [];
          table.addAll(row(...batch.flat()), parents, batch.length, (place, number) => added.push([place, number]));
          const oneByOne = batch.map((numbers, place) => [place, add(other, row(...numbers), place)] as const);
          expect(added).toEqual(oneByOne.filter(([, number]) => number >= 0));
        }
        const used = table.blocks * BLOCK;
        expect(table.memory.parents.slice(0, used)).toEqual(other.memory.parents.slice(0, used));
        expect(table.memory.rows.slice(0, 2 * used)).toEqual(other.memory.rows.slice(0, 2 * used));
      }),
      { numRuns: 30 },
    );
  });

  test('knows from which row a row came, and how full its blocks are', () => {
    const table = create();
    const first = add(table, row(1, 1), -1);
    add(table, row(1, 1), first);
    add(table, row(2, 2), first);
    table.seal();
    expect([...table.memory.parents.subarray(0, 2)]).toEqual([-1, 0]);
    expect(table.memory.used[0]).toBe(2);
    expect(add(table, row(3, 3), 1)).toBe(BLOCK);
    expect(table.blocks).toBe(2);
  });

  test('is crowded at some time, and finds all again when it has more slots', () => {
    const table = create();
    let rows = 0;
    while (!table.isCrowded) add(table, row(rows++, 5), -1);
    table.seal();
    table.clearSlots();
    expect(table.isCrowded).toBe(false);
    expect(table.find(row(0, 5))).toBe(-1);
    for (let block = 0; block < table.blocks; block++) table.placeBlock(block);
    for (let number = 0; number < rows; number += 97) {
      expect(table.find(row(number, 5))).toBe(number);
      expect(add(table, row(number, 5), -1)).toBe(-1);
    }
  });

  test('is full when its memory is used up, and keeps what it has', () => {
    const table = create(MEGABYTE);
    const fill = (): void => {
      for (let number = 0; ; number++) add(table, row(number, 0), -1);
    };
    expect(fill).toThrow(TableFull);
    expect(table.bytes).toBeLessThanOrEqual(MEGABYTE);
    expect(table.find(row(0, 0))).toBe(0);
  });
});

describe('a table that threads share', () => {
  test('is one: what one adds the other knows', () => {
    const memory = tableMemory(2, MEGABYTE, true);
    const [one, other] = [new Table(memory), new Table(memory)];
    expect(add(one, row(1, 2), -1)).toBe(0);
    expect(add(other, row(1, 2), -1)).toBe(-1);
    expect(add(other, row(3, 4), 0)).toBe(BLOCK);
    expect(one.find(row(3, 4))).toBe(BLOCK);
    expect(new Table(tableMemory(2, MEGABYTE, true)).find(row(1, 2))).toBe(-1);
  });

  test('takes over rows from a file', () => {
    const kept = new Table(tableMemory(2, MEGABYTE, true));
    add(kept, row(1, 2), -1);
    kept.seal();
    const memory = tableMemory(2, MEGABYTE, true);
    memory.rows.set(kept.memory.rows.subarray(0, 2 * BLOCK));
    memory.used.set(kept.memory.used.subarray(0, 1));
    const table = new Table(memory);
    expect(table.find(row(1, 2))).toBe(-1);
    table.restore(1);
    expect([table.find(row(1, 2)), add(table, row(1, 2), -1), add(table, row(5, 6), 0)]).toEqual([0, -1, BLOCK]);
  });
});
