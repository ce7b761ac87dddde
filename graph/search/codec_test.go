package search

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

var (
	nodes     = rapid.OneOf(rapid.Uint64Range(1, 300), rapid.Uint64Min(1))
	revisions = rapid.OneOf(rapid.Uint64Range(1, 20), rapid.Uint64Range(1, math.MaxInt64))
	instants  = rapid.OneOf(rapid.Just(keys.NoDate), rapid.Int64(), rapid.Int64Range(1460592000, 1460592100))
)

func drawPosting(t *rapid.T) posting {
	n := rapid.IntRange(1, 5).Draw(t, "places")
	stand := rapid.SliceOfNDistinct(rapid.Uint32Max(1<<20), n, n, func(v uint32) uint32 { return v }).Draw(t, "stand")
	slices.Sort(stand)
	return posting{
		node: keys.Node(nodes.Draw(t, "node")), since: keys.Revision(revisions.Draw(t, "since")),
		earliest: instants.Draw(t, "earliest"), bucket: keys.Bucket(rapid.IntRange(0, keys.Buckets-1).Draw(t, "bucket")),
		length: rapid.Uint32Max(maxSize).Draw(t, "length"), count: uint32(n), places: steps(stand),
	}
}

func TestBlocksComeBack(t *testing.T) {
	key := keys.AppendPosting(keys.AppendPostings(nil, "word", 1, 0), 1, 0)
	rapid.Check(t, func(t *rapid.T) {
		list := make([]posting, rapid.IntRange(1, 40).Draw(t, "postings"))
		for i := range list {
			list[i] = drawPosting(t)
		}
		list = sortPostings(list)
		var w blockWriter
		for i := range list {
			w.add(&list[i])
		}
		var got []posting
		err := readBlock(key, w.take(key), func(p *posting) error {
			got = append(got, *p)
			return nil
		})
		if err != nil || !reflect.DeepEqual(got, list) {
			t.Fatalf("%+v, %v came back of %+v", got, err, list)
		}
	})
}

