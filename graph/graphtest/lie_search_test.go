package graphtest_test

import (
	"context"
	"math"
	"slices"

	"hudna/graph"
)

// liesAboutSearches ask another search, or tell of it what is not so.
func liesAboutSearches() map[string]liar {
	asks := func(lie func(*graph.SearchQuery)) liar {
		return liar{search: func(ctx context.Context, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
			lie(&q)
			return r.Search(ctx, q, p)
		}}
	}
	tells := func(lie func(*graph.Match)) liar {
		return liar{search: func(ctx context.Context, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
			l, err := r.Search(ctx, q, p)
			l.Items = slices.Clone(l.Items)
			for i := range l.Items {
				m := *l.Items[i].Match
				lie(&m)
				l.Items[i].Match = &m
			}
			return l, err
		}}
	}
	return map[string]liar{
		"searches all kinds": asks(func(q *graph.SearchQuery) { q.Kinds = nil }),
		"searches no events": asks(func(q *graph.SearchQuery) {
			q.Kinds = slices.DeleteFunc(kindsOf(*q), func(k graph.Kind) bool { return k == graph.KindEvent })
		}),
		"searches what is published":     asks(func(q *graph.SearchQuery) { q.Statuses = nil }),
		"searches what people coded":     asks(func(q *graph.SearchQuery) { q.Bases = nil }),
		"scores a little off":            tells(func(m *graph.Match) { m.Score += 1e-6 }),
		"rounds scores":                  tells(func(m *graph.Match) { m.Score = math.Round(m.Score*1e4) / 1e4 }),
		"shows no words that it found":   tells(func(m *graph.Match) { m.Highlights = nil }),
		"shows the first words it found": tells(func(m *graph.Match) { m.Highlights = m.Highlights[:1:1] }),
		"ranks the worst first": {search: func(ctx context.Context, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
			l, err := r.Search(ctx, q, p)
			l.Items = slices.Clone(l.Items)
			slices.Reverse(l.Items)
			return l, err
		}},
		"takes a cursor of a search for one of another": {search: func(ctx context.Context, r graph.Reader, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
			p.After = ""
			return r.Search(ctx, q, p)
		}},
		"shows no names": {actors: func(ctx context.Context, r graph.Reader, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
			l, err := r.Actors(ctx, q, p)
			l.Items = slices.Clone(l.Items)
			for i := range l.Items {
				if l.Items[i].Match != nil {
					m := *l.Items[i].Match
					m.Highlights = nil
					l.Items[i].Match = &m
				}
			}
			return l, err
		}},
	}
}

func kindsOf(q graph.SearchQuery) []graph.Kind {
	if q.Kinds == nil {
		return graph.SearchKinds()
	}
	return slices.Clone(q.Kinds)
}
