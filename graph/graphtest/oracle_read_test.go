package graphtest_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func TestCountsOfTheWorld(t *testing.T) {
	for name, test := range map[string]struct {
		clearance graph.Marking
		query     graph.StatementQuery
		want      graph.StatementCount
	}{
		"the call is one utterance, told by the briefing and by the readout": {
			public, graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: graphtest.CallUtterance}}, graph.StatementCount{Statements: 3, Utterances: 1, Sources: 2},
		},
		"what stands in the newspaper itself is one source": {
			public,
			graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{graphtest.AvariaSpokesman, graphtest.Monitor}}}},
			graph.StatementCount{Statements: 3, Utterances: 3, Sources: 1},
		},
		"two documents are two sources": {
			restricted, graph.StatementQuery{StatementSet: graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{graphtest.HiddenNotes}}}}, graph.StatementCount{Statements: 1, Utterances: 1, Sources: 2},
		},
		"all that everybody sees": {
			// Sources: the briefing, the government in its readout, the newspaper.
			public, graph.StatementQuery{}, graph.StatementCount{Statements: 11, Utterances: 9, Sources: 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := at(t, test.clearance, worldHead).CountStatements(t.Context(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestSourcesOfTheWorld(t *testing.T) {
	for id, want := range map[graph.ID]int{
		graphtest.RelayChainID: 2, graphtest.RelayChainCopyID: 2, graphtest.DenialID: 1,
		graphtest.CodedTwiceID: 1, // retracted, and still told once
		graphtest.DraftID:      1,
	} {
		r := at(t, public, worldHead)
		record, err := r.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		s, ok := record.(*graph.Statement)
		if !ok {
			t.Fatalf("%s is a %T", id, record)
		}
		if got, err := r.SourcesOf(t.Context(), s); err != nil || got != want {
			t.Errorf("%s has %d sources (%v), want %d", id, got, err, want)
		}
	}
}

// What is hidden leaves no trace in what is not.
func TestCutsOfTheWorld(t *testing.T) {
	r := at(t, public, worldHead)
	read := func(id graph.ID) graph.Record {
		record, err := r.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return record
	}
	told, _ := read(graphtest.ToldToMediatorID).(*graph.Statement)
	if len(told.Addressees) != 1 || told.Addressees[0].Actor != graphtest.Gazette {
		t.Errorf("addressees: %+v", told.Addressees)
	}
	if len(told.About) != 1 || told.About[0].Node != graphtest.Truce {
		t.Errorf("about: %+v", told.About)
	}
	if told.Content == nil || told.Content.Action != graph.ActionMaintain || told.Content.Content != nil {
		t.Errorf("content: %+v", told.Content)
	}
	call, _ := read(graphtest.Call).(*graph.Event)
	if len(call.Participants) != 2 {
		t.Errorf("participants: %+v", call.Participants)
	}
	militia, _ := read(graphtest.ValleyMilitia).(*graph.Actor)
	if len(militia.Affiliations) != 1 || militia.Affiliations[0].Organisation != graphtest.Avaria {
		t.Errorf("affiliations: %+v", militia.Affiliations)
	}
	truce, _ := read(graphtest.Truce).(*graph.Agreement)
	if len(truce.Parties) != 3 {
		t.Errorf("parties: %+v", truce.Parties)
	}
	all, _ := read(graphtest.AllParties).(*graph.Actor)
	if !slices.Equal(all.Collects, []graph.ID{graphtest.Avaria, graphtest.Ruritania}) {
		t.Errorf("collects: %v", all.Collects)
	}
	for _, id := range []graph.ID{
		graphtest.HiddenMediator, graphtest.HiddenWitness, graphtest.HiddenNotes, graphtest.WitnessID, graphtest.NotesID, graphtest.HiddenJudgement,
	} {
		if _, err := r.Record(t.Context(), id); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
		if _, err := r.History(t.Context(), id, graph.Page{First: 1}); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("history of %s: %v", id, err)
		}
	}
	for _, id := range []graph.ID{graphtest.HiddenMediator, "actor/nobody"} {
		_, err := r.Statements(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{NoneOf: []graph.ID{id}}}}, graph.Page{First: 1})
		if !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("statements not by %s: %v", id, err)
		}
	}
}

