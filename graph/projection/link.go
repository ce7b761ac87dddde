package projection

import (
	"cmp"
	"slices"
)

// A link is a row by which one leads to somebody.
type link struct {
	node Node
	row  uint32
}

func (l link) compare(m link) int {
	return cmp.Or(cmp.Compare(l.node, m.node), cmp.Compare(l.row, m.row))
}

// Links are those of one actor: first some by their nodes and rows, then those
// that came since, as they came.
type links struct {
	list   []link
	sorted int
}

// len is how many there are, also of nobody.
func (l *links) len() int {
	if l == nil {
		return 0
	}
	return len(l.list)
}

// add takes in another one. So seldom are all put into order that each is looked
// at a few times, however many there come to be.
func (l *links) add(m link) {
	l.list = append(l.list, m)
	if late := len(l.list) - l.sorted; late > 16 && late > l.sorted/8 {
		l.sort()
	}
}

func (l *links) sort() {
	slices.SortFunc(l.list, link.compare)
	l.sorted = len(l.list)
}

// late gives those that are not in order, put into it.
func (l *links) late() []link {
	late := slices.Clone(l.list[l.sorted:])
	slices.SortFunc(late, link.compare)
	return late
}

// runs gives the links of each node at a time, those of some nodes twice.
func (l *links) runs(give func([]link) error) error {
	if l == nil {
		return nil
	}
	for _, list := range [][]link{l.list[:l.sorted], l.late()} {
		for len(list) > 0 {
			n := 1
			for n < len(list) && list[n].node == list[0].node {
				n++
			}
			if err := give(list[:n]); err != nil {
				return err
			}
			list = list[n:]
		}
	}
	return nil
}

// to gives the rows by which one leads to a node.
func (l *links) to(n Node, give func(row int) error) error {
	if l == nil {
		return nil
	}
	for _, list := range [][]link{l.list[:l.sorted], l.late()} {
		i, _ := slices.BinarySearchFunc(list, link{node: n}, link.compare)
		for ; i < len(list) && list[i].node == n; i++ {
			if err := give(int(list[i].row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// among gives the rows by which one leads to those of a list, which is in order, one
// after the other until it is told that one is enough of those to the same. It says how
// often it has looked into either list.
func (l *links) among(there []member, give func(to member, row int) (enough bool, err error)) (looked int, err error) {
	if l == nil {
		return 0, nil
	}
	for _, list := range [][]link{l.list[:l.sorted], l.late()} {
		// Whatever there is less of is looked for in the other.
		for there := there; len(there) > 0 && len(list) > 0; looked++ {
			switch to := there[0]; {
			case to.node < list[0].node:
				n, _ := slices.BinarySearchFunc(there, list[0].node, func(m member, n Node) int { return cmp.Compare(m.node, n) })
				there = there[n:]
			case to.node > list[0].node:
				n, _ := slices.BinarySearchFunc(list, link{node: to.node}, link.compare)
				list = list[n:]
			default:
				for enough := false; len(list) > 0 && list[0].node == to.node; list = list[1:] {
					if enough {
						continue
					}
					if enough, err = give(to, int(list[0].row)); err != nil {
						return looked, err
					}
				}
				there = there[1:]
			}
		}
	}
	return looked, nil
}

// pairs gives who speaks in a row and to whom that leads, each pair once.
func (t *Table) pairs(i int, give func(speaker, to Node)) {
	parts := t.Parts(i)
	for s := range parts {
		speaker := parts[s].Node
		if parts[s].As != Speaker || slices.ContainsFunc(parts[:s], func(p Part) bool { return p.As == Speaker && p.Node == speaker }) {
			continue
		}
		for j := range parts {
			to := parts[j].Node
			if !parts[j].As.reached() || to == speaker || slices.ContainsFunc(parts[:j], func(p Part) bool { return p.As.reached() && p.Node == to }) {
				continue
			}
			give(speaker, to)
		}
	}
}

// link notes whom a row connects.
func (t *Table) link(i int) {
	row := uint32(i) //nolint:gosec // there are no more
	t.pairs(i, func(speaker, to Node) {
		linksOf(t.ahead, speaker).add(link{to, row})
		linksOf(t.back, to).add(link{speaker, row})
	})
}

func linksOf(side map[Node]*links, n Node) *links {
	l := side[n]
	if l == nil {
		l = new(links)
		side[n] = l
	}
	return l
}

// linkAll does so with all rows, in as much memory as it takes.
func (t *Table) linkAll() {
	clear(t.ahead)
	clear(t.back)
	count := func(l *links) { l.sorted++ }
	for i := range t.node {
		t.pairs(i, func(speaker, to Node) {
			count(linksOf(t.ahead, speaker))
			count(linksOf(t.back, to))
		})
	}
	for _, side := range []map[Node]*links{t.ahead, t.back} {
		for _, l := range side {
			l.list = make([]link, 0, l.sorted)
		}
	}
	for i := range t.node {
		row := uint32(i) //nolint:gosec // there are no more
		t.pairs(i, func(speaker, to Node) {
			for _, l := range []struct {
				*links
				link
			}{{t.ahead[speaker], link{to, row}}, {t.back[to], link{speaker, row}}} {
				l.list = append(l.list, l.link)
			}
		})
	}
	for _, side := range []map[Node]*links{t.ahead, t.back} {
		for _, l := range side {
			l.sort()
		}
	}
}
