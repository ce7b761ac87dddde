package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"hudna/graph"
	"hudna/graph/projection"
)

// Series counts statements by when they were said.
func (r *reader) Series(ctx context.Context, q graph.SeriesQuery) (series graph.Series, err error) {
	if err := q.Check(); err != nil {
		return series, err
	}
	calendar, err := q.Period.In(q.Zone)
	if err != nil {
		return series, err
	}
	err = r.analyse(ctx, "Series", q.StatementSet, func(s *snapshot, t *graph.Traced, table *projection.Table, sel *selection) error {
		targets, err := r.targets(s, &q)
		if err != nil {
			return err
		}
		places, _ := placesOf(q.By)
		canonical := r.canonicalNode(s, table)
		var counting sync.Mutex
		var parts []*timeline
		var scales []string
		var dates []graph.Date
		err = table.Read(func() error {
			scales, dates = table.Scales(), table.AllDates()
			begins, err := table.Begins(calendar, ctx.Err)
			if err != nil {
				return err
			}
			return table.Each(&sel.Selection, func() func(int) error {
				part := &timeline{
					valuer:   valuer{table: table, view: sel.View, by: q.By, places: places, canonical: canonical},
					calendar: calendar, spreads: q.Inexact == graph.InexactSpread, targets: targets,
					begins: begins, at: map[spot]uint32{}, spread: map[spreading]int{},
				}
				counting.Lock()
				defer counting.Unlock()
				parts = append(parts, part)
				return part.add
			}, ctx.Err)
		})
		if err != nil {
			return err
		}
		all := &timeline{calendar: calendar, at: map[spot]uint32{}, spread: map[spreading]int{}}
		for _, part := range parts {
			all.join(part)
		}
		series, err = s.series(ctx, &q, table, all, scales, dates)
		for i := range series.Groups {
			t.Rows += len(series.Groups[i].Points)
		}
		return err
	})
	return series, err
}

// A target says which about entries of actors evaluate one.
type target struct {
	roles     uint64
	groups    *projection.Groups // nil for every actor
	certainly bool
}

// targets makes those of a query ready. Who stands for whom was found before,
// when its filter was.
func (r *reader) targets(s *snapshot, q *graph.SeriesQuery) (targets []target, err error) {
	for _, a := range q.Targets() {
		t := target{roles: rolesOf(a.Roles)}
		if a.Actor == nil || a.Actor.AnyOf == nil && a.Actor.AllOf == nil {
			targets = append(targets, t)
			continue
		}
		set := *a.Actor
		set.Include = slices.DeleteFunc(slices.Clone(set.Include), func(scope graph.ActorScope) bool { return scope == graph.ScopeOnBehalf })
		t.groups, t.certainly = &projection.Groups{}, set.Certainty == graph.DateCertainly
		for _, id := range slices.Concat(set.AnyOf, set.AllOf) {
			if set.Include != nil && len(set.Include) == 0 { // of whom is spoken is on nobody's behalf
				break
			}
			members, err := s.standing(id, &set, r.view)
			if err != nil {
				return nil, err
			}
			t.add(members)
		}
		targets = append(targets, t)
	}
	return targets, nil
}

func (t *target) add(members []member) {
	for _, m := range members {
		var g projection.Group
		for _, w := range m.ways {
			g.Ways = append(g.Ways, projection.Window{From: w.lo, To: w.hi})
		}
		t.groups.Add(projection.Node(m.node), g) //nolint:gosec // the projection holds all nodes
	}
}

// A spot is one value of the facet in one period, by when that begins.
type spot struct {
	value  uint64
	begins int64
}

// A spotted is what was said in a spot.
type spotted struct {
	spot
	statements int
	alone      int      // without an utterance
	utterances []uint64 // each as often as it was met
	stances    projection.StanceSums
}

// A spreading is one value of the facet with a date that lies in several periods,
// by its number.
type spreading struct {
	value uint64
	date  uint32
}

// A timeline counts rows by their values and periods. One goroutine does so.
type timeline struct {
	valuer
	calendar graph.Calendar
	spreads  bool
	targets  []target
	begins   []int64 // of the periods, see [projection.Table.Begins]
	at       map[spot]uint32
	spots    []spotted
	last     uint32            // the spot that was asked for last; of rows that follow on each other most have the same
	spread   map[spreading]int // how many statements

	statements, spreadOut, without, undated, spanning int
}

func (y *timeline) add(row int) error {
	date := y.table.Facts(row).Date
	begins := y.begins[date]
	switch {
	case begins == projection.Undated:
		y.undated++
		return nil
	case begins == projection.NoPeriod || begins == projection.Several && !y.spreads:
		y.spanning++
		return nil
	}
	if y.by == "" {
		y.mine = append(y.mine[:0], 0)
	} else if err := y.values(row); err != nil {
		return err
	}
	if len(y.mine) == 0 {
		y.without++
		return nil
	}
	if begins == projection.Several {
		y.spreadOut++
		for _, value := range y.mine {
			y.spread[spreading{value, date}]++
		}
		return nil
	}
	y.statements++
	parts := y.table.Parts(row)
	for _, value := range y.mine {
		c := y.spot(spot{value, begins})
		c.statements++
		c.utter(parts)
	}
	return y.evaluate(row, begins)
}

