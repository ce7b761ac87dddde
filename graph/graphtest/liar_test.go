package graphtest_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A liar is a graph that does one thing wrong. Each hook stands for a method of
// the port; where there is none, the truth is told.
type liar struct {
	graph.Graph
	commit     func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) (graph.Revision, error)
	validate   func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) error
	view       func(g graph.Graph, v graph.View) graph.View
	record     func(r graph.Record) graph.Record
	statements func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error)
	actors     func(ctx context.Context, r graph.Reader, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error)
	search     func(ctx context.Context, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error)
	count      func(c graph.StatementCount) graph.StatementCount
	facets     func(c graph.FacetCount) graph.FacetCount
	series     func(s graph.Series) graph.Series
	length     func(n int) int
	canonical  func(asked, found []graph.ID) []graph.ID
	identity   func(i graph.Identity) graph.Identity
	similar    func(c graph.Candidates) graph.Candidates
	sources    func(n int) int
	authors    func(a []*graph.Authorship)
	byCode     func(ctx context.Context, r graph.Reader, k graph.Kind, c graph.Code) (graph.Record, error)
	scan       func(records []graph.Record) []graph.Record
	uncut      bool // shows what is hidden in what is not
	history    func(l graph.List[graph.Version]) graph.List[graph.Version]
	commits    func(l graph.List[graph.Commit]) graph.List[graph.Commit]
	changes    func(ctx context.Context, g graph.Graph, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error]
	at         func(ctx context.Context, g graph.Graph, t time.Time) (graph.Commit, error)
}

func (l *liar) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	if l.commit != nil {
		return l.commit(ctx, l.Graph, by, c)
	}
	return l.Graph.Commit(ctx, by, c)
}

func (l *liar) Validate(ctx context.Context, by graph.Principal, c graph.Change) error {
	if l.validate != nil {
		return l.validate(ctx, l.Graph, by, c)
	}
	return l.Graph.Validate(ctx, by, c)
}

func (l *liar) At(v graph.View) graph.Reader {
	asked := v
	if l.view != nil {
		v = l.view(l.Graph, v)
	}
	return lyingReader{l.Graph.At(v), l, asked}
}

func (l *liar) Changes(ctx context.Context, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
	if l.changes != nil {
		return l.changes(ctx, l.Graph, v, after)
	}
	return l.Graph.Changes(ctx, v, after)
}

func (l *liar) RevisionAt(ctx context.Context, t time.Time) (graph.Commit, error) {
	if l.at != nil {
		return l.at(ctx, l.Graph, t)
	}
	return l.Graph.RevisionAt(ctx, t)
}

type lyingReader struct {
	graph.Reader
	l     *liar
	asked graph.View
}

func (r lyingReader) View() graph.View { return r.asked }

func (r lyingReader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	record, err := r.Reader.Record(ctx, id)
	if err == nil && r.l.record != nil {
		record = r.l.record(record)
	}
	return record, err
}

func (r lyingReader) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (graph.Record, error) {
	if r.l.byCode != nil {
		return r.l.byCode(ctx, r.Reader, k, c)
	}
	return r.Reader.ByCode(ctx, k, c)
}

