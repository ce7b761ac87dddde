package graph

import (
	"encoding/binary"
	"math/bits"
	"reflect"
	"strings"
)

// QuoteContext is how many code points stand before and after a quotation, at
// most.
const QuoteContext = 32

// Quote reads a passage from the document's text: the exact words from start to
// end (Unicode code points, half-open), and up to [QuoteContext] code points
// before and after them, by which they can be found again in a copy of the text
// (W3C Web Annotation Data Model, 4.2.4 Text Quote Selector). It is not ok where
// the text is not held or does not reach that far. It costs one pass over the
// text up to the end of the passage.
func (d *Document) Quote(start, end int) (exact, prefix, suffix string, ok bool) {
	if start < 0 || end < start || d.Text == "" {
		return "", "", "", false
	}
	before := max(0, start-QuoteContext)
	from, n := advance(d.Text, before)
	if n < before {
		return "", "", "", false
	}
	rest := d.Text[from:]
	left, n := advance(rest, start-before)
	if n < start-before {
		return "", "", "", false
	}
	prefix, rest = rest[:left], rest[left:]
	long, n := advance(rest, end-start)
	if n < end-start {
		return "", "", "", false
	}
	exact, rest = rest[:long], rest[long:]
	right, _ := advance(rest, QuoteContext)
	return exact, prefix, rest[:right], true
}

// advance goes n code points into s, or to its end, and gives the bytes passed
// and the code points among them.
func advance(s string, n int) (size, passed int) {
	// A code point is a byte that continues no other; eight at a time, as long
	// as all of them are wanted. The last of them may have bytes to come.
	i := 0
	for ; i+8 <= len(s) && passed+8 <= n; i += 8 {
		w := binary.LittleEndian.Uint64([]byte(s[i : i+8]))
		continuing := w & 0x8080808080808080 &^ (w << 1)
		passed += 8 - bits.OnesCount64(continuing)
	}
	for ; i < len(s); i++ {
		if s[i]&0xC0 != 0x80 {
			if passed == n {
				break
			}
			passed++
		}
	}
	return i, passed
}

// CheckQuotes checks every place in the texts of documents that r names, against
// the texts that are held: that it lies within the text, that a hash is that of
// the words there, and that the text of a statement that is AS_PRINTED stands in
// one of its passages. It reports every problem, joined, each a [*FieldError],
// or nil. The function gives the text of a document, or false where it is not
// held; it is called once for each document.
func CheckQuotes(r Record, text func(ID) (string, bool)) error {
	return CheckQuotesIn(r, func(id ID) *HeldText {
		if s, ok := text(id); ok {
			return NewHeldText(s)
		}
		return nil
	})
}

// CheckQuotesIn is [CheckQuotes] for many records that quote the same texts,
// which so are gone through once. The function gives nil where a text is not
// held.
func CheckQuotesIn(r Record, text func(ID) *HeldText) error {
	c := quoteCheck{text: text, held: make(map[ID]*HeldText)}
	c.record(r)
	return c.v.err()
}

type quoteCheck struct {
	v    validator
	text func(ID) *HeldText
	held map[ID]*HeldText // nil where the text is not held
}

// A HeldText is the text of a document in which code points are found without
// counting from its beginning each time. It does not change.
type HeldText struct {
	text   string
	marks  []int // the byte at which each markEvery-th code point begins
	length int   // in code points
}

const markEvery = 256

// NewHeldText goes through a text once.
func NewHeldText(s string) *HeldText {
	t := &HeldText{text: s}
	for at := 0; ; {
		t.marks = append(t.marks, at)
		size, passed := advance(s[at:], markEvery)
		at += size
		t.length += passed
		if passed < markEvery {
			return t
		}
	}
}

// at is the byte at which a code point begins that is not beyond the end.
func (t *HeldText) at(point int) int {
	from := t.marks[point/markEvery]
	size, _ := advance(t.text[from:], point%markEvery)
	return from + size
}

func (c *quoteCheck) of(id ID) *HeldText {
	if id == "" {
		return nil
	}
	t, asked := c.held[id]
	if !asked {
		t = c.text(id)
		c.held[id] = t
	}
	return t
}

// span gives the words between two offsets of a document's text. It reports what
// lies outside the text. Without a text, or where there is no span, it gives
// nothing.
func (c *quoteCheck) span(id ID, start, end int) (words string, ok bool) {
	t := c.of(id)
	if t == nil || start < 0 || end <= start {
		return "", false
	}
	if end > t.length {
		c.v.report("end", "is %d, and the text of %s has %d code points", end, id, t.length)
		return "", false
	}
	return t.text[t.at(start):t.at(end)], true
}

func (c *quoteCheck) record(r Record) {
	c.walk(reflect.ValueOf(r).Elem())
	if s, ok := r.(*Statement); ok && s.Wording == WordingAsPrinted {
		c.printed(s)
	}
}

// printed checks that the text of a statement stands in one of its passages. A
// passage whose words are not known, by their text or their hash, may hold it.
func (c *quoteCheck) printed(s *Statement) {
	hash, elsewhere := digestOf(s.Text), false
	for i := range s.Evidence {
		e := &s.Evidence[i]
		if !e.quotes() {
			continue
		}
		start, end, whole := e.Span()
		t := c.of(e.Document)
		switch {
		case !whole || start < 0 || end <= start:
			return
		case t == nil && e.Hash != "":
			if e.Hash == hash {
				return
			}
		case t == nil || end > t.length || t.text[t.at(start):t.at(end)] == s.Text:
			return
		}
		elsewhere = true
	}
	if elsewhere {
		c.v.report("wording", "is %s, and the text is not that of a passage with a part of %s or %s",
			s.Wording, PartClause, PartQuoted)
	}
}

// walk checks every place in a text that v names. Reading it off the types
// leaves out none.
func (c *quoteCheck) walk(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *Evidence:
		c.passage(x)
		return
	case *Mention:
		c.span(x.Document, x.Start, x.End)
		return
	case *Anchor:
		c.span(x.Document, x.Start, x.End)
		return
	}
	for i := range v.NumField() {
		f, field := v.Field(i), v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous:
			c.walk(f)
		case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Struct && !f.IsNil():
			c.v.in(name)
			c.walk(f.Elem())
			c.v.out()
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for j := range f.Len() {
				c.v.at(name, j)
				c.walk(f.Index(j))
				c.v.out()
			}
		}
	}
}

func (c *quoteCheck) passage(e *Evidence) {
	start, end, ok := e.Span()
	if !ok {
		return
	}
	if words, ok := c.span(e.Document, start, end); ok && e.Hash != "" && digestOf(words) != e.Hash {
		c.v.report("hash", "is not that of the words from %d to %d of %s", start, end, e.Document)
	}
	for i := range e.Edited {
		c.v.at("edited", i)
		c.span(e.Document, e.Edited[i].Start, e.Edited[i].End)
		c.v.out()
	}
}
