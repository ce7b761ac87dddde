// Package prio decodes the ETH/PRIO Civil Conflict Ceasefire dataset: a
// ceasefire is an agreement, and each row of it names an actor that declared it.
//
// Rows of one ceasefire become one record. The dataset knows declarations and
// ends: nothing of it says that a ceasefire was violated.
package prio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "prio-cf"
	version = "1"

	dataset graph.ID = "document/prio-cf"
	// maxRows bounds the dataset, which is read as a whole.
	maxRows = 100_000
)

var needed = []string{"cf_id", "location", "actor_name", "cf_dec_yr", "cf_dec_month", "cf_dec_day"}

// Ceasefires is the format.
type Ceasefires struct{}

// Name is "prio-cf".
func (Ceasefires) Name() string { return scheme }

// Scheme is "prio-cf".
func (Ceasefires) Scheme() string { return scheme }

// Fit looks for the columns that only this dataset has.
func (Ceasefires) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	_, rows := table.Sniff(s.Head, 1)
	if len(rows) == 0 || table.Named(rows[0], needed...) < len(needed) {
		return 0, ""
	}
	return 100, "has the columns of the ETH/PRIO ceasefires"
}

// A ceasefire is the rows of one.
type ceasefire struct {
	rows []*table.Cells
	raw  strings.Builder
}

// A decoder gives the ceasefires, in the order of their first rows.
type decoder struct {
	header string
	order  []*ceasefire
	bad    []*ingest.Draft
}

// Open reads the dataset.
func (Ceasefires) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	in, err := s.Reader(ctx)
	if err != nil {
		return nil, err
	}
	dialect, _ := table.Sniff(s.Head, 0)
	d := new(decoder)
	if err := d.read(table.NewReader(in, dialect)); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return d, in.Close()
}

func (d *decoder) read(rows *table.Reader) error {
	first, err := rows.Read()
	if err != nil {
		return err
	}
	if first.Fault != nil {
		return first.Fault
	}
	d.header = first.Raw
	names := make([]string, len(first.Cells))
	for i, name := range first.Cells {
		names[i] = strings.ToLower(name)
	}
	header, err := table.NewHeader(names)
	if err != nil {
		return err
	}
	if missing := header.Missing(needed...); len(missing) > 0 {
		return &table.Fault{Line: 1, Reason: "there is no column " + strings.Join(missing, ", ")}
	}
	of := map[string]*ceasefire{}
	for n := 0; ; n++ {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case n == maxRows:
			return &table.Fault{Line: row.Line, Reason: fmt.Sprintf("there are more than %d rows", maxRows)}
		case row.Fault != nil:
			d.bad = append(d.bad, &ingest.Draft{Line: row.Line, Raw: row.Raw, Faults: []*table.Fault{row.Fault}})
			continue
		}
		c := header.Cells(row)
		key := keyOf(c)
		if of[key] == nil {
			of[key] = new(ceasefire)
			d.order = append(d.order, of[key])
		}
		of[key].rows = append(of[key].rows, c)
		of[key].raw.WriteString(row.Raw)
	}
}

// keyOf names a ceasefire: the numbers of the dataset are those of a country.
func keyOf(c *table.Cells) string {
	if key := c.See("uniq_id"); key != "" {
		return key
	}
	if c.See("cf_id") == "" {
		return fmt.Sprintf("line %d", c.Line)
	}
	return c.See("location") + "/" + c.See("cf_id")
}

// Header is the line of names.
func (d *decoder) Header() string { return d.header }

// Next gives the next ceasefire.
func (d *decoder) Next(context.Context) (*ingest.Draft, error) {
	if len(d.bad) > 0 {
		bad := d.bad[0]
		d.bad = d.bad[1:]
		return bad, nil
	}
	if len(d.order) == 0 {
		return nil, io.EOF
	}
	f := d.order[0]
	d.order = d.order[1:]
	return f.draft(), nil
}

// Close lets go of what is left.
func (d *decoder) Close() error { return nil }

// draft makes an agreement.
func (f *ceasefire) draft() *ingest.Draft {
	c := f.rows[0]
	d := &ingest.Draft{Line: c.Line, Raw: f.raw.String(), With: []graph.Record{document()}}
	if c.See("cf_id") == "" {
		c.Refuse("cf_id", "is missing")
	}
	key := keyOf(c)
	a := &graph.Agreement{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindAgreement, scheme, key), Codes: []graph.Code{{System: scheme, Code: table.Cut(key, graph.MaxShort)}},
			Coding: ingest.CodedBy(scheme, version),
		},
		Kind: graph.AgreementCeasefire, Documents: []graph.ID{dataset},
		Declared: date(c, "cf_dec"), InForce: date(c, "cf_effect"),
	}
	if when := date(c, "end"); when != nil {
		a.Ended = &graph.Ending{When: when}
	}
	if id := c.See("pax_id"); id != "" && id != "0" && id != "-1" {
		a.Codes = append(a.Codes, graph.Code{System: "pa-x", Code: id})
	}
	codes(c, a)
	if country := c.Take("location"); country != "" {
		l := &graph.Location{
			Meta: graph.Meta{ID: ingest.NewID(graph.KindLocation, scheme, country), Coding: ingest.CodedBy(scheme, version)},
			Kind: graph.LocationCountry, Names: ingest.Called(country, "en"),
		}
		d.With = append(d.With, l)
		a.Area = []graph.ID{l.ID}
	}
	for _, row := range f.rows {
		declarer(row, d, a)
	}
	d.When = a.Declared
	a.Variables = ingest.Rest(c)
	for i, row := range f.rows[1:] {
		a.Variables = append(a.Variables, differing(c, row, i+2)...)
		d.Faults = append(d.Faults, row.Faults...)
	}
	d.Faults = append(d.Faults, c.Faults...)
	d.Records = []graph.Record{a}
	return d
}

