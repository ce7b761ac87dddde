package badgerkv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/storage"
)

// tables makes a closed store with a table of some blocks, and returns its
// directory and that table.
func tables(tb testing.TB) (dir, table string) {
	tb.Helper()
	dir = tb.TempDir()
	s, err := Open(context.Background(), dir, small)
	if err != nil {
		tb.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx storage.WriteTx) error {
		for i := range 300 {
			if err := tx.Set(fmt.Appendf(nil, "key/%04d", i), fmt.Appendf(nil, "value %d", i*i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, s.Close()); err != nil {
		tb.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(found) != 1 {
		tb.Fatalf("tables %q, %v, want one", found, err)
	}
	return dir, found[0]
}

// damage changes the file at path.
func damage(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(b), 0o600); err != nil {
		t.Fatal(err)
	}
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte {
		b = bytes.Clone(b)
		b[(at+len(b))%len(b)] ^= 0x10
		return b
	}
}

func TestSoundTables(t *testing.T) {
	dir, _ := tables(t)
	if err := VerifyTables(dir); err != nil {
		t.Errorf("a sound store: %v", err)
	}
	if err := VerifyTables(t.TempDir()); err != nil {
		t.Errorf("an empty directory: %v", err)
	}
	if err := VerifyTables(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	// What a compaction left behind that was cut short is not on the list.
	if err := os.WriteFile(filepath.Join(dir, "999999.sst"), make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := VerifyTables(dir); err != nil {
		t.Errorf("beside a stray table: %v", err)
	}
}

func TestDamage(t *testing.T) {
	tests := map[string]struct {
		file   string // "" is the table
		change func([]byte) []byte
		text   string
	}{
		"a byte of the first block":     {"", flip(10), "block 0 does not match its checksum"},
		"a byte of a later block":       {"", flip(5000), "block 1 does not match its checksum"},
		"a byte of the index":           {"", flip(-100), "index does not match its checksum"},
		"a byte of the last length":     {"", flip(-4), "footer: a tail of "},
		"a table cut short":             {"", func(b []byte) []byte { return b[:len(b)-1] }, "footer: "},
		"an empty table":                {"", func([]byte) []byte { return nil }, "footer: cut short"},
		"zeroes in place of a table":    {"", func(b []byte) []byte { return make([]byte, len(b)) }, ""},
		"the table of another length":   {"", func(b []byte) []byte { return append([]byte{0}, b...) }, "block "},
		"a byte of the list of tables":  {"MANIFEST", flip(-3), "manifest has checksum mismatch"},
		"the list of another program":   {"MANIFEST", flip(0), "manifest has bad magic"},
		"an end of the list cut short":  {"MANIFEST", func(b []byte) []byte { return b[:len(b)-3] }, "are no entry"},
		"the list with something added": {"MANIFEST", func(b []byte) []byte { return append(b, 1, 2, 3) }, "its last 3 bytes are no entry"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir, table := tables(t)
			path := table
			if test.file != "" {
				path = filepath.Join(dir, test.file)
			}
			damage(t, path, test.change)
			verify := VerifyTables(dir)
			o := small
			o.Verify = true
			_, open := Open(context.Background(), dir, o)
			for what, err := range map[string]error{"verify": verify, "open": open} {
				if !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), test.text) {
					t.Errorf("%s: %v, want %q of %s", what, err, test.text, path)
				}
			}
			// After an unclean stop nobody has to ask for it.
			if err := os.WriteFile(filepath.Join(dir, uncleanFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if path == table {
				if _, err := Open(context.Background(), dir, small); !errors.Is(err, storage.ErrCorrupt) {
					t.Errorf("open after an unclean stop: %v", err)
				}
			}
		})
	}
}

func TestEveryDamagedTableIsNamed(t *testing.T) {
	dir, first := tables(t)
	s := openStore(t, dir, small)
	mustSet(t, s, "a", "1")
	closeStore(t, s)
	found, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(found) != 2 {
		t.Fatalf("tables %q, %v, want two", found, err)
	}
	for _, table := range found {
		damage(t, table, flip(3))
	}
	err = VerifyTables(dir)
	for _, table := range found {
		if err == nil || !strings.Contains(err.Error(), table+": block 0 does not match its checksum: corrupt") {
			t.Errorf("%v does not name %s", err, table)
		}
	}
	if err := os.Remove(first); err != nil {
		t.Fatal(err)
	}
	if err := VerifyTables(dir); !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), first+": no such file") {
		t.Errorf("%v does not name the missing %s", err, first)
	}
	if _, err := Open(context.Background(), dir, small); !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("opened without a table: %v", err)
	}
}

// check checks all of a table.
func check(b []byte) error { return checkTable(bytes.NewReader(b), int64(len(b)), whole) }

// TestALostListOfTables takes the list away, or what it lists. Badger would begin
// another and remove the tables.
func TestALostListOfTables(t *testing.T) {
	for name, test := range map[string]struct {
		change func([]byte) []byte // nil takes the list away
		tables bool                // are taken away too
		text   string
	}{
		"it is gone":                        {nil, false, "it is missing beside 000001.sst: corrupt"},
		"it is gone, and so are the tables": {nil, true, "it is missing beside 000001.vlog: corrupt"},
		"it is empty":                       {func([]byte) []byte { return nil }, false, "manifest has bad magic"},
		"it is of zeroes":                   {func(b []byte) []byte { return make([]byte, len(b)) }, false, "manifest has bad magic"},
		"it lists no table":                 {func(b []byte) []byte { return b[:8] }, false, "it lists no table, but there is 000001.sst: corrupt"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, table := tables(t)
			list := filepath.Join(dir, "MANIFEST")
			if test.change == nil {
				remove(t, list)
			} else {
				damage(t, list, test.change)
			}
			if test.tables {
				remove(t, table)
			}
			before := contents(t, dir)
			_, write := Open(context.Background(), dir, small)
			_, read := Open(context.Background(), dir, Options{ReadOnly: true})
			for what, err := range map[string]error{"verify": VerifyTables(dir), "write": write, "read": read} {
				if !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), list+": ") || !strings.Contains(err.Error(), test.text) {
					t.Errorf("%s: %v, want %q of %s", what, err, test.text, list)
				}
			}
			if after := contents(t, dir); after != before {
				t.Errorf("the refused opens left\n%s\nof\n%s", after, before)
			}
		})
	}
}

