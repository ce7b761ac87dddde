package gql_test

import (
	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// A twin builds a filter as JSON and, side by side, the question that it has to
// become.
type twin struct {
	*rapid.T
	deep int // how many sets there are around
	took map[string]int
}

// The records that filters name, a hidden one and one that is not there among
// them.
var nameable = map[graph.Kind][]graph.ID{
	graph.KindActor: {
		graphtest.RuritaniaMinister, graphtest.AvariaMinister, graphtest.RuritaniaMinisterPost, graphtest.RuritaniaSpokeswoman, graphtest.Avaria,
		graphtest.Ruritania, graphtest.RuritaniaMinistry, graphtest.AvariaGovernment, graphtest.ValleyMilitia, graphtest.Monitor, graphtest.Doubtful, council,
	},
	graph.KindEvent:     {graphtest.Call, graphtest.Shelling, clash},
	graph.KindLocation:  {graphtest.KarvelaLand, graphtest.KarvelaCity, graphtest.School, lake},
	graph.KindAgreement: {graphtest.Truce, rest},
	graph.KindTopic:     {graphtest.Aid, graphtest.AvariaBreached, quiet},
	graph.KindDocument:  {graphtest.Report, graphtest.Readout, graphtest.Dispatch, minutes},
	graph.KindStatement: {graphtest.RelayChainReadoutID, graphtest.RelayChainID, promise},
}

func pick[V any](t *twin, what string, values ...V) V {
	return rapid.SampledFrom(values).Draw(t.T, what)
}

// id names a record of a kind, now and then one that nobody sees.
func (t *twin) id(k graph.Kind) graph.ID {
	if rapid.IntRange(0, 199).Draw(t.T, "who") == 0 {
		if k == graph.KindActor && rapid.Bool().Draw(t.T, "hidden") {
			return graphtest.HiddenWitness
		}
		return graph.ID(k) + "/never-was"
	}
	return pick(t, string(k), nameable[k]...)
}

func (t *twin) ids(k graph.Kind) []graph.ID {
	list := make([]graph.ID, rapid.IntRange(0, 9).Draw(t.T, "ids")/4) // 0, 1 or 2
	for i := range list {
		list[i] = t.id(k)
	}
	return list
}

// An object is a set as JSON. Its parts are drawn one by one.
type object = map[string]any

// part draws a part of a set, one in so many times: as JSON, and as it stands in
// the question.
func part[V any](t *twin, o object, name string, oneIn int, into *V, draw func() (any, V)) {
	if rapid.IntRange(1, oneIn).Draw(t.T, name) > 1 {
		return
	}
	t.took[name]++
	o[name], *into = draw()
}

// plain is a value that is the same in both.
func plain[V any](draw func() V) func() (any, V) {
	return func() (any, V) {
		v := draw()
		return v, v
	}
}

// some draws a list of a few words of an enumeration, without repetition.
func some[V comparable](t *twin, values []V) func() (any, []V) {
	return plain(func() []V {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(values), min(1, rapid.IntRange(0, 9).Draw(t.T, "any at all")), 2, rapid.ID[V]).Draw(t.T, "words")
	})
}

// to is a set that stands in the question by reference.
func to[S any](draw func() (object, S)) func() (any, *S) {
	return func() (any, *S) {
		o, s := draw()
		return o, &s
	}
}

// list draws a list of sets.
func list[S any](t *twin, draw func() (object, S)) func() (any, []S) {
	return func() (any, []S) {
		n := min(1, rapid.IntRange(0, 9).Draw(t.T, "any at all")) * rapid.IntRange(1, 2).Draw(t.T, "how many")
		objects, sets := make([]any, n), make([]S, n)
		for i := range n {
			objects[i], sets[i] = draw()
		}
		return objects, sets
	}
}

// junction draws the sets in a set: and, or, not.
func junction[S any](t *twin, o object, and, or *[]S, not **S, draw func() (object, S)) {
	if t.deep == 2 {
		return
	}
	t.deep++
	part(t, o, "and", 8, and, list(t, draw))
	part(t, o, "or", 6, or, list(t, draw))
	part(t, o, "not", 8, not, to(draw))
	t.deep--
}

// within draws a set of other records in a set.
func within[S any](t *twin, draw func() (object, S)) func() (any, *S) {
	return func() (any, *S) {
		t.deep++
		defer func() { t.deep-- }()
		o, s := draw()
		return o, &s
	}
}

