package graphtest

import (
	"slices"

	"hudna/graph"
)

// The dates of made-up statements: every form of EDTF, with equals among them
// (one instant in three spellings, one span in two).
var edtfs = []graph.EDTF{
	"2016", "2016?", "2016-04", "2016-04~", "2016-04-14", "2016-04-14", "2016-04-15", "2016-04-15", "2016-04-15%", "2016-02-29",
	"2016-04-15T12:30:00", "2016-04-15T12:30:00Z", "2016-04-15T15:30:00+03:00", "2016-04-15T09:30:00-03", "2016-04-15T00:00:00",
	"2016-02-27/2016-04-15", "2016-02-27/..", "2016-02-27/", "../2016-04-15", "/2016-04-15", "2016-01/2016-12", "2016/2017",
	"2016-03-01/2016-03-31", "2016-03-01/2016-04-01", "2016-01-01/2017-01-01", "2016-21", "2016-22", "2016-23", "2016-24",
	"201X", "20XX", "2016-XX", "2016-04-XX", "2016-XX-XX", "[2016-04-14..2016-04-16]", "[..2016]", "[2016-04..]", "[2016-04-15..2016-04]",
	"-0044", "-0044-03-15", "0000", "-004X", "Y17E7", "Y-170000002", "1917-11-07", "2031-04",
}

// Days on which the clocks of Damascus were set forward and back; in others
// nothing happens.
var dstDays = []graph.EDTF{"2016-03-25", "2016-10-27", "2016-10-28", "2016-03-24T23:30:00", "2016-10-27T23:30:00", "2016-03"}

// The dates at which affiliations begin and end, most of them about when most
// is said.
var around = []graph.EDTF{
	"2016-04-14", "2016-04-15", "2016-04", "2016", "2015", "2017", "2016-04-15T12:30:00Z", "../2016-04-15", "2016-02-27/..",
	"[2016-04-14..2016-04-16]", "201X", "2016-04-13/2016-04-16",
}

var langs = []string{"ar", "en", "ru", "ar-SY", "en-GB"}

var zones = []string{"Asia/Damascus", "Europe/Moscow", "America/New_York", "UTC"}

// date draws a date, or nil.
func (w *draw) date() *graph.Date { return w.dated(pick(w.Dice, edtfs)) }

// dated draws what goes with a date, or another date, or nil.
func (w *draw) dated(edtf graph.EDTF) *graph.Date {
	d := &graph.Date{EDTF: edtf, Basis: maybe(w.Dice, 30, []graph.DateBasis{graph.DateGiven})}
	switch w.N(10) {
	case 0:
		return nil
	case 1:
		return &graph.Date{Words: "ذات يوم"}
	case 2:
		d.Zone = "Asia/Damascus"
	case 3:
		d.Zone = pick(w.Dice, zones)
	case 4:
		d.Basis, d.Words = graph.DateDerived, "الخميس الماضي"
		if id := w.maybeID(80, graph.KindDocument); id != "" {
			d.Anchor = &graph.Anchor{Words: "الجمعة", Document: id, Start: 3, End: 9}
		}
	}
	return d
}

// said draws when something was said: every form in its turn, and often one of
// a few, so that the order of equals shows.
func (w *draw) said() *graph.Date {
	if w.Chance(30) {
		return w.dated(pick(w.Dice, []graph.EDTF{"2016-04-15", "2016-04-15T12:30:00Z", "2016-04-15T15:30:00+03:00"}))
	}
	return w.dated(w.h.dates.deal(w.Dice))
}

var utterances = []graph.ID{"utterance/u1", "utterance/u2", "utterance/u3", "utterance/u4"}

