package analysis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

func clock() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }

// graphs are the oracle and the ledger, both empty.
func graphs(t *testing.T) map[string]graph.Graph {
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
	return map[string]graph.Graph{"the oracle": graphtest.NewNaive(clock), "the ledger": l}
}

// commit writes records; those that are to be retracted in a second change.
func commit(t *testing.T, g graph.Graph, records ...graph.Record) graph.Revision {
	t.Helper()
	by := graph.Principal{Name: "made-up curator", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	var create, retract graph.Change
	for _, r := range records {
		r = graph.Clone(r)
		if m := r.Shared(); m.Status == graph.StatusRetracted {
			m.Status = graph.StatusPublished
			retract.Ops = append(retract.Ops, graph.Op{Verb: graph.VerbRetract, ID: m.ID, Reason: "made up by mistake"})
		}
		create.Ops = append(create.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	head, err := g.Commit(t.Context(), by, create)
	if err == nil && len(retract.Ops) > 0 {
		head, err = g.Commit(t.Context(), by, retract)
	}
	if err != nil {
		t.Fatal(err)
	}
	return head
}

func records(statements []*graph.Statement) []graph.Record {
	list := cast()
	for _, s := range statements {
		list = append(list, s)
	}
	return list
}

func TestDisputesOf(t *testing.T) {
	for _, s := range situations(t) {
		t.Run(s.name, func(t *testing.T) {
			var first []byte
			for name, g := range graphs(t) {
				head := commit(t, g, records(s.statements)...)
				r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
				d, err := DisputesOf(t.Context(), r, DisputeQuestion{Agreement: "agreement/truce"})
				if err != nil {
					t.Fatal(err)
				}
				if got, want := told(d.Disputes), slices.Sorted(slices.Values(s.want)); !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
				all, err := json.Marshal(d)
				if err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = all
				} else if diff := cmp.Diff(string(first), string(all)); diff != "" {
					t.Errorf("the two graphs say different things: %s", diff)
				}
			}
		})
	}
}

func TestDisputesAskedOtherwise(t *testing.T) {
	all := situations(t)
	for name, g := range graphs(t) {
		list := all[slices.IndexFunc(all, func(s *situation) bool { return s.name == "the accused denies" })].statements
		late := *list[0]
		late.ID, late.Said, late.Basis = "statement/late", &graph.Date{EDTF: "2019-09-01"}, graph.BasisMachineCoded
		hidden := *list[1]
		hidden.ID, hidden.Marking, hidden.Links = "statement/0f9c2b1e-7a64-4f0d-9d55-3f7b7a1c9e02", graph.MarkingProtected, []graph.Link{{Kind: graph.LinkConfirms, Statement: "statement/c1"}}
		head := commit(t, g, append(records(list), &late, &hidden)...)
		for want, c := range map[string]struct {
			clearance graph.Marking
			question  DisputeQuestion
		}{
			"avaria shelling DENIED":   {graph.MarkingPublic, DisputeQuestion{}},
			"avaria shelling DISPUTED": {graph.MarkingProtected, DisputeQuestion{}},
			"avaria shelling ALLEGED":  {graph.MarkingPublic, DisputeQuestion{Bases: graph.Bases(), Said: &graph.DateRange{From: "2019-08"}}},
		} {
			c.question.Agreement = "agreement/truce"
			d, err := DisputesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: c.clearance}), c.question)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(d.Disputes); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		r := g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic})
		if _, err := DisputesOf(t.Context(), r, DisputeQuestion{Agreement: "agreement/nowhere"}); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A post speaks for whom its holder does, though the statement does not name the
