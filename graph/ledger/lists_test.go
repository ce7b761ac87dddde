package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// invented is a small graph with something for every field of the lists that
// are not of statements.
func invented() []graph.Record {
	date := func(edtf graph.EDTF) *graph.Date { return &graph.Date{EDTF: edtf} }
	named := func(names ...string) (found []graph.Name) {
		for _, n := range names {
			found = append(found, graph.Name{Text: n})
		}
		return found
	}
	council := &graph.Actor{Kind: graph.ActorOrganisation, Names: named("Council of Orsinia", "مجلس أورسينيا"), Sectors: []graph.Sector{graph.SectorGovernment}}
	office := &graph.Actor{
		Kind: graph.ActorOrganisation, Names: named("Orsinian Truce Office"), Sectors: []graph.Sector{graph.SectorGovernment, graph.SectorMonitor},
		Affiliations: []graph.Affiliation{{Organisation: "actor/council", Kind: graph.AffiliationPartOf, From: date("2014")}},
	}
	speaker := &graph.Actor{
		Kind: graph.ActorPerson, Names: named("Orso Welk"),
		Affiliations: []graph.Affiliation{{Organisation: "actor/council", Kind: graph.AffiliationHoldsPost, SpeaksFor: true, From: date("2015"), To: date("2016-06")}},
	}
	band := &graph.Actor{Kind: graph.ActorGroup, Names: named("River Band")}
	again := &graph.Actor{Kind: graph.ActorGroup, Names: named("The Band of the River")}
	gazette := &graph.Actor{Kind: graph.ActorOrganisation, Names: named("Orsinia Gazette"), Sectors: []graph.Sector{graph.SectorMedia}}
	for id, a := range map[graph.ID]*graph.Actor{
		"actor/council": council, "actor/office": office, "actor/speaker": speaker, "actor/band": band, "actor/again": again, "actor/gazette": gazette,
	} {
		a.ID = id
	}
	same := &graph.Judgement{A: again.ID, B: band.ID, Verdict: graph.VerdictSame}
	same.ID = "judgement/bands"

	province := &graph.Location{Kind: graph.LocationGovernorate, Names: named("Upper Orsinia")}
	city := &graph.Location{Kind: graph.LocationSettlement, Names: named("Welk", "ولك"), Within: "location/province"}
	bridge := &graph.Location{Kind: graph.LocationSite, Names: named("Welk Bridge"), Within: "location/city"}
	province.ID, city.ID, bridge.ID = "location/province", "location/city", "location/bridge"

	dispute := &graph.Topic{Kind: graph.TopicIssue, Names: named("Dispute over the bridge")}
	toll := &graph.Topic{Kind: graph.TopicProposition, Names: named("The toll is lawful"), Broader: "topic/dispute"}
	dispute.ID, toll.ID = "topic/dispute", "topic/toll"

	report := &graph.Document{Kind: graph.DocumentReport, Publisher: gazette.ID, Lang: "en-GB", Title: "A quiet week on the bridge", Published: date("2016-03-05")}
	bulletin := &graph.Document{
		Kind: graph.DocumentBulletin, Publisher: speaker.ID, Lang: "ar", Published: date("2016-08"),
		Codings: []graph.DocumentCoding{{Coder: "made-up coder", Status: graph.CodingDone}},
	}
	rows := &graph.Document{Kind: graph.DocumentDataset}
	rows.Coding = &graph.Coding{Coder: "made-up machine", Scheme: "rows"}
	report.ID, bulletin.ID, rows.ID = "document/report", "document/bulletin", "document/rows"

	truce := &graph.Agreement{
		Kind: graph.AgreementCeasefire, Names: named("Bridge Truce"), Form: graph.FormBilateral, Declared: date("2016-01"), InForce: date("2016-02-01"),
		Parties: []graph.Party{{Actor: speaker.ID, Role: graph.PartySignatory}, {Actor: again.ID, Role: graph.PartyParty}}, Area: []graph.ID{bridge.ID},
	}
	pause := &graph.Agreement{
		Kind: graph.AgreementHumanitarianPause, Names: named("Winter pause"), Form: graph.FormUnilateral, InForce: date("2017-12"),
		Parties: []graph.Party{{Actor: speaker.ID, Role: graph.PartyDeclarer}},
	}
	truce.ID, pause.ID = "agreement/truce", "agreement/pause"

	shots := &graph.Event{
		Kind: graph.EventSmallArms, Names: named("Shots at the bridge"), When: date("2016-03-04"), Basis: graph.EventReported, Under: truce.ID,
		Places:       []graph.EventPlace{{Location: bridge.ID, Precision: graph.PlaceNear}},
		Participants: []graph.Participant{{Actor: again.ID, Role: graph.ParticipantPerpetrator, Certainty: graph.CertaintyAlleged}, {Actor: office.ID, Role: graph.ParticipantTarget}},
		Documents:    []graph.ID{report.ID},
	}
	talks := &graph.Event{
		Kind: graph.EventTalks, When: date("2016-03/2016-05"), Basis: graph.EventObserved,
		Places:       []graph.EventPlace{{Location: city.ID, Precision: graph.PlaceWithin}},
		Participants: []graph.Participant{{Actor: speaker.ID, Role: graph.ParticipantParticipant, Certainty: graph.CertaintyEstablished}},
	}
	siege := &graph.Event{Kind: graph.EventSiege, Basis: graph.EventMachineCoded, Places: []graph.EventPlace{{Location: province.ID}}}
	siege.Coding = &graph.Coding{Coder: "made-up machine", Scheme: "rows"}
	shots.ID, talks.ID, siege.ID = "event/shots", "event/talks", "event/siege"
	return []graph.Record{
		council, office, speaker, band, again, gazette, same, province, city, bridge, dispute, toll,
		report, bulletin, rows, truce, pause, shots, talks, siege,
	}
}

