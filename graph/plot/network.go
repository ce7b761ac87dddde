package plot

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/layout"
)

// The bounds of a network.
const (
	MaxNodes = 60
	MaxTies  = 600
)

// A Network is drawn with nodes that are tied near each other, from a start that the
// seed says. Ties above 0 are full lines, those below 0 dashed ones, and wider the
// further they are from it.
type Network struct {
	Frame
	Nodes []NetworkNode // the most important first
	Ties  []NetworkTie
	Seed  uint64
}

// A NetworkNode is a circle, whose area says how often it is used.
type NetworkNode struct {
	Label  string
	Uses   int
	Second bool // of the second kind of a network of two modes: a square
}

// A NetworkTie joins two nodes by their places in the list.
type NetworkTie struct {
	From, To int
	Weight   float64
}

// SVG draws it.
func (n *Network) SVG() ([]byte, error) {
	b, _, err := n.draw()
	return b, err
}

func (n *Network) draw() ([]byte, []Box, error) {
	c := newCanvas(n.Frame)
	nodes := n.Nodes[:min(len(n.Nodes), MaxNodes)]
	if len(nodes) == 0 {
		c.nothing()
		return c.finish(n.Frame)
	}
	ties := slices.DeleteFunc(slices.Clone(n.Ties), func(t NetworkTie) bool {
		return t.From == t.To || t.From >= len(nodes) || t.To >= len(nodes) || t.Weight == 0
	})
	ties = ties[:min(len(ties), MaxTies)]
	x := margin
	line := func(s string, attributes ...string) {
		c.rule(x, c.y+5, x+26, c.y+5, append(attributes, `stroke-width="2"`)...)
		c.text(x+32, c.y+9, atStart, smallSize, s, black)
		x += 32 + widthOf(s, smallSize) + 22
	}
	line(c.words[wordTies], `stroke="#666666"`)
	if slices.ContainsFunc(ties, func(t NetworkTie) bool { return t.Weight < 0 }) {
		line(c.words[wordConflict], `stroke="#b35900"`, `stroke-dasharray="5 4"`)
	}
	c.text(x, c.y+9, atStart, smallSize, c.words[wordUses], black)
	c.y += 24
	field := Box{X: margin, Y: c.y, Width: width - 2*margin, Height: 560}
	spots := settled(nodes, ties, n.Seed, field)
	heaviest := 0.0
	for _, t := range ties {
		heaviest = max(heaviest, math.Abs(t.Weight))
	}
	for _, t := range ties {
		a, b := spots[t.From], spots[t.To]
		attributes := []string{`stroke="#8c8c8c"`}
		if t.Weight < 0 {
			attributes = []string{`stroke="#b35900"`, `stroke-dasharray="5 4"`}
		}
		attributes = append(attributes, `stroke-width="`+decimal(0.6+3.4*math.Abs(t.Weight)/heaviest)+`"`, `stroke-opacity="0.75"`)
		c.Line(a.x, a.y, b.x, b.y, attributes...)
	}
	for i, s := range spots {
		fill := []string{`fill="#1b4f8a"`, `stroke="#ffffff"`, `stroke-width="1.2"`}
		if nodes[i].Second {
			fill[0] = `fill="#5c3a00"`
			c.Rect(s.x-s.r*0.89, s.y-s.r*0.89, s.r*1.78, s.r*1.78, fill...)
			continue
		}
		c.Circle(s.x, s.y, s.r, fill...)
	}
	place(spots, field, noteSize-1)
	c.y = field.Y + field.Height
	c.labels(spots, noteSize-1)
	return c.finish(n.Frame)
}

