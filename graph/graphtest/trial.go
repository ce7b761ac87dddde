package graphtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"hudna/graph"
)

// A Difference says where a graph and the oracle part: after which step of
// which history, on which question.
type Difference struct {
	Seed     uint64 // of the history
	Step     int    // how many steps of it were taken, refused ones included
	What     string // what the last step did
	Question string // what was asked, for whom and as of when
	Want     string // what the oracle says
	Got      string // what the graph says
}

func (d *Difference) Error() string {
	return fmt.Sprintf("seed %d, step %d (%s)\n  asked: %s\n  want:  %s\n  got:   %s", d.Seed, d.Step, d.What, d.Question, d.Want, d.Got)
}

// A trial holds one graph against the oracle on one history.
type trial struct {
	graph   graph.Graph
	naive   *Naive
	asker   asker
	stats   *Stats
	seed    uint64
	step    int
	what    string
	touched []graph.Kind // by the last step
	asks    deck[question]
	amiss   deck[amiss]
	cursors []crossing
}

// newTrial begins a trial of a graph, which is empty, and a history for it.
func newTrial(g graph.Graph, seed uint64, commits int, stats *Stats) (*trial, *History) {
	t := &trial{graph: g, naive: NewNaive(func() time.Time { return time.Time{} }), stats: stats, seed: seed}
	h := NewHistory(seed, HistoryOptions{Commits: commits})
	t.asker = asker{Dice: NewDice(^seed), naive: t.naive, names: h.names, took: stats.take}
	t.asks.cards, t.amiss.cards = drawnQuestions(), amissCards()
	stats.Histories++
	return t, h
}

// try holds a graph, which is empty, against the oracle on one history.
func try(ctx context.Context, g graph.Graph, seed uint64, commits int, stats *Stats) error {
	t, h := newTrial(g, seed, commits, stats)
	for {
		s, ok := h.Next()
		if !ok {
			return nil
		}
		if err := t.commit(ctx, s); err != nil {
			return err
		}
		if err := t.compare(ctx, s.Want == nil && s.Repeats == 0); err != nil {
			return err
		}
	}
}

// farFuture is the oracle's clock for changes that carry their own time.
var farFuture = time.Date(3000, time.January, 1, 0, 0, 0, 0, time.UTC)

// commit brings a step to both.
func (t *trial) commit(ctx context.Context, s Step) error {
	t.step++
	t.what = s.What
	t.stats.take("change: " + s.What)
	t.stats.take("clearance of who commits: " + string(s.By.Clearance))
	before, err := t.graph.Head(ctx)
	if err != nil {
		return t.differs("the head before", nil, err)
	}
	gotFaults := t.graph.Validate(ctx, s.By, cloneChange(s.Change))
	if unchanged, err := t.graph.Head(ctx); err != nil || !sameCommit(before, unchanged) {
		return t.differs("the head after a change was only validated", before, errors.Join(err, fmt.Errorf("revision %d", unchanged.Revision)))
	}
	got, gotErr := t.graph.Commit(ctx, s.By, cloneChange(s.Change))
	head, err := t.graph.Head(ctx)
	if err != nil {
		return t.differs("the head after", nil, err)
	}
	now := farFuture
	if gotErr == nil && s.Change.Time.IsZero() {
		now = head.Time // the graph's own clock is taken over, if it goes forward
		if s.Repeats == 0 && !now.After(before.Time) {
			return t.differs("the time of the head", "later than "+before.Time.String(), now)
		}
	}
	wantFaults := t.naive.validateAt(s.By, cloneChange(s.Change), now)
	want, wantErr := t.naive.commitAt(s.By, cloneChange(s.Change), now)
	question := func() string { return fmt.Sprintf("commit by %+v of %s", s.By, readable(s.Change)) }
	switch {
	case (wantFaults == nil) != (wantErr == nil):
		return t.differs("whether the oracle commits what it finds nothing wrong with, a "+question(), wantFaults, wantErr)
	case !sameFaults(wantFaults, gotFaults, gotErr):
		return t.differs("what is wrong with a "+question(), wantFaults, gotFaults)
	case s.Want == nil && wantErr != nil, s.Want != nil && !errors.Is(wantErr, s.Want):
		return t.differs("whether history and oracle agree on a "+question(), s.Want, wantErr)
	case !sameError(wantErr, gotErr):
		return t.differs(question(), wantErr, gotErr)
	case want != got:
		return t.differs("revision of the "+question(), want, got)
	case wantErr != nil:
		if how := t.unproven(s, wantErr, gotErr); how != "" {
			return t.differs("the contradiction of a "+question(), how, gotErr)
		}
		t.stats.Refusals++
	case s.Repeats != 0:
		t.stats.Repeats++
	default:
		t.stats.Commits++
		t.touched = nil
		for _, op := range s.Change.Ops {
			if k := op.Target().Kind(); !slices.Contains(t.touched, k) {
				t.touched = append(t.touched, k)
			}
		}
		t.stats.takeOps(s.Change.Ops)
	}
	wantHead, err := t.naive.Head(ctx)
	if err != nil {
		return err
	}
	if !sameCommit(wantHead, head) {
		return t.differs("the head after a "+question(), wantHead, head)
	}
	return nil
}

// differs makes a Difference.
func (t *trial) differs(question string, want, got any) error {
	return &Difference{Seed: t.seed, Step: t.step, What: t.what, Question: question, Want: readable(want), Got: readable(got)}
}

