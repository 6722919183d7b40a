//go:build go1.24

// Package raftapi is what a Raft and the service on top of it have to do with each other.
package raftapi

// Raft is a server.
type Raft interface {
	Start(command interface{}) (int, int, bool)
	GetState() (int, bool)
	Snapshot(index int, snapshot []byte)
	PersistBytes() int
}

// ApplyMsg is what a server hands up: a committed command, or a snapshot.
type ApplyMsg struct {
	CommandValid bool
	Command      interface{}
	CommandIndex int

	SnapshotValid bool
	Snapshot      []byte
	SnapshotTerm  int
	SnapshotIndex int
}
