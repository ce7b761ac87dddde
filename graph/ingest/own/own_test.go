package own_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/own"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

func inMemory(t testing.TB) *ledger.Ledger {
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

func head(t testing.TB, g graph.Graph) graph.Reader {
	t.Helper()
	at, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g.At(graph.View{Revision: at.Revision, Clearance: graph.MarkingProtected})
}

// all are the queries that leave nothing out.
func all(kind graph.Kind) any {
	statuses := graph.Statuses()
	switch kind {
	case graph.KindActor:
		return graph.ActorQuery{Statuses: statuses}
	case graph.KindStatement:
		return graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: statuses, Bases: graph.Bases(), Superseded: []bool{true, false}}}
	case graph.KindEvent:
		return graph.EventQuery{EventSet: graph.EventSet{Statuses: statuses}}
	case graph.KindLocation:
		return graph.LocationSet{Statuses: statuses}
	case graph.KindAgreement:
		return graph.AgreementSet{Statuses: statuses}
	case graph.KindDocument:
		return graph.DocumentSet{Statuses: statuses}
	case graph.KindTopic:
		return graph.TopicSet{Statuses: statuses}
	}
	return nil
}

func canonical(t testing.TB, g graph.Graph) string {
	t.Helper()
	var b strings.Builder
	if _, err := export.Records(t.Context(), head(t, g), &b, export.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tabled are the records of a kind as a file.
func tabled(t testing.TB, g graph.Graph, q export.Request) *source.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), fmt.Sprintf("%s.%s", q.Kind, q.Format))
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = export.Write(t.Context(), head(t, g), f, q)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(t.Context(), path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lines(t testing.TB, s *source.Source) (io.ReadCloser, error) {
	if s.Kind == source.Parquet {
		return own.ParquetLines(s)
	}
	return own.Lines(t.Context(), s)
}

// What goes out as a table comes in again as it was: records of every kind and
// status, corrected, hidden and retracted ones, with texts of several lines.
func TestTablesComeBack(t *testing.T) {
	g := inMemory(t)
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	awkward := graph.Document{Meta: graph.Meta{ID: "document/awkward"}, Kind: graph.DocumentOther, Title: `a "made-up" title, with a comma`, Text: "one\r\ntwo\n\nthree\rfour\t=five |"}
	sum := graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &awkward}}}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), sum); err != nil {
		t.Fatal(err)
	}
	want := canonical(t, g)
	for _, format := range []export.Format{export.CSV, export.TSV, export.Parquet} {
		t.Run(string(format), func(t *testing.T) {
			second := inMemory(t)
			var inputs []ingest.Input
			for _, kind := range graph.Kinds() {
				s := tabled(t, g, export.Request{Format: format, Selection: export.Selection{Kind: kind, Query: all(kind)}, IncludeRestricted: true})
				inputs = append(inputs, ingest.Input{Name: s.Name, Open: func() (io.ReadCloser, error) { return lines(t, s) }})
			}
			report, err := ingest.Run(t.Context(), second, inputs, ingest.Options{Principal: graphtest.Curator()})
			if err != nil || !report.OK() {
				t.Fatalf("%v %+v", err, report)
			}
			if got := canonical(t, second); got != want {
				t.Errorf("came back\n%s\nwent out\n%s", got, want)
			}
		})
	}
}

// A cell that a spreadsheet was kept from taking for a formula is what it was.
func TestSpreadsheetsComeBack(t *testing.T) {
	g := inMemory(t)
	topic := &graph.Topic{Meta: graph.Meta{ID: "topic/made"}, Kind: graph.TopicIssue, Names: []graph.Name{{Text: "=made up"}}}
	codebook := &graph.Codebook{Meta: graph.Meta{ID: "codebook/made"}, Scheme: "made", Version: "1", Title: "=1+1", Text: "'quoted'"}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: topic}, {Verb: graph.VerbCreate, Record: codebook}}}); err != nil {
		t.Fatal(err)
	}
	for _, spreadsheet := range []bool{false, true} {
		s := tabled(t, g, export.Request{Format: export.CSV, Selection: export.Selection{Kind: graph.KindCodebook}, Spreadsheet: spreadsheet})
		in, err := own.Lines(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil || in.Close() != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte(`"title":"=1+1","text":"'quoted'"`)) {
			t.Errorf("for a spreadsheet: %t: %s", spreadsheet, b)
		}
	}
}

