package export

import (
	"context"
	"fmt"
	"iter"

	"hudna/graph"
)

// A Selection says which records are wanted: those that a list of a
// [graph.Reader] holds, in the order of the list.
type Selection struct {
	Kind graph.Kind
	// Query is one of the queries of the lists of the kind: a
	// [graph.StatementQuery] for statements, a [graph.DocumentSet] for documents.
	// Without one it is all that the list shows by default, statements in the
	// order in which they were first recorded: so neighbours in the list are
	// neighbours in the store. Import runs,
	// judgements and codebooks have no queries; all of them are given, in the
	// order in which they were first recorded.
	Query any
}

// The sizes of pages. The first one is small, so that whoever waits for the
// first byte does not wait for a whole page.
const (
	firstPage = 50
	fullPage  = graph.MaxPage
)

// pages gives the records of the selection, a page at a time. A page that was
// given is not read again, so that no more than the pages in use are held.
func (s Selection) pages(ctx context.Context, r graph.Reader) iter.Seq2[[]graph.Record, error] {
	switch s.Kind {
	case graph.KindActor:
		return listed(ctx, r, s, graph.Reader.Actors)
	case graph.KindStatement:
		if s.Query == nil {
			s.Query = graph.StatementQuery{Order: graph.RecordedAscending}
		}
		return listed(ctx, r, s, graph.Reader.Statements)
	case graph.KindEvent:
		return listed(ctx, r, s, graph.Reader.Events)
	case graph.KindLocation:
		return listed(ctx, r, s, graph.Reader.Locations)
	case graph.KindAgreement:
		return listed(ctx, r, s, graph.Reader.Agreements)
	case graph.KindDocument:
		return listed(ctx, r, s, graph.Reader.Documents)
	case graph.KindTopic:
		return listed(ctx, r, s, graph.Reader.Topics)
	}
	return scanned(ctx, r, s)
}

// listed reads a list to its end, page by page.
func listed[Q any, R graph.Record](ctx context.Context, r graph.Reader, s Selection, list func(graph.Reader, context.Context, Q, graph.Page) (graph.List[R], error)) iter.Seq2[[]graph.Record, error] {
	return func(yield func([]graph.Record, error) bool) {
		var q Q
		if s.Query != nil {
			var ok bool
			if q, ok = s.Query.(Q); !ok {
				yield(nil, fmt.Errorf("%T is no query for records of kind %s", s.Query, s.Kind))
				return
			}
		}
		for page := (graph.Page{First: firstPage}); ; page.First = fullPage {
			found, err := list(r, ctx, q, page)
			if err != nil {
				yield(nil, err)
				return
			}
			records := make([]graph.Record, len(found.Items))
			for i, item := range found.Items {
				records[i] = item.Value
				page.After = item.Cursor
			}
			if len(records) > 0 && !yield(records, nil) || !found.More {
				return
			}
		}
	}
}

// scanned reads the records of a kind that has no queries.
func scanned(ctx context.Context, r graph.Reader, s Selection) iter.Seq2[[]graph.Record, error] {
	return func(yield func([]graph.Record, error) bool) {
		if s.Query != nil {
			yield(nil, &graph.FieldError{Path: "filter", Reason: fmt.Sprintf("is not for records of kind %s, which have none", s.Kind)})
			return
		}
		var records []graph.Record
		for record, err := range r.Scan(ctx, s.Kind) {
			if err != nil {
				yield(nil, err)
				return
			}
			if records = append(records, record); len(records) == fullPage {
				if !yield(records, nil) {
					return
				}
				records = nil
			}
		}
		if len(records) > 0 {
			yield(records, nil)
		}
	}
}
