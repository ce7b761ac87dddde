package graph_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// A flaw is one edit of a full, valid record, and what validation says to it.
type flaw[R graph.Record] struct {
	edit func(R)
	want []string
}

func flawed[R graph.Record](edit func(R), want ...string) flaw[R] { return flaw[R]{edit, want} }

func checkFlaws[R graph.Record](t *testing.T, flaws map[string]flaw[R]) {
	t.Helper()
	for name, f := range flaws {
		t.Run(name, func(t *testing.T) {
			r := fullOf[R](t)
			f.edit(r)
			wantProblems(t, r.Validate(), f.want...)
		})
	}
}

type (
	actor     = *graph.Actor
	statement = *graph.Statement
	event     = *graph.Event
	location  = *graph.Location
	agreement = *graph.Agreement
	document  = *graph.Document
	topic     = *graph.Topic
	importRun = *graph.ImportRun
	judgement = *graph.Judgement
	codebook  = *graph.Codebook
)

func TestValidateWhatEveryRecordHas(t *testing.T) {
	checkFlaws(t, map[string]flaw[topic]{
		"an id is missing":       flawed(func(r topic) { r.ID = "" }, "id: is missing"),
		"an id has no kind":      flawed(func(r topic) { r.ID = "shelling" }, `id: "shelling" is no id: it does not begin with a kind such as actor/`),
		"an id of another kind":  flawed(func(r topic) { r.ID = "actor/x" }, `id: "actor/x" is the id of an actor, and this is a topic`),
		"an id of an utterance":  flawed(func(r topic) { r.ID = "utterance/x" }, `id: "utterance/x" is the id of an utterance, and this is a topic`),
		"an unknown marking":     flawed(func(r topic) { r.Marking = "SECRET" }, `marking: is "SECRET", not one of PUBLIC, RESTRICTED, PROTECTED`),
		"a telling id, hidden":   flawed(func(r topic) { r.Marking = graph.MarkingRestricted }, "id: says something about a record that is RESTRICTED: it has to be a UUID after the slash"),
		"an opaque id, hidden":   flawed(func(r topic) { r.Marking, r.ID = graph.MarkingProtected, "topic/"+opaque }),
		"an opaque id, public":   flawed(func(r topic) { r.ID = "topic/" + opaque }),
		"a status of its own":    flawed(func(r topic) { r.Status = "LOST" }, `status: is "LOST", not one of DRAFT, PUBLISHED, RETRACTED`, "statusReason: is only for a status of RETRACTED"),
		"a draft of a topic":     flawed(func(r topic) { r.Status, r.StatusReason = graph.StatusDraft, "" }, "status: is DRAFT, which only a statement can be"),
		"a reason, published":    flawed(func(r topic) { r.Status = graph.StatusPublished }, "statusReason: is only for a status of RETRACTED"),
		"a code without system":  flawed(func(r topic) { r.Codes[0].System = "" }, "codes[0].system: is missing"),
		"a code without code":    flawed(func(r topic) { r.Codes[1].Code = "" }, "codes[1].code: is missing"),
		"a code twice":           flawed(func(r topic) { r.Codes[1] = graph.Code{System: "madeup", Code: "A1", Version: "3"} }, "codes[1]: repeats codes[0]"),
		"a coding by nobody":     flawed(func(r topic) { r.Coding.Coder = "" }, "coding.coder: is missing"),
		"a variable, nameless":   flawed(func(r topic) { r.Variables[0].Name = "" }, "variables[0].name: is missing"),
		"a variable twice":       flawed(func(r topic) { r.Variables[3].Name = "note" }, "variables[3]: repeats variables[0]"),
		"a variable's type":      flawed(func(r topic) { r.Variables[0].Type = "MAP" }, `variables[0].type: is "MAP", not one of TEXT, INTEGER, NUMBER, BOOLEAN, DATE`),
		"an empty text variable": flawed(func(r topic) { r.Variables[0].Value = "" }),
		"an empty integer":       flawed(func(r topic) { r.Variables[1].Value = "" }, "variables[1].value: is missing"),
		"a boolean in words":     flawed(func(r topic) { r.Variables[3].Value = "yes" }, `variables[3].value: "yes" is no BOOLEAN: true or false`),
		"a date of no calendar":  flawed(func(r topic) { r.Variables[4].Value = "2015-02-29" }, `variables[4].value: "2015-02-29" is no date: February 2015 has 28 days`),
		"a name without text":    flawed(func(r topic) { r.Names[0].Text = "" }, "names[0].text: is missing"),
		"a name twice":           flawed(func(r topic) { r.Names = append(r.Names, r.Names[1]) }, "names[2]: repeats names[1]"),
		"a name again, later": flawed(func(r topic) {
			r.Names = append(r.Names, r.Names[1])
			r.Names[2].From = day("2018")
		}),
		"a name of no kind":        flawed(func(r topic) { r.Names[1].Kind = "NICKNAME" }, `names[1].kind: is "NICKNAME", not one of PRIMARY, ALIAS, ACRONYM, METONYM, EPITHET, TRANSLITERATION, GENERIC, HISTORICAL`),
		"a name in no language":    flawed(func(r topic) { r.Names[1].Lang = "arabic_SY" }, `names[1].lang: "arabic_SY" is no language tag (BCP 47) such as ar or ar-SY`),
		"a name ends before":       flawed(func(r topic) { r.Names[0].To = day("2012") }, "names[0].to: is before from"),
		"a name ends in words":     flawed(func(r topic) { r.Names[0].To = &graph.Date{Words: "of late"} }),
		"a date that says nothing": flawed(func(r topic) { r.Names[0].From = &graph.Date{} }, "names[0].from: is empty"),
		"a date's problems": flawed(func(r topic) {
			r.Names[0].From.EDTF, r.Names[0].From.Zone = "2015-02-30", "Asia/Damascus"
			r.Names[0].From.Anchor.End = 3
		}, `names[0].from.edtf: "2015-02-30" is no date: February 2015 has 28 days`, "names[0].from.anchor.end: is not after start"),
		"a date's anchor in no document": flawed(func(r topic) { r.Names[0].From.Anchor.Document = "actor/x" }, `names[0].from.anchor.document: "actor/x" is an actor; here belongs a document`),
		"a text that is not UTF-8":       flawed(func(r topic) { r.Names[0].Text = "a\xff" }, "names[0].text: is not UTF-8"),
		"a text with a NUL":              flawed(func(r topic) { r.Names[0].Text = "a\x00b" }, "names[0].text: contains a NUL character"),
		"a text of blanks":               flawed(func(r topic) { r.Names[0].Text = " \u00a0\n" }, "names[0].text: is blank"),
		"marks of direction":             flawed(func(r topic) { r.Names[0].Text = "\u202eab\u202c\u200d" }),
	})
}

