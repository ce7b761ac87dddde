package graph_test

import (
	"math"
	"testing"

	"hudna/graph"
)

func TestValidateWhoSpoke(t *testing.T) {
	checkFlaws(t, map[string]flaw[statement]{
		"nobody speaks by name": flawed(func(s statement) { s.Speakers = nil }, "speakers: is missing: the attribution is NAMED"),
		"nobody speaks, and nobody says who": flawed(func(s statement) {
			s.Speakers, s.Attribution = nil, ""
		}),
		"anonymous, nobody":               flawed(func(s statement) { s.Speakers, s.Attribution = nil, graph.AttributionAnonymous }),
		"anonymous, by an unknown actor":  flawed(func(s statement) { s.Attribution = graph.AttributionAnonymous }),
		"the publisher speaks":            flawed(func(s statement) { s.Speakers, s.Attribution = nil, graph.AttributionPublisher }),
		"the publisher speaks by another": flawed(func(s statement) { s.Attribution = graph.AttributionPublisher }, "speakers: is given, and the attribution is PUBLISHER: the document's own voice"),
		"attributed in no known way":      flawed(func(s statement) { s.Attribution = "RUMOUR" }, `attribution: is "RUMOUR", not one of NAMED, ANONYMOUS, PUBLISHER`),
		"a speaker who is nobody":         flawed(func(s statement) { s.Speakers[0].Actor = "" }, "speakers[0].actor: is missing"),
		"a speaker twice":                 flawed(func(s statement) { s.Speakers = append(s.Speakers, s.Speakers[0]); s.Speakers[1].Post = "" }, "speakers[1]: repeats speakers[0]"),
		"a joint statement":               flawed(func(s statement) { s.Speakers = append(s.Speakers, graph.Speaker{Actor: "actor/ruritania"}) }),
		"a speaker who is a place":        flawed(func(s statement) { s.Speakers[0].Post = "location/x" }, `speakers[0].post: "location/x" is a location; here belongs an actor`),
		"a cue without text":              flawed(func(s statement) { s.Speakers[0].Cue.Text = "" }, "speakers[0].cue.text: is missing"),
		"a mention in no document":        flawed(func(s statement) { s.Speakers[0].Mention.Document = "" }, "speakers[0].mention.document: is missing"),
		"a mention before the text":       flawed(func(s statement) { s.Speakers[0].Mention.Start = -1 }, "speakers[0].mention.start: is negative"),
		"a mention of nothing":            flawed(func(s statement) { s.Speakers[0].Mention.End = 0 }, "speakers[0].mention.end: is not after start"),
		"a mention beyond every text":     flawed(func(s statement) { s.Speakers[0].Mention.End = math.MaxInt32 + 1 }, "speakers[0].mention.end: is greater than 2147483647"),
		"a mention wholly beyond":         flawed(func(s statement) { s.Speakers[0].Mention.Start = math.MaxInt; s.Speakers[0].Mention.End = 9 }, "speakers[0].mention.start: is greater than 2147483647", "speakers[0].mention.end: is not after start"),
		"relayed by nobody":               flawed(func(s statement) { s.Relays = nil }, "relays: is missing: the transmission is RELAYED"),
		"heard, and yet relayed":          flawed(func(s statement) { s.Transmission = graph.TransmissionDirect }, "transmission: has to be RELAYED or UNCLEAR: there are relays"),
		"relayed, and not said how":       flawed(func(s statement) { s.Transmission = graph.TransmissionUnstated }, "transmission: has to be RELAYED or UNCLEAR: there are relays"),
		"relayed, and nothing said":       flawed(func(s statement) { s.Transmission = "" }, "transmission: has to be RELAYED or UNCLEAR: there are relays"),
		"unclear, with a relay":           flawed(func(s statement) { s.Transmission = graph.TransmissionUnclear }),
		"unclear, with none":              flawed(func(s statement) { s.Transmission, s.Relays = graph.TransmissionUnclear, nil }),
		"transmitted by magic":            flawed(func(s statement) { s.Transmission = "MAGIC" }, `transmission: is "MAGIC", not one of DIRECT, RELAYED, UNSTATED, UNCLEAR`, "transmission: has to be RELAYED or UNCLEAR: there are relays"),
		"a relay who is nobody":           flawed(func(s statement) { s.Relays[0].Actor = "" }, "relays[0].actor: is missing"),
		"a relay on no channel":           flawed(func(s statement) { s.Relays[0].Channel = "SMOKE" }, `relays[0].channel: is "SMOKE", not one of BRIEFING, PHONE, INTERVIEW, WRITTEN, SPEECH, READOUT, PRESS_RELEASE, SOCIAL, OTHER`),
		"a relay on no day":               flawed(func(s statement) { s.Relays[0].Said = &graph.Date{} }, "relays[0].said: is empty"),
		"a relay in an actor":             flawed(func(s statement) { s.Relays[0].Place = "actor/x" }, `relays[0].place: "actor/x" is an actor; here belongs a location`),
		"a relay twice in the chain":      flawed(func(s statement) { s.Relays = append(s.Relays, s.Relays[0]) }),
		"a relay's telling is no telling": flawed(func(s statement) { s.Relays[0].Utterance = "event/x" }, `relays[0].utterance: "event/x" is an event; here belongs an utterance`),
		"a telling without a form":        flawed(func(s statement) { s.Utterance = "Call" }, `utterance: "Call" is no id: it does not begin with a kind such as actor/`),
		"a telling that is a statement":   flawed(func(s statement) { s.Utterance = "statement/x" }, `utterance: "statement/x" is a statement; here belongs an utterance`),
		"said to nobody":                  flawed(func(s statement) { s.Addressees[0].Actor = "" }, "addressees[0].actor: is missing"),
		"said twice to one":               flawed(func(s statement) { s.Addressees = append(s.Addressees, s.Addressees[0]) }, "addressees[1]: repeats addressees[0]"),
		"said to a blank":                 flawed(func(s statement) { s.Addressees[0].Term = " " }, "addressees[0].term: is blank"),
		"named to nobody":                 flawed(func(s statement) { s.Addressees[0].Mention.End = 5 }, "addressees[0].mention.end: is not after start"),
	})
}

