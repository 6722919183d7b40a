import { expect, test } from 'vitest';
import { changes } from '../../src/text/changes.ts';

test.each<[unknown, unknown, readonly string[]]>([
  [{ a: 1, b: 'x' }, { a: 1, b: 'x' }, []],
  [{ a: 1, b: 'x' }, { a: 2, b: null }, ['a: 1 → 2', 'b: "x" → null']],
  [{ list: [1, { on: true }] }, { list: [1, { on: false }] }, ['list.1.on: true → false']],
  [{ list: [1] }, { list: [1, 2] }, ['list: [1] → [1,2]']],
  [{ a: 1 }, { b: 1 }, ['{"a":1} → {"b":1}']],
  [{ a: {} }, { a: [] }, ['a: {} → []']],
  [3, 4, ['3 → 4']],
])('from %j to %j', (before, after, expected) => {
  expect(changes(before, after)).toEqual(expected);
});
