package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph/web"
)

// nested is a document with a field at the given depth.
func nested(depth int) string {
	return "{item" + chain(depth-1) + "}"
}

// chain is a selection set of an Item with a field at the given depth.
func chain(depth int) string {
	return strings.Repeat("{parent", depth-1) + "{id" + strings.Repeat("}", depth)
}

// repeated is n texts with their numbers, one after the other.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// doubling is a document of n fragments, each of which spreads the next one
// twice: 2^n fields if written out.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{item{...F0}}")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Item{...F%d ...F%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Item{id}", n)
	return b.String()
}

// introspecting is a document with a field at a depth below __schema.
func introspecting(depth int) string {
	return "{__schema{queryType" + strings.Repeat("{ofType", depth-2) + "{name" + strings.Repeat("}", depth+1)
}

// TestADocumentAtALimitPassesAndOneOverDoesNot is the list of the limits of
// documents with their defaults.
func TestADocumentAtALimitPassesAndOneOverDoesNot(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		at, over string
		limit    string
		most     int
	}{
		"tokens": {
			// Two braces, the field, and a comment for each of the rest.
			at:    "{hello}" + strings.Repeat("#\n", 1997),
			over:  "{hello}" + strings.Repeat("#\n", 1998),
			limit: "Tokens", most: 2000,
		},
		"bytes of a name": {
			at:    "{" + strings.Repeat("a", 256) + ":hello}",
			over:  "{" + strings.Repeat("a", 257) + ":hello}",
			limit: "Name", most: 256,
		},
		"depth":                   {at: nested(15), over: nested(16), limit: "Depth", most: 15},
		"depth through fragments": {at: "{item{parent{...F}}} fragment F on Item" + chain(13), over: "{item{parent{...F}}} fragment F on Item" + chain(14), limit: "Depth", most: 15},
		"depth through inline fragments": {
			at:    "{item{..." + chain(14) + "}}",
			over:  "{item{..." + chain(15) + "}}",
			limit: "Depth", most: 15,
		},
		"root fields": {at: "{" + strings.Repeat("hello ", 20) + "}", over: "{" + strings.Repeat("hello ", 21) + "}", limit: "RootFields", most: 20},
		"root fields, of a fragment": {
			at:    "{...F hello} fragment F on Query{" + strings.Repeat("hello ", 19) + "}",
			over:  "{...F hello} fragment F on Query{" + strings.Repeat("hello ", 20) + "}",
			limit: "RootFields", most: 20,
		},
		"a fragment at the root counts once": {
			at:    "{...F ...F} fragment F on Query{" + strings.Repeat("hello ", 20) + "}",
			over:  "{...F ...G} fragment F on Query{" + strings.Repeat("hello ", 20) + "} fragment G on Query{hello}",
			limit: "RootFields", most: 20,
		},
		"aliases": {at: "{item{" + repeated(100, "a%d:id ") + "}}", over: "{item{" + repeated(101, "a%d:id ") + "}}", limit: "Aliases", most: 100},
		"aliases through fragments": {
			at:    "{item{...F parent{...F}}} fragment F on Item{" + repeated(50, "a%d:id ") + "}",
			over:  "{item{...F parent{...F b:id}}} fragment F on Item{" + repeated(50, "a%d:id ") + "}",
			limit: "Aliases", most: 100,
		},
		"directives": {
			at:    "{item{" + strings.Repeat("id @skip(if:false) ", 50) + "}}",
			over:  "{item{" + strings.Repeat("id @skip(if:false) ", 51) + "}}",
			limit: "Directives", most: 50,
		},
		"fields with fragments written out": {
			// One for "item", 40 for each of 249 spreads, and 39.
			at:    "{item{" + strings.Repeat("...F ", 249) + strings.Repeat("text ", 39) + "}} fragment F on Item{" + strings.Repeat("id ", 40) + "}",
			over:  "{item{" + strings.Repeat("...F ", 249) + strings.Repeat("text ", 40) + "}} fragment F on Item{" + strings.Repeat("id ", 40) + "}",
			limit: "Selections", most: 10_000,
		},
		"a field repeated": {
			at:    "{item{" + strings.Repeat("id ", 50) + "text}}",
			over:  "{item{" + strings.Repeat("id ", 51) + "text}}",
			limit: "Repeats", most: 50,
		},
		"a field repeated through fragments": {
			at:    "{item{parent{id ...F ...F ...on Node{id}}}} fragment F on Item{" + strings.Repeat("id ", 48) + "}",
			over:  "{item{parent{id ...F ...F ...on Node{id id}}}} fragment F on Item{" + strings.Repeat("id ", 48) + "}",
			limit: "Repeats", most: 50,
		},
		"a field repeated in a fragment of a fragment": {
			at:    "{item{...F}} fragment F on Item{parent{...G id}} fragment G on Item{" + strings.Repeat("id ", 49) + "}",
			over:  "{item{...F}} fragment F on Item{parent{...G id id}} fragment G on Item{" + strings.Repeat("id ", 49) + "}",
			limit: "Repeats", most: 50,
		},
		"depth of introspection": {at: introspecting(20), over: introspecting(21), limit: "IntrospectionDepth", most: 20},
		"cost": {
			at:    "{items(first:25000){id}}", // an object and a field each
			over:  "{items(first:25000){id} hello}",
			limit: "Complexity", most: 50_000,
		},
		"cost through lists in lists": {
			at:    "{items(first:100){items(first:249){id}}}", // 100 x (1 + 249 x 2)
			over:  "{items(first:100){items(first:250){id}}}",
			limit: "Complexity", most: 50_000,
		},
		"cost through a fragment": {
			at:    "{items(first:100){...F}} fragment F on Item{items(first:249){id}}",
			over:  "{items(first:100){...F}} fragment F on Item{items(first:250){id}}",
			limit: "Complexity", most: 50_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if a := d.send(t, ask(c.at)); a.status != http.StatusOK || len(a.Errors) > 0 {
				t.Errorf("at the limit: %d %.300s", a.status, a.body)
			}
			a := d.send(t, ask(c.over))
			if a.code(t) != "TOO_COMPLEX" || a.Errors[0].Extensions["limit"] != c.limit || a.Errors[0].Extensions["max"] != float64(c.most) {
				t.Errorf("over it: %d %.300s", a.status, a.body)
			}
			if a.Data != nil {
				t.Errorf("it ran: %.300s", a.body)
			}
		})
	}
}

