package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hudna/cmd/hudna/bench"
)

// A graph answers everything with the same few rows, and counts what it is
// asked.
type made struct {
	mu       sync.Mutex
	asked    map[string]int // by the name of the operation and the revision
	failing  string         // the operation that answers with an error
	waits    time.Duration
	explains int
	inFlight atomic.Int32
	most     int32
	row      string
}

func newMade() *made { return &made{asked: map[string]int{}, row: `{"node":{"id":"statement/x"}}`} }

func (g *made) ask(_ context.Context, r bench.Request) ([]byte, error) {
	now := g.inFlight.Add(1)
	defer g.inFlight.Add(-1)
	var request struct {
		Query      string
		Variables  map[string]string
		Extensions map[string]bool
	}
	if err := json.Unmarshal(r.Body, &request); err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(request.Query, "query "), "(")
	g.mu.Lock()
	defer g.mu.Unlock()
	g.most = max(g.most, now)
	time.Sleep(g.waits)
	g.asked[fmt.Sprintf("%s as of %d", name, r.Revision)]++
	explained := ""
	if request.Extensions["explain"] {
		g.explains++
		explained = `,"extensions":{"explain":{"keysRead":30,"recordsDecoded":20}}`
	}
	switch name {
	case g.failing:
		return []byte(`{"errors":[{"message":"it hurts"}],"data":null}`), nil
	case "Survey":
		return []byte(`{"data":{"head":{"number":200},"codebook":{"variables":[
			{"name":"statements","value":"1000"},{"name":"states","value":"2"},{"name":"seed","value":"7"},{"name":"order","value":"date"},
			{"name":"word.en.rare","value":"e1"},{"name":"word.en.middling","value":"e2"},{"name":"word.en.common","value":"e3"},
			{"name":"word.ar.rare","value":"a1"},{"name":"word.ar.middling","value":"a2"},{"name":"word.ar.common","value":"a3"},
			{"name":"word.ru.rare","value":"r1"},{"name":"word.ru.middling","value":"r2"},{"name":"word.ru.common","value":"r3"}]}}}`), nil
	case "Q1":
		return []byte(`{"data":{"statement":{"id":"statement/x"}}` + explained + `}`), nil
	case "Q3":
		return []byte(`{"data":{"statements":null}` + explained + `}`), nil
	case "Q5":
		return []byte(`{"data":{"matrix":{"cells":[{"count":1},{"count":1},{"count":1}]}}` + explained + `}`), nil
	case "Q6":
		return []byte(`{"data":{"shortestPaths":[{"length":1}]}` + explained + `}`), nil
	}
	return []byte(`{"data":{"statements":{"edges":[` + g.row + `,` + g.row + `]}}` + explained + `}`), nil
}

func options() bench.Options {
	return bench.Options{Percents: []int{5, 50}, Clients: 3, Rate: 5000, Requests: 40, Limit: time.Minute}
}

