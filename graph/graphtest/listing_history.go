package graphtest

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"hudna/graph"
)

func (t *trial) askHistory(ctx context.Context, v graph.View) error {
	id := t.someID(v)
	t.stats.take("reader: History")
	return list(ctx, t, v, fmt.Sprintf("History(%s)", id), func(r graph.Reader) listing[graph.Version] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Version], error) {
			return r.History(ctx, id, p)
		}
	}, values(sameVersion))
}

func (t *trial) askCommits(ctx context.Context, v graph.View) error {
	q := t.commitQuery(v)
	t.stats.take("reader: Commits")
	t.asker.noteFields(reflect.ValueOf(q))
	question := fmt.Sprintf("Commits(%s)", readable(q))
	if t.asker.Chance(20) {
		t.stats.take("reader: Count of Commits")
		want, wantErr := t.naive.At(v).Count(ctx, q)
		got, gotErr := t.graph.At(v).Count(ctx, q)
		if !sameError(wantErr, gotErr) || want != got {
			return t.differs(viewed(v)+" Count of "+question, []string{fmt.Sprint(want), readable(wantErr)}, []string{fmt.Sprint(got), readable(gotErr)})
		}
	}
	return list(ctx, t, v, question, func(r graph.Reader) listing[graph.Commit] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Commit], error) { return r.Commits(ctx, q, p) }
	}, values(sameCommit))
}

// commitQuery draws which revisions are wanted.
func (t *trial) commitQuery(v graph.View) (q graph.CommitQuery) {
	d := t.asker.Dice
	some := func() graph.Revision { return graph.Revision(d.N(int(v.Revision) + 2)) }
	if d.Chance(30) {
		q.Touches = t.someID(v)
		if v.Revision > 0 && d.Chance(70) { // of what was done
			if ops := t.naive.commits[d.N(int(v.Revision))].Ops; len(ops) > 0 {
				q.Touches = pick(d, ops).ID
			}
		}
	}
	if v.Revision > 0 && d.Chance(30) {
		q.Author = t.naive.commits[d.N(int(v.Revision))].Author
	}
	if d.Chance(25) {
		q.After = some()
	}
	if d.Chance(25) {
		q.Before = some()
	}
	for _, bound := range []*time.Time{&q.Since, &q.Until} {
		if at := some(); at > 0 && at <= v.Revision && d.Chance(25) {
			*bound = t.naive.commits[at-1].Time.Add(pick(d, []time.Duration{-time.Hour, -1, 0, 1}))
		}
	}
	return q
}

// from draws a revision before the view's, and rarely one after it.
func (t *trial) from(v graph.View) graph.Revision {
	if t.asker.Chance(3) {
		return v.Revision + 1
	}
	if v.Revision > 3 && t.asker.Chance(40) { // so late that little was changed since
		return v.Revision - graph.Revision(t.asker.N(4))
	}
	return graph.Revision(t.asker.N(int(v.Revision) + 1))
}

func sameDifference(want, got graph.Difference) bool {
	return want.ID == got.ID && sameValue(want, got)
}

func (t *trial) askDifferences(ctx context.Context, v graph.View) error {
	from := t.from(v)
	t.stats.take("reader: Differences")
	return list(ctx, t, v, fmt.Sprintf("Differences(%d)", from), func(r graph.Reader) listing[graph.Difference] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Difference], error) {
			l, err := r.Differences(ctx, from, p)
			for _, item := range l.Items {
				t.noteDifference(item.Value)
			}
			return l, err
		}
	}, values(sameDifference))
}

func (t *trial) noteDifference(d graph.Difference) {
	switch {
	case d.Before == nil:
		t.stats.take("difference: came")
	case d.After == nil:
		t.stats.take("difference: went out of sight")
	default:
		t.stats.take("difference: changed")
	}
}

func (t *trial) askCompare(ctx context.Context, v graph.View) error {
	from, q := t.from(v), t.asker.statementQuery(v).StatementSet
	t.stats.take("reader: Compare")
	question := fmt.Sprintf("Compare(%s, %d)", readable(graph.StatementQuery{StatementSet: q}), from)
	want, wantErr := t.naive.At(v).Compare(ctx, q, from, graph.Page{First: 1})
	got, gotErr := t.graph.At(v).Compare(ctx, q, from, graph.Page{First: 1})
	if !sameError(wantErr, gotErr) {
		return t.differs(viewed(v)+" "+question, wantErr, gotErr)
	}
	for _, move := range []struct {
		name      string
		want, got int
	}{
		{"came", want.Came, got.Came}, {"went", want.Went, got.Went}, {"changed", want.Changed, got.Changed},
	} {
		if move.want > 0 {
			t.stats.take("comparison: " + move.name)
		}
		if move.want != move.got {
			return t.differs(fmt.Sprintf("%s how many %s in %s", viewed(v), move.name, question), move.want, move.got)
		}
	}
	return list(ctx, t, v, question, func(r graph.Reader) listing[graph.Compared] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Compared], error) {
			c, err := r.Compare(ctx, q, from, p)
			return c.List, err
		}
	}, values(func(want, got graph.Compared) bool { return sameValue(want, got) }))
}

// askAwait asks for what has come already: nobody is kept waiting.
func (t *trial) askAwait(ctx context.Context, v graph.View) error {
	if v.Revision == 0 {
		return nil
	}
	t.stats.take("graph: Await")
	after := v.Revision - 1
	want, wantErr := t.naive.Await(ctx, after)
	got, gotErr := t.graph.Await(ctx, after)
	question := fmt.Sprintf("Await(%d)", after)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if !sameCommit(want, got) {
		return t.differs(question, want, got)
	}
	return nil
}
