package analysis

import (
	"cmp"
	"fmt"
	"slices"

	"hudna/graph"
)

// MaxOverlaps is how many pairs of overlapping codings may be aligned.
const MaxOverlaps = 1 << 20

// A Unit is a passage and who coded it: at most one statement of each coder.
type Unit struct {
	Document   graph.ID
	Start, End int // Unicode code points of its text, half-open: the first to the last of all codings
	// Codings are in the order of their coders.
	Codings []Coding
}

// A Coding is a statement as one coder coded it.
type Coding struct {
	Coder     string
	Statement *graph.Statement
}

// A part is where a statement stands in a document.
type part struct {
	document   graph.ID
	start, end int
	of         int // index of the coding
}

// overlap is how much two codings have in common.
type overlap struct {
	share float64 // of the characters of both, those in common
	a, b  int
}

// Align puts the codings of different coders together that are about the same
// passage: those whose spans share most of their characters first, and never two
// of one coder. Who coded a passage alone makes a unit alone. A statement without
// a span is left out, and is given back. The spans of a statement are those of its
// clauses, or all where it has none. The order of the codings does not matter.
func Align(codings []Coding) (units []Unit, loose []Coding, err error) {
	codings = slices.Clone(codings)
	slices.SortFunc(codings, func(a, b Coding) int {
		return cmp.Or(cmp.Compare(a.Coder, b.Coder), cmp.Compare(a.Statement.ID, b.Statement.ID))
	})
	var parts []part
	length := make([]int, len(codings))
	for i, c := range codings {
		own := partsOf(c.Statement)
		if len(own) == 0 {
			loose = append(loose, c)
		}
		for _, p := range own {
			p.of = i
			length[i] += p.end - p.start
			parts = append(parts, p)
		}
	}
	overlaps, err := overlapsOf(codings, parts, length)
	if err != nil {
		return nil, nil, err
	}
	group := make([]int, len(codings)) // the first coding of the unit
	members := make([][]int, len(codings))
	for i := range codings {
		group[i], members[i] = i, []int{i}
	}
	for _, o := range overlaps {
		a, b := group[o.a], group[o.b]
		if a == b || shareCoder(codings, members[a], members[b]) {
			continue
		}
		if b < a {
			a, b = b, a
		}
		for _, m := range members[b] {
			group[m] = a
		}
		members[a], members[b] = append(members[a], members[b]...), nil
	}
	places := map[int]Unit{}
	for _, p := range parts {
		g := group[p.of]
		u, seen := places[g]
		switch {
		case !seen:
			u = Unit{Document: p.document, Start: p.start, End: p.end}
		case p.document == u.Document:
			u.Start, u.End = min(u.Start, p.start), max(u.End, p.end)
		}
		places[g] = u
	}
	for g, u := range places {
		slices.Sort(members[g]) // by coder
		for _, m := range members[g] {
			u.Codings = append(u.Codings, codings[m])
		}
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End),
			cmp.Compare(a.Codings[0].Statement.ID, b.Codings[0].Statement.ID))
	})
	return units, loose, nil
}

func shareCoder(codings []Coding, a, b []int) bool {
	return slices.ContainsFunc(a, func(x int) bool {
		return slices.ContainsFunc(b, func(y int) bool { return codings[x].Coder == codings[y].Coder })
	})
}

// partsOf are the spans of a statement, merged where they overlap, in their
// order.
func partsOf(s *graph.Statement) (parts []part) {
	collect := func(clauses bool) {
		for i := range s.Evidence {
			e := &s.Evidence[i]
			if start, end, ok := e.Span(); ok && end > start && (!clauses || e.Part == graph.PartClause) {
				parts = append(parts, part{document: e.Document, start: start, end: end})
			}
		}
	}
	if collect(true); len(parts) == 0 {
		collect(false)
	}
	slices.SortFunc(parts, byPlace)
	merged := parts[:0]
	for _, p := range parts {
		if n := len(merged); n > 0 && merged[n-1].document == p.document && p.start <= merged[n-1].end {
			merged[n-1].end = max(merged[n-1].end, p.end)
		} else {
			merged = append(merged, p)
		}
	}
	return merged
}

func byPlace(a, b part) int {
	return cmp.Or(cmp.Compare(a.document, b.document), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.of, b.of))
}

// overlapsOf finds the pairs of codings of different coders that overlap, the
// largest share first.
func overlapsOf(codings []Coding, parts []part, length []int) ([]overlap, error) {
	slices.SortFunc(parts, byPlace)
	common := map[[2]int]int{}
	var open []part // those that may reach what comes
	for _, p := range parts {
		open = slices.DeleteFunc(open, func(o part) bool { return o.document != p.document || o.end <= p.start })
		for _, o := range open {
			if codings[o.of].Coder != codings[p.of].Coder {
				common[[2]int{min(o.of, p.of), max(o.of, p.of)}] += min(o.end, p.end) - p.start
			}
		}
		if open = append(open, p); len(open) > len(codings) || len(common) > MaxOverlaps {
			return nil, fmt.Errorf("%w: more than %d pairs of codings overlap", graph.ErrTooComplex, MaxOverlaps)
		}
	}
	overlaps := make([]overlap, 0, len(common))
	for pair, n := range common {
		a, b := pair[0], pair[1]
		overlaps = append(overlaps, overlap{share: float64(n) / float64(length[a]+length[b]-n), a: a, b: b})
	}
	slices.SortFunc(overlaps, func(x, y overlap) int {
		return cmp.Or(-cmp.Compare(x.share, y.share), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return overlaps, nil
}
