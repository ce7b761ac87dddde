package analysis

import (
	"context"
	"fmt"
	"time"

	"hudna/graph"
)

// PositionsVersion names the definitions by which positions are added up. It changes
// when the same positions would give other numbers.
const PositionsVersion = "positions/1"

// A Stretch is a time in civil seconds, both ends included; nil for no bound.
type Stretch struct{ From, To *int64 }

// StretchOf is from the first second that one date can mean to the last that
// another one can; an empty one leaves that side open.
func StretchOf(path string, from, to graph.EDTF) (s Stretch, err error) {
	for _, end := range []struct {
		name string
		at   graph.EDTF
		last bool
		to   **int64
	}{{"from", from, false, &s.From}, {"to", to, true, &s.To}} {
		if end.at == "" {
			continue
		}
		d := graph.Date{EDTF: end.at}
		first, last, ok := d.Local()
		if d.Validate() != nil || !ok {
			return s, &graph.FieldError{Path: path + end.name, Reason: fmt.Sprintf("is %q, which is no date", end.at)}
		}
		if end.last {
			first = last
		}
		*end.to = &first
	}
	if s.From != nil && s.To != nil && *s.From > *s.To {
		return s, &graph.FieldError{Path: path + "to", Reason: "is before from"}
	}
	return s, nil
}

// holds says whether something was said wholly within.
func (s *Stretch) holds(p *graph.SaidBetween) bool {
	if s.From == nil && s.To == nil {
		return true
	}
	return p.Dated && (s.From == nil || p.First >= *s.From) && (s.To == nil || p.Last <= *s.To)
}

// A TableQuery asks for a table of positions.
type TableQuery struct {
	graph.PositionQuery
	Topics []graph.ID // all unless given
	// Scale, when given, is that of the stances that count as for, above 0, and
	// against, below. Of stances on several scales there is no mean.
	Scale string
	// Earlier and Later, when given, are the periods between which shifts are told.
	Earlier, Later *Stretch
	// Contradictory leaves out the cells that have nothing for or nothing against.
	Contradictory bool
	First         int // cells: 1 to [graph.MaxCells]
}

// A Table says who takes which positions on what.
type Table struct {
	// Cells are the first: by the count from high to low; among equals by the
	// actor's id, and then by the target's.
	Cells    []Cell
	Distinct int // cells in all
	// Statements is how many statements count in one cell or more, and Without
	// how many meet the filter and count in none.
	Statements, Without int
}

// A Cell is the position of one actor on one topic or target.
type Cell struct {
	Actor, Target graph.ID
	Sums
	// Earlier and Later are the sums of the two periods; nil where none were given.
	Earlier, Later *Sums
}

// Sums are what some statements say of one target.
type Sums struct {
	Count                 int // statements
	For, Against, Neutral int // of them; a statement that does several counts in each
	Utterances, Sources   int
	Stance                *graph.MeanStance // on the scale; nil without a stance or with several scales
	Scales                []string          // of the stances, in their order
	First, Last           string            // days; empty without a date
	// The numbers of the statements: of all, and of those on a side.
	statements, pro, conti, neither []int
}

// Numbers are those of the statements that count, in the order in which they were
// first recorded: all, or those that agree, disagree or are neutral.
func (s *Sums) Numbers(side graph.Concurring) []int {
	switch side {
	case graph.Agree:
		return s.pro
	case graph.Disagree:
		return s.conti
	case graph.Neutral:
		return s.neither
	}
	return s.statements
}

// Shift is how much more is for than against in the later period than in the
// earlier one, each as a share of what takes a side, from -2 to 2; false where
// either has nothing that does.
func (c *Cell) Shift() (float64, bool) {
	if c.Earlier == nil || c.Later == nil {
		return 0, false
	}
	before, is := c.Earlier.balance()
	after, too := c.Later.balance()
	return after - before, is && too
}

func (s *Sums) balance() (float64, bool) {
	n := s.For + s.Against
	if n == 0 {
		return 0, false
	}
	return float64(s.For-s.Against) / float64(n), true
}

// TableOf reads who takes which positions, and makes a table of it.
func TableOf(ctx context.Context, r graph.Reader, q TableQuery) (*Table, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	if err := Propositions(ctx, r, q.Topics); err != nil {
		return nil, err
	}
	asked := q.PositionQuery
	asked.Details = graph.PositionDetails{Text: true, Tellings: true}
	p, err := r.Positions(ctx, asked)
	if err != nil {
		return nil, err
	}
	if q.Topics != nil {
		if q.Topics, err = r.Canonical(ctx, q.Topics); err != nil {
			return nil, err
		}
	}
	return Tabulate(ctx, &p, q)
}

func (q *TableQuery) check() error {
	switch {
	case q.First < 1 || q.First > graph.MaxCells:
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a table gives 1 to %d cells", q.First, graph.MaxCells)}
	case (q.Earlier == nil) != (q.Later == nil):
		return &graph.FieldError{Path: "later", Reason: "goes with earlier: a shift is between two periods"}
	case q.On == graph.OnTargets && q.Topics != nil:
		return &graph.FieldError{Path: "topics", Reason: "are given, and positions on TARGETS are asked for; ask for TOPICS, or leave them out"}
	case q.On == graph.OnTopics && q.Scale != "":
		return &graph.FieldError{Path: "scale", Reason: "is given, and positions on TOPICS have none; ask for TARGETS, or leave it out"}
	}
	return nil
}

// Propositions says whether all of some topics are there and propositions, as a
// [graph.FieldError].
func Propositions(ctx context.Context, r graph.Reader, topics []graph.ID) error {
	records, err := r.Records(ctx, topics)
	if err != nil {
		return err
	}
	for i, record := range records {
		path := fmt.Sprintf("topics[%d]", i)
		switch topic, ok := record.(*graph.Topic); {
		case !ok:
			return &graph.FieldError{Path: path, Reason: fmt.Sprintf("there is no %s", topics[i])}
		case topic.Kind != graph.TopicProposition:
			return &graph.FieldError{Path: path, Reason: fmt.Sprintf(
				"is %s, of kind %s; one agrees or disagrees with a %s only: ask for one that has it as broader", topics[i], topic.Kind, graph.TopicProposition)}
		}
	}
	return nil
}

func dayOf(second int64) string { return time.Unix(second, 0).UTC().Format(time.DateOnly) }
