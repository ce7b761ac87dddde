package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
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
	registry, err := newRegistry(g, t.TempDir(), 1000)
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
	for host, want := range map[string]int{
		address: http.StatusOK, "localhost": http.StatusOK, "LOCALHOST:80": http.StatusOK, "[::1]:80": http.StatusOK, "[::1]": http.StatusOK,
		"attacker.example": http.StatusMisdirectedRequest, "attacker.example:80": http.StatusMisdirectedRequest,
		"192.0.2.7": http.StatusMisdirectedRequest, "localhost.attacker.example": http.StatusMisdirectedRequest,
	} {
		for _, path := range []string{"/metrics", "/debug/pprof/cmdline"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
			r.Host = host
			w := httptest.NewRecorder()
			debugging(registry).ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s of %s: %d, not %d", path, host, w.Code, want)
			}
		}
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
