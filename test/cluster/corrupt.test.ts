import { expect, test } from 'vitest';
import { corrupt } from '../../src/cluster/corrupt.ts';
import { appendEntries, chunkOf, snapshotOf } from '../core/arrange.ts';

test('messages are corrupted only in their snapshot data', () => {
  const empty = chunkOf(snapshotOf(1, 1, ''), 0);
  expect(corrupt(empty)).toBe(empty);
  const other = appendEntries();
  expect(corrupt(other)).toBe(other);
  const chunk = chunkOf(snapshotOf(1, 1, 'abcd'), 0);
  expect(corrupt(corrupt(chunk))).toEqual(chunk);
  expect(corrupt(chunk)).not.toEqual(chunk);
});
