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
	Undated  bool   `json:"u,omitempty"`
	Earliest int64  `json:"e,omitempty"`
	Width    int    `json:"w,omitempty"`
	Number   uint64 `json:"n"` // the revision, or the order in which the record was first recorded
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

// placed is a value with its place.
type placed[T any] struct {
	value T
	place place
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
	if p.First < 1 || p.First > graph.MaxPage {
		return page, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", p.First, graph.MaxPage)}
	}
	if p.After != "" {
		after, err := parseCursor(p.After, list)
		if err != nil {
			return page, err
		}
		all = beyond(all, after, order)
	}
	for i, item := range all {
		if i == p.First {
			page.More = true
			break
		}
		page.Items = append(page.Items, graph.Item[T]{Value: item.value, Cursor: newCursor(list, item.place).String()})
	}
	return page, nil
}

// beyond is what stands after a place.
func beyond[T any](all []placed[T], after place, order func(a, b place) int) []placed[T] {
	for i, item := range all {
		if order(item.place, after) > 0 {
			return all[i:]
		}
	}
	return nil
}
