package analysis

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// travelled is a claim that Berun made, which the gazette copied, Ruritania
// repeated, the monitor was said by Red Lamp to have repeated from there, and
// Avaria denied.
func travelled(t *testing.T) []graph.Record {
	t.Helper()
	list := cast()
	add := func(line, document string, edit func(*graph.Statement)) {
		s, err := written(line)
		if err != nil {
			t.Fatal(err)
		}
		s.Evidence[0].Document = graph.ID("document/" + document)
		if edit != nil {
			edit(s)
		}
		list = append(list, s)
	}
	list = append(list, &graph.Document{Meta: graph.Meta{ID: "document/copy"}, CopyOf: &graph.CopyOf{Document: "document/gazette", How: graph.CopyAbridged}})
	add("c1: by=berun accuses=avaria event=shelling utterance=u1 said=2019-04-18", "gazette", nil)
	add("c2: by=berun accuses=avaria event=shelling utterance=u1 said=2019-04-18", "copy", nil)
	add("r1: by=ruritania accuses=avaria event=shelling REPEATS=c1 said=2019-04-19", "gazette", nil)
	add("r2: by=monitor accuses=avaria event=shelling REPEATS=r1 said=2019-04-20", "gazette", func(s *graph.Statement) {
		s.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: "actor/gazette"}}, {Speaker: graph.Speaker{Actor: "actor/red-lamp"}, Utterance: "utterance/told", Said: &graph.Date{EDTF: "2019-04-21"}}}
		s.Transmission = graph.TransmissionRelayed
	})
	add("t1: by=red-lamp utterance=told said=2019-04-21", "gazette", nil)
	add("d1: by=avaria DENIES=r2 said=2019-04-22", "gazette", nil)
	add("d2: by=avaria-speaker DENIES=c1 said=2019-04-23", "gazette", nil)
	add("x1: by=avaria-poet said=2019-04-24", "gazette", func(s *graph.Statement) {
		s.About = []graph.About{{Node: "statement/d1", Role: graph.AboutSubject}}
	})
	add("y1: by=avaria-poet said=2019-04-24", "gazette", nil)
	return list
}

func shownTrails(trails []Trail) (list []string) {
	for _, trail := range trails {
		var words []string
		for _, s := range trail.Steps {
			words = append(words, string(s.Kind)+" "+strings.TrimPrefix(string(s.To.ID), "statement/"))
		}
		list = append(list, strings.Join(words, ", "))
	}
	return list
}

func TestTraceOf(t *testing.T) {
	for name, g := range graphs(t) {
		head := commit(t, g, travelled(t)...)
		r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
		for what, c := range map[string]struct {
			question TraceQuestion
			want     []string
		}{
			"the best three":        {TraceQuestion{From: "statement/c2", To: "statement/d1", First: 3}, []string{"COPY c1, REPEATS r1, REPEATS r2, ANSWERS d1"}},
			"forwards":              {TraceQuestion{From: "statement/c1", To: "statement/x1", Direction: TraceForward}, []string{"REPEATS r1, REPEATS r2, ANSWERS d1, ABOUT x1"}},
			"backwards":             {TraceQuestion{From: "statement/x1", To: "statement/c1", Direction: TraceBackward}, []string{"ABOUT d1, ANSWERS r2, REPEATS r1, REPEATS c1"}},
			"not forwards":          {TraceQuestion{From: "statement/x1", To: "statement/c1", Direction: TraceForward}, nil},
			"not from a copy":       {TraceQuestion{From: "statement/c2", To: "statement/r1", Direction: TraceForward}, nil},
			"in too few steps":      {TraceQuestion{From: "statement/c1", To: "statement/x1", MaxSteps: 3}, nil},
			"to nothing of it":      {TraceQuestion{From: "statement/c1", To: "statement/y1"}, nil},
			"to how it was told":    {TraceQuestion{From: "statement/r2", To: "statement/t1"}, []string{"RELAY t1"}},
			"between two denials":   {TraceQuestion{From: "statement/d2", To: "statement/d1", First: 5}, []string{"ANSWERS c1, REPEATS r1, REPEATS r2, ANSWERS d1"}},
			"a copy to an original": {TraceQuestion{From: "statement/c2", To: "statement/c1", Direction: TraceBackward}, []string{"COPY c1"}},
		} {
			c.question.First, c.question.MaxSteps = max(1, c.question.First), max(c.question.MaxSteps, 5*min(1, max(0, 1-c.question.MaxSteps)))
			trace, err := TraceOf(t.Context(), r, c.question)
			if err != nil {
				t.Fatal(err)
			}
			if got := shownTrails(trace.Trails); !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: %q", name, what, got)
			}
		}
		trace, err := TraceOf(t.Context(), r, TraceQuestion{From: "statement/r2", First: 1, MaxSteps: 5})
		if err != nil {
			t.Fatal(err)
		}
		for steps, certain := range map[int]bool{1: false, 2: false, 3: false, 4: true} {
			// c1 lies two steps away, and c2 three: what lies around it is not known before the fourth.
			short, err := TraceOf(t.Context(), r, TraceQuestion{From: "statement/r2", First: 1, MaxSteps: steps})
			if err != nil {
				t.Fatal(err)
			}
			if short.Certain != certain {
				t.Errorf("%s: with %d steps the first, %s, is certain: %v", name, steps, short.First.ID, short.Certain)
			}
		}
		if trace.First.ID != "statement/c1" || !trace.Certain || len(trace.Carried) != 4 || trace.Read != 8 {
			t.Errorf("%s: %s, %v, %d, %d", name, trace.First.ID, trace.Certain, len(trace.Carried), trace.Read)
		}
		var told []string
		for _, x := range trace.Tellings {
			told = append(told, fmt.Sprintf("%s %s in %s after %v", x.Actor, x.Account, x.Statement.ID, x.After))
		}
		if want := []string{
			"actor/berun OWN in statement/c1 after []", // and not in c2 as well, which reports the same
			"actor/ruritania OWN in statement/r1 after [actor/berun]", "actor/monitor OWN in statement/r2 after [actor/ruritania]",
			"actor/gazette RELAYED in statement/r2 after [actor/red-lamp]",
			"actor/red-lamp RELAYED in statement/r2 after [actor/monitor]",
		}; !slices.Equal(told, want) {
			t.Errorf("%s: %s", name, strings.Join(told, "\n"))
		}
		for _, q := range []TraceQuestion{
			{From: "statement/nowhere", First: 1, MaxSteps: 1},
			{From: "statement/c1", To: "statement/c1", First: 1, MaxSteps: 1},
			{From: "statement/c1", First: MaxTrails + 1, MaxSteps: 1},
			{From: "statement/c1", First: 1, MaxSteps: MaxTraceSteps + 1},
			{From: "statement/c1", First: 1, MaxSteps: 1, Direction: "SIDEWAYS"},
		} {
			if _, err := TraceOf(t.Context(), r, q); !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("%s: %+v: %v", name, q, err)
			}
		}
	}
}

