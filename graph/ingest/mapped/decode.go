package mapped

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// Fit is 0: a mapping is named, and never guessed.
func (m *Mapping) Fit(*source.Source) (int, string) { return 0, "" }

// Open begins to decode a table. That it has the columns that the mapping names
// is checked before the first row.
func (m *Mapping) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	d, _ := table.Sniff(s.Head, 0)
	switch m.doc.Separator {
	case "":
	case "tab":
		d.Comma = '\t'
	default:
		d.Comma = m.doc.Separator[0]
	}
	rows, err := ingest.OpenRows(ctx, s, d, m.doc.Columns, m.row)
	if err != nil {
		return nil, err
	}
	if missing := rows.Columns().Missing(m.columns...); len(missing) > 0 {
		return nil, rows.Lacks(missing)
	}
	return rows, nil
}

// row makes records of a row.
func (m *Mapping) row(c *table.Cells) *ingest.Draft {
	d := new(ingest.Draft)
	values := func(t template) (string, bool) { return t.fill(c) }
	for i := range m.records {
		p := &m.records[i]
		if p.when.text != "" {
			if _, some := values(p.when); !some {
				continue
			}
		}
		id, some := values(p.id)
		if !some {
			if !p.once {
				c.Refuse(p.id.columns[0], "is missing: the id of the record is made of it")
			}
			continue
		}
		record := graph.New(p.kind)
		meta := record.Shared()
		meta.ID = ingest.NewID(p.kind, m.doc.Name, id)
		meta.Coding = ingest.CodedBy(m.doc.Name, m.doc.Version)
		m.fill(record, p, c)
		if s, ok := record.(*graph.Statement); ok && slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Role == graph.AboutBreached }) {
			c.Faults = append(c.Faults, &table.Fault{Line: c.Line, Reason: noBreach})
		}
		if p.once {
			d.With = append(d.With, record)
			continue
		}
		if s, ok := record.(*graph.Statement); ok && len(s.Speakers) == 0 && s.Attribution == "" && p.namesSpeakers() {
			d.Flagged = "the cells that name who spoke are empty: it becomes a statement of which nobody is known to be the speaker"
		}
		if d.When == nil {
			d.When = dateOf(record)
		}
		d.Records = append(d.Records, record)
	}
	if len(d.Records) > 0 {
		meta := d.Records[0].Shared()
		meta.Variables = append(meta.Variables, ingest.Rest(c)...)
	}
	if len(d.Records) == 0 && len(c.Faults) == 0 {
		c.Faults = append(c.Faults, &table.Fault{Line: c.Line, Reason: "the row becomes nothing by this mapping: each of its records has a condition that does not hold"})
	}
	return d
}

// namesSpeakers says whether rows are to tell who spoke.
func (p *plan) namesSpeakers() bool {
	return slices.ContainsFunc(p.fields, func(f field) bool { return strings.HasPrefix(f.path, "speakers[") && len(f.of.columns) > 0 })
}

// dateOf is when what a record is about was.
func dateOf(r graph.Record) *graph.Date {
	switch r := r.(type) {
	case *graph.Event:
		return r.When
	case *graph.Statement:
		return r.Said
	case *graph.Agreement:
		return r.Declared
	case *graph.Document:
		return r.Published
	}
	return nil
}

// fill gives a text with the cells of its columns; false where it has columns,
// and all of them are empty.
func (t template) fill(c *table.Cells) (string, bool) {
	if len(t.columns) == 0 {
		return t.text, true
	}
	var b strings.Builder
	some := false
	for i, column := range t.columns {
		cell := c.Take(column)
		some = some || cell != ""
		b.WriteString(t.parts[i])
		b.WriteString(cell)
	}
	b.WriteString(t.tail)
	return b.String(), some
}