func TestMeasure(t *testing.T) {
	g := newMade()
	s, err := bench.Look(t.Context(), g.ask)
	if err != nil {
		t.Fatal(err)
	}
	if s.Statements != 1000 || s.Head != 200 || s.Seed != "7" || s.Order != "date" || s.States != 2 {
		t.Fatalf("%+v", s)
	}
	var results []bench.Result
	o := options()
	var allocated uint64
	o.Allocated = func() (objects, bytes uint64) { allocated += 400; return allocated, 10 * allocated }
	o.Resident = func() bench.Memory { return bench.Memory{All: 2 << 20, Own: 1 << 20} }
	told := 0
	o.Progress = func(string) { told++ }
	if err := bench.Measure(t.Context(), g.ask, s, o, func(r bench.Result) error {
		results = append(results, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(results) != 10*3 || told != 10*3 {
		t.Fatalf("%d results, told %d times", len(results), told)
	}
	for _, r := range results {
		rows := 2.0
		switch r.Question {
		case "Q1", "Q6":
			rows = 1
		case "Q5 30 days", "Q5 all":
			rows = 3
		case "Q3":
			rows = 0
		}
		if r.Rows != rows || r.KeysRead != 30 || r.Records != 20 || r.Statements != 1000 || r.Bytes < 20 {
			t.Errorf("%+v", r)
		}
		if r.Closed.Answers != 40 || r.Open.Answers != 40 || r.Closed.Clients != 3 || r.Open.Rate != 5000 || r.Closed.Failed+r.Open.Failed != 0 {
			t.Errorf("%+v", r)
		}
		if c := r.Closed; c.P50 <= 0 || c.P50 > c.P99 || c.P99 > c.P999 || c.PerSecond <= 0 {
			t.Errorf("%+v", c)
		}
		if r.Allocs != 10 || r.AllocBytes != 100 || r.Memory.Own != 1<<20 {
			t.Errorf("%+v", r)
		}
	}
	// Each form is explained once, and what is timed is not.
	if want := 3 * (64 + 2 + 2 + 2 + 3 + 1 + 2 + 3*3); g.explains != want {
		t.Errorf("explained %d times, not %d", g.explains, want)
	}
	for _, as := range []string{"Q2 as of 0", "Q2 as of 10", "Q2 as of 100"} {
		// Explained, asked once before, allocations, two loops.
		if got, want := g.asked[as], 2+2+40+40+40; got != want {
			t.Errorf("%s: asked %d times, not %d", as, got, want)
		}
	}
}

func TestTheOpenLoopDoesNotWait(t *testing.T) {
	g := newMade()
	g.waits = 200 * time.Microsecond // one after the other: 5,000 a second at most
	s, err := bench.Look(t.Context(), g.ask)
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Percents, o.Rate, o.Requests, o.Clients = nil, 50_000, 200, 2
	done := errors.New("one is enough")
	err = bench.Measure(t.Context(), g.ask, s, o, func(r bench.Result) error {
		// The last of 200 is asked for after 4 ms, and answered after 40.
		if r.Open.P99 < 20_000 || r.Closed.P50 > r.Open.P50 {
			t.Errorf("%+v", r)
		}
		return done
	})
	if !errors.Is(err, done) || g.most < 20 {
		t.Errorf("%v; at most %d at a time", err, g.most)
	}
}

func TestMeasureTellsOfErrors(t *testing.T) {
	g := newMade()
	g.failing = "Q4"
	s, err := bench.Look(t.Context(), g.ask)
	if err != nil {
		t.Fatal(err)
	}
	err = bench.Measure(t.Context(), g.ask, s, options(), func(bench.Result) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "Q4 at head") || !strings.Contains(err.Error(), "it hurts") {
		t.Error(err)
	}
	lost := errors.New("nobody there")
	_, err = bench.Look(t.Context(), func(context.Context, bench.Request) ([]byte, error) { return nil, lost })
	if !errors.Is(err, lost) {
		t.Error(err)
	}
	for body, want := range map[string]string{
		`{"data":{"head":null,"codebook":null}}`:                                                  "only a graph that `hudna generate` made",
		`{"data":{"head":{"number":1},"codebook":{"variables":[]}}}`:                              "does not say what is in it",
		`{"data":{"head":{"number":1},"codebook":{"variables":[{"name":"states","value":"x"}]}}}`: "states",
		`<html>`: "is no JSON",
	} {
		_, err := bench.Look(t.Context(), func(context.Context, bench.Request) ([]byte, error) { return []byte(body), nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestCompare(t *testing.T) {
	one, other := newMade(), newMade()
	differences, answers, rows, err := bench.Compare(t.Context(), one.ask, other.ask, []int{50})
	if err != nil || len(differences) > 0 || answers != 2*(64+2+2+2+3+1+2+9) || rows == 0 {
		t.Fatalf("%v, %d answers, %d rows, %v", differences, answers, rows, err)
	}
	// Q2, Q4 and Q7 answer with rows of statements, and these differ now.
	other.row = `{"node":{"id":"statement/y"}}`
	differences, _, _, err = bench.Compare(t.Context(), one.ask, other.ask, []int{50})
	if err != nil || len(differences) != 10 {
		t.Fatalf("%d differences, %v", len(differences), err)
	}
	d := differences[0]
	if d.Question != "Q2" || !strings.Contains(d.Got, "statement/x") || !strings.Contains(d.Want, "statement/y") || !strings.Contains(d.String(), "Q2 at head") {
		t.Errorf("%v", d)
	}
	other.failing = "Q1"
	if _, _, _, err = bench.Compare(t.Context(), one.ask, other.ask, nil); err == nil || !strings.Contains(err.Error(), "it hurts") {
		t.Error(err)
	}
}

func TestRunsAreReadBack(t *testing.T) {
	run := bench.Run{Statements: 10, Seed: "1", Order: "date", Revisions: 5, Machine: "m", OpenedMS: 12}
	var b bytes.Buffer
	err := run.WriteHead(&b)
	for _, at := range []int{100, 5} {
		r := bench.Result{Question: "Q2", At: "x", Percent: at, Rows: 20, KeysRead: float64(at), Closed: bench.Times{P50: 1500}}
		run.Results = append(run.Results, r)
		err = errors.Join(err, bench.WriteResult(&b, r))
	}
	if err != nil {
		t.Fatal(err)
	}
	back, err := bench.ReadRun(&b)
	if err != nil || fmt.Sprintf("%+v", *back) != fmt.Sprintf("%+v", run) {
		t.Fatalf("%+v, %v", back, err)
	}
	for text, want := range map[string]string{
		"":                             "there is no run",
		`{"result":{"question":"Q1"}}`: "line 1: is no line of a run",
		"{":                            "line 1: ",
	} {
		if _, err := bench.ReadRun(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := bench.ReadRun(strings.NewReader("")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}
