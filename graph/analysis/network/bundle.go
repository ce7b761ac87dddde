package network

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// A use says how often, or by a kernel how much, a node uses something with one
// qualifier.
type use struct {
	node, level int
	n           float64
	statements  int
}

// A bundle is what one slice is made of: for each thing that ties nodes, its
// uses in the order of nodes and levels.
type bundle struct {
	nodes, things []string
	levels        *levels
	uses          [][]use // by thing
	// own are the uses of a thing by one text that several nodes have: what ties
	// those who made a joint statement, which does not count. About is the thing of
	// each.
	own   [][]use
	about []int
	// activity is how many statements, or how much by a kernel, a node has.
	activity []float64
	count    []int // statements of a node
}

// A bundler puts slices together, one after the other.
type bundler struct {
	*division
	q             *Query
	nodes, things side
	// Of a field of few cells, each by its thing, node and level, what there is in
	// them; they are empty between slices.
	sums   []float64
	counts []int32
	keys   []cell // where there may be too many for a field
	own    owning
}

// A side is the nodes, or the things, of a slice: places of names in the order of
// those that it has.
type side struct {
	names []string
	at    []uint32 // the place in the slice, plus one, of each that is in it
	those []uint32 // that are in the slice, in their order
	fixed bool     // to those of all slices
}

// A cell is a use by its place in a field that there is not. They are added up in
// the order of the uses, as those of a field are.
type cell struct {
	at  uint64
	n   float64
	use int
}

// maxField bounds the cells of a field that is longer than some lists of the uses.
const maxField = 1 << 22

func (q *Query) bundler(d *division) *bundler {
	b := &bundler{division: d, q: q, nodes: sideOf(d.Actors), things: sideOf(d.Concepts)}
	if q.Mode == Concepts {
		b.nodes, b.things = b.things, b.nodes
	}
	if q.Isolates {
		b.gather(d.list, nil)
		b.nodes.fixed, b.things.fixed = true, true
	}
	return b
}

func sideOf(names []string) side { return side{names: names, at: make([]uint32, len(names))} }

// ends are the node of a use and what it ties it to.
func (q *Query) ends(u *Use) (node, thing uint32) {
	if q.Mode == Concepts {
		return u.Concept, u.Actor
	}
	return u.Actor, u.Concept
}

// gather finds the nodes and things of some uses, but for those that weigh nothing.
func (b *bundler) gather(list []dated, zeta []float64) {
	if b.nodes.fixed {
		return
	}
	b.nodes.empty()
	b.things.empty()
	for i := range list {
		if int(list[i].date) < len(zeta) && zeta[list[i].date] == 0 {
			continue
		}
		node, thing := b.q.ends(&list[i].Use)
		b.nodes.add(node)
		b.things.add(thing)
	}
	b.nodes.settle()
	b.things.settle()
}

func (s *side) empty() {
	for _, n := range s.those {
		s.at[n] = 0
	}
	s.those = s.those[:0]
}

func (s *side) add(n uint32) {
	if s.at[n] == 0 {
		s.at[n] = 1
		s.those = append(s.those, n)
	}
}

func (s *side) settle() {
	slices.Sort(s.those)
	for i, n := range s.those {
		s.at[n] = uint32(i + 1) //nolint:gosec // there are no more than names
	}
}

// place is that of one in the slice.
func (s *side) place(n uint32) int { return int(s.at[n]) - 1 }

func (s *side) called() []string {
	names := make([]string, len(s.those))
	for i, n := range s.those {
		names[i] = s.names[n]
	}
	return names
}

