package ledger

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hudna/graph"
)

func location(name, within string) *graph.Location {
	l := &graph.Location{Kind: graph.LocationSite}
	l.ID = graph.ID("location/" + name)
	if within != "" {
		l.Within = graph.ID("location/" + within)
	}
	return l
}

// lying asks which locations meet a set.
func (g *rolled) lying(tb testing.TB, set graph.PlaceSet) (ids []graph.ID, err error) {
	tb.Helper()
	r := &reader{ledger: g.l, view: g.view}
	err = r.open(tb.Context(), func(s *snapshot) error {
		members, err := s.lying(&set, g.view)
		ids = nil
		for _, m := range members {
			ids = append(ids, m.id)
		}
		return err
	})
	return ids, err
}

func TestWhatLiesWithinAPlace(t *testing.T) {
	deepest := 0
	for seed := range uint64(200) {
		dice := rand.New(rand.NewPCG(seed, 11))
		size := 2 + dice.IntN(12)
		var records []graph.Record
		var ids []graph.ID
		around := map[graph.ID]graph.ID{}
		for i := range size {
			within := ""
			if i > 0 && dice.IntN(4) > 0 {
				within = fmt.Sprintf("l-%d", dice.IntN(i))
			}
			l := location(fmt.Sprintf("l-%d", i), within)
			records, ids = append(records, l), append(ids, l.ID)
			around[l.ID] = l.Within
		}
		same := map[graph.ID][]graph.ID{}
		for _, id := range ids {
			same[id] = []graph.ID{id}
		}
		if a, b := ids[dice.IntN(size)], ids[dice.IntN(size)]; a != b && dice.IntN(2) == 0 {
			j := &graph.Judgement{A: a, B: b, Verdict: graph.VerdictSame}
			j.ID = "judgement/made-up"
			records = append(records, j)
			same[a], same[b] = []graph.ID{a, b}, []graph.ID{a, b}
		}
		g := rolledOf(t, records...)
		for _, asked := range ids {
			for _, set := range []graph.PlaceSet{{AnyOf: []graph.ID{asked}}, {AnyOf: []graph.ID{asked, ids[0]}, Descendants: true}} {
				// Upwards from each location, as the ledger goes down.
				var want []graph.ID
				for _, id := range ids {
					up := slices.Clone(same[id])
					for i := 0; i < len(up) && set.Descendants; i++ {
						for _, above := range same[around[up[i]]] {
							if !slices.Contains(up, above) {
								up = append(up, above)
							}
						}
					}
					deepest = max(deepest, len(up))
					if slices.ContainsFunc(up, func(id graph.ID) bool { return slices.Contains(set.AnyOf, id) }) {
						want = append(want, id)
					}
				}
				got, err := g.lying(t, set)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("seed %d: what lies within %v: got %v, %v; want %v", seed, set, got, err, want)
				}
			}
		}
	}
	if deepest < 5 {
		t.Errorf("the deepest lay within %d: too simple", deepest)
	}
}

func TestAPlaceHasABound(t *testing.T) {
	records := []graph.Record{location("l-0", "")}
	for i := 1; i <= graph.MaxUnion; i++ {
		records = append(records, location(fmt.Sprintf("l-%d", i), fmt.Sprintf("l-%d", i/2)))
	}
	within := graph.PlaceSet{AnyOf: []graph.ID{"location/l-0"}, Descendants: true}
	if found, err := rolledOf(t, records[:graph.MaxUnion]...).lying(t, within); err != nil || len(found) != graph.MaxUnion {
		t.Errorf("%d locations, %v", len(found), err)
	}
	if _, err := rolledOf(t, records...).lying(t, within); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("one too many: %v", err)
	}
}
