package graphtest_test

import (
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

func one(ids ...graph.ID) *graph.ActorSet { return &graph.ActorSet{AnyOf: ids} }

// standing asks for who stands for an actor.
func standing(id graph.ID, scopes ...graph.ActorScope) *graph.ActorSet {
	return &graph.ActorSet{AnyOf: []graph.ID{id}, Include: scopes}
}

func about(a graph.AboutSet) graph.StatementSet {
	return graph.StatementSet{About: []graph.AboutSet{a}}
}

func aboutEvent(e graph.EventSet) graph.StatementSet { return about(graph.AboutSet{Event: &e}) }

func document(d graph.DocumentSet) graph.StatementSet { return graph.StatementSet{Document: &d} }

func text(words string) graph.StatementSet { return graph.StatementSet{Text: words} }

// What is asked for in every field, and what must not be found by it.
func TestFiltersOfTheWorld(t *testing.T) {
	const (
		self, speakers, parts, behalf = graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts, graph.ScopeOnBehalf

		chain, inReadout, inCopy = graphtest.RelayChainID, graphtest.RelayChainReadoutID, graphtest.RelayChainCopyID
		hope, joint, denial      = graphtest.NestedHopeID, graphtest.JointStatementID, graphtest.DenialID
		count, anonymous, own    = graphtest.CountID, graphtest.AnonymousID, graphtest.OwnVoiceID
		draft, told, witness     = graphtest.DraftID, graphtest.ToldToMediatorID, graphtest.WitnessID
	)
	type ids = []graph.ID
	yes, no, half := true, false, 0.5
	certainly := standing(graphtest.Ruritania, self, speakers, parts)
	certainly.Certainty = graph.DateCertainly
	for name, test := range map[string]struct {
		clearance graph.Marking // PUBLIC unless given
		revision  graph.Revision
		query     graph.StatementSet
		want      ids
	}{
		"whatever has a content, as far as it is seen": {query: graph.StatementSet{Content: &graph.ContentSet{}}, want: ids{told, hope, chain}},
		"a mood at whatever level": {
			query: graph.StatementSet{Content: &graph.ContentSet{Moods: []graph.Mood{graph.MoodRequested}}}, want: ids{hope, chain},
		},
		"who is asked at one level and what at another do not add up": {
			query: graph.StatementSet{Content: &graph.ContentSet{Moods: []graph.Mood{graph.MoodRequested}, Actor: one(graphtest.Avaria)}}, want: ids{chain},
		},
		"who is to comply": {
			query: graph.StatementSet{Content: &graph.ContentSet{
				Actor: one(graphtest.ValleyMilitia), Actions: []graph.Action{graph.ActionComply, graph.ActionCease},
			}}, want: ids{hope},
		},
		"toward whom": {query: graph.StatementSet{Content: &graph.ContentSet{Toward: one(graphtest.ValleyMilitia)}}, want: ids{hope}},
		"toward somebody who is not there: there has to be somebody": {
			query: graph.StatementSet{Content: &graph.ContentSet{Toward: &graph.ActorSet{NoneOf: ids{graphtest.Avaria}}}}, want: ids{hope},
		},
		"an act in the content that is cut for everybody": {
			query: graph.StatementSet{Content: &graph.ContentSet{Acts: []graph.Act{graph.ActPraise}}},
		},
		"an act in the content, for who sees it": {
			clearance: restricted, query: graph.StatementSet{Content: &graph.ContentSet{Acts: []graph.Act{graph.ActPraise}}}, want: ids{told},
		},
		"a position": {
			query: graph.StatementSet{Positions: []graph.StandSet{{Topic: graphtest.AvariaBreached}}}, want: ids{denial, chain},
		},
		"who disagrees with whatever": {
			query: graph.StatementSet{Positions: []graph.StandSet{{Agreement: graph.Disagree}}}, want: ids{denial},
		},
		"one of no positions":      {query: graph.StatementSet{Positions: []graph.StandSet{}}},
		"one of no acts":           {query: graph.StatementSet{Acts: []graph.ActSet{}}},
		"any of no actors":         {query: graph.StatementSet{By: &graph.ActorSet{AnyOf: ids{}}}},
		"in one of no languages":   {query: graph.StatementSet{Langs: []string{}}},
		"with one of no statuses":  {query: graph.StatementSet{Statuses: []graph.Status{}}},
		"one of no sets":           {query: graph.StatementSet{Or: []graph.StatementSet{}}},
		"all of no sets, in Dolan": {query: graph.StatementSet{And: []graph.StatementSet{}, By: one(graphtest.RuritaniaSpokeswoman)}, want: ids{hope}},
		"none of no actors and all of none": {
			query: graph.StatementSet{By: &graph.ActorSet{AllOf: ids{}, NoneOf: ids{}}, Langs: []string{"ar"}}, want: ids{chain},
		},
		"nobody stands for her when nobody is to": {
			query: graph.StatementSet{By: &graph.ActorSet{AnyOf: ids{graphtest.RuritaniaSpokeswoman}, Include: []graph.ActorScope{}}},
		},
		"anonymously":     {query: graph.StatementSet{Attributions: []graph.Attribution{graph.AttributionAnonymous}}, want: ids{anonymous}},
		"nobody knows by": {query: graph.StatementSet{Transmissions: []graph.Transmission{graph.TransmissionUnstated}}, want: ids{joint}},
		"in what the newspaper published": {
			query: document(graph.DocumentSet{Publisher: one(graphtest.Gazette)}), want: ids{told, denial, hope, own, chain, joint, count, anonymous},
		},
		"in what somebody else published": {
			query: document(graph.DocumentSet{Publisher: &graph.ActorSet{NoneOf: ids{graphtest.Gazette}}}), want: ids{draft, inReadout, inCopy},
		},
		"in what a part of Avaria published": {
			query: document(graph.DocumentSet{Publisher: standing(graphtest.Avaria, parts)}), want: ids{draft, inReadout},
		},
		"in a Russian document": {query: document(graph.DocumentSet{Langs: []string{"ru"}}), want: ids{inCopy}},
		"in a document of the evening before": {
			query: document(graph.DocumentSet{Published: &graph.DateRange{To: "2019-04-18", Certainty: graph.DateCertainly}}), want: ids{draft, inReadout},
		},
		"in a readout": {query: document(graph.DocumentSet{Kinds: []graph.DocumentKind{graph.DocumentReadout}}), want: ids{draft, inReadout}},
		"in a document that is coded": {
			query: document(graph.DocumentSet{Codings: &graph.WorkSet{Statuses: []graph.CodingStatus{graph.CodingDone}}, Langs: []string{"ar"}, Not: &graph.DocumentSet{Text: "monitors"}}),
			want:  ids{told, denial, hope, own, chain, joint, count, anonymous},
		},
		"in a document with words of its title and of its text": {
			query: document(graph.DocumentSet{Text: "readouts «asked for the monitors»"}), want: ids{draft, inReadout},
		},
		"in a document or another": {
			query: document(graph.DocumentSet{Or: []graph.DocumentSet{{Langs: []string{"ru"}}, {Langs: []string{"en"}}}}), want: ids{draft, inReadout, inCopy},
		},
		"coded by somebody":                   {query: graph.StatementSet{Coding: &graph.CodingSet{Coder: "made-up curator", Version: "1"}}, want: ids{chain}},
		"coded by another version":            {query: graph.StatementSet{Coding: &graph.CodingSet{Coder: "made-up curator", Version: "2"}}},
		"coded at all":                        {query: graph.StatementSet{Coding: &graph.CodingSet{}}, want: ids{chain}},
		"with confidence":                     {query: graph.StatementSet{Confidence: &graph.FloatRange{Min: &half}}, want: ids{chain}},
		"without doubt, of which nobody says": {query: graph.StatementSet{Confidence: &graph.FloatRange{Max: &half}}},
		"in Arabic":                           {query: graph.StatementSet{Langs: []string{"AR"}}, want: ids{chain}},
		"in half a language":                  {query: graph.StatementSet{Langs: []string{"a"}}},
		"in whatever language": {
			query: graph.StatementSet{Langs: []string{"*"}, Occasion: graphtest.Call}, want: ids{draft, chain, inReadout, joint},
		},
		"answered": {query: graph.StatementSet{Answered: &yes}, want: ids{chain, inReadout}},
		"answered by who is no draft any more": {
			revision: 11, query: graph.StatementSet{Answered: &yes}, want: ids{chain},
		},
		"on the call, and not answered": {query: graph.StatementSet{Answered: &no, Occasion: graphtest.Call}, want: ids{draft, joint}},
		"denied":                        {query: graph.StatementSet{Linked: &graph.LinkedSet{Kinds: []graph.LinkKind{graph.LinkDenies}}}, want: ids{chain}},
		"answered by the minister in his post": {
			query: graph.StatementSet{Linked: &graph.LinkedSet{By: one(graphtest.AvariaMinisterPost)}}, want: ids{inReadout},
		},
		"denies something":                 {query: graph.StatementSet{Links: &graph.LinksSet{Kinds: []graph.LinkKind{graph.LinkDenies}}}, want: ids{denial}},
		"denies what was told by a chain":  {query: graph.StatementSet{Links: &graph.LinksSet{Kinds: []graph.LinkKind{graph.LinkDenies}, AnyOf: ids{chain}}}, want: ids{denial}},
		"repeats what was told by a chain": {query: graph.StatementSet{Links: &graph.LinksSet{Kinds: []graph.LinkKind{graph.LinkRepeats}, AnyOf: ids{chain}}}},
		"links to none of no statements":   {query: graph.StatementSet{Links: &graph.LinksSet{AnyOf: ids{}}}},
		"denied by the minister": {
			query: graph.StatementSet{Linked: &graph.LinkedSet{Kinds: []graph.LinkKind{graph.LinkDenies}, By: one(graphtest.AvariaMinister)}},
		},
		"answered on behalf of Avaria": {
			query: graph.StatementSet{Linked: &graph.LinkedSet{By: standing(graphtest.Avaria, behalf)}}, want: ids{inReadout},
		},
		"counted by the monitor": {
			query: graph.StatementSet{Figures: &graph.FigureSet{CountedBy: one(graphtest.Monitor), Units: []graph.FigureUnit{graph.UnitBreach}}}, want: ids{count},
		},
		"deaths, of which nobody counts any": {query: graph.StatementSet{Figures: &graph.FigureSet{What: []graph.FigureWhat{graph.FigureDeaths}}}},
		"said by one or counted": {
			query: graph.StatementSet{Or: []graph.StatementSet{{Figures: &graph.FigureSet{}}, {By: one(graphtest.AvariaSpokesman)}}}, want: ids{told, denial, count},
		},
		"in no English": {query: graph.StatementSet{Not: &graph.StatementSet{Langs: []string{"en"}}}, want: ids{chain, inCopy}},
		"not what is not in English and is on the call": {
			query: graph.StatementSet{Not: &graph.StatementSet{Not: &graph.StatementSet{Langs: []string{"en"}}}, Occasion: graphtest.Call},
			want:  ids{draft, inReadout, joint},
		},
		"bases and statuses within a set have no default": {
			query: graph.StatementSet{Statuses: graph.Statuses(), Not: &graph.StatementSet{Statuses: []graph.Status{graph.StatusPublished}}},
			want:  ids{graphtest.CodedTwiceID},
		},

		"by who may be the minister":                {query: graph.StatementSet{By: one(graphtest.Doubtful)}, want: ids{chain, inReadout, joint, inCopy}},
		"by who may be the minister, before it was": {revision: 9, query: graph.StatementSet{By: one(graphtest.Doubtful)}},
		"by who speaks for Ruritania, and not by who speaks for its ministry": {
			query: graph.StatementSet{By: standing(graphtest.Ruritania, speakers)}, want: ids{chain, inReadout, joint, inCopy},
		},
		"by its parts: the post is one, the minister without his post is not": {
			query: graph.StatementSet{By: standing(graphtest.Ruritania, parts)}, want: ids{chain, inReadout, joint},
		},
		"by who speaks for it or for a part of it": {
			query: graph.StatementSet{By: standing(graphtest.Ruritania, speakers, parts)}, want: ids{hope, chain, inReadout, joint, inCopy},
		},
		"by who certainly does: nobody knows until when": {query: graph.StatementSet{By: certainly}},
		"by who speaks for Avaria": {
			query: graph.StatementSet{By: standing(graphtest.Avaria, self, speakers)}, want: ids{draft, joint},
		},
		"by who speaks for Avaria or a part of it": {
			query: graph.StatementSet{By: standing(graphtest.Avaria, speakers, parts)}, want: ids{told, denial, draft, joint},
		},
		"by nobody who speaks for Avaria, who spoke on the call": {
			query: graph.StatementSet{
				Occasion: graphtest.Call, By: &graph.ActorSet{NoneOf: ids{graphtest.Avaria}, Include: []graph.ActorScope{speakers}},
			}, want: ids{chain, inReadout},
		},
		"by those who speak for both": {
			query: graph.StatementSet{By: &graph.ActorSet{AllOf: ids{graphtest.Avaria, graphtest.Ruritania}, Include: []graph.ActorScope{speakers}}},
			want:  ids{joint},
		},
		"on behalf of Ruritania":                  {query: graph.StatementSet{By: standing(graphtest.Ruritania, behalf)}, want: ids{hope, chain}},
		"by Ruritania, or on its behalf":          {query: graph.StatementSet{By: standing(graphtest.Ruritania, self, behalf)}, want: ids{hope, chain}},
		"through who speaks on behalf of a part":  {query: graph.StatementSet{Via: standing(graphtest.Ruritania, parts, behalf)}, want: ids{chain}},
		"to who speaks for Avaria":                {query: graph.StatementSet{To: standing(graphtest.Avaria, speakers)}, want: ids{chain, inReadout}},
		"about parts of Avaria, of which is none": {query: about(graph.AboutSet{Actor: standing(graphtest.Avaria, parts)})},

		"about what happened in the province": {
			clearance: protected, query: aboutEvent(graph.EventSet{Place: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}, Descendants: true}}), want: ids{witness},
		},
		"about what happened in the province itself": {
			clearance: protected, query: aboutEvent(graph.EventSet{Place: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}}}),
		},
		"about what happened near some place": {
			clearance: protected, query: aboutEvent(graph.EventSet{Place: &graph.PlaceSet{Precisions: []graph.PlacePrecision{graph.PlaceNear}}}), want: ids{witness},
		},
		"about what happened exactly there": {
			clearance: protected,
			query: aboutEvent(graph.EventSet{Place: &graph.PlaceSet{
				AnyOf: ids{graphtest.School}, Precisions: []graph.PlacePrecision{graph.PlaceExact},
			}}),
		},
		"about what the militia is alleged to have done under the truce": {
			clearance: protected,
			query: aboutEvent(graph.EventSet{Under: graphtest.Truce, Participants: []graph.ParticipantSet{{
				Actor: one(graphtest.ValleyMilitia), Roles: []graph.ParticipantRole{graph.ParticipantPerpetrator},
				Certainties: []graph.Certainty{graph.CertaintyAlleged},
			}}}), want: ids{witness},
		},
		"about what the militia suffered": {
			clearance: protected,
			query: aboutEvent(graph.EventSet{Participants: []graph.ParticipantSet{{
				Actor: one(graphtest.ValleyMilitia), Roles: []graph.ParticipantRole{graph.ParticipantTarget},
			}}}),
		},
		"about some place in the province": {
			query: about(graph.AboutSet{Location: &graph.PlaceSet{AnyOf: ids{graphtest.KarvelaLand}, Descendants: true}}), want: ids{joint, anonymous},
		},
		"about a place of which the precision is known": {
			query: about(graph.AboutSet{Location: &graph.PlaceSet{AnyOf: ids{graphtest.School}, Precisions: graph.PlacePrecisions()}}),
		},
		"in no month": {query: graph.StatementSet{Said: &graph.DateRange{From: "2019-05", To: "2019-04"}}},
		"in no month, or undated": {
			query: graph.StatementSet{Said: &graph.DateRange{From: "2019-05", To: "2019-04", Undated: true}}, want: ids{inCopy, anonymous},
		},

		"breaches, breached":                          {query: text("breach"), want: ids{denial, chain, inReadout, count}},
		"a phrase is exact":                           {query: text("«the truce»"), want: ids{told, denial, own, draft}},
		"a phrase does not reach from text to text":   {query: text(`"كارفيلا Avaria"`)},
		"words may stand in a text and a translation": {query: text("خروقات Karvela"), want: ids{chain}},
		"an exact phrase has nothing before it":       {query: text("“هدنة كارفيلا”")},
		"its words may":                               {query: text("هدنة كارفيلا"), want: ids{chain}},
		"a Russian case":                              {query: text("нарушение"), want: ids{inCopy}},
		"a word and not a part of it":                 {query: text("car")},
	} {
		t.Run(name, func(t *testing.T) {
			if test.clearance == "" {
				test.clearance = public
			}
			if test.revision == 0 {
				test.revision = worldHead
			}
			list, err := at(t, test.clearance, test.revision).Statements(t.Context(), graph.StatementQuery{StatementSet: test.query}, graph.Page{First: 100})
			wantIDs(t, list, err, test.want...)
		})
	}
}

// wantIDs looks for the records of a list, and for no others.
func wantIDs[R graph.Record](t *testing.T, list graph.List[R], err error, want ...graph.ID) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var got []graph.ID
	for _, item := range list.Items {
		got = append(got, item.Value.Shared().ID)
	}
	if short(got...) != short(want...) {
		t.Errorf("got  %s\nwant %s", short(got...), short(want...))
	}
}
