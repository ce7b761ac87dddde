package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// badNames and badRow are of UCDP GED; what is in them is made up.
const (
	badNames = "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_prec,date_start,date_end,where_prec,where_coordinates,adm_1,country,country_id,latitude,longitude,best,low,high\n"
	badRow   = "%s,1,1,Group A,2,Group B,1,2016-03-01,2016-03-01,1,Karvela,Province,Avaria,999,10.5,20.5,3,1,9\n"
)

// badMapping reads a table of ids, days and deaths, of which days may be in
// another calendar when it says so.
const badMapping = `name: made-up
version: "1"
records:
  - type: Event
    id: "{id}"
    set:
      kind: OTHER
      basis: REPORTED
      %s
      figures[0].what: DEATHS
      figures[0].best: "{dead}"
`

// A badFile is a file at fault, what the report has to say of it, and how many
// events go in all the same.
type badFile struct {
	name    string // of the file; made.csv unless given
	content string
	days    string // how the mapping reads days; none for UCDP GED
	says    string // a pattern
	in      int
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped packs one text, under one name after the other.
func zipped(t *testing.T, text string, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		member, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := member.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rowsOf are sound rows with one changed: the columns of the table that are named
// have another value there.
func rowsOf(changed ...string) string {
	var b strings.Builder
	b.WriteString(badNames)
	columns := strings.Split(strings.TrimSpace(badNames), ",")
	for i := range 3 {
		cells := strings.Split(strings.TrimSpace(fmt.Sprintf(badRow, fmt.Sprint(i+1))), ",")
		for j := 0; i == 1 && j+1 < len(changed); j += 2 {
			for k, name := range columns {
				if name == changed[j] {
					cells[k] = changed[j+1]
				}
			}
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return b.String()
}

const gregorian = `when: {date: "{day}", forms: [YYYY-MM-DD]}`

func badFiles(t *testing.T) map[string]badFile {
	t.Helper()
	sound, many := rowsOf(), badNames
	for i := range 4_000 {
		many += fmt.Sprintf(badRow, fmt.Sprint(i))
	}
	packed := gzipped(t, many)
	mapped := func(rows string) string { return "id,day,dead\n1,2016-03-01,3\n" + rows + "3,2016-03-03,4\n" }
	return map[string]badFile{
		"a ragged row":               {content: sound + "4,1\n" + fmt.Sprintf(badRow, "5"), says: `made\.csv:5 "4,1": the row has 2 cells, and there are 19 columns`, in: 4},
		"a name that stands twice":   {content: strings.Replace(sound, "adm_1", "side_a", 1), says: `have the same name`},
		"a quote that is not closed": {content: sound + `4,1,1,"Group A,2` + "\n" + fmt.Sprintf(badRow, "5"), says: `made\.csv:5: column 4 .*a quotation mark is opened here and not closed`, in: 4},
		"a NUL":                      {content: rowsOf("side_a", "Group\x00A"), says: `made\.csv:3: column 4 .*holds a NUL`, in: 2},
		"a byte order mark":          {content: "\ufeff" + sound, says: `^3 new|new, `, in: 3},
		"mixed line ends":            {content: strings.Replace(sound, "\n1,", "\r\n1,", 1), says: `the lines of the file end in more than one way`, in: 3},
		"a decimal comma":            {content: strings.ReplaceAll(rowsOf("latitude", "10;5"), ",", "\t"), says: `made\.csv:3: latitude "10;5": `, in: 2},
		"a decimal comma, quoted":    {content: rowsOf("latitude", `"10,5"`), says: `made\.csv:3: latitude "10,5": `, in: 2},
		"Arabic-Indic digits":        {content: rowsOf("best", "٣"), says: `made\.csv:3: best "٣": `, in: 2},
		"31 February":                {content: rowsOf("date_start", "31/02/2016"), says: `made\.csv:3: date_start "31/02/2016": `, in: 2},
		"the 30th of February":       {content: rowsOf("date_start", "2016-02-30"), says: `made\.csv:3: date_start "2016-02-30": is no day of the calendar`, in: 2},
		"a Hijri date":               {content: rowsOf("date_start", "1437-05-21"), says: `made\.csv:3: date_start "1437-05-21": is in the year 1437 of its calendar`, in: 2},
		"the year 0025":              {content: rowsOf("date_start", "0025-03-01"), says: `made\.csv:3: date_start "0025-03-01": is in the year 0025`, in: 2},
		"latitude 95":                {content: rowsOf("latitude", "95"), says: `made\.csv:3: latitude "95": `, in: 2},
		"a long value":               {content: rowsOf("date_start", strings.Repeat("x", 5000)), says: `made\.csv:3: date_start "x{20,200}…?"`, in: 2},
		"a gzip that was cut":        {name: "made.csv.gz", content: packed[:len(packed)/2], says: `cut|ends too early|unexpected EOF`, in: -1},
		"a zip with a path upward":   {name: "made.zip", content: zipped(t, sound, "../made.csv"), says: `leads out of it`},
		"a zip that is a bomb":       {name: "made.zip", content: zipped(t, badNames+strings.Repeat("0", 64<<20), "made.csv"), says: `250|unpacks`},
		"a DNA project that is none": {name: "made.dna", content: "SQLite format 3\x00" + strings.Repeat("x", 5000), says: `the database cannot be read|no DNA project`},
		"an Excel file":              {name: "made.xlsx", content: zipped(t, "<x/>", "[Content_Types].xml", "xl/workbook.xml"), says: `save it as CSV`},
		"an empty file":              {content: "", says: `the file is empty`},
		"only names":                 {content: badNames, says: `0 new`},

		"mapped: a decimal comma":        {content: mapped("2,2016-03-02,\"3,5\"\n"), days: gregorian, says: `made\.csv:3: dead "3,5": `, in: 2},
		"mapped: Arabic-Indic digits":    {content: mapped("2,2016-03-02,٣\n"), days: gregorian, says: `made\.csv:3: dead "٣": `, in: 2},
		"mapped: a Hijri date":           {content: mapped("2,1437-05-21,3\n"), days: gregorian, says: `made\.csv:3: day "1437-05-21": .*1437`, in: 2},
		"mapped: another calendar's day": {content: mapped("2,21 Jumada I 1437,3\n"), days: `when.words: "{day}"`, says: `3 new`, in: 3},
	}
}

// TestBadInput imports files that are at fault in one way each: the report says
// where and why, the other rows go in, never half a one, and with --on-error stop
// nothing does.
func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range badFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if c.name == "" {
				c.name = "made.csv"
			}
			file := filepath.Join(dir, c.name)
			if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			how := []string{"--format", "ucdp-ged"}
			switch {
			case c.days != "":
				mapping := filepath.Join(dir, "made.yaml")
				if err := os.WriteFile(mapping, fmt.Appendf(nil, badMapping, c.days), 0o600); err != nil {
					t.Fatal(err)
				}
				how = []string{"--map", mapping}
			case strings.HasSuffix(c.name, ".dna"):
				how = nil
			}
			run := func(data string, more ...string) string {
				args := append(append([]string{"import", "--data", filepath.Join(dir, data)}, more...), append(how, c.name)...)
				cmd := exec.CommandContext(t.Context(), "hudna", args...)
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				var exit *exec.ExitError
				if err != nil && (!errors.As(err, &exit) || !exit.Exited()) {
					t.Fatalf("%v: %s", err, out)
				}
				return string(out)
			}
			said := run("some")
			if !regexp.MustCompile("(?m)" + c.says).MatchString(said) {
				t.Errorf("it says\n%.2000s\nand nothing like %s", said, c.says)
			}
			if len(said) > 1<<16 {
				t.Errorf("the report has %d bytes", len(said))
			}
			events := func(data string) int {
				if _, err := os.Stat(filepath.Join(dir, data)); err != nil {
					return 0 // nothing was begun
				}
				return strings.Count(hudna(t, "export", "--data", filepath.Join(dir, data)), `"type":"Event"`)
			}
			got := events("some")
			if c.in >= 0 && got != c.in || c.in < 0 && got == 0 {
				t.Errorf("%d events went in, not %d:\n%.1000s", got, c.in, said)
			}
			if faulty := c.in == 2 || c.in == 4; faulty {
				if run("none", "--on-error", "stop"); events("none") != 0 {
					t.Errorf("with --on-error stop %d events went in", events("none"))
				}
			}
		})
	}
}
