package ledger

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/storage/keys"
)

// A scheme is how a question is going to be answered: a condition whose lists
// were chosen, and the segments in which they are walked through.
type scheme struct {
	s    *snapshot
	view graph.View
	root *condition
	span span
	far  reach
	kind graph.Kind
	// total is how long the list of all records of the kind is at the head.
	total uint64
	// unlisted: no list holds all that can meet the question, nor is there one
	// of all records in the order of positions, so that it cannot be walked.
	unlisted bool
	// rival is what may answer a page sooner than the walk does, or nil.
	rival *rival
}

// A planner chooses which lists a question walks through. It goes by the
// counters of the head, also for older revisions.
type planner struct {
	s       *snapshot
	classes []keys.Class
	covers  graph.Marking // the clearance of the view
	heads   bool          // the question is asked of the head, so that a list without entries holds nothing
	total   uint64
	opening uint64    // how often a list is opened: once in each segment that may have something
	wanted  uint64    // how many records are enough
	graph   *counters // of node 0
	// rival is the cheapest of the lookups that bound what the question costs
	// and that were put off.
	rival     *rival
	rivalCost uint64
}

// plan chooses among the lists of a condition on records of a kind. What meets
// it lies in the span; wanted is how many are enough, or 0.
func (s *snapshot) plan(root *condition, kind graph.Kind, sp span, view graph.View, wanted int) (*scheme, error) {
	if root.op == opNever || len(sp.classes) == 0 {
		return &scheme{s: s, view: view, root: never, span: sp, kind: kind}, nil
	}
	q, err := s.scheme(root, kind, sp, view)
	if err != nil {
		return nil, err
	}
	heads := keys.Revision(view.Revision) == s.head
	base := &list{tag: keys.SaidDate}
	switch kind {
	case graph.KindEvent:
		base.tag = keys.EventDate
	case graph.KindDocument:
		base.tag, base.owner = keys.Recorded, keys.Node(documentKind)
	}
	p := &planner{s: s, classes: sp.classes, covers: view.Clearance, heads: heads, wanted: uint64(wanted)}
	if err := p.measure([]*list{base}); err != nil {
		return nil, err
	}
	p.total = base.length()
	p.opening = 2 * uint64(len(sp.classes)) * keys.Buckets // in LIVE and CLOSED
	if heads {
		filled := slices.DeleteFunc(slices.Clone(base.lengths), func(n uint64) bool { return n == 0 })
		p.opening = uint64(len(filled)) * keys.Buckets
	}
	if q.total = p.total; heads && p.total == 0 {
		q.root = never
		return q, nil
	}
	s.advised = nil // what follows chooses anew
	root.forget()
	if err := p.measure(listsOf(root, nil)); err != nil {
		return nil, err
	}
	root = p.prune(root)
	if root.op == opNever {
		q.root = never
		return q, nil
	}
	q.narrow(root)
	kids := []*condition{root}
	if root.op == opAll {
		kids = slices.Clone(root.kids)
	}
	if err := p.resolve(kids, p.total, true, true); err != nil {
		return nil, err
	}
	q.rival = p.rival
	if root = p.prune(all("", kids...)); root.op == opNever {
		q.root = never
		return q, nil
	}
	switch root.op {
	case opAlways:
		kids = nil
	case opAll:
		kids = root.kids
	default:
		kids = []*condition{root}
	}
	_, drives := root.length()
	if q.unlisted = !drives && base.tag == keys.Recorded; !drives {
		kids = append(kids, &condition{
			op: opLists, lists: []*list{base}, match: func(*candidate) (bool, error) { return true, nil },
		})
	}
	q.root = &condition{op: opAll, kids: kids}
	p.choose(q.root, p.total)
	q.byColumns()
	s.advised = q.root
	return q, nil
}

// scheme begins one.
func (s *snapshot) scheme(root *condition, kind graph.Kind, sp span, view graph.View) (*scheme, error) {
	q := &scheme{s: s, view: view, root: root, span: sp, kind: kind, far: reach{said: math.MaxInt64, when: math.MaxInt64, next: s.next}}
	if at := keys.Revision(view.Revision); at != s.head {
		far, err := s.reachAt(at)
		if err != nil {
			return nil, err
		}
		q.far = far
	}
	return q, nil
}

