package ucdp

import (
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/table"
)

// Who counts, and what they published.
const (
	counter graph.ID = "actor/ucdp"
	dataset graph.ID = "document/ucdp-ged"
)

func program() *graph.Actor {
	return &graph.Actor{
		Meta: graph.Meta{ID: counter, Coding: ingest.CodedBy(scheme, version)},
		Kind: graph.ActorOrganisation,
		Names: []graph.Name{
			{Text: "Uppsala Conflict Data Program", Lang: "en"}, {Text: "UCDP", Lang: "en", Kind: graph.NameAcronym},
		},
	}
}

func document() *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: dataset, Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{
				{Name: "licence", Value: "UCDP GED, CC BY 4.0; cite Sundberg and Melander (2013), Journal of Peace Research 50(4)"},
				{Name: "redistribution", Value: "ALLOWED"},
			},
		},
		Kind: graph.DocumentDataset, Publisher: counter, Title: "UCDP Georeferenced Event Dataset", URL: "https://ucdp.uu.se/downloads/", Lang: "en",
	}
}

// place makes the places around an event, from the country down to what its
// precision allows: a point is that of a known place, at which or near which it
// was (where_prec 1 and 2). Points that stand for an area or a line are no
// point of the event, and stay in variables only.
func place(c *table.Cells, d *ingest.Draft, e *graph.Event) {
	precision := c.Integer("where_prec", 1, 7)
	lat, north := c.Number("latitude", -90, 90)
	lon, east := c.Number("longitude", -180, 180)
	country, number := c.Take("country"), c.Take("country_id")
	adm1, adm2, where := c.Take("adm_1"), c.Take("adm_2"), c.Take("where_coordinates")
	c.Keep("latitude", "longitude", "where_prec")
	if precision == nil {
		if c.See("where_prec") == "" {
			c.Refuse("where_prec", "is missing")
		}
		return
	}
	within := graph.ID("")
	add := func(kind graph.LocationKind, space, name string, point *graph.Point, path ...string) graph.ID {
		l := &graph.Location{
			Meta: graph.Meta{ID: ingest.NewID(graph.KindLocation, space, strings.Join(path, "/")), Coding: ingest.CodedBy(scheme, version)},
			Kind: kind, Names: ingest.Called(name, "en"), Within: within, Point: point,
		}
		if kind == graph.LocationCountry && number != "" {
			l.Codes = []graph.Code{{System: "gwno", Code: number}}
		}
		d.With = append(d.With, l)
		return l.ID
	}
	at := func(location graph.ID, precision graph.PlacePrecision, words string) {
		if location != "" {
			e.Places = []graph.EventPlace{{Location: location, Precision: precision, Words: table.Cut(words, graph.MaxShort)}}
		} else {
			c.Keep("where_coordinates")
		}
	}
	root := number
	if root == "" {
		root = country
	}
	if root != "" {
		within = add(graph.LocationCountry, "ucdp-country", country, nil, root)
	}
	if *precision == 6 {
		at(within, graph.PlaceWithin, where)
		return
	}
	if adm1 != "" {
		within = add(graph.LocationGovernorate, "ucdp-adm1", adm1, nil, root, adm1)
	}
	if *precision == 4 {
		at(within, graph.PlaceWithin, where)
		return
	}
	if adm2 != "" {
		within = add(graph.LocationDistrict, "ucdp-adm2", adm2, nil, root, adm1, adm2)
	}
	if *precision == 3 || where == "" {
		at(within, graph.PlaceWithin, where)
		return
	}
	switch *precision {
	case 1, 2:
		var point *graph.Point
		if north && east {
			point = &graph.Point{Lat: lat, Lon: lon}
		}
		how := graph.PlaceExact
		if *precision == 2 {
			how = graph.PlaceNear
		}
		at(add("", "ucdp-place", where, point, root, adm1, adm2, where, c.See("latitude"), c.See("longitude")), how, "")
	default: // 5, a line or an area without borders; 7, over a sea or in the air
		at(add("", "ucdp-area", where, nil, root, adm1, adm2, where), graph.PlaceAround, where)
	}
}
