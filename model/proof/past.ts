/** What a proof remembers of a run and no server knows: who voted for whom, who has led, what was accepted in its own term. */
import { lastIndex, lastTerm } from '../../src/core/log.ts';
import { durable } from '../../src/core/server.ts';
import type { Durable, Entry, Index, Server, ServerId, Term } from '../../src/core/types.ts';
import { entriesBetween } from '../oracle/log.ts';

/** A vote that was on the disk of its voter. */
export interface PastVote {
  readonly voter: ServerId;
  readonly term: Term;
  readonly candidate: ServerId;
}

/** The leader of a term, and its log as it was when it last led that term: from index 1 on, also where a snapshot covers it. */
export interface Leadership {
  readonly term: Term;
  readonly id: ServerId;
  readonly log: readonly Entry[];
}

/** The last entry of a term that a server had on its disk while it was in this term itself. */
export interface Acceptance {
  readonly server: ServerId;
  readonly term: Term;
  readonly index: Index;
}

/** The past of a cluster, as far as the invariant asks for it. */
export interface Past {
  /** Forgotten is who voted for a candidate that has left the term without having led it: nobody will count that vote. */
  readonly votes: readonly PastVote[];
  readonly leaderships: readonly Leadership[];
  readonly acceptances: readonly Acceptance[];
}

/** The disks of all servers, and their past. */
export interface Background {
  readonly past: Past;
  readonly disks: Readonly<Record<ServerId, Durable>>;
}

/** The log of a term, from index 1 on; undefined: nobody has led it. */
export const logOfTerm = ({ leaderships }: Past, term: Term): readonly Entry[] | undefined =>
  leaderships.find((leadership) => leadership.term === term)?.log;

/**
 * The entries of a log from index 1 on. Those that a snapshot covers are those of the log of the term of its last entry; if
 * that log does not reach so far, nothing is known of it.
 */
export const wholeLog = (past: Past, { log }: Pick<Durable, 'log'>): readonly Entry[] => {
  const rest = entriesBetween(log, log.snapshotIndex + 1, log.lastIndex);
  if (log.snapshotIndex === 0) return rest;
  const covering = logOfTerm(past, log.snapshotTerm);
  return covering === undefined || covering.length < log.snapshotIndex
    ? []
    : [...covering.slice(0, log.snapshotIndex), ...rest];
};

/** The past once this disk is written, and once this server leads, if it does. */
export const remember = ({ past, disks }: Background, server: Server): Background => {
  const after = { ...disks, [server.id]: durable(server) };
  const leaderships = server.role === 'leader' ? withLeadership(past, server) : past.leaderships;
  const acceptances = withAcceptance(past, server);
  const votes = withVote(past, server).filter(
    ({ voter, term, candidate }) => term === after[voter]?.currentTerm || mayCount(leaderships, after, term, candidate),
  );
  return { past: { votes, leaderships, acceptances }, disks: after };
};

/** May a vote of this term for this candidate still count, or has it made a leader? */
export const mayCount = (
  leaderships: readonly Leadership[],
  disks: Background['disks'],
  term: Term,
  candidate: ServerId,
): boolean =>
  disks[candidate]?.currentTerm === term ||
  leaderships.some((leadership) => leadership.term === term && leadership.id === candidate);

const withVote = ({ votes }: Past, { id, currentTerm, votedFor }: Durable): readonly PastVote[] =>
  votedFor === null ||
  votes.some(({ voter, term, candidate }) => voter === id && term === currentTerm && candidate === votedFor)
    ? votes
    : [...votes, { voter: id, term: currentTerm, candidate: votedFor }];

const withAcceptance = ({ acceptances }: Past, { id, currentTerm, log }: Durable): readonly Acceptance[] => {
  if (lastTerm(log) !== currentTerm || currentTerm === 0) return acceptances;
  const index = lastIndex(log);
  const known = acceptances.find(({ server, term }) => server === id && term === currentTerm);
  if (known && known.index >= index) return acceptances;
  return [...acceptances.filter((each) => each !== known), { server: id, term: currentTerm, index }];
};

/** A leader that has led this term before, as the same server, goes on with the log that it had; what it adds is added. */
const withLeadership = (past: Past, server: Server): readonly Leadership[] => {
  const { id, currentTerm } = server;
  const log = wholeLog(past, server);
  const known = past.leaderships.find((each) => each.term === currentTerm && each.id === id);
  if (!known) return [...past.leaderships, { term: currentTerm, id, log }];
  if (log.length <= known.log.length) return past.leaderships;
  const grown = [...known.log, ...log.slice(known.log.length)];
  return past.leaderships.map((each) => (each === known ? { ...each, log: grown } : each));
};
