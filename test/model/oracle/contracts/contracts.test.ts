import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../../../../src/core/clauses.ts';
import { append, compactTo, emptyLog } from '../../../../src/core/log.ts';
import type { Event, Server, Snapshot } from '../../../../src/core/types.ts';
import {
  appendEntries,
  appendReply,
  armElectionTimer,
  armHeartbeatTimer,
  candidate,
  chunkOf,
  compacted,
  entriesOf,
  follower,
  leader,
  logOf,
  requestVote,
  send,
  snapshotOf,
  snapshotReply,
  stopElectionTimer,
  voteReply,
} from '../../../core/arrange.ts';
import {
  type Alteration,
  adds,
  both,
  effects,
  ignores,
  lacks,
  lacksMessageTo,
  message,
  problemOf,
  server,
} from './arrange.ts';

/** With other fields in the snapshot. */
const wrongSnapshot =
  (fields: Partial<Snapshot>): Alteration =>
  (next) => {
    const { snapshot } = next.server;
    return { ...next, server: { ...next.server, snapshot: snapshot && { ...snapshot, ...fields } } };
  };

type Row = readonly [clause: ClauseId, defect: string, before: Server, event: Event, alter: Alteration];

const timeout: Event = { type: 'timeout', timer: 'election' };
const beat: Event = { type: 'timeout', timer: 'heartbeat' };
const command: Event = { type: 'clientCommand', command: 'x' };

const newer = requestVote({ term: 2 });
const voted = follower({ votedFor: 'S3' });
const five = ['S2', 'S3', 'S4', 'S5'];

