package graphtest

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"slices"
	"sync"
	"time"

	"hudna/graph"
)

// Naive is a [graph.Graph] in memory that keeps every version of every record
// and answers each question by walking all of them. It has no index, no
// counter and no encoding that could be wrong, which makes it the oracle for
// the graphs that do.
//
// Where the comments of the ports leave room, it holds of reading that
//
//   - a record is hidden from a view when its version at the view's revision
//     is not covered, by the markings of the head whatever the revision is; the records in [graph.Graph.Changes] and in a history are
//     cut as of the revision that made them;
//   - each operation in [graph.Graph.Changes] has the id, the record as it was
//     afterwards and the reason that was given, and no expectation;
//   - a clearance that is none is [graph.ErrInvalid];
//   - revision 0 is described by the zero [graph.Commit], a revision beyond the
//     view's is [graph.ErrNotFound];
//   - the history of a record none of whose versions is covered is
//     [graph.ErrNotFound], and nothing after a cursor of another revision;
//   - a name without a letter or a digit is the name of nobody;
//   - what is judged the same stands for an actor or lies in a place as soon as
//     one of it does, at every step of the way; a retracted actor has no
//     affiliations any more, a retracted location lies where it lay;
//   - several dates on which an affiliation was seen show that it held from the
//     last instant that any of them can mean at the earliest to the first one
//     that any of them can mean at the latest;
//   - who asks for nobody but those who spoke on an actor's behalf means the
//     actor itself, and those who are judged the same;
//   - an actor of whom it is asked to whom they belong is undated;
//   - an act that is not given is any act;
//   - the outermost relay of a statement is its actor, in whatever post, and the
//     same as who is judged to be the same;
//   - the source of a statement's own telling counts in
//     [graph.Reader.SourcesOf] whatever its status and basis; of the others
//     that share its utterance those count that are listed by default;
//
// and of writing that
//
//   - everything is checked against the state after the whole change, and a
//     record that refers to itself stands in nobody's way;
//   - a RETRACT makes a version that differs from the one before in its status
//     and the reason alone, a RESTORE one with the status before that and no
//     reason; what was created as retracted is restored as published;
//   - whoever sees a record may retract and restore it, even if parts of it are
//     above their clearance; [graph.StillReferred] names those whom they see;
//   - what is referred to and is unknown, hidden or retracted makes a change
//     [graph.ErrInvalid], also when it is a RESTORE that would bring it back;
//   - a given time that does not lie after the head's and not after the clock's
//     is [graph.ErrInvalid];
//   - a change of a marking is no correction: whoever sees a record may make it,
//     even if parts of it are above their clearance, and whether it is retracted
//     or not; an earlier version keeps the marking that it names, and is as
//     hidden as the newest;
//   - an id that a record had is never given again;
//   - a key that somebody else used is used for another change.
type Naive struct {
	clock func() time.Time

	mu        sync.Mutex
	commits   []graph.Commit // with what each did
	more      chan struct{}  // closed when there is another one
	nodes     []*node        // in the order in which they were first recorded
	byID      map[graph.ID]*node
	former    map[graph.ID]*node // by ids that records had
	keys      map[string]keyed
	snapshots map[graph.View]*snapshot
	moments   map[graph.Date]moment
	periods   map[graph.DateRange]period
	read      map[string][]word
	forms     map[string]map[string]sureness
}

// A node is a record with all that it ever was.
type node struct {
	order    int
	versions []*version
}

// last is the newest version.
func (n *node) last() *version { return n.versions[len(n.versions)-1] }

// at is the version that holds at a revision, or nil.
func (n *node) at(r graph.Revision) *version {
	for _, v := range slices.Backward(n.versions) {
		if v.revision <= r {
			return v
		}
	}
	return nil
}

// A version is one state of a record.
type version struct {
	revision   graph.Revision
	verb       graph.Verb
	record     graph.Record
	references []graph.ID
	guards     []graph.ID
}

