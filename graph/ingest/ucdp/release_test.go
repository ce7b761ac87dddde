package ucdp_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/ucdp"
)

// release writes a made-up release. In the second some events have other deaths,
// another dyad or another governorate, some are gone, and some are new.
func release(t *testing.T, path string, second bool) {
	t.Helper()
	var b strings.Builder
	b.WriteString(names)
	for i := range 400 {
		deaths, dyad, governorate := i%9, i%5, i%4
		switch {
		case !second && i >= 380:
			continue // not known yet
		case second && i%13 == 0:
			continue // withdrawn
		case second && i%7 == 0:
			deaths += 3
		case second && i%11 == 0:
			dyad = (dyad + 1) % 5
		case second && i%17 == 0:
			governorate = (governorate + 1) % 4
		}
		day := fmt.Sprintf("2016-%02d-%02d", 2+i%3, 1+i%28)
		b.WriteString(edit(map[string]string{
			"id": fmt.Sprint(1000 + i), "dyad_new_id": fmt.Sprint(50 + dyad), "adm_1": fmt.Sprintf("Governorate %d", governorate),
			"date_start": day, "date_end": day, "low": "0", "best": fmt.Sprint(deaths), "high": fmt.Sprint(deaths + 5),
			"where_coordinates": fmt.Sprintf("Place %d of %d", i%50, governorate), "adm_2": fmt.Sprintf("District %d of %d", i%6, governorate),
		}))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestReleasesAddUp: with the newer release after the older one the sums as of
// then are those of the older file, and now those of the newer, as another program
// reckons them. So they are when both come again.
func TestReleasesAddUp(t *testing.T) {
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "older.csv"), filepath.Join(dir, "newer.csv")}
	g := graphtest.NewNaive(time.Now)
	var revisions []graph.Revision
	for i, file := range files {
		release(t, file, i == 1)
		s, err := source.Open(t.Context(), file, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		report, err := ingest.Load(t.Context(), g, s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: ucdp.GED{}, Spare: 0, Complete: true})
		if err != nil || !report.OK() {
			t.Fatalf("%v, %+v", err, report)
		}
		head, err := g.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		revisions = append(revisions, head.Revision)
	}
	older, newer := sums(t, files[0]), sums(t, files[1])
	if maps.Equal(older, newer) || len(older) < 40 {
		t.Fatalf("%d sums of the older release, and as many of the newer", len(older))
	}
	for i, want := range []map[string]string{older, newer} {
		if got := added(t, g, revisions[i]); !maps.Equal(got, want) {
			t.Errorf("as of revision %d:\n%s", revisions[i], cmp.Diff(want, got))
		}
	}
}
