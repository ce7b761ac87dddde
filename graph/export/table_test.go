package export

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// rebuilt makes a record of the cells of a row, by what the documentation says of
// the columns.
func rebuilt(t *testing.T, k graph.Kind, cell func(column string) string) graph.Record {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `{"type":%q`, ndjson.TypeOf(k))
	for _, c := range Columns(k) {
		value := cell(c.Name)
		if c.Derived || value == "" {
			continue
		}
		switch c.Type {
		case TextColumn:
			value = quoted(t, value)
		case ListColumn:
			entries, err := json.Marshal(strings.Split(value, between))
			if err != nil {
				t.Fatal(err)
			}
			value = string(entries)
		}
		fmt.Fprintf(&b, `,%q:%s`, c.Name, value)
	}
	line, err := ndjson.Decode([]byte(b.String() + "}"))
	if err != nil {
		t.Fatalf("%s: %v", b.String(), err)
	}
	return line.Record
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rows reads a table.
func rows(t *testing.T, text string, comma rune) (header []string, rows [][]string) {
	t.Helper()
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = comma
	all, err := in.ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

func cells(header, row []string) func(string) string {
	return func(column string) string {
		for i, name := range header {
			if name == column {
				return row[i]
			}
		}
		return ""
	}
}

// everything selects all that there is of a kind, drafts and what was retracted
// included.
func everything(k graph.Kind) Selection {
	s := Selection{Kind: k}
	switch k {
	case graph.KindStatement:
		s.Query = graph.StatementQuery{StatementSet: graph.StatementSet{Statuses: graph.Statuses(), Bases: graph.Bases(), Superseded: []bool{false, true}}}
	case graph.KindEvent:
		s.Query = graph.EventQuery{EventSet: graph.EventSet{Statuses: graph.Statuses()}}
	case graph.KindActor:
		s.Query = graph.ActorQuery{Statuses: graph.Statuses()}
	case graph.KindLocation:
		s.Query = graph.LocationSet{Statuses: graph.Statuses()}
	case graph.KindAgreement:
		s.Query = graph.AgreementSet{Statuses: graph.Statuses()}
	case graph.KindDocument:
		s.Query = graph.DocumentSet{Statuses: graph.Statuses()}
	case graph.KindTopic:
		s.Query = graph.TopicSet{Statuses: graph.Statuses()}
	}
	return s
}

// TestTablesLoseNothing makes every record again from its row.
func TestTablesLoseNothing(t *testing.T) {
	for name, g := range map[string]graph.Graph{"the world": world(t), "the sample": sampled(t)} {
		r := at(t, g, graph.MarkingProtected)
		for _, k := range graph.Kinds() {
			for format, comma := range map[Format]rune{CSV: ',', TSV: '\t'} {
				text, p := wrote(t, r, Request{Format: format, Selection: everything(k)})
				header, rows := rows(t, text, comma)
				if len(rows) != p.Records {
					t.Fatalf("%s: %d rows of %d records of kind %s", name, len(rows), p.Records, k)
				}
				for _, row := range rows {
					got := rebuilt(t, k, cells(header, row))
					want, err := r.Record(t.Context(), got.Shared().ID)
					if err != nil || !graph.Equal(got, want) {
						t.Errorf("%s: %s is not what it was: %v", name, got.Shared().ID, err)
					}
				}
			}
		}
	}
}

// TestColumnsAreTheFields sees that no column hides another.
func TestColumnsAreTheFields(t *testing.T) {
	for _, k := range graph.Kinds() {
		seen := map[string]bool{}
		for _, c := range Columns(k) {
			if seen[strings.ToLower(c.Name)] {
				t.Errorf("%s has two columns %s", k, c.Name)
			}
			seen[strings.ToLower(c.Name)] = true
		}
		if !seen["id"] || !seen["codes"] {
			t.Errorf("%s has no id or codes", k)
		}
	}
}

func TestSpreadsheets(t *testing.T) {
	g := empty(t)
	d := document("=1+1", graph.Variable{Name: "x", Value: "y"})
	d.ID, d.Title, d.Byline, d.CapturedBy = "document/formula", "=HYPERLINK(\"https://x.example\")", "+1 \"quoted\"\r\nnext, line", "@sum"
	place := &graph.Location{Meta: graph.Meta{ID: "location/south"}, Point: &graph.Point{Lat: -1.5, Lon: -2}}
	commit(t, g, d, place)
	r := at(t, g, graph.MarkingPublic)
	for spreadsheet, want := range map[bool][3]string{
		false: {"=HYPERLINK(\"https://x.example\")", "+1 \"quoted\"\r\nnext, line", "@sum"},
		true:  {"'=HYPERLINK(\"https://x.example\")", "'+1 \"quoted\"\r\nnext, line", "'@sum"},
	} {
		text, p := wrote(t, r, Request{Format: CSV, Selection: Selection{Kind: graph.KindDocument}, Spreadsheet: spreadsheet})
		if p.Formulas != 3 || p.Quoted != spreadsheet || strings.HasPrefix(text, byteOrderMark) != spreadsheet {
			t.Errorf("spreadsheet %t: %d cells, quoted %t, in %q", spreadsheet, p.Formulas, p.Quoted, text)
		}
		for _, cell := range want {
			if !strings.Contains(text, strings.ReplaceAll(cell, `"`, `""`)) {
				t.Errorf("spreadsheet %t: %q is not in %q", spreadsheet, cell, text)
			}
		}
		// A number is no formula, whatever it begins with.
		if _, p := wrote(t, r, Request{Format: CSV, Selection: Selection{Kind: graph.KindLocation}, Spreadsheet: spreadsheet}); p.Formulas != 0 {
			t.Errorf("%d formulas among numbers", p.Formulas)
		}
	}
}

// TestSQLiteReadsTables imports a table into SQLite and asks it back.
func TestSQLiteReadsTables(t *testing.T) {
	sqlite := tool(t, "sqlite3", "--version")
	r := at(t, world(t), graph.MarkingProtected)
	text, p := wrote(t, r, Request{Format: CSV, Selection: everything(graph.KindStatement)})
	file := filepath.Join(t.TempDir(), "statements.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), sqlite, "-json", ":memory:", ".import --csv "+file+" statements", "SELECT * FROM statements")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != p.Records || len(got) == 0 {
		t.Fatalf("SQLite has %d rows, want %d", len(got), p.Records)
	}
	for _, row := range got {
		record := rebuilt(t, graph.KindStatement, func(column string) string { return row[column] })
		want, err := r.Record(t.Context(), record.Shared().ID)
		if err != nil || !graph.Equal(record, want) {
			t.Errorf("%s is not what it was: %v", record.Shared().ID, err)
		}
	}
}
