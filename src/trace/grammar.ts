// Room src/trace. The one grammar of traces, recordings, trace files with their schema, and space-time pictures.
// What may be touched here: how a run is written down and drawn. What was once saved stays readable: a form is added,
// none is taken away.

/**
 * The one line grammar of every trace. A line says what was chosen to happen, then what came of it:
 *
 *     12.345 S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0 | follower@1 votedFor=S1 log=0@0 commit=0 [RS-A-2 RV-2]
 *
 *     line    := [time] action ["|" outcome]
 *     action  := step ["crash after" number] | server "crash" | server "restart" | server "⇥" server message | foreign
 *     step    := server event | server arrow server message
 *     event   := type argument*;  the fields of the type in their order, as its row has them, without their names:
 *                "start", "timeout" timer, "clientCommand" text, "compact" number text, and those of the optional pages
 *     argument := timer | number | text | "[" text* "]"
 *     arrow   := "→", also typed "->": it arrives | "↯": it arrives with corrupted snapshot data     ("⇥": it is lost)
 *     foreign := server "⇝" server "→" server message, also typed "~>" and "->": at the first server something arrives that
 *                nobody in its cluster has sent (D-23); its numbers may be any, also -1, 0.5, NaN and Infinity
 *     message := type field*;  field := name "=" value, all the fields of the type in their order, as its row has them
 *     value   := number | "true" | "false" | server | text | "[" entry* "]";  entry := number ":" (text | kind "=" json)
 *     server  := a letter, then at most 30 letters, digits and "_"
 *     number  := at most 15 digits, at most 2^48
 *     text    := a JSON string
 *     time    := digits "." three digits
 *     outcome := "down" or the server in a few words, then the clauses that fired as "[" clause* "]"; it may be anything
 *
 * Blanks (spaces and tabs) stand between the words, the arguments and the fields of a line, and between entries; none stand
 * within a field but between its entries. Time is in milliseconds. "crash after 2" means that the server crashes when two of
 * the step's effects have been executed. Time and outcome are for the reader; the actions alone replay a run. Where lines are
 * listed, one that begins with "#" is a comment.
 */

import type { ClauseId } from '../core/clauses.ts';
import { contentText } from '../core/entries.ts';
import type { EventField, EventFieldKind } from '../core/events.ts';
import { fieldsOfEvents, localEvents } from '../core/extensions/events.ts';
import { messages, messageTypes } from '../core/extensions/messages.ts';
import { timerNames } from '../core/extensions/timers.ts';
import { lastIndex, lastTerm } from '../core/log.ts';
import { type FieldKind, fieldsOf, MAX_NUMBER, type MessageField } from '../core/messages.ts';
import type {
  Entry,
  LocalEvent,
  LocalEventType,
  Message,
  MessageType,
  Server,
  ServerId,
  TimerName,
} from '../core/types.ts';
import { excerpt } from '../text/printable.ts';

/** A step that a driver chooses: something happens to a server, or a message arrives at it. */
export type StepAction =
  | { readonly type: 'event'; readonly id: ServerId; readonly event: LocalEvent; readonly crashAfter?: number }
  | { readonly type: 'deliver'; readonly message: Message; readonly corrupted?: boolean; readonly crashAfter?: number };

/**
 * Something arrives at a server that nobody in its cluster has sent: from a stranger or for somebody else (D-23), or with numbers
 * that no server counts with (D-24).
 */
export interface ForeignArrival {
  readonly type: 'foreign';
  /** At whom it arrives. */
  readonly id: ServerId;
  /** As it says of itself. Its numbers may be any. */
  readonly message: Message;
}

/** What a driver chooses: the part of a line that replays. */
export type Action =
  | StepAction
  | ForeignArrival
  | { readonly type: 'lose'; readonly message: Message }
  | { readonly type: 'crash'; readonly id: ServerId }
  | { readonly type: 'restart'; readonly id: ServerId };

/** What came of an action. */
export interface StepOutcome {
  /** The server afterwards; null: it is down. */
  readonly server: Server | null;
  readonly fired: readonly ClauseId[];
}

/** A line before it is written. */
export interface Line {
  readonly timeMs?: number;
  readonly action: Action;
  readonly outcome?: StepOutcome;
}

/** An entry as it stands in a line, such as `1:"x"`, or `1:noOp=true` where it holds something else than a command. */
export const formatEntry = (entry: Entry): string => `${entry.term}:${contentText(entry)}`;

/** How a value of each kind is written, after the name of its field. */
const fieldText = (kind: FieldKind, value: unknown): string => {
  if (kind === 'entries') return `[${(value as readonly Entry[]).map(formatEntry).join(' ')}]`;
  return kind === 'serverId' || typeof value === 'number' ? String(value) : JSON.stringify(value);
};

