/** A session: a cluster, the rules that it runs by, and what was done to it. It is what an address and a file hold. */

import { defaultOptions } from '../../core/server.ts';
import type { ServerId } from '../../core/types.ts';
import type { Setting } from '../../trace/recording.ts';
import type { TimedMove } from './move.ts';

/** Stands for rules of the user's that were recorded, since they can't be in the page. */
export const RECORDED = 'recorded';

export interface PlaySession {
  readonly title: string;
  readonly setting: Setting;
  /** The defect that is switched on, by its id, or `RECORDED`; null: the shipped rules. */
  readonly mutant: string | null;
  /** From which timeouts and delays are drawn. */
  readonly seed: number;
  readonly moves: readonly TimedMove[];
  /** After how many of the moves to begin; absent: after the last. */
  readonly at?: number;
}

/** A chunk short enough to see a snapshot travel in several of them. */
const CHUNK_LENGTH = 8;

/** All servers start; nothing else has happened. */
export const newSession = (servers: readonly ServerId[], seed: number): PlaySession => ({
  title: `A new cluster of ${servers.length}`,
  setting: { servers, options: { ...defaultOptions, snapshotChunkLength: CHUNK_LENGTH } },
  mutant: null,
  seed,
  moves: servers.map((id) => ({ move: { type: 'restart', id } })),
});
