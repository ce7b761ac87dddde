package analysis

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hudna/graph"
)

// A Dating says which date a row of a [Ledger] goes by.
type Dating string

// The datings.
const (
	DatingHappened Dating = "HAPPENED" // when the event was
	DatingSaid     Dating = "SAID"     // when it was alleged: no event says when it was
)

// A TruceDay is what is known of one accused on one day in one place: what was
// alleged beside what was recorded. The two are never added up: what was alleged
// may be what was recorded. No event is called a breach here.
type TruceDay struct {
	// Day is a civil day of the agreement's zone, such as 2016-04-15; empty where
	// the date is not certain to the day, or not known.
	Day    string
	Dating Dating // empty where no date is known
	// From and To are which day of the truce it is, counted from 1; both 0 outside
	// of it and where that is not known.
	From, To int
	Place    graph.ID // empty where no place is known
	// Accused is who is accused or recorded as the perpetrator; empty where no
	// perpetrator is recorded.
	Accused graph.ID
	// Excluded: the agreement excludes the accused, or one who took part in the
	// events.
	Excluded    bool
	Allegations []*graph.Statement
	Events      []*graph.Event
}

// Recorded counts the events of one basis.
func (d *TruceDay) Recorded(basis graph.EventBasis) (n int) {
	for _, e := range d.Events {
		if e.Basis == basis {
			n++
		}
	}
	return n
}

type truceKey struct {
	day      string
	dating   Dating
	place    graph.ID
	accused  graph.ID
	excluded bool
}

// days are the rows of the ledger: by day, the uncertain ones last, then by place
// and accused. An allegation or event stands in each row that it has: one for
// each of its places, and each accused.
func (j *court) days(ctx context.Context) (list []*TruceDay, err error) {
	rows := map[truceKey]*TruceDay{}
	row := func(k truceKey) *TruceDay {
		if d, ok := rows[k]; ok {
			return d
		}
		d := &TruceDay{Day: k.day, Dating: k.dating, Place: k.place, Accused: k.accused, Excluded: k.excluded}
		d.From, d.To = j.dayOfTruce(k.day)
		rows[k] = d
		list = append(list, d)
		return d
	}
	civil := map[*graph.Date]string{}
	civilDay := func(d *graph.Date) string {
		day, known := civil[d]
		if !known {
			day = j.civilDay(d)
			civil[d] = day
		}
		return day
	}
	for i, s := range j.ordered {
		if err := wanted(ctx, i); err != nil {
			return nil, err
		}
		for _, c := range j.charged[i] {
			when, at, dating, places := s.Said, j.heard[s].at, DatingSaid, []graph.ID{""}
			if e := j.events[c.event]; e != nil {
				if e.When != nil {
					when, at, dating = e.When, boundsOf(e.When), DatingHappened
				}
				places = j.placesOf(e)
			}
			k := truceKey{accused: c.accused, excluded: j.isExcluded(c.accused, at)}
			k.day, k.dating = civilDay(when), dating
			if at.Undated {
				k.dating = ""
			}
			for _, k.place = range places {
				if d := row(k); !c.admitted && (len(d.Allegations) == 0 || d.Allegations[len(d.Allegations)-1] != s) {
					d.Allegations = append(d.Allegations, s)
				}
			}
		}
	}
	for _, e := range j.under() {
		k := truceKey{day: civilDay(e.When), dating: DatingHappened}
		if boundsOf(e.When).Undated {
			k.dating = ""
		}
		perpetrators, excluded := j.took(e)
		for _, k.place = range j.placesOf(e) {
			for _, k.accused = range perpetrators {
				k.excluded = excluded
				d := row(k)
				d.Events = append(d.Events, e)
			}
		}
	}
	list = slices.DeleteFunc(list, func(d *TruceDay) bool { return len(d.Allegations) == 0 && len(d.Events) == 0 })
	slices.SortFunc(list, func(a, b *TruceDay) int {
		if (a.Day == "") != (b.Day == "") {
			return cmp.Compare(b.Day, a.Day)
		}
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Dating, b.Dating), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Accused, b.Accused), boolCompare(a.Excluded, b.Excluded))
	})
	return list, nil
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// under are the events under the agreement, in the order of their ids. What is
// judged the same is one.
func (j *court) under() (list []*graph.Event) {
	for _, e := range j.events {
		if (e.Status == graph.StatusPublished || e.Status == "") && e.Under != "" && j.canonical(e.Under) == j.agreement {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *graph.Event) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// took are who is recorded as having done something, or nobody once; and whether
// anybody who took part is excluded from the agreement.
func (j *court) took(e *graph.Event) (perpetrators []graph.ID, excluded bool) {
	for _, p := range e.Participants {
		id := j.canonical(p.Actor)
		excluded = excluded || j.isExcluded(id, boundsOf(e.When))
		if p.Role == graph.ParticipantPerpetrator && !slices.Contains(perpetrators, id) {
			perpetrators = append(perpetrators, id)
		}
	}
	if len(perpetrators) == 0 {
		perpetrators = []graph.ID{""}
	}
	return perpetrators, excluded
}

// placesOf are the places of an event, or none once.
func (j *court) placesOf(e *graph.Event) (places []graph.ID) {
	for _, p := range e.Places {
		if id := j.canonical(p.Location); !slices.Contains(places, id) {
			places = append(places, id)
		}
	}
	if len(places) == 0 {
		return []graph.ID{""}
	}
	return places
}

// civilDay is the day of the agreement's zone in which all instants lie that a
// date can mean, or "". What is civil is taken as it is given.
func (j *court) civilDay(d *graph.Date) string {
	if d == nil || d.EDTF == "" {
		return ""
	}
	first, last, ok := d.Local()
	loc := time.UTC
	p, err := d.EDTF.Parse()
	if !ok || err != nil {
		return ""
	}
	if _, offset := p.Offset(); offset || d.Zone != "" && d.Zone != j.Agreement.Zone {
		b := boundsOf(d)
		if first, last = b.Earliest, b.Latest; j.Agreement.Zone != "" {
			if loc, err = time.LoadLocation(j.Agreement.Zone); err != nil {
				return ""
			}
		}
	}
	const years = 1 << 40 // seconds: what is open has no day
	if first < -years || last > years {
		return ""
	}
	day := time.Unix(first, 0).In(loc).Format(time.DateOnly)
	if day != time.Unix(last, 0).In(loc).Format(time.DateOnly) {
		return ""
	}
	return day
}

// dayOfTruce is which day of the truce a day is; see [graph.DayOfTruce].
func (j *court) dayOfTruce(day string) (from, to int) {
	if day == "" || j.Agreement.InForce == nil {
		return 0, 0
	}
	var ended *graph.Date
	if j.Agreement.Ended != nil {
		ended = j.Agreement.Ended.When
	}
	from, to, _ = graph.DayOfTruce(*j.Agreement.InForce, ended, j.Agreement.Zone, graph.Date{EDTF: graph.EDTF(day)})
	return from, to
}
