package ledger

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// maxWays bounds the ways that are looked at, to all the members of one scope
// together: an actor may have been in and out of an organisation many times.
const maxWays = 20 * graph.MaxUnion

// standing gives the members that stand for an actor by the scopes and the
// certainty of a set, ON_BEHALF apart, in the order of their nodes. More than
// [graph.MaxUnion] are [graph.ErrTooComplex].
//
// The ways of a member are in the order in which they are told of: that of the
// fewest affiliations first; among equals that whose holders were recorded
// first, beginning with who stands for the actor; then that of the first
// affiliations of a holder. A way that holds only where an earlier one does is
// left out, so that what goes round in circles comes to an end.
func (s *snapshot) standing(asked graph.ID, set *graph.ActorSet, view graph.View) ([]member, error) {
	scopes := set.Include
	if scopes == nil {
		scopes = []graph.ActorScope{graph.ScopeSelf}
	}
	r := rollup{
		s: s, view: view, asked: asked, certainly: set.Certainty == graph.DateCertainly,
		speakers: slices.Contains(scopes, graph.ScopeRepresentatives),
		parts:    slices.Contains(scopes, graph.ScopeParts),
		members:  map[keys.Node]*standIn{}, ties: map[keys.Node][]tie{},
	}
	n, err := s.nodeOf(asked)
	if err != nil {
		return nil, err
	}
	selfToo := slices.Contains(scopes, graph.ScopeSelf)
	scope, before := s.scopeAt(n, &r, selfToo), s.reads
	if members, ok, err := s.stoodFor(scope, view); ok || err != nil {
		return members, err
	}
	root, err := s.cluster(n, view)
	if err != nil {
		return nil, err
	}
	all := way{lo: math.MinInt64, hi: math.MaxInt64}
	self := &standIn{nodes: root, parts: []way{all}} // who stands for it by a circle has nothing to add
	r.members[root[0]] = self
	if selfToo {
		self.ways = []way{all}
		r.count = len(root)
	}
	level := []reached{{self, all}}
	for r.speakers || r.parts {
		if level, err = r.next(level); err != nil {
			return nil, err
		}
		if len(level) == 0 {
			break
		}
	}
	members, err := r.found()
	if err == nil {
		s.standsFor(scope, view, members, s.reads-before)
	}
	return members, err
}

// A rollup finds out who stands for an actor, level by level: first who does so
// by one affiliation, then by two.
type rollup struct {
	s                          *snapshot
	view                       graph.View
	asked                      graph.ID
	certainly, speakers, parts bool

	members map[keys.Node]*standIn // by the first node of what is the same
	ties    map[keys.Node][]tie    // with an organisation, likewise
	count   int                    // of the nodes of members
	looked  int                    // ways
}

// A standIn is what stands for the actor: records that are judged the same.
type standIn struct {
	nodes []keys.Node
	ways  []way // by which it does, in order
	parts []way // those by which it is a part of the actor
}

// A tie is an affiliation with an organisation, and when it holds.
type tie struct {
	*link
	lo, hi           int64
	speaksFor, parts bool
}

// A reached is a way that ends at a stand-in.
type reached struct {
	at *standIn
	way
}

// next goes one affiliation further from parts of the actor, and gives the
// parts that it comes to.
func (r *rollup) next(level []reached) (parts []reached, err error) {
	type candidate struct {
		reached
		part bool
	}
	var candidates []candidate
	for _, from := range level {
		ties, err := r.tiesWith(from.at.nodes)
		if err != nil {
			return nil, err
		}
		for i := range ties {
			t := &ties[i]
			w := way{max(from.lo, t.lo), min(from.hi, t.hi), &link{t.holder, t.step, from.chain}}
			if r.certainly && w.lo > w.hi {
				continue
			}
			holders := []keys.Node{t.holder}
			if post := t.step.Affiliation.Post; post != "" && t.speaksFor {
				n, err := r.s.nodeOf(post)
				if err != nil {
					return nil, err
				}
				holders = append(holders, n)
			}
			for j, n := range holders {
				at, err := r.standIn(n)
				if err != nil {
					return nil, err
				}
				candidates = append(candidates, candidate{reached{at, w}, t.parts && j == 0})
			}
			if r.looked += len(holders); r.looked > maxWays {
				return nil, fmt.Errorf("%w: %s is stood for in more than %d ways", graph.ErrTooComplex, r.asked, maxWays)
			}
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return compareChains(a.chain, b.chain) })
	for _, c := range candidates {
		at := c.at
		if !covered(at.ways, c.way) {
			if len(at.ways) == 0 {
				if r.count += len(at.nodes); r.count > graph.MaxUnion {
					return nil, tooMany("the scope of "+string(r.asked), r.count)
				}
			}
			at.ways = append(at.ways, c.way)
		}
		if c.part && !covered(at.parts, c.way) {
			at.parts = append(at.parts, c.way)
			parts = append(parts, c.reached)
		}
	}
	return parts, nil
}

// covered says whether some way holds whenever another one does.
func covered(ways []way, by way) bool {
	return slices.ContainsFunc(ways, func(w way) bool { return w.lo <= by.lo && by.hi <= w.hi })
}

