/** The bounded worlds of a check, each explored to its end by one thread, or to the first level in which something is broken. */

import { type Config, configOf, worldOf } from '../../../model/worlds/configs/index.ts';
import { ComponentStore } from '../../check/explore/componentStore.ts';
import { exploreSpace } from '../../check/explore/explore.ts';
import { privateInterner } from '../../check/explore/interner.ts';
import type { ExploreReport } from '../../check/explore/report.ts';
import type { Protocol } from '../../core/protocol.ts';
import { milli } from '../../text/numbers.ts';
import type { Part } from '../part.ts';
import { wovenName } from '../protocolName.ts';

export interface ConfigTask {
  readonly name: string;
}

/** A bounded world that was explored in one thread. */
export interface ExploredWorld
  extends Pick<ExploreReport, 'ok' | 'complete' | 'stopped' | 'distinct' | 'generated' | 'depth' | 'localSteps'> {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly expected: Config['expected'];
  /** How often each clause fired. */
  readonly clauses: Readonly<Record<string, number>>;
  /** What does not hold, with its path; null: everything does, as far as it was seen. */
  readonly broken: ExploreReport['properties'] | null;
}

/** One world. */
export const exploreConfig = ({ name }: ConfigTask, protocol: Protocol): ExploredWorld => {
  const config = configOf(name);
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol });
  const start = performance.now();
  const report = exploreSpace(world, { isHasty: true });
  const { ok, complete, stopped, distinct, generated, depth, localSteps, properties } = report;
  const broken = properties.filter((property) => property.ok === false);
  return {
    name,
    title: config.title,
    expected: config.expected,
    clauses: world.counts(),
    ok,
    complete,
    stopped,
    distinct,
    generated,
    depth,
    localSteps,
    seconds: milli((performance.now() - start) / 1000),
    broken: broken.length === 0 ? null : broken,
  };
};

export const isBrokenWorld = ({ broken }: ExploredWorld): boolean => broken !== null;

interface Worlds {
  readonly names: readonly string[];
  /** Explore the others too when one is broken? */
  readonly keepGoing: boolean;
  readonly onProgress: (done: number, of: number, what: string) => void;
}

export const exhaustive = ({ names, keepGoing, onProgress }: Worlds): Part<ConfigTask, ExploredWorld> => {
  let done = 0;
  return {
    job: 'exploreConfig',
    taskAt: (place) => {
      const name = names[place];
      return name === undefined ? undefined : { name };
    },
    isLast: (world) => !keepGoing && isBrokenWorld(world),
    isOver: () => false,
    onTask: ({ name }) => onProgress(done, names.length, `exhaustive: ${name}`),
    onResult: ({ name }) => onProgress(++done, names.length, `exhaustive: ${name}`),
  };
};

/** Did the shipped protocol's world turn out to be of another size than it is known to be? */
export const hasChanged = (
  { name, complete, distinct, depth, expected }: ExploredWorld,
  protocolName: string | undefined,
): boolean =>
  protocolName === wovenName(configOf(name).extensions) &&
  complete &&
  (distinct !== expected.distinct || depth !== expected.depth);