// readable writes a value so that one can see what it is.
func readable(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case error:
		return "error: " + v.Error()
	case string:
		return v
	case []string:
		return strings.Join(v, "\n         ")
	case graph.StatementQuery, graph.EventQuery, graph.ActorQuery, graph.LocationSet, graph.AgreementSet, graph.DocumentSet, graph.TopicSet, graph.SearchQuery, graph.CommitQuery, graph.MatrixQuery, graph.SeriesQuery, graph.PositionQuery, graph.PathQuery:
		return given(reflect.ValueOf(v))
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(text)
}

// given writes a query with the parts that it gives, and no others.
func given(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return given(v.Elem())
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, given(v.Index(i)))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case reflect.Struct:
		var parts []string
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				parts = append(parts, v.Type().Field(i).Name+": "+given(v.Field(i)))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// sentinels are the errors that a caller can tell apart.
var sentinels = []error{
	graph.ErrInvalid, graph.ErrNotFound, graph.ErrConflict, graph.ErrForbidden, graph.ErrTooLarge, graph.ErrTooComplex,
	graph.ErrInvalidCursor, graph.ErrCorrupt, graph.ErrFull, graph.ErrUnknown, graph.ErrClosed,
}

// sameError reports whether two errors are the same to a caller.
func sameError(want, got error) bool {
	if (want == nil) != (got == nil) {
		return false
	}
	for _, s := range sentinels {
		if errors.Is(want, s) != errors.Is(got, s) {
			return false
		}
	}
	var wantOp, gotOp *graph.OpError
	if errors.As(want, &wantOp) && (!errors.As(got, &gotOp) || gotOp.Index != wantOp.Index || gotOp.ID != wantOp.ID) {
		return false
	}
	var wantRecord, gotRecord *graph.RecordConflict
	if errors.As(want, &wantRecord) && (!errors.As(got, &gotRecord) || *gotRecord != *wantRecord) {
		return false
	}
	var wantStill, gotStill *graph.StillReferred
	if errors.As(want, &wantStill) && (!errors.As(got, &gotStill) || gotStill.ID != wantStill.ID ||
		gotStill.More != wantStill.More || !sameSet(gotStill.By, wantStill.By)) {
		return false
	}
	var wantKey, gotKey *graph.KeyUsed
	if errors.As(want, &wantKey) && (!errors.As(got, &gotKey) || *gotKey != *wantKey) {
		return false
	}
	var wantCode, gotCode *graph.AmbiguousCode
	return !errors.As(want, &wantCode) || errors.As(got, &gotCode) && gotCode.Code.System == wantCode.Code.System &&
		gotCode.Code.Code == wantCode.Code.Code && gotCode.More == wantCode.More && sameSet(gotCode.IDs, wantCode.IDs)
}

// sameFaults reports whether two validations refuse the same. What is wrong
// between operations, such as that two of them contradict each other, the
// oracle finds in each, and the graph may tell of one. How many reasons it tells
// of one is left to it, as long as the oracle's is among them, and that of the
// commit that was refused.
func sameFaults(want, got, refused error) bool {
	wantOps, gotOps := faultsOf(want), faultsOf(got)
	if (len(wantOps) == 0) != (len(gotOps) == 0) {
		return false
	}
	among := func(faults []error, one error) bool {
		return slices.ContainsFunc(faults, func(err error) bool { return sameError(one, err) })
	}
	for i, faults := range gotOps {
		if w := wantOps[i]; len(w) == 0 || !among(faults, w[0]) {
			return false
		}
	}
	for i, faults := range faultsOf(refused) {
		if !among(gotOps[i], faults[0]) {
			return false
		}
	}
	return true
}

// faultsOf sorts what is joined in an error by the operation that it is of, -1
// for the change as a whole.
func faultsOf(err error) map[int][]error {
	found := map[int][]error{}
	var walk func(error)
	walk = func(err error) {
		var op *graph.OpError
		switch joined, ok := err.(interface{ Unwrap() []error }); {
		case err == nil:
		case ok:
			for _, inner := range joined.Unwrap() {
				walk(inner)
			}
		case errors.As(err, &op):
			found[op.Index] = append(found[op.Index], err)
		default:
			found[-1] = append(found[-1], err)
		}
	}
	walk(err)
	return found
}

// sameSet reports whether two lists hold the same ids, in whatever order.
func sameSet(a, b []graph.ID) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// sameCommit reports whether two commits are the same. Times are the same
// instant, and given in UTC.
func sameCommit(want, got graph.Commit) bool {
	if want.Revision != got.Revision || !want.Time.Equal(got.Time) || got.Time.Location() != time.UTC && !got.Time.IsZero() ||
		want.Author != got.Author || want.Message != got.Message || len(want.Ops) != len(got.Ops) {
		return false
	}
	for i, op := range want.Ops {
		other := got.Ops[i]
		if op.Verb != other.Verb || op.Target() != other.Target() || op.Reason != other.Reason || op.Marking != other.Marking || op.Former != other.Former || other.Expected != 0 ||
			!sameValue(op.Record, other.Record) {
			return false
		}
	}
	return true
}

func sameVersion(want, got graph.Version) bool {
	return want.Verb == got.Verb && sameCommit(want.Commit, got.Commit) && sameValue(want.Record, got.Record) && sameValue(want.Before, got.Before)
}

func sameRecord[R graph.Record](want, got R) bool { return sameValue(want, got) }
