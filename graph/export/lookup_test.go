package export

import (
	"errors"
	"iter"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ndjson"
)

// feedOf gives the lines of every commit of a graph.
func feedOf(t *testing.T, g graph.Graph, to graph.Revision) iter.Seq2[ndjson.Line, error] {
	t.Helper()
	return func(yield func(ndjson.Line, error) bool) {
		for c, err := range g.Changes(t.Context(), graph.View{Revision: to, Clearance: graph.MarkingProtected}, 0) {
			if err != nil {
				yield(ndjson.Line{}, err)
				return
			}
			for _, line := range ndjson.OfCommit(c) {
				if !yield(line, nil) {
					return
				}
			}
		}
	}
}

// Every record of a graph, as of every revision, is the same in the feed of its
// commits.
func TestWhatIsCitedIsFoundInAFeed(t *testing.T) {
	for seed := range uint64(3) {
		clock := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		g := graphtest.NewNaive(func() time.Time {
			clock = clock.Add(time.Millisecond)
			return clock
		})
		h := graphtest.NewHistory(seed, graphtest.HistoryOptions{Commits: 25})
		for {
			s, ok := h.Next()
			if !ok {
				break
			}
			_, _ = g.Commit(t.Context(), s.By, s.Change) // what is refused changes nothing
		}
		head, err := g.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		looked := 0
		for r := graph.Revision(1); r <= head.Revision; r += 4 {
			v := graph.View{Revision: r, Clearance: graph.MarkingProtected}
			for _, k := range graph.Kinds() {
				for record, err := range g.At(v).Scan(t.Context(), k) {
					if err != nil {
						t.Fatal(err)
					}
					c, err := CiteAt(t.Context(), g, Citation{Record: record.Shared().ID}, v, nil)
					if err != nil {
						t.Fatal(err)
					}
					for _, to := range []graph.Revision{r, head.Revision} {
						if found, err := LookUp(c, feedOf(t, g, to)); err != nil || found != ResolutionSame {
							t.Fatalf("seed %d: %s as of %d, in a feed up to %d: %s, %v", seed, c.Record, r, to, found, err)
						}
					}
					if _, err := LookUp(c, feedOf(t, g, r-1)); r > 1 && !errors.Is(err, graph.ErrInvalid) {
						t.Fatalf("in a feed that ends before: %v", err)
					}
					looked++
				}
			}
		}
		if looked < 50 {
			t.Errorf("only %d were looked up", looked)
		}
	}
}

func TestWhatIsNoLongerInAFeed(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	place := func(name string) ndjson.Line {
		return ndjson.Line{Record: &graph.Location{Meta: graph.Meta{ID: graph.ID("location/" + name), Marking: graph.MarkingPublic, Status: graph.StatusPublished}}}
	}
	line, err := ndjson.Encode(place("a"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Cite(Citation{Record: "location/a", Revision: 2, Time: at, Clearance: graph.MarkingPublic}, line)
	if err != nil {
		t.Fatal(err)
	}
	commit := func(r graph.Revision, at time.Time) ndjson.Line {
		return ndjson.Line{Commit: &ndjson.Commit{Revision: r, Time: at}}
	}
	changed := place("a")
	changed.Record.(*graph.Location).Kind = graph.LocationSite //nolint:errcheck // it is one
	for name, test := range map[string]struct {
		lines []ndjson.Line
		want  Resolution
		err   error
	}{
		"the same":                 {[]ndjson.Line{commit(1, at.Add(-1)), place("a"), commit(2, at), place("b")}, ResolutionSame, nil},
		"changed afterwards":       {[]ndjson.Line{commit(2, at), place("a"), commit(3, at.Add(1)), changed}, ResolutionSame, nil},
		"another":                  {[]ndjson.Line{commit(1, at.Add(-1)), place("a"), commit(2, at), changed}, ResolutionDifferent, nil},
		"not there":                {[]ndjson.Line{commit(2, at), place("b")}, ResolutionWithheld, nil},
		"a commit of another time": {[]ndjson.Line{commit(2, at.Add(1)), place("a")}, "", graph.ErrInvalid},
		"a commit that is missing": {[]ndjson.Line{commit(1, at), place("a"), commit(3, at)}, "", graph.ErrInvalid},
		"in an export":             {[]ndjson.Line{place("b"), place("a")}, ResolutionSame, nil},
		"in an export, another":    {[]ndjson.Line{changed}, ResolutionDifferent, nil},
		"in an export, not there":  {[]ndjson.Line{place("b")}, ResolutionWithheld, nil},
		"an empty export":          {nil, ResolutionWithheld, nil},
		"commits without a number": {[]ndjson.Line{{Commit: &ndjson.Commit{}}, place("a")}, ResolutionSame, nil},
	} {
		got, err := LookUp(c, func(yield func(ndjson.Line, error) bool) {
			for _, l := range test.lines {
				if !yield(l, nil) {
					return
				}
			}
		})
		if got != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: %s, %v; want %s, %v", name, got, err, test.want, test.err)
		}
	}
	query, err := Cite(Citation{Query: &Query{Document: "{ a }"}, Clearance: graph.MarkingPublic}, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LookUp(query, nil); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a query: %v", err)
	}
}

// What was taken back is again what it was, a draft too.
func TestWhatWasTakenBackInAFeed(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	const id graph.ID = "statement/made-up"
	for _, status := range []graph.Status{graph.StatusDraft, graph.StatusPublished} {
		record := &graph.Statement{Meta: graph.Meta{ID: id, Marking: graph.MarkingPublic, Status: status}}
		line, err := ndjson.Encode(ndjson.Line{Record: record})
		if err != nil {
			t.Fatal(err)
		}
		c, err := Cite(Citation{Record: id, Revision: 3, Time: at, Clearance: graph.MarkingPublic}, line)
		if err != nil {
			t.Fatal(err)
		}
		lines := []ndjson.Line{
			{Commit: &ndjson.Commit{Revision: 1}},
			{Record: record},
			{Commit: &ndjson.Commit{Revision: 2}},
			{Retract: &ndjson.Retract{ID: id, Reason: "made up"}},
			{Commit: &ndjson.Commit{Revision: 3, Time: at}},
			{Restore: &ndjson.Restore{ID: id}},
		}
		for n, want := range map[int]Resolution{len(lines): ResolutionSame, len(lines) - 1: ResolutionDifferent} {
			got, err := LookUp(c, func(yield func(ndjson.Line, error) bool) {
				for _, l := range lines[:n] {
					if !yield(l, nil) {
						return
					}
				}
			})
			if got != want || err != nil {
				t.Errorf("%s, %d lines: %s, %v; want %s", status, n, got, err, want)
			}
		}
	}
}
