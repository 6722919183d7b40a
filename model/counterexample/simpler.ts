/** What of an action or a setting could be simpler. Whether it may be is for a replay to say. */
import { commandsIn, withCommands } from '../../src/core/extensions/events.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { AppendEntries, Entry, Message, Options, ServerId } from '../../src/core/types.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting } from '../../src/trace/recording.ts';

export const serversOf = (action: Action): readonly ServerId[] =>
  'id' in action ? [action.id] : [action.message.from, action.message.to];

/** The same in plainer words, the plainest first: without a crash, without corruption, with less data. */
export const plainer = (action: Action): readonly Action[] => {
  if (action.type !== 'event' && action.type !== 'deliver') return [];
  const { crashAfter, ...whole } = action;
  const id = action.type === 'event' ? action.id : action.message.to;
  const candidates: Action[] = crashAfter === undefined ? [] : [whole, { type: 'crash', id }];
  if (action.type === 'deliver' && action.corrupted) {
    const { corrupted: _corrupted, ...sound } = action;
    candidates.push(sound);
  }
  if (action.type === 'event' && action.event.type === 'compact') {
    const { event } = action;
    for (const data of ['', 'a', 'ab']) {
      if (data.length < event.data.length) candidates.push({ ...action, event: { ...event, data } });
    }
  }
  return candidates;
};

/** Settings that are simpler in one respect each, the simplest first. */
export const simplerSettings: readonly ((setting: Setting) => readonly Setting[])[] = [
  ({ snapshotLength, ...plain }) =>
    snapshotLength === undefined
      ? []
      : [
          plain,
          ...[0, 20]
            .filter((length) => length < snapshotLength)
            .map((length) => ({ ...plain, snapshotLength: length })),
        ],
  ...(Object.keys(defaultOptions) as (keyof Options)[]).map((name) => (setting: Setting) => {
    const options = { ...setting.options, [name]: defaultOptions[name] };
    return setting.options[name] === options[name] ? [] : [{ ...setting, options }];
  }),
];

const ID_FIELDS: ReadonlySet<string> = new Set(['from', 'to', 'leaderId', 'candidateId']);

/** The same with other servers. */
export const withServers = (action: Action, rename: (id: ServerId) => ServerId): Action => {
  if ('id' in action && !('message' in action)) return { ...action, id: rename(action.id) };
  const { message } = action;
  const fields = Object.entries(message).map(([name, value]): [string, unknown] => [
    name,
    ID_FIELDS.has(name) ? rename(String(value)) : value,
  ]);
  const renamed = Object.fromEntries(fields) as unknown as Message;
  return 'id' in action ? { ...action, id: rename(action.id), message: renamed } : { ...action, message: renamed };
};

/** The run in which one server does what another did, beside its own part. What they said to each other is not said. */
export const withServerFor = (actions: readonly Action[], gone: ServerId, instead: ServerId): readonly Action[] =>
  actions
    .map((action) => withServers(action, (id) => (id === gone ? instead : id)))
    .filter((action) => action.type !== 'deliver' || action.message.from !== action.message.to);

/** a, b, ..., z, a1, b1, ... */
const nameOf = (place: number): string =>
  String.fromCharCode(97 + (place % 26)) + (place < 26 ? '' : String(Math.floor(place / 26)));

/** The same with commands a, b, c, in the order in which clients give them. */
export const withShortNames = (actions: readonly Action[]): readonly Action[] => {
  const names = new Map<string, string>();
  const short = (command: string): string => names.get(command) ?? command;
  const shortEntry = (entry: Entry): Entry =>
    'command' in entry ? { ...entry, command: short(entry.command) } : entry;
  const shortMessage = (message: Message): Message =>
    message.type === 'AppendEntries' ? { ...message, entries: message.entries.map(shortEntry) } : message;
  for (const action of actions) {
    if (action.type !== 'event') continue;
    for (const command of commandsIn(action.event)) if (!names.has(command)) names.set(command, nameOf(names.size));
  }
  return actions.map((action) => {
    if ('message' in action) return { ...action, message: shortMessage(action.message) };
    return action.type === 'event' ? { ...action, event: withCommands(action.event, short) } : action;
  });
};

/** Where something began in a run: an index at a command, a term at a candidacy. */
export interface Beginnings {
  /** For each action, the index that its command got; 0: none. */
  readonly indexes: readonly number[];
  /** For each action, the term that its candidate began; 0: none. */
  readonly terms: readonly number[];
}

/** How indexes and terms are called once one of them is gone. */
interface Renaming {
  readonly index: (index: number) => number;
  readonly term: (term: number) => number;
}

const same = (number: number): number => number;
const closeGap = (gone: number) => (number: number) => (number >= gone && number > 0 ? number - 1 : number);

/** The run as it would be without an index: no command, no entry there, and everything behind it one place earlier. */
export const withoutIndex = (actions: readonly Action[], { indexes }: Beginnings, gone: number): readonly Action[] => {
  const renaming: Renaming = { index: closeGap(gone), term: same };
  const entriesLeft = ({ entries, prevLogIndex }: AppendEntries): readonly Entry[] =>
    entries.filter((_, place) => prevLogIndex + 1 + place !== gone);
  return actions
    .filter((_, place) => indexes[place] !== gone)
    .map((action) => {
      const renamed = renamedAction(action, renaming);
      if (!('message' in action) || !('message' in renamed) || action.message.type !== 'AppendEntries') return renamed;
      return { ...renamed, message: { ...renamed.message, entries: entriesLeft(action.message) } as AppendEntries };
    });
};

/** The run as it would be without a term: no candidate, no message of it, and every later term one less. */
export const withoutTerm = (actions: readonly Action[], { terms }: Beginnings, gone: number): readonly Action[] =>
  actions
    .filter((action, place) => terms[place] !== gone && !('message' in action && action.message.term === gone))
    .map((action) => renamedAction(action, { index: same, term: closeGap(gone + 1) }));

const INDEXES: ReadonlySet<string> = new Set([
  ...['lastLogIndex', 'prevLogIndex', 'leaderCommit', 'matchIndex', 'conflictIndex', 'lastIncludedIndex'],
]);
const TERMS: ReadonlySet<string> = new Set(['term', 'lastLogTerm', 'prevLogTerm', 'conflictTerm', 'lastIncludedTerm']);

const renamedAction = (action: Action, renaming: Renaming): Action => {
  if ('message' in action) return { ...action, message: renamedMessage(action.message, renaming) };
  if (action.type !== 'event' || action.event.type !== 'compact') return action;
  return { ...action, event: { ...action.event, index: renaming.index(action.event.index) } };
};

const renamedMessage = (message: Message, { index, term }: Renaming): Message => {
  const renamed = Object.entries(message).map(([name, value]): [string, unknown] => {
    if (INDEXES.has(name)) return [name, index(value as number)];
    if (TERMS.has(name)) return [name, term(value as number)];
    if (name !== 'entries') return [name, value];
    return [name, (value as readonly Entry[]).map((entry) => ({ ...entry, term: term(entry.term) }))];
  });
  return Object.fromEntries(renamed) as unknown as Message;
};
