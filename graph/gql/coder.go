package gql

import (
	"context"
	"errors"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

// coderAgreement says how far coders agree on documents.
func coderAgreement(ctx context.Context, documents []graph.ID, scheme *string, coders []string) (*analysis.Agreement, error) {
	f := &filtering{}
	q := analysis.CodersQuestion{Documents: f.ids("", "documents", documents, graph.KindDocument), Scheme: given(scheme), Coders: coders}
	switch {
	case len(documents) == 0:
		f.refuse("documents", "is empty")
	case len(coders) > graph.MaxFilterIDs:
		f.fail(tooMany("coders", graph.MaxFilterIDs))
	}
	if f.err != nil {
		return nil, f.err
	}
	op := at(ctx)
	a, err := analysis.AgreementOf(ctx, op.reader, q)
	if err != nil {
		return nil, op.blame(ctx, f.names, err)
	}
	return a, nil
}

// beginning gives the first of a list, of those that a field of it asks for.
func beginning[T any](list []T, first *int32) ([]*T, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	out := make([]*T, min(n, len(list)))
	for i := range out {
		out[i] = &list[i]
	}
	return out, nil
}

var errValues = errors.New("there are not as many values as codings")

// valuesOf says what each coder gave.
func valuesOf(d *analysis.Disagreement) ([]*model.CodedValue, error) {
	if len(d.Values) != len(d.Unit.Codings) {
		return nil, errValues
	}
	out := make([]*model.CodedValue, len(d.Values))
	for i, c := range d.Unit.Codings {
		out[i] = &model.CodedValue{Coder: c.Coder, Statement: c.Statement}
		if v := d.Values[i]; v != "" {
			out[i].Value = &v
		}
	}
	return out, nil
}
