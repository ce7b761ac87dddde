package search_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// A shelf is a store with texts and nothing else.
type shelf struct {
	tb     testing.TB
	store  storage.Store
	merger *search.Merger
	finder *search.Finder
	merged keys.Revision
	last   keys.Revision
	texts  map[keys.Node]string // of each record, a line for each field
	totals search.Totals
	wrote  int  // bytes of the steps
	stood  *int // what the store has is the same as long as this is
}

// A standingTx tells its snapshot from others.
type standingTx struct {
	storage.ReadTx
	at *int
}

func (tx standingTx) Snapshot() any { return tx.at }

func newShelf(tb testing.TB, step int) *shelf {
	tb.Helper()
	store, err := memkv.New().Open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return &shelf{tb: tb, store: store, merger: search.NewMerger(step, search.Backlog{}), finder: search.NewFinder(), texts: map[keys.Node]string{}}
}

func (s *shelf) update(rows []storage.Pair) {
	s.tb.Helper()
	s.stood = new(int)
	if err := s.store.Update(s.tb.Context(), func(tx storage.WriteTx) error {
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
		s.tb.Fatal(err)
	}
}

// lines is a statement with a text and translations.
func lines(text string) *graph.Statement {
	fields := strings.Split(text, "\n")
	return statement(fields[0], fields[1:]...)
}

// put puts a text there, in a revision of its own.
func (s *shelf) put(n keys.Node, text string, room int) {
	s.tb.Helper()
	s.last++
	c := search.Change{Node: n, Ended: s.texts[n] != "", Begun: &search.Text{Kind: 1, Words: search.WordsOf(lines(text))}}
	if c.Ended {
		s.totals = s.totals.End(1, 0, search.WordsOf(lines(s.texts[n])).Length)
	}
	s.totals = s.totals.Begin(1, 0, c.Begun.Words.Length)
	s.texts[n] = text
	rows, _ := search.PendingRows(s.last, []search.Change{c}, room)
	s.update(rows)
}

func (s *shelf) source(_ storage.ReadTx, n keys.Node, _ keys.Revision) (graph.Record, error) {
	return lines(s.texts[n]), nil
}

// next works out a step of a merge, if there is one.
func (s *shelf) next() (step *search.Step) {
	s.tb.Helper()
	if err := s.store.View(s.tb.Context(), func(tx storage.ReadTx) (err error) {
		step, err = s.merger.Next(tx, s.merged, s.last, s.source)
		return err
	}); err != nil {
		s.tb.Fatal(err)
	}
	return step
}

// step makes one step of a merge, and says whether there was one.
func (s *shelf) step() bool {
	s.tb.Helper()
	step := s.next()
	if step == nil {
		return false
	}
	for _, row := range step.Writes {
		s.wrote += len(row.Value)
	}
	s.update(step.Writes)
	s.merged = max(s.merged, step.Merged)
	s.merger.Wrote(step)
	return true
}

func (s *shelf) merge() (steps int) {
	s.tb.Helper()
	for s.step() {
		steps++
	}
	return steps
}

func (s *shelf) find(query string) []search.Hit {
	s.tb.Helper()
	return s.findAt(query, s.last)
}

func (s *shelf) findAt(query string, at keys.Revision) []search.Hit {
	s.tb.Helper()
	q, err := search.Parse("text", query)
	if err != nil {
		s.tb.Fatal(err)
	}
	find := func(keep bool) (hits []search.Hit, spent int) {
		if err := s.store.View(s.tb.Context(), func(tx storage.ReadTx) (err error) {
			hits, err = s.finder.Find(standingTx{tx, s.stood}, &search.Request{
				Query: q, Kinds: []keys.Kind{1}, Classes: []keys.Class{0}, At: at, Merged: s.merged, Totals: s.totals,
				Source: s.source, Keep: keep, Spend: func(n int) error {
					spent += n
					return nil
				},
			})
			return err
		}); err != nil {
			s.tb.Fatal(err)
		}
		return hits, spent
	}
	hits, spent := find(false)
	for range 2 { // what is kept gives the same, and counts as read
		again, count := find(true)
		if !slices.Equal(hits, again) || spent != count {
			s.tb.Fatalf("%q as of %d: %d hits for %d keys, and by what is kept %d for %d", query, at, len(hits), spent, len(again), count)
		}
	}
	return hits
}

// rows counts the rows of a tag, and their bytes.
func (s *shelf) rows(tag keys.Tag) (n, size int) {
	s.tb.Helper()
	if err := s.store.View(context.Background(), func(tx storage.ReadTx) error {
		for pair, err := range tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, tag))) {
			if err != nil {
				return err
			}
			n++
			size += len(pair.Value)
		}
		return nil
	}); err != nil {
		s.tb.Fatal(err)
	}
	return n, size
}

