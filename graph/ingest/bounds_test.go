package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ndjson"
)

// produced is an input whose lines are made as they are read: the n-th by
// line(n), until that is empty.
func produced(name string, line func(n int) string) ingest.Input {
	return ingest.Input{Name: name, Open: func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() {
			for n := 0; ; n++ {
				text := line(n)
				if text == "" {
					_ = w.Close()
					return
				}
				if _, err := io.WriteString(w, text+"\n"); err != nil {
					return // nobody reads on
				}
			}
		}()
		return r, nil
	}}
}

func encoded(t *testing.T, r graph.Record) string {
	t.Helper()
	line, err := ndjson.Encode(ndjson.Line{Record: r})
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// The batches are of the import's making, so it is for the import to make them
// fit when their index entries turn out to be too many.
func TestABatchThatIsTooLargeIsDivided(t *testing.T) {
	g := empty(t)
	const actors, statements = 60, 900
	in := []string{report()}
	for i := range actors {
		in = append(in, fmt.Sprintf(`{"type":"Actor","id":"actor/a-%d","kind":"PERSON"}`, i))
	}
	for i := range statements {
		s := &graph.Statement{
			Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/s-%d", i))}, Text: "Made up.", Lang: "en", Wording: graph.WordingParaphrase,
			Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Attribution: graph.AttributionPublisher, Transmission: graph.TransmissionDirect,
			Evidence: []graph.Evidence{{Document: "document/report"}},
		}
		for j := range actors {
			s.About = append(s.About, graph.About{Node: graph.ID(fmt.Sprintf("actor/a-%d", j)), Role: graph.AboutSubject})
		}
		in = append(in, encoded(t, s))
	}
	r := brought(t, g, in...)
	if r.New != 1+actors+statements || r.Last < 2 {
		t.Errorf("report %+v", r)
	}
	// A commit that is asked for as one is not divided.
	again := bring(t, empty(t), lines(in...), atomically)
	if again.OK() || again.First != 0 {
		t.Errorf("in one commit: %+v", again)
	}
}

// A commit that is too long to go in is not held in memory to its end.
func TestACommitOfManyBytesIsNotHeld(t *testing.T) {
	var most uint64
	text := strings.Repeat("x", 1<<20)
	in := produced("f", func(n int) string {
		switch {
		case n == 0:
			return untimed
		case n <= 300:
			return fmt.Sprintf(`{"type":"Document","id":"document/d-%d","text":%q}`, n, text)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		most = m.HeapAlloc
		return ""
	})
	r := bring(t, empty(t), []ingest.Input{in})
	if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Reason, "bytes") {
		t.Errorf("report %+v", r.Refused)
	}
	if most > 150<<20 {
		t.Errorf("%d MB were held", most>>20)
	}
}

// What is gathered may name people at risk. It is in no file that anybody could
// open, also when the program ends before the import does.
func TestGatheredLinesLeaveNoFileBehind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be removed")
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	left := -1
	in := produced("f", func(n int) string {
		if n < 5000 {
			return place(fmt.Sprintf("l-%d", n))
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Error(err)
		}
		left = len(entries)
		return ""
	})
	if r := bring(t, empty(t), []ingest.Input{in}); r.New != 5000 {
		t.Errorf("report %+v", r)
	}
	if left != 0 {
		t.Errorf("%d files were there to be read", left)
	}
}

// Messages are read by everybody, and files are named after what is in them.
func TestMessagesNameNoFiles(t *testing.T) {
	g := empty(t)
	r := bring(t, g, []ingest.Input{input("/far/away/witness-7.ndjson", place(opaque, `"marking":"PROTECTED"`))})
	if !r.OK() || head(t, g).Message != "Import of loose records" {
		t.Errorf("message %q, %v", head(t, g).Message, r.Refused)
	}
}

// What is refused because of a record that was withdrawn is found before
// anything goes in.
func TestAReferenceToWhatWasWithdrawnKeepsAllLooseLinesOut(t *testing.T) {
	g := empty(t)
	brought(t, g, untimed, karvela, place("old"), `{"type":"Commit","message":"away"}`,
		`{"type":"Retract","id":"location/karvela","reason":"a test"}`, `{"type":"Retract","id":"location/old","reason":"a test"}`)
	var in []string
	for i := range 1500 {
		in = append(in, place(fmt.Sprintf("l-%d", i)))
	}
	in = append(in, place("new", `"within":"location/old"`), `{"type":"Location","id":"location/karvela","kind":"SETTLEMENT"}`)
	r := bring(t, g, lines(in...))
	same(t, r, []string{
		"f:1501: location/new: within: location/old has been retracted",
		"f:1502: location/karvela: conflicting change: it has been retracted; restore it first",
	})
	if r.First != 0 {
		t.Errorf("revisions %d to %d went in", r.First, r.Last)
	}
}

// failed is a graph whose commits fail.
type failed struct {
	graph.Graph
	err error
}

func (f failed) Commit(context.Context, graph.Principal, graph.Change) (graph.Revision, error) {
	return 0, f.err
}

// A failure of the graph is not taken for a fault of a line, whatever it wraps;
// and a refusal is told with all its words.
func TestFailuresOfTheGraphAreNoRefusals(t *testing.T) {
	field := &graph.FieldError{Path: "said", Reason: "is no date"}
	for _, err := range []error{
		&graph.CorruptError{ID: "statement/s", What: "record", Err: field},
		&graph.OpError{ID: "location/karvela", Err: &graph.CorruptError{What: "record", Err: field}},
		fmt.Errorf("%w: %w", graph.ErrUnknown, graph.ErrConflict),
		fmt.Errorf("%w: %w", graph.ErrFull, graph.ErrTooLarge),
		fmt.Errorf("%w: %w", graph.ErrClosed, field),
	} {
		r, got := ingest.Run(t.Context(), failed{empty(t), err}, lines(karvela), ingest.Options{Principal: keeper, Clock: clock})
		if !errors.Is(got, err) || !r.OK() {
			t.Errorf("%v: %v, refused %v", err, got, r.Refused)
		}
	}
	r := bring(t, failed{empty(t), fmt.Errorf("%w: %w", graph.ErrTooLarge, errors.New("more than a page"))}, lines(karvela))
	same(t, r, []string{"f:1: too large: more than a page"})
}