// differing are the cells of a further row that say something else than the
// first one does.
func differing(first, row *table.Cells, number int) (differ []graph.Variable) {
	for name, value := range row.Rest() {
		if value != first.See(name) {
			differ = append(differ, graph.Variable{Name: name + "#" + strconv.Itoa(number), Type: graph.VariableText, Value: table.Cut(value, graph.MaxValue)})
		}
	}
	return differ
}

// declarer adds who declared the ceasefire, and when.
func declarer(c *table.Cells, d *ingest.Draft, a *graph.Agreement) {
	name, code := strings.Join(strings.Fields(c.Take("actor_name")), " "), c.See("ucdp_actor_id")
	if name == "" && code == "" {
		return
	}
	who := &graph.Actor{Meta: graph.Meta{Coding: ingest.CodedBy(scheme, version)}, Names: ingest.Called(name, "en")}
	if n, err := strconv.Atoi(code); err == nil && n > 0 {
		c.Take("ucdp_actor_id")
		who.ID = ingest.NewID(graph.KindActor, "ucdp", code)
		who.Codes = []graph.Code{{System: "ucdp", Code: code}}
	} else {
		who.ID = ingest.NewID(graph.KindActor, scheme, c.See("location")+"/"+name)
	}
	if slices.ContainsFunc(a.Parties, func(p graph.Party) bool { return p.Actor == who.ID }) {
		return
	}
	d.With = append(d.With, who)
	a.Parties = append(a.Parties, graph.Party{Actor: who.ID, Role: graph.PartyDeclarer, From: date(c, "cf_dec")})
}

// date is as much of a date as is known: 0 and -1 stand for what is not.
func date(c *table.Cells, of string) *graph.Date {
	part := func(name string, most int) int {
		s := c.Take(of + "_" + name)
		if s == "" || s == "NA" {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
		if err != nil || n < -99 || n > most {
			c.Refuse(of+"_"+name, "is no %s", name)
			return 0
		}
		return max(n, 0)
	}
	year, month, day := part("yr", table.LastYear), part("month", 12), part("day", 31)
	switch {
	case year == 0:
		return nil
	case year < table.FirstYear:
		c.Refuse(of+"_yr", "is before %d", table.FirstYear)
		return nil
	case month == 0:
		return &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%04d", year))}
	case day == 0:
		return &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%04d-%02d", year, month))}
	}
	edtf, reason := table.ReadDay(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	if reason != "" {
		c.Refuse(of+"_day", "%s", reason)
		return nil
	}
	return &graph.Date{EDTF: graph.EDTF(edtf)}
}

// codes are what the dataset codes of a ceasefire. -1 stands for what is not
// clear, and stays in variables.
func codes(c *table.Cells, a *graph.Agreement) {
	truth := func(name string) *bool {
		is := false
		switch c.See(name) {
		case "0":
		case "1", "2":
			is = true
		default:
			return nil
		}
		c.Take(name)
		return &is
	}
	a.Mediated, a.Written = truth("mediator_nego"), truth("written")
	if a.Written != nil && c.See("written") == "2" {
		c.Keep("written") // how it was written
	}
	switch c.See("enforcement") {
	case "0":
		a.Enforcement = graph.EnforcementNone
	case "1":
		a.Enforcement = graph.EnforcementExternalState
	case "2":
		a.Enforcement = graph.EnforcementInternational
	case "3", "-1":
		a.Enforcement = graph.EnforcementUnclear
	}
	purposes := map[string]graph.Purpose{
		"1": graph.PurposeHumanitarian, "2": graph.PurposePeaceProcess, "3": graph.PurposeHoliday, "4": graph.PurposeElection, "5": graph.PurposeOther,
	}
	add := func(p graph.Purpose) {
		if p != "" && !slices.Contains(a.Purpose, p) {
			a.Purpose = append(a.Purpose, p)
		}
	}
	for _, column := range []string{"purpose_1", "purpose_2"} {
		add(purposes[c.See(column)])
	}
	for _, flag := range []struct {
		column string
		is     graph.Purpose
	}{
		{"p_humanitarian", graph.PurposeHumanitarian},
		{"p_peaceprocess", graph.PurposePeaceProcess},
		{"p_peace_process", graph.PurposePeaceProcess},
		{"p_holiday", graph.PurposeHoliday},
		{"p_election", graph.PurposeElection},
		{"p_other", graph.PurposeOther},
	} {
		if c.See(flag.column) == "1" {
			add(flag.is)
		}
	}
}

func document() *graph.Document {
	return &graph.Document{
		Meta: graph.Meta{
			ID: dataset, Coding: ingest.CodedBy(scheme, version),
			Variables: []graph.Variable{{Name: "licence", Value: "ETH/PRIO Civil Conflict Ceasefire Dataset: cite Clayton et al. (2022), Journal of Conflict Resolution"}},
		},
		Kind: graph.DocumentDataset, Title: "ETH/PRIO Civil Conflict Ceasefire Dataset", Lang: "en",
	}
}
