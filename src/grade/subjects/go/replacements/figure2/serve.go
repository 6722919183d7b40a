//go:build go1.24

package figure2

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"reflect"
	"time"
)

// Setup is what a server is told when it starts.
type Setup struct {
	Servers int
	Me      int
}

// Boot makes the server; the program that is built sets it. It gives the server and its apply channel.
var Boot func(setup Setup) (server any, applied any)

var (
	server   reflect.Value
	handlers map[string]reflect.Method
)

func boot() {
	setup := taken(takeSetup)
	made, applied := Boot(Setup{Servers: number(setup, 0), Me: number(setup, 1)})
	server = reflect.ValueOf(made)
	found := map[string]reflect.Method{}
	for place := 0; place < server.Type().NumMethod(); place++ {
		if method := server.Type().Method(place); isHandler(method.Type) {
			found[method.Name] = method
		}
	}
	handlers = found
	apply(reflect.ValueOf(applied))
}

// isHandler tells the methods that can be called from afar: arguments, and a pointer to a reply.
func isHandler(method reflect.Type) bool {
	return method.NumIn() == 3 && method.NumOut() == 0 && method.In(2).Kind() == reflect.Pointer
}

// apply hands everything up that comes out of the apply channel, for ever.
func apply(applied reflect.Value) {
	for {
		message, open := applied.Recv()
		if !open {
			return
		}
		if field := message.FieldByName("CommandValid"); field.IsValid() && field.Bool() {
			command := viewOf(message.FieldByName("Command").Interface())
			emitBytes(emitCommand, uint32(message.FieldByName("CommandIndex").Int()), 0, 0, command, nil, nil)
			continue
		}
		if field := message.FieldByName("SnapshotValid"); field.IsValid() && field.Bool() {
			index, term, data := message.FieldByName("SnapshotIndex").Int(), message.FieldByName("SnapshotTerm").Int(), message.FieldByName("Snapshot").Bytes()
			if isInstalled(int(term), int(index), data) {
				emitBytes(emitSnapshot, uint32(index), 0, 0, data, nil, nil)
			}
		}
	}
}

// isInstalled asks a server of 2021 or 2022 whether the snapshot may still be installed.
func isInstalled(term, index int, snapshot []byte) bool {
	asked, has := server.Interface().(interface {
		CondInstallSnapshot(int, int, []byte) bool
	})
	return !has || asked.CondInstallSnapshot(term, index, snapshot)
}

// What happens to a server, in the form: kind, three numbers, length of a name, the name, bytes.
const (
	itemRequest = iota
	itemReply
	itemStart
	itemState
	itemSnapshot
)

func happen(item []byte) {
	kind, a, b, c := number(item, 0), number(item, 1), number(item, 2), number(item, 3)
	end := 20 + number(item, 4)
	name, bytes := string(item[20:end]), item[end:]
	switch kind {
	case itemRequest:
		handle(a, uint32(b), name, bytes)
	case itemReply:
		answered(uint32(b), c == 1, bytes)
	case itemStart:
		start(uint32(a), bytes)
	case itemState:
		term, leads := server.Interface().(interface{ GetState() (int, bool) }).GetState()
		emitBytes(emitResult, uint32(a), 0, flag(leads), nil, nil, []byte(decimal(term)))
	case itemSnapshot:
		if taker, has := server.Interface().(interface{ Snapshot(int, []byte) }); has {
			taker.Snapshot(a, bytes)
		}
	}
}

func start(id uint32, command []byte) {
	index, term, leads := server.Interface().(interface {
		Start(any) (int, int, bool)
	}).Start(commandOf(command))
	emitBytes(emitResult, id, uint32(index), flag(leads), nil, nil, []byte(decimal(term)))
}

func decimal(value int) string {
	text, _ := json.Marshal(value)
	return string(text)
}

// commandOf reads a command as the course sends it: an int or a string.
func commandOf(text []byte) any {
	var whole int
	if json.Unmarshal(text, &whole) == nil {
		return whole
	}
	var words string
	_ = json.Unmarshal(text, &words)
	return words
}

// handle runs the handler of a request, and sends its reply.
func handle(from int, call uint32, name string, request []byte) {
	method, known := handlers[name]
	if !known {
		panic("there is no RPC handler " + name)
	}
	arguments := method.Type.In(1)
	isPointer := arguments.Kind() == reflect.Pointer
	if isPointer {
		arguments = arguments.Elem()
	}
	argument := reflect.New(arguments)
	if err := gob.NewDecoder(bytes.NewReader(request)).Decode(argument.Interface()); err != nil {
		panic("the arguments of " + name + " can't be read: " + err.Error())
	}
	if !isPointer {
		argument = argument.Elem()
	}
	reply := reflect.New(method.Type.In(2).Elem())
	method.Func.Call([]reflect.Value{server, argument, reply})
	var answer bytes.Buffer
	if err := gob.NewEncoder(&answer).EncodeValue(reply); err != nil {
		panic("the reply of " + name + " can't be written: " + err.Error())
	}
	emitBytes(emitReply, uint32(from), call, 1, []byte(name), answer.Bytes(), viewOf(reply.Interface()))
}

// born is the moment at which this instance began, by its own clock, which is the host's.
var born = time.Now()

//go:wasmexport boot
func bootExport(untilNs int64) {
	go boot()
	sleepUntil(untilNs)
}

// advance lets everything happen that the host has, and time pass.
//
//go:wasmexport advance
func advanceExport(untilNs int64) {
	for item := taken(takeItem); item != nil; item = taken(takeItem) {
		go happen(item)
	}
	sleepUntil(untilNs)
}

func sleepUntil(untilNs int64) { time.Sleep(time.Duration(untilNs) - time.Since(born)) }
