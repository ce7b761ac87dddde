package ndjson

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
)

// required demands the numbers that may not be left out. Without it a stance
// without a value would be a stance of 0, and a point without coordinates would
// lie in the Gulf of Guinea: numbers that nobody gave.
var required = json.JoinUnmarshalers(
	json.UnmarshalFromFunc(func(d *jsontext.Decoder, s *graph.Stance) error {
		var w struct {
			Value *float64 `json:"value"`
			Scale string   `json:"scale"`
		}
		if err := json.UnmarshalDecode(d, &w); err != nil {
			return err
		}
		s.Scale = w.Scale
		return given("value", w.Value, &s.Value)
	}),
	json.UnmarshalFromFunc(func(d *jsontext.Decoder, p *graph.Point) error {
		var w struct {
			Lat *float64 `json:"lat"`
			Lon *float64 `json:"lon"`
		}
		if err := json.UnmarshalDecode(d, &w); err != nil {
			return err
		}
		if err := given("lat", w.Lat, &p.Lat); err != nil {
			return err
		}
		return given("lon", w.Lon, &p.Lon)
	}),
	json.UnmarshalFromFunc(func(d *jsontext.Decoder, m *graph.Mention) error {
		var w struct {
			Document graph.ID `json:"document"`
			Start    *int     `json:"start"`
			End      *int     `json:"end"`
		}
		if err := json.UnmarshalDecode(d, &w); err != nil {
			return err
		}
		m.Document = w.Document
		return span(w.Start, w.End, &m.Start, &m.End)
	}),
	json.UnmarshalFromFunc(func(d *jsontext.Decoder, e *graph.Edited) error {
		var w struct {
			Start *int          `json:"start"`
			End   *int          `json:"end"`
			How   graph.HowEdit `json:"how"`
		}
		if err := json.UnmarshalDecode(d, &w); err != nil {
			return err
		}
		e.How = w.How
		return span(w.Start, w.End, &e.Start, &e.End)
	}),
	json.UnmarshalFromFunc(func(d *jsontext.Decoder, a *graph.Anchor) error {
		var w struct {
			Words    string   `json:"words"`
			Document graph.ID `json:"document"`
			Start    *int     `json:"start"`
			End      *int     `json:"end"`
		}
		if err := json.UnmarshalDecode(d, &w); err != nil {
			return err
		}
		a.Words, a.Document = w.Words, w.Document
		if w.Start == nil && w.End == nil {
			return nil // the span is not known
		}
		return span(w.Start, w.End, &a.Start, &a.End)
	}),
)

// A missingField says which field of the value at hand has to be there.
type missingField string

func (f missingField) Error() string { return string(f) + " is missing" }

func given[T any](name string, from *T, to *T) error {
	if from == nil {
		return missingField(name)
	}
	*to = *from
	return nil
}

func span(start, end *int, toStart, toEnd *int) error {
	if err := given("start", start, toStart); err != nil {
		return err
	}
	return given("end", end, toEnd)
}
