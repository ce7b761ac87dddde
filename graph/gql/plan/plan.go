// Package plan answers GraphQL without an executor. A [Plan] is compiled once
// for an operation: a tree of small functions that write JSON straight from Go
// values into one buffer. gqlgen needs a goroutine, a context and a dozen
// allocations for each field; a plan needs none of these.
//
// What a field means is not said here a second time. A [Compiler] finds for each
// field of the schema what gqlgen's own generated code calls, by the same rules:
// the method of a resolver, else a method or a field of the Go type, by its name.
// Which fields are selected, gqlgen's own function tells, and so it is with the
// values of arguments. Scalars are written as package scalar writes them.
//
// A plan answers all or nothing. Whatever it does not know, an operation has no
// plan for; and where a field fails, or is null and must not be, the answer is
// given up before a byte of it is seen. Then the executor runs the operation, and
// says of the failure what there is to be said. So a plan knows of no errors.
package plan

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// A Plan answers one operation, for any values of its variables other than those
// that its @skip and @include depend on. It is safe for use by several goroutines.
type Plan struct {
	root  *object
	query reflect.Value // what the resolvers of the root are called without
	calls []call        // of fields with arguments, by their number
	size  int
	// fields are the coordinates of those that it writes.
	fields []string
	last   atomic.Int64 // how many bytes the last answer took
}

// Fields are the coordinates in the schema of the fields that the plan writes, each
// once: "Speaker.actor".
func (p *Plan) Fields() []string { return p.fields }

// Size is how many bytes the plan takes, as an estimate.
func (p *Plan) Size() int { return p.size }

// A call is a field with arguments. They are the same wherever the field stands
// in an answer, and so are read once.
type call struct {
	of        string // the type that has the field
	field     graphql.CollectedField
	arguments *arguments
	// constant are the arguments, once they were read, where they name no variable.
	// They are shared: resolvers do not change what they are given.
	constant *atomic.Pointer[values]
}

// A run is one answer under way.
type run struct {
	ctx  context.Context //nolint:containedctx // a run is the scope of one call
	op   *graphql.OperationContext
	plan *Plan
	args []values // of the calls, read when the first of each is made
	b    []byte
}

var runs = sync.Pool{New: func() any { return new(run) }}

// buffers are those of answers that nobody looks at any more.
var buffers sync.Pool

// The largest buffer that is kept for the next answer, and what there is room for beside
// what the last answer took.
const (
	mostPooled = 1 << 20
	spare      = 512
)

// Reuse takes back an answer that nobody will look at again: another one will be written
// over it. Without it, buffers are made anew.
func Reuse(data []byte) {
	if cap(data) <= mostPooled {
		buffers.Put(&data)
	}
}

// buffer is what an answer is written to: one that is there, or of the size of the last.
func (p *Plan) buffer() []byte {
	if b, ok := buffers.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	last := min(p.last.Load(), mostPooled)
	return make([]byte, 0, last+last/8+spare)
}

// errNull says that a field is null that must not be.
var errNull = errors.New("plan: null where there must be a value")

// Run answers the operation for which the plan was compiled. It is false where
// the plan gives up; nothing but time is lost then. Whoever is done with the answer may
// give it to [Reuse].
func (p *Plan) Run(ctx context.Context, op *graphql.OperationContext) (data []byte, ok bool) {
	r, _ := runs.Get().(*run)
	r.ctx, r.op, r.plan, r.b = ctx, op, p, p.buffer()
	r.args = append(r.args[:0], make([]values, len(p.calls))...)
	defer func() {
		if recover() != nil { // the executor comes to the same panic, and reports it
			data, ok = nil, false
		}
		if !ok {
			Reuse(r.b)
		}
		clear(r.args)
		r.ctx, r.op, r.plan, r.b = nil, nil, nil, nil
		runs.Put(r)
	}()
	if err := p.root.write(r, p.query); err != nil {
		return nil, false
	}
	p.last.Store(int64(len(r.b)))
	return r.b, true
}

// null writes null where it may stand.
func (r *run) null(nonNull bool) error {
	if nonNull {
		return errNull
	}
	r.b = append(r.b, "null"...)
	return nil
}

// A Compiler makes plans for one schema. It is safe for use by several goroutines.
type Compiler struct {
	schema    *ast.Schema
	resolvers map[string]resolver // by the name of the type, in small letters
	records   map[reflect.Type]string
	renamed   map[string]string
	adapters  []Adapter
	arguments *arguments
}

// Options say what cannot be told from the schema and the Go types.
type Options struct {
	Schema *ast.Schema
	// Resolvers is the root of the resolvers, of the interface type Root.
	Resolvers any
	Root      reflect.Type
	// Complexity makes an executable schema with functions for the complexity of
	// fields, a pointer to a struct of the generated type, and takes that.
	Complexity func() (root any, schema func() graphql.ExecutableSchema)
	// Records are the Go types behind interfaces and unions, by their names in
	// the schema.
	Records map[string]any
	// Renamed are the Go names of fields that are called otherwise in the schema:
	// "Revision.number".
	Renamed map[string]string
	// Adapters make some calls cheaper.
	Adapters []Adapter
}

// NewCompiler makes a Compiler.
func NewCompiler(o Options) *Compiler {
	c := &Compiler{
		schema: o.Schema, resolvers: resolversOf(o.Resolvers, o.Root), renamed: o.Renamed, adapters: o.Adapters,
		records: make(map[reflect.Type]string, len(o.Records)),
	}
	for _, a := range o.Adapters {
		if _, ok := a.resolver.MethodByName(a.method); !ok {
			panic(a.resolver.String() + " has no " + a.method)
		}
	}
	for name, record := range o.Records {
		c.records[reflect.TypeOf(record)] = name
	}
	root, schema := o.Complexity()
	c.arguments = newArguments(root, schema)
	return c
}

// An uncovered error says what an operation has no plan for.
type uncovered struct{ what string }

func (u *uncovered) Error() string { return "plan: " + u.what + " is not covered" }

// Compile makes a plan of a query, by the values that its variables have for
// @skip and @include. The error says what of it is not covered.
func (c *Compiler) Compile(op *graphql.OperationContext) (*Plan, error) {
	if op.Operation.Operation != ast.Query {
		return nil, &uncovered{string(op.Operation.Operation)}
	}
	k := &compilation{Compiler: c, op: op, plan: &Plan{}, met: make(map[string]bool)}
	root, err := k.object(c.schema.Query, nil, op.Operation.SelectionSet)
	if err != nil {
		return nil, err
	}
	k.plan.root = root
	return k.plan, nil
}

// Conditions are the variables that decide which fields of an operation are
// selected: a plan is for one combination of their values.
func Conditions(op *ast.OperationDefinition) []string {
	var names []string
	note := func(list ast.DirectiveList) {
		for _, d := range list {
			for _, a := range d.Arguments {
				if a.Value.Kind == ast.Variable && !slices.Contains(names, a.Value.Raw) {
					names = append(names, a.Value.Raw)
				}
			}
		}
	}
	seen := make(map[*ast.FragmentDefinition]bool)
	var walk func(ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.InlineFragment:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.FragmentSpread:
				note(s.Directives)
				if !seen[s.Definition] {
					seen[s.Definition] = true
					walk(s.Definition.SelectionSet)
				}
			}
		}
	}
	walk(op.SelectionSet)
	return names
}
