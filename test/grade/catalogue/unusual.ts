/** Ways to be right that are not the usual ones: nothing may be found in them, and they pass what the course asks. */
import type { TextChange, Variant } from './variant.ts';

const HEARD = '\trf.role = follower\n\trf.restartTimer()\n\tentries';
const ASKS = '\t\t\tvar reply RequestVoteReply\n\t\t\tif !rf.peers[peer].Call("Raft.RequestVote", &args, &reply) {';
const TIMES_OUT = '\t\t\trf.stand()\n\t\t}\n\t\trf.mu.Unlock()';
const STANDS = 'func (rf *Raft) stand() {\n';
const STARTS = '// Start gives';
const ANSWERED =
  '\tif !rf.peers[peer].Call("Raft.AppendEntries", &args, &reply) {\n\t\treturn\n\t}\n\trf.mu.Lock()\n\tdefer rf.mu.Unlock()\n';

const ACKNOWLEDGED = '\t\trf.acknowledged(peer, args.PrevLogIndex+len(args.Entries))\n';
const LOWERS = '\t\trf.nextIndex[peer] = max(reply.ConflictNext, rf.matchIndex[peer]+1)\n';

/** Goes on at once with the server that has answered, if it is so. */
const toOne = (condition: string, entries: string): string => `		if prev := rf.nextIndex[peer] - 1; ${condition} {
			more := append([]Entry{}, ${entries}...)
			go rf.replicate(peer, AppendEntriesArgs{rf.currentTerm, rf.me, prev, rf.termAt(prev), more, rf.commitIndex})
		}
`;

/** Asks the others whether it would be elected, before it stands. */
const askFirst = (method: string, args: string, reply: string): TextChange => [
  STANDS,
  `func (rf *Raft) ask() {
	rf.restartTimer()
	term, count, last := rf.currentTerm, 1, rf.lastIndex()
	args := ${args}
	for peer := range rf.peers {
		if peer == rf.me {
			continue
		}
		go func(peer int) {
			var reply ${reply}
			if !rf.peers[peer].Call("Raft.${method}", &args, &reply) || !reply.VoteGranted {
				return
			}
			rf.mu.Lock()
			defer rf.mu.Unlock()
			count++
			if 2*count > len(rf.peers) && rf.currentTerm == term && rf.role != leader {
				count = -len(rf.peers)
				rf.stand()
			}
		}(peer)
	}
}

${STANDS}`,
];

const wouldVote = `	l := rf.termAt(rf.lastIndex())
	isNewer := args.LastLogTerm > l || (args.LastLogTerm == l && args.LastLogIndex >= rf.lastIndex())
`;

const inCandidacy: TextChange = [TIMES_OUT, TIMES_OUT.replace('stand', 'ask')];

