// Package acled decodes files of the Armed Conflict Location & Event Data
// project, with the columns that it has since March 2023: a row is an event.
//
// ACTOR_1 and ACTOR_2 have no direction, and the associated actors none either.
// An event without event_id_cnty is refused, as all such rows would become one.
// Whether inter1 and inter2 are numbers, as before, or words, as now, they mean
// the same. The files may not be passed on: the dataset says so, and exports
// leave out what names it.
package acled

import (
	"context"
	"fmt"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "acled"
	version = "1"

	counter graph.ID = "actor/acled"
	dataset graph.ID = "document/acled"
)

var needed = []string{"event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "fatalities", "geo_precision"}

// ACLED is the format.
type ACLED struct{}

// Name is "acled".
func (ACLED) Name() string { return scheme }

// Scheme is "acled".
func (ACLED) Scheme() string { return scheme }

// Fit looks for the columns that only ACLED has.
func (ACLED) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	_, rows := table.Sniff(s.Head, 1)
	if len(rows) == 0 || table.Named(rows[0], needed...) < len(needed) {
		return 0, ""
	}
	return 100, "has the columns of ACLED"
}

// Open begins to decode a file.
func (ACLED) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	d, _ := table.Sniff(s.Head, 0)
	rows, err := ingest.OpenRows(ctx, s, d, nil, event)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(needed...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// kinds are the kinds of events, by sub-event type, and where that does not
// decide by event type.
var kinds = map[string]graph.EventKind{
	"battles":                    graph.EventBattle,
	"explosions/remote violence": graph.EventExplosion,
	"violence against civilians": graph.EventAttackOnCivilians,
	"protests":                   graph.EventProtest,
	"riots":                      graph.EventRiot,
	"strategic developments":     graph.EventOther,

	"government regains territory":        graph.EventTerritoryChange,
	"non-state actor overtakes territory": graph.EventTerritoryChange,
	"non-violent transfer of territory":   graph.EventTerritoryChange,
	"chemical weapon":                     graph.EventChemical,
	"air/drone strike":                    graph.EventAirstrike,
	"suicide bomb":                        graph.EventSuicideAttack,
	"shelling/artillery/missile attack":   graph.EventShelling,
	"remote explosive/landmine/ied":       graph.EventIEDMine,
	"sexual violence":                     graph.EventSexualViolence,
	"abduction/forced disappearance":      graph.EventAbduction,
	"arrests":                             graph.EventArrest,
	"agreement":                           graph.EventSigning,
	"looting/property destruction":        graph.EventLooting,
}

// event makes an event of a row.
func event(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("event_id_cnty")
	if id == "" {
		c.Refuse("event_id_cnty", "is missing: without it rows cannot be told apart")
		return d
	}
	e := &graph.Event{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindEvent, scheme, strings.ToLower(id)), Codes: []graph.Code{{System: scheme, Code: id}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Basis: graph.EventReported, Documents: []graph.ID{dataset},
	}
	d.With = append(d.With, project(), document())
	e.Kind = kinds[strings.ToLower(c.See("sub_event_type"))]
	if e.Kind == "" {
		e.Kind = kinds[strings.ToLower(c.See("event_type"))]
	}
	if e.Kind == "" {
		c.Refuse("event_type", "is no type of event of ACLED")
	}
	when(c, e)
	place(c, d, e)
	for _, a := range []struct {
		name, inter string
		role        graph.ParticipantRole
	}{
		{"actor1", "inter1", graph.ParticipantActor1},
		{"actor2", "inter2", graph.ParticipantActor2},
		{"assoc_actor_1", "", graph.ParticipantAssociated},
		{"assoc_actor_2", "", graph.ParticipantAssociated},
	} {
		participants(c, d, e, a.name, a.inter, a.role)
	}
	if n := c.Integer("fatalities", 0, 10_000_000); n != nil {
		e.Figures = []graph.Figure{{What: graph.FigureDeaths, Unit: graph.UnitPerson, Best: n, CountedBy: counter}}
	}
	d.When = e.When
	e.Variables = ingest.Rest(c)
	d.Records = []graph.Record{e}
	return d
}

// when is the day (time_precision 1), about the day, which stands for its week
// (2), or the month (3).
func when(c *table.Cells, e *graph.Event) {
	day := c.Day("event_date", "2 January 2006", "02-January-2006")
	precision := c.Integer("time_precision", 1, 3)
	c.Keep("time_precision")
	switch {
	case day == "" && c.See("event_date") == "":
		c.Refuse("event_date", "is missing")
	case precision == nil && c.See("time_precision") == "":
		c.Refuse("time_precision", "is missing")
	}
	if day == "" || precision == nil {
		return
	}
	if year := c.See("year"); year != "" && !strings.HasPrefix(day, year) {
		c.Refuse("year", "is not that of event_date, %s", day)
	}
	switch *precision {
	case 1:
		e.When = &graph.Date{EDTF: graph.EDTF(day)}
	case 2:
		e.When = &graph.Date{EDTF: graph.EDTF(day + "~")}
	case 3:
		e.When = &graph.Date{EDTF: graph.EDTF(day[:len("2006-01")])}
	}
}

// inters are the kinds of actors, by their numbers and by their words.
var inters = map[string]graph.Sector{
	"1": graph.SectorMilitary, "state forces": graph.SectorMilitary,
	"2": graph.SectorRebels, "rebel group": graph.SectorRebels, "rebel groups": graph.SectorRebels,
	"3": graph.SectorMilitia, "political militia": graph.SectorMilitia, "political militias": graph.SectorMilitia,
	"4": graph.SectorMilitia, "identity militia": graph.SectorMilitia, "identity militias": graph.SectorMilitia,
	"5": graph.SectorCivilians, "rioters": graph.SectorCivilians,
	"6": graph.SectorCivilians, "protesters": graph.SectorCivilians,
	"7": graph.SectorCivilians, "civilians": graph.SectorCivilians,
	"8": "", "external/other forces": "", "external forces": "", "other forces": "", "0": "",
}

// participants makes the actors of a column; associated ones stand in one cell.
// ACLED has no ids of actors: their names are their codes.
func participants(c *table.Cells, d *ingest.Draft, e *graph.Event, column, inter string, role graph.ParticipantRole) {
	cell := c.Take(column)
	if cell == "" {
		return
	}
	sector, known := inters[strings.ToLower(c.See(inter))]
	if given := c.See(inter); given != "" && !known {
		c.Refuse(inter, "is no kind of actor of ACLED")
	}
	names := []string{cell}
	if inter == "" {
		names = strings.Split(cell, ";")
	}
	for _, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		a := &graph.Actor{
			Meta: graph.Meta{
				ID: ingest.NewID(graph.KindActor, scheme, name), Codes: []graph.Code{{System: scheme, Code: table.Cut(name, graph.MaxShort)}},
				Coding: ingest.CodedBy(scheme, version),
			},
			Names: ingest.Called(name, "en"),
		}
		if sector != "" {
			a.Sectors = []graph.Sector{sector}
		}
		part := graph.Participant{Actor: a.ID, Role: role}
		if repeated(e.Participants, part) {
			continue
		}
		d.With = append(d.With, a)
		e.Participants = append(e.Participants, part)
	}
}

