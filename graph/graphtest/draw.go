package graphtest

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// A draw makes up the records that somebody with a certain clearance may
// write: they refer to what they can see.
type draw struct {
	h         *History
	*Dice     // the history's
	clearance graph.Marking
	own       *thing // the record that is corrected, or nil
	dead      bool   // refer to what is retracted as well
}

func (h *History) draw(clearance graph.Marking) *draw {
	return &draw{h: h, Dice: h.dice, clearance: clearance}
}

// ids are the records of some kinds that may be referred to.
func (w *draw) ids(kinds ...graph.Kind) []graph.ID {
	var ids []graph.ID
	for _, t := range w.h.things {
		if t != w.own && slices.Contains(kinds, t.id.Kind()) && (w.dead || !t.retracted()) && w.h.sees(w.clearance, t) {
			ids = append(ids, t.id)
		}
	}
	return ids
}

func (w *draw) maybeID(percent int, kinds ...graph.Kind) graph.ID {
	return maybe(w.Dice, percent, w.ids(kinds...))
}

// meta makes the fields that every record has: those that stay the same when
// the record is corrected, and others.
func (w *draw) meta(k graph.Kind) graph.Meta {
	var m graph.Meta
	if w.own != nil {
		old := w.own.record.Shared()
		m = graph.Meta{ID: old.ID, Marking: old.Marking, Status: old.Status}
	} else {
		m.Marking = maybe(w.Dice, 60, w.markings())
		m.ID = w.h.id(k, m.Marking)
		m.Status = maybe(w.Dice, 50, []graph.Status{graph.StatusPublished})
	}
	for _, system := range some(w.Dice, []string{"made-up a", "made-up b"}, 2) {
		m.Codes = append(m.Codes, graph.Code{
			System: system, Code: fmt.Sprint(w.N(9)), Version: maybe(w.Dice, 30, []string{"1", "2"}),
		})
	}
	if w.Chance(30) {
		m.Coding = &graph.Coding{
			Coder: pick(w.Dice, []string{"made-up coder", "مرمّزة مختلقة"}), Scheme: maybe(w.Dice, 50, []string{"karvela", "made-up scheme"}),
		}
		if m.Coding.Scheme != "" {
			m.Coding.Version = maybe(w.Dice, 50, []string{"1", "2"})
		}
	}
	if w.Chance(15) {
		m.Variables = []graph.Variable{
			{Name: "row", Type: graph.VariableInteger, Value: fmt.Sprint(w.N(1000))}, {Name: "note", Value: "ملاحظة"},
		}
	}
	return m
}

// markings are those that the clearance covers, the open one more often.
func (w *draw) markings() []graph.Marking {
	all := []graph.Marking{graph.MarkingPublic, graph.MarkingPublic, graph.MarkingRestricted, graph.MarkingProtected}
	return slices.DeleteFunc(all, func(m graph.Marking) bool { return !covers(w.clearance, m) })
}

// record draws a whole record of a kind.
func (w *draw) record(k graph.Kind) graph.Record {
	switch k {
	case graph.KindActor:
		return w.actor()
	case graph.KindStatement:
		return w.statement()
	case graph.KindEvent:
		return w.event()
	case graph.KindLocation:
		return w.location()
	case graph.KindAgreement:
		return w.agreement()
	case graph.KindDocument:
		return w.document()
	case graph.KindTopic:
		return w.topic()
	case graph.KindImportRun:
		return &graph.ImportRun{
			Meta: w.meta(k), FileName: "rows.csv", SHA256: Digest(fmt.Sprint(w.N(3))), Format: "csv", New: int64(w.N(1000)), Same: int64(w.N(2)),
		}
	case graph.KindCodebook:
		return &graph.Codebook{Meta: w.meta(k), Scheme: "karvela", Version: fmt.Sprint(w.N(9)), URL: "https://codes.example/karvela"}
	default:
		if j := w.judgement(); j != nil {
			return j
		}
		if w.own != nil {
			return clone(w.own.record)
		}
		return w.location()
	}
}

func (w *draw) actor() *graph.Actor {
	a := &graph.Actor{
		Meta: w.meta(graph.KindActor), Kind: maybe(w.Dice, 90, graph.ActorKinds()),
		Sectors: some(w.Dice, graph.Sectors(), 2), Names: w.h.names.names(w.Dice),
	}
	a.Affiliations = w.affiliations()
	if a.Kind == graph.ActorCollective {
		a.Collects = some(w.Dice, w.ids(graph.KindActor, graph.KindAgreement), 3)
	}
	return a
}

