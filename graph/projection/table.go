package projection

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
)

// A Table is the projection of a graph. What reads it goes through [Table.Read],
// beside which nothing is applied.
type Table struct {
	mu       sync.RWMutex
	turns    *turns
	busy     atomic.Int32 // goroutines that help with a scan
	revision Revision

	// A version of a statement each.
	node, since, until []uint32
	before             []uint32 // the row of the version before it, plus one
	facts              []Facts
	hides              []uint8
	lang               []uint16 // its number plus one; 0 for none
	start              []uint32 // of its parts; one more than there are rows
	parts              []Part
	ordered            int // how many rows from the first on are in the order of their dates
	zones              []zone

	// By node.
	newest  []uint32 // the row of its newest version, or the place of its newest edition, plus one
	marking []uint8
	ahead   map[Node]*links // to whom statements of an actor lead
	back    map[Node]*links // whose statements lead to an actor

	// How often what stood was marked otherwise, and where rows count in matrices.
	marked    uint64
	layouts   *lru.Cache[layoutKey, *layout]
	calendars *lru.Cache[graph.Calendar, *calendar]

	dates    []graph.Date
	whens    []When // by the numbers of the dates
	dateOf   map[graph.Date]uint32
	scales   names
	langs    names
	stands   []Revision // in which it may have changed who stands for whom
	judged   []uint64   // a bit for each node that ever was
	editions []edition
}

// New makes an empty table, as of revision 0.
func New() *Table {
	return &Table{
		turns: newTurns(runtime.GOMAXPROCS(0)),
		start: []uint32{0}, ahead: map[Node]*links{}, back: map[Node]*links{},
		layouts: newLayouts(), calendars: newCalendars(),
		dateOf: map[graph.Date]uint32{}, scales: newNames("scales of stances"), langs: newNames("languages"),
	}
}

// Read runs fn while nothing is applied.
func (t *Table) Read(fn func() error) error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return fn()
}

// Revision is the last that was applied. It is read while nothing is.
func (t *Table) Revision() Revision { return t.revision }

// Rows is how many versions there are.
func (t *Table) Rows() int { return len(t.node) }

// Begin makes a table ready for [Table.Load]: it holds what was there as of a
// revision, and has room for so many nodes.
func (t *Table) Begin(r Revision, nodes int) {
	t.revision = r
	t.newest, t.marking = make([]uint32, nodes), make([]uint8, nodes)
}

// Load takes in a record as it was until the revision of the table. Nobody reads
// meanwhile, and [Table.Settle] ends it.
func (t *Table) Load(r *Record) error {
	t.reach(r.Node)
	t.marking[r.Node] = r.Marking
	for i := range r.Versions {
		if err := t.add(r.Node, &r.Versions[i]); err != nil {
			return err
		}
	}
	for _, e := range r.Editions {
		t.edit(r.Node, e)
	}
	t.stands = append(t.stands, r.Stands...)
	t.judge(r.Judged)
	return nil
}

// Settle works out what follows from all that was loaded, and puts the rows into
// the order of their dates.
func (t *Table) Settle() {
	slices.Sort(t.stands)
	t.stands = slices.Compact(t.stands)
	for i := range t.node {
		t.hides[i] = t.hidden(i)
	}
	t.order()
	t.index()
}

// index finds out what refers to the rows.
func (t *Table) index() {
	t.zones = t.zones[:0]
	for i := range t.node {
		t.inZone(i)
	}
	t.linkAll()
}

// Apply takes in what the next revision did.
func (t *Table) Apply(r Revision, changes []Change) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r != t.revision+1 {
		return fmt.Errorf("revision %d does not follow on %d", r, t.revision)
	}
	for i := range changes {
		c := &changes[i]
		known := int(c.Node) < len(t.marking)
		t.reach(c.Node)
		marked := known && t.marking[c.Node] != c.Marking
		t.marking[c.Node] = c.Marking
		if marked {
			t.marked++
			t.remark(c.Node)
		}
		if c.Version != nil {
			if err := t.add(c.Node, c.Version); err != nil {
				return err
			}
			i := t.Rows() - 1
			t.hides[i] = t.hidden(i)
			t.inZone(i)
			t.link(i)
		}
		if c.Stands && (len(t.stands) == 0 || t.stands[len(t.stands)-1] != r) {
			t.stands = append(t.stands, r)
		}
		if c.Edition != nil {
			t.edit(c.Node, *c.Edition)
		}
		t.judge(c.Judged)
	}
	t.revision = r
	return nil
}

