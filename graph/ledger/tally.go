package ledger

import (
	"context"
	"math/bits"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
)

// What is counted over all statements is counted in the projection where there
// is one, and where its columns tell: at every revision alike, and however many
// there are. A projection is not made for it.

// rowsOf gives the rows that a query finds, or false where the projection does
// not tell.
func (r *reader) rowsOf(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery, take func(*projection.Table, projection.View, int) error) (bool, error) {
	table := r.ledger.project.table.Load()
	if table == nil || q.Order == graph.ByRelevance {
		return false, nil
	}
	sel, err := r.columned(s, table, q.StatementSet)
	if err != nil || sel.keep == nil {
		return false, err
	}
	t.Plan = sel.plan
	return true, table.Read(func() error {
		for row := range table.Rows() {
			if row%breath == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if !table.Sees(sel.View, row) {
				continue
			}
			kept, err := sel.keep(row)
			if err == nil && kept {
				t.Rows++
				err = take(table, sel.View, row)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// breath is after how many rows it is looked whether anybody still waits.
const breath = 1 << 14

// counted counts what a query finds.
func (r *reader) counted(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery) (n int, ok bool, err error) {
	ok, err = r.rowsOf(ctx, s, t, q, func(*projection.Table, projection.View, int) error {
		n++
		return nil
	})
	return n, ok, err
}

// facetPlaces are the places in which a statement names the values of a facet.
var facetPlaces = map[graph.Facet][]projection.As{
	graph.FacetSpeaker:   {projection.Speaker},
	graph.FacetRelay:     {projection.Relay},
	graph.FacetAddressee: {projection.Addressee},
	graph.FacetAbout:     {projection.AboutActor, projection.AboutStatement, projection.AboutOther},
	graph.FacetRole:      {projection.AboutActor, projection.AboutStatement, projection.AboutOther},
	graph.FacetAct:       nil,
	graph.FacetDay:       nil,
	graph.FacetWeek:      nil,
	graph.FacetMonth:     nil,
}

// tallied counts what a query finds by a facet whose values the columns hold.
func (r *reader) tallied(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery, f *facet) (bool, error) {
	as, ok := facetPlaces[f.by]
	if !ok {
		return false, nil
	}
	var places uint64
	for _, a := range as {
		places |= 1 << a
	}
	// Values are numbers until all of them have been counted.
	counts := map[uint32]int{}
	var dates []graph.Date
	var canonical func(projection.Node) (projection.Node, error)
	var mine []uint32
	ok, err := r.rowsOf(ctx, s, t, q, func(table *projection.Table, v projection.View, row int) error {
		facts := table.Facts(row)
		mine = mine[:0]
		switch f.by {
		case graph.FacetAct:
			for acts := facts.Acts; acts != 0; acts &= acts - 1 {
				mine = append(mine, uint32(bits.TrailingZeros64(acts))) //nolint:gosec // below 64
			}
		case graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
			mine = append(mine, facts.Date)
			dates = table.AllDates()
		default:
			if canonical == nil {
				canonical = r.canonicalNode(s, table)
			}
			parts := table.Parts(row)
			for i := range parts {
				p := &parts[i]
				if places&(1<<p.As) == 0 || !table.ShowsPart(v, p) {
					continue
				}
				n := uint32(p.Role)
				if f.by != graph.FacetRole {
					var err error
					if n, err = canonical(p.Node); err != nil {
						return err
					}
				} else if n == 0 {
					continue
				}
				mine = append(mine, n)
			}
		}
		if len(mine) == 0 {
			f.without++
		}
		for i, n := range mine {
			if !slices.Contains(mine[:i], n) {
				counts[n]++
			}
		}
		return nil
	})
	if !ok || err != nil {
		return ok, err
	}
	return true, f.name(counts, dates)
}

// name gives the values that were counted under their numbers.
func (f *facet) name(counts map[uint32]int, dates []graph.Date) error {
	switch f.by {
	case graph.FacetAct:
		for act, n := range actNumbers {
			f.put(facetValue{value: string(act)}, counts[uint32(n)])
		}
	case graph.FacetRole:
		for role, n := range roleNumbers {
			f.put(facetValue{value: string(role)}, counts[uint32(n)])
		}
	case graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
		for date, n := range counts {
			if v, ok := periodOf(dates[date], f.by); ok {
				f.put(v, n)
			} else {
				f.without += n
			}
		}
	default:
		ids, err := f.s.idsByNode(func(give func(projection.Node)) {
			for n := range counts {
				give(n)
			}
		})
		if err != nil {
			return err
		}
		for n, count := range counts {
			f.put(facetValue{value: string(ids[n])}, count)
		}
	}
	return nil
}

func (f *facet) put(v facetValue, n int) {
	if n > 0 {
		f.counts[v] += n
	}
}
