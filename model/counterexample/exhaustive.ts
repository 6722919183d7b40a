/** What an exploration of a bounded world has found, as a counterexample. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import { movesFrom } from '../../src/check/explore/paths.ts';
import type { ExploreReport, PathStep } from '../../src/check/explore/report.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Counterexample, FoundBy, Setting } from '../../src/trace/recording.ts';
import { type Config, worldOf } from '../worlds/configs/config.ts';
import type { PropertyName } from '../worlds/oracles.ts';
import { counterexampleOf } from './cut.ts';
import { actionsOf, replayActions } from './replay.ts';

/** The broken property with the shortest path, cut to what matters; undefined: none is broken. */
export const explainConfig = (
  config: Config,
  report: Pick<ExploreReport, 'properties'>,
  protocol: Protocol = shippedProtocol,
): Counterexample | undefined => {
  const broken = brokenIn(report);
  if (!broken) return undefined;
  const { property, because, path } = broken;
  const actions = [...startOf(config, protocol), ...actionsOf(linesOf(path))];
  const setting = settingOf(config);
  const foundBy: FoundBy = { engine: 'exhaustive', name: config.name, seed: 0 };
  // The monitor of a replay knows which clause was broken first; the world knows only what does not hold.
  const violation = replayActions({ setting, actions, protocol }).violation ?? {
    property: property === 'reference' ? 'SP-18' : property,
    clause: clauseIn(because) ?? (property === 'reference' ? 'SP-18' : property),
    because,
    step: actions.length,
  };
  return counterexampleOf({ violation, setting, foundBy, run: { actions }, protocol });
};

/** What an exploration found to be broken, and how to get there. */
interface Broken {
  readonly property: PropertyName;
  readonly because: string;
  readonly path: readonly PathStep[];
}

/** The broken property with the shortest path. Of several that are as short, the first: they are in the order in which they are told. */
export const brokenIn = ({ properties }: Pick<ExploreReport, 'properties'>): Broken | undefined => {
  const [first] = properties
    .flatMap(({ name, ok, because = '', path }): readonly Broken[] =>
      ok === false && path ? [{ property: name as PropertyName, because, path }] : [],
    )
    .sort((a, b) => a.path.length - b.path.length);
  return first;
};

/** The clause that a broken contract names in its reason. */
const clauseIn = (because: string): ClauseId | undefined =>
  /broke ([A-Z-]+-\d+)/.exec(because)?.[1] as ClauseId | undefined;

/** What happens along a path, as lines of the one grammar. */
const linesOf = (path: readonly PathStep[]): readonly string[] =>
  path.flatMap(({ action }) => (action === null ? [] : [action]));

/** The cluster of a config, for replaying what was found in it. */
export const settingOf = ({ servers, options }: Config): Setting => ({
  servers,
  options: { ...defaultOptions, ...options },
});

/** What happens in a config before its exploration: all servers start, and then its script. */
export const startOf = (config: Config, protocol: Protocol = shippedProtocol): readonly Action[] => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol, symmetry: false });
  movesFrom(world, undefined);
  return world.startActions;
};
