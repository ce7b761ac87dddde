package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// record is what the cases edit.
const recordJSON = `{"id":"actor/envoy","kind":"POST","names":[{"text":"The envoy","lang":"en"},{"text":"المبعوثة","lang":"ar"}]}`

func TestPut(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		to   any // gone to take it out
		want string
	}{
		"a field":                   {"kind", "PERSON", `{"id":"actor/envoy","kind":"PERSON","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"المبعوثة"}]}`},
		"a new field, with objects": {"when.edtf", "2016", `{"id":"actor/envoy","kind":"POST","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"المبعوثة"}],"when":{"edtf":"2016"}}`},
		"a field of an entry":       {"names[1].text", "x", `{"id":"actor/envoy","kind":"POST","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"x"}]}`},
		"an entry behind the last":  {"names[2].text", "x", `{"id":"actor/envoy","kind":"POST","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"المبعوثة"},{"text":"x"}]}`},
		"the first of a new list":   {"codes[0].code", "Q0", `{"codes":[{"code":"Q0"}],"id":"actor/envoy","kind":"POST","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"المبعوثة"}]}`},
		"an entry of a list in one": {"a[0][0]", "x", `{"a":[["x"]],"id":"actor/envoy","kind":"POST","names":[{"lang":"en","text":"The envoy"},{"lang":"ar","text":"المبعوثة"}]}`},
		"an entry, taken out":       {"names[0]", gone{}, `{"id":"actor/envoy","kind":"POST","names":[{"lang":"ar","text":"المبعوثة"}]}`},
		"a field, taken out":        {"names[0].lang", gone{}, `{"id":"actor/envoy","kind":"POST","names":[{"text":"The envoy"},{"lang":"ar","text":"المبعوثة"}]}`},
	} {
		object := objectOf(t, recordJSON)
		if err := put(object, c.path, c.to); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := jsonOf(t, object); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestPutRefuses(t *testing.T) {
	noPath := errNoPath.Error()
	for name, c := range map[string]struct {
		path string
		to   any
		want string
	}{
		"no path":                       {"", "x", noPath},
		"an empty step":                 {"names..text", "x", noPath},
		"an entry of nothing":           {"[0]", "x", noPath},
		"a place that is no number":     {"names[-1]", "x", noPath},
		"a place that is not closed":    {"names[0", "x", noPath},
		"something behind a place":      {"names[0]text", "x", noPath},
		"a place beyond a list":         {"names[65536]", "x", noPath},
		"a place behind the next":       {"names[3].text", "x", "there is no entry [3]: the list has 2"},
		"an entry of a text":            {"kind[0]", "x", "there is no list of which an entry could be meant"},
		"a field of a list":             {"names.text", "x", "text: there is no object of which a field could be meant"},
		"taking out what is not there":  {"codes", gone{}, "is not there"},
		"taking out an entry too many":  {"names[2]", gone{}, "there is no entry [2]: the list has 2"},
		"more steps than a record has":  {strings.Repeat("a.", maxSteps) + "a", "x", "has more than 32 steps"},
		"taking out within what is not": {"codes[0].code", gone{}, "is not there"},
	} {
		object := objectOf(t, recordJSON)
		if err := put(object, c.path, c.to); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestMerged: the examples of RFC 7396 (appendix A) whose patch is an object.
func TestMerged(t *testing.T) {
	for _, c := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`{"e":null}`, `{"a":1}`, `{"a":1,"e":null}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		if got := jsonOf(t, merged(objectOf(t, c[0]), objectOf(t, c[1]))); got != c[2] {
			t.Errorf("%s with %s is %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestValueOf(t *testing.T) {
	for text, want := range map[string]string{
		"Karvela": `"Karvela"`, "0.50": `0.50`, `"12"`: `"12"`, "true": "true", `{"edtf":"2016"}`: `{"edtf":"2016"}`,
		"2016-04-15": `"2016-04-15"`, "12 men": `"12 men"`, "": `""`, "هدنة": `"هدنة"`, "null": "null",
	} {
		if got := jsonOf(t, valueOf(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// FuzzPut: whatever the path, nothing breaks, and what was put can be taken out.
func FuzzPut(f *testing.F) {
	for _, path := range []string{"kind", "names[0].text", "names[2].lang", "a[0][0].b", "names[", "[0]", "a..b"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		object := objectOf(t, recordJSON)
		if err := put(object, path, "x"); err != nil {
			return
		}
		if err := put(object, path, gone{}); err != nil {
			t.Errorf("%q was put, and cannot be taken out: %v", path, err)
		}
	})
}

func objectOf(t *testing.T, text string) map[string]any {
	t.Helper()
	value, err := decoded([]byte(text))
	object, ok := value.(map[string]any)
	if err != nil || !ok {
		t.Fatalf("%s: %v", text, err)
	}
	return object
}

func jsonOf(t *testing.T, value any) string {
	t.Helper()
	b, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
