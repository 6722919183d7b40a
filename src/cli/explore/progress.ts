/** How far an exploration is, on a terminal. */

import type { HostProgress } from '../../check/host/explore.ts';
import { startProgress } from '../../host/progress.ts';
import { count, plural } from '../../text/numbers.ts';
import { estimateTotal } from './estimate.ts';

/** How far an exploration is: on standard error, where that is a terminal. */
export interface Watch {
  readonly show: (progress: HostProgress) => void;
  readonly end: () => void;
}

const MEGABYTE = 2 ** 20;

export const startWatching = async (): Promise<Watch> => {
  const bar = await startProgress();
  const levels = levelsSeen();
  return {
    show: (progress) => {
      const total = estimateTotal(levels(progress));
      bar.show(progress.distinct, Math.max(progress.distinct, total ?? 0), progressWords(progress, total));
    },
    end: bar.end,
  };
};

/** In words: what there is so far, how fast it grows, and how much it may become. */
export const progressWords = (progress: HostProgress, total: number | undefined): string => {
  const { depth, distinct, frontier, frontierDone, seconds, bytes } = progress;
  const speed = distinct / Math.max(seconds, 0.001);
  return [
    plural(depth, 'level'),
    `${count(distinct)} distinct`,
    `${count(speed)}/s`,
    `frontier ${count(frontier - frontierDone)}`,
    `${count(bytes / MEGABYTE)} MB`,
    ...(total === undefined ? [] : [`about ${count(total)} in all`]),
  ].join(', ');
};

/** The number of new states of each complete level. */
const levelsSeen = (): ((progress: HostProgress) => readonly number[]) => {
  const levels: number[] = [];
  let [depth, before] = [0, 0];
  return (progress) => {
    if (progress.depth > depth) {
      levels.push(progress.distinct - before);
      [depth, before] = [progress.depth, progress.distinct];
    }
    return levels;
  };
};
