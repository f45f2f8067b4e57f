package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

const (
	headerLength     = 16
	longestMessage   = 48_000_000 // what mongod takes
	opMessage        = 2013
	flagMoreToCome   = 1 << 1 // no reply follows
	flagsLength      = 4
	opcodeAt         = 12
	lengthFieldBytes = 4
	largestBatch     = 10
	batchSizeField   = "\x10maxWriteBatchSize\x00"
	commandWithin    = 80 // the header, a namespace and the first field of a document
)

// relay passes messages on to one server, and waits for each reply before the next request of any client.
type relay struct {
	address string
	turn    sync.Mutex
}

// serve ends when either side does.
func (r *relay) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", r.address)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		reply, err := r.exchange(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

func (r *relay) exchange(server net.Conn, request []byte) ([]byte, error) {
	// Drivers take a server that does not answer a greeting in time for dead, however long a write takes.
	if !isGreeting(request) {
		r.turn.Lock()
		defer r.turn.Unlock()
	}
	if _, err := server.Write(request); err != nil || !hasReply(request) {
		return nil, err
	}
	reply, err := readMessage(server)
	if isGreeting(request) {
		limitBatches(reply)
	}
	return reply, err
}

// limitBatches changes what a greeting says of the number of writes in one command. FerretDB keeps a connection to
// SQLite open for each update of a command until all are done, and waits for ever when there are no more.
func limitBatches(reply []byte) {
	if at := bytes.Index(reply, []byte(batchSizeField)); at >= 0 && at+len(batchSizeField)+4 <= len(reply) {
		binary.LittleEndian.PutUint32(reply[at+len(batchSizeField):], largestBatch)
	}
}

// isGreeting looks at the name of the command, which stands first in the document of the message.
func isGreeting(message []byte) bool {
	beginning := message[:min(len(message), commandWithin)]
	return bytes.Contains(beginning, []byte("\x10hello\x00")) || bytes.Contains(bytes.ToLower(beginning), []byte("\x10ismaster\x00"))
}

func hasReply(message []byte) bool {
	if binary.LittleEndian.Uint32(message[opcodeAt:]) != opMessage || len(message) < headerLength+flagsLength {
		return true
	}
	return binary.LittleEndian.Uint32(message[headerLength:])&flagMoreToCome == 0
}

func readMessage(from io.Reader) ([]byte, error) {
	var prefix [lengthFieldBytes]byte
	if _, err := io.ReadFull(from, prefix[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(prefix[:])
	if length < headerLength || length > longestMessage {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := make([]byte, length)
	copy(message, prefix[:])
	_, err := io.ReadFull(from, message[lengthFieldBytes:])
	return message, err
}
