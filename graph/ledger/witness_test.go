package ledger_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// failing is a witness that can be made to be unwritable.
type failing struct {
	remembering
	off atomic.Bool
}

func (f *failing) Store(at graph.Revision) error {
	if f.off.Load() {
		return errors.New("no such disk")
	}
	return f.remembering.Store(at)
}

// A witness that cannot be written is behind. That is said once and stops
// nobody, be it while committing or while opening.
func TestAWitnessThatCannotBeWrittenIsBehind(t *testing.T) {
	disk := memkv.New()
	w := new(failing)
	var told []error
	witnessed := func(o *ledger.Options) {
		o.Witness = w
		o.Unwitnessed = func(err error) { told = append(told, err) }
	}
	l := open(t, disk, witnessed)
	commit(t, l, create(actor("first")))
	w.off.Store(true)
	commit(t, l, create(actor("second")))
	commit(t, l, create(actor("third")))
	wantTold := func(n int, finding string) {
		t.Helper()
		if len(told) != n {
			t.Errorf("it was told %d times, want %d: %v", len(told), n, told)
		}
		report, err := l.Check(t.Context(), nil)
		switch {
		case err != nil:
			t.Fatal(err)
		case finding == "" && !report.Clean(), finding != "" && (len(report.Findings) != 1 || !strings.Contains(report.Findings[0].What, finding)):
			t.Errorf("the check found %v, want %q", report.Findings, finding)
		}
	}
	wantTold(1, "no such disk")
	w.off.Store(false)
	commit(t, l, create(actor("fourth")))
	wantTold(1, "")
	if at, _ := w.Load(); at != 4 {
		t.Errorf("it has seen revision %d, and can be written again", at)
	}
	w.off.Store(true)
	commit(t, l, create(actor("fifth")))
	wantTold(2, "no such disk")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, disk, witnessed) // moves it up, and cannot
	wantTold(3, "no such disk")
	commit(t, l, create(actor("sixth")))
	wantTold(3, "no such disk")
}

// What a loss of power leaves of a witness says nothing. Only a check opens the
// store all the same, to say whether anything else is damaged.
func TestADamagedWitnessIsAFinding(t *testing.T) {
	disk := memkv.New()
	witness := ledger.FileWitness(filepath.Join(t.TempDir(), "witness"))
	opts := ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }, Witness: witness}
	l, err := ledger.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, l, create(actor("first")))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(string(witness), 0); err != nil {
		t.Fatal(err)
	}
	for _, opts.ReadOnly = range []bool{false, true} {
		opts.DespiteWitness = false
		if _, err := ledger.Open(t.Context(), opts); !errors.Is(err, graph.ErrCorrupt) {
			t.Errorf("read-only %v: want that it is refused, got %v", opts.ReadOnly, err)
		}
		opts.DespiteWitness = true
		l, err := ledger.Open(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		report, err := l.Check(t.Context(), nil)
		if err != nil || len(report.Findings) != 1 || !strings.Contains(report.Findings[0].What, "corrupt witness") {
			t.Errorf("read-only %v: the check found %v, %v", opts.ReadOnly, report.Findings, err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(string(witness)); err != nil || len(data) > 0 {
			t.Errorf("read-only %v: the witness was written: %q, %v", opts.ReadOnly, data, err)
		}
	}
	// To take it away is the operator's decision.
	if err := os.Remove(string(witness)); err != nil {
		t.Fatal(err)
	}
	opts.ReadOnly, opts.DespiteWitness = false, false
	if l, err = ledger.Open(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if seen, err := witness.Load(); err != nil || seen != 1 {
		t.Errorf("the new witness has seen revision %d, %v", seen, err)
	}
}
