/** Parallel write (spec/extensions/parallel-write.md): a leader sends its entries first, and counts itself once it has written them. */
import type { LocalEventRows } from '../events.ts';
import { lastIndex, termAt } from '../log.ts';
import { cites } from '../machine.ts';
import { followedBy, type Guard, type Outcome, type Rule, withoutEffects } from '../outcome.ts';
import { agreedIndex, configurationOf } from '../quorum.ts';
import { appendCommand, hasEntriesToSend, sendEntries } from '../rules/leaders.ts';
import { matchIndexOf } from '../rules/progress.ts';
import type { ClientCommand, Event, Index, Message, MessageType, Persist, Server, Term, Typed } from '../types.ts';
import { appendCommands, type ClientCommands } from './clientBatches.ts';
import type { Addition, Answers, Extension, Transition } from './weave.ts';

declare module '../types.ts' {
  interface LocalEventTypes {
    /** A write of a leader is done. */
    readonly written: WrittenEntries;
  }
  interface ExtensionStates {
    /** What a leader knows of its own writes. */
    readonly 'parallel-write': ParallelWriteState;
  }
}

/** The write of a leader's own entries is done: they are on its disk (PW-4). */
export interface WrittenEntries extends Typed<'written'> {
  /** The last of them. */
  readonly index: Index;
  /** The leader's term when it made the write. */
  readonly term: Term;
}

/** What a leader knows of its own writes. */
export interface ParallelWriteState {
  /** PW-1: up to where the leader knows its log to be on its disk; null: all of it is. */
  readonly writtenIndex: Index | null;
}

/** The row of its event. */
export const parallelWriteEvents: Pick<LocalEventRows, 'written'> = {
  written: {
    clause: 'PW-4',
    description: "The write of a leader's own entries is done: the last of them, and the term in which it was made",
    fields: { index: 'index', term: 'term' },
    words: ({ index, term }) => `written ${index}@${term}`,
  },
};

const allWritten: ParallelWriteState = { writtenIndex: null };

/** PW-1 */
export const writtenIndexOf = ({ extensions }: Server): Index | null =>
  (extensions?.['parallel-write'] ?? allWritten).writtenIndex;

/** The server with other knowledge of its writes. */
export const withWritten = (server: Server, state: ParallelWriteState): Server => ({
  ...server,
  extensions: { ...server.extensions, 'parallel-write': state },
});

/** PW-2: what was appended is sent first and written after. */
const sendBeforeWrite = (before: Server, appended: Outcome, event: Event): Outcome => {
  const server = withWritten(appended.server, { writtenIndex: writtenIndexOf(before) ?? lastIndex(before.log) });
  const sent = hasEntriesToSend(server, event) ? sendEntries(server, event) : withoutEffects(server);
  return {
    ...followedBy(sent, { ...appended, server: sent.server }),
    fired: [...appended.fired, 'PW-2', ...sent.fired],
  };
};

/** PW-2: one command. */
const appendAhead: Rule<ClientCommand> = (server, event) =>
  sendBeforeWrite(server, appendCommand(server, event), event);

/** PW-2, CB-1: several. */
const appendAllAhead: Rule<ClientCommands> = (server, event) =>
  sendBeforeWrite(server, appendCommands(server, event), event);

/** PW-3: the highest index that a majority has, the leader itself as far as it has written. */
const durableIndex = (server: Server): Index => {
  const own = writtenIndexOf(server) ?? lastIndex(server.log);
  return agreedIndex(configurationOf(server), (id) => (id === server.id ? own : matchIndexOf(server, id)));
};

/** PW-3, RS-L-4, their condition. */
const canCommitDurable: Guard = (server) => {
  if (server.commitIndex >= lastIndex(server.log)) return false; // asked after every event, as in RS-L-4
  const index = durableIndex(server);
  return index > server.commitIndex && termAt(server.log, index) === server.currentTerm;
};

/** PW-3, RS-L-4: what a majority has on its disks is committed. */
const commitDurable: Rule = (server) =>
  withoutEffects({ ...server, commitIndex: durableIndex(server) }, 'RS-L-4', 'PW-3');

