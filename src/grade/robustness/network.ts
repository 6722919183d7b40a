/** A network that loses, delays, reorders and repeats: more than the course's ever does. */
import type { Flight, HostedNetwork, LabPacket } from '../../../model/runs/labs/index.ts';
import type { Random } from '../../sim/random.ts';

/** How often what happens to a packet while there are faults. */
const LOSS_PROBABILITY = 0.08;
const COPY_PROBABILITY = 0.15;
const LATE_PROBABILITY = 0.1;

const HOP_MS = [1, 15] as const;
const LATE_MS = [50, 600] as const;

/** Until a requester learns that its request is lost. */
const FAILURE_MS = [1, 100] as const;

/** Calls of copies are numbered from here, where no program gets in such a run. */
const FIRST_COPY = 0x40000000;

export class FaultyNetwork implements HostedNetwork {
  readonly keepsReplies = true;
  /** False: everything comes once, and soon. */
  isFaulty = true;
  /** How many copies have set out. */
  copies = 0;
  readonly #lives: number[];
  readonly #repeat: (copy: LabPacket, delayMs: number) => void;

  /** @param repeat Lets a packet come once more, after a while. */
  constructor(servers: number, repeat: (copy: LabPacket, delayMs: number) => void) {
    this.#lives = Array.from({ length: servers }, () => 0);
    this.#repeat = repeat;
  }

  send(packet: LabPacket, random: Random): Flight | undefined {
    const { type, to, call } = packet;
    // nobody waits for what is said to a copy
    if (type === 'reply' && call !== undefined && call >= FIRST_COPY) return undefined;
    if (this.isFaulty && random.chance(COPY_PROBABILITY)) {
      const again = call === undefined || type === 'reply' ? packet : { ...packet, call: FIRST_COPY + this.copies };
      this.copies++;
      this.#repeat(again, drawMs(random, LATE_MS));
    }
    if (this.isFaulty && random.chance(LOSS_PROBABILITY)) return undefined;
    const isLate = this.isFaulty && random.chance(LATE_PROBABILITY);
    const lives = this.livesOf(to);
    return {
      delayMs: drawMs(random, isLate ? LATE_MS : HOP_MS),
      arrives: () => type === 'request' || lives === this.livesOf(to),
    };
  }

  failureMs(_request: LabPacket, random: Random): number {
    return drawMs(random, FAILURE_MS);
  }

  crashed(server: number): void {
    this.#lives[server] = this.livesOf(server) + 1;
  }

  livesOf(server: number): number {
    return this.#lives[server] ?? 0;
  }
}

const drawMs = (random: Random, [min, max]: readonly [number, number]): number =>
  random.between(min * 1000, max * 1000) / 1000;
