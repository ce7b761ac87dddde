// Package pax decodes the PA-X peace agreements database: a row is an
// agreement.
//
// Which provisions it has, the database codes in some hundred columns; they stay
// in variables. Parties stand there as a text, and are not taken apart.
package pax

import (
	"context"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "pa-x"
	version = "1"

	dataset graph.ID = "document/pa-x"
)

var needed = []string{"AgtId", "Agt", "Dat", "Con", "Stage"}

// PAX is the format.
type PAX struct{}

// Name is "pa-x".
func (PAX) Name() string { return scheme }

// Scheme is "pa-x".
func (PAX) Scheme() string { return scheme }

// Fit looks for the columns that only PA-X has.
func (PAX) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	_, rows := table.Sniff(s.Head, 1)
	if len(rows) == 0 || table.Named(rows[0], needed...) < len(needed) {
		return 0, ""
	}
	return 100, "has the columns of PA-X"
}

// Open begins to decode a file.
func (PAX) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	d, _ := table.Sniff(s.Head, 0)
	rows, err := ingest.OpenRows(ctx, s, d, nil, agreement)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(needed...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// agreement makes an agreement of a row.
func agreement(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	id := c.Take("AgtId")
	if id == "" {
		c.Refuse("AgtId", "is missing")
		return d
	}
	a := &graph.Agreement{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindAgreement, scheme, id), Codes: []graph.Code{{System: scheme, Code: id}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Kind: graph.AgreementOther, Documents: []graph.ID{dataset},
	}
	if name := c.Take("Agt"); name != "" {
		a.Names = ingest.Called(name, "en")
	}
	if strings.HasPrefix(c.See("Stage"), "Cea") { // the stage: about a ceasefire
		a.Kind = graph.AgreementCeasefire
	}
	if day := c.Day("Dat", "02/01/2006"); day != "" {
		a.Declared = &graph.Date{EDTF: graph.EDTF(day)}
	}
	d.With = append(d.With, document())
	if where := c.Take("Con"); where != "" {
		l := &graph.Location{
			Meta:  graph.Meta{ID: ingest.NewID(graph.KindLocation, scheme, where), Coding: ingest.CodedBy(scheme, version)},
			Names: ingest.Called(where, "en"),
		}
		if iso := c.See("Loc1ISO"); iso != "" && !strings.Contains(where, "/") {
			l.Codes = []graph.Code{{System: "iso3166", Code: iso}}
		}
		d.With = append(d.With, l)
		a.Area = []graph.ID{l.ID}
	}
	d.When = a.Declared
	a.Variables = ingest.Rest(c)
	d.Records = []graph.Record{a}
	return d
}

func document() *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: dataset, Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{{Name: "licence", Value: "PA-X Peace Agreements Database, University of Edinburgh: under its own terms, with a citation"}},
		},
		Kind: graph.DocumentDataset, Title: "PA-X Peace Agreements Database", URL: "https://www.peaceagreements.org/", Lang: "en",
	}
}
