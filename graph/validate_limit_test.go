package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// A limit is held where it says: n is allowed, and n+1 is not.
type limit struct {
	n    int
	of   func(n int) graph.Record
	want string // what is said to one more
}

func checkLimits(t *testing.T, limits map[string]limit) {
	t.Helper()
	for name, l := range limits {
		t.Run(name, func(t *testing.T) {
			wantProblems(t, l.of(l.n).Validate())
			wantProblems(t, l.of(l.n+1).Validate(), l.want)
		})
	}
}

// on makes a minimal record of a type, of the kind named, and sets something
// in it.
func on[R graph.Record](kind graph.Kind, edit func(r R, n int)) func(n int) graph.Record {
	return func(n int) graph.Record {
		r := minimal()[kind]
		if r, ok := r.(R); ok {
			edit(r, n)
		}
		return r
	}
}

func TestLimitsOfTexts(t *testing.T) {
	text := func(n int) string { return strings.Repeat("ح", n/2) + strings.Repeat("x", n%2) }
	long := func(path string, n int) string { return fmt.Sprintf("%s: is longer than %d bytes", path, n) }
	url := func(n int) string { return "https://avaria.example/" + strings.Repeat("x", n-23) }
	lang := func(n int) string {
		var b strings.Builder
		b.WriteString("ar-x")
		for i := 0; b.Len() < n; i++ {
			if i%8 == 0 {
				b.WriteString("-")
				continue
			}
			b.WriteString("a")
		}
		return b.String()
	}
	checkLimits(t, map[string]limit{
		"a name": {graph.MaxName, on(graph.KindActor, func(r actor, n int) { r.Names = []graph.Name{{Text: text(n)}} }), long("names[0].text", 1024)},
		"a label": {graph.MaxShort, on(graph.KindStatement, func(r statement, n int) {
			r.About = []graph.About{{Node: "actor/x", Term: text(n)}}
		}), long("about[0].term", 1024)},
		"a code":       {graph.MaxShort, on(graph.KindActor, func(r actor, n int) { r.Codes = []graph.Code{{System: "s", Code: text(n)}} }), long("codes[0].code", 1024)},
		"a title":      {graph.MaxTitle, on(graph.KindDocument, func(r document, n int) { r.Title = text(n) }), long("title", 4096)},
		"an address":   {graph.MaxURL, on(graph.KindDocument, func(r document, n int) { r.URL = url(n) }), long("url", 4096)},
		"a condition":  {graph.MaxWords, on(graph.KindStatement, func(r statement, n int) { r.Condition = text(n) }), long("condition", 4096)},
		"a reason":     {graph.MaxWords, on(graph.KindJudgement, func(r judgement, n int) { r.Why = text(n) }), long("why", 4096)},
		"the options":  {graph.MaxWords, on(graph.KindImportRun, func(r importRun, n int) { r.Options = text(n) }), long("options", 4096)},
		"a variable":   {graph.MaxValue, on(graph.KindActor, func(r actor, n int) { r.Variables = []graph.Variable{{Name: "n", Value: text(n)}} }), long("variables[0].value", 16384)},
		"a text":       {graph.MaxText, on(graph.KindStatement, func(r statement, n int) { r.Text = text(n) }), long("text", 65536)},
		"a term":       {graph.MaxText, on(graph.KindAgreement, func(r agreement, n int) { r.Terms = []graph.Term{{Key: "k", Words: text(n)}} }), long("terms[0].words", 65536)},
		"a document":   {graph.MaxDocumentText, on(graph.KindDocument, func(r document, n int) { r.Text = text(n) }), long("text", 1048576)},
		"a codebook":   {graph.MaxDocumentText, on(graph.KindCodebook, func(r codebook, n int) { r.Text = text(n) }), long("text", 1048576)},
		"a language":   {graph.MaxLang, on(graph.KindDocument, func(r document, n int) { r.Lang = lang(n) }), long("lang", 64)},
		"a retraction": {graph.MaxReason, on(graph.KindActor, func(r actor, n int) { r.Status, r.StatusReason = graph.StatusRetracted, text(n) }), long("statusReason", 1024)},
		"an id": {
			96, on(graph.KindActor, func(r actor, n int) { r.ID = graph.ID("actor/" + strings.Repeat("x", n)) }),
			`id: "actor/` + strings.Repeat("x", 97) + `" is no id: the part after the slash has 1 to 96 characters`,
		},
	})
}

