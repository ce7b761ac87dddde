package ledger

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

// Positions gives who takes which positions.
func (r *reader) Positions(ctx context.Context, q graph.PositionQuery) (p graph.Positions, err error) {
	if err := q.Check(); err != nil {
		return p, err
	}
	err = r.analyse(ctx, "Positions", q.StatementSet, func(s *snapshot, t *graph.Traced, table *projection.Table, sel *selection) error {
		scan := &stances{table: table, view: sel.View, on: q.On, roles: rolesOf(q.Roles), canonical: r.canonicalNode(s, table)}
		var err error
		if scan.actors, err = r.side(s, table, &q.Actors); err != nil {
			return err
		}
		if scan.targets, err = r.side(s, table, &q.Targets); err != nil {
			return err
		}
		var mu sync.Mutex
		var parts []*positions
		err = table.Read(func() error {
			scan.scales = table.Scales()
			return table.Each(&sel.Selection, func() func(int) error {
				part := &positions{stances: scan}
				mu.Lock()
				defer mu.Unlock()
				parts = append(parts, part)
				return part.add
			}, ctx.Err)
		})
		if err != nil {
			return err
		}
		all := &positions{stances: scan}
		for _, part := range parts {
			all.join(part)
		}
		p, err = s.positions(&q, all)
		t.Rows = len(p.Uses)
		return err
	})
	return p, err
}

// Stances are what all goroutines know that look for positions.
type stances struct {
	table           *projection.Table
	view            projection.View
	on              graph.PositionOn
	actors, targets projection.Side
	roles           uint64
	canonical       func(projection.Node) (projection.Node, error)
	scales          []string
	uses            atomic.Int64
}

// A positionedRow is a statement that has a use.
type positionedRow struct {
	node               projection.Node
	date               uint32
	document           projection.Node
	utterance          uint64
	uttered            bool
	joint, counterpart bool
	tellings           []columnTelling
	uses               []rowUse
}

// A rowUse is a use by the nodes that it names.
type rowUse struct {
	actor, target projection.Node
	role          uint8 // or agreement
	scale         uint16
	stance        int32
}

// Positions are the rows that one goroutine has found.
type positions struct {
	*stances
	rows    []positionedRow
	without int

	speakers, others, named []uint32 // of the row that is looked at
}

func (y *positions) add(i int) (err error) {
	parts, when := y.table.Parts(i), y.table.When(i)
	y.speakers = y.speakers[:0]
	speakers := 0
	for j := range parts {
		if as := parts[j].As; as == projection.Speaker || as == projection.SpeakerPost && y.actors.Groups != nil {
			if y.speakers, err = y.actors.Under(y.speakers, parts[j].Node, when); err != nil {
				return err
			}
		}
		if parts[j].As == projection.Speaker {
			speakers++
		}
	}
	row := positionedRow{node: y.table.Node(i), date: y.table.Facts(i).Date, joint: speakers > 1}
	for j := range parts {
		if len(y.speakers) == 0 {
			break
		}
		if err := y.uses(&row, &parts[j], when); err != nil {
			return err
		}
	}
	if len(row.uses) == 0 {
		y.without++
		return nil
	}
	slices.SortFunc(row.uses, compareUses)
	row.uses = slices.Compact(row.uses)
	if n := y.stances.uses.Add(int64(len(row.uses))); n > graph.MaxUses {
		return fmt.Errorf("%w: more than %d positions are taken: ask for fewer statements", graph.ErrTooComplex, graph.MaxUses)
	}
	if err := y.told(&row, parts); err != nil {
		return err
	}
	if row.counterpart, err = y.byCounterpart(parts, when); err != nil {
		return err
	}
	y.rows = append(y.rows, row)
	return nil
}

func compareUses(a, b rowUse) int {
	return cmp.Or(
		cmp.Compare(a.actor, b.actor), cmp.Compare(a.target, b.target), cmp.Compare(a.role, b.role),
		cmp.Compare(a.scale, b.scale), cmp.Compare(a.stance, b.stance),
	)
}

