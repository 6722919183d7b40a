/** CQ-13, in a healed cluster: one server can only send, or only hear, and the others have a leader and execute what they are asked. */
import type { Server, ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Broken, Finding } from '../../properties/property.ts';
import { keepsTime } from './leadership.ts';
import type { HostileNetwork } from './network.ts';
import type { Settings } from './settings.ts';

/** What is lost of one server. */
export type OneWay = 'sent' | 'heard';

/** So many of the longest election timeouts are enough, by a wide margin: as for LP-1 and LP-2. */
const TIMEOUTS = 60;

/** So long is it watched whether anybody deposes the leader, in the longest election timeouts. */
const WATCHED_TIMEOUTS = 4;

/** Is anything to be expected, by D-20 and as many servers as are left? */
const isConcerned = ({ cluster }: Simulator, settings: Settings): boolean => {
  const { extensions, running } = cluster;
  const hasPages = extensions.includes('check-quorum') && extensions.includes('pre-vote');
  const isMajorityLeft = (running.length - 1) * 2 > settings.servers.length;
  return hasPages && isMajorityLeft && keepsTime(settings, extensions);
};

/** Lets all that one server sends, or all that is sent to it, be lost from now on, and sees whether the others go on. */
export const watchOneWay = (
  simulator: Simulator,
  settings: Settings,
  network: HostileNetwork,
  random: Random,
  isBroken: () => boolean,
): Finding => {
  if (!isConcerned(simulator, settings)) return 'not concerned';
  const leader = simulator.cluster.running.find(({ role }) => role === 'leader');
  const half = leader && random.chance(0.5) ? leader : random.pick(simulator.cluster.running);
  const way = random.pick<OneWay>(['sent', 'heard']);
  for (const other of settings.servers) {
    if (other === half.id) continue;
    if (way === 'sent') network.cut(half.id, other);
    else network.cut(other, half.id);
  }
  return new Watch(simulator, settings, half.id, way, isBroken).finding();
};

/** The others, from the moment of the fault on. */
class Watch {
  readonly #simulator: Simulator;
  readonly #longestMs: number;
  readonly #half: ServerId;
  readonly #way: OneWay;
  readonly #isBroken: () => boolean;

  constructor(simulator: Simulator, settings: Settings, half: ServerId, way: OneWay, isBroken: () => boolean) {
    this.#simulator = simulator;
    this.#longestMs = settings.electionTimeoutMs + settings.electionTimeoutSpreadMs;
    this.#half = half;
    this.#way = way;
    this.#isBroken = isBroken;
  }

  finding(): Finding {
    if (!this.#runUntil(() => this.#leader() !== undefined)) return this.#problem('nobody is followed by the others');
    const term = this.#leader()?.currentTerm;
    if (!this.#executes()) return this.#problem('a command is not executed by all others');
    const isDeposed = (): boolean => this.#leader()?.currentTerm !== term;
    if (isDeposed()) return this.#problem('the leader was lost again');
    const untilMs = this.#simulator.nowMs + WATCHED_TIMEOUTS * this.#longestMs;
    this.#simulator.runUntil(untilMs, () => this.#isBroken() || isDeposed());
    return isDeposed() ? this.#problem('the leader was lost again') : this.#verdict();
  }

  #executes(): boolean {
    const leader = this.#leader();
    if (!leader) return false;
    const given = this.#simulator.handle(leader.id, { type: 'clientCommand', command: 'one way' });
    const index = given?.after.log.lastIndex ?? Number.POSITIVE_INFINITY;
    return this.#runUntil(() => this.#others().every(({ lastApplied }) => lastApplied >= index));
  }

  #verdict(): Finding {
    return this.#isBroken() ? 'not concerned' : 'holds';
  }

  #runUntil(isReached: () => boolean): boolean {
    const boundMs = this.#simulator.nowMs + TIMEOUTS * this.#longestMs;
    this.#simulator.runUntil(boundMs, () => this.#isBroken() || isReached());
    return isReached();
  }

  #others(): readonly Server[] {
    return this.#simulator.cluster.running.filter(({ id }) => id !== this.#half);
  }

  /** Whom all others follow, in its term. */
  #leader(): Server | undefined {
    const others = this.#others();
    const leader = others.find(({ role }) => role === 'leader');
    const follows = ({ currentTerm, leaderId }: Server): boolean =>
      currentTerm === leader?.currentTerm && leaderId === leader.id;
    return others.every(follows) ? leader : undefined;
  }

  #problem(what: string): Finding {
    if (this.#isBroken()) return 'not concerned';
    const lost =
      this.#way === 'sent' ? `all that ${this.#half} sends is lost` : `all that is sent to ${this.#half} is lost`;
    const now = this.#simulator.cluster.running.map(({ id, role, currentTerm }) => `${id} ${role}@${currentTerm}`);
    const broken: Broken = { because: `${what}, while ${lost}; ${now.join(', ')}`, clause: 'CQ-6' };
    return broken;
  }
}