func TestValidateWhatWasSaid(t *testing.T) {
	checkFlaws(t, map[string]flaw[statement]{
		"about nothing":           flawed(func(s statement) { s.About[3].Node = "" }, "about[3].node: is missing"),
		"about a document":        flawed(func(s statement) { s.About[3].Node = "document/x" }, `about[3].node: "document/x" is a document; here belongs an actor or an event or an agreement or a location or a topic or a statement`),
		"about itself":            flawed(func(s statement) { s.About[3].Node = s.ID }, "about[3].node: is the record itself"),
		"about the speaker":       flawed(func(s statement) { s.About[3].Node = s.Speakers[0].Actor }),
		"in no known role":        flawed(func(s statement) { s.About[3].Role = "HERO" }, `about[3].role: is "HERO", not one of SUBJECT, ACCUSED, CRITICISED, BREACHED, ASKED, PARTNER, BENEFICIARY, VICTIM, THREATENED, PRAISED, CAUSE, EFFECT`),
		"the same about twice":    flawed(func(s statement) { s.About = append(s.About, s.About[3]); s.About[4].Term = "the truce" }, "about[4]: repeats about[3]"),
		"one in two roles":        flawed(func(s statement) { s.About = append(s.About, s.About[3]); s.About[4].Role = graph.AboutSubject }),
		"one at two levels":       flawed(func(s statement) { s.About = append(s.About, s.About[3]); s.About[4].Level = 1 }),
		"at a negative level":     flawed(func(s statement) { s.About[3].Level = -1 }, "about[3].level: is negative"),
		"deeper than the content": flawed(func(s statement) { s.About[3].Level = 3 }, "about[3].level: is 3, and the content is 2 deep"),
		"a stance on no scale":    flawed(func(s statement) { s.About[0].Stance.Scale = "" }, "about[0].stance.scale: is missing"),
		"a stance beyond the end": flawed(func(s statement) { s.About[0].Stance.Value = 1.01 }, "about[0].stance.value: is 1.01, not from -1 to 1"),
		"a stance at the end":     flawed(func(s statement) { s.About[0].Stance.Value = -1 }),
		"a stance of nothing":     flawed(func(s statement) { s.About[0].Stance.Value = math.NaN() }, "about[0].stance.value: is NaN, not from -1 to 1"),
		"a stance without end":    flawed(func(s statement) { s.About[0].Stance.Value = math.Inf(-1) }, "about[0].stance.value: is -Inf, not from -1 to 1"),
		"an act of nothing":       flawed(func(s statement) { s.Acts[0].Act = "" }, "acts[0].act: is missing"),
		"an act twice":            flawed(func(s statement) { s.Acts[1].Act = graph.ActDemand }, "acts[1]: repeats acts[0]"),
		"an act of no force":      flawed(func(s statement) { s.Acts[0].Force = "WEAK" }, `acts[0].force: is "WEAK", not one of STATED, PRESUPPOSED, IMPLIED`),
		"neither yes nor no":      flawed(func(s statement) { s.Polarity = "MAYBE" }, `polarity: is "MAYBE", not one of AFFIRMED, NEGATED`),
		"a blank condition":       flawed(func(s statement) { s.Condition = "\n" }, "condition: is blank"),
		"a position on nothing":   flawed(func(s statement) { s.Positions[0].Topic = "" }, "positions[0].topic: is missing"),
		"no position on a topic":  flawed(func(s statement) { s.Positions[0].Agreement = "" }, "positions[0].agreement: is missing"),
		"a position on an actor":  flawed(func(s statement) { s.Positions[0].Topic = "actor/x" }, `positions[0].topic: "actor/x" is an actor; here belongs a topic`),
		"two positions on one topic": flawed(func(s statement) {
			s.Positions = append(s.Positions, graph.Stand{Topic: s.Positions[0].Topic, Agreement: graph.Disagree})
		}, "positions[1]: repeats positions[0]"),
		"a link of no kind":             flawed(func(s statement) { s.Links[0].Kind = "LIKES" }, `links[0].kind: is "LIKES", not one of DENIES, DISPUTES, CONFIRMS, DOES_NOT_CONFIRM, ANSWERS, REPEATS, CORRECTS, WITHDRAWS`),
		"a link to nothing":             flawed(func(s statement) { s.Links[0].Statement = "" }, "links[0].statement: is missing"),
		"a link to itself":              flawed(func(s statement) { s.Links[0].Statement = s.ID }, "links[0].statement: is the record itself"),
		"a link to an event":            flawed(func(s statement) { s.Links[0].Statement = "event/x" }, `links[0].statement: "event/x" is an event; here belongs a statement`),
		"a link of nothing":             flawed(func(s statement) { s.Links[0].Of = "TONE" }, `links[0].of: is "TONE", not one of CONTENT, HAVING_SAID`),
		"a link twice, once by default": flawed(func(s statement) { s.Links = append(s.Links, s.Links[0]); s.Links[1].Of = "" }, "links[1]: repeats links[0]"),
		"denies that it was said too":   flawed(func(s statement) { s.Links = append(s.Links, s.Links[0]); s.Links[1].Of = graph.LinkOfHavingSaid }),
		"said on a document":            flawed(func(s statement) { s.Occasion = "document/x" }, `occasion: "document/x" is a document; here belongs an event`),
		"said on no day":                flawed(func(s statement) { s.Said.EDTF = "2016-00" }, `said.edtf: "2016-00" is no date: there is no month 00`),
		"said in an agreement":          flawed(func(s statement) { s.Place = "agreement/x" }, `place: "agreement/x" is an agreement; here belongs a location`),
		"said on no channel":            flawed(func(s statement) { s.Channel = "SMOKE" }, `channel: is "SMOKE", not one of BRIEFING, PHONE, INTERVIEW, WRITTEN, SPEECH, READOUT, PRESS_RELEASE, SOCIAL, OTHER`),
		"more than sure":                flawed(func(s statement) { *s.Confidence = 1.5 }, "confidence: is 1.5, not from 0 to 1"),
		"less than unsure":              flawed(func(s statement) { *s.Confidence = math.NaN() }, "confidence: is NaN, not from 0 to 1"),
		"on no basis":                   flawed(func(s statement) { s.Basis = "GUESSED" }, `basis: is "GUESSED", not one of CODED, MACHINE_CODED, EXTRACTED`),
		"a draft":                       flawed(func(s statement) { s.Status, s.StatusReason = graph.StatusDraft, "" }),
		"a figure of nothing":           flawed(func(s statement) { s.Figures[0].What = "" }, "figures[0].what: is missing"),
	})
}

