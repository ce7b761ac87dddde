package graph

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Reference is one place in a record that names another record.
type Reference struct {
	ID    ID
	Kinds []Kind // what may stand there
	Place Place
	path  *refPath
}

// Path says where the reference stands, as in "about[2].node". It is to be
// called before the visit ends.
func (r Reference) Path() string { return r.path.String() }

// Allows reports whether the reference may name a record of kind k.
func (r Reference) Allows(k Kind) bool {
	for _, a := range r.Kinds {
		if a == k {
			return true
		}
	}
	return false
}

// References visits every reference to a record in r, in the order of the
// fields, and the same one as often as it stands there. Utterances are no
// records and not visited.
func References(r Record, visit func(Reference)) { ReferencesIn(r, AllPlaces, visit) }

// ReferencesIn visits the references in some places only. Parts of the record that
// have none of these are not looked at.
func ReferencesIn(r Record, in Places, visit func(Reference)) {
	if in == 0 {
		return
	}
	w, _ := refWalks.Get().(*refWalk)
	w.in, w.visit, w.path.parts = in, visit, w.room[:0]
	w.record(r)
	w.visit = nil
	refWalks.Put(w)
}

// refWalks are the walks that ended: a page of statements makes hundreds. One whose
// visitor panics is not put back.
var refWalks = sync.Pool{New: func() any { return new(refWalk) }}

func (w *refWalk) record(r Record) {
	switch r := r.(type) {
	case *Actor:
		w.actor(r)
	case *Statement:
		w.statement(r)
	case *Event:
		w.event(r)
	case *Location:
		w.names(r.Names)
		w.ref(Within, r.Within, locations)
	case *Agreement:
		w.agreement(r)
	case *Document:
		w.document(r)
	case *Topic:
		w.names(r.Names)
		w.ref(Broader, r.Broader, topics)
	case *Judgement:
		w.ref(JudgedA, r.A, compared)
		w.ref(JudgedB, r.B, compared)
	}
}

// Guards visits every record whose marking hides this version of r when it is
// higher than r's own: of a statement, the documents in which it stands and
// whoever spoke or relayed it; of a judgement, what was judged.
func Guards(r Record, visit func(ID)) {
	give := func(ids ...ID) {
		for _, id := range ids {
			if id != "" {
				visit(id)
			}
		}
	}
	switch r := r.(type) {
	case *Statement:
		for i := range r.Evidence {
			give(r.Evidence[i].Document)
		}
		for i := range r.Speakers {
			s := &r.Speakers[i]
			give(s.Actor, s.Post, s.OnBehalfOf)
		}
		for i := range r.Relays {
			s := &r.Relays[i]
			give(s.Actor, s.Post, s.OnBehalfOf)
		}
	case *Judgement:
		give(r.A, r.B)
	}
}

// What references stand in the larger parts of records.
const (
	inSpeakers   = Places(1)<<SpeakersActor | Places(1)<<SpeakersPost | Places(1)<<SpeakersOnBehalfOf | Places(1)<<MentionDocument
	inRelays     = Places(1)<<RelaysActor | Places(1)<<RelaysPost | Places(1)<<RelaysOnBehalfOf | Places(1)<<RelaysPlace | Places(1)<<MentionDocument | Places(1)<<AnchorDocument
	inAddressees = Places(1)<<AddresseesActor | Places(1)<<AddresseesPost | Places(1)<<MentionDocument
	inAbout      = Places(1)<<AboutNode | Places(1)<<MentionDocument
	inContent    = Places(1)<<ContentActor | Places(1)<<ContentToward | Places(1)<<ContentObject
	inEvidence   = Places(1)<<EvidenceDocument | Places(1)<<QuotedWhose
	inFigures    = Places(1)<<FiguresOf | Places(1)<<FiguresCountedBy | Places(1)<<FiguresBlamed | Places(1)<<FiguresPlace | Places(1)<<AnchorDocument
)

// What may stand where.
var (
	actors     = []Kind{KindActor}
	locations  = []Kind{KindLocation}
	topics     = []Kind{KindTopic}
	events     = []Kind{KindEvent}
	documents  = []Kind{KindDocument}
	statements = []Kind{KindStatement}
	agreements = []Kind{KindAgreement}
	collected  = []Kind{KindActor, KindAgreement}
	endorsing  = []Kind{KindAgreement, KindDocument, KindEvent}
	spokenOf   = []Kind{KindActor, KindEvent, KindAgreement, KindLocation, KindTopic, KindStatement}
	judged     = []Kind{KindActor, KindLocation, KindEvent, KindAgreement, KindTopic}
	// compared may be judged: of documents, that one is no copy of the other.
	compared = append(judged[:len(judged):len(judged)], KindDocument)
)

