package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hudna/graph/web"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// named is a POST of what names a document, and of the document where it is given.
func named(hash, query string) *http.Request {
	body := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
	if query != "" {
		body["query"] = query
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return post(string(text))
}

const notFound = "PERSISTED_QUERY_NOT_FOUND"

// A client that names a document by its hash is told that it is not known, sends it once,
// and then need not again.
func TestADocumentIsKnownByItsHash(t *testing.T) {
	d := open(t)
	hash := hashOf(`{hello}`)
	for i, c := range []struct {
		request *http.Request
		want    string
	}{
		{named(hash, ""), notFound},
		{named(hash, `{hello}`), "hello world"},
		{named(hash, ""), "hello world"},
		{named(strings.ToUpper(hash), ""), "hello world"},
		{post(`{"documentId":"sha256:` + hash + `"}`), "hello world"},
		{httptest.NewRequest(http.MethodGet, "http://localhost/graphql?extensions="+url.QueryEscape(`{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}`), nil), "hello world"},
		{httptest.NewRequest(http.MethodGet, "http://localhost/graphql?documentId=sha256:"+hash, nil), "hello world"},
		{named(hashOf(`{nobody}`), `{nobody}`), "GRAPHQL_VALIDATION_FAILED"},
		{named(hashOf(`{nobody}`), ""), notFound},
		{named(hash, `{hello }`), "BAD_REQUEST"},
		{named("../"+hash, ""), "BAD_REQUEST"},
		{post(`{"documentId":"another"}`), notFound},
		{post(`{"documentId":"another","query":"{hello}"}`), "BAD_REQUEST"},
		{post(`{"documentId":7}`), "BAD_REQUEST"},
		{post(`{"documentId":"` + strings.Repeat("x", 257) + `"}`), "BAD_REQUEST"},
	} {
		if a := d.send(t, c.request); !strings.Contains(a.body, c.want) {
			t.Errorf("%d: %d %s, not %s", i, a.status, a.body, c.want)
		}
	}
	if a := d.send(t, named(hashOf(`x`), "")); a.status != http.StatusOK || a.Errors[0].Message != "PersistedQueryNotFound" {
		t.Errorf("clients know it by these words: %d %s", a.status, a.body)
	}
}

// What one caller has sent is known to that caller alone: a hash must not tell whether
// others have asked about somebody.
func TestNobodyFindsTheDocumentsOfOthers(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"a": {Caller: "a"}, "b": {Caller: "b"}}}
	d := open(t, guarded(l))
	hash := hashOf(`{hello}`)
	d.send(t, withHeader(named(hash, `{hello}`), "Authorization", "a"))
	for who, want := range map[string]string{"a": "hello world", "b": notFound} {
		if a := d.send(t, withHeader(named(hash, ""), "Authorization", who)); !strings.Contains(a.body, want) {
			t.Errorf("%s: %s", who, a.body)
		}
	}
}

// What is kept is bounded in bytes: what was not used for longest gives way.
func TestTheDocumentsThatAreNamedAreBounded(t *testing.T) {
	const most, each = 4096, 512
	d := open(t, func(o *web.Options) { o.Limits.Persisted = most })
	text := func(i int) string { return fmt.Sprintf("{hello}#%0*d", each, i) }
	d.send(t, named(hashOf(text(0)), text(0)))
	for i := 1; i < 20; i++ {
		d.send(t, named(hashOf(text(i)), text(i)))
		d.send(t, named(hashOf(text(0)), "")) // which is used all the time
	}
	kept := 0
	for i := range 20 {
		if a := d.send(t, named(hashOf(text(i)), "")); len(a.Errors) == 0 {
			kept++
		}
	}
	if a := d.send(t, named(hashOf(text(0)), "")); len(a.Errors) > 0 || kept == 0 || kept > most/each {
		t.Errorf("%d are kept: %s", kept, a.body)
	}
	long := "{hello}#" + strings.Repeat("x", most)
	d.send(t, named(hashOf(long), long))
	if a := d.send(t, named(hashOf(long), "")); a.code(t) != notFound {
		t.Errorf("one that takes all of the room is kept: %s", a.body)
	}
}

// Where only what is listed is answered, it is so whichever way it is asked for.
func TestOnlyListedDocumentsAreAnswered(t *testing.T) {
	listed := map[string]string{"h1": `{hello}`, hashOf(`{hello}`): `{hello}`}
	for only, want := range map[bool]string{true: "FORBIDDEN", false: "hello other"} {
		d := open(t, func(o *web.Options) {
			o.Documents = web.Documents{Only: only, Listed: func(id string) (string, bool) {
				text, ok := listed[id]
				return text, ok
			}}
		})
		const other = `{hello(name:"other")}`
		for i, c := range []struct {
			request *http.Request
			want    string
		}{
			{ask(`{hello}`), "hello world"},
			{post(`{"documentId":"h1"}`), "hello world"},
			{post(`{"documentId":"h1","query":"{hello}"}`), "hello world"},
			{named(hashOf(`{hello}`), ""), "hello world"},
			{ask(other), want},
			{get(other), want},
			{named(hashOf(other), other), want},
			{ask(`{__schema{queryType{name}}}`), map[bool]string{true: "FORBIDDEN", false: "queryType"}[only]},
			{named(hashOf(other), ""), map[bool]string{true: notFound, false: want}[only]},
		} {
			a := d.send(t, c.request)
			if !strings.Contains(a.body, c.want) || strings.Contains(a.body, "FORBIDDEN") && a.status != http.StatusForbidden {
				t.Errorf("only %t, %d: %d %s, not %s", only, i, a.status, a.body, c.want)
			}
		}
	}
}
