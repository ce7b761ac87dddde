package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/ingest"
)

// A tardy graph commits only when the next change has been prepared, or a while
// later where none is.
type tardy struct {
	graph.Preparer
	wait time.Duration
	// meanwhile is what becomes of the graph before the n-th change, from 1, goes in.
	meanwhile func(n int)

	mu       sync.Mutex
	prepared int
	next     chan struct{} // closed when another change has been prepared
	overlaid int           // changes that were prepared before the one before them went in
}

func (g *tardy) Prepare(by graph.Principal, c graph.Change) (func(context.Context) (graph.Revision, error), error) {
	commit, err := g.Preparer.Prepare(by, c)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.prepared++
	if g.next != nil {
		close(g.next)
	}
	n, next := g.prepared, make(chan struct{})
	g.next = next
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (graph.Revision, error) {
		select {
		case <-next:
			g.overlaid++
		case <-time.After(g.wait):
		}
		if g.meanwhile != nil {
			g.meanwhile(n)
		}
		return commit(context.WithoutCancel(ctx)) // what has been sent goes in
	}, nil
}

// TestTheNextIsPreparedMeanwhile holds that changes which have nothing to do with
// each other do not wait for each other, in commits and without them.
func TestTheNextIsPreparedMeanwhile(t *testing.T) {
	loose := make([]string, 3*graph.MaxOps)
	for i := range loose {
		loose[i] = place(fmt.Sprint(i))
	}
	for name, in := range map[string][]string{
		"commits":     {march, place("a"), april, place("b"), untimed, place("c", `"within":"location/a"`)},
		"loose lines": loose,
	} {
		t.Run(name, func(t *testing.T) {
			g := &tardy{Preparer: empty(t), wait: 15 * time.Second}
			// The last has none behind it.
			g.meanwhile = func(n int) {
				if n == 2 {
					g.wait = 0
				}
			}
			r := bring(t, g, lines(in...))
			if !r.OK() || r.Last != 3 || g.overlaid != 2 {
				t.Errorf("%d changes were prepared meanwhile, report %+v", g.overlaid, r)
			}
		})
	}
}

// TestWhatWasPreparedIsNotSentAfterTheEnd interrupts an import when the second of
// three changes is in, and the third has been prepared.
func TestWhatWasPreparedIsNotSentAfterTheEnd(t *testing.T) {
	l := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := ingest.Run(ctx, &tardy{Preparer: l, wait: time.Second}, lines(untimed, place("a"), untimed, place("b"), untimed, place("c")), ingest.Options{
		Principal: keeper, Clock: clock, Progress: func(p ingest.Progress) {
			if p.Revision == 2 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) || r.New != 2 || r.NotReached != 1 || head(t, l).Revision != 2 {
		t.Errorf("%v, report %+v, head %d", err, r, head(t, l).Revision)
	}
}

// TestWhatWasNotForeseen has somebody else write between two commits of an
// import: the second is made of what is there then.
func TestWhatWasNotForeseen(t *testing.T) {
	l := empty(t)
	g := &tardy{Preparer: l, wait: time.Second}
	g.meanwhile = func(n int) {
		if n == 1 {
			brought(t, l, karvela)
		}
		g.wait = 0
	}
	r := bring(t, g, lines(untimed, place("a"), untimed, karvela, place("b")))
	if !r.OK() || r.New != 2 || r.Same != 1 || r.Last != 3 {
		t.Errorf("refused %v, report %+v", r.Refused, r)
	}
}

// TestAnImportIsItsCommitsOneByOne draws commits that may be at fault, may be
// about the same records and may have been imported before. One import of all
// says and does the same as an import of each, up to the first at fault.
func TestAnImportIsItsCommitsOneByOne(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var commits [][]string
		for range rapid.IntRange(1, 6).Draw(rt, "commits") {
			commits = append(commits, aCommit(rt))
		}
		whole, one := empty(t), empty(t)
		if n := rapid.IntRange(0, len(commits)).Draw(rt, "before"); n > 0 {
			for _, g := range []graph.Graph{whole, one} {
				bring(t, g, lines(flat(commits[:n])...))
			}
		}
		got := bring(t, &tardy{Preparer: whole, wait: time.Millisecond}, lines(flat(commits)...))
		want := new(ingest.Report)
		for i := range commits {
			// In the lines where they stand in the whole.
			r := bring(t, one, lines(append(make([]string, len(flat(commits[:i]))), commits[i]...)...))
			add(want, r)
			if !r.OK() {
				break
			}
		}
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("%s\nreport %+v\nwant   %+v", strings.Join(flat(commits), "\n"), got, want)
		}
		if held(t, whole) != held(t, one) || head(t, whole).Revision != head(t, one).Revision {
			rt.Fatalf("%s\nin one:\n%s\none by one:\n%s", strings.Join(flat(commits), "\n"), held(t, whole), held(t, one))
		}
	})
}

