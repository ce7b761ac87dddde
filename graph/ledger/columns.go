package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

// A rowTest says whether a row of the projection meets a condition; maybe where
// only the record can tell.
type rowTest func(row int) (verdict, error)

// A columnFilter makes tests of conditions that the columns of the projection
// tell of. What they say is what the lists, the entries and the records say.
type columnFilter struct {
	s     *snapshot
	table *projection.Table
	view  graph.View
}

// byColumns has the columns tell what the records of candidates would have to be
// read for. The projection is not made for it: where there is none yet, records
// are read.
func (q *scheme) byColumns() {
	if q.kind != graph.KindStatement || q.s.writing || q.s.l.opts.KeepToKeys || q.s.l.project == nil {
		return
	}
	table := q.s.l.project.table.Load()
	if table == nil {
		return
	}
	f := &columnFilter{q.s, table, q.view}
	for _, k := range q.root.kids {
		if k.joined || k.op == opNever || k.op == opAlways || k.exact() {
			continue
		}
		if test := f.test(k); test != nil {
			k.rows = f.probe(test)
		}
	}
}

// probe asks the row of a candidate. A revision is in the projection before it
// can be asked for.
func (f *columnFilter) probe(test rowTest) probe {
	at := projection.Revision(f.view.Revision) //nolint:gosec // the projection holds all revisions
	return func(s *stop) (v verdict, err error) {
		err = f.table.Read(func() (err error) {
			v = maybe
			if row, ok := f.table.RowAt(projection.Node(s.Node), at); ok && f.table.Revision() >= at { //nolint:gosec // likewise
				v, err = test(row)
			}
			return err
		})
		return v, err
	}
}

// test makes a test of a condition, or nil where the columns do not tell.
func (f *columnFilter) test(c *condition) rowTest {
	if c.row != nil {
		return c.row(f)
	}
	switch c.op {
	case opNever:
		return func(int) (verdict, error) { return no, nil }
	case opAlways:
		return func(int) (verdict, error) { return yes, nil }
	case opNot:
		kid := f.test(c.kids[0])
		if kid == nil {
			return nil
		}
		return func(row int) (verdict, error) {
			v, err := kid(row)
			return yes - v, err
		}
	case opAll, opAny:
		return f.joined(c)
	case opLists:
		return f.lists(c)
	case opEntry:
		switch {
		case c.when != nil:
			return f.dated(c)
		case c.column:
			return f.entry(c)
		}
	}
	return nil
}

// joined is met where each of the kids is, or one of them.
func (f *columnFilter) joined(c *condition) rowTest {
	kids := make([]rowTest, len(c.kids))
	for i, k := range c.kids {
		if kids[i] = f.test(k); kids[i] == nil {
			return nil
		}
	}
	settles := no
	if c.op == opAny {
		settles = yes
	}
	return func(row int) (verdict, error) {
		found := yes - settles
		for _, k := range kids {
			v, err := k(row)
			if err != nil || v == settles {
				return v, err
			}
			if v == maybe {
				found = maybe
			}
		}
		return found, nil
	}
}

// aboutPlaces are the places in which a statement names of whom or what it
// speaks.
var aboutPlaces = []projection.As{projection.AboutActor, projection.AboutStatement, projection.AboutTopic, projection.AboutOther}

// columnTags are the lists whose members the columns hold, by the places in
// which a statement names their owners.
var columnTags = map[keys.Tag][]projection.As{
	keys.SaidBy:     {projection.Speaker, projection.SpeakerPost},
	keys.OnBehalfOf: {projection.SpeakerFor},
	keys.RelayedBy:  {projection.Relay, projection.RelayPost},
	keys.RelayedFor: {projection.RelayFor},
	keys.SaidTo:     {projection.Addressee, projection.AddresseePost},
	keys.About:      aboutPlaces,
	keys.InDocument: {projection.Document},
	keys.PositionOn: {projection.PositionOn},
	keys.SaidAt:     {projection.SaidAt},
}

// A placedNode is a node in one of the places in which a statement names some.
type placedNode struct {
	node projection.Node
	as   projection.As
}

