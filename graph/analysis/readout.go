package analysis

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// ReadoutsDefinition names the version of the rules by which readouts are set side
// by side.
const ReadoutsDefinition = "readouts/1"

// MaxReadout is how many statements of one occasion are set side by side.
const MaxReadout = 600

// Readouts are what was told of one occasion, by who told it.
type Readouts struct {
	Occasion graph.ID
	Read     int
	Sides    []ReadoutSide   // by their ids
	Clauses  []ReadoutClause // those that most sides give first, then as they were read
}

// Definition is that of the rules.
func (*Readouts) Definition() string { return ReadoutsDefinition }

// ClauseCount is how many clauses there are.
func (r *Readouts) ClauseCount() int { return len(r.Clauses) }

// A ReadoutSide is who tells of an occasion: the outermost relay or, without one,
// the publisher of the document, with whoever speaks for it or for whom it speaks.
type ReadoutSide struct {
	// Actor is for whom the others of the side stand; empty where only documents
	// without a publisher tell.
	Actor     graph.ID
	Tellers   []graph.ID // all of them, in the order of their ids
	Documents []graph.ID
	Count     int // statements
}

// A ReadoutClause is something that was said, as far as any side tells it.
type ReadoutClause struct {
	// Given are the statements of each side, in the order of the sides; none of
	// one that omits it.
	Given    [][]*graph.Statement
	Relabels []Relabel
	SameActs bool // the sides that give it call it by one act
}

// Omitted are the sides that do not give the clause.
func (c *ReadoutClause) Omitted() (sides []int) {
	for i, given := range c.Given {
		if len(given) == 0 {
			sides = append(sides, i)
		}
	}
	return sides
}

// A Relabel is something that two sides call by other words of one language.
type Relabel struct {
	Node       graph.ID
	SideA      int
	SideB      int
	TermA      string
	TermB      string
	StatementA *graph.Statement
	StatementB *graph.Statement
}

// like says whether two tell the same of the same sides.
func (r *Relabel) like(o Relabel) bool {
	return r.Node == o.Node && r.SideA == o.SideA && r.SideB == o.SideB && folded(r.TermA) == folded(o.TermA) && folded(r.TermB) == folded(o.TermB)
}

// ReadoutsOf reads what was said on an occasion, and sets side by side who tells
// what of it. More than [MaxReadout] statements are [graph.ErrTooComplex].
func ReadoutsOf(ctx context.Context, r graph.Reader, occasion graph.ID) (*Readouts, error) {
	var statements []*graph.Statement
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := r.Statements(ctx, graph.StatementQuery{StatementSet: graph.StatementSet{Occasion: occasion}}, page)
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			statements = append(statements, item.Value)
		}
		if len(statements) > MaxReadout {
			return nil, fmt.Errorf("%w: more than %d statements were made on %s", graph.ErrTooComplex, MaxReadout, occasion)
		}
		if !list.More {
			break
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
	g := reportingOf(ctx, r)
	if err := g.read(statements); err != nil {
		return nil, err
	}
	slices.SortFunc(statements, func(a, b *graph.Statement) int { return cmp.Compare(a.ID, b.ID) })
	t := &telling{reporting: g, out: &Readouts{Occasion: occasion, Read: len(statements)}}
	for _, s := range statements {
		t.reports = append(t.reports, g.report(s))
	}
	t.sideOf()
	if err := t.clauses(); err != nil {
		return nil, err
	}
	return t.out, nil
}

// A telling sets reports of one occasion side by side.
type telling struct {
	*reporting
	out     *Readouts
	reports []*report
	side    []int // of each report
}

// teller is who tells a report: who is not known has the document's name.
func (t *telling) teller(r *report) graph.ID {
	if len(r.s.Relays) > 0 {
		x := &r.s.Relays[0]
		if who := t.canonical(x.Actor, x.Post); len(who) > 0 {
			return who[0]
		}
	}
	for _, id := range r.documents {
		if p := t.editions[id].publisher; p != "" {
			return t.sides.canonical(p)
		}
	}
	if len(r.documents) > 0 {
		return r.documents[0]
	}
	return ""
}