// A list that is longer than a block, and a text in which a word stands more
// often than one posting tells, are divided; each block can be stored.
func TestBlocksAreBounded(t *testing.T) {
	w := waiting{node: 1, since: 1}
	stand := make([]uint32, 3*maxPlaces+1)
	for i := range stand {
		stand[i] = uint32(i * 1000)
	}
	list := appendPostings(nil, &w, &waitingTerm{[]byte("word"), uint32(len(stand)), steps(stand)})
	if len(list) != 4 {
		t.Fatalf("%d postings", len(list))
	}
	for n := range keys.Node(5000) {
		list = append(list, posting{node: n + 2, since: 1, count: 1, places: []byte{1}})
	}
	prefix := keys.AppendPostings(nil, "word", 1, 0)
	rows := blocksOf(prefix, list, 1, 0, nil)
	if len(rows) < 2 {
		t.Fatalf("%d blocks", len(rows))
	}
	var got []posting
	for _, row := range rows {
		if len(row.Value) > maxBlock {
			t.Errorf("a block of %d bytes", len(row.Value))
		}
		if err := readBlock(row.Key, row.Value, func(p *posting) error {
			got = append(got, *p)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(got, list) {
		t.Error("not all came back")
	}
}

func TestPendingRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var changes []Change
		for n := range rapid.IntRange(1, 30).Draw(t, "changes") {
			c := Change{Node: keys.Node(n + 1), Ended: rapid.Bool().Draw(t, "ended")}
			if !c.Ended || rapid.Bool().Draw(t, "begun") {
				words := strings.Repeat("word слово ", rapid.IntRange(1, 9).Draw(t, "words")) + fmt.Sprint(n)
				c.Begun = &Text{
					Kind: keys.Kind(rapid.ByteRange(1, 60).Draw(t, "kind")), Class: keys.ClassOf(keys.Draft, keys.Restricted),
					At:    keys.Position{Earliest: instants.Draw(t, "earliest"), Bucket: keys.Month, Node: c.Node},
					Words: WordsOf(&graph.Statement{Text: words}),
				}
			}
			changes = append(changes, c)
		}
		room := rapid.IntRange(0, 400).Draw(t, "room")
		rows, size := PendingRows(7, changes, room)
		inline, bytes := 0, 0
		var got []Change
		for _, row := range rows {
			bytes += len(row.Value)
			if err := openPending(row.Key, row.Value, func(w *waiting) error {
				c := Change{Node: w.node, Ended: w.ended}
				if w.begun {
					c.Begun = &Text{
						Kind: w.kind, Class: w.class, At: keys.Position{Earliest: w.earliest, Bucket: w.bucket, Node: w.node},
						Words: &Words{Length: int(w.length)},
					}
					if !w.inline { // as it stands in its record
						bytes += bytesOfWord * int(w.length)
						c.Begun.Words = changes[len(got)].Begun.Words
					}
					for _, term := range w.terms {
						inline += len(term.text)
						c.Begun.Words.Terms = append(c.Begun.Words.Terms, Term{string(term.text), places(nil, term.places)})
					}
				}
				got = append(got, c)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(got, changes) {
			t.Fatalf("%+v came back of %+v", got, changes)
		}
		if inline > room {
			t.Fatalf("%d bytes of words where there was room for %d", inline, room)
		}
		if size != (Backlog{Rows: len(rows), Bytes: bytes}) {
			t.Fatalf("%+v for %d rows of %d bytes", size, len(rows), bytes)
		}
	})
}

// Whatever a change holds, each of its rows can be stored.
func TestPendingRowsAreBounded(t *testing.T) {
	var changes []Change
	for n := range 400 {
		var text strings.Builder
		for i := range 60 * (n % 40) {
			fmt.Fprintf(&text, "w%d ", i)
		}
		text.WriteString("word")
		changes = append(changes, Change{Node: keys.Node(n + 1), Begun: &Text{Words: WordsOf(&graph.Statement{Text: text.String()})}})
	}
	rows, _ := PendingRows(1, changes, 1<<20)
	if len(rows) < 3 {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		if len(row.Value) > storage.MaxValue {
			t.Errorf("a row of %d bytes", len(row.Value))
		}
	}
}

// A row that is damaged, or stands in another's place, is refused.
func TestDamagedRowsAreRefused(t *testing.T) {
	block := keys.AppendPosting(keys.AppendPostings(nil, "word", 1, 0), 1, 0)
	var w blockWriter
	w.add(&posting{node: 1, since: 1, count: 1, places: []byte{0}})
	pending := keys.AppendPending(nil, 1, 0)
	rows, _ := PendingRows(1, []Change{{Node: 1, Ended: true}}, 0)
	ended := keys.AppendEnded(nil, 0, 0)
	for what, c := range map[string]struct {
		key, row []byte
		read     func(key, row []byte) error
	}{
		"a block": {block, w.take(block), func(key, row []byte) error {
			return readBlock(key, row, func(*posting) error { return nil })
		}},
		"a pending row": {pending, rows[0].Value, func(key, row []byte) error {
			return openPending(key, row, func(*waiting) error { return nil })
		}},
		"ends": {ended, appendEnds(ended, 0, []end{{1, 2}, {5, 1}}), func(key, row []byte) error {
			return readEnds(key, row, func(end) {})
		}},
	} {
		if err := c.read(c.key, c.row); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for i := range c.row {
			damaged := slices.Clone(c.row)
			damaged[i] ^= 0x10
			if err := c.read(c.key, damaged); !errors.Is(err, graph.ErrCorrupt) {
				t.Errorf("%s with byte %d altered: %v", what, i, err)
			}
			if err := c.read(c.key, c.row[:i]); !errors.Is(err, graph.ErrCorrupt) {
				t.Errorf("%s of %d bytes: %v", what, i, err)
			}
		}
		other := slices.Clone(c.key)
		other[len(other)-1]++
		if err := c.read(other, c.row); !errors.Is(err, graph.ErrCorrupt) {
			t.Errorf("%s under another key: %v", what, err)
		}
	}
}

// What is read of a row that has a checksum that fits and is nonsense is an
// error, and no panic.
func FuzzRows(f *testing.F) {
	var w blockWriter
	w.add(&posting{node: 1, since: 1, count: 1, places: []byte{0}})
	f.Add(w.row[1:])
	rows, _ := PendingRows(1, []Change{{Node: 1, Ended: true, Begun: &Text{Words: WordsOf(&graph.Statement{Text: "a b a"})}}}, 100)
	f.Add(rows[0].Value[1 : len(rows[0].Value)-sumLen])
	f.Add([]byte{1, 2, 5, 1})
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, key := range [][]byte{
			keys.AppendPosting(keys.AppendPostings(nil, "word", 1, 0), 1, 0), keys.AppendPending(nil, 1, 0), keys.AppendEnded(nil, 0, 0),
		} {
			row := seal(key, append([]byte{rowVersion}, payload...))
			for _, err := range []error{
				readBlock(key, row, func(p *posting) error {
					places(nil, p.places)
					return nil
				}),
				openPending(key, row, func(*waiting) error { return nil }),
				readEnds(key, row, func(end) {}),
			} {
				if err != nil && !errors.Is(err, graph.ErrCorrupt) {
					t.Fatal(err)
				}
			}
		}
	})
}
