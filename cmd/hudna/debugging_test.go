package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// Metrics and profiles are served at a loopback address until they are stopped, and at no
// other.
func TestMetricsAndProfilesHaveAPortOfTheirOwn(t *testing.T) {
	g, err := ledger.Open(t.Context(), ledger.Options{Open: memkv.New().Open})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	}()
	registry, err := newRegistry(g)
	if err != nil {
		t.Fatal(err)
	}
	var config net.ListenConfig
	free, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if _, err := serveDebugging(t.Context(), address, registry); err == nil || !strings.Contains(err.Error(), "--debug-listen "+address) {
		t.Errorf("a port in use: %v", err)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"0.0.0.0:0", "192.0.2.1:80", "nowhere"} {
		if _, err := serveDebugging(t.Context(), other, registry); err == nil || !strings.Contains(err.Error(), "--debug-listen "+other) {
			t.Errorf("%s: %v", other, err)
		}
	}
	stop, err := serveDebugging(t.Context(), address, registry)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (string, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		return string(body), err
	}
	if body, err := get("/debug/pprof/cmdline"); err != nil || !strings.Contains(body, "-test.") {
		t.Errorf("%q, %v", body, err)
	}
	body, err := get("/metrics")
	for _, line := range []string{"hudna_head_revision 0", "hudna_projection_versions 0", "go_goroutines "} {
		if err != nil || !strings.Contains(body, "\n"+line) {
			t.Errorf("no %q among the metrics (%v): %.300q", line, err, body)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, err := get("/metrics"); err == nil {
		t.Error("they are served after they were stopped")
	}
}
