package gazetteer

import (
	"context"
	"regexp"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// PCodes are the tables of administrative divisions that OCHA keeps, with a
// p-code and names in several languages for each level. They have named their
// columns in three ways: ADM1_PCODE and ADM1_EN, admin1Pcode and admin1Name_en,
// and, since 2025, adm1_pcode, adm1_name and adm1_name1, whose languages stand in
// lang and lang1. A row is a division of the lowest level, with those around it.
type PCodes struct{}

const pcodes = "ocha-pcode"

// Name is "ocha-pcode".
func (PCodes) Name() string { return pcodes }

// Scheme is "ocha-pcode".
func (PCodes) Scheme() string { return pcodes }

// Gazetteer says that the format lists names.
func (PCodes) Gazetteer() {}

// Fit looks for the columns of such tables.
func (PCodes) Fit(s *source.Source) (int, string) {
	if s.Kind != source.Text {
		return 0, ""
	}
	_, rows := table.Sniff(s.Head, 1)
	if len(rows) == 0 {
		return 0, ""
	}
	if c := divisionsOf(rows[0]); c[0].code == "" || c[1].code == "" {
		return 0, ""
	}
	return 95, "has the columns of OCHA's administrative divisions"
}

// Open begins to decode a table.
func (PCodes) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	var columns [maxLevels]divisionColumns
	d, _ := table.Sniff(s.Head, 0)
	rows, err := ingest.OpenRows(ctx, s, d, nil, func(c *table.Cells) *ingest.Draft { return divisions(c, &columns) })
	if err != nil {
		return nil, err
	}
	columns = divisionsOf(rows.Columns().Names)
	if columns[0].code == "" || columns[1].code == "" {
		return nil, rows.Lacks([]string{"ADM0_PCODE", "ADM1_PCODE"})
	}
	return rows, nil
}

// The levels of divisions: the country is the first. Below the second what a
// division is called differs from country to country: the third is a DISTRICT as
// well, and the fourth a SETTLEMENT.
const maxLevels = 5

var levels = [maxLevels]graph.LocationKind{graph.LocationCountry, graph.LocationGovernorate, graph.LocationDistrict, graph.LocationDistrict, graph.LocationSettlement}

var (
	codeColumn = regexp.MustCompile(`(?i)^adm(?:in)?([0-4])_?pcode$`)
	// A name in a language that the column's name tells, and one whose language
	// stands in a column of its own.
	nameIn    = regexp.MustCompile(`(?i)^adm(?:in)?([0-4])(?:name)?_([a-z]{2})$`)
	nameBy    = regexp.MustCompile(`(?i)^adm([0-4])_name([1-3]?)$`)
	languages = regexp.MustCompile(`(?i)^lang([1-3]?)$`)
)

// divisionColumns are the columns of one level.
type divisionColumns struct {
	code  string
	names []nameColumn
}

// A nameColumn has names in a language, which is known or stands in a column.
type nameColumn struct{ name, lang, langIn string }

// divisionsOf tells which columns are those of which level.
func divisionsOf(header []string) (columns [maxLevels]divisionColumns) {
	langs := map[string]string{}
	for _, name := range header {
		if m := languages.FindStringSubmatch(strings.TrimSpace(name)); m != nil {
			langs[m[1]] = strings.TrimSpace(name)
		}
	}
	for _, name := range header {
		name = strings.TrimSpace(name)
		if m := codeColumn.FindStringSubmatch(name); m != nil {
			columns[m[1][0]-'0'].code = name
		} else if m := nameIn.FindStringSubmatch(name); m != nil {
			level := &columns[m[1][0]-'0']
			level.names = append(level.names, nameColumn{name: name, lang: strings.ToLower(m[2])})
		} else if m := nameBy.FindStringSubmatch(name); m != nil {
			level := &columns[m[1][0]-'0']
			level.names = append(level.names, nameColumn{name: name, langIn: langs[m[2]]})
		}
	}
	return columns
}

var language = regexp.MustCompile(`^[a-z]{2,3}$`)

// divisions makes the divisions of a row, from the country down.
func divisions(c *table.Cells, columns *[maxLevels]divisionColumns) *ingest.Draft {
	d := new(ingest.Draft)
	within := graph.ID("")
	for level, kind := range levels {
		code := c.Take(columns[level].code)
		if code == "" {
			break
		}
		l := &graph.Location{
			Meta: meta(ingest.NewID(graph.KindLocation, pcodes, strings.ToLower(code)), pcodes, []graph.Code{{System: pcodes, Code: code}}),
			Kind: kind, Within: within,
		}
		if level == 0 {
			l.Codes = append(l.Codes, graph.Code{System: "iso3166", Code: code})
		}
		for _, column := range columns[level].names {
			name, lang := c.Take(column.name), column.lang
			if column.langIn != "" {
				lang = strings.ToLower(c.See(column.langIn))
			}
			if !language.MatchString(lang) {
				lang = "" // it is not told, or not in a code of a language
			}
			if name != "" {
				l.Names = append(l.Names, graph.Name{Text: table.Cut(name, graph.MaxName), Lang: lang})
			}
		}
		listed(d, l)
		within = l.ID
	}
	if within == "" {
		c.Refuse(columns[0].code, "is missing")
	}
	return d
}
