/** Every message that was sent in a replay, found at once however many there are. */
import type { Message } from '../../src/core/types.ts';
import { formatAction } from '../../src/trace/grammar.ts';

/** A message that was sent. */
export interface SentMessage {
  readonly message: Message;
  /** The action that sent it, counted from 1. */
  readonly sentAt: number;
  hasArrived: boolean;
  isLost?: true;
}

/** All of one type on one way from server to server, in the order in which they were sent. */
interface Kind {
  readonly sent: SentMessage[];
  /** Those before this place have arrived. */
  first: number;
}

/**
 * All messages that were sent. Any of them may arrive at any time, again and again: that is what a network may do, so that
 * none is ever taken out.
 */
export class SentMessages {
  /** Those that say exactly the same, in the order in which they were sent, by their line. */
  readonly #copies = new Map<string, SentMessage[]>();
  readonly #kinds = new Map<string, Kind>();

  send(message: Message, sentAt: number): void {
    const sent = { message, sentAt, hasArrived: false };
    const line = lineOf(message);
    const copies = this.#copies.get(line);
    if (copies) copies.push(sent);
    else this.#copies.set(line, [sent]);
    const name = kindOf(message);
    const kind = this.#kinds.get(name);
    if (kind) kind.sent.push(sent);
    else this.#kinds.set(name, { sent: [sent], first: 0 });
  }

  /** The first that says exactly this. */
  find(message: Message): SentMessage | undefined {
    return this.#copies.get(lineOf(message))?.[0];
  }

  /** The copy of it that is next, where a trace tells which are lost: one that is on its way, or else one that comes again. */
  findCopy(message: Message): SentMessage | undefined {
    const copies = this.#copies.get(lineOf(message));
    return (
      copies?.find(({ hasArrived, isLost }) => !hasArrived && !isLost) ?? copies?.findLast((copy) => copy.hasArrived)
    );
  }

  /** The copy of it that is next is lost; undefined: none is on its way. */
  lose(message: Message): SentMessage | undefined {
    const copies = this.#copies.get(lineOf(message));
    const copy = copies?.find(({ hasArrived, isLost }) => !hasArrived && !isLost);
    if (copy) copy.isLost = true;
    return copy;
  }

  /** The oldest of its kind that has not arrived. */
  oldestLike(message: Message): SentMessage | undefined {
    const kind = this.#kinds.get(kindOf(message));
    if (!kind) return undefined;
    while (kind.sent[kind.first]?.hasArrived) kind.first++;
    return kind.sent[kind.first];
  }
}

const kindOf = ({ from, to, type }: Message): string => `${from} ${to} ${type}`;

/** A message is asked for again and again, and never changes. */
const known = new WeakMap<Message, string>();

/** What it says, with its way. */
export const lineOf = (message: Message): string => {
  const found = known.get(message);
  if (found !== undefined) return found;
  const line = formatAction({ type: 'deliver', message });
  known.set(message, line);
  return line;
};
