package projection

import "math/bits"

// A NodeSet gives nodes places in the order of their numbers: a bit for each node
// up to the highest, and a count for each 64.
type NodeSet struct {
	words []uint64
	below []uint32 // how many come before each word
	size  int
}

// Add puts a node into the set.
func (s *NodeSet) Add(n Node) {
	at := int(n / 64)
	if more := at + 1 - len(s.words); more > 0 {
		s.words = append(s.words, make([]uint64, more)...)
	}
	s.words[at] |= 1 << (n % 64)
}

// Settle gives the nodes their places, once all are in the set.
func (s *NodeSet) Settle() {
	s.below, s.size = make([]uint32, len(s.words)), 0
	for i, w := range s.words {
		s.below[i] = uint32(s.size) //nolint:gosec // there are no more than nodes
		s.size += bits.OnesCount64(w)
	}
}

// Len is how many nodes there are.
func (s *NodeSet) Len() int { return s.size }

// Place is that of a node that is in the set.
func (s *NodeSet) Place(n Node) uint32 {
	at := n / 64
	return s.below[at] + uint32(bits.OnesCount64(s.words[at]&(1<<(n%64)-1))) //nolint:gosec // 64 at most
}

// Nodes are those that are in the set, in their order.
func (s *NodeSet) Nodes() []Node {
	all := make([]Node, 0, s.size)
	for i, w := range s.words {
		for ; w != 0; w &= w - 1 {
			all = append(all, Node(i*64+bits.TrailingZeros64(w))) //nolint:gosec // it was one
		}
	}
	return all
}
