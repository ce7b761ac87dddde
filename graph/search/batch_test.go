package search

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// TestMentionsAreInOrder gathers texts against the order of their records, whose
// words stand often enough to be divided.
func TestMentionsAreInOrder(t *testing.T) {
	g := gathering{batch: &batch{ended: map[keys.Node][]end{}}, lists: map[listGroup]map[string]*[]mention{}}
	often := make([]uint32, 0, maxPlaces+1)
	for i := range uint32(maxPlaces + 1) {
		often = append(often, 2*i)
	}
	for n := keys.Node(5); n > 0; n-- {
		w := waiting{node: n, since: 7, begun: true, inline: true, kind: 1, length: 9, terms: []waitingTerm{
			{[]byte("truce"), uint32(len(often)), steps(often)},
			{[]byte("word"), 1, steps([]uint32{uint32(n)})},
		}}
		if err := g.take(nil, &w, nil); err != nil {
			t.Fatal(err)
		}
	}
	g.sort()
	if len(g.batch.lists) != 2 {
		t.Fatalf("%d lists", len(g.batch.lists))
	}
	for _, l := range g.batch.lists {
		var last *posting
		for _, m := range l.mentions {
			p := g.posting(m)
			if last != nil && comparePostings(last, &p) >= 0 {
				t.Errorf("%s: %+v comes behind %+v", l.term, p.node, last.node)
			}
			if p.since != 7 || p.length != 9 {
				t.Errorf("%s: %+v", l.term, p)
			}
			last = &p
		}
		if sorted := g.postings(nil, &l); len(sorted) != len(l.mentions) {
			t.Errorf("%s: %d postings of %d mentions", l.term, len(sorted), len(l.mentions))
		}
	}
}

// TestHeadsReachEveryList takes the cursor to lists that are there and others that
// are not, forth and sometimes back, and compares with what was put there.
func TestHeadsReachEveryList(t *testing.T) {
	store, err := memkv.New().Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	prefix := func(i int) []byte {
		return keys.AppendPostings(nil, string(binary.BigEndian.AppendUint16(nil, uint16(0x6161+i))), 1, 0)
	}
	const most = 300
	blocks := make([]int, most)
	if err := store.Update(t.Context(), func(tx storage.WriteTx) error {
		for i := range blocks {
			blocks[i] = random.IntN(4)
			for part := range blocks[i] {
				if err := tx.Set(keys.AppendPosting(prefix(i), 1, uint32(part)), []byte{1}); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := store.View(t.Context(), func(tx storage.ReadTx) error {
		space := storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Posting))
		heads := heads{Cursor: tx.Cursor(space)}
		defer heads.Close()
		space.Reverse = true
		tails := tx.Cursor(space)
		defer tails.Close()
		for i := 0; i < most; i += 1 + random.IntN(9) - 2*random.IntN(2) {
			i = max(i, 0)
			p := prefix(i)
			if found := heads.reach(p); found != (blocks[i] > 0) {
				t.Errorf("list %d of %d blocks: %v", i, blocks[i], found)
				continue
			} else if !found {
				continue
			}
			part := blocks[i]
			for key := range fromLast(&heads, tails, p) {
				if part--; !bytes.Equal(key, keys.AppendPosting(bytes.Clone(p), 1, uint32(part))) { //nolint:gosec // few
					t.Errorf("list %d: %x at %d of %d", i, key, part, blocks[i])
				}
			}
			if part != 0 {
				t.Errorf("list %d: %d of %d blocks are missing", i, part, blocks[i])
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}
