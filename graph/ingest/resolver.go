package ingest

import (
	"context"
	"errors"

	"hudna/graph"
)

// ByCode resolves by the codes that a record carries, each exactly, and by
// nothing else: one record has to carry one of them, and no other record any. A
// record of the same scheme does not count: whether two things that a source
// tells apart are one is not told by in which order they came.
type ByCode struct{}

// Resolve looks the codes up.
func (ByCode) Resolve(ctx context.Context, r graph.Reader, meant graph.Record) (graph.ID, error) {
	var found graph.ID
	for _, code := range meant.Shared().Codes {
		there, err := r.ByCode(ctx, meant.RecordKind(), graph.Code{System: code.System, Code: code.Code})
		var several *graph.AmbiguousCode
		switch {
		case errors.Is(err, graph.ErrNotFound):
			continue
		case errors.As(err, &several):
			return "", nil
		case err != nil:
			return "", err
		}
		if ours, theirs := meant.Shared().Coding, there.Shared().Coding; ours != nil && theirs != nil && ours.Scheme == theirs.Scheme {
			continue
		}
		id := there.Shared().ID
		if found != "" && found != id {
			return "", nil
		}
		found = id
	}
	return found, nil
}
