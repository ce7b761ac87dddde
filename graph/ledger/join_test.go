package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
	"hudna/storage/memkv"
)

// A stood is a version of a record in the test below: where it stood, from one
// revision on until another.
type stood struct {
	at           keys.Position
	class        keys.Class
	since, until keys.Revision // until is MaxUint64 at the head
	in           map[keys.Node]keys.Hot
}

const (
	joinLists = 5
	joinHead  = keys.Revision(8)
)

// drawVersions draws records that move between lists, classes and positions, so
// that at every revision each of them stands at one position in all its lists.
func drawVersions(t *rapid.T) []stood {
	var all []stood
	for n := range rapid.IntRange(0, 40).Draw(t, "records") {
		for since := keys.Revision(rapid.Uint64Range(1, uint64(joinHead)).Draw(t, "since")); ; {
			v := stood{since: since, until: math.MaxUint64, in: map[keys.Node]keys.Hot{}}
			v.class = rapid.SampledFrom([]keys.Class{keys.ClassOf(keys.Curated, keys.Public), keys.ClassOf(keys.Draft, keys.Public)}).Draw(t, "class")
			v.at = keys.Position{Earliest: keys.NoDate, Bucket: rapid.SampledFrom([]keys.Bucket{keys.Day, keys.Day, keys.Month, keys.Long, keys.Undated}).Draw(t, "bucket"), Node: keys.Node(n + 1)}
			if v.at.Bucket != keys.Undated {
				v.at.Earliest = rapid.Int64Range(-3, 3).Draw(t, "earliest") * 100_000
			}
			hot := keys.Hot{Depth: uint8(rapid.IntRange(0, 2).Draw(t, "depth"))}
			for l := range joinLists {
				if rapid.Bool().Draw(t, "in") {
					hot.Roles = uint32(rapid.IntRange(1, 3).Draw(t, "roles"))
					v.in[keys.Node(l+1)] = hot
				}
			}
			hot.Roles = 0
			v.in[0] = hot // all stand in the list of all
			more := since < joinHead && rapid.Bool().Draw(t, "changed")
			if more {
				since = keys.Revision(rapid.Uint64Range(uint64(since)+1, uint64(joinHead)).Draw(t, "until"))
				v.until = since
			}
			all = append(all, v)
			if !more {
				break
			}
		}
	}
	return all
}

// manyChecks checks a property more often than others are: each check takes less
// than a millisecond, and what joins may get wrong takes a meeting of chances.
func manyChecks(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	for range 20 {
		rapid.Check(t, property)
	}
}

func joinList(owner keys.Node) *list {
	if owner == 0 {
		return &list{tag: keys.SaidDate}
	}
	return &list{tag: keys.About, owner: owner}
}

