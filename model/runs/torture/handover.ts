/** LT-10, in a healed cluster: leadership goes to the server that it is handed over to. */
import type { ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Finding } from '../../properties/property.ts';
import { keepsTime, leaderOfAll } from './leadership.ts';
import type { Settings } from './settings.ts';

/** Some come to nothing: another server stood at the same time, or messages overtook each other. */
const ATTEMPTS = 8;

/** So many of the longest timeouts are enough for a transfer, or for another leader to be followed by all. */
const TIMEOUTS = 6;

/** From the last heartbeat to the request of the target: a TimeoutNow, its news and a vote, each as slow as may be. */
const DELAYS = 4;

/** Is anything to be expected, by D-20 and as long as messages are quick? */
const isConcerned = ({ cluster }: Simulator, settings: Settings): boolean => {
  const { heartbeatIntervalMs, maxDelayMs, electionTimeoutMs } = settings;
  return (
    cluster.extensions.includes('leadership-transfer') &&
    cluster.running.length > 1 &&
    keepsTime(settings, cluster.extensions) &&
    heartbeatIntervalMs + DELAYS * maxDelayMs < electionTimeoutMs
  );
};

/** Asks whoever leads to hand over to one of the others, again if it came to nothing, until that one leads. */
export const watchHandover = (
  simulator: Simulator,
  settings: Settings,
  random: Random,
  isBroken: () => boolean,
): Finding => {
  if (!isConcerned(simulator, settings)) return 'not concerned';
  const { cluster } = simulator;
  const longestMs = settings.electionTimeoutMs + settings.electionTimeoutSpreadMs;
  const runUntil = (isReached: () => boolean): void => {
    simulator.runUntil(simulator.nowMs + TIMEOUTS * longestMs, () => isBroken() || isReached());
  };
  const leads = (id: ServerId): boolean => cluster.server(id)?.role === 'leader';
  const target = random.pick(cluster.running.filter(({ role }) => role !== 'leader')).id;
  for (let attempt = 0; attempt < ATTEMPTS && !isBroken(); attempt++) {
    runUntil(() => leaderOfAll(cluster.running) !== undefined);
    const leader = leaderOfAll(cluster.running);
    if (leader?.id === target) return 'holds';
    if (!leader) continue;
    simulator.handle(leader.id, { type: 'transferLeadership', target });
    runUntil(() => leads(target) || !leads(leader.id));
    runUntil(() => leads(target) || leaderOfAll(cluster.running) !== undefined);
    if (leads(target)) return isBroken() ? 'not concerned' : 'holds';
  }
  if (isBroken()) return 'not concerned';
  const now = cluster.running.map(({ id, role, currentTerm }) => `${id} ${role}@${currentTerm}`).join(', ');
  return { because: `${target} does not lead after ${ATTEMPTS} transfers to it; ${now}`, clause: 'LT-4' };
};
