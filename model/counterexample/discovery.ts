/** Where a violation was found, and the run that led to it, made again: a torture run, a lab, a random run, or a path of a bounded world. */
import type { ExploreReport, PathStep } from '../../src/check/explore/report.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { replayRandom } from '../runs/lockstep/index.ts';
import { brokenTorture } from '../runs/torture/index.ts';
import { settingOf, startOf } from '../worlds/configs/beginning.ts';
import type { Config } from '../worlds/configs/config.ts';
import type { PropertyName } from '../worlds/oracles.ts';
import type { Discovery } from './cut.ts';
import { judgedLab } from './labViolation.ts';
import { actionsOf, replayActions } from './replay.ts';

/** What finds a violation again: an engine, and where it has to look. */
export type Origin =
  | { readonly engine: 'torture'; readonly seed: number }
  | { readonly engine: 'lab'; readonly name: string; readonly seed: number }
  | { readonly engine: 'random'; readonly seed: number; readonly path: string }
  | ({ readonly engine: 'exhaustive'; readonly config: Config } & Pick<ExploreReport, 'properties'>);

/** Makes a run again; undefined if it violates nothing. */
export const discoveryOf = (origin: Origin, protocol: Protocol): Discovery | undefined => {
  switch (origin.engine) {
    case 'torture':
      return inTorture(origin.seed, protocol);
    case 'lab':
      return inLab(origin.name, origin.seed, protocol);
    case 'random':
      return inRandomRun(origin.seed, origin.path, protocol);
    case 'exhaustive':
      return inWorld(origin.config, origin, protocol);
  }
};

const inTorture = (seed: number, protocol: Protocol): Discovery | undefined => {
  const run = brokenTorture(seed, protocol);
  if (!run) return undefined;
  const { violation, setting, lines } = run;
  return { violation, setting, foundBy: { engine: 'torture', seed }, run: { lines }, protocol };
};

const inLab = (name: string, seed: number, protocol: Protocol): Discovery | undefined => {
  const lines: string[] = [];
  const { setting, violation } = judgedLab({ name, seed, protocol, trace: (line) => void lines.push(line) });
  return violation && { violation, setting, foundBy: { engine: 'lab', name, seed }, run: { lines }, protocol };
};

const inRandomRun = (seed: number, path: string, protocol: Protocol): Discovery | undefined => {
  const run = replayRandom(seed, path, protocol);
  if (!run?.violation) return undefined;
  const { violation, setting, actions } = run;
  return { violation, setting, foundBy: { engine: 'random', seed, path }, run: { actions }, protocol };
};

const inWorld = (
  config: Config,
  report: Pick<ExploreReport, 'properties'>,
  protocol: Protocol,
): Discovery | undefined => {
  const broken = brokenIn(report);
  if (!broken) return undefined;
  const { property, because, path } = broken;
  const actions = [...startOf(config, protocol), ...actionsOf(linesOf(path))];
  const setting = settingOf(config);
  // The monitor of a replay knows which clause was broken first; the world knows only what does not hold.
  const violation = replayActions({ setting, actions, protocol }).violation ?? {
    property: property === 'reference' ? 'SP-18' : property,
    clause: clauseIn(because) ?? (property === 'reference' ? 'SP-18' : property),
    because,
    step: actions.length,
  };
  return {
    violation,
    setting,
    foundBy: { engine: 'exhaustive', name: config.name, seed: 0 },
    run: { actions },
    protocol,
  };
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
