package gql

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// The bounds of a filter.
const (
	maxIDs   = 500     // in one list of ids
	maxAbout = 20      // entries of about
	maxActs  = 100     // entries of acts
	maxName  = 1 << 10 // bytes of a name that is looked for
)

// A listing is what a list of statements is to hold: those that meet a filter
// and, as a field of a record, have to do with the record.
type listing struct {
	where *model.StatementFilter
	order *graph.StatementOrder

	by         graph.ID // who said it
	mentioning graph.ID // the actor it is about
	document   graph.ID // in which it stands
	about      graph.AboutSet
	aboutThis  bool     // about is to be met
	concerning graph.ID // the event that it is about or was said at

	// Set by query: nothing can meet the filter, and where it names which records.
	none  bool
	names []naming
}

// A naming is a place in a request that names a record.
type naming struct {
	path string
	id   graph.ID
}

// query reads the listing as a question to the graph. It looks at the whole
// filter, and then says whether anything can meet it.
func (l *listing) query() (graph.StatementQuery, error) {
	f := filtering{}
	if l.where != nil {
		f.statements(l.where)
		if l.document != "" && f.q.Document != nil {
			f.refuse("where.document", "cannot be given here: the document is the one whose statements are listed")
		}
	}
	if f.err != nil {
		return f.q, f.err
	}
	l.none, l.names = f.none, f.names
	q := f.q
	if l.order != nil {
		q.Order = *l.order
	}
	if l.by != "" {
		if q.By == nil {
			q.By = new(graph.ActorSet)
		}
		q.By.AllOf = append(slices.Clip(q.By.AllOf), l.by)
	}
	if l.mentioning != "" {
		q.About = append(q.About, graph.AboutSet{Actor: &graph.ActorSet{AnyOf: []graph.ID{l.mentioning}}})
	}
	if l.aboutThis {
		q.About = append(q.About, l.about)
	}
	if l.document != "" {
		q.Document = &graph.DocumentSet{AnyOf: []graph.ID{l.document}}
	}
	q.Concerning = l.concerning
	return q, nil
}

// A filtering reads the parts of a filter one by one. The first problem is
// kept; none is set where one of nothing is wanted.
type filtering struct {
	q     graph.StatementQuery
	none  bool
	names []naming
	err   error
}

func (f *filtering) refuse(path, reason string) {
	f.fail(&graph.FieldError{Path: path, Reason: reason})
}

func (f *filtering) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *filtering) statements(w *model.StatementFilter) {
	f.q.By = f.actors("where.by", w.By)
	f.q.To = f.actors("where.to", w.To)
	f.q.Via = f.actors("where.via", w.Via)
	f.about(w.About)
	f.acts(w.Acts)
	f.said(w.Said)
	f.q.Depth = w.Depth
	if d := w.Depth; d != nil && d.Min != nil && d.Max != nil && *d.Min > *d.Max {
		f.refuse("where.depth", "has a min greater than its max")
	}
	if w.Document != nil {
		if ids := f.ids("where.document.anyOf", w.Document.AnyOf, graph.KindDocument); ids != nil {
			f.q.Document = &graph.DocumentSet{AnyOf: ids}
		}
		f.oneOf(w.Document.AnyOf != nil, len(w.Document.AnyOf))
	}
	f.q.Utterance = f.id("where.utterance", w.Utterance, graph.KindUtterance)
	f.q.Occasion = f.id("where.occasion", w.Occasion, graph.KindEvent)
	f.q.Statuses = set(f, "where.status", w.Status, len(graph.Statuses()))
	f.q.Bases = set(f, "where.basis", w.Basis, len(graph.Bases()))
}

// oneOf notes a list of which one has to hold and which is empty.
func (f *filtering) oneOf(given bool, n int) {
	if given && n == 0 {
		f.none = true
	}
}

// set reads a list of values of which one has to hold; repeated ones are no
// matter.
func set[T comparable](f *filtering, path string, list []T, most int) []T {
	f.oneOf(list != nil, len(list))
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > most {
		f.fail(tooMany(path, most))
	}
	return out
}

func (f *filtering) id(path string, id *graph.ID, kind graph.Kind) graph.ID {
	if id == nil {
		return ""
	}
	f.name(path, *id, kind)
	return *id
}