// fill gives a record its fields.
func (m *Mapping) fill(record graph.Record, p *plan, c *table.Cells) {
	texts := make([][]string, len(p.fields))
	// A part of the record that has nothing but constants is left out, if it has
	// columns that could have given it something.
	parts := map[string]int{} // how many elements it has
	asks := map[string]bool{}
	for i := range p.fields {
		f := &p.fields[i]
		group := f.group()
		if len(f.of.columns) == 0 {
			continue
		}
		asks[group] = true
		text, some := f.of.fill(c)
		if !some {
			continue
		}
		texts[i] = []string{text}
		if f.split != "" {
			texts[i] = texts[i][:0]
			for part := range strings.SplitSeq(text, f.split) {
				if part = strings.TrimSpace(part); part != "" {
					texts[i] = append(texts[i], part)
				}
			}
		}
		parts[group] = max(parts[group], len(texts[i]))
	}
	placed := map[string]int{}
	for i := range p.fields {
		f := &p.fields[i]
		group := f.group()
		if len(f.of.columns) == 0 {
			if group != "" && asks[group] && parts[group] == 0 {
				continue
			}
			texts[i] = []string{f.of.text}
			for range parts[group] - 1 {
				texts[i] = append(texts[i], f.of.text)
			}
		}
		for n, text := range texts[i] {
			value, ok := m.valueOf(f, text, c)
			if !ok {
				continue
			}
			at := reflect.ValueOf(record).Elem()
			if err := place(at, f, n, placed, value, &m.doc); err != nil {
				c.Refuse(f.column(), "%s: %v", f.path, err)
			}
		}
	}
}

// column is the first column of a field, for a message.
func (f *field) column() string {
	if len(f.of.columns) > 0 {
		return f.of.columns[0]
	}
	return ""
}

// valueOf turns a text into what stands in the field, false for nothing.
func (m *Mapping) valueOf(f *field, text string, c *table.Cells) (string, bool) {
	if f.table != nil {
		to, ok := f.table[text]
		switch {
		case ok:
			text = to
		case f.other != nil:
			text = *f.other
		default:
			c.Refuse(f.column(), "%s: %q is not in the table", f.path, table.Shorten(text))
			return "", false
		}
		if text == "" {
			return "", false
		}
	}
	switch {
	case f.ref != "":
		return string(ingest.NewID(f.ref, m.doc.Name, text)), true
	case f.dates != nil:
		edtf, reason := readDate(m.digits(text), f.dates)
		if reason != "" {
			c.Refuse(f.column(), "%s: %s", f.path, reason)
			return "", false
		}
		return string(edtf), true
	}
	return text, true
}

// digits are those of ASCII where the mapping takes others for them.
func (m *Mapping) digits(s string) string {
	if m.doc.Digits != "any" {
		return s
	}
	return asciiDigits(s)
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII || !unicode.IsDigit(r):
			return r
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// place puts a value where a field stands. Elements of lists follow one another,
// however they are numbered: one that is left out leaves no hole.
func place(v reflect.Value, f *field, n int, placed map[string]int, text string, doc *document) error {
	path := ""
	for _, s := range f.steps {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		if s.field != nil {
			v = v.FieldByIndex(s.field)
			path += fmt.Sprint(".", s.field)
			continue
		}
		element := s.element
		if element == each {
			element = n
		}
		path += fmt.Sprintf("[%d]", element)
		at, ok := placed[path]
		if !ok {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			at = v.Len() - 1
			placed[path] = at
		}
		v = v.Index(at)
	}
	if v.Type() == dateType {
		if v.IsNil() {
			v.Set(reflect.ValueOf(new(graph.Date)))
		}
		v.Elem().FieldByName("EDTF").SetString(text)
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return set(v, text, doc)
}

// set reads a text as the type of a field.
func set(v reflect.Value, text string, doc *document) error {
	number := text
	if doc.Digits == "any" {
		number = asciiDigits(number)
	}
	if doc.Decimal == "comma" {
		number = strings.Replace(number, ",", ".", 1)
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no whole number", table.Shorten(text))
		}
		v.SetInt(n)
	case reflect.Float64:
		x, err := strconv.ParseFloat(number, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%q is no number", table.Shorten(text))
		}
		v.SetFloat(x)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", table.Shorten(text))
		}
		v.SetBool(b)
	}
	return nil
}
