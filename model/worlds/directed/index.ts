/** Worlds that begin where a rare defect can show: what a search from a cold start would need too many steps for. */
import { type Config, elect, five, replicate, three } from '../configs/config.ts';

export interface Directed {
  readonly config: Config;
  /** The defects for which it was made. */
  readonly mutants: readonly string[];
}

/** An election timeout of which nobody hears: it only brings the server into another term. */
const alone = (id: string): readonly string[] => [`${id} timeout election`, `lose ${id} →`];

/** A server that has come back from a crash. */
const again = (id: string): readonly string[] => [`${id} crash`, `${id} restart`];

export const directed: readonly Directed[] = [
  {
    mutants: ['A03', 'A06', 'A07', 'vouches-too-much', 'claims-current-term'],
    config: {
      name: 'old-leader-returns',
      title: 'The leader of an old term stands again',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: [
        ...[...elect('S3', 'S2'), 'S3 clientCommand "a"', 'S3 clientCommand "b"', 'lose everything'],
        ...[...alone('S1'), ...elect('S1', 'S2'), 'S1 clientCommand "x"'],
      ],
      proves: 'A candidate with a long log of an old term does not win against a committed entry of a newer one.',
      doesNot: 'A third candidacy.',
      expected: { distinct: 27_839, depth: 22 },
    },
  },
  {
    mutants: ['A04'],
    config: {
      name: 'shorter-log',
      title: 'A follower with the shorter log of the same term stands',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: [
        ...[...elect('S1', 'S2'), ...replicate('S1', 'S2', 'S3'), 'lose everything'],
        ...['S1 clientCommand "a"', 'S1 → S3 AppendEntries', 'S1 clientCommand "b"', 'lose S1 → S3'],
      ],
      proves: 'A candidate that lacks the last of two entries of a term does not win if that one is committed.',
      doesNot: 'Logs that conflict.',
      expected: { distinct: 14_977, depth: 20 },
    },
  },
  {
    mutants: ['A14'],
    config: {
      name: 'late-votes',
      title: 'Votes that arrive a term late',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: ['S1 timeout election', 'S1 → S2 RequestVote', 'S1 timeout election'],
      proves: 'A vote counts only in the term for which it was given.',
      doesNot: 'Votes that are two terms late.',
      expected: { distinct: 115_350, depth: 21 },
    },
  },
  {
    mutants: ['A18'],
    config: {
      name: 'votes-of-last-term',
      title: 'A candidate that stands again with a vote of the last term',
      servers: five,
      budget: { duplicates: 1 },
      start: [
        ...[...elect('S1', 'S2'), 'lose everything', 'S1 timeout election', 'lose S1 → S2', 'lose S1 → S5'],
        ...[...alone('S4'), ...elect('S4', 'S5'), 'lose S4 → S1', 'lose S4 → S3'],
      ],
      proves: 'A candidate begins each term with its own vote alone.',
      doesNot: 'Further candidacies.',
      expected: { distinct: 8190, depth: 16 },
    },
  },
  {
    mutants: ['A15', 'refusal-frees-vote'],
    config: {
      name: 'even-votes',
      title: 'Four servers of which two stand, and votes that arrive twice',
      servers: ['S1', 'S2', 'S3', 'S4'],
      budget: { duplicates: 2 },
      start: ['S1 timeout election', 'S1 → S2 RequestVote', 'S3 timeout election', 'S3 → S4 RequestVote'],
      proves: 'Two of four votes elect nobody, however often they arrive.',
      doesNot: 'Further candidacies.',
      expected: { distinct: 6021, depth: 13 },
    },
  },
  {
    mutants: ['A23'],
    config: {
      name: 'old-entries',
      title: 'Entries of a deposed leader on their way to the new one',
      servers: three,
      budget: { electionTimeouts: 1, crashes: 1 },
      start: [
        ...[...elect('S2', 'S1'), 'lose everything', 'S2 clientCommand "a"', 'S2 timeout heartbeat', 'lose S2 → S3'],
        ...[...elect('S1', 'S3'), 'lose S1 →', 'S1 clientCommand "b"', 'S1 timeout heartbeat'],
      ],
      proves: 'Entries of an old term that arrive late take nothing from a log, also after a crash.',
      doesNot: 'Two crashes.',
      expected: { distinct: 83_372, depth: 22 },
    },
  },
  {
    mutants: ['A43'],
    config: {
      name: 'old-replies',
      title: 'An acknowledgement of an old term, of entries that have been replaced since',
      servers: three,
      budget: { electionTimeouts: 1, heartbeatTimeouts: 1 },
      start: [
        ...[...elect('S1', 'S2'), 'S1 clientCommand "a"', 'S1 clientCommand "b"', 'lose everything'],
        ...[...alone('S3'), ...elect('S3', 'S2'), 'S3 clientCommand "x"', 'lose everything'],
        ...[...again('S1'), ...alone('S1'), ...elect('S1', 'S2'), ...replicate('S1', 'S2'), 'S1 → S2 AppendEntries'],
        ...['lose S1 →', ...again('S3'), ...alone('S3'), ...elect('S3', 'S2'), ...replicate('S3', 'S1')],
        ...['S3 → S1 AppendEntries', 'lose S1 →', 'lose S3 →', ...elect('S1', 'S2'), 'S1 clientCommand "y"'],
        ...[...again('S3'), ...alone('S3'), 'lose S1 →'],
      ],
      proves: 'An acknowledgement of entries of an old term commits nothing that a leader has now.',
      doesNot: 'Acknowledgements of the same term, which are in late-entries.',
      expected: { distinct: 9076, depth: 19 },
    },
  },
  {
    mutants: ['A46', 'claims-whole-log', 'commits-inherited', 'X4'],
    config: {
      name: 'old-term-counted',
      title: 'Figure 8 with three servers',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: [
        ...[...elect('S3', 'S1'), 'S3 clientCommand "a"', 'lose everything'],
        ...[...alone('S2'), ...elect('S2', 'S1'), 'S2 clientCommand "b"', 'lose everything'],
        ...[...again('S3'), ...alone('S3'), ...elect('S3', 'S1')],
      ],
      proves: 'An entry of an old term that a majority has is not committed by counting, and may be overwritten.',
      doesNot: 'Entries of the term itself; see figure-8.',
      expected: { distinct: 30_682, depth: 22 },
    },
  },
  {
    mutants: ['A34'],
    config: {
      name: 'late-batch',
      title: 'A batch that is sent again and arrives after the next one',
      servers: three,
      options: { maxEntriesPerAppend: 1 },
      budget: { heartbeatTimeouts: 1 },
      start: [
        ...[...elect('S1', 'S2'), ...replicate('S1', 'S2', 'S3'), 'lose everything'],
        ...['S1 clientCommand "a"', 'S1 clientCommand "b"', 'S1 clientCommand "c"', ...replicate('S1', 'S2', 'S2')],
        ...['S1 → S3 AppendEntries term=1 leaderId=S1 prevLogIndex=2', 'S3 → S1 AppendEntriesReply', 'lose S1 → S2'],
      ],
      proves: 'A follower commits what a request vouches for and nothing behind it, whatever its leaderCommit says.',
      doesNot: 'Another leader.',
      expected: { distinct: 41_008, depth: 27 },
    },
  },
  {
    mutants: ['A29', 'B05', 'B06', 'B14', 'B17'],
    config: {
      name: 'leftovers',
      title: 'Leftovers of an old term behind a new entry or a snapshot',
      servers: five,
      crashPoints: 'everywhere',
      options: { snapshotChunkLength: 8 },
      budget: { heartbeatTimeouts: 1, compactions: 1, crashes: 1 },
      start: [
        ...[...elect('S1', 'S3', 'S4'), ...replicate('S1', 'S3'), 'lose everything'],
        ...['S1 clientCommand "a"', 'S1 → S3 AppendEntries', 'S1 clientCommand "b"', 'S1 → S3 AppendEntries'],
        ...['lose everything', ...alone('S2'), ...elect('S2', 'S4', 'S5'), 'S2 clientCommand "x"'],
        ...[...replicate('S2', 'S4', 'S4', 'S5', 'S5'), 'lose S2 → S1', 'lose S2 → S4', 'lose S2 → S5'],
      ],
      proves:
        'Where a new entry or a snapshot takes the place of an old entry, nothing of what followed that one is left.',
      doesNot: 'Two crashes.',
      expected: { distinct: 219_704, depth: 21 },
    },
  },
  {
    mutants: ['B04', 'B10', 'B11', 'B23', 'B24', 'snapshot-sets-term', 'not-saved', 'counts-whole-log'],
    config: {
      name: 'late-snapshot',
      title: 'A snapshot that arrives after the entries behind it',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: [
        ...[...elect('S1', 'S3'), 'lose everything'],
        ...['S1 clientCommand "a"', 'S1 timeout heartbeat', 'S1 → S3 AppendEntries'],
        ...['S1 clientCommand "b"', 'S1 timeout heartbeat', 'S3 → S1 AppendEntriesReply'],
        ...['S1 compact', 'S1 timeout heartbeat', 'lose S1 → S3'],
      ],
      proves: 'A snapshot that arrives late takes back nothing that was acknowledged.',
      doesNot: 'Followers that have a snapshot of their own, which are in older-snapshot.',
      expected: { distinct: 24_867, depth: 20 },
    },
  },
  {
    mutants: ['A35', 'B07', 'B25', 'wrong-snapshot-term'],
    config: {
      name: 'older-snapshot',
      title: 'A snapshot that arrives where a newer one may have been taken',
      servers: three,
      budget: { electionTimeouts: 1, compactions: 1, crashes: 1 },
      start: [
        ...[...elect('S1', 'S3'), 'lose everything'],
        ...['S1 clientCommand "a"', 'S1 timeout heartbeat', 'S1 → S3 AppendEntries'],
        ...['S1 clientCommand "b"', 'S1 timeout heartbeat', 'S3 → S1 AppendEntriesReply'],
        ...[
          'S1 compact',
          'S1 timeout heartbeat',
          'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[1:"a" 1:"b"]',
        ],
        ...[
          'S2 → S1 AppendEntriesReply',
          'S1 timeout heartbeat',
          'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=2',
        ],
        ...['lose S1 → S3', 'lose S2 → S1'],
      ],
      proves: 'An older snapshot takes back nothing that is committed, also after a crash.',
      doesNot: 'Two snapshots on their way.',
      expected: { distinct: 52_960, depth: 19 },
    },
  },
  {
    mutants: ['B08'],
    config: {
      name: 'snapshot-of-old-term',
      title: 'A snapshot whose last entry is of an old term',
      servers: three,
      budget: { electionTimeouts: 1 },
      start: [
        ...[...elect('S2', 'S1'), ...replicate('S2', 'S1'), 'S2 clientCommand "a"', ...replicate('S2', 'S1')],
        ...['S2 compact', 'lose everything', ...again('S2')],
        ...['S1 timeout election', 'lose S1 → S2', ...elect('S2', 'S3')],
      ],
      proves: "A server's term does not follow from the snapshot that it is sent.",
      doesNot: 'Crashes.',
      expected: { distinct: 56_019, depth: 21 },
    },
  },
  {
    mutants: ['C03', 'C04', 'B13', 'forgets-log', 'C20'],
    config: {
      name: 'acknowledged-and-crashed',
      title: 'A crash after any effect of what commits or compacts an entry, and an election',
      servers: three,
      crashPoints: 'everywhere',
      budget: { electionTimeouts: 1, compactions: 1, crashes: 1 },
      start: [
        ...[...elect('S1', 'S2'), ...replicate('S1', 'S2'), 'lose everything'],
        ...[...alone('S3'), 'S1 clientCommand "a"'],
      ],
      proves: 'What a crash leaves of an acknowledged or compacted entry is enough for the next leader to have it.',
      doesNot: 'Two crashes.',
      expected: { distinct: 5454, depth: 17 },
    },
  },
  {
    mutants: ['C05'],
    config: {
      name: 'entries-of-new-term',
      title: 'A crash between the entries of a new term and the term',
      servers: five,
      crashPoints: 'everywhere',
      budget: { crashes: 1 },
      start: [
        ...[...elect('S1', 'S2', 'S3'), 'lose everything', 'S1 clientCommand "a"', 'S1 timeout heartbeat'],
        ...['lose S1 → S2', 'lose S1 → S4', 'lose S1 → S5', ...alone('S5'), ...elect('S5', 'S4', 'S2')],
        ...['lose S5 →', 'S5 clientCommand "b"', 'S5 timeout heartbeat', ...replicate('S5', 'S4')],
        ...['lose S5 → S1', 'lose S5 → S2', 'lose S5 → S4', ...again('S1')],
        ...['S1 timeout election', 'lose S1 → S2', 'lose S1 → S3 RequestVote', 'S1 timeout election'],
        ...['lose S1 → S4', 'lose S1 → S5'],
      ],
      proves: 'A server that has acknowledged entries of a term has not forgotten the term when it comes back.',
      doesNot: 'Two crashes.',
      expected: { distinct: 113_043, depth: 26 },
    },
  },
  {
    mutants: ['C11'],
    config: {
      name: 'vote-of-old-term',
      title: 'A crash between a new term and the vote in it',
      servers: five,
      crashPoints: 'everywhere',
      budget: { crashes: 1 },
      start: [
        ...['S1 timeout election', 'S1 → S3 RequestVote', 'lose everything', ...elect('S2', 'S4', 'S5')],
        ...['lose everything', 'S2 clientCommand "a"', 'S2 timeout heartbeat', ...replicate('S2', 'S3', 'S4')],
        ...['lose everything', 'S4 timeout election', 'lose S4 → S1', 'lose S4 → S2', 'lose S4 → S5'],
        ...['S1 timeout election', 'lose S1 → S2', 'lose S1 → S4'],
      ],
      proves: 'A vote of an old term is not taken for one of the new term after a crash.',
      doesNot: 'Two crashes.',
      expected: { distinct: 309, depth: 9 },
    },
  },
  {
    mutants: ['vote-before-term', 'C01'],
    config: {
      name: 'vote-before-term',
      title: 'A crash between a vote and its term',
      servers: five,
      crashPoints: 'everywhere',
      budget: { crashes: 1 },
      start: [
        ...['S2 timeout election', 'S2 → S5 RequestVote', 'lose S2 → S1', 'lose S2 → S4', ...elect('S1', 'S3', 'S4')],
        ...['lose S1 →', ...elect('S4', 'S5', 'S1'), 'lose S4 → S1', 'lose S4 → S2', 'lose S4 → S5'],
      ],
      proves: 'A server votes once in a term, also when it crashes while it learns of the next.',
      doesNot: 'Two crashes.',
      expected: { distinct: 854, depth: 10 },
    },
  },
];
