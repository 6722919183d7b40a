/**
 * The course's network, labrpc, for messages that are requests and replies: what it delays, drops, reorders and counts.
 * Nothing is delivered twice. A link is the requester's: a reply comes back over the link that its request went over.
 *
 * Where labrpc takes no time at all, a hop here takes at least a millisecond, since in virtual time a loop without delay
 * would never end. Requests still do not overtake each other there, as they do not in labrpc; replies may.
 */
import { isReply } from '../../../src/core/extensions/messages.ts';
import type { Message, ServerId } from '../../../src/core/types.ts';
import type { Random } from '../../../src/sim/random.ts';
import type { Delivery, Network } from '../../../src/sim/simulator.ts';

const HOP_MS = [1, 10] as const;
const UNRELIABLE_REQUEST_MS = [1, 27] as const;
const DROP_PROBABILITY = 0.1;
const LATE_REPLY_PROBABILITY = 2 / 3;
const LATE_REPLY_MIN_MS = 200;
const LATE_REPLY_SPREAD_MS = 2000;

/** What was true of a message when it was sent. */
interface Flight {
  readonly livesOfSender: number;
  readonly livesOfReceiver: number;
  /** A reply that long reordering holds back. It has left the link behind: only its receiver's crash can stop it. */
  readonly isLate: boolean;
}

export class LabNetwork implements Network {
  /** Requests submitted, also those that went nowhere. */
  rpcs = 0;
  /** Characters of JSON: of requests submitted and of replies delivered. */
  bytes = 0;
  isReliable: boolean;
  hasLongReordering = false;
  readonly #connected = new Set<ServerId>();
  readonly #lives = new Map<ServerId, number>();
  readonly #received = new Map<ServerId, number>();
  readonly #flights = new WeakMap<Message, Flight>();
  /** When the latest request over a link will arrive. */
  readonly #arrivals = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(isReliable: boolean, nowMs: () => number) {
    this.isReliable = isReliable;
    this.#nowMs = nowMs;
  }

  connect(id: ServerId): void {
    this.#connected.add(id);
  }

  disconnect(id: ServerId): void {
    this.#connected.delete(id);
  }

  isConnected(id: ServerId): boolean {
    return this.#connected.has(id);
  }

  /** What was for a server dies with it, and so does what it had sent. */
  crashed(id: ServerId): void {
    this.#lives.set(id, this.livesOf(id) + 1);
  }

  /** Requests that have reached a server. */
  received(id: ServerId): number {
    return this.#received.get(id) ?? 0;
  }

  readonly route = (message: Message, random: Random): readonly Delivery[] => {
    const isRequest = !isReply(message);
    if (isRequest) {
      this.rpcs++;
      this.bytes += sizeOf(message);
    }
    if (!this.#isLinked(message)) return [];
    if (!this.isReliable && random.chance(DROP_PROBABILITY)) return [];
    const isLate = !isRequest && this.hasLongReordering && random.chance(LATE_REPLY_PROBABILITY);
    this.#flights.set(message, {
      livesOfSender: this.livesOf(message.from),
      livesOfReceiver: this.livesOf(message.to),
      isLate,
    });
    if (isLate) return [{ delayMs: lateMs(random) }];
    if (!isRequest) return [{ delayMs: drawMs(random, HOP_MS) }];
    if (!this.isReliable) return [{ delayMs: drawMs(random, UNRELIABLE_REQUEST_MS) }];
    return [{ delayMs: this.#inOrder(message, drawMs(random, HOP_MS)) }];
  };

  readonly admits = (message: Message): boolean => {
    if (!this.#hasArrived(message)) return false;
    if (isReply(message)) this.bytes += sizeOf(message);
    else this.#received.set(message.to, this.received(message.to) + 1);
    return true;
  };

  #hasArrived(message: Message): boolean {
    const flight = this.#flights.get(message);
    if (flight?.livesOfReceiver !== this.livesOf(message.to)) return false;
    if (flight.isLate) return true;
    return flight.livesOfSender === this.livesOf(message.from) && this.#isLinked(message);
  }

  /** The delay of a request, made longer if the request before it would still be under way. */
  #inOrder({ from, to }: Message, delayMs: number): number {
    const link = `${from} ${to}`;
    const now = this.#nowMs();
    const arrival = Math.max(now + delayMs, this.#arrivals.get(link) ?? 0);
    this.#arrivals.set(link, arrival);
    return arrival - now;
  }

  /** Servers are cut off from all others at once, in both directions. */
  #isLinked({ from, to }: Message): boolean {
    return this.isConnected(from) && this.isConnected(to);
  }

  /** How often a server has crashed. */
  livesOf(id: ServerId): number {
    return this.#lives.get(id) ?? 0;
  }
}

const drawMs = (random: Random, [min, max]: readonly [number, number]): number =>
  random.between(min * 1000, max * 1000) / 1000;

/** Drawn twice, as labrpc does, so that short delays are likelier than long ones. */
const lateMs = (random: Random): number =>
  LATE_REPLY_MIN_MS + random.between(0, random.between(1, LATE_REPLY_SPREAD_MS) - 1);

const sizeOf = (message: Message): number => JSON.stringify(message).length;
