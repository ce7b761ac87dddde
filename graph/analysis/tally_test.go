package analysis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
)

// counting is a statement that counts.
func counting(t *testing.T, line string, figures ...graph.Figure) *graph.Statement {
	t.Helper()
	s, err := written(line)
	if err != nil {
		t.Fatal(err)
	}
	s.Figures = figures
	return s
}

func figure(by, blamed graph.ID, best int64, window graph.EDTF) graph.Figure {
	f := graph.Figure{What: graph.FigureBreaches, Unit: graph.UnitBreach, Best: &best, CountedBy: by, Blamed: blamed}
	if window != "" {
		f.Window = &graph.Date{EDTF: window}
	}
	return f
}

// What is counted stands beside each other: never a sum, and what overlaps is
// said.
func TestTallies(t *testing.T) {
	incidents := figure("actor/monitor", "actor/avaria", 7, "2019-04-11/2019-04-20")
	incidents.Unit = graph.UnitIncident
	there := figure("actor/gazette", "actor/avaria", 1, "2019-04-11/2019-04-20")
	there.Place = "location/mill"
	d := settle(t, caseOf([]*graph.Statement{
		counting(t, "n1: by=monitor breaches=truce said=2019-04-20", figure("actor/monitor", "actor/avaria", 12, "2019-04-11/2019-04-20"), incidents),
		counting(t, "n2: by=monitor breaches=truce said=2019-04-30", figure("actor/monitor", "actor/avaria", 20, "2019-04-15/2019-04-30"), figure("actor/monitor", "actor/berun", 3, "2019-04-15/2019-04-30")),
		counting(t, "n3: by=monitor breaches=truce said=2019-05-30", figure("actor/monitor", "actor/avaria", 5, "2019-05"), figure("actor/monitor", "actor/avaria", 5, "")),
		counting(t, "n4: by=avaria breaches=truce said=2019-04-21", figure("actor/avaria", "actor/berun", 40, "2019-04-11/2019-04-20"), figure("actor/avaria", "actor/avaria-army", 1, "2019-04-11/2019-04-20")),
		counting(t, "n5: by=red-lamp breaches=truce", figure("", "actor/berun", 2, "2019-04-12")),
		// Three papers report one bulletin: they give one figure, and another one for the mill.
		counting(t, "p1: by=gazette breaches=truce utterance=b1", figure("actor/gazette", "actor/avaria", 4, "2019-04-11/2019-04-20"), there),
		counting(t, "p2: by=gazette breaches=truce utterance=b1", figure("actor/gazette", "actor/avaria", 4, "2019-04-11/2019-04-20"), there),
		counting(t, "p3: by=gazette breaches=truce utterance=b1", figure("actor/gazette", "actor/avaria", 4, "2019-04-11/2019-04-20"), there),
		counting(t, "p4: by=gazette breaches=truce said=2019-05", figure("actor/gazette", "actor/avaria", 9, "2019-04-20/2019-04-30")),
		counting(t, "n6: by=red-lamp breaches=truce status=DRAFT", figure("actor/red-lamp", "actor/berun", 2, "2019-04-12")),
	}))
	var got []string
	for _, tally := range d.Tallies {
		for _, c := range tally.Counts {
			var overlaps []string
			for _, s := range c.Overlaps {
				overlaps = append(overlaps, string(s.ID)[len("statement/"):])
			}
			got = append(got, fmt.Sprintf("%s of %s: %d %s own=%v overlapping=%d %v", tally.Counter, c.Blamed, *c.Figure.Best, c.Figure.Unit, c.Own, c.Overlapping, overlaps))
		}
	}
	want := []string{
		" of actor/berun: 2 BREACH own=false overlapping=0 []",
		"actor/avaria of actor/berun: 40 BREACH own=false overlapping=0 []",
		"actor/avaria of actor/avaria-army: 1 BREACH own=true overlapping=0 []",
		"actor/gazette of actor/avaria: 4 BREACH own=false overlapping=1 [p4]",
		"actor/gazette of actor/avaria: 1 BREACH own=false overlapping=0 []",
		"actor/gazette of actor/avaria: 4 BREACH own=false overlapping=1 [p4]",
		"actor/gazette of actor/avaria: 1 BREACH own=false overlapping=0 []",
		"actor/gazette of actor/avaria: 4 BREACH own=false overlapping=1 [p4]",
		"actor/gazette of actor/avaria: 1 BREACH own=false overlapping=0 []",
		"actor/gazette of actor/avaria: 9 BREACH own=false overlapping=1 [p1]",
		"actor/monitor of actor/avaria: 12 BREACH own=false overlapping=1 [n2]",
		"actor/monitor of actor/avaria: 7 INCIDENT own=false overlapping=0 []",
		"actor/monitor of actor/avaria: 20 BREACH own=false overlapping=1 [n1]",
		"actor/monitor of actor/berun: 3 BREACH own=false overlapping=0 []",
		"actor/monitor of actor/avaria: 5 BREACH own=false overlapping=0 []",
		"actor/monitor of actor/avaria: 5 BREACH own=false overlapping=0 []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// What is said of overlaps is what a look at every pair finds.
func TestOverlapsAreThoseOfEveryPair(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
	day := func(n int) graph.EDTF {
		return graph.EDTF(time.Date(2019, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	var statements []*graph.Statement
	for i := range 120 {
		from := dice.IntN(200)
		window := day(from) + "/" + day(from+dice.IntN(1+dice.IntN(60)))
		statements = append(statements, counting(t, fmt.Sprintf("n%d: by=monitor breaches=truce", i), figure("actor/monitor", "actor/avaria", 1, window)))
	}
	counts := settle(t, caseOf(statements)).Tallies[0].Counts
	for i := range counts {
		a, n := &counts[i], 0
		for k := range counts {
			if i != k && overlapping(boundsOf(a.Figure.Window), boundsOf(counts[k].Figure.Window)) {
				n++
				if a.Overlapping <= MaxOverlapping && !slices.Contains(a.Overlaps, counts[k].Statement) {
					t.Errorf("%s overlaps %s", a.Statement.ID, counts[k].Statement.ID)
				}
			}
		}
		if a.Overlapping != n || len(a.Overlaps) != min(n, MaxOverlapping) {
			t.Errorf("%s: %d overlap, %d of them named; want %d", a.Statement.ID, a.Overlapping, len(a.Overlaps), n)
		}
	}
}

// Who no longer waits for the answer is not made to.
func TestSettleStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := caseOf([]*graph.Statement{counting(t, "n1: by=monitor breaches=truce accuses=avaria", figure("actor/monitor", "actor/avaria", 1, "2019"))})
	if _, err := Settle(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	j, err := newCourt(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, disputes := j.disputes(ctx)
	_, tallies := j.tallies(ctx)
	_, days := j.days(ctx)
	for what, err := range map[string]error{"disputes": disputes, "tallies": tallies, "days": days, "overlaps": (&Tally{Counts: make([]Count, 1)}).overlap(ctx)} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", what, err)
		}
	}
}

// Who speaks of whose breaches is counted by acts of speaking and by figures,
// and each number has its statements.
func TestBiases(t *testing.T) {
	d := settle(t, caseOf([]*graph.Statement{
		counting(t, "c1: by=berun accuses=avaria event=shelling utterance=u1"),
		counting(t, "c2: by=berun accuses=avaria event=raid utterance=u1"),
		counting(t, "c3: by=berun,monitor accuses=avaria event=raid"),
		counting(t, "a1: by=avaria-speaker accuses=avaria event=raid acts=ACKNOWLEDGE"),
		counting(t, "n1: by=monitor breaches=truce", figure("actor/monitor", "actor/avaria", 12, ""), figure("actor/monitor", "actor/berun", 12, "")),
		// Two papers report one bulletin, which gives two figures.
		counting(t, "p1: by=red-lamp breaches=truce accuses=berun utterance=b1", figure("actor/red-lamp", "actor/berun", 3, "2019-04"), figure("actor/red-lamp", "actor/berun", 5, "2019-04")),
		counting(t, "p2: by=red-lamp breaches=truce accuses=berun utterance=b1", figure("actor/red-lamp", "actor/berun", 3, "2019-04"), figure("actor/red-lamp", "actor/berun", 5, "2019-04")),
	}))
	var got []string
	for _, b := range d.Biases {
		got = append(got, fmt.Sprintf("%s of %s: own=%v %d %d %d in %d", b.By, b.Of, b.Own, b.Allegations, b.Admissions, b.Counts, len(b.Statements)))
	}
	want := []string{
		"actor/avaria-speaker of actor/avaria: own=true 0 1 0 in 1",
		"actor/berun of actor/avaria: own=false 2 0 0 in 3",
		"actor/monitor of actor/avaria: own=false 1 0 1 in 2",
		"actor/monitor of actor/berun: own=false 0 0 1 in 1",
		"actor/red-lamp of actor/berun: own=false 1 0 2 in 2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// What is judged the same is one event: the one that stands for the others or,
// where that was not read, the first by its id.
func TestEventsThatAreTheSame(t *testing.T) {
	for what, test := range map[string]struct {
		stands graph.ID
		want   string
	}{
		"the canonical one was read":     {"event/raid-2", "2019-04-22 event/raid-2"},
		"the canonical one was not read": {"event/elsewhere", "2019-04-20 event/raid-0"},
	} {
		for range 20 { // a map has no order
			c := caseOf([]*graph.Statement{counting(t, "c1: by=berun accuses=avaria event=raid-1")})
			clear(c.Events)
			c.Same = map[graph.ID]graph.ID{}
			for i := range 5 {
				id := graph.ID(fmt.Sprintf("event/raid-%d", i))
				c.Events[id] = &graph.Event{
					Meta: graph.Meta{ID: id, Status: graph.StatusPublished}, Under: "agreement/truce", Basis: graph.EventReported,
					When: &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("2019-04-2%d", i))},
				}
				c.Same[id] = test.stands
			}
			var got []string
			for _, d := range settle(t, c).Days {
				for _, e := range d.Events {
					got = append(got, d.Day+" "+string(e.ID))
				}
				if len(d.Allegations) > 0 && d.Day != test.want[:10] {
					t.Fatalf("%s: alleged of %s", what, d.Day)
				}
			}
			if !slices.Equal(got, []string{test.want}) {
				t.Fatalf("%s: %q", what, got)
			}
		}
	}
}

// The ledger has what was alleged beside what was recorded.
func TestTruceDays(t *testing.T) {
	c := caseOf([]*graph.Statement{
		counting(t, "c1: by=berun accuses=avaria event=shelling"),
		counting(t, "c2: by=monitor accuses=avaria event=shelling"),
		counting(t, "c3: by=berun accuses=avaria breaches=truce said=2019-04-19T23:30:00Z"),
		counting(t, "c4: by=berun accuses=avaria breaches=truce said=2019-04"),
		counting(t, "c5: by=berun accuses=hill-band event=raid"),
		counting(t, "a1: by=avaria accuses=avaria event=shelling acts=ACKNOWLEDGE"),
	})
	shelling, raid, talks := c.Events["event/shelling"], c.Events["event/raid"], c.Events["event/talks"]
	shelling.When, shelling.Basis = &graph.Date{EDTF: "2019-04-17"}, graph.EventObserved
	shelling.Places = []graph.EventPlace{{Location: "location/mill", Precision: graph.PlaceNear}}
	shelling.Participants = []graph.Participant{{Actor: "actor/avaria", Role: graph.ParticipantPerpetrator}}
	raid.When = &graph.Date{EDTF: "2019-03-01"}
	raid.Participants = []graph.Participant{{Actor: "actor/hill-band", Role: graph.ParticipantActor1}}
	talks.When = nil
	var got []string
	for _, d := range settle(t, c).Days {
		got = append(got, fmt.Sprintf("%s %s day %d-%d %q %q excluded=%v: %d alleged, %d observed, %d reported", d.Day, d.Dating, d.From, d.To, d.Place, d.Accused,
			d.Excluded, len(d.Allegations), d.Recorded(graph.EventObserved), d.Recorded(graph.EventReported)))
	}
	want := []string{
		// Before the truce, and of nobody's doing as far as it is recorded.
		`2019-03-01 HAPPENED day 0-0 "" "" excluded=true: 0 alleged, 0 observed, 1 reported`,
		`2019-03-01 HAPPENED day 0-0 "" "actor/hill-band" excluded=true: 1 alleged, 0 observed, 0 reported`,
		`2019-04-17 HAPPENED day 7-7 "location/mill" "actor/avaria" excluded=false: 2 alleged, 1 observed, 0 reported`,
		// In the zone of the truce it was the day after.
		`2019-04-20 SAID day 10-10 "" "actor/avaria" excluded=false: 1 alleged, 0 observed, 0 reported`,
		// The talks, of which no date is known, and what was said some day in April.
		`  day 0-0 "" "" excluded=false: 0 alleged, 0 observed, 1 reported`,
		` SAID day 0-0 "" "actor/avaria" excluded=false: 1 alleged, 0 observed, 0 reported`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
