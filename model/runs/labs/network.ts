/**
 * The course's network, labrpc, for packets that are requests and replies: what it delays, loses, reorders and counts.
 * Nothing is delivered twice. A link is the requester's: a reply comes back over the link that its request went over.
 *
 * Where labrpc takes no time at all, a hop here takes at least a millisecond, since in virtual time a loop without delay
 * would never end. Requests still do not overtake each other there, as they do not in labrpc; replies may.
 */
import type { Random } from '../../../src/sim/random.ts';
import type { Flight, HostedNetwork } from './hosted.ts';
import type { LabPacket } from './subject.ts';

const HOP_MS = [1, 10] as const;
const UNRELIABLE_REQUEST_MS = [1, 27] as const;
const LOSS_PROBABILITY = 0.1;
const LATE_REPLY_PROBABILITY = 2 / 3;
const LATE_REPLY_MIN_MS = 200;
const LATE_REPLY_SPREAD_MS = 2000;
/** Long delays: so long may it take until the requester learns that its link is cut. */
const CUT_LINK_MS = [1, 6999] as const;
/** Until it learns that a packet was lost or the other server replaced. */
const FAILURE_MS = [1, 100] as const;

/** A packet on its way, and what was true of it when it was sent. */
interface Sent {
  readonly packet: LabPacket;
  readonly livesOfSender: number;
  readonly livesOfReceiver: number;
  /** A reply that long reordering holds back. It has left the link behind: only its receiver's crash can stop it. */
  readonly isLate: boolean;
}

export class LabNetwork implements HostedNetwork {
  /** Requests submitted, also those that went nowhere. */
  rpcs = 0;
  /** Characters: of requests submitted and of replies delivered. */
  bytes = 0;
  isReliable: boolean;
  hasLongReordering = false;
  readonly keepsReplies = false;
  readonly #connected = new Set<number>();
  /** How often each server has crashed. */
  readonly #lives: number[];
  readonly #received: number[];
  /** When the latest request over a link will arrive. */
  readonly #arrivals: number[];
  readonly #nowMs: () => number;

  constructor(servers: number, isReliable: boolean, nowMs: () => number) {
    this.isReliable = isReliable;
    this.#lives = Array.from({ length: servers }, () => 0);
    this.#received = Array.from({ length: servers }, () => 0);
    this.#arrivals = Array.from({ length: servers * servers }, () => 0);
    this.#nowMs = nowMs;
  }

  connect(server: number): void {
    this.#connected.add(server);
  }

  disconnect(server: number): void {
    this.#connected.delete(server);
  }

  isConnected(server: number): boolean {
    return this.#connected.has(server);
  }

  /** What was for a server dies with it, and so does what it had sent. */
  crashed(server: number): void {
    this.#lives[server] = this.livesOf(server) + 1;
  }

  /** Requests that have reached a server. */
  received(server: number): number {
    return this.#received[server] ?? 0;
  }

  /** A packet sets out; undefined: it is lost. */
  send(packet: LabPacket, random: Random): Flight | undefined {
    const isRequest = packet.type === 'request';
    if (isRequest) {
      this.rpcs++;
      this.bytes += packet.bytes.length;
    }
    if (!this.#isLinked(packet)) return undefined;
    if (!this.isReliable && random.chance(LOSS_PROBABILITY)) return undefined;
    const isLate = !isRequest && this.hasLongReordering && random.chance(LATE_REPLY_PROBABILITY);
    const sent: Sent = {
      packet,
      livesOfSender: this.livesOf(packet.from),
      livesOfReceiver: this.livesOf(packet.to),
      isLate,
    };
    return { delayMs: this.#delayMs(packet, isLate, random), arrives: () => this.#arrives(sent) };
  }

  #arrives(sent: Sent): boolean {
    if (!this.#hasArrived(sent)) return false;
    const { type, to, bytes } = sent.packet;
    if (type === 'reply') this.bytes += bytes.length;
    else this.#received[to] = this.received(to) + 1;
    return true;
  }

  /** How long it takes until a requester learns that its request stays without a reply, in milliseconds. */
  failureMs(request: LabPacket, random: Random): number {
    return drawMs(random, this.#isLinked(request) ? FAILURE_MS : CUT_LINK_MS);
  }

  #hasArrived({ packet, livesOfSender, livesOfReceiver, isLate }: Sent): boolean {
    if (livesOfReceiver !== this.livesOf(packet.to)) return false;
    if (isLate) return true;
    return livesOfSender === this.livesOf(packet.from) && this.#isLinked(packet);
  }

  #delayMs(packet: LabPacket, isLate: boolean, random: Random): number {
    if (isLate) return lateMs(random);
    if (packet.type === 'reply') return drawMs(random, HOP_MS);
    if (!this.isReliable) return drawMs(random, UNRELIABLE_REQUEST_MS);
    return this.#inOrder(packet, drawMs(random, HOP_MS));
  }

  /** The delay of a request, made longer if the request before it would still be under way. */
  #inOrder({ from, to }: LabPacket, delayMs: number): number {
    const link = from * this.#lives.length + to;
    const now = this.#nowMs();
    const arrival = Math.max(now + delayMs, this.#arrivals[link] ?? 0);
    this.#arrivals[link] = arrival;
    return arrival - now;
  }

  /** Servers are cut off from all others at once, in both directions. */
  #isLinked({ from, to }: LabPacket): boolean {
    return this.isConnected(from) && this.isConnected(to);
  }

  /** How often a server has crashed. */
  livesOf(server: number): number {
    return this.#lives[server] ?? 0;
  }
}

const drawMs = (random: Random, [min, max]: readonly [number, number]): number =>
  random.between(min * 1000, max * 1000) / 1000;

/** Drawn twice, as labrpc does, so that short delays are likelier than long ones. */
const lateMs = (random: Random): number =>
  LATE_REPLY_MIN_MS + random.between(0, random.between(1, LATE_REPLY_SPREAD_MS) - 1);
