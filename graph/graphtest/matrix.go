package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// Matrix looks at every statement, every row and every column.
func (r naiveReader) Matrix(ctx context.Context, q graph.MatrixQuery, first int) (graph.Matrix, error) {
	return ask(ctx, r, func(k *seeker) (graph.Matrix, error) {
		if err := wrongMatrix(q, first); err != nil {
			return graph.Matrix{}, err
		}
		found, err := k.statements(graph.StatementQuery{StatementSet: q.StatementSet})
		if err != nil {
			return graph.Matrix{}, err
		}
		return k.matrix(valuesOf(found.items), q, first), nil
	})
}

func wrongMatrix(q graph.MatrixQuery, first int) error {
	for path, side := range map[string]graph.MatrixSide{"rows": q.Rows, "columns": q.Columns} {
		if slices.ContainsFunc(side.Kinds, func(k graph.ActorKind) bool { return !slices.Contains(graph.ActorKinds(), k) }) {
			return &graph.FieldError{Path: path + ".kinds", Reason: "has one that there is not"}
		}
		if slices.ContainsFunc(side.Include, func(s graph.ActorScope) bool {
			return s != graph.ScopeSelf && s != graph.ScopeParts && s != graph.ScopeRepresentatives
		}) {
			return &graph.FieldError{Path: path + ".include", Reason: "has a scope that is not for it"}
		}
		if side.Certainty != "" && side.Certainty != graph.DatePossibly && side.Certainty != graph.DateCertainly {
			return &graph.FieldError{Path: path + ".certainty", Reason: "is none"}
		}
	}
	if slices.ContainsFunc(q.Roles, func(r graph.AboutRole) bool { return !slices.Contains(graph.AboutRoles(), r) }) {
		return &graph.FieldError{Path: "roles", Reason: "has one that there is not"}
	}
	if first < 1 || first > graph.MaxCells {
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", first, graph.MaxCells)}
	}
	return nil
}

// A sum adds up stances. Each is a whole number of steps, so that the order in
// which they come makes no difference.
type sum struct {
	count int
	steps float64
}

const stanceSteps = 1 << 30

func (k *seeker) matrix(statements []*graph.Statement, q graph.MatrixQuery, first int) graph.Matrix {
	var m graph.Matrix
	type pair struct{ row, column graph.ID }
	counts, stances := map[pair]int{}, map[pair]map[string]sum{}
	for _, s := range statements {
		mine := map[pair]bool{}
		var rows []graph.ID
		for _, speaker := range s.Speakers {
			rows = append(rows, k.atSide(q.Rows, s, speaker.Actor, speaker.Post)...)
		}
		slices.Sort(rows)
		rows = slices.Compact(rows)
		for _, about := range s.About {
			if about.Node.Kind() != graph.KindActor || !oneOf(q.Roles, about.Role) {
				continue
			}
			for _, column := range k.atSide(q.Columns, s, about.Node, "") {
				for _, row := range rows {
					p := pair{row, column}
					mine[p] = true
					if about.Stance == nil {
						continue
					}
					if stances[p] == nil {
						stances[p] = map[string]sum{}
					}
					was := stances[p][about.Stance.Scale]
					stances[p][about.Stance.Scale] = sum{was.count + 1, was.steps + math.Round(about.Stance.Value*stanceSteps)}
				}
			}
		}
		for p := range mine {
			counts[p]++
		}
		if len(mine) > 0 {
			m.Statements++
		} else {
			m.Without++
		}
	}
	m.Distinct = len(counts)
	all := slices.SortedFunc(maps.Keys(counts), func(a, b pair) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	for _, p := range all[:min(first, len(all))] {
		cell := graph.MatrixCell{Row: p.row, Column: p.column, Count: counts[p]}
		for _, scale := range slices.Sorted(maps.Keys(stances[p])) {
			s := stances[p][scale]
			cell.Stances = append(cell.Stances, graph.MeanStance{Scale: scale, Count: s.count, Mean: s.steps / float64(s.count) / stanceSteps})
		}
		m.Cells = append(m.Cells, cell)
	}
	return m
}

// atSide are the actors under which somebody counts whom a statement names, in a
// post or in none.
func (k *seeker) atSide(side graph.MatrixSide, s *graph.Statement, actor, post graph.ID) []graph.ID {
	if side.Kinds == nil {
		return []graph.ID{k.canonical(actor)}
	}
	set := graph.ActorSet{Include: side.Include, Certainty: side.Certainty}
	if side.Include == nil {
		set.Include = []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts}
	}
	var found []graph.ID
	for _, id := range k.publishedOf(side.Kinds) {
		if k.metBy(id, set, castOf(k.naive.moment(s.Said), actor, post)) != nil {
			found = append(found, id)
		}
	}
	return found
}

// publishedOf are what stands for the published actors of some kinds, each once.
func (k *seeker) publishedOf(kinds []graph.ActorKind) []graph.ID {
	asked := fmt.Sprint(kinds)
	if found, ok := k.published[asked]; ok {
		return found
	}
	var found []graph.ID
	for _, r := range k.snapshot.records {
		a, ok := r.(*graph.Actor)
		if ok && a.Status == graph.StatusPublished && slices.Contains(kinds, a.Kind) && !slices.Contains(found, k.canonical(a.ID)) {
			found = append(found, k.canonical(a.ID))
		}
	}
	if k.published == nil {
		k.published = map[string][]graph.ID{}
	}
	k.published[asked] = found
	return found
}
