package ledger

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

// Positions gives who takes which positions.
func (r *reader) Positions(ctx context.Context, q graph.PositionQuery) (p graph.Positions, err error) {
	if err := q.Check(); err != nil {
		return p, err
	}
	err = r.analyse(ctx, "Positions", q.StatementSet, func(s *snapshot, t *graph.Traced, table *projection.Table, sel *selection) error {
		scan := &projection.PositionScan{
			Selection: sel.Selection, OnTopics: q.On == graph.OnTopics, Roles: rolesOf(q.Roles), Canonical: r.canonicalNode(s, table),
			Tellings: q.Details.Tellings && q.Identify == nil, Counterpart: q.Details.Counterpart && q.Identify == nil, MaxCopies: maxChain,
			Most:    graph.MaxUses,
			TooMany: fmt.Errorf("%w: more than %d positions are taken: ask for fewer statements", graph.ErrTooComplex, graph.MaxUses),
		}
		var err error
		if scan.Actors, err = r.side(s, table, &q.Actors); err != nil {
			return err
		}
		if scan.Targets, err = r.side(s, table, &q.Targets); err != nil {
			return err
		}
		y := positioning{snapshot: s, q: &q}
		err = table.Read(func() (err error) {
			if y.found, err = table.Positions(scan, ctx.Err); err == nil && q.Identify == nil {
				y.dated(table)
				y.p.Scales = slices.Clone(table.Scales())
			}
			return err
		})
		if err == nil {
			err = y.named()
		}
		p, t.Rows = y.p, len(y.p.Uses)
		return err
	})
	if err != nil {
		return graph.Positions{}, err
	}
	return p, nil
}

// A positioning numbers what was found.
type positioning struct {
	*snapshot
	q     *graph.PositionQuery
	found *projection.Positions
	p     graph.Positions

	dates  projection.NodeSet
	dateAt []uint32 // the places of dates, by those in the set
}

// dated finds when the rows may have been said.
func (y *positioning) dated(table *projection.Table) {
	for i := range y.found.Rows {
		y.dates.Add(y.found.Rows[i].Date)
	}
	y.dates.Settle()
	spans := make([]graph.SaidBetween, 0, y.dates.Len())
	for _, n := range y.dates.Nodes() {
		var said graph.SaidBetween
		said.First, said.Last, said.Dated = civil(table.Date(n))
		spans = append(spans, said)
	}
	y.p.Dates = slices.Clone(spans)
	slices.SortFunc(y.p.Dates, compareSaid)
	y.p.Dates = slices.Compact(y.p.Dates)
	y.dateAt = make([]uint32, len(spans))
	for i, said := range spans {
		at, _ := slices.BinarySearchFunc(y.p.Dates, said, compareSaid)
		y.dateAt[i] = uint32(at) //nolint:gosec // at most one for each row
	}
}

