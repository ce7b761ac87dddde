package projection

import (
	"math"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
)

// When the period begins in which a date lies depends on the calendar alone. It is
// worked out once, and kept: rows have their dates by number.

// maxCalendars bounds of how many calendars that is kept at a time, at 8 bytes for
// each date.
const maxCalendars = 4

// What [Table.Begins] has for a date that lies in no one period.
const (
	NoPeriod = math.MaxInt64     // it lies in several, and is open at an end
	Several  = math.MaxInt64 - 1 // it lies in several, and has two ends
	Undated  = math.MaxInt64 - 2
)

// A calendar is what is kept of one.
type calendar struct {
	growing sync.Mutex
	begins  atomic.Pointer[[]int64]
}

func newCalendars() *lru.Cache[graph.Calendar, *calendar] {
	c, err := lru.New[graph.Calendar, *calendar](maxCalendars)
	if err != nil {
		panic(err) // the size is a constant
	}
	return c
}

// Begins says for each date, by its number, when the period begins in which it lies
// wholly, or why there is none. What is returned is not to be changed. It asks now and
// then whether to go on; what was found out until then is kept.
func (t *Table) Begins(by graph.Calendar, goOn func() error) ([]int64, error) {
	c, ok := t.calendars.Get(by)
	if !ok {
		c = &calendar{}
		c.begins.Store(&[]int64{})
		if before, ok, _ := t.calendars.PeekOrAdd(by, c); ok {
			c = before
		}
	}
	if begins := *c.begins.Load(); len(begins) == t.Dates() {
		return begins, nil
	}
	c.growing.Lock()
	defer c.growing.Unlock()
	begins := *c.begins.Load()
	var last Window // of which the last date was
	for len(begins) < t.Dates() {
		if err := goOn(); err != nil {
			return nil, err
		}
		for end := min(len(begins)+breath, t.Dates()); len(begins) < end; {
			n := len(begins)
			begins = append(begins, beginOf(by, t.dates[n], &t.whens[n], &last))
		}
		// Whoever reads the shorter one never looks at what is appended.
		so := begins
		c.begins.Store(&so)
	}
	return begins, nil
}

// beginOf looks first whether a date lies in the period in which the last one did, as
// most do that follow on each other.
func beginOf(by graph.Calendar, d graph.Date, when *When, last *Window) int64 {
	if when.Undated {
		return Undated
	}
	bounds := graph.Bounds{Earliest: when.Earliest, Latest: when.Latest}
	from, to, ok := by.SpanOf(d, bounds)
	// Where a clock was set forward, what it never showed ends before it begins.
	if ok && last.From <= from && from < last.To && to < last.To {
		return last.From
	}
	if begins, within := by.WithinOf(d, bounds); within {
		*last = Window{From: begins, To: by.Next(begins)}
		return begins
	}
	if ok && from != math.MinInt64 && to != math.MaxInt64 {
		return Several
	}
	return NoPeriod
}
