package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// A Metric says how the values of a field are held against each other.
type Metric string

// The metrics.
const (
	MetricNominal  Metric = "NOMINAL"  // the same or not
	MetricMASI     Metric = "MASI"     // sets, by how far they agree
	MetricInterval Metric = "INTERVAL" // numbers, by the square of their difference
)

// An Agreement says how far coders agree.
type Agreement struct {
	Coders []string // who coded anything, in the order of their names
	Units  int      // passages that two at least have coded
	// Unmatched are the passages that one coder alone has coded.
	Unmatched []Unit
	// Unplaced are statements without a span: they can be held against none.
	Unplaced []Coding
	Uncoded  int // statements that name no coder, and were left out
	Fields   []FieldAgreement
}

// A FieldAgreement says how far coders agree on one field.
type FieldAgreement struct {
	Field  string
	Metric Metric
	Reliability
	// Agreeing counts the units in which all values are the same.
	Agreeing int
	// Disagreements are the other ones.
	Disagreements []Disagreement
}

// A Disagreement is a passage whose coders give a field different values.
type Disagreement struct {
	Unit Unit
	// Of is what the values are about, for a field that each entry of a list
	// has: "actor/avaria ACCUSED" of a stance. Otherwise it is empty.
	Of string
	// Values are those of the unit's codings, in their order. One that has none,
	// where another has, is empty.
	Values []string
}

// A field is what is compared of two statements.
type field struct {
	name   string
	metric Metric
	// values gives the values of a statement by what they are about. A set is
	// given by its elements.
	values func(s *graph.Statement) map[string][]string
}

// one is a field with one value, which may be empty.
func one(name string, value func(s *graph.Statement) string) field {
	return field{name, MetricNominal, func(s *graph.Statement) map[string][]string { return map[string][]string{"": {value(s)}} }}
}

// many is a field whose value is a set.
func many[E any](name string, list func(s *graph.Statement) []E, element func(E) string) field {
	return field{name, MetricMASI, func(s *graph.Statement) map[string][]string {
		set := []string{}
		for _, e := range list(s) {
			set = append(set, element(e))
		}
		slices.Sort(set)
		return map[string][]string{"": slices.Compact(set)}
	}}
}

// fields are what a coder decides about a statement, apart from words that are
// free. Records that are the same as others are named by those.
func fields(same map[graph.ID]graph.ID) []field {
	name := func(id graph.ID) string {
		if to, ok := same[id]; ok {
			id = to
		}
		return string(id)
	}
	whom := func(actor, post graph.ID) string { return name(cmp.Or(actor, post)) }
	return []field{
		many("speakers", func(s *graph.Statement) []graph.Speaker { return s.Speakers }, func(x graph.Speaker) string { return whom(x.Actor, x.Post) }),
		many("relays", func(s *graph.Statement) []graph.Relay { return s.Relays }, func(x graph.Relay) string { return whom(x.Actor, x.Post) }),
		many("addressees", func(s *graph.Statement) []graph.Addressee { return s.Addressees }, func(x graph.Addressee) string { return whom(x.Actor, x.Post) }),
		one("attribution", func(s *graph.Statement) string { return string(cmp.Or(s.Attribution, graph.AttributionNamed)) }),
		one("transmission", func(s *graph.Statement) string { return string(s.Transmission) }),
		many("about", func(s *graph.Statement) []graph.About { return s.About }, func(x graph.About) string { return strings.TrimSpace(name(x.Node) + " " + string(x.Role)) }),
		{"about.stance", MetricInterval, func(s *graph.Statement) map[string][]string {
			all := map[string][]string{}
			for _, x := range s.About {
				of := strings.TrimSpace(name(x.Node) + " " + string(x.Role))
				if _, twice := all[of]; x.Stance != nil && !twice {
					all[of] = []string{strconv.FormatFloat(x.Stance.Value, 'g', -1, 64)}
				}
			}
			return all
		}},
		one("acts[0]", func(s *graph.Statement) string {
			if len(s.Acts) == 0 {
				return ""
			}
			return string(s.Acts[0].Act)
		}),
		many("acts", func(s *graph.Statement) []graph.SpeechAct { return s.Acts }, func(x graph.SpeechAct) string {
			return string(x.Act) + " " + string(cmp.Or(x.Force, graph.ForceStated))
		}),
		one("polarity", func(s *graph.Statement) string { return string(s.Polarity) }),
		one("content.mood", func(s *graph.Statement) string {
			if s.Content == nil {
				return ""
			}
			return string(s.Content.Mood)
		}),
		many("positions", func(s *graph.Statement) []graph.Stand { return s.Positions }, func(x graph.Stand) string { return name(x.Topic) + " " + string(x.Agreement) }),
		many("links", func(s *graph.Statement) []graph.Link { return s.Links }, func(x graph.Link) string {
			return string(x.Kind) + " " + name(x.Statement)
		}),
		one("occasion", func(s *graph.Statement) string { return name(s.Occasion) }),
		one("said", func(s *graph.Statement) string {
			if s.Said == nil {
				return ""
			}
			return string(s.Said.EDTF)
		}),
		one("place", func(s *graph.Statement) string { return name(s.Place) }),
		one("channel", func(s *graph.Statement) string { return string(s.Channel) }),
	}
}

