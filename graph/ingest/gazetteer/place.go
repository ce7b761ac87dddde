package gazetteer

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// GeoNames are the dumps of geonames.org: 19 columns set apart by tabs, without
// their names. A division is known by the codes of the countries and divisions
// around it, as the other rows name it by these.
type GeoNames struct{}

const geonames = "geonames"

var geonamesColumns = strings.Split("geonameid,name,asciiname,alternatenames,latitude,longitude,feature class,feature code,country code,cc2,"+
	"admin1 code,admin2 code,admin3 code,admin4 code,population,elevation,dem,timezone,modification date", ",")

// Name is "geonames".
func (GeoNames) Name() string { return geonames }

// Scheme is "geonames".
func (GeoNames) Scheme() string { return geonames }

// Gazetteer says that the format lists names.
func (GeoNames) Gazetteer() {}

var unquoted = table.Dialect{Comma: '\t'}

// Fit looks at the shape of the first row.
func (GeoNames) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	rows := table.Rows(s.Head, unquoted, 1)
	if len(rows) == 0 || len(rows[0]) != len(geonamesColumns) {
		return 0, ""
	}
	first := rows[0]
	_, number := strconv.Atoi(first[0])
	_, north := strconv.ParseFloat(first[4], 64)
	changed, _ := table.ReadDay(first[18])
	if number != nil || north != nil || len(first[6]) != 1 || changed == "" {
		return 0, ""
	}
	return 95, "has the 19 columns of GeoNames, without their names"
}

// Open begins to decode a dump.
func (GeoNames) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	return ingest.OpenRows(ctx, s, unquoted, geonamesColumns, geoname)
}

// geoname makes a place of a row.
func geoname(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id, name, country := c.Take("geonameid"), c.Take("name"), strings.ToUpper(c.Take("country code"))
	lat, north := c.Number("latitude", -90, 90)
	lon, east := c.Number("longitude", -180, 180)
	if id == "" || name == "" {
		c.Refuse("geonameid", "a place has a number and a name")
		return d
	}
	first, second := c.Take("admin1 code"), c.Take("admin2 code")
	if first == "00" { // of no division in particular
		first, second = "", ""
	}
	l := &graph.Location{Meta: meta(ingest.NewID(graph.KindLocation, geonames, id), geonames, []graph.Code{{System: geonames, Code: id}})}
	switch class, feature := c.See("feature class"), c.See("feature code"); {
	case strings.HasPrefix(feature, "PCL") && country != "":
		l.Kind, l.ID = graph.LocationCountry, divisionID(country)
		l.Codes = append(l.Codes, graph.Code{System: "iso3166", Code: country})
		first, second, country = "", "", ""
	case feature == "ADM1" && first != "":
		l.Kind, l.ID = graph.LocationGovernorate, divisionID(country, first)
		first, second = "", ""
	case feature == "ADM2" && second != "":
		l.Kind, l.ID = graph.LocationDistrict, divisionID(country, first, second)
		second = ""
	case class == "P":
		l.Kind = graph.LocationSettlement
	case class == "S":
		l.Kind = graph.LocationSite
	}
	if l.Kind == graph.LocationSettlement || l.Kind == graph.LocationSite {
		if north && east { // that of an area is somewhere in its middle
			l.Point = &graph.Point{Lat: lat, Lon: lon}
		}
	}
	l.Within = around(d, geonames, "iso3166", country, first, second)
	l.Names = []graph.Name{{Text: table.Cut(name, graph.MaxName), Lang: languageIn(name)}}
	for other := range strings.SplitSeq(c.Take("alternatenames"), ",") {
		if other = strings.TrimSpace(other); other != "" && len(l.Names) < graph.MaxNames && !slices.ContainsFunc(l.Names, func(n graph.Name) bool { return n.Text == other }) {
			l.Names = append(l.Names, graph.Name{Text: table.Cut(other, graph.MaxName), Lang: languageIn(other), Kind: graph.NameAlias})
		}
	}
	listed(d, l)
	return d
}

// divisionID is the id of a country or a division by the codes around it.
func divisionID(codes ...string) graph.ID {
	return ingest.NewID(graph.KindLocation, "division", strings.ToLower(strings.Join(codes, ".")))
}

// around makes the country and the divisions around a place, where they are not
// there, and gives the innermost. A country that another list has is known by its
// code.
func around(d *ingest.Draft, scheme, system, country string, divisions ...string) (within graph.ID) {
	if country == "" {
		return ""
	}
	kinds := []graph.LocationKind{graph.LocationGovernorate, graph.LocationDistrict}
	within = divisionID(country)
	d.With = append(d.With, &graph.Location{
		Meta: meta(within, scheme, []graph.Code{{System: system, Code: country}}), Kind: graph.LocationCountry,
	})
	path := []string{country}
	for i, division := range divisions {
		if division == "" {
			break
		}
		path = append(path, division)
		id := divisionID(path...)
		d.With = append(d.With, &graph.Location{Meta: meta(id, scheme, nil), Kind: kinds[i], Within: within})
		within = id
	}
	return within
}

// listed adds a place to what a row makes, and its names and codes to the place
// that is there already.
func listed(d *ingest.Draft, l *graph.Location) {
	d.With = append(d.With, l)
	d.Amends = append(d.Amends, ingest.Amend{IDs: []graph.ID{l.ID}, Add: func(r graph.Record) graph.Record { return with(r, l.Codes, l.Names...) }})
}