// forget takes back what an earlier plan of the same question chose.
func (c *condition) forget() {
	if c == never || c == always { // which all questions share
		return
	}
	c.joined, c.rows = false, nil
	for _, k := range c.kids {
		k.forget()
	}
}

// narrow leaves of the span what lies where dates have to.
func (q *scheme) narrow(c *condition) {
	if w := c.window; w != nil {
		q.span.lo, q.span.hi = max(q.span.lo, w.lo), min(q.span.hi, w.hi)
		q.span.undated = q.span.undated && w.undated
	}
	if c.op == opAll {
		for _, k := range c.kids {
			q.narrow(k)
		}
	}
}

// reachAt is how far the lists of a revision before the head reach.
func (s *snapshot) reachAt(r keys.Revision) (reach, error) {
	if r == 0 {
		return noReach, nil
	}
	if err := s.spend(1); err != nil {
		return reach{}, err
	}
	return readReach(s.tx, r)
}

// listsOf adds all lists of a condition.
func listsOf(c *condition, lists []*list) []*list {
	lists = append(lists, c.lists...)
	for _, k := range c.kids {
		lists = listsOf(k, lists)
	}
	return lists
}

// prune takes out the lists that hold nothing, and what cannot be met without
// them.
func (p *planner) prune(c *condition) *condition {
	kids := make([]*condition, len(c.kids))
	for i, k := range c.kids {
		kids[i] = p.prune(k)
	}
	switch c.op {
	case opAll:
		return all(c.part, kids...)
	case opAny:
		return anyOf(c.part, kids...)
	case opNot:
		return not(c.part, kids[0])
	case opLists:
		if p.heads {
			c.lists = slices.DeleteFunc(c.lists, func(l *list) bool { return l.length() == 0 })
		}
		if c.lookup == nil && len(c.lists)+len(c.stops) == 0 {
			return never
		}
	}
	return c
}

// resolve makes the searches among conditions that n records are asked of at
// most, or, at the top, that all have to meet, where it costs less than looking at these. Of conditions that have to
// be met together, the shortest has no more candidates than it has entries.
func (p *planner) resolve(kids []*condition, n uint64, together, top bool) error {
	if together {
		for _, k := range kids {
			if m, drives := k.length(); drives {
				n = min(n, m)
			}
		}
	}
	for i, k := range kids {
		if k.lookup == nil {
			if err := p.resolve(k.kids, n, k.op == opAll, false); err != nil {
				return err
			}
			continue
		}
		if !k.lookup.done {
			looks, err := p.looks(k.lookup, n, top)
			if err != nil {
				return err
			}
			if !looks {
				continue
			}
			if err := k.lookup.seek(p.classes); err != nil {
				return err
			}
		}
		if !k.lookup.ok {
			continue
		}
		if err := p.measure(k.lookup.lists); err != nil {
			return err
		}
		kids[i] = k.found()
	}
	return nil
}

// lookCost is what it takes to look up a record, in keys: it, and where the
// lists begin that it leads to.
const lookCost = 2

// cost is what it takes to look up m records of a kind, in keys. Of many
// documents, the lists are read at once.
func (p *planner) cost(m uint64, k graph.Kind) uint64 {
	if k == graph.KindDocument && m > graph.MaxUnion {
		return m * (lookCost + 1 + p.total/max(p.recorded(k), 1))
	}
	return lookCost * m
}

// looks says whether looking up records, beforehand, costs less than looking at n
// candidates, of which some are enough. Where these may be far, the lookup may
// go on beside the walk; where it cannot, and looking at all candidates would
// pass the budget, it is better to know first.
func (p *planner) looks(l *lookup, n uint64, top bool) (bool, error) {
	m, err := l.length()
	if err != nil || m > l.most {
		return false, err
	}
	cost, left := p.cost(m, l.kind), uint64(p.s.left())
	if cost > recordCost*n {
		return false, nil
	}
	rivals := top && cost <= left/4
	if p.wanted == 0 || m == 0 || l.kind == "" || !rivals && recordCost*n >= left/2 {
		return true, nil
	}
	// So many of the records of the kind meet the condition, and so many of
	// the candidates, about.
	soon := min(n, p.wanted*(p.recorded(l.kind)/m+1))
	if cost <= recordCost*soon {
		return true, nil
	}
	if rivals && (p.rival == nil || cost < p.rivalCost) {
		p.rivalCost = cost
		// Twice of what looking at so many would cost, each with what it names.
		head := min(4*recordCost*soon, cost)
		p.rival = &rival{lookup: l, classes: p.classes, head: int(head), most: int(left / 2)}
	}
	return false, nil
}