// listed asks for all pages of a query, from one end or the other.
func listed(ctx context.Context, r graph.Reader, query any, size int, backward bool) ([]graph.ID, error) {
	var ids []graph.ID
	p := graph.Page{First: size}
	if backward {
		p = graph.Page{Last: size}
	}
	for {
		var some []graph.ID
		var first, last string
		var more bool
		var err error
		switch q := query.(type) {
		case graph.ActorQuery:
			some, first, last, more, err = recordIDs(r.Actors(ctx, q, p))
		case graph.LocationSet:
			some, first, last, more, err = recordIDs(r.Locations(ctx, q, p))
		case graph.TopicSet:
			some, first, last, more, err = recordIDs(r.Topics(ctx, q, p))
		case graph.AgreementSet:
			some, first, last, more, err = recordIDs(r.Agreements(ctx, q, p))
		case graph.DocumentSet:
			some, first, last, more, err = recordIDs(r.Documents(ctx, q, p))
		case graph.EventQuery:
			some, first, last, more, err = recordIDs(r.Events(ctx, q, p))
		}
		if err != nil || more && len(some) != size {
			return nil, errors.Join(err, fmt.Errorf("a page of %d has %d items", size, len(some)))
		}
		if backward {
			ids, p.Before = append(some, ids...), first
		} else {
			ids, p.After = append(ids, some...), last
		}
		if !more {
			return ids, nil
		}
	}
}

func recordIDs[R graph.Record](l graph.List[R], err error) (ids []graph.ID, first, last string, more bool, _ error) {
	for i, item := range l.Items {
		if ids = append(ids, item.Value.Shared().ID); i == 0 {
			first = item.Cursor
		}
		last = item.Cursor
	}
	return ids, first, last, l.More, err
}

func one(id graph.ID) *graph.ActorSet { return &graph.ActorSet{AnyOf: []graph.ID{id}} }

// council are the council and whoever stands for it.
func council() *graph.ActorSet {
	return &graph.ActorSet{AnyOf: []graph.ID{"actor/council"}, Include: []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts}}
}

