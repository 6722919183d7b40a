/**
 * The table of messages: what servers say to each other, a row for each kind of message. Whoever writes, reads, checks, compares
 * or explains messages does so by the rows; a new message is one row, its type, and the rules that send and answer it.
 *
 * The rows here are those of the paper's figures. An optional page of the spec adds rows of its own, and changes none: it declares the types
 * in `MessageTypes` (`declare module '../types.ts' { interface MessageTypes { ... } }`), holds its rows as `MessageRows` of
 * these types, and is named in `extensions/messages.ts`, which is the table of everything that a trace may speak of. A
 * `step` knows only the messages of the pages that are woven into its machine: see `createStep`.
 *
 * The types and the rows can't drift apart: a row has exactly the fields of its type, each of a kind that holds such values,
 * and the compiler says so. Every field is always there: a message has no optional ones.
 */
import type { ClauseId } from './clauses.ts';
import { commandOf, contentText, type Entry } from './entries.ts';
import type { Index, Message, MessageType, MessageTypes, ServerId, Term } from './types.ts';

/** What the kinds of fields hold. */
export interface FieldValues {
  /** A term; 0: none. */
  readonly term: Term;
  /** A place in the log; 0: before it. */
  readonly index: Index;
  /** A CRC-32C of snapshot data. */
  readonly checksum: number;
  /** A place in snapshot data, in UTF-16 code units from 0. */
  readonly offset: number;
  /** The name of a server. */
  readonly serverId: ServerId;
  /** An opaque string. */
  readonly text: string;
  /** The number of a round, from 1; 0: none. */
  readonly round: number;
  /** What a read is called: an opaque string. */
  readonly readId: string;
  readonly boolean: boolean;
  /** Entries of the log, in its order. */
  readonly entries: readonly Entry[];
}

/** What a field of a message holds, and so how it is written, read, checked and drawn. */
export type FieldKind = keyof FieldValues;

/** The kinds that can hold the values of a type. */
export type FieldKindOf<T> = {
  [K in FieldKind]: FieldValues[K] extends T ? (T extends FieldValues[K] ? K : never) : never;
}[FieldKind];

/** The fields that every message has. */
type Envelope = 'type' | 'from' | 'to' | 'term';

/** A text as a reader shall see it: quoted, without what can't be seen, and not too long. */
export type Quote = (text: string) => string;

const entryWords = (entry: Entry, quote: Quote): string => {
  const command = commandOf(entry);
  return command === undefined ? contentText(entry) : quote(command);
};

/** All that is known of a message but the rules that send and answer it. */
export interface MessageRow<M extends Message> {
  /** The request that this message answers; null: it is a request itself. */
  readonly answers: MessageType | null;
  /** The clause that says what is in it. */
  readonly clause: ClauseId;
  /** What it is, in one sentence. */
  readonly description: string;
  /** Its fields after `term`, in the order in which they are written, and what each holds. */
  readonly fields: { readonly [K in Exclude<keyof M, Envelope>]: FieldKindOf<M[K]> };
  /** What tells its story, without type and term. */
  readonly words: (message: M, quote: Quote) => string;
  /** What it is called where there is room for six characters. */
  readonly label: (message: M) => string;
}

/** The rows of some messages, by their types. */
export type MessageRows<T extends MessageType = MessageType> = { readonly [K in T]: MessageRow<MessageTypes[K]> };

