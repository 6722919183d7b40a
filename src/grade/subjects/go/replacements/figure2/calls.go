//go:build go1.24

package figure2

import (
	"encoding/json"
	"sync"
)

// What comes back from a call.
type answer struct {
	ok    bool
	bytes []byte
}

// A goroutine may give way to another in the middle of a write to a map, when that needs memory.
var (
	mu      sync.Mutex
	calls   = map[uint32]chan answer{}
	callIds uint32
)

// Call sends a request and waits for its reply; false: there is none.
func Call(to int, method string, arguments []byte, view any) ([]byte, bool) {
	done := make(chan answer, 1)
	id := waitFor(done)
	emitBytes(emitRequest, uint32(to), id, 0, []byte(method), arguments, viewOf(view))
	came := <-done
	return came.bytes, came.ok
}

// waitFor gives the call a number, under which its answer comes.
func waitFor(done chan answer) uint32 {
	mu.Lock()
	defer mu.Unlock()
	callIds++
	calls[callIds] = done
	return callIds
}

func answered(id uint32, ok bool, bytes []byte) {
	mu.Lock()
	done, waits := calls[id]
	delete(calls, id)
	mu.Unlock()
	if waits {
		done <- answer{ok, bytes}
	}
}

// viewOf is how the host reads a message: its exported fields. What can't be written so isn't shown.
func viewOf(message any) (view []byte) {
	defer func() {
		if recover() != nil {
			view = nil
		}
	}()
	view, err := json.Marshal(message)
	if err != nil {
		return nil
	}
	return view
}
