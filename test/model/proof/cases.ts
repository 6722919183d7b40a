/** Disks and pasts in few words, and from which of them a step leads out of the invariant if a conjunct is left out. */
import { conjuncts } from '../../../model/proof/conjuncts.ts';
import type { Background, PastVote } from '../../../model/proof/past.ts';
import { type Bounds, diskOf, logsOf } from '../../../model/proof/space.ts';
import { lastIndex, lastTerm } from '../../../src/core/log.ts';
import type { Durable, Entry, ServerId, Term } from '../../../src/core/types.ts';

const three: readonly ServerId[] = ['S1', 'S2', 'S3'];

export const boundsOf = (terms: Term, entries: number): Bounds => ({ servers: three, terms, entries, snapshots: true });

/** What a case tells of the past beyond what the disks say of their current terms. */
export interface ToldPast {
  /** The leader of each term, and the terms of the entries of its log: `S1 12`. */
  readonly leads?: Readonly<Record<Term, string>>;
  /** Voter, term, candidate: `S1 2 S3`. */
  readonly votes?: readonly string[];
  /** Server, term, index: `S1 2 1`. */
  readonly accepted?: readonly string[];
}

const logOf = (terms = ''): readonly Entry[] => {
  const found = logsOf(terms.length, 3).find((log) => log.map(({ term }) => term).join('') === terms);
  if (!found) throw new Error(`there is no log ${terms}`);
  return found;
};

/** A disk: `2 S1 (1)2` is term 2, a vote for S1, an entry of term 1 that a snapshot covers, and one of term 2. */
const readDisk = (id: ServerId, text: string): Durable => {
  const [term, vote, log = ''] = text.split(' ');
  return diskOf(three, id, {
    currentTerm: Number(term),
    votedFor: vote === '-' ? null : (vote ?? null),
    log: logOf(log.replaceAll(/\D/g, '')),
    covered: Math.max(0, log.indexOf(')') - 1),
  });
};

/** What the disks of S1, S2 and S3 hold, and their past. */
export const backgroundOf = (
  texts: readonly string[],
  { leads = {}, votes = [], accepted = [] }: ToldPast = {},
): Background => {
  const disks = texts.map((text, place) => readDisk(`S${place + 1}`, text));
  const now = disks.flatMap(({ id, currentTerm, votedFor }): readonly PastVote[] =>
    votedFor === null ? [] : [{ voter: id, term: currentTerm, candidate: votedFor }],
  );
  const held = disks.filter(({ log, currentTerm }) => currentTerm > 0 && lastTerm(log) === currentTerm);
  return {
    disks: Object.fromEntries(disks.map((disk) => [disk.id, disk])),
    past: {
      votes: [
        ...now,
        ...votes.map((text) => {
          const [voter = '', term, candidate = ''] = text.split(' ');
          return { voter, term: Number(term), candidate };
        }),
      ],
      leaderships: Object.entries(leads).map(([term, text]) => {
        const [id = '', log] = text.split(' ');
        return { term: Number(term), id, log: logOf(log) };
      }),
      acceptances: [
        ...held.map(({ id, currentTerm, log }) => ({ server: id, term: currentTerm, index: lastIndex(log) })),
        ...accepted.map((text) => {
          const [server = '', term, index] = text.split(' ');
          return { server, term: Number(term), index: Number(index) };
        }),
      ],
    },
  };
};

/** A state of the rest of the invariant, what happens, and what is false then. */
export interface Exit {
  /** The conjunct that is left out. */
  readonly without: string;
  readonly bounds: Bounds;
  readonly background: Background;
  /** Who acts. */
  readonly id: ServerId;
  /** The kind of the event, such as `RequestVote` or `timeout`. */
  readonly event: string;
  /** The conjunct that is false after the step. */
  readonly leaves: string;
}

const small = boundsOf(2, 1);
const nothing = ['0 -', '0 -', '0 -'];
/** S1 leads term 1 and has an entry that nobody else has. */
const alone = backgroundOf(['1 S1 1', '1 S1', '1 -'], { leads: { 1: 'S1 1' } });
/** The entry of S1 is chosen; S3 is in term 2. */
const chosen: ToldPast = { leads: { 1: 'S1 1' }, votes: ['S3 1 S1'], accepted: ['S3 1 1'] };