const votes: readonly Row[] = [
  [
    'RV-1',
    'an old candidate gets a vote',
    follower({ currentTerm: 3 }),
    requestVote({ term: 2 }),
    message({ voteGranted: true }),
  ],
  [
    'RV-1',
    'an old candidate is remembered',
    follower({ currentTerm: 3 }),
    requestVote({ term: 2 }),
    server({ votedFor: 'S2' }),
  ],
  ['RV-2', 'a second candidate gets a vote', voted, requestVote(), message({ voteGranted: true })],
  ['RV-2', 'the vote moves to a second candidate', voted, requestVote(), server({ votedFor: 'S2' })],
  [
    'RV-2',
    'an older log gets a vote',
    follower({ log: logOf(1, 1) }),
    requestVote({ lastLogIndex: 1, lastLogTerm: 1 }),
    message({ voteGranted: true }),
  ],
  [
    'RV-2',
    'a longer log of an older term gets a vote',
    follower({ currentTerm: 3, log: logOf(2) }),
    requestVote({ term: 3, lastLogIndex: 9, lastLogTerm: 1 }),
    message({ voteGranted: true }),
  ],
  ['RV-2', 'the vote is refused without a reason', follower(), requestVote(), message({ voteGranted: false })],
  ['RV-2', 'the vote is granted and not kept', follower(), requestVote(), server({ votedFor: null })],
  ['RV-3', 'the candidate tells another last term', follower({ log: logOf(1) }), timeout, message({ lastLogTerm: 2 })],
  [
    'RV-3',
    'the candidate tells another last index',
    follower({ log: logOf(1) }),
    timeout,
    message({ lastLogIndex: 0 }),
  ],
  ['RV-3', 'the candidate tells its term of before', follower(), timeout, message({ term: 1 })],
  ['RV-3', 'the candidate does not ask everybody', follower(), timeout, lacksMessageTo('S3')],
  ['D-10', 'the candidate asks twice', follower(), timeout, adds(send(requestVote({ from: 'S1', to: 'S2', term: 2 })))],
  [
    'RV-3',
    'a follower asks for votes unasked',
    follower(),
    { type: 'start' },
    adds(send(requestVote({ from: 'S1', to: 'S2' }))),
  ],
  ['D-4', 'a candidate that yields forgets its vote', candidate(), appendEntries(), server({ votedFor: null })],
  ['D-4', 'a voter forgets its vote when it refuses', voted, requestVote(), server({ votedFor: null })],
  [
    'D-5',
    'a repeated request is refused',
    follower({ votedFor: 'S2' }),
    requestVote(),
    message({ voteGranted: false }),
  ],
  ['RS-A-2', 'a newer term is not adopted', follower(), appendReply({ term: 2 }), ignores(follower())],
  [
    'RS-A-2',
    'the old vote goes with the newer term',
    follower({ votedFor: 'S3' }),
    voteReply({ term: 2, voteGranted: false }),
    server({ votedFor: 'S3' }),
  ],
  [
    'RS-A-2',
    'a leader of an older term goes on leading',
    leader(),
    appendReply({ term: 2 }),
    server({ role: 'leader' }),
  ],
  [
    'RS-A-2',
    'a candidate of an older term remains one',
    candidate(),
    voteReply({ term: 2, voteGranted: false }),
    server({ role: 'candidate' }),
  ],
  [
    'RS-A-2',
    'a leader of an older term goes on under a newer leader',
    leader(),
    appendEntries({ term: 2 }),
    server({ role: 'leader' }),
  ],
  ['RS-A-2', 'a term is invented', follower(), appendEntries(), server({ currentTerm: 2 })],
  ['RS-F-1', 'a request for a vote is not answered', follower(), requestVote(), lacks('send')],
  ['RS-F-1', 'an AppendEntries is not answered', follower(), appendEntries(), lacks('send')],
  ['RS-F-1', 'a chunk is not answered', follower(), chunkOf(snapshotOf(2, 1, 'abcdefgh'), 0, 4), lacks('send')],
  ['RS-F-1', 'the answer goes to somebody else', follower(), requestVote(), message({ to: 'S3' })],
  ['RS-F-1', 'the answer bears another term', follower(), requestVote(), message({ term: 7 })],
  [
    'D-10',
    'the answer is given twice',
    follower(),
    requestVote(),
    effects((all) => [...all, ...all.filter(({ type }) => type === 'send')]),
  ],
  ['RS-F-1', 'a follower talks unasked', follower(), voteReply(), adds(send(voteReply({ from: 'S1', to: 'S2' })))],
  ['RS-F-2', 'a follower whose timer has run out remains one', follower(), timeout, server({ role: 'follower' })],
  [
    'RS-F-2',
    'a follower stands for election without a timeout',
    follower(),
    voteReply(),
    server({ role: 'candidate' }),
  ],
  ['RS-F-3', 'a granted vote does not restart the timer', follower(), requestVote(), lacks('armTimer election')],
  ['RS-F-3', 'a refused vote restarts the timer', voted, requestVote(), adds(armElectionTimer)],
  [
    'RS-F-3',
    'an old candidate restarts the timer',
    follower({ currentTerm: 3 }),
    requestVote(),
    adds(armElectionTimer),
  ],
  ['RS-F-3', 'the leader does not restart the timer', follower(), appendEntries(), lacks('armTimer election')],
  [
    'RS-F-3',
    'the leader does not restart the timer of one that lacks an entry',
    follower(),
    appendEntries({ prevLogIndex: 3, prevLogTerm: 1 }),
    lacks('armTimer election'),
  ],
  ['RS-F-3', 'an old leader restarts the timer', follower({ currentTerm: 3 }), appendEntries(), adds(armElectionTimer)],
  [
    'RS-F-3',
    'a chunk does not restart the timer',
    follower(),
    chunkOf(snapshotOf(2, 1, 'abcdefgh'), 0, 4),
    lacks('armTimer election'),
  ],
  ['RS-F-3', 'a deposed leader has no timer', leader(), appendReply({ term: 2 }), lacks('armTimer election')],
  [
    'RS-C-1',
    'a candidate does not raise its term',
    follower(),
    timeout,
    both(server({ currentTerm: 1 }), message({ term: 1 })),
  ],
  ['RS-C-1', 'a candidate does not vote for itself', follower(), timeout, server({ votedFor: null })],
  ['RS-C-1', 'a candidate does not count its own vote', follower(), timeout, server({ votesGranted: [] })],
  ['RS-C-1', 'a candidate does not restart its timer', follower(), timeout, lacks('armTimer election')],
  [
    'RS-C-2',
    'a vote is counted twice',
    candidate({ peers: five, votesGranted: ['S1', 'S2'] }),
    voteReply(),
    server({ votesGranted: ['S1', 'S2', 'S2'] }),
  ],
  ['RS-C-2', 'a vote is not counted', candidate({ peers: five }), voteReply(), server({ votesGranted: ['S1'] })],
  [
    'D-6',
    'a vote of an older term is counted',
    candidate({ currentTerm: 2, peers: five }),
    voteReply(),
    server({ votesGranted: ['S1', 'S2'] }),
  ],
  [
    'RS-C-2',
    'a refusal is counted',
    candidate({ peers: five }),
    voteReply({ voteGranted: false }),
    server({ votesGranted: ['S1', 'S2'] }),
  ],
  [
    'RS-C-2',
    'a candidate leads without a majority',
    candidate({ peers: five }),
    voteReply(),
    server({ role: 'leader' }),
  ],
  [
    'RS-C-2',
    'a candidate with a majority does not lead',
    candidate(),
    voteReply(),
    server({ role: 'candidate', votesGranted: ['S1', 'S2'] }),
  ],
  ['RS-C-2', 'a follower leads without having stood for election', follower(), voteReply(), server({ role: 'leader' })],
  [
    'RS-C-3',
    'a candidate does not yield to the leader of its term',
    candidate(),
    appendEntries(),
    server({ role: 'candidate' }),
  ],
  [
    'RS-C-3',
    'a candidate that yields goes on counting',
    candidate(),
    appendEntries(),
    server({ votesGranted: ['S1'] }),
  ],
  ['RS-C-4', 'a candidate whose timer has run out gives up', candidate(), timeout, server({ role: 'follower' })],
];

const behind = appendEntries({ prevLogIndex: 3, prevLogTerm: 1 });
const conflicting = follower({ currentTerm: 3, log: logOf(1, 2, 2) });
const replacing = appendEntries({
  term: 3,
  prevLogIndex: 1,
  prevLogTerm: 1,
  entries: entriesOf([3], 2),
  leaderCommit: 0,
});