// Merges says whether records of a kind may be judged to be the same as others.
func (k Kind) Merges() bool { return slices.Contains(judged, k) }

const noSuchElement = -1

// A refPath is where a walk stands, written out only when somebody asks.
type refPath struct{ parts []refPart }

type refPart struct {
	name  string
	index int // or noSuchElement
}

func (p *refPath) String() string {
	var b strings.Builder
	for i, part := range p.parts {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(part.name)
		if part.index != noSuchElement {
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(part.index))
			b.WriteByte(']')
		}
	}
	return b.String()
}

type refWalk struct {
	in    Places
	path  refPath
	room  [6]refPart // for a path, unless content is nested deeply
	visit func(Reference)
}

func (w *refWalk) push(name string, index int) {
	w.path.parts = append(w.path.parts, refPart{name, index})
}

func (w *refWalk) pop() { w.path.parts = w.path.parts[:len(w.path.parts)-1] }

func (w *refWalk) ref(at Place, id ID, kinds []Kind) { w.refAt(at, noSuchElement, id, kinds) }

func (w *refWalk) refAt(at Place, index int, id ID, kinds []Kind) {
	if id == "" || !w.in.Has(at) {
		return
	}
	w.push(places[at].name, index)
	w.visit(Reference{ID: id, Kinds: kinds, Place: at, path: &w.path})
	w.pop()
}

func (w *refWalk) refs(at Place, ids []ID, kinds []Kind) {
	for i, id := range ids {
		w.refAt(at, i, id, kinds)
	}
}

func (w *refWalk) date(name string, index int, d *Date) {
	if d == nil || d.Anchor == nil || !w.in.Has(AnchorDocument) {
		return
	}
	w.push(name, index)
	w.push("anchor", noSuchElement)
	w.ref(AnchorDocument, d.Anchor.Document, documents)
	w.pop()
	w.pop()
}

func (w *refWalk) mention(m *Mention) {
	if m == nil || !w.in.Has(MentionDocument) {
		return
	}
	w.push("mention", noSuchElement)
	w.ref(MentionDocument, m.Document, documents)
	w.pop()
}

func (w *refWalk) names(names []Name) {
	if !w.in.Has(AnchorDocument) {
		return
	}
	for i := range names {
		w.push("names", i)
		w.date("from", noSuchElement, names[i].From)
		w.date("to", noSuchElement, names[i].To)
		w.pop()
	}
}

func (w *refWalk) evidence(evidence []Evidence) {
	if w.in&inEvidence == 0 {
		return
	}
	for i := range evidence {
		e := &evidence[i]
		w.push("evidence", i)
		w.ref(EvidenceDocument, e.Document, documents)
		if e.Quoted != nil {
			w.push("quoted", noSuchElement)
			w.ref(QuotedWhose, e.Quoted.Whose, actors)
			w.pop()
		}
		w.pop()
	}
}

func (w *refWalk) figures(figures []Figure) {
	if w.in&inFigures == 0 {
		return
	}
	for i := range figures {
		f := &figures[i]
		w.push("figures", i)
		w.ref(FiguresOf, f.Of, actors)
		w.ref(FiguresCountedBy, f.CountedBy, actors)
		w.ref(FiguresBlamed, f.Blamed, actors)
		w.date("window", noSuchElement, f.Window)
		w.ref(FiguresPlace, f.Place, locations)
		w.pop()
	}
}

func (w *refWalk) actor(a *Actor) {
	w.names(a.Names)
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		w.push("affiliations", i)
		w.ref(AffiliationsOrganisation, f.Organisation, actors)
		w.ref(AffiliationsPost, f.Post, actors)
		w.date("from", noSuchElement, f.From)
		w.date("to", noSuchElement, f.To)
		for j := range f.SeenOn {
			w.date("seenOn", j, &f.SeenOn[j])
		}
		w.evidence(f.Evidence)
		w.pop()
	}
	w.refs(Collects, a.Collects, collected)
}

func (w *refWalk) agreement(a *Agreement) {
	w.names(a.Names)
	for i := range a.Parties {
		p := &a.Parties[i]
		w.push("parties", i)
		w.ref(PartiesActor, p.Actor, actors)
		w.date("from", noSuchElement, p.From)
		w.date("to", noSuchElement, p.To)
		w.evidence(p.Evidence)
		w.pop()
	}
	for i := range a.Terms {
		w.push("terms", i)
		w.evidence(a.Terms[i].Evidence)
		w.pop()
	}
	w.refs(Documents, a.Documents, documents)
	w.date("declared", noSuchElement, a.Declared)
	w.date("inForce", noSuchElement, a.InForce)
	if a.Ended != nil {
		w.push("ended", noSuchElement)
		w.date("when", noSuchElement, a.Ended.When)
		w.pop()
	}
	w.refs(Area, a.Area, locations)
	for i := range a.Links {
		l := &a.Links[i]
		kinds := agreements
		if l.Kind == LinkEndorsedBy {
			kinds = endorsing
		}
		w.push("links", i)
		w.ref(LinksNode, l.Node, kinds)
		w.evidence(l.Evidence)
		w.pop()
	}
}

