/** Each detector tries to kill a defect and says what came of it. Pure: the same seed and effort give the same detection. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ExploreReport } from '../../src/check/explore/report.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting, Violation } from '../../src/trace/recording.ts';
import { brokenIn } from '../counterexample/discovery.ts';
import { counterexampleFrom } from '../counterexample/explanation.ts';
import { actionsOf } from '../counterexample/replay.ts';
import { watchedProtocol } from '../mutants/activation.ts';
import type { Mutant } from '../mutants/index.ts';
import { playTrace } from '../runs/conform/play.ts';
import type { SpecState } from '../runs/conform/values.ts';
import { labNames, runLab } from '../runs/labs/index.ts';
import { runRandom } from '../runs/lockstep/index.ts';
import { runTorture } from '../runs/torture/index.ts';
import { type Config, worldOf } from '../worlds/configs/index.ts';
import type { Oracles } from '../worlds/oracles.ts';
import type { Detection, DetectorName, Effort, Kill, KillKind } from './detection.ts';
import { worldsFor } from './worlds.ts';

/**
 * Runs a detector on a defect.
 *
 * @param specTraces traces of the formal specification, which only `conformance` asks for.
 */
export const detect = (
  detector: DetectorName,
  mutant: Mutant,
  effort: Effort,
  specTraces: readonly NamedTrace[] = [],
): Detection => {
  switch (detector) {
    case 'labs':
      return byLabs(mutant, effort);
    case 'random':
      return byRandom(mutant, effort);
    case 'healing':
      return byTorture(mutant, effort, 'all');
    case 'exhaustive':
      return exhaustively(mutant, effort, 'all');
    case 'conformance':
      return byConformance(mutant, specTraces);
    case 'core': {
      const found = exhaustively(mutant, effort, 'core');
      if (found.kill) return found;
      const tortured = byTorture(mutant, effort, 'core');
      return { ...tortured, isActivated: found.isActivated || tortured.isActivated, work: found.work + tortured.work };
    }
  }
};

/** A trace of the formal specification. */
export interface NamedTrace {
  readonly name: string;
  readonly states: readonly SpecState[];
}

const byLabs = ({ protocol }: Mutant, { seed, labSeeds }: Effort): Detection => {
  const watched = watchedProtocol(protocol);
  let work = 0;
  for (let round = 0; round < labSeeds; round++) {
    for (const name of labNames) {
      const { ok, events, because = '' } = runLab({ name, seed: seed + round, protocol: watched.protocol });
      work += events;
      if (ok) continue;
      const where = `${name}, seed ${seed + round}`;
      const kill: Kill = { kind: 'assertion', property: name, clause: null, because, where, length: null };
      return { detector: 'labs', isActivated: watched.activations > 0, kill, work };
    }
  }
  return { detector: 'labs', isActivated: watched.activations > 0, kill: null, work };
};

const kindOf = (property: string): KillKind => {
  if (property.startsWith('LP-')) return 'liveness';
  return property === 'SP-18' || property === 'reference' ? 'difference' : 'safety';
};

/** Actions that a reader counts: what was lost is told by what does not arrive, and every run begins by starting all. */
export const lengthOf = (actions: readonly Action[], { servers }: Setting): number =>
  actions.filter(({ type }) => type !== 'lose').length -
  actions.slice(0, servers.length).filter(({ type }) => type === 'restart').length;

const byRandom = ({ protocol }: Mutant, { seed, randomRuns }: Effort): Detection => {
  const watched = watchedProtocol(protocol);
  const { failure, steps } = runRandom({ seed, runs: randomRuns, protocol: watched.protocol });
  const isActivated = watched.activations > 0;
  if (!failure) return { detector: 'random', isActivated, kill: null, work: steps };
  const { violation, setting, actions, path } = failure;
  const kill = killOf(violation, `seed ${seed}, path ${path.replace(/@.*$/, '')}`, lengthOf(actions, setting));
  return { detector: 'random', isActivated, kill, work: steps };
};

const killOf = ({ property, clause, because }: Violation, where: string, length: number | null): Kill => ({
  kind: kindOf(property),
  property,
  clause,
  because,
  where,
  length,
});

const byTorture = (
  { protocol, harmfulSeed }: Mutant,
  { seed: first, tortureRuns }: Effort,
  oracles: Oracles,
): Detection => {
  const detector = oracles === 'all' ? 'healing' : 'core';
  const watched = watchedProtocol(protocol);
  let work = 0;
  const seeds = Array.from({ length: tortureRuns }, (_, run) => first + run);
  if (harmfulSeed !== undefined) seeds.push(harmfulSeed);
  for (const seed of seeds) {
    const { violation, steps } = runTorture({
      seed,
      protocol: watched.protocol,
      isCoreOnly: oracles === 'core',
    });
    work += steps;
    if (!violation) continue;
    const kill = killOf(violation, `seed ${seed}`, null);
    return { detector, isActivated: watched.activations > 0, kill, work };
  }
  return { detector, isActivated: watched.activations > 0, kill: null, work };
};

const byConformance = ({ protocol }: Mutant, traces: readonly NamedTrace[]): Detection => {
  const watched = watchedProtocol(protocol);
  let work = 0;
  for (const { name, states } of traces) {
    const { steps, difference } = playTrace(states, { protocol: watched.protocol });
    work += steps;
    if (!difference) continue;
    const { clause, variable, spec, actual, step } = difference;
    const because = `${variable} is ${actual} and should be ${spec}`;
    const kill: Kill = {
      kind: 'difference',
      property: 'SP-18',
      clause,
      because,
      where: `${name}, step ${step}`,
      length: null,
    };
    return { detector: 'conformance', isActivated: watched.activations > 0, kill, work };
  }
  return { detector: 'conformance', isActivated: watched.activations > 0, kill: null, work };
};

const exhaustively = ({ protocol, ...mutant }: Mutant, { maxWorlds }: Effort, oracles: Oracles): Detection => {
  const watched = watchedProtocol(protocol);
  let work = 0;
  let kill: Kill | null = null;
  for (const config of worldsFor(mutant)) {
    const report = exploreConfig(config, watched.protocol, oracles, maxWorlds);
    work += report.distinct;
    kill = killIn(config, report, protocol);
    if (kill) break;
  }
  return { detector: oracles === 'all' ? 'exhaustive' : 'core', isActivated: watched.activations > 0, kill, work };
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

/** The property is the one that the world asks for; the clause and the length are those of the cut trace. */
const killIn = (config: Config, report: ExploreReport, protocol: Protocol): Kill | null => {
  const broken = brokenIn(report);
  const counterexample = counterexampleFrom({ engine: 'exhaustive', config, properties: report.properties }, protocol);
  if (!broken || !counterexample) return null;
  const { property, because } = broken;
  const { violation, trace, setting } = counterexample;
  const length = lengthOf(actionsOf(trace.map(({ line }) => line)), setting);
  return { kind: kindOf(property), property, clause: violation.clause, because, where: config.name, length };
};