// uses adds those that a part makes for the speakers.
func (y *positions) uses(row *positionedRow, p *projection.Part, when *projection.When) (err error) {
	y.named = y.named[:0]
	u := rowUse{role: p.Role}
	switch {
	case p.As != projection.PositionOn && p.As != projection.AboutActor || !y.table.Shows(y.view.Clearance, p.Node):
		return nil // an utterance is no node to ask for
	case y.on == graph.OnTopics && p.As == projection.PositionOn:
		topic, err := y.canonical(p.Node)
		if err != nil {
			return err
		}
		y.named = append(y.named, topic)
	case y.on == graph.OnTargets && p.As == projection.AboutActor && y.roles&(1<<p.Role) != 0:
		if y.named, err = y.targets.Under(y.named, p.Node, when); err != nil {
			return err
		}
		for i := range y.named {
			y.named[i] = y.targets.Node(y.named[i])
		}
		if p.Scale != 0 {
			u.scale, u.stance = p.Scale, p.Stance
		}
	}
	for _, target := range y.named {
		for _, actor := range y.speakers {
			u.actor, u.target = y.actors.Node(actor), target
			row.uses = append(row.uses, u)
		}
	}
	return nil
}

// told notes what a row stands in, and how it reached us.
func (y *positions) told(row *positionedRow, parts []projection.Part) error {
	var relay projection.Node
	relayed, told, documents := false, false, 0
	for i := range parts {
		switch p := &parts[i]; p.As {
		case projection.Relay:
			if !relayed {
				relayed = true
				var err error
				if relay, err = y.canonical(p.Node); err != nil {
					return err
				}
			}
		case projection.Uttered:
			row.uttered, row.utterance = true, p.Utterance()
		case projection.ToldIn:
			told = true
			row.tellings = append(row.tellings, columnTelling{utterance: p.Utterance()})
		case projection.Document: // which come last
			if documents++; documents == 1 {
				row.document = p.Node
			}
			if !told {
				row.tellings = append(row.tellings, columnTelling{relay: relay, document: y.table.Root(y.view, p.Node, maxChain)})
			}
		}
	}
	return nil
}

