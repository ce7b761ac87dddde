package analysis

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// TraceDefinition names the version of the rules by which trails are found.
const TraceDefinition = "trace/1"

// A TraceQuestion asks how a claim travelled.
type TraceQuestion struct {
	From graph.ID // a statement
	To   graph.ID // another one, if trails are wanted
	// Direction is where trails lead: BOTH unless given.
	Direction TraceDirection
	MaxSteps  int // 1 to [MaxTraceSteps]
	First     int // how many trails, 1 to [MaxTrails]
}

// Check says what is wrong with the question by itself.
func (q *TraceQuestion) Check() error {
	switch {
	case q.MaxSteps < 1 || q.MaxSteps > MaxTraceSteps:
		return &graph.FieldError{Path: "maxSteps", Reason: fmt.Sprintf("is %d; a trail has 1 to %d steps", q.MaxSteps, MaxTraceSteps)}
	case q.First < 1 || q.First > MaxTrails:
		return &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; one asks for 1 to %d trails", q.First, MaxTrails)}
	case q.To == q.From:
		return &graph.FieldError{Path: "to", Reason: "is the statement that the trails begin at: leave it out to see where the claim came from"}
	case q.Direction != "" && !q.Direction.Valid():
		return &graph.FieldError{Path: "direction", Reason: fmt.Sprintf("there is no %q", q.Direction)}
	}
	return nil
}

// A Trace says how a claim travelled.
type Trace struct {
	From *graph.Statement
	// Read is how many statements were read: those within so many steps.
	Read   int
	Trails []Trail
	// Carried are the statements that carry the claim, the oldest first; First is
	// the first of them, Certain whether no other can have been as early: what lies
	// around each of them was read, and nothing earlier is there.
	Carried  []*graph.Statement
	First    *graph.Statement
	Certain  bool
	Tellings []Telling
}

// Definition names the version of its rules.
func (*Trace) Definition() string { return TraceDefinition }

