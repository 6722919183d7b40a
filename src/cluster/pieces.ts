/**
 * Messages in pieces. A message has a bounded number of entries (D-15), and an entry may be long; so a message with many long ones is sent as
 * several, each one that the leader may send as well: what follows it waits for a piece, and not for all.
 */
import { type Entry, heldIn } from '../core/entries.ts';
import type { AppendEntries, Message } from '../core/types.ts';

/** UTF-16 code units of the entries of a piece; one entry that is longer is a piece by itself. */
export const PIECE_LENGTH: number = 2 ** 20;

/** UTF-16 code units of what an entry holds. */
export const entryLength = (entry: Entry): number =>
  'command' in entry ? entry.command.length : JSON.stringify(heldIn(entry)).length;

/** The message, or the messages that say together what it says, in their order. */
export const piecesOf = (message: Message, maxLength: number = PIECE_LENGTH): readonly Message[] =>
  message.type === 'AppendEntries' && isLong(message.entries, maxLength) ? cut(message, maxLength) : [message];

const isLong = (entries: readonly Entry[], maxLength: number): boolean => {
  let length = 0;
  for (const entry of entries) length += entryLength(entry);
  return length > maxLength && entries.length > 1;
};

const cut = (message: AppendEntries, maxLength: number): readonly AppendEntries[] => {
  const pieces: AppendEntries[] = [];
  let { prevLogIndex, prevLogTerm } = message;
  for (let from = 0; from < message.entries.length; ) {
    const entries = message.entries.slice(from, endOfPiece(message.entries, from, maxLength));
    pieces.push({ ...message, prevLogIndex, prevLogTerm, entries });
    from += entries.length;
    prevLogIndex += entries.length;
    prevLogTerm = entries.at(-1)?.term ?? prevLogTerm;
  }
  return pieces;
};

const endOfPiece = (entries: readonly Entry[], from: number, maxLength: number): number => {
  let length = 0;
  for (let end = from; end < entries.length; end++) {
    length += entryLength(entries[end] as Entry);
    if (length > maxLength && end > from) return end;
  }
  return entries.length;
};