// byCounterpart says whether who vouches for a row is one to whom it was said.
func (y *positions) byCounterpart(parts []projection.Part, when *projection.When) (bool, error) {
	y.others = y.others[:0]
	for i := range parts {
		p := &parts[i]
		if p.As != projection.Addressee || !y.table.Shows(y.view.Clearance, p.Node) {
			continue
		}
		var err error
		if y.others, err = y.actors.Under(y.others, p.Node, when); err != nil {
			return false, err
		}
	}
	y.others = slices.DeleteFunc(y.others, func(n uint32) bool { return slices.Contains(y.speakers, n) })
	if len(y.others) == 0 {
		return false, nil
	}
	among := func(n projection.Node) (bool, error) {
		var err error
		y.named, err = y.actors.Under(y.named[:0], n, when)
		return slices.ContainsFunc(y.named, func(n uint32) bool { return slices.Contains(y.others, n) }), err
	}
	for i := range parts {
		switch p := &parts[i]; p.As {
		case projection.Relay:
			return among(p.Node)
		case projection.Document:
			publisher := y.table.Publisher(y.view, p.Node)
			if publisher == 0 {
				return false, nil
			}
			if is, err := among(publisher); !is || err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

func (y *positions) join(other *positions) {
	y.rows = append(y.rows, other.rows...)
	y.without += other.without
}

// positions numbers what was found.
func (s *snapshot) positions(q *graph.PositionQuery, y *positions) (p graph.Positions, err error) {
	p.Without = y.without
	slices.SortFunc(y.rows, func(a, b positionedRow) int { return cmp.Compare(a.node, b.node) })
	if err := q.Identified(len(y.rows)); err != nil {
		return graph.Positions{}, err
	}
	var actors, targets, documents register
	for i := range y.rows {
		documents.add(y.rows[i].document)
		for _, u := range y.rows[i].uses {
			actors.add(u.actor)
			targets.add(u.target)
		}
	}
	for _, reg := range []struct {
		of *register
		to *[]graph.ID
	}{{&actors, &p.Actors}, {&targets, &p.Targets}, {&documents, &p.Documents}} {
		if *reg.to, err = reg.of.settle(s); err != nil {
			return graph.Positions{}, err
		}
	}
	texts, tellings := map[uint64]int{}, map[columnTelling]int{}
	for n := range y.rows {
		row := &y.rows[n]
		of := graph.Positioned{Document: documents.at[row.document], Text: n, Joint: row.joint, Counterpart: row.counterpart}
		of.First, of.Last, of.Dated = civil(y.table.Date(row.date))
		if row.uttered {
			of.Text = numberIn(texts, row.utterance, n)
		}
		for _, t := range row.tellings {
			of.Tellings = append(of.Tellings, numberIn(tellings, t, len(tellings)))
		}
		slices.Sort(of.Tellings)
		of.Tellings = slices.Compact(of.Tellings)
		p.Statements = append(p.Statements, of)
		first := len(p.Uses)
		for _, u := range row.uses {
			p.Uses = append(p.Uses, y.use(n, u, actors.at[u.actor], targets.at[u.target]))
		}
		slices.SortFunc(p.Uses[first:], func(a, b graph.Use) int {
			return cmp.Or(
				cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Agreement, b.Agreement),
				cmp.Compare(a.Role, b.Role), cmp.Compare(a.Scale, b.Scale), cmp.Compare(a.Stance, b.Stance),
			)
		})
	}
	var nodes []keys.Node
	for _, n := range q.Identify {
		nodes = append(nodes, keys.Node(y.rows[n].node))
	}
	p.IDs, err = s.idsOf(nodes)
	return p, err
}

// use is what a row's use says in words.
func (y *stances) use(statement int, u rowUse, actor, target int) graph.Use {
	use := graph.Use{Statement: statement, Actor: actor, Target: target}
	if y.on == graph.OnTopics {
		use.Agreement = agreementOf(u.role)
		return use
	}
	use.Role = roleOf(u.role)
	if u.scale != 0 {
		use.Scale, use.Stance = y.scales[u.scale-1], float64(u.stance)/projection.StanceUnit
	}
	return use
}

// agreementOf and roleOf are what a number stands for.
func agreementOf(n uint8) graph.Concurring {
	for _, c := range graph.Concurrings() {
		if standNumbers[c] == n {
			return c
		}
	}
	return ""
}

func roleOf(n uint8) graph.AboutRole {
	for _, r := range graph.AboutRoles() {
		if roleNumbers[r] == n {
			return r
		}
	}
	return ""
}

// civil are the seconds of a date by its own clock, or false where either end is
// not known.
func civil(d graph.Date) (first, last int64, ok bool) {
	first, last, ok = d.Local()
	if !ok || first == math.MinInt64 || last == math.MaxInt64 {
		return 0, 0, false
	}
	return first, last, true
}

// numberIn is the number of something, which has one from when it is first asked
// for.
func numberIn[K comparable](numbers map[K]int, k K, next int) int {
	n, ok := numbers[k]
	if !ok {
		n = next
		numbers[k] = n
	}
	return n
}

// A register gives nodes places in the order of their ids.
type register struct {
	at    map[projection.Node]int
	nodes []keys.Node
}

func (g *register) add(n projection.Node) {
	if _, ok := g.at[n]; ok {
		return
	}
	if g.at == nil {
		g.at = map[projection.Node]int{}
	}
	g.at[n] = 0
	g.nodes = append(g.nodes, keys.Node(n))
}

func (g *register) settle(s *snapshot) ([]graph.ID, error) {
	ids, err := s.idsOf(g.nodes)
	if err != nil {
		return nil, err
	}
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	var sorted []graph.ID
	for place, i := range order {
		g.at[projection.Node(g.nodes[i])] = place //nolint:gosec // it came as one
		sorted = append(sorted, ids[i])
	}
	return sorted, nil
}
