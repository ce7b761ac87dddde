// Package scalar reads and writes the scalars of the API: between what stands
// in JSON and the types of package graph.
//
// Writing, an absent value is null: an empty string is how the domain says
// that there is none. Reading is strict: a value of another kind, or outside
// of what the scalar can hold, is a [*graph.FieldError] and so the asker's
// mistake, never a fault of the program.
//
// The generated code finds the functions by their names, Marshal and Unmarshal
// with that of the scalar, and takes the Go type from the parameter.
package scalar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"hudna/graph"
)

// MarshalString writes a text, or null for none. Enumerations are written by
// it too.
func MarshalString(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}

// UnmarshalString reads a text.
func UnmarshalString(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	return "", wrong(v, "a string")
}

// MarshalID writes an id, or null for none.
func MarshalID(id graph.ID) graphql.Marshaler { return MarshalString(string(id)) }

// UnmarshalID reads an id and checks its form. Whether there is such a record
// is the graph's business.
func UnmarshalID(v any) (graph.ID, error) {
	s, ok := v.(string)
	if !ok {
		return "", wrong(v, "an id, which is a string")
	}
	id := graph.ID(s)
	if err := id.Validate(); err != nil {
		return "", err
	}
	return id, nil
}

// MarshalInt32 writes a whole number.
func MarshalInt32(i int32) graphql.Marshaler { return graphql.MarshalInt32(i) }

// UnmarshalInt32 reads a whole number of 32 bits, as the specification has it.
func UnmarshalInt32(v any) (int32, error) {
	i, err := whole(v)
	if err == nil && (i < math.MinInt32 || i > math.MaxInt32) {
		return 0, &graph.FieldError{Reason: "is no whole number of 32 bits"}
	}
	return int32(i), err //nolint:gosec // in range, or an error with it
}

// MarshalInt writes a whole number.
func MarshalInt(i int) graphql.Marshaler { return graphql.MarshalInt(i) }

// UnmarshalInt reads a whole number of 32 bits into a Go int.
func UnmarshalInt(v any) (int, error) {
	i, err := UnmarshalInt32(v)
	return int(i), err
}

// MarshalInt64 writes a whole number of 64 bits as a JSON number.
func MarshalInt64(i int64) graphql.Marshaler { return graphql.MarshalInt64(i) }

// UnmarshalInt64 reads a whole number of 64 bits from a JSON number.
func UnmarshalInt64(v any) (int64, error) { return whole(v) }

// MarshalRevision64 writes the number of a revision as a JSON number.
func MarshalRevision64(r graph.Revision) graphql.Marshaler { return graphql.MarshalUint64(uint64(r)) }

// UnmarshalRevision64 reads the number of a revision from a JSON number.
func UnmarshalRevision64(v any) (graph.Revision, error) {
	i, err := whole(v)
	switch {
	case err != nil:
		return 0, err
	case i < 0:
		return 0, &graph.FieldError{Reason: "is no revision: it is negative"}
	}
	return graph.Revision(i), nil
}

// MarshalFloat writes a number, or null for what is none.
func MarshalFloat(f float64) graphql.Marshaler {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return graphql.Null
	}
	return graphql.MarshalFloat(f)
}

// UnmarshalFloat reads a number.
func UnmarshalFloat(v any) (float64, error) {
	var f float64
	switch v := v.(type) {
	case float64:
		f = v
	case int64:
		f = float64(v)
	case int:
		f = float64(v)
	case json.Number:
		var err error
		if f, err = strconv.ParseFloat(string(v), 64); err != nil {
			return 0, &graph.FieldError{Reason: "is no number that can be held"}
		}
	default:
		return 0, wrong(v, "a number")
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, &graph.FieldError{Reason: "is no number that can be held"}
	}
	return f, nil
}

// MarshalBoolean writes true or false.
func MarshalBoolean(b bool) graphql.Marshaler { return graphql.MarshalBoolean(b) }

// UnmarshalBoolean reads true or false.
func UnmarshalBoolean(v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return false, wrong(v, "true or false")
}

// MarshalJSON writes a value that is JSON already, or null for none.
func MarshalJSON(v json.RawMessage) graphql.Marshaler {
	if v == nil {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(v) }) // into the answer, which is in memory
}

// UnmarshalJSON refuses every value: nothing is asked with one.
func UnmarshalJSON(any) (json.RawMessage, error) {
	return nil, &graph.FieldError{Reason: "is nothing that can be asked with"}
}

// MarshalDateTime writes an instant in RFC 3339, in UTC, or null for the zero
// time.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return graphql.MarshalString(FormatDateTime(t))
}

// FormatDateTime writes an instant as [MarshalDateTime] does.
func FormatDateTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// UnmarshalDateTime reads an instant in RFC 3339, which has an offset.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, wrong(v, "an instant, which is a string")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	// It is written in UTC, where the year has to have four digits as well.
	if year := t.UTC().Year(); err != nil || year < 0 || year > 9999 {
		return time.Time{}, &graph.FieldError{Reason: fmt.Sprintf("%s is no instant in RFC 3339, such as 2016-04-15T18:30:00Z", short(s))}
	}
	return t, nil
}

// MarshalEDTF writes a date, or null for none.
func MarshalEDTF(e graph.EDTF) graphql.Marshaler { return MarshalString(string(e)) }

// UnmarshalEDTF reads a date and checks it.
func UnmarshalEDTF(v any) (graph.EDTF, error) {
	s, ok := v.(string)
	if !ok {
		return "", wrong(v, "a date, which is a string")
	}
	e := graph.EDTF(s)
	if _, err := e.Parse(); err != nil {
		// Where it stands in a record is not where it stands here.
		if field, ok := errors.AsType[*graph.FieldError](err); ok {
			err = &graph.FieldError{Reason: field.Reason}
		}
		return "", err
	}
	return e, nil
}

// whole reads a number without a fraction that fits 64 bits. What comes from
// JSON is a [json.Number], what stands in a document is an int64.
func whole(v any) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case int:
		return int64(v), nil
	case json.Number:
		if i, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return i, nil
		}
		return 0, &graph.FieldError{Reason: "is no whole number of 64 bits"}
	}
	return 0, wrong(v, "a whole number")
}

// wrong says what was wanted, and nothing of what was given but its kind.
func wrong(v any, wanted string) error {
	kind := "something else"
	switch v.(type) {
	case nil:
		kind = "null"
	case string:
		kind = "a string"
	case bool:
		kind = "true or false"
	case json.Number, int, int64, float64:
		kind = "another kind of number"
	case []any:
		kind = "a list"
	case map[string]any:
		kind = "an object"
	}
	return &graph.FieldError{Reason: "must be " + wanted + ", and is " + kind}
}

// short quotes what was given, at most so much of it.
func short(s string) string {
	const most = 64
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strconv.QuoteToGraphic(s)
}
