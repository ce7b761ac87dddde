package ledger

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

// pathPlaces are the places to which a link leads.
var pathPlaces = map[graph.PathLink]projection.As{
	graph.PathSpokeOf: projection.AboutActor,
	graph.PathSpokeTo: projection.Addressee,
	graph.PathRelayed: projection.Relay,
}

// Paths finds the shortest paths between two actors.
func (r *reader) Paths(ctx context.Context, q graph.PathQuery, first int) (paths []graph.Path, err error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if first < 1 || first > graph.MaxPaths {
		return nil, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; one asks for 1 to %d paths", first, graph.MaxPaths)}
	}
	err = r.analyse(ctx, "Paths", q.StatementSet, func(s *snapshot, t *graph.Traced, table *projection.Table, sel *selection) error {
		scan, err := r.pathScan(s, table, sel, &q)
		if err != nil {
			return err
		}
		scan.First = first
		paths = nil
		if scan.From == scan.To {
			paths = []graph.Path{{}}
			return nil
		}
		var found []projection.Path
		steps := map[[2]projection.Node]stepped{}
		err = table.Read(func() (err error) {
			if found, err = table.Paths(*scan, ctx.Err); err != nil {
				return err
			}
			for _, p := range found {
				for i := range len(p) - 1 {
					step := [2]projection.Node{p[i], p[i+1]}
					if _, ok := steps[step]; !ok {
						var b stepped
						if b.first, b.count, err = table.Between(*scan, p[i], p[i+1], graph.MaxPathStatements, ctx.Err); err != nil {
							return err
						}
						steps[step] = b
					}
				}
			}
			return nil
		})
		if err == nil {
			paths, err = s.paths(found, steps)
		}
		t.Rows = len(paths)
		return err
	})
	return paths, err
}

// pathScan makes a search for paths ready.
func (r *reader) pathScan(s *snapshot, table *projection.Table, sel *selection, q *graph.PathQuery) (*projection.PathScan, error) {
	scan := &projection.PathScan{
		Selection: sel.Selection, Roles: rolesOf(q.Roles), Directed: q.Directed, MaxSteps: q.MaxSteps, Budget: projection.MaxLooked,
		Canonical: r.canonicalNode(s, table), Allowed: func(projection.Node) bool { return true },
	}
	if scan.MaxSteps == 0 {
		scan.MaxSteps = graph.MaxPathSteps
	}
	links := q.Links
	if links == nil {
		links = []graph.PathLink{graph.PathSpokeOf}
	}
	for _, l := range links {
		scan.Links |= 1 << pathPlaces[l]
	}
	scan.Members = func(n projection.Node) ([]projection.Node, error) {
		if !table.Judged(n) {
			return []projection.Node{n}, nil
		}
		same, err := s.cluster(keys.Node(n), r.view)
		members := make([]projection.Node, len(same))
		for i, m := range same {
			members[i] = projection.Node(m) //nolint:gosec // the projection holds all nodes
		}
		return members, err
	}
	for _, end := range []struct {
		path string
		id   graph.ID
		at   *projection.Node
	}{{"from", q.From, &scan.From}, {"to", q.To, &scan.To}} {
		n, err := s.nodeOf(end.id)
		if err != nil {
			return nil, err
		}
		there, err := s.there(n, r.view)
		if err != nil {
			return nil, err
		}
		if !there {
			return nil, &graph.FieldError{Path: end.path, Reason: fmt.Sprintf("there is no record %s", end.id)}
		}
		same, err := s.cluster(n, r.view)
		if err != nil {
			return nil, err
		}
		*end.at = projection.Node(same[0]) //nolint:gosec // the projection holds all nodes
	}
	if q.Through != nil {
		nodes, err := r.actorsOf(s, q.Through)
		if err != nil {
			return nil, err
		}
		allowed := make(map[projection.Node]bool, len(nodes))
		for _, n := range nodes {
			allowed[projection.Node(n)] = true //nolint:gosec // the projection holds all nodes
		}
		scan.Allowed = func(n projection.Node) bool { return allowed[n] }
	}
	return scan, nil
}

// Stepped is the first statements of a step, and how many there are.
type stepped struct {
	first []projection.Node
	count int
}

// paths names what is on some paths.
func (s *snapshot) paths(found []projection.Path, steps map[[2]projection.Node]stepped) ([]graph.Path, error) {
	ids, err := s.idsByNode(func(give func(projection.Node)) {
		for _, p := range found {
			for i, n := range p {
				give(n)
				if i > 0 {
					for _, st := range steps[[2]projection.Node{p[i-1], n}].first {
						give(st)
					}
				}
			}
		}
	})
	paths := make([]graph.Path, 0, len(found))
	for _, p := range found {
		var path graph.Path
		for i := range len(p) - 1 {
			all := steps[[2]projection.Node{p[i], p[i+1]}]
			step := graph.PathStep{From: ids[p[i]], To: ids[p[i+1]], Count: all.count}
			for _, st := range all.first {
				step.Statements = append(step.Statements, ids[st])
			}
			path.Steps = append(path.Steps, step)
		}
		paths = append(paths, path)
	}
	return slices.Clip(paths), err
}
