package graph

import (
	"strconv"
	"strings"
)

// A Reference is one place in a record that names another record.
type Reference struct {
	ID    ID
	Kinds []Kind // what may stand there
	path  *refPath
}

// Path says where the reference stands, as in "about[2].node". It is to be
// called before the visit ends.
func (r Reference) Path() string { return r.path.String() }

// Names are the last two names of the path, without indexes: "speakers" and
// "actor", or nothing and "within". They are the same in whatever record it stands,
// and cost nothing to tell.
func (r Reference) Names() (in, name string) {
	parts := r.path.parts
	if n := len(parts); n > 1 {
		in = parts[n-2].name
	}
	return in, parts[len(parts)-1].name
}

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
func References(r Record, visit func(Reference)) {
	w := &refWalk{visit: visit}
	w.path.parts = w.room[:0]
	switch r := r.(type) {
	case *Actor:
		w.actor(r)
	case *Statement:
		w.statement(r)
	case *Event:
		w.event(r)
	case *Location:
		w.names(r.Names)
		w.ref("within", r.Within, locations)
	case *Agreement:
		w.agreement(r)
	case *Document:
		w.document(r)
	case *Topic:
		w.names(r.Names)
		w.ref("broader", r.Broader, topics)
	case *Judgement:
		w.ref("a", r.A, compared)
		w.ref("b", r.B, compared)
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
	path  refPath
	room  [6]refPart // for a path, unless content is nested deeply
	visit func(Reference)
}

func (w *refWalk) push(name string, index int) {
	w.path.parts = append(w.path.parts, refPart{name, index})
}

func (w *refWalk) pop() { w.path.parts = w.path.parts[:len(w.path.parts)-1] }

func (w *refWalk) ref(name string, id ID, kinds []Kind) { w.refAt(name, noSuchElement, id, kinds) }

func (w *refWalk) refAt(name string, index int, id ID, kinds []Kind) {
	if id == "" {
		return
	}
	w.push(name, index)
	w.visit(Reference{ID: id, Kinds: kinds, path: &w.path})
	w.pop()
}

func (w *refWalk) refs(name string, ids []ID, kinds []Kind) {
	for i, id := range ids {
		w.refAt(name, i, id, kinds)
	}
}

func (w *refWalk) date(name string, index int, d *Date) {
	if d == nil || d.Anchor == nil {
		return
	}
	w.push(name, index)
	w.push("anchor", noSuchElement)
	w.ref("document", d.Anchor.Document, documents)
	w.pop()
	w.pop()
}

func (w *refWalk) mention(m *Mention) {
	if m == nil {
		return
	}
	w.push("mention", noSuchElement)
	w.ref("document", m.Document, documents)
	w.pop()
}

func (w *refWalk) names(names []Name) {
	for i := range names {
		w.push("names", i)
		w.date("from", noSuchElement, names[i].From)
		w.date("to", noSuchElement, names[i].To)
		w.pop()
	}
}

func (w *refWalk) evidence(evidence []Evidence) {
	for i := range evidence {
		e := &evidence[i]
		w.push("evidence", i)
		w.ref("document", e.Document, documents)
		if e.Quoted != nil {
			w.push("quoted", noSuchElement)
			w.ref("whose", e.Quoted.Whose, actors)
			w.pop()
		}
		w.pop()
	}
}

func (w *refWalk) figures(figures []Figure) {
	for i := range figures {
		f := &figures[i]
		w.push("figures", i)
		w.ref("of", f.Of, actors)
		w.ref("countedBy", f.CountedBy, actors)
		w.ref("blamed", f.Blamed, actors)
		w.date("window", noSuchElement, f.Window)
		w.ref("place", f.Place, locations)
		w.pop()
	}
}

func (w *refWalk) actor(a *Actor) {
	w.names(a.Names)
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		w.push("affiliations", i)
		w.ref("organisation", f.Organisation, actors)
		w.ref("post", f.Post, actors)
		w.date("from", noSuchElement, f.From)
		w.date("to", noSuchElement, f.To)
		for j := range f.SeenOn {
			w.date("seenOn", j, &f.SeenOn[j])
		}
		w.evidence(f.Evidence)
		w.pop()
	}
	w.refs("collects", a.Collects, collected)
}

