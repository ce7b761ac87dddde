package web

import (
	"fmt"
	"strings"
	"testing"

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
		for _, generation := range []map[string]kept{d.young, d.old} {
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
	if n := len(d.young) + len(d.old); n == 0 {
		t.Error("nothing is kept")
	}
	get(`{hello(name:"` + strings.Repeat("x", limits.Cache) + `")}`)
	if n := held(); n > limits.Cache {
		t.Errorf("%d bytes are kept after one that does not fit", n)
	}
}
