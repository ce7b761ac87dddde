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

// A sameness says in what an item of the graph differs from the oracle's as of
// a view, or nothing.
type sameness[T any] func(v graph.View, want, got graph.Item[T]) string

// values compares the values of items alone.
func values[T any](same func(a, b T) bool) sameness[T] {
	return func(_ graph.View, want, got graph.Item[T]) string {
		if same(want.Value, got.Value) {
			return ""
		}
		return "another value"
	}
}

// list compares a list of both: the whole of it, cut into pages of a drawn
// size by its cursors, from one end or the other.
func list[T any](ctx context.Context, t *trial, v graph.View, question string, ask func(graph.Reader) listing[T], same sameness[T]) error {
	want, wantErr := whole(ctx, ask(t.naive.At(v)))
	size := 1 + t.asker.N(len(want)+2)
	backward := t.asker.Chance(35)
	question = fmt.Sprintf("%s %s in pages of %d", viewed(v), question, size)
	if backward {
		question += " from the end"
		t.stats.take("pages from the end")
	}
	got, gotErr := paging(ctx, ask(t.graph.At(v)), size, len(want)/size+2, backward)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	t.stats.pageSizes(size)
	t.stats.Compared += len(want)
	if err := compared(t, v, question, want, got, same); err != nil {
		return err
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

// compared compares items one by one.
func compared[T any](t *trial, v graph.View, question string, want, got []graph.Item[T], same sameness[T]) error {
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) {
			return t.differs(question, itemsOf(want, i), itemsOf(got, i))
		}
		if how := same(v, want[i], got[i]); how != "" {
			return t.differs(question, itemsOf(want, i), append(itemsOf(got, i), how))
		}
	}
	return nil
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

// across compares one page of a list after a cursor from another revision, or
// before it.
func across[T any](ctx context.Context, t *trial, v graph.View, question string, ask func(graph.Reader) listing[T], same sameness[T], wantFrom, gotFrom string) error {
	size := 1 + t.asker.N(8)
	wanted, asked := graph.Page{First: size, After: wantFrom}, graph.Page{First: size, After: gotFrom}
	side := "after"
	if t.asker.Chance(40) {
		t.stats.take("a cursor at another revision, backwards")
		wanted, asked = graph.Page{Last: size, Before: wantFrom}, graph.Page{Last: size, Before: gotFrom}
		side = "before"
	}
	want, wantErr := ask(t.naive.At(v))(ctx, wanted)
	got, gotErr := ask(t.graph.At(v))(ctx, asked)
	question = fmt.Sprintf("%s the %d %s a cursor of %s", viewed(v), size, side, question)
	if !sameError(wantErr, gotErr) {
		return t.differs(question, wantErr, gotErr)
	}
	if want.More != got.More {
		return t.differs("whether there is more: "+question, want.More, got.More)
	}
	return compared(t, v, question, want.Items, got.Items, same)
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
// is full unless it is the last, and that nothing comes after the last. From
// the end the last page is that of the first items.
func paging[T any](ctx context.Context, ask listing[T], size, most int, backward bool) ([]graph.Item[T], error) {
	var all []graph.Item[T]
	next := func() graph.Page {
		p := graph.Page{First: min(size, graph.MaxPage)}
		if backward {
			p = graph.Page{Last: p.First}
		}
		if len(all) > 0 && backward {
			p.Before = all[0].Cursor
		} else if len(all) > 0 {
			p.After = all[len(all)-1].Cursor
		}
		return p
	}
	for n := 0; ; n++ {
		page, err := ask(ctx, next())
		switch {
		case err != nil:
			return all, err
		case n > most:
			return all, fmt.Errorf("page %d of a list does not end it", n)
		case len(page.Items) > min(size, graph.MaxPage), page.More && len(page.Items) != min(size, graph.MaxPage):
			return all, fmt.Errorf("page %d has %d items, asked for %d, more: %t", n, len(page.Items), size, page.More)
		}
		if backward {
			all = append(page.Items, all...)
		} else {
			all = append(all, page.Items...)
		}
		if !page.More {
			break
		}
	}
	if len(all) > 0 {
		if beyond, err := ask(ctx, next()); err != nil || len(beyond.Items) != 0 || beyond.More {
			return all, fmt.Errorf("beyond the last item: %d items, more: %t: %w", len(beyond.Items), beyond.More, err)
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
		case graph.Difference:
			shown = append(shown, string(v.ID))
		default:
			shown = append(shown, readable(v))
		}
	}
	if at < len(items) {
		shown = append(shown, fmt.Sprintf("item %d: %s", at, readable(items[at].Value)))
	}
	return shown
}

// saidBy is the date of a statement or an event, for lists that are in the
// order of it.
func saidBy(r graph.Record) string {
	switch r := r.(type) {
	case *graph.Statement:
		if r.Said != nil {
			return "said " + string(r.Said.EDTF) + " " + r.Said.Zone
		}
	case *graph.Event:
		if r.When != nil {
			return "when " + string(r.When.EDTF) + " " + r.When.Zone
		}
	}
	return ""
}

func (t *trial) askAcross(ctx context.Context, v graph.View) error {
	if len(t.cursors) == 0 {
		return nil
	}
	t.stats.take("a cursor at another revision")
	return pick(t.asker.Dice, t.cursors).compare(ctx, v)
}

func (t *trial) askSources(ctx context.Context, v graph.View) error {
	_, statements := t.asker.seen(v)
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