// affiliations draws to whom somebody belongs.
func (w *draw) affiliations() []graph.Affiliation {
	var list []graph.Affiliation
	for _, id := range some(w.Dice, w.ids(graph.KindActor), 3) {
		list = append(list, w.affiliation(id))
	}
	if len(list) > 0 && w.Chance(20) { // who comes back
		again := w.affiliation(list[0].Organisation)
		if again.Organisation != "" && again.Kind != list[0].Kind {
			list = append(list, again)
		}
	}
	return list
}

// affiliation draws how somebody belongs to an actor, or holds it as a post.
func (w *draw) affiliation(id graph.ID) graph.Affiliation {
	if id == "" || w.Chance(5) {
		return graph.Affiliation{Post: id, Kind: graph.AffiliationHoldsPost}
	}
	f := graph.Affiliation{
		Organisation: id, Kind: maybe(w.Dice, 90, append(graph.AffiliationKinds(), graph.AffiliationPartOf, graph.AffiliationPartOf)),
		SpeaksFor: w.Chance(60), Evidence: w.evidence(1), Post: w.maybeID(30, graph.KindActor),
	}
	dates := slices.Concat(around, around, edtfs)
	if w.Chance(60) {
		f.From = w.dated(pick(w.Dice, dates))
	}
	if w.Chance(50) {
		f.To = w.dated(pick(w.Dice, dates))
	}
	from, err := momentOf(f.From)
	to, err2 := momentOf(f.To)
	if err != nil || err2 != nil || !from.undated && !to.undated && to.latest < from.earliest {
		f.To = nil
	}
	for _, seen := range some(w.Dice, around, 3) {
		if w.Chance(60) {
			f.SeenOn = append(f.SeenOn, graph.Date{EDTF: seen})
		}
	}
	return f
}

func (w *draw) location() *graph.Location {
	l := &graph.Location{Meta: w.meta(graph.KindLocation), Kind: maybe(w.Dice, 90, graph.LocationKinds()), Names: w.h.names.names(w.Dice)}
	if w.Chance(30) {
		l.Point = &graph.Point{Lat: float64(w.N(180)) - 90, Lon: float64(w.N(3600))/10 - 180}
	}
	l.Within = w.maybeID(65, graph.KindLocation)
	return l
}

func (w *draw) topic() *graph.Topic {
	t := &graph.Topic{
		Meta: w.meta(graph.KindTopic), Names: w.h.names.names(w.Dice),
		Kind: pick(w.Dice, []graph.TopicKind{graph.TopicProposition, graph.TopicProposition, graph.TopicIssue, graph.TopicFrame}),
	}
	if w.own != nil { // others may have taken a position on it
		if old, ok := w.own.record.(*graph.Topic); ok {
			t.Kind = old.Kind
		}
	}
	t.Broader = w.maybeID(85, graph.KindTopic)
	return t
}

func (w *draw) document() *graph.Document {
	d := &graph.Document{
		Meta: w.meta(graph.KindDocument), Kind: maybe(w.Dice, 80, graph.DocumentKinds()), Publisher: w.maybeID(60, graph.KindActor),
		Title: maybe(w.Dice, 60, []string{"Made-up report", "تقرير مختلق", phrase(w.N(phrases))}), Lang: maybe(w.Dice, 70, langs),
		Retrieved: w.date(), Published: w.date(),
	}
	if w.Chance(30) {
		d.Text = w.h.sheet.of(w.h.firstID(d.ID))
		d.SHA256 = Digest(d.Text)
	}
	if w.Chance(40) {
		for _, coder := range some(w.Dice, []string{"made-up coder", "مرمّزة مختلقة"}, 2) {
			d.Codings = append(d.Codings, graph.DocumentCoding{
				Coder: coder, Scheme: maybe(w.Dice, 70, []string{"karvela", "made-up scheme"}), Status: pick(w.Dice, graph.CodingStatuses()),
			})
		}
	}
	if w.Chance(10) { // its own words say when it was published
		d.Published = &graph.Date{
			EDTF: "2016-04-15", Basis: graph.DateDerived, Anchor: &graph.Anchor{Words: "الجمعة", Document: d.ID, Start: 1, End: 7},
		}
	}
	if of := w.maybeID(40, graph.KindDocument); of != "" {
		d.CopyOf = &graph.CopyOf{Document: of, How: maybe(w.Dice, 70, graph.HowCopies())}
	}
	return d
}

