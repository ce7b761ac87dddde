package own

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"hudna/graph"
	"hudna/graph/ingest/source"
)

// rowsAtOnce is how many rows of a file are held.
const rowsAtOnce = 64

// Parquet tells of which kind the records of a file are; "" for what is no table
// of ours.
func Parquet(s *source.Source) (kind graph.Kind, err error) {
	f, opened, err := open(s)
	if err != nil {
		return "", err
	}
	_, kind = columnsOf(f)
	return kind, opened.Close()
}

// ParquetLines gives the NDJSON of the records of a file, one for each of its rows.
func ParquetLines(s *source.Source) (io.ReadCloser, error) {
	f, opened, err := open(s)
	if err != nil {
		return nil, err
	}
	names, kind := columnsOf(f)
	if kind == "" {
		return nil, errors.Join(fmt.Errorf("%s: %w", s.Name, errNotOurs), opened.Close())
	}
	p := &parquetRows{form: formOf(kind, names), groups: f.RowGroups(), cells: make([]string, len(names))}
	return &lines{next: p.next, close: func() error { return errors.Join(p.end(), opened.Close()) }}, nil
}

// open opens a file. The library panics on some that are damaged.
func open(s *source.Source) (f *parquet.File, opened *os.File, err error) {
	if opened, err = os.Open(s.Path); err != nil {
		return nil, nil, err
	}
	err = sound(func() (err error) {
		f, err = parquet.OpenFile(opened, s.Size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
		return err
	})
	if err != nil {
		return nil, nil, errors.Join(err, opened.Close())
	}
	return f, opened, nil
}

// ErrDamaged is wrapped by what is wrong with a Parquet file.
var ErrDamaged = errors.New("the Parquet file cannot be read")

// sound makes an error of what is wrong with a file, whichever way the library
// tells it.
func sound(read func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, fault)
		}
	}()
	if err = read(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

func columnsOf(f *parquet.File) (names []string, kind graph.Kind) {
	for _, path := range f.Schema().Columns() {
		if len(path) != 1 {
			return nil, "" // ours have no parts
		}
		names = append(names, path[0])
	}
	return names, KindOf(names)
}

// parquetRows goes through the rows of a file.
type parquetRows struct {
	form   *form
	groups []parquet.RowGroup
	rows   parquet.Rows // of the group at hand
	buffer [rowsAtOnce]parquet.Row
	read   []parquet.Row // what is left of those that were read
	cells  []string
}

func (p *parquetRows) next(b []byte) ([]byte, error) {
	for len(p.read) == 0 {
		if err := p.fill(); err != nil {
			return b, err
		}
	}
	clear(p.cells)
	for _, v := range p.read[0] {
		if i := v.Column(); i >= 0 && i < len(p.cells) && !v.IsNull() {
			p.cells[i] = cellOf(v)
		}
	}
	p.read = p.read[1:]
	return p.form.append(b, p.cells)
}

// fill reads some rows, of the next group where one has ended; [io.EOF] behind the
// last.
func (p *parquetRows) fill() error {
	if p.rows == nil {
		if len(p.groups) == 0 {
			return io.EOF
		}
		p.rows, p.groups = p.groups[0].Rows(), p.groups[1:]
	}
	n := 0
	err := sound(func() (err error) {
		n, err = p.rows.ReadRows(p.buffer[:])
		return err
	})
	p.read = p.buffer[:n]
	if errors.Is(err, io.EOF) {
		return p.end()
	}
	return err
}

func (p *parquetRows) end() (err error) {
	if p.rows != nil {
		err = p.rows.Close()
		p.rows = nil
	}
	return err
}

// cellOf is a value as a cell of a text has it.
func cellOf(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'g', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	}
	return string(v.ByteArray())
}
