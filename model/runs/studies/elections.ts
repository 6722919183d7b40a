/**
 * How long a cluster is without a leader after its leader has crashed: the experiment of the paper's Figure 16, in virtual
 * time. Set up for the worst case, as the paper does it:
 *
 * - the four servers that are left have logs of different lengths, so that only two of them can win an election;
 * - the leader speaks to all of them at once shortly before it crashes, so that their timers start nearly together;
 * - the leader crashes at a uniformly random time within its heartbeat interval, which is half the minimum election timeout.
 */

import { isReply } from '../../../src/core/extensions/messages.ts';
import type { Message, ServerId } from '../../../src/core/types.ts';
import { type Random, randomOf } from '../../../src/sim/random.ts';
import { type Delivery, Simulator } from '../../../src/sim/simulator.ts';
import type { Schedule } from '../../../src/sim/time.ts';
import type { Observation } from '../../../src/trace/observation.ts';

export interface ElectionStudy {
  /** The minimum of the election timeout. */
  readonly electionTimeoutMs: number;
  /** The width of the range above it from which each timeout is drawn. */
  readonly spreadMs: number;
  readonly trials: number;
  readonly seed: number;
}

/** Where a trial is given up, and where the paper's axis ends. */
export const electionCapMs = 100_000;

/**
 * The way there and back takes 15 ms, the paper's broadcast time. A request is only under way; an answer has to wait until
 * its server has written to its disk, and takes the greater part.
 */
const REQUEST_MS = 3;
const ANSWER_MS = 12;
/** A message takes so much more or less, uniformly. */
const JITTER_MS = 1;

const LEADER = 'S1';

/** How many of the leader's three entries each server has. Only S4 and S5 can get three votes of the four. */
const LOG_LENGTHS: Readonly<Record<ServerId, number>> = { S1: 3, S2: 0, S3: 1, S4: 2, S5: 3 };

/** The heartbeat after which the leader crashes. */
const LAST_HEARTBEAT = 3;

/** Milliseconds from the crash to the election of the next leader, for each trial; `electionCapMs`: none by then. */
export const electionTrials = ({ trials, seed, ...timeout }: ElectionStudy): readonly number[] => {
  const random = randomOf(seed);
  return Array.from({ length: trials }, () => electionTrial(random.between(0, 0x7fffffff), timeout));
};

type Timeout = Omit<ElectionStudy, 'trials' | 'seed'>;

const electionTrial = (seed: number, { electionTimeoutMs, spreadMs }: Timeout): number => {
  const heartbeatIntervalMs = electionTimeoutMs / 2;
  let heartbeats = 0;
  let crashedAtMs: number | undefined;
  let electedAtMs: number | undefined;
  const endOfLeader = function* (): Schedule {
    yield 0;
    for (const command of ['x', 'y', 'z']) simulator.handle(LEADER, { type: 'clientCommand', command });
    yield simulator.random.between(0, heartbeatIntervalMs * 1000 - 1) / 1000;
    simulator.crash(LEADER);
    crashedAtMs = simulator.nowMs;
  };
  const observe = ({ id, event, before, after }: Observation): void => {
    if (crashedAtMs !== undefined && after.role === 'leader' && before.role !== 'leader') electedAtMs = simulator.nowMs;
    if (id !== LEADER || !(event.type === 'timeout' && event.timer === 'heartbeat')) return;
    if (++heartbeats === LAST_HEARTBEAT) simulator.spawn(endOfLeader());
  };
  const simulator = new Simulator({
    ids: Object.keys(LOG_LENGTHS),
    seed,
    timing: { electionTimeoutMs, electionTimeoutSpreadMs: spreadMs, heartbeatIntervalMs },
    network: {
      route: (message, random) => (heartbeats === 0 ? atOnce : route(message, random)),
      admits: () => true,
    },
    watcher: { observe },
  });
  for (const id of simulator.cluster.ids) simulator.restart(id);
  simulator.handle(LEADER, { type: 'timeout', timer: 'election' });
  if (!simulator.runUntil(heartbeatIntervalMs * (LAST_HEARTBEAT + 2), () => crashedAtMs !== undefined)) {
    throw new Error(`${LEADER} lost its office before the trial began`);
  }
  const crash = simulator.nowMs;
  simulator.runUntil(crash + electionCapMs, () => electedAtMs !== undefined);
  return (electedAtMs ?? crash + electionCapMs) - crash;
};

/** The first leader comes into office without delay. */
const atOnce: readonly Delivery[] = [{ delayMs: 0 }];

/** The leader's entries are with those who are to have them at once, and reach nobody later. Everything else takes its time. */
const route = (message: Message, random: Random): readonly Delivery[] => {
  if (message.type === 'AppendEntries' && message.entries.length > 0) return isWanted(message) ? atOnce : [];
  const meanMs = isReply(message) ? ANSWER_MS : REQUEST_MS;
  return [{ delayMs: meanMs + random.between(-JITTER_MS * 1000, JITTER_MS * 1000) / 1000 }];
};

const isWanted = ({ to, prevLogIndex, entries }: Extract<Message, { type: 'AppendEntries' }>): boolean =>
  entries.length === 1 && prevLogIndex < (LOG_LENGTHS[to] ?? 0);