// blocks gives the blocks of all lists.
func (s *shelf) blocks() map[string]string {
	s.tb.Helper()
	all := map[string]string{}
	if err := s.store.View(context.Background(), func(tx storage.ReadTx) error {
		for pair, err := range tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Posting))) {
			if err != nil {
				return err
			}
			all[string(pair.Key)] = string(pair.Value)
		}
		return nil
	}); err != nil {
		s.tb.Fatal(err)
	}
	return all
}

// Where a word stands is kept for one state of the store, with the rest of what is
// asked; a phrase is looked for each time. What is pending is not kept.
func TestWhereWordsStandIsKept(t *testing.T) {
	s := newShelf(t, 0)
	for n := range keys.Node(20) {
		s.put(n+1, fmt.Sprintf("a truce of day %d", n), 1000)
	}
	s.merge()
	s.put(21, "a truce that is pending", 1000)
	for _, step := range []struct {
		query      string
		at         keys.Revision
		hits, kept int
	}{
		{"truce", 21, 21, 1}, {"truces", 21, 21, 1}, {"truce", 5, 5, 2}, {"truce day", 21, 20, 3}, {`"of day"`, 21, 20, 3}, {"nowhere", 21, 0, 4},
	} {
		if hits := s.findAt(step.query, step.at); len(hits) != step.hits || s.finder.Stood() != step.kept {
			t.Errorf("%s as of %d: %d hits, and %d words are kept, not %d and %d", step.query, step.at, len(hits), s.finder.Stood(), step.hits, step.kept)
		}
	}
	s.put(22, "another truce", 1000)
	s.put(3, "nothing", 1000)
	for range 2 {
		if hits := s.find("truce"); len(hits) != 21 {
			t.Errorf("%d hits once one more had come and one had gone", len(hits))
		}
		s.merge()
	}
}

// However little is merged at a time, lists end up in few blocks, and are not
// written again and again.
func TestSmallMergesMakeFewBlocks(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	s := newShelf(t, 0)
	const texts = 6000
	for n := range keys.Node(texts) {
		s.put(n+1, "word", 1000)
		if n%3 == 0 {
			s.merge()
		}
	}
	s.merge()
	if got := len(s.find("word")); got != texts {
		t.Errorf("%d texts are found", got)
	}
	blocks, size := s.rows(keys.Posting)
	if most := 3 + 2*size/(16<<10); blocks > most {
		t.Errorf("%d blocks for %d bytes, want %d at most", blocks, size, most)
	}
	if s.wrote > 20*size {
		t.Errorf("%d bytes were written for %d", s.wrote, size)
	}
	if pending, _ := s.rows(keys.Pending); pending > 0 {
		t.Errorf("%d rows are pending", pending)
	}
	t.Logf("%d blocks, %d bytes, %d bytes written", blocks, size, s.wrote)
}

