package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// tiny is an executable schema by hand, as gqlgen would generate it: enough to
// see what the transport does before, around and after an execution. Its texts
// are made up.
type tiny struct {
	schema *ast.Schema
	// entered is told when the field "wait" is resolved.
	entered chan struct{}
	// until ends the wait, if it is not nil.
	until chan struct{}
}

const tinySDL = `
directive @asOf(revision: Int, time: String) on QUERY

type Query {
  hello(name: String = "world"): String!
  double(number: Int!): Int!
  kind(of: Kind!): Kind!
  items(first: Int! = 10): [Item!]!
  item: Item
  node: Node
  seen: String
  "Waits until the operation is cut off, or told to go on."
  wait: String
  panic: String
  fault: String
  refuse: String
  required: String!
  faults(count: Int!): [String]!
  long(bytes: Int!): String!
}

interface Node { id: ID! }

enum Kind { PERSON POST STATE }

type Item implements Node {
  id: ID!
  text: String!
  parent: Item
  items(first: Int! = 10): [Item!]!
}

type Mutation { add(text: String!): Item! }

type Subscription { tick: Int! }
`

func newTiny() *tiny {
	return &tiny{
		schema:  gqlparser.MustLoadSchema(&ast.Source{Name: "tiny.graphql", Input: tinySDL}),
		entered: make(chan struct{}, 100),
	}
}

func (t *tiny) Schema() *ast.Schema { return t.schema }

func (t *tiny) Complexity(_ context.Context, typeName, field string, child int, args map[string]any) (int, bool) {
	if field == "items" {
		first, err := graphql.UnmarshalInt(args["first"])
		if err != nil {
			return 0, false
		}
		if first > 0 && child > math.MaxInt/first-1 {
			return math.MaxInt, true
		}
		return first * (1 + child), true
	}
	return 0, false
}

type (
	seenKey struct{}
	tickKey struct{} // of the number that "tick" is
)

func (t *tiny) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	root := t.schema.Types[strings.ToUpper(string(op.Operation.Operation[:1]))+string(op.Operation.Operation[1:])]
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		data, ok := t.object(ctx, root, nil, op.Operation.SelectionSet)
		if !ok {
			data = []byte("null")
		}
		return &graphql.Response{Data: data}
	}
}

// object is a JSON object, or nothing if a field that must be there is not.
func (t *tiny) object(ctx context.Context, def *ast.Definition, value any, set ast.SelectionSet) ([]byte, bool) {
	satisfies := append([]string{def.Name}, def.Interfaces...)
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range graphql.CollectFields(graphql.GetOperationContext(ctx), set, satisfies) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", f.Alias)
		within := graphql.WithPathContext(ctx, graphql.NewPathWithField(f.Alias))
		text, ok := t.field(within, def, value, f)
		switch {
		case ok:
			b.Write(text)
		case f.Definition != nil && f.Definition.Type.NonNull:
			return nil, false
		default:
			b.WriteString("null")
		}
	}
	b.WriteByte('}')
	return b.Bytes(), true
}

func (t *tiny) field(ctx context.Context, def *ast.Definition, of any, f graphql.CollectedField) (text []byte, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, r))
			text, ok = nil, false
		}
	}()
	if f.Name == "__typename" {
		return []byte(fmt.Sprintf("%q", def.Name)), true
	}
	value, err := t.resolve(ctx, of, f)
	if err != nil {
		graphql.AddError(ctx, err)
		return nil, false
	}
	return t.value(ctx, f.Definition.Type, reflect.ValueOf(value), f.Selections)
}

func (t *tiny) value(ctx context.Context, typ *ast.Type, v reflect.Value, set ast.SelectionSet) ([]byte, bool) {
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, false
	}
	if typ.Elem != nil {
		var b bytes.Buffer
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			within := graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i))
			if err, failed := v.Index(i).Interface().(error); failed {
				graphql.AddError(within, err)
				b.WriteString("null")
				continue
			}
			text, ok := t.value(within, typ.Elem, v.Index(i), set)
			if !ok {
				return nil, false
			}
			b.Write(text)
		}
		b.WriteByte(']')
		return b.Bytes(), true
	}
	def := t.schema.Types[typ.NamedType]
	switch def.Kind {
	case ast.Interface:
		return t.object(ctx, t.schema.Types["Item"], v.Interface(), set)
	case ast.Object:
		return t.object(ctx, def, v.Interface(), set)
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		panic(err)
	}
	return text, true
}

