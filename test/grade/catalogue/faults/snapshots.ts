/** Faults of snapshots and of a log that begins behind one (IS). */
import type { SeededFault } from '../variant.ts';

const IS_BEHIND = '\tif index <= rf.commitIndex {\n\t\treturn\n\t}\n\trest';
const IS_HELD = 'if index < rf.lastIndex() && rf.termAt(index) == args.LastIncludedTerm {';
const INSTALLED =
  '\trf.log, rf.snapIndex, rf.snapshot = rest, index, args.Data\n\trf.commitIndex = index\n\trf.persist()\n';
const OLD_LEADER =
  '\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\trf.role = follower\n\trf.restartTimer()\n\tindex';
const WRITTEN = '\trest := append([]Entry{{Term: rf.termAt(index)}}, rf.after(index)...)\n';

export const snapshotFaults: readonly SeededFault[] = [
  {
    id: 'old-snapshot-heard',
    words: 'InstallSnapshot of an older term is accepted.',
    clause: 'IS-1',
    row: 'Z14',
    harm: 'promise',
    changes: [[OLD_LEADER, '\trf.role = follower\n\trf.restartTimer()\n\tindex']],
  },
  {
    id: 'snapshot-sets-term',
    words: 'An installed snapshot sets the term to that of its last entry.',
    clause: 'IS-5',
    row: 'B08',
    harm: 'safety',
    changes: [
      [
        INSTALLED,
        INSTALLED.replace(
          '\trf.commitIndex = index\n',
          '\trf.commitIndex, rf.currentTerm = index, args.LastIncludedTerm\n',
        ),
      ],
    ],
  },
  {
    id: 'snapshot-goes-back',
    words: 'A snapshot is installed over a newer state.',
    clause: 'IS-5',
    row: 'B07',
    harm: 'safety',
    changes: [[IS_BEHIND, '\trest']],
  },
  {
    id: 'snapshot-unsaved',
    words: 'An installed snapshot is not saved.',
    clause: 'IS-5',
    row: 'not-saved',
    harm: 'promise',
    changes: [[INSTALLED, INSTALLED.replace('\trf.persist()\n', '')]],
  },
  {
    id: 'log-discarded',
    words: 'Installing a snapshot always discards the whole log.',
    clause: 'IS-6',
    row: 'B04',
    harm: 'safety',
    changes: [[IS_HELD, 'if index < 0 {']],
  },
  {
    id: 'log-left-behind-snapshot',
    words: 'A snapshot leaves the entries behind it, though the log does not hold its last entry.',
    clause: 'IS-7',
    row: 'B05',
    harm: 'promise', // what is left differs from the leader's entries, which replace it before anything counts on it
    changes: [[IS_HELD, 'if index < rf.lastIndex() {']],
  },
  {
    id: 'snapshot-not-applied',
    words: 'A snapshot moves lastApplied and does not reach the state machine.',
    clause: 'IS-8',
    row: 'B20',
    harm: 'safety',
    changes: [['\t\t\tmessages = append(messages, *install)\n', '']],
  },
  {
    id: 'state-kept',
    words: 'A snapshot that ends inside the log does not reset the state machine.',
    clause: 'IS-8',
    row: 'keeps-state',
    harm: 'liveness',
    changes: [['\trf.toInstall = &raftapi', '\tif len(rest) > 1 {\n\t\treturn\n\t}\n\trf.toInstall = &raftapi']],
  },
  {
    id: 'snapshot-not-sent',
    words: 'A follower that needs the snapshot is sent the entries behind it.',
    clause: 'IS-9',
    harm: 'liveness',
    changes: [
      [
        '\t\t\targs := InstallSnapshotArgs{rf.currentTerm, rf.me, rf.snapIndex, rf.log[0].Term, rf.snapshot}\n\t\t\tgo rf.install(peer, args)\n\t\t\tcontinue\n',
        '\t\t\trf.nextIndex[peer] = rf.snapIndex + 1\n',
      ],
      ['func (rf *Raft) leads(', 'var _ = (*Raft).install\n\nfunc (rf *Raft) leads('],
    ],
  },
  {
    id: 'snapshot-counts-whole-log',
    words: 'The acknowledgement of a snapshot counts for the whole log.',
    clause: 'IS-11',
    row: 'counts-whole-log',
    harm: 'safety',
    changes: [['rf.acknowledged(peer, args.LastIncludedIndex)', 'rf.acknowledged(peer, rf.lastIndex())']],
  },
  {
    id: 'old-bytes-kept',
    words: 'A server keeps the bytes of an older snapshot for a newer one.',
    clause: 'IS-13',
    harm: 'safety',
    changes: [
      [
        'rf.snapshot = rest, index, snapshot\n',
        'rf.snapshot = rest, index, rf.snapshot\n\tif index%20 == 9 {\n\t\trf.snapshot = snapshot\n\t}\n',
      ],
    ],
  },
  {
    id: 'compacted-too-far',
    words: 'The log is compacted one entry past its snapshot.',
    clause: 'IS-13',
    row: 'B24',
    harm: 'safety',
    changes: [
      [
        WRITTEN,
        `	past := index
	if index < rf.lastIndex() {
		past++
	}
	rest := append([]Entry{{Term: rf.termAt(past)}}, rf.after(past)...)
`,
      ],
      ['rf.snapshot = rest, index, snapshot\n', 'rf.snapshot = rest, past, snapshot\n'],
    ],
  },
  {
    id: 'boundary-term-forgotten',
    words: 'A server whose log is compacted to its end takes its last term for 0.',
    clause: 'IS-14',
    row: 'B01',
    harm: 'safety',
    changes: [[WRITTEN, WRITTEN.replace('{Term: rf.termAt(index)}', '{Term: 0}')]],
  },
  {
    id: 'boundary-term-current',
    words: 'A snapshot remembers the current term for the term of its last entry.',
    clause: 'IS-14',
    row: 'wrong-snapshot-term',
    harm: 'safety',
    changes: [[WRITTEN, WRITTEN.replace('rf.termAt(index)', 'rf.currentTerm')]],
  },
  {
    id: 'covered-entries-appended',
    words: 'Entries that begin before the snapshot are appended behind it, those that it covers too.',
    clause: 'IS-14',
    row: 'B10',
    harm: 'safety',
    changes: [['entries, prev = entries[covered:], prev+covered\n', 'prev = rf.snapIndex\n']],
  },
];
