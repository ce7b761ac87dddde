package ingest

import (
	"context"
	"errors"
	"io"
	"strings"

	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// A RowDecoder decodes a table: a line is a row, and a function says what it
// becomes.
type RowDecoder struct {
	in     io.ReadCloser
	rows   *table.Reader
	header *table.Header
	raw    string
	make   func(*table.Cells) *Draft
}

// OpenRows begins to decode a table. Of one that has no line of names, columns
// are the names; else nil.
func OpenRows(ctx context.Context, s *source.Source, d table.Dialect, columns []string, row func(*table.Cells) *Draft) (*RowDecoder, error) {
	in, err := s.Reader(ctx)
	if err != nil {
		return nil, err
	}
	t := &RowDecoder{in: in, rows: table.NewReader(in, d), make: row}
	if err := t.names(columns); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return t, nil
}

func (t *RowDecoder) names(columns []string) (err error) {
	if columns == nil {
		first, err := t.rows.Read()
		if errors.Is(err, io.EOF) {
			return &table.Fault{Line: 1, Reason: "there is no row"}
		}
		if err != nil {
			return err
		}
		if first.Fault != nil {
			return first.Fault
		}
		columns, t.raw = first.Cells, first.Raw
	}
	t.rows.Columns = len(columns)
	t.header, err = table.NewHeader(columns)
	return err
}

// Columns are the names of the columns.
func (t *RowDecoder) Columns() *table.Header { return t.header }

// Lacks ends decoding because columns are missing.
func (t *RowDecoder) Lacks(missing []string) error {
	return errors.Join(&table.Fault{Line: 1, Reason: "there is no column " + strings.Join(missing, ", ")}, t.Close())
}

// Header is the line of names.
func (t *RowDecoder) Header() string { return t.raw }

// Notes say what is odd about the file.
func (t *RowDecoder) Notes() (notes []string) {
	if t.rows.Mixed() {
		notes = append(notes, "the lines of the file end in more than one way")
	}
	return notes
}

// Next decodes a row.
func (t *RowDecoder) Next(ctx context.Context) (*Draft, error) {
	row, err := t.rows.Read()
	if err != nil {
		return nil, err
	}
	if row.Fault != nil {
		return &Draft{Line: row.Line, Raw: row.Raw, Faults: []*table.Fault{row.Fault}}, nil //nolint:nilerr // it is the row's
	}
	cells := t.header.Cells(row)
	d := t.make(cells)
	if d == nil {
		d = new(Draft)
	}
	d.Line, d.Raw = row.Line, row.Raw
	d.Faults = append(d.Faults, cells.Faults...)
	return d, nil
}

// Close lets go of the file.
func (t *RowDecoder) Close() error { return t.in.Close() }
