//go:build go1.24

// Package labrpc calls other servers over the host's network.
package labrpc

import (
	"bytes"
	"MODULE/figure2"
	"MODULE/labgob"
	"log"
	"reflect"
	"strings"
)

// ClientEnd is one server as another one reaches it.
type ClientEnd struct{ to int }

// Ends makes the ends of a cluster: one for each server, itself included.
func Ends(servers int) []*ClientEnd {
	ends := make([]*ClientEnd, servers)
	for server := range ends {
		ends[server] = &ClientEnd{server}
	}
	return ends
}

// Call asks a server and waits for its reply; false: none came.
func (e *ClientEnd) Call(svcMeth string, args interface{}, reply interface{}) bool {
	var request bytes.Buffer
	if err := labgob.NewEncoder(&request).Encode(args); err != nil {
		panic(err)
	}
	answer, ok := figure2.Call(e.to, svcMeth[strings.LastIndex(svcMeth, ".")+1:], request.Bytes(), args)
	if !ok {
		return false
	}
	if err := labgob.NewDecoder(bytes.NewReader(answer)).Decode(reply); err != nil {
		log.Fatalf("the reply to %v can't be read into %v: %v", svcMeth, reflect.TypeOf(reply), err)
	}
	return true
}
