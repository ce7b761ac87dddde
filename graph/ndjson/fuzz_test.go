package ndjson_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// Whatever the bytes: an answer or a refusal that says what is wrong, and what
// is taken has a canonical form that says the same.
func FuzzDecode(f *testing.F) {
	// Small ones: the fuzzer makes what it finds interesting smaller first, and
	// does little else when the seeds are large.
	for _, seed := range []string{
		``, `{}`, `{"type":null}`, `{"type":"Actor","Names":[]}`, `{"type":"Topic","id":"\ud800"}`, "{\"type\":\"\xff\"}",
		`{"type":"Commit","author":"a","message":"m","time":"0000-01-01T00:00:00Z"}`,
		`{"type":"Retract","id":"actor/x","reason":"r","expected":1}`,
		`{"type":"Restore","id":"actor/x"}`,
		`{"type":"Mark","id":"actor/x","marking":"PROTECTED","former":"00"}`,
		`{"type":"Actor","id":"actor/x","names":[{"text":"x"}],"affiliations":[{"speaksFor":true,"seenOn":[{}]}]}`,
		`{"type":"Statement","about":[{"node":"actor/x","level":1,"stance":{"value":-0,"scale":"s"}}]}`,
		`{"type":"Statement","relays":[{"actor":"actor/x","mention":{"document":"document/x","start":0,"end":1}}]}`,
		`{"type":"Statement","content":{"mood":"FEARED","content":{"toward":["actor/x"]}},"confidence":0.5}`,
		`{"type":"Event","figures":[{"what":"DEATHS","best":1e9}],"evidence":[{"edited":[{"start":1,"end":2}]}]}`,
		`{"type":"Event","evidence":[{"document":"document/x","start":0,"quoted":{"translated":false}}]}`,
		`{"type":"Location","point":{"lat":1e-7,"lon":0}}`,
		`{"type":"Agreement","ended":{"when":{"anchor":{"start":0,"end":0}}},"written":false}`,
		`{"type":"Document","copyOf":{"document":"document/x"},"text":"\u0000\n"}`,
		`{"type":"ImportRun","new":9223372036854775807}`, `{"type":"Judgement","a":"actor/x"}`, `{"type":"Codebook","url":"?"}`,
		`{"a":{"b":[{"c":1,"c":2}]},"type":"Actor"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		line, err := ndjson.Decode(b)
		if err != nil {
			var field *graph.FieldError
			if !errors.As(err, &field) || field.Reason == "" || len(err.Error()) > 4096 || !utf8.ValidString(err.Error()) {
				t.Fatalf("%T: %q", err, err)
			}
			return
		}
		canonical, err := ndjson.Encode(line)
		if errors.Is(err, graph.ErrTooLarge) {
			return // only a line that validation refuses
		}
		if err != nil {
			t.Fatal(err)
		}
		again, err := ndjson.Decode(canonical)
		if err != nil || !reflect.DeepEqual(line, again) {
			t.Fatalf("%v\n%s\n%+v\n%+v", err, canonical, line, again)
		}
		if twice, err := ndjson.Encode(again); err != nil || !bytes.Equal(canonical, twice) {
			t.Fatalf("%v\n%s\n%s", err, canonical, twice)
		}
		if line.Record != nil {
			_ = line.Record.Validate() // does not panic on whatever it is
			graph.Redact(line.Record, func(id graph.ID) bool { return id != "" })
			if err := graph.CheckQuotes(line.Record, func(graph.ID) (string, bool) { return "words", true }); err != nil && !errors.Is(err, graph.ErrInvalid) {
				t.Fatal(err)
			}
		}
	})
}