func TestActorsOfTheWorld(t *testing.T) {
	for name, test := range map[string]struct {
		query graph.ActorQuery
		want  []graph.ID
	}{
		"in Arabic, without the vowel sign":        {graph.ActorQuery{Name: "سمان"}, []graph.ID{graphtest.AvariaSpokesman}},
		"in Latin, in capitals":                    {graph.ActorQuery{Name: "RIKARD"}, []graph.ID{graphtest.RuritaniaMinister, graphtest.Doubtful}},
		"in Cyrillic":                              {graph.ActorQuery{Name: "рикард"}, []graph.ID{graphtest.RuritaniaMinister}},
		"without the article":                      {graph.ActorQuery{Name: "وزارة خارجية"}, []graph.ID{graphtest.RuritaniaMinistry}},
		"words of two names of one actor":          {graph.ActorQuery{Name: "Anton ريكارد"}, nil},
		"part of a word":                           {graph.ActorQuery{Name: "Rik"}, nil},
		"an epithet":                               {graph.ActorQuery{Name: "نظام"}, []graph.ID{graphtest.Avaria}},
		"states":                                   {graph.ActorQuery{Kinds: []graph.ActorKind{graph.ActorState}}, []graph.ID{graphtest.Avaria, graphtest.Ruritania}},
		"nothing but a dash":                       {graph.ActorQuery{Name: "-"}, nil},
		"somebody hidden":                          {graph.ActorQuery{Name: "mediator"}, nil},
		"a kind and a name that do not go along":   {graph.ActorQuery{Name: "Rikard", Kinds: []graph.ActorKind{graph.ActorState}}, nil},
		"retracted, of which there are none":       {graph.ActorQuery{Statuses: []graph.Status{graph.StatusRetracted}}, nil},
		"a letter more, as in another family name": {graph.ActorQuery{Name: "ريكاردي"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := at(t, public, worldHead).Actors(t.Context(), test.query, graph.Page{First: 100})
			if err != nil {
				t.Fatal(err)
			}
			var got []graph.ID
			for _, item := range list.Items {
				got = append(got, item.Value.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %s, want %s", short(got...), short(test.want...))
			}
		})
	}
}

func TestCodesOfTheWorld(t *testing.T) {
	r := at(t, public, worldHead)
	found, err := r.ByCode(t.Context(), graph.KindActor, graph.Code{System: "made-up registry", Code: "M-1"})
	if !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("a system that there is not: %v, %v", found, err)
	}
	found, err = r.ByCode(t.Context(), graph.KindActor, graph.Code{System: "made-up-registry", Code: "M-1", Version: "of another year"})
	if err != nil || found.Shared().ID != graphtest.Monitor {
		t.Errorf("%v, %v", found, err)
	}
	_, err = r.ByCode(t.Context(), graph.KindActor, graph.Code{System: "made-up-registry", Code: "M-2"})
	var ambiguous *graph.AmbiguousCode
	if !errors.As(err, &ambiguous) || !slices.Equal(ambiguous.IDs, []graph.ID{graphtest.Gazette, graphtest.Wire}) {
		t.Errorf("%v", err)
	}
}