// reach makes room for a node.
func (t *Table) reach(n Node) {
	if more := int(n) + 1 - len(t.newest); more > 0 {
		t.newest = append(t.newest, make([]uint32, more)...)
		t.marking = append(t.marking, make([]uint8, more)...)
	}
}

// add appends a version, which ends the one before it. What follows from its
// place among the others is left to who calls it.
func (t *Table) add(n Node, v *Version) error {
	i := len(t.node)
	if i == math.MaxUint32 || len(t.parts)+len(v.Parts) > math.MaxUint32 {
		return fmt.Errorf("%w: the projection has %d versions", graph.ErrTooLarge, i)
	}
	before := t.newest[n]
	if before > 0 {
		t.until[before-1] = v.Since
	}
	t.before = append(t.before, before)
	t.newest[n] = uint32(i + 1)
	t.node, t.since, t.until = append(t.node, n), append(t.since, v.Since), append(t.until, Open)
	lang, err := t.langs.number(v.Lang)
	if err != nil {
		return err
	}
	t.facts, t.lang, t.hides = append(t.facts, v.Facts), append(t.lang, lang), append(t.hides, 0)
	t.facts[i].Date = t.dateNumber(v.Said, v.When)
	t.parts = append(t.parts, v.Parts...)
	t.start = append(t.start, uint32(len(t.parts)))
	for j, p := range t.Parts(i) {
		if v.Scales != nil {
			if t.Parts(i)[j].Scale, err = t.scales.number(v.Scales[j]); err != nil {
				return err
			}
		}
		if p.As < Uttered {
			t.reach(p.Node)
		}
	}
	return nil
}

// hidden is the highest marking of a version and of those that guard it.
func (t *Table) hidden(i int) uint8 {
	hides := t.marking[t.node[i]]
	for _, p := range t.Parts(i) {
		if p.As.guards() {
			hides = max(hides, t.marking[p.Node])
		}
	}
	return hides
}

// remark obeys a change of the marking of a node at all revisions.
func (t *Table) remark(n Node) {
	for i := range t.node {
		concerned := t.node[i] == n
		for _, p := range t.Parts(i) {
			concerned = concerned || p.Node == n && p.As.guards()
		}
		if concerned {
			t.hides[i] = t.hidden(i)
		}
	}
}

// Sees says whether a row holds at a view.
func (t *Table) Sees(v View, i int) bool {
	return t.since[i] <= v.Revision && v.Revision < t.until[i] && t.hides[i] <= v.Clearance && v.Statuses&(1<<t.facts[i].Status) != 0
}

// Node is the statement of a row.
func (t *Table) Node(i int) Node { return t.node[i] }

// Facts are those of a row; they are not to be changed.
func (t *Table) Facts(i int) *Facts { return &t.facts[i] }

// Hides is the highest marking of a row and of those that guard it.
func (t *Table) Hides(i int) uint8 { return t.hides[i] }

// Parts are those of a row; they are not to be changed.
func (t *Table) Parts(i int) []Part { return t.parts[t.start[i]:t.start[i+1]] }

// Shows says whether a clearance covers a node that is hidden by itself alone.
func (t *Table) Shows(clearance uint8, n Node) bool { return t.marking[n] <= clearance }

// ShowsPart says whether a view sees what a row names: a statement where it sees
// the version of it that held then.
func (t *Table) ShowsPart(v View, p *Part) bool {
	if p.As != AboutStatement {
		return t.Shows(v.Clearance, p.Node)
	}
	row := t.newest[p.Node]
	for row > 0 && t.since[row-1] > v.Revision {
		row = t.before[row-1]
	}
	return row > 0 && t.hides[row-1] <= v.Clearance
}

// RowAt is the row of the version of a statement that held at a revision, or false
// where there was none.
func (t *Table) RowAt(statement Node, at Revision) (row int, ok bool) {
	if int(statement) >= len(t.newest) {
		return 0, false
	}
	next := t.newest[statement]
	for next > 0 && t.since[next-1] > at {
		next = t.before[next-1]
	}
	if next == 0 || t.until[next-1] <= at {
		return 0, false
	}
	return int(next - 1), true
}

