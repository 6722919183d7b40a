/** Under which conditions the detectors look. A score says little without them: some defects do harm only under some of them. */
import { defaultOptions } from '../../src/core/server.ts';
import type { Options } from '../../src/core/types.ts';
import { randomOf } from '../../src/sim/random.ts';
import { drawSwarm } from '../runs/lockstep/swarm.ts';
import { drawSettings } from '../runs/torture/settings.ts';
import { type Config, configs, isGeneral } from '../worlds/configs/index.ts';
import { directed } from '../worlds/directed/index.ts';
import type { DetectorName } from './detection.ts';
import { generalWorlds } from './worlds.ts';

export interface Conditions {
  /** Sizes of clusters. */
  readonly servers: readonly number[];
  /** Entries in one AppendEntries, at most. */
  readonly batches: readonly number[];
  /** Entries sent to one follower ahead of its acknowledgement, at most; 1 is no pipelining. */
  readonly inFlight: readonly number[];
  /** What has to fall for a kill. */
  readonly oracles: string;
}

/** One cluster that a detector looks at. */
interface Sample {
  readonly servers: { readonly length: number };
  readonly options: Options;
}

const labs: readonly Sample[] = [3, 5, 7].map((length) => ({ servers: { length }, options: defaultOptions }));

/** The clusters of `three` in spec/raft.qnt, of which random traces are made. */
const spec: readonly Sample[] = [
  { maxEntriesPerAppend: 1, maxInFlightEntries: 1 },
  { maxEntriesPerAppend: 2, maxInFlightEntries: 4 },
].map((options) => ({ servers: { length: 3 }, options: { ...defaultOptions, ...options } }));

/** So many draws of which each has a handful of values leave none out. */
const DRAWS = 400;
const samplesOf = (draw: (seed: number) => Sample): readonly Sample[] =>
  Array.from({ length: DRAWS }, (_, seed) => draw(seed));

const sampleOf = ({ servers, options }: Config): Sample => ({ servers, options: { ...defaultOptions, ...options } });

/** Conditions of each detector, read off from what it draws or is given. */
export const conditions = (): Readonly<Record<DetectorName, Conditions>> => {
  const random = samplesOf((seed) => drawSwarm(randomOf(seed)));
  const torture = samplesOf((seed) => drawSettings(randomOf(seed).fork()));
  const general = generalWorlds().map(sampleOf);
  const worlds = [...configs, ...directed].map(sampleOf);
  const made = [...configs, ...directed].filter((config) => !isGeneral(config)).map(sampleOf);
  return {
    labs: conditionsOf(labs, 'what each lab asserts'),
    random: conditionsOf(random, 'all properties, the contracts and the reference model'),
    healing: conditionsOf(torture, 'all properties, the contracts and the goals'),
    general: conditionsOf(general, 'all properties, the contracts and the reference model'),
    directed: conditionsOf(made, 'all properties, the contracts and the reference model'),
    conformance: conditionsOf(spec, 'every variable of the specification'),
    core: conditionsOf([...worlds, ...torture], 'SP-1 to SP-5, under torture the goals as well'),
  };
};

const conditionsOf = (samples: readonly Sample[], oracles: string): Conditions => ({
  servers: different(samples.map(({ servers }) => servers.length)),
  batches: different(samples.map(({ options }) => options.maxEntriesPerAppend)),
  inFlight: different(samples.map(({ options }) => options.maxInFlightEntries)),
  oracles,
});

const different = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);
