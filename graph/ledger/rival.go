package ledger

import (
	"errors"
	"iter"

	"hudna/graph"
	"hudna/storage/keys"
)

// A rival is a lookup that goes on by turns with the walk of a page, where the
// walk is expected to find enough sooner, and may not: what it looks for may be
// rare along the way, or lie at its end. Whichever of the two comes to its end
// first answers, so that the question reads about twice of what the cheaper one
// does, without knowing beforehand which that is.
//
// Both count their keys by [snapshot.spend], which is where they take turns. The
// lookup runs in a coroutine: never beside the walk, only ever instead of it.
type rival struct {
	lookup  *lookup
	classes []keys.Class
	head    int // keys that the walk reads before the lookup has its first turn
	left    int // keys until the turn of whom it is ends
	most    int // keys that the lookup may read
	moving  bool
	ended   bool
	next    func() (struct{}, bool)
	stop    func()
	yield   func(struct{}) bool
	err     error // of the lookup
	ends    error // what ends the walk, from when on it does
}

// turnKeys is how many keys each of the two reads in a turn.
const turnKeys = 256

var (
	// errOvertaken ends a walk whose rival has come to its end first.
	errOvertaken = errors.New("a lookup was sooner")
	// errGivenUp ends a lookup that is needed no more, or may not read more.
	errGivenUp = errors.New("the lookup was given up")
)

// against runs a page's walk against its rival, if it has one. The error is
// errOvertaken where the rival was sooner.
func (s *snapshot) against(r *rival, walk func() error) error {
	if r == nil {
		return walk()
	}
	r.left = r.head
	r.next, r.stop = iter.Pull(iter.Seq[struct{}](func(yield func(struct{}) bool) {
		r.yield = yield
		r.err = r.lookup.seek(r.classes)
	}))
	s.rival = r
	defer func() {
		r.ended, r.moving = true, true // the lookup too is told so, if it is under way
		r.stop()
		s.rival = nil
	}()
	return walk()
}

// turn counts keys of whom the turn is, and gives it to the other one when it
// has come to its end. The first turn of the lookup is as long as the walk's.
func (r *rival) turn(n int) error {
	switch {
	case r.moving && (r.ended || r.most < n):
		return errGivenUp
	case r.moving:
		r.most -= n
		if r.left -= n; r.left > 0 {
			return nil
		}
		if !r.yield(struct{}{}) {
			return errGivenUp
		}
		return nil
	case r.ended:
		return r.ends
	}
	if r.left -= n; r.left > 0 {
		return nil
	}
	r.moving, r.left = true, max(r.head, turnKeys)
	r.head = 0 // which the lookup has caught up with
	_, more := r.next()
	r.moving, r.left = false, turnKeys
	if more {
		return nil
	}
	switch r.ended = true; {
	case r.err == nil && r.lookup.ok:
		r.ends = errOvertaken
	case r.err != nil && !errors.Is(r.err, errGivenUp):
		r.ends = r.err
	}
	return r.ends // nil where there is too much to be found
}

// answer plans a question of which some records are wanted, and walks along the
// plan; where a lookup was sooner, along the plan that it leads to.
func (s *snapshot) answer(root *condition, kind graph.Kind, sp span, view graph.View, wanted int, walk func(*scheme) error) error {
	for {
		q, err := s.plan(root, kind, sp, view, wanted)
		if err != nil {
			return err
		}
		if err := s.against(q.rival, func() error { return walk(q) }); !errors.Is(err, errOvertaken) {
			return err
		}
	}
}