// Where lists end is known to who merged them last. It writes what is written by
// who has to look for it.
func TestEndsOfListsThatAreKnown(t *testing.T) {
	knows, looks := newShelf(t, 0), newShelf(t, 0)
	draw := rand.New(rand.NewPCG(1, 2))
	for n := range keys.Node(1500) {
		text := fmt.Sprintf("word w%d w%d", draw.IntN(4), draw.IntN(300)) + strings.Repeat(" often", draw.IntN(40))
		knows.put(n%400+1, text, 1000)
		looks.put(n%400+1, text, 1000)
		if draw.IntN(5) > 0 {
			continue
		}
		looks.merger.Forget()
		if draw.IntN(4) == 0 { // whether it was written is not known
			for _, s := range []*shelf{knows, looks} {
				s.update(s.next().Writes)
				s.merger.Forget()
			}
		}
		knows.merge()
		looks.merge()
		if !maps.Equal(knows.blocks(), looks.blocks()) {
			t.Fatalf("after %d texts: other blocks", n+1)
		}
	}
	if blocks, _ := knows.rows(keys.Posting); blocks < 310 {
		t.Errorf("only %d blocks", blocks)
	}
}

// A text that ends again and again makes rows that can be stored.
func TestATextThatEndsOften(t *testing.T) {
	s := newShelf(t, 0)
	for n := range 5000 {
		s.put(7, fmt.Sprintf("word w%d", n%2), 1000)
		if n%500 == 0 {
			s.merge()
		}
	}
	s.merge()
	if ended, _ := s.rows(keys.Ended); ended < 2 {
		t.Errorf("%d rows of ends", ended)
	}
	for query, want := range map[string]int{"word": 1, "w1": 1, "w0": 0} {
		if got := len(s.find(query)); got != want {
			t.Errorf("%s finds %d texts", query, got)
		}
	}
}

// The largest texts there are, of one word and of as many as there can be, are
// merged in transactions that an engine takes.
func TestTheLongestTextsAreMerged(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	s := newShelf(t, 0)
	var many strings.Builder
	for i := 0; many.Len() < graph.MaxDocumentText; i++ {
		fmt.Fprintf(&many, "%x ", i)
	}
	for n := range keys.Node(3) {
		s.put(n+1, strings.Repeat("a ", graph.MaxDocumentText/2), 0)
	}
	s.put(9, many.String(), 0)
	if n := len(s.find("a")); n != 4 {
		t.Errorf("%d texts are found before a merge", n)
	}
	if steps := s.merge(); steps < 10 {
		t.Errorf("%d steps", steps)
	}
	for query, want := range map[string]int{"a": 4, "abcd": 1, `"a a a"`: 3, `"abcd abce"`: 1, `"abcd abcf"`: 0} {
		if got := len(s.find(query)); got != want {
			t.Errorf("%s finds %d texts, want %d", query, got, want)
		}
	}
}

func TestAPhraseStandsInOneText(t *testing.T) {
	s := newShelf(t, 0)
	s.put(1, "a b\nc d", 1000)
	for range 2 {
		for query, want := range map[string]int{`"a b"`: 1, `"c d"`: 1, `"b c"`: 0, `"a b" "c d"`: 1, `"a b c d"`: 0, "d a": 1} {
			if got := len(s.find(query)); got != want {
				t.Errorf("%s finds %d texts, want %d", query, got, want)
			}
		}
		s.merge()
	}
}

// A merge that breaks off anywhere, and is begun again by somebody who does not
// know of it, ends like one that did not.
func TestAMergeThatBreaksOff(t *testing.T) {
	const texts = 40
	put := func(s *shelf, from, to int) {
		for n := from; n < to; n++ {
			s.put(keys.Node(n%30+1), fmt.Sprintf("word w%d w%d", n%7, n%5), 1000)
		}
	}
	want := newShelf(t, 0)
	put(want, 0, 2*texts)
	want.merge()
	for broken := range 30 {
		s := newShelf(t, 2)
		put(s, 0, texts)
		s.merge()
		put(s, texts, 2*texts-5)
		for range broken {
			s.step()
		}
		put(s, 2*texts-5, 2*texts)
		s.merger = search.NewMerger(3, search.Backlog{})
		for ok := true; ok; ok = s.step() {
			for _, query := range []string{"word", "w1", "w3", "w6", `"word w1"`} {
				if got, want := fmt.Sprint(s.find(query)), fmt.Sprint(want.find(query)); got != want {
					t.Fatalf("broken off after %d steps: %s finds %s, want %s", broken, query, got, want)
				}
			}
		}
	}
}