func TestHistoryOfTheWorld(t *testing.T) {
	for id, want := range map[graph.ID]string{
		graphtest.RelayChainID: "11 CORRECT PUBLISHED, 5 CREATE PUBLISHED",
		graphtest.DraftID:      "12 CORRECT PUBLISHED, 8 CREATE DRAFT",
		graphtest.CodedTwiceID: "13 RETRACT RETRACTED, 8 CREATE PUBLISHED",
		graphtest.FirstImport:  "15 RESTORE PUBLISHED, 14 RETRACT RETRACTED, 2 CREATE PUBLISHED",
	} {
		list, err := at(t, public, worldHead).History(t.Context(), id, graph.Page{First: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range list.Items {
			v := item.Value
			got = append(got, fmt.Sprintf("%d %s %s", v.Commit.Revision, v.Verb, v.Record.Shared().Status))
			if !v.Commit.Time.Equal(graphtest.WorldTime(v.Commit.Revision)) || v.Commit.Author != graphtest.Curator().Name {
				t.Errorf("revision %d of %s: %+v", v.Commit.Revision, id, v.Commit)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s, want %s", id, strings.Join(got, ", "), want)
		}
	}
}

func TestChangesOfTheWorld(t *testing.T) {
	g := loaded(t)
	var got []string
	for c, err := range g.Changes(t.Context(), graph.View{Revision: 14, Clearance: public}, 8) {
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%d", c.Revision)
		for _, op := range c.Ops {
			line += fmt.Sprintf(" %s %s (%s)", op.Verb, op.Target().Name(), op.Reason)
		}
		got = append(got, line)
	}
	want := []string{
		"9 CREATE saman-to-mediator ()",
		"10 CREATE a-rikard-is-anton-rikard ()",
		"11 CORRECT rikard-to-noman-stop-breaches ()",
		"12 CORRECT noman-asks-for-list ()",
		"13 RETRACT ministers-stress-aid-again (the passage is repeated and was coded twice)",
		"14 RETRACT rows-2019 (by mistake)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for after, want := range map[time.Duration]graph.Revision{-time.Second: 6, 0: 7, time.Second: 7, 24 * time.Hour: 8} {
		if c, err := g.RevisionAt(t.Context(), graphtest.WorldTime(7).Add(after)); err != nil || c.Revision != want {
			t.Errorf("revision %v after the seventh: %d, %v; want %d", after, c.Revision, err, want)
		}
	}
	if c, err := g.RevisionAt(t.Context(), graphtest.WorldTime(0)); err != nil || c.Revision != 0 {
		t.Errorf("before the first: %+v, %v", c, err)
	}
}

// A copy is told by what it copies, however long the chain, as far as the
// reader can follow it.
func TestCopiesAreOneSource(t *testing.T) {
	original := &graph.Document{}
	original.ID, original.Marking = "document/0195a000-0000-7000-8000-00000000000a", restricted
	copied := func(id, of graph.ID) *graph.Document {
		d := &graph.Document{CopyOf: &graph.CopyOf{Document: of}}
		d.ID = id
		return d
	}
	said := func(id, in graph.ID) *graph.Statement {
		s := &graph.Statement{Text: "made-up words", Attribution: graph.AttributionPublisher, Evidence: []graph.Evidence{{Document: in}}}
		s.ID = id
		return s
	}
	relayed := said("statement/relayed", "document/third")
	relayed.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: "actor/relay"}}}
	relayed.Transmission = graph.TransmissionRelayed
	relay := &graph.Actor{}
	relay.ID = "actor/relay"
	var change graph.Change
	for _, r := range []graph.Record{
		original, copied("document/first", original.ID), copied("document/second", original.ID), copied("document/third", "document/second"),
		said("statement/a", "document/first"), said("statement/b", "document/second"), said("statement/c", "document/third"), relay, relayed,
	} {
		change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
	if _, err := g.Commit(t.Context(), graphtest.Curator(), change); err != nil {
		t.Fatal(err)
	}
	for clearance, want := range map[graph.Marking]int{
		restricted: 2, // the original, and the relay in it
		public:     3, // who does not see the original sees that the third copies the second, and no more
	} {
		count, err := g.At(graph.View{Revision: 1, Clearance: clearance}).CountStatements(t.Context(), graph.StatementQuery{})
		if err != nil || count.Sources != want || count.Statements != 4 || count.Utterances != 4 {
			t.Errorf("for %s: %+v, %v; want %d sources", clearance, count, err, want)
		}
	}
}

func TestStillReferredNamesAHundred(t *testing.T) {
	for referrers, want := range map[int]struct {
		named int
		more  bool
	}{1: {1, false}, 100: {100, false}, 101: {100, true}} {
		target := &graph.Location{}
		target.ID = "location/target"
		change := graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: target}}}
		for i := range referrers {
			l := &graph.Location{Within: target.ID}
			l.ID = graph.ID(fmt.Sprintf("location/l%d", i))
			change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCreate, Record: l})
		}
		g := graphtest.NewNaive(func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) })
		if _, err := g.Commit(t.Context(), graphtest.Curator(), change); err != nil {
			t.Fatal(err)
		}
		_, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: []graph.Op{{
			Verb: graph.VerbRetract, ID: target.ID, Reason: "made up",
		}}})
		var still *graph.StillReferred
		if !errors.As(err, &still) || !errors.Is(err, graph.ErrConflict) || len(still.By) != want.named || still.More != want.more {
			t.Errorf("%d referrers: %v", referrers, err)
		}
	}
}
