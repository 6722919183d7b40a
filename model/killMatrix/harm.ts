/** The runs in which a defect breaks a safety property, each cut to what matters. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Counterexample } from '../../src/trace/recording.ts';
import { counterexampleTo } from '../counterexample/cut.ts';
import { brokenIn, discoveryOf, type Origin } from '../counterexample/discovery.ts';
import { counterexampleFrom } from '../counterexample/explanation.ts';
import type { Mutant } from '../mutants/index.ts';
import { brokenTorture } from '../runs/torture/index.ts';
import { type Config, worldOf } from '../worlds/configs/index.ts';
import { fullEffort, kindOf } from './detection.ts';
import { worldsFor } from './worlds.ts';

const MEMORY = 2 ** 30;

/**
 * The shortest of each bounded world that shows any, and last of the first torture run that does: each first to whatever safety
 * property falls first, and then to the one of Figure 3 that the world was asked for. None: no safety property falls.
 */
export function* safetyCounterexamples(mutant: Pick<Mutant, 'id' | 'protocol'>): Generator<Counterexample, void> {
  const { protocol } = mutant;
  for (const config of worldsOf(mutant)) {
    const world = worldOf(config, new ComponentStore(privateInterner), { protocol, oracles: 'core', symmetry: false });
    let isOver = false;
    const { properties } = exploreSpace(world, {
      memoryBytes: MEMORY,
      isHasty: true,
      onProgress: ({ distinct }) => {
        isOver = distinct > fullEffort.maxWorlds;
      },
      isOver: () => isOver,
    });
    const broken = brokenIn({ properties });
    if (broken && broken.property !== 'reference')
      yield* cutBoth({ engine: 'exhaustive', config, properties }, mutant, broken.property);
  }
  for (let seed = fullEffort.seed; seed < fullEffort.seed + fullEffort.tortureRuns; seed++) {
    const violation = brokenTorture(seed, protocol)?.violation;
    if (violation && kindOf(violation.property) === 'safety') {
      yield* cutBoth({ engine: 'torture', seed }, mutant);
      return;
    }
  }
}

/** The worlds of a defect; then those that begin cold, where a leader waits for each answer before it sends more. */
const worldsOf = (mutant: Pick<Mutant, 'id'>): readonly Config[] => {
  const worlds = worldsFor(mutant);
  const waiting = worlds.filter(({ start, options }) => start === undefined && options?.maxInFlightEntries !== 1);
  return [
    ...worlds,
    ...waiting.map((config): Config => ({ ...config, options: { ...config.options, maxInFlightEntries: 1 } })),
  ];
};

const cutBoth = (
  origin: Origin,
  { protocol }: Pick<Mutant, 'protocol'>,
  core?: ClauseId,
): readonly Counterexample[] => {
  const first = counterexampleFrom(origin, protocol);
  if (!first) return [];
  const property = core ?? first.violation.property;
  if (property === first.violation.property && first.setting.servers.length > 1) return [first];
  const discovery = discoveryOf(origin, protocol);
  const second = discovery && counterexampleTo({ property, clause: discovery.violation.clause }, discovery);
  return second ? [first, second] : [first];
};