/** The messages of Figure 2 and Figure 13. */
export const figureMessages = {
  RequestVote: {
    answers: null,
    clause: 'RV-3',
    description: 'A candidate asks for a vote',
    fields: { candidateId: 'serverId', lastLogIndex: 'index', lastLogTerm: 'term' },
    words: ({ lastLogIndex, lastLogTerm }) => `last=${lastLogIndex}@${lastLogTerm}`,
    label: () => 'RV',
  },
  RequestVoteReply: {
    answers: 'RequestVote',
    clause: 'RV-2',
    description: 'A vote is granted or rejected',
    fields: { voteGranted: 'boolean' },
    words: ({ voteGranted }) => (voteGranted ? 'granted' : 'rejected'),
    label: ({ voteGranted }) => (voteGranted ? 'yes' : 'no'),
  },
  AppendEntries: {
    answers: null,
    clause: 'AE-6',
    description: 'The leader sends entries; without entries, a heartbeat',
    fields: {
      leaderId: 'serverId',
      prevLogIndex: 'index',
      prevLogTerm: 'term',
      entries: 'entries',
      leaderCommit: 'index',
    },
    words: ({ prevLogIndex, prevLogTerm, entries, leaderCommit }, quote) => {
      const sent = entries.map((entry) => `${entry.term}:${entryWords(entry, quote)}`).join(' ');
      return `prev=${prevLogIndex}@${prevLogTerm} [${sent}] commit=${leaderCommit}`;
    },
    label: ({ entries }) => (entries.length === 0 ? 'AE' : `AE ${entries.length}`),
  },
  AppendEntriesReply: {
    answers: 'AppendEntries',
    clause: 'AE-7',
    description: 'The follower has the entries, or says where the logs may agree',
    fields: {
      success: 'boolean',
      prevLogIndex: 'index',
      matchIndex: 'index',
      conflictTerm: 'term',
      conflictIndex: 'index',
    },
    words: ({ success, matchIndex, conflictIndex }) =>
      success ? `match=${matchIndex}` : `rejected, conflict=${conflictIndex}`,
    label: ({ success }) => (success ? 'ok' : 'no'),
  },
  InstallSnapshot: {
    answers: null,
    clause: 'IS-9',
    description: 'The leader sends a chunk of its snapshot',
    fields: {
      leaderId: 'serverId',
      lastIncludedIndex: 'index',
      lastIncludedTerm: 'term',
      checksum: 'checksum',
      offset: 'offset',
      data: 'text',
      done: 'boolean',
    },
    words: ({ lastIncludedIndex, lastIncludedTerm, offset, done }) =>
      `upto=${lastIncludedIndex}@${lastIncludedTerm} offset=${offset}${done ? ' done' : ''}`,
    label: () => 'IS',
  },
  InstallSnapshotReply: {
    answers: 'InstallSnapshot',
    clause: 'D-11',
    description: 'The follower says which chunk it waits for, or that it has all',
    fields: { lastIncludedIndex: 'index', checksum: 'checksum', offset: 'offset', done: 'boolean' },
    words: ({ lastIncludedIndex, offset, done }) => `upto=${lastIncludedIndex} offset=${offset}${done ? ' done' : ''}`,
    label: () => 'ok',
  },
} satisfies Partial<MessageRows>;

/** A field of a message: its name and what it holds. */
export interface MessageField {
  /** Its name, as the paper has it. */
  readonly name: string;
  /** What it holds. */
  readonly kind: FieldKind;
}

const term: MessageField = { name: 'term', kind: 'term' };

/**
 * The fields of a message after its sender and its receiver, in the order in which they are written.
 *
 * @example
 * ```ts
 * import { fieldsOf, figureMessages } from 'figure2';
 *
 * console.log(fieldsOf(figureMessages.RequestVote).map(({ name }) => name).join(' ')); // term candidateId lastLogIndex lastLogTerm
 * ```
 */
export const fieldsOf = (row: { readonly fields: Readonly<Record<string, FieldKind>> }): readonly MessageField[] => [
  term,
  ...Object.entries(row.fields).map(([name, kind]) => ({ name, kind })),
];

/** D-24: no index, term or offset of a cluster that works comes near; a little further, arithmetic is not exact. */
export const MAX_NUMBER = 2 ** 48;

const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_NUMBER;
const isText = (value: unknown): boolean => typeof value === 'string';

/** It has a term, and something under the name of its kind; a command is a text. */
const isEntry = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { term, command } = value as { readonly term?: unknown; readonly command?: unknown };
  return isCount(term) && ('command' in value ? isText(command) : Object.keys(value).length > 1);
};

const areEntries = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false;
  for (const entry of value) if (!isEntry(entry)) return false;
  return true;
};

/** Can a field of this kind hold the value? */
export const holdsValue: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  term: isCount,
  index: isCount,
  checksum: isCount,
  offset: isCount,
  serverId: isText,
  text: isText,
  round: isCount,
  readId: isText,
  boolean: (value) => typeof value === 'boolean',
  entries: areEntries,
};

/**
 * D-24: whether a message is of one of these kinds and has all its fields, each of its kind. What comes from a network is not
 * believed before.
 */
export const messageCheck = (rows: Partial<MessageRows>): ((message: Message) => boolean) => {
  const checks = new Map(
    Object.entries(rows).map(([type, row]) => [
      type,
      fieldsOf(row).map(({ name, kind }) => ({ name: name as keyof Message, isHeld: holdsValue[kind] })),
    ]),
  );
  return (message) => {
    const fields = checks.get(message.type);
    if (fields === undefined) return false;
    return fields.every(({ name, isHeld }) => isHeld(message[name]));
  };
};