type item struct{ id, text string }

func (t *tiny) resolve(ctx context.Context, of any, f graphql.CollectedField) (any, error) {
	args := f.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	switch of := of.(type) {
	case nil:
		return t.root(ctx, f.Name, args)
	case *item:
		switch f.Name {
		case "id":
			return of.id, nil
		case "text":
			return of.text, nil
		case "parent":
			return &item{id: of.id + "-parent", text: "parent of " + of.text}, nil
		case "items":
			return some(args), nil
		}
	}
	return reflected(of, f.Name, args)
}

// count is an argument that says how many, within reason.
func count(args map[string]any, name string, most int) int {
	n, err := graphql.UnmarshalInt(args[name])
	if err != nil {
		return 0
	}
	return min(max(n, 0), most)
}

func some(args map[string]any) []*item {
	out := make([]*item, count(args, "first", 100_000))
	for i := range out {
		out[i] = &item{id: fmt.Sprintf("item/%d", i), text: fmt.Sprintf("هدنة %d", i)}
	}
	return out
}

func (t *tiny) root(ctx context.Context, field string, args map[string]any) (any, error) {
	switch field {
	case "hello":
		return fmt.Sprintf("hello %v", args["name"]), nil
	case "tick":
		return ctx.Value(tickKey{}), nil
	case "double":
		n, err := graphql.UnmarshalInt(args["number"])
		return 2 * n, err
	case "kind":
		return args["of"], nil
	case "items":
		return some(args), nil
	case "item", "node", "add":
		return &item{id: "item/1", text: "وقف الأعمال العدائية"}, nil
	case "seen":
		return fmt.Sprint(ctx.Value(seenKey{})), nil
	case "wait":
		t.entered <- struct{}{}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-t.until:
			return "waited", nil
		case <-time.After(time.Minute):
			return "waited in vain", nil
		}
	case "panic":
		panic("secret panic at /srv/hudna/store")
	case "fault":
		return nil, errors.New("open /srv/hudna/000012.sst: input/output error")
	case "refuse":
		return nil, &gqlerror.Error{Message: "is not here", Extensions: map[string]any{"code": "NOT_FOUND"}}
	case "required":
		return nil, errors.New("secret absence")
	case "faults":
		out := make([]error, count(args, "count", 1_000))
		for i := range out {
			out[i] = fmt.Errorf("secret %d", i)
		}
		return out, nil
	case "long":
		return strings.Repeat("x", count(args, "bytes", 100_000_000)), nil
	case "__schema":
		return introspection.WrapSchema(t.schema), nil
	case "__type":
		def := t.schema.Types[fmt.Sprint(args["name"])]
		if def == nil {
			return nil, nil
		}
		return introspection.WrapTypeFromDef(t.schema, def), nil
	}
	return nil, fmt.Errorf("no field %s", field)
}

// reflected resolves a field of introspection: a method or a field of gqlgen's
// types for it.
func reflected(of any, name string, args map[string]any) (any, error) {
	switch name {
	case "args":
		name = "visibleArgs"
	case "inputFields":
		name = "visibleInputFields"
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	v := reflect.ValueOf(of)
	if v.Kind() != reflect.Pointer {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		v = p
	}
	if m := v.MethodByName(name); m.IsValid() {
		var in []reflect.Value
		if m.Type().NumIn() == 1 {
			deprecated, _ := args["includeDeprecated"].(bool)
			in = append(in, reflect.ValueOf(deprecated))
		}
		return m.Call(in)[0].Interface(), nil
	}
	if f := v.Elem().FieldByName(name); f.IsValid() {
		return f.Interface(), nil
	}
	return nil, fmt.Errorf("introspection has no %s", name)
}

var _ graphql.ExecutableSchema = (*tiny)(nil)
