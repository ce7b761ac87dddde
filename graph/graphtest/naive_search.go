package graphtest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
)

// searched are the kinds of records with words to look for; what matches as well
// is listed in their order.
var searched = []graph.Kind{
	graph.KindActor, graph.KindLocation, graph.KindAgreement, graph.KindTopic, graph.KindEvent, graph.KindStatement, graph.KindDocument,
}

// Search lists records by how well they match a text.
func (r naiveReader) Search(ctx context.Context, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
	return page(ctx, r, p, func(k *seeker) (found[graph.Record], error) { return k.search(q) })
}

// A reading is a record that is searched, and what it has of what is wanted.
type reading struct {
	record graph.Record
	order  int // in which it was recorded
	counts []int
	words  int
}

// search reads all that is searched, and reckons how well it matches.
func (k *seeker) search(q graph.SearchQuery) (found[graph.Record], error) {
	f := found[graph.Record]{order: bestMatchFirst, list: fingerprint("search", q)}
	if err := k.check(q); err != nil {
		return f, err
	}
	list, err := wants("text", q.Text)
	if err != nil {
		return f, err
	}
	published(&q.Statuses)
	if q.Kinds == nil {
		q.Kinds = searched
	}
	for _, kind := range q.Kinds {
		if !slices.Contains(searched, kind) {
			return f, &graph.FieldError{Path: "kinds", Reason: fmt.Sprintf("has %s, which has no words", kind)}
		}
	}
	if q.Bases == nil {
		q.Bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	readings := k.readings(q, list)
	// How rare it is, is counted among all kinds; how long a text is, is
	// measured by those of its own.
	having, total, words := make([]int, len(list)), map[graph.Kind]int{}, map[graph.Kind]int{}
	for _, r := range readings {
		total[r.record.RecordKind()]++
		words[r.record.RecordKind()] += r.words
		for i, n := range r.counts {
			having[i] += min(n, 1)
		}
	}
	for _, r := range readings {
		if slices.Contains(r.counts, 0) {
			continue
		}
		kind := r.record.RecordKind()
		score := 0.0
		for i, n := range r.counts {
			rarity := math.Log(1 + (float64(len(readings)-having[i])+0.5)/(float64(having[i])+0.5))
			long := float64(r.words) * float64(total[kind]) / float64(words[kind])
			score += rarity * float64(n) * (saturation + 1) / (float64(n) + saturation*(1-shortness+shortness*long))
		}
		score = math.Floor(score*(1<<30)+0.5) / (1 << 30)
		f.items = append(f.items, placed[graph.Record]{
			value: r.record, place: place{Score: score, Kind: slices.Index(searched, kind), Number: uint64(r.order)},
			match: &graph.Match{Score: score, Highlights: k.naive.highlights([]string{q.Text}, r.record)},
		})
	}
	f.sort()
	return f, nil
}

// readings reads what a query searches, as far as it has words.
func (k *seeker) readings(q graph.SearchQuery, list []want) []reading {
	var all []reading
	for i, record := range k.snapshot.records {
		if !slices.Contains(q.Kinds, record.RecordKind()) || !slices.Contains(q.Statuses, record.Shared().Status) {
			continue
		}
		if s, ok := record.(*graph.Statement); ok && (superseded(s) || !slices.Contains(q.Bases, s.Basis)) {
			continue
		}
		var texts []string
		for _, p := range passages(record) {
			texts = append(texts, p.text)
		}
		r := reading{record: record, order: k.snapshot.nodes[i].order}
		if r.counts, r.words = k.naive.countWanted(list, texts); r.words > 0 {
			all = append(all, r)
		}
	}
	return all
}