/** One for each conjunct that does not follow from the others. */
export const exits: readonly Exit[] = [
  {
    without: 'oneVote',
    bounds: small,
    id: 'S2',
    event: 'RequestVoteReply',
    leaves: 'oneLeader',
    background: backgroundOf(['2 S1', '2 S2', '2 S1'], { leads: { 2: 'S1' }, votes: ['S3 2 S2'] }),
  },
  {
    without: 'votesOnDisk',
    bounds: small,
    id: 'S3',
    event: 'RequestVote',
    leaves: 'oneVote',
    background: backgroundOf(['2 S1', '2 S2', '2 -'], { votes: ['S3 2 S1'] }),
  },
  {
    without: 'votesAskedFor',
    bounds: small,
    id: 'S2',
    event: 'timeout',
    leaves: 'votesCompared',
    background: backgroundOf(['1 S1 1', '1 -', '2 S2 1'], chosen),
  },
  {
    without: 'elected',
    bounds: small,
    id: 'S2',
    event: 'RequestVoteReply',
    leaves: 'oneLeader',
    background: backgroundOf(['1 -', '1 S2', '1 S2'], { leads: { 1: 'S1' } }),
  },
  {
    without: 'logsOfTerms',
    bounds: boundsOf(3, 1),
    id: 'S2',
    event: 'AppendEntries',
    leaves: 'logsOnDisks',
    background: backgroundOf(['3 -', '2 S1', '2 -'], { leads: { 2: 'S1 1' }, votes: ['S1 2 S1'] }),
  },
  {
    without: 'logsOnDisks',
    bounds: small,
    id: 'S2',
    event: 'RequestVoteReply',
    leaves: 'logsOfTerms',
    background: backgroundOf(['1 -', '2 S2 1', '2 S2']),
  },
  {
    without: 'leadersLog',
    bounds: small,
    id: 'S1',
    event: 'clientCommand',
    leaves: 'logsOnDisks',
    background: backgroundOf(['1 S1', '1 S1', '1 -'], { leads: { 1: 'S1 1' } }),
  },
  {
    without: 'acceptedEntries',
    bounds: small,
    id: 'S2',
    event: 'timeout',
    leaves: 'keptEntries',
    background: backgroundOf(['1 S1 1', '1 S1', '2 -'], { leads: { 1: 'S1 1' }, accepted: ['S2 1 1'] }),
  },
  {
    without: 'keptEntries',
    bounds: small,
    id: 'S3',
    event: 'timeout',
    leaves: 'votesCompared',
    background: backgroundOf(['1 S1 1', '1 S1', '2 -'], { leads: { 1: 'S1 1' }, accepted: ['S3 1 1'] }),
  },
  {
    without: 'leadersComplete',
    bounds: small,
    id: 'S1',
    event: 'AppendEntries',
    leaves: 'keptEntries',
    background: backgroundOf(['1 S1 1', '2 S2 2', '2 S2 1'], { ...chosen, leads: { 1: 'S1 1', 2: 'S2 2' } }),
  },
  {
    without: 'snapshotsOnDisks',
    bounds: small,
    id: 'S1',
    event: 'start',
    leaves: 'commitIndexes',
    background: backgroundOf(['1 S1 (1)', '1 S1', '1 -'], { leads: { 1: 'S1 1' } }),
  },
  {
    without: 'leading',
    bounds: small,
    id: 'S1',
    event: 'timeout',
    leaves: 'entriesOfLeaders',
    background: backgroundOf(['1 -', '1 -', '1 -']),
  },
  {
    without: 'standing',
    bounds: small,
    id: 'S1',
    event: 'RequestVoteReply',
    leaves: 'elected',
    background: backgroundOf(['1 S3', '1 -', '1 S3']),
  },
  {
    without: 'votesCompared',
    bounds: small,
    id: 'S2',
    event: 'RequestVoteReply',
    leaves: 'leadersComplete',
    background: backgroundOf(['1 S1 1', '2 S2', '2 S2 1'], chosen),
  },
  {
    without: 'acknowledged',
    bounds: small,
    id: 'S1',
    event: 'timeout',
    leaves: 'commitIndexes',
    background: alone,
  },
  {
    without: 'nextIndexes',
    bounds: small,
    id: 'S1',
    event: 'timeout',
    leaves: 'entriesOfLeaders',
    background: alone,
  },
  {
    without: 'commitIndexes',
    bounds: small,
    id: 'S1',
    event: 'compact',
    leaves: 'snapshotsOnDisks',
    background: alone,
  },
  {
    without: 'machines',
    bounds: small,
    id: 'S1',
    event: 'RequestVote',
    leaves: 'writtenFirst',
    background: backgroundOf(['1 S1 1', '1 -', '2 S3 1'], chosen),
  },
  {
    without: 'snapshotsLeaving',
    bounds: boundsOf(2, 2),
    id: 'S1',
    event: 'timeout',
    leaves: 'chunks',
    background: backgroundOf(['1 S1 (11)', '1 S1 11', '1 -'], { leads: { 1: 'S1 11' } }),
  },
  {
    without: 'requests',
    bounds: small,
    id: 'S1',
    event: 'timeout',
    leaves: 'requestsNameLog',
    background: backgroundOf(nothing),
  },
  {
    without: 'requestsNameLog',
    bounds: small,
    id: 'S1',
    event: 'RequestVote',
    leaves: 'votesCompared',
    background: backgroundOf(['1 S1 1', '1 S1 1', '2 S3'], { leads: { 1: 'S1 1' } }),
  },
  {
    without: 'grants',
    bounds: small,
    id: 'S3',
    event: 'RequestVoteReply',
    leaves: 'elected',
    background: backgroundOf(['1 -', '1 -', '1 S3']),
  },
  {
    without: 'entriesOfLeaders',
    bounds: small,
    id: 'S1',
    event: 'AppendEntries',
    leaves: 'logsOnDisks',
    background: backgroundOf(nothing),
  },
  {
    without: 'successes',
    bounds: small,
    id: 'S1',
    event: 'AppendEntriesReply',
    leaves: 'acknowledged',
    background: alone,
  },
  {
    without: 'chunks',
    bounds: small,
    id: 'S1',
    event: 'InstallSnapshot',
    leaves: 'logsOnDisks',
    background: backgroundOf(nothing),
  },
  {
    without: 'dones',
    bounds: small,
    id: 'S1',
    event: 'InstallSnapshotReply',
    leaves: 'acknowledged',
    background: alone,
  },
];

/** The rows of the table of conjuncts, as docs/concepts/the-proof.md has them. */
export const invariantRows = (): readonly string[] =>
  conjuncts.map(({ name, says, property, follows }) => {
    const exit = exits.find(({ without }) => without === name);
    const why = exit ? `${eventWords(exit)}: ${exit.leaves} is false` : `it follows: ${follows ?? ''}`;
    return `| \`${name}\` | ${says}${property ? ` (${property})` : ''} | ${why} |`;
  });

const eventWords = ({ id, event }: Exit): string =>
  event === 'start' ? `${id} comes back` : event === 'timeout' ? `a timer of ${id} expires` : `${id} handles ${event}`;
