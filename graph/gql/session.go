package gql

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql/scalar"
)

// A session is one request. It reads one revision; only a mutation moves it on,
// to the revision that it made. GraphQL runs the mutations of a request one
// after the other, each with all that is selected below it, so that no field
// sees the session move.
type session struct {
	api  *API
	by   graph.Principal // who asks, and for whom is read
	told *explanation    // nil where nobody asked for it
	said *revisionSaid   // for the extensions of the answer
	now  atomic.Pointer[operation]
	// happens is of what a subscription is told, nil for other operations.
	happens *happening
	// alone tells that it is no query within another operation, whose budget of
	// keys it would share.
	alone bool
}

// A revisionSaid is which revision an answer is of, as its extensions say it.
type revisionSaid struct{ text []byte }

// MarshalJSON gives an object with the number and the time, null for revision 0.
func (s *revisionSaid) MarshalJSON() ([]byte, error) { return s.text, nil }

// A commitSaid is what is said of a commit.
type commitSaid struct {
	revision graph.Revision
	time     time.Time
	text     []byte
}

// says gives what is said of a commit, as it was said the last time if that is the same,
// as that of the head is between two writes.
func (a *API) says(c graph.Commit) []byte {
	if last := a.said.Load(); last != nil && last.revision == c.Revision && last.time.Equal(c.Time) {
		return last.text
	}
	text := append([]byte(`{"number":`), strconv.FormatUint(uint64(c.Revision), 10)...)
	if text = append(text, `,"time":`...); c.Revision > 0 {
		text = strconv.AppendQuote(text, scalar.FormatDateTime(c.Time))
	} else {
		text = append(text, "null"...)
	}
	text = append(text, '}')
	a.said.Store(&commitSaid{c.Revision, c.Time, text})
	return text
}

func sessionOf(ctx context.Context) *session {
	s, _ := ctx.Value(operationKey{}).(*session)
	return s
}

// again is another session for the same request, which has read nothing.
func (s *session) again() *session {
	t, op := &session{api: s.api, by: s.by, said: new(revisionSaid), alone: s.alone}, s.now.Load()
	next := newOperation(op.reader, op.latest, op.head, op.commit)
	next.at = op.at
	t.now.Store(next)
	return t
}

// within is the context of what runs in a session instead of the one of ctx, and has
// spent nothing.
func (s *session) within(ctx context.Context) context.Context {
	return graph.WithMeter(context.WithValue(ctx, operationKey{}, s))
}

// read has what follows read a revision. What was read of another one is let
// go; how much text the answer may still have is kept.
func (s *session) read(head, commit graph.Commit) {
	at := func(r graph.Revision) graph.Reader {
		return s.api.graph.At(graph.View{Revision: r, Clearance: s.by.Clearance})
	}
	plain := at
	if s.told != nil {
		at = func(r graph.Revision) graph.Reader { return explaining{plain(r), s.told} }
	}
	next := newOperation(at(commit.Revision), plain(head.Revision), head, commit)
	next.at = at
	if before := s.now.Load(); before != nil {
		next.texts = before.texts
	}
	s.now.Store(next)
	s.said.text = s.api.says(commit)
}

// moveTo has what follows read a revision that was made meanwhile.
func (s *session) moveTo(ctx context.Context, r graph.Revision) error {
	head, err := s.api.graph.Head(ctx)
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	commit := head
	if r != head.Revision {
		if commit, err = s.api.graph.At(graph.View{Revision: head.Revision, Clearance: s.by.Clearance}).Commit(ctx, r); err != nil {
			return fmt.Errorf("revision %d: %w", r, err)
		}
	}
	s.read(head, commit)
	return nil
}

// written gives a revision that was made, and the records that it changed, as
// it left them. What cannot be read is an error beside the answer: the change
// was made all the same.
func (s *session) written(ctx context.Context, r graph.Revision, ids []graph.ID) (*graph.Commit, []graph.Record) {
	if err := s.moveTo(ctx, r); err != nil {
		graphql.AddError(ctx, err)
		return nil, nil
	}
	op := at(ctx)
	commit, err := described(ctx, op.reader, r)
	if err != nil {
		graphql.AddError(ctx, err)
	}
	records, err := op.records.own(ctx, amongChanged, ids...)
	if err != nil {
		graphql.AddError(ctx, err)
		return commit, nil
	}
	for i, record := range records {
		if record == nil {
			graphql.AddError(ctx, fmt.Errorf("%s: %w", ids[i], graph.ErrNotFound))
			return commit, nil
		}
	}
	return commit, records
}
