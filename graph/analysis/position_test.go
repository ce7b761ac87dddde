package analysis_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/analysis"
)

// taken are the positions of two actors on the truce, in six statements. All of
// it is made up.
func taken() *graph.Positions {
	p := &graph.Positions{Actors: []graph.ID{"actor/avaria", "actor/berun"}, Targets: []graph.ID{"topic/truce"}}
	for _, d := range []int64{0, 1, 2, 3, 9} {
		p.Dates = append(p.Dates, graph.SaidBetween{First: d * 86400, Last: d*86400 + 86399, Dated: true})
	}
	p.Dates = append(p.Dates, graph.SaidBetween{})
	for i, s := range []struct {
		actor     uint32
		agreement graph.Concurring
		text      uint32
		tellings  []uint32
	}{
		{0, graph.Agree, 0, []uint32{0}},
		{0, graph.Agree, 0, []uint32{1}},
		{0, graph.Disagree, 2, []uint32{0, 2}},
		{0, graph.Neutral, 3, []uint32{3}},
		{0, graph.Disagree, 4, []uint32{3}},
		{1, graph.Agree, 5, []uint32{4}},
	} {
		n := uint32(i) //nolint:gosec // there are six
		p.Told(graph.Positioned{Date: n, Text: s.text}, s.tellings...)
		p.Uses = append(p.Uses, graph.Use{Statement: n, Actor: s.actor, Says: graph.SaysAgreement(s.agreement)})
	}
	return p
}

// tabulated is a table of positions.
func tabulated(tb interface {
	Helper()
	Fatal(args ...any)
}, p *graph.Positions, q analysis.TableQuery,
) *analysis.Table {
	tb.Helper()
	t, err := analysis.Tabulate(context.Background(), p, q)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestTabulate(t *testing.T) {
	at := func(n int64) *int64 { return &n }
	table := tabulated(t, taken(), analysis.TableQuery{
		First: 10, Earlier: &analysis.Stretch{To: at(2*86400 - 1)}, Later: &analysis.Stretch{From: at(2 * 86400)},
	})
	if table.Distinct != 2 || table.Statements != 6 || table.Without != 0 {
		t.Errorf("%+v", table)
	}
	c := table.Cells[0]
	got := fmt.Sprint(c.Actor, " ", c.Count, c.For, c.Against, c.Neutral, c.Utterances, c.Sources, " ", c.First, " ", c.Last)
	if want := "actor/avaria 5 2 2 1 4 4 1970-01-01 1970-01-10"; strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("%s, want %s", got, want)
	}
	for side, want := range map[graph.Concurring][]int{"": {0, 1, 2, 3, 4}, graph.Agree: {0, 1}, graph.Disagree: {2, 4}, graph.Neutral: {3}} {
		if got := c.Numbers(side); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", side, got, want)
		}
	}
	if n, ok := c.Shift(); !ok || n != -2 { // from both for to both against
		t.Errorf("shift %v, %v", n, ok)
	}
	// What has no date is in no period, and what takes no side in one does not shift.
	if b := table.Cells[1]; b.Earlier.Count+b.Later.Count != 0 || b.Count != 1 || b.First != "" {
		t.Errorf("%+v", b)
	} else if _, ok := b.Shift(); ok {
		t.Error("berun shifts")
	}
	if table = tabulated(t, taken(), analysis.TableQuery{First: 10, Contradictory: true}); table.Distinct != 1 {
		t.Errorf("%+v", table)
	}
	if table = tabulated(t, taken(), analysis.TableQuery{First: 10, Topics: []graph.ID{"topic/other"}}); table.Distinct != 0 || table.Without != 6 {
		t.Errorf("%+v", table)
	}
}

var onTargets = graph.PositionQuery{On: graph.OnTargets}

// Of stances on two scales there is no mean, and on one of them there is.
func TestStancesOnScales(t *testing.T) {
	p := taken()
	p.Scales = []string{"one", "two"}
	for i, stance := range []float64{0.5, -1, 0, 0.25} {
		p.Uses[i] = graph.Use{Statement: uint32(i), Stance: int32(stance * graph.StanceSteps), Scale: map[bool]uint16{true: 1, false: 2}[i < 3]} //nolint:gosec // there are four
	}
	p.Uses = p.Uses[:4]
	c := tabulated(t, p, analysis.TableQuery{PositionQuery: onTargets, First: 1}).Cells[0]
	if c.Stance != nil || !slices.Equal(c.Scales, []string{"one", "two"}) || c.For != 2 || c.Against != 1 || c.Neutral != 1 {
		t.Errorf("%+v", c)
	}
	c = tabulated(t, p, analysis.TableQuery{PositionQuery: onTargets, First: 1, Scale: "one"}).Cells[0]
	if c.Stance == nil || c.Stance.Count != 3 || math.Abs(c.Stance.Mean+1.0/6) > 1e-12 || c.For != 1 || c.Count != 4 {
		t.Errorf("%+v", c)
	}
}

