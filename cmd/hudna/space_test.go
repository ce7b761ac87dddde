package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"hudna/storage"
)

// TestTheSpaceFlagsAreKept: what a server and an import are told of the floor and of the
// ballast is what the engine is opened with, and what nobody can keep to is refused.
func TestTheSpaceFlagsAreKept(t *testing.T) {
	place := place(t, "karvela")
	for name, c := range map[string]struct {
		args           []string
		floor, ballast int64 // in MiB; -1 is none
		refused        string
	}{
		"unless given":            {nil, 256, 256, ""},
		"the least":               {[]string{"--disk-floor", "256", "--ballast", "1"}, 256, 1, ""},
		"the most":                {[]string{"--disk-floor", "1048576", "--ballast", "1048576"}, 1 << 20, 1 << 20, ""},
		"no ballast":              {[]string{"--ballast", "0"}, 256, -1, ""},
		"less than is needed":     {[]string{"--disk-floor", "255"}, 0, 0, "--disk-floor 255: is not between 256 and 1048576"},
		"more than a terabyte":    {[]string{"--disk-floor", "1048577"}, 0, 0, "--disk-floor 1048577: is not between 256 and 1048576"},
		"less than none":          {[]string{"--ballast=-1"}, 0, 0, "--ballast -1: is not between 0 and 1048576"},
		"a ballast of more still": {[]string{"--ballast", "1048577"}, 0, 0, "--ballast 1048577: is not between 0 and 1048576"},
	} {
		for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0", "--anonymous", "read"}, {"import", place}} {
			t.Run(name+", "+command[0], func(t *testing.T) {
				p := tested(t)
				var got engineOptions
				p.engine = func(_ context.Context, _ string, o engineOptions) (storage.Store, error) {
					got = o
					return nil, errors.New("made up")
				}
				_, _, stderr := says(t, p, append(append(command, "--data", t.TempDir()), c.args...)...)
				want := engineOptions{floor: c.floor << 20, ballast: c.ballast << 20, bulk: got.bulk, log: got.log}
				if c.ballast < 0 {
					want.ballast = -1
				}
				if got != want || !strings.Contains(stderr, c.refused) {
					t.Errorf("opened with %+v, want %+v: %s", got, want, stderr)
				}
			})
		}
	}
}

// TestTheEngineKeepsToTheFloor: below it nothing is opened for writing.
func TestTheEngineKeepsToTheFloor(t *testing.T) {
	_, err := tested(t).open(t.Context(), t.TempDir(), openFlags{floor: 1 << 60})
	if err == nil || !strings.Contains(err.Error(), "needs 1099511627776") {
		t.Errorf("opened: %v", err)
	}
}

// TestTheBallastIsCounted: as long as it is there.
func TestTheBallastIsCounted(t *testing.T) {
	dir := t.TempDir()
	g := opened(t, dir, openFlags{ballast: 3 << 20})
	registry, err := newRegistry(g, dir, 300<<20)
	if err != nil {
		t.Fatal(err)
	}
	counted := func(ballast string) {
		t.Helper()
		want := `
# HELP hudna_ballast_bytes What the file BALLAST takes up, to be given back when the disk is full.
# TYPE hudna_ballast_bytes gauge
hudna_ballast_bytes ` + ballast + `
# HELP hudna_limit The limits, each in its unit.
# TYPE hudna_limit gauge
hudna_limit{limit="Floor"} 3.145728e+08
`
		if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "hudna_ballast_bytes", "hudna_limit"); err != nil {
			t.Error(err)
		}
	}
	counted("3.145728e+06")
	if err := os.Remove(filepath.Join(dir, storeName, "BALLAST")); err != nil {
		t.Fatal(err)
	}
	counted("0")
}
