/** What an exploration of a bounded world has found, as a counterexample. */
import { privateDictionary } from '../src/check/explore/dictionary.ts';
import { Kit } from '../src/check/explore/kit.ts';
import { movesFrom } from '../src/check/explore/paths.ts';
import type { ExploreReport, PathStep } from '../src/check/explore/report.ts';
import type { ClauseId } from '../src/core/clauses.ts';
import { defaultOptions } from '../src/core/server.ts';
import { type Protocol, shippedProtocol } from '../src/sim/cluster.ts';
import type { Action } from '../src/sim/trace.ts';
import { type Config, worldOf } from './configs/config.ts';
import { counterexampleOf } from './counterexample/cut.ts';
import { actionsOf, replayActions } from './replay.ts';
import type { Counterexample, FoundBy, Setting, Violation } from './report.ts';

/** The broken property with the shortest path, cut to what matters; undefined: none is broken. */
export const explainConfig = (
  config: Config,
  report: Pick<ExploreReport, 'properties'>,
  protocol: Protocol = shippedProtocol,
): Counterexample | undefined => {
  const found = shortest(report);
  if (!found) return undefined;
  const actions = [...startOf(config, protocol), ...actionsOf(linesOf(found.path))];
  const setting = settingOf(config);
  const foundBy: FoundBy = { engine: 'exhaustive', name: config.name, seed: 0 };
  // The monitor of a replay knows which clause was broken first; the world knows only what does not hold.
  const violation = replayActions({ setting, actions, protocol }).violation ?? {
    ...found.violation,
    step: actions.length,
  };
  return counterexampleOf({ violation, setting, foundBy, run: { actions }, protocol });
};

interface Broken {
  readonly violation: Omit<Violation, 'step'>;
  readonly path: readonly PathStep[];
}

/** Of several that are as short, the first: they are in the order in which they are told. */
const shortest = ({ properties }: Pick<ExploreReport, 'properties'>): Broken | undefined => {
  const [first] = properties
    .flatMap(({ name, ok, because = '', path }): readonly Broken[] => {
      const property = name === 'reference' ? 'SP-18' : (name as ClauseId);
      return ok === false && path ? [{ violation: { property, clause: property, because }, path }] : [];
    })
    .sort((a, b) => a.path.length - b.path.length);
  return first;
};

/** What happens along a path, as lines of the one grammar. */
export const linesOf = (path: readonly PathStep[]): readonly string[] =>
  path.flatMap(({ action }) => (action === null ? [] : [action]));

/** The cluster of a config, for replaying what was found in it. */
export const settingOf = ({ servers, options }: Config): Setting => ({
  servers,
  options: { ...defaultOptions, ...options },
});

/** What happens in a config before its exploration: all servers start, and then its script. */
export const startOf = (config: Config, protocol: Protocol = shippedProtocol): readonly Action[] => {
  const world = worldOf(config, new Kit(privateDictionary), { protocol, symmetry: false });
  movesFrom(world, undefined);
  return world.startActions;
};
