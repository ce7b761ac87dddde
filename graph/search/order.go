package search

import (
	"slices"

	"hudna/storage/keys"
)

// byComparing is up to how many hits are put into order by comparing them.
const byComparing = 128

// inOrder puts hits, which come in the order of their nodes, into that of their
// positions. A common word has many hits, so this is a radix sort, byte by byte
// from the last to the first, of numbers that sort as positions do but for the
// nodes; bytes that are the same in all are passed over.
func inOrder(hits []Hit) []Hit {
	if len(hits) <= byComparing {
		slices.SortFunc(hits, func(a, b Hit) int { return a.At.Compare(b.At) })
		return hits
	}
	type place struct {
		earliest uint64
		bucket   keys.Bucket
		hit      int32
	}
	from, to := make([]place, len(hits)), make([]place, len(hits))
	for i := range hits {
		at := &hits[i].At
		from[i] = place{^(uint64(at.Earliest) ^ 1<<63), at.Bucket, int32(i)}
	}
	pass := func(digit func(*place) byte) {
		var starts [256]int
		for i := range from {
			starts[digit(&from[i])]++
		}
		if starts[digit(&from[0])] == len(from) {
			return
		}
		sum := 0
		for i := range starts {
			starts[i], sum = sum, sum+starts[i]
		}
		for i := range from {
			d := digit(&from[i])
			to[starts[d]] = from[i]
			starts[d]++
		}
		from, to = to, from
	}
	pass(func(p *place) byte { return byte(p.bucket) })
	for shift := 0; shift < 64; shift += 8 {
		pass(func(p *place) byte { return byte(p.earliest >> shift) })
	}
	sorted := make([]Hit, len(hits))
	for i := range from {
		sorted[i] = hits[from[i].hit]
	}
	return sorted
}

// byNode puts places into the order of their nodes and revisions. They come as
// blocks that are in order by themselves, from several lists. So few of the bits
// of the nodes of a graph differ that this too is a radix sort.
func byNode(list []place) []place {
	if placesInOrder(list) {
		return list
	}
	if len(list) <= byComparing {
		slices.SortFunc(list, func(a, b place) int { return comparePlaces(&a, &b) })
		return list
	}
	least, most := list[0].node, list[0].node
	for i := range list {
		least, most = min(least, list[i].node), max(most, list[i].node)
	}
	const bits = 11
	from, to := list, make([]place, len(list))
	for shift := 0; (most-least)>>shift > 0; shift += bits {
		var starts [1 << bits]int
		digit := func(p *place) int { return int((p.node - least) >> shift & (1<<bits - 1)) }
		for i := range from {
			starts[digit(&from[i])]++
		}
		sum := 0
		for i := range starts {
			starts[i], sum = sum, sum+starts[i]
		}
		for i := range from {
			d := digit(&from[i])
			to[starts[d]] = from[i]
			starts[d]++
		}
		from, to = to, from
	}
	for i := 0; i < len(from); { // those of one node are few
		j := i + 1
		for j < len(from) && from[j].node == from[i].node {
			j++
		}
		if j > i+1 {
			slices.SortFunc(from[i:j], func(a, b place) int { return comparePlaces(&a, &b) })
		}
		i = j
	}
	return from
}
