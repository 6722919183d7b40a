/**
 * The messages in flight, without time: what was sent and has neither arrived nor been lost, in the order of sending. Messages
 * may be lost, duplicated, delayed, reordered and corrupted (`corrupt.ts`), and links may be cut; whoever drives the network
 * chooses which, and when.
 *
 * Two networks are kept in another form, each for a reason of its own. A bounded world is a row of small numbers, so it holds
 * its messages as bags of numbers (`model/worlds/bags.ts`). And a simulator has nothing to choose when a message is in flight:
 * what becomes of it is drawn when it is sent, so that it is in the queue of what is due.
 */
import { sameEntry } from '../core/entries.ts';
import type { Entry, Message } from '../core/types.ts';
import { hasLink, type Link } from './links.ts';

/** A message in flight. Whoever drives the network may keep more with it. */
export interface Packet {
  readonly message: Message;
}

/** A message that is in flight no more. */
export interface Gone<P extends Packet> {
  readonly packet: P;
  readonly fate: 'arrived' | 'lost';
}

export class Network<P extends Packet = Packet> {
  readonly #inFlight: P[] = [];
  readonly #gone: Gone<P>[] = [];
  readonly #remembers: number;
  #cuts: readonly Link[] = [];

  /** @param remembers So many of the messages that are gone are known, the latest, since a network may hold copies of them. */
  constructor(remembers = 0) {
    this.#remembers = remembers;
  }

  /** In the order in which they were sent. */
  get inFlight(): readonly P[] {
    return this.#inFlight;
  }

  /** What has arrived or was lost, as far as it is remembered, in that order. */
  get gone(): readonly Gone<P>[] {
    return this.#gone;
  }

  /** Puts a message in flight. */
  send(packet: P): void {
    this.#inFlight.push(packet);
  }

  /** Those in flight of the same type and on the same way from server to server. */
  alike(message: Message): readonly P[] {
    return this.#inFlight.filter((packet) => isAlike(packet.message, message));
  }

  /** The first that says exactly this; undefined: it is not in flight. */
  find(message: Message): P | undefined {
    return this.#inFlight.find((packet) => isAlike(packet.message, message) && isSameMessage(packet.message, message));
  }

  /** What has arrived once may arrive again; undefined: it never has, as far as is remembered. */
  findArrived(message: Message): P | undefined {
    return this.#gone.findLast(({ packet, fate }) => fate === 'arrived' && isSameMessage(packet.message, message))
      ?.packet;
  }

  /** It arrives, and is in flight no more. Any of those in flight may be the next: so messages are reordered. */
  arrive(packet: P): void {
    this.#take(packet, 'arrived');
  }

  /** It is lost. */
  lose(packet: P): void {
    this.#take(packet, 'lost');
  }

  /** It is duplicated: the copy is in flight right behind it. */
  duplicate(packet: P, copy: P): void {
    this.#inFlight.splice(this.#placeOf(packet) + 1, 0, copy);
  }

  /** It is delayed: what is known of it is replaced, and it keeps its place. */
  delay(packet: P, later: P): void {
    this.#inFlight.splice(this.#placeOf(packet), 1, later);
  }

  /** The links that are cut. */
  get cuts(): readonly Link[] {
    return this.#cuts;
  }

  /** Cuts links. What is in flight on them stays there until somebody loses it. */
  cut(links: readonly Link[]): void {
    this.#cuts = [...this.#cuts, ...links];
  }

  /** These links, or all, are cut no more. */
  heal(links: readonly Link[] = this.#cuts): void {
    this.#cuts = this.#cuts.filter(([one, other]) => !hasLink(links, one, other));
  }

  /** Is there no way for it now? */
  isCut({ from, to }: Pick<Message, 'from' | 'to'>): boolean {
    return hasLink(this.#cuts, from, to);
  }

  #take(packet: P, fate: Gone<P>['fate']): void {
    this.#inFlight.splice(this.#placeOf(packet), 1);
    if (this.#remembers === 0) return;
    this.#gone.push({ packet, fate });
    if (this.#gone.length > this.#remembers) this.#gone.shift();
  }

  /** @throws Error when it is not in flight. */
  #placeOf(packet: P): number {
    const place = this.#inFlight.indexOf(packet);
    const { from, to, type } = packet.message;
    if (place < 0) throw new Error(`not in flight: ${from} ${to} ${type}`);
    return place;
  }
}

/** Are they of one type and on the same way from server to server? */
const isAlike = (a: Message, b: Message): boolean => a.from === b.from && a.to === b.to && a.type === b.type;

/** Two messages of one type have the same fields; only entries are more than a plain value. */
export const isSameMessage = (a: Message, b: Message): boolean =>
  (Object.keys(a) as (keyof Message)[]).every((name) => a[name] === b[name] || isSameList(a[name], b[name]));

const isSameList = (a: unknown, b: unknown): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  const others = b as readonly Entry[];
  return (a as readonly Entry[]).every((entry, place) => sameEntry(entry, others[place]));
};