func TestALimitIsAnOption(t *testing.T) {
	d := open(t, func(o *web.Options) {
		o.Limits = web.Limits{
			Tokens: 11, Name: 6, Depth: 2, RootFields: 2, Aliases: 1, Directives: 1, Selections: 3, Repeats: 1,
			IntrospectionDepth: 1, Complexity: 2, RequestErrors: 1, Nesting: 3, Values: 6, Body: 200,
		}
	})
	if a := d.send(t, ask(`{hello}`)); len(a.Errors) > 0 {
		t.Errorf("within all: %s", a.body)
	}
	for limit, r := range map[string]*http.Request{
		"Tokens":             ask(`{item{id id id id id id id}}`),
		"Name":               ask(`{doubles}`),
		"Depth":              ask(`{a{b{c}}}`),
		"RootFields":         ask(`{a b c}`),
		"Aliases":            ask(`{a:b c:d}`),
		"Directives":         ask(`{a @x @y}`),
		"Repeats":            ask(`{a{b b}}`),
		"Selections":         ask(`{a{b c d}}`),
		"IntrospectionDepth": ask(`{__type{a{b}}}`),
		"Complexity":         ask(`{items{id}}`),
		"Nesting":            post(`{"query":"{hello}","variables":{"a":{"b":{}}}}`),
		"Values":             post(`{"query":"{hello}","variables":{"a":[1,2,3]}}`),
		"Body":               post(`{"query":"{hello}"}` + strings.Repeat(" ", 200)),
	} {
		if a := d.send(t, r); len(a.Errors) != 1 || a.Errors[0].Extensions["limit"] != limit {
			t.Errorf("%s: %d %s", limit, a.status, a.body)
		}
	}
}

