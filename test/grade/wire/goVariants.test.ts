/** Ways to be right that are not the usual ones, in Go: the checks of the wire find nothing. Skipped where there is no Go compiler. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { buildChanged, checkedLab, type Replacement } from './changedGo.ts';

const hasGo = spawnSync('go', ['version']).status === 0;

const askOthersFirst = `func (rf *Raft) ask() {
	rf.restartTimer()
	term, count, last := rf.currentTerm, 1, rf.lastIndex()
	args := RequestVoteArgs{term + 1, rf.me, last, rf.termAt(last), true}
	for peer := range rf.peers {
		if peer == rf.me {
			continue
		}
		go func(peer int) {
			var reply RequestVoteReply
			if !rf.peers[peer].Call("Raft.RequestVote", &args, &reply) || !reply.VoteGranted {
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

func (rf *Raft) stand() {
`;

const answerBefore = `	if args.PreVote {
		l := rf.termAt(rf.lastIndex())
		isNewer := args.LastLogTerm > l || (args.LastLogTerm == l && args.LastLogIndex >= rf.lastIndex())
		reply.Term, reply.VoteGranted = args.Term, args.Term > rf.currentTerm && rf.role != leader && isNewer
		return
	}
	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm || (rf.votedFor`;

const gossip = `type GossipArgs struct {
	Term int
	Logs []Entry
}

type GossipReply struct{ Success, VoteGranted bool }

func (rf *Raft) Gossip(args *GossipArgs, reply *GossipReply) { reply.Success, reply.VoteGranted = true, true }

// Start gives`;

const heard = '\trf.role = follower\n\trf.restartTimer()\n\tentries';
const asks = '\t\t\tvar reply RequestVoteReply\n\t\t\tif !rf.peers[peer].Call("Raft.RequestVote", &args, &reply) {';

const variants: [name: string, ...replacements: Replacement[]][] = [
  [
    'a pre-vote by a flag, answered with the term to come',
    ['LastLogIndex, LastLogTerm int\n}', 'LastLogIndex, LastLogTerm int\n\tPreVote bool\n}'],
    [
      '\trf.sawTerm(args.Term)\n\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm || (rf.votedFor',
      answerBefore,
    ],
    ['func (rf *Raft) stand() {\n', askOthersFirst],
    ['rf.lastIndex(), rf.termAt(rf.lastIndex())}', 'rf.lastIndex(), rf.termAt(rf.lastIndex()), false}'],
    ['\t\t\trf.stand()\n\t\t}\n\t\trf.mu.Unlock()', '\t\t\trf.ask()\n\t\t}\n\t\trf.mu.Unlock()'],
  ],
  [
    'no term in early refusals',
    [
      '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\trf.role',
      '\tif args.Term < rf.currentTerm {\n\t\treturn\n\t}\n\treply.Term = rf.currentTerm\n\trf.role',
    ],
  ],
  [
    'a vote that follows the leader',
    [heard, `\tif rf.votedFor != args.LeaderId {\n\t\trf.votedFor = args.LeaderId\n\t\trf.persist()\n\t}\n${heard}`],
  ],
  [
    'another RPC, with lists and grants of its own',
    ['// Start gives', gossip],
    [
      '\t\t\trf.sendAll()\n\t\t\trf.mu.Unlock()',
      '\t\t\trf.sendAll()\n\t\t\trf.mu.Unlock()\n\t\t\tgo rf.peers[(rf.me+1)%len(rf.peers)].Call("Raft.Gossip", &GossipArgs{1, []Entry{{1, 2}}}, &GossipReply{})',
    ],
  ],
  [
    'each request for a vote twice',
    [
      asks,
      asks.replace(
        '\t\t\tif',
        '\t\t\tgo rf.peers[peer].Call("Raft.RequestVote", &args, &RequestVoteReply{})\n\t\t\tif',
      ),
    ],
  ],
  [
    'a candidate that asks itself too',
    [
      '\tvotes := 1\n\tfor peer := range rf.peers {\n\t\tif peer == rf.me {\n\t\t\tcontinue\n\t\t}\n',
      '\tvotes := 0\n\tfor peer := range rf.peers {\n',
    ],
  ],
  [
    'a leader that steps down now and then',
    [
      '\t\t\tif !rf.leads(term) {\n',
      '\t\t\tif rand.Intn(20) == 0 {\n\t\t\t\trf.role = follower\n\t\t\t\trf.restartTimer()\n\t\t\t}\n\t\t\tif !rf.leads(term) {\n',
    ],
  ],
  [
    'places that are counted from the snapshot on',
    ['PrevLogIndex, PrevLogTerm int\n', 'PrevLogIndex, PrevLogTerm, Base int\n'],
    ['rf.me, prev, rf.termAt(prev), entries', 'rf.me, prev - rf.snapIndex, rf.termAt(prev), rf.snapIndex, entries'],
    ['args.Entries, args.PrevLogIndex', 'args.Entries, args.Base+args.PrevLogIndex'],
    ['acknowledged(peer, args.PrevLogIndex', 'acknowledged(peer, args.Base+args.PrevLogIndex'],
    ['== args.PrevLogIndex+1', '== args.Base+args.PrevLogIndex+1'],
  ],
];

describe.skipIf(!hasGo)('a submission in Go that has (skipped where there is no Go compiler)', () => {
  test.each<[name: string, ...replacements: Replacement[]]>(variants)('%s is not broken', (_, ...replacements) => {
    const build = buildChanged(...replacements);
    for (const name of ['ManyElections3A', 'SnapshotInstallUnCrash3D']) {
      const { checks, ok } = checkedLab(build, name);
      expect(checks.broken).toEqual([]);
      expect(ok).toBe(true);
    }
  });
});
