import { expect, test } from 'vitest';
import { AppliedRecord } from '../../src/processes/appliedRecord.ts';

const recordOf = (...runs: readonly (readonly [string, number, ...string[]])[]): AppliedRecord => {
  const record = new AppliedRecord();
  for (const [id, first, ...commands] of runs) record.take(id, { first, commands });
  return record;
};

test('servers that agree, also when they come back to what was applied, make one list', () => {
  const record = recordOf(
    ['S1', 1, 'a', 'b'],
    ['S2', 1, 'a'],
    ['S2', 2, 'b', 'c'],
    ['S1', 3, 'c'],
    ['S3', 2, 'b', 'c', 'd'],
  );
  expect(record.objections).toEqual([]);
  expect(record.upTo(3)).toEqual(['a', 'b', 'c']);
  expect(record.upTo(9)).toEqual(['a', 'b', 'c', 'd']);
});

test('a server that applies something else is named, and one of which something was not heard', () => {
  const { objections } = recordOf(['S1', 1, 'a', 'b'], ['S2', 2, 'x'], ['S3', 4, 'd']);
  expect(objections).toEqual([
    'S2 has applied "x" at position 2, where "b" was applied before',
    'S3 has applied something at position 4, and nobody has told what came before',
  ]);
});