func TestValidateDenials(t *testing.T) {
	bare := func(edit func(*graph.Statement)) func(statement) {
		return func(s statement) {
			*s = graph.Statement{Meta: graph.Meta{ID: s.ID}, Text: "No.", Evidence: s.Evidence, Acts: []graph.SpeechAct{{Act: graph.ActDeny}}}
			edit(s)
		}
	}
	checkFlaws(t, map[string]flaw[statement]{
		"denies nothing":     flawed(bare(func(*graph.Statement) {}), "acts[0].act: is DENY, and there is no link, content or about to say what"),
		"rejects nothing":    flawed(bare(func(s *graph.Statement) { s.Acts[0].Act = graph.ActReject }), "acts[0].act: is REJECT, and there is no link, content or about to say what"),
		"denies a statement": flawed(bare(func(s *graph.Statement) { s.Links = []graph.Link{{Kind: graph.LinkDenies, Statement: "statement/y"}} })),
		"denies a content":   flawed(bare(func(s *graph.Statement) { s.Content = &graph.Content{EventKind: graph.EventShelling} })),
		"denies an event":    flawed(bare(func(s *graph.Statement) { s.About = []graph.About{{Node: "event/y"}} })),
		"asserts nothing":    flawed(bare(func(s *graph.Statement) { s.Acts[0].Act = graph.ActAssert })),
	})
}