// recorded is how many records of a kind that the view sees there are at the
// head.
func (p *planner) recorded(k graph.Kind) uint64 {
	return p.graph.length(keys.Recorded, kindNumber(k), allClasses(p.covers))
}

// length is how many candidates a condition has when its lists are walked
// through, and whether it has any.
func (c *condition) length() (n uint64, drives bool) {
	switch c.op {
	case opNever:
		return 0, true
	case opLists:
		n = uint64(len(c.stops))
		for _, l := range c.lists {
			n += l.length()
		}
		return n, c.lookup == nil
	case opAll:
		for _, k := range c.kids {
			if m, ok := k.length(); ok && (!drives || m < n) {
				n, drives = m, true
			}
		}
		return n, drives
	case opAny:
		for _, k := range c.kids {
			m, ok := k.length()
			if !ok {
				return 0, false
			}
			n += m
		}
		return n, true
	}
	return 0, false
}

// choose takes the lists of a condition that has candidates by itself, beside n
// others that it is joined with.
func (p *planner) choose(c *condition, n uint64) {
	c.joined = true
	if c.op == opAny {
		for _, k := range c.kids {
			p.choose(k, n)
		}
	}
	if c.op != opAll {
		return
	}
	slices.SortStableFunc(c.kids, func(a, b *condition) int {
		m, drives := a.length()
		o, other := b.length()
		switch {
		case drives != other:
			if drives {
				return -1
			}
			return 1
		case m < o:
			return -1
		case m > o:
			return 1
		}
		return 0
	})
	for i, k := range c.kids {
		m, drives := k.length()
		switch {
		case drives && i == 0:
			n = min(n, m)
			p.choose(k, n)
		case drives && k.tell == nil && p.worth(k, n):
			p.choose(k, n)
		default:
			p.consult(k, n)
		}
	}
}

// consult takes the lists of a condition that is to be asked of n candidates.
func (p *planner) consult(c *condition, n uint64) {
	if c.op == opLists {
		c.joined = c.lookup == nil && c.tell == nil && p.worth(c, n)
	}
	for _, k := range c.kids {
		p.consult(k, n)
	}
}

// recordCost is what it takes to look at a record, in keys.
const recordCost = 4

// worth says whether looking for n candidates in the lists of a condition costs
// less than looking at their records.
func (p *planner) worth(c *condition, n uint64) bool {
	lists := listsOf(c, nil)
	var sum uint64
	for _, l := range lists {
		sum += l.length()
	}
	// With every so many candidates one is met, and some are enough.
	if p.wanted > 0 && sum > 0 {
		n = min(n, p.wanted*(p.total/sum+1))
	}
	cost := uint64(len(lists)) * p.opening
	for _, l := range lists {
		cost += min(n, l.length())
	}
	return cost <= recordCost*n+2*p.opening
}

// advice says what the question could do without, for who has to change it as it reads too
// much.
func (s *snapshot) advice() string {
	if s.advised == nil || s.unsettled() { // lengths tell of what is hidden
		return ""
	}
	var without []string
	var walk func(*condition)
	walk = func(c *condition) {
		switch c.op {
		case opRecord:
			without = append(without, c.part)
		case opLists:
			if !c.joined && c.tell == nil {
				without = append(without, c.part)
			}
		}
		for _, k := range c.kids {
			walk(k)
		}
	}
	walk(s.advised)
	slices.Sort(without)
	without = slices.Compact(without)
	said := ""
	if len(without) > 0 {
		said = fmt.Sprintf("no list holds what meets %s; ", strings.Join(without, ", "))
	}
	if kids := s.advised.kids; len(kids) > 0 && kids[0].op == opLists && len(kids[0].lists) > 0 {
		names, length := map[string]bool{}, uint64(0)
		for _, l := range kids[0].lists {
			names[l.tag.String()] = true
			length += l.length()
		}
		said += fmt.Sprintf("the shortest way leads through %d entries %s; ", length, strings.Join(slices.Sorted(maps.Keys(names)), ", "))
	}
	return said
}