// Columns may stand in any order, and those that are derived may be gone; a field's
// may not, nor may there be others.
func TestKindOf(t *testing.T) {
	var names, fields []string
	for _, c := range export.Columns(graph.KindTopic) {
		names = append([]string{c.Name}, names...)
		if !c.Derived {
			fields = append(fields, c.Name)
		}
	}
	for what, c := range map[string]struct {
		columns []string
		want    graph.Kind
	}{
		"in reverse":            {names, graph.KindTopic},
		"without what is given": {fields, graph.KindTopic},
		"without a field":       {fields[1:], ""},
		"with another":          {append([]string{"other"}, fields...), ""},
		"with one twice":        {append([]string{fields[0]}, fields...), ""},
		"nothing":               {nil, ""},
	} {
		if got := own.KindOf(c.columns); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

const header = "id,codes,marking,status,statusReason,coding,variables,scheme,version,title,url,text\n"

// A line has the number of its row, and what is wrong with a cell is said of its
// field.
func TestWhatIsAtFault(t *testing.T) {
	for what, c := range map[string]struct {
		text, want string
	}{
		"lines keep their numbers":  {header + "codebook/a,,,,,,,a,1,\"two\nlines\",,\n\ncodebook/b,,,,,,,b,1,,,\n", "\n" + `{"type":"Codebook","id":"codebook/a","scheme":"a","version":"1","title":"two\nlines"}` + "\n\n\n" + `{"type":"Codebook","id":"codebook/b","scheme":"b","version":"1"}` + "\n"},
		"a cell that is no JSON":    {header + "codebook/a,nonsense,,,,,,,,,,\n", "\n" + `{"type":"Codebook","id":"codebook/a","codes":"nonsense"}` + "\n"},
		"a number where parts are":  {header + "codebook/a,12,,,,,,,,,,\n", "\n" + `{"type":"Codebook","id":"codebook/a","codes":"12"}` + "\n"},
		"parts on several lines":    {header + "codebook/a,\"[\n]\",,,,,,,,,,\n", "\n" + `{"type":"Codebook","id":"codebook/a","codes":[]}` + "\n"},
		"a row that is too short":   {header + "codebook/a,,\n", ""},
		"a mark that is not closed": {header + "codebook/a,\"" + strings.Repeat("x", 100), ""},
	} {
		in, err := own.Lines(t.Context(), source.Of("made.csv", c.text))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		var fault *table.Fault
		if c.want == "" && (!errors.As(err, &fault) || fault.Line != 2) || c.want != "" && (err != nil || string(b) != c.want) {
			t.Errorf("%s: %v\n got %q\nwant %q", what, err, b, c.want)
		}
	}
}

// A file that is damaged is told so, wherever that is.
func TestADamagedFile(t *testing.T) {
	g := inMemory(t)
	if err := graphtest.LoadWorld(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	s := tabled(t, g, export.Request{Format: export.Parquet, Selection: export.Selection{Kind: graph.KindStatement}})
	whole, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(b []byte) error {
		if err := os.WriteFile(s.Path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s.Size = int64(len(b))
		in, err := own.ParquetLines(s)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, in)
		return errors.Join(err, in.Close())
	}
	for what, b := range map[string][]byte{
		"cut":         whole[:len(whole)/2],
		"a word":      []byte("PAR1"),
		"with a hole": append(append(bytes.Clone(whole[:4]), make([]byte, len(whole)/3)...), whole[4+len(whole)/3:]...),
	} {
		if err := damaged(b); !errors.Is(err, own.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := 5; i < len(whole); i += len(whole) / 60 {
		b := bytes.Clone(whole)
		b[i] ^= 0x55
		if err := damaged(b); err != nil && !errors.Is(err, own.ErrDamaged) && !strings.Contains(err.Error(), "no table") {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}
