// Room model/proof. An invariant that each step keeps: what it says of disks, servers and messages, and all that it is true of.
// What may be touched here: how the states are enumerated, and how a step is judged. The conjuncts are those of
// spec/inductive.qnt, word for word; a test holds the two to each other.

/**
 * The inductive invariant, conjunct by conjunct. Each is about the disks and the past of all servers and, beside them, about
 * nothing, or one running server, or one message, or one running server and one message that it has sent.
 */
import { crc32c } from '../../src/core/checksum.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { commandOf } from '../../src/core/entries.ts';
import { lastIndex, lastTerm } from '../../src/core/log.ts';
import type { Entry, Index, Message, Server, ServerId, Snapshot, Term } from '../../src/core/types.ts';
import { agree, type Facts } from './facts.ts';
import { mayCount } from './past.ts';

/** A server that is up, and what its state machine holds: the commands that it was given, one behind the other. */
export interface RunningServer {
  readonly server: Server;
  readonly machine: string;
}

/** What a conjunct looks at, and whether it is true of it. */
export type ConjunctTest =
  | {
      readonly of: 'disk';
      /** It asks for nothing but this disk, what this server has done, and who has led. */
      readonly alone?: true;
      readonly holds: (facts: Facts, id: ServerId) => boolean;
    }
  | { readonly of: 'cluster'; readonly holds: (facts: Facts) => boolean }
  | { readonly of: 'server'; readonly holds: (facts: Facts, running: RunningServer) => boolean }
  | { readonly of: 'message'; readonly holds: (facts: Facts, message: Message) => boolean }
  | { readonly of: 'sender'; readonly holds: (running: RunningServer, message: Message) => boolean };

/** One part of the invariant. */
export type Conjunct = ConjunctTest & {
  /** As in spec/inductive.qnt. */
  readonly name: string;
  /** What it says, in a sentence without its stop. */
  readonly says: string;
  /** The property of the spec that it is; absent: it is there so that the others are inductive. */
  readonly property?: ClauseId;
  /** Why no step leaves the rest of the invariant if this conjunct is left out; absent: one does. */
  readonly follows?: string;
};

const commandsOf = (log: readonly Entry[]): string => log.map(commandOf).join('');

/** Is a snapshot of these the state after a committed beginning of the log of its term? */
const isState = (
  facts: Facts,
  { lastIncludedIndex: index, lastIncludedTerm: term }: Pick<Snapshot, 'lastIncludedIndex' | 'lastIncludedTerm'>,
  checksum: number,
  until: Term,
): boolean => {
  const log = facts.logOfTerm(term);
  return (
    log?.[index - 1]?.term === term &&
    checksum === crc32c(commandsOf(log.slice(0, index))) &&
    facts.isCommitted(log, index, until)
  );
};

const isWhole = (facts: Facts, snapshot: Snapshot | null, until: Term): boolean =>
  snapshot === null ||
  (crc32c(snapshot.data) === snapshot.checksum && isState(facts, snapshot, snapshot.checksum, until));

/** Does a server that acknowledges an index of the log of a term have it? Of entries of older terms nothing follows. */
const isAcknowledged = (facts: Facts, term: Term, follower: ServerId, index: Index): boolean => {
  const log = facts.logOfTerm(term);
  if (index === 0) return true;
  if (!log || index > log.length) return false;
  return log[index - 1]?.term !== term || facts.accepted(follower, term) >= index;
};

