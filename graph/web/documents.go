package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// documents turns the texts of documents into documents that passed the limits
// and the validation, and keeps those used of late, within a number of bytes.
type documents struct {
	limits Limits
	schema *ast.Schema
	rules  *rules.Rules

	kept  *generations[*document] // by their texts
	texts *generations[string]    // as they stand in the bodies of requests, which write them in JSON
}

// A document passed the limits and the validation. It is shared: nobody may
// change it.
type document struct {
	*ast.QueryDocument
	costs costs
	hash  string // SHA-256 of its text, in hexadecimal digits
}

func newDocuments(l Limits, schema *ast.Schema, suggest bool) *documents {
	return &documents{
		limits: l, schema: schema, rules: newRules(suggest),
		kept: newGenerations[*document](l.Cache), texts: newGenerations[string](l.Cache / 8),
	}
}

// get returns the document of a text.
func (d *documents) get(query string) (*document, *failure) {
	if doc, ok := d.kept.find([]byte(query)); ok {
		return doc, nil
	}
	parsed, f := d.limits.parse(query)
	if f != nil {
		return nil, f
	}
	if errs := validator.ValidateWithRules(d.schema, parsed, d.rules); len(errs) > 0 {
		return nil, d.invalid(errs)
	}
	sum := sha256.Sum256([]byte(query))
	doc := &document{QueryDocument: parsed, hash: hex.EncodeToString(sum[:])}
	// A token takes at least two bytes of text, and its part of the tree a few
	// hundred.
	d.kept.keep(query, doc, len(query)+maxCosts*maxCostKey+300*min(d.limits.Tokens, len(query)/2+1))
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

// invalid is the answer to a document that does not fit the schema. What is wrong in one
// way is said once, with where it is first.
func (d *documents) invalid(errs gqlerror.List) *failure {
	f := &failure{}
	for _, err := range errs {
		if len(f.errors) == d.limits.RequestErrors {
			break
		}
		message := brief(err.Message)
		if slices.ContainsFunc(f.errors, func(told *gqlerror.Error) bool { return told.Message == message }) {
			continue
		}
		out := coded(CodeValidationFailed, message)
		out.Locations = err.Locations
		f.errors = append(f.errors, out)
	}
	return f
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

// Checker gives a function that says what is wrong with the text of a document, by a
// schema and within limits, or nothing.
func Checker(schema *ast.Schema, l Limits) (func(text string) string, error) {
	l, err := l.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	d := newDocuments(l, schema, true)
	return func(text string) string {
		if _, f := d.get(text); f != nil {
			return f.errors.Error()
		}
		return ""
	}, nil
}
