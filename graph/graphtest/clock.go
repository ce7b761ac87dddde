package graphtest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
)

// A clock cuts time into periods, by the clocks of a zone or, without one, by that
// of each moment, whose seconds are civil ones.
type clock struct {
	by   graph.Period
	zone *time.Location
}

// span is from when to when a moment may be; false where it has not both ends.
func (c clock) span(m moment) (first, last int64, closed bool) {
	switch {
	case m.undated || m.openStart || m.openEnd:
		return 0, 0, false
	case c.zone != nil && m.zone == nil && m.offset == nil: // it is one of the zone
		return firstShown(c.zone, m.civilFirst), lastShown(c.zone, m.civilLast), true
	case c.zone != nil:
		return m.earliest, m.latest, true
	case m.zone != nil && m.offset != nil: // the clocks of the zone are its own
		return shown(m.zone, m.earliest), shown(m.zone, m.latest), true
	}
	return m.civilFirst, m.civilLast, true
}

// around is the period in which a second lies.
func (c clock) around(second int64) label {
	at := time.Unix(second, 0).UTC()
	if c.zone == nil && c.by == graph.PeriodHour {
		at = at.Truncate(time.Hour)
		return label{value: fmt.Sprintf("%s-%s:00", yearOf(at), at.Format("01-02T15")), begin: at.Unix()}
	}
	if c.zone == nil {
		return spanAround(at, c.by)
	}
	if c.by != graph.PeriodHour {
		l := spanAround(time.Unix(shown(c.zone, second), 0).UTC(), c.by)
		l.begin = firstShown(c.zone, l.begin)
		return l
	}
	// An hour begins where the clock shows a full one, or was changed.
	begin := second - int64(at.In(c.zone).Minute()*60+at.In(c.zone).Second())
	if !steady(c.zone, begin, second-begin) {
		for begin = second; shown(c.zone, begin)-shown(c.zone, begin-1) == 1; {
			begin--
		}
	}
	at = time.Unix(begin, 0).In(c.zone)
	return label{value: fmt.Sprintf("%s-%s", yearOf(at), at.Format("01-02T15:04-07:00")), begin: begin}
}

// next is the period after one.
func (c clock) next(l label) label {
	if c.by == graph.PeriodHour {
		if c.zone != nil && !steady(c.zone, l.begin, 60*60) {
			for t := l.begin + 1; ; t++ {
				if shown(c.zone, t)-shown(c.zone, t-1) != 1 || shown(c.zone, t)%(60*60) == 0 {
					return c.around(t)
				}
			}
		}
		at := time.Unix(l.begin, 0).UTC()
		if c.zone != nil {
			at = at.In(c.zone)
		}
		return c.around(l.begin + int64(60*60-at.Minute()*60-at.Second()))
	}
	longest := map[graph.Period]int{"DAY": 1, "WEEK": 7, "MONTH": 31, "YEAR": 366} // days
	civil := l.begin
	if c.zone != nil {
		civil = shown(c.zone, l.begin)
	}
	// At noon no clock was ever changed.
	noon := spanAround(time.Unix(civil, 0).UTC(), c.by).begin + 12*60*60
	next := spanAround(time.Unix(noon, 0).UTC().AddDate(0, 0, longest[c.by]), c.by)
	if c.zone != nil {
		return c.around(firstShown(c.zone, next.begin))
	}
	return next
}

// over are the periods from one second to another: one more than most, if there
// are more.
func (c clock) over(first, last int64, most int) (periods []label) {
	for p := c.around(first); p.begin <= last && len(periods) <= most; p = c.next(p) {
		periods = append(periods, p)
	}
	return periods
}

// allBetween goes from the first period to the last, one after the other.
func (c clock) allBetween(counted []label, most int) (periods []label, err error) {
	if len(counted) == 0 {
		return nil, nil
	}
	byBegin := func(a, b label) int { return cmp.Compare(a.begin, b.begin) }
	last := slices.MaxFunc(counted, byBegin)
	periods = c.over(slices.MinFunc(counted, byBegin).begin, last.begin, most)
	if len(periods) > most {
		return nil, fmt.Errorf("%w: more than %d periods", graph.ErrTooComplex, most)
	}
	return periods, nil
}
