// Package ucdp decodes the Georeferenced Event Dataset of the Uppsala Conflict
// Data Program (Sundberg and Melander 2013): a row is an event with at least one
// death.
//
// Columns are found by their names, in any order, so that releases of 41 and of
// 49 columns are read alike; a file without a line of names is read by the order
// of its release. Deaths are one figure, counted by UCDP, with low, best and
// high; who died stays in variables, as do source_original and source_office: no
// statement is made of them, as nobody's words are in the file.
package ucdp

import (
	"context"
	"fmt"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// scheme and version name how rows become records.
const (
	scheme  = "ucdp-ged"
	version = "1"
)

// The columns of the releases that have come without a line of names, in order.
var (
	columns41 = strings.Split("id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,"+
		"side_a_new_id,side_a,side_b_new_id,gwnob,side_b,number_of_sources,source_article,source_office,source_date,"+
		"source_headline,source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,"+
		"country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"+
		"deaths_unknown,low,best,high", ",")
	columns49 = strings.Split("id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"+
		"conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,"+
		"side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,"+
		"source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,"+
		"priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"+
		"deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob", ",")
	needed = []string{"id", "type_of_violence", "side_a", "side_b", "date_prec", "date_start", "date_end", "where_prec", "best", "low", "high"}
)

// GED is the format.
type GED struct{}

// Name is "ucdp-ged".
func (GED) Name() string { return scheme }

// Scheme is "ucdp-ged".
func (GED) Scheme() string { return scheme }

// Fit looks for the columns that only this dataset has.
func (GED) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	rows := table.Rows(s.Head, dialect(s), 1)
	if len(rows) == 0 {
		return 0, ""
	}
	if table.Named(rows[0], needed...) == len(needed) {
		return 100, "has the columns of UCDP GED"
	}
	if columns := unnamed(rows[0]); columns != nil {
		return 80, fmt.Sprintf("has the %d columns of UCDP GED, without their names", len(columns))
	}
	return 0, ""
}

func dialect(s *source.Source) table.Dialect {
	d, _ := table.Sniff(s.Head, 0)
	return d
}

// unnamed tells the columns of a file by its first row, nil where that holds
// their names or is of another kind.
func unnamed(first []string) []string {
	for _, columns := range [][]string{columns41, columns49} {
		if len(first) != len(columns) {
			continue
		}
		h, err := table.NewHeader(columns)
		if err != nil {
			continue
		}
		c := h.Cells(table.Row{Line: 1, Cells: first})
		start, _ := table.ReadDay(c.See("date_start"))
		kind := c.See("type_of_violence")
		if start != "" && (kind == "1" || kind == "2" || kind == "3") {
			return columns
		}
	}
	return nil
}

// Open begins to decode a file.
func (GED) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	d := dialect(s)
	var columns []string
	if rows := table.Rows(s.Head, d, 1); len(rows) > 0 {
		columns = unnamed(rows[0])
	}
	rows, err := ingest.OpenRows(ctx, s, d, columns, event)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(needed...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// event makes an event of a row.
func event(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("id")
	if id == "" {
		c.Refuse("id", "is missing")
		return d
	}
	e := &graph.Event{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindEvent, scheme, id), Codes: []graph.Code{{System: scheme, Code: id}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Basis: graph.EventReported, Documents: []graph.ID{dataset},
	}
	d.With = append(d.With, program(), document())
	switch violence := c.See("type_of_violence"); violence {
	case "1", "2":
		e.Kind = graph.EventArmedViolence
	case "3":
		e.Kind = graph.EventAttackOnCivilians
	default:
		c.Refuse("type_of_violence", "is not 1, 2 or 3")
	}
	side(c, d, e, "a", graph.ParticipantSideA)
	side(c, d, e, "b", graph.ParticipantSideB)
	when(c, e)
	place(c, d, e)
	deaths(c, d, e)
	d.When = e.When
	e.Variables = ingest.Rest(c)
	d.Records = []graph.Record{e}
	return d
}

// side makes the actor on one side. UCDP's ids of actors last over releases,
// except for those of the older numbering (dset).
func side(c *table.Cells, d *ingest.Draft, e *graph.Event, letter string, role graph.ParticipantRole) {
	name := c.Take("side_" + letter)
	column := c.Header().First("side_"+letter+"_new_id", "side_"+letter+"_id", "side_"+letter+"_dset_id")
	code := c.Take(column)
	if name == "" && code == "" {
		return
	}
	a := &graph.Actor{Meta: graph.Meta{Coding: ingest.CodedBy(scheme, version)}, Names: ingest.Called(name, "en")}
	if code == "" {
		a.ID = ingest.NewID(graph.KindActor, "ucdp-name", name)
	} else {
		a.ID = ingest.NewID(graph.KindActor, "ucdp", code)
		a.Codes = append(a.Codes, graph.Code{System: "ucdp", Code: code})
	}
	switch gw := c.See("gwno" + letter); {
	case strings.HasPrefix(name, "Government of "):
		a.Kind, a.Sectors = graph.ActorState, []graph.Sector{graph.SectorGovernment}
		if gw != "" {
			a.Codes = append(a.Codes, graph.Code{System: "gwno", Code: gw})
		}
	case strings.EqualFold(name, "civilians"):
		a.Kind, a.Sectors = graph.ActorCollective, []graph.Sector{graph.SectorCivilians}
	default:
		a.Kind = graph.ActorGroup
	}
	d.With = append(d.With, a)
	e.Participants = append(e.Participants, graph.Participant{Actor: a.ID, Role: role})
}

// when is the day, or the interval within which it was. An interval does not
// say that it was on one day of it: UCDP sums up several days, too.
func when(c *table.Cells, e *graph.Event) {
	start, end := c.Day("date_start"), c.Day("date_end")
	precision := c.Integer("date_prec", 1, 5)
	if precision == nil || start == "" || end == "" {
		for _, name := range []string{"date_prec", "date_start", "date_end"} {
			if c.See(name) == "" {
				c.Refuse(name, "is missing")
			}
		}
		return
	}
	if end < start {
		c.Refuse("date_end", "is before date_start, %s", start)
		return
	}
	e.When = &graph.Date{EDTF: graph.EDTF(start)}
	if *precision > 1 || start != end {
		e.When.EDTF = graph.EDTF(start + "/" + end)
	}
	c.Keep("date_prec")
}

// deaths is the figure, if its numbers are in order. If they are not, the best
// one is the figure, and the others stay as they came.
func deaths(c *table.Cells, d *ingest.Draft, e *graph.Event) {
	const most = 100_000_000
	low, best, high := c.Integer("low", 0, most), c.Integer("best", 0, most), c.Integer("high", 0, most)
	f := graph.Figure{What: graph.FigureDeaths, Unit: graph.UnitPerson, CountedBy: counter, Low: low, Best: best, High: high}
	switch {
	case best == nil:
		if c.See("best") == "" {
			c.Refuse("best", "is missing")
		}
		return
	case low != nil && *low > *best, high != nil && *high < *best:
		d.Flagged = fmt.Sprintf("the numbers of deaths are out of order: low %s, best %s, high %s", c.See("low"), c.See("best"), c.See("high"))
		f.Low, f.High = nil, nil
		c.Keep("low", "high")
	}
	e.Figures = []graph.Figure{f}
}