func TestListsHoldWhatIsAskedFor(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(invented()...))
	inside := &graph.PlaceSet{AnyOf: []graph.ID{"location/province"}, Descendants: true}
	for what, test := range map[string]struct {
		query any
		want  []graph.ID
	}{
		"all actors":                                 {graph.ActorQuery{}, []graph.ID{"actor/council", "actor/office", "actor/speaker", "actor/band", "actor/again", "actor/gazette"}},
		"an actor and what is the same":              {graph.ActorQuery{AnyOf: []graph.ID{"actor/again", "actor/office"}}, []graph.ID{"actor/office", "actor/band", "actor/again"}},
		"none of no actors":                          {graph.ActorQuery{AnyOf: []graph.ID{}}, nil},
		"actors by a word of a name":                 {graph.ActorQuery{Name: "band"}, []graph.ID{"actor/band", "actor/again"}},
		"by two words of one name":                   {graph.ActorQuery{Name: "river THE"}, []graph.ID{"actor/again"}},
		"by words of two names":                      {graph.ActorQuery{Name: "council مجلس"}, nil},
		"by a word in another script":                {graph.ActorQuery{Name: "المجلس"}, []graph.ID{"actor/council"}},
		"by no word at all":                          {graph.ActorQuery{Name: "…"}, nil},
		"by what names start with":                   {graph.ActorQuery{Starts: "ors"}, []graph.ID{"actor/council", "actor/office", "actor/speaker", "actor/gazette"}},
		"by words and what the last starts with":     {graph.ActorQuery{Starts: "orsinia ga"}, []graph.ID{"actor/gazette"}},
		"by what only the wrong word starts with":    {graph.ActorQuery{Starts: "ors gazette"}, nil},
		"by a start behind the article":              {graph.ActorQuery{Starts: "مج"}, []graph.ID{"actor/council"}},
		"by kind":                                    {graph.ActorQuery{Kinds: []graph.ActorKind{graph.ActorGroup, graph.ActorPerson}}, []graph.ID{"actor/speaker", "actor/band", "actor/again"}},
		"by sector":                                  {graph.ActorQuery{Sectors: []graph.Sector{graph.SectorMonitor, graph.SectorMedia}}, []graph.ID{"actor/office", "actor/gazette"}},
		"affiliated, at whatever time":               {graph.ActorQuery{Affiliated: one("actor/council")}, []graph.ID{"actor/office", "actor/speaker"}},
		"affiliated with anybody":                    {graph.ActorQuery{Affiliated: &graph.ActorSet{}}, []graph.ID{"actor/office", "actor/speaker"}},
		"affiliated with another":                    {graph.ActorQuery{Affiliated: &graph.ActorSet{NoneOf: []graph.ID{"actor/council"}}}, nil},
		"affiliated with a part":                     {graph.ActorQuery{Affiliated: &graph.ActorSet{AnyOf: []graph.ID{"actor/council"}, Include: []graph.ActorScope{graph.ScopeParts}}}, nil},
		"actors with both":                           {graph.ActorQuery{Name: "orsinia", And: []graph.ActorQuery{{Sectors: []graph.Sector{graph.SectorGovernment}}}}, []graph.ID{"actor/council"}},
		"actors with one or the other":               {graph.ActorQuery{Or: []graph.ActorQuery{{Name: "welk"}, {AnyOf: []graph.ID{"actor/band"}}}}, []graph.ID{"actor/speaker", "actor/band", "actor/again"}},
		"actors with none of no sets":                {graph.ActorQuery{Or: []graph.ActorQuery{}}, nil},
		"actors without":                             {graph.ActorQuery{Not: &graph.ActorQuery{Starts: "or"}}, []graph.ID{"actor/band", "actor/again"}},
		"retracted actors":                           {graph.ActorQuery{Statuses: []graph.Status{graph.StatusRetracted}}, nil},
		"locations by name":                          {graph.LocationSet{Name: "welk"}, []graph.ID{"location/city", "location/bridge"}},
		"locations as they are typed":                {graph.LocationSet{Starts: "welk b"}, []graph.ID{"location/bridge"}},
		"locations by kind":                          {graph.LocationSet{Kinds: []graph.LocationKind{graph.LocationSite}}, []graph.ID{"location/bridge"}},
		"locations right within":                     {graph.LocationSet{Within: &graph.PlaceSet{AnyOf: []graph.ID{"location/province"}}}, []graph.ID{"location/city"}},
		"locations within at whatever depth":         {graph.LocationSet{Within: inside}, []graph.ID{"location/city", "location/bridge"}},
		"locations within any":                       {graph.LocationSet{Within: &graph.PlaceSet{}}, []graph.ID{"location/city", "location/bridge"}},
		"locations within, with a precision":         {graph.LocationSet{Within: &graph.PlaceSet{Precisions: []graph.PlacePrecision{graph.PlaceExact}}}, nil},
		"topics under a topic":                       {graph.TopicSet{Broader: "topic/dispute"}, []graph.ID{"topic/toll"}},
		"topics by kind and name":                    {graph.TopicSet{Kinds: []graph.TopicKind{graph.TopicIssue}, Starts: "bri"}, []graph.ID{"topic/dispute"}},
		"agreements of one role":                     {graph.AgreementSet{Parties: []graph.PartySet{{Roles: []graph.PartyRole{graph.PartyDeclarer}}}}, []graph.ID{"agreement/pause"}},
		"agreements of who is judged the same":       {graph.AgreementSet{Parties: []graph.PartySet{{Actor: one("actor/band")}}}, []graph.ID{"agreement/truce"}},
		"agreements by who spoke for them then":      {graph.AgreementSet{Parties: []graph.PartySet{{Actor: council()}}}, []graph.ID{"agreement/truce"}},
		"agreements of two parties":                  {graph.AgreementSet{Parties: []graph.PartySet{{Actor: one("actor/band")}, {Actor: one("actor/speaker"), Roles: []graph.PartyRole{graph.PartySignatory}}}}, []graph.ID{"agreement/truce"}},
		"agreements by area":                         {graph.AgreementSet{Area: inside}, []graph.ID{"agreement/truce"}},
		"agreements by form":                         {graph.AgreementSet{Forms: []graph.AgreementForm{graph.FormUnilateral}}, []graph.ID{"agreement/pause"}},
		"agreements by dates":                        {graph.AgreementSet{Declared: &graph.DateRange{To: "2016"}, InForce: &graph.DateRange{From: "2016-02"}}, []graph.ID{"agreement/truce"}},
		"agreements by name":                         {graph.AgreementSet{Name: "truce bridge"}, []graph.ID{"agreement/truce"}},
		"documents of a publisher":                   {graph.DocumentSet{Publisher: one("actor/gazette")}, []graph.ID{"document/report"}},
		"documents of who spoke for the council":     {graph.DocumentSet{Publisher: council()}, nil},
		"documents of anybody":                       {graph.DocumentSet{Publisher: &graph.ActorSet{}}, []graph.ID{"document/report", "document/bulletin"}},
		"documents by language":                      {graph.DocumentSet{Langs: []string{"en"}}, []graph.ID{"document/report"}},
		"documents by date":                          {graph.DocumentSet{Published: &graph.DateRange{From: "2016-06"}}, []graph.ID{"document/bulletin"}},
		"documents by coding":                        {graph.DocumentSet{Coding: &graph.CodingSet{Scheme: "rows"}}, []graph.ID{"document/rows"}},
		"documents that are coded":                   {graph.DocumentSet{Codings: &graph.WorkSet{Statuses: []graph.CodingStatus{graph.CodingDone}}}, []graph.ID{"document/bulletin"}},
		"documents by their words":                   {graph.DocumentSet{Text: "bridge"}, []graph.ID{"document/report"}},
		"documents by id":                            {graph.DocumentSet{AnyOf: []graph.ID{"document/rows", "document/report"}, Kinds: []graph.DocumentKind{graph.DocumentReport}}, []graph.ID{"document/report"}},
		"all events":                                 {graph.EventQuery{}, []graph.ID{"event/shots", "event/talks", "event/siege"}},
		"events, oldest first":                       {graph.EventQuery{Order: graph.WhenAscending}, []graph.ID{"event/talks", "event/shots", "event/siege"}},
		"events by kind":                             {graph.EventQuery{EventSet: graph.EventSet{Kinds: []graph.EventKind{graph.EventSiege, graph.EventTalks}}}, []graph.ID{"event/talks", "event/siege"}},
		"events by name":                             {graph.EventQuery{EventSet: graph.EventSet{Name: "bridge"}}, []graph.ID{"event/shots"}},
		"events by id":                               {graph.EventQuery{EventSet: graph.EventSet{AnyOf: []graph.ID{"event/siege", "event/shots"}}}, []graph.ID{"event/shots", "event/siege"}},
		"events by date":                             {graph.EventQuery{EventSet: graph.EventSet{When: &graph.DateRange{From: "2016-04"}}}, []graph.ID{"event/talks"}},
		"events within a place":                      {graph.EventQuery{EventSet: graph.EventSet{Place: inside}}, []graph.ID{"event/shots", "event/talks", "event/siege"}},
		"events near a place":                        {graph.EventQuery{EventSet: graph.EventSet{Place: &graph.PlaceSet{AnyOf: inside.AnyOf, Descendants: true, Precisions: []graph.PlacePrecision{graph.PlaceNear}}}}, []graph.ID{"event/shots"}},
		"events under an agreement":                  {graph.EventQuery{EventSet: graph.EventSet{Under: "agreement/truce"}}, []graph.ID{"event/shots"}},
		"events by participant and certainty":        {graph.EventQuery{EventSet: graph.EventSet{Participants: []graph.ParticipantSet{{Actor: one("actor/band"), Certainties: []graph.Certainty{graph.CertaintyAlleged}}}}}, []graph.ID{"event/shots"}},
		"events by a role that somebody else had":    {graph.EventQuery{EventSet: graph.EventSet{Participants: []graph.ParticipantSet{{Actor: one("actor/band"), Roles: []graph.ParticipantRole{graph.ParticipantTarget}}}}}, nil},
		"events with who stood for the council then": {graph.EventQuery{EventSet: graph.EventSet{Participants: []graph.ParticipantSet{{Actor: council()}}}}, []graph.ID{"event/shots", "event/talks"}},
		"events by basis":                            {graph.EventQuery{EventSet: graph.EventSet{Bases: []graph.EventBasis{graph.EventMachineCoded}}}, []graph.ID{"event/siege"}},
		"events by document":                         {graph.EventQuery{EventSet: graph.EventSet{Document: &graph.DocumentSet{Publisher: one("actor/gazette")}}}, []graph.ID{"event/shots"}},
		"events by coding":                           {graph.EventQuery{EventSet: graph.EventSet{Coding: &graph.CodingSet{Coder: "made-up machine"}}}, []graph.ID{"event/siege"}},
	} {
		t.Run(what, func(t *testing.T) {
			for size := 1; size <= 3; size++ {
				for _, backward := range []bool{false, true} {
					got, err := listed(t.Context(), at(t, l), test.query, size, backward)
					if err != nil || !slices.Equal(got, test.want) {
						t.Errorf("pages of %d, backward %t: got %v, %v; want %v", size, backward, got, err, test.want)
					}
				}
			}
			if n, err := at(t, l).Count(t.Context(), test.query); err != nil || n != len(test.want) {
				t.Errorf("counted %d, %v, want %d", n, err, len(test.want))
			}
		})
	}
}

