// Package formats lists the formats that files can be imported from, and tells
// which one a file is.
package formats

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"hudna/graph/ingest"
	"hudna/graph/ingest/acled"
	"hudna/graph/ingest/dna"
	"hudna/graph/ingest/gazetteer"
	"hudna/graph/ingest/gdelt"
	"hudna/graph/ingest/mapped"
	"hudna/graph/ingest/pax"
	"hudna/graph/ingest/plover"
	"hudna/graph/ingest/polecat"
	"hudna/graph/ingest/prio"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/ucdp"
)

// NDJSON is the name of the program's own format, which is not decoded by rows.
const NDJSON = "ndjson"

// Mapped is the name of tables that a mapping explains.
const Mapped = "csv"

// ErrMapping is wrapped by what is wrong with a mapping.
var ErrMapping = mapped.ErrMapping

// Mapping reads the mapping of a table, which makes a format of it.
func Mapping(r io.Reader) (ingest.Format, error) {
	m, err := mapped.Parse(r)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// All are the formats that need nothing but a file.
func All() []ingest.Format {
	return []ingest.Format{ucdp.GED{}, acled.ACLED{}, gdelt.Events{}, gdelt.Mentions{}, plover.Gold{}, polecat.POLECAT{}, prio.Ceasefires{}, pax.PAX{}, dna.Project{}, gazetteer.Countries{}, gazetteer.Wikidata{}, gazetteer.Phoenix{}, gazetteer.GeoNames{}, gazetteer.PCodes{}}
}

// Names are the names of all formats.
func Names() []string {
	var names []string
	for _, f := range All() {
		names = append(names, f.Name())
	}
	return append(names, Mapped, NDJSON)
}

// Named finds a format that needs nothing but a file, nil for none.
func Named(name string) ingest.Format {
	for _, f := range All() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// A Guess is a format that a file may be of.
type Guess struct {
	Name   string
	Format ingest.Format // nil for NDJSON
	Fit    int           // 1 to 100
	Why    string
}

// Sure is the fit from which a format is taken without being named.
const Sure = 80

// Guesses are the formats that a file may be of, the best first.
func Guesses(s *source.Source) []Guess {
	var all []Guess
	if s.Kind == source.Text && bytes.HasPrefix(bytes.TrimSpace(s.Head), []byte{'{'}) && bytes.Contains(s.Head, []byte(`"type"`)) {
		all = append(all, Guess{Name: NDJSON, Fit: 90, Why: "its lines are JSON objects with a type"})
	}
	for _, f := range All() {
		if fit, why := f.Fit(s); fit > 0 {
			all = append(all, Guess{f.Name(), f, fit, why})
		}
	}
	slices.SortStableFunc(all, func(a, b Guess) int { return cmp.Compare(b.Fit, a.Fit) })
	return all
}