func TestLimitsOfLists(t *testing.T) {
	entries := func(path string, n int) string {
		return fmt.Sprintf("%s: has %d entries; at most %d are allowed", path, n+1, n)
	}
	evidence := func(n int) []graph.Evidence {
		return many(n, func(i int) graph.Evidence { return graph.Evidence{Document: nth(graph.KindDocument)(i)} })
	}
	actors := nth(graph.KindActor)
	// Lists whose values are few cannot be long without repeating themselves:
	// what is said then is that, too, and the limit is checked below.
	checkLimits(t, map[string]limit{
		"codes": {graph.MaxCodes, on(graph.KindTopic, func(r topic, n int) {
			r.Codes = many(n, func(i int) graph.Code { return graph.Code{System: "s", Code: strconv.Itoa(i)} })
		}), entries("codes", 100)},
		"variables": {graph.MaxVariables, on(graph.KindTopic, func(r topic, n int) {
			r.Variables = many(n, func(i int) graph.Variable { return graph.Variable{Name: strconv.Itoa(i)} })
		}), entries("variables", 500)},
		"names": {graph.MaxNames, on(graph.KindTopic, func(r topic, n int) {
			r.Names = many(n, func(i int) graph.Name { return graph.Name{Text: strconv.Itoa(i)} })
		}), entries("names", 200)},
		"affiliations": {graph.MaxAffiliations, on(graph.KindActor, func(r actor, n int) {
			r.Affiliations = many(n, func(i int) graph.Affiliation { return graph.Affiliation{Organisation: actors(i)} })
		}), entries("affiliations", 1000)},
		"days on which one was seen": {graph.MaxSeenOn, on(graph.KindActor, func(r actor, n int) {
			r.Affiliations = []graph.Affiliation{{Post: "actor/post", SeenOn: many(n, func(i int) graph.Date { return graph.Date{Words: strconv.Itoa(i)} })}}
		}), entries("affiliations[0].seenOn", 500)},
		"whom a collective collects": {graph.MaxCollects, on(graph.KindActor, func(r actor, n int) {
			r.Kind, r.Collects = graph.ActorCollective, many(n, actors)
		}), entries("collects", 500)},
		"parties": {graph.MaxParties, on(graph.KindAgreement, func(r agreement, n int) {
			r.Parties = many(n, func(i int) graph.Party { return graph.Party{Actor: actors(i)} })
		}), entries("parties", 500)},
		"terms": {graph.MaxTerms, on(graph.KindAgreement, func(r agreement, n int) {
			r.Terms = many(n, func(i int) graph.Term { return graph.Term{Key: strconv.Itoa(i)} })
		}), entries("terms", 200)},
		"documents of an agreement": {graph.MaxDocuments, on(graph.KindAgreement, func(r agreement, n int) {
			r.Documents = many(n, nth(graph.KindDocument))
		}), entries("documents", 500)},
		"an area": {graph.MaxArea, on(graph.KindAgreement, func(r agreement, n int) { r.Area = many(n, nth(graph.KindLocation)) }), entries("area", 500)},
		"links of an agreement": {graph.MaxLinks, on(graph.KindAgreement, func(r agreement, n int) {
			r.Links = many(n, func(i int) graph.AgreementLink {
				return graph.AgreementLink{Kind: graph.LinkRenews, Node: nth(graph.KindAgreement)(i)}
			})
		}), entries("links", 200)},
		"places": {graph.MaxPlaces, on(graph.KindEvent, func(r event, n int) {
			r.Places = many(n, func(i int) graph.EventPlace { return graph.EventPlace{Location: nth(graph.KindLocation)(i)} })
		}), entries("places", 100)},
		"participants": {graph.MaxParticipants, on(graph.KindEvent, func(r event, n int) {
			r.Participants = many(n, func(i int) graph.Participant { return graph.Participant{Actor: actors(i)} })
		}), entries("participants", 500)},
		"claims": {graph.MaxClaims, on(graph.KindEvent, func(r event, n int) { r.Claims = many(n, nth(graph.KindStatement)) }), entries("claims", 500)},
		"links of an event": {graph.MaxLinks, on(graph.KindEvent, func(r event, n int) {
			r.Links = many(n, func(i int) graph.EventLink {
				return graph.EventLink{Kind: graph.EventFollows, Event: nth(graph.KindEvent)(i)}
			})
		}), entries("links", 200)},
		"documents of an event": {graph.MaxDocuments, on(graph.KindEvent, func(r event, n int) { r.Documents = many(n, nth(graph.KindDocument)) }), entries("documents", 500)},
		"figures": {graph.MaxFigures, on(graph.KindEvent, func(r event, n int) {
			r.Figures = many(n, func(int) graph.Figure { return graph.Figure{What: graph.FigureOther, Words: "some"} })
		}), entries("figures", 100)},
		"evidence": {graph.MaxEvidence, on(graph.KindEvent, func(r event, n int) { r.Evidence = evidence(n) }), entries("evidence", 500)},
		"edits": {graph.MaxEdited, on(graph.KindEvent, func(r event, n int) {
			r.Evidence = passage("document/x", 0, 1000)
			r.Evidence[0].Edited = many(n, func(i int) graph.Edited { return graph.Edited{Start: i, End: i + 1, How: graph.EditElided} })
		}), entries("evidence[0].edited", 50)},
		"codings": {graph.MaxCodings, on(graph.KindDocument, func(r document, n int) {
			r.Codings = many(n, func(i int) graph.DocumentCoding {
				return graph.DocumentCoding{Coder: strconv.Itoa(i), Status: graph.CodingDone}
			})
		}), entries("codings", 100)},
		"speakers": {graph.MaxSpeakers, on(graph.KindStatement, func(r statement, n int) {
			r.Speakers = many(n, func(i int) graph.Speaker { return graph.Speaker{Actor: actors(i)} })
		}), entries("speakers", 50)},
		"relays": {graph.MaxRelays, on(graph.KindStatement, func(r statement, n int) {
			r.Transmission = graph.TransmissionRelayed
			r.Relays = many(n, func(i int) graph.Relay { return graph.Relay{Speaker: graph.Speaker{Actor: actors(i)}} })
		}), entries("relays", 50)},
		"addressees": {graph.MaxAddressees, on(graph.KindStatement, func(r statement, n int) {
			r.Addressees = many(n, func(i int) graph.Addressee { return graph.Addressee{Actor: actors(i)} })
		}), entries("addressees", 50)},
		"what the words are about": {graph.MaxAbout, on(graph.KindStatement, func(r statement, n int) {
			r.About = many(n, func(i int) graph.About { return graph.About{Node: actors(i)} })
		}), entries("about", 200)},
		"acts": {graph.MaxActs, on(graph.KindStatement, func(r statement, n int) {
			r.About = []graph.About{{Node: "actor/x"}}
			r.Acts = many(n, func(i int) graph.SpeechAct { return graph.SpeechAct{Act: graph.Acts()[i]} })
		}), entries("acts", 20)},
		"positions": {graph.MaxPositions, on(graph.KindStatement, func(r statement, n int) {
			r.Positions = many(n, func(i int) graph.Stand { return graph.Stand{Topic: nth(graph.KindTopic)(i), Agreement: graph.Neutral} })
		}), entries("positions", 200)},
		"links of a statement": {graph.MaxLinks, on(graph.KindStatement, func(r statement, n int) {
			r.Links = many(n, func(i int) graph.Link {
				return graph.Link{Kind: graph.LinkAnswers, Statement: nth(graph.KindStatement)(i)}
			})
		}), entries("links", 200)},
		"translations": {graph.MaxTranslations, on(graph.KindStatement, func(r statement, n int) {
			r.Translations = many(n, func(i int) graph.Translation { return graph.Translation{Lang: "fr", Text: strconv.Itoa(i)} })
		}), entries("translations", 50)},
		"toward whom": {graph.MaxToward, on(graph.KindStatement, func(r statement, n int) {
			r.Content = &graph.Content{Toward: many(n, actors)}
			r.About = many(n, func(i int) graph.About { return graph.About{Node: actors(i)} })
		}), entries("content.toward", 50)},
	})
}

