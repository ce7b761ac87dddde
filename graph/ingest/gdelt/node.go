package gdelt

import (
	"net/url"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/table"
)

// actor makes the actor of a code of CAMEO, "" for none. The code says which
// country and which sectors; the name beside it stays with the row.
func actor(c *table.Cells, d *ingest.Draft, column string) graph.ID {
	code := c.Take(column + "Code")
	if code == "" {
		return ""
	}
	a := &graph.Actor{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindActor, "cameo", strings.ToLower(code)), Codes: []graph.Code{{System: "cameo", Code: code}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Names: []graph.Name{{Text: table.Cut(code, graph.MaxName), Kind: graph.NameAcronym}},
	}
	switch country := c.See(column + "CountryCode"); {
	case code == country:
		a.Kind = graph.ActorState
	case strings.HasPrefix(code, "IGO"), strings.HasPrefix(code, "NGO"), strings.HasPrefix(code, "MNC"):
		a.Kind = graph.ActorOrganisation
	}
	for _, kind := range []string{"Type1Code", "Type2Code", "Type3Code"} {
		if sector := graph.Sector(c.See(column + kind)); sector.Valid() && !slices.Contains(a.Sectors, sector) {
			a.Sectors = append(a.Sectors, sector)
		}
	}
	d.With = append(d.With, a)
	return a.ID
}

// document makes the document in which a row was found, "" for none.
func document(c *table.Cells, d *ingest.Draft, column string) graph.ID {
	at := c.Take(column)
	if at == "" {
		return ""
	}
	doc := &graph.Document{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindDocument, "url", at), Coding: ingest.CodedBy(scheme, version)},
		Kind: graph.DocumentReport,
	}
	if u, err := url.Parse(at); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(at) <= graph.MaxURL {
		doc.URL = at
	} else {
		doc.Title = table.Cut(at, graph.MaxTitle)
	}
	d.With = append(d.With, doc)
	return doc.ID
}

// place makes the place that the geocoder found, within its country. A point is
// that of a town (types 3 and 4); that of a country or a state is somewhere in
// its middle, and no point of anything that happened.
func place(c *table.Cells, d *ingest.Draft, column string) graph.ID {
	kind, name := c.See(column+"_Type"), c.Take(column+"_Fullname")
	country, feature := c.Take(column+"_CountryCode"), c.Take(column+"_FeatureID")
	lat, north := c.Number(column+"_Lat", -90, 90)
	lon, east := c.Number(column+"_Long", -180, 180)
	c.Keep(column+"_Lat", column+"_Long")
	if kind == "" || kind == "0" || name == "" {
		c.Keep(column+"_Fullname", column+"_CountryCode", column+"_FeatureID")
		return ""
	}
	within := graph.ID("")
	if country != "" {
		parts := strings.Split(name, ", ")
		l := &graph.Location{
			Meta: graph.Meta{
				ID: ingest.NewID(graph.KindLocation, "fips", strings.ToLower(country)), Codes: []graph.Code{{System: "fips10-4", Code: country}},
				Coding: ingest.CodedBy(scheme, version),
			},
			Kind: graph.LocationCountry, Names: ingest.Called(parts[len(parts)-1], "en"),
		}
		d.With = append(d.With, l)
		within = l.ID
	}
	if kind == "1" {
		return within
	}
	if feature == "" {
		feature = name
	}
	l := &graph.Location{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindLocation, "gdelt", feature), Codes: []graph.Code{{System: "gdelt-feature", Code: table.Cut(feature, graph.MaxShort)}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Names: ingest.Called(name, "en"), Within: within,
	}
	switch kind {
	case "2", "5":
		l.Kind = graph.LocationGovernorate
	case "3", "4":
		l.Kind = graph.LocationSettlement
		if north && east {
			l.Point = &graph.Point{Lat: lat, Lon: lon}
		}
	}
	d.With = append(d.With, l)
	return l.ID
}

// dataset is the document that the rows as a whole are.
func dataset(scheme, title string) *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindDocument, scheme, "dataset"), Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{
				{Name: "licence", Value: "The GDELT Project, free for any use with a citation and a link to https://www.gdeltproject.org/"},
				{Name: "redistribution", Value: "ALLOWED"},
			},
		},
		Kind: graph.DocumentDataset, Title: title, URL: "https://www.gdeltproject.org/",
	}
}
