package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

func retract(ids ...graph.ID) graph.Change {
	c := graph.Change{Message: "retract"}
	for _, id := range ids {
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbRetract, ID: id, Reason: "made up"})
	}
	return c
}

func document(name string, text string) *graph.Document {
	d := &graph.Document{Kind: graph.DocumentReport, Text: text}
	d.ID = graph.ID("document/" + name)
	return d
}

// What could be taken in can be withdrawn, with as long a reason as there may
// be, wherever the limit of a value cuts it.
func TestARecordOfAnyLengthCanBeWithdrawn(t *testing.T) {
	l := open(t, memkv.New())
	var ids []graph.ID
	for n := storage.MaxValue - 2200; n < storage.MaxValue+100; n += 50 {
		d := document(fmt.Sprintf("d-%d", n), strings.Repeat("x", n))
		commit(t, l, create(d))
		ids = append(ids, d.ID)
	}
	for _, id := range ids {
		c := graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: id, Reason: strings.Repeat("y", graph.MaxReason)}}}
		if _, err := l.Commit(t.Context(), coder(), c); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	wantClean(t, l)
}

// A record with so many words in its names that it could never be withdrawn is
// not taken in.
func TestARecordWithManyWordsCanBeWithdrawn(t *testing.T) {
	l := open(t, memkv.New())
	for _, test := range []struct {
		words int
		fits  bool
	}{
		{16_000, true}, {17_000, false},
	} {
		a := manyWords(fmt.Sprintf("words-%d", test.words), test.words)
		_, err := l.Commit(t.Context(), coder(), create(a))
		if !test.fits {
			if !errors.Is(err, graph.ErrTooLarge) {
				t.Errorf("%d words: %v", test.words, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%d words: %v", test.words, err)
			continue
		}
		commit(t, l, retract(a.ID))
		commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRestore, ID: a.ID}}})
	}
	wantClean(t, l)
}

// A change that is far too large is found out before all of it has been made,
// be it large by what it writes or by what it changes.
func TestATooLargeChangeIsNotMadeInMemory(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	l := open(t, memkv.New())
	var ids []graph.ID
	var shortened graph.Change
	for i := range 64 {
		d := document(fmt.Sprintf("d-%d", i), strings.Repeat("x", graph.MaxDocumentText))
		commit(t, l, create(d))
		ids = append(ids, d.ID)
		shortened.Ops = append(shortened.Ops, graph.Op{Verb: graph.VerbCorrect, Record: document(fmt.Sprintf("d-%d", i), "")})
	}
	for what, test := range map[string]struct {
		change graph.Change
		most   uint64 // megabytes
	}{
		"withdraw 64 long texts":  {retract(ids...), 60},
		"take 64 long texts away": {shortened, 512},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := l.Commit(t.Context(), coder(), test.change); !errors.Is(err, graph.ErrTooLarge) {
			t.Errorf("%s: %v", what, err)
		}
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > test.most {
			t.Errorf("%s: refusing it took %d MB", what, used)
		}
	}
	commit(t, l, retract(ids[0]))
	commit(t, l, graph.Change{Ops: shortened.Ops[1:]}) // the rest takes a little less than the limit
	wantClean(t, l)
}

// How much a question may read is no matter of those who write.
func TestTheBudgetOfQuestionsDoesNotBoundChanges(t *testing.T) {
	l := open(t, memkv.New(), func(o *ledger.Options) { o.KeyBudget = 3 })
	for i := range 5 {
		above := &graph.Location{Kind: graph.LocationRegion}
		above.ID = graph.ID(fmt.Sprintf("location/l-%d", i))
		if i > 0 {
			above.Within = graph.ID(fmt.Sprintf("location/l-%d", i-1))
		}
		commit(t, l, create(above))
	}
}

