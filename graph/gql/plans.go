package gql

import (
	"context"
	"fmt"
	"math"
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
	maxPlanBytes = 32 << 20 // of all of them with their documents, an estimate
	maxVariants  = 16       // of one operation, by the values in its @skip and @include
	perByte      = 64       // of the text of a document, what its tree takes
)

// plans compiles operations of documents once, and keeps the plans of those that
// were used of late, within a number of bytes. An operation is known by its place
// in memory: whoever validates documents keeps them as well.
type plans struct {
	compiler *plan.Compiler

	mu    sync.Mutex
	kept  *simplelru.LRU[*ast.OperationDefinition, *variants]
	bytes int

	took atomic.Int64 // answers that were those of plans
}

// variants are the plans of one operation.
type variants struct {
	conditions []string            // the variables of its @skip and @include
	plans      map[string]*planned // by their values; nil where there is none
	size       int
}

// A planned is a plan with the places whose references its fields follow.
type planned struct {
	*plan.Plan
	follows graph.Places
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
		Renamed:  map[string]string{"Revision.number": "Revision", "Version.revision": "Commit"},
		Adapters: adapters(),
	})}
	var err error
	p.kept, err = simplelru.NewLRU(math.MaxInt, func(_ *ast.OperationDefinition, gone *variants) { p.bytes -= gone.size })
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return p
}

// answer answers an operation by its plan. It is nil where the operation has none, or
// the plan gives up: then the executor has to run, in another session if there is one.
func (p *plans) answer(ctx context.Context) ([]byte, *session) {
	s, op := sessionOf(ctx), graphql.GetOperationContext(ctx)
	// What is explained is told field by field.
	if op.Operation.Operation != ast.Query || s.told != nil || !s.alone {
		return nil, nil
	}
	of := p.of(op)
	if of == nil {
		return nil, nil
	}
	now := s.now.Load()
	now.records.foresee(of.follows)
	data, ok := of.Run(ctx, op)
	now.end()
	if !ok {
		return nil, s.again()
	}
	p.took.Add(1)
	return data, nil
}

// Spent takes back the data of an answer that nobody looks at any more, so that another
// one may be written over it.
func Spent(data []byte) { plan.Reuse(data) }

// of is the plan of an operation, nil where it has none.
func (p *plans) of(op *graphql.OperationContext) *planned {
	p.mu.Lock()
	defer p.mu.Unlock()
	of, ok := p.kept.Get(op.Operation)
	if !ok {
		of = &variants{
			conditions: plan.Conditions(op.Operation), plans: make(map[string]*planned),
			size: 1<<10 + perByte*len(op.RawQuery),
		}
		p.kept.Add(op.Operation, of)
		p.bytes += of.size
	}
	selected := ""
	if len(of.conditions) > 0 {
		var b strings.Builder
		for _, name := range of.conditions {
			fmt.Fprintf(&b, "%v,", op.Variables[name])
		}
		selected = b.String()
	}
	made, ok := of.plans[selected]
	if ok || len(of.plans) == maxVariants {
		return made
	}
	if compiled, err := p.compiler.Compile(op); err == nil {
		made = &planned{compiled, followed(compiled.Fields())}
		of.size += made.Size()
		p.bytes += made.Size()
	}
	of.plans[selected] = made
	for p.bytes > maxPlanBytes {
		p.kept.RemoveOldest()
	}
	return made
}

// Planned is how many operations were answered by their plans so far.
func (a *API) Planned() int {
	if a.schema.plans == nil {
		return 0
	}
	return int(a.schema.plans.took.Load())
}