func TestValidateVariableNumbers(t *testing.T) {
	for value, want := range map[string][2]bool{ // as an integer, as a number
		"0": {true, true}, "-0": {true, true}, "9223372036854775807": {true, true}, "9223372036854775808": {false, true},
		"-9223372036854775808": {true, true}, "12.50": {false, true}, "1e5": {false, true}, "-1E+05": {false, true}, "1e400": {false, false},
		"+5": {}, "007": {}, "0x1p-2": {}, "0x10": {}, "1_000": {}, "Inf": {}, "-inf": {}, "NaN": {}, "1,5": {}, "1.": {}, ".5": {}, "1e": {},
		"1e+": {}, "-": {}, "٣": {}, "1.5.2": {}, "1-2": {}, "1e5x": {},
	} {
		for i, vt := range []graph.VariableType{graph.VariableInteger, graph.VariableNumber} {
			r := &graph.Topic{Meta: graph.Meta{ID: "topic/x", Variables: []graph.Variable{{Name: "n", Type: vt, Value: value}}}}
			if got := r.Validate() == nil; got != want[i] {
				t.Errorf("%q as %s: valid is %t: %v", value, vt, got, r.Validate())
			}
		}
	}
}

func TestValidateActor(t *testing.T) {
	checkFlaws(t, map[string]flaw[actor]{
		"of no kind":                 flawed(func(r actor) { r.Kind = "ROBOT" }, `kind: is "ROBOT", not one of PERSON, POST, STATE, ORGANISATION, GROUP, COLLECTIVE, UNKNOWN`, "collects: is only for an actor of kind COLLECTIVE"),
		"collects, and is a person":  flawed(func(r actor) { r.Kind = graph.ActorPerson }, "collects: is only for an actor of kind COLLECTIVE"),
		"a collective of nobody":     flawed(func(r actor) { r.Collects = nil }),
		"collects a document":        flawed(func(r actor) { r.Collects[0] = "document/x" }, `collects[0]: "document/x" is a document; here belongs an actor or an agreement`),
		"collects itself":            flawed(func(r actor) { r.Collects[0] = r.ID }, "collects[0]: is the record itself"),
		"collects one twice":         flawed(func(r actor) { r.Collects[1] = r.Collects[0] }, "collects[1]: repeats collects[0]"),
		"collects nothing named":     flawed(func(r actor) { r.Collects[1] = "" }, "collects[1]: is missing"),
		"a sector twice":             flawed(func(r actor) { r.Sectors[1] = graph.SectorGovernment }, "sectors[1]: repeats sectors[0]"),
		"a sector without a code":    flawed(func(r actor) { r.Sectors[0] = "" }, "sectors[0]: is missing"),
		"a sector of no list":        flawed(func(r actor) { r.Sectors[0] = "XXX" }, `sectors[0]: is "XXX", not one of GOV, LEG, JUD, MIL, SPY, COP, PTY, OPP, REB, MILITIA, DE_FACTO_AUTHORITY, IGO, …`),
		"belongs to nothing":         flawed(func(r actor) { r.Affiliations[0] = graph.Affiliation{Kind: graph.AffiliationMember} }, "affiliations[0].organisation: is missing, and so is the post"),
		"holds a post of no house":   flawed(func(r actor) { r.Affiliations[0].Organisation, r.Affiliations[0].SpeaksFor = "", false }),
		"speaks for no house":        flawed(func(r actor) { r.Affiliations[0].Organisation = "" }, "affiliations[0].speaksFor: needs an organisation to speak for"),
		"belongs to itself":          flawed(func(r actor) { r.Affiliations[0].Organisation = r.ID }, "affiliations[0].organisation: is the record itself"),
		"belongs to a place":         flawed(func(r actor) { r.Affiliations[0].Organisation = "location/x" }, `affiliations[0].organisation: "location/x" is a location; here belongs an actor`),
		"tied in no known way":       flawed(func(r actor) { r.Affiliations[0].Kind = "FRIEND" }, `affiliations[0].kind: is "FRIEND", not one of HOLDS_POST, MEMBER, PART_OF, ALLIED, CONTROLLED_BY`),
		"left before joining":        flawed(func(r actor) { r.Affiliations[0].To = day("2012") }, "affiliations[0].to: is before from"),
		"seen on no day":             flawed(func(r actor) { r.Affiliations[0].SeenOn[0].EDTF = "2015-13" }, `affiliations[0].seenOn[0].edtf: "2015-13" is no date: there is no month 13`),
		"seen twice on a day":        flawed(func(r actor) { f := &r.Affiliations[0]; f.SeenOn = append(f.SeenOn, f.SeenOn[0]) }, "affiliations[0].seenOn[1]: repeats seenOn[0]"),
		"seen on an empty date":      flawed(func(r actor) { r.Affiliations[0].SeenOn[0] = graph.Date{} }, "affiliations[0].seenOn[0]: is empty"),
		"the same affiliation twice": flawed(func(r actor) { r.Affiliations = append(r.Affiliations, r.Affiliations[0]) }, "affiliations[1]: repeats affiliations[0]"),
		"back in the post in 2018": flawed(func(r actor) {
			r.Affiliations = append(r.Affiliations, r.Affiliations[0])
			r.Affiliations[1].From = day("2018")
			r.Affiliations[1].To = nil
		}),
		"an affiliation's evidence":   flawed(func(r actor) { r.Affiliations[0].Evidence[0].Document = "" }, "affiliations[0].evidence[0].document: is missing"),
		"a hidden one with one's own": flawed(func(r actor) { r.Affiliations[0].Post = "actor/Spokesman" }, `affiliations[0].post: "actor/Spokesman" is no id: after the slash stand a-z, 0-9, and, not first, . _ -`),
	})
}

