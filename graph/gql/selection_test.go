package gql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/graph/gql"
)

func TestParseFilter(t *testing.T) {
	kerry := graph.StatementQuery{StatementSet: graph.StatementSet{
		By: &graph.ActorSet{AnyOf: []graph.ID{"actor/john-kerry"}, Include: []graph.ActorScope{graph.ScopeSelf}, Certainty: graph.DatePossibly},
	}}
	cases := map[string]struct {
		kind graph.Kind
		text string
		want any
	}{
		"as GraphQL spells it":     {graph.KindStatement, `{by: {anyOf: ["actor/john-kerry"]}}`, kerry},
		"as JSON":                  {graph.KindStatement, `{"by": {"anyOf": ["actor/john-kerry"]}}`, kerry},
		"with a comment behind it": {graph.KindStatement, "{by: {anyOf: [\"actor/john-kerry\"]}} # the minister", kerry},
		"of events":                {graph.KindEvent, `{kinds: [CALL]}`, graph.EventQuery{EventSet: graph.EventSet{Kinds: []graph.EventKind{graph.EventCall}}}},
		"of documents":             {graph.KindDocument, `{lang: ["ar"]}`, graph.DocumentSet{Langs: []string{"ar"}}},
		"of actors":                {graph.KindActor, `{kinds: [STATE]}`, graph.ActorQuery{Kinds: []graph.ActorKind{graph.ActorState}}},
		"of locations":             {graph.KindLocation, `{name: "Aleppo"}`, graph.LocationSet{Name: "Aleppo"}},
		"of agreements":            {graph.KindAgreement, `{forms: [BILATERAL]}`, graph.AgreementSet{Forms: []graph.AgreementForm{"BILATERAL"}}},
		"of topics":                {graph.KindTopic, `{kinds: [ISSUE]}`, graph.TopicSet{Kinds: []graph.TopicKind{"ISSUE"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := gql.ParseFilter(t.Context(), c.kind, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseFilterRefuses(t *testing.T) {
	cases := map[string]struct {
		kind       graph.Kind
		text, says string
		is         error
	}{
		"nothing":                     {graph.KindStatement, " ", "filter: is blank", graph.ErrInvalid},
		"no filter":                   {graph.KindStatement, "by Kerry", "filter: is neither JSON nor a value of GraphQL", graph.ErrInvalid},
		"a field that there is not":   {graph.KindStatement, `{who: "Kerry"}`, `Field "who" is not defined by type "StatementFilter"`, graph.ErrInvalid},
		"the same as JSON":            {graph.KindStatement, `{"who": "Kerry"}`, "where.who: unknown field", graph.ErrInvalid},
		"a date that there is not":    {graph.KindStatement, `{said: {from: "2016-02-31"}}`, "2016-02-31", graph.ErrInvalid},
		"an id of another kind":       {graph.KindStatement, `{by: {anyOf: ["event/x"]}}`, "where.by.anyOf[0]", graph.ErrInvalid},
		"more than a filter":          {graph.KindStatement, `{}, first: 1) { totalCount } actors(first: 2`, "filter: is more than one filter, or none", graph.ErrInvalid},
		"a variable":                  {graph.KindStatement, `$where`, "filter: is more than one filter, or none", graph.ErrInvalid},
		"what has no filters":         {graph.KindCodebook, `{}`, "filter: is not for records of kind codebook", graph.ErrInvalid},
		"too long a text":             {graph.KindStatement, strings.Repeat(" ", gql.MaxFilterBytes) + "{}", "filter: is longer than", graph.ErrInvalid},
		"sets within sets within set": {graph.KindStatement, strings.Repeat("{not: ", 9) + "{}" + strings.Repeat("}", 9), "too complex", graph.ErrTooComplex},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			q, err := gql.ParseFilter(t.Context(), c.kind, c.text)
			if err == nil || !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%+v, %v, want %q", q, err, c.says)
			}
		})
	}
}

// FuzzParseFilter sees that no text asks for more than one filter, or breaks
// what reads it.
func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{
		`{}`, `{by: {anyOf: ["actor/john-kerry"]}}`, `{"by": {"anyOf": ["actor/john-kerry"]}}`, `{}, first: 1) { totalCount } a: statements(where: {}`,
		`{said: {from: "2016-04~"}}`, `{text: "الهدنة"} # so`, `{not: {not: {}}}`, "{\"text\": \"\\u0000\"}", `$where`, `{} ) {totalCount}} query Q { head {number}} {x(where:{}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := gql.ParseFilter(t.Context(), graph.KindStatement, text)
		if _, ok := q.(graph.StatementQuery); ok == (err != nil) {
			t.Errorf("%q gives %+v, %v", text, q, err)
		}
		if err != nil && !errors.Is(err, graph.ErrInvalid) && !errors.Is(err, graph.ErrTooComplex) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
