package sample_test

import (
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/graphtest"
)

// A second, made-up document tells what the report tells: the same statements,
// every other one without its words, as in a language that nobody has. Which of
// them report one utterance is known from the sample.
func TestTheSecondReportIsKnownByWhatItTells(t *testing.T) {
	all := head(t)
	var ops []graph.Op
	ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Document{Meta: graph.Meta{ID: "document/second"}, Kind: graph.DocumentReport}})
	uttered := map[graph.ID]graph.ID{} // of each statement, as the sample has it
	var truth int
	first, second := map[graph.ID]int{}, map[graph.ID]int{}
	for i, s := range of[*graph.Statement](all) {
		if s.Status != graph.StatusPublished || s.Superseded() || len(s.Speakers) == 0 {
			continue
		}
		u := s.Utterance
		if u == "" {
			u = s.ID
		}
		told := *s
		told.ID, told.Utterance, told.Links, told.Translations = graph.ID(fmt.Sprintf("statement/second-%d", i)), "", nil, nil
		told.About = aboutOthers(s)
		told.Evidence, told.Wording = []graph.Evidence{{Document: "document/second"}}, graph.WordingParaphrase
		if i%2 == 0 {
			told.Text, told.Wording = "(untold)", ""
		}
		uttered[s.ID], uttered[told.ID] = u, u
		first[u]++
		second[u]++
		ops = append(ops, graph.Op{Verb: graph.VerbCreate, Record: graph.Clone(&told)})
	}
	for u := range first {
		truth += first[u] * second[u]
	}
	g := graphtest.NewNaive(now)
	by := graph.Principal{Name: "sample tester", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	var change graph.Change
	for _, r := range of[graph.Record](all) {
		switch s := r.(type) {
		case *graph.Statement:
			if uttered[s.ID] == "" {
				continue
			}
			alone := *s // what only the report ties together
			alone.Links, alone.SupersededBy, alone.About = nil, "", aboutOthers(s)
			r = &alone
		case *graph.Actor, *graph.Location, *graph.Agreement, *graph.Document, *graph.Topic:
		case *graph.Event:
			e := *s
			if e.Claims = nil; e.Basis == graph.EventAlleged {
				e.Basis = graph.EventReported
			}
			r = &e
		default:
			continue
		}
		change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCreate, Record: graph.Clone(r)})
	}
	change.Ops = append(change.Ops, ops...)
	at, err := g.Commit(t.Context(), by, change)
	if err != nil {
		t.Fatal(err)
	}
	found, err := analysis.SameOf(t.Context(), g.At(graph.View{Revision: at, Clearance: graph.MarkingPublic}), analysis.SameQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	right, pairs := 0, 0
	for i := range found.Pairs {
		p := &found.Pairs[i]
		if uttered[p.A.ID] == uttered[p.B.ID] {
			right++
		} else {
			t.Logf("wrong: %s %.2f", p.Key(), p.Score)
		}
		pairs++
	}
	precision, recall := float64(right)/float64(max(1, pairs)), float64(right)/float64(truth)
	t.Logf("%d pairs in truth, %d found: precision %.3f, recall %.3f", truth, pairs, precision, recall)
	if truth < 20 || precision < 0.95 || recall < 0.8 {
		t.Errorf("%d pairs in truth, precision %.3f, recall %.3f", truth, precision, recall)
	}
}

// aboutOthers is of whom and of what a statement speaks, but for other statements.
func aboutOthers(s *graph.Statement) []graph.About {
	return slices.DeleteFunc(slices.Clone(s.About), func(a graph.About) bool { return a.Node.Kind() == graph.KindStatement })
}
