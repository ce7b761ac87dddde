package gql

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
	"hudna/graph/gql/scalar"
)

// defaultCells is how many cells a matrix has unless it is asked for others.
const defaultCells = 100

// matrix counts who spoke how of whom. The actors at its sides are read together,
// if they are asked for.
func matrix(ctx context.Context, where *model.StatementFilter, rows, columns *model.MatrixSideBy, roles []graph.AboutRole, first *int32) (*graph.Matrix, error) {
	f := &filtering{}
	q := graph.MatrixQuery{StatementSet: all("", "where", where, f.statements), Rows: matrixSide(rows), Columns: matrixSide(columns), Roles: distinctOf(roles)}
	n := defaultCells
	if first != nil {
		n = int(*first)
	}
	switch {
	case f.err != nil:
		return nil, f.err
	case n < 1 || n > graph.MaxCells:
		return nil, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a matrix gives 1 to %d cells", n, graph.MaxCells)}
	}
	if err := q.Check(); err != nil {
		return nil, analysed(err)
	}
	op := at(ctx)
	m, err := op.reader.Matrix(ctx, q, n)
	if err != nil {
		return nil, fmt.Errorf("matrix: %w", op.blame(ctx, f.names, err))
	}
	for i := range m.Cells {
		op.records.await(amongAnalysed, m.Cells[i].Row, m.Cells[i].Column)
	}
	return &m, nil
}

func matrixSide(by *model.MatrixSideBy) graph.MatrixSide {
	if by == nil {
		return graph.MatrixSide{}
	}
	return graph.MatrixSide{Kinds: distinctOf(by.Kinds), Include: distinctOf(by.Include), Certainty: given(by.Certainty)}
}

// shortestPaths finds by which statements two actors are connected.
func shortestPaths(ctx context.Context, q graph.PathQuery, where *model.StatementFilter, first *int32) ([]*graph.Path, error) {
	f := &filtering{}
	q.StatementSet = all("", "where", where, f.statements)
	q.From, q.To = f.id("", "from", &q.From, graph.KindActor), f.id("", "to", &q.To, graph.KindActor)
	n := 1
	if first != nil {
		n = int(*first)
	}
	switch {
	case f.err != nil:
		return nil, f.err
	case n < 1 || n > graph.MaxPaths:
		return nil, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; one asks for 1 to %d paths", n, graph.MaxPaths)}
	case q.MaxSteps < 1:
		return nil, &graph.FieldError{Path: "maxSteps", Reason: fmt.Sprintf("is %d; a path has 1 to %d", q.MaxSteps, graph.MaxPathSteps)}
	}
	if err := q.Check(); err != nil {
		return nil, analysed(err)
	}
	op := at(ctx)
	found, err := op.reader.Paths(ctx, q, n)
	if err != nil {
		return nil, fmt.Errorf("paths: %w", op.blame(ctx, f.names, err))
	}
	paths := make([]*graph.Path, len(found))
	for i := range found {
		paths[i] = &found[i]
		for _, s := range found[i].Steps {
			op.records.await(amongAnalysed, s.From, s.To)
			op.records.await(amongSteps, s.Statements...)
		}
	}
	return paths, nil
}

// mostSteps is how many steps a path may have.
func mostSteps(most *int32) int {
	if most == nil {
		return graph.MaxPathSteps
	}
	return int(*most)
}

// analysed puts the argument before the paths of what is wrong with a filter; the
// other arguments of an analysis are fields of the question.
func analysed(err error) error {
	for _, f := range fieldErrors(err, nil) {
		switch f.Path {
		case "rows.include", "columns.include", "rows.kinds", "columns.kinds", "rows.certainty", "columns.certainty",
			"period", "zone", "inexact", "by", "level", "first", "periods", "roles", "links", "through", "maxSteps", "from", "to":
			return err
		}
	}
	return asked(err)
}

// What analyses cost besides what is selected of their answers: all statements
// are looked at.
const costAnalysis = 1_000

// costOfMatrix is the cost of a matrix and of all of its cells.
func costOfMatrix(child int, args map[string]any) int {
	return plus(costAnalysis, times(sizeUpTo(args, "first", defaultCells, graph.MaxCells), child))
}

// costOfPaths is the cost of some paths, whose steps cost what is selected on
// one of them.
func costOfPaths(child int, args map[string]any) int {
	return plus(costAnalysis, times(sizeUpTo(args, "first", 1, graph.MaxPaths), child))
}

func costOfSteps(child int, _ map[string]any) int { return times(graph.MaxPathSteps, plus(1, child)) }

func costOfStepStatements(child int, _ map[string]any) int {
	return times(graph.MaxPathStatements, plus(1, child))
}

// sizeUpTo is how many items a field asks for by an argument that has bounds of
// its own.
func sizeUpTo(args map[string]any, name string, unless, most int) int {
	if args[name] == nil {
		return unless
	}
	n, err := scalar.UnmarshalInt64(args[name])
	if err != nil || n < 1 || n > int64(most) {
		return most
	}
	return int(n)
}