func (r lyingReader) Scan(ctx context.Context, k graph.Kind, statuses ...graph.Status) iter.Seq2[graph.Record, error] {
	if r.l.scan == nil && !r.l.uncut {
		return r.Reader.Scan(ctx, k, statuses...)
	}
	return func(yield func(graph.Record, error) bool) {
		var records []graph.Record
		for record, err := range r.Reader.Scan(ctx, k, statuses...) {
			if err != nil {
				yield(nil, err)
				return
			}
			if r.l.uncut {
				all := r.l.Graph.At(graph.View{Revision: r.asked.Revision, Clearance: protected})
				record, err = all.Record(ctx, record.Shared().ID)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			records = append(records, record)
		}
		if r.l.scan != nil {
			records = r.l.scan(records)
		}
		for _, record := range records {
			if !yield(record, nil) {
				return
			}
		}
	}
}

func (r lyingReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	if r.l.statements != nil {
		return r.l.statements(ctx, r.Reader, q, p)
	}
	return r.Reader.Statements(ctx, q, p)
}

func (r lyingReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	if r.l.actors != nil {
		return r.l.actors(ctx, r.Reader, q, p)
	}
	return r.Reader.Actors(ctx, q, p)
}

func (r lyingReader) Search(ctx context.Context, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
	if r.l.search != nil {
		return r.l.search(ctx, r.Reader, q, p)
	}
	return r.Reader.Search(ctx, q, p)
}

func (r lyingReader) Count(ctx context.Context, q any) (int, error) {
	n, err := r.Reader.Count(ctx, q)
	if r.l.length != nil {
		n = r.l.length(n)
	}
	return n, err
}

func (r lyingReader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	c, err := r.Reader.Facets(ctx, q, by, first)
	if r.l.facets != nil && err == nil {
		c = r.l.facets(c)
	}
	return c, err
}

func (r lyingReader) Series(ctx context.Context, q graph.SeriesQuery) (graph.Series, error) {
	s, err := r.Reader.Series(ctx, q)
	if r.l.series != nil && err == nil {
		s = r.l.series(s)
	}
	return s, err
}

func (r lyingReader) Canonical(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	found, err := r.Reader.Canonical(ctx, ids)
	if r.l.canonical != nil && err == nil {
		found = r.l.canonical(ids, found)
	}
	return found, err
}

func (r lyingReader) Identity(ctx context.Context, id graph.ID) (graph.Identity, error) {
	i, err := r.Reader.Identity(ctx, id)
	if r.l.identity != nil && err == nil {
		i = r.l.identity(i)
	}
	return i, err
}

func (r lyingReader) Similar(ctx context.Context, id graph.ID, first int) (graph.Candidates, error) {
	c, err := r.Reader.Similar(ctx, id, first)
	if r.l.similar != nil && err == nil {
		c = r.l.similar(c)
	}
	return c, err
}

func (r lyingReader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	c, err := r.Reader.CountStatements(ctx, q)
	if r.l.count != nil {
		c = r.l.count(c)
	}
	return c, err
}

func (r lyingReader) SourcesOf(ctx context.Context, s *graph.Statement) (int, error) {
	n, err := r.Reader.SourcesOf(ctx, s)
	if r.l.sources != nil {
		n = r.l.sources(n)
	}
	return n, err
}

func (r lyingReader) Authors(ctx context.Context, ids []graph.ID) ([]*graph.Authorship, error) {
	a, err := r.Reader.Authors(ctx, ids)
	if r.l.authors != nil {
		r.l.authors(a)
	}
	return a, err
}

func (r lyingReader) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	l, err := r.Reader.History(ctx, id, p)
	if r.l.history != nil {
		l = r.l.history(l)
	}
	return l, err
}

func (r lyingReader) Commits(ctx context.Context, q graph.CommitQuery, p graph.Page) (graph.List[graph.Commit], error) {
	l, err := r.Reader.Commits(ctx, q, p)
	if r.l.commits != nil {
		l = r.l.commits(l)
	}
	return l, err
}

// recorder takes what a run reports instead of the test.
type recorder struct {
	testing.TB
	failed  bool
	message string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Log(...any)                        {}
func (r *recorder) Failed() bool                      { return r.failed }
func (r *recorder) Errorf(format string, args ...any) { r.report(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatal(args ...any) {
	r.report(fmt.Sprint(args...))
	runtime.Goexit()
}

func (r *recorder) report(message string) {
	r.failed = true
	r.message += message
}

// caught runs histories against a graph until one shows a difference.
func caught(t *testing.T, open func() graph.Graph, o graphtest.Options) *recorder {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		graphtest.Run(r, func(testing.TB) graph.Graph { return open() }, o)
	}()
	<-done
	return r
}

func truthful() graph.Graph {
	clock := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return graphtest.NewNaive(func() time.Time {
		clock = clock.Add(time.Millisecond)
		return clock
	})
}

func TestRunNoticesEveryLie(t *testing.T) {
	t.Parallel()
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	all := lies()
	maps.Copy(all, liesAboutAnswers())
	maps.Copy(all, liesAboutSearches())
	for name, lie := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := caught(t, func() graph.Graph {
				l := lie
				l.Graph = truthful()
				return &l
			}, graphtest.Options{Seed: 7000, Histories: 60})
			if !r.failed {
				t.Fatal("nobody noticed")
			}
			for _, part := range []string{"seed 70", "step ", "asked: ", "want: ", "got: "} {
				if !strings.Contains(r.message, part) {
					t.Errorf("the report has no %q:\n%s", part, r.message)
				}
			}
		})
	}
}

// A run in which something never took part says so.
func TestRunDemandsThatEverythingTakesPart(t *testing.T) {
	r := caught(t, truthful, graphtest.Options{Histories: 40, Commits: 3})
	if !r.failed || !strings.Contains(r.message, "never took part: ") || !strings.Contains(r.message, "change: publish a draft") {
		t.Errorf("%t: %s", r.failed, r.message)
	}
}