// Agree says how far coders agree on the statements that they coded. Which
// passages are the same is found by [Align]; where statements are coded by
// scheme, only those of one scheme are to be given. A record that the second
// argument leads to another one is taken to be that.
func Agree(codings []Coding, same map[graph.ID]graph.ID) (*Agreement, error) {
	units, loose, err := Align(codings)
	if err != nil {
		return nil, err
	}
	a := &Agreement{Unplaced: loose}
	coders := map[string]bool{}
	for _, c := range codings {
		coders[c.Coder] = true
	}
	a.Coders = slices.Sorted(maps.Keys(coders))
	var shared []Unit
	for _, u := range units {
		if len(u.Codings) == 1 {
			a.Unmatched = append(a.Unmatched, u)
		} else {
			shared = append(shared, u)
		}
	}
	a.Units = len(shared)
	for _, f := range fields(same) {
		on, err := f.agree(shared)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		a.Fields = append(a.Fields, *on)
	}
	return a, nil
}

// separator stands between the elements of a set in its key. No id and no code
// holds it.
const separator = "\x1f"

func (f *field) agree(shared []Unit) (*FieldAgreement, error) {
	a := &FieldAgreement{Field: f.name, Metric: f.metric}
	var keys [][]string
	for _, u := range shared {
		given := make([]map[string][]string, len(u.Codings))
		about := map[string]bool{}
		for i, c := range u.Codings {
			given[i] = f.values(c.Statement)
			for of := range given[i] {
				about[of] = true
			}
		}
		for _, of := range slices.Sorted(maps.Keys(about)) {
			var values, told []string
			for _, g := range given {
				value, has := g[of]
				if has {
					values = append(values, strings.Join(value, separator))
				}
				told = append(told, strings.Join(value, ", "))
			}
			if len(values) < 2 {
				continue // that one has it and another has not is told by the list it stands in
			}
			keys = append(keys, values)
			if slices.ContainsFunc(values, func(v string) bool { return v != values[0] }) {
				a.Disagreements = append(a.Disagreements, Disagreement{Unit: u, Of: of, Values: told})
			} else {
				a.Agreeing++
			}
		}
	}
	var err error
	switch f.metric {
	case MetricNominal:
		a.Reliability, err = Alpha(keys, Nominal[string])
	case MetricMASI:
		a.Reliability, err = Alpha(keys, func(x, y string) float64 { return MASI(elements(x), elements(y)) })
	case MetricInterval:
		numbers := make([][]float64, len(keys))
		for i, values := range keys {
			for _, v := range values {
				n, err := strconv.ParseFloat(v, 64)
				if err != nil {
					return nil, err
				}
				numbers[i] = append(numbers[i], n)
			}
		}
		a.Reliability, err = Alpha(numbers, Interval)
	}
	return a, err
}

func elements(key string) []string {
	if key == "" {
		return nil
	}
	return strings.Split(key, separator)
}