// TraceOf reads what lies around a statement, and says how its claim travelled.
// More than [MaxTraced] statements are [graph.ErrTooComplex]; a statement that is
// not there is [graph.ErrInvalid].
func TraceOf(ctx context.Context, r graph.Reader, q TraceQuestion) (*Trace, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	n := &Neighbourhood{From: q.From, Statements: map[graph.ID]*graph.Statement{}, Copies: map[graph.ID]graph.ID{}}
	ends := []graph.ID{q.From}
	if q.To != "" {
		ends = append(ends, q.To)
	}
	found, err := r.Records(ctx, ends)
	if err != nil {
		return nil, err
	}
	for i, record := range found {
		s, ok := record.(*graph.Statement)
		if !ok {
			return nil, &graph.FieldError{Path: []string{"from", "to"}[i], Reason: fmt.Sprintf("there is no statement %s", ends[i])}
		}
		n.Statements[s.ID] = s
	}
	from := n.Statements[q.From]
	delete(n.Statements, q.To)
	g := &tracing{ctx: ctx, r: r, n: n}
	if err := g.around(from, q.MaxSteps); err != nil {
		return nil, err
	}
	if err := g.copies(); err != nil {
		return nil, err
	}
	t := &Trace{From: from, Read: len(n.Statements), Carried: n.carried()}
	t.First, t.Certain = First(t.Carried)
	t.Certain = t.Certain && !slices.ContainsFunc(t.Carried, func(s *graph.Statement) bool { return g.open[s.ID] })
	t.Tellings = Tellings(t.Carried)
	if q.To != "" && n.Statements[q.To] != nil {
		direction := q.Direction
		if direction == "" {
			direction = TraceBoth
		}
		if t.Trails, err = n.Trails(q.To, direction, q.MaxSteps, q.First); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// A tracing reads a neighbourhood.
type tracing struct {
	ctx context.Context //nolint:containedctx // it lives as long as one question
	r   graph.Reader
	n   *Neighbourhood
	// open are the statements around which nothing was read: the last that the
	// steps led to.
	open map[graph.ID]bool
}

// tracedAtOnce is how many utterances and statements are sought by one filter.
const tracedAtOnce = 30

// around reads what lies within so many steps, one step after the other.
func (g *tracing) around(from *graph.Statement, steps int) error {
	told := map[graph.ID]bool{} // utterances that were looked up
	frontier := []*graph.Statement{from}
	for range steps {
		var ids, named []graph.ID
		var sets []graph.StatementSet
		utter := func(u graph.ID) {
			if u != "" && !told[u] {
				told[u] = true
				sets = append(sets, graph.StatementSet{Utterance: u})
			}
		}
		for _, s := range frontier {
			ids = append(ids, s.ID)
			utter(s.Utterance)
			for i := range s.Relays {
				utter(s.Relays[i].Utterance)
			}
			for _, l := range s.Links {
				named = append(named, l.Statement)
			}
			for _, a := range s.About {
				if a.Node.Kind() == graph.KindStatement {
					named = append(named, a.Node)
				}
			}
			sets = append(sets, graph.StatementSet{About: []graph.AboutSet{{Statement: s.ID}}})
		}
		var next []*graph.Statement
		take := func(s *graph.Statement) {
			if s != nil && listed(s) && g.n.Statements[s.ID] == nil {
				g.n.Statements[s.ID] = s
				next = append(next, s)
			}
		}
		for batch := range slices.Chunk(ids, graph.MaxFilterIDs) {
			if err := g.list(graph.StatementSet{Links: &graph.LinksSet{AnyOf: batch}}, take); err != nil {
				return err
			}
		}
		for batch := range slices.Chunk(sets, tracedAtOnce) {
			if err := g.list(graph.StatementSet{Or: batch}, take); err != nil {
				return err
			}
		}
		for batch := range slices.Chunk(named, graph.MaxPage) {
			found, err := g.r.Records(g.ctx, batch)
			if err != nil {
				return err
			}
			for _, r := range found {
				if s, ok := r.(*graph.Statement); ok && s.Basis != graph.BasisMachineCoded {
					take(s)
				}
			}
		}
		if frontier = next; len(frontier) == 0 {
			return nil
		}
	}
	g.open = map[graph.ID]bool{}
	for _, s := range frontier {
		g.open[s.ID] = true
	}
	return nil
}

func (g *tracing) list(set graph.StatementSet, take func(*graph.Statement)) error {
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := g.r.Statements(g.ctx, graph.StatementQuery{StatementSet: set}, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			take(item.Value)
		}
		if len(g.n.Statements) > MaxTraced {
			return fmt.Errorf("%w: more than %d statements lie around the claim: ask for fewer steps", graph.ErrTooComplex, MaxTraced)
		}
		if !list.More {
			return nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// copies reads which documents are copies of others.
func (g *tracing) copies() error {
	var ids []graph.ID
	for _, s := range g.n.Statements {
		for _, e := range s.Evidence {
			ids = appendUnread(ids, g.n.Copies, e.Document)
		}
	}
	for range maxTies {
		slices.Sort(ids)
		var next []graph.ID
		for batch := range slices.Chunk(slices.Compact(ids), graph.MaxPage) {
			found, err := g.r.Records(g.ctx, batch)
			if err != nil {
				return err
			}
			for _, r := range found {
				if d, ok := r.(*graph.Document); ok && d.CopyOf != nil {
					g.n.Copies[d.ID] = d.CopyOf.Document
					next = appendUnread(next, g.n.Copies, d.CopyOf.Document)
				}
			}
		}
		if ids = next; len(ids) == 0 {
			return nil
		}
	}
	return nil
}

func appendUnread(ids []graph.ID, read map[graph.ID]graph.ID, id graph.ID) []graph.ID {
	if _, known := read[id]; known || id == "" {
		return ids
	}
	return append(ids, id)
}
