package ledger_test

import (
	"errors"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// TestAnOlderStoreGivesItsCommits: to be read only, where that is asked for, and
// to nobody else. A newer one gives nothing.
func TestAnOlderStoreGivesItsCommits(t *testing.T) {
	disk := memkv.New()
	l := open(t, disk)
	commit(t, l, create(actor("first")))
	commit(t, l, create(actor("second")))
	stored := pairs2(t, l, disk)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	of := func(format uint32, o ledger.Options) (*ledger.Ledger, error) {
		o.Open = diskOf(t, stored, func(tx storage.WriteTx) error {
			return tx.Set(keys.AppendTag(nil, keys.Row, keys.Format), keys.AppendFormat(nil, format))
		}).Open
		return ledger.Open(t.Context(), o)
	}
	for name, o := range map[string]ledger.Options{
		"not asked for": {ReadOnly: true},
		"to be written": {Older: true},
		"as usual":      {},
	} {
		if _, err := of(ledger.OldestFormat, o); !errors.As(err, new(*ledger.FormatError)) {
			t.Errorf("an older format, %s: %v", name, err)
		}
	}
	if _, err := of(ledger.FormatVersion+1, ledger.Options{ReadOnly: true, Older: true}); !errors.As(err, new(*ledger.FormatError)) {
		t.Errorf("a newer format: %v", err)
	}
	older, err := of(ledger.OldestFormat, ledger.Options{ReadOnly: true, Older: true})
	if err != nil {
		t.Fatal(err)
	}
	defer older.Close()
	var ids []graph.ID
	for c, err := range older.Changes(t.Context(), graph.View{Revision: 2, Clearance: graph.MarkingProtected}, 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Ops {
			ids = append(ids, op.Target())
		}
	}
	if len(ids) != 2 || ids[0] != actor("first").ID || ids[1] != actor("second").ID {
		t.Errorf("its commits are of %v", ids)
	}
}
