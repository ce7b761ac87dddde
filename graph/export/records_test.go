package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/ndjson"
	"hudna/storage"
	"hudna/storage/memkv"
)

func empty(t *testing.T) *ledger.Ledger {
	t.Helper()
	disk := memkv.New()
	l, err := ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// world is the made-up truce, with drafts, retracted records and hidden ones.
func world(t *testing.T) *ledger.Ledger {
	t.Helper()
	g := empty(t)
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	return g
}

func at(t *testing.T, g graph.Graph, m graph.Marking) graph.Reader {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g.At(graph.View{Revision: head.Revision, Clearance: m})
}

func exported(t *testing.T, r graph.Reader) (string, *Summary) {
	t.Helper()
	var b strings.Builder
	s, err := Records(t.Context(), r, &b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), s
}

// decoded are the records of an export.
func decoded(t *testing.T, text string) (records []graph.Record) {
	t.Helper()
	for line, err := range ndjson.NewReader(strings.NewReader(text)).Lines() {
		if err != nil {
			t.Fatal(err)
		}
		if line.Record == nil {
			t.Fatalf("line %d is no record", line.Number)
		}
		records = append(records, line.Record)
	}
	return records
}

// TestExportIsWhatTheReaderSees looks at every revision, for every clearance.
func TestExportIsWhatTheReaderSees(t *testing.T) {
	g := world(t)
	head := at(t, g, graph.MarkingPublic).View().Revision
	statuses := map[graph.Status]int{}
	for _, clearance := range graph.Markings() {
		for revision := range head + 1 {
			asSeen(t, g.At(graph.View{Revision: revision, Clearance: clearance}), statuses)
		}
	}
	for _, status := range graph.Statuses() {
		if statuses[status] == 0 {
			t.Errorf("nothing was ever %s", status)
		}
	}
}

func asSeen(t *testing.T, r graph.Reader, statuses map[graph.Status]int) {
	t.Helper()
	text, summary := exported(t, r)
	records := decoded(t, text)
	if summary.Total() != len(records) || summary.Revision != r.View().Revision {
		t.Errorf("%+v: the summary says %+v, and there are %d lines", r.View(), summary, len(records))
	}
	seen := map[graph.Kind]int{}
	for i, record := range records {
		want, err := r.Record(t.Context(), record.Shared().ID)
		if err != nil || !graph.Equal(record, want) {
			t.Errorf("%+v: %s is not what the reader sees: %v", r.View(), record.Shared().ID, err)
		}
		seen[record.RecordKind()]++
		statuses[record.Shared().Status]++
		if i > 0 && !before(records[i-1], record) {
			t.Errorf("%+v: %s stands after %s", r.View(), record.Shared().ID, records[i-1].Shared().ID)
		}
	}
	for _, kind := range graph.Kinds() {
		n := 0
		for _, err := range r.Scan(t.Context(), kind) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if seen[kind] != n || summary.Records[kind] != n {
			t.Errorf("%+v: %d of kind %s in the export, %d in the summary, %d in the graph", r.View(), seen[kind], kind, summary.Records[kind], n)
		}
	}
}

// before says whether a stands before b, by a rule of its own.
func before(a, b graph.Record) bool {
	i, j := slices.Index(graph.Kinds(), a.RecordKind()), slices.Index(graph.Kinds(), b.RecordKind())
	return i < j || i == j && a.Shared().ID < b.Shared().ID
}

func TestNoTraceOfWhatIsHidden(t *testing.T) {
	g := world(t)
	all, _ := exported(t, at(t, g, graph.MarkingProtected))
	for _, clearance := range []graph.Marking{graph.MarkingPublic, graph.MarkingRestricted} {
		r := at(t, g, clearance)
		text, _ := exported(t, r)
		hidden := 0
		for _, record := range decoded(t, all) {
			id := record.Shared().ID
			if _, err := r.Record(t.Context(), id); !errors.Is(err, graph.ErrNotFound) {
				continue
			}
			hidden++
			if strings.Contains(text, string(id)) {
				t.Errorf("%s is hidden from %s, and stands in the export", id, clearance)
			}
		}
		if hidden == 0 {
			t.Errorf("nothing is hidden from %s", clearance)
		}
	}
}

// TestIncompleteRecordsAreNamed looks at made-up histories, in which much is
// hidden.
func TestIncompleteRecordsAreNamed(t *testing.T) {
	named := 0
	for seed := range uint64(6) {
		g := empty(t)
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{})
		for {
			step, ok := h.Next()
			if !ok {
				break
			}
			_, _ = g.Commit(t.Context(), step.By, step.Change) // some are meant to be refused
		}
		for _, clearance := range graph.Markings() {
			text, summary := exported(t, at(t, g, clearance))
			var want []graph.ID
			for _, record := range decoded(t, text) {
				if record.Validate() != nil {
					want = append(want, record.Shared().ID)
				}
			}
			if !slices.Equal(summary.Incomplete, want) {
				t.Errorf("seed %d: for %s the summary names %v, want %v", seed, clearance, summary.Incomplete, want)
			}
			if clearance == graph.MarkingProtected && len(want) > 0 {
				t.Errorf("seed %d: whole records are not valid: %v", seed, want)
			}
			named += len(want)
		}
	}
	if named == 0 {
		t.Error("nothing was incomplete")
	}
}

