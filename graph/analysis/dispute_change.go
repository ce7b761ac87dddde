package analysis

import (
	"context"
	"slices"
	"strings"

	"hudna/graph"
)

// A ChangedDispute is a dispute that is there at only one of two revisions, or that
// stands otherwise at the later one.
type ChangedDispute struct {
	Key           string
	Before, After *Dispute // nil where it is not there
}

// Move says whether it came, went or was changed.
func (d ChangedDispute) Move() graph.Move {
	switch {
	case d.Before == nil:
		return graph.MoveCame
	case d.After == nil:
		return graph.MoveWent
	}
	return graph.MoveChanged
}

// ChangedDisputes compares what is in dispute under an agreement at two revisions: by
// the keys of the disputes. One is changed where its state is, or whether it is
// excluded, or which statements allege, admit and answer and how each of these
// stands; not where only the words of a statement were corrected.
func ChangedDisputes(before, after *Disputes) (list []ChangedDispute) {
	was := make(map[string]*Dispute, len(before.Disputes))
	for _, d := range before.Disputes {
		was[d.Key()] = d
	}
	for _, d := range after.Disputes {
		key := d.Key()
		if old := was[key]; old == nil || !old.stands(d) {
			list = append(list, ChangedDispute{Key: key, Before: old, After: d})
		}
		delete(was, key)
	}
	for key, d := range was {
		list = append(list, ChangedDispute{Key: key, Before: d})
	}
	slices.SortFunc(list, func(a, b ChangedDispute) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// stands reports whether a dispute stands as another one does.
func (d *Dispute) stands(as *Dispute) bool {
	return d.State == as.State && d.Excluded == as.Excluded &&
		slices.EqualFunc(d.Allegations, as.Allegations, func(a, b Allegation) bool {
			return a.Statement.ID == b.Statement.ID && a.State == b.State && a.Withdrawn == b.Withdrawn && a.Answered == b.Answered
		}) &&
		slices.EqualFunc(d.Admissions, as.Admissions, func(a, b Admission) bool {
			return a.Statement.ID == b.Statement.ID && a.Withdrawn == b.Withdrawn
		}) &&
		slices.EqualFunc(d.Answers, as.Answers, func(a, b Answer) bool {
			return a.Statement.ID == b.Statement.ID && a.Link.Kind == b.Link.Kind && a.Link.Statement == b.Link.Statement &&
				a.Link.Of == b.Link.Of && a.Withdrawn == b.Withdrawn && slices.Equal(a.By, b.By)
		})
}

// MayDispute reports whether what was done between two revisions may have to do with
// what is in dispute, under whatever agreement. It is false only where nothing has:
// where the one thing that was done is that statements came, went or were corrected
// that neither accuse anybody, nor speak of a breach, nor count, nor answer others.
// So most of what is recorded need not be looked into.
func MayDispute(ctx context.Context, later graph.Reader, from graph.Revision) (bool, error) {
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := later.Differences(ctx, from, page)
		if err != nil {
			return false, err
		}
		for _, item := range list.Items {
			if concerns(item.Value.Before) || concerns(item.Value.After) {
				return true, nil
			}
		}
		if !list.More {
			return false, nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// concerns reports whether a version of a record may have to do with a dispute.
func concerns(r graph.Record) bool {
	if r == nil {
		return false
	}
	s, ok := r.(*graph.Statement)
	if !ok {
		return true
	}
	return len(s.Links) > 0 || len(s.Figures) > 0 || slices.ContainsFunc(s.About, func(a graph.About) bool {
		return a.Role == graph.AboutAccused || a.Role == graph.AboutBreached
	})
}
