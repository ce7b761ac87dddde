package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"hudna/graph"
)

// rowGroup is how many rows are held until they are written as a group: a few
// tens of megabytes where the texts are long.
const rowGroup = 5_000

// A columnar writes the table of a kind as Parquet: the columns have types, and
// stand in the order of their names.
type columnar struct {
	columns []Column
	places  []int // of each column in a row
	schema  *parquet.Schema
	labels  *labels
	w       *parquet.GenericWriter[any]
}

func newColumnar(r graph.Reader, q Request) *columnar {
	c := &columnar{columns: Columns(q.Kind), labels: newLabels(r)}
	group := parquet.Group{}
	for i := range c.columns {
		// Plain, which every reader knows; the pages are compressed.
		group[c.columns[i].Name] = parquet.Optional(parquet.Encoded(leafOf(c.columns[i].Type), &parquet.Plain))
	}
	c.schema = parquet.NewSchema(string(q.Kind), group)
	c.places = make([]int, len(c.columns))
	for i := range c.columns {
		leaf, _ := c.schema.Lookup(c.columns[i].Name)
		c.places[i] = leaf.ColumnIndex
	}
	return c
}

func leafOf(t ColumnType) parquet.Node {
	switch t {
	case IntegerColumn:
		return parquet.Int(64)
	case NumberColumn:
		return parquet.Leaf(parquet.DoubleType)
	case BooleanColumn:
		return parquet.Leaf(parquet.BooleanType)
	case JSONColumn:
		return parquet.JSON()
	}
	return parquet.String()
}

func (c *columnar) head(_ context.Context, w *bufio.Writer) error {
	c.w = parquet.NewGenericWriter[any](w, c.schema, parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(rowGroup), parquet.DataPageVersion(1),
		parquet.CreatedBy("hudna", "", ""))
	return nil
}

func (c *columnar) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	names, err := c.labels.referred(ctx, records)
	if err != nil {
		return nil, err
	}
	rows := make([]parquet.Row, len(records))
	for i, r := range records {
		row := make(parquet.Row, len(c.columns))
		for j := range c.columns {
			cell, err := c.columns[j].cell(r, names)
			if err != nil {
				return nil, err
			}
			if row[c.places[j]], err = valueOf(c.columns[j].Type, cell, c.places[j]); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", r.Shared().ID, c.columns[j].Name, err)
			}
		}
		rows[i] = row
	}
	return func(io.Writer) error {
		_, err := c.w.WriteRows(rows)
		return err
	}, nil
}

// valueOf is a cell as a value of its type; null where nothing is given.
func valueOf(t ColumnType, cell string, place int) (v parquet.Value, err error) {
	if cell == "" {
		return parquet.NullValue().Level(0, 0, place), nil
	}
	switch t {
	case IntegerColumn:
		var n int64
		n, err = strconv.ParseInt(cell, 10, 64)
		v = parquet.Int64Value(n)
	case NumberColumn:
		var f float64
		f, err = strconv.ParseFloat(cell, 64)
		v = parquet.DoubleValue(f)
	case BooleanColumn:
		v = parquet.BooleanValue(cell == "true")
	default:
		v = parquet.ByteArrayValue([]byte(cell))
	}
	return v.Level(0, 1, place), err
}

func (c *columnar) tail(io.Writer, *Provenance) error { return c.w.Close() }
