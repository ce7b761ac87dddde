package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

var mirroring = graph.Principal{Name: "mirror", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}

// memory is an empty graph.
func memory(t *testing.T) *ledger.Ledger {
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

// randomHistory is a graph with a random history, placeholders included.
func randomHistory(t *testing.T, seed uint64, commits int) *ledger.Ledger {
	t.Helper()
	l := memory(t)
	h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: commits})
	for {
		s, ok := h.Next()
		if !ok {
			return l
		}
		if _, err := l.Commit(t.Context(), s.By, s.Change); !errors.Is(err, s.Want) {
			t.Fatalf("%s: %v, want %v", s.What, err, s.Want)
		}
	}
}

// feedOf is the feed of a graph.
func feedOf(t *testing.T, g graph.Graph, m graph.Marking, after graph.Revision) []byte {
	t.Helper()
	var b bytes.Buffer
	for lines, err := range export.Feed(t.Context(), g, export.FeedOptions{After: after, Clearance: m}) {
		if err != nil {
			t.Fatal(err)
		}
		b.Write(lines)
	}
	return b.Bytes()
}

func feeding(feed []byte) ingest.Input {
	return ingest.Input{Name: "feed", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(feed)), nil }}
}

func replayed(t *testing.T, g graph.Graph, feed []byte) *ingest.Report {
	t.Helper()
	report, err := ingest.Replay(t.Context(), g, feeding(feed), ingest.Options{Principal: mirroring})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// canonical is the export of a graph as of a revision.
func canonical(t *testing.T, g graph.Graph, v graph.View) string {
	t.Helper()
	var b strings.Builder
	if _, err := export.Records(t.Context(), g.At(v), &b, export.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func headOf(t *testing.T, g graph.Graph) graph.Revision {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Revision
}

// wantMirror holds a mirror against its original: the same export as of every
// revision, and the same feed, which has the numbers, times, authors and
// messages.
func wantMirror(t *testing.T, original, mirror graph.Graph) {
	t.Helper()
	head := headOf(t, original)
	if got := headOf(t, mirror); got != head {
		t.Fatalf("the mirror ends with revision %d, the original with %d", got, head)
	}
	if a, b := feedOf(t, original, graph.MarkingProtected, 0), feedOf(t, mirror, graph.MarkingProtected, 0); !bytes.Equal(a, b) {
		t.Fatalf("the feeds differ:\n%s\n%s", a, b)
	}
	for r := range head + 1 {
		for _, m := range graph.Markings() {
			v := graph.View{Revision: r, Clearance: m}
			if a, b := canonical(t, original, v), canonical(t, mirror, v); a != b {
				t.Fatalf("%+v: the exports differ:\n%s\n%s", v, a, b)
			}
		}
	}
}

func TestAFeedMakesTheSameGraph(t *testing.T) {
	for seed := range uint64(3) {
		original, mirror := randomHistory(t, seed, 40), memory(t)
		feed := feedOf(t, original, graph.MarkingProtected, 0)
		report := replayed(t, mirror, feed)
		if !report.OK() || report.First != 1 || report.Last != 40 || len(report.Notes) > 0 {
			t.Fatalf("%+v", report)
		}
		wantMirror(t, original, mirror)
		again := replayed(t, mirror, feed)
		if !again.OK() || again.First != 0 || again.Same != report.New+report.Changed+report.Retracted+report.Restored {
			t.Errorf("again: %+v", again)
		}
	}
}

// A feed that was cut anywhere goes on after the last commit that was whole, as
// often as it is cut. What is there may come again.
func TestAFeedMayBeCutAnywhere(t *testing.T) {
	original, mirror := randomHistory(t, 11, 40), memory(t)
	dice := graphtest.NewDice(11)
	within := 0
	for cuts := 0; cuts < 100 || headOf(t, mirror) < headOf(t, original); cuts++ {
		if headOf(t, mirror) == headOf(t, original) {
			wantMirror(t, original, mirror)
			mirror = memory(t)
		}
		after := headOf(t, mirror)
		after -= min(after, graph.Revision(dice.N(3)))
		rest := feedOf(t, original, graph.MarkingProtected, after)
		cut := dice.N(len(rest) + 1)
		report := replayed(t, mirror, rest[:cut])
		if !report.OK() {
			t.Fatalf("cut %d: %+v", cuts, report)
		}
		if len(report.Notes) > 0 {
			within++
		}
	}
	if wantMirror(t, original, mirror); within < 50 {
		t.Errorf("%d cuts within a commit", within)
	}
}

// What a mirror of a clearance that does not see everything gets has the same
// numbers and times; and its feed is the one that it was made of.
func TestAFeedOfWhatAClearanceSees(t *testing.T) {
	original, mirror := memory(t), memory(t)
	if err := graphtest.LoadWorld(t.Context(), original); err != nil {
		t.Fatal(err)
	}
	for _, m := range []graph.Marking{graph.MarkingRestricted, graph.MarkingPublic} {
		id := graph.ID("location/0195d1f0-7a1c-7000-8000-00000000002" + fmt.Sprint(m.Level()))
		change := graph.Change{Message: "enter another place", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: id, Marking: m}}}}}
		if _, err := original.Commit(t.Context(), mirroring, change); err != nil {
			t.Fatal(err)
		}
	}
	feed := feedOf(t, original, graph.MarkingPublic, 0)
	if report := replayed(t, mirror, feed); !report.OK() || headOf(t, mirror) != headOf(t, original) {
		t.Fatalf("%+v", report)
	}
	if got := feedOf(t, mirror, graph.MarkingProtected, 0); !bytes.Equal(got, feed) {
		t.Errorf("the mirror feeds\n%s\nand was fed\n%s", got, feed)
	}
	if n := bytes.Count(feed, []byte(`"operations"`)); n != int(headOf(t, original))-1 || bytes.Contains(feed, []byte(graph.MarkingRestricted)) {
		t.Errorf("%d commits are seen:\n%s", n, feed)
	}
	v := graph.View{Revision: headOf(t, original), Clearance: graph.MarkingPublic}
	if a, b := canonical(t, original, v), canonical(t, mirror, v); a != b {
		t.Errorf("the exports differ:\n%s\n%s", a, b)
	}
}

