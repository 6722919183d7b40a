// Package raft is a Raft for the course's lab with one mistake, which the course's own scenarios let pass: a new leader forgets
// for whom it has voted.
package raft

import (
	"bytes"
	"math/rand"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"6.5840/labgob"
	"6.5840/labrpc"
	"6.5840/raftapi"
	tester "6.5840/tester1"
)

const (
	heartbeatEvery  = 100 * time.Millisecond
	electionAtLeast = 400 * time.Millisecond
	electionSpread  = 400 * time.Millisecond
)

type role int

const (
	follower role = iota
	candidate
	leader
)

// Entry is one entry of the log.
type Entry struct {
	Term    int
	Command interface{}
}

// Raft is one server.
type Raft struct {
	mu        sync.Mutex
	peers     []*labrpc.ClientEnd
	persister *tester.Persister
	me        int
	dead      int32

	currentTerm int
	votedFor    int
	// log[0] stands for what the snapshot covers: its term, and no command
	log       []Entry
	snapIndex int
	snapshot  []byte

	role        role
	commitIndex int
	lastApplied int
	nextIndex   []int
	matchIndex  []int
	deadline    time.Time
	isNews      *sync.Cond
	toInstall   *raftapi.ApplyMsg
}

func (rf *Raft) lastIndex() int          { return rf.snapIndex + len(rf.log) - 1 }
func (rf *Raft) termAt(index int) int    { return rf.log[index-rf.snapIndex].Term }
func (rf *Raft) after(index int) []Entry { return rf.log[index-rf.snapIndex+1:] }

// GetState says the term, and whether this server believes that it leads.
func (rf *Raft) GetState() (int, bool) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	return rf.currentTerm, rf.role == leader
}

// PersistBytes is the size of what is saved.
func (rf *Raft) PersistBytes() int {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	return rf.persister.RaftStateSize()
}

func (rf *Raft) persist() {
	out := new(bytes.Buffer)
	enc := labgob.NewEncoder(out)
	enc.Encode(rf.currentTerm)
	enc.Encode(rf.votedFor)
	enc.Encode(rf.snapIndex)
	enc.Encode(rf.log)
	rf.persister.Save(out.Bytes(), rf.snapshot)
}

func (rf *Raft) readPersist() {
	data := rf.persister.ReadRaftState()
	if len(data) == 0 {
		return
	}
	dec := labgob.NewDecoder(bytes.NewBuffer(data))
	var log []Entry
	if dec.Decode(&rf.currentTerm) != nil || dec.Decode(&rf.votedFor) != nil || dec.Decode(&rf.snapIndex) != nil || dec.Decode(&log) != nil {
		panic("what was saved can't be read")
	}
	rf.log = log
	rf.snapshot = rf.persister.ReadSnapshot()
	rf.commitIndex, rf.lastApplied = rf.snapIndex, rf.snapIndex
}

// Snapshot says that the service has written itself down up to an index.
func (rf *Raft) Snapshot(index int, snapshot []byte) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if index <= rf.snapIndex || index > rf.commitIndex {
		return
	}
	rest := append([]Entry{{Term: rf.termAt(index)}}, rf.after(index)...)
	rf.log, rf.snapIndex, rf.snapshot = rest, index, snapshot
	rf.persist()
}

func (rf *Raft) sawTerm(term int) {
	if term > rf.currentTerm {
		rf.currentTerm, rf.votedFor, rf.role = term, -1, follower
		rf.persist()
	}
}

func (rf *Raft) restartTimer() {
	rf.deadline = time.Now().Add(electionAtLeast + time.Duration(rand.Int63n(int64(electionSpread))))
}

// RequestVoteArgs asks for a vote.
type RequestVoteArgs struct {
	Term, CandidateId, LastLogIndex, LastLogTerm int
}

// RequestVoteReply gives it or not.
type RequestVoteReply struct {
	Term        int
	VoteGranted bool
}

// RequestVote is the receiver's side of the RPC.
func (rf *Raft) RequestVote(args *RequestVoteArgs, reply *RequestVoteReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm || (rf.votedFor != -1 && rf.votedFor != args.CandidateId) {
		return
	}
	last := rf.termAt(rf.lastIndex())
	if args.LastLogTerm < last || (args.LastLogTerm == last && args.LastLogIndex < rf.lastIndex()) {
		return
	}
	rf.votedFor = args.CandidateId
	rf.persist()
	rf.restartTimer()
	reply.VoteGranted = true
}

