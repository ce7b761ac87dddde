package web

import (
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// parse reads a document and checks all its limits. Nothing it does is more
// than linear in the length of the document, however its fragments are tied
// together; so it comes before validation, which is not.
func (l Limits) parse(query string) (*ast.QueryDocument, *failure) {
	if f := l.checkTokens(query); f != nil {
		return nil, f
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, 0)
	if err != nil {
		return nil, notGraphQL(err)
	}
	if len(doc.Operations) == 0 {
		return nil, fail(0, CodeParseFailed, "the document has no operation")
	}
	if f := l.checkShape(doc); f != nil {
		return nil, f
	}
	return doc, nil
}

// checkTokens bounds the number of tokens and the length of names. Names are
// bounded here because validation compares unknown ones with every known one
// by edit distance, and repeats them in its errors.
func (l Limits) checkTokens(query string) *failure {
	lex := lexer.New(&ast.Source{Input: query})
	for n := 0; ; n++ {
		token, err := lex.ReadToken()
		switch {
		case err != nil:
			return notGraphQL(err)
		case token.Kind == lexer.EOF:
			return nil
		case n == l.Tokens:
			return exceeded("Tokens", l.Tokens, fmt.Sprintf("the document has more than %d tokens", l.Tokens))
		case token.Kind == lexer.Name && len(token.Value) > l.Name:
			err := exceeded("Name", l.Name, fmt.Sprintf("a name in the document is longer than %d bytes", l.Name))
			err.errors[0].Locations = []gqlerror.Location{{Line: token.Pos.Line, Column: token.Pos.Column}}
			return err
		}
	}
}

// checkShape bounds how deep, wide and heavy each operation is with its
// fragments written out.
func (l Limits) checkShape(doc *ast.QueryDocument) *failure {
	m := newMeasurer(doc)
	// A fragment that nothing spreads is validated too.
	for _, fragment := range doc.Fragments {
		if f := l.refuse(m.fragment(fragment)); f != nil {
			return f
		}
	}
	for _, op := range doc.Operations {
		if f := l.refuse(m.operation(op)); f != nil {
			return f
		}
		if n := m.level(op.SelectionSet).fields; n > l.RootFields {
			return exceeded("RootFields", l.RootFields, fmt.Sprintf("an operation has more than %d fields of its own", l.RootFields))
		}
	}
	// Now that the number of fields written out is known to be bounded, so is
	// the work of looking at every level.
	if m.repeats(l.Repeats) {
		return exceeded("Repeats", l.Repeats, fmt.Sprintf("a selection has a field of the same name more than %d times", l.Repeats))
	}
	return nil
}

func (l Limits) refuse(s shape) *failure {
	for _, c := range []struct {
		name        string
		found, most int
		message     string
	}{
		{"Depth", s.depth, l.Depth, "the document nests fields deeper than %d"},
		{"IntrospectionDepth", s.introspection, l.IntrospectionDepth, "the document nests fields of introspection deeper than %d"},
		{"Aliases", s.aliases, l.Aliases, "the document has more than %d aliases"},
		{"Directives", s.directives, l.Directives, "the document has more than %d directives"},
		{"Selections", s.fields, l.Selections, "the document selects more than %d fields"},
	} {
		if c.found > c.most {
			return exceeded(c.name, c.most, fmt.Sprintf(c.message, c.most))
		}
	}
	if s.defers {
		// gqlgen would answer with the first part only, and lose the rest.
		return fail(0, CodeBadUserInput, "@defer and @stream are not offered")
	}
	return nil
}

// A shape is what a selection set amounts to with its fragments written out.
// Its numbers do not overflow: they stop at [plenty].
type shape struct {
	depth         int // of nested fields, those below __schema and __type aside
	introspection int // the depth of those
	fields        int
	aliases       int
	directives    int
	defers        bool
}

// plenty is more than a limit on a [shape] can sensibly be; the sum of two
// still fits an int of 32 bits.
const plenty = math.MaxInt32 / 2

func (s *shape) add(t shape) {
	s.depth = max(s.depth, t.depth)
	s.introspection = max(s.introspection, t.introspection)
	s.fields = min(s.fields+t.fields, plenty)
	s.aliases = min(s.aliases+t.aliases, plenty)
	s.directives = min(s.directives+t.directives, plenty)
	s.defers = s.defers || t.defers
}

func (s *shape) direct(list ast.DirectiveList) {
	s.directives = min(s.directives+len(list), plenty)
	for _, d := range list {
		if d.Name == "defer" || d.Name == "stream" {
			s.defers = true
		}
	}
}

// A measurer measures each fragment of a document once.
type measurer struct {
	doc   *ast.QueryDocument
	named map[string]*ast.FragmentDefinition
	// A fragment being measured is present as nil. Meeting it again means a
	// cycle, which adds nothing here and which validation refuses.
	shapes map[*ast.FragmentDefinition]*shape
}

func newMeasurer(doc *ast.QueryDocument) *measurer {
	m := &measurer{
		doc:    doc,
		named:  make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		shapes: make(map[*ast.FragmentDefinition]*shape, len(doc.Fragments)),
	}
	for _, f := range doc.Fragments {
		m.named[f.Name] = f
	}
	return m
}

func (m *measurer) operation(op *ast.OperationDefinition) shape {
	s := m.selections(op.SelectionSet)
	s.direct(op.Directives)
	for _, v := range op.VariableDefinitions {
		s.direct(v.Directives)
	}
	return s
}

func (m *measurer) fragment(f *ast.FragmentDefinition) shape {
	if known, ok := m.shapes[f]; ok {
		if known == nil {
			return shape{}
		}
		return *known
	}
	m.shapes[f] = nil
	s := m.selections(f.SelectionSet)
	s.direct(f.Directives)
	m.shapes[f] = &s
	return s
}

func (m *measurer) selections(set ast.SelectionSet) shape {
	var s shape
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			s.add(m.field(selection))
		case *ast.InlineFragment:
			s.direct(selection.Directives)
			s.add(m.selections(selection.SelectionSet))
		case *ast.FragmentSpread:
			s.direct(selection.Directives)
			if f := m.named[selection.Name]; f != nil {
				s.add(m.fragment(f))
			}
		}
	}
	return s
}

