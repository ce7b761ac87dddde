package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"hudna/graph"
)

// A snapshot is everything that a view may see, as it may see it.
type snapshot struct {
	view    graph.View
	nodes   []*node        // those whose records are seen, in recorded order
	records []graph.Record // the same, cut
	byID    map[graph.ID]graph.Record
}

// maxSnapshots bounds the snapshots and the dates that are kept. No answer
// depends on them.
const maxSnapshots = 1024

// snapshot works out what a view may see. The caller holds the lock.
func (n *Naive) snapshot(v graph.View) (*snapshot, error) {
	if !slices.Contains(graph.Markings(), v.Clearance) {
		return nil, &graph.FieldError{Path: "clearance", Reason: fmt.Sprintf("%q is no clearance", v.Clearance)}
	}
	if v.Revision > n.head() {
		return nil, &graph.FieldError{Path: "revision", Reason: fmt.Sprintf("%d is beyond the head, %d", v.Revision, n.head())}
	}
	if s := n.snapshots[v]; s != nil {
		return s, nil
	}
	s := &snapshot{view: v, byID: map[graph.ID]graph.Record{}}
	for _, node := range n.nodes {
		if then := node.at(v.Revision); then != nil && n.covered(then, v.Clearance) {
			s.nodes = append(s.nodes, node)
			s.byID[then.record.Shared().ID] = then.record
		}
	}
	hidden := func(id graph.ID) bool {
		return id != "" && id.Kind() != graph.KindUtterance && s.byID[id] == nil
	}
	for _, node := range s.nodes {
		then := node.at(v.Revision)
		cut := then.record
		if slices.ContainsFunc(then.references, hidden) {
			cut = redacted(cut, hidden)
		}
		s.records = append(s.records, cut)
	}
	for _, r := range s.records {
		s.byID[r.Shared().ID] = r
	}
	if len(n.snapshots) == maxSnapshots {
		clear(n.snapshots)
	}
	n.snapshots[v] = s
	return s, nil
}

// covered reports whether a clearance covers a version: its own marking and
// that of each of its guards. Markings do not change.
func (n *Naive) covered(v *version, clearance graph.Marking) bool {
	if !covers(clearance, v.marking()) {
		return false
	}
	for _, id := range v.guards {
		if !covers(clearance, n.byID[id].last().marking()) {
			return false
		}
	}
	return true
}

// moment is what a date can mean; one that is not valid is undated.
func (n *Naive) moment(d *graph.Date) moment {
	if d == nil || d.EDTF == "" {
		return moment{undated: true}
	}
	key := graph.Date{EDTF: d.EDTF, Zone: d.Zone}
	m, ok := n.moments[key]
	if !ok {
		var err error
		if m, err = momentOf(&key); err != nil {
			m = moment{undated: true}
		}
		if len(n.moments) == maxSnapshots {
			clear(n.moments)
		}
		n.moments[key] = m
	}
	return m
}

type naiveReader struct {
	naive *Naive
	view  graph.View
}

func (r naiveReader) View() graph.View { return r.view }

// ask answers a question from the view's snapshot, holding the lock.
func ask[T any](ctx context.Context, r naiveReader, answer func(*Naive, *snapshot) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	r.naive.mu.Lock()
	defer r.naive.mu.Unlock()
	s, err := r.naive.snapshot(r.view)
	if err != nil {
		return none, err
	}
	return answer(r.naive, s)
}

func (r naiveReader) Commit(ctx context.Context, number graph.Revision) (graph.Commit, error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (graph.Commit, error) {
		if number > s.view.Revision {
			return graph.Commit{}, fmt.Errorf("revision %d: %w", number, graph.ErrNotFound)
		}
		return n.told(number, s.view.Clearance), nil
	})
}

func (r naiveReader) Commits(ctx context.Context, p graph.Page) (graph.List[graph.Commit], error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (graph.List[graph.Commit], error) {
		var all []placed[graph.Commit]
		for rev := s.view.Revision; rev > 0; rev-- {
			all = append(all, placed[graph.Commit]{n.told(rev, s.view.Clearance), place{Number: uint64(rev)}})
		}
		return paged(all, p, "commits", func(a, b place) int { return cmp.Compare(b.Number, a.Number) })
	})
}

func (r naiveReader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	return ask(ctx, r, func(_ *Naive, s *snapshot) (graph.Record, error) {
		if record := s.byID[id]; record != nil {
			return record, nil
		}
		return nil, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	})
}

func (r naiveReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	return ask(ctx, r, func(_ *Naive, s *snapshot) ([]graph.Record, error) {
		records := make([]graph.Record, len(ids))
		for i, id := range ids {
			records[i] = s.byID[id]
		}
		return records, nil
	})
}

