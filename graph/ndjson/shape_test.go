package ndjson_test

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A record is written as the JSON library writes it, byte for byte.
func TestShapesWriteWhatTheLibraryDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord().Draw(t, "record")
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"type":"` + ndjson.TypeOf(r.RecordKind()) + `",` + strings.TrimPrefix(string(body), "{")
		if got := encode(t, r); string(got) != want {
			t.Fatalf("\nwritten %s\nlibrary %s", got, want)
		}
		shaped, err := ndjson.ShapeOf(reflect.TypeOf(r)).Append([]byte("before"), reflect.ValueOf(r))
		if err != nil || string(shaped) != "before"+string(body) {
			t.Fatalf("%v\nwritten %s\nlibrary %s", err, shaped, body)
		}
	})
}

// What an element is made of may be of any type that is in no record yet.
func TestShapesOfWhatIsEmpty(t *testing.T) {
	type inner struct {
		N int `json:"n,omitzero"`
	}
	type outer struct {
		Text    *string   `json:"text,omitempty"`
		Real    *float64  `json:"real,omitempty"`
		Inner   *inner    `json:"inner,omitempty"`
		Plain   inner     `json:"plain,omitempty"`
		Truth   bool      `json:"truth,omitempty"`
		List    []inner   `json:"list,omitempty"`
		Always  []inner   `json:"always"`
		Nothing *inner    `json:"nothing"`
		Numbers []float64 `json:"numbers,omitempty"`
		Ten     int       `json:"ten,omitempty"`
	}
	empty, small := "", 1e-7
	for name, v := range map[string]outer{
		"nothing":       {},
		"empty":         {Text: &empty, Inner: &inner{}, List: []inner{}},
		"empty in list": {List: []inner{{}, {N: 10}}, Always: []inner{{}}},
		"numbers":       {Real: &small, Ten: 10, Numbers: []float64{1e21, 1e20, -0.5, math.Copysign(0, -1), 1e-10, 123456789.125}},
	} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ndjson.ShapeOf(reflect.TypeOf(v)).Append(nil, reflect.ValueOf(v))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\nwritten %s\nlibrary %s", name, err, got, want)
		}
	}
}

func TestShapesRefuse(t *testing.T) {
	infinite := math.Inf(1)
	for name, r := range map[string]graph.Record{
		"text that is not UTF-8":      &graph.Topic{Meta: graph.Meta{ID: "topic/x"}, Names: []graph.Name{{Text: "\xff"}}},
		"a number that is not finite": &graph.Statement{Meta: graph.Meta{ID: "statement/x"}, Confidence: &infinite},
	} {
		if b, err := ndjson.ShapeOf(reflect.TypeOf(r)).Append(nil, reflect.ValueOf(r)); err == nil {
			t.Errorf("%s: %s", name, b)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("there is a shape of a function")
		}
	}()
	ndjson.ShapeOf(reflect.TypeOf(func() {}))
}
