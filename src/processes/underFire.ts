/** A cluster of real processes under one fault after another, and what is to be said of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerId } from '../core/types.ts';
import { defaultNodeOptions, type NodeStatus } from '../runtime/index.ts';
import { type Random, randomOf } from '../sim/random.ts';
import { NoProgress, PATIENCE_MS, ProcessClients } from './clients.ts';
import { faultsFor, type ProcessFault } from './faults.ts';
import { type AppliedCommands, type CommandOutcome, countOutcomes, objectionsTo } from './history.ts';
import { ProcessCluster, type ProcessClusterSetting } from './processCluster.ts';

/** How a cluster is put under fire. */
export interface FireSetting extends ProcessClusterSetting {
  /** The source of all chance but that of the operating system. */
  readonly seed: number;
  /** How many processes are killed before it ends. */
  readonly kills: number;
  /** How many clients propose commands all the time. */
  readonly clients: number;
  /** Which faults there are; absent: all. */
  readonly isMeant?: (fault: ProcessFault) => boolean;
  /** A fault begins. */
  readonly onFault?: (fault: ProcessFault, kills: number) => void;
}

/** What became of it. */
export interface FireReport {
  readonly seed: number;
  readonly kills: number;
  readonly faults: number;
  /** How many commands came to what. */
  readonly commands: Readonly<Record<CommandOutcome['kind'], number>>;
  /**
   * How long it took after each fault until a new command was acknowledged to a client that asks all servers, in milliseconds, in the order of
   * the faults.
   */
  readonly recoveries: readonly number[];
  /** What can't be, each in one sentence; empty: all is well. */
  readonly objections: readonly string[];
}

/** How long a fault is held at most, in election timeouts. */
const HOLD = 1;

/** Between two looks at something that takes its time, in milliseconds. */
const LOOK_MS = 200;

const statusesOf = (cluster: ProcessCluster): Promise<readonly (NodeStatus | undefined)[]> =>
  Promise.all(cluster.servers.map(async (id) => cluster.running(id)?.status()));

/** A server that leads, by its own word; the newest term counts. */
const leaderOf = async (cluster: ProcessCluster): Promise<ServerId> => {
  for (;;) {
    const statuses = await statusesOf(cluster);
    const leaders = statuses.filter((status) => status?.role === 'leader');
    const [newest] = leaders.sort((a, b) => (b?.currentTerm ?? 0) - (a?.currentTerm ?? 0));
    if (newest) return newest.id;
    await wait(LOOK_MS);
  }
};

/**
 * All servers have applied the same, up to the end of the leader's log. What is left of earlier terms is committed by a command of the
 * present one only (RS-L-4), so that one is proposed before each look.
 */
const haveCaughtUp = async (cluster: ProcessCluster, clients: ProcessClients, random: Random): Promise<void> => {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    await clients.propose(random);
    await wait(LOOK_MS);
    const statuses = await statusesOf(cluster);
    const ends = new Set(statuses.flatMap((status) => [status?.lastApplied, status?.lastIndex]));
    if (ends.size === 1 && !ends.has(undefined)) return;
  }
  throw new NoProgress(`the servers have not applied the same after ${PATIENCE_MS / 1000} s`);
};

const appliedBy = async (cluster: ProcessCluster): Promise<AppliedCommands> => {
  const states = await Promise.all(
    cluster.servers.map(async (id) => [id, await cluster.running(id)?.state()] as const),
  );
  return new Map(states.map(([id, state]) => [id, cluster.applied.upTo(state?.count ?? 0)]));
};

/** Who takes part in it. */
interface Endured {
  readonly clients: ProcessClients;
  readonly random: Random;
  readonly onFault: (fault: ProcessFault) => void;
}

/** One fault: begun, held, ended; and then a new command is acknowledged. */
const endure = async (
  cluster: ProcessCluster,
  { isMeant = () => true, ...setting }: FireSetting,
  { clients, random, onFault }: Endured,
): Promise<{ readonly kills: number; readonly recoveryMs: number }> => {
  const leader = await leaderOf(cluster);
  const followers = cluster.servers.filter((id) => id !== leader);
  const fault = random.pick(faultsFor({ leader, followers }, random).filter(isMeant));
  onFault(fault);
  await fault.begin(cluster);
  await wait(random.between(0, HOLD * (setting.options.electionTimeoutMs ?? defaultNodeOptions.electionTimeoutMs)));
  await fault.end(cluster);
  const healed = performance.now();
  await clients.progress(random);
  return { kills: fault.kills, recoveryMs: performance.now() - healed };
};

/**
 * Puts a cluster under fire until so many processes were killed, heals it, and holds what clients saw against what was applied.
 *
 * @throws Error when a server does not start again.
 */
export const putUnderFire = async (setting: FireSetting): Promise<FireReport> => {
  const { seed, onFault } = setting;
  const random = randomOf(seed);
  const cluster = await ProcessCluster.open(setting);
  try {
    await Promise.all(cluster.servers.map((id) => cluster.start(id)));
    const clients = new ProcessClients(cluster);
    clients.begin(setting.clients, random);
    await clients.progress(random);
    const recoveries: number[] = [];
    let kills = 0;
    while (kills < setting.kills) {
      const endured = await endure(cluster, setting, { clients, random, onFault: (fault) => onFault?.(fault, kills) });
      kills += endured.kills;
      recoveries.push(endured.recoveryMs);
    }
    await clients.end();
    await haveCaughtUp(cluster, clients, random);
    const unlike = objectionsTo(clients.history, await appliedBy(cluster));
    const objections = [...cluster.faults, ...cluster.applied.objections, ...unlike];
    const commands = countOutcomes(clients.history);
    return { seed, kills, faults: recoveries.length, commands, recoveries, objections };
  } finally {
    await cluster.close();
  }
};
