package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// How many records a shaped graph has beside its statements.
const (
	shapePersons  = 60 // speakers; every tenth one speaks for government 0
	shapeStates   = 4
	shapeUnits    = 12 // parts of the governments' forces
	shapeEvents   = 120
	shapePlaces   = 30 // within region 0 or 1
	shapeDocs     = 80
	shapeOutlets  = 8
	shapeTopics   = 6
	shapeCorrects = 20 // corrections after the statements
)

func named(k graph.Kind, prefix string, i int) graph.ID {
	return graph.ID(fmt.Sprintf("%s/%s-%d", k, prefix, i))
}

func met(id graph.ID) graph.Meta { return graph.Meta{ID: id} }

func onDay(n int) *graph.Date {
	return &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%d-%02d-%02d", 2012+n/336%12, 1+n/28%12, 1+n%28))}
}

// shaped makes a graph whose lists differ in length, as lists do: made-up
// persons who speak of each other and of events, in the order of the dates.
func shaped(tb testing.TB, statements int, edit ...func(*ledger.Options)) *ledger.Ledger {
	tb.Helper()
	ownReview := func(o *ledger.Options) { o.OwnReview = true } // one coder does it all
	l := open(tb, memkv.New(), append(edit, ownReview)...)
	named2 := func(text string) []graph.Name { return []graph.Name{{Text: text, Lang: "en"}} }
	var base []graph.Record
	add := func(r graph.Record) { base = append(base, r) }
	for i := range shapeStates {
		add(&graph.Actor{Meta: met(named(graph.KindActor, "state", i)), Kind: graph.ActorState, Names: named2("Made-up state")})
		add(&graph.Actor{Meta: met(named(graph.KindActor, "forces", i)), Kind: graph.ActorOrganisation, Names: named2("Made-up forces"), Affiliations: []graph.Affiliation{
			{Organisation: named(graph.KindActor, "state", i), Kind: graph.AffiliationPartOf},
		}})
	}
	for i := range shapeUnits {
		add(&graph.Actor{Meta: met(named(graph.KindActor, "unit", i)), Kind: graph.ActorGroup, Names: named2("Made-up unit"), Affiliations: []graph.Affiliation{
			{Organisation: named(graph.KindActor, "forces", i%shapeStates), Kind: graph.AffiliationPartOf},
		}})
	}
	for i := range shapePersons {
		a := &graph.Actor{Meta: met(named(graph.KindActor, "person", i)), Kind: graph.ActorPerson, Names: named2("Made-up person")}
		if i%10 == 0 {
			a.Affiliations = []graph.Affiliation{{
				Organisation: named(graph.KindActor, "state", 0), Kind: graph.AffiliationMember, SpeaksFor: true,
				From: &graph.Date{EDTF: graph.EDTF(fmt.Sprint(2012 + i/10))}, To: &graph.Date{EDTF: graph.EDTF(fmt.Sprint(2015 + i/10))},
			}}
		}
		add(a)
	}
	for i := range 2 {
		add(&graph.Location{Meta: met(named(graph.KindLocation, "region", i)), Kind: graph.LocationRegion, Names: named2("Made-up region")})
	}
	for i := range shapePlaces {
		add(&graph.Location{Meta: met(named(graph.KindLocation, "place", i)), Kind: graph.LocationSettlement, Names: named2("Made-up place"), Within: named(graph.KindLocation, "region", i%2)})
	}
	add(&graph.Agreement{Meta: met("agreement/truce"), Kind: graph.AgreementCeasefire, InForce: onDay(0)})
	for i := range shapeTopics {
		add(&graph.Topic{Meta: met(named(graph.KindTopic, "topic", i)), Kind: graph.TopicProposition, Names: named2("Made-up claim")})
	}
	for i := range shapeEvents {
		e := &graph.Event{
			Meta: met(named(graph.KindEvent, "event", i)), Kind: graph.EventShelling, When: onDay(i * 30), Basis: graph.EventReported,
			Places: []graph.EventPlace{{Location: named(graph.KindLocation, "place", i%shapePlaces), Precision: graph.PlaceAround}}, Under: "agreement/truce",
		}
		if i%6 == 0 {
			e.Kind = graph.EventCall
		}
		add(e)
	}
	for i := range shapeOutlets {
		add(&graph.Actor{Meta: met(named(graph.KindActor, "outlet", i)), Kind: graph.ActorOrganisation, Names: named2("Made-up outlet")})
	}
	for i := range shapeDocs {
		add(&graph.Document{
			Meta: met(named(graph.KindDocument, "doc", i)), Kind: graph.DocumentReport, Published: onDay(i * 40), Title: "A made-up report",
			Publisher: named(graph.KindActor, "outlet", min(i, i%shapeOutlets)), Lang: []string{"ar", "ar-SY", "en", "ru"}[i%4],
		})
	}
	commit(tb, l, create(base...))
	d := graphtest.NewDice(7)
	var batch []graph.Record
	flush := func() {
		if len(batch) > 0 {
			commit(tb, l, create(batch...))
			batch = nil
		}
	}
	for i := range statements {
		batch = append(batch, shapedStatement(i, statements, d))
		if len(batch) == 200 {
			flush()
		}
	}
	flush()
	for range shapeCorrects {
		s := shapedStatement(d.N(statements), statements, d)
		s.Links, s.Status = nil, graph.StatusPublished
		if _, err := l.Commit(tb.Context(), coder(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: s}}}); err != nil {
			tb.Fatal(err)
		}
	}
	return l
}

