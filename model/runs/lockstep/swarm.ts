/** What is drawn before a random run begins: another mixture of everything for each run. */
import type { Options, ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import { lengthAtBoundary } from '../torture/settings.ts';

/** Everything that can be made to happen. */
export const deeds = [
  'deliver',
  'reorder',
  'stale',
  'duplicate',
  'lose',
  'corrupt',
  'electionTimeout',
  'heartbeatTimeout',
  'clientCommand',
  'compact',
  'crash',
  'restart',
  'partition',
  'heal',
  'foreign',
] as const;
export type Deed = (typeof deeds)[number];

/** What a run begins with. */
export interface SwarmOpening {
  /** Who is elected first; null: nobody. */
  readonly leader: ServerId | null;
  /** How many commands are committed then. */
  readonly entries: number;
  /** Who is cut off meanwhile; null: nobody. */
  readonly behind: ServerId | null;
  /** How many commands the first leader takes when it is cut off. */
  readonly tail: number;
  /** Who is elected in its place; null: nobody. */
  readonly heir: ServerId | null;
  /** How many commands the heir commits, before it takes one more. */
  readonly inherited: number;
  /** Has the leader only a snapshot left for those who were cut off? */
  readonly compacts: boolean;
}

export interface Swarm {
  readonly servers: readonly ServerId[];
  readonly options: Options;
  /** How long a snapshot of the state machine is, in UTF-16 code units. */
  readonly snapshotLength: number;
  readonly opening: SwarmOpening;
  /** How likely each deed is, relative to the others; 0: never in this run. */
  readonly weights: Readonly<Record<Deed, number>>;
  /** How many steps in a thousand are cut short by a crash. */
  readonly cutPerMille: number;
  readonly maxCommands: number;
}

const SIZES = [1, 2, 3, 3, 3, 3, 3, 4, 5, 5, 5] as const;

export const drawSwarm = (random: Random): Swarm => withOddSizes(drawUsual(random), random);

const drawUsual = (random: Random): Swarm => {
  const { pick } = random;
  const servers = Array.from({ length: pick(SIZES) }, (_, place) => `S${place + 1}`);
  return {
    servers,
    options: {
      maxEntriesPerAppend: pick([1, 1, 2, 3, 64]),
      maxInFlightEntries: pick([1, 2, 4, 256]),
      snapshotChunkLength: pick([4, 7, 16, 4096]),
    },
    snapshotLength: pick([0, 12, 20, 40]),
    opening: drawOpening(servers, random),
    weights: {
      deliver: 100,
      reorder: pick([0, 10, 40]),
      stale: pick([0, 8, 25]),
      duplicate: pick([0, 4, 15]),
      lose: pick([0, 4, 15]),
      corrupt: pick([0, 0, 8]),
      electionTimeout: pick([1, 2, 6]),
      heartbeatTimeout: pick([5, 10, 20]),
      clientCommand: pick([4, 12, 24]),
      compact: pick([1, 4, 10]),
      crash: pick([0, 1, 3]),
      restart: 8,
      partition: pick([0, 1, 3]),
      heal: 8,
      foreign: pick([0, 0, 2]),
    },
    cutPerMille: pick([0, 0, 10, 40]),
    maxCommands: pick([60, 150, 250, 400]),
  };
};

/** Sizes at which something in a log or in a snapshot ends just there, or just before or after. They are rarely drawn by chance. */
const withOddSizes = (swarm: Swarm, random: Random): Swarm => {
  const { options } = swarm;
  const isOdd = random.chance(0.25);
  const snapshotLength = isOdd ? lengthAtBoundary(options.snapshotChunkLength, random) : swarm.snapshotLength;
  const opening = random.chance(LONG_LOG_CHANCE) ? drawLongOpening(swarm.servers, random) : undefined;
  if (!opening) return { ...swarm, snapshotLength };
  const maxInFlightEntries = Math.min(options.maxInFlightEntries, LONG_IN_FLIGHT_MAX);
  return { ...swarm, snapshotLength, opening, options: { ...options, maxInFlightEntries } };
};

/** These runs cost as much as fifty others. */
const LONG_LOG_CHANCE = 0.005;

/** What a leader has sent into nothing would be told for long. */
const LONG_IN_FLIGHT_MAX = 4;

/** Is its log long from the beginning on? */
export const isLong = ({ opening }: Swarm): boolean => opening.tail > 1000;

/** A deposed leader has so many entries to give up that its log, as a tree, loses a level: 32 times 32, and the next leaf. */
const drawLongOpening = (servers: readonly ServerId[], { between, pick }: Random): SwarmOpening | undefined => {
  const [leader, ...others] = servers;
  if (leader === undefined || others.length < 2) return undefined;
  return { ...nothing, leader, entries: between(33, 40), tail: between(1024, 1090), heir: pick(others) };
};

const nothing: SwarmOpening = {
  leader: null,
  entries: 0,
  behind: null,
  tail: 0,
  heir: null,
  inherited: 0,
  compacts: false,
};

const drawOpening = (servers: readonly ServerId[], { chance, between, pick }: Random): SwarmOpening => {
  if (chance(0.1)) return nothing;
  const leader = pick(servers);
  const others = servers.filter((id) => id !== leader);
  if (others.length < 2 || chance(0.25)) return { ...nothing, leader, entries: between(0, 4) };
  if (chance(0.4)) return { ...nothing, leader, entries: between(1, 5), behind: pick(others), compacts: true };
  const ahead = { leader, entries: between(0, 3), tail: between(1, 4), heir: pick(others) };
  return chance(0.5) ? { ...nothing, ...ahead } : { ...nothing, ...ahead, inherited: between(1, 4), compacts: true };
};