// bundle puts the uses of a slice together.
func (b *bundler) bundle(ctx context.Context, of *span) (*bundle, error) {
	list := b.list[of.begin:of.end]
	var zeta []float64
	if of.zeta != nil {
		zeta = of.zeta()
	}
	b.gather(list, zeta)
	out := &bundle{nodes: b.nodes.called(), things: b.things.called(), levels: &b.levels}
	out.activity, out.count = make([]float64, len(out.nodes)), make([]int, len(out.nodes))
	parts := zeta // of how much something weighs: of one mode, a pair has two
	if zeta != nil && b.q.Mode != TwoMode {
		parts = make([]float64, len(zeta))
		for i, z := range zeta {
			parts[i] = math.Sqrt(z)
		}
	}
	levels := b.levels.len()
	cells := len(out.things) * len(out.nodes) * levels
	field := cells <= maxField && cells <= 4*len(list)+1<<16
	if field && len(b.sums) < cells {
		b.sums, b.counts = make([]float64, cells), make([]int32, cells)
	}
	b.keys = b.keys[:0]
	if len(b.shared) > 0 {
		b.own.begin(min(b.sharing, len(list)), len(b.shared))
	}
	for i := range list {
		if i%breath == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		u := &list[i]
		z, n := 1.0, 1.0
		if zeta != nil {
			if z, n = zeta[u.date], parts[u.date]; z == 0 {
				continue // it lies at the border of a window
			}
		}
		end, thing := b.q.ends(&u.Use)
		node, level := b.nodes.place(end), b.levels.of(&u.Use)
		at := (b.things.place(thing)*len(out.nodes)+node)*levels + level
		if field {
			b.sums[at] += n
			b.counts[at]++
		} else {
			b.keys = append(b.keys, cell{uint64(at), n, i}) //nolint:gosec // it is not negative
		}
		out.activity[node] += z
		out.count[node]++
		if len(b.shared) > 0 && b.shared[u.text] {
			b.own.list = append(b.own.list, ownUse{u.text, b.things.at[thing] - 1, uint32(node), uint32(level), n}) //nolint:gosec // they are places
		}
	}
	if field {
		out.uses = b.ofField(len(out.things), len(out.nodes), levels)
	} else {
		out.uses = b.ofKeys(len(out.things), len(out.nodes), levels)
	}
	b.own.settle(out)
	return out, ctx.Err()
}

// ofField are the uses of each thing out of the field, which is emptied.
func (b *bundler) ofField(things, nodes, levels int) [][]use {
	all, out := make([]use, 0, nodes), make([][]use, things)
	for thing := range things {
		from := len(all)
		for at := thing * nodes * levels; at < (thing+1)*nodes*levels; at++ {
			if b.counts[at] > 0 {
				within := at - thing*nodes*levels
				all = append(all, use{node: within / levels, level: within % levels, n: b.sums[at], statements: int(b.counts[at])})
				b.sums[at], b.counts[at] = 0, 0
			}
		}
		out[thing] = all[from:len(all):len(all)]
	}
	return out
}

// ofKeys are the uses of each thing out of the cells, each use by itself.
func (b *bundler) ofKeys(things, nodes, levels int) [][]use {
	slices.SortFunc(b.keys, func(x, y cell) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.use, y.use)) })
	out := make([][]use, things)
	for i, c := range b.keys {
		at := int(c.at) //nolint:gosec // it came as one
		thing, within := at/(nodes*levels), at%(nodes*levels)
		if i == 0 || b.keys[i-1].at != c.at {
			out[thing] = append(out[thing], use{node: within / levels, level: within % levels})
		}
		u := &out[thing][len(out[thing])-1]
		u.n, u.statements = u.n+c.n, u.statements+1
	}
	return out
}

// ties is how many pairs of uses there are.
func (b *bundle) ties() (n int) {
	for _, groups := range [][][]use{b.uses, b.own} {
		for _, uses := range groups {
			n += len(uses) * (len(uses) - 1) / 2
		}
	}
	return n
}

// of is a bundle without kernels of some of its things, with all of its nodes.
func (b *bundle) of(in []bool) *bundle {
	some := &bundle{
		nodes: b.nodes, things: b.things, levels: b.levels, uses: make([][]use, len(b.things)),
		activity: make([]float64, len(b.nodes)), count: make([]int, len(b.nodes)),
	}
	for thing, uses := range b.uses {
		if !in[thing] {
			continue
		}
		some.uses[thing] = uses
		for _, u := range uses {
			some.activity[u.node] += u.n
			some.count[u.node] += u.statements
		}
	}
	for i, uses := range b.own {
		if in[b.about[i]] {
			some.own, some.about = append(some.own, uses), append(some.about, b.about[i])
		}
	}
	return some
}
