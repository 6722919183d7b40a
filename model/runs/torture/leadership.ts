/** LP-3, in a healed cluster: whom everybody follows stays leader, if the timers are as D-20 asks. */
import type { ExtensionId, Server } from '../../../src/core/types.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Broken, Finding } from '../../properties/property.ts';
import type { Settings } from './settings.ts';

type Times = Pick<Settings, 'heartbeatIntervalMs' | 'maxDelayMs' | 'electionTimeoutMs' | 'electionTimeoutSpreadMs'>;

/**
 * D-20: does the next heartbeat reach a follower before its election timer can run out? Beside check quorum its answer has to reach
 * the leader in time as well.
 */
export const keepsTime = (
  { heartbeatIntervalMs, maxDelayMs, electionTimeoutMs }: Times,
  extensions: readonly ExtensionId[] = [],
): boolean => heartbeatIntervalMs + maxDelayMs * (extensions.includes('check-quorum') ? 2 : 1) < electionTimeoutMs;

/** Who hears no heartbeat has stood for election by then. */
const WATCHED_TIMEOUTS = 2;

/** So many of the longest timeouts are enough for everybody to follow one leader, by a wide margin. */
const TIMEOUTS_TO_FOLLOW = 60;

/** A message from before the healing may bring a newer term: each server is the sender of one such term at most. */
const ATTEMPTS = 8;

/** The leader that all of these follow, in its term. */
export const leaderOfAll = (servers: readonly Server[]): Server | undefined => {
  const leader = servers.find(({ role }) => role === 'leader');
  const follows = ({ currentTerm, leaderId }: Server): boolean =>
    currentTerm === leader?.currentTerm && leaderId === leader.id;
  return servers.every(follows) ? leader : undefined;
};

/** Watches a healed cluster in which a command was applied by every live server: does anybody stand for election? */
export const watchLeadership = (simulator: Simulator, settings: Settings, isBroken: () => boolean): Finding => {
  const { cluster } = simulator;
  if (!keepsTime(settings, cluster.extensions) || cluster.running.length < 2) return 'not concerned';
  const longestMs = settings.electionTimeoutMs + settings.electionTimeoutSpreadMs;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const isFollowed = (): boolean => isBroken() || leaderOfAll(cluster.running) !== undefined;
    simulator.runUntil(simulator.nowMs + TIMEOUTS_TO_FOLLOW * longestMs, isFollowed);
    const leader = leaderOfAll(cluster.running);
    if (isBroken()) return 'not concerned';
    if (!leader) return { because: 'all messages arrive, and still nobody is followed by all', clause: 'RS-L-1' };
    const isOver = (): boolean => isBroken() || cluster.running.some((server) => !isCalm(server, leader));
    simulator.runUntil(simulator.nowMs + WATCHED_TIMEOUTS * longestMs, isOver);
    if (isBroken()) return 'not concerned';
    const standing = cluster.running.find(isStanding);
    if (standing) return deposes(standing, leader);
    if (cluster.running.every((server) => isCalm(server, leader))) return 'holds';
  }
  return { because: `${ATTEMPTS} leaders were lost one after another`, clause: 'RS-A-2' };
};

const isStanding = ({ role }: Server): boolean => role !== 'leader' && role !== 'follower';

const isCalm = (server: Server, { currentTerm }: Server): boolean =>
  server.currentTerm === currentTerm && !isStanding(server);

const deposes = ({ id, currentTerm }: Server, leader: Server): Broken => ({
  because: `${id} stands for election in term ${currentTerm}, although ${leader.id} leads term ${leader.currentTerm}, every message arrives and no server has failed`,
  clause: 'RS-L-1',
});
