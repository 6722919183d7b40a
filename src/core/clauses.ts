// Generated from spec/boxes.json and the pages that it names by `npm run fix`. Do not edit.

/** What a clause is: something a server keeps, something it does, something that always holds, or a decision of ours. */
export type ClauseKind = 'state' | 'receiver rule' | 'sender rule' | 'property' | 'goal' | 'decision';

/** One clause of the written spec: its heading and the two lines under it. */
export type Clause = {
  /** The heading without the id. */
  readonly title: string;
  /** What sort of clause it is. */
  readonly kind: ClauseKind;
  /** Where in the paper it stands. */
  readonly source: string;
  /** The file under spec/ that states it. */
  readonly page: string;
};

/** A box of the paper, or an optional page: the clauses whose ids begin alike. */
export type Box = {
  /** What the ids begin with, without the hyphen before the number. */
  readonly prefix: string;
  /** In a word or two, for tables. */
  readonly title: string;
  /** The same in a line. */
  readonly about: string;
  /** The file under spec/ that holds its clauses. */
  readonly page: string;
  /** The extension that its clauses belong to; absent: they are the figure's. */
  readonly extension?: string;
};

/** The boxes of spec/boxes.json, in the order of their pages. */
export const boxes: readonly Box[] = [
  {
    prefix: 'ST',
    title: 'State',
    about: 'State: persistent, volatile, volatile on leaders',
    page: 'figure2.md',
  },
  {
    prefix: 'RV',
    title: 'RequestVote',
    about: 'RequestVote, receiver and sender',
    page: 'figure2.md',
  },
  {
    prefix: 'AE',
    title: 'AppendEntries',
    about: 'AppendEntries, receiver and sender',
    page: 'figure2.md',
  },
  {
    prefix: 'RS-A',
    title: 'All servers',
    about: 'Rules for Servers: all servers',
    page: 'figure2.md',
  },
  {
    prefix: 'RS-F',
    title: 'Followers',
    about: 'Rules for Servers: followers',
    page: 'figure2.md',
  },
  {
    prefix: 'RS-C',
    title: 'Candidates',
    about: 'Rules for Servers: candidates',
    page: 'figure2.md',
  },
  {
    prefix: 'RS-L',
    title: 'Leaders',
    about: 'Rules for Servers: leaders',
    page: 'figure2.md',
  },
  {
    prefix: 'IS',
    title: 'InstallSnapshot',
    about: 'InstallSnapshot (Figure 13) and log compaction',
    page: 'snapshots.md',
  },
  {
    prefix: 'SP',
    title: 'Safety properties',
    about: 'Safety properties: the five of Figure 3, then the extra ones',
    page: 'properties.md',
  },
  {
    prefix: 'LP',
    title: 'Goals',
    about: 'Liveness properties',
    page: 'properties.md',
  },
  {
    prefix: 'CL',
    title: 'Clients',
    about: 'Clients',
    page: 'clients.md',
  },
  {
    prefix: 'D',
    title: 'Decisions',
    about: 'Divergences: refinements and departures',
    page: 'divergences.md',
  },
  {
    prefix: 'PV',
    title: 'Pre-vote',
    about: 'Optional page: pre-vote',
    page: 'extensions/pre-vote.md',
    extension: 'pre-vote',
  },
  {
    prefix: 'CB',
    title: 'Client batches',
    about: 'Optional page: client batches',
    page: 'extensions/client-batches.md',
    extension: 'client-batches',
  },
  {
    prefix: 'PW',
    title: 'Parallel write',
    about: 'Optional page: parallel write',
    page: 'extensions/parallel-write.md',
    extension: 'parallel-write',
  },
  {
    prefix: 'CQ',
    title: 'Check quorum',
    about: 'Optional page: check quorum',
    page: 'extensions/check-quorum.md',
    extension: 'check-quorum',
  },
  {
    prefix: 'NO',
    title: 'No-op',
    about: 'Optional page: no-op',
    page: 'extensions/no-op.md',
    extension: 'no-op',
  },
  {
    prefix: 'RI',
    title: 'Read index',
    about: 'Optional page: read index',
    page: 'extensions/read-index.md',
    extension: 'read-index',
  },
  {
    prefix: 'LT',
    title: 'Leadership transfer',
    about: 'Optional page: leadership transfer',
    page: 'extensions/leadership-transfer.md',
    extension: 'leadership-transfer',
  },
  {
    prefix: 'MC',
    title: 'Membership',
    about: 'Optional page: membership',
    page: 'extensions/membership.md',
    extension: 'membership',
  },
];

