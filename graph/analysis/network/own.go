package network

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// An ownUse is a use of a thing by a text that several nodes have.
type ownUse struct {
	text, thing uint32
	node, level uint32
	n           float64
}

func (u *ownUse) compare(v *ownUse) int {
	return cmp.Or(cmp.Compare(u.thing, v.thing), cmp.Compare(u.node, v.node), cmp.Compare(u.level, v.level))
}

// An owning puts such uses together by their texts and things. Most texts have few.
type owning struct {
	list   []ownUse // as they come
	places []uint32 // of the texts among those that have any, plus one; empty between slices
}

// begin makes room for so many uses by so many texts.
func (o *owning) begin(uses, texts int) {
	if len(o.places) < texts {
		o.places = make([]uint32, texts)
	}
	o.list = slices.Grow(o.list, uses)
}

// settle gives a bundle what ties those who made one statement: for each text and
// thing its uses by nodes and levels, the texts in the order in which they came.
func (o *owning) settle(b *bundle) {
	if len(o.list) == 0 {
		return
	}
	ends := []uint32{}
	for i := range o.list {
		place := &o.places[o.list[i].text]
		if *place == 0 {
			ends = append(ends, 0)
			*place = uint32(len(ends)) //nolint:gosec // there are no more than uses
		}
		ends[*place-1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	sorted, next := make([]ownUse, len(o.list)), slices.Clone(ends)
	for i := len(o.list) - 1; i >= 0; i-- {
		place := o.places[o.list[i].text] - 1
		next[place]--
		sorted[next[place]] = o.list[i]
	}
	for i := range o.list {
		o.places[o.list[i].text] = 0
	}
	if o.list = o.list[:0]; cap(o.list) > breath {
		o.list = nil // what follows takes as much
	}
	b.own, b.about = slices.Grow(b.own, len(ends)), slices.Grow(b.about, len(ends)) // most are of one thing
	uses, begin := make([]use, 0, len(sorted)), uint32(0)
	for _, end := range ends {
		of := sorted[begin:end]
		begin = end
		switch {
		case len(of) > 2:
			slices.SortStableFunc(of, func(x, y ownUse) int { return x.compare(&y) })
		case len(of) == 2 && of[1].compare(&of[0]) < 0:
			of[0], of[1] = of[1], of[0]
		}
		from := len(uses)
		for i := range of {
			u := &of[i]
			switch {
			case i > 0 && of[i-1].compare(u) == 0:
				uses[len(uses)-1].n += u.n
				continue
			case i > 0 && of[i-1].thing != u.thing:
				b.ownUses(of[i-1].thing, uses[from:])
				from = len(uses)
			}
			uses = append(uses, use{node: int(u.node), level: int(u.level), n: u.n})
		}
		b.ownUses(of[len(of)-1].thing, uses[from:])
	}
}

// ownUses notes uses of a thing by one text, if they tie anybody.
func (b *bundle) ownUses(thing uint32, uses []use) {
	if uses[0].node == uses[len(uses)-1].node {
		return
	}
	b.own, b.about = append(b.own, uses[:len(uses):len(uses)]), append(b.about, int(thing))
}

// fewLevels is how many qualifiers there may be for each two of them to have their
// weight worked out beforehand.
const fewLevels = 64

// takeOwn takes off what ties those who made one statement. The lists are short, and
// by nodes.
func (p *pairing) takeOwn(ctx context.Context, own [][]use, levels int, weigh func(x, y int) float64) error {
	if levels <= fewLevels {
		parts := make([]float64, levels*levels)
		for x := range levels {
			for y := range levels {
				parts[x*levels+y] = weigh(x, y)
			}
		}
		weigh = func(x, y int) float64 { return parts[x*levels+y] }
	}
	for _, uses := range own {
		if err := p.goOn(ctx, len(uses)*len(uses)); err != nil {
			return err
		}
		for i := range uses {
			x := &uses[i]
			row, magnitude := p.weights[x.node], p.magnitude[x.node]
			for j := i + 1; j < len(uses); j++ {
				y := &uses[j]
				if y.node != x.node {
					part := weigh(x.level, y.level) * x.n * y.n
					row[y.node] -= part
					magnitude[y.node] += math.Abs(part)
				}
			}
		}
	}
	return nil
}
