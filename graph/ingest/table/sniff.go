package table

import (
	"bytes"
	"strings"
)

// Sniff tells by the beginning of a text how its cells are set apart, and gives
// its first rows, at most so many.
func Sniff(head []byte, rows int) (Dialect, [][]string) {
	first := head
	if n := lineEnd(head, 0); n > 0 {
		first = head[:n]
	}
	d := Dialect{Comma: ',', Quoted: true}
	most := bytes.Count(first, []byte{','})
	for _, comma := range []byte{'\t', ';', '|'} {
		if n := bytes.Count(first, []byte{comma}); n > most {
			d.Comma, most = comma, n
		}
	}
	return d, Rows(head, d, rows)
}

// Rows reads the first rows of a text, at most so many: of those that can be
// read.
func Rows(head []byte, d Dialect, most int) (rows [][]string) {
	r := NewReader(bytes.NewReader(head), d)
	for len(rows) < most {
		row, err := r.Read()
		if err != nil {
			break
		}
		if row.Fault == nil {
			rows = append(rows, row.Cells)
		}
	}
	return rows
}

// Named says how many of some names are in a row, whatever their case and the
// blanks around them.
func Named(row []string, names ...string) (n int) {
	for _, name := range names {
		for _, cell := range row {
			if strings.EqualFold(strings.TrimSpace(cell), name) {
				n++
				break
			}
		}
	}
	return n
}
