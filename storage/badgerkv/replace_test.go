package badgerkv

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hudna/storage"
)

// two makes two closed stores in a directory, of which one says old and the
// other new.
func two(t *testing.T) (dir, fresh string) {
	t.Helper()
	parent := t.TempDir()
	dir, fresh = filepath.Join(parent, "store"), filepath.Join(parent, "store.new")
	for at, says := range map[string]string{dir: "old", fresh: "new"} {
		s := openStore(t, at, small)
		mustSet(t, s, "a", says)
		closeStore(t, s)
	}
	return dir, fresh
}

// TestReplaceGoesOn stops it wherever it can be stopped: between two of its
// steps, and within the last one.
func TestReplaceGoesOn(t *testing.T) {
	rename := func(t *testing.T, from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	for name, stopped := range map[string]func(t *testing.T, dir, fresh string){
		"at its beginning": func(*testing.T, string, string) {},
		"when the old one is away": func(t *testing.T, dir, _ string) {
			t.Helper()
			rename(t, dir, dir+".old")
		},
		"when the new one is there": func(t *testing.T, dir, fresh string) {
			t.Helper()
			rename(t, dir, dir+".old")
			rename(t, fresh, dir)
		},
		"when the old one is removed in part": func(t *testing.T, dir, fresh string) {
			t.Helper()
			rename(t, dir, dir+".old")
			rename(t, fresh, dir)
			if err := os.Remove(filepath.Join(dir+".old", "MANIFEST")); err != nil {
				t.Fatal(err)
			}
		},
		"at its end": func(t *testing.T, dir, fresh string) {
			t.Helper()
			if err := Replace(dir, fresh); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, fresh := two(t)
			stopped(t, dir, fresh)
			if err := Replace(dir, fresh); err != nil {
				t.Fatal(err)
			}
			files, err := os.ReadDir(filepath.Dir(dir))
			if err != nil || len(files) != 1 || files[0].Name() != "store" {
				t.Fatalf("what is left is %v, %v", files, err)
			}
			s := openStore(t, dir, small)
			if says := get(t, s, "a"); says != "new" {
				t.Errorf("the store is the %s one", says)
			}
			closeStore(t, s)
		})
	}
}

// TestReplaceLeavesOpenStoresAlone: neither one that somebody writes to nor one
// that was not closed is moved.
func TestReplaceLeavesOpenStoresAlone(t *testing.T) {
	dir, fresh := two(t)
	for _, at := range []string{dir, fresh} {
		s := openStore(t, at, small)
		if err := Replace(dir, fresh); !errors.Is(err, storage.ErrLocked) {
			t.Errorf("with %s open: %v", at, err)
		}
		closeStore(t, s)
	}
	mark := filepath.Join(fresh, uncleanFile)
	if err := os.WriteFile(mark, []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Replace(dir, fresh); !errors.Is(err, storage.ErrUnclean) {
		t.Errorf("with a store that was not closed: %v", err)
	}
	s := openStore(t, dir, small)
	if says := get(t, s, "a"); says != "old" {
		t.Errorf("the store is the %s one", says)
	}
	closeStore(t, s)
}

// TestLockOfWhatWasReplaced: who has opened a directory that is replaced before
// it was locked does not take what is in its place now for locked.
func TestLockOfWhatWasReplaced(t *testing.T) {
	dir, fresh := two(t)
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if same, err := isAt(f, dir); err != nil || !same {
		t.Fatalf("before: %v, %v", same, err)
	}
	if err := Replace(dir, fresh); err != nil {
		t.Fatal(err)
	}
	if same, err := isAt(f, dir); err != nil || same {
		t.Errorf("after: %v, %v", same, err)
	}
}