// compareChains orders chains of one length.
func compareChains(a, b *link) int {
	for ; a != b; a, b = a.next, b.next {
		if c := cmp.Or(cmp.Compare(a.holder, b.holder), cmp.Compare(a.step.Index, b.step.Index)); c != 0 {
			return c
		}
	}
	return 0
}

func (r *rollup) standIn(n keys.Node) (*standIn, error) {
	nodes, err := r.s.cluster(n, r.view)
	if err != nil {
		return nil, err
	}
	found := r.members[nodes[0]]
	if found == nil {
		found = &standIn{nodes: nodes}
		r.members[nodes[0]] = found
	}
	return found, nil
}

// tiesWith reads the affiliations with an organisation, which is judged to be
// several records, as the view sees them. What is retracted holds no more.
func (r *rollup) tiesWith(organisation []keys.Node) ([]tie, error) {
	if found, ok := r.ties[organisation[0]]; ok {
		return found, nil
	}
	s, at := r.s, keys.Revision(r.view.Revision)
	var holders []keys.Node
	for _, n := range organisation {
		give := func(m keys.Member, _ keys.Hot) error {
			holders = append(holders, m.Position.Node)
			return nil
		}
		speaking := func(m keys.Member, hot keys.Hot) error {
			if hot.Roles&speaksFor != 0 {
				holders = append(holders, m.Position.Node)
			}
			return nil
		}
		var err error
		if r.parts {
			err = s.standingEdges(keys.PartOf, n, at, r.view.Clearance, give)
		} else {
			err = s.standingEdges(keys.PartOf, n, at, r.view.Clearance, speaking)
		}
		if err == nil && r.speakers {
			err = s.standingEdges(keys.SpokenFor, n, at, r.view.Clearance, give)
		}
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(holders)
	holders = slices.Compact(holders)
	ids, err := s.idsOf(organisation)
	if err != nil {
		return nil, err
	}
	var ties []tie
	for some := range slices.Chunk(holders, maxBatch) {
		records, err := s.visibleAt(some, r.view)
		if err != nil {
			return nil, err
		}
		for i, record := range records {
			holder, ok := record.(*graph.Actor)
			if !ok {
				return nil, s.corrupt(some[i], "index entry", fmt.Errorf("it does not fit the record as of revision %d", at))
			}
			ties = r.appendTies(ties, some[i], holder, ids)
		}
	}
	r.ties[organisation[0]] = ties
	return ties, nil
}

// appendTies appends the affiliations of an actor with an organisation that are
// asked for.
func (r *rollup) appendTies(ties []tie, n keys.Node, holder *graph.Actor, organisation []graph.ID) []tie {
	for i := range holder.Affiliations {
		f := &holder.Affiliations[i]
		t := tie{
			link:      &link{holder: n, step: graph.ThroughStep{Holder: holder.ID, Index: i, Affiliation: *f}},
			speaksFor: r.speakers && f.SpeaksFor, parts: r.parts && f.Kind == graph.AffiliationPartOf,
		}
		if !t.speaksFor && !t.parts || !slices.Contains(organisation, f.Organisation) {
			continue
		}
		holds := true
		if t.lo, t.hi = mayHold(f); r.certainly {
			t.lo, t.hi, holds = surelyHolds(f)
		}
		if holds {
			ties = append(ties, t)
		}
	}
	return ties
}

// found puts the members into order.
func (r *rollup) found() ([]member, error) {
	var members []member
	for _, in := range r.members {
		if len(in.ways) == 0 {
			continue
		}
		some, err := r.s.membersOf(in.nodes)
		if err != nil {
			return nil, err
		}
		if in.ways[0].chain != nil { // else it stands for itself
			for i := range some {
				some[i].ways = in.ways
			}
		}
		members = append(members, some...)
	}
	slices.SortFunc(members, func(a, b member) int { return cmp.Compare(a.node, b.node) })
	return members, nil
}

// mayHold gives the window in which an affiliation may hold: what is not known
// may be any time.
func mayHold(f *graph.Affiliation) (lo, hi int64) {
	lo, hi = math.MinInt64, math.MaxInt64
	if from, ok := boundsOf(f.From); ok {
		lo = from.Earliest
	}
	if to, ok := boundsOf(f.To); ok {
		hi = to.Latest
	}
	return lo, hi
}

// surelyHolds gives the window in which an affiliation holds for certain, if there
// is one: somebody who was seen in a post held it when the last instant that the
// date of it can mean had passed, and when the first one came.
func surelyHolds(f *graph.Affiliation) (lo, hi int64, ok bool) {
	lo, hi = math.MaxInt64, math.MinInt64
	if from, ok := boundsOf(f.From); ok {
		lo = from.Latest
	}
	if to, ok := boundsOf(f.To); ok {
		hi = to.Earliest
	}
	for i := range f.SeenOn {
		if seen, ok := boundsOf(&f.SeenOn[i]); ok {
			lo, hi = min(lo, seen.Latest), max(hi, seen.Earliest)
		}
	}
	return lo, hi, lo <= hi && lo != math.MaxInt64 && hi != math.MinInt64
}

// boundsOf are the bounds of a date that is known.
func boundsOf(d *graph.Date) (graph.Bounds, bool) {
	if d == nil {
		return graph.Bounds{}, false
	}
	b, err := d.Bounds()
	return b, err == nil && !b.Undated
}
