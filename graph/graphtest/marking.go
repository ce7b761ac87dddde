package graphtest

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"hudna/graph"
)

// mark changes the marking of a record: raising it is for everybody who may
// commit and is cleared for it, lowering it for reviewers.
func (a attempt) mark(op graph.Op, last *version) error {
	from := last.marking()
	raised := !covers(from, op.Marking)
	switch {
	case op.Marking == from:
		return fmt.Errorf("is marked so already: %w", graph.ErrConflict)
	case !covers(a.by.Clearance, op.Marking):
		return fmt.Errorf("is above the clearance: %w", graph.ErrForbidden)
	case !raised && a.by.Role == graph.RoleCoder:
		return fmt.Errorf("is lowered by a %s: %w", a.by.Role, graph.ErrForbidden)
	case !raised && op.NewID != "":
		return &graph.FieldError{Path: "newId", Reason: "is lowered and keeps its id"}
	case op.NewID == op.ID && a.by.Role != graph.RoleAdmin:
		return fmt.Errorf("keeps its id: %w", graph.ErrForbidden)
	case op.NewID != "" && op.NewID != op.ID && (a.naive.byID[op.NewID] != nil || a.naive.former[op.NewID] != nil):
		return fmt.Errorf("the new id is taken: %w", graph.ErrConflict)
	}
	r := clone(last.record)
	r.Shared().Marking = op.Marking
	a.become(op, r)
	return nil
}

// remark gives a record whose marking was raised another id, in everything that
// names it or ever did.
func (n *Naive) remark(op graph.Op, before graph.Marking) {
	clear(n.snapshots) // what the earlier versions show may be other things now
	to := op.NewID
	switch {
	case covers(before, op.Marking) || to == op.ID:
		return
	case to == "":
		to = graph.ID(fmt.Sprintf("%s/%08x-0000-4000-8000-000000000000", op.ID.Kind(), n.head()+1))
	}
	n.byID[to] = n.byID[op.ID]
	delete(n.byID, op.ID)
	n.former[op.ID] = n.byID[to]
	for _, node := range n.nodes {
		for i, v := range node.versions {
			if v.record.Shared().ID != op.ID && !slices.Contains(v.references, op.ID) {
				continue
			}
			renamed := newVersion(v.revision, v.verb, renamed(v.record, op.ID, to))
			node.versions[i] = renamed
		}
	}
	for _, c := range n.commits {
		for i := range c.Ops {
			if c.Ops[i].ID == op.ID {
				c.Ops[i].ID = to
			}
		}
	}
}

// Renamed gives the ids that records have now which had others before.
func (r naiveReader) Renamed(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	return ask(ctx, r, func(k *seeker) ([]graph.ID, error) {
		now := make([]graph.ID, len(ids))
		for i, id := range ids {
			if held := k.naive.former[id]; held != nil {
				if own := held.last().record.Shared().ID; k.snapshot.byID[own] != nil {
					now[i] = own
				}
			}
		}
		return now, nil
	})
}

// askRenamed compares what records are called now.
func (t *trial) askRenamed(ctx context.Context, v graph.View) error {
	ids := []graph.ID{t.someID(v), "actor/nobody"}
	for id := range t.naive.former {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	t.stats.take("reader: Renamed")
	return asked(ctx, t, v, fmt.Sprintf("Renamed(%v)", ids), func(r graph.Reader) ([]graph.ID, error) { return r.Renamed(ctx, ids) })
}

// renamed is a copy of a record with another id in the place of one.
func renamed[R graph.Record](r R, from, to graph.ID) R {
	c := clone(r)
	renameIn(reflect.ValueOf(c), from, to)
	return c
}

func renameIn(v reflect.Value, from, to graph.ID) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			renameIn(v.Elem(), from, to)
		}
	case reflect.Slice:
		for i := range v.Len() {
			renameIn(v.Index(i), from, to)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			renameIn(v.Field(i), from, to)
		}
	case reflect.String:
		if v.Type() == idType && v.String() == string(from) {
			v.SetString(string(to))
		}
	}
}
