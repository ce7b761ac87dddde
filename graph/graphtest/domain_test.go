package graphtest

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
)

// The oracle shares no code with the domain for what follows, so that each
// checks the other here, record by record, before a graph mixes them.

// records draws the records of a history, as they are at its end.
func records(t *rapid.T) []*thing {
	h := NewHistory(rapid.Uint64Range(0, 1<<20).Draw(t, "seed"), HistoryOptions{Commits: 12})
	for {
		if _, ok := h.Next(); !ok {
			return h.things
		}
	}
}

func TestReferencesAreThoseOfTheDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, thing := range records(t) {
			var references, guards []graph.ID
			graph.References(thing.record, func(r graph.Reference) {
				if !slices.Contains(references, r.ID) {
					references = append(references, r.ID)
				}
			})
			graph.Guards(thing.record, func(id graph.ID) { guards = append(guards, id) })
			if !sameSet(references, thing.references) {
				t.Errorf("%s refers to %v, the oracle says %v", thing.id, references, thing.references)
			}
			slices.Sort(guards)
			if !sameSet(slices.Compact(guards), thing.guards) {
				t.Errorf("%s is guarded by %v, the oracle says %v", thing.id, guards, thing.guards)
			}
		}
	})
}

func TestCutsAreThoseOfTheDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := records(t)
		share := rapid.IntRange(5, 60).Draw(t, "share")
		dice := NewDice(rapid.Uint64().Draw(t, "dice"))
		secret := map[graph.ID]bool{}
		for _, thing := range all {
			secret[thing.id] = dice.Chance(share)
		}
		for _, thing := range all {
			if slices.ContainsFunc(thing.guards, func(id graph.ID) bool { return secret[id] }) || secret[thing.id] {
				continue // nobody sees it at all
			}
			before := clone(thing.record)
			want := graph.Redact(thing.record, func(id graph.ID) bool { return secret[id] })
			got := redacted(thing.record, func(id graph.ID) bool { return secret[id] })
			if !sameValue(want, got) {
				t.Fatalf("%s: domain and oracle\n%s", thing.id, difference(want, got))
			}
			if !reflect.DeepEqual(before, thing.record) {
				t.Fatalf("cutting %s changed it", thing.id)
			}
		}
	})
}

func TestDatesAreThoseOfTheDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := graph.Date{
			EDTF: rapid.SampledFrom(slices.Concat(edtfs, dstDays, bounds[1:])).Draw(t, "edtf"),
			Zone: rapid.SampledFrom(append([]string{""}, zones...)).Draw(t, "zone"),
		}
		want, wantErr := d.Bounds()
		got, err := momentOf(&d)
		if wantErr != nil || err != nil {
			t.Fatalf("%+v: %v, %v", d, wantErr, err)
		}
		if got.earliest != want.Earliest || got.latest != want.Latest || got.undated != want.Undated || got.width != int(want.Bucket()) {
			t.Fatalf("%+v: %+v, the oracle says %+v", d, want, got)
		}
		r := graph.DateRange{
			From: rapid.SampledFrom(bounds).Draw(t, "from"), To: rapid.SampledFrom(bounds).Draw(t, "to"),
			Certainty: rapid.SampledFrom([]graph.DateCertainty{"", graph.DatePossibly, graph.DateCertainly}).Draw(t, "certainty"),
			Undated:   rapid.Bool().Draw(t, "undated"),
		}
		c, wantErr := r.Compile()
		p, err := periodOf(r)
		if p.empty && wantErr != nil {
			return // a range in which no date lies
		}
		if (wantErr != nil) != (err != nil) {
			t.Fatalf("%+v: %v, the oracle says %v", r, wantErr, err)
		}
		if err != nil {
			return
		}
		if c.Match(d) != p.holds(got) || c.Match(graph.Date{}) != p.holds(moment{undated: true}) {
			t.Fatalf("%+v in %+v: %t, the oracle says %t", d, r, c.Match(d), p.holds(got))
		}
	})
}

func TestEveryDrawnDateIsValid(t *testing.T) {
	for _, e := range slices.Concat(edtfs, dstDays) {
		for _, zone := range append([]string{""}, zones...) {
			if err := (graph.Date{EDTF: e, Zone: zone}).Validate(); err != nil {
				t.Error(err)
			}
		}
	}
}
