package manifest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph/web/manifest"
)

func Example() {
	documents, err := manifest.Read("persisted-documents.json", []byte(`{"b1": "{ head { number } }", "a7": "{ actors { totalCount } }"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := manifest.Of(documents)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := m.Text("b1")
	_, byHash := m.Text(manifest.Hash("{ actors { totalCount } }"))
	fmt.Println(text, byHash, len(m.Documents()))
	// Output: { head { number } } true 2
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a document":             {"a.graphql", "{ head { number } }", manifest.Hash("{ head { number } }") + "={ head { number } }"},
		"of Apollo":              {"m.json", `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "x", "name": "A", "type": "query", "body": "query A { __typename }"}]}`, "x=query A { __typename }"},
		"of Relay":               {"m.json", `{"2": "query B { __typename }", "1": "query A { __typename }"}`, "1=query A { __typename } 2=query B { __typename }"},
		"of Apollo, a newer one": {"m.json", `{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}`, "no list of documents: m.json is a manifest of version 2"},
		"a list of JSON":         {"m.json", `[]`, "no list of documents: m.json is neither a manifest of Apollo nor an object of ids and texts"},
		"a name that is twice":   {"m.json", `{"1": "a", "1": "b"}`, "no list of documents: m.json is neither a manifest of Apollo nor an object of ids and texts"},
		"a file that is long":    {"m.json", strings.Repeat(" ", manifest.MaxFile+1), "no list of documents: m.json has more than 33554432 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			documents, err := manifest.Read(c.file, []byte(c.text))
			var got []string
			for _, d := range documents {
				got = append(got, d.ID+"="+d.Text)
			}
			if err != nil {
				got = append(got, err.Error())
			}
			if text := strings.Join(got, " "); text != c.want || err != nil && !errors.Is(err, manifest.ErrInvalid) {
				t.Errorf("got %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestOf(t *testing.T) {
	one := manifest.Document{ID: "a", Text: "{ a }"}
	many := make([]manifest.Document, manifest.MaxDocuments+1)
	for i := range many {
		many[i] = manifest.Document{ID: fmt.Sprint(i), Text: "{ a }"}
	}
	for name, c := range map[string]struct {
		documents []manifest.Document
		want      string
	}{
		"twice the same":         {[]manifest.Document{one, one}, "1"},
		"two of one id":          {[]manifest.Document{one, {ID: "a", Text: "{ b }"}}, "no list of documents: two documents are named a"},
		"an id like a hash":      {[]manifest.Document{one, {ID: manifest.Hash("{ a }"), Text: "{ b }"}}, "no list of documents: two documents are named " + manifest.Hash("{ a }")},
		"two ids of one":         {[]manifest.Document{one, {ID: "b", Text: "{ a }"}}, "2"},
		"no id":                  {[]manifest.Document{{Text: "{ a }"}}, "no list of documents: a document has an id that is none"},
		"an id of two words":     {[]manifest.Document{{ID: "a b", Text: "{ a }"}}, "no list of documents: a document has an id that is none"},
		"an id that is long":     {[]manifest.Document{{ID: strings.Repeat("x", 257), Text: "{ a }"}}, "no list of documents: a document has an id that is none"},
		"no text":                {[]manifest.Document{{ID: "a", Text: " \n"}}, "no list of documents: a has no text, or one of more than 1048576 bytes"},
		"a text that is long":    {[]manifest.Document{{ID: "a", Text: strings.Repeat("x", manifest.MaxText+1)}}, "no list of documents: a has no text, or one of more than 1048576 bytes"},
		"as many as there can":   {many[1:], "10000"},
		"more than there can be": {many, "no list of documents: it has more than 10000"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := manifest.Of(c.documents)
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(len(m.Documents()))
			}
			if got != c.want {
				t.Errorf("got %s, not %s", got, c.want)
			}
		})
	}
}

func TestKept(t *testing.T) {
	m, err := manifest.Decode(nil)
	if err != nil {
		t.Fatal(err)
	}
	m, added, err := m.With(manifest.Document{ID: "b", Text: "{ b }"}, manifest.Document{ID: "a", Text: "{ a }"})
	if err != nil || added != 2 {
		t.Fatal(added, err)
	}
	if m, added, err = m.With(manifest.Document{ID: "a", Text: "{ a }"}); err != nil || added != 0 {
		t.Fatal(added, err)
	}
	text, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := manifest.Decode(text)
	if err != nil || fmt.Sprint(again.Documents()) != "[{a { a }} {b { b }}]" {
		t.Fatalf("%v, %v", again, err)
	}
	if less, err := again.Without(manifest.Hash("{ a }")); err != nil || fmt.Sprint(less.Documents()) != "[{b { b }}]" {
		t.Errorf("%v, %v", less, err)
	}
	if _, err := again.Without("a", "c"); !errors.Is(err, manifest.ErrInvalid) {
		t.Error(err)
	}
	for _, bad := range []string{"{}", `{"version":2,"documents":[]}`, `{"version":1,"documents":[],"x":1}`, "x"} {
		if _, err := manifest.Decode([]byte(bad)); !errors.Is(err, manifest.ErrInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("m.json", []byte(`{"1": "{ a }"}`))
	f.Add("a.graphql", []byte(`{ a }`))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		documents, err := manifest.Read(name, text)
		if err != nil {
			return
		}
		m, err := manifest.Of(documents)
		if err != nil {
			return
		}
		encoded, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := manifest.Decode(encoded); err != nil || fmt.Sprint(again.Documents()) != fmt.Sprint(m.Documents()) {
			t.Fatalf("%v, not %v: %v", again, m, err)
		}
	})
}
