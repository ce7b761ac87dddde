package graph_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// The people, places and agreements of these tests are made up: Avaria and
// Ruritania are on no map.

func ptr[T any](v T) *T { return &v }

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

const (
	opaque   = "0195d1f0-7a1c-7000-8000-00000000002a"
	printed  = "Ruritania must stop shelling Eastport."
	somebody = graph.ID("actor/avaria-spokesman")
)

func day(edtf graph.EDTF) *graph.Date { return &graph.Date{EDTF: edtf, Basis: graph.DateGiven} }

func derived(edtf graph.EDTF, document graph.ID) *graph.Date {
	return &graph.Date{
		EDTF: edtf, Words: "last Thursday", Basis: graph.DateDerived,
		Anchor: &graph.Anchor{Words: "Friday, 15 April 2016", Document: document, Start: 3, End: 24},
		Zone:   "Asia/Damascus",
	}
}

func passage(document graph.ID, start, end int) []graph.Evidence {
	return []graph.Evidence{{Document: document, Start: &start, End: &end, Part: graph.PartClause}}
}

func fullMeta(id graph.ID) graph.Meta {
	return graph.Meta{
		ID:      id,
		Codes:   []graph.Code{{System: "madeup", Code: "A1", Version: "2"}, {System: "madeup", Code: "A2"}},
		Marking: graph.MarkingPublic, Status: graph.StatusRetracted, StatusReason: "coded twice",
		Coding: &graph.Coding{Coder: "coder-one", Scheme: "avaria", Version: "1"},
		Variables: []graph.Variable{
			{Name: "note", Type: graph.VariableText, Value: "from a spare column"},
			{Name: "count", Type: graph.VariableInteger, Value: "-12"},
			{Name: "share", Type: graph.VariableNumber, Value: "0.25e-3"},
			{Name: "checked", Type: graph.VariableBoolean, Value: "false"},
			{Name: "seen", Type: graph.VariableDate, Value: "2016-04-XX"},
		},
	}
}

func fullNames() []graph.Name {
	return []graph.Name{
		{Text: "Avarian Spokesman", Lang: "en", Kind: graph.NamePrimary, From: derived("2014", "document/gazette"), To: derived("2016", "document/gazette")},
		{Text: "ناطق", Lang: "ar-Arab", Kind: graph.NameGeneric},
	}
}

func fullEvidence(document graph.ID) []graph.Evidence {
	return []graph.Evidence{{
		Document: document, Start: ptr(10), End: ptr(48), Part: graph.PartClause,
		Quoted: &graph.Quoted{Whose: somebody, Kind: graph.QuotedFull, Translated: ptr(false)},
		Edited: []graph.Edited{{Start: 12, End: 14, How: graph.EditInserted}, {Start: 20, End: 21, How: graph.EditElided}},
		Hash:   hashOf(printed),
	}}
}

func fullFigures() []graph.Figure {
	return []graph.Figure{{
		What: graph.FigureBreaches, Of: "actor/ruritania", Words: "at least ten", Low: ptr(int64(0)), Best: ptr(int64(10)),
		High: ptr(int64(12)), Bound: graph.BoundAtLeast, Unit: graph.UnitBreach, CountedBy: "actor/monitor", Blamed: "actor/militia",
		Includes: []graph.FigureWhat{graph.FigureExplosions}, Window: derived("2016-04", "document/report"), Place: "location/eastport",
		Cumulative: ptr(false),
	}}
}