// lists is met where a statement names the owner of a list in its place.
func (f *columnFilter) lists(c *condition) rowTest {
	if c.lookup != nil || c.stops != nil || c.tell != nil {
		return nil
	}
	// The lists of an owner are a chain, by one more than where they stand.
	type link struct {
		list *list
		next int
	}
	var places uint64
	owners, links := make(map[placedNode]int, 2*len(c.lists)), make([]link, 0, 2*len(c.lists))
	for _, l := range c.lists {
		as, ok := columnTags[l.tag]
		// Of the list of a speaker the roles are the kinds of links.
		if !ok || l.unsure && l.tag != keys.SaidTo || l.roles != 0 && l.tag != keys.About {
			return nil
		}
		for _, a := range as {
			n := placedNode{projection.Node(l.owner), a} //nolint:gosec // the projection holds all nodes
			links = append(links, link{l, owners[n]})
			owners[n] = len(links)
			places |= 1 << a
		}
	}
	clearance := uint8(markingNumber(f.view.Clearance))
	return func(row int) (verdict, error) {
		parts := f.table.Parts(row)
		for i := range parts {
			p := &parts[i]
			if places&(1<<p.As) == 0 {
				continue
			}
			at := owners[placedNode{p.Node, p.As}]
			if at == 0 || !f.table.Shows(clearance, p.Node) || p.As == projection.AddresseePost && !f.table.Shows(clearance, parts[i-1].Node) {
				continue
			}
			for ; at != 0; at = links[at-1].next {
				if links[at-1].list.holdsRow(p, f.table.When(row)) {
					return yes, nil
				}
			}
		}
		return no, nil
	}
}

// holdsRow says whether a statement that names the owner of a list stands in it.
func (l *list) holdsRow(p *projection.Part, when *projection.When) bool {
	if l.roles != 0 && l.roles&(1<<p.Role) == 0 {
		return false
	}
	if l.during == nil {
		return true
	}
	b := graph.Bounds{Earliest: when.Earliest, Latest: when.Latest, Undated: when.Undated}
	return slices.ContainsFunc(l.during.ways, func(w way) bool { return w.holds(b, l.during.certainly) })
}

// nameIn makes a test of a condition that is met where a statement names
// something that the view sees in one of some places, with one of some roles; any
// for none.
func nameIn(roles uint32, places ...projection.As) func(*columnFilter) rowTest {
	return func(f *columnFilter) rowTest {
		v := projection.View{Revision: projection.Revision(f.view.Revision), Clearance: uint8(markingNumber(f.view.Clearance))} //nolint:gosec // the projection holds all revisions
		return func(row int) (verdict, error) {
			parts := f.table.Parts(row)
			for i := range parts {
				p := &parts[i]
				if slices.Contains(places, p.As) && (roles == 0 || roles&(1<<p.Role) != 0) && f.table.ShowsPart(v, p) {
					return yes, nil
				}
			}
			return no, nil
		}
	}
}

// spokenIn makes a test of a condition that is met where the language of a
// statement is in one of some ranges.
func spokenIn(ranges []string) func(*columnFilter) rowTest {
	return func(f *columnFilter) rowTest {
		var in []bool // by the numbers of the languages, once rows are read
		return func(row int) (verdict, error) {
			if in == nil {
				in = []bool{false}
				for _, tag := range f.table.Langs() {
					in = append(in, slices.ContainsFunc(ranges, func(want string) bool { return inLang(tag, want) }))
				}
			}
			return decided(in[f.table.Lang(row)]), nil
		}
	}
}

// dated is met where the date lies in a range. Each date that is not certain to
// lie in it, or not to, is compared once.
func (f *columnFilter) dated(c *condition) rowTest {
	matches := map[uint32]verdict{}
	lo, hi := c.when.Window()
	innerLo, innerHi := c.when.Inner()
	plain := !c.when.Certainly() && !c.when.Empty()
	sure := innerLo <= innerHi
	return func(row int) (verdict, error) {
		when := f.table.When(row)
		if plain && !when.Undated {
			switch {
			case when.Earliest > hi || when.Latest < lo:
				return no, nil
			case sure && when.Earliest <= innerHi && when.Latest >= innerLo:
				return yes, nil
			}
		}
		date := f.table.Facts(row).Date
		found, ok := matches[date]
		if !ok {
			found = decided(c.when.Match(f.table.Date(date)))
			matches[date] = found
		}
		return found, nil
	}
}

