package ledger

import (
	"context"
	"math/bits"
	"slices"
	"sync"

	"hudna/graph"
	"hudna/graph/projection"
)

// What is counted over all statements is counted in the projection where there
// is one, and where its columns tell: at every revision alike, and however many
// there are. A projection is not made for it.

// rowsOf gives the rows that a query finds to what take makes, for each
// goroutine that reads one, or false where the projection does not tell.
func (r *reader) rowsOf(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery, take func(*projection.Table, projection.View) func(int) error) (bool, error) {
	table := r.ledger.project.table.Load()
	if table == nil || q.Order == graph.ByRelevance {
		return false, nil
	}
	sel, err := r.columned(s, table, q.StatementSet)
	if err != nil || sel.Keep == nil {
		return false, err
	}
	t.Plan = sel.plan
	var counts []*int
	var counting sync.Mutex
	err = table.Read(func() error {
		return table.Each(&sel.Selection, func() func(int) error {
			counting.Lock()
			defer counting.Unlock()
			n, fn := new(int), take(table, sel.View)
			counts = append(counts, n)
			return func(row int) error {
				*n++
				return fn(row)
			}
		}, ctx.Err)
	})
	for _, n := range counts {
		t.Rows += *n
	}
	return true, err
}

// counted counts what a query finds.
func (r *reader) counted(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery) (n int, ok bool, err error) {
	before := t.Rows
	ok, err = r.rowsOf(ctx, s, t, q, func(*projection.Table, projection.View) func(int) error {
		return func(int) error { return nil }
	})
	return t.Rows - before, ok, err
}

// facetPlaces are the places in which a statement names the values of a facet.
var facetPlaces = map[graph.Facet][]projection.As{
	graph.FacetSpeaker:   {projection.Speaker},
	graph.FacetRelay:     {projection.Relay},
	graph.FacetAddressee: {projection.Addressee},
	graph.FacetAbout:     aboutPlaces,
	graph.FacetRole:      aboutPlaces,
	graph.FacetTopic:     {projection.AboutTopic, projection.PositionOn},
	graph.FacetPosition:  {projection.PositionOn},
	graph.FacetPlace:     {projection.SaidAt},
	graph.FacetAttestor:  {projection.Relay, projection.Document},
	graph.FacetPublisher: {projection.Document},
	graph.FacetAct:       nil,
	graph.FacetLang:      nil,
	graph.FacetDay:       nil,
	graph.FacetWeek:      nil,
	graph.FacetMonth:     nil,
}

// A valuer finds the numbers of the values of a facet that rows have. One
// goroutine uses it.
type valuer struct {
	table     *projection.Table
	view      projection.View
	by        graph.Facet
	places    uint64
	canonical func(projection.Node) (projection.Node, error)
	mine      []uint64 // the values of a row
}

// placesOf are the bits of the places of a facet, or false where the columns do
// not hold it.
func placesOf(by graph.Facet) (places uint64, ok bool) {
	as, ok := facetPlaces[by]
	for _, a := range as {
		places |= 1 << a
	}
	return places, ok
}

// A tally counts rows by the numbers of the values of a facet, of which names
// are made when all are counted. One goroutine does so.
type tally struct {
	valuer
	few     [256]int       // by values below that
	many    map[uint64]int // by the others
	without int
}

// tallied counts what a query finds by a facet whose values the columns hold.
func (r *reader) tallied(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery, f *facet) (bool, error) {
	places, ok := placesOf(f.by)
	if !ok {
		return false, nil
	}
	var parts []*tally
	var canonical func(projection.Node) (projection.Node, error)
	ok, err := r.rowsOf(ctx, s, t, q, func(table *projection.Table, v projection.View) func(int) error {
		if canonical == nil {
			canonical = r.canonicalNode(s, table)
		}
		part := &tally{valuer: valuer{table: table, view: v, by: f.by, places: places, canonical: canonical}, many: map[uint64]int{}}
		parts = append(parts, part) // which one goroutine at a time does
		return part.add
	})
	if !ok || err != nil || len(parts) == 0 {
		return ok, err
	}
	all := parts[0]
	for _, part := range parts[1:] {
		all.join(part)
	}
	f.without = all.without
	return true, f.name(all)
}

func (y *tally) add(row int) error {
	if err := y.values(row); err != nil {
		return err
	}
	if len(y.mine) == 0 {
		y.without++
	}
	for _, n := range y.mine {
		if n < uint64(len(y.few)) {
			y.few[n]++
		} else {
			y.many[n]++
		}
	}
	return nil
}