// full gives a valid record of each kind in which every field is set.
func full() map[graph.Kind]graph.Record {
	return map[graph.Kind]graph.Record{
		graph.KindActor: &graph.Actor{
			Meta: fullMeta("actor/all-parties"), Kind: graph.ActorCollective,
			Sectors: []graph.Sector{graph.SectorGovernment, graph.SectorMilitary}, Names: fullNames(),
			Affiliations: []graph.Affiliation{{
				Organisation: "actor/avaria", Kind: graph.AffiliationHoldsPost, Post: "actor/spokesman", SpeaksFor: true,
				From: derived("2014", "document/gazette"), To: derived("2016", "document/gazette"),
				SeenOn: []graph.Date{*derived("2015-02", "document/gazette")}, Evidence: fullEvidence("document/gazette"),
			}},
			Collects: []graph.ID{"actor/avaria", "agreement/eastport"},
		},
		graph.KindStatement: &graph.Statement{
			Meta: fullMeta("statement/demand"),
			Speakers: []graph.Speaker{{
				Actor: somebody, Post: "actor/spokesman", OnBehalfOf: "actor/avaria",
				Cue: &graph.Cue{Text: "demanded", Lemma: "demand"}, Mention: &graph.Mention{Document: "document/report", Start: 0, End: 9},
			}},
			Relays: []graph.Relay{{
				Speaker: graph.Speaker{
					Actor: "actor/herald", Post: "actor/press-officer", OnBehalfOf: "actor/ministry",
					Cue: &graph.Cue{Text: "said", Lemma: "say"}, Mention: &graph.Mention{Document: "document/report", Start: 50, End: 60},
				},
				Channel: graph.ChannelBriefing, Said: derived("2016-04-15", "document/report"), Place: "location/avaria-city",
				Utterance: "utterance/briefing",
			}},
			Addressees: []graph.Addressee{{
				Actor: "actor/ruritania", Post: "actor/foreign-minister", Term: "Ruritania",
				Mention: &graph.Mention{Document: "document/report", Start: 10, End: 19},
			}},
			Attribution: graph.AttributionNamed, Transmission: graph.TransmissionRelayed,
			About: []graph.About{
				{
					Node: "actor/ruritania", Role: graph.AboutAsked, Term: "Ruritania",
					Mention: &graph.Mention{Document: "document/report", Start: 10, End: 19}, Stance: &graph.Stance{Value: -0.5, Scale: "seven-point"},
				},
				{Node: "actor/militia", Role: graph.AboutAccused, Level: 1},
				{Node: "actor/villagers", Role: graph.AboutVictim, Level: 2},
				{Node: "agreement/eastport", Role: graph.AboutBreached},
			},
			Acts:     []graph.SpeechAct{{Act: graph.ActDemand, Force: graph.ForceStated}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed}},
			Polarity: graph.PolarityAffirmed, Condition: "if talks are to go on",
			Content: &graph.Content{
				Mood: graph.MoodRequested, Actor: "actor/ruritania", Act: graph.ActUrge, Polarity: graph.PolarityAffirmed, Condition: "at once",
				Toward: []graph.ID{"actor/militia"}, Object: "agreement/eastport", Words: "urge the militia",
				Content: &graph.Content{Mood: graph.MoodExpected, Actor: "actor/militia", EventKind: graph.EventShelling, Polarity: graph.PolarityNegated, Toward: []graph.ID{"actor/villagers"}},
			},
			Positions: []graph.Stand{{Topic: "topic/shelling-must-stop", Agreement: graph.Agree}},
			Links:     []graph.Link{{Kind: graph.LinkAnswers, Statement: "statement/denial", Of: graph.LinkOfContent}},
			Utterance: "utterance/call", Occasion: "event/call", Figures: fullFigures(),
			Text: printed, Lang: "en", Wording: graph.WordingAsPrinted,
			Translations: []graph.Translation{{Lang: "fr", Text: "La Ruritanie doit cesser.", By: "coder-one"}},
			Said:         derived("2016-04-14", "document/report"), Place: "location/avaria-city", Channel: graph.ChannelPhone,
			Evidence: fullEvidence("document/report"), Confidence: ptr(0.0), Basis: graph.BasisExtracted,
			SupersededBy: "statement/again", AssignedTo: "reviewer-two",
		},
		graph.KindEvent: &graph.Event{
			Meta: fullMeta("event/shelling"), Kind: graph.EventShelling, Names: fullNames(), When: derived("2016-04-14T03:00:00", "document/report"),
			Places:       []graph.EventPlace{{Location: "location/eastport", Precision: graph.PlaceAround, Words: "around Eastport"}},
			Participants: []graph.Participant{{Actor: "actor/militia", Role: graph.ParticipantPerpetrator, Certainty: graph.CertaintyDisputed, Evidence: fullEvidence("document/report")}},
			Basis:        graph.EventObserved, How: graph.ObservedHeard, Observer: "actor/monitor", Claims: []graph.ID{"statement/demand"},
			Under: "agreement/eastport", Figures: fullFigures(),
			Links:     []graph.EventLink{{Kind: graph.EventFollows, Event: "event/call", Evidence: fullEvidence("document/report")}},
			Documents: []graph.ID{"document/report"}, Evidence: fullEvidence("document/report"),
		},
		graph.KindLocation: &graph.Location{
			Meta: fullMeta("location/eastport"), Kind: graph.LocationSettlement, Names: fullNames(), Within: "location/avaria",
			Point: &graph.Point{Lat: -12.5, Lon: 170.25},
		},
		graph.KindAgreement: &graph.Agreement{
			Meta: fullMeta("agreement/eastport"), Kind: graph.AgreementCeasefire, Names: fullNames(), Form: graph.FormBilateral,
			Parties: []graph.Party{{
				Actor: "actor/avaria", Role: graph.PartySignatory, From: derived("2016-02", "document/text"), To: derived("2016-05", "document/text"),
				Evidence: fullEvidence("document/text"),
			}},
			Terms:        []graph.Term{{Key: "access", Words: "aid may pass", Evidence: fullEvidence("document/text")}},
			Verification: "by the monitor", Zone: "Asia/Damascus", Documents: []graph.ID{"document/text"},
			Declared: derived("2016-02-22", "document/text"), InForce: derived("2016-02-27", "document/text"),
			Ended: &graph.Ending{When: derived("2016-05", "document/text"), How: graph.EndedCollapsed},
			Area:  []graph.ID{"location/eastport"}, Written: ptr(true), Mediated: ptr(false),
			Enforcement: graph.EnforcementUnclear, Purpose: []graph.Purpose{graph.PurposeHumanitarian},
			Links: []graph.AgreementLink{{Kind: graph.LinkEndorsedBy, Node: "event/vote", Evidence: fullEvidence("document/text")}},
		},
		graph.KindDocument: &graph.Document{
			Meta: fullMeta("document/report"), Kind: graph.DocumentReport, Publisher: "actor/herald", Byline: "A. Reporter",
			URL: "https://herald.example/2016/04/15?id=7", ArchivedURL: "http://archive.example/herald", Title: "Avaria demands an end",
			Lang: "en-GB", Published: derived("2016-04-15", "document/report"), Retrieved: derived("2016-04-16T09:00:00Z", "document/log"),
			CapturedBy: "coder-one", MediaType: "text/html; charset=utf-8", Text: printed, SHA256: hashOf(printed),
			CopyOf:  &graph.CopyOf{Document: "document/wire", How: graph.CopyAbridged},
			Codings: []graph.DocumentCoding{{Coder: "coder-one", Scheme: "avaria", Status: graph.CodingDone}},
		},
		graph.KindTopic: &graph.Topic{Meta: fullMeta("topic/shelling-must-stop"), Kind: graph.TopicProposition, Names: fullNames(), Broader: "topic/shelling"},
		graph.KindImportRun: &graph.ImportRun{
			Meta: fullMeta("import-run/first"), FileName: "avaria.ndjson", SHA256: hashOf(""), Format: "ndjson", Options: "--atomic", New: 3, Same: 2, Changed: 1, Refused: 4,
		},
		graph.KindJudgement: &graph.Judgement{
			Meta: fullMeta("judgement/two-spokesmen"), A: somebody, B: "actor/spokesman-of-avaria", Verdict: graph.VerdictSame, Why: "same post on the same day",
		},
		graph.KindCodebook: &graph.Codebook{
			Meta: fullMeta("codebook/avaria"), Scheme: "avaria", Version: "1", Title: "How Avaria is coded", URL: "https://codebook.example/", Text: "Code what is said.",
		},
	}
}