// A block that the first try has written, together with what was there before,
// may be too large for the next try to write it again; and the next try may take
// in less at a time than the first, as where an import was killed.
func TestASecondTryFindsWhatTheFirstHasWritten(t *testing.T) {
	for _, batch := range []search.Backlog{{}, {Rows: 20, Bytes: 1 << 20}} {
		for broken := 1; broken < 4; broken++ {
			s := newShelf(t, 1)
			for n := range keys.Node(400) {
				if n == 310 {
					s.merge()
				}
				s.put(n+1, fmt.Sprintf("aaaa w%d", n), 1000)
			}
			want := fmt.Sprint(s.find("aaaa"))
			for range broken {
				s.step()
			}
			s.merger = search.NewMerger(0, batch)
			for ok := true; ok; ok = s.step() {
				if got := fmt.Sprint(s.find("aaaa")); got != want {
					t.Fatalf("broken off after %d steps, and gone on with %+v: other hits", broken, batch)
				}
			}
		}
	}
}

// What a batch adds to one list may be more than a transaction holds.
func TestAListLongerThanAStep(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	large := search.Backlog{Rows: 1 << 15, Bytes: 1 << 30}
	fill := func(s *shelf) {
		for n := range keys.Node(1200) {
			s.put(n+1, fmt.Sprintf("%s w%d", strings.Repeat("a ", 4000), n), 1<<20)
		}
	}
	want := newShelf(t, 0)
	fill(want)
	hits := fmt.Sprint(want.find("a w7"))
	want.merge()
	_, size := want.rows(keys.Posting)
	for broken := range 5 {
		s := newShelf(t, 0)
		fill(s)
		s.merger = search.NewMerger(0, large)
		for range broken {
			s.step()
		}
		s.merger = search.NewMerger(0, large)
		if steps := s.merge(); steps < 3 {
			t.Errorf("broken off after %d steps: %d more", broken, steps)
		}
		if got := fmt.Sprint(s.find("a w7")); got != hits {
			t.Errorf("broken off after %d steps: %s, want %s", broken, got, hits)
		}
		if _, got := s.rows(keys.Posting); got > size+size/10 {
			t.Errorf("broken off after %d steps: %d bytes of postings, want about %d", broken, got, size)
		}
	}
	// Where the end of the list is known.
	s := newShelf(t, 0)
	s.merger = search.NewMerger(0, large)
	s.put(5000, strings.Repeat("a ", 4000), 1<<20)
	s.merge()
	fill(s)
	s.merge()
	if got := len(s.find("a")); got != 1201 {
		t.Errorf("%d texts are found behind a known end", got)
	}
}

// What is kept of ends in memory answers as the rows do: when a text has ended
// since, is pending, is merged, and as of what was before. Of many runs, some are
// read and some are kept.
func TestEndsThatAreKept(t *testing.T) {
	const nodes = 40_000 // in more runs than are read one by one
	s := newShelf(t, 100_000)
	holds := map[keys.Revision]int{}
	look := func(when string) {
		t.Helper()
		for at, want := range holds {
			if got := len(s.findAt("truce", at)); got != want {
				t.Errorf("%s: as of %d there are %d, not %d", when, at, got, want)
			}
		}
	}
	n := 0
	for i := keys.Node(1); i < nodes; i += 97 {
		s.put(i, "the truce holds", 1<<20)
		n++
	}
	for round, word := range []string{"fighting", "truce", "war"} {
		holds[s.last] = n
		look("before")
		for i := keys.Node(1); i < nodes; i += 97 * 3 {
			if word == "truce" {
				n++
			} else {
				n--
			}
			s.put(i, word, 1<<20)
			if i == 1 {
				holds[s.last] = n
				look("pending")
				s.merge()
				look("merged")
			}
		}
		holds[s.last] = n
		look(fmt.Sprintf("round %d", round))
		s.merge()
		look(fmt.Sprintf("round %d, merged", round))
	}
}
