// Package polecat decodes POLECAT, events that a machine coded by PLOVER: a
// row is a statement or an event of package plover, coded by a machine and never
// anything else.
//
// Releases have defects that are known: surplus tabs at the end of rows, which are
// passed over, and a line of names once more within the file, which is refused as
// a row and costs no other one.
package polecat

import (
	"context"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/plover"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "polecat"
	version = "1"

	dataset graph.ID = "document/polecat"
)

var (
	needed = []string{"Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name", "Source"}
	tabs   = table.Dialect{Comma: '\t'}
)

// POLECAT is the format.
type POLECAT struct{}

// Name is "polecat".
func (POLECAT) Name() string { return scheme }

// Scheme is "polecat".
func (POLECAT) Scheme() string { return scheme }

// Fit looks for the columns that only POLECAT has.
func (POLECAT) Fit(s *source.Source) (int, string) {
	rows := table.Rows(s.Head, tabs, 1)
	if s.Kind != source.Text || len(rows) == 0 || table.Named(rows[0], needed...) < len(needed) {
		return 0, ""
	}
	return 100, "has the columns of POLECAT"
}

// Open begins to decode a file.
func (POLECAT) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	rows, err := ingest.OpenRows(ctx, s, tabs, nil, coded)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(needed...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// coded makes a statement or an event of a row.
func coded(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("Event ID")
	if id == "" {
		c.Refuse("Event ID", "is missing")
		return d
	}
	mode := c.See("Event Mode")
	meaning, known := plover.Of(c.See("Event Type"), mode)
	if !known {
		c.Refuse("Event Type", "is no type of event of PLOVER")
		return d
	}
	if day := c.Day("Event Date", "1/2/2006"); day != "" {
		d.When = &graph.Date{EDTF: graph.EDTF(day)}
	}
	d.With = append(d.With, document())
	from, to := actor(c, d, "Actor"), actor(c, d, "Recipient")
	if meaning.Statement {
		d.Records = []graph.Record{plover.Statement(scheme, id, meaning, d.When, from, to, dataset)}
	} else {
		e := plover.Event(scheme, id, meaning, d.When, from, to)
		e.Documents = []graph.ID{dataset}
		e.Places = place(c, d)
		d.Records = []graph.Record{e}
	}
	m := d.Records[0].Shared()
	m.Codes = []graph.Code{{System: scheme, Code: id}}
	m.Coding = ingest.CodedBy(scheme, version)
	m.Variables = ingest.Rest(c)
	return d
}

// actor makes the actors of one side: an actor is its name in its country, and
// where Wikipedia has it, its name there.
func actor(c *table.Cells, d *ingest.Draft, side string) (actors []graph.ID) {
	names := split(c.Take(side + " Name"))
	countries := split(c.See(side + " Country"))
	wikipedia := split(c.See("Wikipedia " + side + " ID"))
	for i, name := range names {
		country := ""
		if len(countries) == len(names) {
			country = countries[i]
		}
		a := &graph.Actor{
			Meta:  graph.Meta{ID: ingest.NewID(graph.KindActor, scheme, name+"/"+country), Coding: ingest.CodedBy(scheme, version)},
			Names: ingest.Called(name, "en"),
		}
		if country != "" {
			a.Variables = []graph.Variable{{Name: ingest.VariableCountry, Value: table.Cut(country, graph.MaxShort)}}
		}
		if len(wikipedia) == len(names) && wikipedia[i] != "" {
			a.Codes = []graph.Code{{System: "wikipedia", Code: table.Cut(wikipedia[i], graph.MaxShort)}}
		}
		if len(names) == 1 {
			for sector := range strings.SplitSeq(c.See(side+" Sectors"), ";") {
				if s := graph.Sector(strings.TrimSpace(sector)); s.Valid() && len(a.Sectors) < graph.MaxSectors {
					a.Sectors = append(a.Sectors, s)
				}
			}
		}
		d.With = append(d.With, a)
		actors = append(actors, a.ID)
	}
	return actors
}

// split takes a cell with several entries apart.
func split(cell string) (parts []string) {
	for part := range strings.SplitSeq(cell, ";") {
		if part = strings.TrimSpace(part); part != "" && part != "None" {
			parts = append(parts, part)
		}
	}
	return parts
}

// place makes the place that the geocoder found.
func place(c *table.Cells, d *ingest.Draft) []graph.EventPlace {
	name, geonames := c.See("Placename"), c.See("GeoNames ID")
	lat, north := c.Number("Latitude", -90, 90)
	lon, east := c.Number("Longitude", -180, 180)
	c.Keep("Latitude", "Longitude")
	if name == "" {
		return nil
	}
	l := &graph.Location{Meta: graph.Meta{Coding: ingest.CodedBy(scheme, version)}, Names: ingest.Called(name, "en")}
	if geonames != "" && geonames != "None" {
		l.ID = ingest.NewID(graph.KindLocation, "geonames", geonames)
		l.Codes = []graph.Code{{System: "geonames", Code: geonames}}
	} else {
		l.ID = ingest.NewID(graph.KindLocation, scheme, name+"/"+c.See("Province")+"/"+c.See("Country"))
	}
	if kind := c.See("Feature Type"); strings.HasPrefix(kind, "PPL") && north && east {
		l.Kind, l.Point = graph.LocationSettlement, &graph.Point{Lat: lat, Lon: lon}
	}
	d.With = append(d.With, l)
	return []graph.EventPlace{{Location: l.ID, Precision: graph.PlaceWithin}}
}

func document() *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: dataset, Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{{Name: "licence", Value: "POLECAT weekly data, Harvard Dataverse: under its own terms, with a citation"}},
		},
		Kind: graph.DocumentDataset, Title: "POLECAT (POLitical Event Classification, Attributes, and Types)", Lang: "en",
	}
}
