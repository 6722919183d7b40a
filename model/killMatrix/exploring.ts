/** A defect is looked for in bounded worlds, one after the other, until something breaks. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ExploreReport } from '../../src/check/explore/report.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { brokenIn, discoveryOf, type Origin } from '../counterexample/discovery.ts';
import { counterexampleFrom } from '../counterexample/explanation.ts';
import { actionsOf } from '../counterexample/replay.ts';
import { type Config, worldOf } from '../worlds/configs/index.ts';
import type { Oracles } from '../worlds/oracles.ts';
import { type Effort, type Kill, kindOf, lengthOf } from './detection.ts';
import { type KnownWorlds, recordedProtocol } from './knownWorlds.ts';

/** What was seen in worlds, and where something broke. */
export interface WorldsResult {
  readonly kill: Kill | null;
  /** Distinct worlds. */
  readonly work: number;
}

export interface Exploring {
  readonly worlds: readonly Config[];
  readonly oracles: Oracles;
  readonly effort: Effort;
  readonly known: KnownWorlds;
}

export const exploreAll = (protocol: Protocol, { worlds, oracles, effort, known }: Exploring): WorldsResult => {
  let work = 0;
  for (const config of worlds) {
    const search = `${config.name}, ${effort.maxWorlds}`; // a world of optional pages has a name of its own
    const distinct = known.distinctIn(search, protocol);
    work += distinct ?? 0;
    if (distinct !== undefined) continue;
    const recorded = recordedProtocol(protocol);
    const report = exploreConfig(config, recorded.protocol, oracles, effort.maxWorlds);
    work += report.distinct;
    const kill = killIn(config, report, protocol, effort.cuts && oracles === 'all');
    if (kill) return { kill, work };
    known.learn(search, recorded, report.distinct);
  }
  return { kill: null, work };
};

const MEMORY = 2 ** 30;

/** Explores a configuration until something breaks. */
const exploreConfig = (config: Config, protocol: Protocol, oracles: Oracles, maxWorlds: number): ExploreReport => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol, oracles, symmetry: false });
  let isOver = false;
  return exploreSpace(world, {
    memoryBytes: MEMORY,
    isHasty: true,
    onProgress: ({ distinct }) => {
      isOver = distinct > maxWorlds;
    },
    isOver: () => isOver,
  });
};

/** The property is the one that the world asks for; the clause is that of the run, and the length that of the cut trace. */
const killIn = (config: Config, report: ExploreReport, protocol: Protocol, isCut: boolean): Kill | null => {
  const broken = brokenIn(report);
  if (!broken) return null;
  const { property, because } = broken;
  const origin: Origin = { engine: 'exhaustive', config, properties: report.properties };
  const kill = { kind: kindOf(property), property, because, where: config.name };
  if (!isCut) return { ...kill, clause: discoveryOf(origin, protocol)?.violation.clause ?? null, length: null };
  const counterexample = counterexampleFrom(origin, protocol);
  if (!counterexample) return null;
  const { violation, trace, setting } = counterexample;
  const length = lengthOf(actionsOf(trace.map(({ line }) => line)), setting);
  return { ...kill, clause: violation.clause, length };
};