func TestADocumentMadeToHurtIsRefused(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		query string
		code  string
	}{
		"101 aliases":                                {"{" + repeated(101, "a%d:hello ") + "}", "TOO_COMPLEX"},
		"100,000 aliases":                            {"{" + repeated(60_000, "a%d:hello ") + "}", "TOO_COMPLEX"},
		"500 times the same field":                   {"{" + strings.Repeat("hello ", 500) + "}", "TOO_COMPLEX"},
		"100,000 times the same field":               {"{" + strings.Repeat("hello ", 100_000) + "}", "TOO_COMPLEX"},
		"3,000 times the same nested field":          {"{item{" + strings.Repeat("id ", 3_000) + "}}", "TOO_COMPLEX"},
		"10 unknown directives":                      {"{hello" + strings.Repeat(" @secret", 10) + "}", "GRAPHQL_VALIDATION_FAILED"},
		"100,000 unknown directives":                 {"{hello" + strings.Repeat(" @secret", 100_000) + "}", "TOO_COMPLEX"},
		"a directive repeated":                       {"{hello @skip(if:true) @skip(if:true)}", "GRAPHQL_VALIDATION_FAILED"},
		"a depth of 1,001":                           {nested(1001), "TOO_COMPLEX"},
		"a depth of 100,000":                         {nested(100_000), "TOO_COMPLEX"},
		"a list literal 1,001 deep":                  {"{hello(name:" + strings.Repeat("[", 1001), "GRAPHQL_PARSE_FAILED"},
		"a list literal 500,000 deep":                {"{hello(name:" + strings.Repeat("[", 500_000), "TOO_COMPLEX"},
		"2^25 fields through fragments":              {doubling(25), "TOO_COMPLEX"},
		"2^100 fields through fragments":             {doubling(100), "TOO_COMPLEX"},
		"a fragment that spreads itself":             {"{item{...F}} fragment F on Item{...F}", "GRAPHQL_VALIDATION_FAILED"},
		"a fragment in itself, deeper each time":     {"{item{...F}} fragment F on Item{parent{...F}}", "GRAPHQL_VALIDATION_FAILED"},
		"three fragments in a circle":                {"{item{...F}} fragment F on Item{...G ...G} fragment G on Item{...H ...H} fragment H on Item{...F ...F}", "GRAPHQL_VALIDATION_FAILED"},
		"a circle that nothing spreads":              {"{hello} fragment F on Item{parent{...G}} fragment G on Item{...F}", "GRAPHQL_VALIDATION_FAILED"},
		"a fragment that is not there":               {"{...F}", "GRAPHQL_VALIDATION_FAILED"},
		"two fragments of one name":                  {"{item{...F}} fragment F on Item{id} fragment F on Item" + chain(15), "TOO_COMPLEX"},
		"200 fragments that nothing spreads":         {"{hello}" + repeated(200, " fragment F%d on Query{hello}"), "GRAPHQL_VALIDATION_FAILED"},
		"a name of 100,000 characters":               {"{" + strings.Repeat("a", 100_000) + "}", "TOO_COMPLEX"},
		"a variable's name of 100,000 characters":    {"query($" + strings.Repeat("a", 100_000) + ":Int){hello}", "TOO_COMPLEX"},
		"a value's name of 100,000 characters":       {"{kind(of:" + strings.Repeat("A", 100_000) + ")}", "TOO_COMPLEX"},
		"a string of 900 KB for an enumeration":      {`{kind(of:"` + strings.Repeat("A", 900_000) + `")}`, "GRAPHQL_VALIDATION_FAILED"},
		"a number of 900,000 digits":                 {`{double(number:` + strings.Repeat("9", 900_000) + `)}`, "GRAPHQL_VALIDATION_FAILED"},
		"introspection in a circle":                  {"{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}", "GRAPHQL_VALIDATION_FAILED"},
		"a heavy operation named like introspection": {"query IntrospectionQuery{items(first:50000){id}}", "TOO_COMPLEX"},
		"overflow of the cost":                       {"{items(first:2147483647){items(first:2147483647){items(first:2147483647){id}}}}", "TOO_COMPLEX"},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, ask(c.query))
			if len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != c.code {
				t.Errorf("want %s, got %d %.300s", c.code, a.status, a.body)
			}
			if len(a.Errors) > 10 || len(a.body) > 16<<10 {
				t.Errorf("%d errors in %d bytes", len(a.Errors), len(a.body))
			}
			if a := d.send(t, ask(`{hello}`)); string(a.Data) != `{"hello":"hello world"}` {
				t.Errorf("afterwards: %s", a.body)
			}
		})
	}
}

