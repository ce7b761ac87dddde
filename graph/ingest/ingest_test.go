package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/graph/ndjson"
	"hudna/storage"
	"hudna/storage/memkv"
)

// now is the time of every clock in these tests.
var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// keeper is who imports.
var keeper = graph.Principal{Name: "keeper", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}

// empty opens an empty graph.
func empty(t *testing.T) *ledger.Ledger {
	t.Helper()
	disk := memkv.New()
	l, err := ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{
		Open:  func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) },
		Clock: clock,
	})
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

// input is an input of lines.
func input(name string, lines ...string) ingest.Input {
	text := strings.Join(lines, "\n") + "\n"
	return ingest.Input{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func lines(l ...string) []ingest.Input { return []ingest.Input{input("f", l...)} }

// bring imports, and fails the test if the import could not go on.
func bring(t *testing.T, g graph.Graph, in []ingest.Input, edit ...func(*ingest.Options)) *ingest.Report {
	t.Helper()
	o := ingest.Options{Principal: keeper, Clock: clock}
	for _, e := range edit {
		e(&o)
	}
	r, err := ingest.Run(t.Context(), g, in, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// brought imports lines that nothing is wrong with.
func brought(t *testing.T, g graph.Graph, l ...string) *ingest.Report {
	t.Helper()
	r := bring(t, g, lines(l...))
	if !r.OK() {
		t.Fatalf("refused: %v", r.Refused)
	}
	return r
}

func atomically(o *ingest.Options) { o.Atomic = true }

func head(t *testing.T, g graph.Graph) graph.Commit {
	t.Helper()
	c, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// held is all that a graph holds, in lines.
func held(t *testing.T, g graph.Graph) string {
	t.Helper()
	r := g.At(graph.View{Revision: head(t, g).Revision, Clearance: graph.MarkingProtected})
	var all []string
	for _, kind := range graph.Kinds() {
		for record, err := range r.Scan(t.Context(), kind) {
			if err != nil {
				t.Fatal(err)
			}
			line, err := ndjson.Encode(ndjson.Line{Record: record})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(line))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func place(name string, rest ...string) string {
	return fmt.Sprintf(`{"type":"Location","id":"location/%s"%s}`, name, strings.Join(append([]string{""}, rest...), ","))
}

const (
	march    = `{"type":"Commit","author":"A. Coder","message":"March","time":"2024-03-01T10:00:00Z"}`
	april    = `{"type":"Commit","author":"B. Coder","message":"April","time":"2024-04-01T10:00:00Z"}`
	untimed  = `{"type":"Commit","author":"C. Coder","message":"Some day"}`
	karvela  = `{"type":"Location","id":"location/karvela","names":[{"text":"Karvela","lang":"en"}]}`
	karvela2 = `{"type":"Location","id":"location/karvela","names":[{"text":"Karvela City","lang":"en"}]}`
	school   = `{"type":"Location","id":"location/school","within":"location/karvela"}`
)

func TestCommits(t *testing.T) {
	g := empty(t)
	r := brought(t, g, march, karvela, school, april, karvela2, `{"type":"Retract","id":"location/school","reason":"it burnt down"}`, untimed, `{"type":"Restore","id":"location/school"}`)
	want := ingest.Report{New: 2, Changed: 1, Retracted: 1, Restored: 1, First: 1, Last: 3}
	if fmt.Sprint(*r) != fmt.Sprint(want) {
		t.Errorf("report %+v, want %+v", *r, want)
	}
	for n, want := range []graph.Commit{
		{Revision: 1, Author: "A. Coder", Message: "March", Time: time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)},
		{Revision: 2, Author: "B. Coder", Message: "April", Time: time.Date(2024, 4, 1, 10, 0, 0, 0, time.UTC)},
		{Revision: 3, Author: "C. Coder", Message: "Some day", Time: now},
	} {
		got, err := g.At(graph.View{Revision: 3, Clearance: graph.MarkingPublic}).Commit(t.Context(), graph.Revision(n+1))
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("commit %+v, %v, want %+v", got, err, want)
		}
	}
}

func TestTheSameAgainChangesNothing(t *testing.T) {
	cases := map[string][]string{
		"commits":                            {march, karvela, school, april, karvela2, `{"type":"Retract","id":"location/school","reason":"it burnt down"}`},
		"a commit that takes it back":        {march, karvela, april, karvela2, untimed, karvela},
		"loose lines":                        {karvela, school},
		"loose lines that a commit corrects": {karvela, school, april, karvela2},
		"a restoration":                      {march, karvela, april, `{"type":"Retract","id":"location/karvela","reason":"twice"}`, untimed, `{"type":"Restore","id":"location/karvela","reason":"not twice"}`},
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			brought(t, g, in...)
			before, text := head(t, g), held(t, g)
			r := brought(t, g, in...)
			if r.New+r.Changed+r.Retracted+r.Restored != 0 || r.First != 0 || r.Last != 0 || r.Same == 0 {
				t.Errorf("the second time: %+v", r)
			}
			if after := head(t, g); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("head %+v, was %+v", after, before)
			}
			if held(t, g) != text {
				t.Error("the records have changed")
			}
		})
	}
}

func TestACommitIsKnownAgainInAnotherFileAndForm(t *testing.T) {
	g := empty(t)
	brought(t, g, march, karvela, april, karvela2)
	// The first commit alone, with its fields in another order and defaults
	// written out: it is the one that was made, and does not take the second back.
	r := bring(t, g, []ingest.Input{input("g",
		`{"time":"2024-03-01T11:00:00+01:00","message":"March","author":"A. Coder","type":"Commit"}`,
		`{"names":[{"lang":"en","text":"Karvela","kind":"PRIMARY"}],"id":"location/karvela","marking":"PUBLIC","status":"PUBLISHED","type":"Location"}`)})
	if r.Same != 1 || r.Changed != 0 || head(t, g).Revision != 2 {
		t.Errorf("report %+v, head %d", r, head(t, g).Revision)
	}
}

func TestLooseLinesDoNotTakeBackWhatWasDoneSince(t *testing.T) {
	cases := map[string]struct{ since, note string }{
		"corrected": {karvela2, "f:1: location/karvela was like this in revision 1 and has been changed since: it stays as it is now"},
		"withdrawn": {`{"type":"Retract","id":"location/karvela","reason":"a test"}`, "f:1: location/karvela was like this in revision 1 and has been changed since: it stays as it is now"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			brought(t, g, karvela)
			brought(t, g, march, c.since)
			text := held(t, g)
			r := brought(t, g, karvela)
			if r.Same != 1 || r.First != 0 || strings.Join(r.Notes, "") != c.note {
				t.Errorf("report %+v", r)
			}
			if held(t, g) != text {
				t.Errorf("it was taken back: %s", held(t, g))
			}
			// In a commit of its own it is.
			if c.since == karvela2 {
				if r := brought(t, g, untimed, karvela); r.Changed != 1 || r.Last != 3 {
					t.Errorf("in a commit: %+v", r)
				}
			}
		})
	}
}

func TestTimesThatCannotBeKept(t *testing.T) {
	cases := map[string]struct {
		lines []string
		want  time.Time
		notes string
	}{
		"before the head": {
			[]string{april, karvela, march, karvela2},
			now, "f:3: the time of the commit, 2024-03-01T10:00:00Z, is not after the head or lies in the future; revision 2 has the time of the clock",
		},
		"the head's own": {
			[]string{april, karvela, strings.Replace(april, "April", "April again", 1), karvela2},
			now, "f:3: the time of the commit, 2024-04-01T10:00:00Z, is not after the head or lies in the future; revision 2 has the time of the clock",
		},
		"in the future": {
			[]string{strings.Replace(april, "2024", "2025", 1), karvela},
			now, "f:1: the time of the commit, 2025-04-01T10:00:00Z, is not after the head or lies in the future; revision 1 has the time of the clock",
		},
		"this very moment": {
			[]string{strings.Replace(april, "2024-04-01T10", "2024-05-01T12", 1), karvela},
			now, "",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			r := brought(t, g, c.lines...)
			if got := head(t, g).Time; !got.Equal(c.want) {
				t.Errorf("the head is of %v, want %v", got, c.want)
			}
			if got := strings.Join(r.Notes, "; "); got != c.notes {
				t.Errorf("notes %q, want %q", got, c.notes)
			}
		})
	}
}