func compareSaid(a, b graph.SaidBetween) int {
	if a.Dated != b.Dated {
		if a.Dated {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
}

// civil are the seconds of a date by its own clock, or false where either end is
// not known.
func civil(d graph.Date) (first, last int64, ok bool) {
	first, last, ok = d.Local()
	if !ok || first == math.MinInt64 || last == math.MaxInt64 {
		return 0, 0, false
	}
	return first, last, true
}

// named finds the ids of what was found, and numbers it.
func (y *positioning) named() error {
	if err := y.q.Identified(len(y.found.Rows)); err != nil {
		return err
	}
	if y.q.Identify != nil {
		nodes := make([]keys.Node, len(y.q.Identify))
		for i, n := range y.q.Identify {
			nodes[i] = keys.Node(y.found.Rows[n].Statement)
		}
		var err error
		y.p.IDs, err = y.idsOf(nodes)
		return err
	}
	var actors, targets register
	for i := range y.found.Uses {
		actors.Add(y.found.Uses[i].Actor)
		targets.Add(y.found.Uses[i].Target)
	}
	var err error
	if y.p.Actors, err = actors.settle(y.snapshot); err != nil {
		return err
	}
	if y.p.Targets, err = targets.settle(y.snapshot); err != nil {
		return err
	}
	y.p.Without = y.found.Without
	y.scaled()
	y.use(&actors, &targets)
	return y.told()
}

// scaled puts the scales into their order, by which those of the uses are numbered
// from then on, and leaves out those that none has.
func (y *positioning) scaled() {
	used := make([]bool, len(y.p.Scales))
	for i := range y.found.Uses {
		if n := y.found.Uses[i].Scale; n > 0 {
			used[n-1] = true
		}
	}
	var names []string
	for i, name := range y.p.Scales {
		if used[i] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	number := make([]uint16, len(used)+1)
	for i, name := range y.p.Scales {
		at, _ := slices.BinarySearch(names, name)
		number[i+1] = uint16(at + 1) //nolint:gosec // there are no more than before
	}
	y.p.Scales = names
	for i := range y.found.Uses {
		y.found.Uses[i].Scale = number[y.found.Uses[i].Scale]
	}
}

// use gives the uses of each row in their order.
func (y *positioning) use(actors, targets *register) {
	y.p.Uses = make([]graph.Use, 0, len(y.found.Uses))
	from := uint32(0)
	for n := range y.found.Rows {
		first := len(y.p.Uses)
		for _, u := range y.found.Uses[from:y.found.Rows[n].Uses] {
			y.p.Uses = append(y.p.Uses, graph.Use{
				Statement: uint32(n), Actor: actors.at[actors.Place(u.Actor)], Target: targets.at[targets.Place(u.Target)], //nolint:gosec // there are no more rows than versions
				Says: u.Role, Scale: u.Scale, Stance: u.Stance,
			})
		}
		from = y.found.Rows[n].Uses
		if len(y.p.Uses)-first > 1 {
			slices.SortFunc(y.p.Uses[first:], compareUses)
		}
	}
}

func compareUses(a, b graph.Use) int {
	return cmp.Or(
		cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Says, b.Says),
		cmp.Compare(a.Scale, b.Scale), cmp.Compare(a.Stance, b.Stance),
	)
}

// told gives what there is to say of the statements besides.
func (y *positioning) told() error {
	details := y.q.Details
	y.p.Statements = make([]graph.Positioned, 0, len(y.found.Rows))
	texts, documents, tellings := map[uint64]uint32{}, map[projection.Node]uint32{}, map[projection.Telling]uint32{}
	var mine []uint32
	from := uint32(0)
	for n := range y.found.Rows {
		row := &y.found.Rows[n]
		of := graph.Positioned{Date: y.dateAt[y.dates.Place(row.Date)], Joint: row.Joint, Counterpart: row.Counterpart}
		if details.Document {
			of.Document = numberIn(documents, row.Document, len(documents))
		}
		if details.Text {
			if of.Text = uint32(n); row.Uttered { //nolint:gosec // there are no more rows than versions
				of.Text = numberIn(texts, row.Utterance, n)
			}
		}
		mine = mine[:0]
		for _, t := range y.found.Tellings[from:row.Tellings] {
			mine = append(mine, numberIn(tellings, t, len(tellings)))
		}
		from = row.Tellings
		y.p.Told(of, mine...)
	}
	if y.q.Documents == nil {
		return nil
	}
	nodes, err := y.nodesOf(y.q.Documents)
	for _, n := range nodes {
		number, known := documents[projection.Node(n)] //nolint:gosec // the projection holds all nodes
		if !known {
			y.p.Documents = append(y.p.Documents, -1)
			continue
		}
		y.p.Documents = append(y.p.Documents, int(number))
	}
	return err
}

// numberIn is the number of something, which has one from when it is first asked
// for.
func numberIn[K comparable](numbers map[K]uint32, k K, next int) uint32 {
	n, ok := numbers[k]
	if !ok {
		n = uint32(next) //nolint:gosec // a row has few, and there are graph.MaxUses at most
		numbers[k] = n
	}
	return n
}

// A register gives nodes places in the order of their ids.
type register struct {
	projection.NodeSet
	at []uint32 // by their places in the set
}

func (g *register) settle(s *snapshot) ([]graph.ID, error) {
	g.Settle()
	nodes := make([]keys.Node, 0, g.Len())
	for _, n := range g.Nodes() {
		nodes = append(nodes, keys.Node(n))
	}
	ids, err := s.idsOf(nodes)
	if err != nil {
		return nil, err
	}
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	g.at = make([]uint32, len(ids))
	var sorted []graph.ID
	for place, i := range order {
		g.at[i] = uint32(place) //nolint:gosec // there are no more than nodes
		sorted = append(sorted, ids[i])
	}
	return sorted, nil
}
