package gql

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql/exec"
	"hudna/graph/gql/plan"
)

// The bounds of the plans that are kept.
const (
	maxPlanBytes = 16 << 20 // of all of them, an estimate
	maxPlans     = 10_000
	emptyPlan    = 1 << 10 // what is taken by knowing that there is none
)

// plans compiles operations of documents once, and keeps the plans of those that
// were used of late, within a number of bytes. A document is known by its place
// in memory: whoever validates documents keeps them as well.
type plans struct {
	compiler *plan.Compiler

	mu    sync.Mutex
	kept  *simplelru.LRU[planKey, planned]
	names *simplelru.LRU[*ast.OperationDefinition, []string]
	bytes int

	// took and fell count answers: of plans, and of operations that have one but
	// went to the executor all the same.
	took, fell atomic.Int64
}

type planKey struct {
	operation *ast.OperationDefinition
	selected  string // by the values of which variables
}

// planned is the plan of an operation, or why there is none.
type planned struct {
	plan *plan.Plan
	err  error
}

func (p planned) size() int {
	if p.plan == nil {
		return emptyPlan
	}
	return emptyPlan + p.plan.Size()
}

func newPlans(s *ast.Schema) *plans {
	p := &plans{compiler: plan.NewCompiler(plan.Options{
		Schema:    s,
		Resolvers: exec.ResolverRoot(&resolver{}),
		Root:      reflect.TypeFor[exec.ResolverRoot](),
		Complexity: func() (any, func() graphql.ExecutableSchema) {
			c := &exec.ComplexityRoot{}
			return c, func() graphql.ExecutableSchema {
				return exec.NewExecutableSchema(exec.Config{Resolvers: &resolver{}, Complexity: *c})
			}
		},
		Records: map[string]any{
			"Actor": &graph.Actor{}, "Statement": &graph.Statement{}, "Event": &graph.Event{}, "Location": &graph.Location{},
			"Agreement": &graph.Agreement{}, "Document": &graph.Document{}, "Topic": &graph.Topic{}, "Codebook": &graph.Codebook{},
			"Judgement": &graph.Judgement{}, "ImportRun": &graph.ImportRun{},
		},
		Renamed: map[string]string{"Revision.number": "Revision", "Version.revision": "Commit"},
		// What statements lead to, a page of which calls hundreds of times.
		Adapters: []plan.Adapter{
			plan.Adapt[graph.Speaker, *graph.Actor](), plan.Adapt[graph.Relay, *graph.Actor](), plan.Adapt[graph.Addressee, *graph.Actor](),
			plan.Adapt[graph.About, graph.Record](), plan.Adapt[graph.Content, *graph.Actor](), plan.Adapt[graph.Content, []*graph.Actor](),
			plan.Adapt[graph.Evidence, *graph.Document](), plan.Adapt[graph.Evidence, *string](), plan.Adapt[graph.Mention, *string](),
			plan.Adapt[graph.Document, *graph.Actor](), plan.Adapt[graph.Statement, *graph.Location](), plan.Adapt[graph.Statement, *graph.Event](),
			plan.Adapt[graph.Statement, []*graph.Actor](), plan.Adapt[graph.Event, []*graph.Agreement](), plan.Adapt[graph.Event, *graph.Agreement](),
			plan.Adapt[graph.Party, *graph.Actor](), plan.Adapt[graph.MatrixCell, *graph.Actor](), plan.Adapt[graph.Coding, *graph.Codebook](),
			plan.AdaptOne[graph.Actor, []string, *string](), plan.AdaptOne[graph.Agreement, []string, *string](),
			plan.AdaptOne[graph.Event, []string, *string](), plan.AdaptOne[graph.Location, []string, *string](), plan.AdaptOne[graph.Topic, []string, *string](),
		},
	})}
	var err error
	if p.kept, err = simplelru.NewLRU(maxPlans, func(_ planKey, gone planned) { p.bytes -= gone.size() }); err == nil {
		p.names, err = simplelru.NewLRU[*ast.OperationDefinition, []string](maxPlans, nil)
	}
	if err != nil {
		panic(err) // the sizes are constants
	}
	return p
}

// answer answers an operation by its plan. It is false where the operation has
// none, or the plan gives up: then the executor has to run, on a context in which
// nothing was spent.
func (p *plans) answer(ctx context.Context) ([]byte, bool) {
	s, op := sessionOf(ctx), graphql.GetOperationContext(ctx)
	// What is explained is told field by field.
	if op.Operation.Operation != ast.Query || s.told != nil || !s.alone {
		return nil, false
	}
	of := p.of(op)
	if of.err != nil {
		return nil, false
	}
	data, ok := of.plan.Run(s.again(ctx), op)
	if ok {
		p.took.Add(1)
	} else {
		p.fell.Add(1)
	}
	return data, ok
}

// of is the plan of an operation.
func (p *plans) of(op *graphql.OperationContext) planned {
	p.mu.Lock()
	defer p.mu.Unlock()
	names, ok := p.names.Get(op.Operation)
	if !ok {
		names = plan.Conditions(op.Operation)
		p.names.Add(op.Operation, names)
	}
	key := planKey{operation: op.Operation}
	if len(names) > 0 {
		var b strings.Builder
		for _, name := range names {
			fmt.Fprintf(&b, "%v,", op.Variables[name])
		}
		key.selected = b.String()
	}
	of, ok := p.kept.Get(key)
	if !ok {
		of.plan, of.err = p.compiler.Compile(op)
		p.kept.Add(key, of)
		for p.bytes += of.size(); p.bytes > maxPlanBytes; {
			p.kept.RemoveOldest()
		}
	}
	return of
}

// Planned is how many operations were answered by their plans so far.
func (a *API) Planned() int {
	if a.schema.plans == nil {
		return 0
	}
	return int(a.schema.plans.took.Load())
}