/** PW-4, its condition: a write of this term, of which the leader has not been told. */
const isOwnWrite: Guard<WrittenEntries> = (server, { index, term }) => {
  const known = writtenIndexOf(server);
  return term === server.currentTerm && known !== null && index > known;
};

/** PW-4: up to there the leader's own log is on its disk. */
const countOwnWrite: Rule<WrittenEntries> = (server, { index }) =>
  withoutEffects(withWritten(server, index >= lastIndex(server.log) ? allWritten : { writtenIndex: index }), 'PW-4');

/** PW-5: it says nothing about what the log holds now. */
const ignoreWrite: Rule<WrittenEntries> = (server) => withoutEffects(server, 'PW-5');

/** PW-6: all its writes stand before what it writes from now on. */
const forgetWrites: Rule<Message> = (server) =>
  writtenIndexOf(server) === null ? withoutEffects(server) : withoutEffects(withWritten(server, allWritten), 'PW-6');

/** Beside the leader's ways to step down. */
export const forgetAt = (...types: readonly MessageType[]): Readonly<Record<string, Addition>> =>
  Object.fromEntries(types.map((type) => [`leader ${type} stepDown`, { actions: 'forgetWrites', clauses: ['PW-6'] }]));

const ahead = (actions: string, description: string, ...clauses: Parameters<typeof cites>[1][]): Transition => ({
  actions,
  ...cites(description, 'PW-2', 'RS-L-2', 'RS-L-3', 'AE-6', 'D-14', 'D-15', ...clauses),
});

const ignored: Answers = {
  written: { actions: 'ignoreWrite', ...cites('A write of another term, or no news', 'PW-5') },
};

/** PW-2: a leader has to be told of a write of its own entries once it is done. */
const afterWrite = (server: Server, { append }: Persist): WrittenEntries | undefined =>
  append !== undefined && server.role === 'leader' && writtenIndexOf(server) !== null
    ? { type: 'written', index: append.firstIndex + append.entries.length - 1, term: server.currentTerm }
    : undefined;

/** Its rules by the names that the machine knows them by. */
export const parallelWriteRules = {
  appendAhead,
  appendAllAhead,
  commitDurable,
  countOwnWrite,
  ignoreWrite,
  forgetWrites,
};

/** The page of parallel write, to be woven into a machine. */
export const parallelWrite: Extension = {
  id: 'parallel-write',
  messages: {},
  events: parallelWriteEvents,
  guards: { canCommitDurable, isOwnWrite },
  actions: parallelWriteRules,
  roles: {},
  before: {
    follower: ignored,
    candidate: ignored,
    leader: {
      written: [
        { guard: 'isOwnWrite', actions: 'countOwnWrite', ...cites('Its own entries are on its disk', 'PW-4') },
        { actions: 'ignoreWrite', ...cites('A write of another term, or no news', 'PW-5') },
      ],
    },
  },
  instead: {
    'leader clientCommand appendCommand': ahead('appendAhead', 'Append the command, send it, then write it'),
    'leader always advanceCommitIndex': {
      guard: 'canCommitDurable',
      actions: 'commitDurable',
      ...cites('A majority has an entry of this term on its disks: commit', 'RS-L-4', 'PW-3'),
    },
  },
  adds: {
    ...forgetAt('RequestVote', 'RequestVoteReply', 'AppendEntries', 'AppendEntriesReply'),
    ...forgetAt('InstallSnapshot', 'InstallSnapshotReply'),
  },
  beside: {
    'client-batches': {
      instead: {
        'leader clientCommands appendCommands': ahead(
          'appendAllAhead',
          'Append the commands, send them, then write them',
          'CB-1',
          'CB-2',
        ),
      },
    },
    'pre-vote': { before: { preCandidate: ignored }, adds: forgetAt('PreVote', 'PreVoteReply') },
  },
  replaces: [],
  initial: allWritten,
  afterWrite,
};
