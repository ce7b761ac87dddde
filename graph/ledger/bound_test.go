package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// opened is a ledger of one record, a document with a text.
func opened(t *testing.T, text string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), Options{Open: memkv.New().Open})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &graph.Document{Text: text}
	d.ID = "document/d"
	if _, err := l.Commit(t.Context(), admin(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: d}}}); err != nil {
		t.Fatal(err)
	}
	return l
}

func admin() graph.Principal {
	return graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingPublic}
}

func TestWhatIsReadForAChangeIsBounded(t *testing.T) {
	s := &snapshot{writing: true}
	if err := s.spend(maxChangeReads); err != nil {
		t.Errorf("as many keys as are allowed: %v", err)
	}
	if err := s.spend(1); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("one key more: %v", err)
	}
	l := opened(t, strings.Repeat("x", maxCachedBody+1))
	err := l.view(t.Context(), func(tx storage.ReadTx) error {
		s, err := l.snapshot(tx)
		if err != nil {
			return err
		}
		s.writing = true
		v, err := s.version(1, 1)
		if err != nil {
			return err
		}
		if s.bytes != v.size {
			t.Errorf("a version of %d bytes counts as %d", v.size, s.bytes)
		}
		s.bytes = maxChangeReadBytes - v.size
		if _, err := s.version(1, 1); err != nil {
			t.Errorf("as many bytes as are allowed: %v", err)
		}
		if _, err := s.version(1, 1); !errors.Is(err, graph.ErrTooLarge) {
			t.Errorf("a version more: %v", err)
		}
		s.writing = false
		_, err = s.version(1, 1)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestTheRecordsOfAChangeAreBounded(t *testing.T) {
	l := opened(t, "")
	change := func(last int) (c graph.Change) {
		for i, text := range []int{graph.MaxDocumentText, graph.MaxDocumentText, last} {
			d := &graph.Document{Text: strings.Repeat("x", text)}
			d.ID = graph.ID(fmt.Sprintf("document/d-%d", i))
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: d})
		}
		return c
	}
	bytes := func(c graph.Change) (n int) {
		r, err := l.request(admin(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range r.bodies {
			n += len(b.message)
		}
		return n
	}
	const some = graph.MaxDocumentText / 2
	full := some + maxChangeBytes - bytes(change(some))
	if n := bytes(change(full)); n != maxChangeBytes {
		t.Fatalf("%d bytes, want %d", n, maxChangeBytes)
	}
	if _, err := l.request(admin(), change(full+1)); !errors.Is(err, graph.ErrTooLarge) {
		t.Errorf("one byte more: %v", err)
	}
	if _, err := l.Commit(t.Context(), admin(), change(full)); err != nil {
		t.Errorf("as many bytes as are allowed: %v", err)
	}
}

func TestTheWriterKnowsSoManyRecords(t *testing.T) {
	w := &writer{states: map[keys.Node]*state{}, texts: newCache[versionKey, *graph.HeldText](1)}
	for n := range keys.Node(maxStates) {
		w.states[n] = &state{}
	}
	if w.forgetLarge(); len(w.states) != maxStates {
		t.Errorf("%d records are known, and %d may be", len(w.states), maxStates)
	}
	w.states[maxStates] = &state{}
	if w.forgetLarge(); len(w.states) != 0 {
		t.Errorf("%d records are known, and not more than %d may be", len(w.states), maxStates)
	}
}

// An engine that is given up again and again is not asked for ever.
func TestAQuestionIsAskedOfSoManyEngines(t *testing.T) {
	l := opened(t, "")
	g := &givenUp{Store: l.engine.Load().store, l: l}
	l.replace(&engine{store: g})
	err := l.view(context.WithValue(t.Context(), asksKey{}, true), func(storage.ReadTx) error { return nil })
	if !errors.Is(err, graph.ErrUnknown) || g.views != maxViews {
		t.Errorf("%d views, %v", g.views, err)
	}
}

// An engine that has come to doubt what it shows is opened again although nobody
// writes.
func TestAnEngineInDoubtIsOpenedAgainForReaders(t *testing.T) {
	l := opened(t, "")
	l.replace(&engine{store: doubtful{l.engine.Load().store}})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // ends the wait that there must not be
	defer cancel()
	if err := l.view(ctx, func(storage.ReadTx) error { return nil }); err != nil {
		t.Error(err)
	}
}

// doubtful is a store that refuses views.
type doubtful struct{ storage.Store }

func (doubtful) View(context.Context, func(storage.ReadTx) error) error { return storage.ErrUnknown }

// An engine that is well is not waited for, whatever a question comes to in it.
func TestWhatAQuestionComesToIsItsAnswer(t *testing.T) {
	l := opened(t, "")
	for _, want := range []error{storage.ErrClosed, storage.ErrUnknown} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // ends the wait that there must not be
		runs := 0
		err := l.view(ctx, func(storage.ReadTx) error {
			runs++
			return fmt.Errorf("made up: %w", want)
		})
		if cancel(); !errors.Is(err, want) || runs != 1 {
			t.Errorf("%v: %d runs, %v", want, runs, err)
		}
	}
}

// givenUp is a store that is given up, and opened again, during each view. It counts
// those of the test, and not those of the ledger's own goroutines.
type givenUp struct {
	storage.Store
	l     *Ledger
	views int
}

type asksKey struct{}

func (g *givenUp) View(ctx context.Context, _ func(storage.ReadTx) error) error {
	if ctx.Value(asksKey{}) != nil {
		g.views++
	}
	g.l.replace(&engine{store: g})
	return storage.ErrUnknown
}

// A row of another version is not read as one of this.
func TestARowHasAVersion(t *testing.T) {
	key := keys.AppendCommit(nil, 1)
	row, err := sealRow(key, &pb.Commit{Author: "made-up coder"})
	if err != nil {
		t.Fatal(err)
	}
	n := len(row) - rowSumLen
	row[0]++
	binary.BigEndian.PutUint32(row[n:], sum(key, row[:n]))
	if err := openRow(key, row, new(pb.Commit)); err == nil || err.Error() != "the row has version 2, not 1" {
		t.Errorf("a row of another version: %v", err)
	}
}
