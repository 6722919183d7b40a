/**
 * What servers have sent to each other and what has not arrived. Each message arrives once at the most: a stream does not duplicate.
 * Messages that have not arrived after many others are taken to be lost; of them no more is kept than a number.
 */
import type { MessageField } from '../../../src/core/messages.ts';
import type { Entry, Message, ServerId } from '../../../src/core/types.ts';
import { formatMessage } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isSame } from '../../oracle/same.ts';
import { fieldsByType } from './fields.ts';
import type { JournalPlace } from './source.ts';

/** A message and the step that has sent it. */
export interface MessageOnItsWay {
  readonly message: Message;
  /** Undefined: so much was sent behind it that its step is not kept; with each one stand two servers, their snapshots included. */
  observation: Observation | undefined;
  readonly place: JournalPlace;
  /** What it vouches for was not on the disk when the server was killed. */
  readonly isUnwritten: boolean;
}

/** So many messages of a link may be on their way before the oldest is taken to be lost. */
const ON_THEIR_WAY = 10_000;
/** Of so many messages of a link the steps are kept. */
const STEPS_KEPT = 256;
/** So many lost messages of a link are remembered by a number. */
const REMEMBERED = 300_000;

/** One direction between two servers. */
interface Link {
  /** By what can be compared at a glance; the oldest first. */
  readonly byKey: Map<string, MessageOnItsWay[]>;
  count: number;
  /** Those that were sent last. */
  readonly latest: MessageOnItsWay[];
  /** How many are lost, by their numbers. */
  readonly lost: Map<number, number>;
  /** Have lost messages been forgotten altogether? */
  hasForgotten: boolean;
  /** Has something arrived that was sent since the journals begin? */
  isOpen: boolean;
}

/** Equal messages have equal keys. */
const keyOf = (message: Message): string => {
  let key: string = message.type;
  for (const { name, kind } of fieldsByType[message.type]) {
    const value: unknown = message[name as keyof Message];
    key += ` ${String(kind === 'text' || kind === 'entries' ? (value as { readonly length: number }).length : value)}`;
  }
  return key;
};

/** A number that two texts hardly ever have in common. */
const numberOf = (text: string): number => {
  let [high, low] = [0x811c9dc5, 0x01000193];
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995) + place;
  }
  return (high >>> 0) * 2 ** 21 + ((low >>> 0) & (2 ** 21 - 1));
};

export class Links {
  readonly #links = new Map<string, Link>();

  /** A message has been sent. */
  send(sent: MessageOnItsWay): void {
    const { message } = sent;
    const link = this.#link(message.from, message.to);
    const key = keyOf(message);
    const list = link.byKey.get(key);
    if (list) list.push(sent);
    else link.byKey.set(key, [sent]);
    if (++link.count > ON_THEIR_WAY) lose(link);
    if (sent.isUnwritten) return; // of these few each may have to be told
    link.latest.push(sent);
    const older = link.latest.length > STEPS_KEPT ? link.latest.shift() : undefined;
    if (!older) return;
    older.observation = undefined;
    // a part of a snapshot keeps the whole of it
    if (older.message.type === 'InstallSnapshot' && remove(link, older)) remember(link, older.message);
  }

  /**
   * A message arrives: what was sent; `lost`: it was taken to be lost; undefined: it was not sent, or only in batches that were never written. A
   * server that was killed before its write may do and send the same once more, so that those that it has written come first.
   */
  arrive(message: Message): MessageOnItsWay | 'lost' | undefined {
    const link = this.#link(message.from, message.to);
    const key = keyOf(message);
    const list = link.byKey.get(key);
    const place = list?.findIndex((sent) => !sent.isUnwritten && isSame(sent.message, message)) ?? -1;
    if (list === undefined || place === -1) return takeLost(link, message) ? 'lost' : undefined;
    const [found] = list.splice(place, 1);
    if (list.length === 0) link.byKey.delete(key);
    link.count--;
    return found;
  }

