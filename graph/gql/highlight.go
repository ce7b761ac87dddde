package gql

import (
	"context"
	"fmt"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// highlighted gives the stretch of a record's text that a highlight marks.
func highlighted(ctx context.Context, h *model.Highlight) (*string, error) {
	text, ok := textAt(h.Of, h.Path)
	if ok {
		text, ok = stretch(text, h.Start, h.End)
	}
	if !ok {
		return nil, fmt.Errorf("highlight %s[%d:%d] of %s is not there", h.Path, h.Start, h.End, h.Of.Shared().ID)
	}
	return at(ctx).give(text)
}

// textAt is the text of a record under a path.
func textAt(r graph.Record, path string) (string, bool) {
	switch r := r.(type) {
	case *graph.Statement:
		if path == "text" {
			return r.Text, true
		}
		if i, ok := indexIn(path, "translations[%d].text", len(r.Translations)); ok {
			return r.Translations[i].Text, true
		}
	case *graph.Document:
		switch path {
		case "title":
			return r.Title, true
		case "text":
			return r.Text, true
		}
	default:
		names := namesOf(r)
		if i, ok := indexIn(path, "names[%d].text", len(names)); ok {
			return names[i].Text, true
		}
	}
	return "", false
}

// indexIn is the index in a path of a form, if it is one of so many.
func indexIn(path, form string, length int) (i int, ok bool) {
	n, err := fmt.Sscanf(path, form, &i)
	return i, n == 1 && err == nil && i >= 0 && i < length
}

// namesOf are the names of a record that can have any.
func namesOf(r graph.Record) []graph.Name {
	switch r := r.(type) {
	case *graph.Actor:
		return r.Names
	case *graph.Location:
		return r.Names
	case *graph.Agreement:
		return r.Names
	case *graph.Topic:
		return r.Names
	case *graph.Event:
		return r.Names
	}
	return nil
}

// stretch is the part of a text between two code points.
func stretch(text string, start, end int) (string, bool) {
	if start < 0 || end < start {
		return "", false
	}
	from, ok := offset(text, start)
	if !ok {
		return "", false
	}
	length, ok := offset(text[from:], end-start)
	return text[from:][:length], ok
}

// offset is where in a text the nth code point begins, or the text ends.
func offset(text string, n int) (int, bool) {
	at := 0
	for ; n > 0; n-- {
		if at == len(text) {
			return at, false
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at, true
}
