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

// The answers below were written down from the story that World tells, not
// taken from the oracle.

const (
	public     = graph.MarkingPublic
	restricted = graph.MarkingRestricted
	protected  = graph.MarkingProtected
)

func at(t *testing.T, clearance graph.Marking, r graph.Revision) graph.Reader {
	t.Helper()
	return loaded(t).At(graph.View{Revision: r, Clearance: clearance})
}

// worldHead is the last revision of the world.
const worldHead = 15

func short(ids ...graph.ID) string {
	var names []string
	for _, id := range ids {
		names = append(names, id.Name())
	}
	return strings.Join(names, " ")
}

func TestStatementsOfTheWorld(t *testing.T) {
	var (
		chain, inReadout, inCopy = graphtest.RelayChainID, graphtest.RelayChainReadoutID, graphtest.RelayChainCopyID
		hope, joint, denial      = graphtest.NestedHopeID, graphtest.JointStatementID, graphtest.DenialID
		count, anonymous, own    = graphtest.CountID, graphtest.AnonymousID, graphtest.OwnVoiceID
		machine, draft, again    = graphtest.MachineCodedID, graphtest.DraftID, graphtest.CodedTwiceID
		witness, told, notes     = graphtest.WitnessID, graphtest.ToldToMediatorID, graphtest.NotesID
	)
	set := func(ids ...graph.ID) *graph.ActorSet { return &graph.ActorSet{AnyOf: ids} }
	half, minusOne := 0.25, -1.0
	zero, one := 0, 1
	for name, test := range map[string]struct {
		clearance graph.Marking // PUBLIC unless given
		revision  graph.Revision
		query     graph.StatementQuery
		want      []graph.ID
	}{
		"everybody sees what is published, newest first, the undated last": {
			// 20 April; 19 April: the second of 14:00 at +03 is later than the
			// midnight on which the days begin; then the days in the order of
			// their recording; then 18 April, where the published draft was
			// said at a time of day; then the month; then the undated.
			want: []graph.ID{told, denial, hope, own, draft, chain, inReadout, joint, count, inCopy, anonymous},
		},
		"oldest first is the reverse, and the undated are last again": {
			query: graph.StatementQuery{Order: graph.SaidAscending},
			want:  []graph.ID{count, joint, inReadout, chain, draft, own, hope, denial, told, anonymous, inCopy},
		},
		"a restricted reader sees what stands in the notes": {
			clearance: restricted,
			want:      []graph.ID{notes, told, denial, hope, own, draft, chain, inReadout, joint, count, inCopy, anonymous},
		},
		"a protected reader sees the witness": {
			clearance: protected,
			want:      []graph.ID{witness, notes, told, denial, hope, own, draft, chain, inReadout, joint, count, inCopy, anonymous},
		},
		"as of revision 8 the draft is a draft": {
			revision: 8,
			want:     []graph.ID{denial, hope, own, chain, inReadout, joint, again, count, inCopy, anonymous},
		},
		"as of revision 5 there is the call alone": {
			revision: 5, want: []graph.ID{chain, inReadout, inCopy},
		},
		"drafts when asked for": {
			revision: 11, query: graph.StatementQuery{Statuses: []graph.Status{graph.StatusDraft}}, want: []graph.ID{draft},
		},
		"the retracted when asked for": {
			query: graph.StatementQuery{Statuses: []graph.Status{graph.StatusRetracted}}, want: []graph.ID{again},
		},
		"machine-coded rows when asked for": {
			query: graph.StatementQuery{Bases: []graph.Basis{graph.BasisMachineCoded}}, want: []graph.ID{machine},
		},
		"by the minister": {
			query: graph.StatementQuery{By: set(graphtest.RuritaniaMinister)}, want: []graph.ID{chain, inReadout, joint, inCopy},
		},
		"by the holder of the post": {
			query: graph.StatementQuery{By: set(graphtest.RuritaniaMinisterPost)}, want: []graph.ID{chain, inReadout, joint},
		},
		"by one on whose behalf somebody spoke: that is not by them": {
			query: graph.StatementQuery{By: set(graphtest.AvariaGovernment)},
		},
		"by both ministers": {
			query: graph.StatementQuery{By: &graph.ActorSet{AllOf: []graph.ID{graphtest.RuritaniaMinister, graphtest.AvariaMinister}}},
			want:  []graph.ID{joint},
		},
		"by the minister and not jointly": {
			query: graph.StatementQuery{By: &graph.ActorSet{
				AnyOf: []graph.ID{graphtest.RuritaniaMinister}, NoneOf: []graph.ID{graphtest.AvariaMinister},
			}},
			want: []graph.ID{chain, inReadout, inCopy},
		},
		"to the other minister": {
			query: graph.StatementQuery{To: set(graphtest.AvariaMinister)}, want: []graph.ID{chain, inReadout},
		},
		"not to the newspaper, said to nobody included": {
			query: graph.StatementQuery{To: &graph.ActorSet{NoneOf: []graph.ID{graphtest.Gazette}}, By: set(graphtest.AvariaSpokesman)},
			want:  []graph.ID{denial},
		},
		"via the spokeswoman": {
			query: graph.StatementQuery{Via: set(graphtest.RuritaniaSpokeswoman)}, want: []graph.ID{chain, inCopy},
		},
		"who accuses Avaria of breaching the truce, by what they presuppose": {
			query: graph.StatementQuery{
				About: []graph.AboutSet{
					{Roles: []graph.AboutRole{graph.AboutAccused}, Actor: set(graphtest.Avaria)},
					{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: graphtest.Truce},
				},
				Acts: []graph.ActSet{{Act: graph.ActAccuse, Force: graph.ForcePresupposed}},
			},
			want: []graph.ID{chain},
		},
		"accusing as the main act is something else": {
			query: graph.StatementQuery{Acts: []graph.ActSet{{Act: graph.ActAccuse, Main: true}}},
		},
		"one of two acts": {
			query: graph.StatementQuery{Acts: []graph.ActSet{{Act: graph.ActDeny}, {Act: graph.ActStress}}}, want: []graph.ID{denial, joint},
		},
		"about the truce and Avaria, in whatever role": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Agreement: graphtest.Truce, Actor: set(graphtest.Avaria)}}},
			want:  []graph.ID{denial, hope, chain, inReadout},
		},
		"about actors, and not about Avaria": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Actor: &graph.ActorSet{NoneOf: []graph.ID{graphtest.Avaria}}}}},
			want:  []graph.ID{draft},
		},
		"about a topic": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Topic: graphtest.Aid}}}, want: []graph.ID{joint},
		},
		"about a location": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Location: graphtest.School}}}, want: []graph.ID{anonymous},
		},
		"about a statement": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Statement: inReadout}}}, want: []graph.ID{draft},
		},
		"about an event, for who may know of it": {
			clearance: protected, query: graph.StatementQuery{About: []graph.AboutSet{{Event: graphtest.Shelling}}}, want: []graph.ID{witness},
		},
		"about an event, for everybody": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Event: graphtest.Shelling}}},
		},
		"with a stance from 0.25 on": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Stance: &graph.FloatRange{Min: &half}}}}, want: []graph.ID{own},
		},
		"with a stance up to -1": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Stance: &graph.FloatRange{Max: &minusOne}}}},
		},
		"praise of a hidden mediator, for who sees them": {
			clearance: restricted, query: graph.StatementQuery{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutPraised}}}}, want: []graph.ID{told},
		},
		"praise of a hidden mediator, for everybody": {
			query: graph.StatementQuery{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutPraised}}}},
		},
		"directly": {
			query: graph.StatementQuery{Depth: &graph.IntRange{Max: &zero}}, want: []graph.ID{told, denial, hope, own, count, anonymous},
		},
		"through one: what is not known is left out": {
			query: graph.StatementQuery{Depth: &graph.IntRange{Min: &one, Max: &one}}, want: []graph.ID{draft, chain, inReadout, inCopy},
		},
		"in the readout": {
			query: graph.StatementQuery{Documents: []graph.ID{graphtest.Readout}}, want: []graph.ID{draft, inReadout},
		},
		"of one utterance": {
			query: graph.StatementQuery{Utterance: graphtest.CallUtterance}, want: []graph.ID{chain, inReadout, inCopy},
		},
		"of an utterance that nobody knows": {
			query: graph.StatementQuery{Utterance: "utterance/unheard"},
		},
		"on the call": {
			query: graph.StatementQuery{Occasion: graphtest.Call}, want: []graph.ID{draft, chain, inReadout, joint},
		},
		"concerning the shelling": {
			clearance: protected, query: graph.StatementQuery{Concerning: graphtest.Shelling}, want: []graph.ID{witness},
		},
		"possibly on 19 April: the month, and the afternoon": {
			query: graph.StatementQuery{Said: &graph.DateRange{From: "2019-04-19", To: "2019-04-19"}}, want: []graph.ID{denial, hope, own, count},
		},
		"certainly on 19 April": {
			query: graph.StatementQuery{Said: &graph.DateRange{From: "2019-04-19", To: "2019-04-19", Certainty: graph.DateCertainly}},
			want:  []graph.ID{denial, hope, own},
		},
		"from 20 April on, or undated": {
			query: graph.StatementQuery{Said: &graph.DateRange{From: "2019-04-20", Undated: true}}, want: []graph.ID{told, count, inCopy, anonymous},
		},
		"before noon of 19 April in Greenwich, the clocks of the dates decide": {
			query: graph.StatementQuery{Said: &graph.DateRange{From: "2019-04-19T00:00:00Z", To: "2019-04-19T11:00:00Z", Certainty: graph.DateCertainly}},
			want:  []graph.ID{denial},
		},
		"at any time": {
			query: graph.StatementQuery{Said: &graph.DateRange{}, Documents: []graph.ID{graphtest.Dispatch}}, want: []graph.ID{inCopy},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.clearance == "" {
				test.clearance = public
			}
			if test.revision == 0 {
				test.revision = worldHead
			}
			list, err := at(t, test.clearance, test.revision).Statements(t.Context(), test.query, graph.Page{First: 100})
			if err != nil {
				t.Fatal(err)
			}
			var got []graph.ID
			for _, item := range list.Items {
				got = append(got, item.Value.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", short(got...), short(test.want...))
			}
		})
	}
}

func TestCountsOfTheWorld(t *testing.T) {
	for name, test := range map[string]struct {
		clearance graph.Marking
		query     graph.StatementQuery
		want      graph.StatementCount
	}{
		"the call is one utterance, told by the briefing and by the readout": {
			public, graph.StatementQuery{Utterance: graphtest.CallUtterance}, graph.StatementCount{Statements: 3, Utterances: 1, Sources: 2},
		},
		"what stands in the newspaper itself is one source": {
			public,
			graph.StatementQuery{By: &graph.ActorSet{AnyOf: []graph.ID{graphtest.AvariaSpokesman, graphtest.Monitor}}},
			graph.StatementCount{Statements: 3, Utterances: 3, Sources: 1},
		},
		"two documents are two sources": {
			restricted, graph.StatementQuery{Documents: []graph.ID{graphtest.HiddenNotes}}, graph.StatementCount{Statements: 1, Utterances: 1, Sources: 2},
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
		_, err := r.Statements(t.Context(), graph.StatementQuery{By: &graph.ActorSet{NoneOf: []graph.ID{id}}}, graph.Page{First: 1})
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
