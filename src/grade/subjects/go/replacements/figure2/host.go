//go:build go1.24

// Package figure2 is the border between a server and the host that runs it: everything that the server does to its surroundings
// goes through emit, everything that happens to it comes through take. The host is the only clock, network and disk.
package figure2

import (
	"encoding/binary"
	"sync"
	"unsafe"
)

// What a server does.
const (
	emitRequest = iota
	emitReply
	emitSave
	emitCommand
	emitSnapshot
	emitResult
)

// What a server may take.
const (
	takeSetup = iota
	takeState
	takeSnapshot
	takeItem
)

//go:wasmimport figure2 emit
func emit(kind, a, b, c uint32, first unsafe.Pointer, firstLength uint32, second unsafe.Pointer, secondLength uint32, third unsafe.Pointer, thirdLength uint32)

//go:wasmimport figure2 take
func take(kind uint32, into unsafe.Pointer, room uint32) int32

func pointer(bytes []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(bytes)) }

func emitBytes(kind, a, b, c uint32, first, second, third []byte) {
	emit(kind, a, b, c, pointer(first), uint32(len(first)), pointer(second), uint32(len(second)), pointer(third), uint32(len(third)))
}

var (
	taking sync.Mutex // a goroutine may give way to another while the copy is made
	buffer = make([]byte, 1<<16)
)

// taken gives a copy of what the host has for us; nil: it has nothing.
func taken(kind uint32) []byte {
	taking.Lock()
	defer taking.Unlock()
	length := take(kind, pointer(buffer), uint32(len(buffer)))
	if length < 0 {
		return nil
	}
	if int(length) > len(buffer) {
		buffer = make([]byte, 2*length)
		length = take(kind, pointer(buffer), uint32(len(buffer)))
	}
	return append([]byte{}, buffer[:length]...)
}

func number(bytes []byte, place int) int { return int(binary.LittleEndian.Uint32(bytes[4*place:])) }

func flag(holds bool) uint32 {
	if holds {
		return 1
	}
	return 0
}

// Save replaces what is on the disk.
func Save(state, snapshot []byte) {
	emitBytes(emitSave, flag(snapshot != nil), 0, 0, state, snapshot, nil)
}

// Saved is what was on the disk when the server started.
func Saved() (state, snapshot []byte) { return taken(takeState), taken(takeSnapshot) }
