package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func wrote(t *testing.T, r graph.Reader, q Request) (string, *Provenance) {
	t.Helper()
	var b bytes.Buffer
	p, err := Write(t.Context(), r, &b, q)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(b.Bytes())
	if p.Bytes != int64(b.Len()) || p.SHA256 != hex.EncodeToString(hash[:]) {
		t.Errorf("the provenance speaks of %d bytes with %s, and there are %d", p.Bytes, p.SHA256, b.Len())
	}
	return b.String(), p
}

// listIDs are the ids that a list of the graph holds.
func listIDs[Q any, R graph.Record](t *testing.T, r graph.Reader, q Q, list func(graph.Reader, context.Context, Q, graph.Page) (graph.List[R], error)) (ids []graph.ID) {
	t.Helper()
	for page := (graph.Page{First: 7}); ; {
		found, err := list(r, t.Context(), q, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range found.Items {
			ids = append(ids, item.Value.Shared().ID)
			page.After = item.Cursor
		}
		if !found.More {
			return ids
		}
	}
}

func idsOf(records []graph.Record) (ids []graph.ID) {
	for _, r := range records {
		ids = append(ids, r.Shared().ID)
	}
	return ids
}

// TestWriteIsTheList looks at every revision, for every clearance: what is
// written is what the list of the graph holds, in its order.
func TestWriteIsTheList(t *testing.T) {
	g := world(t)
	head := at(t, g, graph.MarkingPublic).View().Revision
	all := graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: graph.Statuses(), Bases: graph.Bases(), Superseded: []bool{false, true}}}
	for _, clearance := range graph.Markings() {
		for revision := range head + 1 {
			r := g.At(graph.View{Revision: revision, Clearance: clearance})
			for _, q := range []any{nil, graph.StatementQuery{}, all} {
				text, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{graph.KindStatement, q}})
				asked, ok := q.(graph.StatementQuery)
				if !ok {
					asked.Order = graph.RecordedAscending
				}
				want := listIDs(t, r, asked, graph.Reader.Statements)
				if got := idsOf(decoded(t, text)); !slices.Equal(got, want) || p.Records != len(want) {
					t.Errorf("%+v: wrote %v, %d, want %v", r.View(), got, p.Records, want)
				}
			}
			text, _ := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindEvent}})
			if got, want := idsOf(decoded(t, text)), listIDs(t, r, graph.EventQuery{}, graph.Reader.Events); !slices.Equal(got, want) {
				t.Errorf("%+v: wrote %v, want %v", r.View(), got, want)
			}
			n := 0
			for _, err := range r.Scan(t.Context(), graph.KindJudgement) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			if _, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindJudgement}}); p.Records != n {
				t.Errorf("%+v: %d judgements, want %d", r.View(), p.Records, n)
			}
		}
	}
}

// TestWriteAcrossPages has more statements than several pages hold.
func TestWriteAcrossPages(t *testing.T) {
	g := empty(t)
	var ops []graph.Op
	d := document("source")
	ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: d})
	for i := range 2*fullPage + firstPage + 1 {
		ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: statement(fmt.Sprintf("s%04d", i), d.ID)})
	}
	for some := range slices.Chunk(ops, 500) {
		if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Message: "Many", Ops: some}); err != nil {
			t.Fatal(err)
		}
	}
	told := 0
	r := at(t, g, graph.MarkingPublic)
	text, p := wrote(t, r, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindStatement}, Progress: func(n int) { told = n }})
	got := idsOf(decoded(t, text))
	if want := listIDs(t, r, graph.StatementQuery{Order: graph.RecordedAscending}, graph.Reader.Statements); !slices.Equal(got, want) {
		t.Errorf("the order of %d is not that of the list of %d", len(got), len(want))
	}
	if told != p.Records || p.Records != len(ops)-1 {
		t.Errorf("%d were told of, %d counted, of %d", told, p.Records, len(ops)-1)
	}
}

func document(id string, variables ...graph.Variable) *graph.Document {
	return &graph.Document{Meta: graph.Meta{ID: graph.ID("document/" + id), Variables: variables}}
}

func statement(id string, in graph.ID) *graph.Statement {
	return &graph.Statement{
		Meta: graph.Meta{ID: graph.ID("statement/" + id)}, Attribution: graph.AttributionAnonymous,
		Text: "invented", Evidence: []graph.Evidence{{Document: in}},
	}
}

// stopping fails after some bytes.
type stopping struct {
	left int
	then func() error
}

