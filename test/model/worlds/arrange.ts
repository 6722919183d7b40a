import { noBudget } from '../../../model/worlds/budget.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/config.ts';
import { World, type WorldOptions } from '../../../model/worlds/world.ts';
import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import { movesFrom } from '../../../src/check/explore/paths.ts';
import type { Node } from '../../../src/cluster/node.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { randomOf } from '../../../src/sim/random.ts';
import type { Action } from '../../../src/trace/grammar.ts';

export const store = (): ComponentStore => new ComponentStore(privateInterner);

/** Three servers, in which nothing but what is given may happen. */
export const smallWorld = ({
  budget,
  ...options
}: Partial<Omit<WorldOptions, 'budget'>> & { readonly budget?: Config['budget'] }): World =>
  new World(
    {
      name: 'a small world',
      servers: ['S1', 'S2', 'S3'],
      crashPoints: 'between' as const,
      ...options,
      budget: { ...noBudget, ...budget },
    },
    store(),
  );

/** A run of a world, and the servers at its end. */
export interface Walk {
  readonly actions: readonly Action[];
  readonly nodes: readonly Node[];
}

const LONGEST = 60;

/** From the beginning, one successor after another, each picked at random. */
export const walk = (config: Config, seed: number, protocol?: Protocol): Walk => {
  const world = worldOf(config, store(), { symmetry: false, ...(protocol && { protocol }) });
  const random = randomOf(seed);
  let [{ row } = { row: new Int32Array(world.width) }] = movesFrom(world, undefined);
  const actions = [...world.startActions];
  let moves = movesFrom(world, row);
  for (let step = 0; step < LONGEST && moves.length > 0; step++) {
    const move = random.pick(moves);
    actions.push(world.actionOf(move.action));
    ({ row } = move);
    moves = movesFrom(world, row);
  }
  const { nodes } = world.stateOf(row, 0) as { readonly nodes: readonly Node[] };
  return { actions, nodes };
};
