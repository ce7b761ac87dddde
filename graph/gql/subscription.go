package gql

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
	"hudna/graph/gql/scalar"
)

// How much waits for a subscriber at most. Whoever has more to read is cut, and can
// begin again where they stopped.
const (
	maxQueued      = 256
	maxQueuedBytes = 4 << 20 // one event may be larger
)

// A Subscription is one that was asked for. Only Close may be called beside Next.
type Subscription struct {
	follower *follower
	group    *group
	pace     Pace
	joined   bool // of Next alone: it is told, and need not catch up
	wake     chan struct{}
	closed   sync.Once

	mu     sync.Mutex
	read   graph.Revision // up to which events were found
	after  graph.Revision // up to which they were given
	queue  []queued
	queued int // bytes
	err    error
}

type queued struct {
	revision graph.Revision
	event    news
}

// Run runs a subscription in a context that says of which revision it is told, and
// gives its event with these extensions, or nil where there is nothing to tell.
type Run func(ctx context.Context, op *graphql.OperationContext, extensions map[string]any) ([]byte, error)

// Pace waits until whoever asks may have another revision read that has gone by or,
// where none has, be given another event of what happens: nil, or the error of the context.
type Pace func(ctx context.Context, gone bool) error

// Subscribe begins a subscription: an operation that was validated, and found to be
// within bounds. The context says for whom, and its values are those of all runs.
// Those who may see what is PUBLIC and ask the same are told by one run; each of the
// others has its own, so that what is read for them is accounted for. What has gone by
// is read, and events are given, at the pace that is given; nil is as fast as it can be.
//
// An error is to be shown by [Present]. What was begun has to be closed.
func (a *API) Subscribe(ctx context.Context, op *graphql.OperationContext, run Run, pace Pace) (*Subscription, error) {
	by := a.asks(ctx)
	field, err := subscribed(op)
	if err != nil {
		return nil, err
	}
	head, err := a.graph.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	begin := head
	if given := field.ArgumentMap(op.Variables)["after"]; given != nil {
		number, err := scalar.UnmarshalRevision64(given)
		if err != nil {
			return nil, within("after", err)
		}
		commit, err := a.numbered(ctx, by.Clearance, head, "after", number)
		if err != nil {
			return nil, err
		}
		begin = *commit
	}
	values := context.WithoutCancel(ctx)
	tell := func(ctx context.Context, of graph.Commit, trial bool) (news, error) {
		s := &session{api: a, by: by, said: new(revisionSaid), happens: &happening{trial: trial}}
		s.read(of, of)
		event, err := run(context.WithValue(graph.WithMeter(ctx), operationKey{}, s), op, map[string]any{"revision": s.said})
		switch {
		case s.happens.err != nil:
			err = s.happens.err
		case event == nil && err == nil:
			err = ctx.Err() // else what was cut off would pass for nothing to tell
		}
		return event, err
	}
	if _, err := tell(ctx, begin, true); err != nil {
		return nil, err
	}
	h := &a.hub
	if field.Name == "disputeChanged" {
		h = &a.slow
	}
	key, err := h.askedBy(by, op)
	if err != nil {
		return nil, err
	}
	s := &Subscription{
		follower: h.follow(a.graph, head.Revision), pace: pace, wake: make(chan struct{}, 1), read: begin.Revision, after: begin.Revision,
		group: &group{key: key, live: make(map[*Subscription]struct{}), tell: func(ctx context.Context, of graph.Commit) (news, error) {
			within, cancel := context.WithCancel(values)
			defer cancel()
			defer context.AfterFunc(ctx, cancel)()
			return tell(within, of, false)
		}},
	}
	return s, nil
}

// subscribed is the one field of a subscription.
func subscribed(op *graphql.OperationContext) (graphql.CollectedField, error) {
	var none graphql.CollectedField
	explain, err := explains(op)
	switch {
	case err != nil:
		return none, err
	case explain:
		return none, &graph.FieldError{Path: "extensions.explain", Reason: "is for what is answered once"}
	case op.Operation.Operation != ast.Subscription:
		return none, &graph.FieldError{Reason: "the operation is no subscription"}
	case op.Operation.Directives.ForName("asOf") != nil || len(op.Headers[revisionHeader]) > 0:
		return none, &graph.FieldError{Reason: "a subscription is told of one revision after the other, and takes neither @asOf nor " + revisionHeader}
	}
	fields := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})
	if len(fields) != 1 || fields[0].Name == "__typename" {
		return none, &graph.FieldError{Reason: "a subscription has one field, which is not __typename"}
	}
	return fields[0], nil
}

