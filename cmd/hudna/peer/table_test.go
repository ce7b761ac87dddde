package peer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRowsAreThoseOfCopy(t *testing.T) {
	ts := &tables{dir: t.TempDir(), byName: map[string]*table{}}
	n, none, empty := 7, (*int)(nil), ""
	half := 0.5
	if err := ts.row("t", 1, int64(-2), "a\tb\n\\c\r", "", &empty, nil, true, false, 0.1, &half, &n, none); err != nil {
		t.Fatal(err)
	}
	if err := ts.row("t", struct{}{}); err == nil || !strings.Contains(err.Error(), "t, column 1: a struct {} is no value") {
		t.Error(err)
	}
	counts, err := ts.close()
	if err != nil || counts["t"] != 1 {
		t.Fatal(counts, err)
	}
	got, err := os.ReadFile(filepath.Join(ts.dir, "t.copy"))
	want := `1	-2	a\tb\n\\c\r	\N		\N	t	f	0.1	0.5	7	\N` + "\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %q\nwant %q", err, got, want)
	}
}
