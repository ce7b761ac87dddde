package ledger

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage/keys"
)

// Search lists records of several kinds by how well they match a text. Their
// words are all in one index, names as well as texts, so it takes what a search
// in statements does: the postings of the words, and the records of the page.
func (r *reader) Search(ctx context.Context, q graph.SearchQuery, p graph.Page) (list graph.List[graph.Record], err error) {
	err = r.ask(ctx, "Search", func(s *snapshot, t *graph.Traced) error {
		list = graph.List[graph.Record]{}
		if err := checkPage(p); err != nil {
			return err
		}
		words, err := soughtBy(&q)
		if err != nil {
			return err
		}
		cursor, err := r.ledger.cursor(listFound, q)
		if err != nil {
			return err
		}
		l, err := cursor.listing(p)
		if err != nil {
			return err
		}
		n, page := 0, pageOf(l)
		ranks := rankOf()
		var found ranked // one for all
		err = s.hitsOf(&q, words, r.view, true, func(h search.Hit) {
			n++
			found.Hit, found.kind = h, ranks[recordTexts(h.Kind)]
			found.Score = rounded(h.Score)
			page.offer(&found)
		})
		if err != nil {
			return err
		}
		t.Plan = planOfRanked(n, "text")
		best := page.sorted()
		list.More = len(best) > l.size
		best = best[:min(len(best), l.size)]
		if l.backward {
			slices.Reverse(best)
		}
		if list.Items, err = s.foundItems(best, words, cursor, r.view); err != nil {
			return err
		}
		t.Rows = len(list.Items)
		return nil
	})
	return list, err
}

// countFound counts what a search finds.
func (r *reader) countFound(s *snapshot, t *graph.Traced, q *graph.SearchQuery) (int, error) {
	words, err := soughtBy(q)
	if err != nil {
		return 0, err
	}
	n := 0
	if err := s.hitsOf(q, words, r.view, false, func(search.Hit) { n++ }); err != nil {
		return 0, err
	}
	t.Plan, t.Rows = planOfHits(n, "text"), n
	return n, nil
}

func planOfHits(n int, part string) *graph.PlanStep {
	if n == 0 {
		return &graph.PlanStep{Op: "nothing", Part: part, Exact: true}
	}
	return &graph.PlanStep{Op: "hits", Part: part, Length: uint64(n), Exact: true}
}

// planOfRanked is how the best of all hits are found.
func planOfRanked(n int, part string) *graph.PlanStep {
	step := planOfHits(n, part)
	if n == 0 {
		return step
	}
	return &graph.PlanStep{Op: "order", Exact: true, Length: step.Length, Steps: []graph.PlanStep{*step}}
}

// soughtBy reads what a search looks for.
func soughtBy(q *graph.SearchQuery) (*search.Query, error) {
	if err := graph.CheckQuery(*q); err != nil {
		return nil, err
	}
	return search.Parse("text", q.Text)
}

// hitsOf gives the texts that a search asks for, in no order. The kinds of the
// texts of statements tell the bases, so that the classes need not.
func (s *snapshot) hitsOf(q *graph.SearchQuery, words *search.Query, view graph.View, scored bool, take func(search.Hit)) error {
	wanted, bases := q.Kinds, q.Bases
	if wanted == nil {
		wanted = graph.SearchKinds()
	}
	if bases == nil {
		bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	var kinds []keys.Kind
	for _, k := range wanted {
		kinds = append(kinds, textKinds(k, bases...)...)
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	classes := statusesOf(q.Statuses, everyPublished, s.walked(view.Clearance))
	if len(kinds) == 0 || len(classes) == 0 {
		return nil
	}
	return s.taken(words, kinds, classes, view, scored, take)
}

// A ranked is a hit with its place among those of all kinds.
type ranked struct {
	search.Hit
	kind int // the place of its kind among [graph.SearchKinds]
}

func (a *ranked) compare(b *ranked) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.kind, b.kind), cmp.Compare(a.At.Node, b.At.Node))
}

// place is that of a hit, as it stands in a cursor beside the score.
func (a *ranked) place() keys.Position {
	return keys.Position{Earliest: int64(a.kind), Bucket: keys.Undated, Node: a.At.Node}
}

// rankOf are the places of the kinds of records among those that are searched.
func rankOf() map[keys.Kind]int {
	ranks := map[keys.Kind]int{}
	for i, k := range graph.SearchKinds() {
		ranks[kindNumber(k)] = i
	}
	return ranks
}

// rounded makes scores the same that differ by how they were added up.
func rounded(score float64) float64 { return math.Round(score*(1<<30)) / (1 << 30) }

// pageOf makes room for the hits of a page.
func pageOf(l listing) *best[ranked] {
	b := &best[ranked]{keep: l.size + 1, compare: (*ranked).compare}
	if l.backward {
		b.compare = func(x, y *ranked) int { return y.compare(x) }
	}
	if l.from != nil {
		b.from = &ranked{search.Hit{At: l.from.Position, Score: l.from.score}, int(l.from.Earliest)}
	}
	return b
}

var errNotSearched = errors.New("it does not fit the record as of the revision")

// foundItems reads the records of hits, and marks the words in them.
func (s *snapshot) foundItems(best []ranked, words *search.Query, cursor *cursorOf, view graph.View) ([]graph.Item[graph.Record], error) {
	nodes := make([]keys.Node, len(best))
	for i := range best {
		nodes[i] = best[i].At.Node
	}
	var items []graph.Item[graph.Record]
	for len(nodes) > 0 {
		batch := nodes[:min(len(nodes), maxBatch)]
		nodes = nodes[len(batch):]
		versions, err := s.versionsAt(batch, keys.Revision(view.Revision))
		if err != nil {
			return nil, err
		}
		for i, v := range versions {
			b := &best[len(items)]
			if v == nil || !s.fits(v, b.Class) || textKind(v.record) != b.Kind {
				return nil, s.corrupt(batch[i], "posting", errNotSearched)
			}
			record, err := s.redacted(v, view)
			if err != nil {
				return nil, err
			}
			items = append(items, graph.Item[graph.Record]{
				Value: record, Cursor: cursor.seal(b.place(), b.Score),
				Match: &graph.Match{Score: b.Score, Highlights: words.Highlights(record)},
			})
		}
	}
	return items, nil
}
