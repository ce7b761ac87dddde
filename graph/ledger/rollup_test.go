package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/memkv"
)

// A rolled is a graph of invented actors, and what one may see of it.
type rolled struct {
	l     *Ledger
	view  graph.View
	names []graph.ID // in the order in which they were recorded
}

func rolledOf(tb testing.TB, records ...graph.Record) *rolled {
	tb.Helper()
	disk := memkv.New()
	l, err := Open(tb.Context(), Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	g := &rolled{l: l, view: graph.View{Clearance: graph.MarkingPublic}}
	for some := range slices.Chunk(records, graph.MaxOps) {
		c := graph.Change{Message: "create"}
		for _, r := range some {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
			if r.RecordKind() == graph.KindActor {
				g.names = append(g.names, r.Shared().ID)
			}
		}
		g.commit(tb, c)
	}
	return g
}

func (g *rolled) commit(tb testing.TB, c graph.Change) {
	tb.Helper()
	by := graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	revision, err := g.l.Commit(tb.Context(), by, c)
	if err != nil {
		tb.Fatal(err)
	}
	g.view.Revision = revision
}

// standing asks who stands for an actor.
func (g *rolled) standing(tb testing.TB, asked graph.ID, set graph.ActorSet) (members []member, err error) {
	tb.Helper()
	r := &reader{ledger: g.l, view: g.view}
	err = r.open(tb.Context(), func(s *snapshot) (err error) {
		members, err = s.standing(asked, &set, g.view)
		return err
	})
	return members, err
}

// at says who stands for an actor when a record is dated, and by which steps:
// "holder[0] < holder[1]", from who does so on.
func at(members []member, d graph.Bounds, certainly bool) map[graph.ID]string {
	found := map[graph.ID]string{}
	for i := range members {
		m := &members[i]
		if m.ways == nil {
			found[m.id] = "itself"
			continue
		}
		for _, w := range m.ways {
			if w.holds(d, certainly) {
				steps := ""
				for _, step := range w.steps() {
					steps += fmt.Sprintf("%s[%d] ", step.Holder.Name(), step.Index)
				}
				found[m.id] = steps
				break
			}
		}
	}
	return found
}

// A naiveRollup does the same for one moment, by going over all affiliations
// until nothing is added.
type naiveRollup struct {
	order  []graph.ID
	actors map[graph.ID]*graph.Actor // those that are seen
	same   map[graph.ID][]graph.ID
}

type naiveWay struct {
	steps []graph.ThroughStep
}

func (n *naiveRollup) less(a, b naiveWay) int {
	return cmp.Or(cmp.Compare(len(a.steps), len(b.steps)), slices.CompareFunc(a.steps, b.steps, func(a, b graph.ThroughStep) int {
		return cmp.Or(cmp.Compare(slices.Index(n.order, a.Holder), slices.Index(n.order, b.Holder)), cmp.Compare(a.Index, b.Index))
	}))
}

func (n *naiveRollup) at(asked graph.ID, set graph.ActorSet, d graph.Bounds) map[graph.ID]string {
	has := func(scope graph.ActorScope) bool {
		return set.Include == nil && scope == graph.ScopeSelf || slices.Contains(set.Include, scope)
	}
	found := map[graph.ID]naiveWay{}
	parts := map[graph.ID]naiveWay{}
	wholes := map[graph.ID]naiveWay{}
	for _, id := range n.same[asked] {
		wholes[id] = naiveWay{}
		if has(graph.ScopeSelf) {
			found[id] = naiveWay{}
		}
	}
	put := func(into map[graph.ID]naiveWay, id graph.ID, w naiveWay) (better bool) {
		if before, ok := into[id]; ok && n.less(before, w) <= 0 {
			return false
		}
		into[id] = w
		return true
	}
	for changed := true; changed; {
		changed = false
		for _, holder := range n.actors {
			for i, f := range holder.Affiliations {
				whole, ok := wholes[f.Organisation]
				if !ok || !n.held(&f, d, set.Certainty) {
					continue
				}
				w := naiveWay{append([]graph.ThroughStep{{Holder: holder.ID, Index: i}}, whole.steps...)}
				for _, id := range n.same[holder.ID] {
					if has(graph.ScopeParts) && f.Kind == graph.AffiliationPartOf {
						if put(parts, id, w) {
							changed = true
						}
						if put(wholes, id, w) {
							changed = true
						}
						put(found, id, w)
					}
					if has(graph.ScopeRepresentatives) && f.SpeaksFor {
						put(found, id, w)
					}
				}
				for _, id := range n.same[f.Post] {
					if has(graph.ScopeRepresentatives) && f.SpeaksFor {
						put(found, id, w)
					}
				}
			}
		}
	}
	told := map[graph.ID]string{}
	for id, w := range found {
		if len(w.steps) == 0 {
			told[id] = "itself"
			continue
		}
		for _, step := range w.steps {
			told[id] += fmt.Sprintf("%s[%d] ", step.Holder.Name(), step.Index)
		}
	}
	return told
}

// held is written from the words of the contract, one instant at a time.
func (n *naiveRollup) held(f *graph.Affiliation, d graph.Bounds, certainty graph.DateCertainty) bool {
	known := func(d *graph.Date) (graph.Bounds, bool) {
		if d == nil {
			return graph.Bounds{}, false
		}
		b, err := d.Bounds()
		return b, err == nil && !b.Undated
	}
	from, hasFrom := known(f.From)
	to, hasTo := known(f.To)
	if certainty != graph.DateCertainly {
		return d.Undated || (!hasFrom || from.Earliest <= d.Latest) && (!hasTo || d.Earliest <= to.Latest)
	}
	begun, ended := hasFrom && from.Latest <= d.Earliest, hasTo && d.Latest <= to.Earliest
	for i := range f.SeenOn {
		if seen, ok := known(&f.SeenOn[i]); ok {
			begun, ended = begun || seen.Latest <= d.Earliest, ended || d.Latest <= seen.Earliest
		}
	}
	return !d.Undated && begun && ended
}

// drawn makes a graph by chance: few actors with many affiliations, so that
// there are circles, several ways to one, and the same under several names.
func drawn(tb testing.TB, dice *rand.Rand) (*rolled, *naiveRollup) {
	tb.Helper()
	dates := []graph.EDTF{"", "2011", "2012-03", "2012/2014", "2013-05-06", "2013~", "2014-01/..", "../2012", "[2011-01-01..2013-01-01]"}
	date := func() *graph.Date {
		d := graph.Date{EDTF: dates[dice.IntN(len(dates))]}
		if d.EDTF == "" {
			return nil
		}
		return &d
	}
	n := &naiveRollup{actors: map[graph.ID]*graph.Actor{}, same: map[graph.ID][]graph.ID{}}
	size := 3 + dice.IntN(6)
	var records []graph.Record
	var actors []*graph.Actor
	for i := range size {
		a := &graph.Actor{Kind: graph.ActorOrganisation}
		a.ID = graph.ID(fmt.Sprintf("actor/made-up-%d", i))
		n.order = append(n.order, a.ID)
		actors, records = append(actors, a), append(records, a)
	}
	for i, a := range actors {
		for range dice.IntN(5) {
			f := graph.Affiliation{
				Organisation: n.order[dice.IntN(size)], Kind: graph.AffiliationMember,
				SpeaksFor: dice.IntN(3) == 0, From: date(), To: date(),
			}
			if dice.IntN(2) == 0 && i > 0 { // what is judged to be the same makes circles
				f.Kind, f.Organisation = graph.AffiliationPartOf, n.order[dice.IntN(i)]
			}
			if dice.IntN(3) == 0 {
				f.Post = n.order[dice.IntN(size)]
			}
			for range dice.IntN(3) {
				if d := date(); d != nil && !slices.ContainsFunc(f.SeenOn, func(o graph.Date) bool { return o.EDTF == d.EDTF }) {
					f.SeenOn = append(f.SeenOn, *d)
				}
			}
			with := *a
			with.Affiliations = append(slices.Clone(a.Affiliations), f)
			if with.Validate() == nil {
				*a = with
			}
		}
	}
	for _, a := range actors {
		n.actors[a.ID] = a
		n.same[a.ID] = []graph.ID{a.ID}
	}
	for i := range dice.IntN(3) {
		j := &graph.Judgement{A: n.order[dice.IntN(size)], B: n.order[dice.IntN(size)], Verdict: graph.VerdictSame}
		j.ID = graph.ID(fmt.Sprintf("judgement/made-up-%d", i))
		if j.A == j.B {
			continue
		}
		records = append(records, j)
		all := slices.Concat(n.same[j.A], n.same[j.B])
		slices.Sort(all)
		all = slices.Compact(all)
		for _, id := range all {
			n.same[id] = all
		}
	}
	return rolledOf(tb, records...), n
}

func TestRollupsAreWhatTheyAreMadeOf(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	moments := []graph.EDTF{"", "2010", "2012", "2012-03-04", "2013-05-06T10:00:00Z", "2011/2015", "2013-01", "2014-06/.."}
	scopes := [][]graph.ActorScope{
		nil,
		{},
		{graph.ScopeParts},
		{graph.ScopeRepresentatives},
		{graph.ScopeSelf, graph.ScopeParts},
		{graph.ScopeParts, graph.ScopeRepresentatives},
		{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts},
	}
	longest, circles := 0, 0
	for seed := range uint64(250) {
		g, naive := drawn(t, rand.New(rand.NewPCG(seed, 7)))
		for _, asked := range naive.order {
			for _, scope := range scopes {
				for _, certainty := range []graph.DateCertainty{"", graph.DatePossibly, graph.DateCertainly} {
					set := graph.ActorSet{Include: scope, Certainty: certainty}
					members, err := g.standing(t, asked, set)
					if err != nil {
						t.Fatal(err)
					}
					for _, m := range members {
						for _, w := range m.ways {
							longest = max(longest, len(w.steps()))
						}
						if m.id == asked && m.ways != nil {
							circles++
						}
					}
					for _, moment := range moments {
						d, err := graph.Date{EDTF: moment}.Bounds()
						if err != nil {
							t.Fatal(err)
						}
						got, want := at(members, d, certainty == graph.DateCertainly), naive.at(asked, set, d)
						if fmt.Sprint(got) != fmt.Sprint(want) {
							t.Fatalf("seed %d: who stands for %s in %q by %v, %s:\ngot  %v\nwant %v", seed, asked, moment, scope, certainty, got, want)
						}
					}
				}
			}
		}
	}
	if longest < 4 || circles == 0 {
		t.Errorf("the longest way had %d steps, %d circles: too simple", longest, circles)
	}
}

// organisation is one with a name, and what it belongs to.
func organisation(name string, affiliations ...graph.Affiliation) *graph.Actor {
	a := &graph.Actor{Kind: graph.ActorOrganisation, Affiliations: affiliations}
	a.ID = graph.ID("actor/" + name)
	return a
}

func partOf(whole string) graph.Affiliation {
	return graph.Affiliation{Organisation: graph.ID("actor/" + whole), Kind: graph.AffiliationPartOf}
}

func TestAScopeHasABound(t *testing.T) {
	for what, test := range map[string]struct {
		parts int
		fails bool
	}{
		"as many as there may be": {graph.MaxUnion - 1, false},
		"one too many":            {graph.MaxUnion, true},
	} {
		t.Run(what, func(t *testing.T) {
			records := []graph.Record{organisation("whole")}
			for i := range test.parts {
				above := "whole"
				if i > 0 && i%2 == 0 { // half of them in one chain
					above = fmt.Sprintf("part-%d", i-2)
				}
				records = append(records, organisation(fmt.Sprintf("part-%d", i), partOf(above)))
			}
			g := rolledOf(t, records...)
			members, err := g.standing(t, "actor/whole", graph.ActorSet{Include: []graph.ActorScope{graph.ScopeSelf, graph.ScopeParts}})
			if test.fails {
				const want = "too complex: the scope of actor/whole stands for 1001 records or more, over 1000: ask for less of them"
				if !errors.Is(err, graph.ErrTooComplex) || err.Error() != want {
					t.Errorf("got %v, want %s", err, want)
				}
				return
			}
			if err != nil || len(members) != graph.MaxUnion {
				t.Errorf("%d members, %v", len(members), err)
			}
		})
	}
}

// Many comings and goings are many ways, and these have a bound as well.
func TestWaysHaveABound(t *testing.T) {
	records := []graph.Record{organisation("whole")}
	for i := range 30 {
		a := organisation(fmt.Sprintf("part-%d", i))
		for j := range graph.MaxAffiliations {
			f := partOf("whole")
			f.From = &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%04d", 1000+j))}
			f.To = f.From
			a.Affiliations = append(a.Affiliations, f)
		}
		records = append(records, a)
	}
	g := rolledOf(t, records[:2]...)
	set := graph.ActorSet{Include: []graph.ActorScope{graph.ScopeParts}}
	if members, err := g.standing(t, "actor/whole", set); err != nil || len(members) != 1 || len(members[0].ways) != graph.MaxAffiliations {
		t.Errorf("%d members, %v", len(members), err)
	}
	for _, r := range records[2:] {
		g.commit(t, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: r}}})
	}
	if _, err := g.standing(t, "actor/whole", set); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("got %v", err)
	}
}

