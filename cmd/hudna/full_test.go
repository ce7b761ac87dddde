package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"hudna/graph"
	"hudna/graph/web"
	"hudna/storage"
)

// A tight store has no room where it is told so.
type tight struct {
	storage.Store
	full *atomic.Bool
}

func (s tight) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if s.full.Load() {
		return fmt.Errorf("made up: %w", storage.ErrFull)
	}
	return s.Store.Update(ctx, fn)
}

// TestAFullDiskRefusesWritesOverHTTP: what is below the floor of free space is refused with
// a code of its own, what is there can be read, and writing goes on when there is room again.
func TestAFullDiskRefusesWritesOverHTTP(t *testing.T) {
	var full atomic.Bool
	p := tested(t)
	open := p.engine
	p.engine = func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		s, err := open(ctx, dir, o)
		return tight{s, &full}, err
	}
	g, err := p.open(t.Context(), t.TempDir(), openFlags{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	registry := prometheus.NewRegistry()
	server, err := p.writingServer(g, graph.Principal{Name: "made-up coder", Role: graph.RoleCoder, Clearance: graph.MarkingPublic}, web.Options{Metrics: registry})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	write := func(name string) string {
		return posted(t, listening.URL+"/graphql", `mutation { createLocation(input: {record: {id: "location/`+name+`", kind: SETTLEMENT, names: [{text: "`+name+` (made up)", lang: "en"}]}}) { revision { number } errors { code } } }`)
	}
	names := func() string { return posted(t, listening.URL+"/graphql", `{ locations { nodes { id } } }`) }

	if out := write("karvela"); !strings.Contains(out, `"number":1`) {
		t.Fatal(out)
	}
	full.Store(true)
	if out := write("lake"); !strings.Contains(out, "STORAGE_FULL") || strings.Contains(out, "made up:") {
		t.Errorf("a write to a full disk: %s", out)
	}
	if out := names(); !strings.Contains(out, "location/karvela") || strings.Contains(out, "lake") || strings.Contains(out, "errors") {
		t.Errorf("a read of it: %s", out)
	}
	if n := refusedFor(t, registry)["Floor"]; n != 1 {
		t.Errorf("%v writes are counted as refused", n)
	}
	full.Store(false)
	if out := write("lake"); !strings.Contains(out, `"number":2`) {
		t.Errorf("a write when there is room again: %s", out)
	}
}