func TestTheIntrospectionOfToolsPasses(t *testing.T) {
	d := open(t)
	// graphql-js nests nine types in one another; gqlgen's own query nests seven.
	typeRef := "kind name" + strings.Repeat(" ofType{kind name", 9) + strings.Repeat("}", 9)
	query := `query IntrospectionQuery{__schema{description queryType{name kind} mutationType{name kind} subscriptionType{name kind}
		types{...FullType} directives{name description isRepeatable locations args(includeDeprecated:true){...InputValue}}}}
		fragment FullType on __Type{kind name description specifiedByURL isOneOf fields(includeDeprecated:true){name description
		args(includeDeprecated:true){...InputValue} type{...TypeRef} isDeprecated deprecationReason}
		inputFields(includeDeprecated:true){...InputValue} interfaces{...TypeRef}
		enumValues(includeDeprecated:true){name description isDeprecated deprecationReason} possibleTypes{...TypeRef}}
		fragment InputValue on __InputValue{name description type{...TypeRef} defaultValue isDeprecated deprecationReason}
		fragment TypeRef on __Type{` + typeRef + `}`
	for name, q := range map[string]string{"graphql-js": query, "gqlgen": introspection.Query} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, ask(q))
			if len(a.Errors) > 0 || !strings.Contains(string(a.Data), `"name":"Item"`) {
				t.Errorf("%d %.400s", a.status, a.body)
			}
		})
	}
}

func TestIntrospectionCostsWhatItAnswers(t *testing.T) {
	types, fields, args := 0, 0, 0
	for _, def := range newTiny().schema.Types {
		types++
		for _, f := range def.Fields {
			if def.Kind == ast.InputObject || strings.HasPrefix(f.Name, "__") {
				continue
			}
			fields++
			args += len(f.Arguments)
		}
	}
	for name, c := range map[string]struct {
		query string
		cost  int
	}{
		"all types with their fields": {`{__schema{types{name fields{name}}}}`, 1 + 2*types + 2*fields},
		"all arguments of all fields": {`{__schema{types{fields{args{name}}}}}`, 1 + types + fields + 2*args},
		"through a fragment, twice":   {`{__schema{types{...F}}} fragment F on __Type{a:fields{name} b:fields{name}}`, 1 + types + 2*2*fields},
		"wrapped types are the same":  {`{__schema{types{ofType{name ofType{...F}}}}} fragment F on __Type{name kind}`, 1 + types},
		"what is below wrapped types": {`{__schema{types{ofType{name fields{name}}}}}`, 1 + types + 2*fields},
		"beside something else":       {`{items(first:3){id} __schema{types{name}}}`, 6 + 1 + 2*types},
	} {
		t.Run(name, func(t *testing.T) {
			enough := open(t, func(o *web.Options) { o.Limits.Complexity = c.cost })
			if a := enough.send(t, ask(c.query)); len(a.Errors) > 0 {
				t.Errorf("refused at %d: %s", c.cost, a.body)
			}
			less := open(t, func(o *web.Options) { o.Limits.Complexity = c.cost - 1 })
			if a := less.send(t, ask(c.query)); a.code(t) != "TOO_COMPLEX" || a.Errors[0].Extensions["cost"] != float64(c.cost) {
				t.Errorf("at %d: %s", c.cost-1, a.body)
			}
		})
	}
	d := open(t, func(o *web.Options) { o.Limits.Complexity = 5_000 })
	query := "{__schema{types{" + repeated(90, "a%d:fields{type{fields{args{type{name}}}}}") + "}}}"
	if a := d.send(t, ask(query)); a.code(t) != "TOO_COMPLEX" {
		t.Errorf("fields of types of fields, ninety times: %.300s", a.body)
	}
}