func TestValidateLocationAndTopic(t *testing.T) {
	checkFlaws(t, map[string]flaw[location]{
		"of no kind":          flawed(func(r location) { r.Kind = "PLANET" }, `kind: is "PLANET", not one of COUNTRY, REGION, GOVERNORATE, DISTRICT, SETTLEMENT, SITE`),
		"within itself":       flawed(func(r location) { r.Within = r.ID }, "within: is the record itself"),
		"within an actor":     flawed(func(r location) { r.Within = "actor/avaria" }, `within: "actor/avaria" is an actor; here belongs a location`),
		"north of the pole":   flawed(func(r location) { r.Point.Lat = 90.0001 }, "point.lat: is 90.0001, not from -90 to 90"),
		"on the pole":         flawed(func(r location) { r.Point.Lat, r.Point.Lon = -90, 180 }),
		"beyond the meridian": flawed(func(r location) { r.Point.Lon = -180.5 }, "point.lon: is -180.5, not from -180 to 180"),
		"nowhere":             flawed(func(r location) { r.Point.Lat, r.Point.Lon = math.NaN(), math.Inf(1) }, "point.lat: is NaN, not from -90 to 90", "point.lon: is +Inf, not from -180 to 180"),
		"a name of nothing":   flawed(func(r location) { r.Names[0].Text = "" }, "names[0].text: is missing"),
	})
	checkFlaws(t, map[string]flaw[topic]{
		"of no kind":         flawed(func(r topic) { r.Kind = "CONCEPT" }, `kind: is "CONCEPT", not one of PROPOSITION, ISSUE, FRAME`),
		"broader than it is": flawed(func(r topic) { r.Broader = r.ID }, "broader: is the record itself"),
		"under an agreement": flawed(func(r topic) { r.Broader = "agreement/x" }, `broader: "agreement/x" is an agreement; here belongs a topic`),
	})
}

