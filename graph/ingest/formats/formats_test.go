package formats_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/source"
)

func Example() {
	s := source.Of("made.csv", "AgtId,Agt,Dat,Con,Stage\n1,Truce of Karvela,2016-02-27,Avaria,Cea\n")
	for _, g := range formats.Guesses(s) {
		fmt.Println(g.Name, g.Fit, g.Why)
	}
	// Output: pa-x 100 has the columns of PA-X
}

// TestReal: real files are told for what they are, and for nothing else.
func TestReal(t *testing.T) {
	const shared = "../../../../shared/data/"
	for path, want := range map[string][]string{
		"ucdp/ged-syria-2016-02-20_2016-04-30.csv": {"ucdp-ged"},
		"gdelt/20191024143000-first200.export.CSV": {"gdelt-events"},
		"plover/PLOVER_GSR_CAMEO.txt":              {"plover"},
		"gazetteer/countries-en.csv":               {"countries"},
		"gazetteer/country-wikidata.csv":           {"country-wikidata"},
		"gazetteer/actor_dict_ar_v4.txt":           {"phoenix"},
		"gazetteer/Phoenix.agents.txt":             {"phoenix"},
		"seed/article-ar.txt":                      nil,
	} {
		s, err := source.Open(t.Context(), shared+path, source.Options{})
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		var got []string
		for _, g := range formats.Guesses(s) {
			got = append(got, g.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", path, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	want := []string{"ucdp-ged", "acled", "gdelt-events", "gdelt-mentions", "plover", "polecat", "prio-cf", "pa-x", "dna", "countries", "country-wikidata", "phoenix", "geonames", "ocha-pcode", "csv", "ndjson"}
	if got := formats.Names(); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	for _, name := range want[:14] {
		if formats.Named(name) == nil {
			t.Errorf("there is no %s", name)
		}
	}
}
