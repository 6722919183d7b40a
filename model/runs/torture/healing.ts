/** What comes once there are no more faults: a leader and progress, within a bound (LP-1, LP-2), or it is said what hinders them. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Index, Server } from '../../../src/core/types.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Broken, Finding } from '../../properties/property.ts';
import type { Settings } from './settings.ts';

/** So many of the longest election timeouts are enough for each goal, by a wide margin. */
const TIMEOUTS = 60;

/** A healed cluster that takes so many steps is drowning in its own messages. */
const MAX_STEPS = 200_000;

/** So many of the longest delays are enough for each entry that is still to be sent, even one by one. */
const DELAYS_AN_ENTRY = 6;

export interface Healing {
  /** LP-1 */
  readonly leader: Finding;
  /** LP-2 */
  readonly progress: Finding;
}

/** Lets a healed cluster run, and sees whether it comes to life. `isBroken`: a safety property has fallen, so stop. */
export const heal = (simulator: Simulator, settings: Settings, isBroken: () => boolean): Healing => {
  const { cluster } = simulator;
  const entries = Math.max(...cluster.running.map(({ log }) => log.lastIndex));
  const timeoutMs = settings.electionTimeoutMs + settings.electionTimeoutSpreadMs;
  const boundMs = TIMEOUTS * timeoutMs + DELAYS_AN_ENTRY * settings.maxDelayMs * entries;
  const leader = () => cluster.running.find((server) => leads(server, cluster.running));
  const termsBefore = highestTerm(cluster.running);
  const lastStep = simulator.events + MAX_STEPS;
  const isDrowning = (): boolean => simulator.events > lastStep;
  const endsEarly = (): boolean => isBroken() || isDrowning();
  simulator.runUntil(simulator.nowMs + boundMs, () => endsEarly() || leader() !== undefined);
  if (isBroken()) return { leader: 'not concerned', progress: 'not concerned' };
  if (!leader()) return { leader: noLeader(cluster.running, termsBefore, boundMs), progress: 'not concerned' };
  let target: Index = Number.POSITIVE_INFINITY;
  let asked = Number.NEGATIVE_INFINITY;
  const isDone = (): boolean => {
    if (endsEarly()) return true;
    const current = leader();
    if (current && simulator.nowMs - asked > boundMs / 6) {
      asked = simulator.nowMs;
      const { after, effects } =
        simulator.handle(current.id, { type: 'clientCommand', command: `healed ${asked}` }) ?? {};
      if (after && !effects?.some(({ type }) => type === 'reject')) target = after.log.lastIndex;
    }
    return cluster.running.every(({ lastApplied }) => lastApplied >= target);
  };
  simulator.runUntil(simulator.nowMs + boundMs, isDone);
  const progresses = cluster.running.every(({ lastApplied }) => lastApplied >= target);
  if (isBroken()) return { leader: 'holds', progress: 'not concerned' };
  return { leader: 'holds', progress: progresses ? 'holds' : noProgress(cluster.running, target, boundMs) };
};

const highestTerm = (servers: readonly Server[]): number =>
  Math.max(0, ...servers.map(({ currentTerm }) => currentTerm));

/** A leader that nobody is about to depose. */
const leads = (server: Server, servers: readonly Server[]): boolean =>
  server.role === 'leader' && server.currentTerm === highestTerm(servers);

const describe = (servers: readonly Server[]): string =>
  servers
    .map(
      ({ id, role, currentTerm, log, commitIndex, lastApplied }) =>
        `${id} ${role}@${currentTerm} log=${log.lastIndex} commit=${commitIndex} applied=${lastApplied}`,
    )
    .join(', ');

const noLeader = (servers: readonly Server[], termsBefore: number, boundMs: number): Broken => {
  const elections = highestTerm(servers) - termsBefore;
  const [why, clause]: [string, ClauseId] =
    elections === 0
      ? ['nobody stood for election', 'RS-F-2']
      : [`${elections} terms came and went without a majority for anybody (split or refused votes)`, 'RV-2'];
  return {
    because: `no leader within ${boundMs} ms after all faults were healed: ${why}; ${describe(servers)}`,
    clause,
  };
};

const noProgress = (servers: readonly Server[], target: Index, boundMs: number): Broken => {
  const leader = servers.find((server) => leads(server, servers));
  const [why, clause] = leader ? hindrance(leader, servers, target) : ['the leader was lost again', 'RS-L-1' as const];
  const what = `a command was not applied by every live server within ${boundMs} ms after all faults were healed`;
  return { because: `${what}: ${why}; ${describe(servers)}`, clause };
};

/** What keeps a cluster from a goal, at the end of a run that has waited for long enough. */
export interface Hindrance extends Broken {
  readonly property: ClauseId;
  readonly clause: ClauseId;
}

/** Between a command and its execution by all of these servers; undefined: nothing, it is somewhere else. */
export const hindranceIn = (servers: readonly Server[]): Hindrance | undefined => {
  const leader = servers.find((server) => leads(server, servers));
  if (!leader) {
    const isTried = servers.some(({ role }) => role !== 'follower');
    const because = isTried ? 'nobody gets the votes of a majority' : 'nobody leads, and nobody stands for election';
    return { property: 'LP-1', clause: isTried ? 'RV-2' : 'RS-F-2', because };
  }
  const target = leader.log.lastIndex;
  if (servers.every(({ lastApplied }) => lastApplied >= target)) return undefined;
  const [because, clause] = hindrance(leader, servers, target);
  return { property: 'LP-2', clause, because };
};

const hindrance = (leader: Server, servers: readonly Server[], target: Index): [string, ClauseId] => {
  if (target === Number.POSITIVE_INFINITY) return [`${leader.id} takes no command`, 'RS-L-2'];
  const behind = servers.find(({ log }) => log.lastIndex < target);
  if (behind) {
    const next = leader.nextIndex[behind.id];
    const needs = next !== undefined && next <= leader.log.snapshotIndex ? 'a snapshot' : `entry ${next}`;
    return [`${leader.id} is stuck at nextIndex ${next} for ${behind.id}, which needs ${needs}`, 'RS-L-6'];
  }
  if (leader.commitIndex < target)
    return [`${leader.id} does not commit entry ${target}, which all live servers hold`, 'RS-L-4'];
  const uncommitted = servers.find(({ commitIndex }) => commitIndex < target);
  if (uncommitted) return [`${uncommitted.id} does not learn that entry ${target} is committed`, 'AE-5'];
  return ['entries are committed and not applied', 'RS-A-1'];
};
