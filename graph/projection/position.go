package projection

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// A PositionScan says which positions are looked for.
type PositionScan struct {
	Selection
	Actors, Targets Side
	OnTopics        bool   // on topics; else on actors
	Roles           uint64 // bits of those in which actors are spoken of
	// Canonical gives what stands for a topic or a relay; several goroutines ask.
	Canonical func(Node) (Node, error)
	// What is wanted of the rows besides.
	Tellings, Counterpart bool
	MaxCopies             int // how far a copy of a document is followed
	// Most is how many uses there may be, and TooMany what there is to say where
	// there are more.
	Most    int64
	TooMany error
}

// Positions are who takes which positions, by the numbers of nodes.
type Positions struct {
	Rows     []PositionRow // in the order of their statements
	Uses     []PositionUse
	Tellings []Telling
	Without  int // rows that are selected and have no use
}

// A PositionRow is a row that has a use.
type PositionRow struct {
	Statement          Node
	Date               uint32
	Document           Node // the first one in which it stands
	Uses, Tellings     uint32
	Utterance          uint64
	Uttered            bool
	Joint, Counterpart bool
}

// A PositionUse is a position by the nodes that it names.
type PositionUse struct {
	Actor, Target Node
	Stance        int32
	Scale         uint16
	Role          uint8 // or agreement
}

// A Telling is an act of telling by which a row reached us: one that tells of
// others, or that a document, and a relay in it, told of it.
type Telling struct {
	Utterance       uint64
	Relay, Document Node
}

// Positions finds who takes which positions. It asks now and then whether to go on.
func (t *Table) Positions(scan *PositionScan, goOn func() error) (*Positions, error) {
	var mu sync.Mutex
	var parts []*positions
	var uses atomic.Int64
	err := t.Each(&scan.Selection, func() func(int) error {
		part := &positions{t: t, scan: scan, all: &uses}
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, part)
		return part.add
	}, goOn)
	if err != nil {
		return nil, err
	}
	return joined(parts), goOn()
}

// Positions are the rows that one goroutine has found. Uses and Tellings of a row
// are where its own begin until all parts are joined.
type positions struct {
	Positions
	t       *Table
	scan    *PositionScan
	all     *atomic.Int64 // uses of all goroutines, as of when they last said
	counted int           // of the own ones

	speakers, others, named []uint32 // of the row that is looked at
}

// counting is after how many uses a goroutine tells the others.
const counting = 4096

func (y *positions) add(i int) (err error) {
	parts, when := y.t.Parts(i), y.t.When(i)
	y.speakers = y.speakers[:0]
	speakers := 0
	for j := range parts {
		as := parts[j].As
		if as == Speaker {
			speakers++
		}
		if as == Speaker || as == SpeakerPost && y.scan.Actors.Groups != nil {
			if y.speakers, err = y.scan.Actors.Under(y.speakers, parts[j].Node, when); err != nil {
				return err
			}
		}
	}
	from := len(y.Uses)
	for j := 0; j < len(parts) && len(y.speakers) > 0; j++ {
		if err := y.uses(&parts[j], when); err != nil {
			return err
		}
	}
	mine := y.Uses[from:]
	if len(mine) == 0 {
		y.Without++
		return nil
	}
	if len(mine) > 1 {
		slices.SortFunc(mine, comparePositions)
		y.Uses = y.Uses[:from+len(slices.Compact(mine))]
	}
	if more := len(y.Uses) - y.counted; more >= counting {
		y.counted = len(y.Uses)
		if y.all.Add(int64(more)) > y.scan.Most {
			return y.scan.TooMany
		}
	}
	row := PositionRow{
		Statement: y.t.node[i], Date: y.t.facts[i].Date, Joint: speakers > 1,
		Uses: uint32(from), Tellings: uint32(len(y.Tellings)), //nolint:gosec // there are fewer than parts
	}
	if err := y.told(&row, parts); err != nil {
		return err
	}
	if y.scan.Counterpart {
		if row.Counterpart, err = y.byCounterpart(parts, when); err != nil {
			return err
		}
	}
	y.Rows = append(y.Rows, row)
	return nil
}

func comparePositions(a, b PositionUse) int {
	return cmp.Or(
		cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Role, b.Role),
		cmp.Compare(a.Scale, b.Scale), cmp.Compare(a.Stance, b.Stance),
	)
}

