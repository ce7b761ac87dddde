package graphtest_test

import (
	"slices"
	"strings"
	"testing"

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
			revision: 11, query: graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: []graph.Status{graph.StatusDraft}}}, want: []graph.ID{draft},
		},
		"the retracted when asked for": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: []graph.Status{graph.StatusRetracted}}}, want: []graph.ID{again},
		},
		"machine-coded rows when asked for": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Bases: []graph.Basis{graph.BasisMachineCoded}}}, want: []graph.ID{machine},
		},
		"by the minister": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{By: set(graphtest.RuritaniaMinister)}}, want: []graph.ID{chain, inReadout, joint, inCopy},
		},
		"by the holder of the post": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{By: set(graphtest.RuritaniaMinisterPost)}}, want: []graph.ID{chain, inReadout, joint},
		},
		"by one on whose behalf somebody spoke: that is not by them": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{By: set(graphtest.AvariaGovernment)}},
		},
		"by both ministers": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AllOf: []graph.ID{graphtest.RuritaniaMinister, graphtest.AvariaMinister}}}},
			want:  []graph.ID{joint},
		},
		"by the minister and not jointly": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{
				AnyOf: []graph.ID{graphtest.RuritaniaMinister}, NoneOf: []graph.ID{graphtest.AvariaMinister},
			}}},
			want: []graph.ID{chain, inReadout, inCopy},
		},
		"to the other minister": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{To: set(graphtest.AvariaMinister)}}, want: []graph.ID{chain, inReadout},
		},
		"not to the newspaper, said to nobody included": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{To: &graph.ActorSet{NoneOf: []graph.ID{graphtest.Gazette}}, By: set(graphtest.AvariaSpokesman)}},
			want:  []graph.ID{denial},
		},
		"via the spokeswoman": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Via: set(graphtest.RuritaniaSpokeswoman)}}, want: []graph.ID{chain, inCopy},
		},
		"who accuses Avaria of breaching the truce, by what they presuppose": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{
				About: []graph.AboutSet{
					{Roles: []graph.AboutRole{graph.AboutAccused}, Actor: set(graphtest.Avaria)},
					{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: graphtest.Truce},
				},
				Acts: []graph.ActSet{{Act: graph.ActAccuse, Force: graph.ForcePresupposed}},
			}},
			want: []graph.ID{chain},
		},
		"accusing as the main act is something else": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Acts: []graph.ActSet{{Act: graph.ActAccuse, Main: true}}}},
		},
		"one of two acts": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Acts: []graph.ActSet{{Act: graph.ActDeny}, {Act: graph.ActStress}}}}, want: []graph.ID{denial, joint},
		},
		"about the truce and Avaria, in whatever role": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Agreement: graphtest.Truce, Actor: set(graphtest.Avaria)}}}},
			want:  []graph.ID{denial, hope, chain, inReadout},
		},
		"about actors, and not about Avaria": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Actor: &graph.ActorSet{NoneOf: []graph.ID{graphtest.Avaria}}}}}},
			want:  []graph.ID{draft},
		},
		"about a topic": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Topic: graphtest.Aid}}}}, want: []graph.ID{joint},
		},
		"about a location": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Location: &graph.PlaceSet{AnyOf: []graph.ID{graphtest.School}}}}}}, want: []graph.ID{anonymous},
		},
		"about a statement": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Statement: inReadout}}}}, want: []graph.ID{draft},
		},
		"about an event, for who may know of it": {
			clearance: protected, query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{AnyOf: []graph.ID{graphtest.Shelling}}}}}}, want: []graph.ID{witness},
		},
		"about an event, for everybody": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{AnyOf: []graph.ID{graphtest.Shelling}}}}}},
		},
		"with a stance from 0.25 on": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Stance: &graph.FloatRange{Min: &half}}}}}, want: []graph.ID{own},
		},
		"with a stance up to -1": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Stance: &graph.FloatRange{Max: &minusOne}}}}},
		},
		"praise of a hidden mediator, for who sees them": {
			clearance: restricted, query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutPraised}}}}}, want: []graph.ID{told},
		},
		"praise of a hidden mediator, for everybody": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutPraised}}}}},
		},
		"directly": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Depth: &graph.IntRange{Max: &zero}}}, want: []graph.ID{told, denial, hope, own, count, anonymous},
		},
		"through one: what is not known is left out": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Depth: &graph.IntRange{Min: &one, Max: &one}}}, want: []graph.ID{draft, chain, inReadout, inCopy},
		},
		"in the readout": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{graphtest.Readout}}}}, want: []graph.ID{draft, inReadout},
		},
		"of one utterance": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: graphtest.CallUtterance}}, want: []graph.ID{chain, inReadout, inCopy},
		},
		"of an utterance that nobody knows": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: "utterance/unheard"}},
		},
		"on the call": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Occasion: graphtest.Call}}, want: []graph.ID{draft, chain, inReadout, joint},
		},
		"concerning the shelling": {
			clearance: protected, query: graph.StatementQuery{StatementSet: graph.StatementSet{Concerning: graphtest.Shelling}}, want: []graph.ID{witness},
		},
		"possibly on 19 April: the month, and the afternoon": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2019-04-19", To: "2019-04-19"}}}, want: []graph.ID{denial, hope, own, count},
		},
		"certainly on 19 April": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2019-04-19", To: "2019-04-19", Certainty: graph.DateCertainly}}},
			want:  []graph.ID{denial, hope, own},
		},
		"from 20 April on, or undated": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2019-04-20", Undated: true}}}, want: []graph.ID{told, count, inCopy, anonymous},
		},
		"before noon of 19 April in Greenwich, the clocks of the dates decide": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{From: "2019-04-19T00:00:00Z", To: "2019-04-19T11:00:00Z", Certainty: graph.DateCertainly}}},
			want:  []graph.ID{denial},
		},
		"at any time": {
			query: graph.StatementQuery{StatementSet: graph.StatementSet{Said: &graph.DateRange{}, Document: &graph.DocumentSet{AnyOf: []graph.ID{graphtest.Dispatch}}}}, want: []graph.ID{inCopy},
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
