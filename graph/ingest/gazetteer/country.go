// Package gazetteer decodes lists of names: of countries, and of actors as event
// coders keep them in dictionaries. A row makes what it names where that is not
// there yet, and adds its names and codes to it where it is. Nothing that
// somebody has recorded is taken away.
package gazetteer

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const version = "1"

// Countries are lists of countries with the codes of ISO 3166 and their names in
// one language, which the end of the file's name tells: countries-ar.csv.
type Countries struct{}

const countries = "countries"

var countryColumns = []string{"id", "alpha2", "alpha3", "name"}

// Name is "countries".
func (Countries) Name() string { return countries }

// Scheme is "countries".
func (Countries) Scheme() string { return countries }

// Gazetteer says that the format lists names.
func (Countries) Gazetteer() {}

// Fit looks for the columns of such lists.
func (Countries) Fit(s *source.Source) (int, string) {
	return fitColumns(s, countryColumns, "has the columns of a list of countries with ISO 3166 codes")
}

func fitColumns(s *source.Source, columns []string, why string) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	_, rows := table.Sniff(s.Head, 1)
	if len(rows) == 0 || len(rows[0]) != len(columns) || table.Named(rows[0], columns...) < len(columns) {
		return 0, ""
	}
	return 90, why
}

var languageOf = regexp.MustCompile(`-([a-z]{2,3})\.[a-z]+$`)

// Open begins to decode a list.
func (Countries) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	lang := ""
	if m := languageOf.FindStringSubmatch(s.Name); m != nil {
		lang = m[1]
	}
	return open(ctx, s, countryColumns, func(c *table.Cells) *ingest.Draft {
		d := new(ingest.Draft)
		number, two, three, name := c.Take("id"), strings.ToUpper(c.Take("alpha2")), strings.ToUpper(c.Take("alpha3")), c.Take("name")
		if three == "" || name == "" {
			c.Refuse("alpha3", "a country has a code and a name")
			return d
		}
		var codes []graph.Code
		for _, code := range []string{three, two, number} {
			if code != "" {
				codes = append(codes, graph.Code{System: "iso3166", Code: code})
			}
		}
		country(d, countries, "iso3166", strings.ToLower(three), graph.Name{Text: name, Lang: lang}, codes)
		return d
	})
}

// Wikidata are lists of countries with their items of Wikidata.
type Wikidata struct{}

const wikidata = "country-wikidata"

var wikidataColumns = []string{"Country", "uri", "label"}

// Name is "country-wikidata".
func (Wikidata) Name() string { return wikidata }

// Scheme is "country-wikidata".
func (Wikidata) Scheme() string { return wikidata }

// Gazetteer says that the format lists names.
func (Wikidata) Gazetteer() {}

// Fit looks for the columns of such lists.
func (Wikidata) Fit(s *source.Source) (int, string) {
	return fitColumns(s, wikidataColumns, "has the columns of a list of countries with items of Wikidata")
}

// itemOf reads an item; one list has stray brackets behind some.
var itemOf = regexp.MustCompile(`^https?://www\.wikidata\.org/entity/(Q[1-9][0-9]*)\)?$`)

// Open begins to decode a list.
func (Wikidata) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	return open(ctx, s, wikidataColumns, func(c *table.Cells) *ingest.Draft {
		d := new(ingest.Draft)
		name, item := c.Take("Country"), itemOf.FindStringSubmatch(c.See("uri"))
		if item == nil || name == "" {
			c.Refuse("uri", "is no item of Wikidata, or has no name")
			return d
		}
		if label := c.Take("label"); label != "Country" {
			return d // a group, a region, an organisation: of these the list gives no kind
		}
		country(d, wikidata, "wikidata", strings.ToLower(item[1]), graph.Name{Text: name, Lang: "en"}, []graph.Code{{System: "wikidata", Code: item[1]}})
		return d
	})
}

func open(ctx context.Context, s *source.Source, needed []string, row func(*table.Cells) *ingest.Draft) (ingest.Decoder, error) {
	d, _ := table.Sniff(s.Head, 0)
	rows, err := ingest.OpenRows(ctx, s, d, nil, row)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(needed...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// country makes the country on the ground and the state. The codes are those of
// both, as they are of different kinds.
func country(d *ingest.Draft, scheme, system, code string, name graph.Name, codes []graph.Code) {
	place, state := ingest.NewID(graph.KindLocation, system, code), ingest.NewID(graph.KindActor, system, code)
	d.With = append(
		d.With,
		&graph.Location{Meta: meta(place, scheme, codes), Kind: graph.LocationCountry, Names: []graph.Name{name}},
		&graph.Actor{Meta: meta(state, scheme, codes), Kind: graph.ActorState, Names: []graph.Name{name}},
	)
	for _, id := range []graph.ID{place, state} {
		d.Amends = append(d.Amends, ingest.Amend{IDs: []graph.ID{id}, Add: func(r graph.Record) graph.Record { return with(r, codes, name) }})
	}
}

func meta(id graph.ID, scheme string, codes []graph.Code) graph.Meta {
	return graph.Meta{ID: id, Codes: slices.Clone(codes), Coding: ingest.CodedBy(scheme, version)}
}

// with gives a record the codes and names that it does not have, as many as it
// may have; the record itself where it has them all.
func with(r graph.Record, codes []graph.Code, names ...graph.Name) graph.Record {
	then := graph.Clone(r)
	m := then.Shared()
	for _, code := range codes {
		if !slices.ContainsFunc(m.Codes, func(c graph.Code) bool { return c.System == code.System && c.Code == code.Code }) {
			m.Codes = append(m.Codes, code)
		}
	}
	var list *[]graph.Name
	switch then := then.(type) {
	case *graph.Actor:
		list = &then.Names
	case *graph.Location:
		list = &then.Names
	default:
		return r
	}
	for _, name := range names {
		same := func(n graph.Name) bool { return n.Text == name.Text && (n.Lang == name.Lang || name.Lang == "") }
		if len(*list) < graph.MaxNames && !slices.ContainsFunc(*list, same) {
			*list = append(*list, name)
		}
	}
	return then
}
