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
	check := func(beside int) {
		t.Helper()
		for _, c := range []struct {
			query        string
			most, budget int
			hits         int // -1 for a query that is too complex
		}{
			{"a", texts, math.MaxInt, texts},
			{"a", texts - 1, math.MaxInt, -1},
			{`"a truce"`, texts, math.MaxInt, texts},
			{`"a truce"`, texts - 1, math.MaxInt, -1},
			{`"a truce now"`, texts*5/4 + 1, math.MaxInt, texts / 2}, // two words of all of them, and one of half
			{`"a truce now"`, texts * 5 / 4, math.MaxInt, -1},
			{"truce", texts * 3 / 2, math.MaxInt, texts}, // half of them have two forms of it
			{"truce", texts*3/2 - 1, math.MaxInt, -1},
			{"truce", 1000, 0, -1},
			{"elsewhere truce", texts, math.MaxInt, beside}, // where nothing is left, one does not look further
		} {
			hits, err := find(c.query, c.most, c.budget)
			if errors.Is(err, graph.ErrTooComplex) != (c.hits < 0) || err == nil && len(hits) != c.hits {
				t.Errorf("%s in %d postings and %d keys: %d hits, %v", c.query, c.most, c.budget, len(hits), err)
			}
		}
	}
	check(-1) // what is pending is looked through for all words at once
	m := NewMerger(0, Backlog{})
	for {
		var step *Step
		if err := store.View(t.Context(), func(tx storage.ReadTx) (err error) {
			step, err = m.Next(tx, 0, math.MaxUint64, nil)
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
	check(0)
}
