package projection

import "slices"

// A Window is a time, with both of its ends.
type Window struct{ From, To int64 }

// A Group is one under which a node counts, and when.
type Group struct {
	Head int      // its place in [Groups.Heads]
	Ways []Window // none where it always does
}

// Groups say under which nodes others count. They are not changed once they are
// read.
type Groups struct {
	Heads []Node
	lists [][]Group
	pages [][]uint32 // the place of the list of a node in lists, plus one
}

// groupPage is how many nodes stand on a page: those that count under nobody, as
// most do, take no room.
const groupPage = 1024

// Add has a node count under a head as well.
func (g *Groups) Add(n Node, group Group) {
	page := int(n / groupPage)
	if page >= len(g.pages) {
		g.pages = append(g.pages, make([][]uint32, page+1-len(g.pages))...)
	}
	if g.pages[page] == nil {
		g.pages[page] = make([]uint32, groupPage)
	}
	at := &g.pages[page][n%groupPage]
	if *at == 0 {
		g.lists = append(g.lists, nil)
		*at = uint32(len(g.lists)) //nolint:gosec // there are no more nodes
	}
	g.lists[*at-1] = append(g.lists[*at-1], group)
}

// of gives the groups of a node.
func (g *Groups) of(n Node) []Group {
	if page := int(n / groupPage); page < len(g.pages) && g.pages[page] != nil {
		if at := g.pages[page][n%groupPage]; at > 0 {
			return g.lists[at-1]
		}
	}
	return nil
}

// Holds says whether a node counts under one of the heads when a statement was
// said.
func (g *Groups) Holds(n Node, when *When, certainly bool) bool {
	groups := g.of(n)
	for i := range groups {
		if groups[i].holds(when, certainly) {
			return true
		}
	}
	return false
}

// A Side says under which nodes a statement counts at one side of a matrix,
// given whom it names there.
type Side struct {
	// Certainly: who stands for a node has to do so at all instants that the
	// date of the statement can mean.
	Certainly bool
	// Groups are those of a node; without them, it counts under its canonical
	// one, which several goroutines ask for.
	Groups    *Groups
	Canonical func(Node) (Node, error)
}

// Node is what a number that [Side.Under] gives stands for.
func (s *Side) Node(n uint32) Node {
	if s.Groups == nil {
		return n
	}
	return s.Groups.Heads[n]
}

// Under appends the numbers of those under which one counts, each once: nodes,
// or the places of heads.
func (s *Side) Under(found []uint32, n Node, w *When) ([]uint32, error) {
	if s.Groups == nil {
		c, err := s.Canonical(n)
		if err == nil && !slices.Contains(found, c) {
			found = append(found, c)
		}
		return found, err
	}
	groups := s.Groups.of(n)
	for i := range groups {
		g := &groups[i]
		if head := uint32(g.Head); !slices.Contains(found, head) && g.holds(w, s.Certainly) { //nolint:gosec // there are no more heads than nodes
			found = append(found, head)
		}
	}
	return found, nil
}

// holds says whether one of the ways does when a statement was said.
func (g *Group) holds(when *When, certainly bool) bool {
	if len(g.Ways) == 0 {
		return true
	}
	if when.Undated {
		return !certainly
	}
	for i := range g.Ways {
		w := &g.Ways[i]
		if certainly && w.From <= when.Earliest && when.Latest <= w.To || !certainly && when.Earliest <= w.To && w.From <= when.Latest {
			return true
		}
	}
	return false
}
