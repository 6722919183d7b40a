/** RI-15, in a healed cluster: a read is answered while its leader stays, although what was sent for it at first was lost. */
import type { Server, ServerId } from '../../../src/core/types.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Broken, Finding } from '../../properties/property.ts';
import { keepsTime, leaderOfAll } from './leadership.ts';
import type { HostileNetwork } from './network.ts';
import type { Settings } from './settings.ts';

/** A leader may be lost to a message of before the healing: then the reads are rejected, and asked once more. */
const ATTEMPTS = 8;

/** So many of the longest timeouts are enough, by a wide margin: for a leader, for its first entry, and for two heartbeats. */
const TIMEOUTS = 6;

const waitsFor = ({ extensions }: Server, id: string): boolean =>
  extensions?.['read-index']?.reads.some((read) => read.id === id) ?? false;

/** Asks for a read at every server while all that is sent is lost, and sees whether each is answered once messages get through. */
export const watchReads = (
  simulator: Simulator,
  settings: Settings,
  network: HostileNetwork,
  isBroken: () => boolean,
): Finding => {
  const { cluster } = simulator;
  if (!cluster.extensions.includes('read-index') || !keepsTime(settings, cluster.extensions)) return 'not concerned';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const finding = new Reads(simulator, settings, `healed ${attempt}`, isBroken).finding(network);
    if (isBroken()) return 'not concerned';
    if (finding !== 'leader lost') return finding;
  }
  return 'not concerned';
};

/** Reads of one name, at all servers. */
class Reads {
  readonly #simulator: Simulator;
  readonly #settings: Settings;
  readonly #id: string;
  readonly #isBroken: () => boolean;

  constructor(simulator: Simulator, settings: Settings, id: string, isBroken: () => boolean) {
    this.#simulator = simulator;
    this.#settings = settings;
    this.#id = id;
    this.#isBroken = isBroken;
  }

  finding(network: HostileNetwork): Finding | 'leader lost' {
    this.#runUntil(() => this.#leader() !== undefined);
    const leader = this.#leader();
    if (!leader || !this.#knowsCommitted(leader)) return 'leader lost';
    this.#isolated(network, () => {
      for (const { id } of this.#running) this.#simulator.handle(id, { type: 'read', id: this.#id });
    });
    const isLost = (): boolean => this.#leader()?.currentTerm !== leader.currentTerm;
    this.#runUntil(() => isLost() || !this.#running.some((server) => waitsFor(server, this.#id)));
    if (isLost()) return 'leader lost';
    const waiting = this.#running.filter((server) => waitsFor(server, this.#id)).map(({ id }) => id);
    const [first = leader.id] = waiting;
    if (waiting.length === 0) return 'holds';
    return this.#unanswered(waiting.includes(leader.id) ? leader.id : first, leader.id);
  }

  /** RI-3: a command of its own term is committed, if there is none yet. */
  #knowsCommitted({ id, currentTerm }: Server): boolean {
    const given = this.#simulator.handle(id, { type: 'clientCommand', command: `before ${this.#id}` });
    const index = given?.after.log.lastIndex ?? Number.POSITIVE_INFINITY;
    this.#runUntil(() => (this.#simulator.cluster.server(id)?.lastApplied ?? 0) >= index);
    const leader = this.#leader();
    return leader?.currentTerm === currentTerm && leader.lastApplied >= index;
  }

  /** Does something while all that is sent is lost. */
  #isolated(network: HostileNetwork, act: () => void): void {
    const ids = this.#running.map(({ id }) => id);
    for (const from of ids) for (const to of ids) network.cut(from, to);
    act();
    network.heal();
  }

  #runUntil(isReached: () => boolean): void {
    const { electionTimeoutMs, electionTimeoutSpreadMs } = this.#settings;
    const boundMs = this.#simulator.nowMs + TIMEOUTS * (electionTimeoutMs + electionTimeoutSpreadMs);
    this.#simulator.runUntil(boundMs, () => this.#isBroken() || isReached());
  }

  get #running(): readonly Server[] {
    return this.#simulator.cluster.running;
  }

  #leader(): Server | undefined {
    return leaderOfAll(this.#running);
  }

  #unanswered(id: ServerId, leader: ServerId): Broken {
    return {
      because: `a read at ${id} is not answered, although ${leader} leads on and every message arrives`,
      clause: id === leader ? 'RI-8' : 'RI-9',
    };
  }
}