// holder.
func TestAPostDenies(t *testing.T) {
	for name, g := range graphs(t) {
		c1, err := written("c1: by=berun accuses=avaria event=shelling")
		if err != nil {
			t.Fatal(err)
		}
		a1, err := written("a1: by=avaria-post DENIES=c1")
		if err != nil {
			t.Fatal(err)
		}
		head := commit(t, g, append(records([]*graph.Statement{c1, a1}),
			&graph.Actor{Meta: graph.Meta{ID: "actor/avaria-post"}, Kind: graph.ActorPost},
			&graph.Actor{Meta: graph.Meta{ID: "actor/avaria-holder"}, Kind: graph.ActorPerson, Affiliations: []graph.Affiliation{{
				Organisation: "actor/avaria", Kind: graph.AffiliationHoldsPost, Post: "actor/avaria-post", SpeaksFor: true,
			}}})...)
		d, err := DisputesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), DisputeQuestion{Agreement: "agreement/truce"})
		if err != nil {
			t.Fatal(err)
		}
		if got := told(d.Disputes); !slices.Equal(got, []string{"avaria shelling DENIED"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Who holds a post is found by it, and so is for whom its organisation stands,
// though nothing else names either.
func TestAPostOfAPartDenies(t *testing.T) {
	for answer, want := range map[string]string{
		"a1: by=army-post DENIES=c1":   "avaria shelling DENIED",
		"a1: by=army-post CONFIRMS=c1": "avaria shelling ADMITTED",
	} {
		for name, g := range graphs(t) {
			c1, err := written("c1: by=berun accuses=avaria event=shelling")
			if err != nil {
				t.Fatal(err)
			}
			a1, err := written(answer)
			if err != nil {
				t.Fatal(err)
			}
			head := commit(t, g, append(records([]*graph.Statement{c1, a1}),
				&graph.Actor{Meta: graph.Meta{ID: "actor/army-post"}, Kind: graph.ActorPost},
				&graph.Actor{Meta: graph.Meta{ID: "actor/army-holder"}, Kind: graph.ActorPerson, Affiliations: []graph.Affiliation{{
					Organisation: "actor/avaria-brigade", Kind: graph.AffiliationHoldsPost, Post: "actor/army-post", SpeaksFor: true,
				}}})...)
			d, err := DisputesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), DisputeQuestion{Agreement: "agreement/truce"})
			if err != nil {
				t.Fatal(err)
			}
			if got := told(d.Disputes); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// Of all situations together, in whatever order they are given, the same is in
// dispute.
func TestOrderDoesNotMatter(t *testing.T) {
	var statements []*graph.Statement
	for i, s := range situations(t) {
		for _, one := range s.statements {
			c := *one
			c.ID = graph.ID(fmt.Sprintf("%s-%d", c.ID, i))
			c.Links = slices.Clone(c.Links)
			for k := range c.Links {
				c.Links[k].Statement = graph.ID(fmt.Sprintf("%s-%d", c.Links[k].Statement, i))
			}
			statements = append(statements, &c)
		}
	}
	first, err := json.Marshal(settle(t, caseOf(statements)))
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	for range 5 {
		dice.Shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
		again, err := json.Marshal(settle(t, caseOf(statements)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(first), string(again)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// An endless reader that has more than may be read.
func TestDisputesOfIsBounded(t *testing.T) {
	e := &countless{}
	_, err := DisputesOf(t.Context(), e, DisputeQuestion{Agreement: "agreement/truce"})
	if !errors.Is(err, graph.ErrTooComplex) || e.pages != MaxDisputed/graph.MaxPage+1 {
		t.Errorf("%v after %d pages", err, e.pages)
	}
}

// A countless reader has a full page of statements behind every one.
type countless struct {
	graph.Reader
	pages int
}

func (*countless) Canonical(_ context.Context, ids []graph.ID) ([]graph.ID, error) { return ids, nil }

func (*countless) Record(context.Context, graph.ID) (graph.Record, error) {
	return &graph.Agreement{Meta: graph.Meta{ID: "agreement/truce"}}, nil
}

func (*countless) Events(context.Context, graph.EventQuery, graph.Page) (graph.List[*graph.Event], error) {
	return graph.List[*graph.Event]{}, nil
}

func (e *countless) Statements(_ context.Context, _ graph.StatementQuery, p graph.Page) (l graph.List[*graph.Statement], err error) {
	e.pages++
	for i := range p.First {
		l.Items = append(l.Items, graph.Item[*graph.Statement]{Value: &graph.Statement{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/s%d-%d", e.pages, i))}}})
	}
	l.More = true
	return l, nil
}
