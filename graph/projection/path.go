package projection

import (
	"cmp"
	"fmt"
	"slices"

	"hudna/graph"
)

// MaxLooked bounds the rows that a search for paths looks at, each as often as
// it does.
const MaxLooked = 10_000_000

// A PathScan says between whom, and by what, paths are looked for.
type PathScan struct {
	Selection
	From, To  Node // canonical, and not the same
	Canonical func(Node) (Node, error)
	Members   func(Node) ([]Node, error) // of a canonical node, itself among them
	Allowed   func(Node) bool            // in between
	Links     uint64                     // bits of the places to which a statement leads
	Roles     uint64                     // bits of those of about entries
	Directed  bool
	MaxSteps  int
	First     int
	Budget    int
}

// A Path is the nodes on it, both ends among them.
type Path []Node

// Paths finds the shortest paths, in the order of their lengths and then of
// their nodes.
func (t *Table) Paths(scan PathScan, goOn func() error) ([]Path, error) {
	s := newSearch(t, &scan, goOn)
	steps, err := s.meet()
	if err != nil || steps == 0 {
		return nil, err
	}
	if err := s.walk(Path{scan.From}, steps, s.onward); err != nil {
		return nil, err
	}
	s.to.part()
	for steps++; steps <= scan.MaxSteps && len(s.found) < scan.First; steps++ {
		for s.to.depth < steps-1 && len(s.to.edge) > 0 {
			if err := s.to.expand(); err != nil {
				return nil, err
			}
		}
		if err := s.walk(Path{scan.From}, steps, s.detour); err != nil {
			return nil, err
		}
	}
	return s.found, nil
}

// A search goes from both ends until they meet.
type search struct {
	t        *Table
	scan     *PathScan
	goOn     func() error
	from, to wave
	keep     Keep
	looked   int
	seen     map[Node]bool   // of the neighbours that are looked for
	next     map[Node][]Node // on the shortest paths
	ahead    map[Node][]Node // whom one leads to
	found    []Path
}

// A wave is how far one has come from an end.
type wave struct {
	s     *search
	away  map[Node]int // how many steps
	edge  []Node       // those that are furthest
	depth int
	// Statements are followed to those of whom they are, and back.
	ahead, back bool
	known       map[Node][]Node // neighbours that were asked for
	// met are those of the other wave to which the last step leads from the edge, if
	// it has met that: nobody else was looked for then, and the edge is still the one
	// before.
	met map[Node][]Node
}

func newSearch(t *Table, scan *PathScan, goOn func() error) *search {
	s := &search{t: t, scan: scan, goOn: goOn, keep: scan.Keep(), seen: map[Node]bool{}, next: map[Node][]Node{}, ahead: map[Node][]Node{}}
	back := s.ahead // the same, where a step may be gone both ways
	if scan.Directed {
		back = map[Node][]Node{}
	}
	s.from = wave{s: s, away: map[Node]int{scan.From: 0}, edge: []Node{scan.From}, ahead: true, back: !scan.Directed, known: s.ahead}
	s.to = wave{s: s, away: map[Node]int{scan.To: 0}, edge: []Node{scan.To}, ahead: !scan.Directed, back: true, known: back}
	return s
}