func (w *draw) agreement() *graph.Agreement {
	a := &graph.Agreement{
		Meta: w.meta(graph.KindAgreement), Kind: maybe(w.Dice, 80, graph.AgreementKinds()), Form: maybe(w.Dice, 50, graph.AgreementForms()),
		Names: w.h.names.names(w.Dice), Zone: maybe(w.Dice, 50, zones), Declared: w.date(), InForce: w.date(),
		Documents: some(w.Dice, w.ids(graph.KindDocument), 2), Area: some(w.Dice, w.ids(graph.KindLocation), 2),
		Purpose: some(w.Dice, graph.Purposes(), 2), Enforcement: maybe(w.Dice, 30, graph.Enforcements()),
	}
	for _, id := range some(w.Dice, w.ids(graph.KindActor), 3) {
		a.Parties = append(a.Parties, graph.Party{Actor: id, Role: maybe(w.Dice, 80, graph.PartyRoles()), From: w.date(), Evidence: w.evidence(1)})
	}
	if w.Chance(40) {
		a.Terms = []graph.Term{{Key: "fire", Words: "Both sides stop firing", Evidence: w.evidence(1)}, {Key: "aid"}}
	}
	if w.Chance(20) {
		a.Ended = &graph.Ending{When: w.date(), How: pick(w.Dice, graph.HowsEnds())}
	}
	if w.Chance(30) {
		written := w.Chance(50)
		a.Written = &written
	}
	if id := w.maybeID(30, graph.KindAgreement, graph.KindDocument, graph.KindEvent); id != "" {
		a.Links = []graph.AgreementLink{{Kind: graph.LinkEndorsedBy, Node: id, Evidence: w.evidence(1)}}
	}
	if id := w.maybeID(30, graph.KindAgreement); id != "" {
		a.Links = append(a.Links, graph.AgreementLink{Kind: graph.LinkRenews, Node: id})
	}
	return a
}

func (w *draw) event() *graph.Event {
	e := &graph.Event{
		Meta: w.meta(graph.KindEvent), Kind: maybe(w.Dice, 90, graph.EventKinds()), When: w.date(), Basis: maybe(w.Dice, 50, graph.EventBases()),
		Claims: some(w.Dice, w.ids(graph.KindStatement), 1), Under: w.maybeID(45, graph.KindAgreement), Figures: w.figures(),
		Documents: some(w.Dice, w.ids(graph.KindDocument), 2), Evidence: w.evidence(2),
	}
	if w.Chance(50) {
		e.Names = w.h.names.names(w.Dice)
	}
	for _, id := range some(w.Dice, w.ids(graph.KindLocation), 2) {
		e.Places = append(e.Places, graph.EventPlace{Location: id, Precision: maybe(w.Dice, 70, graph.PlacePrecisions()), Words: "حول"})
	}
	for _, id := range some(w.Dice, w.ids(graph.KindActor), 3) {
		e.Participants = append(e.Participants, graph.Participant{
			Actor: id, Role: maybe(w.Dice, 90, graph.ParticipantRoles()), Certainty: maybe(w.Dice, 30, graph.Certainties()), Evidence: w.evidence(1),
		})
	}
	switch e.Basis {
	case graph.EventObserved:
		e.How, e.Observer = maybe(w.Dice, 50, graph.Observations()), w.maybeID(60, graph.KindActor)
	case graph.EventAlleged:
		if len(e.Claims) == 0 {
			e.Basis = graph.EventReported
		}
	}
	for _, id := range some(w.Dice, w.ids(graph.KindEvent), 1) {
		e.Links = []graph.EventLink{{Kind: pick(w.Dice, graph.EventLinkKinds()), Event: id, Evidence: w.evidence(1)}}
	}
	return e
}

// judgement draws a judgement about two records, or nil when there are not two.
func (w *draw) judgement() *graph.Judgement {
	k := pick(w.Dice, []graph.Kind{graph.KindActor, graph.KindActor, graph.KindActor, graph.KindLocation, graph.KindLocation, graph.KindEvent, graph.KindAgreement, graph.KindTopic, graph.KindDocument})
	ids := w.ids(k)
	if len(ids) < 2 {
		return nil
	}
	i := w.N(len(ids))
	j := (i + 1 + w.N(len(ids)-1)) % len(ids)
	verdicts := []graph.Verdict{graph.VerdictSame, graph.VerdictSame, graph.VerdictSame, graph.VerdictDifferent, graph.VerdictUnsure}
	if k == graph.KindDocument { // a copy is one by its copyOf
		verdicts = verdicts[3:]
	}
	return &graph.Judgement{
		Meta: w.meta(graph.KindJudgement), A: ids[i], B: ids[j],
		Verdict: pick(w.Dice, verdicts), Why: maybe(w.Dice, 50, []string{"same post"}),
	}
}
