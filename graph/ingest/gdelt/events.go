// Package gdelt decodes the files of the GDELT Project, version 2.0: events, and
// mentions of events in documents.
//
// A row of events becomes a statement or an event by package cameo, coded by a
// machine and never anything else. An actor is its code, as the names beside the
// same code differ from row to row. Goldstein scores, tone and counts of
// mentions stay in variables: they are no stance.
//
// Files have no line of names, and their cells are set apart by tabs and never
// quoted.
package gdelt

import (
	"context"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/cameo"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "gdelt-events"
	version = "1"
)

// columns are those of the events, in their order.
var columns = strings.Split("GLOBALEVENTID,SQLDATE,MonthYear,Year,FractionDate,"+
	"Actor1Code,Actor1Name,Actor1CountryCode,Actor1KnownGroupCode,Actor1EthnicCode,Actor1Religion1Code,Actor1Religion2Code,Actor1Type1Code,Actor1Type2Code,Actor1Type3Code,"+
	"Actor2Code,Actor2Name,Actor2CountryCode,Actor2KnownGroupCode,Actor2EthnicCode,Actor2Religion1Code,Actor2Religion2Code,Actor2Type1Code,Actor2Type2Code,Actor2Type3Code,"+
	"IsRootEvent,EventCode,EventBaseCode,EventRootCode,QuadClass,GoldsteinScale,NumMentions,NumSources,NumArticles,AvgTone,"+
	"Actor1Geo_Type,Actor1Geo_Fullname,Actor1Geo_CountryCode,Actor1Geo_ADM1Code,Actor1Geo_ADM2Code,Actor1Geo_Lat,Actor1Geo_Long,Actor1Geo_FeatureID,"+
	"Actor2Geo_Type,Actor2Geo_Fullname,Actor2Geo_CountryCode,Actor2Geo_ADM1Code,Actor2Geo_ADM2Code,Actor2Geo_Lat,Actor2Geo_Long,Actor2Geo_FeatureID,"+
	"ActionGeo_Type,ActionGeo_Fullname,ActionGeo_CountryCode,ActionGeo_ADM1Code,ActionGeo_ADM2Code,ActionGeo_Lat,ActionGeo_Long,ActionGeo_FeatureID,"+
	"DATEADDED,SOURCEURL", ",")

var tabs = table.Dialect{Comma: '\t'}

// Events is the format of the events.
type Events struct{}

// Name is "gdelt-events".
func (Events) Name() string { return scheme }

// Scheme is "gdelt-events".
func (Events) Scheme() string { return scheme }

// Fit looks at the shape of the first rows.
func (Events) Fit(s *source.Source) (int, string) {
	rows := table.Rows(s.Head, tabs, 3)
	if s.Kind != source.Text || len(rows) == 0 {
		return 0, ""
	}
	for _, r := range rows {
		if len(r) != len(columns) || !digits(r[0], 1, 20) || !digits(r[1], 8, 8) || !digits(r[26], 2, 4) || !digits(r[59], 14, 14) {
			return 0, ""
		}
	}
	return 100, "has the 61 columns of GDELT 2.0 events"
}

// digits says whether a text is so many digits.
func digits(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, "0123456789") == ""
}

// Open begins to decode a file.
func (Events) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	return ingest.OpenRows(ctx, s, tabs, columns, coded)
}

// coded makes a statement or an event of a row.
func coded(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("GLOBALEVENTID")
	if !digits(id, 1, 20) {
		c.Refuse("GLOBALEVENTID", "is no id of an event")
		return d
	}
	code := c.See("EventCode")
	meaning, known := cameo.Of(code)
	if !known {
		c.Refuse("EventCode", "is no code of CAMEO")
		return d
	}
	when := day(c, "SQLDATE")
	from, to := actor(c, d, "Actor1"), actor(c, d, "Actor2")
	said := document(c, d, "SOURCEURL")
	d.With = append(d.With, dataset(scheme, "GDELT 2.0 Event Database"))
	d.When = when
	if meaning.Statement {
		d.Records = []graph.Record{statement(c, id, meaning, when, from, to, said)}
	} else {
		d.Records = []graph.Record{event(c, d, id, meaning, when, from, to, said)}
	}
	m := d.Records[0].Shared()
	m.Codes = []graph.Code{{System: "gdelt", Code: id}}
	m.Coding = ingest.CodedBy(scheme, version)
	m.Variables = ingest.Rest(c)
	return d
}

// day takes a date as YYYYMMDD.
func day(c *table.Cells, column string) *graph.Date {
	s := c.Take(column)
	if !digits(s, 8, 8) {
		c.Refuse(column, "is no date of the form YYYYMMDD")
		return nil
	}
	edtf, reason := table.ReadDay(s[:4] + "-" + s[4:6] + "-" + s[6:])
	if reason != "" {
		c.Refuse(column, "%s", reason)
		return nil
	}
	return &graph.Date{EDTF: graph.EDTF(edtf)}
}

// statement is what the coded actor said. Where no actor is coded, nobody is
// made up; a refusal of nothing is a statement without an act.
func statement(c *table.Cells, id string, meaning cameo.Meaning, when *graph.Date, from, to, in graph.ID) *graph.Statement {
	s := &graph.Statement{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindStatement, "gdelt", id)}, Basis: graph.BasisMachineCoded, Said: when,
		Text: meaning.Words, Lang: "en", Wording: graph.WordingParaphrase,
	}
	if from != "" {
		s.Speakers = []graph.Speaker{{Actor: from}}
	}
	if to != "" {
		s.About = []graph.About{{Node: to, Role: meaning.Role}}
	}
	if to != "" || meaning.Act != graph.ActReject && meaning.Act != graph.ActDeny {
		s.Acts = []graph.SpeechAct{{Act: meaning.Act}}
	}
	if in == "" {
		c.Refuse("SOURCEURL", "is missing: a statement needs the document in which it stands")
	} else {
		s.Evidence = []graph.Evidence{{Document: in}}
	}
	return s
}

// event is what the coded actor did.
func event(c *table.Cells, d *ingest.Draft, id string, meaning cameo.Meaning, when *graph.Date, from, to, in graph.ID) *graph.Event {
	e := &graph.Event{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindEvent, "gdelt", id)}, Kind: meaning.Event, Basis: graph.EventMachineCoded, When: when,
	}
	if from != "" {
		e.Participants = append(e.Participants, graph.Participant{Actor: from, Role: graph.ParticipantInitiator})
	}
	if to != "" {
		e.Participants = append(e.Participants, graph.Participant{Actor: to, Role: graph.ParticipantRecipient})
	}
	if in != "" {
		e.Documents = []graph.ID{in}
	}
	if at := place(c, d, "ActionGeo"); at != "" {
		e.Places = []graph.EventPlace{{Location: at, Precision: graph.PlaceWithin}}
	}
	return e
}
