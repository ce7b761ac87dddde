package network

import (
	"context"
	"math"
	"slices"
)

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

// texts says whether the qualifiers are texts that make conflicts of whatever one
// of two says with a qualifier with which the other does not say it.
func (q *Query) texts() bool {
	return q.Qualifier == Text && (q.Aggregation == Conflict || q.Aggregation == Subtract) && (q.Window == nil || q.Window.Kernel == NoKernel)
}

// oneMode is the matrix of a slice whose nodes are of one kind.
func (q *Query) oneMode(ctx context.Context, b *bundle, f faults) ([][]float64, error) {
	w := matrix(len(b.nodes), len(b.nodes))
	p := pairing{weights: w}
	if len(b.own) > 0 || q.Aggregation == Subtract { // parts that cancel each other out
		p.magnitude = matrix(len(b.nodes), len(b.nodes))
	}
	weigh := func(x, y int) float64 { return q.weigh(b.levels, x, y) }
	if q.texts() { // whose parts are whole numbers
		if err := q.textTies(ctx, w, b); err != nil {
			return nil, err
		}
		weigh = func(x, y int) float64 {
			if q.Aggregation == Subtract && x == y {
				return 1
			}
			return 0
		}
	} else if err := p.add(ctx, b.uses, weigh); err != nil {
		return nil, err
	}
	if len(b.own) > 0 {
		if err := p.takeOwn(ctx, b.own, b.levels.len(), weigh); err != nil {
			return nil, err
		}
	}
	if p.magnitude != nil {
		for i := range w {
			for h := i + 1; h < len(w); h++ {
				w[i][h] = settled(w[i][h], p.magnitude[i][h])
			}
		}
	}
	if err := q.normalize(ctx, w, b, f); err != nil {
		return nil, err
	}
	for i := range w {
		for j := i + 1; j < len(w); j++ {
			w[j][i] = w[i][j]
		}
	}
	return w, nil
}

// A pairing adds up pairs of uses, above the diagonal.
type pairing struct {
	weights   [][]float64
	magnitude [][]float64 // without the signs; nil where they do not matter
	pairs     int         // since it was last asked whether to go on
	groups    [][]use     // of one thing, by their levels
}

// goOn asks now and then whether to.
func (p *pairing) goOn(ctx context.Context, pairs int) error {
	if p.pairs += pairs; p.pairs < breath {
		return nil
	}
	p.pairs = 0
	return ctx.Err()
}

// add adds up the pairs of each of some groups of uses, times what their levels
// say.
func (p *pairing) add(ctx context.Context, all [][]use, weigh func(x, y int) float64) error {
	for _, uses := range all {
		p.groups = byLevel(p.groups, uses)
		for i, x := range p.groups {
			for j, y := range p.groups[i:] {
				part := weigh(x[0].level, y[0].level)
				if part == 0 {
					continue
				}
				if err := p.goOn(ctx, len(x)*len(y)); err != nil {
					return err
				}
				p.cross(x, y, part)
				if j > 0 {
					p.cross(y, x, part)
				}
			}
		}
	}
	return nil
}

// cross adds up the pairs of one list with what comes after in another one.
func (p *pairing) cross(xs, ys []use, part float64) {
	next := 0
	for i := range xs {
		x := &xs[i]
		for next < len(ys) && ys[next].node <= x.node {
			next++
		}
		by, row := part*x.n, p.weights[x.node]
		for k := next; k < len(ys); k++ {
			row[ys[k].node] += by * ys[k].n
		}
		if p.magnitude != nil {
			by, row = math.Abs(by), p.magnitude[x.node]
			for k := next; k < len(ys); k++ {
				row[ys[k].node] += by * ys[k].n
			}
		}
	}
}

// byLevel are uses by their levels, in the order of their nodes.
func byLevel(groups [][]use, uses []use) [][]use {
	groups = groups[:0]
	sorted := slices.Clone(uses)
	slices.SortStableFunc(sorted, func(x, y use) int { return x.level - y.level })
	for i := 0; i < len(sorted); {
		j := i + 1
		for j < len(sorted) && sorted[j].level == sorted[i].level {
			j++
		}
		groups = append(groups, sorted[i:j])
		i = j
	}
	return groups
}

// textTies adds up conflict, or congruence less conflict, of qualifiers that are
// texts: a conflict is whatever one of two says with a qualifier with which the
// other does not say it.
func (q *Query) textTies(ctx context.Context, w [][]float64, b *bundle) error {
	both, shared, err := b.overlap(ctx)
	if err != nil {
		return err
	}
	for i := range w {
		for h := i + 1; h < len(w); h++ {
			alone := b.activity[i] + b.activity[h] - shared[i][h]
			if w[i][h] = alone; q.Aggregation == Subtract {
				w[i][h] = both[i][h] - alone
			}
		}
	}
	return nil
}

// overlap is, of each two nodes, how much both say of the same with the same
// qualifier: as the product of how much either says, and as the sum.
func (b *bundle) overlap(ctx context.Context) (product, sum [][]float64, err error) {
	product, sum = matrix(len(b.nodes), len(b.nodes)), matrix(len(b.nodes), len(b.nodes))
	var p pairing
	for _, uses := range b.uses {
		p.groups = byLevel(p.groups, uses)
		for _, same := range p.groups {
			if err := p.goOn(ctx, len(same)*len(same)); err != nil {
				return nil, nil, err
			}
			for i, x := range same {
				products, sums := product[x.node], sum[x.node]
				for _, y := range same[i+1:] {
					products[y.node] += x.n * y.n
					sums[y.node] += x.n + y.n
				}
			}
		}
	}
	return product, sum, nil
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
func (q *Query) normalize(ctx context.Context, w [][]float64, b *bundle, f faults) error {
	var by func(i, h int) float64
	switch q.Normalization {
	case Average:
		if q.Window != nil && q.Window.Kernel != NoKernel && f.kernelMeans {
			by = b.kernelMeans()
		} else {
			by = func(i, h int) float64 { return (b.activity[i] + b.activity[h]) / 2 }
		}
	case Jaccard:
		var err error
		if by, err = b.jaccard(ctx); err != nil {
			return err
		}
	case Cosine:
		length := b.lengths(q.Aggregation == Ignore)
		if f.cosine {
			length = b.activity
		}
		by = func(i, h int) float64 { return length[i] * length[h] }
	default:
		return nil
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
	return nil
}

// jaccard is, of two nodes, what either says alone with what both say: the
// product of their counts where both say it, and their counts where one does.
func (b *bundle) jaccard(ctx context.Context) (func(i, h int) float64, error) {
	both, shared, err := b.overlap(ctx)
	return func(i, h int) float64 { return both[i][h] + b.activity[i] + b.activity[h] - shared[i][h] }, err
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
