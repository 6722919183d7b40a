/** The lines of the paper's Figure 16, and what is told of each. */
import { electionCapMs } from '../../../model/runs/studies/elections.ts';

export interface Range {
  readonly electionTimeoutMs: number;
  readonly spreadMs: number;
}

/** One line of a plot. */
export interface StudyLine extends Range {
  /** As the paper labels it, such as `150-300 ms`. */
  readonly name: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** The share of the trials that had no leader when they were given up. */
  readonly shareWithoutLeader: number;
  /** The time within which 0, 0.5, 1, ... 100 % of the trials had a leader. */
  readonly percentilesMs: readonly number[];
}

export interface Plot<Of> {
  readonly title: string;
  /** Where the axis of time begins and ends. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly lines: readonly Of[];
}

const range = (min: number, max: number): Range => ({ electionTimeoutMs: min, spreadMs: max - min });

/** What the paper advises; a line of both plots, measured once. */
const advised = range(150, 300);

export const plots: readonly Plot<Range>[] = [
  {
    title: 'The amount of randomness',
    minMs: 100,
    maxMs: electionCapMs,
    lines: [range(150, 150), range(150, 151), range(150, 155), range(150, 175), range(150, 200), advised],
  },
  {
    title: 'The length of the timeout',
    minMs: 10,
    maxMs: 1000,
    lines: [range(12, 24), range(25, 50), range(50, 100), range(100, 200), advised],
  },
];

const PERCENTILES = 200;

/** What the trials of a line come to. Numbers to a tenth of a millisecond. */
export const lineOf = ({ electionTimeoutMs, spreadMs }: Range, trials: readonly number[]): StudyLine => {
  const sorted = trials.toSorted((a, b) => a - b);
  const percentile = (part: number): number => {
    const place = Math.max(0, Math.ceil(part * sorted.length) - 1);
    return Math.round((sorted[place] ?? 0) * 10) / 10;
  };
  return {
    name: `${electionTimeoutMs}-${electionTimeoutMs + spreadMs} ms`,
    electionTimeoutMs,
    spreadMs,
    medianMs: percentile(0.5),
    p95Ms: percentile(0.95),
    maxMs: percentile(1),
    shareWithoutLeader: sorted.filter((time) => time >= electionCapMs).length / sorted.length,
    percentilesMs: Array.from({ length: PERCENTILES + 1 }, (_, k) => percentile(k / PERCENTILES)),
  };
};