const (
	one   = `{"type":"Commit","revision":1,"author":"A. Coder","message":"first","time":"2020-01-01T00:00:00Z","operations":1}` + "\n" + `{"type":"Location","id":"location/a"}` + "\n"
	two   = `{"type":"Commit","revision":2,"time":"2020-01-02T00:00:00Z"}` + "\n"
	three = `{"type":"Commit","revision":3,"author":"A. Coder","time":"2020-01-03T00:00:00Z","operations":1}` + "\n" + `{"type":"Retract","id":"location/a","reason":"twice"}` + "\n"
)

func TestReplayRefuses(t *testing.T) {
	edit := func(s, old, now string) string {
		if !strings.Contains(s, old) {
			t.Fatalf("%q has no %q", s, old)
		}
		return strings.Replace(s, old, now, 1)
	}
	for name, c := range map[string]struct {
		feed, want string
		head       graph.Revision
	}{
		"a commit without a number":         {one + edit(two, `"revision":2,`, ""), "feed:3: revision: is missing: a feed tells the number of each commit", 1},
		"a commit without a time":           {one + edit(two, `,"time":"2020-01-02T00:00:00Z"`, ""), "feed:3: time: is missing: a feed tells when each commit was recorded", 1},
		"a commit of nobody":                {edit(one, `"author":"A. Coder",`, ""), "feed:1: name: is missing", 0},
		"too many operations":               {edit(one, `"operations":1`, `"operations":1001`), "feed:1: operations: is 1001; a commit has at most 1000", 0},
		"fewer than nothing":                {edit(one, `"operations":1`, `"operations":-1`), "feed:1: operations: is -1; a commit has at most 1000", 0},
		"a gap":                             {one + three, "feed:3: revision: is 3, and that before it 1", 1},
		"a beginning beyond the head":       {three, "feed:1: revision: is 3, and the graph ends with revision 0: ask for the changes after that", 0},
		"what belongs to no commit":         {one + `{"type":"Location","id":"location/b"}` + "\n", "feed:3: location/b: belongs to no commit: a feed has Commit lines with a revision, a time and how many operations follow", 1},
		"a commit before the last is whole": {edit(one, `"operations":1`, `"operations":2`) + two, "feed:3: revision 1 has 2 operations, and only 1 stand before this line", 0},
		"a line that is no JSON":            {one + "{\n", "feed:3: is not JSON: it ends too early", 1},
		"a record at fault":                 {edit(one, `"location/a"`, `"location/a","kind":"MOON"`), `feed:2: location/a: kind: is "MOON", not one of COUNTRY`, 0},
		"what the graph does not take":      {one + two + edit(three, "location/a", "location/b"), "feed:5: location/b: not found: there is no such record", 2},
		"a time that is not later":          {one + edit(two, "2020-01-02", "2019-01-02"), "feed:3: time: 2019-01-02T00:00:00Z is not later than the head", 1},
		"a message without operations":      {one + edit(two, `"time"`, `"message":"why","time"`), "feed:3: message: is not for a placeholder", 1},
	} {
		t.Run(name, func(t *testing.T) {
			g := memory(t)
			report := replayed(t, g, []byte(c.feed))
			if len(report.Refused) != 1 || !strings.HasPrefix(report.Refused[0].String(), c.want) {
				t.Errorf("refused %v, want %s", report.Refused, c.want)
			}
			if got := headOf(t, g); got != c.head {
				t.Errorf("revision %d is the last, want %d", got, c.head)
			}
		})
	}
	for name, c := range map[string]struct{ feed, want string }{
		"another author":  {edit(one, "A. Coder", "B. Coder"), `feed:1: revision 1 of the graph is another one: it is by "A. Coder"`},
		"another time":    {edit(one, "00:00:00Z", "00:00:01Z"), "feed:1: revision 1 of the graph is another one: it is of 2020-01-01T00:00:00Z"},
		"another message": {edit(one, "first", "last"), `feed:1: revision 1 of the graph is another one: its message is "first"`},
		"fewer operations": {
			`{"type":"Commit","revision":1,"author":"A. Coder","message":"first","time":"2020-01-01T00:00:00Z"}` + "\n",
			"feed:1: revision 1 of the graph is another one: it has 1 operations",
		},
		"another record": {edit(one, "location/a", "location/b"), "feed:2: location/b: revision 1 of the graph is another one: it does something else here"},
		"another reason, later": {
			one + two + edit(three, "twice", "thrice"), "feed:5: location/a: revision 3 of the graph is another one: it does something else here",
		},
	} {
		t.Run("onto "+name, func(t *testing.T) {
			g := memory(t)
			if report := replayed(t, g, []byte(one+two+three)); !report.OK() || report.Last != 3 {
				t.Fatalf("%+v", report)
			}
			report := replayed(t, g, []byte(c.feed))
			if len(report.Refused) != 1 || report.Refused[0].String() != c.want || headOf(t, g) != 3 {
				t.Errorf("refused %v, want %s", report.Refused, c.want)
			}
		})
	}
	t.Run("who is no administrator", func(t *testing.T) {
		by := mirroring
		by.Role = graph.RoleReviewer
		report, err := ingest.Replay(t.Context(), memory(t), feeding([]byte(one)), ingest.Options{Principal: by})
		if err != nil || len(report.Refused) != 1 || !strings.Contains(report.Refused[0].Reason, "forbidden") {
			t.Errorf("%+v %v", report, err)
		}
		if _, err := ingest.Replay(t.Context(), memory(t), feeding([]byte(one)), ingest.Options{}); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// Where a feed was cut, it is said.
func TestReplaySaysWhereAFeedWasCut(t *testing.T) {
	for feed, want := range map[string]string{
		one + two + three[:len(three)-10]:                "feed:4: the feed ends within the commit of revision 3, which was left out: go on with the changes after 2",
		one + two + three[:strings.Index(three, "\n")+1]: "feed:4: the feed ends within the commit of revision 3, which was left out: go on with the changes after 2",
		one + two[:20]: "feed: the feed ends within a line: go on with the changes after 1",
	} {
		report := replayed(t, memory(t), []byte(feed))
		if !report.OK() || fmt.Sprint(report.Notes) != "["+want+"]" {
			t.Errorf("%+v, want %s", report, want)
		}
	}
	if report := replayed(t, memory(t), []byte(strings.TrimSuffix(one, "\n"))); !report.OK() || report.Last != 1 || report.Notes != nil {
		t.Errorf("the last line need not end: %+v", report)
	}
}

// A commit of a feed is made as soon as its last line has come, while the feed
// goes on.
func TestReplayKeepsUpWithAFeed(t *testing.T) {
	out, in := io.Pipe()
	g := memory(t)
	done := make(chan *ingest.Report, 1)
	go func() {
		report, err := ingest.Replay(t.Context(), g, ingest.Input{Name: "feed", Open: func() (io.ReadCloser, error) { return out, nil }}, ingest.Options{Principal: mirroring, Clock: time.Now})
		if err != nil {
			t.Error(err)
		}
		done <- report
	}()
	for i, commit := range []string{one, "\n", two, three} {
		if _, err := io.WriteString(in, commit); err != nil {
			t.Fatal(err)
		}
		if i != 1 {
			if _, err := g.Await(t.Context(), headBefore[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if report := <-done; !report.OK() || report.Last != 3 {
		t.Errorf("%+v", report)
	}
}

var headBefore = []graph.Revision{0, 1, 1, 2}
