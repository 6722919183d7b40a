/**
 * Journals: all that happened to one server, as lines of the one grammar behind a head that says where it begins. A server
 * writes several files one after the other, each of which can be judged by itself.
 *
 * The lines of one batch, which are stepped together and whose writes are one, have the same time; the next batch has a later one.
 * So it is known which lines stand or fall together when the server is killed.
 */
import { z } from 'zod';
import { extensionIds, roles } from '../core/extensions/index.ts';
import { append, emptyLog, entriesBetween } from '../core/log.ts';
import { durable, emptyDurable, restart } from '../core/server.ts';
import type { Durable, Entry, ExtensionId, Options, Server, ServerId } from '../core/types.ts';
import { excerpt, jsonText } from '../text/printable.ts';
import {
  type ForeignArrival,
  formatLine,
  type Parsed,
  parseAction,
  type StepAction,
  type StepOutcome,
} from './grammar.ts';
import { listOf, optionsForm, positive, readJson, serverId, whole } from './schema.ts';

/** So many characters a line of a journal has at most: it may hold a snapshot, and its head a log. */
export const MAX_JOURNAL_LINE = 2 ** 28;

/** Whose journal it is, and what does not change while it is written. */
export interface JournalOwner {
  /** The server. */
  readonly id: ServerId;
  /** The name of the cluster, the same at all its servers. */
  readonly cluster: string;
  /** All members. */
  readonly servers: readonly ServerId[];
  /** Bounds of what it sends. */
  readonly options: Options;
  /** The optional pages that are woven in, in the order in which they were woven. */
  readonly extensions: readonly ExtensionId[];
}

/** Where a file of a journal begins. */
export interface JournalBeginning {
  /** The file's number among those of the server, from 1 on, each one more than the last. */
  readonly number: number;
  /** `restart`: the server has just come back from its disk, or runs for the first time. `rotation`: it goes on from the file before. */
  readonly begins: 'restart' | 'rotation';
  /** The server as it is before the first line. */
  readonly server: Server;
}

/** The first line of a file. */
export interface JournalHead extends JournalOwner, JournalBeginning {}

/** A line of a journal: a step, and what came of it. */
export interface JournalLine {
  /** Milliseconds on the server's own monotonic clock; the lines of one batch have the same. */
  readonly timeMs: number;
  /** What happened to the server. */
  readonly action: StepAction | ForeignArrival;
  /** What came of it, in the words of the grammar. */
  readonly outcome: string;
}

const HEAD = '# figure2 journal ';
const END = '# recording ended: ';

/** Is this the beginning of a journal, whatever follows? */
export const isJournal = (text: string): boolean => text.startsWith(HEAD);

/** The head of a file, as its first line. */
export const formatJournalHead = ({ server, ...about }: JournalHead): string => {
  const { id: _id, peers: _peers, options: _options, currentTerm, votedFor, log, snapshot, ...volatile } = server;
  const entries = entriesBetween(log, log.snapshotIndex + 1, log.lastIndex);
  const disk = { currentTerm, votedFor, snapshot, entries };
  const { id, cluster, number, begins, servers, options, extensions } = about;
  const isRestart = begins === 'restart';
  const state = isRestart ? { disk } : { disk, volatile };
  return HEAD + jsonText({ version: 1, id, cluster, number, begins, servers, options, extensions, ...state }, 0);
};

const NAME =
  /^# figure2 journal \{"version":\d{1,9},"id":"([A-Za-z]\w{0,30})","cluster":("(?:[^"\\]|\\.){1,400}"),"number":(\d{1,15}),/;

/** Whose file it is and which of the server's, by its first characters; undefined: it is no journal. */
export const parseJournalName = (text: string): Pick<JournalHead, 'id' | 'cluster' | 'number'> | undefined => {
  const [, id, cluster, number] = NAME.exec(text) ?? [];
  if (id === undefined || cluster === undefined || number === undefined) return undefined;
  return { id, cluster: JSON.parse(cluster) as string, number: Number(number) };
};

/** What is written where nothing more is recorded, although the server goes on. */
export const formatJournalEnd = (because: string): string => END + excerpt(because, MAX_REASON);

const MAX_REASON = 200;

/** Why nothing more is recorded; undefined: the line says something else. */
export const parseJournalEnd = (line: string): string | undefined =>
  line.startsWith(END) ? line.slice(END.length) : undefined;

/** A step as a line. */
export const formatJournalLine = (timeMs: number, action: StepAction | ForeignArrival, outcome: StepOutcome): string =>
  formatLine({ timeMs, action, outcome });

const MAX_SERVERS = 31;
const MAX_ENTRIES = 2 ** 25;
const MAX_CLUSTER = 64;
const MAX_TEXT = MAX_JOURNAL_LINE;

const entry = z
  .looseObject({ term: positive, command: z.string().max(MAX_TEXT).optional() })
  .refine((read) => Object.keys(read).length === 2, { error: 'an entry has a term, and one thing beside it' });

const snapshotEnds = { lastIncludedIndex: positive, lastIncludedTerm: positive, checksum: whole };
const snapshot = z.strictObject({ ...snapshotEnds, data: z.string().max(MAX_TEXT) });

const each = <T extends z.ZodType>(value: T) => z.record(serverId, value);

