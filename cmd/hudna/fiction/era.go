package fiction

import "hudna/graph"

// A told is a statement that others can tell again, link to or correct.
type told struct {
	s        *graph.Statement
	side     int  // of who spoke, -1 for none
	referred bool // others refer to it, so that it cannot be withdrawn
	gone     bool // withdrawn
}

// A happened is an event that can be spoken of.
type happened struct {
	id     graph.ID
	a, b   int // the sides
	place  graph.ID
	treaty *treaty
	call   bool // something was said there
	day    int
	twin   bool // it, or another record of it, is judged the same
}

// A treaty is an agreement.
type treaty struct {
	id    graph.ID
	sides []int
}

// An era holds a few of the things of a month, by which later ones are tied to
// earlier ones.
type era struct {
	told     ring[*told]
	happened ring[*happened]
	treaties ring[*treaty]
	docs     ring[graph.ID]
}

// A ring holds the last few.
type ring[T any] struct {
	items []T
	next  int
}

// perRing bounds a ring.
const perRing = 40

func (r *ring[T]) add(x T) {
	if len(r.items) < perRing {
		r.items = append(r.items, x)
		return
	}
	r.items[r.next%perRing] = x
	r.next++
}

// near draws a thing of the month of a day, or of one of the few before it.
func near[T any](m *maker, day int, of func(*era) *ring[T]) (found T, ok bool) {
	at := month(day)
	if m.dice.in(300) {
		at--
	}
	for back := 0; back < 6 && at-back >= 0; back++ {
		if items := of(&m.eras[at-back]).items; len(items) > 0 {
			return one(m.dice, items), true
		}
	}
	return found, false
}

func toldOf(e *era) *ring[*told]         { return &e.told }
func happenedOf(e *era) *ring[*happened] { return &e.happened }
func treatiesOf(e *era) *ring[*treaty]   { return &e.treaties }
func docsOf(e *era) *ring[graph.ID]      { return &e.docs }

// A reservoir is a fair sample of all statements so far, so that old ones are
// corrected too.
type reservoir struct {
	items []*told
	seen  int
}

// perReservoir bounds a reservoir.
const perReservoir = 2_000

func (r *reservoir) add(d *dice, t *told) {
	r.seen++
	if len(r.items) < perReservoir {
		r.items = append(r.items, t)
	} else if i := d.n(r.seen); i < perReservoir {
		r.items[i] = t
	}
}

// remember keeps a statement for what comes later.
func (m *maker) remember(day int, t *told) {
	m.eras[month(day)].told.add(t)
	m.kept.add(m.dice, t)
}
