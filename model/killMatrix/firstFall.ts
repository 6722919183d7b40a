/** The shortest run in which a defect breaks a property of Figure 3, and the fewest servers that it takes: breadth first, in every bounded world. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ExploreReport } from '../../src/check/explore/report.ts';
import { NotSymmetric } from '../../src/check/explore/space.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting } from '../../src/trace/recording.ts';
import { counterexampleTo } from '../counterexample/cut.ts';
import { actionsOf, replayActions } from '../counterexample/replay.ts';
import { budgetOf, withRoom } from '../counterexample/shortcut.ts';
import { coreProperties } from '../properties/index.ts';
import type { Budget } from '../worlds/budget.ts';
import { settingOf } from '../worlds/configs/beginning.ts';
import { type Config, worldOf } from '../worlds/configs/index.ts';
import { lengthOf } from './detection.ts';
import { KnownWorlds, recordedProtocol } from './knownWorlds.ts';

/** Where a property of Figure 3 falls, and after how much. */
export interface FirstFall {
  /** Of those that fall after the fewest steps, the first in the order of Figure 3. */
  readonly property: ClauseId;
  /** The bounded world in which it was found. */
  readonly world: string;
  readonly servers: number;
  /** Events of the run, from a cold cluster on: what happened before the search included, first starts and losses left out. */
  readonly steps: number;
  /** Is there no shorter one in this world or, if it begins after a script, with as many events of each kind from a cold start? */
  readonly isShortest: boolean;
}

/** What was seen of a defect in bounded worlds. */
export interface FallSearch {
  /** null: no property of Figure 3 falls. */
  readonly fall: FirstFall | null;
  /** How many worlds were explored. */
  readonly worlds: number;
  /** Distinct states in all of them. */
  readonly states: number;
  /** The worlds that are larger than the limit, of which only the states nearest to the start were seen. */
  readonly unfinished: readonly string[];
}

/** How far worlds are explored. */
export interface FallEffort {
  /** States of one world, as long as nothing has fallen. */
  readonly maxStates: number;
  /** States of one more world of the same size, which may show a shorter run. */
  readonly maxFurtherStates: number;
  /** States of a search for a shorter run with the same events from a cold start. */
  readonly maxColdStates: number;
}

/** The five look at servers and at what is written, sent and applied: worlds that differ in timers and in what is cited alone are the same. */
export const knownToTheFive = (): KnownWorlds =>
  new KnownWorlds(({ server, effects }) => ({ server, effects: effects.filter(({ type }) => !/Timer$/.test(type)) }));

/** A run in which a property falls. */
interface FallingRun {
  readonly property: ClauseId;
  readonly because: string;
  readonly config: Config;
  readonly setting: Setting;
  readonly actions: readonly Action[];
  readonly steps: number;
}

interface WorldSearch {
  readonly run: FallingRun | undefined;
  readonly distinct: number;
  /** Were all runs seen that could be shorter than asked for? */
  readonly isWhole: boolean;
}

/** Looks in the worlds of the fewest servers first; once something has fallen, for a shorter run in the others of the same size. */
export const firstFallOf = (
  protocol: Protocol,
  worlds: readonly Config[],
  effort: FallEffort,
  known: KnownWorlds,
): FallSearch => {
  let [searched, states] = [0, 0];
  const unfinished: string[] = [];
  for (const size of [...new Set(worlds.map(({ servers }) => servers.length))].sort((a, b) => a - b)) {
    const runs: FallingRun[] = [];
    const ofSize = worlds.filter(({ servers }) => servers.length === size);
    for (const config of ofSize.toSorted((a, b) => a.expected.distinct - b.expected.distinct)) {
      const best = runs.at(-1);
      const found = best
        ? searchWorld(config, protocol, effort.maxFurtherStates, best.steps)
        : searchKnown(config, protocol, effort.maxStates, known);
      searched++;
      states += found.distinct;
      if (found.run) runs.push(found.run);
      else if (!best && !found.isWhole) unfinished.push(config.name);
    }
    const fall = shortestOf(runs.reverse(), protocol, effort);
    if (fall) return { fall, worlds: searched, states, unfinished };
  }
  return { fall: null, worlds: searched, states, unfinished };
};

const MEMORY = 2 ** 30;

/** Explores a world, unless it is known. */
const searchKnown = (config: Config, protocol: Protocol, maxStates: number, known: KnownWorlds): WorldSearch => {
  const search = `${config.name}, ${maxStates}`;
  const distinct = known.distinctIn(search, protocol);
  if (distinct !== undefined) return { run: undefined, distinct, isWhole: distinct <= maxStates };
  const recorded = recordedProtocol(protocol);
  const found = searchWorld(config, recorded.protocol, maxStates, Number.POSITIVE_INFINITY);
  if (!found.run) known.learn(search, recorded, found.distinct);
  return found;
};