// TestAStrayTableOfAStoppedWriter is one that was written and not yet listed:
// what is in it is in the log as well.
func TestAStrayTableOfAStoppedWriter(t *testing.T) {
	dir := t.TempDir()
	killed(t, dir, 1)
	if err := os.WriteFile(filepath.Join(dir, "000001.sst"), make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := openStore(t, dir, small); get(t, s, "a/1") != "1" {
		t.Error("what the stopped writer wrote is not there")
	}
}

func TestExists(t *testing.T) {
	dir, _ := tables(t)
	for _, step := range []struct {
		dir  string
		want bool
	}{{dir, true}, {t.TempDir(), false}, {filepath.Join(dir, "none"), false}} {
		if is, err := Exists(step.dir); is != step.want || err != nil {
			t.Errorf("%s: %t, %v", step.dir, is, err)
		}
	}
	remove(t, filepath.Join(dir, "MANIFEST"))
	if is, err := Exists(dir); !is || err != nil {
		t.Errorf("what is left of a store: %t, %v", is, err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestATableIsLookedAtBeforeItIsOpened damages, after a clean stop, what Badger
// reads of a table when it opens it: that would end the process.
func TestATableIsLookedAtBeforeItIsOpened(t *testing.T) {
	last := fmt.Appendf(nil, "value %d", 299*299)
	for name, test := range map[string]struct {
		change func([]byte) []byte
		text   string // "" where it is opened all the same
	}{
		"a byte that Badger does not read yet": {flip(10), ""},
		"a byte of the last block":             {func(b []byte) []byte { return flip(bytes.LastIndex(b, last))(b) }, "block 2 does not match its checksum"},
		"a byte of the index":                  {flip(-100), "index does not match its checksum"},
		"a byte of the last length":            {flip(-4), "footer: a tail of "},
		"half of a table":                      {func(b []byte) []byte { return b[:len(b)/2] }, ": "},
		"a table without its last byte":        {func(b []byte) []byte { return b[:len(b)-1] }, "footer: "},
		"an empty table":                       {func([]byte) []byte { return nil }, "footer: cut short"},
		"a longer table":                       {func(b []byte) []byte { return append([]byte{0}, b...) }, "block 2: "},
	} {
		t.Run(name, func(t *testing.T) {
			dir, table := tables(t)
			damage(t, table, test.change)
			for _, o := range []Options{small, {ReadOnly: true}} {
				s, err := Open(context.Background(), dir, o)
				if err == nil {
					err = s.Close()
				}
				if test.text == "" && err == nil {
					continue
				}
				if !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), table+": ") || !strings.Contains(err.Error(), test.text) {
					t.Errorf("read-only %t: %v, want %q of %s", o.ReadOnly, err, test.text, table)
				}
			}
		})
	}
}

// BenchmarkOutline measures what the look at one small table costs that comes
// before it is opened.
func BenchmarkOutline(b *testing.B) {
	_, path := tables(b)
	for b.Loop() {
		if err := verifyTable(path, outline); err != nil {
			b.Fatal(err)
		}
	}
}

// TestEveryByteOfATableIsChecked flips one bit in each byte.
func TestEveryByteOfATableIsChecked(t *testing.T) {
	_, path := tables(t)
	table, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := check(table); err != nil {
		t.Fatalf("the sound table: %v", err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for at := range table {
		bit := byte(1) << random.IntN(8)
		table[at] ^= bit
		if err := check(table); err == nil {
			t.Errorf("byte %d of %d with bit %#x flipped is not noticed", at, len(table), bit)
		}
		table[at] ^= bit
	}
}

func FuzzCheckTable(f *testing.F) {
	_, path := tables(f)
	table, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(table)
	f.Add(table[len(table)/2:])
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := check(b); err == nil && !bytes.Equal(b, table) {
			t.Errorf("a table of %d bytes that Badger did not write is sound", len(b))
		}
	})
}