// name notes that a path names a record of a kind; utterances are no records.
func (f *filtering) name(path string, id graph.ID, kind graph.Kind) {
	if err := kindIs(path, id, kind); err != nil {
		f.fail(err)
	}
	if kind.Valid() {
		f.names = append(f.names, naming{path, id})
	}
}

func (f *filtering) ids(path string, ids []graph.ID, kind graph.Kind) []graph.ID {
	if len(ids) > maxIDs {
		f.fail(tooMany(path, maxIDs))
		return nil
	}
	for i, id := range ids {
		f.name(fmt.Sprintf("%s[%d]", path, i), id, kind)
	}
	return ids
}

func (f *filtering) actors(path string, m *model.ActorMatch) *graph.ActorSet {
	if m == nil {
		return nil
	}
	f.oneOf(m.AnyOf != nil, len(m.AnyOf))
	s := &graph.ActorSet{
		AnyOf:  f.ids(path+".anyOf", m.AnyOf, graph.KindActor),
		AllOf:  f.ids(path+".allOf", m.AllOf, graph.KindActor),
		NoneOf: f.ids(path+".noneOf", m.NoneOf, graph.KindActor),
	}
	return s
}

func (f *filtering) about(list []*model.AboutMatch) {
	if len(list) > maxAbout {
		f.fail(tooMany("where.about", maxAbout))
		return
	}
	for i, m := range list {
		path := fmt.Sprintf("where.about[%d]", i)
		s := graph.AboutSet{
			Roles:     set(f, path+".roles", m.Roles, len(graph.AboutRoles())),
			Actor:     f.actors(path+".actor", m.Actor),
			Event:     f.event(path+".event", m.Event),
			Agreement: f.id(path+".agreement", m.Agreement, graph.KindAgreement),
			Location:  f.place(path+".location", m.Location),
			Topic:     f.id(path+".topic", m.Topic, graph.KindTopic),
			Statement: f.id(path+".statement", m.Statement, graph.KindStatement),
			Stance:    m.Stance,
		}
		if r := m.Stance; r != nil && r.Min != nil && r.Max != nil && *r.Min > *r.Max {
			f.refuse(path+".stance", "has a min greater than its max")
		}
		f.q.About = append(f.q.About, s)
	}
}

func (f *filtering) event(path string, id *graph.ID) *graph.EventSet {
	if id == nil {
		return nil
	}
	return &graph.EventSet{AnyOf: []graph.ID{f.id(path, id, graph.KindEvent)}}
}

func (f *filtering) place(path string, id *graph.ID) *graph.PlaceSet {
	if id == nil {
		return nil
	}
	return &graph.PlaceSet{AnyOf: []graph.ID{f.id(path, id, graph.KindLocation)}}
}

func (f *filtering) acts(list []*model.ActMatch) {
	f.oneOf(list != nil, len(list))
	if len(list) > maxActs {
		f.fail(tooMany("where.acts", maxActs))
		return
	}
	for _, m := range list {
		s := graph.ActSet{Act: m.Act}
		if m.Force != nil {
			s.Force = *m.Force
		}
		if m.Main != nil {
			s.Main = *m.Main
		}
		f.q.Acts = append(f.q.Acts, s)
	}
}

func (f *filtering) said(m *model.DateMatch) {
	if m == nil {
		return
	}
	r := &graph.DateRange{}
	if m.From != nil {
		r.From = *m.From
	}
	if m.To != nil {
		r.To = *m.To
	}
	if m.Certainty != nil {
		r.Certainty = *m.Certainty
	}
	if m.Undated != nil {
		r.Undated = *m.Undated
	}
	if _, err := r.Compile(); err != nil {
		f.fail(within("where.said", err))
	}
	f.q.Said = r
}

// actorQuery reads a filter of actors, and says whether nothing can meet it.
func actorQuery(w *model.ActorFilter) (q graph.ActorQuery, none bool, err error) {
	if w == nil {
		return q, false, nil
	}
	f := filtering{}
	if w.Name != nil {
		if len(*w.Name) > maxName {
			f.refuse("where.name", fmt.Sprintf("is longer than %d bytes", maxName))
		}
		q.Name = *w.Name
	}
	q.Kinds = set(&f, "where.kinds", w.Kinds, len(graph.ActorKinds()))
	q.Statuses = set(&f, "where.status", w.Status, len(graph.Statuses()))
	return q, f.none, f.err
}
