package scalar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
	"hudna/graph/gql/scalar"
)

func Example() {
	date, err := scalar.UnmarshalEDTF("2019-02-30")
	fmt.Println(date == "", err)
	scalar.MarshalID("actor/avaria").MarshalGQL(os.Stdout)
	// Output:
	// true "2019-02-30" is no date: February 2019 has 28 days
	// "actor/avaria"
}

func written(m graphql.Marshaler) string {
	var b strings.Builder
	m.MarshalGQL(&b)
	return b.String()
}

func TestMarshal(t *testing.T) {
	for what, c := range map[string]struct {
		m    graphql.Marshaler
		want string
	}{
		"a text":                             {scalar.MarshalString("هدنة \"x\"\n"), `"هدنة \"x\"\n"`},
		"no text":                            {scalar.MarshalString(""), `null`},
		"an id":                              {scalar.MarshalID("actor/avaria"), `"actor/avaria"`},
		"no id":                              {scalar.MarshalID(""), `null`},
		"a number":                           {scalar.MarshalInt32(-7), `-7`},
		"a number of Go's":                   {scalar.MarshalInt(1 << 20), `1048576`},
		"a number of 64 bits":                {scalar.MarshalInt64(math.MaxInt64), `9223372036854775807`},
		"a revision":                         {scalar.MarshalRevision64(1 << 60), `1152921504606846976`},
		"a fraction":                         {scalar.MarshalFloat(-0.25), `-0.25`},
		"no number":                          {scalar.MarshalFloat(math.NaN()), `null`},
		"more than any number":               {scalar.MarshalFloat(math.Inf(-1)), `null`},
		"true":                               {scalar.MarshalBoolean(true), `true`},
		"false":                              {scalar.MarshalBoolean(false), `false`},
		"an instant elsewhere, given in UTC": {scalar.MarshalDateTime(time.Date(2019, 4, 19, 1, 2, 3, 500, time.FixedZone("", 3*3600))), `"2019-04-18T22:02:03.0000005Z"`},
		"no instant":                         {scalar.MarshalDateTime(time.Time{}), `null`},
		"a date":                             {scalar.MarshalEDTF("2019-04~"), `"2019-04~"`},
		"no date":                            {scalar.MarshalEDTF(""), `null`},
	} {
		t.Run(what, func(t *testing.T) {
			if got := written(c.m); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A both reads and writes one scalar, its type taken off.
type both struct {
	read  func(any) (any, error)
	write func(any) string
}

func untyped[T any](read func(any) (T, error), write func(T) graphql.Marshaler) both {
	return both{
		read: func(v any) (any, error) { return read(v) },
		write: func(v any) string {
			typed, ok := v.(T)
			if !ok {
				return fmt.Sprintf("%T is not what was read", v)
			}
			return written(write(typed))
		},
	}
}

var scalars = map[string]both{
	"String":     untyped(scalar.UnmarshalString, scalar.MarshalString),
	"ID":         untyped(scalar.UnmarshalID, scalar.MarshalID),
	"Int":        untyped(scalar.UnmarshalInt32, scalar.MarshalInt32),
	"Go int":     untyped(scalar.UnmarshalInt, scalar.MarshalInt),
	"Int64":      untyped(scalar.UnmarshalInt64, scalar.MarshalInt64),
	"Revision64": untyped(scalar.UnmarshalRevision64, scalar.MarshalRevision64),
	"Float":      untyped(scalar.UnmarshalFloat, scalar.MarshalFloat),
	"Boolean":    untyped(scalar.UnmarshalBoolean, scalar.MarshalBoolean),
	"DateTime":   untyped(scalar.UnmarshalDateTime, scalar.MarshalDateTime),
	"EDTF":       untyped(scalar.UnmarshalEDTF, scalar.MarshalEDTF),
}

func TestUnmarshal(t *testing.T) {
	for what, c := range map[string]struct {
		scalar string
		given  any
		want   any
	}{
		"a text":                        {"String", "x", "x"},
		"an empty text":                 {"String", "", ""},
		"an id":                         {"ID", "actor/avaria", graph.ID("actor/avaria")},
		"the id of an utterance":        {"ID", "utterance/briefing", graph.ID("utterance/briefing")},
		"a number of the document":      {"Int", int64(20), int32(20)},
		"a number of JSON":              {"Int", json.Number("-20"), int32(-20)},
		"the least of 32 bits":          {"Int", json.Number("-2147483648"), int32(math.MinInt32)},
		"the greatest of 32 bits":       {"Go int", json.Number("2147483647"), math.MaxInt32},
		"the greatest of 64 bits":       {"Int64", json.Number("9223372036854775807"), int64(math.MaxInt64)},
		"a revision":                    {"Revision64", 12, graph.Revision(12)},
		"the empty graph":               {"Revision64", int64(0), graph.Revision(0)},
		"a fraction of the document":    {"Float", 0.5, 0.5},
		"a fraction of JSON":            {"Float", json.Number("-1e-3"), -0.001},
		"a whole number for a fraction": {"Float", int64(1), 1.0},
		"true":                          {"Boolean", true, true},
		"an instant":                    {"DateTime", "2019-04-19T01:02:03+03:00", time.Date(2019, 4, 18, 22, 2, 3, 0, time.UTC)},
		"a date":                        {"EDTF", "[2019-04-15..2019-04-19]", graph.EDTF("[2019-04-15..2019-04-19]")},
	} {
		t.Run(what, func(t *testing.T) {
			got, err := scalars[c.scalar].read(c.given)
			if err != nil {
				t.Fatal(err)
			}
			if instant, ok := got.(time.Time); ok {
				got = instant.UTC()
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		scalar string
		given  any
		want   string
	}{
		"a number for a text":          {"String", int64(1), "must be a string, and is another kind of number"},
		"null for a text":              {"String", nil, "must be a string, and is null"},
		"a number for an id":           {"ID", json.Number("1"), "must be an id, which is a string, and is another kind of number"},
		"what is no id":                {"ID", "avaria", `"avaria" is no id: it does not begin with a kind such as actor/`},
		"an id with a path in it":      {"ID", "actor/../x", `"actor/../x" is no id: after the slash stand a-z, 0-9, and, not first, . _ -`},
		"a text for a number":          {"Int", "1", "must be a whole number, and is a string"},
		"a fraction for a number":      {"Int", json.Number("1.5"), "is no whole number of 64 bits"},
		"a fraction of the document":   {"Int", 1.5, "must be a whole number, and is another kind of number"},
		"one more than 32 bits":        {"Int", json.Number("2147483648"), "is no whole number of 32 bits"},
		"one less than 32 bits":        {"Go int", json.Number("-2147483649"), "is no whole number of 32 bits"},
		"one more than 64 bits":        {"Int64", json.Number("9223372036854775808"), "is no whole number of 64 bits"},
		"an exponent for a number":     {"Int64", json.Number("1e3"), "is no whole number of 64 bits"},
		"a negative revision":          {"Revision64", json.Number("-1"), "is no revision: it is negative"},
		"a text for a revision":        {"Revision64", "abc", "must be a whole number, and is a string"},
		"a list for a fraction":        {"Float", []any{1}, "must be a number, and is a list"},
		"more than a fraction holds":   {"Float", json.Number("1e400"), "is no number that can be held"},
		"what is not a number":         {"Float", math.NaN(), "is no number that can be held"},
		"a text for true":              {"Boolean", "true", "must be true or false, and is a string"},
		"an object for an instant":     {"DateTime", map[string]any{}, "must be an instant, which is a string, and is an object"},
		"an instant without an offset": {"DateTime", "2019-04-19T01:02:03", `"2019-04-19T01:02:03" is no instant in RFC 3339, such as 2016-04-15T18:30:00Z`},
		"an instant before the years":  {"DateTime", "0000-01-01T00:00:00+01:00", `"0000-01-01T00:00:00+01:00" is no instant in RFC 3339, such as 2016-04-15T18:30:00Z`},
		"an instant after the years":   {"DateTime", "9999-12-31T23:00:00-01:00", `"9999-12-31T23:00:00-01:00" is no instant in RFC 3339, such as 2016-04-15T18:30:00Z`},
		"a long text for an instant":   {"DateTime", strings.Repeat("9", 65), `"` + strings.Repeat("9", 64) + `…" is no instant in RFC 3339, such as 2016-04-15T18:30:00Z`},
		"true for a date":              {"EDTF", true, "must be a date, which is a string, and is true or false"},
		"a day that no month has":      {"EDTF", "2019-02-30", `"2019-02-30" is no date: February 2019 has 28 days`},
		"a struct for a date":          {"EDTF", struct{}{}, "must be a date, which is a string, and is something else"},
	} {
		t.Run(what, func(t *testing.T) {
			got, err := scalars[c.scalar].read(c.given)
			if err == nil {
				t.Fatalf("%#v was read as %#v", c.given, got)
			}
			if err.Error() != c.want {
				t.Errorf("got %q, want %q", err, c.want)
			}
			var field *graph.FieldError
			if !errors.Is(err, graph.ErrInvalid) || !errors.As(err, &field) {
				t.Errorf("%T is not the asker's mistake", err)
			}
		})
	}
}

// FuzzUnmarshal: nothing panics; what is refused is the asker's mistake; what is
// read, written and read again is the same.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`"actor/avaria"`, `"2019-04-19T01:02:03.5+03:00"`, `"2019-04~"`, `12`, `-0`, `1e400`, `true`, `null`, `[1]`, `{"a":1}`, `"9999-12-31T23:59:60Z"`, `"0000-01-01T00:00:00+01:00"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		given := decoded(data)
		for name, s := range scalars {
			value, err := s.read(given)
			if err != nil {
				if !errors.Is(err, graph.ErrInvalid) {
					t.Errorf("%s of %s: %v is not the asker's mistake", name, data, err)
				}
				continue
			}
			text := s.write(value)
			if text == "null" { // an empty text, or the zero time
				continue
			}
			back, err := s.read(decoded([]byte(text)))
			if err != nil {
				t.Fatalf("%s of %s was written as %s, which is refused: %v", name, data, text, err)
			}
			if text2 := s.write(back); text2 != text {
				t.Errorf("%s of %s was written as %s and then as %s", name, data, text, text2)
			}
		}
	})
}

func decoded(data []byte) any {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}