// values finds those of a row, each once.
func (y *valuer) values(row int) error {
	facts := y.table.Facts(row)
	y.mine = y.mine[:0]
	switch y.by {
	case graph.FacetAct:
		for acts := facts.Acts; acts != 0; acts &= acts - 1 {
			y.put(uint64(bits.TrailingZeros64(acts))) //nolint:gosec // below 64
		}
	case graph.FacetLang:
		if n := y.table.Lang(row); n > 0 {
			y.put(uint64(n))
		}
	case graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
		y.put(uint64(facts.Date))
	default:
		return y.named(row)
	}
	return nil
}

func (y *valuer) put(n uint64) {
	if !slices.Contains(y.mine, n) {
		y.mine = append(y.mine, n)
	}
}

// named finds the values that a row names in the places of the facet: nodes, of a
// position with how it stands to it, or roles.
func (y *valuer) named(row int) error {
	parts := y.table.Parts(row)
	for i := range parts {
		p := &parts[i]
		if y.places&(1<<p.As) == 0 || !y.table.ShowsPart(y.view, p) {
			continue
		}
		if y.by == graph.FacetRole {
			if p.Role != 0 {
				y.put(uint64(p.Role))
			}
			continue
		}
		named := p.Node
		if p.As == projection.Document {
			if named = y.table.Publisher(y.view, p.Node); named == 0 {
				continue
			}
		}
		n, err := y.canonical(named)
		if err != nil {
			return err
		}
		value := uint64(n)
		if y.by == graph.FacetPosition {
			value |= uint64(p.Role) << 32
		}
		y.put(value)
		if y.by == graph.FacetAttestor && p.As == projection.Relay {
			break // the outermost, and no publisher
		}
	}
	return nil
}

// join adds what another one has counted.
func (y *tally) join(other *tally) {
	y.without += other.without
	for n, count := range &other.few {
		y.few[n] += count
	}
	for n, count := range other.many {
		y.many[n] += count
	}
}

// each gives what was counted.
func (y *tally) each(give func(value uint64, n int)) {
	for value, n := range &y.few {
		if n > 0 {
			give(uint64(value), n) //nolint:gosec // it counts up from 0
		}
	}
	for value, n := range y.many {
		give(value, n)
	}
}

// name gives the values that were counted under their numbers.
func (f *facet) name(y *tally) error {
	if by := graph.Period(f.by); by.Valid() {
		var dates []graph.Date
		_ = y.table.Read(func() error { // which gives the error of what it runs
			dates = y.table.AllDates()
			return nil
		})
		y.each(func(date uint64, count int) {
			if v, ok := periodOf(dates[date], by); ok {
				f.put(v, count)
			} else {
				f.without += count
			}
		})
		return nil
	}
	value, err := f.s.valueNames(y.table, f.by, func(give func(uint64)) {
		y.each(func(n uint64, _ int) { give(n) })
	})
	if err == nil {
		y.each(func(n uint64, count int) { f.put(value(n), count) })
	}
	return err
}

// valueNames finds what the numbers stand for that a valuer has given, of which
// each is told.
func (s *snapshot) valueNames(table *projection.Table, by graph.Facet, each func(give func(uint64))) (func(uint64) facetValue, error) {
	words := map[uint64]string{}
	switch by {
	case graph.FacetAct:
		for act, n := range actNumbers {
			words[uint64(n)] = string(act)
		}
	case graph.FacetRole:
		for role, n := range roleNumbers {
			words[uint64(n)] = string(role)
		}
	case graph.FacetLang:
		_ = table.Read(func() error { // which gives the error of what it runs
			for i, tag := range table.Langs() {
				words[uint64(i)+1] = tag //nolint:gosec // it counts up from 0
			}
			return nil
		})
	default:
		ids, err := s.idsByNode(func(give func(projection.Node)) {
			each(func(n uint64) { give(projection.Node(n)) }) //nolint:gosec // the lower half is meant
		})
		return func(n uint64) facetValue {
			v := facetValue{value: string(ids[projection.Node(n)])} //nolint:gosec // likewise
			for stand, number := range standNumbers {
				if n>>32 == uint64(number) {
					v.agreement = stand
				}
			}
			return v
		}, err
	}
	return func(n uint64) facetValue { return facetValue{value: words[n]} }, nil
}

func (f *facet) put(v facetValue, n int) {
	if n > 0 {
		f.counts[v] += n
	}
}
