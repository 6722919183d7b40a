/** Each detector tries to kill a defect and says what came of it. Pure: the same seed and effort give the same detection. */

import type { Violation } from '../../src/trace/recording.ts';
import { watchedProtocol } from '../mutants/activation.ts';
import type { Defect } from '../mutants/index.ts';
import { playTrace } from '../runs/conform/play.ts';
import type { SpecState } from '../runs/conform/values.ts';
import { labNamesWith, runLab } from '../runs/labs/index.ts';
import { runRandom } from '../runs/lockstep/index.ts';
import { runTorture } from '../runs/torture/index.ts';
import type { Oracles } from '../worlds/oracles.ts';
import { type Detection, type DetectorName, type Effort, type Kill, kindOf } from './detection.ts';
import { type Exploring, exploreAll } from './exploring.ts';
import { KnownWorlds } from './knownWorlds.ts';
import { directedWorldsFor, generalWorlds, worldsFor } from './worlds.ts';

/** What a detection may lean on, and gives the same result without. */
export interface Shared {
  /** Traces of the formal specification, which only `conformance` asks for. */
  readonly specTraces?: readonly NamedTrace[];
  /** What the detections before this one have learnt. */
  readonly known?: KnownWorlds;
}

/** Runs a detector on a defect. */
export const detect = (
  detector: DetectorName,
  defect: Defect,
  effort: Effort,
  { specTraces = [], known = new KnownWorlds() }: Shared = {},
): Detection => {
  switch (detector) {
    case 'labs':
      return byLabs(defect, effort);
    case 'random':
      return byRandom(defect, effort);
    case 'healing':
      return byTorture(defect, effort, 'all');
    case 'general':
      return inWorlds(detector, defect, {
        worlds: generalWorlds(defect.protocol.extensions),
        oracles: 'all',
        effort,
        known,
      });
    case 'directed':
      return inWorlds(detector, defect, { worlds: directedWorldsFor(defect), oracles: 'all', effort, known });
    case 'conformance':
      return byConformance(defect, specTraces);
    case 'core': {
      const found = inWorlds(detector, defect, { worlds: worldsFor(defect), oracles: 'core', effort, known });
      if (found.kill) return found;
      const tortured = byTorture(defect, effort, 'core');
      return { ...tortured, isActivated: found.isActivated || tortured.isActivated, work: found.work + tortured.work };
    }
  }
};

const inWorlds = (detector: DetectorName, { protocol }: Defect, exploring: Exploring): Detection => {
  const watched = watchedProtocol(protocol);
  const found = exploreAll(watched.protocol, exploring);
  return { detector, isActivated: watched.isActivated, ...found };
};

/** A trace of the formal specification. */
export interface NamedTrace {
  readonly name: string;
  readonly states: readonly SpecState[];
}

const byLabs = ({ protocol }: Defect, { seed, labSeeds }: Effort): Detection => {
  const watched = watchedProtocol(protocol);
  let work = 0;
  for (let round = 0; round < labSeeds; round++) {
    for (const name of labNamesWith(protocol.extensions)) {
      const { ok, events, because = '' } = runLab({ name, seed: seed + round, protocol: watched.protocol });
      work += events;
      if (ok) continue;
      const where = `${name}, seed ${seed + round}`;
      const kill: Kill = { kind: 'assertion', property: name, clause: null, because, where, length: null };
      return { detector: 'labs', isActivated: watched.isActivated, kill, work };
    }
  }
  return { detector: 'labs', isActivated: watched.isActivated, kill: null, work };
};

const byRandom = ({ protocol }: Defect, { seed, randomRuns }: Effort): Detection => {
  const watched = watchedProtocol(protocol);
  const { failure, steps } = runRandom({ seed, runs: randomRuns, protocol: watched.protocol, shrinks: false });
  const { isActivated } = watched;
  if (!failure) return { detector: 'random', isActivated, kill: null, work: steps };
  const { violation, path } = failure;
  const kill = killOf(violation, `seed ${seed}, path ${path.replace(/@.*$/, '')}`);
  return { detector: 'random', isActivated, kill, work: steps };
};

const killOf = ({ property, clause, because }: Violation, where: string): Kill => ({
  kind: kindOf(property),
  property,
  clause,
  because,
  where,
  length: null,
});

const byTorture = (
  { protocol, harmfulSeed }: Defect,
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
    const kill = killOf(violation, `seed ${seed}`);
    return { detector, isActivated: watched.isActivated, kill, work };
  }
  return { detector, isActivated: watched.isActivated, kill: null, work };
};

const byConformance = ({ protocol }: Defect, traces: readonly NamedTrace[]): Detection => {
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
    return { detector: 'conformance', isActivated: watched.isActivated, kill, work };
  }
  return { detector: 'conformance', isActivated: watched.isActivated, kill: null, work };
};
