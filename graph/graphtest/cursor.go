package graphtest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"hudna/graph"
)

// A place is where an item stands in a list.
type place struct {
	Score    float64 `json:"s,omitempty"`
	Kind     int     `json:"k,omitempty"` // of a search: the place of its kind among all
	Undated  bool    `json:"u,omitempty"`
	Earliest int64   `json:"e,omitempty"`
	Width    int     `json:"w,omitempty"`
	Number   uint64  `json:"n"` // the revision, or the order in which the record was first recorded
}

func placeOf(m moment, order int) place {
	if m.undated {
		return place{Undated: true, Number: uint64(order)}
	}
	return place{Earliest: m.earliest, Width: m.width, Number: uint64(order)}
}

// newestFirst is the order SAID_DESC, oldestFirst SAID_ASC.
func newestFirst(a, b place) int {
	switch {
	case a.Undated != b.Undated:
		if a.Undated {
			return 1
		}
		return -1
	case a.Undated:
		return cmp.Compare(a.Number, b.Number)
	}
	return cmp.Or(cmp.Compare(b.Earliest, a.Earliest), cmp.Compare(a.Width, b.Width), cmp.Compare(a.Number, b.Number))
}

func oldestFirst(a, b place) int {
	if a.Undated != b.Undated {
		return newestFirst(a, b)
	}
	return -newestFirst(a, b)
}

// bestFirst is the order RELEVANCE.
func bestFirst(a, b place) int { return cmp.Or(cmp.Compare(b.Score, a.Score), newestFirst(a, b)) }

// bestMatchFirst is the order of a search.
func bestMatchFirst(a, b place) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Number, b.Number))
}

func recordedFirst(a, b place) int { return cmp.Compare(a.Number, b.Number) }

func recordedLast(a, b place) int { return cmp.Compare(b.Number, a.Number) }

// placed is a value with its place, and why it is in the list where that takes
// saying.
type placed[T any] struct {
	value T
	place place
	match *graph.Match
}

// A cursor is a place in one list, with a sum by which a broken one is known.
type cursor struct {
	List  string `json:"l"`
	Place place  `json:"p"`
	Sum   string `json:"s"`
}

func newCursor(list string, p place) cursor {
	return cursor{List: list, Place: p, Sum: fingerprint(list, p)}
}

// fingerprint tells lists apart.
func fingerprint(list string, query any) string {
	text, err := json.Marshal(query)
	if err != nil { // a query has numbers that JSON has not
		text = fmt.Appendf(nil, "%+v", query)
	}
	h := fnv.New64a()
	_, _ = h.Write(text) // never fails
	return fmt.Sprintf("%s-%x", list, h.Sum64())
}

func (c cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func parseCursor(s, list string) (place, error) {
	var c cursor
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || c.List != list || c != newCursor(list, c.Place) || c.String() != s {
		return place{}, fmt.Errorf("%q: %w", s, graph.ErrInvalidCursor)
	}
	return c.Place, nil
}

// paged cuts a page out of a whole list.
func paged[T any](all []placed[T], p graph.Page, list string, order func(a, b place) int) (graph.List[T], error) {
	var page graph.List[T]
	size, from, backward := p.First, p.After, p.Last != 0 || p.Before != ""
	if backward {
		if p.First != 0 || p.After != "" {
			return page, &graph.FieldError{Path: "last", Reason: "is counted from the one end, and first from the other"}
		}
		size, from = p.Last, p.Before
	}
	if size < 1 || size > graph.MaxPage {
		return page, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", size, graph.MaxPage)}
	}
	if from != "" {
		at, err := parseCursor(from, list)
		if err != nil {
			return page, err
		}
		var rest []placed[T]
		for _, item := range all {
			if side := order(item.place, at); side > 0 && !backward || side < 0 && backward {
				rest = append(rest, item)
			}
		}
		all = rest
	}
	page.More = len(all) > size
	switch {
	case page.More && backward:
		all = all[len(all)-size:]
	case page.More:
		all = all[:size]
	}
	for _, item := range all {
		page.Items = append(page.Items, graph.Item[T]{Value: item.value, Cursor: newCursor(list, item.place).String(), Match: item.match})
	}
	return page, nil
}
