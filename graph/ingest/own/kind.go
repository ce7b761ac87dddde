package own

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
	"hudna/graph/ndjson"
)

// KindOf tells by the names of its columns of which kind the records of a table
// are, in whatever order they stand; "" for a table that is not ours. All columns
// that a record is made of have to be there: a field whose column somebody took
// out would be taken from the record. What is derived need not be.
func KindOf(columns []string) graph.Kind {
	given := map[string]bool{}
	for _, name := range columns {
		if given[name] {
			return ""
		}
		given[name] = true
	}
	for _, kind := range graph.Kinds() {
		ours, found := true, 0
		for _, c := range export.Columns(kind) {
			if given[c.Name] {
				found++
			} else if !c.Derived {
				ours = false
			}
		}
		if ours && found == len(given) {
			return kind
		}
	}
	return ""
}

// Of tells of which kind the records of a text are, and how its cells are set
// apart; "" for what is no table of ours.
func Of(s *source.Source) (graph.Kind, table.Dialect) {
	if s.Kind != source.Text {
		return "", table.Dialect{}
	}
	for _, comma := range []byte{',', '\t'} {
		d := table.Dialect{Comma: comma, Quoted: true}
		if rows := table.Rows(s.Head, d, 1); len(rows) == 1 {
			if kind := KindOf(rows[0]); kind != "" {
				return kind, d
			}
		}
	}
	return "", table.Dialect{}
}

// A form makes lines of the cells of a table.
type form struct {
	begin   string
	columns []*export.Column // at their places; nil for what is derived
}

func formOf(kind graph.Kind, names []string) *form {
	f := &form{begin: `{"type":"` + ndjson.TypeOf(kind) + `"`, columns: make([]*export.Column, len(names))}
	all := export.Columns(kind)
	for i, name := range names {
		if at := slices.IndexFunc(all, func(c export.Column) bool { return c.Name == name }); at >= 0 && !all[at].Derived {
			f.columns[i] = &all[at]
		}
	}
	return f
}

// append adds the line of a row. A cell that is not what its column holds becomes
// a text, so that whoever decodes the line says what is wrong with which field.
func (f *form) append(b []byte, cells []string) (_ []byte, err error) {
	b = append(b, f.begin...)
	for i, cell := range cells {
		c := f.columns[i]
		if c == nil || cell == "" {
			continue
		}
		b = append(append(append(b, ',', '"'), c.Name...), '"', ':')
		switch c.Type {
		case export.TextColumn:
			b, err = jsontext.AppendQuote(b, cell)
		case export.ListColumn:
			b, err = appendList(b, cell)
		default:
			if v := jsontext.Value(cell); v.Compact() == nil && fits(c.Type, v) {
				b = append(b, v...)
			} else {
				b, err = jsontext.AppendQuote(b, cell)
			}
		}
		if err != nil {
			return b, err
		}
	}
	return append(b, '}', '\n'), nil
}

// fits reports whether a value is of the type of a column.
func fits(t export.ColumnType, v jsontext.Value) bool {
	switch k := v.Kind(); t {
	case export.BooleanColumn:
		return k == 't' || k == 'f'
	case export.IntegerColumn, export.NumberColumn:
		return k == '0'
	case export.JSONColumn:
		return k == '{' || k == '['
	}
	return false
}

func appendList(b []byte, cell string) (_ []byte, err error) {
	b = append(b, '[')
	for i, part := range export.Parts(cell) {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = jsontext.AppendQuote(b, part); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}