const entries: readonly Row[] = [
  [
    'AE-1',
    'entries of an old leader are acknowledged',
    follower({ currentTerm: 3 }),
    appendEntries(),
    message({ success: true }),
  ],
  ['AE-1', 'an old leader is not told the term', follower({ currentTerm: 3 }), appendEntries(), message({ term: 1 })],
  ['AE-2', 'entries after a gap are acknowledged', follower({ log: logOf(1) }), behind, message({ success: true })],
  ['AE-2', 'entries after a gap are taken', follower({ log: logOf(1) }), behind, server({ log: logOf(1, 1) })],
  [
    'AE-2',
    'entries after a gap are committed',
    follower({ log: logOf(1) }),
    { ...behind, leaderCommit: 1 },
    server({ commitIndex: 1 }),
  ],
  ['AE-3', 'a conflicting entry stays', conflicting, replacing, server({ log: conflicting.log })],
  ['AE-3', 'what follows a conflicting entry stays', conflicting, replacing, server({ log: logOf(1, 3, 2) })],
  [
    'AE-4',
    'a new entry is not taken',
    follower(),
    appendEntries({ entries: entriesOf([1]) }),
    server({ log: emptyLog() }),
  ],
  [
    'AE-4',
    'a new entry is taken twice',
    follower(),
    appendEntries({ entries: entriesOf([1]) }),
    server({ log: logOf(1, 1) }),
  ],
  [
    'AE-4',
    'a new entry gets another command',
    follower(),
    appendEntries({ entries: entriesOf([1]) }),
    server({ log: append(emptyLog(), [{ term: 1, command: 'y' }]) }),
  ],
  [
    'AE-4',
    'an entry before the new one is changed',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, entries: entriesOf([1], 2) }),
    server({ log: append(emptyLog(), [{ term: 1, command: 'y' }, ...entriesOf([1], 2)]) }),
  ],
  [
    'AE-5',
    'commitIndex does not follow the leader',
    follower(),
    appendEntries({ entries: entriesOf([1]), leaderCommit: 1 }),
    server({ commitIndex: 0 }),
  ],
  [
    'AE-5',
    'commitIndex runs ahead of the leader',
    follower({ log: logOf(1, 1) }),
    appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 1 }),
    server({ commitIndex: 2 }),
  ],
  [
    'AE-7',
    'matchIndex is the end of the log',
    follower({ log: logOf(1, 1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1 }),
    message({ matchIndex: 2 }),
  ],
  [
    'AE-7',
    'matchIndex is prevLogIndex',
    follower(),
    appendEntries({ entries: entriesOf([1]) }),
    message({ matchIndex: 0 }),
  ],
  [
    'AE-7',
    'entries that were taken are refused',
    follower(),
    appendEntries({ entries: entriesOf([1]) }),
    message({ success: false }),
  ],
  [
    'D-1',
    'commitIndex is bounded by the end of the log',
    follower({ log: logOf(1, 1, 1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 }),
    server({ commitIndex: 3 }),
  ],
  ['D-2', 'a heartbeat cuts the log', follower({ log: logOf(1, 1) }), appendEntries(), server({ log: emptyLog() })],
  [
    'D-2',
    'a repeated entry cuts what follows it',
    follower({ log: logOf(1, 1) }),
    appendEntries({ entries: entriesOf([1]) }),
    server({ log: logOf(1) }),
  ],
  [
    'D-6',
    'a late heartbeat takes commitIndex back',
    follower({ log: logOf(1, 1), commitIndex: 2, lastApplied: 2 }),
    appendEntries({ leaderCommit: 1 }),
    server({ commitIndex: 1 }),
  ],
  [
    'D-9',
    'the conflicting term is wrong',
    follower({ log: logOf(1, 1, 1), currentTerm: 2 }),
    appendEntries({ term: 2, prevLogIndex: 3, prevLogTerm: 2 }),
    message({ conflictTerm: 0 }),
  ],
  [
    'D-9',
    'the conflicting term begins elsewhere',
    follower({ log: logOf(1, 1, 1), currentTerm: 2 }),
    appendEntries({ term: 2, prevLogIndex: 3, prevLogTerm: 2 }),
    message({ conflictIndex: 3 }),
  ],
  [
    'D-9',
    'the end of a log that is too short is wrong',
    follower({ log: logOf(1) }),
    behind,
    message({ conflictIndex: 3 }),
  ],
  [
    'D-10',
    'an acknowledgement does not say of what',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1 }),
    message({ prevLogIndex: 0 }),
  ],
  ['D-10', 'a rejection does not say of what', follower({ log: logOf(1) }), behind, message({ prevLogIndex: 0 })],
  [
    'RS-A-1',
    'a committed entry is not applied',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }),
    both(lacks('apply'), server({ lastApplied: 0 })),
  ],
  [
    'RS-A-1',
    'only the last committed entry is applied',
    follower({ log: logOf(1, 1) }),
    appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }),
    effects((all) => all.filter((effect) => effect.type !== 'apply' || effect.index === 2)),
  ],
  [
    'RS-A-1',
    'entries are applied out of order',
    follower({ log: logOf(1, 1) }),
    appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }),
    effects((all) => [...all].reverse()),
  ],
  [
    'RS-A-1',
    'an entry is applied twice',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }),
    adds({ type: 'apply', index: 1, term: 1, command: '1@1' }),
  ],
  [
    'RS-A-1',
    'another command is applied',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }),
    effects((all) => all.map((effect) => (effect.type === 'apply' ? { ...effect, command: 'y' } : effect))),
  ],
  [
    'RS-A-1',
    'what is applied is forgotten',
    follower({ log: logOf(1) }),
    appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }),
    server({ lastApplied: 0 }),
  ],
];