/** The fields of each message, in their order. */
const fieldsOfType = Object.fromEntries(messageTypes.map((type) => [type, fieldsOf(messages[type])])) as Readonly<
  Record<MessageType, readonly MessageField[]>
>;

/** A message without its envelope: its type and its fields, in their order. */
export const formatMessage = (message: Message): string => {
  let text: string = message.type;
  for (const { name, kind } of fieldsOfType[message.type]) {
    text += ` ${name}=${fieldText(kind, message[name as keyof Message])}`;
  }
  return text;
};

/** How a value of each kind stands after the name of a local event. */
const argumentText = (kind: EventFieldKind, value: unknown): string => {
  if (kind === 'timer') return String(value);
  if (kind === 'commands') return `[${(value as readonly string[]).map((one) => JSON.stringify(one)).join(' ')}]`;
  if (kind === 'serverIds') return `[${(value as readonly ServerId[]).join(' ')}]`;
  return kind === 'command' ? JSON.stringify(value) : fieldText(kind, value);
};

/** A local event: its type and what it brings. */
export const formatEvent = (event: LocalEvent): string => {
  let text: string = event.type;
  for (const { name, kind } of fieldsOfEvents[event.type]) {
    text += ` ${argumentText(kind, event[name as keyof LocalEvent])}`;
  }
  return text;
};

const ARROWS = { arrives: '→', corrupted: '↯', lost: '⇥', foreign: '⇝' } as const;

const crashText = (crashAfter: number | undefined): string =>
  crashAfter === undefined ? '' : ` crash after ${crashAfter}`;

/** The part of a line that replays. */
export const formatAction = (action: Action): string => {
  switch (action.type) {
    case 'crash':
    case 'restart':
      return `${action.id} ${action.type}`;
    case 'event':
      return `${action.id} ${formatEvent(action.event)}${crashText(action.crashAfter)}`;
    case 'lose':
      return arrowText(ARROWS.lost, action.message);
    case 'foreign':
      return `${action.id} ${ARROWS.foreign} ${arrowText(ARROWS.arrives, action.message)}`;
    case 'deliver':
      return `${arrowText(action.corrupted ? ARROWS.corrupted : ARROWS.arrives, action.message)}${crashText(action.crashAfter)}`;
  }
};

const arrowText = (arrow: string, message: Message): string =>
  `${message.from} ${arrow} ${message.to} ${formatMessage(message)}`;

/** A server in a few words: role and term, vote, end of the log, commitIndex. */
export const formatServer = ({ role, currentTerm, votedFor, log, commitIndex }: Server): string => {
  const vote = votedFor === null ? '' : ` votedFor=${votedFor}`;
  return `${role}@${currentTerm}${vote} log=${lastIndex(log)}@${lastTerm(log)} commit=${commitIndex}`;
};

/** A whole line. */
export const formatLine = ({ timeMs, action, outcome }: Line): string => {
  const time = timeMs === undefined ? '' : `${timeMs.toFixed(3)} `;
  if (!outcome) return time + formatAction(action);
  const state = outcome.server === null ? 'down' : formatServer(outcome.server);
  const clauses = outcome.fired.length === 0 ? '' : ` [${outcome.fired.join(' ')}]`;
  return `${time}${formatAction(action)} | ${state}${clauses}`;
};

/** What parsing gives: the line's action, or what is wrong with the line. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly because: string };

class Malformed extends Error {}

const fail = (because: string): never => {
  throw new Malformed(because);
};

/** No line of a run comes near. */
const MAX_LINE_LENGTH = 1024 * 1024;

const foundInstead = (token: string | undefined): string =>
  `found ${token === undefined ? 'the end of the line' : excerpt(token)}`;

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Where the token that begins here ends: at the first blank that is neither in quotes nor in brackets. */
const tokenEnd = (text: string, start: number): number => {
  let isQuoted = false;
  let depth = 0;
  for (let place = start; place < text.length; place++) {
    const character = text[place];
    if (isQuoted && character === '\\') place++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '[') depth++;
    else if (character === ']') depth = Math.max(0, depth - 1);
    else if (isBlank(character) && depth === 0) return place;
  }
  return text.length;
};

/** The tokens of a text, up to a token that ends them. */
const tokensOf = (text: string, last?: string): readonly string[] => {
  const tokens: string[] = [];
  let place = 0;
  while (place < text.length) {
    if (isBlank(text[place])) {
      place++;
      continue;
    }
    const end = tokenEnd(text, place);
    const token = text.slice(place, end);
    if (token === last) break;
    tokens.push(token);
    place = end;
  }
  return tokens;
};

const textOf = (token: string | undefined): string => {
  try {
    const value: unknown = JSON.parse(token ?? '');
    if (typeof value === 'string') return value;
  } catch {
    // said below
  }
  return fail(`expected a quoted text, ${foundInstead(token)}`);
};