func (w *draw) statement() *graph.Statement {
	s := &graph.Statement{
		Meta: w.meta(graph.KindStatement), Polarity: maybe(w.Dice, 30, graph.Polarities()), Condition: maybe(w.Dice, 10, []string{"إن التزم الطرف الآخر"}),
		Utterance: maybe(w.Dice, 50, utterances), Occasion: w.maybeID(35, graph.KindEvent), Figures: w.figures(),
		Text: phrase(w.N(phrases)), Lang: maybe(w.Dice, 70, langs),
		Wording: maybe(w.Dice, 50, []graph.Wording{graph.WordingParaphrase, graph.WordingTranslation}),
		Said:    w.said(), Place: w.maybeID(40, graph.KindLocation), Channel: maybe(w.Dice, 30, graph.Channels()),
		Basis: maybe(w.Dice, 60, []graph.Basis{graph.BasisCoded, graph.BasisCoded, graph.BasisMachineCoded, graph.BasisExtracted}),
	}
	if w.own == nil && w.Chance(25) {
		s.Status = graph.StatusDraft
	}
	w.review(s)
	w.chain(s)
	w.content(s)
	w.about(s)
	for _, act := range some(w.Dice, []graph.Act{
		graph.ActAssert, graph.ActAccuse, graph.ActDeny, graph.ActDemand, graph.ActReject, graph.ActOther, graph.ActQuestion,
	}, 3) {
		if (act == graph.ActDeny || act == graph.ActReject) && len(s.About) == 0 && s.Content == nil {
			continue // there has to be something to deny
		}
		s.Acts = append(s.Acts, graph.SpeechAct{Act: act, Force: maybe(w.Dice, 60, graph.Forces())})
	}
	for _, id := range some(w.Dice, w.propositions(), 2) {
		s.Positions = append(s.Positions, graph.Stand{Topic: id, Agreement: pick(w.Dice, graph.Concurrings())})
	}
	for _, id := range some(w.Dice, w.ids(graph.KindStatement), 2) {
		s.Links = append(s.Links, graph.Link{Kind: pick(w.Dice, graph.LinkKinds()), Statement: id, Of: maybe(w.Dice, 50, graph.LinkOfs())})
	}
	s.Evidence = w.evidence(2)
	if len(s.Evidence) == 0 {
		s.Evidence = []graph.Evidence{{Document: pick(w.Dice, w.ids(graph.KindDocument))}}
	}
	if w.Chance(20) {
		s.Wording, s.Evidence[0] = graph.WordingAsPrinted, w.h.sheet.printed(s.Evidence[0].Document, s.Text)
	}
	if w.Chance(35) {
		confidence := float64(w.N(11)) / 10
		s.Confidence = &confidence
	}
	if w.Chance(25) {
		s.Translations = []graph.Translation{{Lang: "en", Text: phrase(w.N(phrases)), By: maybe(w.Dice, 50, []string{"made-up translator"})}}
	}
	return s
}

// propositions are the topics on which one can take a position.
func (w *draw) propositions() []graph.ID {
	return slices.DeleteFunc(w.ids(graph.KindTopic), func(id graph.ID) bool {
		t, ok := w.h.byID[id].record.(*graph.Topic)
		return !ok || t.Kind != graph.TopicProposition
	})
}

// chain draws who spoke to whom, and through whom it reached us.
func (w *draw) chain(s *graph.Statement) {
	for _, id := range some(w.Dice, w.ids(graph.KindActor), 2) {
		s.Speakers = append(s.Speakers, w.speaker(id))
	}
	for range max(0, w.N(5)-2) {
		if id := w.maybeID(100, graph.KindActor); id != "" {
			s.Relays = append(s.Relays, graph.Relay{
				Speaker: w.speaker(id), Channel: maybe(w.Dice, 30, graph.Channels()), Said: maybe(w.Dice, 30, []*graph.Date{w.date()}),
				Place: w.maybeID(20, graph.KindLocation), Utterance: maybe(w.Dice, 40, utterances),
			})
		}
	}
	for _, id := range some(w.Dice, w.ids(graph.KindActor), 2) {
		s.Addressees = append(s.Addressees, graph.Addressee{
			Actor: id, Post: w.maybeID(30, graph.KindActor), Term: maybe(w.Dice, 30, []string{"نظيره"}), Mention: w.mention(),
		})
	}
	s.Transmission = pick(w.Dice, []graph.Transmission{graph.TransmissionDirect, graph.TransmissionUnstated, graph.TransmissionUnclear, ""})
	if len(s.Relays) > 0 {
		s.Transmission = pick(w.Dice, []graph.Transmission{graph.TransmissionRelayed, graph.TransmissionRelayed, graph.TransmissionUnclear})
	}
	if len(s.Speakers) == 0 {
		s.Attribution = pick(w.Dice, []graph.Attribution{graph.AttributionPublisher, graph.AttributionAnonymous})
	}
}

func (w *draw) speaker(id graph.ID) graph.Speaker {
	s := graph.Speaker{Actor: id, Post: w.maybeID(30, graph.KindActor), OnBehalfOf: w.maybeID(20, graph.KindActor), Mention: w.mention()}
	if w.Chance(30) {
		s.Cue = &graph.Cue{Text: "قال", Lemma: maybe(w.Dice, 50, []string{"قال"})}
	}
	return s
}