func (s *stopping) Write(b []byte) (int, error) {
	if s.left -= len(b); s.left < 0 {
		if err := s.then(); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}

// endless is a reader whose list of statements never ends.
type endless struct {
	graph.Reader
	pages int
}

func (e *endless) Statements(ctx context.Context, _ graph.StatementQuery, p graph.Page) (list graph.List[*graph.Statement], err error) {
	e.pages++
	for i := range p.First {
		s := statement(fmt.Sprintf("s%d-%d", e.pages, i), "document/none")
		list.Items = append(list.Items, graph.Item[*graph.Statement]{Value: s, Cursor: "next"})
	}
	list.More = true
	return list, ctx.Err()
}

func (e *endless) Records(_ context.Context, ids []graph.ID) ([]graph.Record, error) {
	return make([]graph.Record, len(ids)), nil
}

func TestWriteStops(t *testing.T) {
	gone := errors.New("whoever listened is gone")
	for name, c := range map[string]func(cancel context.CancelFunc) error{
		"when the writer fails": func(context.CancelFunc) error { return gone },
		"when the context ends": func(cancel context.CancelFunc) error { cancel(); return nil },
		"when both do":          func(cancel context.CancelFunc) error { cancel(); return gone },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			e := &endless{Reader: at(t, empty(t), graph.MarkingPublic)}
			var stopped time.Time
			w := &stopping{left: 1 << 20, then: func() error {
				if stopped.IsZero() {
					stopped = time.Now()
				}
				return c(cancel)
			}}
			_, err := Write(ctx, e, w, Request{Format: NDJSON, Selection: Selection{Kind: graph.KindStatement}})
			if !errors.Is(err, gone) && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			if took := time.Since(stopped); stopped.IsZero() || took > time.Second {
				t.Errorf("it went on for %s", took)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	cases := map[string]struct {
		q    Request
		says string
	}{
		"no format":                 {Request{Format: "xls", Selection: Selection{Kind: graph.KindActor}}, `export: format: "xls" is no format of an export`},
		"no kind":                   {Request{Format: CSV, Selection: Selection{Kind: "quote"}}, `export: kind: "quote" is no kind of record`},
		"a network of documents":    {Request{Format: GEXF, Selection: Selection{Kind: graph.KindDocument}}, "export: format: gexf is of statements"},
		"statements on a map":       {Request{Format: GeoJSON, Selection: Selection{Kind: graph.KindStatement}}, "export: format: geojson is of events and locations"},
		"a filter of judgements":    {Request{Format: NDJSON, Selection: Selection{graph.KindJudgement, graph.TopicSet{}}}, "export: filter: is not for records of kind judgement"},
		"somebody who is not there": {Request{Format: NDJSON, Selection: Selection{graph.KindStatement, graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{"actor/nobody"}}}}}}, "export: by.anyOf: there is no record actor/nobody"},
	}
	r := at(t, world(t), graph.MarkingPublic)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			_, err := Write(t.Context(), r, &b, c.q)
			if !errors.Is(err, graph.ErrInvalid) || !strings.HasPrefix(err.Error(), c.says) || b.Len() > 0 {
				t.Errorf("%v after %d bytes, want %q", err, b.Len(), c.says)
			}
		})
	}
}

// TestWriteAgreesWithTheOracle writes from the ledger and from the naive graph,
// as of every revision of some histories.
func TestWriteAgreesWithTheOracle(t *testing.T) {
	for seed := range uint64(3) {
		g, oracle := empty(t), graphtest.NewNaive(time.Now)
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: 25})
		for step, ok := h.Next(); ok; step, ok = h.Next() {
			_, want := oracle.Commit(t.Context(), step.By, step.Change)
			if _, err := g.Commit(t.Context(), step.By, step.Change); (err == nil) != (want == nil) {
				t.Fatalf("%v, the oracle says %v", err, want)
			}
		}
		head := at(t, g, graph.MarkingPublic).View().Revision
		for revision := range head + 1 {
			v := graph.View{Revision: revision, Clearance: graph.Markings()[int(revision)%3]}
			for _, format := range Formats() {
				for _, kind := range graph.Kinds() {
					if format.Holds(kind) != nil {
						continue
					}
					q := Request{Format: format, Selection: Selection{Kind: kind}}
					got, _ := wrote(t, g.At(v), q)
					want, _ := wrote(t, oracle.At(v), q)
					if got != want {
						t.Fatalf("seed %d, %+v, %s of %s:\n%s\nand from the oracle\n%s", seed, v, format, kind, got, want)
					}
				}
			}
		}
	}
}

// TestWriteHoldsFewPages blocks the writer, and sees how far reading goes on.
func TestWriteHoldsFewPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		e := &endless{Reader: at(t, empty(t), graph.MarkingPublic)}
		blocked, done := &blocking{until: make(chan struct{})}, make(chan error)
		go func() {
			_, err := Write(ctx, e, blocked, Request{Format: CSV, Selection: Selection{Kind: graph.KindStatement}})
			done <- err
		}()
		synctest.Wait() // until everybody waits for somebody
		if most := 4*runtime.GOMAXPROCS(0) + 4; e.pages > most || e.pages < 2 {
			t.Errorf("%d pages are held, want at most %d", e.pages, most)
		}
		cancel()
		close(blocked.until)
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// blocking takes nothing until it is let.
type blocking struct{ until chan struct{} }

func (b *blocking) Write(p []byte) (int, error) {
	<-b.until
	return len(p), nil
}
