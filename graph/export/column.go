package export

import (
	"reflect"
	"strconv"
	"strings"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A ColumnType says what the cells of a column are.
type ColumnType string

// The types of columns. A LIST holds identifiers or words of an enumeration with
// "|" between them, which none of them has. JSON is as in canonical NDJSON.
const (
	TextColumn    ColumnType = "TEXT"
	IntegerColumn ColumnType = "INTEGER"
	NumberColumn  ColumnType = "NUMBER"
	BooleanColumn ColumnType = "BOOLEAN"
	ListColumn    ColumnType = "LIST"
	JSONColumn    ColumnType = "JSON"
)

// between stands between the entries of a list in a cell.
const between = "|"

// Parts takes the cell of a [ListColumn] apart.
func Parts(cell string) []string { return strings.Split(cell, between) }

// A Column is one of the columns of a table of records of a kind.
type Column struct {
	Name string
	Type ColumnType
	// Derived columns are there to be read: names, and the parts of what other
	// columns hold as JSON. A record is made again from the others.
	Derived bool

	field  []int         // of the record's type
	shape  *ndjson.Shape // of a field with parts
	derive func(graph.Record, names) string
}

// Columns gives the columns of the table of a kind, in their order: the id, what
// is derived, and a column for each field of the record, by its name in NDJSON.
// A field that is not given is an empty cell.
func Columns(k graph.Kind) []Column {
	record := graph.New(k)
	if record == nil {
		return nil
	}
	own := fieldColumns(reflect.TypeOf(record).Elem(), nil)
	return append(append(own[:1:1], derivedColumns(k)...), own[1:]...)
}

// fieldColumns are the columns of the fields of a type. Those of an embedded one
// are among them.
func fieldColumns(t reflect.Type, within []int) (columns []Column) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int{}, within...), i)
		if f.Anonymous {
			columns = append(columns, fieldColumns(f.Type, at)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		c := Column{Name: name, Type: columnType(f.Type), field: at}
		if c.Type == JSONColumn {
			c.shape = ndjson.ShapeOf(f.Type)
		}
		columns = append(columns, c)
	}
	return columns
}

func columnType(t reflect.Type) ColumnType {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return TextColumn
	case reflect.Bool:
		return BooleanColumn
	case reflect.Int, reflect.Int64:
		return IntegerColumn
	case reflect.Float64:
		return NumberColumn
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return ListColumn
		}
	}
	return JSONColumn
}

// cell is what a record has in the column; empty for nothing.
func (c *Column) cell(r graph.Record, n names) (string, error) {
	if c.derive != nil {
		return c.derive(r, n), nil
	}
	v := reflect.ValueOf(r).Elem().FieldByIndex(c.field)
	if v.IsZero() {
		return "", nil
	}
	if v.Kind() == reflect.Pointer && c.Type != JSONColumn {
		v = v.Elem()
	}
	switch c.Type {
	case TextColumn:
		return v.String(), nil
	case BooleanColumn:
		return strconv.FormatBool(v.Bool()), nil
	case IntegerColumn:
		return strconv.FormatInt(v.Int(), 10), nil
	case NumberColumn:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), nil
	case ListColumn:
		var b strings.Builder
		for i := range v.Len() {
			if i > 0 {
				b.WriteString(between)
			}
			b.WriteString(v.Index(i).String())
		}
		return b.String(), nil
	}
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "", nil
	}
	b, err := c.shape.Append(nil, v)
	return string(b), err
}
