package graphtest

import (
	"slices"

	"hudna/graph"
)

// A part is a set of actors within a query, and whom a record names there.
type part struct {
	path string
	set  *graph.ActorSet
	cast cast
}

// parts are those of a query for records of which it is told through whom they
// are met: none within Or and Not, whose branches need not be looked at.
func (k *seeker) parts(path string, r graph.Record, query any) []part {
	var all []part
	add := func(name string, set *graph.ActorSet, c cast) {
		if set != nil {
			all = append(all, part{path + name, set, c})
		}
	}
	switch r := r.(type) {
	case *graph.Statement:
		q, _ := query.(graph.StatementSet) // as it is for each type below
		said := k.naive.moment(r.Said)
		add("by", q.By, speaking(r, said))
		add("to", q.To, addressed(r, said))
		add("via", q.Via, relaying(r, said))
		for i, a := range q.About {
			_, actors := aboutOf(r, a)
			add(element("about", i)+".actor", a.Actor, castOf(said, actors...))
		}
		return append(all, partsWithin(k, path, r, q.And)...)
	case *graph.Event:
		q, _ := query.(graph.EventSet)
		for i, set := range q.Participants {
			add(element("participants", i)+".actor", set.Actor, castOf(k.naive.moment(r.When), participating(r, set)...))
		}
		return append(all, partsWithin(k, path, r, q.And)...)
	case *graph.Agreement:
		q, _ := query.(graph.AgreementSet)
		for i, set := range q.Parties {
			add(element("parties", i)+".actor", set.Actor, castOf(k.naive.moment(r.InForce), partiesOf(r, set)...))
		}
		return append(all, partsWithin(k, path, r, q.And)...)
	case *graph.Document:
		q, _ := query.(graph.DocumentSet)
		add("publisher", q.Publisher, castOf(k.naive.moment(r.Published), r.Publisher))
		return append(all, partsWithin(k, path, r, q.And)...)
	case *graph.Actor:
		q, _ := query.(graph.ActorQuery)
		add("affiliated", q.Affiliated, affiliatedTo(r))
		return append(all, partsWithin(k, path, r, q.And)...)
	}
	return nil
}

func partsWithin[Q any](k *seeker, path string, r graph.Record, and []Q) []part {
	var all []part
	for i, q := range and {
		all = append(all, k.parts(path+element("and", i)+".", r, q)...)
	}
	return all
}

// through says by which affiliations a record meets the parts of a query, an
// entry for each actor asked for that is not met by itself.
func (k *seeker) through(r graph.Record, query any) []graph.Through {
	var all []graph.Through
	for _, p := range k.parts("", r, query) {
		var told []graph.ID
		for _, asked := range slices.Concat(p.set.AnyOf, p.set.AllOf) {
			w := k.metBy(asked, *p.set, p.cast)
			if w == nil || len(w.steps) == 0 || slices.Contains(told, asked) {
				continue
			}
			told = append(told, asked)
			all = append(all, graph.Through{Path: p.path, Asked: asked, Matched: w.id, Steps: w.steps})
		}
	}
	return all
}

// matchOf says why a record is in a list, where that takes saying.
func (k *seeker) matchOf(r graph.Record, query any, texts []string, score float64) *graph.Match {
	m := graph.Match{Score: score, Through: k.through(r, query), Highlights: k.naive.highlights(texts, r)}
	if m.Highlights == nil {
		m.Highlights = calledAt(query, r)
	}
	if m.Score == 0 && m.Through == nil && m.Highlights == nil {
		return nil
	}
	return &m
}
