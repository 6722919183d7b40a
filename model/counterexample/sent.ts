/** Every message that was sent in a replay, found at once however many there are. */
import type { Message } from '../../src/core/types.ts';
import { formatAction } from '../../src/trace/grammar.ts';

/** A message that was sent. */
export interface SentMessage {
  readonly message: Message;
  /** The action that sent it, counted from 1. */
  readonly sentAt: number;
  hasArrived: boolean;
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
  /** The first that says exactly this, by its line. */
  readonly #oldest = new Map<string, SentMessage>();
  readonly #kinds = new Map<string, Kind>();

  send(message: Message, sentAt: number): void {
    const sent = { message, sentAt, hasArrived: false };
    const line = lineOf(message);
    if (!this.#oldest.has(line)) this.#oldest.set(line, sent);
    const name = kindOf(message);
    const kind = this.#kinds.get(name);
    if (kind) kind.sent.push(sent);
    else this.#kinds.set(name, { sent: [sent], first: 0 });
  }

  /** The first that says exactly this. */
  find(message: Message): SentMessage | undefined {
    return this.#oldest.get(lineOf(message));
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
