package ledger

import (
	"context"
	"maps"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
)

// A columnTelling is a telling as the columns hold it: see [telling].
type columnTelling struct {
	utterance       uint64
	relay, document projection.Node
}

// A total counts rows, and in how many utterances they were said and by how many
// tellings they reached us. One goroutine does so.
type total struct {
	table      *projection.Table
	view       projection.View
	canonical  func(projection.Node) (projection.Node, error)
	rows       int
	alone      int      // without an utterance
	utterances []uint64 // each as often as it was met
	tellings   map[columnTelling]bool
}

// totals counts what a query finds in the projection, or gives false where that
// does not tell.
func (r *reader) totals(ctx context.Context, s *snapshot, t *graph.Traced, q graph.StatementQuery) (n graph.StatementCount, ok bool, err error) {
	var parts []*total
	var canonical func(projection.Node) (projection.Node, error)
	ok, err = r.rowsOf(ctx, s, t, q, func(table *projection.Table, v projection.View) func(int) error {
		if canonical == nil {
			canonical = r.canonicalNode(s, table)
		}
		part := &total{table: table, view: v, canonical: canonical, tellings: map[columnTelling]bool{}}
		parts = append(parts, part) // which one goroutine at a time does
		return part.add
	})
	if !ok || err != nil {
		return n, ok, err
	}
	var all total
	all.tellings = map[columnTelling]bool{}
	for _, part := range parts {
		all.join(part)
	}
	return all.count(), true, nil
}

func (y *total) add(row int) error {
	y.rows++
	parts := y.table.Parts(row)
	var relay projection.Node
	relayed, uttered, told := false, false, false
	for i := range parts {
		p := &parts[i]
		switch {
		case p.As == projection.Relay && !relayed:
			relayed = true
			var err error
			if relay, err = y.canonical(p.Node); err != nil {
				return err
			}
		case p.As == projection.Uttered:
			uttered = true
			y.utterances = append(y.utterances, p.Utterance())
		case p.As == projection.ToldIn:
			told = true
			y.tellings[columnTelling{utterance: p.Utterance()}] = true
		case p.As == projection.Document && !told: // which come last
			y.tellings[columnTelling{relay: relay, document: y.table.Root(y.view, p.Node, maxChain)}] = true
		}
	}
	if !uttered {
		y.alone++
	}
	return nil
}

// join adds what another one has counted.
func (y *total) join(other *total) {
	y.rows += other.rows
	y.alone += other.alone
	y.utterances = append(y.utterances, other.utterances...)
	maps.Copy(y.tellings, other.tellings)
}

func (y *total) count() graph.StatementCount {
	slices.Sort(y.utterances)
	return graph.StatementCount{
		Statements: y.rows, Utterances: y.alone + len(slices.Compact(y.utterances)), Sources: len(y.tellings),
	}
}
