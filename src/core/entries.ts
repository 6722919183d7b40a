/**
 * What an entry of the log holds: its term, and one thing that stands under the name of its kind. The figure has one kind, the
 * command of a client; an entry of it is `{ term, command }`.
 *
 * Kinds are an open set: an optional page of the spec declares its own in `EntryKinds` (`declare module '../entries.ts'`), such as
 * `{ term, noOp: true }`. Whoever wants the command of an entry asks for it, and gets none of an entry of another kind.
 */

/** An election term, counted from 1; 0 is before the first election. */
export type Term = number;

/** An entry that holds the command of a client (RS-L-2). */
export interface CommandEntry {
  /** The term in which a leader received the command. */
  readonly term: Term;
  /** The command for the state machine: an opaque string (D-18). */
  readonly command: string;
}

/** The entries of each kind. */
export interface EntryKinds {
  /** What a client asked for. */
  readonly command: CommandEntry;
}

/** What an entry may hold. */
export type EntryKind = keyof EntryKinds;

/** A log entry (ST-3). Its index is its place in the log. */
export type Entry = EntryKinds[EntryKind];

/** The kind of an entry. */
export const kindOf = (entry: Entry): EntryKind => {
  if ('command' in entry) return 'command';
  return Object.keys(entry).find((name) => name !== 'term') as EntryKind;
};

/** The command that an entry holds for the state machine; undefined: it holds something else. */
export const commandOf = (entry: Entry): string | undefined => ('command' in entry ? entry.command : undefined);

/** What an entry holds, as JSON; of another kind than a command with the name of the kind before it, as in `noOp=true`. */
export const contentText = (entry: Entry): string => {
  if ('command' in entry) return JSON.stringify(entry.command);
  return `${kindOf(entry)}=${JSON.stringify(heldIn(entry))}`;
};

/** What an entry holds under the name of its kind. */
export const heldIn = (entry: Entry): unknown => (entry as unknown as Readonly<Record<string, unknown>>)[kindOf(entry)];

/** Do two entries hold the same, whatever their terms? */
export const sameContent = (a: Entry, b: Entry): boolean =>
  'command' in a && 'command' in b ? a.command === b.command : contentText(a) === contentText(b);

/** Are two entries the same, in term and content? Of one that is not there, only that both are not. */
export const sameEntry = (a: Entry | null | undefined, b: Entry | null | undefined): boolean =>
  a === b || (!!a && !!b && a.term === b.term && sameContent(a, b));