// AppendEntriesArgs brings entries, or none.
type AppendEntriesArgs struct {
	Term, LeaderId, PrevLogIndex, PrevLogTerm int
	Entries                                   []Entry
	LeaderCommit                              int
}

// AppendEntriesReply says whether they were taken, and if not, where the leader should try next.
type AppendEntriesReply struct {
	Term         int
	Success      bool
	ConflictNext int
}

// AppendEntries is the receiver's side of the RPC.
func (rf *Raft) AppendEntries(args *AppendEntriesArgs, reply *AppendEntriesReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm {
		return
	}
	rf.role = follower
	rf.restartTimer()
	entries, prev := args.Entries, args.PrevLogIndex
	if prev < rf.snapIndex {
		covered := rf.snapIndex - prev
		if covered > len(entries) {
			covered = len(entries)
		}
		entries, prev = entries[covered:], prev+covered
		if prev < rf.snapIndex {
			reply.Success = true
			return
		}
	} else if prev > rf.lastIndex() {
		reply.ConflictNext = rf.lastIndex() + 1
		return
	} else if rf.termAt(prev) != args.PrevLogTerm {
		first := prev
		for first > rf.snapIndex+1 && rf.termAt(first-1) == rf.termAt(prev) {
			first--
		}
		reply.ConflictNext = first
		return
	}
	for place, entry := range entries {
		index := prev + 1 + place
		if index > rf.lastIndex() || rf.termAt(index) != entry.Term {
			kept := append([]Entry{}, rf.log[:index-rf.snapIndex]...)
			rf.log = append(kept, entries[place:]...)
			rf.persist()
			break
		}
	}
	reply.Success = true
	if last := min(args.LeaderCommit, prev+len(entries)); last > rf.commitIndex {
		rf.commitIndex = last
		rf.isNews.Broadcast()
	}
}

// InstallSnapshotArgs brings a whole snapshot.
type InstallSnapshotArgs struct {
	Term, LeaderId, LastIncludedIndex, LastIncludedTerm int
	Data                                                []byte
}

// InstallSnapshotReply says the term.
type InstallSnapshotReply struct{ Term int }

// InstallSnapshot is the receiver's side of the RPC.
func (rf *Raft) InstallSnapshot(args *InstallSnapshotArgs, reply *InstallSnapshotReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(args.Term)
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm {
		return
	}
	rf.role = follower
	rf.restartTimer()
	index := args.LastIncludedIndex
	if index <= rf.commitIndex {
		return
	}
	rest := []Entry{{Term: args.LastIncludedTerm}}
	if index < rf.lastIndex() && rf.termAt(index) == args.LastIncludedTerm {
		rest = append(rest, rf.after(index)...)
	}
	rf.log, rf.snapIndex, rf.snapshot = rest, index, args.Data
	rf.commitIndex = index
	rf.persist()
	rf.toInstall = &raftapi.ApplyMsg{SnapshotValid: true, Snapshot: args.Data, SnapshotTerm: args.LastIncludedTerm, SnapshotIndex: index}
	rf.isNews.Broadcast()
}

// Start gives a command to the server, which takes it if it leads.
func (rf *Raft) Start(command interface{}) (int, int, bool) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if rf.role != leader {
		return -1, rf.currentTerm, false
	}
	rf.log = append(rf.log, Entry{rf.currentTerm, command})
	rf.persist()
	rf.sendAll()
	return rf.lastIndex(), rf.currentTerm, true
}

// Kill ends the server.
func (rf *Raft) Kill() { atomic.StoreInt32(&rf.dead, 1) }

func (rf *Raft) killed() bool { return atomic.LoadInt32(&rf.dead) == 1 }

func (rf *Raft) sendAll() {
	for peer := range rf.peers {
		if peer == rf.me {
			continue
		}
		if rf.nextIndex[peer] <= rf.snapIndex {
			args := InstallSnapshotArgs{rf.currentTerm, rf.me, rf.snapIndex, rf.log[0].Term, rf.snapshot}
			go rf.install(peer, args)
			continue
		}
		prev := rf.nextIndex[peer] - 1
		entries := append([]Entry{}, rf.after(prev)...)
		go rf.replicate(peer, AppendEntriesArgs{rf.currentTerm, rf.me, prev, rf.termAt(prev), entries, rf.commitIndex})
	}
}

func (rf *Raft) leads(term int) bool { return rf.role == leader && rf.currentTerm == term }

