/** A part of a check: bounded worlds, explored to the end. */
import { configs } from '../../model/worlds/configs/index.ts';
import type { Progress } from '../host/progress.ts';
import { mapInOrder, type Pool } from './pool.ts';
import type { ExploredWorld } from './worker.ts';

/** How much of a budget goes to exhaustive exploration, and how many worlds a worker sees in a second, at least. */
const SHARE = 0.2;
const WORLDS_A_SECOND = 100_000;

/** Larger ones take minutes and gigabytes: they are for `figure2 explore`. */
const WORLDS_MAX = 5_000_000;

/** Explored however small the budget is: these take a few seconds. */
const WORLDS_MIN = 500_000;

/** Which configurations fit a budget, the small ones first. It follows from the budget alone, not from the machine's mood. */
export const configsFor = (budget: number, workers: number): readonly string[] => {
  let left = Math.max(WORLDS_MIN, SHARE * budget * WORLDS_A_SECOND * workers);
  return configs
    .filter(({ expected }) => expected.distinct <= WORLDS_MAX)
    .sort((a, b) => a.expected.distinct - b.expected.distinct)
    .filter(({ expected }) => {
      left -= expected.distinct;
      return left >= 0;
    })
    .map(({ name }) => name);
};

export interface ExhaustiveOptions {
  readonly pool: Pool;
  readonly progress: Progress;
  readonly budget: number;
  readonly protocol: string | undefined;
}

export const exploreConfigs = async ({
  pool,
  progress,
  budget,
  protocol,
}: ExhaustiveOptions): Promise<readonly ExploredWorld[]> => {
  const names = configsFor(budget, pool.workers);
  let done = 0;
  let isOver = false;
  const worlds = await mapInOrder(pool.workers, names, async (name) => {
    if (isOver) return undefined;
    progress.show(done, names.length, `exhaustive: ${name}`);
    const world = await pool.run('exploreConfig', { name, protocol });
    progress.show(++done, names.length, `exhaustive: ${name}`);
    if (world.broken) isOver = true;
    return world;
  });
  return worlds.filter((world) => world !== undefined);
};

/** Did the shipped protocol's world turn out to be of another size than it is known to be? */
export const hasChanged = (
  { complete, distinct, depth, expected }: ExploredWorld,
  protocol: string | undefined,
): boolean => protocol === undefined && complete && (distinct !== expected.distinct || depth !== expected.depth);
