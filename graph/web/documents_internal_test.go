package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestTheDocumentsKeptAreBoundedInBytes(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query{hello(name:String):String}`})
	limits, err := Limits{Cache: 100_000}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	d := newDocuments(limits, schema, true)
	get := func(query string) *document {
		t.Helper()
		doc, f := d.get(query)
		if f != nil {
			t.Fatal(f.errors)
		}
		return doc
	}
	held := func() (n int) {
		for _, generation := range []map[string]aged[*document]{d.kept.young, d.kept.old} {
			for query, k := range generation {
				n += len(query)
				if k.bytes < len(query) {
					t.Errorf("%d bytes count as %d", len(query), k.bytes)
				}
			}
		}
		return n
	}
	used := get(`{hello}`)
	unused := get(`{x:hello}`)
	for i := range 1_000 {
		get(fmt.Sprintf(`{a%d:hello}`, i))
		if get(`{hello}`) != used {
			t.Fatalf("a document in use is forgotten after %d others", i)
		}
	}
	if get(`{x:hello}`) == unused {
		t.Error("a document that is not used is kept for ever")
	}
	for i := range 100 {
		get(fmt.Sprintf(`{hello(name:"%d%s")}`, i, strings.Repeat("x", 1_000)))
		if n := held(); n > limits.Cache {
			t.Fatalf("%d bytes are kept", n)
		}
	}
	if n := len(d.kept.young) + len(d.kept.old); n == 0 {
		t.Error("nothing is kept")
	}
	get(`{hello(name:"` + strings.Repeat("x", limits.Cache) + `")}`)
	if n := held(); n > limits.Cache {
		t.Errorf("%d bytes are kept after one that does not fit", n)
	}
}

// A body whose document was read before is read as if it had not been, whatever stands
// beside the document: compared with a server that reads the whole of each.
func TestADocumentThatWasReadIsReadTheSameAgain(t *testing.T) {
	const text = `query($a:String){hello(name:$a) \u0061: hello(name:\"\\\"x\\n\")}`
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query{hello(name:String):String}`})
	limits, err := Limits{Nesting: 3, Values: 10}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	e := &endpoint{limits: limits, documents: newDocuments(limits, schema, true)}
	told := func(p *graphql.RawParams, f *failure) string {
		if f != nil {
			return fmt.Sprintf("%d %v %s %v", f.status, f.header, f.limit, f.errors)
		}
		return fmt.Sprintf("%+v", *p)
	}
	for _, body := range []string{
		`{"query":"TEXT"}`,
		`{"query":"TEXT","variables":{"a":"b\\"}}`,
		` {"query":"TEXT"}`,
		`{"query": "TEXT", "operationName":"a"}`,
		`{"query":"TEXT","query":"TEXT"}`,
		`{"query":"TEXT","\u0071uery":"-"}`,
		`{"query":"TEXT"`,
		`{"query":"TEXT"}{}`,
		`{"query":"TEXT\u00"}`,
		`{"query":"TEXT\ud800"}`,
		"{\"query\":\"TEXT\",\"variables\":{\"a\":\"\xff\"}}",
		"{\"query\":\"TEXT\xff\"}",
		`{"query":"TEXT","variables":{"a":{"b":{"c":1}}}}`,
		`{"query":"TEXT","variables":{"a":[1,2,3,4,5,6,7,8,9]}}`,
		`{"query":"TEXT\\"}`,
		`{"query":"TEXT\"}`,
		`{"query":"","variables":{}}`,
		`{"query":"","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}`,
		`{"query":"-"}`,
		`{"query":"`,
		`{"query":"\`,
		`{}`,
		`["{\"query\":\"TEXT\"}"]`,
		`{"query":"TEXT` + strings.Repeat(" ", usualBody) + `"}`,
	} {
		body = strings.ReplaceAll(body, "TEXT", text)
		for range 3 {
			if got, want := told(e.readJSON([]byte(body))), told(e.readMembers([]byte(body))); got != want {
				t.Errorf("%s\n%s, want\n%s", body, got, want)
			}
		}
	}
	if n := len(e.documents.texts.young); n != 3 {
		t.Errorf("%d texts are kept, want those of the bodies that could be read", n)
	}
}
