package projection_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // zones of the tests must not hang on the machine

	"hudna/graph"
	"hudna/graph/projection"
)

// What the dates of a table come to by a calendar is what each of them does by itself:
// around changes of clocks, after more was said, and after an attempt that was given up.
func TestBeginsOfDates(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 1)) //nolint:gosec // made up
	near := []time.Time{
		time.Date(2016, 3, 25, 0, 0, 0, 0, time.UTC), time.Date(2016, 10, 30, 1, 0, 0, 0, time.UTC), // Damascus, Berlin
		time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC), time.Date(2016, 4, 2, 15, 0, 0, 0, time.UTC), // Apia, Lord Howe
		time.Date(2005, 10, 30, 2, 30, 0, 0, time.UTC), // St John's
	}
	zones := []string{"", "Asia/Damascus", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"}
	forms := []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05+03:00", "2006-01-02", "2006-01", "2006"}
	drawn := func() graph.Date {
		at := near[dice.IntN(len(near))].Add(time.Duration(dice.IntN(100_000)-50_000) * time.Second)
		form := forms[dice.IntN(len(forms))]
		d := graph.Date{EDTF: graph.EDTF(at.Format(form))}
		if form == forms[0] || len(form) <= len(time.DateOnly) {
			d.Zone = zones[dice.IntN(len(zones))]
		}
		switch dice.IntN(20) {
		case 0:
			return graph.Date{}
		case 1:
			return graph.Date{EDTF: d.EDTF[:4] + "/.."}
		}
		if _, err := d.Bounds(); err != nil {
			return graph.Date{} // the clocks of the zone skipped it
		}
		return d
	}
	table := projection.New()
	table.Begin(1, 1)
	revision, node := projection.Revision(1), projection.Node(1)
	say := func(n int) {
		t.Helper()
		var changes []projection.Change
		for revision++; n > 0; n-- {
			v := projection.Version{Since: revision, Said: drawn()}
			bounds, err := v.Said.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			v.When = projection.When{Earliest: bounds.Earliest, Latest: bounds.Latest, Undated: bounds.Undated}
			changes = append(changes, projection.Change{Node: node, Version: &v})
			node++
		}
		if err := table.Apply(revision, changes); err != nil {
			t.Fatal(err)
		}
	}
	compare := func() {
		t.Helper()
		for _, period := range graph.Periods() {
			for _, zone := range zones {
				by, err := period.In(zone)
				if err != nil {
					t.Fatal(err)
				}
				begins, err := table.Begins(by, onAndOn)
				if err != nil || len(begins) != table.Dates() {
					t.Fatal(len(begins), err)
				}
				for n := range begins {
					d := table.Date(uint32(n)) //nolint:gosec // there are some thousands
					want, within := by.Within(d)
					if from, to, ok := by.Span(d); !within {
						want = projection.NoPeriod
						if d.IsZero() {
							want = projection.Undated
						} else if ok && from != math.MinInt64 && to != math.MaxInt64 {
							want = projection.Several
						}
					}
					if begins[n] != want {
						t.Fatalf("%s in %q by %s of %q: %d, not %d", d.EDTF, d.Zone, period, zone, begins[n], want)
					}
				}
			}
		}
	}
	say(1_500)
	compare()
	say(1_500)
	compare()
	by, err := graph.PeriodDay.In("")
	if err != nil {
		t.Fatal(err)
	}
	say(100)
	enough := errors.New("enough")
	if _, err := table.Begins(by, func() error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
	compare()
	if table.Bytes() < 4*8*table.Dates() {
		t.Error(fmt.Sprint("what is kept of four calendars takes memory, and there are ", table.Bytes(), " bytes"))
	}
}
