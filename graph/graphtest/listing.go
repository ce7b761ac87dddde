package graphtest

import (
	"context"
	"fmt"

	"hudna/graph"
)

// A listing is a list as one of the two pages it out.
type listing[T any] func(context.Context, graph.Page) (graph.List[T], error)

// A crossing continues a list, asked as of another revision, after the cursor
// that the list gave at this one.
type crossing struct {
	from, of string
	compare  func(context.Context, graph.View) error
}

// list compares a list of both: the whole of it, cut into pages of a drawn
// size by its cursors.
func list[T any](ctx context.Context, t *trial, v graph.View, question string, ask func(graph.Reader) listing[T], same func(a, b T) bool) error {
	want, wantErr := whole(ctx, ask(t.naive.At(v)))
	size := 1 + t.asker.N(len(want)+2)
	question = fmt.Sprintf("%s %s", viewed(v), question)
	got, gotErr := paging(ctx, ask(t.graph.At(v)), size, len(want)/size+2)
	question += fmt.Sprintf(" in pages of %d", size)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	t.stats.pageSizes(size)
	t.stats.Compared += len(want)
	for i := range max(len(want), len(got)) {
		if i < len(want) && i < len(got) && same(want[i].Value, got[i].Value) {
			continue
		}
		return t.differs(question, itemsOf(want, i), itemsOf(got, i))
	}
	switch {
	case wantErr != nil: // which both said
	case len(want) == 0:
		t.stats.Empty++
	default:
		t.stats.Answered++
		i := t.asker.N(len(want))
		t.keep(crossing{from: viewed(v), of: question, compare: func(ctx context.Context, other graph.View) error {
			return across(ctx, t, other, question, ask, same, want[i].Cursor, got[i].Cursor)
		}})
	}
	return nil //nolint:nilerr // an error that both gave is no difference
}

// maxCrossings bounds the cursors that are kept for later.
const maxCrossings = 16

func (t *trial) keep(c crossing) {
	if len(t.cursors) < maxCrossings {
		t.cursors = append(t.cursors, c)
		return
	}
	t.cursors[t.asker.N(maxCrossings)] = c
}

// across compares one page of a list after a cursor from another revision.
func across[T any](ctx context.Context, t *trial, v graph.View, question string, ask func(graph.Reader) listing[T], same func(a, b T) bool, wantAfter, gotAfter string) error {
	size := 1 + t.asker.N(8)
	want, wantErr := ask(t.naive.At(v))(ctx, graph.Page{First: size, After: wantAfter})
	got, gotErr := ask(t.graph.At(v))(ctx, graph.Page{First: size, After: gotAfter})
	question = fmt.Sprintf("%s the %d after a cursor of %s", viewed(v), size, question)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if want.More != got.More {
		return t.differs("whether there is more: "+question, want.More, got.More)
	}
	for i := range max(len(want.Items), len(got.Items)) {
		if i >= len(want.Items) || i >= len(got.Items) || !same(want.Items[i].Value, got.Items[i].Value) {
			return t.differs(question, itemsOf(want.Items, i), itemsOf(got.Items, i))
		}
	}
	return nil
}

