import { expect, test } from 'vitest';
import { progressWords } from '../../../src/cli/explore/progress.ts';

const progress = {
  depth: 12,
  distinct: 1_234_567,
  generated: 9_000_000,
  outside: 0,
  ends: 0,
  localSteps: 10,
  frontier: 5000,
  frontierDone: 1000,
  bytesBeside: 0,
  seconds: 2,
  bytes: 3 * 2 ** 20,
};

test.each<[number | undefined, RegExp]>([
  [undefined, /^12 levels, 1,234,567 distinct, 617,284\/s, frontier 4,000, 3 MB$/],
  [2_000_000, / MB, about 2,000,000 in all$/],
])('how far an exploration is, with %s expected', (total, words) => {
  expect(progressWords(progress, total)).toMatch(words);
});
