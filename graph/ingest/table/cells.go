package table

import (
	"fmt"
	"iter"
	"strings"
)

// A Header is the names of a table's columns.
type Header struct {
	Names []string
	at    map[string]int
}

// NewHeader takes the names as they stand in the first row. A name that is
// there twice is a fault: no one could say which column is meant.
func NewHeader(names []string) (*Header, error) {
	h := &Header{at: make(map[string]int, len(names))}
	for i, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			name = number(i)
		}
		if first, twice := h.at[name]; twice {
			return nil, &Fault{Line: 1, Column: name, Reason: fmt.Sprintf("columns %d and %d have the same name", first+1, i+1)}
		}
		h.at[name] = i
		h.Names = append(h.Names, name)
	}
	return h, nil
}

// Has says whether there is a column.
func (h *Header) Has(name string) bool {
	_, ok := h.at[name]
	return ok
}

// First is the first of some names that is there, "" for none.
func (h *Header) First(names ...string) string {
	for _, name := range names {
		if h.Has(name) {
			return name
		}
	}
	return ""
}

// Missing are those of some names that are not there.
func (h *Header) Missing(names ...string) (missing []string) {
	for _, name := range names {
		if !h.Has(name) {
			missing = append(missing, name)
		}
	}
	return missing
}

// Cells are a row by the names of its columns. They remember what was taken, so
// that what nobody took is not lost.
type Cells struct {
	Line   int
	Faults []*Fault
	header *Header
	values []string
	taken  []bool
}

// Cells gives a row that was read by the names of its columns.
func (h *Header) Cells(row Row) *Cells {
	return &Cells{Line: row.Line, header: h, values: row.Cells, taken: make([]bool, len(row.Cells))}
}

// Take gives what stands in a column, without blanks around it, "" where there
// is no such column. It counts as taken.
func (c *Cells) Take(name string) string {
	i, ok := c.header.at[name]
	if !ok || i >= len(c.values) {
		return ""
	}
	c.taken[i] = true
	return strings.TrimSpace(c.values[i])
}

// See is Take for what is to be kept as well.
func (c *Cells) See(name string) string {
	i, ok := c.header.at[name]
	if !ok || i >= len(c.values) {
		return ""
	}
	return strings.TrimSpace(c.values[i])
}

// Keep gives back what was taken: it is to be kept as well.
func (c *Cells) Keep(names ...string) {
	for _, name := range names {
		if i, ok := c.header.at[name]; ok && i < len(c.values) {
			c.taken[i] = false
		}
	}
}

// Header is the names of the columns.
func (c *Cells) Header() *Header { return c.header }

// Refuse puts down what is wrong with a cell.
func (c *Cells) Refuse(name, format string, args ...any) {
	c.Faults = append(c.Faults, &Fault{Line: c.Line, Column: name, Value: Shorten(c.See(name)), Reason: fmt.Sprintf(format, args...)})
}

// Rest gives the cells that were not taken and are not empty, in the order of
// the columns.
func (c *Cells) Rest() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for i, name := range c.header.Names {
			if i < len(c.values) && !c.taken[i] && strings.TrimSpace(c.values[i]) != "" && !yield(name, c.values[i]) {
				return
			}
		}
	}
}