const volatileForm = z.strictObject({
  role: z.enum([...roles] as [string, ...string[]]),
  commitIndex: whole,
  lastApplied: whole,
  leaderId: serverId.nullable(),
  votesGranted: listOf(serverId, MAX_SERVERS),
  nextIndex: each(whole),
  matchIndex: each(whole),
  pipelining: each(z.boolean()),
  snapshotOffset: each(whole),
  outgoingSnapshot: each(snapshot.nullable()),
  incomingSnapshot: snapshot.nullable(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

/** What the head of a file holds. What no schema says of it, `parseJournalHead` does. */
export const journalHead = z.strictObject({
  version: z.literal(1, { error: 'only version 1 is known; read it with the figure2 that has written it' }),
  id: serverId,
  cluster: z.string().min(1).max(MAX_CLUSTER),
  number: positive,
  begins: z.enum(['restart', 'rotation']),
  servers: listOf(serverId, MAX_SERVERS),
  options: optionsForm,
  extensions: listOf(z.enum(extensionIds as [ExtensionId, ...ExtensionId[]]), MAX_SERVERS),
  disk: z.strictObject({
    currentTerm: whole,
    votedFor: serverId.nullable(),
    snapshot: snapshot.nullable(),
    entries: listOf(entry, MAX_ENTRIES),
  }),
  volatile: volatileForm.optional(),
});

type HeadForm = z.infer<typeof journalHead>;

/** Reads the first line of a file: what it says is looked at before it is believed. The reason is one line. */
export const parseJournalHead = (line: string): Parsed<JournalHead> => {
  if (!isJournal(line)) return { ok: false, because: `it does not begin with ${excerpt(HEAD.trim())}` };
  const read = readJson(line.slice(HEAD.length), journalHead);
  if (!read.ok) return { ok: false, because: `its head: ${read.because}` };
  const fault = faultOfHead(read.value);
  if (fault !== undefined) return { ok: false, because: `its head: ${fault}` };
  const { id, cluster, number, begins, servers, options, extensions } = read.value;
  const server = serverOf(read.value);
  const ends = faultOfEnds(server);
  if (ends !== undefined) return { ok: false, because: `its head: ${ends}` };
  return { ok: true, value: { id, cluster, number, begins, servers, options, extensions, server } };
};

/** What no schema says. */
const faultOfHead = ({ id, servers, begins, extensions, disk, volatile }: HeadForm): string | undefined => {
  if (new Set(servers).size !== servers.length) return 'servers names a server twice';
  if (new Set(extensions).size !== extensions.length) return 'extensions names a page twice';
  const { votedFor } = disk;
  const named = [id, votedFor, volatile?.leaderId, ...(volatile?.votesGranted ?? []), ...followersIn(volatile)];
  const stranger = named.find((name) => typeof name === 'string' && !servers.includes(name));
  if (typeof stranger === 'string') return `${stranger} is not one of the servers ${excerpt(servers.join(' '))}`;
  if ((begins === 'rotation') !== (volatile !== undefined))
    return 'volatile has to be there where it goes on from another file, and nowhere else';
  return undefined;
};

const followersIn = (volatile: HeadForm['volatile']): readonly string[] => {
  if (!volatile) return [];
  const { nextIndex, matchIndex, pipelining, snapshotOffset, outgoingSnapshot } = volatile;
  return [nextIndex, matchIndex, pipelining, snapshotOffset, outgoingSnapshot].flatMap((its) => Object.keys(its));
};

/** Whatever a server was, its steps come to an end. That its indexes are in order is asked of its next step (SP-10). */
const faultOfEnds = ({ log, commitIndex }: Server): string | undefined =>
  commitIndex <= log.lastIndex + MAX_ENTRIES
    ? undefined
    : `commitIndex ${commitIndex} lies far behind the end of the log, which is ${log.lastIndex}`;

const serverOf = ({ id, servers, options, disk, volatile }: HeadForm): Server => {
  const { currentTerm, votedFor, snapshot: kept, entries } = disk;
  const log = append(emptyLog(kept?.lastIncludedIndex, kept?.lastIncludedTerm), entries as unknown as readonly Entry[]);
  const whole: Durable = { ...emptyDurable({ id, servers, options }), currentTerm, votedFor, log, snapshot: kept };
  const restarted = restart(whole);
  return volatile === undefined ? restarted : ({ ...restarted, ...volatile } as Server);
};

/** What is on the disk of the server of a head. */
export const diskOfHead = ({ server }: JournalHead): Durable => durable(server);

/** Reads a line of the journal of a server. The reason is one line. */
export const parseJournalLine = (line: string, id: ServerId): Parsed<JournalLine> => {
  const [time = ''] = /^\d{1,15}\.\d{3}(?= )/.exec(line) ?? [];
  if (time === '') return { ok: false, because: `expected a time such as 12.345, found ${excerpt(line)}` };
  const bar = line.lastIndexOf(' | ');
  if (bar === -1) return { ok: false, because: 'expected what came of it behind "|", found the end of the line' };
  const parsed = parseAction(line.slice(time.length + 1, bar), MAX_JOURNAL_LINE);
  if (!parsed.ok) return parsed;
  const action = parsed.value;
  const timeMs = Number(time);
  const outcome = line.slice(bar + 3);
  if (action.type === 'event' || action.type === 'foreign') {
    if (action.id !== id)
      return { ok: false, because: `it is the journal of ${id}, and the line tells of ${action.id}` };
  } else if (action.type !== 'deliver') {
    return { ok: false, because: `a journal has steps alone, found ${action.type}` };
  } else if (action.message.to !== id) {
    return { ok: false, because: `it is the journal of ${id}, and the line tells of ${action.message.to}` };
  }
  if (action.type !== 'foreign' && action.crashAfter !== undefined)
    return { ok: false, because: 'a journal does not know of a step that was cut, found crash after' };
  if (action.type === 'deliver' && action.corrupted)
    return { ok: false, because: 'a journal does not know what was corrupted on the way, found ↯' };
  return { ok: true, value: { timeMs, action, outcome } };
};
