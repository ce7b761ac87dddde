package badgerkv

import (
	"testing"
)

// TestAStoreThatIsFilled opens stores for many updates in a row: only one that
// has no tables yet, and room, lets level 0 grow.
func TestAStoreThatIsFilled(t *testing.T) {
	var d disk
	d.left.Store(2 * bulkRoom)
	options := Options{Bulk: true, Ballast: -1, free: d.options().free}
	dir := t.TempDir()
	s := openStore(t, dir, options)
	if got := s.db.Opts().NumLevelZeroTables; got != bulkTables {
		t.Errorf("level 0 of an empty store grows to %d tables, want %d", got, bulkTables)
	}
	mustSet(t, s, "truce", "declared")
	closeStore(t, s)

	s = openStore(t, dir, options)
	if s.options.Bulk || s.db.Opts().NumLevelZeroTables >= bulkTables {
		t.Error("level 0 of a store with tables grows")
	}
	if n := s.db.Levels()[0].NumTables; n != 0 {
		t.Errorf("closing left %d tables in level 0", n)
	}
	if got := get(t, s, "truce"); got != "declared" {
		t.Errorf("what was filled in is %q", got)
	}
	mustSet(t, s, "truce", "denied")
	closeStore(t, s)
	s = openStore(t, dir, options)
	if n := s.db.Levels()[0].NumTables; n != 1 {
		t.Errorf("closing another store left %d tables in level 0, want 1", n)
	}
	closeStore(t, s)

	readOnly := options
	readOnly.ReadOnly = true
	s = openStore(t, dir, readOnly)
	if s.options.Bulk {
		t.Error("a store that is only read is to be filled")
	}
	closeStore(t, s)

	d.left.Store(bulkRoom - 1)
	if s = openStore(t, t.TempDir(), options); s.options.Bulk {
		t.Error("level 0 grows where there is no room")
	}
	d.left.Store(bulkRoom)
	if s = openStore(t, t.TempDir(), options); !s.options.Bulk {
		t.Error("level 0 does not grow where there is just room")
	}
}