func fullOf[R graph.Record](tb testing.TB) R {
	tb.Helper()
	for _, r := range full() {
		if r, ok := r.(R); ok {
			return r
		}
	}
	var none R
	tb.Fatalf("no full %T", none)
	return none
}

// A fullest record is the yardstick of the tests that go by fields: it must miss
// none.
func TestFullRecordsSetEveryField(t *testing.T) {
	// What excludes each other in one value is set in another.
	elsewhere := []string{"content.action", "content.content.act", "content.content.action", "content.content.condition", "content.content.object", "content.content.words", "content.content.content", "content.eventKind"}
	var walk func(t *testing.T, path string, v reflect.Value)
	walk = func(t *testing.T, path string, v reflect.Value) {
		t.Helper()
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(t, path, v.Elem())
				return
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
				walk(t, strings.Trim(path+"."+name, "."), v.Field(i))
			}
			return
		case reflect.Slice:
			if v.Len() > 0 {
				walk(t, path, v.Index(0))
				return
			}
		case reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
			return // 0 and false are values like others
		}
		if v.IsZero() && !slices.Contains(elsewhere, path) {
			t.Errorf("%s is not set", path)
		}
	}
	for kind, r := range full() {
		t.Run(string(kind), func(t *testing.T) { walk(t, "", reflect.ValueOf(r).Elem()) })
	}
}

