/** Faults of leaders (RS-L). */
import type { SeededFault } from '../variant.ts';

const MAJORITY = '\tagreed := reached[(len(reached)-1)/2]\n';
const OWN_TERM = ' && rf.termAt(agreed) == rf.currentTerm {';
const OF_NOW = 'if !rf.leads(args.Term) || reply.Term != args.Term {';
const GUESSED = '\t\trf.nextIndex[peer] = rf.lastIndex() + 1\n';
const GUESS = `${GUESSED}\t\trf.matchIndex[peer] = rf.lastIndex()\n`;

export const leaderFaults: readonly SeededFault[] = [
  {
    id: 'few-heartbeats',
    words: 'A leader sends heartbeats every two seconds, which is longer than its followers wait.',
    clause: 'RS-L-1',
    harm: 'liveness',
    changes: [['heartbeatEvery  = 100 *', 'heartbeatEvery  = 2000 *']],
  },
  {
    id: 'idle-leader',
    words: 'A follower that is up to date gets no heartbeat.',
    clause: 'RS-L-1',
    row: 'D06',
    harm: 'liveness',
    changes: [
      [
        '\t\tprev := rf.nextIndex[peer] - 1\n',
        '\t\tprev := rf.nextIndex[peer] - 1\n\t\tif prev == rf.lastIndex() && prev > 0 && rf.matchIndex[peer] == prev && rf.commitIndex == prev {\n\t\t\tcontinue\n\t\t}\n',
      ],
    ],
  },
  {
    id: 'command-taken-by-all',
    words: 'A server that does not lead appends commands to its own log.',
    clause: 'CL-1',
    row: 'takes-commands',
    harm: 'safety',
    changes: [
      [
        '\tif rf.role != leader {\n\t\treturn -1, rf.currentTerm, false\n\t}\n',
        '\tif rf.role != leader {\n\t\trf.log = append(rf.log, Entry{rf.currentTerm, command})\n\t\trf.persist()\n\t\treturn -1, rf.currentTerm, false\n\t}\n',
      ],
    ],
  },
  {
    id: 'older-entry-changed',
    words: 'A leader that takes a command writes it over the entry before too.',
    clause: 'RS-L-2',
    row: 'rewrites-old-leaf',
    harm: 'safety',
    changes: [
      [
        'Entry{rf.currentTerm, command})\n',
        'Entry{rf.currentTerm, command})\n\tif n := len(rf.log); n > 3 {\n\t\trf.log[n-2].Command = command\n\t}\n',
      ],
    ],
  },
  {
    id: 'tail-discarded',
    words: 'A new leader discards what it does not know to be committed.',
    clause: 'SP-2',
    row: 'A50',
    harm: 'safety',
    changes: [
      [
        '\trf.role = leader\n',
        '\trf.role = leader\n\trf.log = rf.log[:rf.commitIndex-rf.snapIndex+1]\n\trf.persist()\n',
      ],
    ],
  },
  {
    id: 'old-term-counted',
    words: 'Entries of older terms are committed by counting.',
    clause: 'RS-L-4',
    row: 'A46',
    harm: 'safety',
    changes: [[OWN_TERM, ' {']],
  },
  {
    id: 'minority-commits',
    words: 'One server less than a majority commits an entry.',
    clause: 'RS-L-4',
    row: 'A48',
    harm: 'safety',
    changes: [[MAJORITY, '\tagreed := reached[(len(reached)+1)/2]\n']],
  },
  {
    id: 'all-must-have-it',
    words: 'An entry is committed when all servers have it.',
    clause: 'RS-L-4',
    harm: 'liveness',
    changes: [[MAJORITY, '\tagreed := reached[0]\n']],
  },
  {
    id: 'commit-stuck',
    words: 'Entries of older terms are never committed, not even by a newer one.',
    clause: 'RS-L-4',
    row: 'A47',
    harm: 'liveness',
    changes: [[OWN_TERM, ' && rf.termAt(rf.commitIndex+1) == rf.currentTerm {']],
  },
  {
    id: 'success-for-whole-log',
    words: 'A success counts for the whole log that the leader has by now.',
    clause: 'RS-L-5',
    row: 'A40',
    harm: 'safety',
    changes: [['rf.acknowledged(peer, args.PrevLogIndex+len(args.Entries))', 'rf.acknowledged(peer, rf.lastIndex())']],
  },
  {
    id: 'refusal-as-acknowledgement',
    words: 'A leader counts a refusal of entries as their acknowledgement.',
    clause: 'RS-L-5',
    harm: 'safety',
    changes: [['\tif reply.Success {\n', '\tif reply.Success || reply.ConflictNext > 1 {\n']],
  },
  {
    id: 'old-successes-counted',
    words: 'Replies to entries of older terms count.',
    clause: 'RS-L-5',
    row: 'A43',
    harm: 'safety',
    changes: [[OF_NOW, 'if rf.role != leader {']],
  },
  {
    id: 'match-falls',
    words: 'A late reply lowers matchIndex.',
    clause: 'SP-9',
    row: 'A41',
    harm: 'promise',
    changes: [['\tif index <= rf.matchIndex[peer] {\n\t\treturn\n\t}\n', '']],
  },
  {
    id: 'hint-counts',
    words: 'The index that a refusal gives as a hint counts as acknowledged.',
    clause: 'RS-L-6',
    row: 'refusal-counts',
    harm: 'safety',
    changes: [
      [
        '\t\trf.nextIndex[peer] = max(reply.ConflictNext, rf.matchIndex[peer]+1)\n',
        '\t\trf.nextIndex[peer] = max(reply.ConflictNext, rf.matchIndex[peer]+1)\n\t\trf.acknowledged(peer, reply.ConflictNext-1)\n',
      ],
    ],
  },
  {
    id: 'refusal-ignored',
    words: 'A refusal does not lower nextIndex.',
    clause: 'RS-L-6',
    row: 'A49',
    harm: 'liveness',
    changes: [['\t\trf.nextIndex[peer] = max(reply.ConflictNext, rf.matchIndex[peer]+1)\n', '']],
  },
  {
    id: 'match-guessed',
    words: 'matchIndex begins at the last entry of a new leader.',
    clause: 'ST-7',
    row: 'Z06',
    harm: 'liveness',
    changes: [[GUESSED, GUESS]],
  },
  {
    id: 'match-guessed-old-term-counted',
    words: 'matchIndex begins at the last entry of a new leader, and entries of older terms are committed by counting.',
    clause: 'RS-L-4',
    row: 'X4',
    harm: 'safety',
    changes: [
      [GUESSED, GUESS],
      [OWN_TERM, ' {'],
    ],
  },
  {
    id: 'terms-not-looked-at',
    words: 'The log is cut by every append, and no reply is asked for its term.',
    clause: 'AE-3',
    harm: 'safety',
    changes: [
      [
        '\tfor place, entry := range entries {\n',
        '\trf.log = rf.log[:prev-rf.snapIndex+1]\n\tfor place, entry := range entries {\n',
      ],
      [OF_NOW, 'if rf.role != leader {'],
      [
        'if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term || !reply.VoteGranted {',
        'if rf.role != candidate || !reply.VoteGranted {',
      ],
    ],
  },
];