const wholeOf = (token: string | undefined): number => {
  if (token === undefined || !/^\d{1,15}$/.test(token)) return fail(`expected a whole number, ${foundInstead(token)}`);
  const number = Number(token);
  return number <= MAX_NUMBER ? number : fail(`expected a number up to ${MAX_NUMBER}, ${foundInstead(token)}`);
};

const booleanOf = (token: string): boolean =>
  token === 'true' || token === 'false' ? token === 'true' : fail(`expected true or false, ${foundInstead(token)}`);

const idOf = (token: string | undefined): ServerId =>
  token !== undefined && /^[A-Za-z]\w{0,30}$/.test(token)
    ? token
    : fail(`expected a server such as S1, ${foundInstead(token)}`);

/** Of what comes from outside: any number at all. JSON has no NaN and no infinity, and a line has. */
const numberOf = (token: string): number => {
  if (!/^(?:NaN|-?Infinity|-?\d[\d.]*(?:e[+-]?\d{1,3})?)$/.test(token) || token.length > MAX_NUMBER_LENGTH)
    return fail(`expected a number, ${foundInstead(token)}`);
  const number = Number(token);
  return Number.isNaN(number) && token !== 'NaN' ? fail(`expected a number, ${foundInstead(token)}`) : number;
};

/** No number of JavaScript is written in more. */
const MAX_NUMBER_LENGTH = 30;

const entriesOf = (token: string, termOf: (token: string) => number): readonly Entry[] => {
  if (!token.startsWith('[') || !token.endsWith(']'))
    return fail(`expected entries such as [1:"x"], ${foundInstead(token)}`);
  return tokensOf(token.slice(1, -1)).map((entry) => {
    const colon = entry.indexOf(':');
    if (colon === -1)
      return fail(`expected an entry such as 1:"x", ${foundInstead(entry)}, which lacks a colon and a text`);
    const [term, content] = [termOf(entry.slice(0, colon)), entry.slice(colon + 1)];
    const other = OTHER_KIND.exec(content);
    return other ? otherEntryOf(term, other[1] ?? '', other[2] ?? '') : { term, command: textOf(content) };
  });
};

/** The name of a kind of entry, and what stands under it. */
const OTHER_KIND = /^([a-z]\w{0,30})=(.*)$/i;

/** So deep may be what an entry of another kind holds: what goes through it needs no more stack than there is. */
const MAX_DEPTH = 64;

