/** Faults of what a server keeps: its term, its vote, its log, on the disk and over a restart (ST). */
import type { SeededFault } from '../variant.ts';

export const stateFaults: readonly SeededFault[] = [
  {
    id: 'term-unsaved',
    words: 'A newer term is adopted and not saved.',
    clause: 'ST-8',
    harm: 'promise',
    changes: [
      [
        '\t\trf.currentTerm, rf.votedFor, rf.role = term, -1, follower\n\t\trf.persist()\n',
        '\t\trf.currentTerm, rf.votedFor, rf.role = term, -1, follower\n',
      ],
    ],
  },
  {
    id: 'term-forgotten',
    words: 'The term does not survive a restart.',
    clause: 'ST-1',
    row: 'C02',
    harm: 'safety',
    changes: [['\trf.log = log\n', '\trf.log = log\n\trf.currentTerm = 0\n']],
  },
  {
    id: 'vote-forgotten',
    words: 'The vote does not survive a restart.',
    clause: 'ST-2',
    row: 'C01',
    harm: 'safety',
    changes: [['\trf.log = log\n', '\trf.log = log\n\trf.votedFor = -1\n']],
  },
  {
    id: 'vote-unsaved',
    words: 'A vote is given and not saved.',
    clause: 'ST-2',
    row: 'C01',
    harm: 'safety',
    changes: [['\trf.votedFor = args.CandidateId\n\trf.persist()\n', '\trf.votedFor = args.CandidateId\n']],
  },
  {
    id: 'vote-saved-late',
    words: 'A vote is saved after it was given.',
    clause: 'ST-8',
    row: 'C09',
    harm: 'safety',
    changes: [
      ['\trf.votedFor = args.CandidateId\n\trf.persist()\n', '\trf.votedFor = args.CandidateId\n\tgo rf.persist()\n'],
    ],
  },
  {
    id: 'own-vote-unsaved',
    words: 'A candidate saves its term and not its vote for itself.',
    clause: 'RS-C-1',
    harm: 'safety',
    changes: [
      [
        'rf.votedFor, rf.role = rf.me, candidate\n\trf.persist()\n',
        'rf.votedFor, rf.role = -1, candidate\n\trf.persist()\n\trf.votedFor = rf.me\n',
      ],
    ],
  },
  {
    id: 'candidate-unsaved',
    words: 'A candidate asks for votes before its term and its vote are saved.',
    clause: 'ST-8',
    row: 'C10',
    harm: 'safety',
    changes: [['rf.me, candidate\n\trf.persist()', 'rf.me, candidate']],
  },
  {
    id: 'entries-unsaved',
    words: 'A follower acknowledges entries that it has not saved.',
    clause: 'ST-8',
    row: 'C03',
    harm: 'safety',
    changes: [
      [
        'rf.log = append(kept, entries[place:]...)\n\t\t\trf.persist()\n',
        'rf.log = append(kept, entries[place:]...)\n',
      ],
    ],
  },
  {
    id: 'entries-saved-late',
    words: 'A follower saves entries after it has acknowledged them.',
    clause: 'ST-8',
    row: 'C03',
    harm: 'safety',
    changes: [['entries[place:]...)\n\t\t\trf.persist()', 'entries[place:]...)\n\t\t\tgo rf.persist()']],
  },
  {
    id: 'command-unsaved',
    words: 'A leader counts its own entries before they are saved.',
    clause: 'ST-8',
    row: 'C04',
    harm: 'safety',
    changes: [
      [
        '\trf.log = append(rf.log, Entry{rf.currentTerm, command})\n\trf.persist()\n',
        '\trf.log = append(rf.log, Entry{rf.currentTerm, command})\n',
      ],
    ],
  },
  {
    id: 'last-entry-forgotten',
    words: 'The last entry of the log does not survive a restart.',
    clause: 'ST-3',
    row: 'forgets-log',
    harm: 'safety',
    changes: [['\trf.log = log\n', '\trf.log = log[:max(1, len(log)-1)]\n']],
  },
  {
    id: 'whole-log-committed',
    words: 'After a restart the whole log counts as committed.',
    clause: 'ST-9',
    row: 'C07',
    harm: 'safety',
    changes: [
      [
        'rf.commitIndex, rf.lastApplied = rf.snapIndex, rf.snapIndex\n',
        'rf.commitIndex, rf.lastApplied = rf.lastIndex(), rf.snapIndex\n',
      ],
    ],
  },
  {
    id: 'inherited-committed',
    words: 'A new leader takes its whole log for committed.',
    clause: 'ST-4',
    row: 'commits-inherited',
    harm: 'safety',
    changes: [
      ['\trf.role = leader\n', '\trf.role, rf.commitIndex = leader, rf.lastIndex()\n\trf.isNews.Broadcast()\n'],
    ],
  },
  {
    id: 'snapshot-forgotten',
    words: 'What is saved after a restart has no snapshot any more.',
    clause: 'ST-9',
    harm: 'safety',
    changes: [['\trf.snapshot = rf.persister.ReadSnapshot()\n', '']],
  },
];