// What stands for an actor is told beside what it was found by.
func TestListsTellThroughWhom(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(invented()...))
	list, err := at(t, l).Agreements(t.Context(), graph.AgreementSet{Parties: []graph.PartySet{{Actor: council()}}}, graph.Page{First: 5})
	if err != nil || len(list.Items) != 1 || list.Items[0].Match == nil {
		t.Fatalf("%v, %v", list, err)
	}
	through := list.Items[0].Match.Through
	if len(through) != 1 || through[0].Path != "parties[0].actor" || through[0].Asked != "actor/council" || through[0].Matched != "actor/speaker" ||
		len(through[0].Steps) != 1 || through[0].Steps[0].Holder != "actor/speaker" || !through[0].Steps[0].Affiliation.SpeaksFor {
		t.Errorf("got %+v", through)
	}
	list, err = at(t, l).Agreements(t.Context(), graph.AgreementSet{Or: []graph.AgreementSet{{Parties: []graph.PartySet{{Actor: council()}}}}}, graph.Page{First: 5})
	if err != nil || len(list.Items) != 1 || list.Items[0].Match != nil {
		t.Errorf("one of several sets is told of: %v, %v", list, err)
	}
}

// Who holds a post is found by it, whatever else ties the two, and of what is the
// same; who only belongs to it is not.
func TestActorsByThePostThatTheyHold(t *testing.T) {
	l := open(t, memkv.New())
	chair, chairman, other, speaker, member := actor("chair"), actor("chairman"), actor("other"), actor("speaker"), actor("member")
	chair.Kind, chairman.Kind = graph.ActorPost, graph.ActorPost
	holds := func(organisation, post graph.ID, kind graph.AffiliationKind) graph.Affiliation {
		return graph.Affiliation{Organisation: organisation, Post: post, Kind: kind}
	}
	other.Affiliations = []graph.Affiliation{holds("", chair.ID, graph.AffiliationHoldsPost)}
	speaker.Affiliations = []graph.Affiliation{holds(chair.ID, chairman.ID, graph.AffiliationHoldsPost), holds(chairman.ID, "", graph.AffiliationPartOf)}
	member.Affiliations = []graph.Affiliation{holds(chair.ID, "", graph.AffiliationMember)}
	same := &graph.Judgement{A: chair.ID, B: chairman.ID, Verdict: graph.VerdictSame}
	same.ID = "judgement/chairs"
	commit(t, l, create(chair, chairman, other, speaker, member))
	r := l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingPublic})
	holding := func(r graph.Reader, posts []graph.ID, want ...graph.ID) {
		t.Helper()
		got, err := listed(t.Context(), r, graph.ActorQuery{Holding: posts}, 2, false)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("holding %q: %q, %v; want %q", posts, got, err, want)
		}
	}
	holding(r, []graph.ID{chair.ID}, other.ID)
	holding(r, []graph.ID{chairman.ID}, speaker.ID)
	holding(r, []graph.ID{member.ID})
	holding(r, []graph.ID{})
	commit(t, l, create(same))
	holding(l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingPublic}), []graph.ID{chairman.ID}, other.ID, speaker.ID)
}

