package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"hudna/cmd/hudna/peer"
)

// ErrDiffers says that two sides answer in different ways, so that what they
// take cannot be compared.
var ErrDiffers = errors.New("the answers differ")

// tolerance is how far apart two means may be: each side adds up in its own
// order.
const tolerance = 1e-9

// maxMatches bounds how many matches of a word are compared one by one; of more,
// only how many they are.
const maxMatches = 5000

// Match asks both sides every form of every question and compares the answers:
// lists row by row, a matrix cell by cell with a tolerance for means, of a path
// its length, of words the set of all that match, as each side ranks in its own
// way. It says how many answers were compared, and wraps [ErrDiffers] at the
// first difference.
func Match(ctx context.Context, own, theirs Side, pairs []Pair) (answers int, err error) {
	for _, p := range pairs {
		if err := match(ctx, own.Ask, theirs.Ask, p); err != nil {
			return answers, fmt.Errorf("%s %v: %w", p.Question, p.Variables, err)
		}
		answers++
	}
	return answers, nil
}

func match(ctx context.Context, own, theirs Ask, p Pair) error {
	if number(p.Question) == "Q7" {
		return matchWords(ctx, own, theirs, p)
	}
	a, err := field(ctx, own, p.Own)
	if err != nil {
		return fmt.Errorf("hudna: %w", err)
	}
	b, err := field(ctx, theirs, p.Peer)
	if err != nil {
		return fmt.Errorf("the peer: %w", err)
	}
	if number(p.Question) == "Q6" {
		a, b = lengthOf(a), lengthOf(b)
	}
	if a == nil || b == nil {
		return fmt.Errorf("%w: there is none", ErrDiffers)
	}
	return differs("", a, b)
}

// field asks, and gives the value of the only field of the answer.
func field(ctx context.Context, ask Ask, r Request) (any, error) {
	body, err := ask(ctx, r)
	if err != nil {
		return nil, err
	}
	a, err := said(body)
	if err != nil {
		return nil, err
	}
	var data map[string]any
	numbers := json.NewDecoder(bytes.NewReader(a.Data))
	numbers.UseNumber()
	if err := numbers.Decode(&data); err != nil {
		return nil, err
	}
	if len(data) != 1 {
		return nil, fmt.Errorf("the answer has %d fields, not one", len(data))
	}
	for _, value := range data {
		return value, nil
	}
	return nil, nil
}

// lengthOf is the length of the first path.
func lengthOf(paths any) any {
	list, _ := paths.([]any)
	if len(list) == 0 {
		return json.Number("-1") // no path is an answer, too
	}
	path, _ := list[0].(map[string]any)
	return path["length"]
}

// differs says where two values are not the same. Only means may be apart a
// little.
func differs(path string, a, b any) error {
	wrong := func() error {
		return fmt.Errorf("%w: at %s, hudna has %s and the peer %s", ErrDiffers, path, shown(a), shown(b))
	}
	switch a := a.(type) {
	case map[string]any:
		o, ok := b.(map[string]any)
		if !ok {
			return wrong()
		}
		for name := range o {
			if _, ok := a[name]; !ok {
				return fmt.Errorf("%w: at %s, only the peer has %s", ErrDiffers, path, name)
			}
		}
		for name, value := range a {
			if _, ok := o[name]; !ok {
				return fmt.Errorf("%w: at %s, the peer has no %s", ErrDiffers, path, name)
			}
			if err := differs(path+"."+name, value, o[name]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		o, ok := b.([]any)
		if !ok {
			return wrong()
		}
		for i := range min(len(a), len(o)) {
			if err := differs(fmt.Sprintf("%s[%d]", path, i), a[i], o[i]); err != nil {
				return err
			}
		}
		if len(a) != len(o) {
			return fmt.Errorf("%w: at %s, hudna has %d and the peer %d", ErrDiffers, path, len(a), len(o))
		}
		return nil
	case json.Number:
		o, ok := b.(json.Number)
		if !ok || !near(a, o) {
			return wrong()
		}
		return nil
	}
	if a != b {
		return wrong()
	}
	return nil
}

func near(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, err := a.Float64()
	y, other := b.Float64()
	return err == nil && other == nil && math.Abs(x-y) <= tolerance
}

// shown is a value, shortened.
func shown(v any) string {
	const most = 200
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b[:min(len(b), most)])
}

const (
	ownMatches   = `query All($text: String!, $after: String) { statements(first: 500, after: $after, where: {text: $text}) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`
	theirMatches = `query All($query: String!, $most: Int!) { q7All(query: $query, most: $most) }`
)

// matchWords compares the sets of statements that have what is looked for.
func matchWords(ctx context.Context, own, theirs Ask, p Pair) error {
	var ids []string
	count, after := 0, ""
	for more := true; more && len(ids) < maxMatches; {
		variables := map[string]any{"text": p.Variables["text"]}
		if after != "" {
			variables["after"] = after
		}
		var page struct {
			TotalCount int
			Nodes      []struct{ ID string }
			PageInfo   struct {
				HasNextPage bool
				EndCursor   string
			}
		}
		if err := into(ctx, own, ownMatches, variables, &page); err != nil {
			return fmt.Errorf("hudna: %w", err)
		}
		for _, n := range page.Nodes {
			ids = append(ids, n.ID)
		}
		count, more, after = page.TotalCount, page.PageInfo.HasNextPage && page.TotalCount <= maxMatches, page.PageInfo.EndCursor
	}
	text, _ := p.Variables["text"].(string)
	var found struct {
		Count int
		IDs   []string
	}
	if err := into(ctx, theirs, theirMatches, map[string]any{"query": peer.Query(text), "most": maxMatches}, &found); err != nil {
		return fmt.Errorf("the peer: %w", err)
	}
	if count != found.Count {
		return fmt.Errorf("%w: hudna finds %d and the peer %d", ErrDiffers, count, found.Count)
	}
	if count > maxMatches {
		return nil
	}
	slices.Sort(ids)
	slices.Sort(found.IDs)
	if !slices.Equal(ids, found.IDs) {
		return fmt.Errorf("%w: of %d matches some are only hudna's or only the peer's", ErrDiffers, count)
	}
	return nil
}

// into asks, and reads the only field of the answer.
func into(ctx context.Context, ask Ask, query string, variables map[string]any, to any) error {
	r, err := request(query, variables, 0, false)
	if err != nil {
		return err
	}
	value, err := field(ctx, ask, r)
	if err != nil {
		return err
	}
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}
