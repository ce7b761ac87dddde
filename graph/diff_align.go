package graph

// A pairing puts an entry of one list beside one of another; -1 is none.
type pairing struct{ before, after int }

// maxAligned bounds the pairs of entries that are weighed against each other.
// Beyond it, what lies between the ends that two lists have in common is put side
// by side as it stands.
const maxAligned = 10_000

// align puts the entries of two lists side by side, in the order of both, so
// that as much as possible of what stands side by side is the same.
func align(before, after []*value) (pairs []pairing) {
	start := 0
	for start < len(before) && start < len(after) && before[start].same(after[start]) {
		pairs = append(pairs, pairing{start, start})
		start++
	}
	i, j := len(before), len(after)
	for i > start && j > start && before[i-1].same(after[j-1]) {
		i--
		j--
	}
	for _, p := range middle(before[start:i], after[start:j]) {
		if p.before >= 0 {
			p.before += start
		}
		if p.after >= 0 {
			p.after += start
		}
		pairs = append(pairs, p)
	}
	for ; i < len(before); i, j = i+1, j+1 {
		pairs = append(pairs, pairing{i, j})
	}
	return pairs
}

// middle aligns what two lists do not have in common at their ends, by the
// algorithm of Needleman and Wunsch (1970) with gaps that cost nothing.
func middle(before, after []*value) (pairs []pairing) {
	n, m := len(before), len(after)
	if n*m > maxAligned {
		for k := range max(n, m) {
			p := pairing{-1, -1}
			if k < n {
				p.before = k
			}
			if k < m {
				p.after = k
			}
			pairs = append(pairs, p)
		}
		return pairs
	}
	weights := make([]int, n*m)
	best := make([]int, (n+1)*(m+1)) // of what follows i entries of the one and j of the other
	at := func(i, j int) int { return i*(m+1) + j }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			w := likeness(before[i], after[j])
			weights[i*m+j] = w
			b := max(best[at(i+1, j)], best[at(i, j+1)])
			if w > 0 {
				b = max(b, w+best[at(i+1, j+1)])
			}
			best[at(i, j)] = b
		}
	}
	i, j := 0, 0
	for i < n && j < m {
		switch w := weights[i*m+j]; {
		case w > 0 && best[at(i, j)] == w+best[at(i+1, j+1)]:
			pairs = append(pairs, pairing{i, j})
			i++
			j++
		case best[at(i, j)] == best[at(i+1, j)]:
			pairs = append(pairs, pairing{i, -1})
			i++
		default:
			pairs = append(pairs, pairing{-1, j})
			j++
		}
	}
	for ; i < n; i++ {
		pairs = append(pairs, pairing{i, -1})
	}
	for ; j < m; j++ {
		pairs = append(pairs, pairing{-1, j})
	}
	return pairs
}

// The likeness of two entries that are the same, and the most that of others
// is. Those that have nothing in common have none, and neither have scalars that
// are not the same.
const (
	sameness    = 1000
	mostLikened = 900
)

// likeness weighs how much two entries have in common.
func likeness(a, b *value) int {
	switch {
	case a.same(b):
		return sameness
	case a.kind != object || b.kind != object:
		return 0
	}
	return mostLikened * 2 * shared(a, b) / max(a.size+b.size, 1)
}

// shared counts the scalars that two values have in the same places.
func shared(a, b *value) (n int) {
	switch {
	case a.same(b):
		return a.size
	case a.kind != b.kind:
		return 0
	case a.kind == list:
		for i := range min(len(a.kids), len(b.kids)) {
			n += shared(a.kids[i], b.kids[i])
		}
	case a.kind == object:
		for i, j := 0, 0; i < len(a.kids) && j < len(b.kids); {
			switch x, y := a.fields[i].order, b.fields[j].order; {
			case x < y:
				i++
			case y < x:
				j++
			default:
				n += shared(a.kids[i], b.kids[j])
				i++
				j++
			}
		}
	}
	return n
}
