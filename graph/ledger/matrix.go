package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

// cachedGroups is how many answers are kept to who stands for the actors of some
// kinds.
const cachedGroups = 16

// A groupKey says what such an answer depends on: a change of a record that is
// no actor and no judgement makes it no other.
type groupKey struct {
	side      string // kinds, scopes and certainty
	clearance graph.Marking
	since     projection.Revision
	policy    keys.Revision
}

// Matrix counts who spoke how of whom.
func (r *reader) Matrix(ctx context.Context, q graph.MatrixQuery, first int) (m graph.Matrix, err error) {
	if err := q.Check(); err != nil {
		return m, err
	}
	if first < 1 || first > graph.MaxCells {
		return m, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a matrix gives 1 to %d cells", first, graph.MaxCells)}
	}
	err = r.analyse(ctx, "Matrix", q.StatementSet, func(s *snapshot, t *graph.Traced, table *projection.Table, sel *selection) error {
		scan := projection.MatrixScan{Selection: sel.Selection, Roles: rolesOf(q.Roles)}
		var err error
		if scan.Rows, err = r.side(s, table, &q.Rows); err != nil {
			return err
		}
		if scan.Columns, err = r.side(s, table, &q.Columns); err != nil {
			return err
		}
		var counted projection.Matrix
		var scales []string
		err = table.Read(func() (err error) {
			counted, err = table.Matrix(scan, ctx.Err)
			scales = table.Scales()
			return err
		})
		if err == nil {
			m, err = s.matrix(&counted, scales, first)
		}
		t.Rows = len(m.Cells)
		return err
	})
	return m, err
}

// analyse asks a question of the projection, with the rows that a set finds.
func (r *reader) analyse(ctx context.Context, question string, set graph.StatementSet, fn func(*snapshot, *graph.Traced, *projection.Table, *selection) error) error {
	if err := r.ledger.Project(ctx); err != nil {
		return err
	}
	return r.ask(ctx, question, func(s *snapshot, t *graph.Traced) error {
		// The view is known to be one of an acknowledged revision now, which the
		// projection has reached.
		table := r.ledger.project.table.Load()
		if table == nil {
			return fmt.Errorf("%w: the projection was thrown away, and is made anew; ask again", graph.ErrUnknown)
		}
		sel, err := r.selected(s, table, set)
		if err != nil {
			return err
		}
		t.Plan = sel.plan
		return fn(s, t, table, sel)
	})
}

// rolesOf are the bits of some roles; all of them, and that of none, for nil.
func rolesOf(roles []graph.AboutRole) uint64 {
	if roles == nil {
		return ^uint64(0)
	}
	return uint64(bitsOf(roleNumbers, roles))
}

// standsSince is the last revision, as of a view, in which it may have changed who
// stands for whom.
func standsSince(table *projection.Table, view graph.View) (since projection.Revision) {
	_ = table.Read(func() error { // which gives the error of what it runs
		since = table.StandsSince(projection.Revision(view.Revision)) //nolint:gosec // the projection holds all revisions
		return nil
	})
	return since
}

// side makes a side of a matrix ready.
func (r *reader) side(s *snapshot, table *projection.Table, side *graph.MatrixSide) (projection.Side, error) {
	p := projection.Side{Certainly: side.Certainty == graph.DateCertainly}
	if side.Kinds == nil {
		p.Canonical = r.canonicalNode(s, table)
		return p, nil
	}
	set := graph.ActorSet{Include: side.Include, Certainty: side.Certainty}
	if set.Include == nil {
		set.Include = graph.MatrixScopes()
	}
	key := groupKey{side: fmt.Sprint(side.Kinds, set.Include, p.Certainly), clearance: r.view.Clearance, policy: s.policy}
	key.since = standsSince(table, r.view)
	if groups, ok := r.ledger.project.groups.Get(key); ok {
		p.Groups = groups
		return p, nil
	}
	heads, err := r.actorsOf(s, side.Kinds)
	if err != nil {
		return p, err
	}
	p.Groups = &projection.Groups{}
	for i, head := range heads {
		p.Groups.Heads = append(p.Groups.Heads, projection.Node(head)) //nolint:gosec // the projection holds all nodes
		ids, err := s.idsOf([]keys.Node{head})
		if err != nil {
			return p, err
		}
		members, err := s.standing(ids[0], &set, r.view)
		if err != nil {
			return p, err
		}
		for _, m := range members {
			g := projection.Group{Head: i}
			for _, w := range m.ways {
				g.Ways = append(g.Ways, projection.Window{From: w.lo, To: w.hi})
			}
			p.Groups.Add(projection.Node(m.node), g) //nolint:gosec // likewise
		}
	}
	r.ledger.project.groups.Add(key, p.Groups)
	return p, nil
}

