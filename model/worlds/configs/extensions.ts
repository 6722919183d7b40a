/** The bounded worlds of the optional pages: with each, its page is woven in. */
import { type Config, three } from './config.ts';

/** A server asks these, and is elected by them; the messages to others stay in flight. */
const electWithPreVote = (id: string, ...voters: readonly string[]): readonly string[] => [
  `${id} timeout election`,
  ...voters.flatMap((voter) => [
    `${id} → ${voter} PreVote`,
    `${voter} → ${id} PreVoteReply`,
    `${id} → ${voter} RequestVote`,
    `${voter} → ${id} RequestVoteReply`,
  ]),
];

export const extensionConfigs: readonly Config[] = [
  {
    name: 'pre-vote-elections',
    title: 'Elections with pre-vote',
    servers: three,
    extensions: ['pre-vote'],
    budget: { electionTimeouts: 2 },
    symmetry: true,
    proves:
      'With three servers and any two election timeouts, one leader a term and one vote a server and term; each question is answered as the page says, whatever is lost, late or out of order.',
    doesNot: 'Three timeouts; crashes, which are in pre-vote-crash.',
    expected: { distinct: 349_354, depth: 27 },
  },
  {
    name: 'pre-vote-crash',
    title: 'A crash after any effect of a pre-vote',
    servers: three,
    extensions: ['pre-vote'],
    crashPoints: 'everywhere',
    budget: { electionTimeouts: 1, crashes: 1 },
    proves:
      'With a crash after any effect of any step, a pre-vote leaves nothing on a disk, a server that comes back knows of none, and an answer that comes late counts for nobody who did not ask.',
    doesNot: 'Two questions, which are in pre-vote-elections.',
    expected: { distinct: 8634, depth: 15 },
  },
  {
    name: 'pre-vote-return',
    title: 'A server that has missed heartbeats, beside a leader that is heard',
    servers: three,
    extensions: ['pre-vote'],
    budget: { electionTimeouts: 1, heartbeatTimeouts: 1, duplicates: 1 },
    start: [
      ...electWithPreVote('S1', 'S2'),
      'lose S1 → S3',
      'S1 → S2 AppendEntries',
      'lose everything',
      'S1 timeout heartbeat',
      'S1 → S3 AppendEntries',
      'lose everything',
    ],
    madeFor: { clauses: ['PV-7', 'PV-10'] },
    proves:
      'While all others hear a leader, a server whose timer runs out raises no term, whatever it is answered, late or twice, and follows again at the next word from the leader.',
    doesNot: 'Two servers that hear nobody: they are a majority, and elect.',
    expected: { distinct: 1767, depth: 12 },
  },
];
