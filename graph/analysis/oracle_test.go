package analysis_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/analysis/network"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// Positions and networks of a graph are those of the oracle, which makes them by
// the definitions alone, pair by pair, at random revisions of random histories.
func TestAnalysesAreTheOracles(t *testing.T) { comparedHistories(t, 91_000, 3) }

func TestSoakAnalysesAreTheOracles(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes an hour: make soak")
	}
	comparedHistories(t, 92_000, 1_000)
}

func comparedHistories(t *testing.T, seed uint64, histories int) {
	t.Helper()
	var all compared
	for i := range histories {
		c := compared{dice: graphtest.NewDice(seed + uint64(i)), seed: seed + uint64(i)} //nolint:gosec // a count
		c.history(t)
		if t.Failed() {
			return
		}
		all.networks, all.refused, all.edges = all.networks+c.networks, all.refused+c.refused, all.edges+c.edges
		all.tables, all.cells, all.weights = all.tables+c.tables, all.cells+c.cells, all.weights+c.weights
	}
	t.Logf("%d histories: %d networks with %d weights, %d edges opened, %d questions refused; %d tables with %d cells",
		histories, all.networks, all.weights, all.edges, all.refused, all.tables, all.cells)
	if all.networks < 2*all.refused || all.edges < all.networks || all.cells < all.tables {
		t.Error("too little was compared")
	}
}

// A compared history is one whose graph is held against the oracle.
type compared struct {
	dice                                                 *graphtest.Dice
	seed                                                 uint64
	ledger                                               *ledger.Ledger
	naive                                                *graphtest.Naive
	now                                                  time.Time
	networks, weights, refused, edges, tables, cells, by int
}

func (c *compared) history(t *testing.T) {
	t.Helper()
	disk := memkv.New()
	var err error
	if c.ledger, err = ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.ledger.Close(); err != nil {
			t.Error(err)
		}
	}()
	c.naive = graphtest.NewNaive(func() time.Time { return c.now })
	h := graphtest.NewHistory(c.seed, graphtest.HistoryOptions{Commits: 12})
	for {
		step, ok := h.Next()
		if !ok {
			break
		}
		if step.Want == nil {
			c.commit(t, step.By, step.Change)
		}
	}
	curator := graphtest.Curator()
	curator.Role, curator.Clearance = graph.RoleAdmin, graph.MarkingProtected
	c.commit(t, curator, graphtest.DebateBase())
	for i := 0; i < 40; {
		var ops []graph.Op
		for range 4 + c.dice.N(12) {
			ops = append(ops, graphtest.Debate(i, c.dice))
			i++
		}
		c.commit(t, curator, graph.Change{Ops: ops, Message: "more of a debate"})
		hidden := ops[c.dice.N(len(ops))].Record.Shared().ID
		c.commit(t, curator, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: hidden, Reason: "made up"}}, Message: "one is taken back"})
	}
	c.commit(t, curator, graph.Change{Ops: []graph.Op{{Verb: graph.VerbMark, ID: "document/debate-1", Marking: graph.MarkingProtected}}, Message: "a report is hidden"})
	head, err := c.ledger.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		v := graph.View{Revision: head.Revision - graph.Revision(c.dice.N(8)), Clearance: graph.Markings()[c.dice.N(len(graph.Markings()))]} //nolint:gosec // it is small
		c.network(t, v)
		if c.dice.Chance(40) {
			c.table(t, v)
		}
	}
}

