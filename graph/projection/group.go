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
	ways  []way
	pages [][]uint32 // the first step of each node
}

// A way is one in which a node counts under a head: always, or in a window.
type way struct {
	Window
	head   uint32 // its place in [Groups.Heads]
	next   uint32 // a step
	always bool
}

// A step leads to a way of a node: it is the place of it, plus one; 0 where there is
// none any more. With the bit alone it is the place of the one head under which the
// node counts, always, as many do: that takes no way, and is found without a look at it.
const alone = 1 << 31

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
	first := &g.pages[page][n%groupPage]
	head := uint32(group.Head) //nolint:gosec // there are no more heads than nodes
	switch {
	case *first == 0 && len(group.Ways) == 0:
		*first = head | alone
		return
	case *first&alone != 0:
		before := *first &^ alone
		*first = 0
		g.append(first, way{head: before, always: true})
	}
	if len(group.Ways) == 0 {
		g.append(first, way{head: head, always: true})
	}
	for _, w := range group.Ways {
		g.append(first, way{head: head, Window: w})
	}
}

// append puts a way behind those to which a step leads.
func (g *Groups) append(first *uint32, w way) {
	g.ways = append(g.ways, w)
	at := first
	for *at > 0 {
		at = &g.ways[*at-1].next
	}
	*at = uint32(len(g.ways)) //nolint:gosec // they take memory
}

// first is the first step of a node.
func (g *Groups) first(n Node) uint32 {
	if page := int(n / groupPage); page < len(g.pages) && g.pages[page] != nil {
		return g.pages[page][n%groupPage]
	}
	return 0
}

// Holds says whether a node counts under one of the heads when a statement was
// said.
func (g *Groups) Holds(n Node, when *When, certainly bool) bool {
	for at := g.first(n); at > 0; at = g.ways[at-1].next {
		if at&alone != 0 || g.ways[at-1].holds(when, certainly) {
			return true
		}
	}
	return false
}

// under appends the places of the heads under which a node counts.
func (g *Groups) under(found []uint32, n Node, when *When, certainly bool) []uint32 {
	for at := g.first(n); at > 0; {
		if at&alone != 0 {
			return once(found, at&^alone)
		}
		w := &g.ways[at-1]
		if w.holds(when, certainly) {
			found = once(found, w.head)
		}
		at = w.next
	}
	return found
}

// once appends what is not there.
func once(found []uint32, n uint32) []uint32 {
	if len(found) > 0 && slices.Contains(found, n) {
		return found
	}
	return append(found, n)
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
		if err == nil {
			found = once(found, c)
		}
		return found, err
	}
	return s.Groups.under(found, n, w, s.Certainly), nil
}

// holds says whether a node counts in a way when a statement was said.
func (w *way) holds(when *When, certainly bool) bool {
	switch {
	case w.always:
		return true
	case when.Undated:
		return !certainly
	case certainly:
		return w.From <= when.Earliest && when.Latest <= w.To
	}
	return when.Earliest <= w.To && w.From <= when.Latest
}