// skewed draws a number below n, the low ones more often.
func skewed(d *graphtest.Dice, n int) int { return min(d.N(n), d.N(n), d.N(n)) }

func shapedStatement(i, of int, d *graphtest.Dice) *graph.Statement {
	person := func() graph.ID { return named(graph.KindActor, "person", skewed(d, shapePersons)) }
	s := &graph.Statement{
		Meta:     met(named(graph.KindStatement, "s", i)),
		Speakers: []graph.Speaker{{Actor: person()}}, Attribution: graph.AttributionNamed, Transmission: graph.TransmissionDirect,
		Acts: []graph.SpeechAct{{Act: graph.Acts()[skewed(d, 12)]}, {Act: graph.Acts()[12+d.N(12)], Force: graph.ForcePresupposed}},
		About: []graph.About{
			{Node: named(graph.KindActor, "unit", skewed(d, shapeUnits)), Role: graph.AboutRoles()[d.N(4)]},
			{Node: named(graph.KindEvent, "event", skewed(d, shapeEvents)), Role: graph.AboutSubject},
		},
		Said:     onDay(i * 12 * 336 / of),
		Evidence: []graph.Evidence{{Document: named(graph.KindDocument, "doc", skewed(d, shapeDocs))}},
		Text:     fmt.Sprintf("made-up words number %d of everybody, sometimes rare%d", i%100, i%977), Lang: "en",
		Utterance: graph.ID(fmt.Sprintf("utterance/u-%d", i/2)),
	}
	if d.Chance(30) {
		s.Relays = []graph.Relay{{Speaker: graph.Speaker{Actor: person()}}}
		s.Transmission = graph.TransmissionRelayed
	}
	if d.Chance(40) {
		s.Addressees = []graph.Addressee{{Actor: named(graph.KindActor, "state", d.N(shapeStates))}}
	}
	if d.Chance(20) {
		s.Positions = []graph.Stand{{Topic: named(graph.KindTopic, "topic", d.N(shapeTopics)), Agreement: graph.Agree}}
	}
	if d.Chance(10) {
		s.Place = named(graph.KindLocation, "place", d.N(shapePlaces))
	}
	if d.Chance(10) {
		s.Occasion = named(graph.KindEvent, "event", 6*d.N(shapeEvents/6))
	}
	if i > 0 && d.Chance(15) {
		s.Links = []graph.Link{{Kind: graph.LinkDenies, Statement: named(graph.KindStatement, "s", d.N(i))}}
	}
	if d.Chance(3) {
		s.Status = graph.StatusDraft
	}
	if d.Chance(5) {
		s.Said = nil
	}
	if d.Chance(3) {
		n := int64(d.N(20))
		s.Figures = []graph.Figure{{What: graph.FigureBreaches, Best: &n, CountedBy: named(graph.KindActor, "outlet", d.N(shapeOutlets))}}
	}
	if d.Chance(5) {
		confidence := 0.5
		s.Confidence = &confidence
	}
	return s
}

// A shape is a question as they are asked.
type shape struct {
	name  string
	query graph.StatementQuery
	page  graph.Page
}

