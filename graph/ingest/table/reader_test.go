package table_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"hudna/graph/ingest/table"
)

func Example() {
	r := table.NewReader(strings.NewReader("place,deaths\n\"Karvela, old town\",3\nOstmark\nBrenn,none\n"), table.Dialect{Comma: ',', Quoted: true})
	names, err := r.Read()
	if err != nil {
		fmt.Println(err)
		return
	}
	header, err := table.NewHeader(names.Cells)
	for err == nil {
		var row table.Row
		if row, err = r.Read(); err != nil {
			break
		}
		if row.Fault != nil {
			fmt.Println(row.Fault)
			continue
		}
		c := header.Cells(row)
		place, deaths := c.Take("place"), c.Integer("deaths", 0, 1000)
		if len(c.Faults) > 0 {
			fmt.Println(c.Faults[0])
			continue
		}
		fmt.Println(place, *deaths)
	}
	// Output:
	// Karvela, old town 3
	// line 3, "Ostmark": the row has 1 cells, and there are 2 columns
	// line 4, deaths, "none": is no whole number
}

var comma = table.Dialect{Comma: ',', Quoted: true}

// read gives all rows as a text: the cells in brackets, or the fault.
func read(t *testing.T, text string, d table.Dialect) string {
	t.Helper()
	r := table.NewReader(strings.NewReader(text), d)
	var out strings.Builder
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			return out.String() + "ends: " + err.Error()
		}
		if row.Fault != nil {
			fmt.Fprintf(&out, "%v\n", row.Fault)
			continue
		}
		fmt.Fprintf(&out, "%d:[%s]\n", row.Line, strings.Join(row.Cells, "|"))
	}
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":                       {"a,b\n1,2\n", "1:[a|b]\n2:[1|2]\n"},
		"no line end at the end":      {"a,b\n1,2", "1:[a|b]\n2:[1|2]\n"},
		"empty cells":                 {"a,b\n,\n", "1:[a|b]\n2:[|]\n"},
		"lines with nothing on them":  {"a,b\n\n\r\n1,2\n", "1:[a|b]\n4:[1|2]\n"},
		"quotation marks":             {"a,b\n\"1,\"\"x\"\"\",\"2\n3\"\n4,5\n", "1:[a|b]\n2:[1,\"x\"|2\n3]\n4:[4|5]\n"},
		"a mark within a cell":        {"a,b\n1\"x,2\n", "1:[a|b]\n2:[1\"x|2]\n"},
		"mixed line ends":             {"a,b\r\n1,2\n3,4\r5,6\r\n", "1:[a|b]\n2:[1|2]\n3:[3|4]\n4:[5|6]\n"},
		"too few cells":               {"a,b,c\n1,2\n3,4,5\n", "1:[a|b|c]\nline 2, \"1,2\": the row has 2 cells, and there are 3 columns\n3:[3|4|5]\n"},
		"too many cells":              {"a,b\n1,2,3\n4,5\n", "1:[a|b]\nline 2, \"1,2,3\": the row has 3 cells, and there are 2 columns\n3:[4|5]\n"},
		"surplus separators":          {"a,b\n1,2,,,\n", "1:[a|b]\n2:[1|2]\n"},
		"a mark that is not closed":   {"a,b\n1,\"2\n3,4\n5,6\n", "1:[a|b]\nline 2, column 2, \"\\\"2\\n3,4\\n5,6\\n\": a quotation mark is opened here and not closed\n3:[3|4]\n4:[5|6]\n"},
		"text behind a closing mark":  {"a,b\n1,\"2\n3,\"4\" x\n5,6\n", "1:[a|b]\nline 2, column 2, \"\\\"2\\n3,\\\"4\\\" x\\n5,6\\n\": text follows the closing quotation mark of this cell\nline 3, column 2, \"\\\"4\\\" x\\n5,6\\n\": text follows the closing quotation mark of this cell\n4:[5|6]\n"},
		"a NUL":                       {"a,b\n1,x\x00y\n3,4\n", "1:[a|b]\nline 2, column 2, \"x␀y\": holds a NUL\n3:[3|4]\n"},
		"no UTF-8":                    {"a,b\n\xff1,2\n3,4\n", "1:[a|b]\nline 2, column 1, \"�1\": is not UTF-8\n3:[3|4]\n"},
		"a row that is a stray quote": {"a,b\n\"\n1,2\n", "1:[a|b]\nline 2, column 1, \"\\\"\\n1,2\\n\": a quotation mark is opened here and not closed\n3:[1|2]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, c.text, comma); got != c.want {
				t.Errorf("got\n%s\nnot\n%s", got, c.want)
			}
		})
	}
}

// endless gives the same byte again and again.
type endless struct{ c byte }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.c
	}
	return len(p), nil
}

