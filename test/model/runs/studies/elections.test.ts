import { describe, expect, test } from 'vitest';
import { electionCapMs, electionTrials } from '../../../../model/runs/studies/elections.ts';

const sorted = (electionTimeoutMs: number, spreadMs: number, trials: number): readonly number[] =>
  electionTrials({ electionTimeoutMs, spreadMs, trials, seed: 1 }).toSorted((a, b) => a - b);

const median = (times: readonly number[]): number => times[times.length >> 1] ?? 0;

describe('the study of elections (RS-F-2, RS-C-4, LP-1)', () => {
  test('gives the same times for the same seed, and others for another', () => {
    const run = (seed: number) => electionTrials({ electionTimeoutMs: 150, spreadMs: 150, trials: 5, seed });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run(1)).toHaveLength(5);
  });

  test('no leader is replaced sooner than half a timeout and one round trip', () => {
    expect(sorted(150, 150, 200)[0]).toBeGreaterThan(75 + 13);
  });

  test('without randomness there is no leader before a trial is given up', () => {
    expect(sorted(150, 0, 2)).toEqual([electionCapMs, electionCapMs]);
  });

  test('5 ms of randomness bring the median below a second, and 50 ms the slowest', () => {
    expect(median(sorted(150, 5, 200))).toBeLessThan(1000);
    expect(sorted(150, 50, 200).at(-1)).toBeLessThan(1000);
  });

  test('a short timeout finds a crash sooner', () => {
    expect(median(sorted(12, 12, 100))).toBeLessThan(median(sorted(50, 50, 100)));
    expect(median(sorted(50, 50, 100))).toBeLessThan(median(sorted(150, 150, 100)));
  });
});
