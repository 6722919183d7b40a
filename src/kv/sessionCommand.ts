/** What is asked of sessions (CL-2), as the text of a command in the log: the name of what is asked, numbers, and the client's own command. */
import type { Index } from '../core/types.ts';

/** How many sessions there may be, and how much is kept for each. */
export interface SessionBounds {
  /** Sessions at a time, 1 to 1,000,000: where one more is opened, the one that was used least recently ends. */
  readonly maxSessions: number;
  /** A session that was not used for longer than so many milliseconds of replicated time has expired; at least 1. */
  readonly timeoutMs: number;
  /** Commands of a session whose answers its client may not have yet, 1 to 1,000,000: as many answers are kept. */
  readonly maxOutstanding: number;
}

/** What carries the clock of the leader that proposes it. */
interface Stamped {
  /**
   * What the proposing leader's clock shows: whole milliseconds since a moment that is the same for all leaders, such as `Date.now()`, at
   * least 0. Replicated time is the greatest that was applied; it never goes back, whatever clocks do.
   */
  readonly time: number;
}

/** What is asked of a session. */
interface OfSession extends Stamped {
  /** The id of the session: the index of the command that has opened it, at least 1. */
  readonly session: Index;
}

/** Opens a session; its id is the index of this command in the log. */
export interface OpenSession extends Stamped {
  /** What is asked. */
  readonly kind: 'open';
}

/** Gives a command to the state machine, once, however often it stands in the log. */
export interface SendCommand extends OfSession {
  /** What is asked. */
  readonly kind: 'command';
  /** The client's number for its command, the same in each copy: from 1 on, each the next. */
  readonly serialNumber: number;
  /** The lowest serial number whose answer the client does not have, 1 to `serialNumber`: answers to lower ones need not be kept. */
  readonly firstUnanswered: number;
  /** What the state machine is given: any text. */
  readonly command: string;
}

/** Uses a session, so that it does not expire. */
export interface KeepSession extends OfSession {
  /** What is asked. */
  readonly kind: 'keep';
}

/** Ends a session: what its client has proposed and was not applied yet never will be. */
export interface EndSession extends OfSession {
  /** What is asked. */
  readonly kind: 'end';
}

/** Lets replicated time go on, where no command does. */
export interface Tick extends Stamped {
  /** What is asked. */
  readonly kind: 'tick';
}

/** Sets the bounds for all servers at one place in the log. */
export interface BoundSessions extends SessionBounds {
  /** What is asked. */
  readonly kind: 'bound';
}

/** All that can be asked of sessions. */
export type SessionCommand = OpenSession | SendCommand | KeepSession | EndSession | Tick | BoundSessions;

type Kind = SessionCommand['kind'];
type NumberIn = Exclude<keyof OfSession | keyof SendCommand | keyof SessionBounds, 'kind' | 'command'>;

/** The numbers of each kind, in the order in which they are written. */
const numbersOf: Readonly<Record<Kind, readonly NumberIn[]>> = {
  open: ['time'],
  command: ['session', 'serialNumber', 'firstUnanswered', 'time'],
  keep: ['session', 'time'],
  end: ['session', 'time'],
  tick: ['time'],
  bound: ['maxSessions', 'timeoutMs', 'maxOutstanding'],
};

const MANY = 1_000_000;

/** From where to where each number may be. */
const ranges: Readonly<Record<NumberIn, readonly [number, number]>> = {
  time: [0, Number.MAX_SAFE_INTEGER],
  session: [1, Number.MAX_SAFE_INTEGER],
  serialNumber: [1, Number.MAX_SAFE_INTEGER],
  firstUnanswered: [1, Number.MAX_SAFE_INTEGER],
  maxSessions: [1, MANY],
  timeoutMs: [1, Number.MAX_SAFE_INTEGER],
  maxOutstanding: [1, MANY],
};

const isInRange = (name: NumberIn, value: number): boolean =>
  Number.isSafeInteger(value) && value >= ranges[name][0] && value <= ranges[name][1];

const isOrdered = ({ serialNumber = 1, firstUnanswered = 1 }: Partial<SendCommand>): boolean =>
  firstUnanswered <= serialNumber;

/**
 * The text of what is asked, to be proposed.
 *
 * @throws RangeError when a number is not in its range.
 */
export const encodeSessionCommand = (asked: SessionCommand): string => {
  const values = asked as unknown as Readonly<Record<NumberIn, number>>;
  for (const name of numbersOf[asked.kind])
    if (!isInRange(name, values[name]))
      throw new RangeError(
        `${name} has to be a whole number from ${ranges[name].join(' to ')}, not ${String(values[name])}`,
      );
  if (!isOrdered(asked as Partial<SendCommand>))
    throw new RangeError(
      `firstUnanswered (${values.firstUnanswered}) has to be at most serialNumber (${values.serialNumber})`,
    );
  const words = [asked.kind, ...numbersOf[asked.kind].map((name) => values[name])];
  return asked.kind === 'command' ? `${words.join(' ')} ${asked.command}` : words.join(' ');
};

const NUMBER = /^(?:0|[1-9]\d{0,15})$/;

/** What a text asks; undefined: it is none of these. No text makes it throw. */
export const decodeSessionCommand = (text: string): SessionCommand | undefined => {
  const [kind, ...words] = wordsOf(text);
  if (!isKind(kind)) return undefined;
  const names = numbersOf[kind];
  if (words.length < names.length) return undefined;
  const asked: Partial<Record<NumberIn | 'kind' | 'command', unknown>> = { kind };
  for (const [place, name] of names.entries()) {
    const word = words[place] ?? '';
    const value = Number(word);
    if (!NUMBER.test(word) || !isInRange(name, value)) return undefined;
    asked[name] = value;
  }
  const head = [kind, ...words.slice(0, names.length)].join(' ');
  if (kind !== 'command') return text === head ? (asked as unknown as SessionCommand) : undefined;
  if (text[head.length] !== ' ' || !isOrdered(asked as Partial<SendCommand>)) return undefined;
  asked.command = text.slice(head.length + 1);
  return asked as unknown as SendCommand;
};

/** The kind of the command that has most numbers has so many words before what is the client's own. */
const MAX_WORDS = 1 + numbersOf.command.length;

/** The first words of a text; no more are looked for, as the client's own command may be long. */
const wordsOf = (text: string): readonly string[] => {
  const words: string[] = [];
  for (let from = 0; from <= text.length && words.length < MAX_WORDS; ) {
    const space = text.indexOf(' ', from);
    const end = space < 0 ? text.length : space;
    words.push(text.slice(from, end));
    from = end + 1;
  }
  return words;
};

const isKind = (word: string | undefined): word is Kind => word !== undefined && Object.hasOwn(numbersOf, word);