// TestQuoteOverAGigabyte: a mark that is not closed costs its line, is told with
// the line, and is not looked for over a whole gigabyte.
func TestQuoteOverAGigabyte(t *testing.T) {
	text := io.MultiReader(strings.NewReader("a,b\n1,\"2\n"), io.LimitReader(&lines{}, 1<<30))
	r := table.NewReader(text, comma)
	rows, faults := 0, 0
	for rows < 1<<19 {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Fault == nil {
			rows++
			continue
		}
		faults++
		if row.Fault.Line != 2 || !strings.Contains(row.Fault.Reason, "not closed within 1048576 bytes") {
			t.Fatal(row.Fault)
		}
	}
	if faults != 1 {
		t.Errorf("%d rows, %d faults", rows, faults)
	}
}

// lines are rows without end.
type lines struct{ at int }

func (l *lines) Read(p []byte) (int, error) {
	const row = "1,2\n"
	for i := range p {
		p[i] = row[l.at%len(row)]
		l.at++
	}
	return len(p), nil
}

// TestLongRow: a line that is longer than a row may be is passed over.
func TestLongRow(t *testing.T) {
	text := io.MultiReader(strings.NewReader("a,b\n"), io.LimitReader(endless{'x'}, 10*table.MaxRow), strings.NewReader("\n1,2\n"))
	r := table.NewReader(text, comma)
	var got []string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Fault != nil {
			got = append(got, row.Fault.Error())
		} else {
			got = append(got, fmt.Sprint(row.Line, row.Cells))
		}
	}
	if want := "1 [a b]; line 2: the row is longer than 1048576 bytes; 3 [1 2]"; strings.Join(got, "; ") != want {
		t.Errorf("%s, not %s", strings.Join(got, "; "), want)
	}
}

// TestManyStrayQuotes: where every row has a stray mark, the file is given up.
func TestManyStrayQuotes(t *testing.T) {
	got := read(t, "a,b\n"+strings.Repeat("1,\"2\n", 300)+"x,y\n", table.Dialect{Comma: ',', Quoted: true})
	if !strings.HasSuffix(got, "quotation marks are not closed: is this the right separator?") {
		t.Errorf("%.200s", got[max(0, len(got)-200):])
	}
}

func TestHeaders(t *testing.T) {
	if _, err := table.NewHeader([]string{"a", "b", "a "}); err == nil || err.Error() != "line 1, a: columns 1 and 3 have the same name" {
		t.Error(err)
	}
	wide := make([]string, table.MaxColumns+1)
	for i := range wide {
		wide[i] = "x"
	}
	if got := read(t, strings.Join(wide, ",")+"\n", comma); got != "line 1: the row has 2001 cells; at most 2000 are read\n" {
		t.Errorf("%.100s", got)
	}
}

func TestDays(t *testing.T) {
	for s, want := range map[string]string{
		"2016-02-29":              "2016-02-29",
		"2016-02-29 00:00:00.000": "2016-02-29",
		"2016-02-29T00:00:00Z":    "2016-02-29",
		"2015-02-29":              "is no day of the calendar",
		"2016-02-31":              "is no day of the calendar",
		"31/02/2016":              "is no date of the form that belongs here",
		"29/02/2016":              "is no date of the form that belongs here",
		"0025-01-01":              "is in the year 0025 of its calendar; years from 1800 to 2200 are taken, of the Gregorian one",
		"1437-07-08":              "is in the year 1437 of its calendar; years from 1800 to 2200 are taken, of the Gregorian one",
		"٢٠١٦-٠٤-١٥":              "is no date: its digits are not 0 to 9",
		"16-02-29":                "is no date of the form that belongs here",
	} {
		if day, reason := table.ReadDay(s); day+reason != want {
			t.Errorf("%s: %s%s, not %s", s, day, reason, want)
		}
	}
}

func FuzzRows(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\"a\",\"\n", "\r\r\n\"\"\"x\"y,\n", "a\tb\x00\xff\n"} {
		f.Add(seed, byte(','))
	}
	f.Fuzz(func(t *testing.T, text string, separator byte) {
		r := table.NewReader(strings.NewReader(text), table.Dialect{Comma: separator, Quoted: true})
		rows, raw, line := 0, 0, 0
		for {
			row, err := r.Read()
			if err != nil {
				break
			}
			if rows++; rows > len(text)+1 {
				t.Fatal("there are more rows than bytes")
			}
			if row.Line <= line {
				t.Fatalf("a row on line %d comes after one on line %d", row.Line, line)
			}
			line = row.Line
			raw += len(row.Raw)
			if row.Fault == nil && len(row.Cells) != r.Columns {
				t.Fatalf("%d cells, and %d columns", len(row.Cells), r.Columns)
			}
		}
		if raw > len(text) {
			t.Fatalf("%d bytes of rows, of %d", raw, len(text))
		}
	})
}
