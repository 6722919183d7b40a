// Room src/kv. What is replicated: sessions before any state machine, and the store to come.
// What may be touched here: what a committed command does to the state, and how that is written down. Pure: all of it follows from
// the log, so that no clock, chance or order of anything else may have a say.

/** A state machine behind sessions: each command of a client is executed at most once, however often it stands in the log (CL-2). */
import type { Index } from '../core/types.ts';
import { decodeSessionCommand } from './sessionCommand.ts';
import { type SessionAnswer, SessionTable, type WrittenSession, type WrittenSessions } from './sessionTable.ts';
import type { AppliedEntry, StateMachine } from './stateMachine.ts';

/** An entry of the log that holds a command of a session, for the state machine behind the sessions. */
export interface SessionEntry extends AppliedEntry {
  /** The session whose client has sent the command. */
  readonly session: Index;
  /** The client's number for it. */
  readonly serialNumber: number;
  /** Replicated time, in whole milliseconds: never less than at the entry before, and the same on every server. */
  readonly time: number;
}

/**
 * A state machine that can be put behind sessions: any of the runtime's. It is given the client's own commands, each once.
 *
 * @typeParam Answer what it answers.
 */
export interface SessionStateMachine<Answer> extends Pick<StateMachine<Answer>, 'snapshot' | 'restore'> {
  /** Applies a command, and gives the answer; it must look at nothing outside, and takes what depends on time from the entry. */
  readonly apply: (command: string, entry: SessionEntry) => Answer;
}

/** How answers are kept. */
export interface AnswerText<Answer> {
  /** The text of an answer. */
  readonly write: (answer: Answer) => string;
  /** The answer of a text that `write` has given. */
  readonly read: (text: string) => Answer;
}

/** Answers as JSON: right for all that `JSON.parse` gives back as it was, and for undefined. */
export const jsonAnswers: AnswerText<unknown> = {
  write: (answer) => (answer === undefined ? '' : JSON.stringify(answer)),
  read: (text) => (text === '' ? undefined : (JSON.parse(text) as unknown)),
};

/**
 * Puts a state machine behind sessions. The commands of the state machine that comes out are those that `encodeSessionCommand` writes; any
 * other text is refused as `malformed`. Sessions are part of its state, and of each snapshot. A snapshot that was made without sessions
 * can't be restored with them.
 *
 * The same on every server, as the state machine is: sessions begin and end by the log alone, by `time` in the commands and by how many
 * there are, in the order of their use; never by a clock of the server. Their bounds are `defaultSessionBounds`, until a command sets others.
 *
 * @typeParam Answer what the state machine answers.
 * @param answers how answers are kept until their client has them; not given: as JSON.
 * @returns a state machine for `RaftNode.open`. Its `restore` throws an Error when the text is no snapshot of its own.
 *
 * @example
 * ```ts
 * import { encodeSessionCommand, withSessions } from 'figure2/runtime';
 *
 * let total = 0;
 * const counter = withSessions({
 *   apply: (command) => (total += Number(command)),
 *   snapshot: () => String(total),
 *   restore: (data) => {
 *     total = Number(data);
 *   },
 * });
 * const applied = (index: number, command: string) => counter.apply(command, { index, term: 1, command });
 *
 * applied(1, encodeSessionCommand({ kind: 'open', time: 0 })); // { kind: 'opened', session: 1 }
 * const add = encodeSessionCommand({ kind: 'command', session: 1, serialNumber: 1, firstUnanswered: 1, time: 5, command: '2' });
 * console.log(applied(2, add), applied(3, add), total); // { kind: 'answered', answer: 2 } { kind: 'answered', answer: 2 } 2
 * ```
 */
export const withSessions = <Answer>(
  stateMachine: SessionStateMachine<Answer>,
  answers: AnswerText<Answer> = jsonAnswers as AnswerText<Answer>,
): StateMachine<SessionAnswer<Answer>> => behindSessions(stateMachine, answers, new SessionTable());

/** The same, with a table of sessions that is given: an empty one. */
export const behindSessions = <Answer>(
  stateMachine: SessionStateMachine<Answer>,
  { write, read }: AnswerText<Answer>,
  table: SessionTable,
): StateMachine<SessionAnswer<Answer>> => ({
  apply: (command, entry) => {
    const asked = decodeSessionCommand(command);
    if (asked === undefined) return { kind: 'refused', reason: 'malformed' };
    const given = table.apply(asked, entry.index, ({ session, serialNumber, command: own }, time) =>
      write(stateMachine.apply(own, { ...entry, command: own, session, serialNumber, time })),
    );
    return given.kind === 'answered' ? { kind: 'answered', answer: read(given.answer) } : given;
  },
  snapshot: () => snapshotText(table.written(), stateMachine.snapshot()),
  restore: (data) => {
    const { sessions, rest } = partsOf(data);
    table.restore(sessions);
    stateMachine.restore(rest);
  },
});

/** What a snapshot with sessions begins with; the sessions follow as JSON, and after the end of the line what is the state machine's own. */
const HEADER = 'figure2 sessions 1 ';

const snapshotText = (sessions: WrittenSessions, rest: string): string =>
  `${HEADER}${JSON.stringify(sessions)}\n${rest}`;

/** @throws Error when the text does not begin as `snapshotText` has it. */
const partsOf = (data: string): { readonly sessions: WrittenSessions; readonly rest: string } => {
  const end = data.indexOf('\n');
  const sessions = data.startsWith(HEADER) && end > 0 ? jsonIn(data.slice(HEADER.length, end)) : undefined;
  if (!isWritten(sessions))
    throw new Error(
      `a snapshot with sessions begins with a line "${HEADER}{...}", and this one does not; was it made by a state machine without sessions?`,
    );
  return { sessions, rest: data.slice(end + 1) };
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isWritten = (value: unknown): value is WrittenSessions => {
  const { bounds, time, sessions } = (value ?? {}) as Partial<WrittenSessions>;
  if (!isCount(time) || !Array.isArray(sessions) || bounds === undefined) return false;
  const { maxSessions, timeoutMs, maxOutstanding } = bounds;
  return [maxSessions, timeoutMs, maxOutstanding].every(isCount) && sessions.every(isWrittenSession);
};

const isWrittenSession = (value: unknown): value is WrittenSession => {
  if (!Array.isArray(value)) return false;
  const [id, lastUsed, firstUnanswered, answers] = value as readonly unknown[];
  return (
    [id, lastUsed, firstUnanswered].every(isCount) &&
    Array.isArray(answers) &&
    answers.every((each: unknown) => Array.isArray(each) && isCount(each[0]) && typeof each[1] === 'string')
  );
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