func (m *measurer) field(f *ast.Field) shape {
	s := m.selections(f.SelectionSet)
	s.direct(f.Directives)
	s.fields = min(s.fields+1, plenty)
	if f.Alias != f.Name {
		s.aliases = min(s.aliases+1, plenty)
	}
	if f.Name == "__schema" || f.Name == "__type" {
		s.introspection = max(s.introspection, s.depth)
		s.depth = 1
	} else {
		s.depth = min(s.depth+1, plenty)
	}
	return s
}

// A level is what a selection set selects of one object.
type level struct {
	fields int
	names  map[string]int // how often each name of the answer is written
}

// level counts the fields of one selection set, a fragment once however often
// it is spread: written twice they are the same fields.
func (m *measurer) level(set ast.SelectionSet) level {
	l := level{names: make(map[string]int)}
	seen := make(map[string]bool)
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				l.fields++
				l.names[selection.Alias]++
			case *ast.InlineFragment:
				add(selection.SelectionSet)
			case *ast.FragmentSpread:
				if f := m.named[selection.Name]; f != nil && !seen[selection.Name] {
					seen[selection.Name] = true
					add(f.SelectionSet)
				}
			}
		}
	}
	add(set)
	return l
}

// repeats reports whether any level of the document has a name more than most
// times. Validation compares each pair of them.
func (m *measurer) repeats(most int) bool {
	var below func(ast.SelectionSet) bool
	check := func(set ast.SelectionSet) bool {
		if len(set) == 0 {
			return false
		}
		for _, n := range m.level(set).names {
			if n > most {
				return true
			}
		}
		return below(set)
	}
	below = func(set ast.SelectionSet) bool {
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				if check(selection.SelectionSet) {
					return true
				}
			case *ast.InlineFragment:
				if below(selection.SelectionSet) {
					return true
				}
			}
		}
		return false
	}
	for _, op := range m.doc.Operations {
		if check(op.SelectionSet) {
			return true
		}
	}
	for _, f := range m.doc.Fragments {
		if check(f.SelectionSet) {
			return true
		}
	}
	return false
}

// notGraphQL is the failure of a document that does not parse.
func notGraphQL(err error) *failure {
	out := coded(CodeParseFailed, brief(err.Error()))
	if g, ok := err.(*gqlerror.Error); ok { //nolint:errorlint // the parser's own, not wrapped
		out.Message, out.Locations = brief(g.Message), g.Locations
	}
	return &failure{errors: gqlerror.List{out}}
}

// longest is the most characters of a request error's message: it may name what
// it found in the document.
const longest = 200

// brief cuts a message to its longest length.
func brief(message string) string {
	n := 0
	for i := range message {
		if n == longest {
			return message[:i] + "…"
		}
		n++
	}
	return message
}
