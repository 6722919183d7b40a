/** Faults of who votes for whom (RV). */
import type { SeededFault } from '../variant.ts';

const COMPARISON = 'if args.LastLogTerm < last || (args.LastLogTerm == last && args.LastLogIndex < rf.lastIndex()) {';
const IS_FREE = 'if args.Term < rf.currentTerm || (rf.votedFor != -1 && rf.votedFor != args.CandidateId) {';
const FROM_LEADER = '\trf.role = follower\n\trf.restartTimer()\n\tentries';

export const requestVoteFaults: readonly SeededFault[] = [
  {
    id: 'old-candidate-heard',
    words: 'A candidate of an older term is not refused, and is told the newer one.',
    clause: 'RV-1',
    row: 'Z03',
    harm: 'promise',
    changes: [[IS_FREE, 'if rf.votedFor != -1 && rf.votedFor != args.CandidateId {']],
  },
  {
    id: 'old-candidate-elected',
    words: 'A candidate of an older term gets a vote of that term.',
    clause: 'RV-1',
    row: 'votes-in-old-term',
    harm: 'safety',
    changes: [
      [
        `\treply.Term = rf.currentTerm\n\t${IS_FREE}`,
        '\treply.Term = args.Term\n\tif args.Term == rf.currentTerm && rf.votedFor != -1 && rf.votedFor != args.CandidateId {',
      ],
    ],
  },
  {
    id: 'vote-for-all',
    words: 'A voter ignores votedFor and grants every candidate whose log is new enough.',
    clause: 'RV-2',
    row: 'A01',
    harm: 'safety',
    changes: [[IS_FREE, 'if args.Term < rf.currentTerm {']],
  },
  {
    id: 'logs-not-compared',
    words: 'A voter does not look at the logs.',
    clause: 'RV-2',
    row: 'A02',
    harm: 'safety',
    changes: [[COMPARISON, 'if last < 0 {']],
  },
  {
    id: 'lengths-compared',
    words: 'A voter compares the lengths of the logs and not their last terms.',
    clause: 'RV-2',
    row: 'A03',
    harm: 'safety',
    changes: [[COMPARISON, 'if last >= 0 && args.LastLogIndex < rf.lastIndex() {']],
  },
  {
    id: 'last-terms-compared',
    words: 'A voter compares the last terms of the logs and not their lengths.',
    clause: 'RV-2',
    row: 'A04',
    harm: 'safety',
    changes: [[COMPARISON, 'if args.LastLogTerm < last {']],
  },
  {
    id: 'commit-compared',
    words: "A voter compares the candidate's log with its own commitIndex.",
    clause: 'RV-2',
    row: 'A07',
    harm: 'safety',
    changes: [[COMPARISON, 'if last >= 0 && args.LastLogIndex < rf.commitIndex {']],
  },
  {
    id: 'newer-log-wanted',
    words: 'A voter grants only a log that is newer than its own.',
    clause: 'RV-2',
    row: 'A05',
    harm: 'liveness',
    changes: [[COMPARISON, COMPARISON.replace('LastLogIndex <', 'LastLogIndex <=')]],
  },
  {
    id: 'both-compared',
    words: 'A voter wants a last term and a length that are both at least its own.',
    clause: 'RV-2',
    row: 'A06',
    harm: 'liveness',
    changes: [[COMPARISON, 'if args.LastLogTerm < last || args.LastLogIndex < rf.lastIndex() {']],
  },
  {
    id: 'current-term-claimed',
    words: 'A candidate gives its currentTerm for the term of its last entry.',
    clause: 'RV-3',
    row: 'claims-current-term',
    harm: 'safety',
    changes: [
      [
        'RequestVoteArgs{rf.currentTerm, rf.me, rf.lastIndex(), rf.termAt(rf.lastIndex())}',
        'RequestVoteArgs{rf.currentTerm, rf.me, rf.lastIndex(), rf.currentTerm}',
      ],
    ],
  },
  {
    id: 'vote-freed-by-refusal',
    words: 'A voter that refuses a candidate forgets whom it has voted for.',
    clause: 'RV-4',
    row: 'refusal-frees-vote',
    harm: 'safety',
    changes: [
      [
        `\t${IS_FREE}\n`,
        `\t${IS_FREE}\n\t\tif args.Term == rf.currentTerm && rf.role == follower {\n\t\t\trf.votedFor = -1\n\t\t}\n`,
      ],
    ],
  },
  {
    id: 'vote-freed-by-leader',
    words: 'A follower that hears from the leader of its term forgets whom it has voted for.',
    clause: 'RV-2',
    row: 'A11',
    harm: 'safety',
    changes: [[FROM_LEADER, FROM_LEADER.replace('rf.role = follower', 'rf.role, rf.votedFor = follower, -1')]],
  },
  {
    id: 'vote-freed-by-leading',
    words: 'A server that becomes leader forgets that it has voted for itself.',
    clause: 'RV-2',
    harm: 'safety',
    changes: [['rf.role = leader\n', 'rf.role, rf.votedFor = leader, -1\n']],
  },
  {
    id: 'vote-kept-for-ever',
    words: 'The vote is not cleared when the term rises.',
    clause: 'RS-A-2',
    row: 'A10',
    harm: 'liveness',
    changes: [
      ['rf.currentTerm, rf.votedFor, rf.role = term, -1, follower\n', 'rf.currentTerm, rf.role = term, follower\n'],
    ],
  },
];