// entry is met where what an entry would say does.
func (f *columnFilter) entry(c *condition) rowTest {
	return func(row int) (verdict, error) {
		facts, when := f.table.Facts(row), f.table.When(row)
		return c.tell(&stop{
			Position: keys.Position{Earliest: when.Earliest, Bucket: keys.Bucket(when.Bucket), Node: keys.Node(f.table.Node(row))},
			class:    keys.ClassOf(keys.Status(facts.Status), keys.Marking(f.table.Hides(row))),
			hot:      keys.Hot{Acts: facts.Acts, Main: facts.Main, Depth: facts.Depth, Basis: facts.Basis},
			told:     true,
		})
	}
}

// A selection is which rows of the projection a query for statements finds.
type selection struct {
	projection.Selection
	plan *graph.PlanStep
}

// selected makes ready which rows a set of statements finds: by the columns,
// where they tell of all its parts, else by the index, from which the rows are
// found once for all.
func (r *reader) selected(s *snapshot, table *projection.Table, set graph.StatementSet) (*selection, error) {
	sel, err := r.columned(s, table, set)
	if err == nil && sel.Keep == nil {
		err = sel.byKeys(r, s, table, graph.StatementQuery{StatementSet: set})
	}
	return sel, err
}

// columned makes ready which rows a set of statements finds by the columns,
// without a Keep where they do not tell.
func (r *reader) columned(s *snapshot, table *projection.Table, set graph.StatementSet) (*selection, error) {
	c, err := s.compiler(set, r.view)
	if err != nil {
		return nil, err
	}
	q := graph.StatementQuery{StatementSet: set}
	on, sp, err := c.statementQuery(&q)
	if err != nil {
		return nil, err
	}
	sel := &selection{plan: &graph.PlanStep{Op: "projection", Exact: true}}
	sel.View = projection.View{Revision: projection.Revision(r.view.Revision), Clearance: uint8(markingNumber(r.view.Clearance))} //nolint:gosec // the projection holds all revisions
	for _, class := range sp.classes {
		sel.Statuses |= 1 << class.Status()
	}
	f := columnFilter{s, table, r.view}
	if r.ledger.opts.KeepToKeys || f.test(on) == nil {
		return sel, nil
	}
	sel.Said = windowOf(on)
	sel.Keep = func() projection.Keep {
		if on.op == opAlways {
			return nil
		}
		test := f.test(on)
		return func(row int) (bool, error) {
			v, err := test(row)
			if v != maybe || err != nil {
				return v == yes, err
			}
			s.asked.Lock()
			defer s.asked.Unlock()
			return f.matches(on, row)
		}
	}
	return sel, nil
}

// windowOf is where the dates lie of all that meets a condition, but for what
// has none; nil for anywhere.
func windowOf(on *condition) *projection.Window {
	kids := []*condition{on}
	if on.op == opAll {
		kids = on.kids
	}
	var found *projection.Window
	for _, k := range kids {
		if k.when == nil || k.window == nil {
			continue
		}
		w := projection.Window{From: k.window.lo, To: k.window.hi}
		if found != nil {
			w = projection.Window{From: max(w.From, found.From), To: min(w.To, found.To)}
		}
		found = &w
	}
	return found
}

// matches asks the record of a row.
func (f *columnFilter) matches(on *condition, row int) (bool, error) {
	n := keys.Node(f.table.Node(row))
	records, err := f.s.visibleAt([]keys.Node{n}, f.view)
	if err != nil || records[0] == nil {
		return false, err
	}
	return on.matches(&candidate{stop: stop{Position: keys.Position{Node: n}}, record: records[0]})
}

// byKeys finds the statements by the index.
func (sel *selection) byKeys(r *reader, s *snapshot, table *projection.Table, q graph.StatementQuery) error {
	found := map[projection.Node]bool{}
	var t graph.Traced
	err := r.eachStatement(s, &t, q, itsPlace, func(c *candidate) (bool, error) {
		found[projection.Node(c.Node)] = true //nolint:gosec // the projection holds all nodes
		return true, nil
	})
	sel.plan = t.Plan
	sel.Keep = func() projection.Keep {
		return func(row int) (bool, error) { return found[table.Node(row)], nil }
	}
	return err
}
