/** The bounded worlds in which our Raft is explored exhaustively. */
import { type Config, elect, five, isGeneral, replicate, three } from './config.ts';
import { extensionConfigs } from './extensions.ts';
import { togetherConfigs } from './pairs.ts';

export { type Config, isGeneral, worldOf } from './config.ts';
export { extensionConfigs } from './extensions.ts';
export { togetherConfigs } from './pairs.ts';

/** S1 leads term 1 with S2's vote; nothing is in flight. */
const s1Leads = [...elect('S1', 'S2'), 'lose everything'];

/** S1 leads term 1 and knows where the log of S2 ends; nothing is in flight. */
const s1Replicates = [...elect('S1', 'S2'), ...replicate('S1', 'S2'), 'lose everything'];

export const configs: readonly Config[] = [
  {
    name: 'elections',
    title: 'Elections with three servers',
    servers: three,
    budget: { electionTimeouts: 2, crashes: 1 },
    symmetry: true,
    proves:
      'With three servers, any two election timeouts and any crash between two steps, at most one leader per term and one vote per server per term, whatever is lost, late or out of order.',
    doesNot: 'Three candidacies, and crashes within a step, which are in crash-recovery.',
    expected: { distinct: 45_407, depth: 21 },
  },
  {
    name: 'elections-5',
    title: 'Elections with five servers',
    servers: five,
    budget: { electionTimeouts: 1 },
    start: ['S1 timeout election', 'S1 → S2 RequestVote', 'S1 → S3 RequestVote', 'lose S1 →'],
    madeFor: { clauses: ['RV-2', 'RS-C-2'] },
    proves:
      'With five servers of which one is a candidate with two votes on their way, another candidacy at any moment leaves at most one leader per term.',
    doesNot: 'Further candidacies, crashes.',
    expected: { distinct: 2_112_392, depth: 28 },
  },
  {
    name: 'replication',
    title: 'Replication with three servers',
    servers: three,
    budget: { electionTimeouts: 1, clientCommands: 2 },
    proves:
      'From a cold start, whatever becomes of a first leader and two commands: nothing is committed or applied out of order, or differently at two servers, whatever is lost, late or out of order.',
    doesNot: 'A change of leader, which is in conflicts and three-terms.',
    expected: { distinct: 50_128, depth: 26 },
  },
  {
    name: 'conflicts',
    title: 'Logs that conflict, and a new leader that repairs them',
    servers: three,
    options: { maxEntriesPerAppend: 1 },
    budget: { electionTimeouts: 1, heartbeatTimeouts: 1, clientCommands: 1 },
    start: [...s1Leads, 'S1 clientCommand "a"', 'S1 clientCommand "b"', 'lose everything'],
    madeFor: { clauses: ['AE-2', 'AE-3', 'RS-L-6'] },
    proves:
      'A leader with two entries that nobody else has, and any election after it: only what is in conflict is ever removed, nothing that is committed, and nobody applies two different entries, with batches of one entry and a heartbeat at any moment.',
    doesNot: 'Conflicts over more than two entries.',
    expected: { distinct: 1_160_420, depth: 31 },
  },
  {
    name: 'figure-8',
    title: 'Figure 8, from its moment (b) on',
    servers: five,
    budget: { electionTimeouts: 1 },
    start: [
      ...elect('S1', 'S2', 'S3'),
      ...replicate('S1', 'S2'),
      'lose everything',
      'S1 clientCommand "a"',
      'S1 → S2 AppendEntries',
      'lose everything',
      'S1 crash',
      'S5 timeout election',
      'lose everything',
      ...elect('S5', 'S3', 'S4'),
      'lose everything',
      'S5 clientCommand "b"',
      'S5 crash',
      'lose everything',
      'S1 restart',
      'S1 timeout election',
      'lose everything',
      ...elect('S1', 'S2', 'S3'),
      'lose S1 → S4',
      'lose S1 → S5',
    ],
    madeFor: { clauses: ['RS-L-4', 'SP-4'] },
    proves:
      'After S1 and S5 have each left an entry of their own at index 1, no order of two elections loses a committed entry: an entry of an old term is not committed by counting.',
    doesNot: 'Five servers from a cold start.',
    expected: { distinct: 353_845, depth: 30 },
  },
  {
    name: 'crash-recovery',
    title: 'Crashes after every single effect, and recovery',
    servers: three,
    crashPoints: 'everywhere',
    budget: { electionTimeouts: 2, crashes: 1 },
    proves: 'With a crash after any effect of any step, no vote and no term that was told in a message is forgotten.',
    doesNot: 'Two crashes; entries: there are none here, but in crash-replication and commands-and-crashes.',
    expected: { distinct: 313_514, depth: 20 },
  },
  {
    name: 'crash-replication',
    title: 'Crashes after every single effect while entries are replicated',
    servers: three,
    crashPoints: 'everywhere',
    budget: { electionTimeouts: 1, clientCommands: 1, crashes: 1 },
    start: [...s1Replicates, 'S1 clientCommand "a"'],
    madeFor: { clauses: ['ST-8', 'SP-14'] },
    proves:
      'With a crash after any effect of any step, what was acknowledged is still there, and what was committed is on a majority of disks.',
    doesNot: 'Two crashes.',
    expected: { distinct: 74_202, depth: 24 },
  },
  {
    name: 'duplication',
    title: 'Messages that arrive twice',
    servers: three,
    budget: { electionTimeouts: 2, duplicates: 1 },
    symmetry: true,
    proves:
      'A vote that arrives twice counts once, and a request that arrives twice is answered alike, in any order with everything else.',
    doesNot: 'Messages that arrive three times; duplicated entries, which are in late-entries.',
    expected: { distinct: 70_573, depth: 20 },
  },
  {
    name: 'late-entries',
    title: 'Entries that arrive twice, late, and out of order',
    servers: three,
    budget: { electionTimeouts: 1, clientCommands: 1, duplicates: 1 },
    start: [...s1Replicates, 'S1 clientCommand "a"'],
    madeFor: { clauses: ['AE-3', 'D-2', 'D-6'] },
    proves:
      'Entries of two commands that arrive late, twice or in the wrong order remove nothing that was acknowledged, also while another server stands for election.',
    doesNot: 'More than one duplicate.',
    expected: { distinct: 83_151, depth: 21 },
  },
  {
    name: 'snapshots',
    title: 'Compaction, and a snapshot for a follower that lags behind',
    servers: three,
    options: { snapshotChunkLength: 2 },
    budget: { heartbeatTimeouts: 1, clientCommands: 1, corruptions: 1, duplicates: 1 },
    start: [
      ...s1Replicates,
      'S1 clientCommand "a"',
      'S1 clientCommand "b"',
      ...replicate('S1', 'S2', 'S2'),
      'lose everything',
      'S1 compact',
      'S1 timeout heartbeat',
      'S1 → S3 InstallSnapshot',
    ],
    madeFor: { clauses: ['IS-2', 'IS-3', 'IS-12'] },
    proves:
      'What a follower installs, of chunks of which one may be corrupted, late or twice, is the snapshot that the leader took, and what it applies behind it is what was committed.',
    doesNot: 'Elections during the transfer, which are in snapshot-election.',
    expected: { distinct: 108_232, depth: 25 },
  },
  {
    name: 'snapshot-suffix',
    title: 'A snapshot that ends within the log of its receiver',
    servers: three,
    options: { snapshotChunkLength: 2 },
    budget: { heartbeatTimeouts: 1 },
    start: [
      ...elect('S1', 'S2'),
      ...replicate('S1', 'S2', 'S3'),
      'lose everything',
      'S1 clientCommand "a"',
      'S1 clientCommand "b"',
      'S1 clientCommand "c"',
      ...replicate('S1', 'S2', 'S2'),
      'lose S1 → S2',
      'lose S2',
      'S1 compact',
      'S1 timeout heartbeat',
      'lose S1 → S2',
    ],
    madeFor: { clauses: ['IS-6', 'D-8'] },
    proves:
      'A snapshot and the entries that it covers, on their way to one follower in any order: what the follower has acknowledged behind the snapshot stays.',
    doesNot: 'Entries of another term behind the snapshot.',
    expected: { distinct: 123_484, depth: 24 },
  },
  {
    name: 'snapshot-election',
    title: 'A new leader while a snapshot is on its way',
    servers: three,
    options: { snapshotChunkLength: 2 },
    budget: { electionTimeouts: 1, compactions: 1, heartbeatTimeouts: 1 },
    start: [
      ...s1Replicates,
      'S1 clientCommand "a"',
      'S1 clientCommand "b"',
      ...replicate('S1', 'S2', 'S2'),
      'lose everything',
      'S1 timeout heartbeat',
      'S1 → S2 AppendEntries',
      'lose everything',
      'S1 compact',
      'S1 timeout heartbeat',
      'lose S1 → S2',
    ],
    madeFor: { clauses: ['IS-9', 'IS-10', 'D-12'] },
    proves:
      'A transfer that is overtaken by another leader or another snapshot leaves a log that is a prefix of what was committed.',
    doesNot: 'Two elections during a transfer.',
    expected: { distinct: 52_099, depth: 21 },
  },
  {
    name: 'three-terms',
    title: 'Leader completeness across three terms',
    servers: three,
    budget: { electionTimeouts: 2, clientCommands: 1 },
    start: [...s1Replicates, 'S1 clientCommand "a"', 'S1 → S2 AppendEntries'],
    madeFor: { clauses: ['SP-4'] },
    proves:
      'An entry that is about to be committed in term 1 is in the log of every leader of terms 2 and 3, if it was committed.',
    doesNot: 'Four terms; see figure-8.',
    expected: { distinct: 1_032_213, depth: 29 },
  },
  {
    name: 'two-leaders',
    title: 'Two leaders and two commands from a cold start',
    servers: three,
    budget: { electionTimeouts: 2, clientCommands: 2 },
    proves:
      'From a cold start, any two candidacies and any two commands, in every order with all messages between them: about 150 million steps.',
    doesNot: 'Three candidacies; heartbeats, without which a follower learns of the last commit only by a next entry.',
    expected: { distinct: 27_974_140, depth: 36 },
  },
  {
    name: 'commands-and-crashes',
    title: 'A command, a crash and two elections from a cold start',
    servers: three,
    budget: { electionTimeouts: 2, clientCommands: 1, crashes: 1 },
    symmetry: true,
    proves:
      'From a cold start, any two candidacies, one command and one crash between two steps, in every order with all messages between them: what is committed or answered is in the log of every later leader.',
    doesNot: 'Crashes within a step, which are in crash-replication; two commands, which are in two-leaders.',
    expected: { distinct: 442_074, depth: 26 },
  },
  {
    name: 'snapshot-and-crash',
    title: 'A compaction, a crash and a heartbeat from a cold start',
    servers: three,
    options: { snapshotChunkLength: 2 },
    budget: { electionTimeouts: 1, heartbeatTimeouts: 1, clientCommands: 1, compactions: 1, crashes: 1 },
    symmetry: true,
    proves:
      'From a cold start, one command that is compacted by whoever has applied it, and one crash between two steps: each snapshot is the state after the committed prefix that it names, and a server begins from it again.',
    doesNot: 'A second leader; transfers of several chunks, which are in snapshots.',
    expected: { distinct: 82_109, depth: 24 },
  },
  {
    name: 'heartbeats',
    title: 'Two heartbeats and a command from a cold start',
    servers: three,
    budget: { electionTimeouts: 1, heartbeatTimeouts: 2, clientCommands: 1 },
    symmetry: true,
    proves:
      'From a cold start, one command and two rounds of heartbeats at any moment, late and out of order: a heartbeat removes nothing, and commits nothing but what it vouches for.',
    doesNot: 'A second leader, whose heartbeats meet those of the first.',
    expected: { distinct: 94_600, depth: 29 },
  },
  {
    name: 'one-in-flight',
    title: 'One entry in flight to each follower, from a cold start',
    servers: three,
    options: { maxInFlightEntries: 1, maxEntriesPerAppend: 1 },
    budget: { electionTimeouts: 1, heartbeatTimeouts: 1, clientCommands: 2 },
    symmetry: true,
    proves:
      'From a cold start, two commands of which the second waits for the acknowledgement of the first (D-15), and a heartbeat at any moment: no more than one entry that a leader knows nothing of is on its way to a follower.',
    doesNot: 'Limits that are larger, which are reached in torture and random runs.',
    expected: { distinct: 59_884, depth: 26 },
  },
];

/** The worlds that were made for nothing in particular: what they find was not laid out for them. */
export const generalConfigs: readonly Config[] = configs.filter(isGeneral);

/** @throws Error when there is none of this name. */
export const configOf = (name: string): Config => {
  const config = [...configs, ...extensionConfigs, ...togetherConfigs].find((known) => known.name === name);
  if (!config) throw new Error(`there is no configuration ${name}`);
  return config;
};
