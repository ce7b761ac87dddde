package ledger_test

import (
	"testing"

	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// Every key is counted once, under one class.
func TestSizes(t *testing.T) {
	l := open(t, memkv.New())
	if err := graphtest.LoadWorld(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	told := 0
	sizes, err := l.Sizes(t.Context(), func(uint64) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	report, err := l.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]ledger.Size{}
	var keys uint64
	for _, s := range sizes {
		if _, twice := seen[s.Class]; twice {
			t.Errorf("%s is there twice", s.Class)
		}
		if s.Keys == 0 || s.KeyBytes < 2*s.Keys || s.ValueBytes < s.Keys {
			t.Errorf("%+v", s)
		}
		seen[s.Class] = s
		keys += s.Keys
	}
	if keys != report.Keys || told != 1 {
		t.Errorf("%d keys of %d, told %d times", keys, report.Keys, told)
	}
	if got := seen["row record"].Keys; got != report.Records {
		t.Errorf("%d records of %d", got, report.Records)
	}
	if seen[ledger.StatementClass].Keys == 0 || seen["live said-by"].KeyBytes == 0 {
		t.Errorf("%+v", sizes)
	}
}
