package ledger_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// An index entry of a record that was not there yet is damage, in every list.
func TestAnEntryWithoutItsRecordIsDamage(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	coded := func(name string) *graph.Actor {
		a := actor(name)
		a.Codes = []graph.Code{{System: "made-up", Code: name}}
		return a
	}
	commit(t, l, create(coded("first")))
	commit(t, l, create(coded("second")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := pairs(t, disk)
	for _, tag := range []keys.Tag{keys.Code, keys.Name, keys.Recorded} {
		damaged := diskOf(t, all, func(tx storage.WriteTx) error {
			for _, p := range all {
				key, err := keys.Parse(p.Key)
				if err != nil || key.Tag != tag || key.Node != 2 {
					continue
				}
				if tag == keys.Recorded { // its key says when
					if err := tx.Delete(p.Key); err != nil {
						return err
					}
					key.Revision = 1
				}
				entry := key.Append(nil)
				if err := tx.Set(entry, forgedEntry(entry, keys.Hot{Revision: 1, Depth: keys.NoDepth})); err != nil {
					return err
				}
			}
			return nil
		})
		r := open(t, damaged).At(graph.View{Revision: 1, Clearance: graph.MarkingPublic})
		var err error
		switch tag {
		case keys.Code:
			_, err = r.ByCode(t.Context(), graph.KindActor, graph.Code{System: "made-up", Code: "second"})
		case keys.Name:
			_, err = r.Actors(t.Context(), graph.ActorQuery{Name: "second"}, graph.Page{First: 10})
		case keys.Recorded:
			_, err = r.Actors(t.Context(), graph.ActorQuery{}, graph.Page{First: 10})
		}
		if !errors.Is(err, graph.ErrCorrupt) {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

// What the entries of a code say has to be so, and where they are damaged the
// record is named.
func TestADamagedCodeNamesItsRecord(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	a := actor("first")
	a.Codes = []graph.Code{{System: "made-up", Code: "first"}}
	commit(t, l, create(a))
	commit(t, l, retract(a.ID))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	all := pairs(t, disk)
	entry := keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "made-up", "first"), 1, 1)
	for what, value := range map[string][]byte{
		"an entry of what was retracted": forgedEntry(entry, keys.Hot{Revision: 2, Depth: keys.NoDepth}),
		"an entry that cannot be read":   {1, 2, 3},
	} {
		damaged := open(t, diskOf(t, all, func(tx storage.WriteTx) error { return tx.Set(entry, value) }))
		_, err := at(t, damaged).ByCode(t.Context(), graph.KindActor, a.Codes[0])
		var corrupt *graph.CorruptError
		if !errors.As(err, &corrupt) || corrupt.ID != a.ID || !strings.Contains(corrupt.What, "index entry") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Of many records that carry one code a hundred are named.
func TestAHundredOfThoseWithACodeAreNamed(t *testing.T) {
	l := open(t, memkv.New())
	code := graph.Code{System: "made-up", Code: "shared"}
	for n := range 102 {
		a := actor(fmt.Sprintf("a-%d", n))
		a.Codes = []graph.Code{code}
		commit(t, l, create(a))
		if n < 98 {
			continue
		}
		_, err := at(t, l).ByCode(t.Context(), graph.KindActor, code)
		var ambiguous *graph.AmbiguousCode
		if !errors.As(err, &ambiguous) || len(ambiguous.IDs) != min(n+1, 100) || ambiguous.More != (n+1 > 100) || !slices.IsSorted(ambiguous.IDs) {
			t.Errorf("%d of them: %v", n+1, err)
		}
	}
}

func TestNoChangesComeAfterTheLast(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(actor("first")))
	for _, after := range []graph.Revision{1, 2, math.MaxUint64} {
		for c, err := range l.Changes(t.Context(), graph.View{Revision: 1, Clearance: graph.MarkingPublic}, after) {
			t.Errorf("after %d: revision %d, %v", after, c.Revision, err)
		}
	}
}

// A store that was put back to an earlier state gets cursors of later records.
func TestACursorOfALaterRecordIsTheEndOfTheList(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(actor("first")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	older := copyOf(t, disk)
	l = open(t, disk)
	commit(t, l, create(actor("second")))
	for _, q := range []graph.ActorQuery{{}, {Name: "made"}} {
		list, err := at(t, l).Actors(t.Context(), q, graph.Page{First: 2})
		if err != nil || len(list.Items) != 2 {
			t.Fatal(list, err)
		}
		now := open(t, copyOf(t, older))
		list, err = at(t, now).Actors(t.Context(), q, graph.Page{First: 2, After: list.Items[1].Cursor})
		if err != nil || len(list.Items) > 0 {
			t.Errorf("%+v: %v, %v", q, list, err)
		}
	}
}

// Cursors do not tell how many records lie between those that one sees.
func TestCursorsDoNotTellOfTheHidden(t *testing.T) {
	l := open(t, memkv.New())
	for i := range 8 {
		commit(t, l, create(actor(fmt.Sprintf("a-%d", i))))
	}
	list, err := at(t, l).Actors(t.Context(), graph.ActorQuery{}, graph.Page{First: 8})
	if err != nil {
		t.Fatal(err)
	}
	// Where all cursors agree, they say what they are cursors of; the place in
	// the list does not show, as nearby places differ in all their bytes.
	same := -1
	first, _ := base64.RawURLEncoding.DecodeString(list.Items[0].Cursor)
	for i := range first {
		agree := !slices.ContainsFunc(list.Items, func(item graph.Item[*graph.Actor]) bool {
			b, _ := base64.RawURLEncoding.DecodeString(item.Cursor)
			return b[i] != first[i]
		})
		if agree {
			same = i
		}
	}
	const head = 1 + 1 + 8
	if same >= head {
		t.Errorf("byte %d of a cursor shows", same)
	}
}

// Opening a list costs, also one without entries, wherever the counters of the
// head do not tell that there are none.
func TestTheBudgetCountsListsWithoutEntries(t *testing.T) {
	l := open(t, memkv.New(), func(o *ledger.Options) { o.KeyBudget = 5000 })
	q := graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{}}}
	var actors []graph.Record
	for i := range graph.MaxFilterIDs {
		a := actor(fmt.Sprintf("a-%d", i))
		q.By.AnyOf = append(q.By.AnyOf, a.ID)
		actors = append(actors, a)
	}
	commit(t, l, create(actors...))
	s := spoken("statement/s", "document/d", 0, 5)
	s.Attribution, s.Speakers = graph.AttributionNamed, []graph.Speaker{{Actor: "actor/a-0"}}
	other := spoken("statement/t", "document/d", 0, 5)
	commit(t, l, create(document("d", ""), s, other))
	if list, err := at(t, l).Statements(t.Context(), q, graph.Page{First: 1}); err != nil || len(list.Items) != 1 {
		t.Errorf("at the head: %v, %v", list, err)
	}
	commit(t, l, create(actor("later")))
	before := l.At(graph.View{Revision: 2, Clearance: graph.MarkingProtected})
	if _, err := before.Statements(t.Context(), q, graph.Page{First: 1}); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("500 lists: %v", err)
	}
}