const votes: readonly Variant[] = [
  {
    id: 'pre-vote-by-flag',
    words: 'A pre-vote by a flag of RequestVote, answered with the term to come.',
    changes: [
      ['LastLogIndex, LastLogTerm int\n}', 'LastLogIndex, LastLogTerm int\n\tPreVote bool\n}'],
      [
        '\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (rf.votedFor',
        `	if args.PreVote {
	${wouldVote}		reply.Term, reply.VoteGranted = args.Term, args.Term > rf.currentTerm && rf.role != leader && isNewer
		return
	}
	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm || (rf.votedFor`,
      ],
      askFirst('RequestVote', 'RequestVoteArgs{term + 1, rf.me, last, rf.termAt(last), true}', 'RequestVoteReply'),
      ['rf.lastIndex(), rf.termAt(rf.lastIndex())}', 'rf.lastIndex(), rf.termAt(rf.lastIndex()), false}'],
      inCandidacy,
    ],
  },
  {
    id: 'pre-vote-by-rpc',
    words: 'A pre-vote by an RPC of its own.',
    changes: [
      [
        STARTS,
        `// PreVote says whether this server would vote.
func (rf *Raft) PreVote(args *RequestVoteArgs, reply *RequestVoteReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
${wouldVote}	reply.Term, reply.VoteGranted = rf.currentTerm, args.Term > rf.currentTerm && rf.role != leader && isNewer
}

${STARTS}`,
      ],
      askFirst('PreVote', 'RequestVoteArgs{term + 1, rf.me, last, rf.termAt(last)}', 'RequestVoteReply'),
      inCandidacy,
    ],
  },
  {
    id: 'sticky-followers',
    words: 'A server that has heard from a leader a moment ago does not listen to candidates.',
    changes: [
      ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\theard       time.Time\n'],
      [HEARD, `\trf.heard = time.Now()\n${HEARD}`],
      [
        '\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (rf.votedFor',
        '\tif time.Since(rf.heard) < electionAtLeast/2 {\n\t\treply.Term = rf.currentTerm\n\t\treturn\n\t}\n\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (rf.votedFor',
      ],
    ],
  },
  {
    id: 'votes-asked-twice',
    words: 'Each request for a vote is sent twice, and granted twice.',
    changes: [
      [
        ASKS,
        ASKS.replace(
          '\t\t\tif',
          '\t\t\tgo rf.peers[peer].Call("Raft.RequestVote", &args, &RequestVoteReply{})\n\t\t\tif',
        ),
      ],
    ],
  },
  {
    id: 'asks-itself',
    words: 'A candidate asks itself for its vote too.',
    changes: [
      [
        '\tvotes := 1\n\tfor peer := range rf.peers {\n\t\tif peer == rf.me {\n\t\t\tcontinue\n\t\t}\n',
        '\tvotes := 0\n\tfor peer := range rf.peers {\n',
      ],
    ],
  },
  {
    id: 'vote-follows-leader',
    words: 'A follower records the leader of its term as the one that it has voted for.',
    changes: [
      [HEARD, `\tif rf.votedFor != args.LeaderId {\n\t\trf.votedFor = args.LeaderId\n\t\trf.persist()\n\t}\n${HEARD}`],
    ],
  },
  {
    id: 'no-term-in-refusals',
    words: 'Early refusals of entries say term 0.',
    changes: [
      [
        '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\trf.role = follower\n\trf.restartTimer()\n\tentries',
        '\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\treply.Term = rf.currentTerm\n\trf.role = follower\n\trf.restartTimer()\n\tentries',
      ],
    ],
  },
  {
    id: 'first-term-is-1',
    words: 'A server begins in term 1, which it has not saved.',
    changes: [['votedFor: -1, log', 'currentTerm: 1, votedFor: -1, log']],
  },
  {
    id: 'long-timeouts',
    words: 'Election timeouts of one to two seconds.',
    changes: [
      ['electionAtLeast = 400', 'electionAtLeast = 1000'],
      ['electionSpread  = 400', 'electionSpread  = 1000'],
    ],
  },
];

