/** Each detector tries to kill a defect and says what came of it. Pure: the same seed and effort give the same detection. */
import { privateDictionary } from '../../src/check/explore/dictionary.ts';
import { type ExploreOptions, exploreSpace } from '../../src/check/explore/explore.ts';
import { Kit } from '../../src/check/explore/kit.ts';
import type { ExploreReport } from '../../src/check/explore/report.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/sim/cluster.ts';
import type { Action } from '../../src/sim/trace.ts';
import { type Config, worldOf } from '../configs/index.ts';
import { counterexampleOf } from '../counterexample/cut.ts';
import { linesOf, settingOf } from '../exhaustive.ts';
import { labNames, runLab } from '../labs/index.ts';
import { watchedProtocol } from '../mutants/activation.ts';
import type { Mutant } from '../mutants/index.ts';
import { runRandom } from '../random/index.ts';
import { actionsOf, replayActions } from '../replay.ts';
import type { Setting, Violation } from '../report.ts';
import { runTorture } from '../torture/index.ts';
import type { Oracles } from '../world/oracles.ts';
import type { Detection, DetectorName, Effort, Kill, KillKind } from './detection.ts';
import { worldsFor } from './worlds.ts';

/** Runs a detector on a defect. */
export const detect = (detector: DetectorName, mutant: Mutant, effort: Effort): Detection => {
  switch (detector) {
    case 'labs':
      return byLabs(mutant, effort);
    case 'random':
      return byRandom(mutant, effort);
    case 'healing':
      return byTorture(mutant, effort, 'all');
    case 'exhaustive':
      return exhaustively(mutant, effort, 'all');
    case 'core': {
      const found = exhaustively(mutant, effort, 'core');
      if (found.kill) return found;
      const tortured = byTorture(mutant, effort, 'core');
      return { ...tortured, isActivated: found.isActivated || tortured.isActivated, work: found.work + tortured.work };
    }
  }
};

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
  ...{ kind: kindOf(property), property, clause, because, where, length },
});

const byTorture = ({ protocol }: Mutant, { seed, tortureRuns }: Effort, oracles: Oracles): Detection => {
  const detector = oracles === 'all' ? 'healing' : 'core';
  const watched = watchedProtocol(protocol);
  let work = 0;
  for (let run = 0; run < tortureRuns; run++) {
    const { violation, steps } = runTorture({
      seed: seed + run,
      protocol: watched.protocol,
      isCoreOnly: oracles === 'core',
    });
    work += steps;
    if (!violation) continue;
    const kill = killOf(violation, `seed ${seed + run}`, null);
    return { detector, isActivated: watched.activations > 0, kill, work };
  }
  return { detector, isActivated: watched.activations > 0, kill: null, work };
};

const exhaustively = (mutant: Mutant, { maxWorlds }: Effort, oracles: Oracles): Detection => {
  const watched = watchedProtocol(mutant.protocol);
  let work = 0;
  let kill: Kill | null = null;
  for (const config of worldsFor(mutant)) {
    const explored = exploreConfig(config, watched.protocol, oracles, maxWorlds);
    work += explored.report.distinct;
    kill = explored.kill(mutant.protocol);
    if (kill) break;
  }
  return { detector: oracles === 'all' ? 'exhaustive' : 'core', isActivated: watched.activations > 0, kill, work };
};

interface Explored {
  readonly report: ExploreReport;
  readonly kill: (protocol: Protocol) => Kill | null;
}

const MEMORY = 2 ** 30;

/** Explores a configuration until something breaks. */
const exploreConfig = (config: Config, protocol: Protocol, oracles: Oracles, maxWorlds: number): Explored => {
  const world = worldOf(config, new Kit(privateDictionary), { protocol, oracles, symmetry: false });
  let isOver = false;
  const options: ExploreOptions & { readonly isHasty: boolean } = {
    memoryBytes: MEMORY,
    isHasty: true,
    onProgress: ({ distinct }) => {
      isOver = distinct > maxWorlds;
    },
    isOver: () => isOver,
  };
  const report = exploreSpace(world, options);
  const broken = report.properties
    .filter(({ ok, path }) => ok === false && path)
    .sort((a, b) => (a.path?.length ?? 0) - (b.path?.length ?? 0))[0];
  const kill = (underTest: Protocol): Kill | null => {
    if (!broken) return null;
    const { name, because = '', path = [] } = broken;
    const actions = [...world.startActions, ...actionsOf(linesOf(path))];
    const setting = settingOf(config);
    return { ...explained({ name, because, actions, setting, config, underTest }), where: config.name };
  };
  return { report, kill };
};

interface Unexplained {
  readonly name: string;
  readonly because: string;
  readonly actions: readonly Action[];
  readonly setting: Setting;
  readonly config: Config;
  readonly underTest: Protocol;
}

/** The clause is what a replay under the eyes of the monitor blames; the length is that of the cut trace. */
const explained = ({ name, because, actions, setting, config, underTest }: Unexplained): Omit<Kill, 'where'> => {
  const { violation } = replayActions({ setting, actions, protocol: underTest });
  const told = { kind: kindOf(name), property: name, because };
  if (!violation) return { ...told, clause: clauseIn(because), length: lengthOf(actions, setting) };
  const foundBy = { engine: 'exhaustive', name: config.name, seed: 0 } as const;
  const { trace, setting: cut } = counterexampleOf({
    violation,
    setting,
    foundBy,
    run: { actions },
    protocol: underTest,
  });
  return { ...told, clause: violation.clause, length: lengthOf(actionsOf(trace.map(({ line }) => line)), cut) };
};

/** The clause that a broken contract names in its reason. */
const clauseIn = (because: string): ClauseId | null =>
  (/broke ([A-Z-]+-\d+)/.exec(because)?.[1] ?? null) as ClauseId | null;
