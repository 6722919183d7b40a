/** What is drawn from the seed before a run begins: swarm testing, each run with another mixture of everything. */
import type { Random } from '../../../src/sim/random.ts';
import type { Counts } from '../../../src/trace/recording.ts';
import { type FaultKind, faultKinds, type TortureSettings } from './report.ts';

/** All of a run's settings; those that a report shows, and those that shape the chances. */
export interface Settings extends TortureSettings {
  readonly electionTimeoutSpreadMs: number;
  /** Steps of the first phase. */
  readonly steps: number;
  /** How likely each fault of a message is, each time one is sent. */
  readonly lossChance: number;
  readonly duplicationChance: number;
  readonly reorderingChance: number;
  readonly corruptionChance: number;
  readonly maxDelayMs: number;
  /** The mean time between two faults of servers or links. */
  readonly faultIntervalMs: number;
  /** How likely each of those is, relative to the others; 0: never in this run. */
  readonly faultWeights: Counts<FaultKind>;
  readonly commandIntervalMs: number;
  /** How likely a client asks any server instead of the leader. */
  readonly anyServerChance: number;
  /** How likely a server compacts its log after applying. */
  readonly compactChance: number;
  readonly snapshotLength: number;
}

/** How many of each kind a run may see, at most. */
const LIMITS: Readonly<Record<FaultKind, readonly [number, number]>> = {
  loss: [0, 300],
  duplication: [0, 300],
  reordering: [0, 400],
  corruption: [0, 10],
  partition: [0, 12],
  oneWayPartition: [0, 12],
  crash: [0, 12],
  crashDuringStep: [0, 12],
  lostWrite: [0, 8],
  majorityCrash: [0, 3],
};

/** Every second kind of fault is left out of a run, so that some runs are dominated by what others never see. */
const perhaps = (random: Random, max: number): number => (random.chance(0.5) ? random.between(1, max) : 0);

const SIZES = [3, 3, 3, 3, 5, 5, 5, 4, 2, 1, 7] as const;

export const drawSettings = (random: Random): Settings => {
  const settings = drawUsual(random);
  if (!random.chance(0.25)) return settings;
  return { ...settings, snapshotLength: lengthAtBoundary(settings.options.snapshotChunkLength, random) };
};

/** As long as some chunks, or one unit more or less: the last chunk is full, or holds one unit, or lacks one. */
export const lengthAtBoundary = (chunkLength: number, { between }: Random): number => {
  const chunks = Math.max(1, Math.ceil(STATE_LENGTH / chunkLength)) + between(0, 2);
  return chunkLength > STATE_LENGTH_MAX ? 0 : chunks * chunkLength + between(-1, 1);
};

/** The state machine is written in so many units, at least; and longer ones are not worth their time. */
const STATE_LENGTH = 16;
const STATE_LENGTH_MAX = 64;

const drawUsual = (random: Random): Settings => {
  const size = random.pick(SIZES);
  const servers = Array.from({ length: size }, (_, place) => `S${place + 1}`);
  const down = random.chance(0.4) ? random.between(0, Math.ceil(size / 2) - 1) : 0;
  const heartbeatIntervalMs = random.pick([20, 50, 50, 100]);
  return {
    servers,
    options: {
      maxEntriesPerAppend: random.pick([1, 1, 2, 3, 8, 64]),
      maxInFlightEntries: random.pick([1, 2, 4, 16, 256]),
      snapshotChunkLength: random.pick([7, 16, 64, 4096]),
    },
    electionTimeoutMs: heartbeatIntervalMs * random.pick([2, 3, 3, 5]),
    electionTimeoutSpreadMs: heartbeatIntervalMs * random.pick([2, 3, 5]),
    heartbeatIntervalMs,
    budget: Object.fromEntries(faultKinds.map((kind) => [kind, random.between(...LIMITS[kind])])),
    permanentlyDown: shuffle(servers, random).slice(0, down).sort(),
    steps: random.between(300, 2200),
    lossChance: perhaps(random, 300) / 1000,
    duplicationChance: perhaps(random, 200) / 1000,
    reorderingChance: perhaps(random, 400) / 1000,
    corruptionChance: perhaps(random, 300) / 1000,
    maxDelayMs: random.pick([2, 10, 10, 25]),
    faultIntervalMs: random.pick([60, 150, 400, 1000]),
    faultWeights: Object.fromEntries(faultKinds.map((kind) => [kind, perhaps(random, 10)])),
    commandIntervalMs: random.pick([3, 10, 30, 100]),
    anyServerChance: random.pick([0, 0.1, 0.5]),
    compactChance: random.pick([0, 0.01, 0.1, 0.4]),
    snapshotLength: random.pick([0, 20, 40, 100]),
  };
};

const shuffle = <T>(list: readonly T[], random: Random): readonly T[] => {
  const left = [...list];
  return list.map(() => left.splice(random.between(0, left.length - 1), 1)[0] as T);
};