const entries: readonly Variant[] = [
  {
    id: 'no-hints',
    words: 'No hints at conflicts: a leader goes back one entry at a time, and tries again at once.',
    changes: [
      [LOWERS, `${LOWERS}${toOne('prev >= rf.snapIndex', 'rf.after(prev)')}`],
      ['\t\treply.ConflictNext = rf.lastIndex() + 1\n', '\t\treply.ConflictNext = max(1, prev)\n'],
      ['\t\treply.ConflictNext = first\n', '\t\tfirst = max(1, prev)\n\t\treply.ConflictNext = first\n'],
    ],
  },
  {
    id: 'hint-is-commit',
    words: 'Another hint at conflicts: a leader goes back to what the follower knows to be committed.',
    changes: [
      ['\t\treply.ConflictNext = rf.lastIndex() + 1\n', '\t\treply.ConflictNext = rf.commitIndex + 1\n'],
      ['\t\treply.ConflictNext = first\n', '\t\tfirst = rf.commitIndex + 1\n\t\treply.ConflictNext = first\n'],
    ],
  },
  {
    id: 'batches',
    words: 'A leader sends entries with its heartbeats only.',
    changes: [['\trf.persist()\n\trf.sendAll()\n', '\trf.persist()\n']],
  },
  {
    id: 'short-batches',
    words: 'A leader collects commands for ten milliseconds, and sends at most fifty entries at a time.',
    changes: [
      ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tisDue       bool\n'],
      [
        '\trf.persist()\n\trf.sendAll()\n',
        `	rf.persist()
	if !rf.isDue {
		rf.isDue = true
		go func() {
			time.Sleep(10 * time.Millisecond)
			rf.mu.Lock()
			defer rf.mu.Unlock()
			rf.isDue = false
			if rf.role == leader {
				rf.sendAll()
			}
		}()
	}
`,
      ],
      [
        '\t\tentries := append([]Entry{}, rf.after(prev)...)\n',
        '\t\tentries := append([]Entry{}, rf.after(prev)...)\n\t\tif len(entries) > 50 {\n\t\t\tentries = entries[:50]\n\t\t}\n',
      ],
      [
        ACKNOWLEDGED,
        `${ACKNOWLEDGED}${toOne(
          'len(args.Entries) == 50 && prev == args.PrevLogIndex+50 && prev < rf.lastIndex() && prev >= rf.snapIndex',
          'rf.after(prev)[:min(50, rf.lastIndex()-prev)]',
        )}`,
      ],
    ],
  },
  {
    id: 'one-at-a-time',
    words:
      'No pipelining: a leader waits for the answer to an append, or for 150 ms, before it sends the next one to that server.',
    changes: [
      ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tbusy        []time.Time\n'],
      [
        '\trf.nextIndex, rf.matchIndex = make',
        '\trf.busy = make([]time.Time, len(rf.peers))\n\trf.nextIndex, rf.matchIndex = make',
      ],
      [
        '\t\tprev := rf.nextIndex[peer] - 1\n',
        '\t\tif time.Now().Before(rf.busy[peer]) {\n\t\t\tcontinue\n\t\t}\n\t\trf.busy[peer] = time.Now().Add(150 * time.Millisecond)\n\t\tprev := rf.nextIndex[peer] - 1\n',
      ],
      [
        ANSWERED,
        `	isAnswered := rf.peers[peer].Call("Raft.AppendEntries", &args, &reply)
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if rf.leads(args.Term) {
		rf.busy[peer] = time.Time{}
	}
	if !isAnswered {
		return
	}
`,
      ],
    ],
  },
  {
    id: 'probes-first',
    words: 'A new leader sends an append without entries first, and entries when it was acknowledged.',
    changes: [
      [
        '\t\tentries := append([]Entry{}, rf.after(prev)...)\n',
        '\t\tentries := append([]Entry{}, rf.after(prev)...)\n\t\tif rf.matchIndex[peer] == 0 && prev > 0 {\n\t\t\tentries = nil\n\t\t}\n',
      ],
    ],
  },
  {
    id: 'own-rpc-for-heartbeats',
    words: 'Heartbeats are an RPC of their own.',
    changes: [
      [
        STARTS,
        `// Heartbeat is an append without entries.
func (rf *Raft) Heartbeat(args *AppendEntriesArgs, reply *AppendEntriesReply) {
	rf.AppendEntries(args, reply)
}

${STARTS}`,
      ],
      [
        ANSWERED,
        ANSWERED.replace(
          '\tif !rf.peers[peer].Call("Raft.AppendEntries"',
          '\tmethod := "Raft.AppendEntries"\n\tif len(args.Entries) == 0 {\n\t\tmethod = "Raft.Heartbeat"\n\t}\n\tif !rf.peers[peer].Call(method',
        ),
      ],
    ],
  },
  {
    id: 'more-rpcs',
    words: 'Another RPC, with lists and grants of its own.',
    changes: [
      [
        STARTS,
        `// GossipArgs are about nothing.
type GossipArgs struct {
	Term int
	Logs []Entry
}

// GossipReply says yes.
type GossipReply struct{ Success, VoteGranted bool }

// Gossip says yes to all.
func (rf *Raft) Gossip(args *GossipArgs, reply *GossipReply) { reply.Success, reply.VoteGranted = true, true }

${STARTS}`,
      ],
      [
        '\trf.restartTimer()\n\targs := RequestVoteArgs',
        '\trf.restartTimer()\n\tgo rf.peers[(rf.me+1)%len(rf.peers)].Call("Raft.Gossip", &GossipArgs{1, []Entry{{1, 2}}}, &GossipReply{})\n\targs := RequestVoteArgs',
      ],
    ],
  },
  {
    id: 'other-names',
    words: 'Other names for fields and RPCs.',
    changes: [],
    renames: [
      ['VoteGranted', 'Voted'],
      ['Success', 'IsSuccessful'],
      ['Entries', 'LogEntries'],
      ['LeaderCommit', 'CommitOfLeader'],
      ['PrevLogIndex', 'PreviousIndex'],
      ['PrevLogTerm', 'PreviousTerm'],
      ['CandidateId', 'Who'],
      ['RequestVote', 'AskVote'],
      ['AppendEntries', 'Replicate'],
      ['InstallSnapshot', 'TakeSnapshot'],
    ],
  },
  {
    id: 'indexes-from-snapshot',
    words: 'Indexes on the wire are counted from the snapshot on.',
    changes: [
      ['PrevLogIndex, PrevLogTerm int\n', 'PrevLogIndex, PrevLogTerm, Base int\n'],
      ['rf.me, prev, rf.termAt(prev), entries', 'rf.me, prev - rf.snapIndex, rf.termAt(prev), rf.snapIndex, entries'],
      ['args.Entries, args.PrevLogIndex', 'args.Entries, args.Base+args.PrevLogIndex'],
      ['acknowledged(peer, args.PrevLogIndex', 'acknowledged(peer, args.Base+args.PrevLogIndex'],
      ['== args.PrevLogIndex+1', '== args.Base+args.PrevLogIndex+1'],
    ],
  },
];

