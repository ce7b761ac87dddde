package own

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
	"hudna/graph/ndjson"
)

// maxRow bounds a row in bytes: a record that fits a line fits it, with the
// quotation marks in its cells doubled and what is derived beside.
const maxRow = 2*ndjson.MaxLine + 1<<20

// Lines gives the NDJSON of the records of a table, as [Of] tells of it. A line has
// the number that its row has in the table. A row that cannot be read as one ends
// it with a [table.Fault].
//
// A table with a byte order mark was written for a spreadsheet: there an apostrophe
// before what would be a formula is none of the cell's.
func Lines(ctx context.Context, s *source.Source) (io.ReadCloser, error) {
	kind, d := Of(s)
	if kind == "" {
		return nil, fmt.Errorf("%s: %w", s.Name, errNotOurs)
	}
	in, err := s.Reader(ctx)
	if err != nil {
		return nil, err
	}
	l := &lines{close: in.Close}
	l.next = textRows(table.NewLongReader(in, d, maxRow), kind, s.BOM)
	return l, nil
}

var errNotOurs = errors.New("is no table that hudna export has written")

// textRows gives the lines of rows.
func textRows(r *table.Reader, kind graph.Kind, spreadsheet bool) func([]byte) ([]byte, error) {
	var f *form
	written := 0 // lines
	return func(b []byte) ([]byte, error) {
		row, err := r.Read()
		if err == nil && row.Fault != nil {
			err = row.Fault
		}
		if err != nil {
			return b, err
		}
		if f == nil {
			f = formOf(kind, row.Cells)
			return b, nil
		}
		for ; written < row.Line-1; written++ {
			b = append(b, '\n')
		}
		if spreadsheet {
			for i, cell := range row.Cells {
				if strings.HasPrefix(cell, "'") && export.Formula(cell[1:]) {
					row.Cells[i] = cell[1:]
				}
			}
		}
		written++
		return f.append(b, row.Cells)
	}
}

// lines reads what next adds, until it fails.
type lines struct {
	next   func([]byte) ([]byte, error)
	close  func() error
	gather []byte
	rest   *bytes.Reader
	err    error
}

// gathered is how much is made at once.
const gathered = 64 << 10

func (l *lines) Read(p []byte) (int, error) {
	for l.rest == nil || l.rest.Len() == 0 {
		if l.err != nil {
			return 0, l.err
		}
		l.gather = l.gather[:0]
		for l.err == nil && len(l.gather) < gathered {
			l.gather, l.err = l.next(l.gather)
		}
		l.rest = bytes.NewReader(l.gather)
	}
	return l.rest.Read(p)
}

func (l *lines) Close() error { return l.close() }
