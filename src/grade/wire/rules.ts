/** The checks of the wire, W1 to W8: what each holds a submission to, by which clauses, and what it never takes for a fault. */
import type { ClauseId } from '../../core/clauses.ts';

/** One check of the wire. */
export interface WireRule {
  readonly enforces: string;
  /** The clauses that a finding may name. */
  readonly clauses: readonly ClauseId[];
  /** What looks like a fault and is none. */
  readonly neverFlagged: string;
  /** What has to be recognised, or to happen, before it can be checked. */
  readonly needs: string;
}

/** The checks, by their names. */
export const wireRules = {
  W1: {
    enforces:
      'A server votes for one candidate in a term, over crashes too. A request for votes counts as a vote for oneself, a granted reply counts in the term of its request.',
    clauses: ['RV-2', 'RS-C-1', 'ST-2'],
    neverFlagged:
      'a vote that is granted to the same candidate again, or to a server of which the voter has heard as the leader of that term; pre-votes; what term the reply itself tells',
    needs: 'a granted vote',
  },
  W2: {
    enforces: 'In a term one server sends entries, heartbeats and snapshots.',
    clauses: ['SP-1'],
    neverFlagged: 'RPCs of other kinds, whoever sends them; a leader that still sends in its old term',
    needs: 'entries, a heartbeat or a snapshot with its term',
  },
  W3: {
    enforces:
      'The term of a server does not fall, over crashes too: a reply tells no smaller one than the server had told before the request came.',
    clauses: ['SP-6'],
    neverFlagged:
      'a term of 0 or less in a reply; replies that leave in another order than their requests came; pre-votes',
    needs: 'two replies of a server with their terms',
  },
  W4: {
    enforces:
      'Who leads a term was given votes by a majority in that term before it sent the first message as its leader.',
    clauses: ['RS-C-2'],
    neverFlagged: 'leaders of a submission in which no granted vote is recognised',
    needs: 'a granted vote that arrived, and a leader',
  },
  W5: {
    enforces:
      'At an index all servers apply one command, for ever; snapshots of an index, taken or installed, hold the same.',
    clauses: ['SP-5', 'SP-15'],
    neverFlagged: 'applying again from 1 after a restart without a snapshot; gaps, which the scenarios judge',
    needs: 'an index that was applied twice',
  },
  W6: {
    enforces: 'A snapshot does not take a running state machine back.',
    clauses: ['SP-17'],
    neverFlagged: 'a snapshot of the index that was applied last; what a server restores as it starts',
    needs: 'a snapshot that reached a state machine which had applied something',
  },
  W7: {
    enforces: 'An entry that is sent at one index and term is one command in the whole run.',
    clauses: ['SP-3'],
    neverFlagged:
      'indexes that do not fit those that leaders told for their commands, by changing distances: they are none of the log, and are not compared; entries in other RPCs',
    needs: 'an entry with index, term and command that was sent twice',
  },
  W8: {
    enforces:
      'A vote is given, also to oneself, entries are acknowledged, and a newer term is told in a reply only after the disk has changed since the server could first know of the vote, the entries or the term.',
    clauses: ['ST-8'],
    neverFlagged:
      'votes that are granted again, or by a candidate to itself; entries that the server had before, sent itself, or has behind a snapshot; entries that other RPCs may have brought; the first term that a server tells',
    needs: 'a granted vote, entries that were acknowledged, or replies of a server in two terms',
  },
} as const satisfies Readonly<Record<string, WireRule>>;

/** The name of a check of the wire. */
export type WireCheck = keyof typeof wireRules;

/** Their names, in order. */
export const wireCheckNames = Object.keys(wireRules) as readonly WireCheck[];