const even = { nextIndex: 2, matchIndex: 1, pipelining: true } as const;
const leading = leader({ log: logOf(1), commitIndex: 1, lastApplied: 1, followers: { S2: even, S3: even } });
const known = { log: logOf(1, 1, 1, 1), commitIndex: 1, lastApplied: 1 };
const probing = leader({ ...known, followers: { S2: { nextIndex: 4, matchIndex: 1 } } });
const rejected = appendReply({ success: false, prevLogIndex: 3, conflictTerm: 0, conflictIndex: 3 });
const acknowledged = appendReply({ prevLogIndex: 1, matchIndex: 2 });
const inFlight = { nextIndex: 3, matchIndex: 1, pipelining: true } as const;
const waiting = leader({ log: logOf(1, 1), commitIndex: 1, lastApplied: 1, followers: { S2: inFlight, S3: inFlight } });
const inherited = leader({ currentTerm: 2, log: logOf(1, 1), followers: { S2: inFlight, S3: inFlight } });
const oldTerm = appendReply({ term: 2, prevLogIndex: 1, matchIndex: 2 });

const leaders: readonly Row[] = [
  [
    'ST-6',
    'a new leader begins somewhere else',
    candidate({ log: logOf(1, 1) }),
    voteReply(),
    server({ nextIndex: { S2: 1, S3: 1 } }),
  ],
  [
    'ST-6',
    'a follower keeps what it knew as a leader',
    leader(),
    appendReply({ term: 2 }),
    server({ nextIndex: { S2: 1, S3: 1 } }),
  ],
  [
    'ST-7',
    'a new leader believes in what it does not know',
    candidate({ currentTerm: 2, log: logOf(1) }),
    voteReply({ term: 2 }),
    server({ matchIndex: { S2: 1, S3: 0 } }),
  ],
  [
    'ST-7',
    'a follower keeps what it knew to be replicated',
    leader(),
    appendReply({ term: 2 }),
    server({ matchIndex: { S2: 0, S3: 0 } }),
  ],
  ['RS-L-1', 'a new leader does not tell everybody', candidate(), voteReply(), lacksMessageTo('S2')],
  ['RS-L-1', 'a new leader tells nobody', candidate(), voteReply(), lacks('send')],
  ['RS-L-1', 'a new leader has no heartbeat timer', candidate(), voteReply(), lacks('armTimer heartbeat')],
  ['RS-L-1', 'one follower hears no heartbeat', leading, beat, lacksMessageTo('S3')],
  ['RS-L-1', 'the heartbeat timer is not restarted', leading, beat, lacks('armTimer heartbeat')],
  ['RS-L-1', 'the heartbeat timer is restarted by a command', leading, command, adds(armHeartbeatTimer)],
  ['RS-L-1', 'a follower has a heartbeat timer', follower(), beat, adds(armHeartbeatTimer)],
  ['RS-L-2', 'a command is not put into the log', leading, command, ignores(leading)],
  ['RS-L-2', 'a command gets another term', leading, command, server({ log: logOf(1, 9) })],
  ['RS-L-2', 'a client is not answered', waiting, acknowledged, lacks('reply')],
  [
    'RS-L-2',
    'a client is answered before its command is applied',
    waiting,
    acknowledged,
    effects((all) => [...all].reverse()),
  ],
  [
    'RS-L-2',
    'a client is answered for another index',
    waiting,
    acknowledged,
    effects((all) => all.map((effect) => (effect.type === 'reply' ? { ...effect, index: 1 } : effect))),
  ],
  [
    'RS-L-2',
    'a client is answered although nothing is committed',
    leading,
    command,
    adds({ type: 'reply', index: 2, term: 1 }),
  ],
  ['RS-L-3', 'a new entry is not sent', leading, command, both(lacks('send'), server({ nextIndex: { S2: 2, S3: 2 } }))],
  [
    'RS-L-3',
    'a new entry is sent to one follower only',
    leading,
    command,
    both(lacksMessageTo('S3'), server({ nextIndex: { S2: 3, S3: 2 } })),
  ],
  ['RS-L-3', 'an entry is left out on the way', leading, command, message({ prevLogIndex: 2 })],
  ['AE-6', 'a heartbeat names another predecessor', leading, beat, message({ prevLogIndex: 0 })],
  ['AE-6', 'the predecessor has another term', leading, beat, message({ prevLogTerm: 7 })],
  ['AE-6', 'the message bears another term', leading, beat, message({ term: 7 })],
  ['AE-6', 'the leader names somebody else', leading, beat, message({ leaderId: 'S2' })],
  ['AE-6', 'the message says that more is committed', leading, beat, message({ leaderCommit: 2 })],
  ['AE-6', 'the entries are not those of the log', leading, command, message({ entries: [{ term: 1, command: 'y' }] })],
  [
    'D-15',
    'a message holds too many entries',
    leader({ log: logOf(1, 1, 1), followers: { S2: { nextIndex: 1 }, S3: { nextIndex: 1 } } }),
    beat,
    message({ entries: entriesOf([1, 1, 1]) }, 'S2'),
  ],
  ['RS-L-4', 'what a majority has is not committed', waiting, acknowledged, server({ commitIndex: 1 })],
  ['RS-L-4', 'what the leader has alone is committed', leading, command, server({ commitIndex: 2 })],
  ['RS-L-4', 'an entry of an earlier term is committed by counting', inherited, oldTerm, server({ commitIndex: 2 })],
  ['RS-L-4', 'a heartbeat commits', waiting, beat, server({ commitIndex: 2 })],
  ['D-6', 'a leader takes commitIndex back', waiting, beat, server({ commitIndex: 0 })],
  [
    'RS-L-5',
    'matchIndex does not grow',
    waiting,
    acknowledged,
    both(server({ matchIndex: { S2: 1, S3: 1 }, commitIndex: 1, lastApplied: 1 }), lacks('apply'), lacks('reply')),
  ],
  [
    'RS-L-5',
    'matchIndex of another follower grows',
    leading,
    appendReply({ prevLogIndex: 1, matchIndex: 1 }),
    server({ matchIndex: { S2: 1, S3: 9 } }),
  ],
  ['D-6', 'a late reply takes matchIndex back', leading, appendReply(), server({ matchIndex: { S2: 0, S3: 1 } })],
  [
    'D-6',
    'a late rejection takes nextIndex back',
    probing,
    appendReply({ success: false, prevLogIndex: 1 }),
    server({ nextIndex: { S2: 2, S3: 5 } }),
  ],
  ['D-6', 'a heartbeat changes what is known', leading, beat, server({ matchIndex: { S2: 0, S3: 0 } })],
  [
    'D-6',
    'a leader goes back behind what it knows',
    probing,
    rejected,
    server({ nextIndex: { ...probing.nextIndex, S2: 1 } }),
  ],
  ['RS-L-6', 'a leader does not go back', probing, rejected, ignores(probing)],
  ['RS-L-6', 'a leader goes back and does not try again', probing, rejected, lacks('send')],
  [
    'D-9',
    'a leader goes back by less than it could',
    leader({ log: logOf(1, 1, 1, 1), followers: { S2: { nextIndex: 5, matchIndex: 0 } } }),
    appendReply({ success: false, prevLogIndex: 4, conflictIndex: 2 }),
    server({ nextIndex: { S2: 4, S3: 5 } }),
  ],
  ['CL-1', 'a follower does not refuse a command', follower(), command, lacks('reject')],
  [
    'CL-1',
    'a leader refuses a command that it takes',
    leading,
    command,
    adds({ type: 'reject', reason: 'notLeader', leaderId: null }),
  ],
  ['CL-1', 'a follower puts a command into its log', follower(), command, server({ log: logOf(1) })],
];