// aCommit draws a commit about a few places.
func aCommit(rt *rapid.T) []string {
	first := `{"type":"Commit","message":"Some day"}`
	if day := rapid.IntRange(0, 9).Draw(rt, "day"); day > 0 {
		first = fmt.Sprintf(`{"type":"Commit","message":"A day","time":"2024-03-0%dT10:00:00Z"}`, day)
	}
	commit := []string{first}
	for range rapid.IntRange(0, 3).Draw(rt, "lines") {
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(rt, "place")
		switch rapid.IntRange(0, 11).Draw(rt, "what") {
		case 0:
			commit = append(commit, fmt.Sprintf(`{"type":"Retract","id":"location/%s","reason":"a test"}`, name))
		case 1:
			commit = append(commit, fmt.Sprintf(`{"type":"Restore","id":"location/%s"}`, name))
		case 2:
			commit = append(commit, "no JSON")
		case 3:
			commit = append(commit, place(name, `"point":{"lat":91,"lon":0}`))
		case 4, 5:
			commit = append(commit, place(name, fmt.Sprintf(`"within":"location/%s"`, rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "in"))))
		default:
			text := rapid.SampledFrom([]string{"Karvela", "Karvela City"}).Draw(rt, "name")
			commit = append(commit, place(name, fmt.Sprintf(`"names":[{"text":%q,"lang":"en"}]`, text)))
		}
	}
	return commit
}

func flat(commits [][]string) (all []string) {
	for _, c := range commits {
		all = append(all, c...)
	}
	return all
}

// add adds a report of what came after.
func add(to, r *ingest.Report) {
	to.New += r.New
	to.Same += r.Same
	to.Changed += r.Changed
	to.Retracted += r.Retracted
	to.Restored += r.Restored
	to.NotReached += r.NotReached
	if to.First == 0 {
		to.First = r.First
	}
	to.Last = max(to.Last, r.Last)
	to.Refused = append(to.Refused, r.Refused...)
	to.Notes = append(to.Notes, r.Notes...)
}

// TestNothingIsSaidBehindARefusal brings lines at fault in the commit behind one
// that the graph refuses.
func TestNothingIsSaidBehindARefusal(t *testing.T) {
	for name, fault := range map[string]string{
		"no JSON":           "x",
		"a record at fault": place("b", `"point":{"lat":91,"lon":0}`),
		"a Commit line":     `{"type":"Commit","nobody":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := bring(t, empty(t), lines(untimed, place("a", `"within":"location/nowhere"`), untimed, place("c"), fault, place("d")))
			same(t, r, []string{"f:2: location/a: within: there is no record location/nowhere"})
			if r.NotReached != 0 || r.First != 0 {
				t.Errorf("report %+v", r)
			}
		})
	}
}

// TestAFailureInTheAirIsTold has a commit fail while the next is being read, and
// the input end with another failure.
func TestAFailureInTheAirIsTold(t *testing.T) {
	l := empty(t)
	broken := errors.New("the disk is gone")
	g := failingCommits{l, broken}
	r, err := ingest.Run(t.Context(), g, lines(untimed, place("a"), untimed, place("b"), "x"), ingest.Options{Principal: keeper, Clock: clock})
	if !errors.Is(err, broken) || !r.OK() || r.NotReached != 1 || r.First != 0 {
		t.Errorf("%v, report %+v", err, r)
	}
}

// failingCommits is a graph that prepares nothing and takes nothing.
type failingCommits struct {
	graph.Graph
	err error
}

func (g failingCommits) Commit(context.Context, graph.Principal, graph.Change) (graph.Revision, error) {
	return 0, g.err
}