// settled gives each node its place.
func settled(nodes []NetworkNode, ties []NetworkTie, seed uint64, field Box) []*spot {
	g := &tied{n: len(nodes), to: make([][]int64, len(nodes))}
	for _, t := range ties {
		g.to[t.From] = append(g.to[t.From], int64(t.To))
		g.to[t.To] = append(g.to[t.To], int64(t.From))
	}
	//nolint:forbidigo // its seed is the caller's
	eades := layout.EadesR2{Repulsion: 1, Rate: 0.05, Updates: 120, Theta: 0.1, Src: rand.NewPCG(seed, 0)}
	optimizer := layout.NewOptimizerR2(g, eades.Update)
	for optimizer.Update() {
		continue // each step is all there is to do
	}
	spots := make([]*spot, len(nodes))
	at := make([][2]float64, len(nodes))
	for i := range nodes {
		v := optimizer.LayoutNodeR2(int64(i)).Coord2
		if at[i] = [2]float64{v.X, v.Y}; math.IsNaN(v.X+v.Y) || math.IsInf(v.X+v.Y, 0) {
			at[i] = [2]float64{}
		}
	}
	lay(at)
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for i := range nodes {
		for k := range 2 {
			low[k], high[k] = min(low[k], at[i][k]), max(high[k], at[i][k])
		}
	}
	most := 1
	for _, n := range nodes {
		most = max(most, n.Uses)
	}
	// Few nodes that lie far off would leave the others no room: so the order of the
	// nodes says more of where they stand than how far they lie apart.
	const byOrder = 0.7
	var rank [2][]float64
	for k := range 2 {
		order := make([]int, len(nodes))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a][k], at[b][k]) })
		rank[k] = make([]float64, len(nodes))
		for place, i := range order {
			rank[k][i] = float64(place) / float64(max(1, len(nodes)-1))
		}
	}
	const edge = 60.0 // for labels
	for i, n := range nodes {
		unit := func(k int) float64 {
			if high[k]-low[k] < 1e-9 {
				return 0.5
			}
			return byOrder*rank[k][i] + (1-byOrder)*(at[i][k]-low[k])/(high[k]-low[k])
		}
		spots[i] = &spot{
			x: field.X + 2*edge + unit(0)*(field.Width-4*edge), y: field.Y + edge/2 + unit(1)*(field.Height-edge),
			r: 8 + 14*math.Sqrt(float64(n.Uses)/float64(most)), label: n.Label,
		}
	}
	part(spots, field)
	return spots
}

// lay turns points so that they stretch along the picture, which is wider than high.
func lay(at [][2]float64) {
	far := 1e-9 // what lies off further than squares can be reckoned is drawn near
	for _, p := range at {
		far = max(far, math.Abs(p[0]), math.Abs(p[1]))
	}
	for i := range at {
		at[i][0], at[i][1] = at[i][0]/far, at[i][1]/far
	}
	var mx, my, xx, yy, xy float64
	for _, p := range at {
		mx, my = mx+p[0]/float64(len(at)), my+p[1]/float64(len(at))
	}
	for _, p := range at {
		x, y := p[0]-mx, p[1]-my
		xx, yy, xy = xx+x*x, yy+y*y, xy+x*y
	}
	sin, cos := math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	for i, p := range at {
		x, y := p[0]-mx, p[1]-my
		at[i] = [2]float64{x*cos + y*sin, y*cos - x*sin}
	}
}

// tied is a graph whose nodes and ties are always met in one order.
type tied struct {
	n  int
	to [][]int64
}

type node int64

func (n node) ID() int64 { return int64(n) }

func (g *tied) Node(id int64) graph.Node {
	if id < 0 || id >= int64(g.n) {
		return nil
	}
	return node(id)
}

func (g *tied) Nodes() graph.Nodes {
	all := make([]graph.Node, g.n)
	for i := range all {
		all[i] = node(i)
	}
	return iterator.NewOrderedNodes(all)
}

func (g *tied) From(id int64) graph.Nodes {
	all := make([]graph.Node, len(g.to[id]))
	for i, to := range g.to[id] {
		all[i] = node(to)
	}
	return iterator.NewOrderedNodes(all)
}

func (g *tied) HasEdgeBetween(x, y int64) bool { return slices.Contains(g.to[x], y) }

func (g *tied) Edge(x, y int64) graph.Edge {
	if !g.HasEdgeBetween(x, y) {
		return nil
	}
	return edge{node(x), node(y)}
}

type edge struct{ from, to node }

func (e edge) From() graph.Node         { return e.from }
func (e edge) To() graph.Node           { return e.to }
func (e edge) ReversedEdge() graph.Edge { return edge{e.to, e.from} }
