package gql

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// maxWords bounds a name or words that are looked for, in bytes.
const maxWords = 1 << 10

// A naming is a place in a request that names a record.
type naming struct {
	path string
	id   graph.ID
}

// A filtering reads the parts of a filter one by one, each under its path in
// the request. The first problem is kept, and every id that names a record.
//
// An absent list and one that is null are nil to the graph, and no condition.
// An empty one stays what it is: one of nothing.
type filtering struct {
	names []naming
	err   error
}

func (f *filtering) refuse(path, reason string) {
	f.fail(&graph.FieldError{Path: path, Reason: reason})
}

func (f *filtering) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// distinctOf reads a list of words of an enumeration; repeated ones are no
// matter.
func distinctOf[T comparable](list []T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, 0, len(list))
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// pathOf is the path of a part. It is made where it is needed, as most parts are not
// given.
func pathOf(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// parts reads a list of parts, each of which is one of the terms of the filter.
// More than the graph takes are not worth reading.
func parts[W, S any](f *filtering, path, name string, list []*W, read func(string, *W) S) []S {
	if list == nil {
		return nil
	}
	path = pathOf(path, name)
	if len(list) > graph.MaxFilterTerms {
		f.fail(fmt.Errorf("%w: %s has %d entries, more than %d", graph.ErrTooComplex, path, len(list), graph.MaxFilterTerms))
		return nil
	}
	out := make([]S, len(list))
	for i, w := range list {
		out[i] = read(fmt.Sprintf("%s[%d]", path, i), w)
	}
	return out
}

// sub reads a part that has parts of its own; nil where it is not given.
func sub[W, S any](path, name string, w *W, read func(string, *W) S) *S {
	if w == nil {
		return nil
	}
	s := read(pathOf(path, name), w)
	return &s
}

// all reads a filter; without one there is no condition.
func all[W, S any](path, name string, w *W, read func(string, *W) S) S {
	if s := sub(path, name, w, read); s != nil {
		return *s
	}
	var none S
	return none
}

// given is the value of a part, or its zero where it is not given.
func given[T any](v *T) T {
	if v == nil {
		var zero T
		return zero
	}
	return *v
}

// words reads a name or words that are looked for.
func (f *filtering) words(path, name string, s *string) string {
	if s == nil {
		return ""
	}
	if len(*s) > maxWords {
		f.refuse(pathOf(path, name), fmt.Sprintf("is longer than %d bytes", maxWords))
		return ""
	}
	return *s
}

func (f *filtering) langs(path, name string, list []string) []string {
	if len(list) > graph.MaxFilterIDs {
		f.fail(tooMany(pathOf(path, name), graph.MaxFilterIDs))
		return nil
	}
	return list
}

func (f *filtering) id(path, name string, id *graph.ID, kind graph.Kind) graph.ID {
	if id == nil {
		return ""
	}
	f.name(pathOf(path, name), *id, kind)
	return *id
}

// name notes that a path names a record of a kind; utterances are no records.
func (f *filtering) name(path string, id graph.ID, kind graph.Kind) {
	if err := kindIs(path, id, kind); err != nil {
		f.fail(err)
	}
	if kind.Valid() {
		f.names = append(f.names, naming{path, id})
	}
}

func (f *filtering) ids(path, name string, ids []graph.ID, kind graph.Kind) []graph.ID {
	if len(ids) > graph.MaxFilterIDs {
		f.fail(tooMany(pathOf(path, name), graph.MaxFilterIDs))
		return nil
	}
	for i, id := range ids {
		f.name(fmt.Sprintf("%s[%d]", pathOf(path, name), i), id, kind)
	}
	return ids
}

// actors reads who has to be in a set of actors.
func (f *filtering) actors(path string, m *model.ActorMatch) graph.ActorSet {
	return graph.ActorSet{
		AnyOf:     f.ids(path, "anyOf", m.AnyOf, graph.KindActor),
		AllOf:     f.ids(path, "allOf", m.AllOf, graph.KindActor),
		NoneOf:    f.ids(path, "noneOf", m.NoneOf, graph.KindActor),
		Include:   distinctOf(m.Include),
		Certainty: given(m.Certainty),
	}
}

func (f *filtering) place(path string, m *model.PlaceMatch) graph.PlaceSet {
	return graph.PlaceSet{
		AnyOf:       f.ids(path, "anyOf", m.AnyOf, graph.KindLocation),
		Descendants: given(m.Descendants),
		Precisions:  distinctOf(m.Precision),
	}
}

// dates reads a range of dates, whose sides were checked when they were read.
func (f *filtering) dates(_ string, m *model.DateMatch) graph.DateRange {
	return graph.DateRange{
		From: given(m.From), To: given(m.To), Certainty: given(m.Certainty), Undated: given(m.Undated),
	}
}

func (f *filtering) coding(_ string, m *model.CodingMatch) graph.CodingSet {
	return graph.CodingSet{Coder: given(m.Coder), Scheme: given(m.Scheme), Version: given(m.Version)}
}
