// FerretDB 1.24 as a process of a test: prints "READY mongodb://127.0.0.1:PORT/" and ends with its standard input.
//
// Its updates read and then write without a lock, so that two writers can both win a compare-and-set, where mongod
// applies each command to a document atomically. The relay in front of it lets one request through at a time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/url"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1; 0: a free one")
	data := flag.String("data", "", "folder of the SQLite files")
	flag.Parse()
	if err := run(*port, *data); err != nil {
		log.Fatal(err)
	}
}

func run(port int, data string) error {
	server, err := ferretdb.New(&ferretdb.Config{
		Handler: "sqlite",
		// What is written survives the end of this process all the same; only a crash of the machine could lose it.
		SQLiteURL: "file:" + data + "/?_pragma=synchronous(off)",
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	behind, err := url.Parse(server.MongoDBURI())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	running, end := context.WithCancel(context.Background())
	defer end()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		end()
	}()
	go accept(listener, &relay{address: behind.Host})
	fmt.Printf("READY mongodb://%s/\n", listener.Addr())
	if err := server.Run(running); err != nil && !errors.Is(err, context.Canceled) && running.Err() == nil {
		return err
	}
	return nil
}

func accept(listener net.Listener, to *relay) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go to.serve(client)
	}
}
