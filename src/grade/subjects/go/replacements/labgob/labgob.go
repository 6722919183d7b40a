//go:build go1.24

// Package labgob is gob, with a word when something is read or written that gob treats otherwise than one expects.
package labgob

import (
	"encoding/gob"
	"fmt"
	"io"
	"reflect"
	"sync"
	"unicode"
)

// LabEncoder writes values.
type LabEncoder struct{ gob *gob.Encoder }

// NewEncoder makes an encoder that writes to w.
func NewEncoder(w io.Writer) *LabEncoder { return &LabEncoder{gob.NewEncoder(w)} }

// Encode writes a value.
func (enc *LabEncoder) Encode(e interface{}) error {
	warnOfHidden(reflect.TypeOf(e))
	return enc.gob.Encode(e)
}

// EncodeValue writes a value.
func (enc *LabEncoder) EncodeValue(value reflect.Value) error {
	warnOfHidden(value.Type())
	return enc.gob.EncodeValue(value)
}

// LabDecoder reads values.
type LabDecoder struct{ gob *gob.Decoder }

// NewDecoder makes a decoder that reads from r.
func NewDecoder(r io.Reader) *LabDecoder { return &LabDecoder{gob.NewDecoder(r)} }

// Decode reads a value. A field of it that is zero in what is read stays as it was.
func (dec *LabDecoder) Decode(e interface{}) error {
	warnOfHidden(reflect.TypeOf(e))
	warnOfFilled(reflect.ValueOf(e))
	return dec.gob.Decode(e)
}

// Register makes a type known that is sent as an interface.
func Register(value interface{}) {
	warnOfHidden(reflect.TypeOf(value))
	gob.Register(value)
}

// RegisterName does the same under a name.
func RegisterName(name string, value interface{}) {
	warnOfHidden(reflect.TypeOf(value))
	gob.RegisterName(name, value)
}

// A goroutine may give way to another in the middle of a write to a map, when that needs memory.
var (
	mu        sync.Mutex
	looked    = map[reflect.Type]bool{}
	hasWarned bool
)

// isNew says whether a type is looked at for the first time.
func isNew(t reflect.Type) bool {
	mu.Lock()
	defer mu.Unlock()
	known := looked[t]
	looked[t] = true
	return !known
}

// warnOfHidden warns of fields that begin with a small letter: they are not written.
func warnOfHidden(t reflect.Type) {
	if t == nil || !isNew(t) {
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		for place := 0; place < t.NumField(); place++ {
			field := t.Field(place)
			if first := []rune(field.Name)[0]; !unicode.IsUpper(first) {
				fmt.Printf("labgob error: field %v of %v begins with a small letter, so it is neither written nor read\n", field.Name, t.Name())
			}
			warnOfHidden(field.Type)
		}
	case reflect.Slice, reflect.Array, reflect.Pointer, reflect.Map:
		warnOfHidden(t.Elem())
		if t.Kind() == reflect.Map {
			warnOfHidden(t.Key())
		}
	}
}

// warnOfFilled warns, once, of a value that is read into and holds something already.
func warnOfFilled(value reflect.Value) {
	if hasWarned || value.Kind() != reflect.Pointer || value.IsNil() || !isFilled(value.Elem(), 0) {
		return
	}
	hasWarned = true
	fmt.Printf("labgob warning: decoding into a variable that is not empty may leave old values in it\n")
}

func isFilled(value reflect.Value, depth int) bool {
	if depth > 3 {
		return false
	}
	switch value.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.String:
		return !value.IsZero()
	case reflect.Struct:
		for place := 0; place < value.NumField(); place++ {
			if isFilled(value.Field(place), depth+1) {
				return true
			}
		}
	case reflect.Pointer:
		return !value.IsNil() && isFilled(value.Elem(), depth+1)
	}
	return false
}
