package ndjson_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// anyRecord draws a record of any kind, filled without regard to what is valid.
func anyRecord() *rapid.Generator[graph.Record] {
	return rapid.Custom(func(t *rapid.T) graph.Record {
		r := graph.New(rapid.SampledFrom(graph.Kinds()).Draw(t, "kind"))
		fill(t, reflect.ValueOf(r).Elem(), 0)
		return r
	})
}

func fill(t *rapid.T, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), depth+1)
		}
	case reflect.Pointer:
		if depth < 12 && rapid.Bool().Draw(t, "given") {
			v.Set(reflect.New(v.Type().Elem()))
			if rapid.Bool().Draw(t, "filled") {
				fill(t, v.Elem(), depth+1)
			}
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 3).Draw(t, "length"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i), depth+1)
			}
		}
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "", "x", "actor/x", "ناطق\u200d", "\"\\/\b\f\n\r\t\x00\x1f\x7f\u2028<>&'", "🕊\ufeff\ufffd"}).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.SampledFrom([]int64{0, 1, -1, 1 << 53, 1<<53 + 1, math.MaxInt64, math.MinInt64}).Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.OneOf(rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 0.1, -1, 1e21, 1e-7, math.MaxFloat64, math.SmallestNonzeroFloat64}), rapid.Float64()).Draw(t, "real"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "truth"))
	default:
		t.Fatalf("no value for a %s", v.Type())
	}
}

func encode(t interface {
	Helper()
	Fatalf(string, ...any)
}, r graph.Record,
) []byte {
	t.Helper()
	b, err := ndjson.Encode(ndjson.Line{Record: r})
	if err != nil {
		t.Fatalf("%v\n%+v", err, r)
	}
	return b
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRecord().Draw(t, "record")
		loose := encode(t, r) // before it is normalized
		graph.Normalize(r)
		canonical := encode(t, r)

		line, err := ndjson.Decode(canonical)
		if err != nil {
			t.Fatalf("%v\n%s", err, canonical)
		}
		if !reflect.DeepEqual(line.Record, r) {
			t.Fatalf("\nread    %+v\nwritten %+v\n%s", line.Record, r, canonical)
		}
		if again := encode(t, line.Record); !bytes.Equal(again, canonical) {
			t.Fatalf("\nagain %s\nonce  %s", again, canonical)
		}
		// A line that leaves its defaults out is the same record.
		if line, err = ndjson.Decode(loose); err != nil || !bytes.Equal(encode(t, line.Record), canonical) {
			t.Fatalf("%v\nloose     %s\ncanonical %s", err, loose, canonical)
		}
		if !bytes.HasPrefix(canonical, []byte(`{"type":"`+ndjson.TypeOf(r.RecordKind())+`","id":"`)) {
			t.Fatalf("begins otherwise: %s", canonical)
		}
	})
}

func TestCommitsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ndjson.Commit{Author: rapid.String().Draw(t, "author"), Message: rapid.String().Draw(t, "message")}
		if rapid.Bool().Draw(t, "dated") {
			at := time.Unix(rapid.Int64Range(-62_135_596_800, 253_402_300_799).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
			c.Time = at.UTC()
			// However the time was come by, the line is the same.
			local := c
			local.Time = at.In(time.FixedZone("", 3*3600))
			here, err1 := ndjson.Encode(ndjson.Line{Commit: &local})
			there, err2 := ndjson.Encode(ndjson.Line{Commit: &c})
			if err1 != nil || err2 != nil || !bytes.Equal(here, there) {
				t.Fatalf("%s %v\n%s %v", here, err1, there, err2)
			}
		}
		b, err := ndjson.Encode(ndjson.Line{Commit: &c})
		if err != nil {
			t.Fatal(err)
		}
		if line, err := ndjson.Decode(b); err != nil || !reflect.DeepEqual(*line.Commit, c) {
			t.Fatalf("%+v %v", line.Commit, err)
		}
	})
}