func TestFullRecordsAreValid(t *testing.T) {
	for kind, r := range full() {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if r.RecordKind() != kind {
			t.Errorf("%s says that it is a %s", kind, r.RecordKind())
		}
	}
	if len(full()) != len(graph.Kinds()) {
		t.Errorf("%d of %d kinds", len(full()), len(graph.Kinds()))
	}
}

// minimal gives the least that a valid record of each kind has to say.
func minimal() map[graph.Kind]graph.Record {
	m := map[graph.Kind]graph.Record{}
	for _, k := range graph.Kinds() {
		r := graph.New(k)
		r.Shared().ID = graph.ID(k) + "/x"
		m[k] = r
	}
	m[graph.KindStatement] = &graph.Statement{
		Meta: graph.Meta{ID: "statement/x"}, Text: "Words.", Evidence: []graph.Evidence{{Document: "document/x"}},
	}
	m[graph.KindJudgement] = &graph.Judgement{
		Meta: graph.Meta{ID: "judgement/x"}, A: "actor/a", B: "actor/b", Verdict: graph.VerdictUnsure,
	}
	m[graph.KindCodebook] = &graph.Codebook{Meta: graph.Meta{ID: "codebook/x"}, Scheme: "avaria"}
	return m
}

func TestLittleIsNeeded(t *testing.T) {
	for kind, r := range minimal() {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		graph.Normalize(r)
		if err := r.Validate(); err != nil {
			t.Errorf("%s, normalized: %v", kind, err)
		}
	}
}

// problems gives what a validation found, one line each, and fails where it is
// not made of FieldErrors.
func problems(tb testing.TB, err error) []string {
	tb.Helper()
	if err == nil {
		return nil
	}
	if !errors.Is(err, graph.ErrInvalid) {
		tb.Errorf("not ErrInvalid: %v", err)
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		tb.Fatalf("not joined: %T: %v", err, err)
	}
	var lines []string
	for _, e := range joined.Unwrap() {
		var field *graph.FieldError
		if !errors.As(e, &field) {
			tb.Errorf("no FieldError: %T: %v", e, e)
		}
		lines = append(lines, e.Error())
	}
	return lines
}

// wantProblems compares what a validation found with what it should have.
func wantProblems(tb testing.TB, err error, want ...string) {
	tb.Helper()
	if got := problems(tb, err); !slices.Equal(got, want) {
		tb.Errorf("\ngot  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// many makes a list of n different elements.
func many[T any](n int, of func(i int) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = of(i)
	}
	return list
}

func nth(kind graph.Kind) func(int) graph.ID {
	return func(i int) graph.ID { return graph.ID(fmt.Sprintf("%s/n%d", kind, i)) }
}
