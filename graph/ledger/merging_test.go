package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// What is corrected beside words, class and position leaves the text alone.
func TestATextThatStaysIsNotWrittenAgain(t *testing.T) {
	l, _ := world(t)
	confidence := 0.5
	for what, c := range map[string]struct {
		edit func(*graph.Statement)
		rows int
	}{
		"a confidence":     {func(s *graph.Statement) { s.Confidence = &confidence }, 0},
		"an act":           {func(s *graph.Statement) { s.Acts = append(s.Acts, graph.SpeechAct{Act: graph.ActWarn}) }, 0},
		"a word":           {func(s *graph.Statement) { s.Text += " now" }, 1},
		"a translation":    {func(s *graph.Statement) { s.Translations = []graph.Translation{{Lang: "ru", Text: "слово"}} }, 1},
		"a date":           {func(s *graph.Statement) { s.Said = &graph.Date{EDTF: "2019-04-20"} }, 1},
		"a basis":          {func(s *graph.Statement) { s.Basis = graph.BasisExtracted }, 1},
		"a document":       {func(s *graph.Statement) { s.Evidence = []graph.Evidence{{Document: graphtest.Readout}} }, 0},
		"a hidden source":  {func(s *graph.Statement) { s.Evidence = []graph.Evidence{{Document: graphtest.HiddenNotes}} }, 1},
		"that it is coded": {func(s *graph.Statement) { s.Coding = &graph.Coding{Coder: "made-up coder"} }, 0},
	} {
		s := graphtest.OwnVoice()
		s.ID = graph.ID("statement/" + strings.ReplaceAll(what, " ", "-"))
		s.Evidence = []graph.Evidence{{Document: graphtest.Report}}
		commit(t, l, create(s))
		before := l.Pending()
		again := *s
		c.edit(&again)
		commit(t, l, graph.Change{Message: what, Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &again}}})
		if got := l.Pending() - before; got != c.rows {
			t.Errorf("%s: %d rows of texts, want %d", what, got, c.rows)
		}
	}
	wantClean(t, l)
}

// However fast commits come, no more waits to be merged than may.
func TestNoMoreWaitsThanMay(t *testing.T) {
	const from, most = 2, 64 * 2
	l := open(t, memkv.New(), func(o *ledger.Options) { o.MergeFrom, o.MergeStep, o.MaxGroup = from, 1, 4 })
	var wg sync.WaitGroup
	for c := range 6 {
		wg.Go(func() {
			for n := range 60 {
				if _, err := l.Commit(context.Background(), coder(), create(actor(fmt.Sprintf("waits-%d-%d", c, n)))); err != nil {
					t.Error(err)
				}
				if got := l.Pending(); got > most+4 {
					t.Errorf("%d rows wait", got)
				}
			}
		})
	}
	wg.Wait()
	wantClean(t, l)
}

// refusing is a store that refuses the writes of merges.
type refusing struct{ storage.Store }

func (s refusing) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	return s.Store.Update(ctx, func(tx storage.WriteTx) error { return fn(refusingTx{tx}) })
}

type refusingTx struct{ storage.WriteTx }

var errRefused = errors.New("made up")

func (tx refusingTx) Set(key, value []byte) error {
	if k, err := keys.Parse(key); err == nil && k.Tag == keys.Posting {
		return errRefused
	}
	return tx.WriteTx.Set(key, value)
}

// Where nothing can be merged, changes are taken until too much waits, and then
// are refused.
func TestChangesAreRefusedWhereNothingCanBeMerged(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk, func(o *ledger.Options) {
		o.MergeFrom = 1
		o.Open = func(ctx context.Context) (storage.Store, error) {
			s, err := disk.Open(ctx)
			return refusing{s}, err
		}
	})
	taken := 0
	for ; taken < 200; taken++ {
		if _, err := l.Commit(t.Context(), coder(), create(actor(fmt.Sprintf("a-%d", taken)))); err != nil {
			if !errors.Is(err, errRefused) {
				t.Errorf("refused with %v", err)
			}
			break
		}
	}
	if taken != 64 {
		t.Errorf("%d changes were taken", taken)
	}
	if err := l.Merge(t.Context()); !errors.Is(err, errRefused) {
		t.Errorf("merging: %v", err)
	}
	wantClean(t, l)
}

func TestMergingWhatIsClosedOrOnlyRead(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(actor("first")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Merge(t.Context()); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("a closed one: %v", err)
	}
	l = open(t, disk, func(o *ledger.Options) { o.ReadOnly = true })
	if err := l.Merge(t.Context()); !errors.Is(err, graph.ErrForbidden) {
		t.Errorf("one that is only read: %v", err)
	}
}
