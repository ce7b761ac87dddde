package analysis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// coders are a graph in which ada and bo have coded the same notice, of whom bo
// calls an actor by another of two records that are the same.
func coders(tb testing.TB) graph.Reader {
	tb.Helper()
	g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	by := graph.Principal{Name: "made-up curator", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	statement := func(name, coder string, status graph.Status, speaker graph.ID, start, end int) *graph.Statement {
		c := coded(coder, name, graph.Statement{
			Speakers: []graph.Speaker{{Actor: speaker}}, Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Text: "made-up words",
		}, at("document/notice", start, end))
		if c.Statement.Status = status; coder != "" {
			c.Statement.Coding = &graph.Coding{Coder: coder, Scheme: "karvela"}
		}
		return c.Statement
	}
	answer := statement("a1", "ada", graph.StatusPublished, "actor/avaria", 0, 10)
	superseded := statement("b1", "bo", graph.StatusPublished, "actor/avaria-again", 1, 10)
	superseded.SupersededBy = answer.ID
	other := statement("o1", "ada", graph.StatusPublished, "actor/avaria", 0, 10)
	other.Coding.Scheme = "another"
	var c graph.Change
	for _, r := range []graph.Record{
		&graph.Actor{Meta: graph.Meta{ID: "actor/avaria"}}, &graph.Actor{Meta: graph.Meta{ID: "actor/avaria-again"}},
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/same"}, A: "actor/avaria", B: "actor/avaria-again", Verdict: graph.VerdictSame},
		&graph.Document{Meta: graph.Meta{ID: "document/notice"}}, &graph.Document{Meta: graph.Meta{ID: "document/other"}},
		answer, superseded, other,
		statement("a2", "ada", graph.StatusDraft, "actor/avaria", 20, 30), statement("c2", "cy", graph.StatusDraft, "actor/avaria", 20, 30),
		statement("n3", "", graph.StatusPublished, "actor/avaria", 0, 10),
		statement("r1", "cy", graph.StatusRetracted, "actor/avaria", 0, 10),
	} {
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	r, err := g.Commit(tb.Context(), by, c)
	if err != nil {
		tb.Fatal(err)
	}
	return g.At(graph.View{Revision: r, Clearance: graph.MarkingPublic})
}

func TestAgreementOf(t *testing.T) {
	r := coders(t)
	for name, c := range map[string]struct {
		question                            CodersQuestion
		coders                              []string
		units, unmatched, uncoded, agreeing int // agreeing on the speakers
	}{
		"one scheme":    {CodersQuestion{Scheme: "karvela"}, []string{"ada", "bo", "cy"}, 2, 0, 0, 2},
		"any scheme":    {CodersQuestion{}, []string{"ada", "bo", "cy"}, 2, 1, 1, 2},
		"two of them":   {CodersQuestion{Scheme: "karvela", Coders: []string{"ada", "bo"}}, []string{"ada", "bo"}, 1, 1, 0, 1},
		"none of them":  {CodersQuestion{Coders: []string{}}, nil, 0, 0, 1, 0},
		"another place": {CodersQuestion{Documents: []graph.ID{"document/other"}}, nil, 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if c.question.Documents == nil {
				c.question.Documents = []graph.ID{"document/notice"}
			}
			a, err := AgreementOf(t.Context(), r, c.question)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(a.Coders, c.coders) || a.Units != c.units || len(a.Unmatched) != c.unmatched || a.Uncoded != c.uncoded {
				t.Errorf("%+v", a)
			}
			if f := a.Fields[0]; f.Field != "speakers" || f.Agreeing != c.agreeing || len(f.Disagreements) != 0 {
				t.Errorf("%+v", f)
			}
		})
	}
	_, err := AgreementOf(t.Context(), r, CodersQuestion{Documents: []graph.ID{"document/nowhere"}})
	if !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a document that is not there: %v", err)
	}
}

// An endless reader has a full page of statements behind every one.
type endless struct {
	graph.Reader
	pages int
}

func (e *endless) Statements(_ context.Context, _ graph.StatementQuery, p graph.Page) (l graph.List[*graph.Statement], err error) {
	e.pages++
	for i := range p.First {
		c := coded("ada", fmt.Sprintf("s%d-%d", e.pages, i), graph.Statement{Meta: graph.Meta{Coding: &graph.Coding{Coder: "ada"}}})
		l.Items = append(l.Items, graph.Item[*graph.Statement]{Value: c.Statement})
	}
	l.More = e.pages < 15
	return l, nil
}

func TestAgreementOfIsBounded(t *testing.T) {
	e := &endless{}
	_, err := AgreementOf(t.Context(), e, CodersQuestion{})
	if !errors.Is(err, graph.ErrTooComplex) || e.pages != MaxCodings/graph.MaxPage+1 {
		t.Errorf("%v after %d pages", err, e.pages)
	}
}