func (t *twin) actors() (object, graph.ActorSet) { return t.actorSet(false) }

func (t *twin) speakers() (object, graph.ActorSet) { return t.actorSet(true) }

func (t *twin) actorSet(behalf bool) (o object, s graph.ActorSet) {
	o = object{}
	ids := plain(func() []graph.ID { return t.ids(graph.KindActor) })
	part(t, o, "anyOf", 2, &s.AnyOf, ids)
	part(t, o, "allOf", 6, &s.AllOf, ids)
	part(t, o, "noneOf", 6, &s.NoneOf, ids)
	scopes := []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts}
	if behalf {
		scopes = append(scopes, graph.ScopeOnBehalf)
	}
	s.Include = []graph.ActorScope{graph.ScopeSelf} // the schema's default
	part(t, o, "include", 2, &s.Include, some(t, scopes))
	s.Certainty = graph.DatePossibly
	part(t, o, "certainty", 4, &s.Certainty, t.certainty)
	return o, s
}

func (t *twin) certainty() (any, graph.DateCertainty) {
	return plain(func() graph.DateCertainty { return pick(t, "certainty", graph.DatePossibly, graph.DateCertainly) })()
}

func (t *twin) place() (o object, s graph.PlaceSet) {
	s.AnyOf = t.ids(graph.KindLocation)
	o = object{"anyOf": s.AnyOf}
	part(t, o, "descendants", 2, &s.Descendants, plain(func() bool { return rapid.Bool().Draw(t.T, "descendants") }))
	part(t, o, "precision", 6, &s.Precisions, some(t, graph.PlacePrecisions()))
	return o, s
}

func (t *twin) dates() (o object, r graph.DateRange) {
	o, r.Certainty = object{}, graph.DatePossibly
	dates := []graph.EDTF{"2018", "2019-04-18", "2019-04-19T10:00:00Z", "2019-04-30", "2019-05", "2019", "2020"}
	part(t, o, "from", 2, &r.From, plain(func() graph.EDTF { return pick(t, "from", dates...) }))
	part(t, o, "to", 2, &r.To, plain(func() graph.EDTF { return pick(t, "to", dates...) }))
	part(t, o, "certainty", 4, &r.Certainty, t.certainty)
	part(t, o, "undated", 2, &r.Undated, plain(func() bool { return rapid.Bool().Draw(t.T, "undated") }))
	return o, r
}

func (t *twin) coding() (o object, s graph.CodingSet) {
	o = object{}
	part(t, o, "coder", 2, &s.Coder, plain(func() string { return "made-up coder" }))
	part(t, o, "scheme", 2, &s.Scheme, plain(func() string { return pick(t, "scheme", "lake", "karvela") }))
	part(t, o, "version", 4, &s.Version, plain(func() string { return "1" }))
	return o, s
}

func (t *twin) floats() (o object, r graph.FloatRange) {
	o = object{}
	number := func() (any, *float64) {
		v := pick(t, "number", -1, 0, 0.25, 0.5, 1)
		return v, &v
	}
	part(t, o, "min", 2, &r.Min, number)
	part(t, o, "max", 3, &r.Max, number)
	return o, r
}

func (t *twin) ints() (o object, r graph.IntRange) {
	o = object{}
	number := func() (any, *int) {
		v := rapid.IntRange(0, 2).Draw(t.T, "number")
		return v, &v
	}
	part(t, o, "min", 2, &r.Min, number)
	part(t, o, "max", 2, &r.Max, number)
	return o, r
}

func (t *twin) langs() []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"en", "ar", "AR-sy", "*", "ru"}), 0, 2).Draw(t.T, "langs")
}

func (t *twin) oneID(k graph.Kind) func() (any, graph.ID) {
	return plain(func() graph.ID { return t.id(k) })
}

// text draws words that are in the world, and some that cannot be looked for.
func (t *twin) text() (any, string) {
	return plain(func() string {
		return pick(t, "text", "quiet", "the", `"keep quiet"`, "الهدنة", "aid truce", `"unbalanced`, "", "المساعدات", "militia")
	})()
}

func (t *twin) name() (any, string) {
	return plain(func() string {
		return pick(t, "name", "rikard", "Karvela", "lake", "مجلس", "avaria", "kar", "ra", "nobody", "truce", "ouncil")
	})()
}

func (t *twin) statuses() (any, []graph.Status) { return some(t, graph.Statuses())() }
