package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// TestAnyOrderOfLooseLinesGivesTheSameGraph draws places that lie within one
// another and actors that refer to each other, in circles as well, in any order
// and cut into any files. What comes out is the same; each batch refers only to
// what is there.
func TestAnyOrderOfLooseLinesGivesTheSameGraph(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(rt, "records")
		var all []string
		for i := range n {
			if rapid.Bool().Draw(rt, "place") || i == 0 {
				within := ""
				if i > 0 && rapid.Bool().Draw(rt, "within") {
					within = fmt.Sprintf(`,"within":"location/%d"`, rapid.IntRange(0, i-1).Draw(rt, "in"))
				}
				all = append(all, fmt.Sprintf(`{"type":"Location","id":"location/%d"%s}`, i, within))
				continue
			}
			// A location of every number, so that "within" always finds one.
			all = append(all,
				fmt.Sprintf(`{"type":"Location","id":"location/%d"}`, i),
				fmt.Sprintf(`{"type":"Actor","id":"actor/%d","kind":"ORGANISATION"}`, i))
		}
		var actors []int
		for i, line := range all {
			if strings.Contains(line, `"Actor"`) {
				actors = append(actors, i)
			}
		}
		ids := func(i int) string { return strings.Split(all[i], `"`)[7] }
		for _, i := range actors {
			other := rapid.SampledFrom(actors).Draw(rt, "ally")
			if other == i {
				continue
			}
			all[i] = strings.TrimSuffix(all[i], "}") + fmt.Sprintf(`,"affiliations":[{"organisation":%q,"kind":"ALLIED"}]}`, ids(other))
		}
		straight, mixed := empty(t), empty(t)
		brought(t, straight, all...)
		shuffled := rapid.Permutation(all).Draw(rt, "order")
		r := brought(t, mixed, shuffled...)
		if r.New != len(all) {
			rt.Fatalf("%d new of %d", r.New, len(all))
		}
		if held(t, straight) != held(t, mixed) {
			rt.Fatalf("in another order:\n%s\nnot\n%s", held(t, mixed), held(t, straight))
		}
	})
}

// FuzzRun imports anything. Whatever it is, a revision is made only where the
// report says so, the same again makes none, and what is there is whole.
func FuzzRun(f *testing.F) {
	f.Add(march + "\n" + karvela + "\n" + school)
	f.Add(karvela + "\n" + school + "\n" + april + "\n" + karvela2)
	f.Add(school + "\n" + karvela)
	f.Add(march + "\n" + `{"type":"Retract","id":"location/karvela","reason":"x"}`)
	f.Add("\ufeff" + karvela + "\r\n\r\n" + untimed + "\n" + karvela + "\n" + karvela)
	f.Add(`{"type":"Actor","id":"actor/a","affiliations":[{"organisation":"actor/a"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		g := empty(t)
		first := bring(t, g, lines(text))
		last := head(t, g).Revision
		if last != first.Last {
			t.Fatalf("the report says revision %d, and the head is %d", first.Last, last)
		}
		if made := first.New + first.Changed + first.Retracted + first.Restored; (made > 0) != (last > 0) {
			t.Fatalf("%d changes, head %d", made, last)
		}
		whole, err := g.Check(t.Context(), nil)
		if err != nil || !whole.Clean() {
			t.Fatalf("check: %v, %v", err, whole.Findings)
		}
		if !first.OK() {
			return
		}
		second := bring(t, g, lines(text))
		if !second.OK() || second.First != 0 || head(t, g).Revision != last {
			t.Fatalf("the second time %+v", second)
		}
		if graph.Revision(first.Same)+graph.Revision(first.New) == 0 && last > 0 && first.Changed+first.Retracted+first.Restored == 0 {
			t.Fatal("a revision of nothing")
		}
	})
}
