package graphtest

import "hudna/graph"

// throughOf says by which affiliations a statement meets the parts of a set
// that name actors, outside of Or and Not, whose branches need not be looked
// at.
func (k *seeker) throughOf(s *graph.Statement, q graph.StatementSet) []graph.Through {
	return k.throughAt("", s, q)
}

func (k *seeker) throughAt(path string, s *graph.Statement, q graph.StatementSet) []graph.Through {
	said := k.naive.moment(s.Said)
	all := k.through(path+"by", q.By, speaking(s, said))
	all = append(all, k.through(path+"to", q.To, addressed(s, said))...)
	all = append(all, k.through(path+"via", q.Via, relaying(s, said))...)
	for i, a := range q.About {
		_, actors := aboutOf(s, a)
		all = append(all, k.through(path+element("about", i)+".actor", a.Actor, castOf(said, actors...))...)
	}
	for i, part := range q.And {
		all = append(all, k.throughAt(path+element("and", i)+".", s, part)...)
	}
	return all
}