func (w *refWalk) agreement(a *Agreement) {
	w.names(a.Names)
	for i := range a.Parties {
		p := &a.Parties[i]
		w.push("parties", i)
		w.ref("actor", p.Actor, actors)
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
	w.refs("documents", a.Documents, documents)
	w.date("declared", noSuchElement, a.Declared)
	w.date("inForce", noSuchElement, a.InForce)
	if a.Ended != nil {
		w.push("ended", noSuchElement)
		w.date("when", noSuchElement, a.Ended.When)
		w.pop()
	}
	w.refs("area", a.Area, locations)
	for i := range a.Links {
		l := &a.Links[i]
		kinds := agreements
		if l.Kind == LinkEndorsedBy {
			kinds = endorsing
		}
		w.push("links", i)
		w.ref("node", l.Node, kinds)
		w.evidence(l.Evidence)
		w.pop()
	}
}

func (w *refWalk) event(e *Event) {
	w.names(e.Names)
	w.date("when", noSuchElement, e.When)
	for i := range e.Places {
		w.push("places", i)
		w.ref("location", e.Places[i].Location, locations)
		w.pop()
	}
	for i := range e.Participants {
		p := &e.Participants[i]
		w.push("participants", i)
		w.ref("actor", p.Actor, actors)
		w.evidence(p.Evidence)
		w.pop()
	}
	w.ref("observer", e.Observer, actors)
	w.refs("claims", e.Claims, statements)
	w.ref("under", e.Under, agreements)
	w.figures(e.Figures)
	for i := range e.Links {
		l := &e.Links[i]
		w.push("links", i)
		w.ref("event", l.Event, events)
		w.evidence(l.Evidence)
		w.pop()
	}
	w.refs("documents", e.Documents, documents)
	w.evidence(e.Evidence)
}

func (w *refWalk) document(d *Document) {
	w.ref("publisher", d.Publisher, actors)
	w.date("published", noSuchElement, d.Published)
	w.date("retrieved", noSuchElement, d.Retrieved)
	if d.CopyOf != nil {
		w.push("copyOf", noSuchElement)
		w.ref("document", d.CopyOf.Document, documents)
		w.pop()
	}
}

func (w *refWalk) speaker(s *Speaker) {
	w.ref("actor", s.Actor, actors)
	w.ref("post", s.Post, actors)
	w.ref("onBehalfOf", s.OnBehalfOf, actors)
	w.mention(s.Mention)
}

func (w *refWalk) statement(s *Statement) {
	for i := range s.Speakers {
		w.push("speakers", i)
		w.speaker(&s.Speakers[i])
		w.pop()
	}
	for i := range s.Relays {
		r := &s.Relays[i]
		w.push("relays", i)
		w.speaker(&r.Speaker)
		w.date("said", noSuchElement, r.Said)
		w.ref("place", r.Place, locations)
		w.pop()
	}
	for i := range s.Addressees {
		a := &s.Addressees[i]
		w.push("addressees", i)
		w.ref("actor", a.Actor, actors)
		w.ref("post", a.Post, actors)
		w.mention(a.Mention)
		w.pop()
	}
	for i := range s.About {
		w.push("about", i)
		w.ref("node", s.About[i].Node, spokenOf)
		w.mention(s.About[i].Mention)
		w.pop()
	}
	depth := 0
	for c := s.Content; c != nil; c = c.Content {
		w.push("content", noSuchElement)
		depth++
		w.ref("actor", c.Actor, actors)
		w.refs("toward", c.Toward, actors)
		w.ref("object", c.Object, spokenOf)
	}
	for range depth {
		w.pop()
	}
	for i := range s.Positions {
		w.push("positions", i)
		w.ref("topic", s.Positions[i].Topic, topics)
		w.pop()
	}
	for i := range s.Links {
		w.push("links", i)
		w.ref("statement", s.Links[i].Statement, statements)
		w.pop()
	}
	w.ref("occasion", s.Occasion, events)
	w.figures(s.Figures)
	w.date("said", noSuchElement, s.Said)
	w.ref("place", s.Place, locations)
	w.evidence(s.Evidence)
	w.ref("supersededBy", s.SupersededBy, statements)
}
