package network

import (
	"math"
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
	levels        levels
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

// dust is the share of what was added up below which a sum is nothing: it is what
// rounding leaves of parts that cancel each other out.
const dust = 1e-12

// settled is a sum, given what it added up without the signs.
func settled(sum, magnitude float64) float64 {
	if math.Abs(sum) <= dust*magnitude {
		return 0
	}
	return sum
}

// weigh adds up what two uses of one thing say of who uses it.
func (q *Query) weigh(l *levels, a, b int) float64 {
	d := l.difference(a, b)
	switch q.Aggregation {
	case Congruence:
		return 1 - d
	case Conflict:
		return d
	case Subtract:
		return 1 - 2*d
	}
	return 1
}

// oneMode is the matrix of a slice whose nodes are of one kind.
func (q *Query) oneMode(b *bundle, f faults) [][]float64 {
	w := matrix(len(b.nodes), len(b.nodes))
	texts := q.Qualifier == Text && q.Aggregation != Ignore && q.Aggregation != Congruence && (q.Window == nil || q.Window.Kernel == NoKernel)
	if texts {
		q.textTies(w, b)
	}
	magnitude := matrix(len(b.nodes), len(b.nodes))
	add := func(groups [][]use, sign float64, weigh func(x, y use) float64) {
		for _, uses := range groups {
			for i, x := range uses {
				for _, y := range uses[i+1:] {
					if x.node != y.node {
						part := sign * x.n * y.n * weigh(x, y)
						w[x.node][y.node] += part
						magnitude[x.node][y.node] += math.Abs(part)
					}
				}
			}
		}
	}
	weigh := func(x, y use) float64 { return q.weigh(&b.levels, x.level, y.level) }
	if texts { // whose parts are whole numbers
		weigh = func(x, y use) float64 {
			if q.Aggregation == Subtract && x.level == y.level {
				return 1
			}
			return 0
		}
	} else {
		add(b.uses, 1, weigh)
	}
	add(b.own, -1, weigh)
	for i := range w {
		for h := i + 1; h < len(w); h++ {
			w[i][h] = settled(w[i][h], magnitude[i][h])
		}
	}
	q.normalize(w, b, f)
	for i := range w {
		for j := i + 1; j < len(w); j++ {
			w[j][i] = w[i][j]
		}
	}
	return w
}

// textTies adds up conflict, or congruence less conflict, of qualifiers that are
// texts: a conflict is whatever one of two says with a qualifier with which the
// other does not say it.
func (q *Query) textTies(w [][]float64, b *bundle) {
	both, shared := b.overlap()
	for i := range w {
		for h := i + 1; h < len(w); h++ {
			alone := b.activity[i] + b.activity[h] - shared[i][h]
			if w[i][h] = alone; q.Aggregation == Subtract {
				w[i][h] = both[i][h] - alone
			}
		}
	}
}

// overlap is, of each two nodes, how much both say of the same with the same
// qualifier: as the product of how much either says, and as the sum.
func (b *bundle) overlap() (product, sum [][]float64) {
	product, sum = matrix(len(b.nodes), len(b.nodes)), matrix(len(b.nodes), len(b.nodes))
	for _, uses := range b.uses {
		for i, x := range uses {
			for _, y := range uses[i+1:] {
				if x.node != y.node && x.level == y.level {
					product[x.node][y.node] += x.n * y.n
					sum[x.node][y.node] += x.n + y.n
				}
			}
		}
	}
	return product, sum
}

// runs are the uses of each node.
func runs(uses []use) (all [][]use) {
	for i := 0; i < len(uses); {
		j := i + 1
		for j < len(uses) && uses[j].node == uses[i].node {
			j++
		}
		all = append(all, uses[i:j])
		i = j
	}
	return all
}

// normalize divides the weights above the diagonal.
func (q *Query) normalize(w [][]float64, b *bundle, f faults) {
	var by func(i, h int) float64
	switch q.Normalization {
	case Average:
		if q.Window != nil && q.Window.Kernel != NoKernel && f.kernelMeans {
			by = b.kernelMeans()
		} else {
			by = func(i, h int) float64 { return (b.activity[i] + b.activity[h]) / 2 }
		}
	case Jaccard:
		by = b.jaccard()
	case Cosine:
		length := b.lengths(q.Aggregation == Ignore)
		if f.cosine {
			length = b.activity
		}
		by = func(i, h int) float64 { return length[i] * length[h] }
	default:
		return
	}
	for i := range w {
		for h := i + 1; h < len(w); h++ {
			if w[i][h] == 0 {
				continue
			}
			if d := by(i, h); d == 0 {
				w[i][h] = 0
			} else {
				w[i][h] /= d
			}
		}
	}
}

// jaccard is, of two nodes, what either says alone with what both say: the
// product of their counts where both say it, and their counts where one does.
func (b *bundle) jaccard() func(i, h int) float64 {
	both, shared := b.overlap()
	return func(i, h int) float64 { return both[i][h] + b.activity[i] + b.activity[h] - shared[i][h] }
}

// lengths are those of the vectors of what the nodes say, of each thing and
// qualifier, or of each thing whatever the qualifier.
func (b *bundle) lengths(ignore bool) []float64 {
	squares := make([]float64, len(b.nodes))
	for _, uses := range b.uses {
		for _, run := range runs(uses) {
			all := 0.0
			for _, u := range run {
				if all += u.n; !ignore {
					squares[u.node] += u.n * u.n
				}
			}
			if ignore {
				squares[run[0].node] += all * all
			}
		}
	}
	for i, s := range squares {
		squares[i] = math.Sqrt(s)
	}
	return squares
}

// kernelMeans is, of two nodes, what DNA divides by where a kernel weighs: one
// over the sum of 2/(x+y) over all things and qualifiers with which they say
// anything, x and y statements.
func (b *bundle) kernelMeans() func(i, h int) float64 {
	counts := make([]map[[2]int]int, len(b.nodes))
	for i := range counts {
		counts[i] = map[[2]int]int{}
	}
	for thing, uses := range b.uses {
		for _, u := range uses {
			counts[u.node][[2]int{thing, u.level}] += u.statements
		}
	}
	return func(i, h int) float64 {
		// The parts are added up by how many statements they are of, so that the
		// sum is the same each time.
		by := map[int]int{}
		most := 0
		add := func(n int) { by[n]++; most = max(most, n) }
		for k, x := range counts[i] {
			add(x + counts[h][k])
		}
		for k, y := range counts[h] {
			if _, both := counts[i][k]; !both {
				add(y)
			}
		}
		sum := 0.0
		for n := 1; n <= most; n++ {
			sum += float64(by[n]) * 2 / float64(n)
		}
		if sum == 0 {
			return 0
		}
		return 1 / sum
	}
}

func matrix(rows, columns int) [][]float64 {
	all := make([]float64, rows*columns)
	m := make([][]float64, rows)
	for i := range m {
		m[i] = all[i*columns : (i+1)*columns : (i+1)*columns]
	}
	return m
}
