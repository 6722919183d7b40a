/**
 * What servers have sent to each other and what has not arrived. Each message arrives once at the most: a stream does not duplicate.
 * Messages that have not arrived after many others are taken to be lost; of them no more is kept than a number, and of those of terms that all
 * servers have left, nothing. So what is kept does not grow with the length of a run: of each link so many messages, so long together, and so
 * many numbers; and of all links together so many steps.
 */

import { entryLength } from '../../../src/cluster/pieces.ts';
import type { MessageField } from '../../../src/core/messages.ts';
import type { Entry, Message, ServerId, Term } from '../../../src/core/types.ts';
import { formatMessage } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isSame } from '../../oracle/same.ts';
import { fieldsByType } from './fields.ts';
import type { JournalPlace } from './source.ts';

/** What a message vouches for, and the disk of its sender did not hold when it was killed. */
export interface UnwrittenDisk {
  readonly id: ServerId;
  /** The disk without the write, and with it, in a few words. */
  readonly without: string;
  readonly withWrite: string;
}

/** A message and the step that has sent it. */
export interface MessageOnItsWay {
  readonly message: Message;
  /** Undefined: so much was sent behind it that its step is not kept; with each one stand two servers, their snapshots included. */
  observation: Observation | undefined;
  readonly place: JournalPlace;
  /** Undefined: what it vouches for was on the disk. */
  readonly unwritten: UnwrittenDisk | undefined;
}

/** So many messages of a link may be on their way before the oldest is taken to be lost. */
const ON_THEIR_WAY = 2000;
/** UTF-16 code units that the messages of a link may carry together before the oldest is taken to be lost. */
const LENGTH_ON_ITS_WAY = 4 * 2 ** 20;
/** Of so many messages, those that were sent last on any link, the steps are kept: on a link that is seldom used they would stand for ever. */
const STEPS_KEPT = 1024;
/** So many lost messages of a link are remembered by a number, which takes about 60 bytes. */
const REMEMBERED = 100_000;

/** One direction between two servers. */
interface Link {
  /** By what can be compared at a glance; the oldest first. */
  readonly byKey: Map<string, MessageOnItsWay[]>;
  count: number;
  /** UTF-16 code units that they carry together. */
  length: number;
  /** How many are lost, by their terms and numbers. */
  readonly lost: Map<Term, Map<number, number>>;
  /** How many numbers there are. */
  numbers: number;
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

/** UTF-16 code units that a message carries. */
const lengthOf = (message: Message): number => {
  if (message.type === 'InstallSnapshot') return message.data.length;
  return message.type === 'AppendEntries' ? message.entries.reduce((sum, entry) => sum + entryLength(entry), 0) : 0;
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
  /** Those that were sent last, the oldest first. */
  readonly #latest: MessageOnItsWay[] = [];
  /** Of terms before it, nothing is kept. */
  #firstTerm: Term = 0;

  /** A message has been sent. */
  send(sent: MessageOnItsWay): void {
    const { message } = sent;
    const link = this.#link(message.from, message.to);
    const key = keyOf(message);
    const list = link.byKey.get(key);
    if (list) list.push(sent);
    else link.byKey.set(key, [sent]);
    link.count++;
    link.length += lengthOf(message);
    while (link.count > ON_THEIR_WAY || (link.length > LENGTH_ON_ITS_WAY && link.count > 1)) lose(link);
    this.#latest.push(sent);
    if (this.#latest.length > STEPS_KEPT) this.#age(this.#latest.shift());
  }

  /** So much was sent behind it that its step is not kept. */
  #age(older: MessageOnItsWay | undefined): void {
    if (!older) return;
    older.observation = undefined;
    const { message } = older;
    if (message.type !== 'InstallSnapshot') return;
    const link = this.#link(message.from, message.to);
    if (remove(link, older) && !older.unwritten) remember(link, message); // a part of a snapshot keeps the whole of it
  }

  /** All servers have left the terms before one: what was sent in them changes nothing any more. */
  forget(term: Term): void {
    this.#firstTerm = term;
    for (const link of this.#links.values()) {
      for (const [of, numbers] of link.lost) if (of < term) discardLost(link, of, numbers);
      for (const list of [...link.byKey.values()])
        for (const sent of [...list]) if (sent.message.term < term) remove(link, sent);
    }
  }

  /**
   * A message arrives: what was sent; `lost`: it was taken to be lost; `late`: nothing is kept of its term; undefined: it was not sent, or only in batches that were never written. A
   * server that was killed before its write may do and send the same once more, so that those that it has written come first.
   */
  arrive(message: Message): MessageOnItsWay | 'lost' | 'late' | undefined {
    const link = this.#link(message.from, message.to);
    const list = link.byKey.get(keyOf(message));
    const place = list?.findIndex((sent) => !sent.unwritten && isSame(sent.message, message)) ?? -1;
    const found = list?.[place];
    if (found === undefined && message.term < this.#firstTerm) return 'late';
    if (found === undefined) return takeLost(link, message) ? 'lost' : undefined;
    remove(link, found);
    return found;
  }

  /** The same message, sent in a batch that was never written. */
  unwritten(message: Message): MessageOnItsWay | undefined {
    const list = this.#link(message.from, message.to).byKey.get(keyOf(message));
    return list?.find((sent) => sent.unwritten && isSame(sent.message, message));
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
      length: 0,
      lost: new Map<Term, Map<number, number>>(),
      numbers: 0,
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
  if (!sent.unwritten) remember(link, sent.message);
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
  link.length -= lengthOf(sent.message);
  return true;
};

/** Keeps a number of a message that is taken to be lost. */
const remember = (link: Link, message: Message): void => {
  const number = numberOf(formatMessage(message));
  const numbers = link.lost.get(message.term) ?? new Map<number, number>();
  link.lost.set(message.term, numbers);
  const count = numbers.get(number) ?? 0;
  numbers.set(number, count + 1);
  if (count === 0) link.numbers++;
  if (link.numbers > REMEMBERED) forgetOne(link);
};

/** Forgets a number of the term that was heard of first. */
const forgetOne = (link: Link): void => {
  const [[term, numbers] = []] = link.lost;
  const [number] = numbers?.keys() ?? [];
  if (term === undefined || number === undefined || !numbers) return;
  takeNumber(link, term, numbers, number);
  link.hasForgotten = true;
};

const takeNumber = (link: Link, term: Term, numbers: Map<number, number>, number: number): void => {
  numbers.delete(number);
  link.numbers--;
  if (numbers.size === 0) link.lost.delete(term);
};

const discardLost = (link: Link, term: Term, numbers: ReadonlyMap<number, number>): void => {
  link.lost.delete(term);
  link.numbers -= numbers.size;
};

/** Was it taken to be lost, and arrives after all? */
const takeLost = (link: Link, message: Message): boolean => {
  const numbers = link.lost.get(message.term);
  if (!numbers) return false;
  const number = numberOf(formatMessage(message));
  const count = numbers.get(number);
  if (count === undefined) return false;
  if (count === 1) takeNumber(link, message.term, numbers, number);
  else numbers.set(number, count - 1);
  return true;
};

/** A field of a message in a few words. */
export const fieldWords = (message: Message, { name, kind }: MessageField): string => {
  const value: unknown = message[name as keyof Message];
  return kind === 'entries' ? JSON.stringify((value as readonly Entry[]).slice(0, 3)) : JSON.stringify(value);
};