// actorsOf are the published actors of some kinds, each by what stands for all
// that is the same.
func (r *reader) actorsOf(s *snapshot, kinds []graph.ActorKind) (nodes []keys.Node, err error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	q, _ := recordQueryOf(graph.ActorQuery{Kinds: kinds}) // which is one of records
	err = r.eachRecord(s, new(graph.Traced), &q, func(c *candidate) (bool, error) {
		same, err := s.cluster(c.Node, r.view)
		if err == nil && !slices.Contains(nodes, same[0]) {
			nodes = append(nodes, same[0])
		}
		return err == nil, err
	})
	return nodes, err
}

// canonicalNode finds what stands for a node. Only for what was ever judged does
// it look for more than that, once. Several goroutines may ask.
func (r *reader) canonicalNode(s *snapshot, table *projection.Table) func(projection.Node) (projection.Node, error) {
	found := map[projection.Node]projection.Node{}
	return func(n projection.Node) (projection.Node, error) {
		if !table.Judged(n) {
			return n, nil
		}
		s.asked.Lock()
		defer s.asked.Unlock()
		if c, ok := found[n]; ok {
			return c, nil
		}
		same, err := s.cluster(keys.Node(n), r.view)
		if err != nil {
			return 0, err
		}
		found[n] = projection.Node(same[0]) //nolint:gosec // the projection holds all nodes
		return found[n], nil
	}
}

// matrix gives the first cells of what was counted.
func (s *snapshot) matrix(counted *projection.Matrix, scales []string, first int) (m graph.Matrix, err error) {
	distinct := len(counted.Cells)
	cells := foremost(counted.Cells, first, func(c *projection.Cell) int { return c.Count })
	ids, err := s.idsByNode(func(give func(projection.Node)) {
		for i := range cells {
			give(cells[i].Row)
			give(cells[i].Column)
		}
	})
	if err != nil {
		return m, err
	}
	ranked := rankCells(cells, ids)
	m = graph.Matrix{Distinct: distinct, Statements: counted.Statements, Without: counted.Without}
	m.Cells = make([]graph.MatrixCell, 0, min(first, len(cells)))
	for _, r := range ranked[:min(first, len(cells))] {
		c := &cells[r.at]
		m.Cells = append(m.Cells, graph.MatrixCell{Row: ids[c.Row], Column: ids[c.Column], Count: c.Count, Stances: meansOf(c.Stances, scales)})
	}
	return m, nil
}

// A rankedCell is a cell with what it is put into order by.
type rankedCell struct{ count, row, column, at int }

// rankCells gives the order of cells: by their counts from high to low, then by the
// ids of their rows and columns.
func rankCells(cells []projection.Cell, ids map[projection.Node]graph.ID) []rankedCell {
	nodes := slices.SortedFunc(maps.Keys(ids), func(a, b projection.Node) int { return strings.Compare(string(ids[a]), string(ids[b])) })
	rank := make(map[projection.Node]int, len(nodes))
	for i, n := range nodes {
		rank[n] = i
	}
	ranked := make([]rankedCell, len(cells))
	for i := range cells {
		ranked[i] = rankedCell{cells[i].Count, rank[cells[i].Row], rank[cells[i].Column], i}
	}
	slices.SortFunc(ranked, func(a, b rankedCell) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	return ranked
}

// meansOf are the means of stances on scales, by the names of these.
func meansOf(sums projection.StanceSums, scales []string) []graph.MeanStance {
	if len(sums) == 0 {
		return nil
	}
	means := make([]graph.MeanStance, 0, len(sums))
	for _, sum := range sums {
		mean := float64(sum.Sum) / float64(sum.Count) / projection.StanceUnit
		means = append(means, graph.MeanStance{Scale: scales[sum.Scale-1], Count: sum.Count, Mean: mean})
	}
	slices.SortFunc(means, func(a, b graph.MeanStance) int { return strings.Compare(a.Scale, b.Scale) })
	return means
}

// foremost are those of a list with the highest counts: so many, and those that count as
// much as the last of them. Of many it is quicker to put the counts in order than what is
// counted.
func foremost[T any](all []T, first int, count func(*T) int) []T {
	if first >= len(all) {
		return all
	}
	counts := make([]int, len(all))
	for i := range all {
		counts[i] = count(&all[i])
	}
	slices.Sort(counts)
	least := counts[len(counts)-first]
	return slices.DeleteFunc(all, func(v T) bool { return count(&v) < least })
}

// idsByNode gives the ids of the nodes that are given, each of which may be
// several times.
func (s *snapshot) idsByNode(each func(give func(projection.Node))) (map[projection.Node]graph.ID, error) {
	found := map[projection.Node]graph.ID{}
	var nodes []keys.Node
	each(func(n projection.Node) {
		if _, ok := found[n]; !ok {
			found[n] = ""
			nodes = append(nodes, keys.Node(n))
		}
	})
	ids, err := s.idsOf(nodes)
	for i, id := range ids {
		found[projection.Node(nodes[i])] = id //nolint:gosec // it came as one
	}
	return found, err
}
