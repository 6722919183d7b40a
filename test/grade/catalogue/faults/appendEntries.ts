/** Faults of how entries are taken (AE). */
import type { SeededFault } from '../variant.ts';

const CONFLICT = `		if index > rf.lastIndex() || rf.termAt(index) != entry.Term {
			kept := append([]Entry{}, rf.log[:index-rf.snapIndex]...)
			rf.log = append(kept, entries[place:]...)
			rf.persist()
			break
		}
`;
const COMMIT = 'if last := min(args.LeaderCommit, prev+len(entries)); last > rf.commitIndex {';
const BOUNDED_BY_LOG = COMMIT.replace('prev+len(entries)', 'rf.lastIndex()');
const ENTRIES = 'entries := append([]Entry{}, rf.after(prev)...)';
const LOOP = '\tfor place, entry := range entries {\n';
const LEADER_OF_OLD = `	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm {
		return
	}
	rf.role = follower
	rf.restartTimer()
	entries, prev`;

export const appendEntriesFaults: readonly SeededFault[] = [
  {
    id: 'old-leader-heard',
    words: 'AppendEntries of an older term is accepted.',
    clause: 'AE-1',
    row: 'A23',
    harm: 'safety',
    changes: [
      [
        LEADER_OF_OLD,
        '\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\trf.role = follower\n\trf.restartTimer()\n\tentries, prev',
      ],
    ],
  },
  {
    id: 'old-leader-followed',
    words: 'AppendEntries sets the term, even to an older one.',
    clause: 'AE-1',
    row: 'A25',
    harm: 'safety',
    changes: [
      [
        LEADER_OF_OLD,
        `	if args.Term != rf.currentTerm {
		rf.currentTerm, rf.votedFor = args.Term, -1
		rf.persist()
	}
	reply.Term = rf.currentTerm
	rf.role = follower
	rf.restartTimer()
	entries, prev`,
      ],
    ],
  },
  {
    id: 'old-leader-told-own-term',
    words: 'A leader of an older term is refused with its own term.',
    clause: 'AE-1',
    row: 'D10',
    harm: 'liveness',
    changes: [
      [
        '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\trf.role = follower\n\trf.restartTimer()\n\tentries',
        '\treply.Term = args.Term\n\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\trf.role = follower\n\trf.restartTimer()\n\tentries',
      ],
    ],
  },
  {
    id: 'previous-term-ignored',
    words: 'A follower checks prevLogIndex and not prevLogTerm.',
    clause: 'AE-2',
    row: 'A26',
    harm: 'safety',
    changes: [['rf.termAt(prev) != args.PrevLogTerm {', 'args.PrevLogTerm < 0 {']],
  },
  {
    id: 'heartbeat-not-compared',
    words: 'A heartbeat that does not fit the log still moves commitIndex.',
    clause: 'AE-2',
    row: 'A39',
    harm: 'safety',
    changes: [
      [
        '\tentries, prev := args.Entries, args.PrevLogIndex\n',
        `	entries, prev := args.Entries, args.PrevLogIndex
	if last := min(args.LeaderCommit, rf.lastIndex()); len(entries) == 0 && last > rf.commitIndex {
		rf.commitIndex = last
		rf.isNews.Broadcast()
	}
`,
      ],
    ],
  },
  {
    id: 'log-cut-always',
    words: 'Every AppendEntries cuts the log at prevLogIndex, conflict or not.',
    clause: 'AE-3',
    row: 'A28',
    harm: 'safety',
    changes: [[LOOP, `\trf.log = rf.log[:prev-rf.snapIndex+1]\n${LOOP}`]],
  },
  {
    id: 'log-cut-behind-entries',
    words: 'Every AppendEntries with entries cuts the log behind them, conflict or not.',
    clause: 'AE-3',
    row: 'A28',
    harm: 'safety',
    changes: [[CONFLICT, CONFLICT.replace(/if .* \{/, 'if entry.Term >= 0 {')]],
  },
  {
    id: 'conflict-overwritten',
    words: 'A conflicting entry is overwritten, and what follows it is kept.',
    clause: 'AE-3',
    row: 'A29',
    harm: 'safety',
    changes: [
      [
        CONFLICT,
        `		if index > rf.lastIndex() || rf.termAt(index) != entry.Term {
			rf.log = append([]Entry{}, rf.log...)
			if index > rf.lastIndex() {
				rf.log = append(rf.log, entry)
			} else {
				rf.log[index-rf.snapIndex] = entry
			}
			rf.persist()
		}
		_ = place
`,
      ],
    ],
  },
  {
    id: 'conflict-kept',
    words: 'Entries for indexes that the log has are skipped, conflict or not.',
    clause: 'AE-3',
    row: 'A30',
    harm: 'safety',
    changes: [
      [
        'if index > rf.lastIndex() || rf.termAt(index) != entry.Term {',
        'if index > rf.lastIndex() && entry.Term >= 0 {',
      ],
    ],
  },
  {
    id: 'entries-at-end',
    words: 'New entries go to the end of the log, wherever they belong.',
    clause: 'AE-4',
    row: 'A32',
    harm: 'safety',
    changes: [
      [
        `${LOOP}\t\tindex := prev + 1 + place\n${CONFLICT}`,
        '\tif len(entries) > 0 {\n\t\trf.log = append(append([]Entry{}, rf.log...), entries...)\n\t\trf.persist()\n',
      ],
    ],
  },
  {
    id: 'first-entry-lost',
    words: 'The first of several new entries is left out.',
    clause: 'AE-4',
    harm: 'safety',
    changes: [
      [
        'rf.log = append(kept, entries[place:]...)\n',
        'if n := len(entries[place:]); n > 1 {\n\t\t\t\tplace++\n\t\t\t}\n\t\t\trf.log = append(kept, entries[place:]...)\n',
      ],
    ],
  },
  {
    id: 'commit-unbounded',
    words: 'A follower takes leaderCommit as it is, and applies what it then has.',
    clause: 'AE-5',
    row: 'A33',
    harm: 'promise', // its leader always sends all that follows, so that leaderCommit is never beyond the last new entry
    changes: [
      [COMMIT, 'if last := args.LeaderCommit; last > rf.commitIndex {'],
      ['for rf.lastApplied < rf.commitIndex && ', 'for rf.lastApplied < min(rf.commitIndex, rf.lastIndex()) && '],
      ['rf.lastApplied >= rf.commitIndex {', 'rf.lastApplied >= min(rf.commitIndex, rf.lastIndex()) {'],
    ],
  },
  {
    id: 'commit-bounded-by-log',
    words: 'A follower bounds leaderCommit by the end of its log, not by the last new entry.',
    clause: 'AE-5',
    row: 'A34',
    harm: 'promise', // as above
    changes: [[COMMIT, BOUNDED_BY_LOG]],
  },
  {
    id: 'commit-bounded-by-log-one-by-one',
    words: 'A leader sends one entry at a time, and a follower bounds leaderCommit by the end of its log.',
    clause: 'AE-5',
    row: 'A34',
    harm: 'safety',
    changes: [
      [COMMIT, BOUNDED_BY_LOG],
      [ENTRIES, `${ENTRIES}\n\t\tentries = entries[:min(1, len(entries))]`],
    ],
  },
  {
    id: 'commit-falls',
    words: 'An older leaderCommit lowers commitIndex.',
    clause: 'AE-5',
    row: 'A35',
    harm: 'promise',
    changes: [[COMMIT, COMMIT.replace('last > rf.commitIndex', 'last != rf.commitIndex')]],
  },
  {
    id: 'whole-log-claimed',
    words: 'A leader gives its last index for its commitIndex.',
    clause: 'AE-6',
    row: 'claims-whole-log',
    harm: 'safety',
    changes: [['rf.termAt(prev), entries, rf.commitIndex})', 'rf.termAt(prev), entries, rf.lastIndex()})']],
  },
  {
    id: 'refusal-as-success',
    words: 'A follower that lacks what precedes the entries says that it has taken them.',
    clause: 'AE-7',
    harm: 'safety',
    changes: [
      [
        '\t\treply.ConflictNext = rf.lastIndex() + 1\n\t\treturn',
        '\t\treply.Success = args.PrevLogIndex > rf.lastIndex()+1\n\t\treply.ConflictNext = rf.lastIndex() + 1\n\t\treturn',
      ],
    ],
  },
  {
    id: 'only-news-acknowledged',
    words: 'A follower refuses entries when its log goes on behind them.',
    clause: 'AE-7',
    row: 'acks-only-news',
    harm: 'promise',
    changes: [
      [
        '\treply.Success = true\n\tif last',
        '\treply.Success = len(entries) == 0 || prev+len(entries) == rf.lastIndex()\n\tif last',
      ],
    ],
  },
];