// store puts the versions into a store, as a ledger would.
func joinStore(t *rapid.T, all []stood) storage.Store {
	store, err := memkv.New().Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = store.Update(context.Background(), func(tx storage.WriteTx) error {
		for _, v := range all {
			for owner, hot := range v.in {
				key := keys.AppendMember(joinList(owner).prefix(keys.Live), v.class, v.at)
				if hot.Revision = v.since; v.until != math.MaxUint64 {
					key = keys.AppendClosed(nil, key, v.since)
					hot.Revision = v.until
				}
				if err := tx.Set(key, sealHot(key, hot)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// drawCondition draws a condition, and says of a version whether it meets it.
func drawCondition(t *rapid.T, depth int) (*condition, func(stood) bool) {
	kinds := []string{"lists", "lists", "roles", "unsure", "entry", "record", "during"}
	if depth > 0 {
		kinds = append(kinds, "all", "all", "any", "any", "not")
	}
	nobody := func(*candidate) (bool, error) { return false, nil } // the walk asks no record
	switch kind := rapid.SampledFrom(kinds).Draw(t, "kind"); kind {
	case "all", "any", "not":
		n := rapid.IntRange(1, 3).Draw(t, "kids")
		if kind == "not" {
			n = 1
		}
		kids := make([]*condition, n)
		truths := make([]func(stood) bool, n)
		for i := range kids {
			kids[i], truths[i] = drawCondition(t, depth-1)
		}
		switch kind {
		case "all":
			return all("", kids...), func(v stood) bool {
				return !slices.ContainsFunc(truths, func(f func(stood) bool) bool { return !f(v) })
			}
		case "any":
			return anyOf("", kids...), func(v stood) bool {
				return slices.ContainsFunc(truths, func(f func(stood) bool) bool { return f(v) })
			}
		}
		return not("", kids[0]), func(v stood) bool { return !truths[0](v) }
	case "entry":
		depth := uint8(rapid.IntRange(0, 2).Draw(t, "wanted depth"))
		c := onEntry("", func(s *stop) bool { return s.hot.Depth == depth }, func(graph.Record) bool { return false })
		return c, func(v stood) bool { return v.in[0].Depth == depth }
	case "record":
		odd := rapid.Bool().Draw(t, "odd")
		return &condition{op: opRecord, match: nobody}, func(v stood) bool { return v.at.Node%2 == 1 == odd }
	default:
		c := &condition{op: opLists, match: nobody}
		var roles uint32
		if kind == "roles" {
			roles = uint32(rapid.IntRange(1, 2).Draw(t, "wanted roles"))
		}
		owners := rapid.SliceOfNDistinct(rapid.Uint64Range(1, joinLists), 1, 3, rapid.ID).Draw(t, "lists")
		var when *during
		if kind == "during" {
			when = &during{certainly: rapid.Bool().Draw(t, "certainly"), ways: []way{{
				lo: rapid.Int64Range(-3, 3).Draw(t, "lo") * 100_000, hi: rapid.Int64Range(-3, 3).Draw(t, "hi") * 100_000,
			}}}
		}
		for _, o := range owners {
			l := joinList(keys.Node(o))
			l.roles, l.unsure, l.during = roles, kind == "unsure", when
			c.lists = append(c.lists, l)
		}
		return c, func(v stood) bool {
			return slices.ContainsFunc(owners, func(o uint64) bool {
				hot, in := v.in[keys.Node(o)]
				met := in && (roles == 0 || hot.Roles&roles != 0) && (kind != "unsure" || v.at.Node%3 > 0)
				return met && (when == nil || when.ways[0].holds(joinBounds(v.at), when.certainly))
			})
		}
	}
}

// joinBounds are the bounds of a date that is as wide as its bucket lets it be.
func joinBounds(p keys.Position) graph.Bounds {
	const day = 86_400
	switch p.Bucket {
	case keys.Undated:
		return graph.Bounds{Earliest: math.MinInt64, Latest: math.MaxInt64, Undated: true}
	case keys.Day:
		return graph.Bounds{Earliest: p.Earliest, Latest: p.Earliest + day - 1}
	case keys.Month:
		return graph.Bounds{Earliest: p.Earliest, Latest: p.Earliest + 31*day - 1}
	}
	return graph.Bounds{Earliest: p.Earliest, Latest: math.MaxInt64}
}

// Whatever is asked, in whatever direction, as of whatever revision and from
// whatever position on: a walk stands on all that meet the condition, in order,
// and is sure only of these.
func TestJoinsFindWhatASimpleSearchFinds(t *testing.T) {
	sure, unsure := 0, 0
	manyChecks(t, func(t *rapid.T) {
		versions := drawVersions(t)
		store := joinStore(t, versions)
		c, truth := drawCondition(t, 3)
		view := graph.View{Revision: graph.Revision(rapid.Uint64Range(1, uint64(joinHead)).Draw(t, "as of")), Clearance: graph.MarkingPublic}
		at := keys.Revision(view.Revision)
		sp := unbounded([]keys.Class{keys.ClassOf(keys.Curated, keys.Public), keys.ClassOf(keys.Draft, keys.Public)})
		sp.reverse = rapid.Bool().Draw(t, "reverse")
		sp.undated = rapid.Bool().Draw(t, "undated")
		if rapid.Bool().Draw(t, "from a position") {
			sp.after = &keys.Position{
				Earliest: rapid.Int64Range(-3, 3).Draw(t, "after") * 100_000, Bucket: keys.Bucket(rapid.IntRange(0, 3).Draw(t, "after bucket")),
				Node: keys.Node(rapid.IntRange(0, 40).Draw(t, "after node")),
			}
			if len(versions) > 0 && rapid.Bool().Draw(t, "of a record") {
				sp.after = &versions[rapid.IntRange(0, len(versions)-1).Draw(t, "after record")].at
			}
		}
		if rapid.Bool().Draw(t, "window") {
			sp.lo, sp.hi = rapid.Int64Range(-3, 3).Draw(t, "window from")*100_000, rapid.Int64Range(-3, 3).Draw(t, "window to")*100_000
		}
		var want []stood
		for _, v := range versions {
			b := joinBounds(v.at)
			if v.since > at || v.until <= at || !truth(v) || b.Undated && !sp.undated || !b.Undated && (b.Earliest > sp.hi || b.Latest < sp.lo) {
				continue
			}
			if sp.after != nil && (sp.reverse && v.at.Compare(*sp.after) >= 0 || !sp.reverse && v.at.Compare(*sp.after) <= 0) {
				continue
			}
			want = append(want, v)
		}
		slices.SortFunc(want, func(a, b stood) int {
			if sp.reverse {
				a, b = b, a
			}
			return a.at.Compare(b.at)
		})
		met := map[keys.Node]bool{}
		for _, v := range want {
			met[v.at.Node] = true
		}
		var got []stop
		err := store.View(context.Background(), func(tx storage.ReadTx) error {
			s := &snapshot{l: &Ledger{opts: Options{KeyBudget: 1 << 20}}, tx: tx, head: joinHead, next: 1000}
			p := &planner{s: s, classes: sp.classes, opening: 10, total: 40}
			if rapid.Bool().Draw(t, "lists cost nothing") {
				p.opening = 0
			}
			kids := []*condition{c}
			if _, drives := c.length(); !drives {
				kids = append(kids, &condition{op: opLists, lists: []*list{joinList(0)}})
			}
			root := &condition{op: opAll, kids: kids}
			p.choose(root, 40)
			q := &scheme{s: s, view: view, root: root, kind: graph.KindStatement, far: reach{said: math.MaxInt64, next: 1000}}
			w := q.walk(sp)
			defer w.close()
			for {
				stop, ok, err := w.next()
				if err != nil || !ok {
					return err
				}
				got = append(got, stop)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if c.op == opNever {
			return
		}
		for i := range got {
			if i > 0 && got[i-1].Compare(got[i].Position)*map[bool]int{false: -1, true: 1}[sp.reverse] <= 0 {
				t.Fatalf("%v stands before %v", got[i-1].Position, got[i].Position)
			}
			inWindow := !(got[i].Bucket != keys.Undated && (joinBounds(got[i].Position).Earliest > sp.hi || joinBounds(got[i].Position).Latest < sp.lo))
			if got[i].sure && inWindow && !met[got[i].Node] {
				t.Fatalf("is sure of %v", got[i].Position)
			}
			if got[i].sure {
				sure++
			} else {
				unsure++
			}
		}
		for _, v := range want {
			if !slices.ContainsFunc(got, func(s stop) bool { return s.Position == v.at && s.class == v.class }) {
				t.Fatalf("as of %d: %v in %s is not found among %d", at, v.at, v.class, len(got))
			}
		}
	})
	if sure < 400 || unsure < 400 {
		t.Errorf("too little was found to say anything: %d sure, %d unsure", sure, unsure)
	}
}

// Seeks in any order, forward as they have to be, stop where going on one by
// one does.
func TestSeeksStopWhereStepsDo(t *testing.T) {
	manyChecks(t, func(t *rapid.T) {
		versions := drawVersions(t)
		store := joinStore(t, versions)
		c, _ := drawCondition(t, 2)
		reverse := rapid.Bool().Draw(t, "reverse")
		sp := unbounded([]keys.Class{keys.ClassOf(keys.Curated, keys.Public)})
		sp.reverse = reverse
		at := keys.Revision(rapid.Uint64Range(1, uint64(joinHead)).Draw(t, "as of"))
		err := store.View(context.Background(), func(tx storage.ReadTx) error {
			s := &snapshot{l: &Ledger{opts: Options{KeyBudget: 1 << 20}}, tx: tx, head: joinHead, next: 1000}
			p := &planner{s: s, classes: sp.classes, total: 40}
			root := all("", c, &condition{op: opLists, lists: []*list{joinList(0)}})
			if root.op == opNever {
				return nil
			}
			p.choose(root, 40)
			g, ok := sp.segment(sp.classes[0], keys.Day, reach{said: math.MaxInt64, next: 1000}, math.MaxInt64)
			if !ok {
				return fmt.Errorf("no segment")
			}
			g.at, g.heads = at, at == joinHead
			open := func() (*walk, iterator) {
				w := &walk{cursors: cursors{s: s, reverse: reverse}, reverse: reverse}
				it := w.open(&g, root)
				return w, it
			}
			var steps []keys.Position
			w, it := open()
			defer w.close()
			for {
				if err := it.next(); err != nil {
					return err
				}
				if it.at() == nil {
					break
				}
				steps = append(steps, it.at().Position)
			}
			w2, seeking := open()
			defer w2.close()
			to := g.start
			for range rapid.IntRange(1, 10).Draw(t, "seeks") {
				p := keys.Position{Earliest: rapid.Int64Range(-3, 3).Draw(t, "to") * 100_000, Bucket: keys.Day, Node: keys.Node(rapid.IntRange(0, 41).Draw(t, "to node"))}
				if g.before(p, to) {
					p = to
				}
				to = p
				if err := seeking.seek(p); err != nil {
					return err
				}
				i := slices.IndexFunc(steps, func(q keys.Position) bool { return !g.before(q, p) })
				switch at := seeking.at(); {
				case i < 0 && at != nil:
					t.Fatalf("seek %v: %v, want the end", p, at.Position)
				case i >= 0 && (at == nil || at.Position != steps[i]):
					t.Fatalf("seek %v: %v, want %v", p, at, steps[i])
				case i < 0:
					return nil
				}
				if rapid.Bool().Draw(t, "step") {
					if err := seeking.next(); err != nil {
						return err
					}
					if seeking.at() == nil {
						return nil
					}
					if to = seeking.at().Position; i+1 >= len(steps) || steps[i+1] != to {
						t.Fatalf("behind %v: %v", p, to)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
