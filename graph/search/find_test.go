package search

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// What a query looks through is bounded, whether it is pending or not; and so
// are the keys that it reads.
func TestFindingIsBounded(t *testing.T) {
	store, err := memkv.New().Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	write := func(rows []storage.Pair) {
		t.Helper()
		if err := store.Update(t.Context(), func(tx storage.WriteTx) error {
			for _, row := range rows {
				var err error
				if row.Value == nil {
					err = tx.Delete(row.Key)
				} else {
					err = tx.Set(row.Key, row.Value)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	const texts = 10
	for n := range keys.Node(texts) {
		begun := &Text{Words: WordsOf(&graph.Statement{Text: fmt.Sprintf("a truce, %s", []string{"truces", "now"}[n%2])})}
		rows, _ := PendingRows(keys.Revision(n+1), []Change{{Node: n + 1, Begun: begun}}, 1000)
		write(rows)
	}
	find := func(query string, most, budget int) ([]Hit, error) {
		q, err := Parse("text", query)
		if err != nil {
			t.Fatal(err)
		}
		f := NewFinder()
		f.most = most
		var hits []Hit
		err = store.View(t.Context(), func(tx storage.ReadTx) (err error) {
			hits, err = f.Find(tx, &Request{
				Query: q, Kinds: []keys.Kind{0}, Classes: []keys.Class{0}, At: texts,
				Spend: func(n int) error {
					if budget -= n; budget < 0 {
						return graph.ErrTooComplex
					}
					return nil
				},
			})
			return err
		})
		return hits, err
	}
	check := func() {
		t.Helper()
		for _, c := range []struct {
			query        string
			most, budget int
			complex      bool
		}{
			{"a", texts, math.MaxInt, false},
			{"a", texts - 1, math.MaxInt, true},
			{`"a truce"`, texts, math.MaxInt, false},
			{`"a truce"`, texts - 1, math.MaxInt, true},
			{"truce", texts * 3 / 2, math.MaxInt, false}, // half of them have two forms of it
			{"truce", texts*3/2 - 1, math.MaxInt, true},
			{"truce", 1000, 0, true},
		} {
			hits, err := find(c.query, c.most, c.budget)
			if errors.Is(err, graph.ErrTooComplex) != c.complex || err == nil && len(hits) != texts {
				t.Errorf("%s in %d postings and %d keys: %d hits, %v", c.query, c.most, c.budget, len(hits), err)
			}
		}
	}
	check()
	m := NewMerger(0, Backlog{})
	for {
		var step *Step
		if err := store.View(t.Context(), func(tx storage.ReadTx) (err error) {
			step, err = m.Next(tx, math.MaxUint64, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if step == nil {
			break
		}
		write(step.Writes)
		m.Wrote(step)
	}
	check()
}
