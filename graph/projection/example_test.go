package projection_test

import (
	"fmt"

	"hudna/graph"
	"hudna/graph/projection"
)

// Made-up nodes.
const (
	speaker projection.Node = 1 + iota
	target
	document
	statement
)

func said(since projection.Revision, date graph.EDTF, stance float64) *projection.Version {
	return &projection.Version{
		Since: since, Said: graph.Date{EDTF: date},
		Parts: []projection.Part{
			{Node: speaker, As: projection.Speaker},
			{Node: target, As: projection.AboutActor, Stance: projection.StanceOf(stance)},
			{Node: document, As: projection.Document},
		},
		Scales: []string{"", "made-up", ""},
	}
}

func self(n projection.Node) (projection.Node, error) { return n, nil }

func every() projection.Keep { return nil }

func onAndOn() error { return nil }

func Example() {
	t := projection.New()
	revisions := [][]projection.Change{
		{{Node: speaker}, {Node: target}, {Node: document}},
		{{Node: statement, Version: said(2, "2019-04-18", -1)}},
		{{Node: statement, Version: said(3, "2019-04-18", 0.5)}},
	}
	for i, changes := range revisions {
		if err := t.Apply(projection.Revision(i+1), changes); err != nil {
			fmt.Println(err)
		}
	}
	for at := range projection.Revision(4) {
		m, err := t.Matrix(projection.MatrixScan{
			Selection: projection.Selection{View: projection.View{Revision: at, Statuses: 1}, Keep: every}, Roles: 1,
			Rows: projection.Side{Canonical: self}, Columns: projection.Side{Canonical: self},
		}, onAndOn)
		if err != nil {
			fmt.Println(err)
		}
		for _, c := range m.Cells {
			fmt.Printf("as of %d: %d of %d, %d times, stance %.1f\n", at, c.Row, c.Column, c.Count, float64(c.Stances[0].Sum)/projection.StanceUnit)
		}
	}
	// Output:
	// as of 2: 1 of 2, 1 times, stance -1.0
	// as of 3: 1 of 2, 1 times, stance 0.5
}