// An id that is not there, or hidden, is refused wherever it stands.
func TestListsRefuseWhatIsNotThere(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(invented()...))
	hidden := actor("hidden")
	hidden.ID, hidden.Marking = who("z"), graph.MarkingRestricted
	commit(t, l, create(hidden))
	r := l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingPublic})
	for path, query := range map[string]any{
		"affiliated.anyOf":                 graph.ActorQuery{Affiliated: one(who("z"))},
		"or[1].anyOf":                      graph.ActorQuery{Or: []graph.ActorQuery{{}, {AnyOf: []graph.ID{who("z")}}}},
		"not.participants[0].actor.noneOf": graph.EventQuery{EventSet: graph.EventSet{Not: &graph.EventSet{Participants: []graph.ParticipantSet{{Actor: &graph.ActorSet{NoneOf: []graph.ID{"actor/nobody"}}}}}}},
		"within.anyOf":                     graph.LocationSet{Within: &graph.PlaceSet{AnyOf: []graph.ID{"location/nowhere"}}},
		"broader":                          graph.TopicSet{Broader: "topic/nothing"},
		"publisher.allOf":                  graph.DocumentSet{Publisher: &graph.ActorSet{AllOf: []graph.ID{"actor/nobody"}}},
		"and[0].parties[0].actor.anyOf":    graph.AgreementSet{And: []graph.AgreementSet{{Parties: []graph.PartySet{{Actor: one("actor/nobody")}}}}},
	} {
		_, err := listed(t.Context(), r, query, 5, false)
		var field *graph.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: got %v", path, err)
		}
		if _, err := r.Count(t.Context(), query); !errors.As(err, &field) || field.Path != path {
			t.Errorf("count of %s: got %v", path, err)
		}
	}
	if _, err := r.Count(t.Context(), "nonsense"); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