func drawnPositions(t *rapid.T) *graph.Positions {
	p := &graph.Positions{Actors: []graph.ID{"actor/a", "actor/b", "actor/c"}, Targets: []graph.ID{"topic/x", "topic/y"}}
	for d := range int64(41) {
		p.Dates = append(p.Dates, graph.SaidBetween{First: d * 86400, Last: d * 86400, Dated: true})
	}
	for n := range rapid.Uint32Range(1, 25).Draw(t, "statements") {
		of := graph.Positioned{Date: rapid.Uint32Range(0, 40).Draw(t, "day"), Text: rapid.Uint32Range(0, n).Draw(t, "text")}
		p.Told(of, rapid.Uint32Range(0, 9).Draw(t, "telling"))
		for actor := range uint32(3) {
			if rapid.Bool().Draw(t, "speaks") {
				target := rapid.Uint32Range(0, 1).Draw(t, "target")
				// Of topics that were merged a statement may take several positions.
				for _, agreement := range graph.Concurrings() {
					if rapid.Bool().Draw(t, string(agreement)) {
						p.Uses = append(p.Uses, graph.Use{Statement: n, Actor: actor, Target: target, Says: graph.SaysAgreement(agreement)})
					}
				}
			}
		}
	}
	return p
}

func drawnStances(t *rapid.T) *graph.Positions {
	p := drawnPositions(t)
	p.Scales = []string{"one", "two"}
	for i := range p.Uses {
		u := &p.Uses[i]
		u.Says = graph.SaysRole(rapid.SampledFrom(graph.AboutRoles()).Draw(t, "role"))
		if u.Scale = rapid.Uint16Range(0, 2).Draw(t, "scale"); u.Scale != 0 {
			u.Stance = rapid.Int32Range(-1, 1).Draw(t, "stance") * graph.StanceSteps
		}
	}
	return p
}

// Each number of a cell opens into as many statements, of topics and of targets,
// whichever the scale and the period.
func TestEveryNumberOpens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		split := int64(rapid.IntRange(0, 40).Draw(t, "split")) * 86400
		q := analysis.TableQuery{
			First: graph.MaxCells, Scale: rapid.SampledFrom([]string{"", "one"}).Draw(t, "of"),
			Earlier: &analysis.Stretch{To: &split}, Later: &analysis.Stretch{From: &split},
		}
		for on, p := range map[graph.PositionOn]*graph.Positions{graph.OnTopics: drawnPositions(t), graph.OnTargets: drawnStances(t)} {
			q.On = on
			for _, c := range tabulated(t, p, q).Cells {
				for _, s := range []*analysis.Sums{&c.Sums, c.Earlier, c.Later} {
					for side, want := range map[graph.Concurring]int{"": s.Count, graph.Agree: s.For, graph.Disagree: s.Against, graph.Neutral: s.Neutral} {
						got := s.Numbers(side)
						if len(got) != want || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != want {
							t.Fatalf("%q: %v, want %d of %+v", side, got, want, s)
						}
					}
				}
			}
		}
	})
}

// Periods that split the whole add up to it; a statement counted opens; another
// report of the same telling adds no source, and one by somebody else adds one;
// who agrees and who does not change places with for and against.
func TestLawsOfPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawnPositions(t)
		split := int64(rapid.IntRange(0, 40).Draw(t, "split")) * 86400
		before := split - 1
		q := analysis.TableQuery{First: graph.MaxCells, Earlier: &analysis.Stretch{To: &before}, Later: &analysis.Stretch{From: &split}}
		table := tabulated(t, p, q)
		for _, c := range table.Cells {
			if c.Earlier.Count+c.Later.Count != c.Count || c.Earlier.For+c.Later.For != c.For || c.Earlier.Against+c.Later.Against != c.Against {
				t.Fatalf("%+v: %+v and %+v", c, c.Earlier, c.Later)
			}
			if len(c.Numbers("")) != c.Count || len(c.Numbers(graph.Agree)) != c.For || len(c.Numbers(graph.Disagree)) != c.Against {
				t.Fatalf("%+v", c)
			}
		}
		mirrored := *p
		mirrored.Uses = slices.Clone(p.Uses)
		for i := range mirrored.Uses {
			switch u := &mirrored.Uses[i]; u.Agreement() {
			case graph.Agree:
				u.Says = graph.SaysAgreement(graph.Disagree)
			case graph.Disagree:
				u.Says = graph.SaysAgreement(graph.Agree)
			}
		}
		for i, c := range tabulated(t, &mirrored, q).Cells {
			if was := table.Cells[i]; c.For != was.Against || c.Against != was.For || c.Neutral != was.Neutral {
				t.Fatalf("%+v, mirrored %+v", was, c)
			}
		}
		if len(p.Uses) == 0 {
			return
		}
		// The first use again, out of a copy, and then by another act of telling.
		copied := *p
		u := p.Uses[0]
		of, tellings := p.Statements[u.Statement], p.TellingsOf(int(u.Statement))
		for _, another := range []bool{false, true} {
			if another {
				tellings = []uint32{99}
			}
			u.Statement = uint32(len(copied.Statements)) //nolint:gosec // there are few
			copied.Statements, copied.Tellings, copied.Uses = slices.Clone(copied.Statements), slices.Clone(copied.Tellings), append(slices.Clone(copied.Uses), u)
			copied.Told(of, tellings...)
			find := func(table *analysis.Table) analysis.Cell {
				i := slices.IndexFunc(table.Cells, func(c analysis.Cell) bool { return c.Actor == p.Actors[u.Actor] && c.Target == p.Targets[u.Target] })
				return table.Cells[i]
			}
			was, is := find(table), find(tabulated(t, &copied, q))
			if more := map[bool]int{true: 1}[another]; is.Sources != was.Sources+more || is.Utterances != was.Utterances {
				t.Fatalf("%+v, then %+v", was, is)
			}
		}
	})
}

// A table that nobody waits for any more is not made.
func TestTabulateEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := analysis.Tabulate(ctx, taken(), analysis.TableQuery{First: 1}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
