//go:build go1.24

package figure2

import "encoding/json"

// What comes back from a call.
type answer struct {
	ok    bool
	bytes []byte
}

var (
	calls   = map[uint32]chan answer{}
	callIds uint32
)

// Call sends a request and waits for its reply; false: there is none.
func Call(to int, method string, arguments []byte, view any) ([]byte, bool) {
	callIds++
	id := callIds
	done := make(chan answer, 1)
	calls[id] = done
	emitBytes(emitRequest, uint32(to), id, 0, []byte(method), arguments, viewOf(view))
	came := <-done
	return came.bytes, came.ok
}

func answered(id uint32, ok bool, bytes []byte) {
	if done, waits := calls[id]; waits {
		delete(calls, id)
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