func (rf *Raft) install(peer int, args InstallSnapshotArgs) {
	var reply InstallSnapshotReply
	if !rf.peers[peer].Call("Raft.InstallSnapshot", &args, &reply) {
		return
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(reply.Term)
	if rf.leads(args.Term) {
		rf.acknowledged(peer, args.LastIncludedIndex)
	}
}

func (rf *Raft) replicate(peer int, args AppendEntriesArgs) {
	var reply AppendEntriesReply
	if !rf.peers[peer].Call("Raft.AppendEntries", &args, &reply) {
		return
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.sawTerm(reply.Term)
	if !rf.leads(args.Term) || reply.Term != args.Term {
		return
	}
	if reply.Success {
		rf.acknowledged(peer, args.PrevLogIndex+len(args.Entries))
	} else if reply.ConflictNext > 0 && rf.nextIndex[peer] == args.PrevLogIndex+1 {
		rf.nextIndex[peer] = max(reply.ConflictNext, rf.matchIndex[peer]+1)
	}
}

func (rf *Raft) acknowledged(peer, index int) {
	if index <= rf.matchIndex[peer] {
		return
	}
	rf.matchIndex[peer] = index
	rf.nextIndex[peer] = max(rf.nextIndex[peer], index+1)
	reached := append([]int{}, rf.matchIndex...)
	reached[rf.me] = rf.lastIndex()
	sort.Ints(reached)
	agreed := reached[(len(reached)-1)/2]
	if agreed > rf.commitIndex && rf.termAt(agreed) == rf.currentTerm {
		rf.commitIndex = agreed
		rf.isNews.Broadcast()
	}
}

func (rf *Raft) stand() {
	rf.currentTerm++
	rf.votedFor, rf.role = rf.me, candidate
	rf.persist()
	rf.restartTimer()
	args := RequestVoteArgs{rf.currentTerm, rf.me, rf.lastIndex(), rf.termAt(rf.lastIndex())}
	votes := 1
	for peer := range rf.peers {
		if peer == rf.me {
			continue
		}
		go func(peer int) {
			var reply RequestVoteReply
			if !rf.peers[peer].Call("Raft.RequestVote", &args, &reply) {
				return
			}
			rf.mu.Lock()
			defer rf.mu.Unlock()
			rf.sawTerm(reply.Term)
			if rf.role != candidate || rf.currentTerm != args.Term || reply.Term != args.Term || !reply.VoteGranted {
				return
			}
			votes++
			if 2*votes > len(rf.peers) {
				rf.lead()
			}
		}(peer)
	}
}

func (rf *Raft) lead() {
	rf.role, rf.votedFor = leader, -1
	rf.nextIndex, rf.matchIndex = make([]int, len(rf.peers)), make([]int, len(rf.peers))
	for peer := range rf.peers {
		rf.nextIndex[peer] = rf.lastIndex() + 1
	}
	term := rf.currentTerm
	go func() {
		for !rf.killed() {
			rf.mu.Lock()
			if !rf.leads(term) {
				rf.mu.Unlock()
				return
			}
			rf.sendAll()
			rf.mu.Unlock()
			time.Sleep(heartbeatEvery)
		}
	}()
}

func (rf *Raft) ticker() {
	for !rf.killed() {
		rf.mu.Lock()
		if rf.role != leader && time.Now().After(rf.deadline) {
			rf.stand()
		}
		rf.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
	}
}

func (rf *Raft) applier(applyCh chan raftapi.ApplyMsg) {
	for !rf.killed() {
		rf.mu.Lock()
		for rf.toInstall == nil && rf.lastApplied >= rf.commitIndex {
			rf.isNews.Wait()
		}
		var messages []raftapi.ApplyMsg
		if install := rf.toInstall; install != nil {
			rf.toInstall = nil
			messages = append(messages, *install)
			rf.lastApplied = install.SnapshotIndex
		}
		for rf.lastApplied < rf.commitIndex && rf.lastApplied >= rf.snapIndex {
			rf.lastApplied++
			entry := rf.log[rf.lastApplied-rf.snapIndex]
			messages = append(messages, raftapi.ApplyMsg{CommandValid: true, Command: entry.Command, CommandIndex: rf.lastApplied})
		}
		rf.mu.Unlock()
		for _, message := range messages {
			applyCh <- message
		}
	}
}

// Make starts a server.
func Make(peers []*labrpc.ClientEnd, me int, persister *tester.Persister, applyCh chan raftapi.ApplyMsg) raftapi.Raft {
	rf := &Raft{peers: peers, me: me, persister: persister, votedFor: -1, log: make([]Entry, 1)}
	rf.isNews = sync.NewCond(&rf.mu)
	rf.readPersist()
	rf.restartTimer()
	go rf.ticker()
	go rf.applier(applyCh)
	return rf
}