func TestValidateContent(t *testing.T) {
	level := func(id graph.ID, levels ...int) []graph.About {
		var about []graph.About
		for _, l := range levels {
			about = append(about, graph.About{Node: id, Level: l})
		}
		return about
	}
	nested := func(depth int) *graph.Content {
		var c *graph.Content
		for range depth {
			c = &graph.Content{Mood: graph.MoodExpected, Content: c}
		}
		return c
	}
	with := func(c *graph.Content, about []graph.About, want ...string) flaw[statement] {
		return flawed(func(s statement) { s.Content, s.About = c, about }, want...)
	}
	const who = graph.ID("actor/ruritania")
	checkFlaws(t, map[string]flaw[statement]{
		"nested as deep as may be": with(nested(graph.MaxContentDepth), level(who, 4)),
		"nested too deep":          with(nested(graph.MaxContentDepth+1), nil, "content.content.content.content.content: is nested deeper than 4"),
		"nested far too deep":      with(nested(10_000), nil, "content.content.content.content.content: is nested deeper than 4"),
		"empty":                    with(&graph.Content{}, nil, "content: is empty"),
		"empty inside":             with(&graph.Content{Mood: graph.MoodFeared, Content: &graph.Content{}}, nil, "content.content: is empty"),
		"two things at once":       with(&graph.Content{Act: graph.ActUrge, Action: graph.ActionCease}, nil, "content: has more than one of act, eventKind and action"),
		"three things at once": with(&graph.Content{Act: graph.ActUrge, Action: graph.ActionCease, EventKind: graph.EventBattle}, nil,
			"content: has more than one of act, eventKind and action"),
		"of no known kind": with(&graph.Content{Mood: "A", Act: "B", Polarity: "D"}, nil,
			`content.mood: is "A", not one of ASSERTED, REQUESTED, EXPECTED, PROMISED, FEARED, HYPOTHETICAL`,
			`content.act: is "B", not one of ASSERT, STRESS, ACCUSE, CRITICISE, CONDEMN, DENY, CONFIRM, ACKNOWLEDGE, CLAIM_RESPONSIBILITY, DECLINE_COMMENT, ASK, URGE, …`,
			`content.polarity: is "D", not one of AFFIRMED, NEGATED`),
		"of no known action": with(&graph.Content{Action: "RUN"}, nil, `content.action: is "RUN", not one of COMPLY, CEASE, MAINTAIN, PRESSURE, WORK_WITH, ALLOW_ACCESS, INVESTIGATE, OTHER`),
		"of no known event":  with(&graph.Content{EventKind: "RUN"}, nil, `content.eventKind: is "RUN", not one of ARMED_VIOLENCE, BATTLE, SHELLING, AIRSTRIKE, DRONE_STRIKE, MISSILE, SMALL_ARMS, EXPLOSION, IED_MINE, SUICIDE_ATTACK, CHEMICAL, OFFENSIVE, …`),

		"an actor whom nothing is about":    with(&graph.Content{Actor: who}, nil, `content.actor: "actor/ruritania" has no about entry of level 0`),
		"an actor found at the wrong level": with(&graph.Content{Actor: who}, level(who, 1), `content.actor: "actor/ruritania" has no about entry of level 0`),
		"an actor found":                    with(&graph.Content{Actor: who}, level(who, 1, 0)),
		"an actor inside, found above":      with(&graph.Content{Mood: "EXPECTED", Content: &graph.Content{Actor: who}}, level(who, 0), `content.content.actor: "actor/ruritania" has no about entry of level 1`),
		"an actor inside, found":            with(&graph.Content{Mood: "EXPECTED", Content: &graph.Content{Actor: who}}, level(who, 1)),
		"toward one at its level":           with(&graph.Content{Toward: []graph.ID{who}}, level(who, 0)),
		"toward one below":                  with(&graph.Content{Toward: []graph.ID{who}}, level(who, 1)),
		"toward one of another depth":       with(&graph.Content{Toward: []graph.ID{who}, Content: nested(1)}, level(who, 2), `content.toward[0]: "actor/ruritania" has no about entry of level 0 or 1`),
		"toward one above":                  with(&graph.Content{Mood: "EXPECTED", Content: &graph.Content{Toward: []graph.ID{who}}}, level(who, 0), `content.content.toward[0]: "actor/ruritania" has no about entry of level 1 or 2`),
		"toward one twice":                  with(&graph.Content{Toward: []graph.ID{who, who}}, level(who, 0), "content.toward[1]: repeats toward[0]"),
		"toward a place":                    with(&graph.Content{Toward: []graph.ID{"location/x"}}, nil, `content.toward[0]: "location/x" is a location; here belongs an actor`),
		"an object that acts, found":        with(&graph.Content{Object: who}, level(who, 1)),
		"an object that acts, not found":    with(&graph.Content{Object: who}, nil, `content.object: "actor/ruritania" has no about entry of level 0 or 1`),
		"an object that does not act":       with(&graph.Content{Object: "agreement/x"}, nil),
		"an object that is a document":      with(&graph.Content{Object: "document/x"}, nil, `content.object: "document/x" is a document; here belongs an actor or an event or an agreement or a location or a topic or a statement`),
		"a level without content":           with(nil, level(who, 1), "about[0].level: is 1, and the content is 0 deep"),
		"words of blanks":                   with(&graph.Content{Words: " ", Condition: " "}, nil, "content.condition: is blank", "content.words: is blank"),
	})
}

