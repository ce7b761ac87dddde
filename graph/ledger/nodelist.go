package ledger

import (
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// A nodeSource is where the candidates for a list in recorded order come from:
// index lists whose members are nodes, and nodes that are known. The order in
// which records were first recorded is that of their nodes.
type nodeSource struct {
	kind  keys.Kind
	lists []*list
	nodes []keys.Node // in order
	// dated, when given, walks through the candidates in another order.
	dated *scheme
}

// maxNodeRuns bounds the runs of keys that are gone through side by side; of
// more, all is read at once.
const maxNodeRuns = 64

// A nodeWalk goes through a source, from a node on or back.
type nodeWalk struct {
	s       *snapshot
	source  nodeSource
	classes []keys.Class
	at      keys.Revision
	reverse bool
	from    keys.Node // the last that was given; 0 at first
	step    int       // how many candidates are looked for at a time
	ended   bool
}

// walkNodes starts a walk behind a node, or before it; 0 is none. It looks for
// as many candidates first as are wanted, and for more when these were not
// enough; for 0, all are wanted.
func (s *snapshot) walkNodes(source nodeSource, classes []keys.Class, at keys.Revision, from keys.Node, reverse bool, wanted int) (*nodeWalk, error) {
	w := &nodeWalk{s: s, source: source, classes: classes, at: at, from: from, reverse: reverse, step: maxBatch}
	if wanted > 0 {
		w.step = min(wanted, maxBatch)
	}
	if from >= s.next { // a cursor of a store that has been put back to what it was before
		w.from, w.ended = 0, !reverse
	}
	switch {
	case source.dated != nil:
		nodes, err := source.dated.nodes()
		if err != nil {
			return nil, err
		}
		w.source.nodes = nodes
	case len(source.lists)*len(classes)*len(w.spaces()) > maxNodeRuns:
		all, err := w.listed(0, math.MaxInt)
		if err != nil {
			return nil, err
		}
		w.source.lists, w.source.nodes = nil, mergeNodes([][]keys.Node{all, source.nodes}, math.MaxInt)
	}
	return w, nil
}

func (w *nodeWalk) spaces() []keys.Space { return w.s.spacesAt(w.at) }

// next gives the next candidates, in the direction of the walk; none at its end.
func (w *nodeWalk) next() ([]keys.Node, error) {
	if w.ended {
		return nil, nil
	}
	nodes, err := w.listed(w.from, w.step)
	if err != nil {
		return nil, err
	}
	nodes = append(nodes, w.known()...)
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	if w.reverse {
		slices.Reverse(nodes)
	}
	nodes = nodes[:min(len(nodes), w.step)]
	w.step = min(2*w.step, maxBatch)
	if w.ended = len(nodes) == 0; !w.ended {
		w.from = nodes[len(nodes)-1]
	}
	return nodes, nil
}

// known gives some of the nodes of the source itself.
func (w *nodeWalk) known() []keys.Node {
	all := w.source.nodes
	if w.from == 0 {
		if w.reverse {
			return all[max(0, len(all)-w.step):]
		}
		return all[:min(len(all), w.step)]
	}
	i, there := slices.BinarySearch(all, w.from)
	if w.reverse {
		return all[max(0, i-w.step):i]
	}
	if there {
		i++
	}
	return all[i:min(len(all), i+w.step)]
}

// listed gives members of the lists that stand behind a node, or before it: so
// many of each run, so that as many as that are the next of all.
func (w *nodeWalk) listed(from keys.Node, most int) ([]keys.Node, error) {
	var nodes []keys.Node
	for _, l := range w.source.lists {
		for _, space := range w.spaces() {
			for _, class := range w.classes {
				some, err := w.run(l, space, class, from, most)
				if err != nil {
					return nil, err
				}
				nodes = append(nodes, some...)
			}
		}
	}
	return nodes, nil
}

// run gives members of one class of a list in one space.
func (w *nodeWalk) run(l *list, space keys.Space, class keys.Class, from keys.Node, most int) (nodes []keys.Node, err error) {
	s := w.s
	prefix := keys.AppendClass(l.prefix(space), class)
	r := storage.Prefix(prefix)
	edge := slices.Clone(prefix)
	if l.tag == keys.Recorded {
		// What was recorded later stands behind all that is wanted.
		r.End = keys.AppendUint64(slices.Clone(prefix), uint64(w.at)+1)
	}
	if from != 0 {
		if l.tag == keys.Recorded {
			row, err := s.row(from, math.MaxUint64)
			if err != nil {
				return nil, err
			}
			edge = keys.AppendUint64(edge, row.Created)
		}
		if w.reverse {
			if edge = keys.AppendUint64(edge, uint64(from)); string(edge) < string(r.End) {
				r.End = edge
			}
		} else {
			r.Start = keys.AppendUint64(edge, uint64(from)+1)
		}
	}
	if err := s.spend(1); err != nil { // opening costs, also where there is nothing
		return nil, err
	}
	if string(r.Start) >= string(r.End) {
		return nil, nil
	}
	r.Reverse = w.reverse
	for pair, err := range s.tx.Scan(r) {
		if err != nil {
			return nil, storageError(err)
		}
		if err := s.spend(1); err != nil {
			return nil, err
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			return nil, corruptEntry(pair.Key, err)
		}
		hot, err := openHot(pair.Key, pair.Value)
		if err != nil {
			return nil, corruptEntry(pair.Key, err)
		}
		if !holds(space, key.Since, hot, w.at) || key.Tag == keys.Referrer && keys.Kind(hot.Main) != w.source.kind {
			continue
		}
		if nodes = append(nodes, key.Node); len(nodes) == most {
			break
		}
	}
	return nodes, nil
}

// nodeSourceOf chooses the candidates of a condition on records of a kind: the
// shortest lists that hold all that meets it, or all records of the kind. So many
// records are wanted, or all for 0.
func (s *snapshot) nodeSourceOf(c *condition, kind graph.Kind, classes []keys.Class, view graph.View, wanted int) (nodeSource, error) {
	base := nodeSource{kind: kindNumber(kind), lists: []*list{{tag: keys.Recorded, owner: keys.Node(kindNumber(kind))}}}
	p := &planner{s: s, classes: classes}
	if err := p.measure(append(listsOf(c, nil), base.lists...)); err != nil {
		return base, err
	}
	best, length, drives := shortest(c)
	kids := []*condition{c}
	if c.op == opAll {
		kids = c.kids
	}
	for _, k := range kids {
		if k.lookup == nil {
			continue
		}
		n, err := k.lookup.length()
		if err != nil {
			return base, err
		}
		if n >= base.lists[0].length() || drives && n >= length {
			continue
		}
		if err := k.lookup.seek(classes); err != nil {
			return base, err
		}
		if k.lookup.ok {
			best, length, drives = shortest(k.found())
		}
	}
	all := base.lists[0].length()
	if !drives || length > all {
		return base, nil
	}
	if slices.ContainsFunc(best.lists, func(l *list) bool { return l.tag.Dated() }) {
		// All of it is read to put it into order. If no more is asked for than
		// what the lists tell, some are found sooner among all.
		if wanted > 0 && c.op == opLists && recordCost*uint64(wanted)*(all/max(length, 1)+1) < length {
			return base, nil
		}
		dated, err := s.plan(c, kind, unbounded(classes), view, 0)
		return nodeSource{kind: base.kind, dated: dated}, err
	}
	best.kind = base.kind
	slices.Sort(best.nodes)
	best.nodes = slices.Compact(best.nodes)
	return best, nil
}

// shortest gives the candidates of a condition, and how many there are about.
func shortest(c *condition) (best nodeSource, length uint64, drives bool) {
	switch c.op {
	case opNever:
		return best, 0, true
	case opLists:
		for _, l := range c.lists {
			length += l.length()
		}
		best.lists = c.lists
		for i := range c.stops {
			best.nodes = append(best.nodes, c.stops[i].Node)
		}
		return best, length + uint64(len(c.stops)), c.lookup == nil
	case opAll:
		for _, k := range c.kids {
			if source, n, ok := shortest(k); ok && (!drives || n < length) {
				best, length, drives = source, n, true
			}
		}
		return best, length, drives
	case opAny:
		for _, k := range c.kids {
			source, n, ok := shortest(k)
			if !ok {
				return nodeSource{}, 0, false
			}
			best.lists, best.nodes = append(best.lists, source.lists...), append(best.nodes, source.nodes...)
			length += n
		}
		return best, length, true
	}
	return best, 0, false
}

// visible reads what a view sees of candidates whose entries held at its
// revision, and that have one of the statuses. It is nil at the place of others.
func (w *nodeWalk) visible(nodes []keys.Node, view graph.View) ([]*candidate, error) {
	versions, err := w.s.versionsAt(nodes, w.at)
	if err != nil {
		return nil, err
	}
	found := make([]*candidate, len(nodes))
	for i, v := range versions {
		if v == nil || kindNumber(v.kind) != w.source.kind {
			return nil, w.s.corrupt(nodes[i], "index entry", fmt.Errorf("it does not fit the record as of revision %d", w.at))
		}
		if !slices.Contains(w.classes, v.class) || !v.visible(view.Clearance) {
			continue
		}
		record, err := w.s.redacted(v, view)
		if err != nil {
			return nil, err
		}
		found[i] = &candidate{stop: stop{Position: v.at, class: v.class}, record: record}
	}
	return found, nil
}

// nodes gives the records that a walk along a scheme stands on, in the order of
// their nodes. Whether they meet the question is not looked at.
func (q *scheme) nodes() (nodes []keys.Node, err error) {
	w := q.walk(q.span)
	defer w.close()
	for {
		at, ok, err := w.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			slices.Sort(nodes)
			return nodes, nil
		}
		nodes = append(nodes, at.Node)
	}
}

// explain tells of the source, and of what else decides.
func (n *nodeSource) explain(root *condition) *graph.PlanStep {
	if n.dated != nil {
		return &graph.PlanStep{Op: "order", Length: n.dated.candidates(), Steps: []graph.PlanStep{*n.dated.explain()}}
	}
	step := explained(&condition{op: opLists, joined: true, lists: n.lists})
	step.Exact = root.op == opAlways
	step.Length += uint64(len(n.nodes))
	if len(n.nodes) > 0 {
		step.Op = "hits"
	}
	if step.Exact {
		return &step
	}
	return &graph.PlanStep{Op: "and", Steps: []graph.PlanStep{step, {Op: "record"}}}
}
