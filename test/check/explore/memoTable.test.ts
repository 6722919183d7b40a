import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoTable } from '../../../src/check/explore/memoTable.ts';

const number = fc.oneof(fc.nat(5), fc.nat(2 ** 31 - 1));
const entries = fc.uniqueArray(fc.tuple(number, number, fc.nat()), {
  maxLength: 400,
  selector: ([a, b]) => `${a} ${b}`,
});

test('a pair has what was put there, also after the table has grown; others have nothing', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const table = new MemoTable();
      const { bytes } = table;
      for (const [a, b, value] of all) {
        expect(table.get(a, b)).toBe(-1);
        table.set(a, b, value);
      }
      expect(table.size).toBe(all.length);
      for (const [a, b, value] of all) expect(table.get(a, b)).toBe(value);
      expect(table.bytes > bytes).toBe(all.length > 32);
    }),
  );
});

test('the order of a pair matters', () => {
  const table = new MemoTable();
  table.set(1, 2, 7);
  expect([table.get(1, 2), table.get(2, 1), table.get(1, 1)]).toEqual([7, -1, -1]);
});