/** Every clause of the spec by its id, in the order of the pages. */
export const clauses = {
  'ST-1': {
    title: 'currentTerm: the latest term this server has seen',
    kind: 'state',
    source: 'Figure 2, State, persistent; §5.1',
    page: 'figure2.md',
  },
  'ST-2': {
    title: "votedFor: the candidate that received this server's vote in currentTerm",
    kind: 'state',
    source: 'Figure 2, State, persistent; §5.2',
    page: 'figure2.md',
  },
  'ST-3': {
    title: 'log[]: entries with a command and the term in which a leader received it, first index 1',
    kind: 'state',
    source: 'Figure 2, State, persistent; §5.3',
    page: 'figure2.md',
  },
  'ST-4': {
    title: 'commitIndex: the highest index known to be committed',
    kind: 'state',
    source: 'Figure 2, State, volatile; §5.3',
    page: 'figure2.md',
  },
  'ST-5': {
    title: 'lastApplied: the highest index given to the state machine',
    kind: 'state',
    source: 'Figure 2, State, volatile; §5.3',
    page: 'figure2.md',
  },
  'ST-6': {
    title: 'nextIndex[]: for each follower, the next index to send',
    kind: 'state',
    source: 'Figure 2, State, volatile on leaders; §5.3',
    page: 'figure2.md',
  },
  'ST-7': {
    title: 'matchIndex[]: for each follower, the highest index known to be on its disk',
    kind: 'state',
    source: 'Figure 2, State, volatile on leaders; §5.3',
    page: 'figure2.md',
  },
  'ST-8': {
    title: 'Persistent state is on stable storage before anything is sent that depends on it',
    kind: 'sender rule',
    source: 'Figure 2, State ("updated on stable storage before responding to RPCs"); §5.1, §5.6',
    page: 'figure2.md',
  },
  'ST-9': {
    title:
      'A restarted server keeps its persistent state and begins as a follower that has committed nothing beyond its snapshot',
    kind: 'receiver rule',
    source: 'Figure 2, State (initialisation values); §5.2, §7',
    page: 'figure2.md',
  },
  'RV-1': {
    title: 'Reject RequestVote of an older term',
    kind: 'receiver rule',
    source: 'Figure 2, RequestVote RPC, receiver 1; §5.1',
    page: 'figure2.md',
  },
  'RV-2': {
    title:
      "Grant the vote if it is still free or already this candidate's, and the candidate's log is at least as up-to-date",
    kind: 'receiver rule',
    source: 'Figure 2, RequestVote RPC, receiver 2; §5.2, §5.4.1',
    page: 'figure2.md',
  },
  'RV-3': {
    title: 'A candidate asks with its term, its id, and the index and term of its last entry',
    kind: 'sender rule',
    source: 'Figure 2, RequestVote RPC, arguments; §5.2, §5.4.1',
    page: 'figure2.md',
  },
  'RV-4': {
    title: "Reject RequestVote when the vote went to another candidate or when the candidate's log is older",
    kind: 'receiver rule',
    source: 'Figure 2, RequestVote RPC, receiver 2 (where it does not grant); §5.2, §5.4.1',
    page: 'figure2.md',
  },
  'AE-1': {
    title: 'Reject AppendEntries of an older term',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, receiver 1; §5.1',
    page: 'figure2.md',
  },
  'AE-2': {
    title: 'Reject AppendEntries whose (prevLogIndex, prevLogTerm) is not in the log',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, receiver 2; §5.3',
    page: 'figure2.md',
  },
  'AE-3': {
    title: 'An existing entry that conflicts with a new one is deleted with all that follow it',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, receiver 3; §5.3',
    page: 'figure2.md',
  },
  'AE-4': {
    title: 'Append the entries that are not already in the log',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, receiver 4; §5.3',
    page: 'figure2.md',
  },
  'AE-5': {
    title: 'Follow leaderCommit, but never past the index of the last new entry',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, receiver 5; §5.3',
    page: 'figure2.md',
  },
  'AE-6': {
    title: 'A leader sends its term, what precedes the entries, the entries, and its commitIndex',
    kind: 'sender rule',
    source: 'Figure 2, AppendEntries RPC, arguments; §5.3',
    page: 'figure2.md',
  },
  'AE-7': {
    title: 'Success means: my log held prevLogIndex and now holds every entry of the request',
    kind: 'receiver rule',
    source: 'Figure 2, AppendEntries RPC, results; §5.3',
    page: 'figure2.md',
  },
  'RS-A-1': {
    title: 'While commitIndex > lastApplied, apply log[lastApplied + 1]',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, all servers 1; §5.3',
    page: 'figure2.md',
  },
  'RS-A-2': {
    title: 'A message with a newer term: adopt the term, become follower',
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, all servers 2; §5.1',
    page: 'figure2.md',
  },
  'RS-F-1': {
    title: 'Answer the requests of candidates and leaders',
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, followers 1; §5.2',
    page: 'figure2.md',
  },
  'RS-F-2': {
    title: 'An election timeout without hearing from the current leader or granting a vote: become candidate',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, followers 2; §5.2',
    page: 'figure2.md',
  },
  'RS-F-3': {
    title:
      'AppendEntries or InstallSnapshot from the current leader, or a granted vote, restarts the election timer; nothing else does',
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, followers 2 (its condition); §5.2',
    page: 'figure2.md',
  },
  'RS-C-1': {
    title: 'Start an election: raise currentTerm, vote for oneself, restart the election timer, ask all others',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, candidates 1; §5.2',
    page: 'figure2.md',
  },
  'RS-C-2': {
    title: 'Votes from a majority: become leader',
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, candidates 2; §5.2',
    page: 'figure2.md',
  },
  'RS-C-3': {
    title: "AppendEntries from the term's leader: become follower",
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, candidates 3; §5.2',
    page: 'figure2.md',
  },
  'RS-C-4': {
    title: 'Election timeout again: start a new election',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, candidates 4; §5.2',
    page: 'figure2.md',
  },
  'RS-L-1': {
    title: 'On election, and again while idle, send heartbeats to every follower',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, leaders 1; §5.2',
    page: 'figure2.md',
  },
  'RS-L-2': {
    title: "A client's command is appended to the log, and answered after it was applied",
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, leaders 2; §5.3',
    page: 'figure2.md',
  },
  'RS-L-3': {
    title: 'A follower whose nextIndex is not past the last entry is sent the entries from nextIndex on',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, leaders 3; §5.3',
    page: 'figure2.md',
  },
  'RS-L-4': {
    title: 'Commit the highest N of the current term that a majority has',
    kind: 'sender rule',
    source: 'Figure 2, Rules for Servers, leaders 4; §5.3, §5.4.2',
    page: 'figure2.md',
  },
  'RS-L-5': {
    title: "A successful reply moves the follower's nextIndex and matchIndex forward",
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, leaders 3 (first sub-rule); §5.3',
    page: 'figure2.md',
  },
  'RS-L-6': {
    title: 'A rejection for inconsistency moves nextIndex back, and the leader tries again',
    kind: 'receiver rule',
    source: 'Figure 2, Rules for Servers, leaders 3 (second sub-rule); §5.3',
    page: 'figure2.md',
  },
  'IS-1': {
    title: 'Reject InstallSnapshot of an older term',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 1; §7',
    page: 'snapshots.md',
  },
  'IS-2': {
    title: 'The first chunk (offset 0) begins a new snapshot',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 2; §7',
    page: 'snapshots.md',
  },
  'IS-3': {
    title: 'Data is written at its offset',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 3; §7',
    page: 'snapshots.md',
  },
  'IS-4': {
    title: 'Until done, answer and wait for more chunks',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 4; §7',
    page: 'snapshots.md',
  },
  'IS-5': {
    title: 'A complete snapshot is saved; an older or partial one is discarded',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 5; §7',
    page: 'snapshots.md',
  },
  'IS-6': {
    title: "If the log holds the snapshot's last entry, keep what follows it",
    kind: 'receiver rule',
    source: 'Figure 13, receiver 6; §7',
    page: 'snapshots.md',
  },
  'IS-7': {
    title: 'Otherwise discard the entire log',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 7; §7',
    page: 'snapshots.md',
  },
  'IS-8': {
    title: 'Reset the state machine from the snapshot',
    kind: 'receiver rule',
    source: 'Figure 13, receiver 8; §7',
    page: 'snapshots.md',
  },
  'IS-9': {
    title: 'A leader sends its snapshot when it has discarded the next entry that a follower needs',
    kind: 'sender rule',
    source: '§7, Figure 13',
    page: 'snapshots.md',
  },
  'IS-10': {
    title: 'Chunks are sent in order, the next one when the last was acknowledged',
    kind: 'sender rule',
    source: 'Figure 13 (Invoked by leader to send chunks ... in order); §7; ours, which snapshot is sent',
    page: 'snapshots.md',
  },
  'IS-11': {
    title: 'The acknowledgement of the last chunk moves matchIndex and nextIndex past the snapshot',
    kind: 'receiver rule',
    source: '§7 (the paper leaves it open), D-11',
    page: 'snapshots.md',
  },
  'IS-12': {
    title: 'A snapshot whose checksum does not fit is thrown away and asked for again',
    kind: 'receiver rule',
    source: 'Ours, D-12',
    page: 'snapshots.md',
  },
  'IS-13': {
    title: 'A server replaces the applied prefix of its log by a snapshot, and nothing beyond it',
    kind: 'sender rule',
    source: '§7, Figure 12',
    page: 'snapshots.md',
  },
  'IS-14': {
    title:
      'A snapshot remembers the index and term of its last entry, so that the AppendEntries check works at the boundary',
    kind: 'state',
    source: '§7, Figure 12 (metadata)',
    page: 'snapshots.md',
  },
  'SP-1': {
    title: 'Election Safety: at most one leader in a term, ever',
    kind: 'property',
    source: 'Figure 3; §5.2',
    page: 'properties.md',
  },
  'SP-2': {
    title: 'Leader Append-Only: a leader never overwrites or deletes its entries',
    kind: 'property',
    source: 'Figure 3; §5.3',
    page: 'properties.md',
  },
  'SP-3': {
    title: 'Log Matching: the same index and term mean the same entry and the same prefix',
    kind: 'property',
    source: 'Figure 3; §5.3',
    page: 'properties.md',
  },
  'SP-4': {
    title: 'Leader Completeness: a committed entry is in the log of every leader of a later term',
    kind: 'property',
    source: 'Figure 3; §5.4',
    page: 'properties.md',
  },
  'SP-5': {
    title: 'State Machine Safety: no two servers apply different entries at one index',
    kind: 'property',
    source: 'Figure 3; §5.4.3',
    page: 'properties.md',
  },
  'SP-6': {
    title: 'Terms never go back, not even over a restart',
    kind: 'property',
    source: '§5.1',
    page: 'properties.md',
  },
  'SP-7': {
    title: 'At most one vote per server per term',
    kind: 'property',
    source: '§5.2',
    page: 'properties.md',
  },
  'SP-8': {
    title: 'commitIndex never goes back within an incarnation',
    kind: 'property',
    source: '§5.3',
    page: 'properties.md',
  },
  'SP-9': {
    title: 'matchIndex never goes back within a leadership',
    kind: 'property',
    source: '§5.3',
    page: 'properties.md',
  },
  'SP-10': {
    title: 'lastApplied <= commitIndex <= last index; matchIndex < nextIndex <= last index + 1',
    kind: 'property',
    source: 'Figure 2, State',
    page: 'properties.md',
  },
  'SP-11': {
    title: 'Nothing is sent that is not durable',
    kind: 'property',
    source: 'Figure 2, State; ST-8',
    page: 'properties.md',
  },
  'SP-12': {
    title: 'A leader commits by counting only entries of its own term',
    kind: 'property',
    source: '§5.4.2, Figure 8',
    page: 'properties.md',
  },
  'SP-13': {
    title: "matchIndex is true of the follower's durable log",
    kind: 'property',
    source: 'Figure 2, State (matchIndex)',
    page: 'properties.md',
  },
  'SP-14': {
    title: 'A committed entry is on the disks of a majority',
    kind: 'property',
    source: '§5.3, §5.4',
    page: 'properties.md',
  },
  'SP-15': {
    title: 'A snapshot is the state after exactly the committed prefix that it names',
    kind: 'property',
    source: '§7',
    page: 'properties.md',
  },
  'SP-16': {
    title: 'A message of an older term changes nothing',
    kind: 'property',
    source: '§5.1',
    page: 'properties.md',
  },
  'SP-17': {
    title: 'Entries are applied in order, each exactly once per incarnation',
    kind: 'property',
    source: '§5.3',
    page: 'properties.md',
  },
  'SP-18': {
    title: 'Each step does what its clauses say, and no more',
    kind: 'property',
    source: 'Figure 2, Figure 13',
    page: 'properties.md',
  },
  'SP-19': {
    title: 'A client is answered only for a committed entry, which every later leader has',
    kind: 'property',
    source: 'Figure 2, Rules for Servers: Leaders; §5.3, §8',
    page: 'properties.md',
  },
  'LP-1': {
    title: 'A leader is elected once a majority can talk',
    kind: 'goal',
    source: '§5.2, §5.6',
    page: 'properties.md',
  },
  'LP-2': {
    title: 'A new command is committed and applied by every live server once a majority can talk',
    kind: 'goal',
    source: '§5.3, §5.6',
    page: 'properties.md',
  },
  'LP-3': {
    title: 'A leader whose messages get through stays leader',
    kind: 'goal',
    source: '§5.2, §5.6',
    page: 'properties.md',
  },
  'LP-4': {
    title: 'A follower that needs a snapshot gets it',
    kind: 'goal',
    source: '§7; ours',
    page: 'properties.md',
  },
  'CL-1': {
    title: 'A server that is not the leader rejects a command and names the leader it knows',
    kind: 'receiver rule',
    source: '§8',
    page: 'clients.md',
  },
  'CL-2': {
    title: "A client's command takes effect exactly once: sessions and serial numbers",
    kind: 'property',
    source: '§8; dissertation §6.3',
    page: 'clients.md',
  },
  'CL-3': {
    title: 'A linearizable read costs no log entry but needs an own-term commit and a quorum round',
    kind: 'sender rule',
    source: '§8; dissertation §6.4',
    page: 'clients.md',
  },
  'D-1': {
    title: '"Index of last new entry" is prevLogIndex + entries.length',
    kind: 'decision',
    source: 'AppendEntries rule 5',
    page: 'divergences.md',
  },
  'D-2': {
    title: 'Only a real conflict truncates; a late, shorter or repeated AppendEntries removes nothing',
    kind: 'decision',
    source: 'AppendEntries rule 3',
    page: 'divergences.md',
  },
  'D-3': {
    title: '"At least as up-to-date" compares (lastLogTerm, lastLogIndex) in that order',
    kind: 'decision',
    source: '§5.4.1',
    page: 'divergences.md',
  },
  'D-4': {
    title: 'Stepping down within a term keeps votedFor',
    kind: 'decision',
    source: 'candidates 3',
    page: 'divergences.md',
  },
  'D-5': {
    title: 'A repeated request from the candidate already voted for is granted again',
    kind: 'decision',
    source: 'RequestVote rule 2',
    page: 'divergences.md',
  },
  'D-6': {
    title: 'A reply of another term, or one that says less than is already known, is ignored',
    kind: 'decision',
    source: 'Figure 2, State (commitIndex and matchIndex increase monotonically); leaders 3',
    page: 'divergences.md',
  },
  'D-7': {
    title: 'A snapshot that the follower has already committed past is acknowledged and ignored',
    kind: 'decision',
    source: 'Figure 13 rule 5',
    page: 'divergences.md',
  },
  'D-8': {
    title: "A snapshot that ends inside the follower's log keeps the suffix, and still resets the state machine",
    kind: 'decision',
    source: 'Figure 13 rules 6 and 8',
    page: 'divergences.md',
  },
  'D-9': {
    title: 'A rejection says where to go back to: the conflicting term and its first index',
    kind: 'decision',
    source: '§5.3 (the optimisation the paper sketches)',
    page: 'divergences.md',
  },
  'D-10': {
    title:
      'Replies are messages: they repeat what they answer (prevLogIndex, matchIndex) instead of relying on an RPC to pair them',
    kind: 'decision',
    source: 'Figure 2, results',
    page: 'divergences.md',
  },
  'D-11': {
    title: 'The answer to InstallSnapshot names the snapshot and the offset reached',
    kind: 'decision',
    source: 'Figure 13, results',
    page: 'divergences.md',
  },
  'D-12': {
    title:
      'A snapshot carries a CRC-32C; with its last index and term it identifies the snapshot that a chunk belongs to',
    kind: 'decision',
    source: 'Figure 13',
    page: 'divergences.md',
  },
  'D-13': {
    title: "AppendEntries that begins before the follower's snapshot is read from the snapshot on",
    kind: 'decision',
    source: '§7',
    page: 'divergences.md',
  },
  'D-14': {
    title:
      'A leader advances nextIndex as it sends, once the follower has acknowledged; before that, and after a rejection, it probes with one message at a time',
    kind: 'decision',
    source: 'dissertation §10.2.2',
    page: 'divergences.md',
  },
  'D-15': {
    title:
      'Messages are bounded: at most maxEntriesPerAppend entries each, and maxInFlightEntries sent ahead of the acknowledgement',
    kind: 'decision',
    source: 'Figure 2, AppendEntries RPC, arguments (`entries[]`: more than one); dissertation §10.2.2',
    page: 'divergences.md',
  },
  'D-16': {
    title: 'No no-op entry on election',
    kind: 'decision',
    source: "§8 proposes one; MIT's lab counts indexes",
    page: 'divergences.md',
  },
  'D-17': {
    title: 'Fixed membership: no configuration changes',
    kind: 'decision',
    source: '§6, Figure 13 rule 8',
    page: 'divergences.md',
  },
  'D-18': {
    title: 'Commands and snapshots are opaque strings; offset counts UTF-16 code units',
    kind: 'decision',
    source: 'Figure 2, Figure 13',
    page: 'divergences.md',
  },
  'D-19': {
    title: "AppendEntries of one's own term at a leader is ignored: Election Safety says that it cannot be",
    kind: 'decision',
    source: 'Figure 2',
    page: 'divergences.md',
  },
  'D-20': {
    title: 'The goals rest on what a driver owes: timers that fit the network, and the disk of the same server',
    kind: 'decision',
    source: '§5.6; §9.3',
    page: 'divergences.md',
  },
  'D-21': {
    title:
      'A leader is believed even where it contradicts what is committed: Leader Completeness says that it cannot be',
    kind: 'decision',
    source: 'Figure 2; Figure 13',
    page: 'divergences.md',
  },
  'D-22': {
    title: 'An answer that asks for the chunk under way sends nothing',
    kind: 'decision',
    source: 'Figure 13 (Invoked by leader to send chunks ... in order)',
    page: 'divergences.md',
  },
  'D-23': {
    title: 'What does not come from a member, or is meant for another server, is ignored and not answered',
    kind: 'decision',
    source: 'Figure 2 (which knows the servers of the cluster only); §6',
    page: 'divergences.md',
  },
  'D-24': {
    title: 'What is no message, or counts beyond 2^48, is ignored and not answered',
    kind: 'decision',
    source: 'Ours',
    page: 'divergences.md',
  },
  'PV-1': {
    title: 'preVotesGranted: who would vote for this pre-candidate',
    kind: 'state',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-2': {
    title:
      'An election timeout without hearing from the current leader or granting a vote: become pre-candidate and ask',
    kind: 'sender rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-3': {
    title: 'A pre-candidate asks with its current term, its id, and the index and term of its last entry',
    kind: 'sender rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-4': {
    title: 'Election timeout again: ask again, and count anew',
    kind: 'sender rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-5': {
    title: 'Reject PreVote of an older term',
    kind: 'receiver rule',
    source: '§9.6, §5.1 of the paper',
    page: 'extensions/pre-vote.md',
  },
  'PV-6': {
    title: "Grant the pre-vote if no leader is heard and the pre-candidate's log is at least as up-to-date",
    kind: 'receiver rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-7': {
    title: "Reject PreVote while a leader is heard or when the pre-candidate's log is older",
    kind: 'receiver rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-8': {
    title: 'A granted pre-vote binds nobody',
    kind: 'receiver rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-9': {
    title: 'Pre-votes from a majority: become candidate',
    kind: 'receiver rule',
    source: '§9.6',
    page: 'extensions/pre-vote.md',
  },
  'PV-10': {
    title: "AppendEntries or InstallSnapshot from the term's leader, or a granted vote: no longer pre-candidate",
    kind: 'receiver rule',
    source: '§9.6, RS-C-3, RS-F-3',
    page: 'extensions/pre-vote.md',
  },
  'CB-1': {
    title: 'A leader appends the commands of a batch in their order, as one write',
    kind: 'sender rule',
    source: '§10.2.2; RS-L-2',
    page: 'extensions/client-batches.md',
  },
  'CB-2': {
    title: 'What a batch has appended is sent on together',
    kind: 'sender rule',
    source: '§10.2.2; RS-L-3',
    page: 'extensions/client-batches.md',
  },
  'CB-3': {
    title: 'A server that does not lead rejects a batch once',
    kind: 'receiver rule',
    source: '§6.2; CL-1',
    page: 'extensions/client-batches.md',
  },
  'CB-4': {
    title: 'A batch of no commands changes nothing',
    kind: 'receiver rule',
    source: 'none: what follows from RS-L-2 where there is no command',
    page: 'extensions/client-batches.md',
  },
  'PW-1': {
    title: 'writtenIndex: up to where a leader knows its own log to be on its disk',
    kind: 'state',
    source: '§10.2.1',
    page: 'extensions/parallel-write.md',
  },
  'PW-2': {
    title: 'A leader sends the entries of a command first and writes them after',
    kind: 'sender rule',
    source: '§10.2.1; RS-L-2, RS-L-3',
    page: 'extensions/parallel-write.md',
  },
  'PW-3': {
    title: "A leader's own copy counts for commitment as far as it is written",
    kind: 'sender rule',
    source: '§10.2.1; RS-L-4',
    page: 'extensions/parallel-write.md',
  },
  'PW-4': {
    title: 'A write of the current term that is done raises writtenIndex, and never beyond the log',
    kind: 'receiver rule',
    source: '§10.2.1',
    page: 'extensions/parallel-write.md',
  },
  'PW-5': {
    title: 'A write that is no news, or was of another term, changes nothing',
    kind: 'receiver rule',
    source: '§10.2.1',
    page: 'extensions/parallel-write.md',
  },
  'PW-6': {
    title: 'A leader that steps down forgets which of its writes are not yet known to be done',
    kind: 'receiver rule',
    source: '§10.2.1; RS-A-2',
    page: 'extensions/parallel-write.md',
  },
  'CQ-1': {
    title: 'heardFrom: which servers have answered this leader since its quorum timer was last started',
    kind: 'state',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-2': {
    title: 'leaseRuns: has the lease timer not expired that the last word from a leader has started?',
    kind: 'state',
    source: '§4.2.3',
    page: 'extensions/check-quorum.md',
  },
  'CQ-3': {
    title: 'A new leader starts its quorum timer, and has heard nobody but itself',
    kind: 'sender rule',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-4': {
    title: 'A leader hears a follower by any reply of its term to entries or to a chunk of a snapshot',
    kind: 'receiver rule',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-5': {
    title: 'Quorum timer expires after a majority was heard: count anew',
    kind: 'sender rule',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-6': {
    title: 'Quorum timer expires and no majority was heard: step down',
    kind: 'sender rule',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-7': {
    title: 'A leader that steps down for a newer term stops its quorum timer and forgets whom it has heard',
    kind: 'receiver rule',
    source: '§6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-8': {
    title: "Word from the leader of its term starts a follower's lease timer anew",
    kind: 'receiver rule',
    source: '§4.2.3',
    page: 'extensions/check-quorum.md',
  },
  'CQ-9': {
    title: 'The lease timer expires: candidates are listened to again',
    kind: 'receiver rule',
    source: '§4.2.3',
    page: 'extensions/check-quorum.md',
  },
  'CQ-10': {
    title: 'A request for a vote in a newer term is ignored by a leader, and by a follower that hears one',
    kind: 'receiver rule',
    source: '§4.2.3, §6.2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-11': {
    title: 'Any other message of a newer term is obeyed: nobody is locked out',
    kind: 'receiver rule',
    source: '§4.2.3; AE-1, IS-1, RS-A-2',
    page: 'extensions/check-quorum.md',
  },
  'CQ-12': {
    title: 'Beside pre-vote: a pre-vote of a newer term is ignored as well',
    kind: 'receiver rule',
    source: '§4.2.3, §9.6',
    page: 'extensions/check-quorum.md',
  },
  'CQ-13': {
    title: 'Beside pre-vote: a leader is elected within a bound although one server can only send, or only hear',
    kind: 'goal',
    source: '§6.2, §9.6; ours',
    page: 'extensions/check-quorum.md',
  },
  'NO-1': {
    title: 'A server that begins to lead appends one entry of its own term that holds no command',
    kind: 'sender rule',
    source: '§8, "at the start of its term"; dissertation §6.4',
    page: 'extensions/no-op.md',
  },
  'NO-2': {
    title: 'A new leader writes its no-op in the step in which it begins to lead',
    kind: 'sender rule',
    source: '§8; RS-L-2, ST-8',
    page: 'extensions/no-op.md',
  },
  'NO-3': {
    title: 'Each leader appends one of its own, whatever its log ends with, and none at any other time',
    kind: 'sender rule',
    source: '§8, "each leader"; RS-L-4',
    page: 'extensions/no-op.md',
  },
  'NO-4': {
    title: 'A no-op is sent, taken, counted and replaced as every entry',
    kind: 'receiver rule',
    source: '§8, "a blank no-op entry into the log"; RS-L-3, RS-L-4, AE-3, AE-4',
    page: 'extensions/no-op.md',
  },
  'NO-5': {
    title: 'A no-op is given to no state machine, and lastApplied passes it',
    kind: 'receiver rule',
    source: '§8, "blank"; RS-A-1',
    page: 'extensions/no-op.md',
  },
  'NO-6': {
    title: 'No client is answered for a no-op',
    kind: 'sender rule',
    source: '§8; RS-L-2',
    page: 'extensions/no-op.md',
  },
  'NO-7': {
    title: 'A no-op takes up an index, and what counts indexes is run without the page',
    kind: 'decision',
    source: "D-16; MIT's lab counts indexes",
    page: 'extensions/no-op.md',
  },
  'RI-1': {
    title: 'reads, round and answered: which reads wait, and for whose answers',
    kind: 'state',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-2': {
    title: 'A leader notes a read, and answers none at once',
    kind: 'receiver rule',
    source: '§8; §6.4',
    page: 'extensions/read-index.md',
  },
  'RI-3': {
    title: 'Before it has committed an entry of its own term, a leader begins no round',
    kind: 'sender rule',
    source: '§8; §6.4; D-16',
    page: 'extensions/read-index.md',
  },
  'RI-4': {
    title: 'A round: the index of the read is noted, and all others are asked whether the term is over',
    kind: 'sender rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-5': {
    title: 'A check is answered by any server of its term, and changes nothing',
    kind: 'receiver rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-6': {
    title: 'Answers count for this round and all before it, in the current term',
    kind: 'receiver rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-7': {
    title: 'A confirmed read is answered when its index is applied',
    kind: 'sender rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-8': {
    title: 'With each heartbeat, a new round if a read waits for one',
    kind: 'sender rule',
    source: '§6.4; RS-L-1',
    page: 'extensions/read-index.md',
  },
  'RI-9': {
    title: 'A follower forwards a read to the leader it knows, and again at a heartbeat',
    kind: 'sender rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-10': {
    title: 'A leader treats the request of a follower as a read of its own',
    kind: 'receiver rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-11': {
    title: 'A follower answers its client when it has applied up to the index',
    kind: 'receiver rule',
    source: '§6.4',
    page: 'extensions/read-index.md',
  },
  'RI-12': {
    title: 'A read is rejected where no leader is known',
    kind: 'receiver rule',
    source: '§8; CL-1',
    page: 'extensions/read-index.md',
  },
  'RI-13': {
    title: 'When their leader is lost, reads are rejected: a deposed leader answers none',
    kind: 'receiver rule',
    source: '§8; §6.4',
    page: 'extensions/read-index.md',
  },
  'RI-14': {
    title: 'Reads are linearizable: an answer shows all that was committed when its read was asked',
    kind: 'property',
    source: '§8; §6.4',
    page: 'extensions/read-index.md',
  },
  'RI-15': {
    title: 'A read is answered while its leader stays and messages get through',
    kind: 'goal',
    source: '§6.4; ours',
    page: 'extensions/read-index.md',
  },
  'LT-1': {
    title: 'transferee: to whom a leader is handing over',
    kind: 'state',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-2': {
    title: 'transferLeadership: a leader notes its target and starts the transfer timer',
    kind: 'receiver rule',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-3': {
    title: 'While it hands over, a leader takes no commands',
    kind: 'receiver rule',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-4': {
    title: 'A leader asks a target that is level to take over: at once, and with each acknowledgement',
    kind: 'sender rule',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-5': {
    title: 'TimeoutNow of its current term: a follower stands for election at once',
    kind: 'receiver rule',
    source: '§3.10, §9.6',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-6': {
    title: 'Transfer timer expires: the leader gives up, and takes commands again',
    kind: 'sender rule',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-7': {
    title: 'A leader that steps down ends the transfer',
    kind: 'receiver rule',
    source: '§3.10',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-8': {
    title: 'Who takes over tells everybody of its term before it asks for votes',
    kind: 'sender rule',
    source: '§4.2.3; ours',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-9': {
    title: 'A transfer is rejected by who does not lead, and to who is no member',
    kind: 'receiver rule',
    source: 'ours; CL-1, D-17',
    page: 'extensions/leadership-transfer.md',
  },
  'LT-10': {
    title: 'A transfer to a server that is up and can be reached ends with that server leading',
    kind: 'goal',
    source: '§3.10; ours',
    page: 'extensions/leadership-transfer.md',
  },
  'MC-1': {
    title: 'configurations: the configuration with which the log begins, and those in it',
    kind: 'state',
    source: '§6, "the latest configuration in its log"',
    page: 'extensions/membership.md',
  },
  'MC-2': {
    title: 'change: the members that were asked for, while the leader brings newcomers level',
    kind: 'state',
    source: '§6, "non-voting members"; dissertation §4.2.1',
    page: 'extensions/membership.md',
  },
  'MC-3': {
    title: "A log begins with its first entry's configuration, or else with all servers that were given",
    kind: 'decision',
    source: 'D-17; dissertation §4.4',
    page: 'extensions/membership.md',
  },
  'MC-4': {
    title: 'A server acts by the latest configuration in its log, from the step in which it has appended it',
    kind: 'receiver rule',
    source: '§6, "regardless of whether the entry is committed"',
    page: 'extensions/membership.md',
  },
  'MC-5': {
    title: 'A configuration that is deleted from the log is acted by no more: the one before it holds again',
    kind: 'receiver rule',
    source: '§6; dissertation §4.1',
    page: 'extensions/membership.md',
  },
  'MC-6': {
    title: 'With oldMembers it takes a majority of the old and a majority of the new members to elect and to commit',
    kind: 'receiver rule',
    source: '§6, "separate majorities from both the old and new configurations"',
    page: 'extensions/membership.md',
  },
  'MC-7': {
    title:
      'A leader speaks to all of the configurations that it acts by and to its learners: to newcomers as to strangers, and to nobody else',
    kind: 'sender rule',
    source: '§6; ST-6, ST-7',
    page: 'extensions/membership.md',
  },
  'MC-8': {
    title: 'changeMembership: a leader notes the members, and sends newcomers its log, who count for nothing',
    kind: 'receiver rule',
    source: '§6, "the new servers join the cluster as non-voting members"',
    page: 'extensions/membership.md',
  },
  'MC-9': {
    title: 'When every newcomer has what is committed, the leader appends C_old,new and acts by it',
    kind: 'sender rule',
    source: '§6, "Once the new servers have caught up"',
    page: 'extensions/membership.md',
  },
  'MC-10': {
    title:
      'When C_old,new is committed, a leader that has committed an entry of its own term appends C_new and acts by it',
    kind: 'sender rule',
    source: '§6, "Once C_old,new has been committed"',
    page: 'extensions/membership.md',
  },
  'MC-11': {
    title: 'A leader that is not in C_new steps down when C_new is committed',
    kind: 'sender rule',
    source: '§6, "the leader steps down (returns to follower state)"',
    page: 'extensions/membership.md',
  },
  'MC-12': {
    title: 'A server that knows the configuration without it to be committed stands for no election',
    kind: 'receiver rule',
    source: '§6; dissertation §4.2.2',
    page: 'extensions/membership.md',
  },
  'MC-13': {
    title:
      'A change is rejected by who does not lead, who is not ready or changes already, and for members that there are not',
    kind: 'receiver rule',
    source: '§6; dissertation §4.1; CL-1',
    page: 'extensions/membership.md',
  },
  'MC-14': {
    title: 'A leader that steps down forgets the change that it has not begun',
    kind: 'receiver rule',
    source: 'ours',
    page: 'extensions/membership.md',
  },
  'MC-15': {
    title: 'A configuration is sent, taken, counted and replaced as every entry, and given to no state machine',
    kind: 'receiver rule',
    source: '§6, "using special entries in the replicated log"',
    page: 'extensions/membership.md',
  },
  'MC-16': {
    title: 'A snapshot begins with the configuration after its last entry, as one line',
    kind: 'sender rule',
    source: 'Figure 13, rule 8, "load snapshot\'s cluster configuration"; Figure 12',
    page: 'extensions/membership.md',
  },
  'MC-17': {
    title:
      'Who installs a snapshot, or comes back with one, acts by its configuration, and gives its state machine the rest',
    kind: 'receiver rule',
    source: 'Figure 13, rule 8',
    page: 'extensions/membership.md',
  },
  'MC-18': {
    title: 'Messages are taken from every server that was given, whether it is a member or not',
    kind: 'decision',
    source: '§6; dissertation §4.1, §4.2.2',
    page: 'extensions/membership.md',
  },
  'MC-19': {
    title:
      'A server that was removed and does not know it is kept from disturbing by check quorum, and by nothing here',
    kind: 'decision',
    source: '§6, "removed servers ... can disrupt the cluster"; CQ-10',
    page: 'extensions/membership.md',
  },
  'MC-20': {
    title: 'A configuration in use is on the disks of a quorum of the one before it',
    kind: 'property',
    source: '§6',
    page: 'extensions/membership.md',
  },
  'MC-21': {
    title: 'Of two configurations by which leaders can be elected, no majorities are disjoint',
    kind: 'property',
    source: '§6, Figure 11',
    page: 'extensions/membership.md',
  },
  'MC-22': {
    title: 'A server that was removed and does not know it is not elected',
    kind: 'property',
    source: '§6',
    page: 'extensions/membership.md',
  },
  'MC-23': {
    title: 'A server that is added catches up, and becomes a member',
    kind: 'goal',
    source: '§6; ours',
    page: 'extensions/membership.md',
  },
} as const satisfies Readonly<Record<string, Clause>>;

/** The id of a clause. A wrong one does not compile. */
export type ClauseId = keyof typeof clauses;

/** All clause ids, in the order of the pages. */
export const clauseIds: readonly ClauseId[] = Object.keys(clauses) as ClauseId[];

/** Clauses that spec/divergences.md lists as having no code yet, each with the reason. */
export const clausesWithoutCode: Readonly<Partial<Record<ClauseId, string>>> = {
  'MC-23': 'It is asked of clusters whose members change under faults; torture does not change members yet.',
  'CL-3':
    "Linearizable reads need numbered rounds, which the figure's messages do not have. The code is that of an optional page, read index.",
};

/** Clauses that spec/divergences.md lists as not counted, each with the reason. */
export const clausesNotCounted: Readonly<Partial<Record<ClauseId, string>>> = {
  'CL-2':
    'It is of the state machine, to which a command is an opaque string (D-18): no step knows of sessions. The code is in src/kv, and model/sessions checks it as a property.',
  'D-16': 'It is the absence of something: there is no entry that a step could append or leave out on election.',
  'D-17': 'It is the absence of something: there is no event that changes the membership.',
  'D-18': 'It is a representation: it says what commands, snapshots and offsets are, not what a step does with them.',
  'D-19': 'Election Safety (SP-1) says that it cannot happen, so a correct run never shows it.',
  'D-20': 'It is about the driver: what rests on it are the goals.',
  'D-21': 'It is the absence of something: no rule compares what a leader sends with what is committed.',
  'NO-7': 'It is about whoever counts indexes: what a step does with an index is said by other clauses.',
  'MC-3': 'It says what a disk holds at first; what a server reads from it is MC-1.',
  'MC-18': 'It is the absence of something: no rule asks of a message whether its sender is a member.',
  'MC-19': 'It is the absence of something: what acts is CQ-10, where check quorum is woven in.',
};

/** Clauses that spec/divergences.md lists as decided otherwise by others, each with the reason. */
export const otherDecisions: Readonly<Partial<Record<ClauseId, string>>> = {
  'D-5': 'Reject a repeated request for a vote: the candidate can ask again in its next term.',
  'D-9': 'Go back one index at a time, as the paper says, or by another hint.',
  'D-10':
    'Say more in a message than this spec needs, or send the same message more than once in a step: the network may do that as well.',
  'D-14': 'Wait for each reply before they send on, or send ahead from the beginning.',
  'D-15': 'Send more or fewer entries at a time.',
  'D-22': 'Send the chunk again: it is only a repetition (IS-3).',
  'RS-L-1': 'Let heartbeats carry the entries that are not acknowledged yet.',
  'RS-L-3': 'Send entries later, at the next heartbeat or when the reply to the last ones has come.',
  'AE-6': 'Begin a message at another entry that the leader has: what it says of its log has to be true.',
  'IS-9': 'Send a snapshot although the log still holds what the follower lacks.',
};