func TestValidateWordsAndEvidence(t *testing.T) {
	evidence := func(edit func(*graph.Evidence), want ...string) flaw[statement] {
		return flawed(func(s statement) { s.Wording = graph.WordingParaphrase; edit(&s.Evidence[0]) }, want...)
	}
	type ev = *graph.Evidence
	checkFlaws(t, map[string]flaw[statement]{
		"no words":                     flawed(func(s statement) { s.Text = "" }, "text: is missing"),
		"blank words":                  flawed(func(s statement) { s.Text, s.Wording = "  ", "" }, "text: is blank"),
		"in no language":               flawed(func(s statement) { s.Lang = "en_GB" }, `lang: "en_GB" is no language tag (BCP 47) such as ar or ar-SY`),
		"worded in no known way":       flawed(func(s statement) { s.Wording = "POETRY" }, `wording: is "POETRY", not one of AS_PRINTED, PARAPHRASE, TRANSLATION`),
		"not as printed":               flawed(func(s statement) { s.Text += "!" }, "wording: is AS_PRINTED, and no evidence with a part of CLAUSE or QUOTED has the hash of the text"),
		"as printed, in a date":        flawed(func(s statement) { s.Evidence[0].Part, s.Evidence[0].Quoted.Whose = graph.PartDate, "" }, "wording: is AS_PRINTED, and no evidence with a part of CLAUSE or QUOTED has the hash of the text"),
		"as printed, in no named part": flawed(func(s statement) { s.Evidence[0].Part, s.Evidence[0].Quoted.Whose = "", "" }, "wording: is AS_PRINTED, and no evidence with a part of CLAUSE or QUOTED has the hash of the text"),
		"as printed, quoted":           flawed(func(s statement) { s.Evidence[0].Part = graph.PartQuoted }),
		"as printed, without a hash":   flawed(func(s statement) { s.Evidence[0].Hash = "" }, "wording: is AS_PRINTED, and no evidence with a part of CLAUSE or QUOTED has the hash of the text"),
		"a paraphrase":                 flawed(func(s statement) { s.Text, s.Wording = "They should stop.", graph.WordingParaphrase }),
		"translated into nothing":      flawed(func(s statement) { s.Translations[0].Lang = "" }, "translations[0].lang: is missing"),
		"translated to nothing":        flawed(func(s statement) { s.Translations[0].Text = "" }, "translations[0].text: is missing"),
		"translated twice the same":    flawed(func(s statement) { s.Translations = append(s.Translations, s.Translations[0]) }, "translations[1]: repeats translations[0]"),
		"no evidence":                  flawed(func(s statement) { s.Evidence, s.Wording = nil, "" }, "evidence: is missing: a statement needs the document in which it stands"),
		"the same evidence twice":      flawed(func(s statement) { s.Evidence = append(s.Evidence, fullEvidence("document/report")...) }, "evidence[1]: repeats evidence[0]"),
		"a repeated passage":           flawed(func(s statement) { s.Evidence = append(s.Evidence, passage("document/report", 70, 90)...) }),
		"another part of the span":     flawed(func(s statement) { s.Evidence = append(s.Evidence, passage("document/report", 10, 48)...) }),
		"another edit of the span": flawed(func(s statement) {
			s.Evidence = append(s.Evidence, fullEvidence("document/report")...)
			s.Evidence[1].Edited = nil
		}),
		"otherwise translated": flawed(func(s statement) {
			s.Evidence = append(s.Evidence, fullEvidence("document/report")...)
			*s.Evidence[1].Quoted.Translated = true
		}),
		"evidence in nothing":       evidence(func(e ev) { e.Document = "" }, "evidence[0].document: is missing"),
		"evidence in an actor":      evidence(func(e ev) { e.Document = "actor/x" }, `evidence[0].document: "actor/x" is an actor; here belongs a document`),
		"evidence as a whole":       evidence(func(e ev) { *e = graph.Evidence{Document: "document/report"} }),
		"a start without an end":    evidence(func(e ev) { e.End = nil }, "evidence[0].end: is missing: there is a start", "evidence[0].edited: needs start and end", "evidence[0].hash: needs start and end: it is the hash of the words between them"),
		"a span before the text":    evidence(func(e ev) { *e.Start = -2 }, "evidence[0].start: is negative"),
		"a span of nothing":         evidence(func(e ev) { *e.End, e.Edited = 10, nil }, "evidence[0].end: is not after start"),
		"a span from 0":             evidence(func(e ev) { *e.Start = 0 }),
		"a part of nothing":         evidence(func(e ev) { e.Part, e.Quoted.Whose = "TONE", "" }, `evidence[0].part: is "TONE", not one of CLAUSE, QUOTED, CUE, SPEAKER, RELAY, ADDRESSEE, ABOUT, DATE, PLACE, FIGURE`),
		"quoted, and nothing of it": evidence(func(e ev) { e.Quoted = &graph.Quoted{} }, "evidence[0].quoted: is empty"),
		"quoted in no known way":    evidence(func(e ev) { e.Quoted.Kind = "AIR" }, `evidence[0].quoted.kind: is "AIR", not one of FULL, PARTIAL, SCARE, UNCLEAR`),
		"a label's quotes are somebody's": evidence(func(e ev) { e.Part = graph.PartAbout },
			"evidence[0].quoted.whose: is only for a part of QUOTED or CLAUSE"),
		"a label in scare quotes":      evidence(func(e ev) { e.Part, e.Quoted = graph.PartAbout, &graph.Quoted{Kind: graph.QuotedScare} }),
		"quoted from a place":          evidence(func(e ev) { e.Quoted.Whose = "location/x" }, `evidence[0].quoted.whose: "location/x" is a location; here belongs an actor`),
		"edited in no known way":       evidence(func(e ev) { e.Edited[0].How = "" }, "evidence[0].edited[0].how: is missing"),
		"edited before the span":       evidence(func(e ev) { e.Edited[0].Start = 9 }, "evidence[0].edited[0]: is not within start and end of the evidence"),
		"edited after the span":        evidence(func(e ev) { e.Edited[1].End = 49 }, "evidence[0].edited[1]: is not within start and end of the evidence"),
		"edited to the ends":           evidence(func(e ev) { e.Edited[0].Start, e.Edited[1].End = 10, 48 }),
		"edited nothing":               evidence(func(e ev) { e.Edited[0].End = 12 }, "evidence[0].edited[0].end: is not after start"),
		"edited twice":                 evidence(func(e ev) { e.Edited[1].Start = 13 }, "evidence[0].edited[1]: overlaps edited[0]"),
		"edited side by side":          evidence(func(e ev) { e.Edited[1].Start = 14 }),
		"a hash that is too short":     evidence(func(e ev) { e.Hash = "00" }, `evidence[0].hash: "00" is no SHA-256: 64 hexadecimal digits in lower case`),
		"a hash with a letter too far": evidence(func(e ev) { e.Hash = "g" + e.Hash[1:] }, `evidence[0].hash: "g`+hashOf(printed)[1:]+`" is no SHA-256: 64 hexadecimal digits in lower case`),
	})
}