const ofDisks: readonly Conjunct[] = [
  {
    name: 'oneVote',
    says: 'A server has voted for one candidate in a term',
    property: 'SP-7',
    of: 'disk',
    alone: true,
    holds: ({ background }, id) => {
      const terms = background.past.votes.filter(({ voter }) => voter === id).map(({ term }) => term);
      return new Set(terms).size === terms.length;
    },
  },
  {
    name: 'votesOnDisk',
    says: 'A vote is of the current term and on the disk, or of an older one',
    of: 'disk',
    alone: true,
    holds: (facts, id) => {
      const disk = facts.background.disks[id];
      const votes = facts.background.past.votes.filter(({ voter }) => voter === id);
      const now = votes.filter(({ term }) => term === disk?.currentTerm).map(({ candidate }) => candidate);
      return (
        votes.every(({ term }) => term <= facts.termOf(id)) &&
        (disk?.votedFor === null ? now.length === 0 : disk !== undefined && now.includes(disk.votedFor))
      );
    },
  },
  {
    name: 'votesThatCount',
    says: 'A vote of an older term is for the leader of that term, or for a candidate that is still in it',
    follows: 'it says which votes the past has forgotten, and nothing of those that it has',
    of: 'cluster',
    holds: ({ background: { past, disks } }) =>
      past.votes.every(
        ({ voter, term, candidate }) =>
          term === disks[voter]?.currentTerm || mayCount(past.leaderships, disks, term, candidate),
      ),
  },
  {
    name: 'votesAskedFor',
    says: 'Who has a vote of a term has voted for itself in that term, or has left it',
    of: 'cluster',
    holds: (facts) => facts.background.past.votes.every(({ term, candidate }) => facts.hasStood(candidate, term)),
  },
  {
    name: 'elected',
    says: 'The leader of a term has the votes of a majority, and its own',
    of: 'cluster',
    holds: (facts) =>
      facts.background.past.leaderships.every(
        ({ term, id }) =>
          facts.hasVoted(id, term, id) &&
          2 * facts.ids.filter((voter) => facts.hasVoted(voter, term, id)).length > facts.ids.length,
      ),
  },
  {
    name: 'oneLeader',
    says: 'A term has one leader',
    property: 'SP-1',
    follows: 'two leaders would have two majorities of votes (elected), and one voter with two (oneVote)',
    of: 'cluster',
    holds: ({ background }) => {
      const { leaderships } = background.past;
      return new Set(leaderships.map(({ term }) => term)).size === leaderships.length;
    },
  },
  {
    name: 'logsOfTerms',
    says: 'The log of a term begins with the log of an older term, up to its last entry of that term',
    property: 'SP-3',
    of: 'cluster',
    holds: (facts) =>
      facts.background.past.leaderships.every(({ term, log }) =>
        log.every(
          (entry, place) => entry.term <= term && entry.term > 0 && agree(log, facts.logOfTerm(entry.term), place + 1),
        ),
      ),
  },
  {
    name: 'logsOnDisks',
    says: 'A log on a disk is the beginning of the log of the term of its last entry',
    property: 'SP-3',
    of: 'disk',
    alone: true,
    holds: (facts, id) => {
      const disk = facts.background.disks[id];
      if (!disk || lastIndex(disk.log) === 0) return true;
      const term = lastTerm(disk.log);
      return term <= disk.currentTerm && agree(facts.logOf(id), facts.logOfTerm(term), lastIndex(disk.log));
    },
  },
  {
    name: 'leadersLog',
    says: 'Who is in the term that it has led has the log of that term',
    property: 'SP-2',
    of: 'disk',
    alone: true,
    holds: (facts, id) => {
      const term = facts.termOf(id);
      if (facts.leaderOf(term) !== id) return true;
      const log = facts.logOfTerm(term) ?? [];
      return facts.logOf(id).length === log.length && agree(facts.logOf(id), log, log.length);
    },
  },
  {
    name: 'acceptedEntries',
    says: 'What a server has accepted is in the log of that term, and on its disk while it is in the term',
    of: 'disk',
    alone: true,
    holds: (facts, id) => {
      const { past, disks } = facts.background;
      const disk = disks[id];
      if (!disk) return true;
      const { log, currentTerm } = disk;
      const now = lastTerm(log) === currentTerm && currentTerm > 0 ? lastIndex(log) : 0;
      return (
        facts.accepted(id, currentTerm) === now &&
        past.acceptances
          .filter(({ server }) => server === id)
          .every(({ term, index }) => term <= currentTerm && facts.logOfTerm(term)?.[index - 1]?.term === term)
      );
    },
  },
  {
    name: 'keptEntries',
    says: 'What a server has accepted is in its log, as far as it is chosen or may still be',
    of: 'disk',
    holds: (facts, id) => facts.keeps(facts.logOf(id), id, facts.termOf(id)),
  },
  {
    name: 'leadersComplete',
    says: 'The log of a term has what was chosen in an older term, or may still be',
    property: 'SP-4',
    of: 'cluster',
    holds: (facts) =>
      facts.background.past.leaderships.every(({ term, log }) => {
        for (let earlier = 1; earlier < term; earlier++)
          if (!agree(log, facts.logOfTerm(earlier), facts.open(earlier))) return false;
        return true;
      }),
  },
  {
    name: 'snapshotsOnDisks',
    says: 'A snapshot on a disk is the state after a committed beginning of the log',
    property: 'SP-15',
    of: 'disk',
    holds: (facts, id) => isWhole(facts, facts.background.disks[id]?.snapshot ?? null, facts.termOf(id)),
  },
];

