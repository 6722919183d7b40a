/**
 * The table of local events: what can happen to a server beside a message, a row for each kind. Whoever writes, reads or explains
 * them does so by the rows; a new local event is one row, its type, and the rules that answer it.
 *
 * The rows here are those of the paper. An optional page of the spec adds events as it adds messages: it declares the types in
 * `LocalEventTypes` (`declare module '../types.ts'`), holds its rows as `LocalEventRows`, and is named in `extensions/events.ts`.
 */
import type { ClauseId } from './clauses.ts';
import type { FieldValues, Quote } from './messages.ts';
import type { LocalEvent, LocalEventType, LocalEventTypes, ServerId, TimerName } from './types.ts';

/** What the kinds of fields hold. */
interface EventFieldValues extends FieldValues {
  /** The name of a timer. */
  readonly timer: TimerName;
  /** What a client asks of the state machine, an opaque string (D-18). */
  readonly command: string;
  /** Several of them, in their order. */
  readonly commands: readonly string[];
  /** Names of servers. */
  readonly serverIds: readonly ServerId[];
}

/** What a field of a local event holds, and so how it is written and read. */
export type EventFieldKind = keyof EventFieldValues;

/** The kinds that can hold the values of a type. */
type KindOf<T> = {
  [K in EventFieldKind]: EventFieldValues[K] extends T ? (T extends EventFieldValues[K] ? K : never) : never;
}[EventFieldKind];

/** All that is known of a local event but the rules that answer it. */
export interface LocalEventRow<E extends LocalEvent> {
  /** The clause that answers it. */
  readonly clause: ClauseId;
  /** What it is, in one sentence. */
  readonly description: string;
  /** Its fields, in the order in which they are written, and what each holds. */
  readonly fields: { readonly [K in Exclude<keyof E, 'type'>]: KindOf<E[K]> };
  /** What tells its story. */
  readonly words: (event: E, quote: Quote) => string;
}

/** The rows of some local events, by their types. */
export type LocalEventRows<T extends LocalEventType = LocalEventType> = {
  readonly [K in T]: LocalEventRow<LocalEventTypes[K]>;
};

/** The local events of the paper. */
export const figureEvents = {
  start: {
    clause: 'ST-9',
    description: 'The server has been started, for the first time or after a crash',
    fields: {},
    words: () => 'start',
  },
  timeout: {
    clause: 'RS-F-2',
    description: 'A timer has run out',
    fields: { timer: 'timer' },
    words: ({ timer }) => `${timer} timeout`,
  },
  clientCommand: {
    clause: 'RS-L-2',
    description: 'A client asks for a command to be put into the log',
    fields: { command: 'command' },
    words: ({ command }, quote) => `clientCommand ${quote(command)}`,
  },
  compact: {
    clause: 'IS-13',
    description: 'The state machine has written itself down',
    fields: { index: 'index', data: 'text' },
    words: ({ index }) => `compact ${index}`,
  },
} satisfies Partial<LocalEventRows>;

/** A field of a local event: its name and what it holds. */
export interface EventField {
  /** Its name. */
  readonly name: string;
  /** What it holds. */
  readonly kind: EventFieldKind;
}

/** The fields of a local event, in the order in which they are written. */
export const eventFieldsOf = (row: {
  readonly fields: Readonly<Record<string, EventFieldKind>>;
}): readonly EventField[] => Object.entries(row.fields).map(([name, kind]) => ({ name, kind }));