// uses adds those that a part makes for the speakers.
func (y *positions) uses(p *Part, when *When) (err error) {
	if p.As != PositionOn && p.As != AboutActor || !y.t.Shows(y.scan.Clearance, p.Node) {
		return nil // an utterance is no node to ask for
	}
	u := PositionUse{Role: p.Role}
	switch {
	case y.scan.OnTopics && p.As == PositionOn:
		if u.Target, err = y.scan.Canonical(p.Node); err != nil {
			return err
		}
		y.by(u)
	case !y.scan.OnTopics && p.As == AboutActor && y.scan.Roles&(1<<p.Role) != 0:
		if y.named, err = y.scan.Targets.Under(y.named[:0], p.Node, when); err != nil {
			return err
		}
		if p.Scale != 0 {
			u.Scale, u.Stance = p.Scale, p.Stance
		}
		for _, target := range y.named {
			u.Target = y.scan.Targets.Node(target)
			y.by(u)
		}
	}
	return nil
}

// by adds a use of each speaker.
func (y *positions) by(u PositionUse) {
	for _, actor := range y.speakers {
		u.Actor = y.scan.Actors.Node(actor)
		y.Uses = append(y.Uses, u)
	}
}

// told notes what a row stands in, and how it reached us.
func (y *positions) told(row *PositionRow, parts []Part) (err error) {
	var relay Node
	relayed, told := false, false
	for i := range parts {
		switch p := &parts[i]; p.As {
		case Relay:
			if !relayed && y.scan.Tellings {
				relayed = true
				if relay, err = y.scan.Canonical(p.Node); err != nil {
					return err
				}
			}
		case Uttered:
			row.Uttered, row.Utterance = true, p.Utterance()
		case ToldIn:
			if told = true; y.scan.Tellings {
				y.Tellings = append(y.Tellings, Telling{Utterance: p.Utterance()})
			}
		case Document: // which come last
			if row.Document == 0 {
				row.Document = p.Node
			}
			if y.scan.Tellings && !told {
				y.Tellings = append(y.Tellings, Telling{Relay: relay, Document: y.t.Root(y.scan.View, p.Node, y.scan.MaxCopies)})
			}
		}
	}
	return nil
}

// byCounterpart says whether who vouches for a row is one to whom it was said.
func (y *positions) byCounterpart(parts []Part, when *When) (bool, error) {
	y.others = y.others[:0]
	for i := range parts {
		p := &parts[i]
		if p.As != Addressee || !y.t.Shows(y.scan.Clearance, p.Node) {
			continue
		}
		var err error
		if y.others, err = y.scan.Actors.Under(y.others, p.Node, when); err != nil {
			return false, err
		}
	}
	y.others = slices.DeleteFunc(y.others, func(n uint32) bool { return slices.Contains(y.speakers, n) })
	if len(y.others) == 0 {
		return false, nil
	}
	among := func(n Node) (bool, error) {
		var err error
		y.named, err = y.scan.Actors.Under(y.named[:0], n, when)
		return slices.ContainsFunc(y.named, func(n uint32) bool { return slices.Contains(y.others, n) }), err
	}
	for i := range parts {
		switch p := &parts[i]; p.As {
		case Relay:
			return among(p.Node)
		case Document:
			publisher := y.t.Publisher(y.scan.View, p.Node)
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

// joined puts what goroutines found into the order of the statements. Uses and
// Tellings of a row are where its own end from then on.
func joined(parts []*positions) *Positions {
	var all Positions
	var found NodeSet
	rows, uses, tellings := 0, 0, 0
	for _, part := range parts {
		for i := range part.Rows {
			found.Add(part.Rows[i].Statement)
		}
		rows, uses, tellings = rows+len(part.Rows), uses+len(part.Uses), tellings+len(part.Tellings)
		all.Without += part.Without
	}
	found.Settle()
	type place struct{ part, row uint32 }
	order := make([]place, rows)
	for p, part := range parts {
		for i := range part.Rows {
			order[found.Place(part.Rows[i].Statement)] = place{uint32(p), uint32(i)} //nolint:gosec // there are few goroutines and no more rows than versions
		}
	}
	all.Rows, all.Uses, all.Tellings = make([]PositionRow, 0, rows), make([]PositionUse, 0, uses), make([]Telling, 0, tellings)
	for _, at := range order {
		part, i := parts[at.part], int(at.row)
		row, usesEnd, tellingsEnd := part.Rows[i], len(part.Uses), len(part.Tellings)
		if i+1 < len(part.Rows) {
			usesEnd, tellingsEnd = int(part.Rows[i+1].Uses), int(part.Rows[i+1].Tellings)
		}
		all.Uses = append(all.Uses, part.Uses[row.Uses:usesEnd]...)
		all.Tellings = append(all.Tellings, part.Tellings[row.Tellings:tellingsEnd]...)
		row.Uses, row.Tellings = uint32(len(all.Uses)), uint32(len(all.Tellings)) //nolint:gosec // there are fewer than parts
		all.Rows = append(all.Rows, row)
	}
	return &all
}