// What one may not see, or was withdrawn, makes nobody stand for anybody, and
// the places of what is left are those that one sees.
func TestRollupsGoByWhatOneSees(t *testing.T) {
	hidden := organisation("0195a000-0000-7000-8000-0000000000aa", partOf("whole"))
	hidden.Marking = graph.MarkingRestricted
	member := organisation("member", graph.Affiliation{Organisation: hidden.ID, Kind: graph.AffiliationPartOf}, partOf("whole"))
	below := organisation("below", graph.Affiliation{Organisation: hidden.ID, Kind: graph.AffiliationPartOf})
	post := organisation("post")
	withdrawn := organisation("withdrawn", graph.Affiliation{Organisation: "actor/whole", Kind: graph.AffiliationHoldsPost, Post: post.ID, SpeaksFor: true})
	g := rolledOf(t, organisation("whole"), hidden, member, below, post, withdrawn)
	before := g.view
	g.commit(t, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: withdrawn.ID, Reason: "made up"}}})
	set := graph.ActorSet{Include: []graph.ActorScope{graph.ScopeParts, graph.ScopeRepresentatives}}
	for _, test := range []struct {
		view graph.View
		want string
	}{
		{graph.View{Revision: before.Revision, Clearance: graph.MarkingPublic}, "map[actor/member:member[0]  actor/post:withdrawn[0]  actor/withdrawn:withdrawn[0] ]"},
		{graph.View{Revision: g.view.Revision, Clearance: graph.MarkingPublic}, "map[actor/member:member[0] ]"},
		{
			graph.View{Revision: g.view.Revision, Clearance: graph.MarkingRestricted},
			"map[actor/0195a000-0000-7000-8000-0000000000aa:0195a000-0000-7000-8000-0000000000aa[0]  " +
				"actor/below:below[0] 0195a000-0000-7000-8000-0000000000aa[0]  actor/member:member[1] ]",
		},
	} {
		g.view = test.view
		members, err := g.standing(t, "actor/whole", set)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(at(members, graph.Bounds{Undated: true}, false)); got != test.want {
			t.Errorf("as of %v:\ngot  %s\nwant %s", test.view, got, test.want)
		}
	}
}
