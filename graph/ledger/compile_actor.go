package ledger

import (
	"cmp"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// An actorSet is a set of actors made ready: who stands for each that it names.
type actorSet struct {
	path                 string
	given                bool // whether anyOf is a condition
	anyOf, allOf, noneOf []askedActor
	certainly            bool
	// who gives whom a record names in the place that the set is about.
	who func(graph.Record) who
}

// An askedActor is an actor that a set names. It is met by members that are
// there, and by those on whose behalf somebody is.
type askedActor struct {
	id              graph.ID
	members, behalf []member
	byID            map[graph.ID]*member
	behalfByID      map[graph.ID]*member
}

// A who is whom a record names in one place, and when it is dated.
type who struct {
	ids    []graph.ID // empty ones are nobody
	behalf []graph.ID
	date   *graph.Date
}

// bounds are those of the date; what is not dated is undated.
func (w *who) bounds() graph.Bounds {
	b, err := dateOrNone(w.date).Bounds()
	if err != nil {
		b, _ = graph.Date{}.Bounds()
	}
	return b
}

// actors makes a set of actors ready; nil stays nil.
func (c *compiler) actors(path string, set *graph.ActorSet, of func(graph.Record) who) (*actorSet, error) {
	if set == nil {
		return nil, nil //nolint:nilnil // no set is a set without conditions
	}
	a := &actorSet{path: path, given: set.AnyOf != nil, certainly: set.Certainty == graph.DateCertainly, who: of}
	// Whoever speaks on behalf does so for those that the other scopes say, or
	// for the actor itself where there is no other.
	asked := *set
	asked.Include = slices.DeleteFunc(slices.Clone(set.Include), func(s graph.ActorScope) bool { return s == graph.ScopeOnBehalf })
	onBehalf := slices.Contains(set.Include, graph.ScopeOnBehalf)
	direct := set.Include == nil || len(asked.Include) > 0
	if len(asked.Include) == 0 {
		asked.Include = nil
	}
	ask := func(ids []graph.ID) ([]askedActor, error) {
		found := make([]askedActor, len(ids))
		for i, id := range ids {
			found[i].id = id
			members, err := c.s.standing(id, &asked, c.view)
			if err != nil {
				return nil, err
			}
			if direct {
				found[i].members = members
			}
			if onBehalf {
				found[i].behalf = members
			}
			found[i].index()
		}
		return found, nil
	}
	var err error
	if a.anyOf, err = ask(set.AnyOf); err != nil {
		return nil, err
	}
	if a.allOf, err = ask(set.AllOf); err != nil {
		return nil, err
	}
	if a.noneOf, err = ask(set.NoneOf); err != nil {
		return nil, err
	}
	return a, nil
}

// rolled notes a set that may be met by somebody in the place of an actor, so
// that it can be told through whom. Where one of several sets has to be met, it
// is not told.
func (c *compiler) rolled(a *actorSet) {
	if a != nil && c.aside == 0 {
		c.rolls = append(c.rolls, a)
	}
}

func (a *askedActor) index() {
	by := func(members []member) map[graph.ID]*member {
		m := make(map[graph.ID]*member, len(members))
		for i := range members {
			m[members[i].id] = &members[i]
		}
		return m
	}
	a.byID, a.behalfByID = by(a.members), by(a.behalf)
}

// equals says whether the same stand for two actors, each at the same times.
func (a *askedActor) equals(other *askedActor) bool {
	equal := func(a, b member) bool {
		return a.node == b.node && slices.EqualFunc(a.ways, b.ways, func(v, w way) bool { return v.lo == w.lo && v.hi == w.hi })
	}
	return slices.EqualFunc(a.members, other.members, equal) && slices.EqualFunc(a.behalf, other.behalf, equal)
}

// met says whether a record names somebody who stands for the actor.
func (a *askedActor) met(w *who, certainly bool) bool {
	return anyHolds(a.byID, w.ids, w, certainly) || anyHolds(a.behalfByID, w.behalf, w, certainly)
}

func anyHolds(byID map[graph.ID]*member, ids []graph.ID, w *who, certainly bool) bool {
	for _, id := range ids {
		m := byID[id]
		if m == nil {
			continue
		}
		if len(m.ways) == 0 || m.way(w, certainly) != nil {
			return true
		}
	}
	return false
}

// way is the first that holds when the record is dated.
func (m *member) way(w *who, certainly bool) *way {
	if len(m.ways) == 0 {
		return nil
	}
	bounds := w.bounds()
	for i := range m.ways {
		if m.ways[i].holds(bounds, certainly) {
			return &m.ways[i]
		}
	}
	return nil
}

// A placing says in which lists stand the records that name an actor in one
// place.
type placing struct {
	tag, behalf keys.Tag // no lists where 0
	roles       uint32
	unsure      bool
	// somebody: where it is not said whom, there has to be somebody.
	somebody bool
}

// condition makes a condition of the set.
func (a *actorSet) condition(p placing) (*condition, error) {
	if a == nil {
		return always, nil
	}
	var kids []*condition
	listed := func(asked ...askedActor) (*condition, error) {
		asked = slices.DeleteFunc(asked, func(x askedActor) bool { return len(x.members)+len(x.behalf) == 0 })
		if len(asked) == 0 {
			return never, nil
		}
		c := &condition{op: opLists, part: a.path, match: func(r *candidate) (bool, error) {
			w := a.who(r.record)
			return slices.ContainsFunc(asked, func(x askedActor) bool { return x.met(&w, a.certainly) }), nil
		}}
		if p.tag == 0 {
			c.op = opRecord
			return c, nil
		}
		var members, behalf [][]member
		for i := range asked {
			members, behalf = append(members, asked[i].members), append(behalf, asked[i].behalf)
		}
		for _, in := range []struct {
			tag    keys.Tag
			groups [][]member
		}{{p.tag, members}, {p.behalf, behalf}} {
			united := unitedWays(in.groups)
			if len(united) > graph.MaxUnion {
				return nil, tooMany(a.path, len(united))
			}
			lists, times := make([]list, len(united)), make([]during, len(united))
			c.lists = slices.Grow(c.lists, len(united))
			for i := range united {
				lists[i] = list{tag: in.tag, owner: united[i].node, roles: p.roles, unsure: p.unsure}
				if len(united[i].ways) > 0 {
					times[i] = during{ways: united[i].ways, certainly: a.certainly}
					lists[i].during = &times[i]
				}
				c.lists = append(c.lists, &lists[i])
			}
		}
		slices.SortFunc(c.lists, compareLists)
		return c, nil
	}
	if a.given {
		c, err := listed(a.possible()...)
		if err != nil {
			return nil, err
		}
		kids = append(kids, c)
	}
	for i := range a.allOf {
		if a.denied(&a.allOf[i]) {
			return never, nil
		}
		c, err := listed(a.allOf[i])
		if err != nil {
			return nil, err
		}
		kids = append(kids, c)
	}
	for i := range a.noneOf {
		c, err := listed(a.noneOf[i])
		if err != nil {
			return nil, err
		}
		kids = append(kids, not(a.path, c))
	}
	if p.somebody && !a.given && len(a.allOf) == 0 {
		kids = append(kids, &condition{op: opRecord, part: a.path, match: func(r *candidate) (bool, error) {
			w := a.who(r.record)
			return slices.ContainsFunc(w.ids, func(id graph.ID) bool { return id != "" }), nil
		}})
	}
	return all(a.path, kids...), nil
}

// possible are those of anyOf that can be met.
func (a *actorSet) possible() []askedActor {
	return slices.DeleteFunc(slices.Clone(a.anyOf), func(x askedActor) bool { return a.denied(&x) })
}

// denied says that whoever meets what is asked for must not be named.
func (a *actorSet) denied(asked *askedActor) bool {
	return slices.ContainsFunc(a.noneOf, func(x askedActor) bool { return x.equals(asked) })
}

// unitedWays puts groups of members together. Who stands for one of the asked
// at any time does so for all of them together.
func unitedWays(groups [][]member) []member {
	var united []member
	at := map[keys.Node]int{}
	for _, group := range groups {
		for _, m := range group {
			i, ok := at[m.node]
			switch {
			case !ok:
				at[m.node] = len(united)
				m.ways = slices.Clip(m.ways) // others have them, too
				united = append(united, m)
			case len(m.ways) == 0 || len(united[i].ways) == 0:
				united[i].ways = nil
			default:
				united[i].ways = append(united[i].ways, m.ways...)
			}
		}
	}
	return united
}

func compareLists(a, b *list) int {
	return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.owner, b.owner), cmp.Compare(a.text, b.text))
}

// through says by which affiliations a record met the set, one for each actor
// asked for that it did not meet by itself.
func (a *actorSet) through(r graph.Record) (found []graph.Through) {
	w := a.who(r)
	for _, group := range [][]askedActor{a.anyOf, a.allOf} {
		for i := range group {
			told := slices.ContainsFunc(found, func(t graph.Through) bool { return t.Asked == group[i].id })
			if t, ok := group[i].through(&w, a.certainly); ok && !told {
				t.Path = a.path
				found = append(found, t)
			}
		}
	}
	return found
}

func (a *askedActor) through(w *who, certainly bool) (t graph.Through, ok bool) {
	var best *way
	for _, side := range []struct {
		ids     []graph.ID
		members []member
	}{{w.ids, a.members}, {w.behalf, a.behalf}} {
		for i := range side.members {
			m := &side.members[i]
			if !slices.Contains(side.ids, m.id) {
				continue
			}
			if len(m.ways) == 0 {
				return t, false
			}
			if way := m.way(w, certainly); way != nil && (best == nil || way.before(best)) {
				t, best = graph.Through{Asked: a.id, Matched: m.id, Steps: way.steps()}, way
			}
		}
	}
	return t, best != nil
}
