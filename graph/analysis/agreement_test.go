package analysis

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hudna/graph"
)

func at(document graph.ID, start, end int) graph.Evidence {
	return graph.Evidence{Document: document, Start: &start, End: &end, Part: graph.PartClause}
}

func coded(coder, id string, s graph.Statement, evidence ...graph.Evidence) Coding {
	s.ID, s.Evidence = graph.ID("statement/"+id), evidence
	return Coding{Coder: coder, Statement: &s}
}

// aligned names the statements of each unit.
func aligned(units []Unit) (all [][]graph.ID) {
	for _, u := range units {
		var ids []graph.ID
		for _, c := range u.Codings {
			ids = append(ids, c.Statement.ID)
		}
		all = append(all, ids)
	}
	return all
}

func TestAlign(t *testing.T) {
	const d, e = "document/a", "document/b"
	var none graph.Statement
	codings := []Coding{
		coded("ada", "a1", none, at(d, 0, 20)),
		coded("ada", "a2", none, at(d, 20, 40)),
		coded("ada", "a3", none, at(d, 100, 110)),
		coded("ada", "a4", none, at(e, 0, 10)),
		coded("ada", "a5", none),
		coded("bo", "b1", none, at(d, 2, 21)),  // with a1: 18 of 21 in common; with a2: 1
		coded("bo", "b2", none, at(d, 30, 60)), // with a2: 10 of 40
		coded("bo", "b3", none, at(d, 60, 99)), // alone
		coded("cy", "c1", none, at(d, 0, 60)),  // with b2: half of it
		coded("cy", "c2", none, at(e, 9, 30)),  // with a4: 1 of 30
	}
	units, loose, err := Align(codings)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]graph.ID{
		{"statement/a1", "statement/b1"},
		{"statement/a2", "statement/b2", "statement/c1"},
		{"statement/b3"},
		{"statement/a3"},
		{"statement/a4", "statement/c2"},
	}
	if diff := cmp.Diff(want, aligned(units)); diff != "" {
		t.Error(diff)
	}
	if u := units[1]; u.Document != d || u.Start != 0 || u.End != 60 {
		t.Errorf("%+v", u)
	}
	if len(loose) != 1 || loose[0].Statement.ID != "statement/a5" {
		t.Errorf("loose: %v", loose)
	}
}

func TestAlignHoldsWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 14).Draw(t, "codings")
		var codings []Coding
		for i := range n {
			start := rapid.IntRange(0, 30).Draw(t, "start")
			codings = append(codings, coded(rapid.SampledFrom([]string{"ada", "bo", "cy"}).Draw(t, "coder"), string(rune('a'+i)), graph.Statement{},
				at("document/a", start, start+rapid.IntRange(1, 12).Draw(t, "length"))))
		}
		units, _, err := Align(codings)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, u := range units {
			coders := map[string]bool{}
			for _, c := range u.Codings {
				if seen++; coders[c.Coder] {
					t.Fatalf("%s twice in %+v", c.Coder, u)
				}
				coders[c.Coder] = true
			}
		}
		if seen != n {
			t.Fatalf("%d of %d codings", seen, n)
		}
		again, _, err := Align(rapid.Permutation(codings).Draw(t, "order"))
		if err != nil || !slices.EqualFunc(aligned(units), aligned(again), slices.Equal) {
			t.Fatalf("%v, then %v, %v", aligned(units), aligned(again), err)
		}
	})
}

// Two coders on four passages. What is expected was worked out by hand.
func TestAgree(t *testing.T) {
	about := func(role graph.AboutRole, stance float64) []graph.About {
		return []graph.About{{Node: "actor/avaria", Role: role, Stance: &graph.Stance{Value: stance, Scale: "made up"}}}
	}
	s := func(speaker graph.ID, act graph.Act, about []graph.About) graph.Statement {
		return graph.Statement{Speakers: []graph.Speaker{{Actor: speaker}}, Acts: []graph.SpeechAct{{Act: act}}, About: about}
	}
	const d = "document/a"
	a, err := Agree([]Coding{
		coded("ada", "a1", s("actor/x", graph.ActDeny, about(graph.AboutAccused, -1)), at(d, 0, 10)),
		coded("bo", "b1", s("actor/x", graph.ActDeny, about(graph.AboutAccused, -1)), at(d, 0, 10)),
		coded("ada", "a2", s("actor/x", graph.ActDeny, about(graph.AboutAccused, 0)), at(d, 10, 20)),
		coded("bo", "b2", s("actor/y", graph.ActReject, about(graph.AboutAccused, 1)), at(d, 11, 20)),
		coded("ada", "a3", s("actor/y", graph.ActReject, about(graph.AboutSubject, 1)), at(d, 20, 30)),
		coded("bo", "b3", s("actor/y", graph.ActReject, about(graph.AboutAccused, 1)), at(d, 20, 30)),
		coded("ada", "a4", s("actor/y", graph.ActReject, nil), at(d, 30, 40)),
		coded("bo", "b4", s("actor/y", graph.ActReject, nil), at(d, 30, 40)),
		coded("bo", "b5", s("actor/y", graph.ActReject, nil), at(d, 50, 60)),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Coders, []string{"ada", "bo"}) || a.Units != 4 || len(a.Unmatched) != 1 || a.Unmatched[0].Codings[0].Statement.ID != "statement/b5" {
		t.Errorf("%+v", a)
	}
	fields := map[string]FieldAgreement{}
	for _, f := range a.Fields {
		fields[f.Field] = f
	}
	// Deny 3, reject 5; one unit of four differs: as in TestAlphaWorkedByHand.
	act := fields["acts[0]"]
	if want := 1 - 0.25*56/30; math.Abs(act.Alpha-want) > 1e-12 || act.Units != 4 || act.Agreeing != 3 {
		t.Errorf("acts[0]: %+v, want %v", act, want)
	}
	if len(act.Disagreements) != 1 || act.Disagreements[0].Unit.Start != 10 || !slices.Equal(act.Disagreements[0].Values, []string{"DENY", "REJECT"}) {
		t.Errorf("acts[0]: %+v", act.Disagreements)
	}
	// Sets of one element that differ share nothing: as nominal.
	if f := fields["speakers"]; math.Abs(f.Alpha-act.Alpha) > 1e-12 || f.Metric != MetricMASI {
		t.Errorf("speakers: %+v", f)
	}
	// Stances stand for the same node and role in a1 with b1 and a2 with b2:
	// -1 -1, 0 1. Observed: (0-1)²·2 = 2 over 4 values = 0.5. Expected: over the
	// pairs of -1 -1 0 1: 2·(2·1 + 2·4 + 1) = 22 over 4·3: 1.8333.
	if f, want := fields["about.stance"], 1-0.5/(22.0/12); math.Abs(f.Alpha-want) > 1e-12 || f.Units != 2 || f.Values != 4 {
		t.Errorf("about.stance: %+v, want %v", f, want)
	}
	if f := fields["about"]; f.Agreeing != 3 || len(f.Disagreements) != 1 ||
		!slices.Equal(f.Disagreements[0].Values, []string{"actor/avaria SUBJECT", "actor/avaria ACCUSED"}) {
		t.Errorf("about: %+v", f)
	}
	if f := fields["polarity"]; f.Defined || f.Agreeing != 4 {
		t.Errorf("polarity: %+v", f)
	}
}
