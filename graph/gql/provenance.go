package gql

import (
	"context"
	"fmt"

	"hudna/graph"
)

// runOf gives the import run that a record comes from, nil where the asker does
// not see it: that it was there once a variable says, and no reference.
func runOf(ctx context.Context, p *graph.Provenance) (*graph.ImportRun, error) {
	if named := p.Run.Kind() == graph.KindImportRun && p.Run.Validate() == nil; !named {
		return nil, nil
	}
	list, err := at(ctx).records.own(ctx, amongRuns, p.Run)
	if err != nil {
		return nil, fmt.Errorf("provenance: %w", err)
	}
	if list[0] == nil {
		return nil, nil
	}
	return as[*graph.ImportRun](p.Run, list[0])
}

// lineOf gives the line on which its row begins, nil where it is not known.
func lineOf(p *graph.Provenance) *int64 {
	if p.Line <= 0 {
		return nil
	}
	return &p.Line
}

// rowOf gives the row that a record comes from, nil where it was not kept, or is
// none. Nothing is unpacked any more once the texts of the answer are spent.
func rowOf(ctx context.Context, p *graph.Provenance) (*string, error) {
	if p.Row == "" {
		return nil, nil
	}
	if err := at(ctx).texts.take(0); err != nil {
		return nil, err
	}
	row, err := graph.UnpackRow(p.Row)
	if err != nil {
		return nil, nil //nolint:nilerr // what a variable holds besides is told as a variable
	}
	return at(ctx).give(row)
}
