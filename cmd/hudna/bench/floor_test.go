package bench_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/bench"
)

// TestFloors: a floor is handed what the graph has answered, and each question
// is told with its own.
func TestFloors(t *testing.T) {
	g := newMade()
	s, err := bench.Look(t.Context(), g.ask)
	if err != nil {
		t.Fatal(err)
	}
	g.waits = time.Millisecond
	var held []bench.Held
	floors := []bench.Floor{{Name: "bytes", Over: func(_ context.Context, h []bench.Held) (bench.Ask, error) {
		held = append(held, h...)
		return func(context.Context, bench.Request) ([]byte, error) { return h[0].Answer, nil }, nil
	}}}
	o := bench.Options{Clients: 1, Requests: 10, Limit: time.Minute}
	all, err := bench.MeasureFloors(t.Context(), g.ask, s, floors, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 10 || len(held) < 64 || held[0].Request.Revision != 0 || !bytes.Contains(held[0].Answer, []byte("statement/x")) {
		t.Fatalf("%d questions, %d answers", len(all), len(held))
	}
	for _, f := range all {
		if f.Graph.Answers != 2 || f.Floors[0].Answers != 2 || f.Graph.P50 < 1000 || f.Floors[0].P50 > f.Graph.P50 {
			t.Errorf("%+v", f)
		}
	}
	var table strings.Builder
	if err := bench.FloorTable(&table, floors, all[:1]); err != nil || !strings.HasPrefix(table.String(), "\n| question | p50 | bytes | times |\n|---|--:|--:|--:|\n| Q1 | ") {
		t.Errorf("%v\n%s", err, table.String())
	}

	// Answers that have errors are no answers, of a floor as little as of a graph.
	floors[0].Over = func(context.Context, []bench.Held) (bench.Ask, error) {
		return func(context.Context, bench.Request) ([]byte, error) {
			return []byte(`{"errors":[{"message":"it hurts"}]}`), nil
		}, nil
	}
	if _, err := bench.MeasureFloors(t.Context(), g.ask, s, floors, o); err == nil || !strings.Contains(err.Error(), "it hurts") {
		t.Errorf("a floor that fails: %v", err)
	}
	refused := errors.New("no room")
	floors[0].Over = func(context.Context, []bench.Held) (bench.Ask, error) { return nil, refused }
	if _, err := bench.MeasureFloors(t.Context(), g.ask, s, floors, o); !errors.Is(err, refused) {
		t.Errorf("a floor that cannot be: %v", err)
	}
	g.failing = "Q2"
	if _, err := bench.MeasureFloors(t.Context(), g.ask, s, nil, o); err == nil {
		t.Error("an answer with errors has a floor")
	}
}