func newVersion(r graph.Revision, verb graph.Verb, record graph.Record) *version {
	return &version{revision: r, verb: verb, record: record, references: referencesOf(record), guards: guardsOf(record)}
}

func (v *version) status() graph.Status   { return v.record.Shared().Status }
func (v *version) marking() graph.Marking { return v.record.Shared().Marking }

// keyed is what an idempotency key stands for.
type keyed struct {
	author   string
	change   graph.Change
	revision graph.Revision
}

// NewNaive makes an empty graph. The clock tells when a commit is recorded
// that does not say so itself; where it does not move on, the time of a commit
// is a nanosecond after the one before.
func NewNaive(clock func() time.Time) *Naive {
	return &Naive{
		clock:     clock,
		more:      make(chan struct{}),
		byID:      map[graph.ID]*node{},
		former:    map[graph.ID]*node{},
		keys:      map[string]keyed{},
		snapshots: map[graph.View]*snapshot{},
		moments:   map[graph.Date]moment{},
		periods:   map[graph.DateRange]period{},
		read:      map[string][]word{},
		forms:     map[string]map[string]sureness{},
	}
}

// Head is the newest revision.
func (n *Naive) Head(ctx context.Context) (graph.Commit, error) {
	if err := ctx.Err(); err != nil {
		return graph.Commit{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.described(n.head()), nil
}

func (n *Naive) head() graph.Revision { return graph.Revision(len(n.commits)) }

// described is a commit without what it did.
func (n *Naive) described(r graph.Revision) graph.Commit {
	if r == 0 {
		return graph.Commit{}
	}
	c := n.commits[r-1]
	c.Ops = nil
	return c
}

// told is a commit as a clearance may know of it: who made it and why only where
// it changed something that is covered.
func (n *Naive) told(r graph.Revision, clearance graph.Marking) graph.Commit {
	c := n.described(r)
	for i := 0; r > 0 && i < len(n.commits[r-1].Ops); i++ {
		if n.covered(n.byID[n.commits[r-1].Ops[i].ID].at(r), clearance) {
			return c
		}
	}
	c.Author, c.Message = "", ""
	return c
}

// Policy is 0: the oracle purges nothing.
func (n *Naive) Policy(ctx context.Context) (graph.Revision, error) { return 0, ctx.Err() }

// RevisionAt is the newest revision that was recorded at t or before.
func (n *Naive) RevisionAt(ctx context.Context, t time.Time) (graph.Commit, error) {
	if err := ctx.Err(); err != nil {
		return graph.Commit{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for r := n.head(); r > 0; r-- {
		if c := n.described(r); !c.Time.After(t) {
			return c, nil
		}
	}
	return graph.Commit{}, nil
}

// At answers questions as of a view.
func (n *Naive) At(v graph.View) graph.Reader { return naiveReader{n, v} }

// Commit makes one revision of a change.
func (n *Naive) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return n.commitAt(by, c, n.clock())
}

// commitAt is Commit at a time by the clock.
func (n *Naive) commitAt(by graph.Principal, c graph.Change, now time.Time) (graph.Revision, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c = written(c)
	if err := checkShape(by, c); err != nil {
		return 0, err
	}
	if before, err := n.known(by, c); before > 0 || err != nil {
		return before, err
	}
	a := attempt{naive: n, by: by, change: c, next: map[graph.ID]*version{}}
	if err := a.check(now); err != nil {
		return 0, err
	}
	return n.apply(by, c, a, now), nil
}

// written is a change of its own, with what its records leave to their defaults
// written out.
func written(c graph.Change) graph.Change {
	c.Ops = slices.Clone(c.Ops)
	for i, op := range c.Ops {
		if op.Record != nil && !reflect.ValueOf(op.Record).IsNil() {
			c.Ops[i].Record = clone(op.Record)
			graph.Normalize(c.Ops[i].Record)
		}
	}
	return c
}

// known is the revision that the same change has made, 0 for none.
func (n *Naive) known(by graph.Principal, c graph.Change) (graph.Revision, error) {
	before, ok := n.keys[c.IdempotencyKey]
	switch {
	case !ok || c.IdempotencyKey == "":
		return 0, nil
	case before.author != by.Name || !sameChange(before.change, c):
		return 0, &graph.KeyUsed{Revision: before.revision}
	}
	return before.revision, nil
}

// Validate says why a change would be refused. Where its shape is at fault, it
// is not held against what there is.
func (n *Naive) Validate(ctx context.Context, by graph.Principal, c graph.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return n.validateAt(by, c, n.clock())
}

// validateAt is Validate at a time by the clock.
func (n *Naive) validateAt(by graph.Principal, c graph.Change, now time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	c = written(c)
	if err := checkShape(by, c); err != nil {
		return err
	}
	before, used := n.known(by, c)
	if before > 0 {
		return nil
	}
	a := attempt{naive: n, by: by, change: c, next: map[graph.ID]*version{}}
	return errors.Join(used, a.checkAll(now))
}

func (n *Naive) apply(by graph.Principal, c graph.Change, a attempt, now time.Time) graph.Revision {
	at := c.Time
	if at.IsZero() {
		at = now
		if before := n.described(n.head()).Time; !at.After(before) {
			at = before.Add(time.Nanosecond)
		}
	}
	commit := graph.Commit{Revision: n.head() + 1, Time: at.UTC(), Author: by.Name, Message: c.Message}
	if c.Placeholder {
		commit.Author = "" // nobody made it
	}
	for _, op := range c.Ops {
		id := op.Target()
		done := graph.Op{Verb: op.Verb, ID: id, Marking: op.Marking, Reason: op.Reason, Former: op.Former}
		if op.Verb == graph.VerbMark && op.NewID != op.ID && !covers(n.byID[id].last().marking(), op.Marking) {
			done.Former = graph.FormerHash(commit.Time, id)
		}
		commit.Ops = append(commit.Ops, done)
		if n.byID[id] == nil {
			n.byID[id] = &node{order: len(n.nodes)}
			n.nodes = append(n.nodes, n.byID[id])
		}
		n.byID[id].versions = append(n.byID[id].versions, a.next[id])
	}
	n.commits = append(n.commits, commit)
	for _, op := range c.Ops {
		if op.Verb == graph.VerbMark {
			before := n.byID[op.ID].versions
			n.remark(op, before[len(before)-2].marking())
		}
	}
	close(n.more)
	n.more = make(chan struct{})
	if c.IdempotencyKey != "" {
		n.keys[c.IdempotencyKey] = keyed{by.Name, c, commit.Revision}
	}
	return commit.Revision
}

// sameChange reports whether two changes that carry one key are the same.
func sameChange(a, b graph.Change) bool {
	return a.Message == b.Message && a.Placeholder == b.Placeholder && a.Time.Equal(b.Time) && sameValue(a.Ops, b.Ops)
}

// Changes gives the commits after a revision, as the view may see them.
func (n *Naive) Changes(ctx context.Context, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
	return func(yield func(graph.Commit, error) bool) {
		for r := after + 1; ; r++ {
			c, ok, err := n.changed(ctx, v, r)
			if err != nil {
				yield(graph.Commit{}, err)
				return
			}
			if !ok || !yield(c, nil) {
				return
			}
		}
	}
}

// changed is one commit as a view may see it, or false beyond the view.
func (n *Naive) changed(ctx context.Context, v graph.View, r graph.Revision) (graph.Commit, bool, error) {
	if err := ctx.Err(); err != nil {
		return graph.Commit{}, false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, err := n.snapshot(v); err != nil {
		return graph.Commit{}, false, err
	}
	if r > v.Revision {
		return graph.Commit{}, false, nil
	}
	then, err := n.snapshot(graph.View{Revision: r, Clearance: v.Clearance})
	if err != nil {
		return graph.Commit{}, false, err
	}
	c := n.told(r, v.Clearance)
	for _, op := range n.commits[r-1].Ops {
		if op.Record = then.byID[op.ID]; op.Record != nil {
			c.Ops = append(c.Ops, op)
		}
	}
	return c, true, nil
}
