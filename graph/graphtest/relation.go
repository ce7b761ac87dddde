package graphtest

import (
	"slices"

	"hudna/graph"
)

// A relation is one by which no record may lead back to itself.
type relation struct {
	kind graph.Kind
	// above gives what a record of the kind names as standing above it.
	above func(graph.Record) []graph.ID
	// put makes a record stand below another one, and drop makes it do so no
	// longer.
	put, drop func(graph.Record, graph.ID)
}

// relations are all of them.
func relations() []relation {
	return []relation{
		relationOf(graph.KindLocation, func(l *graph.Location) []graph.ID { return present(l.Within) },
			func(l *graph.Location, id graph.ID) { l.Within = id },
			func(l *graph.Location, _ graph.ID) { l.Within = "" }),
		relationOf(graph.KindTopic, func(t *graph.Topic) []graph.ID { return present(t.Broader) },
			func(t *graph.Topic, id graph.ID) { t.Broader = id },
			func(t *graph.Topic, _ graph.ID) { t.Broader = "" }),
		relationOf(graph.KindDocument, func(d *graph.Document) []graph.ID {
			if d.CopyOf == nil {
				return nil
			}
			return present(d.CopyOf.Document)
		}, func(d *graph.Document, id graph.ID) { d.CopyOf = &graph.CopyOf{Document: id} },
			func(d *graph.Document, _ graph.ID) { d.CopyOf = nil }),
		relationOf(graph.KindStatement, func(s *graph.Statement) []graph.ID { return present(s.SupersededBy) },
			func(s *graph.Statement, id graph.ID) { s.SupersededBy = id },
			func(s *graph.Statement, _ graph.ID) { s.SupersededBy = "" }),
		relationOf(graph.KindStatement, func(s *graph.Statement) (ids []graph.ID) {
			for _, l := range s.Links {
				if l.Kind == graph.LinkCorrects {
					ids = append(ids, l.Statement)
				}
			}
			return ids
		}, func(s *graph.Statement, id graph.ID) {
			s.Links = append(slices.Clone(s.Links), graph.Link{Kind: graph.LinkCorrects, Statement: id, Of: graph.LinkOfContent})
		}, func(s *graph.Statement, id graph.ID) {
			s.Links = slices.DeleteFunc(slices.Clone(s.Links), func(l graph.Link) bool { return l.Kind == graph.LinkCorrects && l.Statement == id })
		}),
		relationOf(graph.KindActor, func(a *graph.Actor) (ids []graph.ID) {
			for _, f := range a.Affiliations {
				if f.Kind == graph.AffiliationPartOf {
					ids = append(ids, present(f.Organisation)...)
				}
			}
			return ids
		}, func(a *graph.Actor, id graph.ID) {
			a.Affiliations = append(slices.Clone(a.Affiliations), graph.Affiliation{Organisation: id, Kind: graph.AffiliationPartOf, To: &graph.Date{EDTF: "1830"}})
		}, func(a *graph.Actor, id graph.ID) {
			a.Affiliations = slices.DeleteFunc(slices.Clone(a.Affiliations), func(f graph.Affiliation) bool {
				return f.Kind == graph.AffiliationPartOf && f.Organisation == id
			})
		}),
		relationOf(graph.KindEvent, func(e *graph.Event) (ids []graph.ID) {
			for _, l := range e.Links {
				if l.Kind == graph.EventPartOf {
					ids = append(ids, l.Event)
				}
			}
			return ids
		}, func(e *graph.Event, id graph.ID) {
			e.Links = append(slices.Clone(e.Links), graph.EventLink{Kind: graph.EventPartOf, Event: id})
		}, func(e *graph.Event, id graph.ID) {
			e.Links = slices.DeleteFunc(slices.Clone(e.Links), func(l graph.EventLink) bool { return l.Kind == graph.EventPartOf && l.Event == id })
		}),
	}
}

// relationOf is a relation between records of one type.
func relationOf[R graph.Record](kind graph.Kind, above func(R) []graph.ID, put, drop func(R, graph.ID)) relation {
	return relation{
		kind: kind,
		above: func(r graph.Record) []graph.ID {
			if r, ok := r.(R); ok {
				return above(r)
			}
			return nil
		},
		put:  changing(put),
		drop: changing(drop),
	}
}

func changing[R graph.Record](change func(R, graph.ID)) func(graph.Record, graph.ID) {
	return func(r graph.Record, id graph.ID) {
		if r, ok := r.(R); ok {
			change(r, id)
		}
	}
}

// present is the list of what is there.
func present(id graph.ID) []graph.ID {
	if id == "" {
		return nil
	}
	return []graph.ID{id}
}

// leads reports whether one comes to a record by going up from another.
func leads(from, to graph.ID, above func(graph.ID) []graph.ID) bool {
	seen := map[graph.ID]bool{}
	for ids := above(from); len(ids) > 0; {
		id := ids[0]
		ids = ids[1:]
		if id == to {
			return true
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, above(id)...)
		}
	}
	return false
}

// straighten takes out of the records of a change what would make one lead back
// to itself.
func (h *History) straighten(ops []graph.Op) {
	next := map[graph.ID]graph.Record{}
	for _, op := range ops {
		if op.Record != nil {
			next[op.Target()] = op.Record
		}
	}
	for _, relation := range relations() {
		above := func(id graph.ID) []graph.ID {
			if r := next[id]; r != nil {
				return relation.above(r)
			}
			if t := h.byID[id]; t != nil {
				return relation.above(t.record)
			}
			return nil
		}
		for _, op := range ops {
			id := op.Target()
			for _, up := range above(id) {
				if op.Record != nil && (up == id || leads(up, id, above)) {
					relation.drop(op.Record, up)
				}
			}
		}
	}
}
