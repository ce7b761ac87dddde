package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// An operator says how a [condition] is met.
type operator byte

const (
	opNever  operator = iota
	opAlways          // whatever the record is
	opLists           // it stands in one of the lists, or was found
	opEntry           // its index entry tells
	opRecord          // only the record tells
	opAll             // it meets each of the kids
	opAny             // it meets one of them
	opNot             // it does not meet the kid
)

// A condition is one part of a filter made ready for a view. Of each candidate,
// its lists and entries tell whether it meets the condition, as far as they
// can; where they cannot, the record decides.
type condition struct {
	op   operator
	part string // of the filter: "by", "about[0].actor"
	kids []*condition

	// lists hold all records that meet the condition. Whether each record in
	// them does, they say themselves.
	lists []*list
	// stops are such records that a search found, in the order of positions.
	stops []stop
	// lookup finds out the lists, or the stops, where that is not too much.
	lookup *lookup
	// tell says what the entry of a record tells, or what keys that are read
	// for it do.
	tell func(*stop) (verdict, error)
	// vague: the entry cannot always tell, or, without tell, neither can the
	// lists.
	vague bool
	// column: what an entry tells is told by a row of the projection as well.
	column bool
	// row makes a test of what the rows of the projection tell, where neither
	// lists nor entries do.
	row func(*columnFilter) rowTest
	// window is where the dates of what meets it lie, and when what they are
	// compared with.
	window *window
	when   *graph.CompiledDateRange
	// match says whether a record meets the condition.
	match func(*candidate) (bool, error)

	// What the planner chose.
	joined bool  // the lists are walked through, or what joins the kids is
	rows   probe // tells by the columns of the projection what the lists would
}

// A lookup finds out which lists hold the records that meet a condition, or
// these themselves.
type lookup struct {
	// kind is that of the records that it looks at, where about as many of them
	// meet the condition; otherwise one cannot tell beforehand how many do.
	kind graph.Kind
	// length is how many these are, about, and most how many they may be.
	length func() (uint64, error)
	most   uint64
	// find gives them, of some classes at least, or false for more than may be.
	find func([]keys.Class) (lists []*list, stops []stop, ok bool, err error)

	// What was found, once it has been looked for.
	done  bool
	ok    bool
	lists []*list
	stops []stop
}

// seek looks for it, once.
func (l *lookup) seek(classes []keys.Class) (err error) {
	if !l.done {
		l.lists, l.stops, l.ok, err = l.find(classes)
		l.done = err == nil
	}
	return err
}

// found is a condition whose lookup has found what it looked for.
func (c *condition) found() *condition {
	found := *c
	found.lists, found.stops, found.lookup = slices.Clone(c.lookup.lists), c.lookup.stops, nil // of which a plan takes some out
	if found.tell != nil {                                                                     // what was found decides, where an entry could not
		found.tell, found.vague = nil, false
	}
	return &found
}

// A candidate is a record as the view sees it.
type candidate struct {
	stop
	record graph.Record
}

// never and always are the conditions that need no looking.
var (
	never  = &condition{op: opNever}
	always = &condition{op: opAlways}
)

// all is met by what meets each of the conditions.
func all(part string, kids ...*condition) *condition {
	var flat []*condition
	for _, k := range kids {
		switch k.op {
		case opNever:
			return never
		case opAlways:
		case opAll:
			flat = append(flat, k.kids...)
		default:
			flat = append(flat, k)
		}
	}
	switch len(flat) {
	case 0:
		return always
	case 1:
		return flat[0]
	}
	return &condition{op: opAll, part: part, kids: flat}
}

// anyOf is met by what meets one of the conditions.
func anyOf(part string, kids ...*condition) *condition {
	var flat []*condition
	for _, k := range kids {
		switch k.op {
		case opAlways:
			return always
		case opNever:
		case opAny:
			flat = append(flat, k.kids...)
		default:
			flat = append(flat, k)
		}
	}
	switch len(flat) {
	case 0:
		return never
	case 1:
		return flat[0]
	}
	return &condition{op: opAny, part: part, kids: flat}
}

// not is met by what does not meet the condition.
func not(part string, kid *condition) *condition {
	switch kid.op {
	case opNever:
		return always
	case opAlways:
		return never
	case opNot:
		return kid.kids[0]
	}
	return &condition{op: opNot, part: part, kids: []*condition{kid}}
}

// matches says whether a record meets the condition.
func (c *condition) matches(r *candidate) (bool, error) {
	switch c.op {
	case opNever:
		return false, nil
	case opAlways:
		return true, nil
	case opNot:
		met, err := c.kids[0].matches(r)
		return !met && err == nil, err
	case opAll, opAny:
		for _, k := range c.kids {
			met, err := k.matches(r)
			if err != nil || met == (c.op == opAny) {
				return met, err
			}
		}
		return c.op == opAll, nil
	}
	return c.match(r)
}

// exact says whether the record is never asked.
func (c *condition) exact() bool {
	switch c.op {
	case opLists:
		for _, l := range c.lists {
			if l.unsure || l.during != nil {
				return c.tell != nil && !c.vague
			}
		}
		return c.joined && (c.tell != nil || !c.vague) || c.tell != nil && !c.vague
	case opRecord:
		return false
	case opEntry:
		return !c.vague
	}
	for _, k := range c.kids {
		if !k.exact() {
			return false
		}
	}
	return true
}