// askedBy tells those apart who are not told the same.
func (h *hub) askedBy(by graph.Principal, op *graphql.OperationContext) (string, error) {
	if by.Clearance != graph.MarkingPublic {
		return fmt.Sprint("alone/", h.loners.Add(1)), nil
	}
	key, err := json.Marshal([]any{op.RawQuery, op.OperationName, op.Variables})
	if err != nil {
		return "", &graph.FieldError{Path: "variables", Reason: "cannot be written as JSON"}
	}
	return string(key), nil
}

// Next waits for the next event. An error ends the subscription: that of the context
// as well.
func (s *Subscription) Next(ctx context.Context) ([]byte, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err // also where something waits: who asked may be known no more
		}
		if err := s.afford(ctx); err != nil {
			return nil, err
		}
		event, err := s.waiting()
		if event != nil || err != nil {
			return event, err
		}
		if !s.joined {
			if s.joined = s.follower.join(s); !s.joined {
				if event, err = s.catchUp(ctx); event != nil || err != nil {
					return event, err
				}
			}
			continue
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// afford waits until whoever asks may have the event that is next, where one waits. Who
// leaves meanwhile was not given it: they begin again before it.
func (s *Subscription) afford(ctx context.Context) error {
	s.mu.Lock()
	none := len(s.queue) == 0
	s.mu.Unlock()
	if none || s.pace == nil {
		return nil
	}
	return s.pace(ctx, false)
}

// waiting takes what waits, or why nothing will.
func (s *Subscription) waiting() (news, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return nil, s.err
	}
	first := s.queue[0]
	s.queue[0] = queued{}
	if s.queue = s.queue[1:]; len(s.queue) == 0 {
		s.queue = nil // whoever is idle keeps nothing
	}
	s.queued -= len(first.event)
	s.after = first.revision
	return first.event, nil
}

// catchUp reads what one revision did that has gone by.
func (s *Subscription) catchUp(ctx context.Context) (news, error) {
	r := s.read + 1
	if s.pace != nil {
		if err := s.pace(ctx, true); err != nil {
			return nil, err
		}
	}
	event, err := s.follower.catchUp(ctx, s, r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read, s.after = r, r
	return event, nil
}

// push hands on what is told of a revision. It is false when the subscription has
// ended.
func (s *Subscription) push(r graph.Revision, o outcome) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err != nil:
		return false
	case r <= s.read:
		return true
	case o.err != nil:
		s.finish(o.err)
		return false
	case o.news != nil && len(s.queue) > 0 && (len(s.queue) == maxQueued || s.queued+len(o.news) > maxQueuedBytes):
		s.finish(&gqlerror.Error{
			Message:    "events came faster than they were read; begin again after the revision of the last one",
			Extensions: map[string]any{"code": string(CodeOverloaded)},
		})
		return false
	}
	s.read = r
	switch {
	case o.news != nil:
		s.queue = append(s.queue, queued{r, o.news})
		s.queued += len(o.news)
		s.rouse()
	case len(s.queue) == 0:
		s.after = r
	}
	return true
}

// end ends the subscription for a reason, after what waits was given.
func (s *Subscription) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish(err)
}

func (s *Subscription) finish(err error) {
	if s.err == nil {
		s.err = err
		s.rouse()
	}
}

func (s *Subscription) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// After is the revision after which to begin again: of what it did, and of all before
// it, everything was given.
func (s *Subscription) After() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(s.after)
}

// Close ends the subscription, and the follower with the last one.
func (s *Subscription) Close() {
	s.closed.Do(func() {
		f := s.follower
		f.mu.Lock()
		f.remove(s.group, s)
		f.mu.Unlock()
		f.hub.leave(f)
	})
}
