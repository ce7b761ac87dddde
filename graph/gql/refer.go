package gql

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// follow gives the record that a reference in a place names, of the type that
// may stand there. It is nil where there is no reference. A reference to what
// is not there is corrupt: what the asker may not see has no reference either.
func follow[T graph.Record](ctx context.Context, in place, id graph.ID) (T, error) {
	var none T
	if id == "" {
		return none, nil
	}
	records := at(ctx).records
	if r, ok := records.met(id); ok {
		return as[T](id, r)
	}
	list, err := records.get(ctx, in, id)
	if err != nil {
		return none, err
	}
	return as[T](id, list[0])
}

// followAll is follow for a list of references.
func followAll[T graph.Record](ctx context.Context, in place, ids []graph.ID) ([]T, error) {
	list, err := at(ctx).records.get(ctx, in, ids...)
	if err != nil {
		return nil, err
	}
	return asAll[T](ids, list)
}

func asAll[T graph.Record](ids []graph.ID, list []graph.Record) ([]T, error) {
	out := make([]T, len(list))
	var err error
	for i, r := range list {
		if out[i], err = as[T](ids[i], r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func as[T graph.Record](id graph.ID, r graph.Record) (T, error) {
	t, ok := r.(T)
	switch {
	case r == nil:
		return t, &graph.CorruptError{ID: id, What: "reference to a record that is missing"}
	case !ok:
		return t, &graph.CorruptError{ID: id, What: "reference to a record of another kind"}
	}
	return t, nil
}

// one finds one record of a kind by its id or by a code: the one that stands for
// it or, if that is not wanted, the record itself. It is nil where there is none.
func one[T graph.Record](ctx context.Context, kind graph.Kind, id *graph.ID, code *model.CodeInput, canonical *bool) (T, error) {
	var none T
	switch {
	case (id == nil) == (code == nil):
		return none, &graph.FieldError{Reason: "give either id or code, exactly one of the two"}
	case code != nil:
		return byCode[T](ctx, kind, *code, canonical)
	}
	if err := kindIs("id", *id, kind); err != nil {
		return none, err
	}
	list, err := at(ctx).find(ctx, canonical, *id)
	if err != nil {
		return none, err
	}
	if list[0] == nil {
		return none, at(ctx).purged(ctx, *id)
	}
	return as[T](*id, list[0])
}

// purged says so of the id of a tombstone, and nothing of any other.
func (o *operation) purged(ctx context.Context, id graph.ID) error {
	_, err := o.reader.Record(ctx, id)
	if errors.Is(err, graph.ErrNotFound) && !errors.As(err, new(*graph.PurgedError)) {
		return nil
	}
	return err
}

// find gives the records that stand for those of ids or, if that is not wanted,
// these themselves; nil for one that is not there.
func (o *operation) find(ctx context.Context, canonical *bool, ids ...graph.ID) ([]graph.Record, error) {
	if canonical != nil && !*canonical {
		return o.records.own(ctx, "", ids...)
	}
	return o.records.get(ctx, "", ids...)
}

// maxCode bounds each part of a code that is asked for, in bytes.
const maxCode = 1 << 10

func byCode[T graph.Record](ctx context.Context, kind graph.Kind, code model.CodeInput, canonical *bool) (T, error) {
	var none T
	if len(code.System) > maxCode || len(code.Code) > maxCode {
		return none, &graph.FieldError{Path: "code", Reason: fmt.Sprintf("is longer than %d bytes", maxCode)}
	}
	op := at(ctx)
	r, err := op.reader.ByCode(ctx, kind, graph.Code{System: code.System, Code: code.Code})
	ambiguous, several := errors.AsType[*graph.AmbiguousCode](err)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return none, nil
	case several:
		return oneOfSeveral[T](ctx, ambiguous, canonical)
	case err != nil:
		return none, fmt.Errorf("by code: %w", err)
	}
	op.records.keep(r)
	id := r.Shared().ID
	list, err := op.find(ctx, canonical, id)
	if err != nil {
		return none, err
	}
	return as[T](id, list[0])
}

// oneOfSeveral gives the record that stands for all that carry a code, if there
// is one.
func oneOfSeveral[T graph.Record](ctx context.Context, ambiguous *graph.AmbiguousCode, canonical *bool) (T, error) {
	var none T
	list, err := at(ctx).find(ctx, canonical, ambiguous.IDs...)
	if err != nil {
		return none, err
	}
	for _, r := range list {
		if r == nil || r != list[0] {
			return none, fmt.Errorf("by code: %w", ambiguous)
		}
	}
	return as[T](ambiguous.IDs[0], list[0])
}

// ofAnyKind gives the records of ids, in their order, nil for one that is not
// there.
func ofAnyKind(ctx context.Context, ids []graph.ID, canonical *bool) ([]graph.Record, error) {
	if len(ids) > graph.MaxPage {
		return nil, tooMany("ids", graph.MaxPage)
	}
	recorded := make([]graph.ID, 0, len(ids))
	for _, id := range ids {
		if id.Kind().Valid() { // an utterance has an id and is no record
			recorded = append(recorded, id)
		}
	}
	found, err := at(ctx).find(ctx, canonical, recorded...)
	if err != nil {
		return nil, err
	}
	out := make([]graph.Record, len(ids))
	for i, id := range ids {
		if id.Kind().Valid() {
			out[i], found = found[0], found[1:]
		}
	}
	return out, nil
}

// ofWhateverKind gives the record of an id, nil where there is none; that it was purged is
// an error.
func ofWhateverKind(ctx context.Context, id graph.ID, canonical *bool) (graph.Record, error) {
	list, err := ofAnyKind(ctx, []graph.ID{id}, canonical)
	if err != nil {
		return nil, err
	}
	if list[0] == nil {
		return nil, at(ctx).purged(ctx, id)
	}
	return list[0], nil
}

// kindIs says that the id at a path of the request is of the wrong kind. It
// looks at the id alone, and so tells nothing of what there is.
func kindIs(path string, id graph.ID, kind graph.Kind) error {
	if id.Kind() != kind {
		return &graph.FieldError{Path: path, Reason: fmt.Sprintf("%s is no id of kind %s", id, kind)}
	}
	return nil
}
