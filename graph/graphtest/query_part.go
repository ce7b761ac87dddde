package graphtest

import (
	"slices"

	"hudna/graph"
)

// The dates from which ranges are made up.
var bounds = []graph.EDTF{
	"", "2016", "2016-04", "2016-04-14", "2016-04-15", "2016-04-15T12:30:00", "2016-04-15T12:30:00Z", "2016-04-15T15:30:00+03:00",
	"2016-03-25", "2016-10-27", "2015", "2017", "0001", "-0100", "1900", "2040", "201X", "2016-XX", "2016-22", "2016-02-27/2016-04-15",
	"[2016-04-14..2016-04-16]", "2016-04-14T21:00:00Z", "2016-04-15T23:59:59-11:00", "Y17E7", "2016-12-31T00:00:00",
}

// A quest makes up queries about what one view holds. Its sets are such that,
// as a rule, the record from which they are drawn meets them.
type quest struct {
	*asker
	k *seeker
}

// ids are the records of a kind that the view sees.
func (q quest) ids(kind graph.Kind) []graph.ID {
	var ids []graph.ID
	for _, r := range q.k.snapshot.records {
		if r.RecordKind() == kind {
			ids = append(ids, r.Shared().ID)
		}
	}
	return ids
}

// alias is an id, or another one of what it is judged to be the same as.
func (q quest) alias(id graph.ID) graph.ID { return pick(q.Dice, q.k.cluster(id)) }

// among makes a list of which a value is one, as a rule: seldom it is empty.
func among[T comparable](d *Dice, value T, all []T) []T {
	var none T
	if d.Chance(2) {
		return []T{}
	}
	list := some(d, all, 2)
	if value != none && !slices.Contains(list, value) {
		list = slices.Insert(list, d.N(len(list)+1), value)
	}
	if len(list) == 0 {
		return []T{pick(d, all)}
	}
	return list
}

// recordsWith makes a list of records of which one is one, as a rule.
func (q quest) recordsWith(id graph.ID, kind graph.Kind) []graph.ID {
	return among(q.Dice, q.alias(id), q.ids(kind))
}

// actorSet draws a set of actors that a cast meets, as a rule.
func (q quest) actorSet(c cast, behalf bool) *graph.ActorSet {
	var set graph.ActorSet
	if q.Chance(60) {
		of := []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeRepresentatives, graph.ScopeParts, graph.ScopeParts}
		if behalf {
			of = append(of, graph.ScopeOnBehalf)
		}
		set.Include = append(some(q.Dice, of, 2), pick(q.Dice, of))
		set.Certainty = maybe(q.Dice, 60, []graph.DateCertainty{graph.DatePossibly, graph.DateCertainly})
		if q.Chance(2) {
			set.Include = []graph.ActorScope{}
		}
	}
	var met, far, others []graph.ID
	for _, id := range q.ids(graph.KindActor) {
		switch w := q.k.metBy(id, set, c); {
		case w == nil:
			others = append(others, id)
		case len(w.steps) > 1: // who stands for others is the rare case
			far = append(far, id, id, id)
		case len(w.steps) == 1:
			far = append(far, id)
		default:
			met = append(met, id)
		}
	}
	if len(far) > 0 && q.Chance(80) {
		met = far
	}
	if len(met) > 0 && q.Chance(70) {
		set.AnyOf = append(some(q.Dice, others, 1), pick(q.Dice, met))
	}
	if q.Chance(30) {
		set.AllOf = some(q.Dice, met, 2)
	}
	if q.Chance(20) || set.AnyOf == nil && set.AllOf == nil {
		set.NoneOf = some(q.Dice, others, 2)
	}
	if q.Chance(2) {
		set.AnyOf = []graph.ID{}
	}
	return &set
}

// placeSet draws a set of places that a location meets, as a rule.
func (q quest) placeSet(id graph.ID, precision graph.PlacePrecision) *graph.PlaceSet {
	set := graph.PlaceSet{Descendants: q.Chance(50)}
	if set.Descendants {
		var around []graph.ID
		for _, outer := range q.ids(graph.KindLocation) {
			if id != "" && q.k.liesIn(outer, id) {
				around = append(around, outer)
				if outer != id {
					around = append(around, outer, outer)
				}
			}
		}
		id = maybe(q.Dice, 100, around)
	}
	all := q.ids(graph.KindLocation)
	if id == "" && len(all) > 0 {
		id = pick(q.Dice, all)
	}
	if id != "" && !q.Chance(5) {
		set.AnyOf = append(some(q.Dice, all, 1), q.alias(id))
	}
	if precision != "" && q.Chance(60) {
		set.Precisions = among(q.Dice, precision, graph.PlacePrecisions())
	}
	return &set
}

// dateRange draws a range in which a moment lies, as a rule.
func (q quest) dateRange(m moment) *graph.DateRange {
	var r graph.DateRange
	for range 8 {
		r = graph.DateRange{From: pick(q.Dice, bounds), To: pick(q.Dice, bounds), Undated: q.Chance(20)}
		r.Certainty = maybe(q.Dice, 50, certain)
		p := q.k.naive.period(r)
		if p.empty || p.to < p.from {
			r.Undated = false // nothing at all is asked for then
		} else if p.holds(m) {
			break
		}
	}
	return &r
}

// floatRange draws a range in which a number lies, as a rule.
func (q quest) floatRange(n float64) *graph.FloatRange {
	low, high := n-float64(q.N(3))/4, n+float64(q.N(3))/4
	r := &graph.FloatRange{Min: maybe(q.Dice, 70, []*float64{&low}), Max: maybe(q.Dice, 70, []*float64{&high})}
	if r.Min != nil && r.Max != nil && q.Chance(3) {
		*r.Max = *r.Min - 1 // no number lies there
	}
	return r
}

func (q quest) codingSet(c *graph.Coding) *graph.CodingSet {
	if c == nil {
		return nil
	}
	var set graph.CodingSet
	if q.Chance(60) {
		set.Coder = c.Coder
	}
	if q.Chance(60) {
		set.Scheme = c.Scheme
	}
	if q.Chance(60) {
		set.Version = c.Version
	}
	return &set
}

// langs draws ranges of languages in one of which a tag lies, as a rule.
func (q quest) langs(tag string) []string {
	ranges := []string{"ar", "en", "ru", "AR-sy", "a", "*", "ar-S", "en-GB"}
	if tag == "" {
		return some(q.Dice, ranges, 2)
	}
	return append(some(q.Dice, ranges, 1), pick(q.Dice, []string{tag, tag[:2], tag}))
}