func TestACommitDoesNotReachIntoTheNextFile(t *testing.T) {
	g := empty(t)
	r := bring(t, g, []ingest.Input{input("a", march, karvela), input("b", school)})
	if !r.OK() || r.New != 2 || r.Last != 2 {
		t.Fatalf("report %+v", r)
	}
	if c := head(t, g); c.Author != "keeper" || c.Message != "Import of loose records" {
		t.Errorf("the second file made %+v", c)
	}
}

func TestOrderAcrossBatches(t *testing.T) {
	// Each line of the first half lies within one of the second, so that in the
	// order of the file the first batch would refer to the last.
	const n = 2500
	var in []string
	for i := range n / 2 {
		in = append(in, place(fmt.Sprint(i), fmt.Sprintf(`"within":"location/%d"`, n-1-i)))
	}
	for i := n / 2; i < n; i++ {
		in = append(in, place(fmt.Sprint(i)))
	}
	g := empty(t)
	r := brought(t, g, in...)
	if r.New != n || r.First != 1 || r.Last != 3 {
		t.Fatalf("report %+v", r)
	}
	if c := head(t, g); c.Message != "Import of loose records, part 3 of 3" {
		t.Errorf("message %q", c.Message)
	}
	if r := brought(t, g, in...); r.Same != n || r.First != 0 {
		t.Errorf("the second time %+v", r)
	}
}