// What many small questions of one operation read is bounded together.
func TestTheQuestionsOfOneOperationShareABudget(t *testing.T) {
	l := open(t, memkv.New(), func(o *ledger.Options) { o.KeyBudget = 100 })
	commit(t, l, create(actor("first")))
	r := at(t, l)
	ask := func(ctx context.Context) error {
		_, err := r.Actors(ctx, graph.ActorQuery{}, graph.Page{First: 1})
		return err
	}
	for range 200 {
		if err := ask(t.Context()); err != nil {
			t.Fatalf("a question by itself: %v", err)
		}
	}
	ctx := graph.WithMeter(t.Context())
	for n := 1; ; n++ {
		err := ask(ctx)
		if err == nil && n < 200 {
			continue
		}
		if !errors.Is(err, graph.ErrTooComplex) || n < 5 {
			t.Errorf("question %d: %v", n, err)
		}
		return
	}
}

func TestATimeThatCannotBeStoredIsRefused(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	for _, year := range []int{1, 1066, 1677} {
		c := create(actor("first"))
		c.Time = time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
		var field *graph.FieldError
		if r, err := l.Commit(t.Context(), coder(), c); !errors.As(err, &field) || field.Path != "time" {
			t.Errorf("the year %d: revision %d, %v", year, r, err)
		}
	}
	c := create(actor("first"))
	c.Time = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC)
	commit(t, l, c)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, disk)
	if head, err := l.Head(t.Context()); err != nil || !head.Time.Equal(c.Time) {
		t.Errorf("it is of %s now, %v", head.Time, err)
	}
	wantClean(t, l)
}

// The hidden who stand in the way of a retraction are counted, and not for ever.
func TestManyHiddenReferrersStandInTheWay(t *testing.T) {
	disk := memkv.New()
	counted := &counting{}
	l := open(t, disk, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			counted.Store = s
			return counted, err
		}
	})
	above := &graph.Location{Kind: graph.LocationRegion}
	above.ID = "location/above"
	commit(t, l, create(above))
	const many = 3000
	for from := 0; from < many; from += 1000 {
		var within []graph.Record
		for i := range 1000 {
			w := &graph.Location{Kind: graph.LocationSite, Within: above.ID}
			w.ID = graph.ID(fmt.Sprintf("location/00000000-0000-4000-8000-%012d", from+i))
			w.Marking = graph.MarkingProtected
			within = append(within, w)
		}
		commit(t, l, create(within...))
	}
	counted.pairs = 0
	by := coder()
	by.Clearance = graph.MarkingPublic
	_, err := l.Commit(t.Context(), by, retract(above.ID))
	var still *graph.StillReferred
	if !errors.As(err, &still) || len(still.By) != 0 || !still.More {
		t.Errorf("%v", err)
	}
	if counted.pairs > many/2 {
		t.Errorf("%d keys were read to find out that there are many", counted.pairs)
	}
}

// A text that many records of one change quote is read once, as is one that
// change after change quotes.
func TestATextIsReadOnceHoweverOftenItIsQuoted(t *testing.T) {
	disk := memkv.New()
	counted := &counting{}
	l := open(t, disk, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			counted.Store = s
			return counted, err
		}
	})
	d := document("long", strings.Repeat("x", graph.MaxDocumentText))
	commit(t, l, create(d))
	n := 0
	quote := func(by int) (c graph.Change) {
		for range by {
			s := spoken(graph.ID(fmt.Sprintf("statement/s-%d", n)), d.ID, 0, 5)
			n++
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: s})
		}
		return c
	}
	commit(t, l, quote(200))
	pieces := counted.chunks
	if pieces == 0 || pieces > 20 {
		t.Errorf("%d pieces of the text were read for 200 quotations", pieces)
	}
	commit(t, l, quote(1))
	if counted.chunks != pieces {
		t.Errorf("%d pieces of it were read again", counted.chunks-pieces)
	}
	// Another version is another text as far as one can tell.
	titled := *d
	titled.Title = "Made up"
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &titled}}})
	counted.chunks = 0
	commit(t, l, quote(2))
	if counted.chunks != pieces {
		t.Errorf("%d pieces of the new version were read, want %d", counted.chunks, pieces)
	}
	wantClean(t, l)
}

