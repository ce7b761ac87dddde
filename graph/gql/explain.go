package gql

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
)

// The bounds of an explanation. What is beyond them is counted.
const (
	maxExplained = 200   // questions that are told
	maxSteps     = 5_000 // steps of all their plans
)

// explains reports whether a request asks how it is answered, by the member
// "explain" of its extensions.
func explains(op *graphql.OperationContext) (bool, error) {
	switch v := op.Extensions["explain"].(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	default:
		return false, &graph.FieldError{Path: "extensions.explain", Reason: "is neither true nor false"}
	}
}

// An explanation tells how the questions were answered that an operation put to
// the graph, in the order in which they were answered. It is complete when the
// operation is.
type explanation struct {
	// counted: what was read is told in numbers. They count what is hidden, too, so
	// that they are only for who sees everything, or has the directory.
	counted bool

	mu   sync.Mutex
	told told
	left int // of the steps of plans
}

// told is what stands in the answer.
type told struct {
	Questions []explained `json:"questions"`
	// OmittedQuestions and OmittedPlans are how many are not told.
	OmittedQuestions int `json:"omittedQuestions,omitempty"`
	OmittedPlans     int `json:"omittedPlans,omitempty"`
	// The sums of all that the graph told.
	KeysRead       *int `json:"keysRead,omitempty"`
	RecordsDecoded *int `json:"recordsDecoded,omitempty"`
	Rows           int  `json:"rows"`
}

// An explained is one question and what its answer took.
type explained struct {
	Path           ast.Path  `json:"path"` // of the field that asked first
	Question       string    `json:"question"`
	Plan           *planStep `json:"plan,omitempty"` // of what is looked up, there is none
	KeysRead       *int      `json:"keysRead,omitempty"`
	RecordsDecoded *int      `json:"recordsDecoded,omitempty"`
	Rows           int       `json:"rows"`
}

// A planStep is a [graph.PlanStep].
type planStep struct {
	Op     string      `json:"op"`
	Part   string      `json:"part,omitempty"`
	List   string      `json:"list,omitempty"`
	Lists  int         `json:"lists,omitempty"`
	Length uint64      `json:"length"`
	Exact  bool        `json:"exact"`
	Steps  []*planStep `json:"steps,omitempty"`
}

func newExplanation(counted bool) *explanation {
	e := &explanation{counted: counted, told: told{Questions: []explained{}}, left: maxSteps}
	if counted {
		e.told.KeysRead, e.told.RecordsDecoded = new(int), new(int)
	}
	return e
}

type countedKey struct{}

// WithCounts has an explanation tell how much was read to somebody who does not see
// everything, but may know of it: the operator.
func WithCounts(ctx context.Context) context.Context {
	return context.WithValue(ctx, countedKey{}, true)
}

// counts reports whether somebody is told how much was read.
func counts(ctx context.Context) bool {
	by, ok := graph.PrincipalOf(ctx)
	return !ok || by.Clearance == graph.MarkingProtected || ctx.Value(countedKey{}) != nil
}

// MarshalJSON writes what has been told so far.
func (e *explanation) MarshalJSON() ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return json.Marshal(e.told)
}

// add tells what a field asked.
func (e *explanation) add(path ast.Path, t *graph.Trace) {
	e.mu.Lock()
	defer e.mu.Unlock()
	questions, more := t.Questions()
	e.told.OmittedQuestions += more
	for _, q := range questions {
		if e.counted {
			*e.told.KeysRead += q.KeysRead
			*e.told.RecordsDecoded += q.Records
		}
		e.told.Rows += q.Rows
		if len(e.told.Questions) == maxExplained {
			e.told.OmittedQuestions++
			continue
		}
		x := explained{Path: path, Question: q.Question, Rows: q.Rows}
		if e.counted {
			x.KeysRead, x.RecordsDecoded = &q.KeysRead, &q.Records
		}
		if n := stepsIn(q.Plan, e.left); n <= e.left {
			e.left -= n
			x.Plan = planOf(q.Plan)
		} else {
			e.told.OmittedPlans++
		}
		e.told.Questions = append(e.told.Questions, x)
	}
}

// stepsIn counts the steps of a plan, as far as they are not more than most.
func stepsIn(p *graph.PlanStep, most int) int {
	if p == nil {
		return 0
	}
	n := 1
	for i := 0; i < len(p.Steps) && n <= most; i++ {
		n += stepsIn(&p.Steps[i], most-n)
	}
	return n
}

func planOf(p *graph.PlanStep) *planStep {
	if p == nil {
		return nil
	}
	out := &planStep{Op: p.Op, Part: p.Part, List: p.List, Lists: p.Lists, Length: p.Length, Exact: p.Exact}
	for i := range p.Steps {
		out.Steps = append(out.Steps, planOf(&p.Steps[i]))
	}
	return out
}

// An explaining reader has what it is asked explained.
type explaining struct {
	graph.Reader
	explanation *explanation
}

// traced asks one question of the reader below.
func traced[T any](ctx context.Context, r explaining, question func(context.Context) (T, error)) (T, error) {
	t := new(graph.Trace)
	v, err := question(graph.WithTrace(ctx, t))
	r.explanation.add(graphql.GetPath(ctx), t)
	return v, err
}