func (w *draw) mention() *graph.Mention {
	id := w.maybeID(20, graph.KindDocument)
	if id == "" {
		return nil
	}
	start := w.N(50)
	return &graph.Mention{Document: id, Start: start, End: start + 1 + w.N(9)}
}

// content draws what the words ask or expect, with the about entries that have
// to go with it.
func (w *draw) content(s *graph.Statement) {
	into := &s.Content
	for level := range max(0, w.N(7)-2) {
		if level == graph.MaxContentDepth {
			return
		}
		c := &graph.Content{Mood: pick(w.Dice, graph.Moods()), Actor: w.maybeID(60, graph.KindActor), Polarity: maybe(w.Dice, 40, graph.Polarities())}
		switch w.N(4) {
		case 0:
			c.Act = pick(w.Dice, graph.Acts())
		case 1:
			c.Action = pick(w.Dice, graph.Actions())
		case 2:
			c.EventKind = pick(w.Dice, graph.EventKinds())
		}
		c.Toward = some(w.Dice, w.ids(graph.KindActor), 1)
		c.Object = w.maybeID(30, graph.KindActor, graph.KindAgreement, graph.KindEvent, graph.KindStatement)
		w.speakOf(s, c.Actor, level)
		for _, id := range c.Toward {
			w.speakOf(s, id, level)
		}
		if c.Object.Kind() == graph.KindActor {
			w.speakOf(s, c.Object, level+1)
		}
		*into, into = c, &c.Content
	}
}

// speakOf adds an about entry unless there is one.
func (w *draw) speakOf(s *graph.Statement, id graph.ID, level int) {
	if id == "" || slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Node == id && a.Level == level }) {
		return
	}
	s.About = append(s.About, graph.About{Node: id, Role: graph.AboutAsked, Level: level})
}

// about draws of whom and what the words speak besides.
func (w *draw) about(s *graph.Statement) {
	depth := 0
	for c := s.Content; c != nil; c = c.Content {
		depth++
	}
	kinds := []graph.Kind{
		graph.KindActor, graph.KindActor, graph.KindEvent, graph.KindEvent, graph.KindAgreement, graph.KindLocation, graph.KindTopic, graph.KindStatement,
	}
	for range w.N(6) {
		node := w.maybeID(100, pick(w.Dice, kinds))
		if node == "" {
			continue
		}
		a := graph.About{
			Node: node, Role: maybe(w.Dice, 90, graph.AboutRoles()[:6]), Level: w.N(depth + 1),
			Term: maybe(w.Dice, 20, []string{"العاصمة", "the capital"}), Mention: w.mention(),
		}
		if w.Chance(40) {
			a.Stance = &graph.Stance{Value: float64(w.N(9)-4) / 4, Scale: "made-up 9 points"}
		}
		if !slices.ContainsFunc(s.About, func(b graph.About) bool { return a.Node == b.Node && a.Role == b.Role && a.Level == b.Level }) {
			s.About = append(s.About, a)
		}
	}
}

// evidence draws passages of documents, no two alike.
func (w *draw) evidence(most int) []graph.Evidence {
	var list []graph.Evidence
	for _, id := range some(w.Dice, w.ids(graph.KindDocument), most) {
		e := graph.Evidence{Document: id}
		if w.Chance(60) {
			e = w.passage(id)
			e.Part = maybe(w.Dice, 80, graph.EvidenceParts())
			if e.Part == graph.PartQuoted || e.Part == graph.PartClause {
				e.Quoted = &graph.Quoted{Whose: w.maybeID(50, graph.KindActor), Kind: pick(w.Dice, graph.QuotedKinds())}
				e.Edited = []graph.Edited{{Start: *e.Start, End: *e.Start + 1, How: graph.EditInserted}}
			}
		}
		list = append(list, e)
	}
	return list
}

func (w *draw) figures() []graph.Figure {
	var list []graph.Figure
	for range max(0, w.N(5)-2) {
		best := int64(w.N(50))
		high := best + int64(w.N(3))
		list = append(list, graph.Figure{
			What: pick(w.Dice, graph.FigureWhats()), Best: &best, High: &high, Of: w.maybeID(30, graph.KindActor),
			CountedBy: w.maybeID(50, graph.KindActor), Blamed: w.maybeID(20, graph.KindActor), Window: w.date(), Place: w.maybeID(30, graph.KindLocation),
			Unit: maybe(w.Dice, 50, graph.FigureUnits()), Includes: some(w.Dice, graph.FigureWhats(), 1),
		})
	}
	return list
}
