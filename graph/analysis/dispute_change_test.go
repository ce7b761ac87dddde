package analysis

import (
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
)

// TestChangedDisputes: what one more statement does to what is in dispute, and what its
// absence does.
func TestChangedDisputes(t *testing.T) {
	settled := func(lines ...string) *Disputes {
		var statements []*graph.Statement
		for _, line := range lines {
			s, err := written(line)
			if err != nil {
				t.Fatal(err)
			}
			statements = append(statements, s)
		}
		return settle(t, caseOf(statements))
	}
	said := func(list []ChangedDispute) string {
		var words []string
		for _, d := range list {
			state := func(d *Dispute) string {
				if d == nil {
					return ""
				}
				return string(d.State)
			}
			words = append(words, fmt.Sprintf("%s %s %s>%s", strings.ReplaceAll(d.Key, "actor/", ""), d.Move(), state(d.Before), state(d.After)))
		}
		return strings.Join(words, "; ")
	}
	accuses, other := "a: by=berun-speaker accuses=avaria event=shelling breaches=truce", "b: by=berun-speaker accuses=hill-band event=raid breaches=truce"
	for name, c := range map[string]struct {
		before, after []string
		want          string
	}{
		"nothing happens":            {[]string{accuses}, []string{accuses}, ""},
		"one comes":                  {nil, []string{accuses}, "avaria event/shelling CAME >ALLEGED"},
		"one goes":                   {[]string{accuses}, nil, "avaria event/shelling WENT ALLEGED>"},
		"one is denied":              {[]string{accuses}, []string{accuses, "d: by=avaria-speaker DENIES=a"}, "avaria event/shelling CHANGED ALLEGED>DENIED"},
		"one is answered":            {[]string{accuses}, []string{accuses, "d: by=monitor DOES_NOT_CONFIRM=a"}, "avaria event/shelling CHANGED ALLEGED>ALLEGED"},
		"one is alleged once more":   {[]string{accuses}, []string{accuses, "c: by=monitor accuses=avaria event=shelling breaches=truce"}, "avaria event/shelling CHANGED ALLEGED>ALLEGED"},
		"one is withdrawn":           {[]string{accuses}, []string{accuses, "w: by=berun-speaker WITHDRAWS=a"}, "avaria event/shelling CHANGED ALLEGED>"},
		"one is answered otherwise":  {[]string{accuses, "d: by=avaria-speaker DENIES=a"}, []string{accuses, "d: by=avaria-speaker DISPUTES=a"}, "avaria event/shelling CHANGED DENIED>DISPUTED"},
		"two at once, by their keys": {[]string{other}, []string{accuses}, "avaria event/shelling CAME >ALLEGED; hill-band event/raid WENT ALLEGED>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(ChangedDisputes(settled(c.before...), settled(c.after...))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestMayDispute: whatever changes what is in dispute is looked into, after random
// changes of the table's cast and statements; and what says nothing of anybody is not.
func TestMayDispute(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			commit(t, g, cast()...)
			var list []*graph.Statement
			for i, s := range situations(t)[:25] { // the names in each are its own
				own := func(id graph.ID) graph.ID { return graph.ID(fmt.Sprintf("%s-%d", id, i)) }
				for _, one := range s.statements {
					if one.ID = own(one.ID); one.Utterance != "" {
						one.Utterance = own(one.Utterance)
					}
					for k := range one.Links {
						one.Links[k].Statement = own(one.Links[k].Statement)
					}
					if one.Status == graph.StatusPublished {
						list = append(list, one)
					}
				}
			}
			question := DisputeQuestion{Agreement: "agreement/truce"}
			looked := 0
			for _, s := range list {
				r := commit(t, g, s)
				reader := g.At(graph.View{Revision: r, Clearance: graph.MarkingPublic})
				may, err := MayDispute(t.Context(), reader, r-1)
				if err != nil {
					t.Fatal(err)
				}
				before, err := DisputesOf(t.Context(), g.At(graph.View{Revision: r - 1, Clearance: graph.MarkingPublic}), question)
				if err != nil {
					t.Fatal(err)
				}
				after, err := DisputesOf(t.Context(), reader, question)
				if err != nil {
					t.Fatal(err)
				}
				changed := len(ChangedDisputes(before, after)) > 0
				if changed && !may {
					t.Errorf("%s changes what is in dispute, and is not looked into", s.ID)
				}
				if changed {
					looked++
				}
			}
			if looked < 15 {
				t.Errorf("only %d changed anything", looked)
			}
			quiet, err := written("quiet: by=monitor event=shelling acts=ASSERT")
			if err != nil {
				t.Fatal(err)
			}
			r := commit(t, g, quiet)
			if may, err := MayDispute(t.Context(), g.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}), r-1); err != nil || may {
				t.Errorf("%v %v", may, err)
			}
			r = commit(t, g, &graph.Actor{Meta: graph.Meta{ID: "actor/newcomer"}, Kind: graph.ActorPerson, Names: []graph.Name{{Text: "Made-up newcomer", Lang: "en"}}})
			if may, err := MayDispute(t.Context(), g.At(graph.View{Revision: r, Clearance: graph.MarkingPublic}), r-1); err != nil || !may {
				t.Errorf("an actor: %v %v", may, err)
			}
		})
	}
}
