/** LP-4, in a healed cluster: a follower that needs a snapshot gets it, however often the leader compacts meanwhile, and if a part arrives changed. */
import type { StateMachines } from '../../../src/cluster/stateMachines.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Server, ServerId } from '../../../src/core/types.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Schedule } from '../../../src/sim/time.ts';
import type { Finding } from '../../properties/property.ts';
import { keepsTime, leaderOfAll } from './leadership.ts';
import type { HostileNetwork } from './network.ts';
import type { Settings } from './settings.ts';

/** So many transfers one after another would be enough, and so many of the longest timeouts for a leader to be there again. */
const TRANSFERS = 6;
const TIMEOUTS = 6;

/** Stops a follower until it needs a snapshot, and lets the leader compact with every chunk that the follower gets. */
export const watchTransfer = (
  simulator: Simulator,
  settings: Settings,
  machines: StateMachines,
  isBroken: () => boolean,
): Finding =>
  watch(simulator, settings, machines, {
    isBroken,
    begin: () => undefined,
    goOn: ({ write, isArriving }) => {
      if (isArriving()) write();
    },
    fault: 'while its leader goes on to compact',
    clause: 'IS-10',
  });

/** The same without another compaction, but one chunk arrives changed: the checksum does not fit, and all is sent again. */
export const watchCorruption = (
  simulator: Simulator,
  settings: Settings,
  machines: StateMachines,
  network: HostileNetwork,
  isBroken: () => boolean,
): Finding =>
  watch(simulator, settings, machines, {
    isBroken,
    begin: () => network.corruptNext(),
    goOn: () => undefined,
    fault: 'but for one chunk that arrived changed',
    clause: 'IS-12',
  });

/** What is done to a transfer. */
interface Hardship {
  readonly isBroken: () => boolean;
  /** Before the follower starts. */
  readonly begin: () => void;
  /** About as often as a message arrives. */
  readonly goOn: (given: { readonly write: () => void; readonly isArriving: () => boolean }) => void;
  /** In words, behind "without a fault". */
  readonly fault: string;
  /** Whose fault it is if there is no end. */
  readonly clause: ClauseId;
}

const watch = (
  simulator: Simulator,
  settings: Settings,
  machines: StateMachines,
  { isBroken, begin, goOn, fault, clause }: Hardship,
): Finding => {
  const { cluster } = simulator;
  const leader = leaderOfAll(cluster.running);
  const follower = cluster.running.find(({ id }) => id !== leader?.id);
  const isMajorityLeft = (cluster.running.length - 1) * 2 > settings.servers.length;
  if (!leader || !follower || !isMajorityLeft || !keepsTime(settings, cluster.extensions)) return 'not concerned';
  const write = writer(simulator, machines);
  const longestMs = settings.electionTimeoutMs + settings.electionTimeoutSpreadMs;
  const work = { stepMs: settings.maxDelayMs, isBroken };
  simulator.crash(follower.id);
  const isOutrun = (): boolean => needsSnapshot(leaderIn(cluster.running) ?? leader, follower);
  runWith(simulator, { ...work, act: write, boundMs: TIMEOUTS * longestMs, isDone: isOutrun });
  if (isBroken() || !isOutrun()) return 'not concerned';
  const target = leaderIn(cluster.running)?.log.snapshotIndex ?? 0;
  const chunks = Math.ceil(machines.snapshot(leader.id).data.length / settings.options.snapshotChunkLength);
  const transferMs = 2 * chunks * settings.maxDelayMs + settings.heartbeatIntervalMs;
  const boundMs = TRANSFERS * transferMs + TIMEOUTS * longestMs;
  begin();
  simulator.restart(follower.id);
  const self = (): Server | null => cluster.server(follower.id);
  const isDone = (): boolean => (self()?.lastApplied ?? 0) >= target;
  const isArriving = (): boolean => Boolean(self()?.incomingSnapshot);
  runWith(simulator, { ...work, act: () => goOn({ write, isArriving }), boundMs, isDone });
  if (isBroken()) return 'not concerned';
  return isDone()
    ? 'holds'
    : { because: starves(follower.id, self(), target, `${boundMs} ms without a fault, ${fault}`), clause };
};

const needsSnapshot = ({ log, nextIndex }: Server, follower: Server): boolean =>
  log.snapshotIndex > follower.log.lastIndex && log.snapshotIndex >= (nextIndex[follower.id] ?? 0);

const leaderIn = (servers: readonly Server[]): Server | undefined => servers.find(({ role }) => role === 'leader');

/** Gives the leader a command, and lets it compact what it has applied. */
const writer = (simulator: Simulator, machines: StateMachines) => {
  let count = 0;
  return (): void => {
    const { id, log, lastApplied } = leaderIn(simulator.cluster.running) ?? {};
    if (id === undefined || log === undefined) return;
    if ((lastApplied ?? 0) > log.snapshotIndex) simulator.handle(id, { type: 'compact', ...machines.snapshot(id) });
    simulator.handle(id, { type: 'clientCommand', command: `written ${++count}` });
  };
};

interface Work {
  /** Done about as often as a message arrives. */
  readonly act: () => void;
  readonly stepMs: number;
  readonly boundMs: number;
  readonly isDone: () => boolean;
  readonly isBroken: () => boolean;
}

/** Lets time pass until it is done, with this work beside everything else. */
const runWith = (simulator: Simulator, { act, stepMs, boundMs, isDone, isBroken }: Work): void => {
  const endMs = simulator.nowMs + boundMs;
  const isOver = (): boolean => isBroken() || isDone() || simulator.nowMs >= endMs;
  const script = function* (): Schedule {
    while (!isOver()) {
      act();
      yield stepMs;
    }
  };
  simulator.spawn(script());
  simulator.runUntil(endMs, isOver);
};

const starves = (id: ServerId, server: Server | null, target: number, time: string): string => {
  const part = server?.incomingSnapshot;
  const what = part
    ? `it has ${part.data.length} characters of that of index ${part.lastIncludedIndex}`
    : 'nothing is under way';
  return `${id} needs the snapshot of index ${target} and has applied ${server?.lastApplied ?? 0} after ${time}: ${what}`;
};