func (c *compared) commit(t *testing.T, by graph.Principal, change graph.Change) {
	t.Helper()
	_, err := c.ledger.Commit(t.Context(), by, change)
	head, headErr := c.ledger.Head(t.Context())
	if headErr != nil {
		t.Fatal(headErr)
	}
	c.now = head.Time
	if !change.Time.IsZero() {
		c.now = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if _, naiveErr := c.naive.Commit(t.Context(), by, change); (err == nil) != (naiveErr == nil) {
		t.Fatalf("seed %d: %v, the oracle %v", c.seed, err, naiveErr)
	}
}

func drawnOf[T any](d *graphtest.Dice, all ...T) T { return all[d.N(len(all))] }

// positions is who takes positions on what.
func (c *compared) positions(on graph.PositionOn) graph.PositionQuery {
	d := c.dice
	q := graph.PositionQuery{On: on}
	side := func() (s graph.MatrixSide) {
		if d.Chance(25) {
			s.Kinds = drawnOf(d, []graph.ActorKind{graph.ActorState}, []graph.ActorKind{graph.ActorState, graph.ActorPerson})
		}
		return s
	}
	if q.Actors = side(); on == graph.OnTargets {
		q.Targets = side()
	}
	return q
}

// network draws a network and holds it against the oracle's.
func (c *compared) network(t *testing.T, v graph.View) {
	t.Helper()
	d := c.dice
	on := drawnOf(d, graph.OnTopics, graph.OnTopics, graph.OnTargets)
	q := analysis.NetworkQuestion{PositionQuery: c.positions(on)}
	q.Mode = drawnOf(d, network.Actors, network.Actors, network.Concepts, network.TwoMode)
	q.Qualifier = drawnOf(d, network.NoQualifier, network.Boolean, network.Boolean, network.Integer, network.Text)
	if on == graph.OnTargets && q.Qualifier == network.Boolean {
		q.Qualifier = network.Integer
	}
	if on == graph.OnTargets && q.Qualifier == network.Integer {
		q.Scale = "made-up 5 points"
	}
	q.Aggregation = network.Ignore
	if q.Qualifier != network.NoQualifier {
		q.Aggregation = drawnOf(d, network.Ignore, network.Congruence, network.Conflict, network.Subtract)
		if q.Mode == network.TwoMode {
			q.Aggregation = drawnOf(d, network.Ignore, network.Subtract, network.Combine)
		}
	}
	q.Normalization = drawnOf(d, network.NoNormalization, network.Average, network.Jaccard, network.Cosine)
	if q.Mode == network.TwoMode {
		q.Normalization = drawnOf(d, network.NoNormalization, network.Activity, network.Prominence)
	}
	q.Duplicates = drawnOf(d, network.Include, network.Include, network.PerDocument, network.PerUtterance, network.PerWeek, network.PerMonth, network.PerYear, network.AcrossTheLot)
	q.Joint = drawnOf(d, network.Split, network.Split, network.Drop, network.AsUnit)
	q.Definition = drawnOf(d, network.Corrected, network.Corrected, network.DNA)
	if q.Definition == network.DNA || d.Chance(30) {
		q.Neutral = network.NeutralDropped
	}
	q.Firsthand, q.Isolates = d.Chance(30), d.Chance(40)
	if d.Chance(30) {
		from := time.Date(2016, time.March, 1+d.N(30), 0, 0, 0, 0, time.UTC).Unix()
		q.From = &from
	}
	if d.Chance(30) {
		to := time.Date(2017, time.April, 1+d.N(30), 0, 0, 0, 0, time.UTC).Unix()
		q.To = &to
	}
	if d.Chance(50) {
		q.Window = &network.Window{Unit: drawnOf(d, network.Events, network.Weeks, network.Months, network.Years), Size: 1 + d.N(4), Kernel: network.NoKernel}
		if q.Window.Unit == network.Events {
			q.Definition = network.Corrected // as DNA draws
		} else if d.Chance(50) && q.Aggregation != network.Combine {
			q.Window.Kernel, q.Window.Indent = drawnOf(d, network.Uniform, network.Gaussian, network.Epanechnikov, network.Triangular), d.Chance(40)
			q.Normalization = network.NoNormalization
			if q.Mode != network.TwoMode && d.Chance(50) {
				q.Normalization = network.Average
			}
		}
	}
	for _, e := range []network.Exclusion{
		{Field: network.ByActor, Values: []string{"actor/debater-0", "actor/debater-3"}},
		{Field: network.ByConcept, Values: []string{"topic/claim-1", "actor/debater-2"}},
		{Field: network.ByQualifier, Values: []string{"-1", "AGREE", "ACCUSED"}},
		{Field: network.ByDocument, Values: []string{"document/debate-1", "document/debate-2"}},
	} {
		if d.Chance(12) {
			e.Invert = d.Chance(50)
			q.Exclude = append(q.Exclude, e)
		}
	}
	if on == graph.OnTopics && d.Chance(20) {
		q.Topics = []graph.ID{"topic/claim-0", "topic/claim-2"}
	}
	q.Query = q.Filled()
	got, err := analysis.NetworkOf(t.Context(), c.ledger.At(v), q)
	if errors.Is(err, graph.ErrTooComplex) {
		// The oracle knows no bounds, and random histories have statements of long ago.
		c.refused++
		return
	}
	want, wantErr := c.naive.Discourse(t.Context(), v, asked(&q))
	asking := fmt.Sprintf("seed %d, %+v of %+v, %+v", c.seed, v, q, q.Window)
	if err != nil || wantErr != nil {
		var refused *graph.FieldError
		if (err == nil) != (wantErr == nil) && !errors.Is(wantErr, graphtest.ErrNoDiscourse) || err != nil && !errors.As(err, &refused) {
			t.Fatalf("%s: %v, the oracle %v", asking, err, wantErr)
		}
		c.refused++
		return
	}
	c.networks++
	if len(got.Slices) != len(want) {
		t.Fatalf("%s: %d slices, want %d", asking, len(got.Slices), len(want))
	}
	for i := range want {
		c.slice(t, v, got, i, &want[i], asking)
	}
}

// asked is what the oracle is asked for.
func asked(q *analysis.NetworkQuestion) graphtest.DiscourseQuery {
	out := graphtest.DiscourseQuery{
		PositionQuery: q.PositionQuery, Topics: q.Topics, Scale: q.Scale, Mode: string(q.Mode), Qualifier: string(q.Qualifier), Aggregation: string(q.Aggregation),
		Normalization: string(q.Normalization), Duplicates: string(q.Duplicates), Joint: string(q.Joint), Definition: string(q.Definition),
		DropNeutral: q.Neutral == network.NeutralDropped, Firsthand: q.Firsthand, Isolates: q.Isolates, From: q.From, To: q.To, Exclude: map[string]graphtest.DiscourseExclusion{},
	}
	if w := q.Window; w != nil {
		out.Unit, out.Kernel, out.Size, out.Indent = string(w.Unit), string(w.Kernel), w.Size, w.Indent
	}
	for _, e := range q.Exclude {
		out.Exclude[string(e.Field)] = graphtest.DiscourseExclusion{Values: e.Values, Invert: e.Invert}
	}
	return out
}

// slice compares a slice, and opens some of its edges.
func (c *compared) slice(t *testing.T, v graph.View, got *analysis.Discourse, number int, want *graphtest.DiscourseSlice, asking string) {
	t.Helper()
	s := &got.Slices[number]
	if !slices.Equal(s.Rows, want.Rows) || !slices.Equal(s.Columns, want.Columns) {
		t.Fatalf("%s: slice %d has %v and %v, want %v and %v", asking, number, s.Rows, s.Columns, want.Rows, want.Columns)
	}
	one := got.Question.Mode != network.TwoMode
	for i, row := range s.Rows {
		for j, column := range s.Columns {
			if one && j <= i {
				continue
			}
			at := [2]string{row, column}
			if n := math.Abs(want.Raw[at]); n > 0 && n < 1e-280 { // numbers of 64 bits have few digits left
				continue
			}
			if math.Abs(s.Weights[i][j]-want.Weights[at]) > 1e-9*max(1, math.Abs(want.Weights[at])) {
				t.Fatalf("%s: slice %d, %v weighs %v, want %v", asking, number, at, s.Weights[i][j], want.Weights[at])
			}
			c.weights++
			if c.dice.Chance(95) || c.by > 4*c.networks {
				continue
			}
			c.by++
			e, err := got.Edge(t.Context(), c.ledger.At(v), number, graph.ID(row), graph.ID(column))
			if err != nil || math.Abs(e.Raw-want.Raw[at]) > 1e-9*max(1, math.Abs(want.Raw[at])) || e.Weight != s.Weights[i][j] {
				t.Fatalf("%s: slice %d, %v is made of %+v, %v; want %v", asking, number, at, e, err, want.Raw[at])
			}
			c.edges++
			for _, id := range e.Statements {
				if r, err := c.naive.At(v).Record(t.Context(), graph.ID(id)); err != nil || r == nil {
					t.Fatalf("%s: slice %d, %v: there is no %s: %v", asking, number, at, id, err)
				}
			}
		}
	}
}

// table draws a table of positions and holds it against the oracle's.
func (c *compared) table(t *testing.T, v graph.View) {
	t.Helper()
	d := c.dice
	q := analysis.TableQuery{PositionQuery: c.positions(drawnOf(d, graph.OnTopics, graph.OnTargets)), First: graph.MaxCells}
	if q.On == graph.OnTargets && d.Chance(50) {
		q.Scale = "made-up 5 points"
	}
	if q.On == graph.OnTopics && d.Chance(30) {
		q.Topics = []graph.ID{"topic/claim-0", "topic/claim-2"}
	}
	if split := time.Date(2016, time.Month(1+d.N(12)), 1, 0, 0, 0, 0, time.UTC).Unix(); d.Chance(50) {
		before := split - 1
		q.Earlier, q.Later = &analysis.Stretch{To: &before}, &analysis.Stretch{From: &split}
	}
	asking := fmt.Sprintf("seed %d, %+v of %+v", c.seed, v, q)
	got, err := analysis.TableOf(t.Context(), c.ledger.At(v), q)
	if err != nil {
		var refused *graph.FieldError
		if !errors.As(err, &refused) {
			t.Fatal(asking, err)
		}
		return
	}
	c.tables++
	type period struct {
		sums *analysis.Sums
		in   *analysis.Stretch
	}
	names := analysis.NamesOf(q.PositionQuery)
	distinct := 0
	for _, cell := range got.Cells {
		for _, p := range []period{{&cell.Sums, nil}, {cell.Earlier, q.Earlier}, {cell.Later, q.Later}} {
			if p.sums == nil {
				continue
			}
			tq := graphtest.TableQuery{PositionQuery: q.PositionQuery, Topics: q.Topics, Scale: q.Scale}
			if p.in != nil {
				tq.From, tq.To = p.in.From, p.in.To
			}
			cells, err := c.naive.Table(t.Context(), v, tq)
			if err != nil {
				t.Fatal(asking, err)
			}
			want := cells[[2]graph.ID{cell.Actor, cell.Target}]
			is := graphtest.TableCell{
				Count: p.sums.Count, For: p.sums.For, Against: p.sums.Against, Neutral: p.sums.Neutral, Utterances: p.sums.Utterances, Sources: p.sums.Sources,
				First: p.sums.First, Last: p.sums.Last,
			}
			if p.sums.Stance != nil {
				is.Scale, is.Stances, is.Mean = p.sums.Stance.Scale, p.sums.Stance.Count, p.sums.Stance.Mean
			}
			for _, side := range []graph.Concurring{"", graph.Agree, graph.Disagree, graph.Neutral} {
				ids, err := names.Of(t.Context(), c.ledger.At(v), p.sums.Numbers(side))
				if err != nil {
					t.Fatal(asking, err)
				}
				if !slices.Equal(ids, want.Statements[side]) {
					t.Fatalf("%s: %s of %s: %q are %v, want %v", asking, cell.Actor, cell.Target, side, ids, want.Statements[side])
				}
			}
			if want.Statements = nil; fmt.Sprint(is) != fmt.Sprint(want) {
				t.Fatalf("%s: %s of %s is %+v, want %+v", asking, cell.Actor, cell.Target, is, want)
			}
			if p.in == nil {
				distinct = len(cells)
			}
			c.cells++
		}
	}
	if len(got.Cells) > 0 && distinct != got.Distinct {
		t.Fatalf("%s: %d cells, want %d", asking, got.Distinct, distinct)
	}
}