const old = snapshotOf(2, 1, 'abcdefghij');
const collecting = follower({
  incomingSnapshot: { lastIncludedIndex: 2, lastIncludedTerm: 1, checksum: old.checksum, data: 'abcd' },
});
const almost = follower({
  incomingSnapshot: { lastIncludedIndex: 2, lastIncludedTerm: 1, checksum: old.checksum, data: 'abcdefgh' },
});
const withSuffix = follower({ ...almost, log: logOf(1, 1, 1) });
const withOther = follower({ ...almost, currentTerm: 2, log: logOf(2, 2, 2) });
const lastChunk = chunkOf(old, 8);
const corrupted = { ...lastChunk, data: 'xx' };
const sent = { ...compacted(logOf(1, 1, 1), 2, 1), commitIndex: 3, lastApplied: 3 };
const sending = leader({
  ...sent,
  followers: { S2: { nextIndex: 1 }, S3: { nextIndex: 4, matchIndex: 3, pipelining: true } },
});
const halfSent = leader({ ...sent, followers: { S2: { nextIndex: 1, snapshotOffset: 4 } } });
const compaction: Event = { type: 'compact', index: 2, data: 'state' };
const newerCompaction: Event = { type: 'compact', index: 3, data: 'state' };
const outrun = leader({
  ...sent,
  ...compacted(logOf(1, 1, 1), 3, 1),
  followers: { S2: { nextIndex: 1, snapshotOffset: 4, outgoingSnapshot: old } },
});
const applied = follower({ log: logOf(1, 1, 1), commitIndex: 2, lastApplied: 2 });