func TestEncodeRefuses(t *testing.T) {
	nan := math.NaN()
	for name, test := range map[string]struct {
		line ndjson.Line
		want string
	}{
		"nothing":           {ndjson.Line{Number: 3}, "ndjson: the line says nothing"},
		"nobody":            {ndjson.Line{Record: (*graph.Actor)(nil)}, "ndjson: the line says nothing"},
		"two things":        {ndjson.Line{Commit: &ndjson.Commit{}, Retract: &ndjson.Retract{}}, "ndjson: the line says several things"},
		"a broken text":     {ndjson.Line{Retract: &ndjson.Retract{ID: "actor/x", Reason: "\xff"}}, "ndjson: retraction of actor/x: "},
		"no number":         {ndjson.Line{Record: &graph.Statement{Meta: graph.Meta{ID: "statement/x"}, Confidence: &nan}}, "ndjson: statement/x: "},
		"a time far off":    {ndjson.Line{Commit: &ndjson.Commit{Time: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}}, "ndjson: commit of 10000-01-01T00:00:00Z: "},
		"a broken reason":   {ndjson.Line{Restore: &ndjson.Restore{ID: "actor/x", Reason: "\xff"}}, "ndjson: restoration of actor/x: "},
		"a broken id":       {ndjson.Line{Mark: &ndjson.Mark{ID: "actor/\xff"}}, "ndjson: marking of actor/"},
		"more than a line":  {ndjson.Line{Record: &graph.Codebook{Meta: graph.Meta{ID: "codebook/x"}, Text: strings.Repeat("x", ndjson.MaxLine)}}, "ndjson: codebook/x: line is longer than 4194304 bytes: too large"},
		"an unknown record": {ndjson.Line{Record: stranger{new(graph.Actor)}}, "ndjson: ndjson_test.stranger is no type of record"},
	} {
		b, err := ndjson.Encode(test.line)
		if err == nil || b != nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %s %v", name, b, err)
		}
		if got := errors.Is(err, graph.ErrTooLarge); got != (name == "more than a line") {
			t.Errorf("%s is too large: %t", name, got)
		}
	}
}

// What is gathered is what is encoded by itself, line by line, and of what is
// refused nothing.
func TestAppendRefuses(t *testing.T) {
	var b []byte
	sound := ndjson.Line{Retract: &ndjson.Retract{ID: "actor/x", Reason: "it was entered twice"}}
	for range 2 {
		var err error
		if b, err = ndjson.Append(b, sound); err != nil {
			t.Fatal(err)
		}
		for _, broken := range []ndjson.Line{
			{},
			{Retract: &ndjson.Retract{ID: "actor/x", Reason: strings.Repeat("x", 100_000) + "\xff"}},
			{Record: &graph.Codebook{Meta: graph.Meta{ID: "codebook/x"}, Text: strings.Repeat("x", ndjson.MaxLine)}},
		} {
			if b, err = ndjson.Append(b, broken); err == nil {
				t.Error("it is taken")
			}
		}
	}
	line, err := ndjson.Encode(sound)
	if want := string(line) + "\n" + string(line) + "\n"; err != nil || string(b) != want {
		t.Errorf("%.300q, not %q", b, want)
	}
}

// A stranger is a record of no type of ours.
type stranger struct{ *graph.Actor }

// What validation takes, a line can hold: with the largest record of each shape
// that is just not too large.
func TestEveryValidRecordFitsALine(t *testing.T) {
	largest := func(grow func(n int) graph.Record) graph.Record {
		low, high := 1, 1
		for grow(high).Validate() == nil {
			high *= 2
		}
		for low+1 < high { // low is valid, high is not
			if mid := (low + high) / 2; grow(mid).Validate() == nil {
				low = mid
			} else {
				high = mid
			}
		}
		return grow(low)
	}
	for name, grow := range map[string]func(n int) graph.Record{
		"a text of line breaks": func(n int) graph.Record {
			return &graph.Document{Meta: graph.Meta{ID: "document/x"}, Text: "x" + strings.Repeat("\n", n)}
		},
		"a text of control characters": func(n int) graph.Record {
			return &graph.Document{Meta: graph.Meta{ID: "document/x"}, Text: strings.Repeat("\x01", n)}
		},
		"much evidence in many places": func(n int) graph.Record {
			a := &graph.Actor{Meta: graph.Meta{ID: "actor/x"}}
			for i := range n {
				if i%graph.MaxEvidence == 0 {
					a.Affiliations = append(a.Affiliations, graph.Affiliation{Post: graph.ID(fmt.Sprintf("actor/post%d", i))})
				}
				f := &a.Affiliations[len(a.Affiliations)-1]
				start, end := graph.MaxOffset-1, graph.MaxOffset
				f.Evidence = append(f.Evidence, graph.Evidence{Document: graph.ID(fmt.Sprintf("document/%d", i)), Start: &start, End: &end, Hash: strings.Repeat("a", 64)})
			}
			return a
		},
	} {
		r := largest(grow)
		if b := encode(t, r); len(b) < ndjson.MaxLine/8 {
			t.Errorf("%s: the largest has %d bytes only", name, len(b))
		}
	}
}
