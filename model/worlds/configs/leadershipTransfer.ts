/** The bounded worlds of the page of leadership transfer, alone and beside other pages. */
import { type Config, elect, electWithPreVote, replicate, three } from './config.ts';

/** S1 leads term 1, and S2 and S3 have answered it; nothing is in flight. */
const s1Leads = [...elect('S1', 'S2'), ...replicate('S1', 'S2', 'S3'), 'lose everything'];

export const leadershipTransferConfigs: readonly Config[] = [
  {
    name: 'leadership-transfer-command',
    title: 'A leader that is asked to hand over, and for a command',
    servers: three,
    extensions: ['leadership-transfer'],
    start: s1Leads,
    budget: { transfers: 1, transferTimeouts: 1, clientCommands: 1 },
    madeFor: { clauses: ['LT-3', 'LT-4', 'LT-5', 'LT-6', 'LT-7', 'LT-8'] },
    proves:
      'Whichever server a leader hands over to, whenever it gives up and whatever is late or out of order, nobody is asked to take over that is behind, no command that was answered is lost, and no two servers lead one term.',
    doesNot: 'Election timeouts and crashes, which are in the other worlds of the page.',
    expected: { distinct: 17_585, depth: 20 },
  },
  {
    name: 'leadership-transfer-crash',
    title: 'A crash after any effect of a transfer',
    servers: three,
    extensions: ['leadership-transfer'],
    crashPoints: 'everywhere',
    start: [...s1Leads, 'S1 transferLeadership S2'],
    budget: { crashes: 1, transferTimeouts: 1 },
    madeFor: { clauses: ['LT-5', 'LT-8'] },
    proves:
      'With a crash after any effect, a server that takes over tells nobody of a term that is not on its disk, and one that comes back knows of no transfer.',
    doesNot: 'A second candidate, which is in leadership-transfer-late.',
    expected: { distinct: 3410, depth: 14 },
  },
  {
    name: 'leadership-transfer-late',
    title: 'A TimeoutNow that is late or lost, beside an election',
    servers: three,
    extensions: ['leadership-transfer'],
    start: [...s1Leads, 'S1 transferLeadership S2'],
    budget: { electionTimeouts: 1 },
    madeFor: { clauses: ['LT-4', 'LT-5'] },
    proves:
      'A TimeoutNow that arrives late or never, beside another candidate, leaves one leader a term, and an old one moves nobody.',
    doesNot: 'Commands, which are in leadership-transfer-command; repetitions, which are in leadership-transfer-twice.',
    expected: { distinct: 51_184, depth: 21 },
  },
  {
    name: 'leadership-transfer-twice',
    title: 'A TimeoutNow that comes once more when the target has taken over',
    servers: three,
    extensions: ['leadership-transfer'],
    start: [
      ...s1Leads,
      'S1 transferLeadership S2',
      'S1 timeout heartbeat',
      ...replicate('S1', 'S2'),
      'lose S1 → S3',
      'S1 → S2 TimeoutNow',
    ],
    budget: { heartbeatTimeouts: 1, duplicates: 1 },
    madeFor: { clauses: ['LT-4', 'LT-5'] },
    proves:
      'A second TimeoutNow and a message that arrives twice move nobody who is in a newer term, and make no second leader of a term.',
    doesNot: 'Another candidate, which is in leadership-transfer-late.',
    expected: { distinct: 53_858, depth: 18 },
  },
  {
    name: 'leadership-transfer-together',
    title: 'A transfer beside pre-vote and check quorum',
    servers: three,
    extensions: ['pre-vote', 'client-batches', 'check-quorum', 'leadership-transfer'],
    start: [
      ...electWithPreVote('S1', 'S2'),
      ...replicate('S1', 'S2', 'S3'),
      'lose everything',
      'S1 transferLeadership S2',
    ],
    budget: { clientBatches: 1, quorumTimeouts: 1, losses: 1 },
    madeFor: { clauses: ['LT-7', 'LT-8', 'CQ-10'] },
    proves:
      'Beside the other pages a transfer does what it says, whatever overtakes what: the target asks for no pre-vote, and is answered by whoever has heard of its term.',
    doesNot: 'That it is elected, which is a goal (LT-10) and asked of healed clusters.',
    expected: { distinct: 7145, depth: 18 },
  },
];