const snapshots: readonly Row[] = [
  [
    'IS-1',
    'a chunk of an old leader is acknowledged',
    follower({ currentTerm: 3 }),
    lastChunk,
    message({ done: true }),
  ],
  ['IS-1', 'an old leader is not told the term', follower({ currentTerm: 3 }), lastChunk, message({ term: 1 })],
  ['IS-2', 'the first chunk is not kept', follower(), chunkOf(old, 0, 4), server({ incomingSnapshot: null })],
  [
    'IS-3',
    'the next chunk is not kept',
    collecting,
    chunkOf(old, 4, 8),
    server({ incomingSnapshot: collecting.incomingSnapshot }),
  ],
  ['IS-3', 'something else discards the chunks', collecting, requestVote(), server({ incomingSnapshot: null })],
  ['IS-4', 'the follower waits for another offset', follower(), chunkOf(old, 0, 4), message({ offset: 0 })],
  ['IS-4', 'the follower says too early that it is done', follower(), chunkOf(old, 0, 4), message({ done: true })],
  ['IS-5', 'a whole snapshot is not kept', almost, lastChunk, server({ snapshot: null })],
  ['IS-5', 'a whole snapshot is not committed', almost, lastChunk, server({ commitIndex: 0 })],
  ['IS-5', 'a whole snapshot is not acknowledged', almost, lastChunk, message({ done: false })],
  [
    'IS-5',
    'chunks that are passed are kept',
    { ...collecting, log: logOf(1, 1) },
    appendEntries({ prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }),
    server({ incomingSnapshot: collecting.incomingSnapshot }),
  ],
  ['IS-5', 'something else discards the snapshot', sending, beat, server({ snapshot: null })],
  ['IS-6', 'the entries after the snapshot are lost', withSuffix, lastChunk, server({ log: emptyLog(2, 1) })],
  ['IS-6', 'the log before the snapshot stays', withSuffix, lastChunk, server({ log: withSuffix.log })],
  [
    'IS-7',
    'a log that contradicts the snapshot stays',
    withOther,
    { ...lastChunk, term: 2 },
    server({ log: compactTo(withOther.log, 2, 1) }),
  ],
  ['IS-8', 'the state machine is not restored', almost, lastChunk, lacks('restoreSnapshot')],
  [
    'IS-8',
    'a state machine is restored without a reason',
    applied,
    beat,
    adds({ type: 'restoreSnapshot', snapshot: old }),
  ],
  [
    'D-7',
    'a snapshot that is covered is not acknowledged',
    follower({ log: logOf(1, 1), commitIndex: 2, lastApplied: 2 }),
    lastChunk,
    message({ done: false }),
  ],
  [
    'IS-9',
    'entries are sent that were discarded',
    sending,
    beat,
    effects((all) =>
      all.map((effect) =>
        effect.type === 'send' && effect.message.to === 'S2' ? send(appendEntries({ from: 'S1', to: 'S2' })) : effect,
      ),
    ),
  ],
  [
    'IS-9',
    'a snapshot is sent although the log has the entries',
    sending,
    beat,
    effects((all) =>
      all.map((effect) =>
        effect.type === 'send' && effect.message.to === 'S3'
          ? send(chunkOf(old, 0, 4, { from: 'S1', to: 'S3' }))
          : effect,
      ),
    ),
  ],
  ['IS-9', 'another snapshot is sent', sending, beat, message({ lastIncludedIndex: 1 }, 'S2')],
  ['IS-9', 'the chunk bears another term', sending, beat, message({ term: 7 }, 'S2')],
  ['IS-10', 'the chunk begins elsewhere', sending, beat, message({ offset: 4 }, 'S2')],
  ['IS-10', 'the chunk is not that of the snapshot', sending, beat, message({ data: 'xxxx' }, 'S2')],
  ['IS-10', 'the chunk says too early that it is the last', sending, beat, message({ done: true }, 'S2')],
  ['IS-10', 'the next chunk is not sent', sending, snapshotReply(old, { offset: 4 }), lacks('send')],
  [
    'IS-10',
    'a compaction begins the transfers again',
    halfSent,
    newerCompaction,
    server({ snapshotOffset: { S2: 0, S3: 0 }, outgoingSnapshot: { S2: null, S3: null } }),
  ],
  [
    'IS-10',
    'a snapshot is kept that nobody is sent',
    sending,
    newerCompaction,
    server({ outgoingSnapshot: { S2: old, S3: old } }),
  ],
  [
    'IS-10',
    'a snapshot is kept that the follower has',
    outrun,
    snapshotReply(old, { offset: 10, done: true }),
    server({ outgoingSnapshot: { S2: old, S3: null } }),
  ],
  [
    'IS-10',
    'a transfer begins again with the old snapshot',
    outrun,
    snapshotReply(old, { offset: 0 }),
    server({ outgoingSnapshot: { S2: old, S3: null } }),
  ],
  [
    'IS-10',
    'a late success begins the transfer again',
    outrun,
    appendReply({ prevLogIndex: 0, matchIndex: 1 }),
    server({ snapshotOffset: { S2: 0, S3: 0 } }),
  ],
  [
    'IS-9',
    'the chunk is of another snapshot than the one under way',
    outrun,
    beat,
    message({ checksum: 7, data: 'xxxx' }, 'S2'),
  ],
  [
    'IS-11',
    'the end of a transfer is not noticed',
    sending,
    snapshotReply(old, { offset: 10, done: true }),
    ignores(sending),
  ],
  ['IS-12', 'a corrupted snapshot is kept', almost, corrupted, server({ snapshot: { ...old, data: 'abcdefghxx' } })],
  ['IS-12', 'a corrupted snapshot is acknowledged', almost, corrupted, message({ done: true })],
  [
    'IS-12',
    'the chunks of a corrupted snapshot are kept',
    almost,
    corrupted,
    server({ incomingSnapshot: almost.incomingSnapshot }),
  ],
  [
    'IS-13',
    'what was not applied is compacted',
    applied,
    { ...compaction, index: 3 },
    both(lacks('reject'), server({ snapshot: snapshotOf(3, 1, 'state') })),
  ],
  ['IS-13', 'the refusal to compact is not told', applied, { ...compaction, index: 3 }, lacks('reject')],
  [
    'IS-13',
    'the refusal names the wrong reason',
    applied,
    { ...compaction, index: 3 },
    effects(() => [{ type: 'reject', reason: 'alreadyCompacted', leaderId: null }]),
  ],
  ['IS-13', 'the snapshot holds something else', applied, compaction, server({ snapshot: snapshotOf(2, 1, 'other') })],
  ['IS-13', 'the log is not compacted', applied, compaction, server({ log: applied.log })],
  ['IS-14', 'the snapshot has another last term', applied, compaction, server({ snapshot: snapshotOf(2, 7, 'state') })],
  ['IS-13', 'entries after the snapshot are lost', applied, compaction, server({ log: emptyLog(2, 1) })],
];