func TestValidateAgreement(t *testing.T) {
	checkFlaws(t, map[string]flaw[agreement]{
		"of no kind":             flawed(func(r agreement) { r.Kind = "PEACE" }, `kind: is "PEACE", not one of CEASEFIRE, CESSATION_OF_HOSTILITIES, HUMANITARIAN_PAUSE, ARMISTICE, OTHER`),
		"of no form":             flawed(func(r agreement) { r.Form = "SECRET" }, `form: is "SECRET", not one of UNILATERAL, BILATERAL, MULTILATERAL`),
		"a party that is nobody": flawed(func(r agreement) { r.Parties[0].Actor = "" }, "parties[0].actor: is missing"),
		"a party of no role":     flawed(func(r agreement) { r.Parties[0].Role = "GUEST" }, `parties[0].role: is "GUEST", not one of DECLARER, SIGNATORY, PARTY, ACCEDED, EXCLUDED, SPONSOR, GUARANTOR, MEDIATOR, ENDORSER`),
		"a party twice":          flawed(func(r agreement) { r.Parties = append(r.Parties, r.Parties[0]); r.Parties[1].From = nil }, "parties[1]: repeats parties[0]"),
		"a party in two roles": flawed(func(r agreement) {
			r.Parties = append(r.Parties, r.Parties[0])
			r.Parties[1].Role = graph.PartyGuarantor
		}),
		"a party that left early":    flawed(func(r agreement) { r.Parties[0].To = day("2015-12") }, "parties[0].to: is before from"),
		"a term without a key":       flawed(func(r agreement) { r.Terms[0].Key = "" }, "terms[0].key: is missing"),
		"two terms of one key":       flawed(func(r agreement) { r.Terms = append(r.Terms, graph.Term{Key: "access"}) }, "terms[1]: repeats terms[0]"),
		"in no zone":                 flawed(func(r agreement) { r.Zone = "Avaria/City" }, `zone: "Avaria/City" is no time zone of the IANA database`),
		"in the machine's zone":      flawed(func(r agreement) { r.Zone = "Local" }, `zone: "Local" is no time zone of the IANA database`),
		"a document twice":           flawed(func(r agreement) { r.Documents = append(r.Documents, r.Documents[0]) }, "documents[1]: repeats documents[0]"),
		"declared on no day":         flawed(func(r agreement) { r.Declared.EDTF = "soon" }, `declared.edtf: "soon" is no date: unexpected "soon"`),
		"in force, empty":            flawed(func(r agreement) { r.InForce = &graph.Date{} }, "inForce: is empty"),
		"ended, and nothing of it":   flawed(func(r agreement) { r.Ended = &graph.Ending{} }, "ended: is empty"),
		"ended in no known way":      flawed(func(r agreement) { r.Ended.How = "BROKEN" }, `ended.how: is "BROKEN", not one of EXPIRED, COLLAPSED, SUPERSEDED, WITHDRAWN, UNKNOWN`),
		"ended on an empty date":     flawed(func(r agreement) { r.Ended.When = &graph.Date{} }, "ended.when: is empty"),
		"an area that is an actor":   flawed(func(r agreement) { r.Area[0] = "actor/x" }, `area[0]: "actor/x" is an actor; here belongs a location`),
		"an area twice":              flawed(func(r agreement) { r.Area = append(r.Area, r.Area[0]) }, "area[1]: repeats area[0]"),
		"enforced by magic":          flawed(func(r agreement) { r.Enforcement = "MAGIC" }, `enforcement: is "MAGIC", not one of NONE, EXTERNAL_STATE, INTERNATIONAL_ORGANISATION, UNCLEAR`),
		"a purpose twice":            flawed(func(r agreement) { r.Purpose = append(r.Purpose, r.Purpose[0]) }, "purpose[1]: repeats purpose[0]"),
		"a link of no kind":          flawed(func(r agreement) { r.Links[0] = graph.AgreementLink{Node: "agreement/y"} }, "links[0].kind: is missing"),
		"a link to nothing":          flawed(func(r agreement) { r.Links[0].Node = "" }, "links[0].node: is missing"),
		"a link twice":               flawed(func(r agreement) { r.Links = append(r.Links, r.Links[0]) }, "links[1]: repeats links[0]"),
		"renews itself":              flawed(func(r agreement) { r.Links[0].Kind, r.Links[0].Node = graph.LinkRenews, r.ID }, "links[0].node: is the record itself"),
		"renews a vote":              flawed(func(r agreement) { r.Links[0].Kind = graph.LinkRenews }, `links[0].node: "event/vote" is an event; here belongs an agreement`),
		"endorsed by an actor":       flawed(func(r agreement) { r.Links[0].Node = "actor/x" }, `links[0].node: "actor/x" is an actor; here belongs an agreement or a document or an event`),
		"evidence of a term":         flawed(func(r agreement) { r.Terms[0].Evidence[0].Hash = "ABC" }, `terms[0].evidence[0].hash: "ABC" is no SHA-256: 64 hexadecimal digits in lower case`),
		"verified by blanks":         flawed(func(r agreement) { r.Verification = "\t" }, "verification: is blank"),
		"no words of a term at hand": flawed(func(r agreement) { r.Terms[0].Words = "" }),
	})
}

