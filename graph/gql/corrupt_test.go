package gql_test

import (
	"context"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// TestMissing: a record to which a reference leads and that is not there, is of
// another kind, or comes in another number than was asked for, is a failure and
// never null by itself.
func TestMissing(t *testing.T) {
	g := loaded(t)
	const question = `{ statement(id: "statement/gazette-truce-holds") { text evidence { document { id } } attestedBy { id } } }`
	for what, c := range map[string]struct {
		records func([]graph.ID, []graph.Record) []graph.Record
		code    string
	}{
		"missing": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return make([]graph.Record, len(list))
			}
			return list
		}, "CORRUPT"},
		"of another kind": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return []graph.Record{&graph.Topic{Meta: graph.Meta{ID: ids[0]}}}
			}
			return list
		}, "CORRUPT"},
		"too few": {func(ids []graph.ID, list []graph.Record) []graph.Record {
			if ids[0].Kind() == graph.KindDocument {
				return nil
			}
			return list
		}, "INTERNAL"},
	} {
		t.Run(what, func(t *testing.T) {
			answer := ask(t, serving(t, bent{g, c.records}, graph.MarkingPublic), question, "")
			errs, _ := answer["errors"].([]any)
			if len(errs) != 2 {
				t.Fatalf("got %v", answer)
			}
			for i := range errs {
				same(t, at(t, errs, i, "extensions", "code"), c.code)
				if c.code == "CORRUPT" {
					same(t, at(t, errs, i, "extensions", "id"), string(graphtest.Report))
				}
			}
			// What could be read is there.
			same(t, at(t, answer, "data", "statement"), map[string]any{
				"text": "The newspaper holds that the truce stands", "evidence": []any{map[string]any{"document": nil}}, "attestedBy": nil,
			})
		})
	}
}

// bent is a graph whose readers give other records than there are.
type bent struct {
	graph.Graph
	records func([]graph.ID, []graph.Record) []graph.Record
}

func (b bent) At(v graph.View) graph.Reader { return bentReader{b.Graph.At(v), b} }

type bentReader struct {
	graph.Reader
	bent
}

func (r bentReader) Records(ctx context.Context, ids []graph.ID) ([]graph.Record, error) {
	list, err := r.Reader.Records(ctx, ids)
	return r.records(ids, list), err
}

// TestMisquote: words at a span that are not those whose hash was recorded, or
// that are not there at all, are a failure and never shown.
func TestMisquote(t *testing.T) {
	g := loaded(t)
	for what, text := range map[string]string{
		"other words":    strings.Replace(minutesText, "quiet", "noisy", 1),
		"too few words":  "The council said: “We",
		"no text at all": "",
	} {
		t.Run(what, func(t *testing.T) {
			changed := bent{g, func(_ []graph.ID, list []graph.Record) []graph.Record {
				for i, r := range list {
					if d, ok := r.(*graph.Document); ok && d.ID == minutes {
						other := *d
						other.Text = text
						list[i] = &other
					}
				}
				return list
			}}
			answer := ask(t, serving(t, changed, graph.MarkingPublic), `{ statement(id: "statement/council-keeps-quiet") { text evidence { exact } } }`, "")
			for i := range 3 {
				if got := at(t, answer, "data", "statement", "evidence", i, "exact"); got != nil && got != "said" {
					t.Errorf("shows %q", got)
				}
			}
			if text == "" {
				same(t, answer["errors"], nil)
				return
			}
			code, message, extensions := failure(t, answer)
			if code != "CORRUPT" || message != "stored data is damaged or missing" || extensions["id"] != string(minutes) {
				t.Errorf("got %s %q %v", code, message, extensions)
			}
		})
	}
}