const persistence: readonly Row[] = [
  ['ST-8', 'a new term is not written', follower(), newer, lacks('persist')],
  ['ST-8', 'a vote is not written', follower(), requestVote(), lacks('persist')],
  ['ST-8', 'a candidacy is not written', follower(), timeout, lacks('persist')],
  ['ST-8', 'a command is not written', leading, command, lacks('persist')],
  ['ST-8', 'an entry is not written', follower(), appendEntries({ entries: entriesOf([1]) }), lacks('persist')],
  [
    'ST-8',
    'a truncation is not written',
    conflicting,
    replacing,
    effects((all) =>
      all.map((effect) =>
        effect.type === 'persist' ? { type: 'persist', append: { firstIndex: 4, entries: entriesOf([3], 4) } } : effect,
      ),
    ),
  ],
  ['ST-8', 'a snapshot is not written', applied, compaction, lacks('persist')],
  ['ST-8', 'a snapshot that has arrived is not written', almost, lastChunk, lacks('persist')],
  [
    'ST-8',
    'something is written that is not so',
    follower(),
    appendEntries(),
    adds({ type: 'persist', currentTerm: 9, votedFor: null }),
  ],
  ['ST-9', 'a server that starts has no timer', follower(), { type: 'start' }, lacks('armTimer election')],
  [
    'ST-9',
    'a server that starts does not restore its snapshot',
    follower(compacted(logOf(1), 1, 1)),
    { type: 'start' },
    lacks('restoreSnapshot'),
  ],
];

const grown = server({ log: logOf(1, 1) });
const one = logOf(1);

/** Deeds that show in several places; the first in the order of cause is to blame: term, role, log, vote, commitment, messages, disk. */
const causes: readonly Row[] = [
  [
    'RS-A-2',
    'a leader appends an entry while it steps down',
    leader({ log: one }),
    appendReply({ term: 2, success: false }),
    grown,
  ],
  ['RS-A-2', 'a follower adopts a term and appends an entry', follower({ log: one }), newer, grown],
  [
    'RS-A-2',
    'a leader keeps leading, and cuts its log',
    leader({ log: one }),
    newer,
    server({ role: 'leader', log: emptyLog() }),
  ],
  ['D-2', 'a server cuts its log and grants a vote', follower({ log: one }), newer, server({ log: emptyLog() })],
  [
    'D-2',
    'a server cuts its log, and so finds that of a candidate new enough',
    follower({ log: one }),
    newer,
    both(server({ log: emptyLog(), votedFor: 'S2' }), message({ voteGranted: true })),
  ],
  [
    'D-2',
    'a candidate cuts its log when it gets a vote',
    candidate({ log: one }),
    voteReply(),
    server({ log: emptyLog() }),
  ],
  [
    'D-2',
    'a leader cuts its log at a success',
    leader({ log: one }),
    appendReply({ matchIndex: 1 }),
    server({ log: emptyLog() }),
  ],
  ['RS-L-2', 'a leader appends what no client asked for', leader({ log: one }), beat, grown],
  ['AE-4', 'a follower appends what nobody sent', follower({ log: one }), requestVote(), grown],
  [
    'RS-C-2',
    'a candidate leads with a minority and appends',
    candidate({ log: one }),
    voteReply({ voteGranted: false }),
    both(server({ role: 'leader' }), grown),
  ],
  ['D-12', 'a compaction notes down a wrong checksum', applied, compaction, wrongSnapshot({ checksum: 1 })],
  ['IS-14', 'a compaction notes down a wrong term', applied, compaction, wrongSnapshot({ lastIncludedTerm: 9 })],
  ['D-12', 'an installed snapshot gets another checksum', almost, lastChunk, wrongSnapshot({ checksum: 1 })],
  ['IS-14', 'an installed snapshot gets another term', almost, lastChunk, wrongSnapshot({ lastIncludedTerm: 9 })],
  ['D-12', 'a chunk is sent with a wrong checksum', sending, beat, message({ checksum: 1 }, 'S2')],
  [
    'IS-14',
    'a chunk is sent with a wrong term of its last entry',
    sending,
    beat,
    message({ lastIncludedTerm: 9 }, 'S2'),
  ],
  ['IS-9', 'a chunk is sent of a snapshot that ends elsewhere', sending, beat, message({ lastIncludedIndex: 9 }, 'S2')],
  [
    'RS-A-2',
    'the term is kept, the vote is given and the log is cut',
    follower({ log: one }),
    newer,
    server({ currentTerm: 1, votedFor: 'S2', log: emptyLog() }),
  ],
  [
    'AE-3',
    'a conflict is left, and commitIndex goes past it',
    follower({ log: logOf(1, 1), currentTerm: 2 }),
    appendEntries({ term: 2, entries: entriesOf([2]), leaderCommit: 1 }),
    server({ log: logOf(1, 1), commitIndex: 2 }),
  ],
];

