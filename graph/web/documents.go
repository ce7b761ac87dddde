package web

import (
	"container/list"
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// documents turns the texts of documents into documents that passed the limits
// and the validation, and keeps those used last, by their size in bytes.
type documents struct {
	limits Limits
	schema *ast.Schema
	rules  *rules.Rules

	mu    sync.Mutex
	bytes int
	order *list.List // of *kept, the last used in front
	known map[string]*list.Element
}

type kept struct {
	query string
	doc   *ast.QueryDocument
	bytes int
}

func newDocuments(l Limits, schema *ast.Schema, suggest bool) *documents {
	return &documents{
		limits: l,
		schema: schema,
		rules:  newRules(suggest),
		order:  list.New(),
		known:  make(map[string]*list.Element),
	}
}

// get returns the document of a text. It is shared: nobody may change it.
func (d *documents) get(query string) (*ast.QueryDocument, *failure) {
	if doc := d.find(query); doc != nil {
		return doc, nil
	}
	doc, f := d.limits.parse(query)
	if f != nil {
		return nil, f
	}
	if errs := validator.ValidateWithRules(d.schema, doc, d.rules); len(errs) > 0 {
		return nil, d.invalid(errs)
	}
	d.keep(query, doc)
	return doc, nil
}

// newRules is the set of validation rules of the specification; without
// suggestions their errors name nothing that the document does not.
func newRules(suggest bool) *rules.Rules {
	set := rules.NewDefaultRules()
	if !suggest {
		set.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
		set.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
		set.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
		set.ReplaceRule(rules.ScalarLeafsRule.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
		set.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	}
	return set
}

// invalid is the answer to a document that does not fit the schema.
func (d *documents) invalid(errs gqlerror.List) *failure {
	f := &failure{}
	for _, err := range errs {
		if len(f.errors) == d.limits.RequestErrors {
			break
		}
		out := coded(CodeValidationFailed, brief(err.Message))
		out.Locations = err.Locations
		f.errors = append(f.errors, out)
	}
	return f
}

func (d *documents) find(query string) *ast.QueryDocument {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.known[query]
	if !ok {
		return nil
	}
	d.order.MoveToFront(e)
	return e.Value.(*kept).doc
}

func (d *documents) keep(query string, doc *ast.QueryDocument) {
	// Two bytes make a token at least, and the tree of a token takes a few
	// hundred.
	size := len(query) + 300*min(d.limits.Tokens, len(query)/2+1)
	if size > d.limits.Cache/4 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.known[query]; ok {
		return
	}
	d.known[query] = d.order.PushFront(&kept{query: query, doc: doc, bytes: size})
	d.bytes += size
	for d.bytes > d.limits.Cache {
		last := d.order.Back()
		old := last.Value.(*kept)
		d.order.Remove(last)
		delete(d.known, old.query)
		d.bytes -= old.bytes
	}
}

// handed gives gqlgen's executor the document that this package has parsed and
// validated already: it takes it for a hit in its cache.
type handed struct{}

type handedKey struct{}

func withDocument(ctx context.Context, doc *ast.QueryDocument) context.Context {
	return context.WithValue(ctx, handedKey{}, doc)
}

func (handed) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(handedKey{}).(*ast.QueryDocument)
	return doc, ok
}

func (handed) Add(context.Context, string, *ast.QueryDocument) {}

var _ graphql.Cache[*ast.QueryDocument] = handed{}