// whole takes all pages of a list.
func whole[T any](ctx context.Context, ask listing[T]) ([]graph.Item[T], error) {
	var all []graph.Item[T]
	for p := (graph.Page{First: graph.MaxPage}); ; {
		page, err := ask(ctx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if !page.More {
			return all, nil
		}
		p.After = all[len(all)-1].Cursor
	}
}

// paging takes a list in pages of a size, at most so many, and checks that each
// is full unless it is the last, and that nothing comes after the last.
func paging[T any](ctx context.Context, ask listing[T], size, most int) ([]graph.Item[T], error) {
	var all []graph.Item[T]
	p := graph.Page{First: min(size, graph.MaxPage)}
	for n := 0; ; n++ {
		page, err := ask(ctx, p)
		switch {
		case err != nil:
			return all, err
		case n > most:
			return all, fmt.Errorf("page %d of a list does not end it", n)
		case len(page.Items) > p.First, page.More && len(page.Items) != p.First:
			return all, fmt.Errorf("page %d has %d items, asked for %d, more: %t", n, len(page.Items), p.First, page.More)
		}
		all = append(all, page.Items...)
		if !page.More {
			break
		}
		p.After = all[len(all)-1].Cursor
	}
	if len(all) > 0 {
		p.After = all[len(all)-1].Cursor
		if beyond, err := ask(ctx, p); err != nil || len(beyond.Items) != 0 || beyond.More {
			return all, fmt.Errorf("after the last item: %d items, more: %t: %w", len(beyond.Items), beyond.More, err)
		}
	}
	return all, nil
}

// itemsOf shows a list, and the item that differs in full.
func itemsOf[T any](items []graph.Item[T], at int) []string {
	shown := []string{fmt.Sprintf("%d items", len(items))}
	for _, item := range items {
		switch v := any(item.Value).(type) {
		case graph.Record:
			shown = append(shown, fmt.Sprintf("%s %s", v.Shared().ID, saidBy(v)))
		case graph.Version:
			shown = append(shown, fmt.Sprintf("%d %s", v.Commit.Revision, v.Verb))
		default:
			shown = append(shown, readable(v))
		}
	}
	if at < len(items) {
		shown = append(shown, fmt.Sprintf("item %d: %s", at, readable(items[at].Value)))
	}
	return shown
}

// saidBy is the date of a statement, for lists that are in the order of it.
func saidBy(r graph.Record) string {
	if s, ok := r.(*graph.Statement); ok && s.Said != nil {
		return "said " + string(s.Said.EDTF) + " " + s.Said.Zone
	}
	return ""
}

func (t *trial) askStatements(ctx context.Context, v graph.View) error {
	q := t.asker.statementQuery(v)
	t.stats.take("reader: Statements")
	return list(ctx, t, v, "Statements("+readable(q)+")", func(r graph.Reader) listing[*graph.Statement] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Statement], error) {
			return r.Statements(ctx, q, p)
		}
	}, sameRecord)
}

func (t *trial) askActors(ctx context.Context, v graph.View) error {
	q := t.asker.actorQuery(v)
	t.stats.take("reader: Actors")
	return list(ctx, t, v, "Actors("+readable(q)+")", func(r graph.Reader) listing[*graph.Actor] {
		return func(ctx context.Context, p graph.Page) (graph.List[*graph.Actor], error) { return r.Actors(ctx, q, p) }
	}, sameRecord)
}

func (t *trial) askHistory(ctx context.Context, v graph.View) error {
	id := t.someID(v)
	t.stats.take("reader: History")
	return list(ctx, t, v, fmt.Sprintf("History(%s)", id), func(r graph.Reader) listing[graph.Version] {
		return func(ctx context.Context, p graph.Page) (graph.List[graph.Version], error) {
			return r.History(ctx, id, p)
		}
	}, sameVersion)
}

func (t *trial) askCommits(ctx context.Context, v graph.View) error {
	t.stats.take("reader: Commits")
	return list(ctx, t, v, "Commits()", func(r graph.Reader) listing[graph.Commit] { return r.Commits }, sameCommit)
}

func (t *trial) askAcross(ctx context.Context, v graph.View) error {
	if len(t.cursors) == 0 {
		return nil
	}
	t.stats.take("a cursor at another revision")
	return pick(t.asker.Dice, t.cursors).compare(ctx, v)
}

func (t *trial) askCount(ctx context.Context, v graph.View) error {
	q := t.asker.statementQuery(v)
	t.stats.take("reader: CountStatements")
	want, wantErr := t.naive.At(v).CountStatements(ctx, q)
	got, gotErr := t.graph.At(v).CountStatements(ctx, q)
	question := fmt.Sprintf("%s CountStatements(%s)", viewed(v), readable(q))
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if want != got {
		return t.differs(question, fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got))
	}
	return nil
}

func (t *trial) askSources(ctx context.Context, v graph.View) error {
	_, statements, _ := t.asker.seen(v)
	if len(statements) == 0 {
		return nil
	}
	s := pick(t.asker.Dice, statements)
	t.stats.take("reader: SourcesOf")
	want, wantErr := t.naive.At(v).SourcesOf(ctx, s)
	got, gotErr := t.graph.At(v).SourcesOf(ctx, s)
	question := fmt.Sprintf("%s SourcesOf(%s)", viewed(v), readable(s))
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if want != got {
		return t.differs(question, want, got)
	}
	return nil
}
