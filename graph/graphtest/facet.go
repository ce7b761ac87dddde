package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
)

// A label is a value of a facet, and where it stands among those of days,
// weeks and months.
type label struct {
	value     string
	agreement graph.Concurring
	begin     int64
}

func (r naiveReader) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	return ask(ctx, r, func(k *seeker) (graph.FacetCount, error) {
		if !slices.Contains(facets, by) {
			return graph.FacetCount{}, &graph.FieldError{Path: "by", Reason: fmt.Sprintf("%q is no facet", by)}
		}
		if first < 1 || first > graph.MaxPage {
			return graph.FacetCount{}, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d, not 1 to %d", first, graph.MaxPage)}
		}
		found, err := k.statements(q)
		if err != nil {
			return graph.FacetCount{}, err
		}
		return k.facets(valuesOf(found.items), by, first), nil
	})
}

func (k *seeker) facets(statements []*graph.Statement, by graph.Facet, first int) graph.FacetCount {
	var count graph.FacetCount
	counts := map[label]int{}
	for _, s := range statements {
		values := map[label]bool{}
		for _, l := range k.labels(s, by) {
			if l.value != "" {
				values[l] = true
			}
		}
		if len(values) == 0 {
			count.Without++
		}
		for l := range values {
			counts[l]++
		}
	}
	var all []label
	for l := range counts {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b label) int {
		if by == graph.FacetDay || by == graph.FacetWeek || by == graph.FacetMonth {
			return cmp.Compare(b.begin, a.begin)
		}
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.value, b.value), cmp.Compare(a.agreement, b.agreement))
	})
	count.Distinct = len(all)
	for _, l := range all[:min(first, len(all))] {
		count.Values = append(count.Values, graph.FacetValue{Value: l.value, Agreement: l.agreement, Count: counts[l]})
	}
	return count
}

// labels are the values that a statement has.
func (k *seeker) labels(s *graph.Statement, by graph.Facet) []label {
	var values []label
	word := func(w string) { values = append(values, label{value: w}) }
	node := func(id graph.ID) { word(string(k.canonical(id))) }
	switch by {
	case graph.FacetSpeaker:
		for _, speaker := range s.Speakers {
			node(speaker.Actor)
		}
	case graph.FacetRelay:
		for _, relay := range s.Relays {
			node(relay.Actor)
		}
	case graph.FacetAttestor, graph.FacetPublisher:
		if by == graph.FacetAttestor && len(s.Relays) > 0 {
			node(s.Relays[0].Actor)
			break
		}
		for _, e := range s.Evidence {
			if d, ok := k.snapshot.byID[e.Document].(*graph.Document); ok {
				node(d.Publisher)
			}
		}
	case graph.FacetAddressee:
		for _, addressee := range s.Addressees {
			node(addressee.Actor)
		}
	case graph.FacetAbout:
		for _, about := range s.About {
			node(about.Node)
		}
	case graph.FacetRole:
		for _, about := range s.About {
			word(string(about.Role))
		}
	case graph.FacetAct:
		for _, act := range s.Acts {
			word(string(act.Act))
		}
	case graph.FacetTopic:
		for _, about := range s.About {
			if about.Node.Kind() == graph.KindTopic {
				node(about.Node)
			}
		}
		for _, position := range s.Positions {
			node(position.Topic)
		}
	case graph.FacetPosition:
		for _, position := range s.Positions {
			values = append(values, label{value: string(k.canonical(position.Topic)), agreement: position.Agreement})
		}
	case graph.FacetLang:
		word(s.Lang)
	case graph.FacetPlace:
		node(s.Place)
	case graph.FacetDay, graph.FacetWeek, graph.FacetMonth:
		if l, ok := spanLabel(k.naive.moment(s.Said), graph.Period(by)); ok {
			values = append(values, l)
		}
	}
	return values
}

// spanLabel is the day, week, month or year in which a moment lies by its own clock,
// or false where it lies in several or is open.
func spanLabel(m moment, by graph.Period) (label, bool) {
	if m.undated || m.openStart || m.openEnd {
		return label{}, false
	}
	first, last := time.Unix(m.civilFirst, 0).UTC(), time.Unix(m.civilLast, 0).UTC()
	if m.zone != nil && m.offset != nil { // the clocks of the zone are its own
		first, last = time.Unix(shown(m.zone, m.earliest), 0).UTC(), time.Unix(shown(m.zone, m.latest), 0).UTC()
	}
	from, to := spanAround(first, by), spanAround(last, by)
	return from, from == to
}

func spanAround(at time.Time, by graph.Period) label {
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	switch by {
	case graph.PeriodWeek:
		for day.Weekday() != time.Monday {
			day = day.AddDate(0, 0, -1)
		}
		// A week is of the year in which its Thursday lies; the first week is
		// that of the first Thursday.
		thursday := day.AddDate(0, 0, 3)
		return label{value: fmt.Sprintf("%s-W%02d", yearOf(thursday), (thursday.YearDay()-1)/7+1), begin: day.Unix()}
	case graph.PeriodYear:
		return label{value: yearOf(day), begin: day.AddDate(0, 0, 1-day.YearDay()).Unix()}
	case graph.PeriodMonth:
		day = day.AddDate(0, 0, 1-day.Day())
		return label{value: fmt.Sprintf("%s-%02d", yearOf(day), day.Month()), begin: day.Unix()}
	}
	return label{value: fmt.Sprintf("%s-%02d-%02d", yearOf(day), day.Month(), day.Day()), begin: day.Unix()}
}

func yearOf(t time.Time) string {
	if t.Year() < 0 {
		return fmt.Sprintf("-%04d", -t.Year())
	}
	return fmt.Sprintf("%04d", t.Year())
}