func TestValidateEvent(t *testing.T) {
	checkFlaws(t, map[string]flaw[event]{
		"of no kind":                 flawed(func(r event) { r.Kind = "PARTY" }, `kind: is "PARTY", not one of ARMED_VIOLENCE, BATTLE, SHELLING, AIRSTRIKE, DRONE_STRIKE, MISSILE, SMALL_ARMS, EXPLOSION, IED_MINE, SUICIDE_ATTACK, CHEMICAL, OFFENSIVE, …`),
		"on no day":                  flawed(func(r event) { r.When.EDTF = "2016-04-31" }, `when.edtf: "2016-04-31" is no date: April 2016 has 30 days`),
		"a place that is nowhere":    flawed(func(r event) { r.Places[0].Location = "" }, "places[0].location: is missing"),
		"a place of no precision":    flawed(func(r event) { r.Places[0].Precision = "FAR" }, `places[0].precision: is "FAR", not one of EXACT, NEAR, AROUND, WITHIN`),
		"a place twice":              flawed(func(r event) { r.Places = append(r.Places, r.Places[0]) }, "places[1]: repeats places[0]"),
		"in a place and around it":   flawed(func(r event) { r.Places = append(r.Places, r.Places[0]); r.Places[1].Precision = graph.PlaceExact }),
		"nobody takes part":          flawed(func(r event) { r.Participants[0].Actor = "" }, "participants[0].actor: is missing"),
		"takes part in no known way": flawed(func(r event) { r.Participants[0].Role = "GUEST" }, `participants[0].role: is "GUEST", not one of PERPETRATOR, TARGET, INITIATOR, RECIPIENT, SIDE_A, SIDE_B, ACTOR_1, ACTOR_2, ASSOCIATED, HOST, MEDIATOR, AUSPICES, …`),
		"of no known certainty":      flawed(func(r event) { r.Participants[0].Certainty = "SURE" }, `participants[0].certainty: is "SURE", not one of ALLEGED, SELF_CLAIMED, DISPUTED, ESTABLISHED, UNKNOWN`),
		"takes part twice":           flawed(func(r event) { r.Participants = append(r.Participants, r.Participants[0]) }, "participants[1]: repeats participants[0]"),
		"takes two parts": flawed(func(r event) {
			r.Participants = append(r.Participants, r.Participants[0])
			r.Participants[1].Role = "TARGET"
		}),
		"known by rumour":               flawed(func(r event) { r.Basis = "RUMOUR" }, `basis: is "RUMOUR", not one of OBSERVED, REPORTED, ALLEGED, MACHINE_CODED`, "how: is only for a basis of OBSERVED", "observer: is only for a basis of OBSERVED"),
		"reported, and how it was seen": flawed(func(r event) { r.Basis, r.Observer = graph.EventReported, "" }, "how: is only for a basis of OBSERVED"),
		"alleged, with an observer":     flawed(func(r event) { r.Basis, r.How = graph.EventAlleged, "" }, "observer: is only for a basis of OBSERVED"),
		"observed in no known way":      flawed(func(r event) { r.How = "DREAM" }, `how: is "DREAM", not one of SEEN, HEARD, CAMERA, UAV, SATELLITE, FORENSIC`),
		"alleged by nobody":             flawed(func(r event) { r.Basis, r.How, r.Observer, r.Claims = graph.EventAlleged, "", "", nil }, "claims: is missing: a basis of ALLEGED needs the statement that alleges it"),
		"alleged by a statement":        flawed(func(r event) { r.Basis, r.How, r.Observer = graph.EventAlleged, "", "" }),
		"claimed by an actor":           flawed(func(r event) { r.Claims[0] = "actor/x" }, `claims[0]: "actor/x" is an actor; here belongs a statement`),
		"claimed twice by one":          flawed(func(r event) { r.Claims = append(r.Claims, r.Claims[0]) }, "claims[1]: repeats claims[0]"),
		"under an event":                flawed(func(r event) { r.Under = "event/x" }, `under: "event/x" is an event; here belongs an agreement`),
		"a link of no kind":             flawed(func(r event) { r.Links[0].Kind = "" }, "links[0].kind: is missing"),
		"a link to nothing":             flawed(func(r event) { r.Links[0].Event = "" }, "links[0].event: is missing"),
		"a link twice":                  flawed(func(r event) { r.Links = append(r.Links, r.Links[0]) }, "links[1]: repeats links[0]"),
		"part of itself":                flawed(func(r event) { r.Links[0].Event = r.ID }, "links[0].event: is the record itself"),
		"a document twice":              flawed(func(r event) { r.Documents = append(r.Documents, r.Documents[0]) }, "documents[1]: repeats documents[0]"),
		"evidence of a participant":     flawed(func(r event) { r.Participants[0].Evidence[0].Start = nil }, "participants[0].evidence[0].start: is missing: there is an end", "participants[0].evidence[0].edited: needs start and end", "participants[0].evidence[0].hash: needs start and end: it is the hash of the words between them"),
		"evidence of a link":            flawed(func(r event) { r.Links[0].Evidence[0].Document = "" }, "links[0].evidence[0].document: is missing"),
		"a figure of nothing":           flawed(func(r event) { r.Figures[0].What = "" }, "figures[0].what: is missing"),
	})
}