const ofServers: readonly Conjunct[] = [
  {
    name: 'leading',
    says: 'Who leads is the leader of its term',
    of: 'server',
    holds: (facts, { server }) => server.role !== 'leader' || facts.leaderOf(server.currentTerm) === server.id,
  },
  {
    name: 'standing',
    says: 'The votes that a candidate has counted were given to it in its term, its own among them',
    of: 'server',
    holds: (facts, { server: { id, role, currentTerm, votesGranted } }) =>
      role !== 'candidate' ||
      (votesGranted.includes(id) && votesGranted.every((voter) => facts.hasVoted(voter, currentTerm, id))),
  },
  {
    name: 'votesCompared',
    says: 'The log of a candidate has what each of its voters has accepted, as far as it is chosen or may still be',
    of: 'server',
    holds: (facts, { server: { id, role, currentTerm } }) =>
      role !== 'candidate' ||
      facts.ids.every(
        (voter) => !facts.hasVoted(voter, currentTerm, id) || facts.keeps(facts.logOf(id), voter, currentTerm),
      ),
  },
  {
    name: 'acknowledged',
    says: 'A follower has accepted the entry at matchIndex, if it is of the term of its leader',
    of: 'server',
    holds: (facts, { server: { role, currentTerm, matchIndex } }) =>
      role !== 'leader' ||
      Object.entries(matchIndex).every(([follower, index]) => isAcknowledged(facts, currentTerm, follower, index)),
  },
  {
    name: 'nextIndexes',
    says: 'matchIndex < nextIndex <= last index + 1',
    property: 'SP-10',
    of: 'server',
    holds: (_, { server: { role, nextIndex, matchIndex, log } }) =>
      role !== 'leader' ||
      Object.entries(nextIndex).every(
        ([follower, index]) => (matchIndex[follower] ?? 0) < index && index <= lastIndex(log) + 1,
      ),
  },
  {
    name: 'commitIndexes',
    says: 'A log is committed up to commitIndex, in the term of its server or before',
    of: 'server',
    holds: (facts, { server: { id, commitIndex, currentTerm, log } }) =>
      commitIndex >= log.snapshotIndex && facts.isCommitted(facts.logOf(id), commitIndex, currentTerm),
  },
  {
    name: 'machines',
    says: 'Between two steps lastApplied is commitIndex, and the state machine holds the commands of the log up to there',
    property: 'SP-5',
    of: 'server',
    holds: (facts, { server: { id, commitIndex, lastApplied }, machine }) =>
      lastApplied === commitIndex && machine === commandsOf(facts.logOf(id).slice(0, lastApplied)),
  },
  {
    name: 'snapshotsLeaving',
    says: 'A snapshot that a leader keeps for a follower is the state after a committed beginning of the log',
    of: 'server',
    holds: (facts, { server: { outgoingSnapshot, currentTerm } }) =>
      Object.values(outgoingSnapshot).every((snapshot) => isWhole(facts, snapshot, currentTerm)),
  },
];

const ofMessages: readonly Conjunct[] = [
  {
    name: 'requests',
    says: 'Who asks for votes has voted for itself, and is in that term or a later one',
    of: 'message',
    holds: (facts, message) => {
      if (message.type !== 'RequestVote') return true;
      return message.candidateId === message.from && facts.hasStood(message.from, message.term);
    },
  },
  {
    name: 'requestsNameLog',
    says: 'A candidate has asked with the end of its log',
    of: 'sender',
    holds: ({ server: { id, role, currentTerm, log } }, message) =>
      message.type !== 'RequestVote' ||
      role !== 'candidate' ||
      message.from !== id ||
      message.term !== currentTerm ||
      (message.lastLogIndex === lastIndex(log) && message.lastLogTerm === lastTerm(log)),
  },
  {
    name: 'grants',
    says: 'A vote that was granted was given, if it may still count',
    of: 'message',
    holds: (facts, message) => {
      if (message.type !== 'RequestVoteReply' || !message.voteGranted) return true;
      const { from, to, term } = message;
      const now = facts.termOf(to);
      return term <= now && (term < now || facts.hasVoted(from, term, to));
    },
  },
  {
    name: 'entriesOfLeaders',
    says: 'AppendEntries is a piece of the log of its term, and leaderCommit is committed there',
    of: 'message',
    holds: (facts, message) => {
      if (message.type !== 'AppendEntries') return true;
      const { from, term, leaderId, prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
      const log = facts.logOfTerm(term);
      if (!log || facts.leaderOf(term) !== from || leaderId !== from) return false;
      const sent = [...log.slice(0, prevLogIndex), ...entries];
      return (
        prevLogIndex <= log.length &&
        prevLogTerm === (log[prevLogIndex - 1]?.term ?? 0) &&
        agree(log, sent, sent.length) &&
        facts.isCommitted(log, leaderCommit, term)
      );
    },
  },
  {
    name: 'successes',
    says: 'Who has acknowledged an entry of the term has accepted it',
    of: 'message',
    holds: (facts, message) =>
      message.type !== 'AppendEntriesReply' ||
      !message.success ||
      isAcknowledged(facts, message.term, message.from, message.matchIndex),
  },
  {
    name: 'chunks',
    says: 'A chunk is of a snapshot of what is committed in the log of its term',
    of: 'message',
    holds: (facts, message) => {
      if (message.type !== 'InstallSnapshot') return true;
      const { from, term, leaderId, lastIncludedIndex, lastIncludedTerm, checksum } = message;
      const log = facts.logOfTerm(term);
      return (
        facts.leaderOf(term) === from &&
        leaderId === from &&
        log?.[lastIncludedIndex - 1]?.term === lastIncludedTerm &&
        agree(log, facts.logOfTerm(lastIncludedTerm), lastIncludedIndex) &&
        isState(facts, message, checksum, term)
      );
    },
  },
  {
    name: 'dones',
    says: 'Who has acknowledged a snapshot has accepted its last entry, if it is of the term',
    of: 'message',
    holds: (facts, message) =>
      message.type !== 'InstallSnapshotReply' ||
      !message.done ||
      isAcknowledged(facts, message.term, message.from, message.lastIncludedIndex),
  },
];

/** The invariant. */
export const conjuncts: readonly Conjunct[] = [...ofDisks, ...ofServers, ...ofMessages];
