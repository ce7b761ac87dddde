package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestAnUpgradeProvesWhatItMade: a store that holds something else than the old
// one does not take its place.
func TestAnUpgradeProvesWhatItMade(t *testing.T) {
	p := tested(t)
	of := func(dir string, files ...string) string {
		dir = filepath.Join(t.TempDir(), dir)
		for _, file := range files {
			if code, _, stderr := says(t, p, "import", "--data", dir, file); code != codeOK {
				t.Fatal(stderr)
			}
		}
		return dir
	}
	old := opened(t, of("old", place(t, "karvela")), openFlags{readOnly: true})
	same := opened(t, of("same"), openFlags{})
	u := &upgrade{p: p, dir: "DIR"}
	if err := u.replay(t.Context(), old, same); err != nil {
		t.Fatal(err)
	}
	if head, err := u.prove(t.Context(), old, same); err != nil || head != 1 {
		t.Errorf("the same commits: revision %d, %v", head, err)
	}
	other := opened(t, of("other", place(t, "lake")), openFlags{})
	if _, err := u.prove(t.Context(), old, other); err == nil || !strings.Contains(err.Error(), "does not hold the same") {
		t.Errorf("other commits: %v", err)
	}
}