// evaluate adds up the stances of a row: each to all of its values, or to that of
// the about entry which gives it.
func (y *timeline) evaluate(row int, begins int64) error {
	parts := y.table.Parts(row)
	for i := range parts {
		p := &parts[i]
		if p.Scale == 0 || !y.evaluates(row, p) {
			continue
		}
		sum := projection.StanceSum{Scale: p.Scale, Count: 1, Sum: int64(p.Stance)}
		switch y.by {
		case graph.FacetRole:
			if p.Role != 0 {
				y.spot(spot{uint64(p.Role), begins}).stances.Add(sum)
			}
		case graph.FacetAbout:
			n, err := y.canonical(p.Node)
			if err != nil {
				return err
			}
			y.spot(spot{uint64(n), begins}).stances.Add(sum)
		default:
			for _, value := range y.mine {
				y.spot(spot{value, begins}).stances.Add(sum)
			}
		}
	}
	return nil
}

// evaluates says whether a stance is one of a target.
func (y *timeline) evaluates(row int, p *projection.Part) bool {
	if p.As != projection.AboutActor || !y.table.Shows(y.view.Clearance, p.Node) {
		return false
	}
	return len(y.targets) == 0 || slices.ContainsFunc(y.targets, func(t target) bool {
		return t.roles&(1<<p.Role) != 0 && (t.groups == nil || t.groups.Holds(p.Node, y.table.When(row), t.certainly))
	})
}

// spot is what is counted in one, which holds until another one is asked for.
func (y *timeline) spot(at spot) *spotted {
	if int(y.last) < len(y.spots) && y.spots[y.last].spot == at {
		return &y.spots[y.last]
	}
	i, ok := y.at[at]
	if !ok {
		i = uint32(len(y.spots)) //nolint:gosec // there are no more than values of rows
		y.at[at] = i
		y.spots = append(y.spots, spotted{spot: at})
	}
	y.last = i
	return &y.spots[i]
}

// utter notes the utterance of a row. Of those that follow on each other most are
// the same.
func (c *spotted) utter(parts []projection.Part) {
	for i := range parts {
		if parts[i].As != projection.Uttered {
			continue
		}
		if u := parts[i].Utterance(); len(c.utterances) == 0 || c.utterances[len(c.utterances)-1] != u {
			c.utterances = append(c.utterances, u)
		}
		return
	}
	c.alone++
}

// join adds what another one has counted.
func (y *timeline) join(other *timeline) {
	y.statements += other.statements
	y.spreadOut += other.spreadOut
	y.without += other.without
	y.undated += other.undated
	y.spanning += other.spanning
	for of, n := range other.spread {
		y.spread[of] += n
	}
	for i := range other.spots {
		from := &other.spots[i]
		to := y.spot(from.spot)
		to.statements += from.statements
		to.alone += from.alone
		to.utterances = append(to.utterances, from.utterances...)
		for _, sum := range from.stances {
			to.stances.Add(sum)
		}
	}
}

// series gives the first groups of what was counted.
func (s *snapshot) series(
	ctx context.Context, q *graph.SeriesQuery, table *projection.Table, y *timeline, scales []string, dates []graph.Date,
) (series graph.Series, err error) {
	series = graph.Series{Statements: y.statements, Spread: y.spreadOut, Without: y.without, Undated: y.undated, Spanning: y.spanning}
	if len(y.spots)+len(y.spread) == 0 {
		return series, nil
	}
	spans, first, last, err := y.spans(ctx, q, dates)
	if err != nil {
		return graph.Series{}, err
	}
	certain, sums := map[uint64]int{}, map[uint64]int{} // the second with those that are spread
	for i := range y.spots {
		c := &y.spots[i]
		certain[c.value] += c.statements
		sums[c.value] += c.statements
	}
	for of, n := range y.spread {
		sums[of.value] += n
	}
	series.Distinct = len(sums)
	periods := y.calendar.Between(first, last)
	if err := q.Bound(1, periods); err != nil && periods > q.Periods+few {
		return graph.Series{}, err
	}
	name := func(uint64) facetValue { return facetValue{} }
	if q.By != "" {
		if name, err = s.valueNames(table, q.By, func(give func(uint64)) {
			for value := range sums {
				give(value)
			}
		}); err != nil {
			return graph.Series{}, err
		}
	}
	values := slices.SortedFunc(maps.Keys(sums), func(a, b uint64) int {
		if d := cmp.Compare(sums[b], sums[a]); d != 0 {
			return d
		}
		v, w := name(a), name(b)
		return cmp.Or(cmp.Compare(v.value, w.value), cmp.Compare(v.agreement, w.agreement))
	})
	labels := make([]facetValue, 0, periods)
	for begins := first; begins <= last; begins = y.calendar.Next(begins) {
		labels = append(labels, facetValue{value: y.calendar.Label(begins), begins: begins})
	}
	if err := q.Bound(min(q.First, len(sums)), len(labels)); err != nil {
		return graph.Series{}, err
	}
	values = values[:min(q.First, len(values))]
	shares, err := y.share(ctx, values, spans, labels)
	if err != nil {
		return graph.Series{}, err
	}
	for at, value := range values {
		v := name(value)
		g := graph.SeriesGroup{Value: v.value, Agreement: v.agreement, Statements: certain[value], Spread: sums[value] - certain[value], Points: make([]graph.SeriesPoint, len(labels))}
		for i, label := range labels {
			g.Points[i].Period = label.value
			g.Points[i].Spread = float64(shares[at][i]) / graph.SpreadUnit
			if at, ok := y.at[spot{value, label.begins}]; ok {
				y.spots[at].tell(&g.Points[i], scales)
			}
		}
		series.Groups = append(series.Groups, g)
	}
	return series, nil
}

// tell gives what was counted.
func (c *spotted) tell(p *graph.SeriesPoint, scales []string) {
	slices.Sort(c.utterances)
	p.Statements, p.Utterances = c.statements, c.alone+len(slices.Compact(c.utterances))
	p.Stances = meansOf(c.stances, scales)
}
