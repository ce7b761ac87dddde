package audit

import (
	"context"

	"hudna/graph"
)

// The questions whose answers add up what they do not name.

func (r *reader) Count(ctx context.Context, query any) (int, error) {
	AccountOf(ctx).counted("Count")
	return r.Reader.Count(ctx, query)
}

func (r *reader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	AccountOf(ctx).counted("CountStatements")
	return r.Reader.CountStatements(ctx, q)
}

func (r *reader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	AccountOf(ctx).counted("Facets")
	return r.Reader.Facets(ctx, q, by, first)
}

func (r *reader) Matrix(ctx context.Context, q graph.MatrixQuery, first int) (graph.Matrix, error) {
	AccountOf(ctx).counted("Matrix")
	return r.Reader.Matrix(ctx, q, first)
}

func (r *reader) Series(ctx context.Context, q graph.SeriesQuery) (graph.Series, error) {
	AccountOf(ctx).counted("Series")
	return r.Reader.Series(ctx, q)
}

func (r *reader) Positions(ctx context.Context, q graph.PositionQuery) (graph.Positions, error) {
	AccountOf(ctx).counted("Positions")
	return r.Reader.Positions(ctx, q)
}

func (r *reader) Paths(ctx context.Context, q graph.PathQuery, first int) ([]graph.Path, error) {
	AccountOf(ctx).counted("Paths")
	return r.Reader.Paths(ctx, q, first)
}

func (r *reader) SourcesOf(ctx context.Context, s *graph.Statement) (int, error) {
	AccountOf(ctx).counted("SourcesOf")
	return r.Reader.SourcesOf(ctx, s)
}
