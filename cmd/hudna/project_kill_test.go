package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"hudna/graph"
	"hudna/storage"
)

// projector commits statements to the graph in a directory, whose projection it
// has made, and dies by its own hand in the last commit: when the engine has
// synced it, and before the projection has it. Its arguments are the directory,
// a name that makes its ids its own, and the number of commits.
func projector() {
	fail := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	commits, err := strconv.Atoi(os.Args[3])
	fail(err)
	doomed := false
	p := &program{
		stdout: os.Stdout, stderr: os.Stderr, now: time.Now,
		executable: func() (string, error) { return exec.LookPath("hudna") },
		log:        slog.New(slog.DiscardHandler),
		engine: func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
			store, err := openEngine(ctx, dir, o)
			return &suicidal{Store: store, doomed: &doomed}, err
		},
	}
	ctx := context.Background()
	g, err := p.open(ctx, os.Args[1], openFlags{existing: true})
	fail(err)
	fail(g.Project(ctx))
	for i := range commits {
		doomed = i == commits-1
		s := spokenOf(os.Args[2], i)
		revision, err := g.Commit(ctx, operator("projector"), graph.Change{Message: "speak", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: s}}})
		fail(err)
		_, err = fmt.Printf("ack %d %s %s\n", revision, s.ID, "-")
		fail(err)
	}
}

// A suicidal store ends the process, as a kill does, after an update that was
// synced.
type suicidal struct {
	storage.Store
	doomed *bool
}

func (s *suicidal) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	err := s.Store.Update(ctx, fn)
	if err == nil && *s.doomed {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // which the kill ends
	}
	return err
}

// spokenOf is a made-up statement of one actor of another.
func spokenOf(name string, i int) *graph.Statement {
	return &graph.Statement{
		Meta:     graph.Meta{ID: graph.ID(fmt.Sprintf("statement/%s-%d", name, i))},
		Speakers: []graph.Speaker{{Actor: "actor/one"}}, About: []graph.About{{Node: "actor/other", Role: graph.AboutSubject}},
		Attribution: graph.AttributionNamed, Transmission: graph.TransmissionUnstated, Text: "Made up.", Lang: "en",
		Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Wording: graph.WordingParaphrase, Evidence: []graph.Evidence{{Document: "document/stage"}},
	}
}

// A commit that was synced is in the projection of who opens the graph next,
// though the process was killed before its own had it, and the checkpoint of the
// one before it is of no use any more.
func TestTheProjectionAfterAKillBetweenCommitAndApplication(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	g, err := tested(t).open(t.Context(), dir, openFlags{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := g.Commit(t.Context(), operator("stage"), graph.Change{Message: "set the stage", Ops: []graph.Op{
		{Verb: graph.VerbCreate, Record: &graph.Actor{Meta: graph.Meta{ID: "actor/one"}, Kind: graph.ActorPerson, Names: []graph.Name{{Text: "One", Lang: "en"}}}},
		{Verb: graph.VerbCreate, Record: &graph.Actor{Meta: graph.Meta{ID: "actor/other"}, Kind: graph.ActorPerson, Names: []graph.Name{{Text: "Other", Lang: "en"}}}},
		{Verb: graph.VerbCreate, Record: &graph.Document{Meta: graph.Meta{ID: "document/stage"}, Kind: graph.DocumentReport}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(g.Project(t.Context()), g.Close()); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		const commits = 4
		cmd := exec.CommandContext(t.Context(), "hudna-projector", dir, fmt.Sprintf("r%d", round), strconv.Itoa(commits))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		acks := acknowledged(t, out, func() {})
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() || len(acks) != commits-1 {
			t.Fatalf("round %d: %d acknowledged, %v", round, len(acks), err)
		}
		// What was synced is there, and counted at every revision.
		if g, err = tested(t).open(t.Context(), dir, openFlags{existing: true}); err != nil {
			t.Fatal(err)
		}
		head, err := g.Head(t.Context())
		if err != nil || head.Revision != first+graph.Revision((round+1)*commits) {
			t.Fatalf("round %d: the head is %d, %v", round, head.Revision, err)
		}
		for at := first; at <= head.Revision; at++ {
			m, err := g.At(graph.View{Revision: at, Clearance: graph.MarkingPublic}).Matrix(t.Context(), graph.MatrixQuery{}, 10)
			if err != nil || m.Statements != int(at-first) || m.Without != 0 {
				t.Errorf("round %d: as of %d, %+v, %v", round, at, m, err)
			}
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