func TestCirclesStayInOneCommit(t *testing.T) {
	circle := func(n int) (in []string) {
		for i := range n {
			in = append(in, fmt.Sprintf(`{"type":"Actor","id":"actor/a%d","kind":"ORGANISATION","affiliations":[{"organisation":"actor/a%d","kind":"ALLIED"}]}`, i, (i+1)%n))
		}
		return in
	}
	t.Run("as many as a commit holds", func(t *testing.T) {
		g := empty(t)
		r := brought(t, g, append([]string{karvela, school}, circle(graph.MaxOps)...)...)
		if r.New != graph.MaxOps+2 || r.Last != 2 {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("one more", func(t *testing.T) {
		g := empty(t)
		r := bring(t, g, lines(append([]string{karvela}, circle(graph.MaxOps+1)...)...))
		want := "f:2: 1001 records refer to each other in circles, and one commit holds 1000"
		if len(r.Refused) != 1 || r.Refused[0].String() != want {
			t.Errorf("refused %v, want %s", r.Refused, want)
		}
		if r.NotReached != graph.MaxOps+1 || head(t, g).Revision != 0 {
			t.Errorf("report %+v, head %d", r, head(t, g).Revision)
		}
	})
}

func TestAtomic(t *testing.T) {
	many := func(n int) (in []string) {
		for i := range n {
			in = append(in, place(fmt.Sprint(i)))
		}
		return in
	}
	cases := map[string]struct {
		in      []ingest.Input
		refused string
	}{
		"two files make one commit":    {[]ingest.Input{input("a", school), input("b", karvela)}, ""},
		"as many as a commit holds":    {lines(many(graph.MaxOps)...), ""},
		"one more":                     {lines(many(graph.MaxOps + 1)...), "f:1: an atomic import is one commit of at most 1000 records and 2097152 bytes; this needs 2 commits"},
		"a Commit line":                {lines(march, karvela), "f:1: an atomic import is one commit and takes no Commit lines"},
		"one line of many is at fault": {lines(karvela, `{"type":"Location","id":"location/x","within":"location/nowhere"}`), "f:2: location/x: within: there is no record location/nowhere"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			r := bring(t, g, c.in, atomically)
			if c.refused == "" {
				if !r.OK() || head(t, g).Revision != 1 {
					t.Errorf("report %+v, head %d", r, head(t, g).Revision)
				}
				return
			}
			if len(r.Refused) != 1 || r.Refused[0].String() != c.refused {
				t.Errorf("refused %v, want %s", r.Refused, c.refused)
			}
			if head(t, g).Revision != 0 || r.First != 0 {
				t.Errorf("something went in: %+v", r)
			}
		})
	}
}

func TestOnlyWhatIsNewIsCommitted(t *testing.T) {
	g := empty(t)
	brought(t, g, karvela, school)
	r := brought(t, g, karvela, school, karvelaRiver)
	if r.New != 1 || r.Same != 2 || r.First != 2 {
		t.Errorf("report %+v", r)
	}
	var ops []graph.Op
	for c, err := range g.Changes(t.Context(), graph.View{Revision: 2, Clearance: graph.MarkingPublic}, 1) {
		if err != nil {
			t.Fatal(err)
		}
		ops = append(ops, c.Ops...)
	}
	if len(ops) != 1 || ops[0].Target() != "location/karvela-river" {
		t.Errorf("the second import did %+v", ops)
	}
}

const karvelaRiver = `{"type":"Location","id":"location/karvela-river","within":"location/karvela"}`

func TestTheFirstCommitAtFaultIsTheEnd(t *testing.T) {
	g := empty(t)
	r := bring(t, g, []ingest.Input{
		input("a", march, karvela, april, place("x", `"within":"location/nowhere"`), place("y"), untimed, school, untimed, place("u"), untimed, place("v")),
		input("b", place("z")),
	})
	if len(r.Refused) != 1 || r.Refused[0].String() != "a:4: location/x: within: there is no record location/nowhere" {
		t.Errorf("refused %v", r.Refused)
	}
	if r.New != 1 || r.First != 1 || r.Last != 1 || r.NotReached != 1 {
		t.Errorf("report %+v", r)
	}
	if got := held(t, g); strings.Count(got, "\n") != 0 || !strings.Contains(got, "karvela") {
		t.Errorf("the graph holds %s", got)
	}
}

func TestALineAtFaultKeepsAllLooseLinesOut(t *testing.T) {
	g := empty(t)
	var in []string
	for i := range 1500 { // more than a batch
		in = append(in, place(fmt.Sprint(i)))
	}
	in = append(in, place("x", `"kind":"PLANET"`))
	r := bring(t, g, lines(in...))
	if len(r.Refused) != 1 || r.Refused[0].Line != 1501 || r.NotReached != 1500 || head(t, g).Revision != 0 {
		t.Errorf("report %+v, head %d", r, head(t, g).Revision)
	}
}

func TestALooseQuotationThatDoesNotFitKeepsAllOut(t *testing.T) {
	g := empty(t)
	var in []string
	for i := range 1500 { // more than a batch
		in = append(in, place(fmt.Sprint(i)))
	}
	in = append(in, karvela, report(withText(reportText)), holds(span(12, 24, "الهدنة كاملة")))
	r := bring(t, g, lines(in...))
	if len(r.Refused) != 1 || r.Refused[0].Line != 1503 || r.Refused[0].Path != "evidence[0].hash" || head(t, g).Revision != 0 {
		t.Errorf("report %+v, head %d", r, head(t, g).Revision)
	}
}

func TestCancellationSaysWhatWentIn(t *testing.T) {
	g := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stop := func(p ingest.Progress) {
		if p.Revision == 2 {
			cancel()
		}
	}
	var in []string
	for i := range 2500 {
		in = append(in, place(fmt.Sprint(i)))
	}
	r, err := ingest.Run(ctx, g, lines(in...), ingest.Options{Principal: keeper, Clock: clock, Progress: stop})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if r.New != 2000 || r.First != 1 || r.Last != 2 || r.NotReached != 500 || head(t, g).Revision != 2 {
		t.Errorf("report %+v, head %d", r, head(t, g).Revision)
	}
	// The rest goes in when it is tried again.
	if r := brought(t, g, in...); r.New != 500 || r.Same != 2000 {
		t.Errorf("then %+v", r)
	}
}

func TestAnInputThatCannotBeReadIsAnErrorAndNoRefusal(t *testing.T) {
	broken := errors.New("the disk is gone")
	cases := map[string]ingest.Input{
		"not opened": {Name: "a", Open: func() (io.ReadCloser, error) { return nil, broken }},
		"cut off": {Name: "a", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader(karvela+"\n"), failing{broken})), nil
		}},
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			r, err := ingest.Run(t.Context(), g, []ingest.Input{in}, ingest.Options{Principal: keeper})
			if !errors.Is(err, broken) || !r.OK() || head(t, g).Revision != 0 {
				t.Errorf("error %v, report %+v, head %d", err, r, head(t, g).Revision)
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestProgress(t *testing.T) {
	g := empty(t)
	var seen []ingest.Progress
	var in []string
	for i := range 1200 {
		in = append(in, place(fmt.Sprint(i)))
	}
	bring(t, g, lines(in...), func(o *ingest.Options) { o.Progress = func(p ingest.Progress) { seen = append(seen, p) } })
	last := seen[len(seen)-1]
	if last.Lines != 1200 || last.Committed != 1200 || last.Revision != 2 || last.Bytes != int64(len(strings.Join(in, "\n"))+1) {
		t.Errorf("at the end %+v", last)
	}
	if !slices.IsSortedFunc(seen, func(a, b ingest.Progress) int { return int(a.Lines - b.Lines + a.Committed - b.Committed) }) {
		t.Errorf("it goes back: %+v", seen)
	}
}