// TestOrderDoesNotDependOnHistory commits the same records in two orders, more
// than are read at once.
func TestOrderDoesNotDependOnHistory(t *testing.T) {
	const n = 3 * step / 2
	by := graph.Principal{Name: "test", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}
	texts := map[string]string{}
	for name, order := range map[string]func(i int) int{"forth": func(i int) int { return i }, "back": func(i int) int { return n - 1 - i }} {
		g := empty(t)
		var c graph.Change
		for i := range n {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("location/%d", order(i)))}}})
		}
		if _, err := g.Commit(t.Context(), by, c); err != nil {
			t.Fatal(err)
		}
		texts[name], _ = exported(t, at(t, g, graph.MarkingPublic))
	}
	if texts["forth"] != texts["back"] || strings.Count(texts["forth"], "\n") != n {
		t.Error("the order of recording shows")
	}
}

func TestMoreIdsThanAreHeld(t *testing.T) {
	r := at(t, world(t), graph.MarkingPublic)
	most := 0
	for _, kind := range graph.Kinds() {
		n := 0
		for _, err := range r.Scan(t.Context(), kind) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		most = max(most, n)
	}
	if _, err := Records(t.Context(), r, &bytes.Buffer{}, Options{maxIDs: most}); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, err := Records(t.Context(), r, &bytes.Buffer{}, Options{maxIDs: most - 1})
	want := fmt.Sprintf("export: too large: there are more than %d records of kind ", most-1)
	if !errors.Is(err, graph.ErrTooLarge) || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("beyond it: %v, want %s…", err, want)
	}
}

// faulty is a reader that fails.
type faulty struct {
	graph.Reader
	scan    error
	records error
	lost    bool
}

func (f faulty) Scan(ctx context.Context, k graph.Kind, s ...graph.Status) iter.Seq2[graph.Record, error] {
	if f.scan != nil {
		return func(yield func(graph.Record, error) bool) { yield(nil, f.scan) }
	}
	return f.Reader.Scan(ctx, k, s...)
}

func (f faulty) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	if f.lost {
		return make([]graph.Record, len(ids)), f.records
	}
	if f.records != nil {
		return nil, f.records
	}
	return f.Reader.Records(ctx, ids)
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestFailures(t *testing.T) {
	r := at(t, world(t), graph.MarkingPublic)
	gone := errors.New("the disk is gone")
	cases := map[string]struct {
		reader graph.Reader
		to     interface{ Write([]byte) (int, error) }
		is     error
		says   string
	}{
		"a scan that fails":        {faulty{Reader: r, scan: gone}, &bytes.Buffer{}, gone, "export: the disk is gone"},
		"a read that fails":        {faulty{Reader: r, records: gone}, &bytes.Buffer{}, gone, "export: the disk is gone"},
		"a record that is missing": {faulty{Reader: r, lost: true}, &bytes.Buffer{}, graph.ErrCorrupt, "export: corrupt record of actor/a-rikard: it is listed, and not there"},
		"a writer that fails":      {r, full{gone}, gone, "export: the disk is gone"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Records(t.Context(), c.reader, c.to, Options{})
			if !errors.Is(err, c.is) || err.Error() != c.says {
				t.Errorf("error %v, want %s", err, c.says)
			}
		})
	}
	t.Run("a context that ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Records(ctx, r, &bytes.Buffer{}, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}