func (w *refWalk) event(e *Event) {
	w.names(e.Names)
	w.date("when", noSuchElement, e.When)
	for i := range e.Places {
		w.push("places", i)
		w.ref(PlacesLocation, e.Places[i].Location, locations)
		w.pop()
	}
	for i := range e.Participants {
		p := &e.Participants[i]
		w.push("participants", i)
		w.ref(ParticipantsActor, p.Actor, actors)
		w.evidence(p.Evidence)
		w.pop()
	}
	w.ref(Observer, e.Observer, actors)
	w.refs(Claims, e.Claims, statements)
	w.ref(Under, e.Under, agreements)
	w.figures(e.Figures)
	for i := range e.Links {
		l := &e.Links[i]
		w.push("links", i)
		w.ref(LinksEvent, l.Event, events)
		w.evidence(l.Evidence)
		w.pop()
	}
	w.refs(Documents, e.Documents, documents)
	w.evidence(e.Evidence)
}

func (w *refWalk) document(d *Document) {
	w.ref(Publisher, d.Publisher, actors)
	w.date("published", noSuchElement, d.Published)
	w.date("retrieved", noSuchElement, d.Retrieved)
	if d.CopyOf != nil {
		w.push("copyOf", noSuchElement)
		w.ref(CopyOfDocument, d.CopyOf.Document, documents)
		w.pop()
	}
}

// speaker visits a speaker or a relay: its actor, its post and on whose behalf.
func (w *refWalk) speaker(s *Speaker, actor, post, behalf Place) {
	w.ref(actor, s.Actor, actors)
	w.ref(post, s.Post, actors)
	w.ref(behalf, s.OnBehalfOf, actors)
	w.mention(s.Mention)
}

func (w *refWalk) statement(s *Statement) {
	if w.in&inSpeakers != 0 {
		for i := range s.Speakers {
			w.push("speakers", i)
			w.speaker(&s.Speakers[i], SpeakersActor, SpeakersPost, SpeakersOnBehalfOf)
			w.pop()
		}
	}
	if w.in&inRelays != 0 {
		for i := range s.Relays {
			r := &s.Relays[i]
			w.push("relays", i)
			w.speaker(&r.Speaker, RelaysActor, RelaysPost, RelaysOnBehalfOf)
			w.date("said", noSuchElement, r.Said)
			w.ref(RelaysPlace, r.Place, locations)
			w.pop()
		}
	}
	if w.in&inAddressees != 0 {
		for i := range s.Addressees {
			a := &s.Addressees[i]
			w.push("addressees", i)
			w.ref(AddresseesActor, a.Actor, actors)
			w.ref(AddresseesPost, a.Post, actors)
			w.mention(a.Mention)
			w.pop()
		}
	}
	if w.in&inAbout != 0 {
		for i := range s.About {
			w.push("about", i)
			w.ref(AboutNode, s.About[i].Node, spokenOf)
			w.mention(s.About[i].Mention)
			w.pop()
		}
	}
	if w.in&inContent != 0 {
		w.content(s.Content)
	}
	if w.in.Has(PositionsTopic) {
		for i := range s.Positions {
			w.push("positions", i)
			w.ref(PositionsTopic, s.Positions[i].Topic, topics)
			w.pop()
		}
	}
	if w.in.Has(LinksStatement) {
		for i := range s.Links {
			w.push("links", i)
			w.ref(LinksStatement, s.Links[i].Statement, statements)
			w.pop()
		}
	}
	w.ref(Occasion, s.Occasion, events)
	w.figures(s.Figures)
	w.date("said", noSuchElement, s.Said)
	w.ref(AtPlace, s.Place, locations)
	w.evidence(s.Evidence)
	w.ref(SupersededBy, s.SupersededBy, statements)
}

func (w *refWalk) content(c *Content) {
	depth := 0
	for ; c != nil; c = c.Content {
		w.push("content", noSuchElement)
		depth++
		w.ref(ContentActor, c.Actor, actors)
		w.refs(ContentToward, c.Toward, actors)
		w.ref(ContentObject, c.Object, spokenOf)
	}
	for range depth {
		w.pop()
	}
}