// Judged says whether a node was ever judged to be the same as another one, or not.
func (t *Table) Judged(n Node) bool {
	return int(n/64) < len(t.judged) && t.judged[n/64]&(1<<(n%64)) != 0
}

func (t *Table) judge(nodes []Node) {
	for _, n := range nodes {
		if more := int(n/64) + 1 - len(t.judged); more > 0 {
			t.judged = append(t.judged, make([]uint64, more)...)
		}
		t.judged[n/64] |= 1 << (n % 64)
	}
}

// An edition is one of a document.
type edition struct {
	Edition
	before uint32 // the place of the one before it, plus one
}

func (t *Table) edit(n Node, e Edition) {
	t.editions = append(t.editions, edition{e, t.newest[n]})
	t.newest[n] = uint32(len(t.editions)) //nolint:gosec // there are no more than records and revisions
}

// Publisher is that of a document that a view sees, 0 where it sees none.
func (t *Table) Publisher(v View, document Node) Node {
	if e := t.edition(v, document); e != nil && t.Shows(v.Clearance, e.Publisher) {
		return e.Publisher
	}
	return 0
}

// Root follows copies to the document that they copy, as far as a view sees and so
// many steps at most.
func (t *Table) Root(v View, document Node, steps int) Node {
	for range steps {
		e := t.edition(v, document)
		if e == nil || e.CopyOf == 0 || !t.Shows(v.Clearance, e.CopyOf) {
			break
		}
		document = e.CopyOf
	}
	return document
}

// edition is that of a document as of a view, or nil.
func (t *Table) edition(v View, document Node) *edition {
	at := t.newest[document]
	for at > 0 && t.editions[at-1].Since > v.Revision {
		at = t.editions[at-1].before
	}
	if at == 0 {
		return nil
	}
	return &t.editions[at-1]
}

// StandsSince is the last revision up to one in which it may have changed who
// stands for whom.
func (t *Table) StandsSince(r Revision) Revision {
	i, found := slices.BinarySearch(t.stands, r)
	if found {
		return r
	}
	if i == 0 {
		return 0
	}
	return t.stands[i-1]
}

// Date is the date of a number.
func (t *Table) Date(n uint32) graph.Date { return t.dates[n] }

// AllDates are the dates by their numbers. They are not to be changed.
func (t *Table) AllDates() []graph.Date { return t.dates }

// Dates is how many dates there are.
func (t *Table) Dates() int { return len(t.dates) }

// When is what the date of a row can mean.
func (t *Table) When(i int) *When { return &t.whens[t.facts[i].Date] }

// Lang is the number of the language of a row, plus one; 0 for none.
func (t *Table) Lang(i int) uint16 { return t.lang[i] }

// dateNumber is the number of a date, which is given out when it is asked for.
func (t *Table) dateNumber(d graph.Date, when When) uint32 {
	d = graph.Date{EDTF: d.EDTF, Zone: d.Zone}
	n, ok := t.dateOf[d]
	if !ok {
		n = uint32(len(t.dates)) //nolint:gosec // at most one for each row
		t.dateOf[d], t.dates, t.whens = n, append(t.dates, d), append(t.whens, when)
	}
	return n
}

// Scales are the names of the scales, by their numbers less one. They are not to
// be changed.
func (t *Table) Scales() []string { return t.scales.list }

// Langs are the languages, by their numbers less one. They are not to be changed.
func (t *Table) Langs() []string { return t.langs.list }

// What one of each takes in memory.
const (
	rowBytes  = 5*4 + 1 + 2 + 16 // with its facts
	partBytes = 12
	nodeBytes = 4 + 1
	docBytes  = 16
	linkBytes = 8
	listBytes = 72 // of the links of an actor, besides them
)

// Bytes is how much memory the table takes, with what it keeps free to grow, but
// for dates, scales and languages.
func (t *Table) Bytes() int {
	n := t.layouts.Len()*t.Rows()*laidBytes + t.calendars.Len()*t.Dates()*8 + cap(t.facts)*rowBytes + cap(t.parts)*partBytes + cap(t.newest)*nodeBytes + cap(t.editions)*docBytes
	for _, side := range []map[Node]*links{t.ahead, t.back} {
		n += len(side) * listBytes
		for _, l := range side {
			n += cap(l.list) * linkBytes
		}
	}
	return n
}