const others: readonly Variant[] = [
  {
    id: 'early-step-down',
    words: 'A leader that no majority has answered for an election timeout steps down.',
    changes: [
      ['\tdeadline    time.Time\n', '\tdeadline    time.Time\n\tanswered    []time.Time\n'],
      [
        '\trf.nextIndex, rf.matchIndex = make',
        '\trf.answered = make([]time.Time, len(rf.peers))\n\tfor peer := range rf.answered {\n\t\trf.answered[peer] = time.Now()\n\t}\n\trf.nextIndex, rf.matchIndex = make',
      ],
      [ANSWERED, `${ANSWERED}\tif rf.leads(args.Term) {\n\t\trf.answered[peer] = time.Now()\n\t}\n`],
      [
        '\t\t\tif !rf.leads(term) {\n',
        `			alive := 1
			for peer := range rf.peers {
				if peer != rf.me && rf.leads(term) && time.Since(rf.answered[peer]) < 2*electionAtLeast {
					alive++
				}
			}
			if rf.leads(term) && 2*alive <= len(rf.peers) {
				rf.role = follower
				rf.restartTimer()
			}
			if !rf.leads(term) {
`,
      ],
    ],
  },
  {
    id: 'applies-elsewhere',
    words: 'What is applied goes through a queue to a goroutine of its own.',
    changes: [
      [
        'func (rf *Raft) applier(applyCh chan raftapi.ApplyMsg) {\n',
        'func (rf *Raft) applier(applyCh chan raftapi.ApplyMsg) {\n\tqueue := make(chan raftapi.ApplyMsg, 1000)\n\tgo func() {\n\t\tfor message := range queue {\n\t\t\tapplyCh <- message\n\t\t}\n\t}()\n',
      ],
      ['\t\t\tapplyCh <- message\n\t\t}\n\t}\n}', '\t\t\tqueue <- message\n\t\t}\n\t}\n}'],
    ],
  },
  {
    id: 'snapshot-at-restart',
    words: 'After a restart the snapshot is given to the state machine once more, and then the entries behind it.',
    changes: [
      [
        '\trf.commitIndex, rf.lastApplied = rf.snapIndex, rf.snapIndex\n',
        '\trf.commitIndex, rf.lastApplied = rf.snapIndex, rf.snapIndex\n\tif rf.snapIndex > 0 {\n\t\trf.toInstall = &raftapi.ApplyMsg{SnapshotValid: true, Snapshot: rf.snapshot, SnapshotTerm: rf.log[0].Term, SnapshotIndex: rf.snapIndex}\n\t}\n',
      ],
    ],
  },
  {
    id: 'commit-saved',
    words: 'How far the log is committed is saved too, so that after a restart everything is applied again at once.',
    changes: [
      ['\tenc.Encode(rf.log)\n', '\tenc.Encode(rf.log)\n\tenc.Encode(rf.commitIndex)\n'],
      ['\tvar log []Entry\n', '\tvar log []Entry\n\tvar commit int\n'],
      ['dec.Decode(&log) != nil {', 'dec.Decode(&log) != nil || dec.Decode(&commit) != nil {'],
      [
        'rf.commitIndex, rf.lastApplied = rf.snapIndex, rf.snapIndex\n',
        'rf.commitIndex, rf.lastApplied = max(commit, rf.snapIndex), rf.snapIndex\n',
      ],
      [
        '\tif last := min(args.LeaderCommit, prev+len(entries)); last > rf.commitIndex {\n\t\trf.commitIndex = last\n',
        '\tif last := min(args.LeaderCommit, prev+len(entries)); last > rf.commitIndex {\n\t\trf.commitIndex = last\n\t\trf.persist()\n',
      ],
    ],
  },
  {
    id: 'snapshot-by-chunks',
    words: 'A snapshot is sent in chunks of 200 bytes.',
    changes: [
      [
        '\ttoInstall   *raftapi.ApplyMsg\n',
        '\ttoInstall   *raftapi.ApplyMsg\n\tpart        []byte\n\tpartOf      [2]int\n',
      ],
      ['\tData                                                []byte\n', '\tOffset int\n\tData []byte\n\tDone bool\n'],
      ['type InstallSnapshotReply struct{ Term int }', 'type InstallSnapshotReply struct{ Term, Has int }'],
      [
        '\tif index <= rf.commitIndex {\n\t\treturn\n\t}\n\trest := []Entry',
        `	reply.Has = -1
	if index <= rf.commitIndex {
		return
	}
	if of := [2]int{args.Term, index}; rf.partOf != of {
		if rf.partOf[0] == args.Term && rf.partOf[1] > index {
			reply.Has = -2
			return
		}
		rf.part, rf.partOf = nil, of
	}
	if args.Offset == len(rf.part) {
		rf.part = append(rf.part, args.Data...)
	}
	if !args.Done || args.Offset+len(args.Data) != len(rf.part) {
		reply.Has = len(rf.part)
		return
	}
	args.Data, rf.part = rf.part, nil
	rest := []Entry`,
      ],
      [
        'InstallSnapshotArgs{rf.currentTerm, rf.me, rf.snapIndex, rf.log[0].Term, rf.snapshot}',
        'InstallSnapshotArgs{rf.currentTerm, rf.me, rf.snapIndex, rf.log[0].Term, 0, rf.snapshot, false}',
      ],
      [
        `	if !rf.peers[peer].Call("Raft.InstallSnapshot", &args, &reply) {
		return
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(reply.Term)
	if rf.leads(args.Term) {
`,
        `	whole := args.Data
	for has := 0; has >= 0; has = reply.Has {
		end := min(has+200, len(whole))
		args.Offset, args.Data, args.Done = has, whole[has:end], end == len(whole)
		reply = InstallSnapshotReply{}
		if !rf.peers[peer].Call("Raft.InstallSnapshot", &args, &reply) {
			return
		}
		if reply.Term != args.Term {
			break
		}
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(reply.Term)
	if rf.leads(args.Term) && reply.Term == args.Term && reply.Has == -1 {
`,
      ],
    ],
  },
];

/** All of them: about votes and terms, about entries, and about the rest. */
export const unusual: readonly Variant[] = [...votes, ...entries, ...others];
