/** A network that loses, duplicates, delays, reorders and corrupts messages, and whose links can be cut in one or both directions. */
import type { Message, ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import type { Delivery, Routing } from '../../../src/sim/simulator.ts';
import type { FaultKind } from './report.ts';
import type { Settings } from './settings.ts';

/** A message that is held back comes up to this much later: after several heartbeats, or after an election. */
const LATE_MS = 600;

/** May this fault be injected now? Whoever says yes counts it. */
export type Permit = (kind: FaultKind) => boolean;

export class HostileNetwork implements Routing {
  readonly #settings: Settings;
  readonly #permit: Permit;
  /** Links that are cut, as `from to`. */
  readonly #cut = new Set<string>();
  #isHealed = false;
  #isNextCorrupt = false;

  constructor(settings: Settings, permit: Permit) {
    this.#settings = settings;
    this.#permit = permit;
  }

  readonly route = (message: Message, random: Random): readonly Delivery[] => {
    const delayMs = random.between(100, this.#settings.maxDelayMs * 1000) / 1000;
    if (this.#isHealed) {
      if (!this.admits(message)) return [];
      return [this.#isCorruptNow(message) ? { delayMs, corrupted: true } : { delayMs }];
    }
    const { lossChance, duplicationChance, reorderingChance, corruptionChance } = this.#settings;
    const happens = (chance: number, kind: FaultKind): boolean => random.chance(chance) && this.#permit(kind);
    if (!this.admits(message) || happens(lossChance, 'loss')) return [];
    const deliveries: Delivery[] = [{ delayMs }];
    if (happens(reorderingChance, 'reordering')) deliveries[0] = { delayMs: delayMs + random.between(1, LATE_MS) };
    if (happens(duplicationChance, 'duplication')) deliveries.push({ delayMs: delayMs + random.between(0, LATE_MS) });
    if (message.type === 'InstallSnapshot' && happens(corruptionChance, 'corruption')) {
      deliveries[0] = { delayMs, corrupted: true };
    }
    return deliveries;
  };

  readonly admits = ({ from, to }: Message): boolean => !this.#cut.has(`${from} ${to}`);

  cut(from: ServerId, to: ServerId): void {
    this.#cut.add(`${from} ${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  /** The next part of a snapshot that is sent arrives changed, and nothing else. */
  corruptNext(): void {
    this.#isNextCorrupt = true;
  }

  #isCorruptNow(message: Message): boolean {
    const isIt = this.#isNextCorrupt && message.type === 'InstallSnapshot' && message.data.length > 0;
    if (isIt) this.#isNextCorrupt = false;
    return isIt;
  }

  /** No fault from now on, but for what `corruptNext` and `cut` ask for. */
  healForGood(): void {
    this.heal();
    this.#isHealed = true;
  }
}
