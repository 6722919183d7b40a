/** The labs of a check, with every safety property checked after every step. */
import { type WatchedLab, watchedLab } from '../../../model/runs/watchedLab.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Part } from '../part.ts';

export interface LabTask {
  readonly name: string;
  readonly seed: number;
}

/** One lab. */
export const watchLab = ({ name, seed }: LabTask, protocol: Protocol): WatchedLab =>
  watchedLab({ name, seed, protocol });

export const isBrokenLab = ({ violation }: WatchedLab): boolean => violation !== undefined;

interface Labs {
  readonly names: readonly string[];
  readonly seed: number;
  readonly onProgress: (done: number, of: number, what: string) => void;
}

/** All are run, also when one of them breaks something: they take a moment, and one failure explains another. */
export const labs = ({ names, seed, onProgress }: Labs): Part<LabTask, WatchedLab> => {
  let done = 0;
  return {
    job: 'watchLab',
    taskAt: (place) => {
      const name = names[place];
      return name === undefined ? undefined : { name, seed };
    },
    isLast: () => false,
    isOver: () => false,
    onTask: () => onProgress(done, names.length, 'labs'),
    onResult: () => onProgress(++done, names.length, 'labs'),
  };
};