  /** The same message, sent in a batch that was never written. */
  unwritten(message: Message): MessageOnItsWay | undefined {
    const list = this.#link(message.from, message.to).byKey.get(keyOf(message));
    return list?.find((sent) => sent.isUnwritten && isSame(sent.message, message));
  }

  /** Has something arrived that was sent since the journals begin? */
  isOpen(from: ServerId, to: ServerId): boolean {
    return this.#link(from, to).isOpen;
  }

  /** From now on whatever arrives was sent since the journals begin. */
  open(from: ServerId, to: ServerId): void {
    this.#link(from, to).isOpen = true;
  }

  /** Can no more be said of what was sent long ago? */
  hasForgotten(from: ServerId, to: ServerId): boolean {
    return this.#link(from, to).hasForgotten;
  }

  /** The message on its way that differs least from one that was not sent: in two fields at the most. */
  nearest(message: Message): { readonly sent: MessageOnItsWay; readonly fields: readonly MessageField[] } | undefined {
    let nearest: { readonly sent: MessageOnItsWay; readonly fields: readonly MessageField[] } | undefined;
    for (const list of this.#link(message.from, message.to).byKey.values()) {
      for (const sent of list) {
        if (sent.message.type !== message.type) continue;
        const fields = differing(sent.message, message);
        if (fields.length <= (nearest?.fields.length ?? 2)) nearest = { sent, fields };
      }
    }
    return nearest;
  }

  #link(from: ServerId, to: ServerId): Link {
    const name = `${from} ${to}`;
    const known = this.#links.get(name);
    if (known) return known;
    const link = {
      byKey: new Map(),
      count: 0,
      latest: [],
      lost: new Map<number, number>(),
      hasForgotten: false,
      isOpen: false,
    };
    this.#links.set(name, link);
    return link;
  }
}

/** The fields in which two messages of one type differ. */
export const differing = (a: Message, b: Message): readonly MessageField[] =>
  fieldsByType[a.type].filter(({ name }) => !isSame(a[name as keyof Message], b[name as keyof Message]));

/** The oldest is taken to be lost. */
const lose = (link: Link): void => {
  const [oldest] = link.byKey.values();
  const [sent] = oldest ?? [];
  if (!sent) return;
  remove(link, sent);
  if (!sent.isUnwritten) remember(link, sent.message);
};

/** False: it is not on its way any more. */
const remove = (link: Link, sent: MessageOnItsWay): boolean => {
  const key = keyOf(sent.message);
  const list = link.byKey.get(key);
  const place = list?.indexOf(sent) ?? -1;
  if (list === undefined || place === -1) return false;
  list.splice(place, 1);
  if (list.length === 0) link.byKey.delete(key);
  link.count--;
  return true;
};

/** Keeps a number of a message that is taken to be lost. */
const remember = (link: Link, message: Message): void => {
  const number = numberOf(formatMessage(message));
  link.lost.set(number, (link.lost.get(number) ?? 0) + 1);
  if (link.lost.size <= REMEMBERED) return;
  const [first] = link.lost.keys();
  if (first !== undefined) link.lost.delete(first);
  link.hasForgotten = true;
};

/** Was it taken to be lost, and arrives after all? */
const takeLost = (link: Link, message: Message): boolean => {
  if (link.lost.size === 0) return false;
  const number = numberOf(formatMessage(message));
  const count = link.lost.get(number);
  if (count === undefined) return false;
  if (count === 1) link.lost.delete(number);
  else link.lost.set(number, count - 1);
  return true;
};

/** A field of a message in a few words. */
export const fieldWords = (message: Message, { name, kind }: MessageField): string => {
  const value: unknown = message[name as keyof Message];
  return kind === 'entries' ? JSON.stringify((value as readonly Entry[]).slice(0, 3)) : JSON.stringify(value);
};
