package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// FeedOptions say which commits are wanted.
type FeedOptions struct {
	After     graph.Revision // those after this one
	Clearance graph.Marking  // what it covers of them
	// Follow goes on when the newest revision has been given, and waits for the
	// next one, until the context ends.
	Follow bool
	// Beat is after how much waiting an empty line is given, so that whoever
	// listens knows that there is somebody; 0 for never.
	Beat time.Duration
}

// Feed gives the commits of a graph as lines, oldest first: one commit at a
// time, whole, with the ends of its lines, in bytes that are good until the next
// one. Every revision is given, so that the numbers have no gap; of one that did
// nothing that the clearance covers, the number and the time alone. Nothing more
// than one commit is held in memory. Where it begins to wait, nothing is given,
// for what has been given to be handed on.
//
// What is given is what [hudna/graph/ingest.Replay] takes. A revision after the
// newest to begin after is [graph.ErrInvalid].
func Feed(ctx context.Context, g graph.Graph, o FeedOptions) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		f := feed{g: g, o: o, yield: yield}
		if err := f.run(ctx); err != nil {
			yield(nil, fmt.Errorf("feed: %w", err))
		}
	}
}

type feed struct {
	g     graph.Graph
	o     FeedOptions
	yield func([]byte, error) bool
	lines bytes.Buffer
}

func (f *feed) run(ctx context.Context) error {
	head, err := f.g.Head(ctx)
	if err != nil {
		return err
	}
	if f.o.After > head.Revision {
		return &graph.FieldError{Path: "after", Reason: fmt.Sprintf("is %d; the newest revision is %d", f.o.After, head.Revision)}
	}
	for at := f.o.After; ; {
		for commit, err := range f.g.Changes(ctx, graph.View{Revision: head.Revision, Clearance: f.o.Clearance}, at) {
			if err != nil {
				return err
			}
			if err := f.commit(commit); err != nil {
				return err
			}
			if !f.yield(f.lines.Bytes(), nil) {
				return nil
			}
		}
		if !f.o.Follow {
			return nil
		}
		if !f.yield(nil, nil) {
			return nil
		}
		for at = head.Revision; at == head.Revision; {
			next, err := f.await(ctx, at)
			switch {
			case err == nil:
				head = next
			case ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded):
				return err
			case !f.yield([]byte("\n"), nil):
				return nil
			}
		}
	}
}

// commit writes the lines of a commit.
func (f *feed) commit(c graph.Commit) error {
	f.lines.Reset()
	for _, line := range ndjson.OfCommit(c) {
		encoded, err := ndjson.Encode(line)
		if err != nil {
			return fmt.Errorf("revision %d: %w", c.Revision, err)
		}
		f.lines.Write(encoded)
		f.lines.WriteByte('\n')
	}
	return nil
}

func (f *feed) await(ctx context.Context, after graph.Revision) (graph.Commit, error) {
	if f.o.Beat > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.o.Beat)
		defer cancel()
	}
	return f.g.Await(ctx, after)
}
