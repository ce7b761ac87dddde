package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"

	"hudna/graph"
)

// A figureKind is what figures of one counter have to share to count the same.
type figureKind struct {
	what              graph.FigureWhat
	unit              graph.FigureUnit
	of, blamed, place graph.ID
}

// A figureKey names a figure, however many reports of one utterance give it.
type figureKey struct {
	figureKind
	counter, utterance graph.ID
	window             graph.Bounds
	nth                int // of the figures of one statement that are alike in all this
}

// A span is the window of a figure.
type span struct {
	window graph.Bounds
	count  int // the first of the counts that give it
}

// spans are the windows of the figures that count the same.
type spans struct {
	list []span // by when they begin
	ends []int64
	// latest is a tree over the list: at 1 the latest end of all, at 2i and 2i+1
	// those of the halves of i.
	latest []int64
}

func newSpans(list []span) *spans {
	s := &spans{list: list}
	slices.SortFunc(list, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.window.Earliest, b.window.Earliest), cmp.Compare(a.window.Latest, b.window.Latest), a.count-b.count)
	})
	leaves := 1
	for leaves < len(list) {
		leaves *= 2
	}
	s.latest = slices.Repeat([]int64{math.MinInt64}, 2*leaves)
	for i := range list {
		s.ends = append(s.ends, list[i].window.Latest)
		s.latest[leaves+i] = list[i].window.Latest
	}
	for i := leaves - 1; i > 0; i-- {
		s.latest[i] = max(s.latest[2*i], s.latest[2*i+1])
	}
	slices.Sort(s.ends)
	return s
}

// over is how many windows share days with one, and which are the first of them
// by when they begin; it is one of them itself.
func (s *spans) over(w graph.Bounds, most int) (n int, first []int) {
	begun := sort.Search(len(s.list), func(i int) bool { return s.list[i].window.Earliest > w.Latest })
	ended := sort.Search(len(s.ends), func(i int) bool { return s.ends[i] >= w.Earliest })
	s.walk(1, 0, len(s.latest)/2, begun, w.Earliest, func(i int) bool {
		first = append(first, s.list[i].count)
		return len(first) < most
	})
	return begun - ended, first
}

// walk gives the windows before one in the list that end no earlier than a time,
// under a node of the tree that has so many leaves, until it is enough.
func (s *spans) walk(node, at, leaves, before int, from int64, give func(int) bool) bool {
	switch {
	case at >= before || s.latest[node] < from:
		return true
	case leaves == 1:
		return give(at)
	}
	return s.walk(2*node, at, leaves/2, before, from, give) && s.walk(2*node+1, at+leaves/2, leaves/2, before, from, give)
}

// overlap finds the figures whose windows may share days.
func (t *Tally) overlap(ctx context.Context) error {
	at := map[figureKey]int{} // the first count that gives a figure
	kinds := map[figureKind][]span{}
	for i := range t.Counts {
		k := t.Counts[i].key
		if _, known := at[k]; known || k.window.Undated {
			continue
		}
		at[k] = i
		kinds[k.figureKind] = append(kinds[k.figureKind], span{k.window, i})
	}
	sorted := map[figureKind]*spans{}
	for kind, list := range kinds {
		sorted[kind] = newSpans(list)
	}
	for i := range t.Counts {
		if err := wanted(ctx, i); err != nil {
			return err
		}
		c := &t.Counts[i]
		if c.key.window.Undated {
			continue
		}
		n, first := sorted[c.key.figureKind].over(c.key.window, MaxOverlapping+1)
		c.Overlapping = n - 1
		for _, other := range first {
			if s := t.Counts[other].Statement; other != at[c.key] && len(c.Overlaps) < MaxOverlapping && !slices.Contains(c.Overlaps, s) {
				c.Overlaps = append(c.Overlaps, s)
			}
		}
	}
	return nil
}

// often is how many rounds of a loop go by before it is asked whether anybody
// still waits for the answer.
const often = 256

func wanted(ctx context.Context, round int) error {
	if round%often != 0 {
		return nil
	}
	return ctx.Err()
}