func anyActor(ids ...graph.ID) *graph.ActorSet { return &graph.ActorSet{AnyOf: ids} }

func rolledUp(id graph.ID, scopes ...graph.ActorScope) *graph.ActorSet {
	return &graph.ActorSet{AnyOf: []graph.ID{id}, Include: scopes}
}

// shapes are those of docs/adr/0006-joins.md and more.
func shapes() []shape {
	one, yes, no, half := 1, true, false, 0.4
	first, last := graph.Page{First: 20}, graph.Page{Last: 20}
	unit := func(roles ...graph.AboutRole) []graph.AboutSet {
		return []graph.AboutSet{{Roles: roles, Actor: anyActor("actor/unit-2")}}
	}
	region := &graph.PlaceSet{AnyOf: []graph.ID{"location/region-0"}, Descendants: true}
	ask := func(name string, set graph.StatementSet, p graph.Page, order ...graph.StatementOrder) shape {
		s := shape{name: name, query: graph.StatementQuery{StatementSet: set}, page: p}
		if len(order) > 0 {
			s.query.Order = order[0]
		}
		return s
	}
	some := graph.StatementSet{By: anyActor("actor/person-20"), About: unit(graph.AboutAccused)}
	return []shape{
		ask("everything", graph.StatementSet{}, first),
		ask("everything, from the end", graph.StatementSet{}, last),
		ask("everything, oldest first", graph.StatementSet{}, first, graph.SaidAscending),
		ask("everything, as recorded last", graph.StatementSet{}, first, graph.RecordedDescending),
		ask("what a person said", graph.StatementSet{By: anyActor("actor/person-20")}, first),
		ask("what one of several said", graph.StatementSet{By: anyActor("actor/person-20", "actor/person-21", "actor/person-22")}, first),
		ask("what whoever speaks for a state said", graph.StatementSet{By: rolledUp("actor/state-0", graph.ScopeSelf, graph.ScopeRepresentatives)}, first),
		ask("what a person said in a role about another", some, first),
		ask("the same, as recorded first", some, first, graph.RecordedAscending),
		ask("about a state's forces and their parts", graph.StatementSet{About: []graph.AboutSet{{
			Roles: []graph.AboutRole{graph.AboutAccused}, Actor: rolledUp("actor/state-1", graph.ScopeSelf, graph.ScopeParts),
		}}}, first),
		ask("between two dates", graph.StatementSet{Said: &graph.DateRange{From: "2015-03", To: "2015-05"}}, first),
		ask("what a person certainly said in a year", graph.StatementSet{
			By: anyActor("actor/person-3"), Said: &graph.DateRange{From: "2014", To: "2014", Certainty: graph.DateCertainly},
		}, first),
		ask("not said when", graph.StatementSet{Said: &graph.DateRange{From: "2100", Undated: true}}, first),
		ask("an act", graph.StatementSet{Acts: []graph.ActSet{{Act: graph.ActAccuse, Main: true}}}, first),
		ask("an act that is carried along", graph.StatementSet{By: anyActor("actor/person-1"), Acts: []graph.ActSet{{Act: graph.ActExpect, Force: graph.ForcePresupposed}}}, first),
		ask("first-hand or one relay away", graph.StatementSet{To: anyActor("actor/state-2"), Depth: &graph.IntRange{Max: &one}}, first),
		ask("through somebody", graph.StatementSet{Via: anyActor("actor/person-5"), By: anyActor("actor/person-6")}, first),
		ask("not by some", graph.StatementSet{By: &graph.ActorSet{NoneOf: []graph.ID{"actor/person-0", "actor/person-1"}}, About: unit()}, first),
		ask("a node about another and not a third", graph.StatementSet{
			By: anyActor("actor/person-2"), About: unit(), Not: &graph.StatementSet{Via: anyActor("actor/person-0")},
		}, first),
		ask("this or that", graph.StatementSet{Or: []graph.StatementSet{{By: anyActor("actor/person-40")}, {To: anyActor("actor/state-3"), About: unit()}}}, first),
		ask("this or what only the record tells", graph.StatementSet{
			By: anyActor("actor/person-2"), Or: []graph.StatementSet{{Via: anyActor("actor/person-40")}, {Langs: []string{"ar"}}},
		}, first),
		ask("about an event", graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{AnyOf: []graph.ID{"event/event-9"}}}}}, first),
		ask("about or at an event", graph.StatementSet{Concerning: "event/event-6"}, first),
		ask("about events around a region", graph.StatementSet{By: anyActor("actor/person-1"), About: []graph.AboutSet{{
			Event: &graph.EventSet{Place: region, Kinds: []graph.EventKind{graph.EventCall}},
		}}}, first),
		ask("about events, by one who said little", graph.StatementSet{By: anyActor("actor/person-45"), About: []graph.AboutSet{{
			Event: &graph.EventSet{Kinds: []graph.EventKind{graph.EventShelling}},
		}}}, first),
		ask("said in a region", graph.StatementSet{SaidAt: region}, first),
		ask("in a document", graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{"document/doc-70"}}}, first),
		ask("in an outlet, in a language", graph.StatementSet{Document: &graph.DocumentSet{Publisher: anyActor("actor/outlet-5"), Langs: []string{"ar"}}}, first),
		ask("in documents of a language", graph.StatementSet{By: anyActor("actor/person-4"), Document: &graph.DocumentSet{Langs: []string{"ru"}}}, first),
		ask("an utterance", graph.StatementSet{Utterance: "utterance/u-7"}, first),
		ask("a position", graph.StatementSet{Positions: []graph.StandSet{{Topic: "topic/topic-3"}}}, first),
		ask("agreement with a claim", graph.StatementSet{Positions: []graph.StandSet{{Topic: "topic/topic-3", Agreement: graph.Agree}}}, first),
		ask("answered", graph.StatementSet{By: anyActor("actor/person-7"), Answered: &yes}, first),
		ask("never answered", graph.StatementSet{By: anyActor("actor/person-7"), Answered: &no}, first),
		ask("denied by somebody", graph.StatementSet{By: anyActor("actor/person-7"), Linked: &graph.LinkedSet{
			Kinds: []graph.LinkKind{graph.LinkDenies}, By: anyActor("actor/person-0"),
		}}, first),
		ask("not denied by somebody", graph.StatementSet{By: anyActor("actor/person-7"), Not: &graph.StatementSet{Linked: &graph.LinkedSet{
			Kinds: []graph.LinkKind{graph.LinkDenies}, By: anyActor("actor/person-0"),
		}}}, first),
		ask("what one counted", graph.StatementSet{Figures: &graph.FigureSet{What: []graph.FigureWhat{graph.FigureBreaches}, CountedBy: anyActor("actor/outlet-2")}}, first),
		ask("drafts, sure of themselves", graph.StatementSet{Statuses: []graph.Status{graph.StatusDraft}, Confidence: &graph.FloatRange{Min: &half}}, first),
		ask("a rare word", graph.StatementSet{Text: "rare70"}, first),
		ask("a word by relevance", graph.StatementSet{By: anyActor("actor/person-1"), Text: "number 7"}, first, graph.ByRelevance),
		ask("nothing that could be", graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{"actor/person-1"}, NoneOf: []graph.ID{"actor/person-1"}}}, first),
		ask("what the analyst asks", graph.StatementSet{
			By: rolledUp("actor/state-0", graph.ScopeSelf, graph.ScopeRepresentatives), To: anyActor("actor/state-1", "actor/state-2"),
			About: []graph.AboutSet{
				{Actor: rolledUp("actor/state-0", graph.ScopeSelf, graph.ScopeParts)},
				{Event: &graph.EventSet{Place: &graph.PlaceSet{AnyOf: region.AnyOf, Descendants: true, Precisions: []graph.PlacePrecision{graph.PlaceAround}}}},
			},
			Said: &graph.DateRange{From: "2012", To: "2016-06"}, Depth: &graph.IntRange{Max: &one},
			Not: &graph.StatementSet{Linked: &graph.LinkedSet{Kinds: []graph.LinkKind{graph.LinkDenies}}},
		}, first),
	}
}

// traced asks for a page, and gives what it took.
func traced(ctx context.Context, tb testing.TB, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], graph.Traced) {
	tb.Helper()
	var trace graph.Trace
	list, err := r.Statements(graph.WithTrace(ctx, &trace), q, p)
	if err != nil {
		tb.Fatal(err)
	}
	questions, _ := trace.Questions()
	return list, questions[0]
}
