package graphtest

import (
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

	// What was worked out on the way. No answer depends on what stands here.
	clusters  map[graph.ID][]graph.ID
	standings map[standingKey][]way
	answers   map[string]answer
}

// An answer is a list of statements that was asked for before: one page of it
// is seldom all.
type answer struct {
	found found[*graph.Statement]
	err   error
}

// maxAnswers bounds the answers that are kept of one view.
const maxAnswers = 8

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
	s := &snapshot{
		view: v, byID: map[graph.ID]graph.Record{}, clusters: map[graph.ID][]graph.ID{}, standings: map[standingKey][]way{}, answers: map[string]answer{},
	}
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

// covered reports whether a clearance covers a version: the marking that its
// record has now, and that of each of its guards.
func (n *Naive) covered(v *version, clearance graph.Marking) bool {
	if !covers(clearance, n.byID[v.record.Shared().ID].last().marking()) {
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

// period is a range made ready; one that is not valid holds nothing.
func (n *Naive) period(r graph.DateRange) period {
	p, ok := n.periods[r]
	if !ok {
		var err error
		if p, err = periodOf(r); err != nil {
			p = period{empty: true}
		}
		if len(n.periods) == maxSnapshots {
			clear(n.periods)
		}
		n.periods[r] = p
	}
	return p
}

type naiveReader struct {
	naive *Naive
	view  graph.View
}

func (r naiveReader) View() graph.View { return r.view }

// ask answers a question from the view's snapshot, holding the lock.
func ask[T any](ctx context.Context, r naiveReader, answer func(*seeker) (T, error)) (T, error) {
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
	return answer(&seeker{naive: r.naive, snapshot: s})
}

func (r naiveReader) Commit(ctx context.Context, number graph.Revision) (graph.Commit, error) {
	return ask(ctx, r, func(k *seeker) (graph.Commit, error) {
		if number > k.snapshot.view.Revision {
			return graph.Commit{}, fmt.Errorf("revision %d: %w", number, graph.ErrNotFound)
		}
		return k.naive.told(number, k.snapshot.view.Clearance), nil
	})
}

func (r naiveReader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	return ask(ctx, r, func(k *seeker) (graph.Record, error) {
		if record := k.snapshot.byID[id]; record != nil {
			return record, nil
		}
		return nil, fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	})
}

func (r naiveReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	return ask(ctx, r, func(k *seeker) ([]graph.Record, error) {
		records := make([]graph.Record, len(ids))
		for i, id := range ids {
			records[i] = k.snapshot.byID[id]
		}
		return records, nil
	})
}

func (r naiveReader) ByCode(ctx context.Context, kind graph.Kind, c graph.Code) (graph.Record, error) {
	return ask(ctx, r, func(k *seeker) (graph.Record, error) {
		var found []graph.Record
		var ids []graph.ID
		for _, record := range k.snapshot.records {
			meta := record.Shared()
			if record.RecordKind() == kind && meta.Status != graph.StatusRetracted && slices.ContainsFunc(meta.Codes, func(o graph.Code) bool {
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

func (r naiveReader) Scan(ctx context.Context, kind graph.Kind, statuses ...graph.Status) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		found, err := ask(ctx, r, func(k *seeker) ([]graph.Record, error) {
			var found []graph.Record
			for _, record := range k.snapshot.records {
				if record.RecordKind() == kind && (len(statuses) == 0 || slices.Contains(statuses, record.Shared().Status)) {
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
