/** Faults of servers and links, one after another, as the settings and the budget allow. */

import type { CrashPoint } from '../../../src/cluster/executor.ts';
import type { Effect, ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import type { Simulator } from '../../../src/sim/simulator.ts';
import type { Schedule } from '../../../src/sim/time.ts';
import type { HostileNetwork, Permit } from './network.ts';
import type { FaultKind } from './report.ts';
import type { Settings } from './settings.ts';

/** Faults that hit a server or a link; those of a message are the network's. */
const SERVER_FAULTS: readonly FaultKind[] = [
  'partition',
  'oneWayPartition',
  'crash',
  'crashDuringStep',
  'lostWrite',
  'majorityCrash',
];

export class Faults {
  readonly #settings: Settings;
  readonly #permit: Permit;
  readonly #network: HostileNetwork;
  readonly #random: Random;
  /** Servers that are to crash in the middle of their next step that does anything. */
  readonly #doomed = new Map<ServerId, 'crashDuringStep' | 'lostWrite'>();
  #isOver = false;

  constructor(settings: Settings, permit: Permit, network: HostileNetwork, random: Random) {
    this.#settings = settings;
    this.#permit = permit;
    this.#network = network;
    this.#random = random;
  }

  /** No fault from now on. */
  stop(): void {
    this.#isOver = true;
    this.#doomed.clear();
  }

  /** Asked by the simulator before each step. */
  readonly crashPoint = (id: ServerId): CrashPoint | undefined => {
    const doom = this.#doomed.get(id);
    if (!doom || !this.#permit(doom)) return undefined;
    this.#doomed.delete(id);
    return doom === 'lostWrite'
      ? (effects) => beforeTheWrite(effects)
      : (effects) => this.#random.between(0, effects.length);
  };

  *script(simulator: Simulator): Schedule {
    const { faultIntervalMs, faultWeights } = this.#settings;
    const lottery = SERVER_FAULTS.flatMap((kind) => new Array<FaultKind>(faultWeights[kind] ?? 0).fill(kind));
    if (lottery.length === 0) return;
    for (;;) {
      yield this.#random.between(1, 2 * faultIntervalMs);
      if (this.#isOver) return;
      this.#inject(simulator, this.#random.pick(lottery));
    }
  }

  #inject(simulator: Simulator, kind: FaultKind): void {
    const { ids } = simulator.cluster;
    const victim = this.#random.pick(ids);
    if (kind === 'crashDuringStep' || kind === 'lostWrite') this.#doomed.set(victim, kind);
    else if (!this.#permit(kind)) return;
    else if (kind === 'crash') simulator.crash(victim);
    else if (kind === 'majorityCrash') for (const id of ids) simulator.crash(id);
    else this.#cut(simulator, kind === 'oneWayPartition');
    for (const id of ids) this.#restartLater(simulator, id);
  }

  /** Cuts the servers into two groups; one-way: only the messages from the one to the other are lost. */
  #cut(simulator: Simulator, isOneWay: boolean): void {
    const { ids } = simulator.cluster;
    const group = this.#group(simulator);
    this.#network.heal();
    for (const from of ids) {
      for (const to of ids) {
        if (group.has(from) && !group.has(to)) this.#network.cut(from, to);
        if (!isOneWay && !group.has(from) && group.has(to)) this.#network.cut(from, to);
      }
    }
    simulator.after(this.#random.between(10, 1500), () => {
      if (!this.#isOver) this.#network.heal(); // what is cut after that is not of these faults
    });
  }

  /** Any servers; or those that lead and a few others, since a leader that is cut off is the seed of every conflict. */
  #group(simulator: Simulator): ReadonlySet<ServerId> {
    const { ids, running } = simulator.cluster;
    if (this.#random.chance(0.5)) return new Set(ids.filter(() => this.#random.chance(0.5)));
    const leaders = running.filter(({ role }) => role === 'leader').map(({ id }) => id);
    return new Set([...leaders, ...ids.filter(() => this.#random.chance(0.2))]);
  }

  /** A server that is down comes back after a while. */
  #restartLater(simulator: Simulator, id: ServerId): void {
    if (simulator.cluster.isUp(id)) return;
    simulator.after(this.#random.between(0, 800), () => {
      if (!this.#isOver) simulator.restart(id);
    });
  }
}

/** The disk has been given the step's write and has not made it durable. */
const beforeTheWrite = (effects: readonly Effect[]): number => {
  const place = effects.findIndex(({ type }) => type === 'persist');
  return place === -1 ? effects.length : place;
};
