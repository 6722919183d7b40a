//go:build go1.24

package PACKAGE

import "MODULE/figure2"

// Persister is the disk of a server.
type Persister struct {
	raftstate []byte
	snapshot  []byte
	isOnDisk  bool
}

// MakePersister makes an empty disk, of which the host knows nothing.
func MakePersister() *Persister { return &Persister{} }

// DiskOfHost is the disk of this server, as the host keeps it over crashes.
func DiskOfHost() *Persister {
	state, snapshot := figure2.Saved()
	return &Persister{raftstate: state, snapshot: snapshot, isOnDisk: true}
}

func clone(bytes []byte) []byte {
	if bytes == nil {
		return nil
	}
	return append([]byte{}, bytes...)
}

// Copy makes another disk that holds the same.
func (ps *Persister) Copy() *Persister {
	return &Persister{raftstate: ps.raftstate, snapshot: ps.snapshot}
}

// Save writes both at once.
func (ps *Persister) Save(raftstate []byte, snapshot []byte) {
	ps.raftstate, ps.snapshot = clone(raftstate), clone(snapshot)
	if ps.isOnDisk {
		figure2.Save(ps.raftstate, ps.snapshot)
	}
}

// SaveRaftState writes the state, and leaves the snapshot as it is.
func (ps *Persister) SaveRaftState(state []byte) { ps.Save(state, ps.snapshot) }

// SaveStateAndSnapshot writes both at once.
func (ps *Persister) SaveStateAndSnapshot(state []byte, snapshot []byte) { ps.Save(state, snapshot) }

// ReadRaftState reads the state.
func (ps *Persister) ReadRaftState() []byte { return clone(ps.raftstate) }

// RaftStateSize is its length in bytes.
func (ps *Persister) RaftStateSize() int { return len(ps.raftstate) }

// ReadSnapshot reads the snapshot.
func (ps *Persister) ReadSnapshot() []byte { return clone(ps.snapshot) }

// SnapshotSize is its length in bytes.
func (ps *Persister) SnapshotSize() int { return len(ps.snapshot) }