func (r explaining) Commit(ctx context.Context, n graph.Revision) (graph.Commit, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Commit, error) { return r.Reader.Commit(ctx, n) })
}

func (r explaining) Commits(ctx context.Context, q graph.CommitQuery, p graph.Page) (graph.List[graph.Commit], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[graph.Commit], error) { return r.Reader.Commits(ctx, q, p) })
}

func (r explaining) Differences(ctx context.Context, from graph.Revision, p graph.Page) (graph.List[graph.Difference], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[graph.Difference], error) {
		return r.Reader.Differences(ctx, from, p)
	})
}

func (r explaining) Compare(ctx context.Context, q graph.StatementSet, from graph.Revision, p graph.Page) (graph.Comparison, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Comparison, error) { return r.Reader.Compare(ctx, q, from, p) })
}

func (r explaining) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	return traced(ctx, r, func(ctx context.Context) ([]graph.Record, error) { return r.Reader.Records(ctx, ids) })
}

func (r explaining) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (graph.Record, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Record, error) { return r.Reader.ByCode(ctx, k, c) })
}

func (r explaining) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Actor], error) { return r.Reader.Actors(ctx, q, p) })
}

func (r explaining) Locations(ctx context.Context, q graph.LocationSet, p graph.Page) (graph.List[*graph.Location], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Location], error) { return r.Reader.Locations(ctx, q, p) })
}

func (r explaining) Agreements(ctx context.Context, q graph.AgreementSet, p graph.Page) (graph.List[*graph.Agreement], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Agreement], error) { return r.Reader.Agreements(ctx, q, p) })
}

func (r explaining) Documents(ctx context.Context, q graph.DocumentSet, p graph.Page) (graph.List[*graph.Document], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Document], error) { return r.Reader.Documents(ctx, q, p) })
}

func (r explaining) Topics(ctx context.Context, q graph.TopicSet, p graph.Page) (graph.List[*graph.Topic], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Topic], error) { return r.Reader.Topics(ctx, q, p) })
}

func (r explaining) Events(ctx context.Context, q graph.EventQuery, p graph.Page) (graph.List[*graph.Event], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Event], error) { return r.Reader.Events(ctx, q, p) })
}

func (r explaining) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[*graph.Statement], error) { return r.Reader.Statements(ctx, q, p) })
}

func (r explaining) Search(ctx context.Context, q graph.SearchQuery, p graph.Page) (graph.List[graph.Record], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[graph.Record], error) { return r.Reader.Search(ctx, q, p) })
}

func (r explaining) Count(ctx context.Context, query any) (int, error) {
	return traced(ctx, r, func(ctx context.Context) (int, error) { return r.Reader.Count(ctx, query) })
}

func (r explaining) CountStatements(ctx context.Context, q graph.StatementQuery) (graph.StatementCount, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.StatementCount, error) { return r.Reader.CountStatements(ctx, q) })
}

func (r explaining) Facets(ctx context.Context, q graph.StatementQuery, by graph.Facet, first int) (graph.FacetCount, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.FacetCount, error) { return r.Reader.Facets(ctx, q, by, first) })
}

func (r explaining) Matrix(ctx context.Context, q graph.MatrixQuery, first int) (graph.Matrix, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Matrix, error) { return r.Reader.Matrix(ctx, q, first) })
}

func (r explaining) Positions(ctx context.Context, q graph.PositionQuery) (graph.Positions, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Positions, error) { return r.Reader.Positions(ctx, q) })
}

func (r explaining) Series(ctx context.Context, q graph.SeriesQuery) (graph.Series, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Series, error) { return r.Reader.Series(ctx, q) })
}

func (r explaining) Paths(ctx context.Context, q graph.PathQuery, first int) ([]graph.Path, error) {
	return traced(ctx, r, func(ctx context.Context) ([]graph.Path, error) { return r.Reader.Paths(ctx, q, first) })
}

func (r explaining) SourcesOf(ctx context.Context, s *graph.Statement) (int, error) {
	return traced(ctx, r, func(ctx context.Context) (int, error) { return r.Reader.SourcesOf(ctx, s) })
}

func (r explaining) Canonical(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	return traced(ctx, r, func(ctx context.Context) ([]graph.ID, error) { return r.Reader.Canonical(ctx, ids) })
}

func (r explaining) Renamed(ctx context.Context, ids []graph.ID) ([]graph.ID, error) {
	return traced(ctx, r, func(ctx context.Context) ([]graph.ID, error) { return r.Reader.Renamed(ctx, ids) })
}

func (r explaining) Identity(ctx context.Context, id graph.ID) (graph.Identity, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Identity, error) { return r.Reader.Identity(ctx, id) })
}

func (r explaining) Similar(ctx context.Context, id graph.ID, first int) (graph.Candidates, error) {
	return traced(ctx, r, func(ctx context.Context) (graph.Candidates, error) { return r.Reader.Similar(ctx, id, first) })
}

func (r explaining) History(ctx context.Context, id graph.ID, p graph.Page) (graph.List[graph.Version], error) {
	return traced(ctx, r, func(ctx context.Context) (graph.List[graph.Version], error) { return r.Reader.History(ctx, id, p) })
}