// sideOf finds the sides: tellers of whom one stands for the other are one.
func (t *telling) sideOf() {
	tellers := map[graph.ID]graph.Bounds{}
	who := make([]graph.ID, len(t.reports))
	for i, r := range t.reports {
		who[i] = t.teller(r)
		if _, ok := tellers[who[i]]; !ok {
			tellers[who[i]] = r.when
		}
	}
	ids := slices.Sorted(maps.Keys(tellers))
	top := map[graph.ID]graph.ID{}
	for _, id := range ids {
		top[id] = id
		// The last of those that are reached is the one furthest up.
		for _, up := range t.sides.reach([]graph.ID{id}, tellers[id], false)[1:] {
			if _, tells := tellers[up]; tells {
				top[id] = up
			}
		}
	}
	root := func(id graph.ID) graph.ID {
		for range maxTies {
			if top[id] == id {
				break
			}
			id = top[id]
		}
		return id
	}
	sides := map[graph.ID]*ReadoutSide{}
	for _, id := range ids {
		of := root(id)
		if sides[of] == nil {
			sides[of] = &ReadoutSide{}
		}
		if id.Kind() == graph.KindActor {
			sides[of].Tellers = append(sides[of].Tellers, id)
		}
	}
	order := slices.Sorted(maps.Keys(sides))
	t.side = make([]int, len(t.reports))
	for i, r := range t.reports {
		at := root(who[i])
		t.side[i] = slices.Index(order, at)
		sides[at].Count++
		sides[at].Documents = appendNew(sides[at].Documents, r.documents...)
	}
	for _, id := range order {
		s := sides[id]
		if id.Kind() == graph.KindActor {
			s.Actor = id
		}
		slices.Sort(s.Documents)
		t.out.Sides = append(t.out.Sides, *s)
	}
}

// clauses puts together what is the same clause: the likeliest pairs first, of
// two sides each, as long as no document tells one clause twice.
func (t *telling) clauses() error {
	type match struct {
		a, b     int
		likeness float64
	}
	var matches []match
	for i, a := range t.reports {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		for j := i + 1; j < len(t.reports); j++ {
			b := t.reports[j]
			if t.side[i] == t.side[j] && intersects(a.documents, b.documents) || !sameSpeaker(a, b) {
				continue
			}
			if l := clauseLikeness(a, b); l >= clauseThreshold {
				matches = append(matches, match{i, j, l})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.likeness, a.likeness) })
	in := make([]int, len(t.reports)) // the clause of each report
	members := make([][]int, len(t.reports))
	for i := range in {
		in[i], members[i] = i, []int{i}
	}
	for _, m := range matches {
		x, y := in[m.a], in[m.b]
		if x == y || t.twice(members[x], members[y]) {
			continue
		}
		x, y = min(x, y), max(x, y)
		for _, i := range members[y] {
			in[i] = x
		}
		members[x], members[y] = append(members[x], members[y]...), nil
	}
	for _, list := range members {
		if len(list) > 0 {
			slices.Sort(list)
			t.out.Clauses = append(t.out.Clauses, t.clause(list))
		}
	}
	slices.SortStableFunc(t.out.Clauses, func(a, b ReadoutClause) int { return cmp.Compare(len(a.Omitted()), len(b.Omitted())) })
	return nil
}

// sameSpeaker says whether the same may have said both.
func sameSpeaker(a, b *report) bool {
	if len(a.voices) == 0 || len(b.voices) == 0 {
		return true
	}
	_, related := speakers(a, b)
	return related
}

// twice says whether a document stands in both clauses.
func (t *telling) twice(a, b []int) bool {
	return slices.ContainsFunc(a, func(i int) bool {
		return slices.ContainsFunc(b, func(j int) bool { return intersects(t.reports[i].documents, t.reports[j].documents) })
	})
}

func (t *telling) clause(list []int) (c ReadoutClause) {
	c.Given = make([][]*graph.Statement, len(t.out.Sides))
	c.SameActs = true
	for _, i := range list {
		s := t.reports[i].s
		c.SameActs = c.SameActs && mainAct(s) == mainAct(t.reports[list[0]].s)
		for side, given := range c.Given {
			if side == t.side[i] || len(given) == 0 {
				continue
			}
			for _, x := range relabelled(t.reporting, given[0], s) {
				r := Relabel{Node: x.node, SideA: side, SideB: t.side[i], TermA: x.one, TermB: x.other, StatementA: given[0], StatementB: s}
				if r.SideA > r.SideB {
					r = Relabel{x.node, r.SideB, r.SideA, x.other, x.one, s, given[0]}
				}
				if !slices.ContainsFunc(c.Relabels, r.like) {
					c.Relabels = append(c.Relabels, r)
				}
			}
		}
		c.Given[t.side[i]] = append(c.Given[t.side[i]], s)
	}
	return c
}