const table: readonly Row[] = [...votes, ...entries, ...leaders, ...snapshots, ...persistence, ...causes];

describe('SP-18: the contract of a step names the clause that was broken', () => {
  test.each(table)('%s: %s', (clause, _defect, before, event, alter) => {
    expect(problemOf(before, event)).toBeUndefined();
    const problem = problemOf(before, event, alter);
    expect(problem?.clause).toBe(clause);
    expect(problem?.because).not.toBe('');
  });
});

/** What the contract does not see, although "no effect is there without a clause that asks for it" (SP-18). */
const excesses: readonly (readonly [string, Server, Event, Alteration])[] = [
  ['a follower stops its election timer', follower(), appendEntries(), adds(stopElectionTimer)],
  ['a follower forgets who leads', follower(), appendEntries(), server({ leaderId: null })],
  [
    'a follower sends clients to the wrong server (CL-1)',
    follower({ leaderId: 'S2' }),
    command,
    effects(() => [{ type: 'reject', reason: 'notLeader', leaderId: 'S3' }]),
  ],
  ['a server forgets a member (D-17)', follower(), appendEntries(), server({ peers: ['S2'] })],
  [
    'a server changes its own options',
    follower(),
    appendEntries(),
    server({ options: { maxEntriesPerAppend: 9, maxInFlightEntries: 9, snapshotChunkLength: 9 } }),
  ],
  [
    'the chunks that were collected are changed (IS-3)',
    collecting,
    chunkOf(old, 4, 8),
    server({
      incomingSnapshot: { lastIncludedIndex: 2, lastIncludedTerm: 1, checksum: old.checksum, data: 'xxxxxxxx' },
    }),
  ],
  [
    'a leader has more entries in flight than it may (D-15)',
    leader({
      ...known,
      log: logOf(1, 1, 1, 1, 1, 1, 1),
      followers: {
        S2: { nextIndex: 6, matchIndex: 1, pipelining: true },
        S3: { nextIndex: 6, matchIndex: 1, pipelining: true },
      },
    }),
    beat,
    both(
      adds(
        send(
          appendEntries({
            from: 'S1',
            to: 'S2',
            prevLogIndex: 5,
            prevLogTerm: 1,
            entries: entriesOf([1, 1], 6),
            leaderCommit: 1,
          }),
        ),
      ),
      server({ nextIndex: { S2: 8, S3: 6 } }),
    ),
  ],
  ['a leader asks for votes', leading, beat, adds(send(requestVote({ from: 'S1', to: 'S2' })))],
  ['a leader grants votes', leading, beat, adds(send(voteReply({ from: 'S1', to: 'S2' })))],
  [
    'a leader begins a transfer in the middle (IS-10)',
    sending,
    beat,
    both(message({ offset: 4, data: 'efgh' }, 'S2'), server({ snapshotOffset: { S2: 4, S3: 0 } })),
  ],
  [
    'the wrong chunk is sent next (IS-10)',
    sending,
    snapshotReply(old, { offset: 4 }),
    both(message({ offset: 8, data: 'ij', done: true }), server({ snapshotOffset: { S2: 8, S3: 0 } })),
  ],
  [
    'another state is restored at the same index (IS-8)',
    almost,
    lastChunk,
    effects((all) =>
      all.map((effect) =>
        effect.type === 'restoreSnapshot' ? { ...effect, snapshot: { ...old, data: 'x' } } : effect,
      ),
    ),
  ],
  ['a refusal is told twice (CL-1)', follower(), command, effects((all) => [...all, ...all])],
  [
    'something is written twice (ST-8)',
    follower(),
    requestVote(),
    effects((all) => [...all, ...all.filter(({ type }) => type === 'persist')]),
  ],
];

describe('SP-18: a step does no more than its clauses say', () => {
  test('an index without end is one too far', () => {
    const follows = follower({ log: logOf(1), currentTerm: 1 });
    const endless = server({ commitIndex: Number.POSITIVE_INFINITY });
    expect(
      problemOf(follows, appendEntries({ prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 1 }), endless),
    ).toMatchObject({
      clause: 'AE-5',
    });
  });

  test.each(excesses)('%s', (_defect, before, event, alter) => {
    expect(problemOf(before, event)).toBeUndefined();
    expect(problemOf(before, event, alter)).toBeDefined();
  });
});