func TestValidateFigures(t *testing.T) {
	figure := func(edit func(*graph.Figure), want ...string) flaw[event] {
		return flawed(func(e event) { edit(&e.Figures[0]) }, want...)
	}
	type fig = *graph.Figure
	checkFlaws(t, map[string]flaw[event]{
		"neither number nor words":   figure(func(f fig) { f.Low, f.Best, f.High, f.Words = nil, nil, nil, "" }, "figures[0]: has neither a number nor words"),
		"words alone":                figure(func(f fig) { f.Low, f.Best, f.High = nil, nil, nil }),
		"a number alone":             figure(func(f fig) { f.Words, f.Low, f.High = "", nil, nil }),
		"all three the same":         figure(func(f fig) { *f.Low, *f.Best, *f.High = 7, 7, 7 }),
		"negative":                   figure(func(f fig) { *f.Low = -1 }, "figures[0].low: is negative"),
		"all negative":               figure(func(f fig) { *f.Low, *f.Best, *f.High = -3, -2, -1 }, "figures[0].low: is negative", "figures[0].best: is negative", "figures[0].high: is negative"),
		"best below low":             figure(func(f fig) { *f.Low = 11 }, "figures[0].best: is less than low"),
		"high below best":            figure(func(f fig) { *f.High = 9 }, "figures[0].high: is less than best"),
		"high below low, best none":  figure(func(f fig) { *f.Low, f.Best, *f.High = 9, nil, 8 }, "figures[0].high: is less than low"),
		"of an event":                figure(func(f fig) { f.Of = "event/x" }, `figures[0].of: "event/x" is an event; here belongs an actor`),
		"bound in no known way":      figure(func(f fig) { f.Bound = "AT_MOST" }, `figures[0].bound: is "AT_MOST", not one of AT_LEAST, ABOUT, EXACT`),
		"in no unit":                 figure(func(f fig) { f.Unit = "TON" }, `figures[0].unit: is "TON", not one of PERSON, INCIDENT, BREACH, EXPLOSION, SHOT, SETTLEMENT, GROUP`),
		"includes one twice":         figure(func(f fig) { f.Includes = append(f.Includes, f.Includes[0]) }, "figures[0].includes[1]: repeats includes[0]"),
		"includes what is none":      figure(func(f fig) { f.Includes[0] = "CATS" }, `figures[0].includes[0]: is "CATS", not one of DEATHS, INJURED, BREACHES, INCIDENTS, EXPLOSIONS, ARRESTS, DISPLACED, SETTLEMENTS, GROUPS, OTHER`),
		"counted over an empty date": figure(func(f fig) { f.Window = &graph.Date{} }, "figures[0].window: is empty"),
		"counted by a document":      figure(func(f fig) { f.CountedBy = "document/x" }, `figures[0].countedBy: "document/x" is a document; here belongs an actor`),
	})
}

