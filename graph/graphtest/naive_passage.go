package graphtest

import (
	"reflect"

	"hudna/graph"
)

// A span is a place in the text of a document that a record names, with the
// hash of the words there, if it is given.
type span struct {
	document   graph.ID
	start, end int
	hash       string
}

// spansOf lists the places in texts that a record names: the passages of its
// evidence with what was edited in them, its mentions, and the anchors of its
// dates. It finds them by their types.
func spansOf(r graph.Record) []span {
	var spans []span
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case graph.Evidence:
			if x.Start != nil && x.End != nil {
				spans = append(spans, span{x.Document, *x.Start, *x.End, x.Hash})
			}
			for _, e := range x.Edited {
				spans = append(spans, span{x.Document, e.Start, e.End, ""})
			}
			return
		case graph.Mention:
			spans = append(spans, span{x.Document, x.Start, x.End, ""})
			return
		case graph.Anchor:
			if x.End > 0 {
				spans = append(spans, span{x.Document, x.Start, x.End, ""})
			}
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(r))
	return spans
}

// fits reports whether a place is one of a text, with the words that it should
// have.
func (s span) fits(text string) bool {
	points := []rune(text)
	return s.end <= len(points) && (s.hash == "" || s.hash == Digest(string(points[s.start:s.end])))
}

// checkPassages refuses places that are not in the texts that are held, another
// text in the place of one, and texts in which the places that others name are
// not.
func (a attempt) checkPassages(op graph.Op) error {
	next := a.next[op.Target()]
	document, isDocument := next.record.(*graph.Document)
	if held := a.naive.byID[op.Target()]; isDocument && held != nil {
		before, _ := held.last().record.(*graph.Document) // ids do not change their kind
		if was, is := sumOf(before), sumOf(document); was != "" && is != "" && was != is {
			return &graph.FieldError{Path: "sha256", Reason: "is that of another text"}
		}
		if before.Text == "" && document.Text != "" {
			if err := a.checkNamed(document); err != nil {
				return err
			}
		}
	}
	if next.status() == graph.StatusRetracted {
		return nil
	}
	for _, s := range spansOf(next.record) {
		d, ok := a.state(s.document).record.(*graph.Document)
		if ok && d.Text != "" && !s.fits(d.Text) {
			return &graph.FieldError{Path: string(s.document), Reason: "does not have this passage"}
		}
	}
	return nil
}

// checkNamed refuses the text of a document when a place in it that another
// record names is not there.
func (a attempt) checkNamed(d *graph.Document) error {
	for _, n := range a.naive.nodes {
		other := a.state(n.last().record.Shared().ID)
		if other.status() == graph.StatusRetracted {
			continue
		}
		for _, s := range spansOf(other.record) {
			if s.document == d.ID && !s.fits(d.Text) {
				return &graph.FieldError{Path: "text", Reason: "does not have a passage of " + string(other.record.Shared().ID)}
			}
		}
	}
	return nil
}

// sumOf is the hash of a document's text, as far as it is known.
func sumOf(d *graph.Document) string {
	if d.SHA256 == "" && d.Text != "" {
		return Digest(d.Text)
	}
	return d.SHA256
}
