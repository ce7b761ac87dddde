package graphtest

import (
	"fmt"
	"slices"
	"time"

	"hudna/graph"
)

// HistoryOptions say how a history is made up.
type HistoryOptions struct {
	Commits int // how many changes are accepted; 50 unless given
}

// A Step is one change that somebody brings to the graph.
type Step struct {
	What   string // what is tried, in words
	By     graph.Principal
	Change graph.Change
	// Want is nil when the change is accepted, else the sentinel of package
	// graph that its refusal wraps.
	Want error
	// Repeats is the revision that an earlier change with the same idempotency
	// key made. The graph answers with it again and makes no revision. 0 for a
	// change that repeats nothing.
	Repeats graph.Revision
}

// A History makes up one step after the other. It keeps what a graph would
// hold, as far as it needs that to know which changes are accepted; it does not
// ask the oracle.
//
// Of the accepted changes the first part carries its own times, as an import
// does, and is brought by administrators; the others leave the time to the
// graph's clock and are brought by anybody who may.
type History struct {
	dice     *Dice
	commits  int // still to come
	timed    int // of these, how many carry a time
	things   []*thing
	byID     map[graph.ID]*thing
	former   []graph.ID            // that things had
	first    map[graph.ID]graph.ID // by those that they have
	replaced []supersession        // as of all revisions
	revision graph.Revision
	time     time.Time
	made     int // ids given out
	names    *naming
	sheet    *sheet

	dates      deck[graph.EDTF] // of what is said
	creates    deck[graph.Kind] // of records that are no statements
	changes    deck[graph.Kind] // of records that are corrected, retracted, restored
	accepted   deck[accepted]
	refused    deck[refused]
	refuseNext bool
	pending    []Step // follow without a draw
	keys       int
	freeKey    string // a key whose change was refused
	keyed      []Step // accepted with a key
}

// A thing is a record as the history knows it.
type thing struct {
	id         graph.ID
	order      int
	record     graph.Record // its newest version, normalized
	references []graph.ID
	guards     []graph.ID
	before     graph.Status // what it was before it was retracted
	revision   graph.Revision
	author     string
	creator    string // who created it
	writer     string // who last changed what it says
}

func (t *thing) status() graph.Status   { return t.record.Shared().Status }
func (t *thing) marking() graph.Marking { return t.record.Shared().Marking }
func (t *thing) retracted() bool        { return t.status() == graph.StatusRetracted }

// NewHistory begins a history. The same seed and options make the same steps.
func NewHistory(seed uint64, o HistoryOptions) *History {
	if o.Commits == 0 {
		o.Commits = 50
	}
	h := &History{
		dice:    NewDice(seed),
		commits: o.Commits,
		byID:    map[graph.ID]*thing{},
		first:   map[graph.ID]graph.ID{},
		time:    time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC),
		names:   newNaming(),
		sheet:   newSheet(),
	}
	h.timed = o.Commits/4 + h.dice.N(o.Commits/2+1)
	h.dates.cards = slices.Concat(edtfs, dstDays)
	h.creates.cards = slices.DeleteFunc(graph.Kinds(), func(k graph.Kind) bool { return k == graph.KindStatement })
	h.creates.cards = append(h.creates.cards, graph.KindEvent, graph.KindAgreement)
	const statement = graph.KindStatement
	h.changes.cards = append(graph.Kinds(), statement, statement)
	h.accepted.cards = acceptedSteps()
	h.refused.cards = refusedSteps()
	return h
}

// Next is the next step, or false at the end.
func (h *History) Next() (Step, bool) {
	if len(h.pending) > 0 {
		s := h.pending[0]
		h.pending = h.pending[1:]
		return s, true
	}
	if h.commits == 0 {
		return Step{}, false
	}
	h.refuseNext = !h.refuseNext && h.revision > 2
	if h.refuseNext {
		for range len(h.refused.cards) {
			if s, ok := h.refuse(h.refused.deal(h.dice)); ok {
				return s, true
			}
		}
	}
	h.commits--
	s := h.accept()
	h.apply(s)
	if s.Change.IdempotencyKey != "" {
		h.keyed = append(h.keyed, s)
		if h.dice.Chance(50) {
			again := s
			again.What, again.Repeats, again.Change = "repeat a change by its key", h.revision, cloneChange(s.Change)
			h.pending = append(h.pending, again)
		}
	}
	return s, true
}

// accept makes a step that is accepted.
func (h *History) accept() Step {
	s := Step{By: h.principal()}
	if begin := beginnings(); int(h.revision) < len(begin) {
		s.By.Clearance = graph.MarkingProtected
		s.What, s.Change.Ops = begin[h.revision].what, begin[h.revision].ops(h, s.By)
		h.straighten(s.Change.Ops)
	}
	if s.Change.Ops == nil && h.dice.Chance(4) {
		s.By.Role, s.What, s.Change.Placeholder = graph.RoleAdmin, placeholder, true
	}
	for tries := 0; s.Change.Ops == nil && !s.Change.Placeholder; tries++ {
		if tries == len(h.accepted.cards) {
			// Whatever else cannot be done: something new always can.
			s.What, s.Change.Ops = "create records", creating(h.bystander())
			break
		}
		card := h.accepted.deal(h.dice)
		s.What, s.Change.Ops = card.what, card.ops(h, s.By)
		h.straighten(s.Change.Ops)
		if h.contradicts(s.Change.Ops) || h.unanswers(s.Change.Ops) {
			s.Change.Ops = nil
		}
	}
	h.dress(&s)
	if h.freeKey != "" {
		s.Change.IdempotencyKey, h.freeKey = h.freeKey, ""
	} else if h.dice.Chance(20) {
		s.Change.IdempotencyKey = h.key()
	}
	return s
}

