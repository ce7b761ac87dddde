package gql_test

import (
	"context"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// The lake is a second made-up agreement beside the world of graphtest. Its
// records have something in every field there is, so that every field of the
// API has something to answer.
const (
	council graph.ID = "actor/lake-council"
	minutes graph.ID = "document/lake-minutes"
	lake    graph.ID = "location/lake"
	quiet   graph.ID = "topic/lake-quiet"
	rest    graph.ID = "agreement/lake-rest"
	clash   graph.ID = "event/lake-clash"
	promise graph.ID = "statement/council-keeps-quiet"
)

const minutesText = "The council said: “We (all) keep quiet.” So it was."

func ptr[T any](v T) *T { return &v }

func meta(id graph.ID) graph.Meta {
	return graph.Meta{
		ID:        id,
		Codes:     []graph.Code{{System: "made-up-lake", Code: id.Name(), Version: "2"}},
		Coding:    &graph.Coding{Coder: "made-up coder", Scheme: "lake", Version: "1"},
		Variables: []graph.Variable{{Name: "page", Type: graph.VariableInteger, Value: "7"}},
	}
}

// minuted is evidence in the minutes.
func minuted(start, end int, part graph.EvidencePart) graph.Evidence {
	return graph.Evidence{
		Document: minutes, Start: &start, End: &end, Part: part, Hash: graphtest.Digest(string([]rune(minutesText)[start:end])),
	}
}

func edtf(s graph.EDTF) *graph.Date { return &graph.Date{EDTF: s} }

func lakeRecords() []graph.Record {
	names := func(en, ar string) []graph.Name {
		return []graph.Name{{Text: en, Lang: "en", From: edtf("2018"), To: edtf("2019-06~")}, {Text: ar, Lang: "ar-SY", Kind: graph.NameAlias}}
	}
	seven := graph.Figure{
		What: graph.FigureExplosions, Of: graphtest.ValleyMilitia, Words: "six or seven", Low: ptr[int64](6), Best: ptr[int64](7), High: ptr[int64](1 << 40),
		Bound: graph.BoundAbout, Unit: graph.UnitExplosion, CountedBy: graphtest.Monitor, Blamed: council,
		Includes: []graph.FigureWhat{graph.FigureIncidents}, Window: edtf("2019-05"), Place: lake, Cumulative: ptr(true),
	}
	return []graph.Record{
		&graph.Actor{
			Meta: meta(council), Kind: graph.ActorCollective, Sectors: []graph.Sector{graph.SectorDeFactoAuthority},
			Names: names("Lake Council", "مجلس البحيرة"),
			Affiliations: []graph.Affiliation{{
				Organisation: graphtest.Avaria, Kind: graph.AffiliationControlledBy, Post: graphtest.AvariaMinisterPost, SpeaksFor: true,
				From: edtf("2018"), To: edtf("2019"), SeenOn: []graph.Date{{EDTF: "2018-02"}}, Evidence: []graph.Evidence{minuted(4, 11, graph.PartAbout)},
			}},
			Collects: []graph.ID{graphtest.ValleyMilitia, rest},
		},
		&graph.Document{
			Meta: meta(minutes), Kind: graph.DocumentTranscript, Publisher: council, Byline: "by the made-up clerk",
			URL: "https://lake.example/minutes", ArchivedURL: "https://archive.example/minutes", Title: "Minutes", Lang: "en",
			Published: edtf("2019-05-03"), Retrieved: edtf("2019-05-04T10:00:00Z"), CapturedBy: "made-up coder", MediaType: "text/plain",
			Text: minutesText, SHA256: graphtest.Digest(minutesText), CopyOf: &graph.CopyOf{Document: graphtest.Readout, How: graph.CopyAbridged},
			Codings: []graph.DocumentCoding{{Coder: "made-up coder", Scheme: "lake", Status: graph.CodingPending}},
		},
		&graph.Location{
			Meta: meta(lake), Kind: graph.LocationRegion, Names: names("The Lake", "البحيرة"),
			Within: graphtest.KarvelaLand, Point: &graph.Point{Lat: 1.5, Lon: -2.25},
		},
		&graph.Topic{Meta: meta(quiet), Kind: graph.TopicProposition, Names: names("Quiet on the lake", "الهدوء على البحيرة"), Broader: graphtest.Aid},
		&graph.Agreement{
			Meta: meta(rest), Kind: graph.AgreementHumanitarianPause, Names: names("Lake rest", "راحة البحيرة"), Form: graph.FormUnilateral,
			Parties: []graph.Party{{
				Actor: council, Role: graph.PartyDeclarer, From: edtf("2019-05-01"), To: edtf("2019-05-31"), Evidence: []graph.Evidence{minuted(4, 11, graph.PartAbout)},
			}},
			Terms:        []graph.Term{{Key: "quiet", Words: "All keep quiet", Evidence: []graph.Evidence{minuted(19, 39, graph.PartClause)}}},
			Verification: "by fishermen", Zone: "Asia/Damascus", Documents: []graph.ID{minutes}, Declared: edtf("2019-04-30"), InForce: edtf("2019-05-01"),
			Ended: &graph.Ending{When: edtf("2019-05-31"), How: graph.EndedExpired}, Area: []graph.ID{lake},
			Written: ptr(true), Mediated: ptr(false), Enforcement: graph.EnforcementUnclear, Purpose: []graph.Purpose{graph.PurposeHoliday},
			Links: []graph.AgreementLink{{Kind: graph.LinkImplements, Node: graphtest.Truce, Evidence: []graph.Evidence{minuted(41, 50, graph.PartAbout)}}},
		},
		&graph.Event{
			Meta: meta(clash), Kind: graph.EventBattle, Names: names("Clash on the lake", "اشتباك البحيرة"), When: edtf("2019-05-02"),
			Places: []graph.EventPlace{{Location: lake, Precision: graph.PlaceAround, Words: "around the lake"}},
			Participants: []graph.Participant{{
				Actor: graphtest.ValleyMilitia, Role: graph.ParticipantSideA, Certainty: graph.CertaintyDisputed, Evidence: []graph.Evidence{minuted(4, 11, graph.PartAbout)},
			}},
			Basis: graph.EventObserved, How: graph.ObservedUAV, Observer: graphtest.Monitor, Claims: []graph.ID{promise}, Under: rest,
			Figures:   []graph.Figure{seven},
			Links:     []graph.EventLink{{Kind: graph.EventFollows, Event: graphtest.Call, Evidence: []graph.Evidence{minuted(41, 50, graph.PartAbout)}}},
			Documents: []graph.ID{minutes}, Evidence: []graph.Evidence{minuted(41, 50, graph.PartDate)},
		},
		lakePromise(), lakeSecond(), lakeUnmatched(), lakeUnplaced(),
		&graph.ImportRun{
			Meta: meta("import-run/lake"), FileName: "lake.csv", SHA256: graphtest.Digest("made-up lake"), Format: "csv", Options: "--atomic",
			New: 1 << 40, Same: 2, Changed: 3, Refused: 4,
		},
		&graph.Judgement{Meta: meta("judgement/council"), A: council, B: graphtest.Avaria, Verdict: graph.VerdictUnsure, Why: "names alone do not tell"},
		&graph.Codebook{
			Meta: meta("codebook/lake"), Scheme: "lake", Version: "1", Title: "Coding the lake", URL: "https://lake.example/scheme", Text: "Code what is said.",
		},
	}
}

// withdrawn are records of every kind but statements that were recorded as
// withdrawn; the world has such a statement.
func withdrawn() []graph.Record {
	m := func(kind graph.Kind) graph.Meta {
		return graph.Meta{ID: graph.ID(kind) + "/withdrawn", Status: graph.StatusRetracted, StatusReason: "entered by mistake"}
	}
	return []graph.Record{
		&graph.Actor{Meta: m(graph.KindActor)}, &graph.Event{Meta: m(graph.KindEvent)}, &graph.Location{Meta: m(graph.KindLocation)},
		&graph.Agreement{Meta: m(graph.KindAgreement)}, &graph.Document{Meta: m(graph.KindDocument)}, &graph.Topic{Meta: m(graph.KindTopic)},
		&graph.ImportRun{Meta: m(graph.KindImportRun)}, &graph.Codebook{Meta: m(graph.KindCodebook), Scheme: "lake"},
		&graph.Judgement{Meta: m(graph.KindJudgement), A: council, B: graphtest.Avaria, Verdict: graph.VerdictSame},
	}
}

// lakePromise is a promise with a condition, heard on the lake and told by the
// militia on the phone.
func lakePromise() *graph.Statement {
	mention := &graph.Mention{Document: minutes, Start: 4, End: 11}
	quoted := minuted(19, 39, graph.PartQuoted)
	quoted.Quoted = &graph.Quoted{Whose: council, Kind: graph.QuotedPartial, Translated: ptr(false)}
	quoted.Edited = []graph.Edited{{Start: 22, End: 27, How: graph.EditInserted}}
	return &graph.Statement{
		Meta:     meta(promise),
		Speakers: []graph.Speaker{{Actor: council, Post: graphtest.AvariaMinisterPost, OnBehalfOf: graphtest.Avaria, Cue: &graph.Cue{Text: "said", Lemma: "say"}, Mention: mention}},
		Relays: []graph.Relay{{
			Speaker: graph.Speaker{
				Actor: graphtest.ValleyMilitia, Post: graphtest.AvariaMinisterPost, OnBehalfOf: graphtest.Avaria, Cue: &graph.Cue{Text: "told", Lemma: "tell"}, Mention: mention,
			},
			Channel: graph.ChannelPhone, Said: edtf("2019-05-03"), Place: lake, Utterance: "utterance/militia-tells",
		}},
		Addressees:  []graph.Addressee{{Actor: graphtest.Ruritania, Post: graphtest.RuritaniaMinisterPost, Term: "the neighbours", Mention: mention}},
		Attribution: graph.AttributionNamed, Transmission: graph.TransmissionRelayed,
		About: []graph.About{
			{Node: council, Role: graph.AboutSubject, Level: 1, Term: "we", Mention: mention, Stance: &graph.Stance{Value: 0.5, Scale: "made-up 5 points"}},
			{Node: graphtest.ValleyMilitia, Role: graph.AboutPartner},
		},
		Acts:     []graph.SpeechAct{{Act: graph.ActPromise}, {Act: graph.ActReaffirm, Force: graph.ForceImplied}},
		Polarity: graph.PolarityNegated, Condition: "as long as others do",
		Content: &graph.Content{
			Mood: graph.MoodPromised, Actor: graphtest.ValleyMilitia, EventKind: graph.EventBattle, Polarity: graph.PolarityNegated, Condition: "as long as others do",
			Toward: []graph.ID{graphtest.ValleyMilitia}, Object: lake, Words: "keep quiet",
			Content: &graph.Content{Mood: graph.MoodExpected, Actor: council, Action: graph.ActionMaintain, Content: &graph.Content{Act: graph.ActAgree}},
		},
		Positions: []graph.Stand{{Topic: quiet, Agreement: graph.Agree}},
		Links:     []graph.Link{{Kind: graph.LinkAnswers, Statement: graphtest.RelayChainID, Of: graph.LinkOfHavingSaid}},
		Utterance: "utterance/council-keeps-quiet", Occasion: graphtest.Call,
		Figures: []graph.Figure{{What: graph.FigureGroups, Words: "all"}},
		Text:    "We (all) keep quiet.", Lang: "en", Wording: graph.WordingAsPrinted,
		Translations: []graph.Translation{{Lang: "ar", Text: "نحافظ (جميعاً) على الهدوء.", By: "made-up translator"}},
		Said: &graph.Date{
			EDTF: "2019-05-02", Words: "the day before", Basis: graph.DateDerived, Zone: "Asia/Damascus",
			Anchor: &graph.Anchor{Words: "So it was", Document: minutes, Start: 41, End: 50},
		},
		Place: lake, Channel: graph.ChannelWritten,
		Evidence:   []graph.Evidence{quoted, minuted(12, 16, graph.PartCue), {Document: minutes}},
		Confidence: ptr(0.0), Basis: graph.BasisExtracted,
	}
}

// second is what a second coder coded in the minutes.
func second(id graph.ID, s graph.Statement, evidence ...graph.Evidence) *graph.Statement {
	s.Meta = graph.Meta{ID: id, Status: s.Status, Coding: &graph.Coding{Coder: "made-up second coder", Scheme: "lake", Version: "1"}}
	s.Speakers, s.Attribution = []graph.Speaker{{Actor: council}}, graph.AttributionNamed
	s.Acts, s.Text, s.Evidence = []graph.SpeechAct{{Act: graph.ActAssert}}, "The council keeps quiet", evidence
	return &s
}

// lakeSecond is the second coding of the promise, which answers instead.
func lakeSecond() *graph.Statement {
	return second("statement/council-is-quiet", graph.Statement{
		About:        []graph.About{{Node: council, Role: graph.AboutSubject, Stance: &graph.Stance{Value: -0.25, Scale: "made-up 5 points"}}},
		SupersededBy: promise,
	}, minuted(19, 38, graph.PartClause))
}

// lakeUnmatched and lakeUnplaced are drafts of what nobody else coded, and of
// what stands nowhere in particular.
func lakeUnmatched() *graph.Statement {
	return second("statement/so-it-was", graph.Statement{Meta: graph.Meta{Status: graph.StatusDraft}, AssignedTo: "made-up reviewer"}, minuted(41, 50, graph.PartClause))
}

func lakeUnplaced() *graph.Statement {
	return second("statement/somewhere", graph.Statement{Meta: graph.Meta{Status: graph.StatusDraft}}, graph.Evidence{Document: minutes})
}

// The revisions that the lake adds to those of the world.
const (
	lakeCreated   = 16
	lakeCorrected = 17
)

// loaded is a graph with the world and the lake in it.
func loaded(tb testing.TB) graph.Graph {
	tb.Helper()
	g := graphtest.NewNaive(clock)
	load(tb, g)
	return g
}

// graphs are the graphs that have to answer alike: the oracle, and the one that
// the program keeps, in memory here.
func graphs(t *testing.T) map[string]graph.Graph {
	t.Helper()
	both := bare(t)
	for _, g := range both {
		load(t, g)
	}
	return both
}

// bare are these graphs without anything in them.
func bare(t *testing.T) map[string]graph.Graph {
	t.Helper()
	l, err := ledger.Open(t.Context(), ledger.Options{Open: memkv.New().Open, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]graph.Graph{"oracle": graphtest.NewNaive(clock), "ledger": l}
}

func clock() time.Time { return time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC) }

func load(tb testing.TB, g graph.Graph) {
	tb.Helper()
	if err := graphtest.LoadWorld(context.Background(), g); err != nil {
		tb.Fatal(err)
	}
	create := graph.Change{Message: "enter the lake", Time: graphtest.WorldTime(lakeCreated)}
	for _, r := range append(lakeRecords(), withdrawn()...) {
		if s, ok := r.(*graph.Statement); ok {
			s.Condition = ""
		}
		create.Ops = append(create.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	commit(tb, g, create)
	commit(tb, g, graph.Change{
		Message: "add the condition", Time: graphtest.WorldTime(lakeCorrected),
		Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: lakePromise()}},
	})
}

func commit(tb testing.TB, g graph.Graph, c graph.Change) graph.Revision {
	tb.Helper()
	r, err := g.Commit(context.Background(), graphtest.Curator(), c)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