// meet goes on from the end from which less is to be looked at, until it comes
// to where one has come from the other: in so many steps, or 0 for none.
func (s *search) meet() (steps int, err error) {
	for s.from.depth+s.to.depth < s.scan.MaxSteps && len(s.from.edge) > 0 && len(s.to.edge) > 0 {
		w, other := &s.from, &s.to
		if s.weight(&s.to) < s.weight(&s.from) {
			w, other = other, w
		}
		if err := w.meet(other); err != nil {
			return 0, err
		}
		if w.met != nil {
			return s.from.depth + s.to.depth, s.shortest()
		}
		if s.from.depth+s.to.depth+1 == s.scan.MaxSteps {
			break
		}
		if err := w.expand(); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// weight is how many rows there are to be looked at next.
func (s *search) weight(w *wave) (rows int) {
	for _, n := range w.edge {
		rows += s.t.ahead[n].len() + s.t.back[n].len() + 1
	}
	return rows
}

// expand goes one step further.
func (w *wave) expand() error {
	w.depth++
	var edge []Node
	for _, n := range w.edge {
		near, err := w.near(n)
		if err != nil {
			return err
		}
		for _, m := range near {
			if _, ok := w.away[m]; !ok {
				w.away[m] = w.depth
				edge = append(edge, m)
			}
		}
	}
	w.edge = edge
	return nil
}

func (w *wave) near(n Node) ([]Node, error) {
	near, ok := w.known[n]
	if !ok {
		var err error
		if near, err = w.s.neighbours(n, w.ahead, w.back); err != nil {
			return nil, err
		}
		w.known[n] = near
	}
	return near, nil
}

// onward gives those of the next step who are one step away from one of a step.
func (w *wave) onward(n Node, away int) ([]Node, error) {
	if w.met != nil && away == w.depth-1 {
		return w.met[n], nil
	}
	return w.near(n)
}

// A member is one of whom a node on the edge of a wave stands.
type member struct{ node, of Node }

// meet goes one step further if that leads to the edge of the other wave, and there
// only: it is the last step, and most of those whom it would come to lie elsewhere.
func (w *wave) meet(other *wave) error {
	var there []member
	for _, n := range other.edge {
		members, err := w.s.scan.Members(n)
		if err != nil {
			return err
		}
		for _, m := range members {
			if w.s.t.Shows(w.s.scan.Clearance, m) {
				there = append(there, member{m, n})
			}
		}
	}
	slices.SortFunc(there, func(a, b member) int { return cmp.Compare(a.node, b.node) })
	for _, n := range w.edge {
		met, err := w.s.among(n, there, w.ahead, w.back)
		if err != nil {
			return err
		}
		for _, m := range met {
			w.away[m] = w.depth + 1
		}
		if len(met) > 0 {
			if w.met == nil {
				w.met = map[Node][]Node{}
			}
			w.met[n] = met
		}
	}
	if w.met != nil {
		w.depth++
	}
	return nil
}

// part takes back that a wave has met the other one, so that its next step is a whole one.
func (w *wave) part() {
	if w.met == nil {
		return
	}
	for _, met := range w.met {
		for _, m := range met {
			delete(w.away, m)
		}
	}
	w.depth--
	w.met = nil
}

// shortest notes which nodes follow on each other on the shortest paths: first
// from where both have met to the end, then back to the beginning.
func (s *search) shortest() error {
	good := map[Node]bool{}
	for _, w := range []*wave{&s.from, &s.to} {
		for _, met := range w.met {
			for _, n := range met {
				good[n] = true
			}
		}
	}
	before := map[int][]Node{}
	for n, away := range s.to.away {
		before[away] = append(before[away], n)
	}
	for away := range s.to.depth {
		for _, n := range before[away] {
			near, err := s.to.onward(n, away)
			if err != nil {
				return err
			}
			for _, m := range near {
				if s.to.away[m] == away+1 && m != s.scan.To {
					s.next[m] = append(s.next[m], n)
				}
			}
		}
	}
	from := map[int][]Node{}
	for n, away := range s.from.away {
		from[away] = append(from[away], n)
	}
	for away := s.from.depth - 1; away >= 0; away-- {
		better := map[Node]bool{}
		for _, n := range from[away] {
			near, err := s.from.onward(n, away)
			if err != nil {
				return err
			}
			var on []Node
			for _, m := range near {
				if good[m] && s.from.away[m] == away+1 {
					on = append(on, m)
				}
			}
			if on != nil {
				s.next[n], better[n] = on, true
			}
		}
		good = better
	}
	for _, nodes := range s.next {
		slices.Sort(nodes)
	}
	return nil
}

// onward gives who follows on a shortest path.
func (s *search) onward(n Node, _ int) ([]Node, error) { return s.next[n], nil }

// detour gives who may follow when so many steps are left.
func (s *search) detour(n Node, left int) ([]Node, error) {
	near, err := s.from.near(n)
	if err != nil {
		return nil, err
	}
	var on []Node
	for _, m := range near {
		away, ok := s.to.away[m]
		if ok && away < left && (m == s.scan.To) == (left == 1) {
			on = append(on, m)
		}
	}
	return on, nil
}

// walk finds the paths of so many steps that go on from one, by who may follow.
func (s *search) walk(p Path, left int, follow func(Node, int) ([]Node, error)) error {
	if err := s.look(1); err != nil {
		return err
	}
	at := p[len(p)-1]
	if left == 0 {
		if at == s.scan.To {
			s.found = append(s.found, slices.Clone(p))
		}
		return nil
	}
	on, err := follow(at, left)
	if err != nil {
		return err
	}
	for _, n := range on {
		if len(s.found) == s.scan.First {
			return nil
		}
		if slices.Contains(p, n) {
			continue
		}
		if err := s.walk(append(p, n), left-1, follow); err != nil {
			return err
		}
	}
	return nil
}

// look counts rows that were looked at.
func (s *search) look(n int) error {
	before := s.looked
	if s.looked += n; s.looked > s.scan.Budget {
		return fmt.Errorf("%w: the search for paths has looked at %d statements, which is as many as one may: ask for fewer steps or paths, or for fewer statements", graph.ErrTooComplex, s.scan.Budget)
	}
	if before/breath != s.looked/breath {
		return s.goOn()
	}
	return nil
}

// neighbours are those to whom statements lead from a node, or back, in order.
func (s *search) neighbours(n Node, ahead, back bool) ([]Node, error) {
	members, err := s.scan.Members(n)
	if err != nil {
		return nil, err
	}
	var near []Node
	seen := s.seen
	clear(seen)
	seen[n] = true
	some := func(member Node, away bool) func([]link) error {
		return func(run []link) error {
			other := run[0].node
			if err := s.look(1); err != nil || !s.t.Shows(s.scan.Clearance, member) || !s.t.Shows(s.scan.Clearance, other) {
				return err
			}
			m, err := s.scan.Canonical(other)
			if err != nil || seen[m] || m != s.scan.From && m != s.scan.To && !s.scan.Allowed(m) {
				return err
			}
			for i := range run {
				reached := other
				if !away {
					reached = member
				}
				if leads, err := s.leads(int(run[i].row), reached); err != nil {
					return err
				} else if leads {
					seen[m] = true
					near = append(near, m)
					break
				}
			}
			return nil
		}
	}
	for _, m := range members {
		if ahead {
			if err := s.t.ahead[m].runs(some(m, true)); err != nil {
				return nil, err
			}
		}
		if back {
			if err := s.t.back[m].runs(some(m, false)); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(near)
	return near, nil
}

// among are those in a list, which is in order, to whom statements lead from a node, or
// back, in order.
func (s *search) among(n Node, there []member, ahead, back bool) ([]Node, error) {
	members, err := s.scan.Members(n)
	if err != nil {
		return nil, err
	}
	var met []Node
	for _, m := range members {
		if !s.t.Shows(s.scan.Clearance, m) {
			continue
		}
		for _, side := range []struct {
			links *links
			away  bool
		}{{s.t.ahead[m], true}, {s.t.back[m], false}} {
			if side.away && !ahead || !side.away && !back {
				continue
			}
			looked, err := side.links.among(there, func(to member, row int) (bool, error) {
				reached := to.node
				if !side.away {
					reached = m
				}
				leads, err := s.leads(row, reached)
				if leads && !slices.Contains(met, to.of) {
					met = append(met, to.of)
				}
				return leads, err
			})
			if err == nil {
				err = s.look(looked)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(met)
	return met, nil
}

// leads says whether a row is one of the search, and leads to a node that it
// names.
func (s *search) leads(i int, to Node) (bool, error) {
	if err := s.look(1); err != nil || !s.t.Sees(s.scan.View, i) {
		return false, err
	}
	parts := s.t.Parts(i)
	if !slices.ContainsFunc(parts, func(p Part) bool {
		return p.Node == to && s.scan.Links&(1<<p.As) != 0 && (p.As != AboutActor || s.scan.Roles&(1<<p.Role) != 0)
	}) {
		return false, nil
	}
	if s.keep == nil {
		return true, nil
	}
	return s.keep(i)
}

// Between gives the first of the statements that lead from one node to another, in the
// order in which they are listed by when they were said, the newest first, and how many
// there are.
func (t *Table) Between(scan PathScan, from, to Node, first int, goOn func() error) (newest []Node, count int, err error) {
	s := newSearch(t, &scan, goOn)
	var rows []int
	some := func(speakers, reached []Node) error {
		for _, n := range reached {
			if !t.Shows(scan.Clearance, n) {
				continue
			}
			for _, m := range speakers {
				err := t.ahead[m].to(n, func(i int) error {
					leads, err := s.leads(i, n)
					if leads {
						rows = append(rows, i)
					}
					return err
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	}
	left, err := scan.Members(from)
	if err != nil {
		return nil, 0, err
	}
	right, err := scan.Members(to)
	if err == nil {
		err = some(left, right)
	}
	if err == nil && !scan.Directed {
		err = some(right, left)
	}
	if err != nil {
		return nil, 0, err
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	top := make([]int, 0, first+1)
	for _, i := range rows {
		if len(top) == first && t.newestFirst(top[first-1], i) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, i, t.newestFirst)
		if top = slices.Insert(top, at, i); len(top) > first {
			top = top[:first]
		}
	}
	for _, i := range top {
		newest = append(newest, t.node[i])
	}
	return newest, len(rows), nil
}

// newestFirst orders rows as SAID_DESC does.
func (t *Table) newestFirst(a, b int) int {
	f, g := t.When(a), t.When(b)
	if f.Undated != g.Undated {
		if f.Undated {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(g.Earliest, f.Earliest), cmp.Compare(f.Bucket, g.Bucket), cmp.Compare(t.node[a], t.node[b]))
}
