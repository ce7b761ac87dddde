package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"

	"hudna/graph"
)

// byteOrderMark tells a spreadsheet that a table is UTF-8.
const byteOrderMark = "\ufeff"

// A table writes records as CSV or TSV.
type table struct {
	columns     []Column
	comma       rune
	labels      *labels
	spreadsheet bool
	formulas    int // in what was written
}

func newTable(r graph.Reader, q Request) *table {
	t := &table{columns: Columns(q.Kind), comma: ',', labels: newLabels(r), spreadsheet: q.Spreadsheet}
	if q.Format == TSV {
		t.comma = '\t'
	}
	return t
}

func (t *table) writer(w io.Writer) *csv.Writer {
	out := csv.NewWriter(w)
	out.Comma = t.comma
	return out
}

func (t *table) head(_ context.Context, w *bufio.Writer) error {
	if t.spreadsheet {
		if _, err := w.WriteString(byteOrderMark); err != nil {
			return err
		}
	}
	names := make([]string, len(t.columns))
	for i := range t.columns {
		names[i] = t.columns[i].Name
	}
	out := t.writer(w)
	if err := out.Write(names); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (t *table) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	names, err := t.labels.referred(ctx, records)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out, formulas := t.writer(&b), 0
	cells := make([]string, len(t.columns))
	for _, r := range records {
		for i := range t.columns {
			c := &t.columns[i]
			cell, err := c.cell(r, names)
			if err != nil {
				return nil, err
			}
			if c.Type != NumberColumn && c.Type != IntegerColumn && Formula(cell) {
				formulas++
				if t.spreadsheet {
					cell = "'" + cell
				}
			}
			cells[i] = cell
		}
		if err := out.Write(cells); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return func(w io.Writer) error {
		t.formulas += formulas
		return plainly(b.Bytes())(w)
	}, out.Error()
}

// Formula reports whether a spreadsheet would take a cell for a formula, which
// may reach other files and programs when it is opened. In an East Asian locale one
// takes the full-width signs for the plain ones.
func Formula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first)
}

func (t *table) tail(_ io.Writer, p *Provenance) error {
	p.Formulas, p.Quoted = t.formulas, t.spreadsheet
	return nil
}