// Of several trails those come first that take fewer steps, and then those that
// stay nearer to the words.
func TestTrailsHaveAnOrder(t *testing.T) {
	n := &Neighbourhood{From: "statement/a", Statements: map[graph.ID]*graph.Statement{}}
	for _, line := range []string{
		"a: by=berun utterance=u", "b: by=berun utterance=u", "c: by=monitor REPEATS=a", "d: by=red-lamp DENIES=a", "z: by=avaria DENIES=c DISPUTES=b CONFIRMS=d",
	} {
		s, err := written(line)
		if err != nil {
			t.Fatal(err)
		}
		n.Statements[s.ID] = s
	}
	trails, err := n.Trails("statement/z", TraceBoth, 4, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"SAME_UTTERANCE b, ANSWERS z", "REPEATS c, ANSWERS z", "ANSWERS d, CONFIRMS z",
	}
	if got := shownTrails(trails); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if trails, err = n.Trails("statement/z", TraceBoth, 4, 2); err != nil || len(trails) != 2 {
		t.Errorf("%d trails, error %v", len(trails), err)
	}
}

// Where several links of one kind of step tie two statements, trails take them in
// one order: by whose the link is, and which of its.
func TestTrailsOverSeveralLinksHaveAnOrder(t *testing.T) {
	n := &Neighbourhood{From: "statement/s1", Statements: map[graph.ID]*graph.Statement{}}
	for _, line := range []string{"s1: by=berun DISPUTES=s2", "s2: by=avaria DENIES=s1"} {
		s, err := written(line)
		if err != nil {
			t.Fatal(err)
		}
		n.Statements[s.ID] = s
	}
	n.Statements["statement/s2"].Links = append(n.Statements["statement/s2"].Links, graph.Link{Kind: graph.LinkWithdraws, Statement: "statement/s1"})
	for range 20 { // a map has no order
		trails, err := n.Trails("statement/s2", TraceBoth, 1, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []graph.LinkKind
		for _, trail := range trails {
			got = append(got, trail.Steps[0].Link.Kind)
		}
		if want := []graph.LinkKind{graph.LinkDisputes, graph.LinkDenies, graph.LinkWithdraws}; !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

// However many reports there are of an utterance, all of them carry it; trails
// are not looked for among too many.
func TestReportsOfOneUtterance(t *testing.T) {
	for count, want := range map[int]error{632: nil, 633: graph.ErrTooComplex, MaxTraced: graph.ErrTooComplex} {
		n := &Neighbourhood{From: "statement/s0", Statements: map[graph.ID]*graph.Statement{}}
		for i := range count {
			s := &graph.Statement{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/s%d", i))}, Utterance: "utterance/u"}
			n.Statements[s.ID] = s
		}
		if got := len(n.carried()); got != count {
			t.Errorf("%d of %d carry the claim", got, count)
		}
		if trails, err := n.Trails("statement/s1", TraceBoth, 1, 1); !errors.Is(err, want) || want == nil && len(trails) != 1 {
			t.Errorf("%d: %d trails, error %v", count, len(trails), err)
		}
	}
}

// Where everything is tied to everything, trails are not looked for without end.
func TestTrailsAreBounded(t *testing.T) {
	n := &Neighbourhood{From: "statement/s0", Statements: map[graph.ID]*graph.Statement{}}
	for i := range 40 {
		s := &graph.Statement{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/s%d", i))}, Utterance: "utterance/u"}
		n.Statements[s.ID] = s
	}
	if _, err := n.Trails("statement/s39", TraceBoth, 2, 50); err != nil {
		t.Error(err)
	}
	far := &graph.Statement{Meta: graph.Meta{ID: "statement/far"}}
	for id := range n.Statements {
		far.Links = append(far.Links, graph.Link{Kind: graph.LinkDenies, Statement: id})
	}
	n.Statements[far.ID] = far
	if trails, err := n.Trails(far.ID, TraceBoth, 8, 50); err != nil || len(trails) != 50 {
		t.Errorf("%d trails, error %v", len(trails), err)
	}
	if _, err := n.Trails(far.ID, TraceBoth, 8, 1_000_000); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("error %v", err)
	}
}