// TestACostIsThatOfTheVariables asks one document again and again: what it cost
// before is not what it costs with other variables, or in another operation.
func TestACostIsThatOfTheVariables(t *testing.T) {
	d := open(t, func(o *web.Options) { o.Limits.Complexity = 20 })
	query := `query A($n: Int!) { items(first: $n) { id } } query B($n: Int!) { items(first: $n) { parent { id } } }`
	for range 2 {
		for n := 1; n < 30; n++ {
			for operation, cost := range map[string]int{"A": 2 * n, "B": 3 * n} {
				a := d.send(t, post(fmt.Sprintf(`{"query":%q,"operationName":%q,"variables":{"n":%d}}`, query, operation, n)))
				if refused := len(a.Errors) > 0; refused != (cost > 20) {
					t.Errorf("%s of %d, which costs %d: %s", operation, n, cost, a.body)
				}
			}
		}
	}
}

func TestIntrospectionCanBeSwitchedOff(t *testing.T) {
	d := open(t, func(o *web.Options) { o.NoIntrospection = true })
	for name, query := range map[string]string{
		"of the schema":                `{__schema{types{name}}}`,
		"of a type":                    `{hello __type(name:"Item"){name}}`,
		"in a fragment":                `{...F} fragment F on Query{...{...G}} fragment G on Query{__type(name:"Item"){name}}`,
		"of a type, in a late operand": `query A{hello ...F ...F} fragment F on Query{x:__type(name:"Item"){name}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if a := d.send(t, ask(query)); a.code(t) != "FORBIDDEN" || a.Data != nil {
				t.Errorf("got %s", a.body)
			}
		})
	}
	if a := d.send(t, ask(`{__typename}`)); string(a.Data) != `{"__typename":"Query"}` {
		t.Errorf("the name of a type one has: %s", a.body)
	}
	for _, query := range []string{`{helo}`, `{hello(nam:"x")}`, `{...on Itm{id}}`, `{kind(of:PERSN)}`, `{item}`} {
		if a := d.send(t, ask(query)); len(a.Errors) == 0 || strings.Contains(a.body, "Did you mean") {
			t.Errorf("%s: %s", query, a.body)
		}
	}
}

func TestAnErrorRepeatsLittleOfADocument(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct{ query string }{
		"that does not parse": {`{hello("` + strings.Repeat("secret ", 1000) + `")}`},
		"with a long string":  {`{kind(of:"` + strings.Repeat("secret ", 1000) + `")}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := d.send(t, ask(c.query))
			if len(a.Errors) == 0 || strings.Count(a.body, "secret") > 30 {
				t.Errorf("got %d bytes: %.300s", len(a.body), a.body)
			}
		})
	}
}

func TestADocumentIsValidatedOnceWhileItIsKept(t *testing.T) {
	d := open(t)
	// The same document with other variables: what was kept must not hold them.
	const query = `query($n:String){hello(name:$n)}`
	for i := range 3 {
		want := fmt.Sprintf(`{"hello":"hello %d"}`, i)
		if a := d.send(t, ask(query, map[string]any{"n": fmt.Sprint(i)})); string(a.Data) != want {
			t.Errorf("got %s, want %s", a.body, want)
		}
	}
	// And a limit that depends on variables holds for a kept document too.
	const heavy = `query($n:Int!){items(first:$n){id}}`
	if a := d.send(t, ask(heavy, map[string]any{"n": 1})); len(a.Errors) > 0 {
		t.Fatal(a.body)
	}
	if a := d.send(t, ask(heavy, map[string]any{"n": 25_001})); a.code(t) != "TOO_COMPLEX" {
		t.Errorf("got %s", a.body)
	}
}