func TestValidateDocument(t *testing.T) {
	checkFlaws(t, map[string]flaw[document]{
		"of no kind":                     flawed(func(r document) { r.Kind = "BOOK" }, `kind: is "BOOK", not one of REPORT, READOUT, BULLETIN, STATEMENT, TRANSCRIPT, DATASET, OTHER`),
		"published by a place":           flawed(func(r document) { r.Publisher = "location/x" }, `publisher: "location/x" is a location; here belongs an actor`),
		"an address that runs":           flawed(func(r document) { r.URL = "javascript:alert(1)" }, `url: "javascript:alert(1)" is no address that begins with http:// or https://`),
		"an address that holds data":     flawed(func(r document) { r.ArchivedURL = "data:text/html,x" }, `archivedUrl: "data:text/html,x" is no address that begins with http:// or https://`),
		"an address in capitals":         flawed(func(r document) { r.URL = "HTTPS://HERALD.EXAMPLE/" }),
		"an address without a host":      flawed(func(r document) { r.URL = "https:///x" }, `url: "https:///x" names no host`),
		"an address of nothing":          flawed(func(r document) { r.URL = "http://[::1" }, `url: "http://[::1" is no address`),
		"an address with a password":     flawed(func(r document) { r.URL = "https://me:secret@herald.example/" }, "url: carries the name of a user"),
		"an address with a blank":        flawed(func(r document) { r.URL = "https://herald.example/a b" }, `url: "https://herald.example/a b" contains a character that no address has`),
		"an address with a line break":   flawed(func(r document) { r.URL = "https://herald.example/\n" }, `url: "https://herald.example/\n" is no address`),
		"an address that leaves a quote": flawed(func(r document) { r.URL = `https://herald.example/"onclick` }, `url: "https://herald.example/\"onclick" contains a character that no address has`),
		"in no language":                 flawed(func(r document) { r.Lang = "e" }, `lang: "e" is no language tag (BCP 47) such as ar or ar-SY`),
		"of no media type":               flawed(func(r document) { r.MediaType = "html" }, `mediaType: "html" is no media type such as text/html`),
		"of a broken media type":         flawed(func(r document) { r.MediaType = "text/html; charset" }, `mediaType: "text/html; charset" is no media type such as text/html`),
		"a hash of other words":          flawed(func(r document) { r.Text += " " }, "sha256: is not that of the text"),
		"a hash in capitals":             flawed(func(r document) { r.SHA256, r.Text = strings.ToUpper(r.SHA256), "" }, `sha256: "`+strings.ToUpper(hashOf(printed))+`" is no SHA-256: 64 hexadecimal digits in lower case`),
		"a hash and no text":             flawed(func(r document) { r.Text = "" }),
		"a text and no hash":             flawed(func(r document) { r.SHA256 = "" }),
		"a copy of nothing":              flawed(func(r document) { r.CopyOf.Document = "" }, "copyOf.document: is missing"),
		"a copy of itself":               flawed(func(r document) { r.CopyOf.Document = r.ID }, "copyOf.document: is the record itself"),
		"copied in no known way":         flawed(func(r document) { r.CopyOf.How = "STOLEN" }, `copyOf.how: is "STOLEN", not one of VERBATIM, ABRIDGED, REWRITTEN, TRANSLATED`),
		"coded by nobody":                flawed(func(r document) { r.Codings[0].Coder = "" }, "codings[0].coder: is missing"),
		"coded to no end":                flawed(func(r document) { r.Codings[0].Status = "" }, "codings[0].status: is missing"),
		"coded twice by one": flawed(func(r document) {
			r.Codings = append(r.Codings, r.Codings[0])
			r.Codings[1].Status = graph.CodingPending
		}, "codings[1]: repeats codings[0]"),
		"coded by one in two schemes": flawed(func(r document) { r.Codings = append(r.Codings, r.Codings[0]); r.Codings[1].Scheme = "other" }),
		"dated by its own words":      flawed(func(r document) { r.Published.Anchor.Document = r.ID }),
		"retrieved on an empty date":  flawed(func(r document) { r.Retrieved = &graph.Date{} }, "retrieved: is empty"),
	})
}