func repeated(all []graph.Participant, part graph.Participant) bool {
	for _, p := range all {
		if p.Actor == part.Actor && p.Role == part.Role {
			return true
		}
	}
	return false
}

// place makes the places around an event. Its point is that of a place where it
// was (geo_precision 1) or near which (2); with 3 it stands for a region.
func place(c *table.Cells, d *ingest.Draft, e *graph.Event) {
	precision := c.Integer("geo_precision", 1, 3)
	lat, north := c.Number("latitude", -90, 90)
	lon, east := c.Number("longitude", -180, 180)
	c.Keep("latitude", "longitude", "geo_precision")
	names := []string{c.Take("country"), c.Take("admin1"), c.Take("admin2"), c.Take("admin3"), c.Take("location")}
	if precision == nil {
		if c.See("geo_precision") == "" {
			c.Refuse("geo_precision", "is missing")
		}
		return
	}
	within, path := graph.ID(""), ""
	for i, kind := range []graph.LocationKind{graph.LocationCountry, graph.LocationGovernorate, graph.LocationDistrict, graph.LocationRegion, ""} {
		if names[i] == "" {
			continue
		}
		last := i == len(names)-1
		path += fmt.Sprintf("%d:%s/", i, names[i])
		l := &graph.Location{
			Meta: graph.Meta{Coding: ingest.CodedBy(scheme, version)}, Kind: kind, Names: ingest.Called(names[i], "en"), Within: within,
		}
		if iso := c.See("iso"); i == 0 && iso != "" {
			l.Codes = []graph.Code{{System: "iso3166-numeric", Code: iso}}
		}
		key := path
		if last && north && east && *precision < 3 {
			l.Point = &graph.Point{Lat: lat, Lon: lon}
			key += c.See("latitude") + " " + c.See("longitude")
		}
		l.ID = ingest.NewID(graph.KindLocation, scheme, key)
		d.With = append(d.With, l)
		within = l.ID
	}
	if within == "" {
		c.Refuse("location", "is missing, and so is every place around it")
		return
	}
	how := []graph.PlacePrecision{graph.PlaceExact, graph.PlaceNear, graph.PlaceAround}[*precision-1]
	e.Places = []graph.EventPlace{{Location: within, Precision: how}}
}

func project() *graph.Actor {
	return &graph.Actor{
		Meta: graph.Meta{ID: counter, Coding: ingest.CodedBy(scheme, version)}, Kind: graph.ActorOrganisation,
		Names: []graph.Name{
			{Text: "Armed Conflict Location & Event Data", Lang: "en"}, {Text: "ACLED", Lang: "en", Kind: graph.NameAcronym},
		},
	}
}

func document() *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: dataset, Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{
				{Name: "licence", Value: "ACLED, under its terms of use: not to be passed on"},
				{Name: "redistribution", Value: "FORBIDDEN"},
			},
		},
		Kind: graph.DocumentDataset, Publisher: counter, Title: "Armed Conflict Location & Event Data", URL: "https://acleddata.com/", Lang: "en",
	}
}
