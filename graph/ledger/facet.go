package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// Facets counts what a query finds by the values of a facet.
func (r *reader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (count graph.FacetCount, err error) {
	switch {
	case !by.Valid():
		return count, &graph.FieldError{Path: "by", Reason: fmt.Sprintf("there is no %q", by)}
	case first < 1 || first > graph.MaxPage:
		return count, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a facet gives 1 to %d values", first, graph.MaxPage)}
	}
	err = r.ask(ctx, "Facets", func(s *snapshot, t *graph.Traced) error {
		f := facet{
			s: s, view: r.view, by: by, counts: map[facetValue]int{},
			canonical: canonicals{s: s, view: r.view}, publishers: map[graph.ID]graph.ID{},
		}
		if ok, err := r.tallied(ctx, s, t, q, &f); ok || err != nil {
			count = f.count(first)
			return err
		}
		n := itsRecord
		if by == graph.FacetAct { // which the entries tell
			n = itsEntry
		}
		if err := r.eachStatement(s, t, q, n, f.add); err != nil {
			return err
		}
		count = f.count(first)
		return nil
	})
	return count, err
}

// A facetValue is one value of a facet, of which the others are zero.
type facetValue struct {
	value     string
	agreement graph.Concurring
	begins    int64 // of days, weeks and months, by their own clock
}

// A facet counts statements by their values.
type facet struct {
	s         *snapshot
	view      graph.View
	by        graph.Facet
	counts    map[facetValue]int
	without   int
	canonical canonicals
	// publishers are those of documents that were looked at.
	publishers map[graph.ID]graph.ID
}

func (f *facet) add(c *candidate) (bool, error) {
	var values []facetValue
	var err error
	if st, ok := c.record.(*graph.Statement); ok {
		values, err = f.values(st)
	} else {
		values = actsIn(c.hot.Acts)
	}
	if err != nil {
		return false, err
	}
	if len(values) == 0 {
		f.without++
	}
	for i, v := range values {
		if !slices.Contains(values[:i], v) {
			f.counts[v]++
		}
	}
	return true, nil
}

// actsIn are the acts of which an entry tells.
func actsIn(bits uint64) (values []facetValue) {
	for act, n := range actNumbers {
		if bits&(1<<n) != 0 {
			values = append(values, facetValue{value: string(act)})
		}
	}
	return values
}

// values are those that a statement has.
func (f *facet) values(s *graph.Statement) (values []facetValue, err error) {
	word := func(v string) {
		if v != "" {
			values = append(values, facetValue{value: v})
		}
	}
	var nodes []graph.ID
	switch f.by {
	case graph.FacetSpeaker:
		for i := range s.Speakers {
			nodes = append(nodes, s.Speakers[i].Actor)
		}
	case graph.FacetRelay:
		for i := range s.Relays {
			nodes = append(nodes, s.Relays[i].Actor)
		}
	case graph.FacetAttestor:
		if len(s.Relays) > 0 {
			nodes = append(nodes, s.Relays[0].Actor)
		} else if nodes, err = f.published(s); err != nil {
			return nil, err
		}
	case graph.FacetAddressee:
		for i := range s.Addressees {
			nodes = append(nodes, s.Addressees[i].Actor)
		}
	case graph.FacetAbout:
		for i := range s.About {
			nodes = append(nodes, s.About[i].Node)
		}
	case graph.FacetRole:
		for i := range s.About {
			word(string(s.About[i].Role))
		}
	case graph.FacetAct:
		for i := range s.Acts {
			word(string(s.Acts[i].Act))
		}
	case graph.FacetTopic:
		for i := range s.About {
			if s.About[i].Node.Kind() == graph.KindTopic {
				nodes = append(nodes, s.About[i].Node)
			}
		}
		for i := range s.Positions {
			nodes = append(nodes, s.Positions[i].Topic)
		}
	case graph.FacetPosition:
		for i := range s.Positions {
			topic, err := f.canonical.one(s.Positions[i].Topic)
			if err != nil {
				return nil, err
			}
			values = append(values, facetValue{value: string(topic), agreement: s.Positions[i].Agreement})
		}
	case graph.FacetPublisher:
		if nodes, err = f.published(s); err != nil {
			return nil, err
		}
	case graph.FacetLang:
		word(s.Lang)
	case graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
		if v, ok := periodOf(dateOrNone(s.Said), graph.Period(f.by)); ok {
			values = append(values, v)
		}
	case graph.FacetPlace:
		nodes = append(nodes, s.Place)
	}
	nodes, err = f.canonical.of(slices.DeleteFunc(nodes, func(id graph.ID) bool { return id == "" }))
	for _, id := range nodes {
		word(string(id))
	}
	return values, err
}

// published are the publishers of the documents of the evidence.
func (f *facet) published(s *graph.Statement) (ids []graph.ID, err error) {
	for i := range s.Evidence {
		id := s.Evidence[i].Document
		by, ok := f.publishers[id]
		if !ok {
			n, err := f.s.nodeOf(id)
			if err != nil {
				return nil, err
			}
			v, err := f.s.version(n, keys.Revision(f.view.Revision))
			if err != nil {
				return nil, err
			}
			if v != nil && v.visible(f.view.Clearance) {
				r, err := f.s.redacted(v, f.view)
				if err != nil {
					return nil, err
				}
				if d, ok := r.(*graph.Document); ok {
					by = d.Publisher
				}
			}
			f.publishers[id] = by
		}
		if by != "" {
			ids = append(ids, by)
		}
	}
	return ids, nil
}

// A valueCount is a value, and how many have it.
type valueCount struct {
	facetValue
	n int
}

// count gives the first values.
func (f *facet) count(first int) graph.FacetCount {
	all := make([]valueCount, 0, len(f.counts))
	for v, n := range f.counts {
		all = append(all, valueCount{v, n})
	}
	c := graph.FacetCount{Distinct: len(all), Without: f.without}
	if f.by != graph.FacetDay && f.by != graph.FacetWeek && f.by != graph.FacetMonth { // which come by their dates
		all = foremost(all, first, func(v *valueCount) int { return v.n })
	}
	slices.SortFunc(all, func(a, b valueCount) int {
		if a.begins != b.begins {
			return cmp.Compare(b.begins, a.begins)
		}
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.value, b.value), cmp.Compare(a.agreement, b.agreement))
	})
	for _, v := range all[:min(first, len(all))] {
		c.Values = append(c.Values, graph.FacetValue{Value: v.value, Agreement: v.agreement, Count: v.n})
	}
	return c
}
