package audit

import (
	"context"
	"errors"
	"iter"

	"hudna/graph"
)

// Watch gives a graph that notes in the account of a context what it gives of what
// not everybody may see, and what it takes. Who reads what everybody may see is
// noted nowhere, and has the graph itself.
func Watch(g graph.Graph) graph.Graph { return &watched{g} }

type watched struct{ graph.Graph }

func (w *watched) At(v graph.View) graph.Reader {
	r := w.Graph.At(v)
	if v.Clearance == graph.MarkingPublic {
		return r
	}
	return &reader{r, w.Graph}
}

func (w *watched) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	r, err := w.Graph.Commit(ctx, by, c)
	switch {
	case err == nil:
		AccountOf(ctx).wrote(Written{r, len(c.Ops)})
	case errors.Is(err, graph.ErrForbidden):
		AccountOf(ctx).forbade()
	}
	return r, err
}

func (w *watched) Changes(ctx context.Context, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
	a := AccountOf(ctx)
	if a == nil || v.Clearance == graph.MarkingPublic {
		return w.Graph.Changes(ctx, v, after)
	}
	return func(yield func(graph.Commit, error) bool) {
		for c, err := range w.Graph.Changes(ctx, v, after) {
			for i := range c.Ops {
				a.named(ctx, w.Graph, c.Ops[i].Target(), c.Revision)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// A reader notes what it gives. What tells of single records is noted by their ids,
// what adds records up by the name of the question. What tells of neither (which
// revisions there are, whether two ids mean one record) is not noted: whoever asks
// it has the ids already.
type reader struct {
	graph.Reader
	graph graph.Graph // which says what is hidden
}

// gave notes a record as it is at the reader's revision.
func (r *reader) gave(ctx context.Context, record graph.Record) {
	if record != nil {
		r.named(ctx, record.Shared().ID, r.View().Revision)
	}
}

func (r *reader) named(ctx context.Context, id graph.ID, at graph.Revision) {
	AccountOf(ctx).named(ctx, r.graph, id, at)
}

func list[T graph.Record](ctx context.Context, r *reader, l graph.List[T], err error) (graph.List[T], error) {
	for i := range l.Items {
		r.gave(ctx, l.Items[i].Value)
	}
	return l, err
}

func (r *reader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	record, err := r.Reader.Record(ctx, id)
	if err == nil {
		r.gave(ctx, record)
	}
	return record, err
}

func (r *reader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	records, err := r.Reader.Records(ctx, ids)
	for _, record := range records {
		r.gave(ctx, record)
	}
	return records, err
}

func (r *reader) Follow(ctx context.Context, ids []graph.ID) ([]graph.ID, []graph.Record, error) {
	leads, records, err := graph.Follow(ctx, r.Reader, ids)
	for _, record := range records {
		r.gave(ctx, record)
	}
	return leads, records, err
}

func (r *reader) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (graph.Record, error) {
	record, err := r.Reader.ByCode(ctx, k, c)
	if err == nil {
		r.gave(ctx, record)
	}
	return record, err
}

func (r *reader) Scan(ctx context.Context, k graph.Kind, statuses ...graph.Status) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for record, err := range r.Reader.Scan(ctx, k, statuses...) {
			if err == nil {
				r.gave(ctx, record)
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

func (r *reader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	l, err := r.Reader.Actors(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	l, err := r.Reader.Locations(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	l, err := r.Reader.Agreements(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	l, err := r.Reader.Documents(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	l, err := r.Reader.Topics(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	l, err := r.Reader.Events(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	l, err := r.Reader.Statements(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Search(ctx context.Context, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
	l, err := r.Reader.Search(ctx, q, p)
	return list(ctx, r, l, err)
}

func (r *reader) Similar(ctx context.Context, id graph.ID, first int) (graph.Candidates, error) {
	c, err := r.Reader.Similar(ctx, id, first)
	for i := range c.Found {
		r.gave(ctx, c.Found[i].Record)
	}
	return c, err
}

func (r *reader) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	l, err := r.Reader.History(ctx, id, p)
	for i := range l.Items {
		v := &l.Items[i].Value
		r.named(ctx, id, v.Commit.Revision)
		if v.Before != nil {
			r.named(ctx, id, v.Commit.Revision-1)
		}
	}
	return l, err
}

func (r *reader) Differences(ctx context.Context, from graph.Revision, p graph.Page) (graph.List[graph.Difference], error) {
	l, err := r.Reader.Differences(ctx, from, p)
	for i := range l.Items {
		d := &l.Items[i].Value
		if d.Before != nil {
			r.named(ctx, d.ID, from)
		}
		if d.After != nil {
			r.gave(ctx, d.After)
		}
	}
	return l, err
}

func (r *reader) Compare(ctx context.Context, q graph.StatementSet, from graph.Revision, p graph.Page) (graph.Comparison, error) {
	c, err := r.Reader.Compare(ctx, q, from, p)
	for i := range c.Items {
		if s := c.Items[i].Value.Before; s != nil {
			r.named(ctx, s.ID, from)
		}
		if s := c.Items[i].Value.After; s != nil {
			r.gave(ctx, s)
		}
	}
	AccountOf(ctx).counted("Compare")
	return c, err
}