// placeholder is what is done where nothing is.
const placeholder = "keep the number of a revision"

// dress gives a change its message and, in the first part, its time.
func (h *History) dress(s *Step) {
	s.Change.Message = pick(h.dice, []string{"", "code a report", "أُضيفت تصريحات", "исправлено"})
	if h.isTimed() {
		s.By.Role = graph.RoleAdmin
		at := h.time.Add(time.Duration(1+h.dice.N(100_000)) * time.Second)
		if h.dice.Chance(30) {
			at = at.In(time.FixedZone("", 3*60*60)) // the same instant on another clock
		}
		s.Change.Time = at
	}
	if s.Change.Placeholder {
		s.Change.Message = ""
	}
}

// isTimed reports whether the next revision carries its own time.
func (h *History) isTimed() bool { return int(h.revision) < h.timed }

func (h *History) key() string {
	h.keys++
	return fmt.Sprintf("key %d", h.keys)
}

// principal draws somebody who may commit.
func (h *History) principal() graph.Principal {
	return graph.Principal{
		Name:      pick(h.dice, []string{"made-up coder", "made-up reviewer", "مرمّزة مختلقة"}),
		Role:      pick(h.dice, []graph.Role{graph.RoleCoder, graph.RoleReviewer, graph.RoleAdmin}),
		Clearance: pick(h.dice, []graph.Marking{graph.MarkingProtected, graph.MarkingProtected, graph.MarkingRestricted, graph.MarkingPublic}),
	}
}

// apply keeps what an accepted step did.
func (h *History) apply(s Step) {
	h.revision++
	if !s.Change.Time.IsZero() {
		h.time = s.Change.Time
	}
	for _, op := range s.Change.Ops {
		t := h.byID[op.Target()]
		if op.Verb == graph.VerbCreate {
			t = &thing{id: op.Target(), order: len(h.things), before: graph.StatusPublished, creator: s.By.Name, writer: s.By.Name}
			h.things = append(h.things, t)
			h.byID[t.id] = t
		}
		switch op.Verb {
		case graph.VerbCreate, graph.VerbCorrect:
			before := t.record
			t.record = clone(op.Record)
			graph.Normalize(t.record)
			if before != nil && !saysTheSame(before, t.record) {
				t.writer = s.By.Name
			}
		case graph.VerbRetract:
			t.before = t.status()
			t.record = withStatus(t.record, graph.StatusRetracted, op.Reason)
		case graph.VerbRestore:
			t.record = withStatus(t.record, t.before, "")
		case graph.VerbMark:
			h.remarked(t, op)
		}
		t.references, t.guards = referencesOf(t.record), guardsOf(t.record)
		t.revision, t.author = h.revision, s.By.Name
	}
	h.keepReplaced()
}

// sees reports whether a clearance covers a thing.
func (h *History) sees(clearance graph.Marking, t *thing) bool {
	if !covers(clearance, t.marking()) {
		return false
	}
	for _, id := range t.guards {
		if !covers(clearance, h.byID[id].marking()) {
			return false
		}
	}
	return true
}

// seesAll reports whether a clearance covers a thing and all it refers to.
func (h *History) seesAll(clearance graph.Marking, t *thing) bool {
	for _, id := range t.references {
		if !h.sees(clearance, h.byID[id]) {
			return false
		}
	}
	return h.sees(clearance, t)
}

// those lists the things that meet a condition, in recorded order.
func (h *History) those(is func(*thing) bool) []*thing {
	var found []*thing
	for _, t := range h.things {
		if is(t) {
			found = append(found, t)
		}
	}
	return found
}

// one draws a thing that meets a condition, or nil.
func (h *History) one(is func(*thing) bool) *thing {
	found := h.those(is)
	if len(found) == 0 {
		return nil
	}
	return pick(h.dice, found)
}

// oneOfSomeKind draws a thing that meets a condition, of a kind that is dealt,
// so that the rare kinds have their turn; or nil.
func (h *History) oneOfSomeKind(is func(*thing) bool) *thing {
	for range h.changes.cards {
		k := h.changes.deal(h.dice)
		if t := h.one(func(t *thing) bool { return t.id.Kind() == k && is(t) }); t != nil {
			return t
		}
	}
	return nil
}

// referrers are the things that refer to one and are not retracted.
func (h *History) referrers(id graph.ID) []*thing {
	return h.those(func(t *thing) bool {
		return t.id != id && !t.retracted() && slices.Contains(t.references, id)
	})
}

// id makes an id that was never used; one that says nothing for a record that
// is not for everybody.
func (h *History) id(k graph.Kind, m graph.Marking) graph.ID {
	h.made++
	if m == graph.MarkingPublic || m == "" {
		if h.dice.Chance(80) {
			return graph.ID(fmt.Sprintf("%s/r%d", k, h.made))
		}
	}
	return graph.ID(fmt.Sprintf("%s/%08x-0000-7000-8000-%012x", k, h.made, h.dice.Uint64()&(1<<48-1)))
}

// cloneChange copies a change with its records.
func cloneChange(c graph.Change) graph.Change {
	c.Ops = slices.Clone(c.Ops)
	for i := range c.Ops {
		if c.Ops[i].Record != nil {
			c.Ops[i].Record = clone(c.Ops[i].Record)
		}
	}
	return c
}

// creating makes operations that create records.
func creating(records ...graph.Record) []graph.Op {
	ops := make([]graph.Op, len(records))
	for i, r := range records {
		ops[i] = graph.Op{Verb: graph.VerbCreate, Record: r}
	}
	return ops
}