const otherEntryOf = (term: number, kind: string, json: string): Entry => {
  if (kind === 'term' || kind === 'command')
    return fail(`expected an entry such as 1:"x", ${foundInstead(`${term}:${kind}=${json}`)}`);
  if ((json.match(/[[{]/g)?.length ?? 0) > MAX_DEPTH)
    return fail(`${kind} holds lists within more than ${MAX_DEPTH} others`);
  try {
    return { term, [kind]: JSON.parse(json) as unknown } as unknown as Entry;
  } catch {
    return fail(`expected JSON behind ${kind}=, ${foundInstead(json)}`);
  }
};

type Readers = Readonly<Record<FieldKind, (token: string) => unknown>>;

/** How the values of each kind are read. */
const readersOf = (number: (token: string) => number): Readers => ({
  term: number,
  index: number,
  checksum: number,
  offset: number,
  serverId: idOf,
  text: textOf,
  round: number,
  readId: textOf,
  boolean: booleanOf,
  entries: (token) => entriesOf(token, number),
});

const readers = readersOf(wholeOf);
const foreignReaders = readersOf(numberOf);

const isMessageType = (type: string | undefined): type is MessageType =>
  type !== undefined && Object.hasOwn(messages, type);

const messageOf = (from: ServerId, to: ServerId, tokens: readonly string[], read: Readers = readers): Message => {
  const [type, ...given] = tokens;
  if (!isMessageType(type))
    return fail(`expected one of ${messageTypes.join(', ')}, found ${excerpt(type ?? 'nothing')}`);
  const expected = fieldsOfType[type];
  const fields = expected.map(({ name, kind }, place) => {
    const token = given[place] ?? fail(`${type} lacks ${name}`);
    if (!token.startsWith(`${name}=`)) return fail(`expected ${name}=, ${foundInstead(token)}`);
    return [name, read[kind](token.slice(name.length + 1))] as const;
  });
  if (given.length > expected.length)
    return fail(`${type} has no such field: ${excerpt(given[expected.length] ?? '')}`);
  return { type, from, to, ...Object.fromEntries(fields) } as unknown as Message;
};

const timerOf = (token: string | undefined): TimerName =>
  timerNames.find((name) => name === token) ?? fail(`expected one of ${timerNames.join(', ')}, ${foundInstead(token)}`);

const commandsOf = (token: string | undefined): readonly string[] =>
  token?.startsWith('[') && token.endsWith(']')
    ? tokensOf(token.slice(1, -1)).map(textOf)
    : fail(`expected commands such as ["x" "y"], ${foundInstead(token)}`);

const serverIdsOf = (token: string | undefined): readonly ServerId[] =>
  token?.startsWith('[') && token.endsWith(']')
    ? tokensOf(token.slice(1, -1)).map(idOf)
    : fail(`expected servers such as [S1 S2], ${foundInstead(token)}`);

const eventReaders: Readonly<Record<EventFieldKind, (token: string) => unknown>> = {
  ...readers,
  timer: timerOf,
  command: textOf,
  commands: commandsOf,
  serverIds: serverIdsOf,
};

/** As lines were written once. */
const oldTimeouts: ReadonlyMap<string, TimerName> = new Map([
  ['electionTimeout', 'election'],
  ['heartbeatTimeout', 'heartbeat'],
]);

const isEventType = (verb: string): verb is LocalEventType => Object.hasOwn(localEvents, verb);

const localEventOf = (verb: string, rest: readonly string[]): LocalEvent => {
  const fieldsOf = (expected: readonly EventField[]): readonly (readonly [string, unknown])[] => {
    const count = expected.length;
    if (rest.length !== count) fail(`${verb} takes ${count} argument${count === 1 ? '' : 's'}, found ${rest.length}`);
    return expected.map(({ name, kind }, place) => [name, eventReaders[kind](rest[place] as string)] as const);
  };
  const timer = oldTimeouts.get(verb);
  if (timer !== undefined) return { type: 'timeout', timer, ...Object.fromEntries(fieldsOf([])) };
  if (!isEventType(verb)) return fail(`nothing that can happen is called ${excerpt(verb)}`);
  return { type: verb, ...Object.fromEntries(fieldsOf(fieldsOfEvents[verb])) } as LocalEvent;
};

const actionOf = (tokens: readonly string[]): Action => {
  const atCrash = tokens.length - 3;
  if (tokens[atCrash] === 'crash' && tokens[atCrash + 1] === 'after') {
    const action = wholeActionOf(tokens.slice(0, atCrash));
    if (action.type !== 'event' && action.type !== 'deliver') return fail('only a step can be cut by a crash');
    return { ...action, crashAfter: wholeOf(tokens[atCrash + 2]) };
  }
  return wholeActionOf(tokens);
};

/** An action that nothing cuts short. */
const wholeActionOf = ([first, verb, ...rest]: readonly string[]): Action => {
  const id = idOf(first);
  if (verb === undefined) return fail(`${id} does what?`);
  if (verb === 'crash' || verb === 'restart') {
    return rest.length === 0 ? { type: verb, id } : fail(`${verb} takes no argument, ${foundInstead(rest.join(' '))}`);
  }
  if (verb === ARROWS.foreign || verb === '~>') return { type: 'foreign', id, message: foreignOf(rest) };
  const arrow = verb === '->' ? ARROWS.arrives : verb;
  if (arrow !== ARROWS.arrives && arrow !== ARROWS.corrupted && arrow !== ARROWS.lost) {
    return { type: 'event', id, event: localEventOf(verb, rest) };
  }
  const message = messageOf(id, idOf(rest[0]), rest.slice(1));
  if (arrow === ARROWS.lost) return { type: 'lose', message };
  return arrow === ARROWS.corrupted ? { type: 'deliver', message, corrupted: true } : { type: 'deliver', message };
};

const foreignOf = ([from, arrow, to, ...rest]: readonly string[]): Message => {
  if (arrow !== ARROWS.arrives && arrow !== '->') return fail(`expected ${ARROWS.arrives}, ${foundInstead(arrow)}`);
  return messageOf(idOf(from), idOf(to), rest, foreignReaders);
};

/** The tokens of the action in a line: without the time before it and the outcome after it. */
const actionTokens = (line: string, maxLength: number): readonly string[] => {
  if (line.length > maxLength) fail(`a line has at most ${maxLength} characters, this one ${line.length}`);
  if (/[\n\r]/.test(line)) fail(`expected one line, ${foundInstead(line)}`);
  const tokens = tokensOf(line, '|');
  return /^\d+\.\d{3}$/.test(tokens[0] ?? '') ? tokens.slice(1) : tokens;
};

/**
 * Reads the action of a line; strict: a field too many, too few or out of order is an error. The reason is one line.
 *
 * @param maxLength so many characters the line may have.
 */
export const parseAction = (line: string, maxLength: number = MAX_LINE_LENGTH): Parsed<Action> => {
  try {
    return { ok: true, value: actionOf(actionTokens(line, maxLength)) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, because: error.message };
    throw error;
  }
};