// The lists of enumerated values are bounded as well: beyond the limit nothing
// is looked at.
func TestLimitsOfEnumeratedLists(t *testing.T) {
	for name, r := range map[string]graph.Record{
		"sectors: has 51 entries; at most 50 are allowed":             &graph.Actor{Sectors: make([]graph.Sector, graph.MaxSectors+1)},
		"purpose: has 21 entries; at most 20 are allowed":             &graph.Agreement{Purpose: make([]graph.Purpose, graph.MaxPurposes+1)},
		"figures[0].includes: has 21 entries; at most 20 are allowed": &graph.Event{Figures: []graph.Figure{{Includes: make([]graph.FigureWhat, graph.MaxIncludes+1)}}},
	} {
		if err := r.Validate(); err == nil || !strings.Contains(err.Error()+"\n", name+"\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimitOfOffsets(t *testing.T) {
	at := func(end int) graph.Record {
		return &graph.Event{Meta: graph.Meta{ID: "event/x"}, Evidence: passage("document/x", 0, end)}
	}
	wantProblems(t, at(graph.MaxOffset).Validate())
	wantProblems(t, at(graph.MaxOffset+1).Validate(), fmt.Sprintf("evidence[0].end: is greater than %d", math.MaxInt32))
}

func TestLimitOfARecord(t *testing.T) {
	// Every list keeps its limit, and the whole is too large all the same.
	a := &graph.Actor{Meta: graph.Meta{ID: "actor/x"}}
	a.Affiliations = many(100, func(i int) graph.Affiliation {
		return graph.Affiliation{
			Organisation: nth(graph.KindActor)(i),
			Evidence:     many(graph.MaxEvidence, func(i int) graph.Evidence { return graph.Evidence{Document: nth(graph.KindDocument)(i)} }),
		}
	})
	wantProblems(t, a.Validate(), "the record is too large: its JSON form could pass 3145728 bytes")
	a.Affiliations = a.Affiliations[:10]
	wantProblems(t, a.Validate())

	// What JSON writes in six bytes counts as six.
	d := &graph.Document{Meta: graph.Meta{ID: "document/x"}, Text: strings.Repeat("\x01", graph.MaxDocumentText)}
	wantProblems(t, d.Validate(), "the record is too large: its JSON form could pass 3145728 bytes")
	d.Text = "x" + strings.Repeat("\n", graph.MaxDocumentText-1)
	wantProblems(t, d.Validate())
}

func TestProblemsAreBounded(t *testing.T) {
	a := &graph.Actor{Meta: graph.Meta{ID: "actor/x"}, Names: make([]graph.Name, graph.MaxProblems)}
	if got := problems(t, a.Validate()); len(got) != graph.MaxProblems || got[99] != "names[99].text: is missing" {
		t.Errorf("%d problems, the last %q", len(got), got[len(got)-1])
	}
	a.Names = make([]graph.Name, graph.MaxProblems+7)
	if got := problems(t, a.Validate()); len(got) != graph.MaxProblems+1 || got[100] != "and 7 more problems" {
		t.Errorf("%d problems, the last %q", len(got), got[len(got)-1])
	}
}

// jsonLength is the length of a record's JSON form without its type.
func jsonLength(tb testing.TB, r graph.Record) int {
	tb.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		tb.Fatal(err)
	}
	return b.Len()
}

func TestSizeIsReckonedFromAbove(t *testing.T) {
	for kind, r := range full() {
		if got, least := graph.SizeOf(r), jsonLength(t, r); got < least || got > 10*least {
			t.Errorf("a full %s has %d bytes and is reckoned at %d", kind, least, got)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := anyRecord().Draw(rt, "record")
		// What validation would refuse for its form alone is not reckoned.
		leaves(reflect.ValueOf(r).Elem(), "", func(_ int, path string, v reflect.Value) {
			name := path[strings.LastIndexByte(path, '.')+1:]
			if v.Kind() == reflect.String && (v.Type() != reflect.TypeFor[string]() || slices.Contains([]string{"lang", "hash", "sha256", "zone"}, name)) && v.String() != "" {
				v.SetString("PLAIN")
			}
		})
		if got, least := graph.SizeOf(r), jsonLength(t, r); got < least {
			rt.Fatalf("has %d bytes and is reckoned at %d", least, got)
		}
	})
}

// What can be added to a record is reckoned at what it costs or more, whatever
// it is added to.
func TestSizeGrowsWithTheRecord(t *testing.T) {
	long := strings.Repeat("x", 96)
	for name, with := range map[string]graph.Record{
		"sectors":  &graph.Actor{Sectors: graph.Sectors()},
		"collects": &graph.Actor{Collects: many(100, func(int) graph.ID { return graph.ID("actor/" + long) })},
		"figures": &graph.Event{Figures: many(20, func(int) graph.Figure {
			return graph.Figure{What: "DEATHS", Low: ptr(int64(math.MaxInt64)), Best: ptr(int64(math.MaxInt64)), High: ptr(int64(math.MaxInt64)), Cumulative: ptr(false)}
		})},
		"edits":        &graph.Event{Evidence: []graph.Evidence{{Edited: many(50, func(int) graph.Edited { return graph.Edited{Start: math.MaxInt32, End: math.MaxInt32, How: "INSERTED"} })}}},
		"an utterance": &graph.Statement{Utterance: graph.ID("utterance/" + long)},
		"a text":       &graph.Statement{Text: long},
		"dates":        &graph.Actor{Affiliations: []graph.Affiliation{{SeenOn: many(100, func(int) graph.Date { return graph.Date{Words: "\x01\x02\x03", Anchor: &graph.Anchor{Words: "\x01"}} })}}},
		"a hash":       &graph.Document{SHA256: long[:64]},
		"a language":   &graph.Document{Lang: long[:64]},
		"a zone":       &graph.Agreement{Zone: long[:64]},
		"a counter":    &graph.ImportRun{New: math.MaxInt64, Same: math.MaxInt64, Changed: math.MaxInt64, Refused: math.MaxInt64},
	} {
		without := graph.New(with.RecordKind())
		counted, cost := graph.SizeOf(with)-graph.SizeOf(without), jsonLength(t, with)-jsonLength(t, without)
		// The numbers of the record itself are reckoned whether they are there or
		// not, and so are the names of some fields.
		if name == "a counter" {
			counted, cost = graph.SizeOf(with), jsonLength(t, with)
		}
		if counted+len(`,"sha256":""`) < cost {
			t.Errorf("%s cost %d bytes and are reckoned at %d", name, cost, counted)
		}
	}
}
