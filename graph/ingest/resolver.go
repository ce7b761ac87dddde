package ingest

import (
	"context"
	"errors"

	"hudna/graph"
)

// ByCode resolves by the codes that a record carries, each exactly, and by
// nothing else: one record has to carry one of them, and no other record any.
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
		id := there.Shared().ID
		if found != "" && found != id {
			return "", nil
		}
		found = id
	}
	return found, nil
}