// Long lists are gone through in steps, many lists at once.
func TestLongAndManyLists(t *testing.T) {
	l := open(t, memkv.New(), func(o *ledger.Options) { o.KeyBudget = 100_000 })
	const many = 2000
	var wholes, members []graph.Record
	var all, some []graph.ID
	set := graph.ActorQuery{Affiliated: &graph.ActorSet{}}
	for i := range 100 {
		a := actor(fmt.Sprintf("whole-%d", i))
		wholes = append(wholes, a)
		set.Affiliated.AnyOf = append(set.Affiliated.AnyOf, a.ID)
	}
	for i := range many {
		a := actor(fmt.Sprintf("member-%d", i))
		a.Names = []graph.Name{{Text: fmt.Sprintf("Zelk number%d", i)}}
		if i%2 == 0 {
			a.Affiliations = []graph.Affiliation{{Organisation: wholes[i%100].Shared().ID, Kind: graph.AffiliationMember}}
			some = append(some, a.ID)
		}
		members, all = append(members, a), append(all, a.ID)
	}
	commit(t, l, create(wholes...))
	for records := range slices.Chunk(members, graph.MaxOps) {
		commit(t, l, create(records...))
	}
	gone := all[7]
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: gone, Reason: "made up"}}})
	left := slices.DeleteFunc(slices.Clone(all), func(id graph.ID) bool { return id == gone })
	before := l.At(graph.View{Revision: mustHead(t, l) - 1, Clearance: graph.MarkingPublic})
	for what, test := range map[string]struct {
		reader graph.Reader
		query  any
		want   []graph.ID
	}{
		"a long list":                        {at(t, l), graph.ActorQuery{Name: "zelk"}, left},
		"a long list, as it was":             {before, graph.ActorQuery{Name: "zelk"}, all},
		"many lists":                         {at(t, l), set, some},
		"a frequent start of a word":         {at(t, l), graph.ActorQuery{Starts: "zelk numb"}, left},
		"a rare one":                         {at(t, l), graph.ActorQuery{Starts: "zelk number199"}, slices.Concat(all[199:200], all[1990:])},
		"all there is, by what is not there": {before, graph.ActorQuery{Not: &graph.ActorQuery{Name: "made"}}, all},
	} {
		t.Run(what, func(t *testing.T) {
			for _, backward := range []bool{false, true} {
				for _, size := range []int{333, 500} {
					got, err := listed(t.Context(), test.reader, test.query, size, backward)
					if err != nil || !slices.Equal(got, test.want) {
						t.Errorf("pages of %d, backward %t: %d items, %v; want %d", size, backward, len(got), err, len(test.want))
					}
				}
			}
			if n, err := test.reader.Count(t.Context(), test.query); err != nil || n != len(test.want) {
				t.Errorf("counted %d, %v", n, err)
			}
		})
	}
	trace := new(graph.Trace)
	if _, err := at(t, l).Actors(graph.WithTrace(t.Context(), trace), graph.ActorQuery{Name: "zelk number77"}, graph.Page{First: 10}); err != nil {
		t.Fatal(err)
	}
	if asked, _ := trace.Questions(); len(asked) != 1 || asked[0].Rows != 1 || asked[0].KeysRead > 3000 || asked[0].Plan.Steps[0].List != "name" || asked[0].Plan.Steps[0].Length > 4 {
		t.Errorf("the rare word was not looked for: %+v", asked)
	}
}
