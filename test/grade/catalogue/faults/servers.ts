/** Faults of servers in any role, of followers and of candidates. */
import type { SeededFault } from '../variant.ts';

const ADOPTED = 'rf.currentTerm, rf.votedFor, rf.role = term, -1, follower\n\t\trf.persist()\n';
const COUNTED =
  'if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term || !reply.VoteGranted {';
const NEWS = '\t\tfor rf.lastApplied < rf.commitIndex && rf.lastApplied >= rf.snapIndex {\n\t\t\trf.lastApplied++\n';
const HEARD = '\trf.role = follower\n\trf.restartTimer()\n\tentries';
const ASKED = '\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (';

export const serverFaults: readonly SeededFault[] = [
  {
    id: 'entries-skipped',
    words: 'Only the entry at commitIndex is applied, not those before it.',
    clause: 'RS-A-1',
    row: 'A53',
    harm: 'safety',
    changes: [[NEWS, NEWS.replace('rf.lastApplied++', 'rf.lastApplied = rf.commitIndex')]],
  },
  {
    id: 'applied-when-appended',
    words: 'A follower applies entries as soon as it has them.',
    clause: 'RS-A-1',
    row: 'A54',
    harm: 'safety',
    changes: [['last := min(args.LeaderCommit, prev+len(entries));', 'last := prev+len(entries);']],
  },
  {
    id: 'leader-in-newer-term',
    words: 'A leader adopts a newer term and goes on leading.',
    clause: 'RS-A-2',
    row: 'A20',
    harm: 'safety',
    changes: [
      ['rf.currentTerm, rf.votedFor, rf.role = term, -1, follower', 'rf.currentTerm, rf.votedFor = term, -1'],
      ['return rf.role == leader && rf.currentTerm == term', 'return rf.role == leader && term > 0'],
    ],
  },
  {
    id: 'term-not-adopted',
    words: 'A server steps down for a newer term and does not adopt it.',
    clause: 'RS-A-2',
    row: 'A21',
    harm: 'liveness',
    changes: [[ADOPTED, 'rf.role = follower\n']],
  },
  {
    id: 'any-term-adopted',
    words: 'Whatever term a message has is taken up, newer or older.',
    clause: 'RS-A-2',
    harm: 'safety',
    changes: [['if term > rf.currentTerm {', 'if term > 0 && term != rf.currentTerm {']],
  },
  {
    id: 'newer-term-ignored-in-reply',
    words: 'A leader ignores the newer term in a reply to its entries.',
    clause: 'RS-A-2',
    row: 'A22',
    harm: 'liveness',
    changes: [
      [
        '\trf.sawTerm(reply.Term)\n\tif !rf.leads(args.Term) || reply.Term != args.Term {',
        '\tif !rf.leads(args.Term) || reply.Term != args.Term {',
      ],
    ],
  },
  {
    id: 'mute-follower',
    words: 'A server never answers a request for a vote.',
    clause: 'RS-F-1',
    harm: 'liveness',
    changes: [
      [ASKED, '\tif args.Term >= 0 {\n\t\trf.mu.Unlock()\n\t\tselect {}\n\t}\n\tif args.Term < rf.currentTerm || ('],
    ],
  },
  {
    id: 'timer-deaf-to-leader',
    words: 'Word from the leader does not restart the election timer.',
    clause: 'RS-F-3',
    row: 'deaf-timer',
    harm: 'liveness',
    changes: [[HEARD, '\trf.role = follower\n\tentries']],
  },
  {
    id: 'timer-restarted-by-all',
    words: 'Every request for a vote restarts the election timer, granted or not.',
    clause: 'RS-F-3',
    row: 'D02',
    harm: 'liveness',
    changes: [[ASKED, `\trf.restartTimer()\n${ASKED}`]],
  },
  {
    id: 'loyal-follower',
    words: 'A follower that has once heard from a leader never stands for election.',
    clause: 'RS-F-2',
    row: 'loyal-follower',
    harm: 'liveness',
    changes: [[HEARD, '\trf.role = follower\n\trf.deadline = time.Now().Add(time.Hour)\n\tentries']],
  },
  {
    id: 'own-vote-free',
    words: 'A candidate does not record its vote for itself, and grants others.',
    clause: 'RS-C-1',
    row: 'A09',
    harm: 'safety',
    changes: [['rf.votedFor, rf.role = rf.me, candidate', 'rf.votedFor, rf.role = -1, candidate']],
  },
  {
    id: 'term-of-others-taken',
    words: 'A server stands for election in the term in which it has voted for another.',
    clause: 'RS-C-1',
    harm: 'safety',
    changes: [
      [
        '\trf.currentTerm++\n',
        '\tif rf.currentTerm == 0 || rf.votedFor < 0 || rf.role == candidate {\n\t\trf.currentTerm++\n\t}\n',
      ],
    ],
  },
  {
    id: 'refusals-counted',
    words: 'A candidate counts every reply as a vote.',
    clause: 'RS-C-2',
    row: 'A13',
    harm: 'safety',
    changes: [[COUNTED, 'if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term {']],
  },
  {
    id: 'old-votes-counted',
    words: 'Votes of older terms count.',
    clause: 'RS-C-2',
    row: 'A14',
    harm: 'safety',
    changes: [[COUNTED, 'if rf.role != candidate || !reply.VoteGranted {']],
  },
  {
    id: 'votes-counted-twice',
    words: 'A candidate asks each server twice and counts both answers.',
    clause: 'RS-C-2',
    row: 'A15',
    harm: 'safety',
    changes: [
      ['\t\tgo func(peer int) {\n', '\t\task := func(peer int) {\n'],
      ['\t\t}(peer)\n', '\t\t}\n\t\tgo ask(peer)\n\t\tgo ask(peer)\n'],
    ],
  },
  {
    id: 'one-vote-too-few',
    words: 'One vote less than a majority elects a leader.',
    clause: 'RS-C-2',
    row: 'A16',
    harm: 'safety',
    changes: [['2*votes > len(rf.peers)', '2*votes >= len(rf.peers)-1']],
  },
  {
    id: 'candidate-for-ever',
    words: 'A candidate that hears of the leader of its term serves it and stays candidate.',
    clause: 'RS-C-3',
    row: 'Z04',
    harm: 'promise',
    changes: [[HEARD, '\trf.restartTimer()\n\tentries']],
  },
  {
    id: 'same-term-again',
    words: 'A candidate tries again in the same term.',
    clause: 'RS-C-4',
    row: 'A17',
    harm: 'liveness',
    changes: [['\trf.currentTerm++\n', '\tif rf.role != candidate {\n\t\trf.currentTerm++\n\t}\n']],
  },
  {
    id: 'votes-kept',
    words: 'A candidate takes the votes of its last candidacy into the next one.',
    clause: 'RS-C-4',
    row: 'A18',
    harm: 'safety',
    changes: [
      ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tvotes       int\n'],
      ['\tvotes := 1\n', '\tif rf.votes == 0 {\n\t\trf.votes = 1\n\t}\n'],
      [
        '\t\t\tvotes++\n\t\t\tif 2*votes > len(rf.peers) {\n',
        '\t\t\trf.votes++\n\t\t\tif 2*rf.votes > len(rf.peers) {\n\t\t\t\trf.votes = 0\n',
      ],
    ],
  },
  {
    id: 'no-second-try',
    words: 'A candidate that was not elected never tries again.',
    clause: 'RS-C-4',
    harm: 'liveness',
    changes: [['if rf.role != leader && time', 'if rf.role == follower && time']],
  },
];