/** With symmetry where the world has it, and the defect treats all servers alike. */
const searchWorld = (config: Config, protocol: Protocol, maxStates: number, fewerThan: number): WorldSearch => {
  try {
    return searchWith(config.symmetry ?? false, config, protocol, maxStates, fewerThan);
  } catch (error) {
    if (!(error instanceof NotSymmetric)) throw error;
    return searchWith(false, config, protocol, maxStates, fewerThan);
  }
};

const searchWith = (
  symmetry: boolean,
  config: Config,
  protocol: Protocol,
  maxStates: number,
  fewerThan: number,
): WorldSearch => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol, oracles: 'core', symmetry });
  const stepsBefore = (): number => lengthOf(world.startActions, settingOf(config));
  let isOver = false;
  const report = exploreSpace(world, {
    memoryBytes: MEMORY,
    onProgress: ({ distinct, depth }) => {
      isOver = distinct > maxStates || depth + stepsBefore() >= fewerThan;
    },
    isOver: () => isOver,
  });
  const run = runIn(config, report, world.startActions);
  return {
    run: run && run.steps < fewerThan ? run : undefined,
    distinct: report.distinct,
    isWhole: report.complete || report.depth + stepsBefore() >= fewerThan,
  };
};

/** The run to the property that falls first. */
const runIn = (config: Config, report: ExploreReport, startActions: readonly Action[]): FallingRun | undefined => {
  const [first] = report.properties
    .flatMap(({ name, ok, because = '', path }) =>
      ok === false && path ? [{ property: name as ClauseId, because, path }] : [],
    )
    .sort((a, b) => a.path.length - b.path.length || orderOf(a.property) - orderOf(b.property));
  if (!first) return undefined;
  const { property, because, path } = first;
  const setting = settingOf(config);
  const actions = [...startActions, ...actionsOf(path.flatMap(({ action }) => (action === null ? [] : [action])))];
  return { property, because, config, setting, actions, steps: lengthOf(actions, setting) };
};

const orderOf = (property: ClauseId): number => coreProperties.indexOf(property);

/** A run, and whether there is none that is shorter. */
interface CutRun {
  readonly run: FallingRun;
  readonly isShortest: boolean;
}

/**
 * Of these runs, the shortest first. One that begins with a script is cut to what matters; then a shorter one with such events is looked for
 * from a cold start: for the best of all with more effort than for the others.
 */
const shortestOf = (runs: readonly FallingRun[], protocol: Protocol, effort: FallEffort): FirstFall | undefined => {
  let best: CutRun | undefined;
  for (const run of runs) {
    const isCold = run.config.start === undefined;
    const cut = isCold ? run : cutRun(run, protocol);
    const short = isCold
      ? { run, isShortest: true }
      : shorten(cut, withRoom(budgetIn(cut)), protocol, effort.maxFurtherStates);
    if (!best || short.run.steps < best.run.steps) best = short;
  }
  if (best && !best.isShortest) best = shorten(best.run, budgetIn(best.run), protocol, effort.maxColdStates);
  return best && fallOf(best);
};

const budgetIn = ({ actions }: FallingRun): Budget => budgetOf(actions);

/** Looks for a shorter run with such a budget, from a cold start. */
const shorten = (run: FallingRun, budget: Budget, protocol: Protocol, maxStates: number): CutRun => {
  const cold = searchWorld(coldWorldOf(run, budget), protocol, maxStates, run.steps);
  return cold.run ? { run: cold.run, isShortest: true } : { run, isShortest: cold.isWhole };
};

const fallOf = ({ run: { property, config, setting, steps }, isShortest }: CutRun): FirstFall => ({
  property,
  world: config.name,
  servers: setting.servers.length,
  steps,
  isShortest,
});

/** The same servers, and nothing before. */
const coldWorldOf = ({ config, setting, actions }: FallingRun, budget: Budget): Config => ({
  ...config,
  servers: setting.servers,
  options: setting.options,
  budget,
  start: [],
  symmetry: true,
  crashPoints: actions.some((action) => 'crashAfter' in action) ? 'everywhere' : 'between',
});

const cutRun = (run: FallingRun, protocol: Protocol): FallingRun => {
  const { config, setting, actions, property, because } = run;
  const { violation } = replayActions({ setting, actions, protocol });
  const cut = counterexampleTo(
    { property, clause: violation?.clause ?? property },
    {
      violation: { property, clause: property, because, step: actions.length },
      setting,
      foundBy: { engine: 'exhaustive', name: config.name, seed: 0 },
      run: { actions },
      protocol,
    },
  );
  if (!cut) return run;
  const shorter = actionsOf(cut.trace.map(({ line }) => line));
  const steps = lengthOf(shorter, cut.setting);
  return steps < run.steps
    ? { ...run, setting: cut.setting, actions: shorter, steps, because: cut.violation.because }
    : run;
};
