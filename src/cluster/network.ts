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
import type { Entry, Message, ServerId } from '../core/types.ts';
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
  /** The same, by link and type of message. */
  readonly #byKind = new Map<string, P[]>();
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
    this.#kind(packet.message).push(packet);
    this.#inFlight.push(packet);
  }

  /** Those in flight of the same type and on the same way from server to server. */
  alike(message: Message): readonly P[] {
    return this.#byKind.get(kindOf(message)) ?? [];
  }

  /** The first that says exactly this; undefined: it is not in flight. */
  find(message: Message): P | undefined {
    return this.alike(message).find((packet) => isSameMessage(packet.message, message));
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
    for (const list of this.#listsOf(packet)) list.splice(list.indexOf(packet) + 1, 0, copy);
  }

  /** It is delayed: what is known of it is replaced, and it keeps its place. */
  delay(packet: P, later: P): void {
    for (const list of this.#listsOf(packet)) list.splice(list.indexOf(packet), 1, later);
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
    for (const list of this.#listsOf(packet)) list.splice(list.indexOf(packet), 1);
    if (this.#remembers === 0) return;
    this.#gone.push({ packet, fate });
    if (this.#gone.length > this.#remembers) this.#gone.shift();
  }

  /** @throws Error when it is not in flight. */
  #listsOf(packet: P): readonly P[][] {
    const kind = this.#kind(packet.message);
    if (!kind.includes(packet)) throw new Error(`not in flight: ${kindOf(packet.message)}`);
    return [this.#inFlight, kind];
  }

  #kind(message: Message): P[] {
    const key = kindOf(message);
    const known = this.#byKind.get(key);
    if (known) return known;
    const list: P[] = [];
    this.#byKind.set(key, list);
    return list;
  }
}

const kindOf = ({
  from,
  to,
  type,
}: {
  readonly from: ServerId;
  readonly to: ServerId;
  readonly type: string;
}): string => `${from} ${to} ${type}`;

/** Two messages of one type have the same fields; only entries are more than a plain value. */
export const isSameMessage = (a: Message, b: Message): boolean =>
  (Object.keys(a) as (keyof Message)[]).every((name) => a[name] === b[name] || isSameList(a[name], b[name]));

const isSameList = (a: unknown, b: unknown): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  const others = b as readonly Entry[];
  return (a as readonly Entry[]).every((entry, place) => sameEntry(entry, others[place]));
};
