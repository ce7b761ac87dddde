package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"hudna/graph"
	"hudna/graph/ledger"
)

// raceOptions is the variable by which the race detector is told what to do.
const raceOptions = "GORACE"

// TestMain makes the test binary the program itself, the one that merges the
// words of texts all the time, and those that commit, and carry out changes of
// markings, until they are killed, when it is run under their names.
//
// Built with the race detector each of these processes would wait a second at
// its end, for goroutines that have still something to report. What they did
// was reported when they did it.
func TestMain(m *testing.M) {
	if os.Getenv(raceOptions) == "" {
		if err := os.Setenv(raceOptions, "atexit_sleep_ms=0"); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"hudna": main, "hudna-merger": merger, "hudna-committer": committer, "hudna-settler": settler, "hudna-projector": projector})
}

// tested is the program as a test runs it in its own process. Its children are
// the real program.
func tested(tb testing.TB) *program {
	tb.Helper()
	return &program{
		stdin: nil, stdout: io.Discard, stderr: io.Discard,
		getenv: func(string) string { return "" }, now: time.Now,
		executable: func() (string, error) { return exec.LookPath("hudna") },
		engine:     openEngine, log: slog.New(slog.DiscardHandler),
	}
}

// opened opens the graph in a directory, and closes it at the end of the test.
func opened(t *testing.T, dir string, o openFlags) *ledger.Ledger {
	t.Helper()
	g, err := tested(t).open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// committer commits to the graph in a directory, from several goroutines and so
// in merged groups, and says of each commit when it was acknowledged; one that
// fails it makes again, by the same key. Its
// arguments are the directory, a name that makes its ids its own, the number of
// goroutines, and the number of commits of each; 0 for no end.
func committer() {
	number := func(i int) int {
		n, err := strconv.Atoi(os.Args[i])
		if err != nil {
			panic(err)
		}
		return n
	}
	dir, name, goroutines, commits := os.Args[1], os.Args[2], number(3), number(4)
	p := &program{
		stdout: os.Stdout, stderr: os.Stderr, now: time.Now, engine: openEngine,
		executable: func() (string, error) { return exec.LookPath("hudna") },
		log:        slog.New(slog.DiscardHandler),
	}
	if commits == 0 { // what is killed is always in the middle of a merge, too
		p.ledger.MergeFrom, p.ledger.MergeStep = 8, 16
	}
	ctx := context.Background()
	g, err := p.open(ctx, dir, openFlags{})
	if err != nil {
		panic(err)
	}
	var all sync.WaitGroup
	for worker := range goroutines {
		all.Go(func() {
			for i := 0; commits == 0 || i < commits; i++ {
				place := made(name, worker, i)
				op := graph.Op{Verb: graph.VerbCreate, Record: place}
				if i%3 == 2 { // the place before gets another name
					place.ID = made(name, worker, i-1).ID
					op.Verb = graph.VerbCorrect
				}
				text := place.Names[0].Text
				change := graph.Change{Message: text, Ops: []graph.Op{op}, IdempotencyKey: text}
				revision, err := g.Commit(ctx, operator("committer"), change)
				for try := 0; err != nil; try++ { // as it may have been made, the same again
					if try == 100 {
						panic(err)
					}
					if _, err := fmt.Printf("failed %s: %q\n", text, err); err != nil {
						panic(err)
					}
					revision, err = g.Commit(ctx, operator("committer"), change)
				}
				// One write to a pipe, which outlives this process.
				if _, err := fmt.Fprintf(os.Stdout, "ack %d %s %s\n", revision, place.ID, text); err != nil {
					panic(err)
				}
			}
		})
	}
	all.Wait()
	if err := g.Close(); err != nil {
		if _, err := fmt.Printf("not closed: %q\n", err); err != nil {
			panic(err)
		}
	}
}

// made is a made-up place.
func made(name string, worker, i int) *graph.Location {
	return &graph.Location{
		Meta:  graph.Meta{ID: graph.ID(fmt.Sprintf("location/%s-%d-%d", name, worker, i))},
		Kind:  graph.LocationSettlement,
		Names: []graph.Name{{Text: fmt.Sprintf("%s-%d-%d", name, worker, i), Lang: "en"}},
	}
}