func TestValidateWorkingRecords(t *testing.T) {
	checkFlaws(t, map[string]flaw[importRun]{
		"a hash that is none": flawed(func(r importRun) { r.SHA256 = "0" }, `sha256: "0" is no SHA-256: 64 hexadecimal digits in lower case`),
		"fewer than none":     flawed(func(r importRun) { r.New, r.Same, r.Changed, r.Refused = -1, -1, -1, -1 }, "new: is negative", "same: is negative", "changed: is negative", "refused: is negative"),
		"in an empty format":  flawed(func(r importRun) { r.Format = " " }, "format: is blank"),
	})
	checkFlaws(t, map[string]flaw[judgement]{
		"on nothing":               flawed(func(r judgement) { r.A, r.B = "", "" }, "a: is missing", "b: is missing"),
		"on one alone":             flawed(func(r judgement) { r.B = r.A }, "b: is the same record as a"),
		"on two kinds":             flawed(func(r judgement) { r.B = "location/x" }, "b: is a location, and a is an actor: both have to be of one kind"),
		"on statements":            flawed(func(r judgement) { r.A, r.B = "statement/a", "statement/b" }, `a: "statement/a" is a statement; here belongs an actor or a location or an event or an agreement or a topic or a document`, `b: "statement/b" is a statement; here belongs an actor or a location or an event or an agreement or a topic or a document`),
		"documents, the same":      flawed(func(r judgement) { r.A, r.B, r.Verdict = "document/a", "document/b", graph.VerdictSame }, `verdict: is SAME, of documents; that one is a copy of another, its copyOf says`),
		"on what is no record":     flawed(func(r judgement) { r.A = "/x" }, `a: "/x" is no id: it does not begin with a kind such as actor/`),
		"without a verdict":        flawed(func(r judgement) { r.Verdict = "" }, "verdict: is missing"),
		"with a verdict of no law": flawed(func(r judgement) { r.Verdict = "MAYBE" }, `verdict: is "MAYBE", not one of SAME, DIFFERENT, UNSURE`),
	})
	checkFlaws(t, map[string]flaw[codebook]{
		"of no scheme":         flawed(func(r codebook) { r.Scheme = "" }, "scheme: is missing"),
		"at no address":        flawed(func(r codebook) { r.URL = "codebook.pdf" }, `url: "codebook.pdf" is no address that begins with http:// or https://`),
		"with a text of nulls": flawed(func(r codebook) { r.Text = "\x00" }, "text: contains a NUL character"),
	})
}

// No text, value or id of any field goes unchecked, also of one that is added
// later: each is tried by itself, at its own path.
func TestValidateLooksAtEveryField(t *testing.T) {
	paths := func(err error) []string {
		var list []string
		for _, line := range problems(t, err) {
			path, _, _ := strings.Cut(line, ": ")
			list = append(list, path)
		}
		return list
	}
	for kind, base := range full() {
		for name, bad := range map[string]string{
			"no UTF-8":     "x\xff",
			"far too long": strings.Repeat("x", graph.MaxDocumentText+1),
		} {
			n := 0
			leaves(reflect.ValueOf(base).Elem(), "", func(int, string, reflect.Value) { n++ })
			for i := range n {
				r := graph.Clone(base)
				leaves(reflect.ValueOf(r).Elem(), "", func(j int, path string, v reflect.Value) {
					if i != j || v.Kind() != reflect.String {
						return
					}
					v.SetString(bad)
					if got := paths(r.Validate()); !slices.Contains(got, path) {
						t.Errorf("%s: %s is %s, and the problems are %q", kind, path, name, got)
					}
				})
			}
		}
	}
}