func (r naiveReader) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (graph.Record, error) {
	return ask(ctx, r, func(_ *Naive, s *snapshot) (graph.Record, error) {
		var found []graph.Record
		var ids []graph.ID
		for _, record := range s.records {
			meta := record.Shared()
			if record.RecordKind() == k && meta.Status != graph.StatusRetracted && slices.ContainsFunc(meta.Codes, func(o graph.Code) bool {
				return o.System == c.System && o.Code == c.Code
			}) {
				found = append(found, record)
				ids = append(ids, meta.ID)
			}
		}
		switch len(found) {
		case 0:
			return nil, fmt.Errorf("code %s:%s: %w", c.System, c.Code, graph.ErrNotFound)
		case 1:
			return found[0], nil
		}
		named := min(len(ids), 100)
		return nil, &graph.AmbiguousCode{Code: c, IDs: ids[:named], More: named < len(ids)}
	})
}

func (r naiveReader) Scan(ctx context.Context, k graph.Kind, statuses ...graph.Status) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		found, err := ask(ctx, r, func(_ *Naive, s *snapshot) ([]graph.Record, error) {
			var found []graph.Record
			for _, record := range s.records {
				if record.RecordKind() == k && (len(statuses) == 0 || slices.Contains(statuses, record.Shared().Status)) {
					found = append(found, record)
				}
			}
			return found, nil
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for _, record := range found {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(record, nil) {
				return
			}
		}
	}
}

func (r naiveReader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	return ask(ctx, r, func(_ *Naive, s *snapshot) (graph.List[*graph.Actor], error) {
		if len(q.Statuses) == 0 {
			q.Statuses = []graph.Status{graph.StatusPublished}
		}
		if err := checkActorQuery(q); err != nil {
			return graph.List[*graph.Actor]{}, err
		}
		var all []placed[*graph.Actor]
		for i, record := range s.records {
			actor, ok := record.(*graph.Actor)
			if ok && meetsActorQuery(actor, q) {
				all = append(all, placed[*graph.Actor]{actor, place{Number: uint64(s.nodes[i].order)}})
			}
		}
		return paged(all, p, fingerprint("actors", q), func(a, b place) int { return cmp.Compare(a.Number, b.Number) })
	})
}

func (r naiveReader) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (graph.List[graph.Version], error) {
		var all []placed[graph.Version]
		if node := n.byID[id]; node != nil {
			for _, v := range slices.Backward(node.versions) {
				if v.revision > s.view.Revision {
					continue
				}
				then, err := n.snapshot(graph.View{Revision: v.revision, Clearance: s.view.Clearance})
				if err != nil {
					return graph.List[graph.Version]{}, err
				}
				if seen := then.byID[id]; seen != nil {
					all = append(all, placed[graph.Version]{
						graph.Version{Commit: n.described(v.revision), Verb: v.verb, Record: seen},
						place{Number: uint64(v.revision)},
					})
				}
			}
		}
		if len(all) == 0 && p.After == "" {
			return graph.List[graph.Version]{}, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		return paged(all, p, fingerprint("history", id), func(a, b place) int { return cmp.Compare(b.Number, a.Number) })
	})
}

func (r naiveReader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (graph.List[*graph.Statement], error) {
		all, order, err := n.statements(s, &q)
		if err != nil {
			return graph.List[*graph.Statement]{}, err
		}
		return paged(all, p, fingerprint("statements", q), order)
	})
}

func (r naiveReader) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (graph.StatementCount, error) {
		all, _, err := n.statements(s, &q)
		if err != nil {
			return graph.StatementCount{}, err
		}
		statements := make([]*graph.Statement, len(all))
		for i, item := range all {
			statements[i] = item.value
		}
		return countOf(s, statements), nil
	})
}

func (r naiveReader) SourcesOf(ctx context.Context, st *graph.Statement) (int, error) {
	return ask(ctx, r, func(n *Naive, s *snapshot) (int, error) {
		statements := []*graph.Statement{st}
		if st.Utterance != "" {
			all, _, err := n.statements(s, &graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: st.Utterance}})
			if err != nil {
				return 0, err
			}
			for _, item := range all {
				statements = append(statements, item.value)
			}
		}
		return countOf(s, statements).Sources, nil
	})
}

// statements lists what a query asks for on all its pages, and says by which
// order. The defaults of the query are filled in.
func (n *Naive) statements(s *snapshot, q *graph.StatementQuery) ([]placed[*graph.Statement], func(a, b place) int, error) {
	if len(q.Statuses) == 0 {
		q.Statuses = []graph.Status{graph.StatusPublished}
	}
	if len(q.Bases) == 0 {
		q.Bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	if q.Order == "" {
		q.Order = graph.SaidDescending
	}
	said, err := checkStatementQuery(s, *q)
	if err != nil {
		return nil, nil, err
	}
	var all []placed[*graph.Statement]
	for i, record := range s.records {
		statement, ok := record.(*graph.Statement)
		if !ok {
			continue
		}
		m := n.moment(statement.Said)
		if meetsStatementQuery(statement, m, *q, said) {
			all = append(all, placed[*graph.Statement]{statement, placeOf(m, s.nodes[i].order)})
		}
	}
	order := newestFirst
	if q.Order == graph.SaidAscending {
		order = oldestFirst
	}
	slices.SortFunc(all, func(a, b placed[*graph.Statement]) int { return order(a.place, b.place) })
	return all, order, nil
}