// How many index entries a change makes is known before it waits for others, and
// a change that makes too many costs them nothing.
func TestTooManyEntriesAreRefusedWithoutTheWriter(t *testing.T) {
	disk := memkv.New()
	held := &holding{gate: make(chan struct{})}
	l := open(t, disk, func(o *ledger.Options) {
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			held.Store = s
			return held, err
		}
	})
	// An actor makes an entry for each word, and one as recorded.
	const most, actors = 45_000, 3
	change := func(words int) graph.Change {
		var records []graph.Record
		for i := range actors {
			records = append(records, manyWords(fmt.Sprintf("a-%d", i), words/actors))
		}
		extra := manyWords("extra", words%actors)
		if words%actors == 0 {
			extra.Names = nil
		}
		return create(append(records, extra)...)
	}
	full := most - actors - 1
	held.on.Store(true)
	first := make(chan error, 1)
	go func() {
		_, err := l.Commit(context.Background(), coder(), create(actor("first")))
		first <- err
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := l.Commit(ctx, coder(), change(full+1))
	if !errors.Is(err, graph.ErrTooLarge) || !strings.Contains(err.Error(), "45001 index entries") {
		t.Errorf("one entry too many: %v", err)
	}
	held.on.Store(false)
	close(held.gate)
	if err := <-first; err != nil {
		t.Error(err)
	}
	commit(t, l, change(full))
	wantClean(t, l)
}

// manyWords is an actor with so many words in its names, which tell nothing, and
// so are not found by how they sound.
func manyWords(name string, words int) *graph.Actor {
	a := actor(name)
	a.Names = nil
	for n := 0; n < words; {
		var name strings.Builder
		for ; n < words && name.Len() < graph.MaxName-8; n++ {
			fmt.Fprintf(&name, "w%d ", n)
		}
		a.Names = append(a.Names, graph.Name{Text: strings.TrimSpace(name.String()), Lang: "en", Kind: graph.NameGeneric})
	}
	return a
}

// Above a record a thousand others may stand.
func TestAChainHasAnEnd(t *testing.T) {
	l := open(t, memkv.New())
	const most = 1000
	chain := func(from, to int) (records []graph.Record) {
		for i := from; i < to; i++ {
			r := &graph.Location{Kind: graph.LocationRegion}
			r.ID = graph.ID(fmt.Sprintf("location/l-%d", i))
			if i > 0 {
				r.Within = graph.ID(fmt.Sprintf("location/l-%d", i-1))
			}
			records = append(records, r)
		}
		return records
	}
	commit(t, l, create(chain(0, most)...))
	commit(t, l, create(chain(most, most+1)...))
	var field *graph.FieldError
	if _, err := l.Commit(t.Context(), coder(), create(chain(most+1, most+2)...)); !errors.As(err, &field) || field.Path != "within" {
		t.Errorf("with %d above it: %v", most+1, err)
	}
}

// counting counts what updates scan, and the pieces of long bodies they get.
type counting struct {
	storage.Store
	pairs, chunks int
}

func (c *counting) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	return c.Store.Update(ctx, func(tx storage.WriteTx) error { return fn(countingTx{tx, c}) })
}

// TestEveryBadReferenceOfAChangeIsTold, of all its operations, up to a bound.
func TestEveryBadReferenceOfAChangeIsTold(t *testing.T) {
	l := open(t, memkv.New())
	within := func(name, in string) *graph.Location {
		return &graph.Location{Meta: graph.Meta{ID: graph.ID("location/" + name)}, Kind: graph.LocationSettlement, Within: graph.ID("location/" + in)}
	}
	_, err := l.Commit(t.Context(), coder(), create(within("a", "nowhere"), within("b", "a"), within("c", "elsewhere")))
	want := "operation 1 (location/a): within: there is no record location/nowhere\noperation 3 (location/c): within: there is no record location/elsewhere"
	if !errors.Is(err, graph.ErrInvalid) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	var records []graph.Record
	for i := range 20 { // with 100 references each, of which 100 are told
		a := actor(fmt.Sprintf("bad-%d", i))
		for j := range 100 {
			a.Affiliations = append(a.Affiliations, graph.Affiliation{Organisation: graph.ID(fmt.Sprintf("actor/none-%d", j)), Kind: graph.AffiliationAllied})
		}
		records = append(records, a)
	}
	if _, err := l.Commit(t.Context(), coder(), create(records...)); err == nil || strings.Count(err.Error(), "there is no record") != 1000 {
		t.Errorf("%v", err)
	}
	wantClean(t, l)
}
